//! `detente exchange`: two papers, of which neither is opened before both are in.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{TextForm, exchange_until, fresh_nonce},
    view::{
        exchange::{ExchangeList, ExchangeView, list_of, view_of},
        paper::TextView,
    },
};
use domain::{Action, Noun, SubjectId};
use std::fmt::Write;

use super::{
    Acting,
    contact::desk_for,
    subject::{desk_to_read, find_subject},
    terms_options::moment,
    texts::{SubjectActed, Words, post},
};
use crate::{
    CliError, Context, Exit, Outcome, Report,
    shown::{short, utc},
};

#[derive(Debug, Subcommand)]
pub enum ExchangeCommand {
    /// Ask the other side to exchange papers
    Open(OpenArgs),
    /// Lodge the own paper: sealed to the own side, and bound to it from then on
    Lodge(LodgeArgs),
    /// Show the other side what was lodged, once both papers are in
    Reveal(NamedArgs),
    /// Exchanges and where they stand
    List(ListArgs),
    /// One exchange: who lodged and revealed when, and both papers
    Show(NamedArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente exchange open --until 2022-01-09T18:00:00+01:00")]
pub struct OpenArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Both lodge before this moment (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub until: String,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente exchange lodge 3fa1 --title \"Our position\" --file position.txt")]
pub struct LodgeArgs {
    /// Exchange id, or its first digits
    pub exchange: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Heading of the text
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    #[command(flatten)]
    pub words: Words,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente exchange show 3fa1\n  detente exchange reveal 3fa1")]
pub struct NamedArgs {
    /// Exchange id, or its first digits
    pub exchange: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente exchange list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

impl Report for ExchangeList {
    fn human(&self) -> String {
        if self.exchanges.is_empty() {
            return "no exchanges yet; `detente exchange open --help`".into();
        }
        self.exchanges
            .iter()
            .map(|line| {
                format!(
                    "{}  {:<14} by {}, until {}\n",
                    short(line.exchange),
                    line.state,
                    line.opened_by,
                    utc(line.until_unix_ms)
                )
            })
            .collect()
    }
}

impl Report for ExchangeView {
    fn human(&self) -> String {
        let mut out = format!(
            "exchange     {}\nstate        {}\nopened by    {}\nlodge before {}\n",
            self.exchange,
            self.state,
            self.opened_by,
            utc(self.until_unix_ms)
        );
        for part in &self.sides {
            let lodged = part.lodged.map(|lodged| lodged.words());
            let lodged = lodged.map_or_else(
                || "nothing lodged".to_owned(),
                |words| format!("lodged {words}"),
            );
            let revealed = part.revealed_unix_ms;
            let revealed = revealed.map_or_else(String::new, |at| format!("; shown {}", utc(at)));
            let _ = writeln!(out, "\n{:<12} {lodged}{revealed}", part.side);
            if part.showed_another {
                let _ = writeln!(
                    out,
                    "NOT what it had lodged: keep both records, its own signatures stand under them"
                );
            }
            if part.unreadable {
                let _ = writeln!(
                    out,
                    "damaged: what it showed can't be read; ask the side that showed it"
                );
            }
            if let Some(TextView { title, text, .. }) = &part.paper {
                let _ = writeln!(out, "{title}\n\n{}", text.trim_end());
            }
        }
        for none in &self.without_effect {
            let _ = writeln!(out, "without effect: {none}");
        }
        out
    }

    /// A side that shows something else than it lodged is found out.
    fn exit(&self) -> Exit {
        match self.sides.iter().any(|part| part.showed_another) {
            true => Exit::Unverified,
            false => Exit::Done,
        }
    }
}

pub async fn run(context: &Context, command: ExchangeCommand) -> Result<Outcome, CliError> {
    use ExchangeCommand as C;
    Ok(match command {
        C::Open(args) => open(context, &args).await?.into(),
        C::Lodge(args) => lodge(context, &args).await?.into(),
        C::Reveal(args) => reveal(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

fn find(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    find_subject(desk, &[Noun::Exchange], text)
}

fn state(now_unix_ms: i64) -> impl Fn(&Desk, SubjectId) -> Result<String, CliError> {
    move |desk, subject| Ok(desk.exchange(subject)?.state_at(now_unix_ms).to_string())
}

pub async fn open(context: &Context, args: &OpenArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let facts = exchange_until(&moment(&args.until), now_unix_ms)?;
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Lodge).await?;
    let record = desk.open_exchange(fresh_nonce()?, facts, now_unix_ms)?;
    let what = (Noun::Exchange, "open");
    post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await
}

pub async fn lodge(context: &Context, args: &LodgeArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let form = TextForm {
        title: args.title.clone(),
        text: args.words.read()?,
        languages: args.words.language.clone(),
    };
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Lodge).await?;
    let subject = find(&desk, &args.exchange)?;
    let paper = form.made();
    let record = desk.lodge(subject, &paper, now_unix_ms)?;
    let what = (Noun::Exchange, "lodge");
    post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await
}

pub async fn reveal(context: &Context, args: &NamedArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Reveal).await?;
    let record = desk.reveal(find(&desk, &args.exchange)?, now_unix_ms)?;
    let what = (Noun::Exchange, "reveal");
    post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<ExchangeList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk, context.now_unix_ms()))
}

pub async fn show(context: &Context, args: &NamedArgs) -> Result<ExchangeView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.exchange)?;
    Ok(view_of(&desk, subject, context.now_unix_ms())?)
}
