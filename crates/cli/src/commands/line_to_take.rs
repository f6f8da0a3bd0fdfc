//! `detente line-to-take`: what spokesmen say, and what they answer if asked; approved by a second
//! press officer, and never outside the side.

use clap::{Args, Subcommand};
use client::view::line_to_take::{LineList, list_of};
use domain::{Action, InternalKind, LineToTake};

use super::{
    Acting,
    contact::desk_for,
    internal::{Kept, about, desk_of, find_all, find_of, keep},
};
use crate::{CliError, Context, Outcome, Report};

const KIND: InternalKind = InternalKind::Line;

const NAME: &str = "line-to-take";

#[derive(Debug, Subcommand)]
pub enum LineToTakeCommand {
    /// Write a line to take, or the answer to a question that may be asked
    Draft(DraftArgs),
    /// As another press officer: approve it
    Approve(ApproveArgs),
    /// Lines to take and answers if asked
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente line-to-take draft 3fa1 --text \"The subjects are very difficult ones.\"\n  \
    detente line-to-take draft 3fa1 --if-asked \"Isn't it late?\" --text \"It never was a problem.\"")]
pub struct DraftArgs {
    /// Contact, round or paper that it is about: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    /// What is said
    #[arg(long, value_name = "TEXT")]
    pub text: String,
    /// Only if this is asked
    #[arg(long, value_name = "QUESTION")]
    pub if_asked: Option<String>,
    /// An earlier line whose place this takes; repeat for several
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente line-to-take approve 9c01 --as press-2")]
pub struct ApproveArgs {
    /// Id of the line, or its first digits
    pub line: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente line-to-take list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also lines whose place others took
    #[arg(long)]
    pub history: bool,
}

impl Report for LineList {
    fn human(&self) -> String {
        if self.lines.is_empty() {
            return "no lines to take; `detente line-to-take draft --help`".into();
        }
        self.lines
            .iter()
            .map(|line| {
                let state = match line.approved_by {
                    Some(_) => "approved",
                    None => "draft",
                };
                let asked = line.if_asked.as_deref();
                let asked = asked.map_or_else(String::new, |asked| format!("if asked: {asked} "));
                format!(
                    "{state:<9} {asked}{}  ({})\n",
                    line.text,
                    line.entry.words()
                )
            })
            .collect()
    }
}

pub async fn run(context: &Context, command: LineToTakeCommand) -> Result<Outcome, CliError> {
    use LineToTakeCommand as C;
    Ok(match command {
        C::Draft(args) => draft(context, &args).await?.into(),
        C::Approve(args) => approve(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
    })
}

pub async fn draft(context: &Context, args: &DraftArgs) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let line = LineToTake {
        text: args.text.clone(),
        if_asked: args.if_asked.clone(),
    };
    let about = about(&desk, &args.about)?;
    let after = find_all(&desk, KIND, NAME, &args.instead_of)?;
    let record = desk.draft_line(about, &line, after, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "draft"), &record).await
}

pub async fn approve(context: &Context, args: &ApproveArgs) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::ApproveRelease).await?;
    let line = find_of(&desk, KIND, NAME, &args.line)?;
    let author = desk.internal_facts().into_iter();
    let author = author
        .filter(|fact| fact.id == line)
        .map(|fact| fact.author);
    if author
        .into_iter()
        .any(|author| author == desk.keys().person)
    {
        return Err(CliError::refused(
            "own-draft",
            "whoever wrote a line can't approve it",
            "let another press officer approve it",
        ));
    }
    let record = desk.approve_line(line, context.now_unix_ms())?;
    keep(&mut session, &mut desk, ("approval", "approve"), &record).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<LineList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    Ok(list_of(&desk, args.history))
}
