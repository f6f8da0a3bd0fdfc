//! `detente briefing`: the card that a principal has before their eyes, drafted by one, reviewed by another and
//! approved by a third.

use clap::{Args, Subcommand};
use client::{
    Desk,
    view::briefing::{CardList, CardView, list_of},
};
use domain::{BriefingCard, CardRemarks, InternalKind, InternalRecord, RecordId};
use std::fmt::Write;

use super::{
    Acting,
    internal::{Kept, about, desk_of, find_all, find_of, keep},
    texts::Words,
};
use crate::{CliError, Context, Outcome, Report, shown::utc};

const KIND: InternalKind = InternalKind::Card;

const NAME: &str = "briefing";

#[derive(Debug, Subcommand)]
pub enum BriefingCommand {
    /// Draft a card, or a newer one in the place of an earlier
    Draft(DraftArgs),
    /// Say that a card was reviewed; not by its drafter
    Review(SayArgs),
    /// Approve a reviewed card; by a third person
    Approve(SayArgs),
    /// Cards and how far they came
    List(ListArgs),
    /// One card
    Show(ShowArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente briefing draft 3fa1 --title \"Call of 30 December\" --file card.txt\n  \
    detente briefing draft 3fa1 --text \"Three points.\" --instead-of 9c01")]
pub struct DraftArgs {
    /// Contact, round or paper that it is about: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub words: Words,
    /// Heading of the card
    #[arg(long, value_name = "TITLE", default_value = "")]
    pub title: String,
    /// The card whose place this takes; repeat for several
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  detente briefing review 9c01 --as aide-two\n  \
    detente briefing approve 9c01 --as chief --remarks \"point two first\""
)]
pub struct SayArgs {
    /// Card id, or its first digits
    pub card: String,
    #[command(flatten)]
    pub acting: Acting,
    /// What is to be kept in mind
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub remarks: String,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente briefing list --history --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also cards whose place others took
    #[arg(long)]
    pub history: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente briefing show 9c01 --as principal")]
pub struct ShowArgs {
    /// Card id, or its first digits
    pub card: String,
    #[command(flatten)]
    pub acting: Acting,
}

impl Report for CardList {
    fn human(&self) -> String {
        if self.cards.is_empty() {
            return "no briefing cards; `detente briefing draft --help`".into();
        }
        self.cards
            .iter()
            .map(|card| {
                let first = card.text.lines().next().unwrap_or_default();
                let title = if card.title.is_empty() {
                    first
                } else {
                    &card.title
                };
                format!(
                    "{}  {:<9} {title}  ({})\n",
                    utc(card.entry.at_unix_ms),
                    card.state,
                    card.entry.words()
                )
            })
            .collect()
    }
}

impl Report for CardView {
    fn human(&self) -> String {
        let mut out = String::new();
        if self.state != "approved" {
            let _ = writeln!(out, "NOT APPROVED: {}\n", self.state);
        }
        let _ = writeln!(
            out,
            "about        {}\ndrafted by   {}, {}",
            self.entry.about,
            self.entry.author,
            utc(self.entry.at_unix_ms)
        );
        for (name, said) in [
            ("reviewed by", &self.reviewed),
            ("approved by", &self.approved),
        ] {
            let Some(said) = said else { continue };
            let remarks = match said.remarks.as_str() {
                "" => String::new(),
                remarks => format!(": {remarks}"),
            };
            let _ = writeln!(
                out,
                "{name:<12} {}, {}{remarks}",
                said.by,
                utc(said.at_unix_ms)
            );
        }
        if !self.entry.stands {
            out.push_str("REPLACED     a newer card took its place\n");
        }
        let _ = writeln!(out, "\n{}\n\n{}", self.title, self.text.trim_end());
        out
    }
}

pub async fn run(context: &Context, command: BriefingCommand) -> Result<Outcome, CliError> {
    use BriefingCommand as C;
    Ok(match command {
        C::Draft(args) => draft(context, &args).await?.into(),
        C::Review(args) => review(context, &args).await?.into(),
        C::Approve(args) => approve(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

pub async fn draft(context: &Context, args: &DraftArgs) -> Result<Kept, CliError> {
    let card = BriefingCard {
        title: args.title.clone(),
        text: args.words.read()?,
    };
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let about = about(&desk, &args.about)?;
    let after = find_all(&desk, KIND, NAME, &args.instead_of)?;
    let record = desk.draft_card(about, &card, after, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "draft"), &record).await
}

pub async fn review(context: &Context, args: &SayArgs) -> Result<Kept, CliError> {
    say(context, args, "review", Desk::review_card).await
}

pub async fn approve(context: &Context, args: &SayArgs) -> Result<Kept, CliError> {
    say(context, args, "approve", Desk::approve_card).await
}

async fn say(
    context: &Context,
    args: &SayArgs,
    what: &'static str,
    make: fn(&Desk, RecordId, &CardRemarks, i64) -> Result<InternalRecord, client::DeskError>,
) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let card = find_of(&desk, KIND, NAME, &args.card)?;
    let remarks = CardRemarks {
        text: args.remarks.clone(),
    };
    let record = make(&desk, card, &remarks, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, what), &record).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<CardList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    Ok(list_of(&desk, args.history)?)
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<CardView, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    let id = find_of(&desk, KIND, NAME, &args.card)?.to_string();
    let found = list_of(&desk, true)?
        .cards
        .into_iter()
        .find(|card| card.entry.record == id);
    Ok(found.ok_or(client::OpenError::NotForYou)?)
}
