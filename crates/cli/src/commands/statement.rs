//! `detente statement`: what spokesmen say before and around a contact, a round, a paper or another
//! party's position; and what the other side's say.

use clap::{Args, Subcommand, ValueEnum};
use client::form::{PositionClaim, Word};
use domain::{Action, CommonLine, Occasion, ReleaseKind};

use super::{
    Acting,
    contact::desk_for,
    facts::{self, ShowArgs},
    follow::{self, FollowArgs},
    internal,
    press::{self, ApproveArgs, DraftDone, DraftOf, ReleaseArgs, TextOptions},
    readout::{self, AboutArgs},
};
use crate::{CliError, Context, Outcome};

/// Kinds of text that this noun is about.
const KINDS: &[ReleaseKind] = &[
    ReleaseKind::Statement,
    ReleaseKind::Announcement,
    ReleaseKind::Answer,
    ReleaseKind::HoldingLine,
    ReleaseKind::Correction,
    ReleaseKind::Withdrawal,
];

/// What a spokesman's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum SaidAs {
    #[default]
    Statement,
    /// Of what is to come
    Announcement,
    /// To a question
    Answer,
    /// While the facts come in; it claims none
    HoldingLine,
}

impl SaidAs {
    fn kind(self) -> ReleaseKind {
        match self {
            Self::Statement => ReleaseKind::Statement,
            Self::Announcement => ReleaseKind::Announcement,
            Self::Answer => ReleaseKind::Answer,
            Self::HoldingLine => ReleaseKind::HoldingLine,
        }
    }
}

/// Whose statements are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Of {
    #[default]
    Us,
    Them,
}

#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "Examples:\n  detente statement list\n  detente statement list --of them --json"
)]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Our own, with drafts and promises; or theirs, with what on their site didn't verify
    #[arg(long, value_enum, value_name = "WHOSE", default_value = "us")]
    pub of: Of,
}

#[derive(Debug, Subcommand)]
pub enum StatementCommand {
    /// Write a statement with the facts that it claims
    Draft(Box<DraftArgs>),
    /// As a second press officer: approve a draft
    Approve(ApproveArgs),
    /// Sign, publish and announce an approved draft
    Release(ReleaseArgs),
    /// Drafts, published statements and promised messages; or the other side's statements
    List(ListArgs),
    /// Draft a correction of something published; it is approved and released like any text
    Correct(AboutArgs),
    /// Draft the withdrawal of something published, with its reason as the text
    Withdraw(AboutArgs),
    /// Read the other side's press site; what their press key signed is kept for our side
    Follow(FollowArgs),
    /// What both sides say of a subject, difference by difference
    Compare(ShowArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente statement draft 3fa1 --title \"Tonight's call\" --office \"spokesman of the leader\" \\\n    \
    --occasion briefing --text \"The leaders will speak by telephone.\" --initiative-of own \\\n    \
    --medium phone-call --promise-by 2021-12-31T03:00:00+03:00 \\\n    \
    --promise-office \"press service of the leader\"\n  \
    detente statement draft 3fa1 --title \"On the replies\" --office \"spokesman of the leader\" \\\n    \
    --occasion answer --text \"The alliance has no common line.\" \\\n    \
    --position-of \"the alliance\" --common-line none\n  \
    detente statement draft 77c0 --kind answer --question \"Is there another date?\" \\\n    \
    --title \"On the date\" --text \"No.\" --office \"foreign ministry\" --of-round 77c0 \\\n    \
    --place Geneva --date 2022-01-10 --date-zone Europe/Zurich --other-date none\n  \
    detente statement draft 3fa1 --party \"the alliance\" --title \"On the alliance\" \\\n    \
    --text \"It has no single line.\" --office \"foreign ministry\"")]
pub struct DraftArgs {
    /// Contact, round, paper or track that it is about: id, or its first digits
    pub contact: String,
    /// What it is
    #[arg(long, value_enum, value_name = "KIND", default_value = "statement")]
    pub kind: SaidAs,
    /// Of an answer: what was asked, one line
    #[arg(long, value_name = "QUESTION")]
    pub question: Option<String>,
    /// It is about the position of this party, who isn't on this line
    #[arg(long, value_name = "NAME", conflicts_with = "discloses")]
    pub party: Option<String>,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    /// briefing, answer, release or interview
    #[arg(long, default_value = "briefing")]
    pub occasion: Occasion,
    /// It promises a message about the contact by this moment (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub promise_by: Option<String>,
    /// The office that is to release that message [default: any of this side]
    #[arg(long, value_name = "OFFICE", requires = "promise_by")]
    pub promise_office: Option<String>,
    /// The internal record that it makes public, such as a consultation: id, or its first digits
    #[arg(long, value_name = "RECORD")]
    pub discloses: Option<String>,
    /// Claimed of another party's position, such as "the alliance"; repeat for several
    #[arg(long, value_name = "NAME", requires = "common_line")]
    pub position_of: Vec<String>,
    /// What is claimed of it: none (they have no common line) or given (they say one thing)
    #[arg(long, value_name = "LINE", requires = "position_of", value_parser = claimable_line)]
    pub common_line: Option<CommonLine>,
    #[command(flatten)]
    pub text: TextOptions,
}

/// That nothing is known is no claim.
pub fn claimable_line(text: &str) -> Result<CommonLine, String> {
    match text.parse() {
        Ok(CommonLine::NotKnown) | Err(_) => Err("it is none or given".to_owned()),
        Ok(line) => Ok(line),
    }
}

pub async fn run(context: &Context, command: StatementCommand) -> Result<Outcome, CliError> {
    use StatementCommand as C;
    Ok(match command {
        C::Draft(args) => draft(context, &args).await?.into(),
        C::Approve(args) => press::approve(context, &args).await?.into(),
        C::Release(args) => press::release(context, &args).await?.into(),
        C::List(args) => match args.of {
            Of::Us => list(context, &args).await?.into(),
            Of::Them => follow::theirs(context, &args.acting).await?.into(),
        },
        C::Correct(args) => readout::about(context, &args, ReleaseKind::Correction)
            .await?
            .into(),
        C::Withdraw(args) => readout::about(context, &args, ReleaseKind::Withdrawal)
            .await?
            .into(),
        C::Follow(args) => follow::run(context, &args).await?.into(),
        C::Compare(args) => facts::compare(context, &args).await?.into(),
    })
}

pub async fn draft(context: &Context, args: &DraftArgs) -> Result<DraftDone, CliError> {
    let (mut session, mut desk) =
        desk_for(context, &args.text.acting, Action::DraftRelease).await?;
    let party = args.party.as_deref();
    let subject = press::subject_of(&desk, &args.contact)?;
    let of = DraftOf {
        kind: args.kind.kind(),
        occasion: args.occasion,
        subject,
        party,
        question: args.question.as_deref(),
        title: &args.title,
        promise_by: args.promise_by.as_deref(),
        promise_office: args.promise_office.as_deref(),
        about: None,
        discloses: args
            .discloses
            .as_deref()
            .map(|text| internal::find_any(&desk, text))
            .transpose()?,
        position: args.common_line.map(|line| PositionClaim {
            of: args.position_of.clone(),
            common_line: Word(line),
        }),
    };
    press::draft(context, &mut session, &mut desk, &of, &args.text).await
}

/// Our own: drafts, what is published, promises.
pub async fn list(context: &Context, args: &ListArgs) -> Result<press::PressList, CliError> {
    let acting = args.acting.clone();
    press::list(context, &press::ListArgs { acting }, KINDS).await
}
