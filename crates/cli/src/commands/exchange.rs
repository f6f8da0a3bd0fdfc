//! `detente exchange`: two papers, of which neither is opened before both are in.

use clap::{Args, Subcommand};
use client::{
    Desk, Shown,
    form::{TextForm, exchange_until, fresh_nonce},
};
use domain::{Action, Exchange, Noun, PaperText, SubjectId};
use serde::Serialize;
use std::fmt::Write;

use super::{
    Acting,
    contact::desk_for,
    contact_view::side_name,
    paper_view::TextView,
    subject::{desk_to_read, find_subject},
    terms_options::moment,
    texts::{ReceiptView, SubjectActed, Words, post, written_unix_ms},
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

/// One exchange.
#[derive(Debug, Clone, Serialize)]
pub struct ExchangeView {
    pub exchange: SubjectId,
    pub state: String,
    pub opened_by: String,
    pub until_unix_ms: i64,
    pub sides: Vec<PartView>,
    pub without_effect: Vec<String>,
}

/// One side's part.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    pub side: String,
    pub lodged: Option<ReceiptView>,
    /// SHA-256 of salt and text, by which it is bound.
    pub commitment: Option<String>,
    pub revealed_unix_ms: Option<i64>,
    /// The own paper from its lodging on; the other side's once it is revealed and is what was lodged.
    pub paper: Option<TextView>,
    /// It showed something else than it had lodged: its own signatures stand under both.
    pub showed_another: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct ExchangeLine {
    pub exchange: SubjectId,
    pub state: String,
    pub opened_by: String,
    pub until_unix_ms: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct ExchangeList {
    pub exchanges: Vec<ExchangeLine>,
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
    let now_unix_ms = context.now_unix_ms();
    let exchanges = desk.view().exchanges().into_iter();
    let exchanges = exchanges.map(|exchange| ExchangeLine {
        exchange: exchange.subject,
        state: exchange.state_at(now_unix_ms).to_string(),
        opened_by: side_name(&desk, exchange.founded_by),
        until_unix_ms: exchange.facts.until_unix_ms,
    });
    Ok(ExchangeList {
        exchanges: exchanges.collect(),
    })
}

pub async fn show(context: &Context, args: &NamedArgs) -> Result<ExchangeView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.exchange)?;
    view_of(&desk, subject, context.now_unix_ms())
}

/// Everything that this device can tell of an exchange.
pub fn view_of(
    desk: &Desk,
    subject: SubjectId,
    now_unix_ms: i64,
) -> Result<ExchangeView, CliError> {
    let exchange = desk.exchange(subject)?;
    let mut sides = Vec::new();
    for side in desk.view().sides() {
        sides.push(part_of(desk, &exchange, side)?);
    }
    Ok(ExchangeView {
        exchange: subject,
        state: exchange.state_at(now_unix_ms).to_string(),
        opened_by: side_name(desk, exchange.founded_by),
        until_unix_ms: exchange.facts.until_unix_ms,
        sides,
        without_effect: exchange
            .without_effect
            .iter()
            .map(|none| format!("{}: {}", short(none.record), none.why))
            .collect(),
    })
}

fn part_of(desk: &Desk, exchange: &Exchange, side: identity::SideId) -> Result<PartView, CliError> {
    let subject = exchange.subject;
    let lodge = exchange.lodges.get(&side);
    let reveal = exchange.reveals.get(&side);
    // A device to which nothing of this is sealed sees who has done what.
    let shown = match desk.shown(subject, side) {
        Err(client::DeskError::Open(client::OpenError::NotForYou)) => None,
        shown => shown?,
    };
    let own = lodge.filter(|_| side == desk.own_side());
    let own = own.and_then(|lodge| desk.words_of::<PaperText>(lodge.id).ok());
    let (paper, showed_another) = match shown {
        Some(Shown::Paper(paper)) => (Some(paper), false),
        Some(Shown::Another) => (own, true),
        None => (own, false),
    };
    Ok(PartView {
        side: side_name(desk, side),
        lodged: lodge
            .and_then(|lodge| lodge.delivery)
            .map(ReceiptView::from),
        commitment: lodge.map(|lodge| hex::encode(lodge.commitment.0)),
        revealed_unix_ms: reveal.and_then(|id| written_unix_ms(desk, subject, *id)),
        paper: paper.map(TextView::from),
        showed_another,
    })
}
