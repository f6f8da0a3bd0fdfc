//! `detente minutes`: what came of a round, item by item, under both sides' signatures.

use clap::{Args, Subcommand};
use client::{
    Desk, DeskError,
    form::{FormError, MinutesForm, OutcomeForm, Word, fresh_nonce},
    view::minutes::{MinutesList, MinutesView, list_of, view_of},
};
use domain::{Action, MinutesText, Noun, Outcome as ItemOutcomeKind, SubjectId};
use std::{fmt::Write, path::PathBuf, str::FromStr};

use super::{
    Acting,
    contact::desk_for,
    subject::{Said, desk_to_read, find_subject, post, refusal},
};
use crate::{CliError, Context, Outcome, Report, private_file, shown::short};

#[derive(Debug, Subcommand)]
pub enum MinutesCommand {
    /// Propose the minutes of a round: what came of each item
    Propose(ProposeArgs),
    /// Answer with another text
    Counter(CounterArgs),
    /// Accept the other side's text: both signatures then stand under the same bytes
    Accept(AnswerArgs),
    /// Decline the other side's text
    Decline(DeclineArgs),
    /// One text of minutes: outcome by outcome, and whose word is awaited
    Show(AnswerArgs),
    /// Minutes and where they stand
    List(ListArgs),
}

/// What came of the items.
#[derive(Debug, Clone, Default, Args)]
pub struct TextOptions {
    /// Heading of the text
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    /// The text itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// The text from a file (UTF-8)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// What came of an item: agreed, ad-referendum, bracketed or deferred; once for each of the round
    #[arg(long, value_name = "ITEM=OUTCOME[:TEXT]")]
    pub outcome: Vec<OutcomeOption>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente minutes propose 81c0 --title \"First day\" --text \"The delegations met.\" \\\n    \
    --outcome \"security guarantees=bracketed:[no] later than spring\" \\\n    \
    --outcome \"strategic stability=ad-referendum\"")]
pub struct ProposeArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub text: TextOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente minutes counter 5d21 --title \"First day\" --text \"The delegations met and parted.\" \\\n    \
    --outcome \"security guarantees=deferred\"")]
pub struct CounterArgs {
    /// Id of the minutes, or its first digits
    pub minutes: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub text: TextOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente minutes show 5d21\n  detente minutes accept 5d21")]
pub struct AnswerArgs {
    /// Id of the minutes, or its first digits
    pub minutes: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente minutes decline 5d21 --reason \"nothing was agreed on the second item\"")]
pub struct DeclineArgs {
    /// Id of the minutes, or its first digits
    pub minutes: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Sealed to the leadership of both sides
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente minutes list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

/// `TITLE=agreed`, `TITLE=bracketed:TEXT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeOption {
    pub item: String,
    pub outcome: ItemOutcomeKind,
    pub text: String,
}

impl FromStr for OutcomeOption {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        // An item's title may hold equals signs, and so may the text: the outcome stands between.
        let mut unknown = "it is ITEM=OUTCOME or ITEM=OUTCOME:TEXT".to_owned();
        for (at, _) in text.match_indices('=') {
            let (item, rest) = (text[..at].trim(), &text[at + 1..]);
            let (outcome, words) = rest.split_once(':').unwrap_or((rest, ""));
            match outcome.trim().parse() {
                Ok(outcome) if !item.is_empty() => {
                    return Ok(Self {
                        item: item.to_owned(),
                        outcome,
                        text: words.trim().to_owned(),
                    });
                }
                Ok(_) => {}
                Err(why) => unknown = why,
            }
        }
        Err(unknown)
    }
}

impl Report for MinutesList {
    fn human(&self) -> String {
        if self.minutes.is_empty() {
            return "no minutes yet; `detente minutes propose --help`".into();
        }
        let line = |one: &MinutesView| {
            format!(
                "{}  {:<10} round {}  {}\n",
                short(one.minutes),
                one.phase,
                one.round.map_or("-".to_owned(), short),
                one.title.as_deref().unwrap_or("sealed")
            )
        };
        self.minutes.iter().map(line).collect()
    }
}

impl Report for MinutesView {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<14} {value}");
        };
        line("minutes", &self.minutes.to_string());
        line("phase", &self.phase);
        line("proposed by", &self.proposed_by);
        if let Some(round) = self.round {
            line("round", &short(round));
        }
        match &self.title {
            Some(title) => line("title", title),
            None => line("sealed", "a text that this device can't read"),
        }
        for one in &self.outcomes {
            let text = match one.text.as_str() {
                "" => String::new(),
                text => format!(": {text}"),
            };
            line(&one.outcome, &format!("{}{text}", one.item));
        }
        match &self.agreed {
            Some(record) => line(
                "agreed",
                &format!("both signatures stand under {}", short(record)),
            ),
            None => line("agreed", "no"),
        }
        if let Some(awaited) = &self.awaited {
            line("awaited", awaited);
        }
        if let Some(text) = &self.text {
            let _ = write!(out, "\n{text}\n");
        }
        out
    }
}

pub async fn run(context: &Context, command: MinutesCommand) -> Result<Outcome, CliError> {
    use MinutesCommand as C;
    Ok(match command {
        C::Propose(args) => propose(context, &args).await?.into(),
        C::Counter(args) => counter(context, &args).await?.into(),
        C::Accept(args) => accept(context, &args).await?.into(),
        C::Decline(args) => decline(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
    })
}

impl TextOptions {
    fn form(&self) -> Result<MinutesForm, CliError> {
        let text = match (&self.text, &self.file) {
            (Some(text), None) => text.clone(),
            (None, Some(file)) => private_file::read(file)?,
            (None, None) => String::new(),
            (Some(_), Some(_)) => {
                return Err(CliError::usage(
                    "text-wanted",
                    "the text is wanted once",
                    "--text TEXT or --file FILE",
                ));
            }
        };
        let outcomes = self.outcome.iter().map(|one| OutcomeForm {
            item: one.item.clone(),
            outcome: Word(one.outcome),
            text: one.text.clone(),
        });
        Ok(MinutesForm {
            title: self.title.clone(),
            text,
            outcomes: outcomes.collect(),
        })
    }

    /// The text of these options, with one outcome for each item of the round.
    fn minutes(&self, desk: &Desk, round: SubjectId) -> Result<MinutesText, CliError> {
        let made = self.form()?.made(desk, round);
        made.map_err(|error| match error {
            FormError::Desk(error) => refusal(Noun::Round)(error),
            error => error.into(),
        })
    }
}

pub async fn propose(context: &Context, args: &ProposeArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Propose).await?;
    let round = find_subject(&desk, &[Noun::Round], &args.round)?;
    let text = args.text.minutes(&desk, round)?;
    let nonce = fresh_nonce()?;
    let record = desk.propose_text(nonce, &text, None, context.now_unix_ms())?;
    post(&mut session, &mut desk, "propose", &record).await
}

pub async fn counter(context: &Context, args: &CounterArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Counter).await?;
    let minutes = find_subject(&desk, &[Noun::Minutes], &args.minutes)?;
    let round = desk
        .round_of_minutes(minutes)?
        .ok_or(DeskError::NothingToAnswer)?;
    let text = args.text.minutes(&desk, round)?;
    let record = desk
        .counter_text(minutes, &text, None, context.now_unix_ms())
        .map_err(refusal(Noun::Minutes))?;
    post(&mut session, &mut desk, "counter", &record).await
}

pub async fn accept(context: &Context, args: &AnswerArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Accept).await?;
    let minutes = find_subject(&desk, &[Noun::Minutes], &args.minutes)?;
    let record = desk
        .accept_text::<MinutesText>(minutes, context.now_unix_ms())
        .map_err(refusal(Noun::Minutes))?;
    post(&mut session, &mut desk, "accept", &record).await
}

pub async fn decline(context: &Context, args: &DeclineArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Decline).await?;
    let minutes = find_subject(&desk, &[Noun::Minutes], &args.minutes)?;
    let reason = args.reason.as_deref();
    let record = desk
        .decline_text::<MinutesText>(minutes, reason, context.now_unix_ms())
        .map_err(refusal(Noun::Minutes))?;
    post(&mut session, &mut desk, "decline", &record).await
}

pub async fn show(context: &Context, args: &AnswerArgs) -> Result<MinutesView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let minutes = find_subject(&desk, &[Noun::Minutes], &args.minutes)?;
    Ok(view_of(&desk, minutes, context.now_unix_ms())?)
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<MinutesList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk, context.now_unix_ms())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(text: &str) -> OutcomeOption {
        text.parse().unwrap()
    }

    #[test]
    fn outcomes_are_written_item_outcome_text() {
        use ItemOutcomeKind::{AdReferendum, Agreed, Bracketed};
        for (text, item, outcome, words) in [
            ("arms control=agreed", "arms control", Agreed, ""),
            ("a=b=ad-referendum", "a=b", AdReferendum, ""),
            ("a=bracketed: [x=1]", "a", Bracketed, "[x=1]"),
            ("a=agreed:b=deferred", "a", Agreed, "b=deferred"),
        ] {
            let read = option(text);
            assert_eq!(
                (read.item.as_str(), read.outcome, read.text.as_str()),
                (item, outcome, words),
                "{text}"
            );
        }
        for wrong in ["", "arms control", "arms control=perhaps", "=agreed"] {
            assert!(wrong.parse::<OutcomeOption>().is_err(), "{wrong}");
        }
    }
}
