//! `detente statement`: what spokesmen say before and around a contact.

use clap::{Args, Subcommand};
use domain::{Action, ClaimedPosition, CommonLine, Occasion, ReleaseKind};

use super::{
    contact::desk_for,
    internal,
    press::{self, ApproveArgs, DraftDone, DraftOf, ListArgs, ReleaseArgs, TextOptions},
};
use crate::{CliError, Context, Outcome};

#[derive(Debug, Subcommand)]
pub enum StatementCommand {
    /// Write a statement with the facts that it claims
    Draft(Box<DraftArgs>),
    /// As a second press officer: approve a draft
    Approve(ApproveArgs),
    /// Sign, publish and announce an approved draft
    Release(ReleaseArgs),
    /// Drafts, published statements, and promised messages
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente statement draft 3fa1 --title \"Tonight's call\" --office \"spokesman of the leader\" \\\n    \
    --occasion briefing --text \"The leaders will speak by telephone.\" --initiative-of own \\\n    \
    --medium phone-call --promise-by 2021-12-31T03:00:00+03:00 \\\n    \
    --promise-office \"press service of the leader\"\n  \
    detente statement draft 3fa1 --title \"On the replies\" --office \"spokesman of the leader\" \\\n    \
    --occasion answer --text \"The alliance has no common line.\" \\\n    \
    --position-of \"the alliance\" --common-line none")]
pub struct DraftArgs {
    /// Contact that it is about: id, or its first digits
    pub contact: String,
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
fn claimable_line(text: &str) -> Result<CommonLine, String> {
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
        C::List(args) => press::list(context, &args, &[ReleaseKind::Statement])
            .await?
            .into(),
    })
}

pub async fn draft(context: &Context, args: &DraftArgs) -> Result<DraftDone, CliError> {
    let (mut session, mut desk) =
        desk_for(context, &args.text.acting, Action::DraftRelease).await?;
    let of = DraftOf {
        kind: ReleaseKind::Statement,
        occasion: args.occasion,
        contact: press::contact_of(&desk, &args.contact)?,
        title: &args.title,
        promise_by: args.promise_by.as_deref(),
        promise_office: args.promise_office.as_deref(),
        about: None,
        discloses: args
            .discloses
            .as_deref()
            .map(|text| internal::find_any(&desk, text))
            .transpose()?,
        position: args.common_line.map(|line| ClaimedPosition {
            of: args.position_of.clone(),
            line,
        }),
    };
    press::draft(context, &mut session, &mut desk, &of, &args.text).await
}
