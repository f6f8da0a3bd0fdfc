//! `detente task`: what somebody of the own side has to do, by when, and whether it is done.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{TaskForm, Word},
    view::task::{TaskList, list_of},
};
use domain::{InternalKind, TaskState};
use identity::PersonId;
use std::collections::BTreeSet;

use super::{
    Acting,
    internal::{Kept, about, desk_of, find_of, keep},
    terms_options::{find_id, moment},
};
use crate::{
    CliError, Context, Outcome, Report,
    home::DeviceName,
    shown::{short, utc},
};

const KIND: InternalKind = InternalKind::Assign;

const NAME: &str = "task";

#[derive(Debug, Subcommand)]
pub enum TaskCommand {
    /// Give somebody of the own side something to do
    Give(GiveArgs),
    /// Say that a task is done
    Done(NamedArgs),
    /// Drop a task
    Drop(NamedArgs),
    /// Tasks, their owners and dates
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente task give 3fa1 --owner sherpa --text \"answer the second point\" \\\n    \
    --due 2022-01-05T12:00:00+03:00")]
pub struct GiveArgs {
    /// Contact, round or paper that it is about: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Whose it is: a device enrolled here, or the first digits of a person's id
    #[arg(long, value_name = "WHO")]
    pub owner: String,
    /// What is to be done
    #[arg(long, value_name = "TEXT")]
    pub text: String,
    /// By when (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub due: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente task done 9c01\n  detente task drop 9c01")]
pub struct NamedArgs {
    /// Task id, or its first digits
    pub task: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente task list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also what it said before
    #[arg(long)]
    pub history: bool,
}

impl Report for TaskList {
    fn human(&self) -> String {
        if self.tasks.is_empty() {
            return "no tasks; `detente task give --help`".into();
        }
        self.tasks
            .iter()
            .map(|task| {
                let state = if task.overdue { "overdue" } else { &task.state };
                let due = task.due_unix_ms;
                let due = due.map_or_else(String::new, |due| format!(" by {}", utc(due)));
                format!(
                    "{state:<8} {}{due}, owner {}  ({})\n",
                    task.text,
                    short(task.owner),
                    task.entry.words()
                )
            })
            .collect()
    }
}

pub async fn run(context: &Context, command: TaskCommand) -> Result<Outcome, CliError> {
    use TaskCommand as C;
    Ok(match command {
        C::Give(args) => give(context, &args).await?.into(),
        C::Done(args) => settle(context, &args, TaskState::Done).await?.into(),
        C::Drop(args) => settle(context, &args, TaskState::Dropped).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
    })
}

pub async fn give(context: &Context, args: &GiveArgs) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let form = TaskForm {
        owner: Word(person_of(context, &desk, &args.owner)?),
        text: args.text.clone(),
        due: args.due.as_deref().map(moment),
    };
    let task = form.made(&desk)?;
    let about = about(&desk, &args.about)?;
    let record = desk.assign(about, &task, Vec::new(), context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "give"), &record).await
}

/// A person of the own side.
pub fn person_of(context: &Context, desk: &Desk, who: &str) -> Result<PersonId, CliError> {
    let people = desk.view().people(desk.own_side());
    let persons: BTreeSet<PersonId> = people
        .into_iter()
        .flat_map(|people| people.iter())
        .map(|(_, member)| member.accreditation.person)
        .collect();
    if let Ok(name) = who.parse::<DeviceName>()
        && let Ok(file) = context.home().device(&name)
        && persons.contains(&file.person)
    {
        return Ok(file.person);
    }
    let persons: Vec<PersonId> = persons.into_iter().collect();
    let ids: Vec<String> = persons.iter().map(ToString::to_string).collect();
    Ok(persons[find_id("person", who, &ids, "`detente person list`")?])
}

/// The same task in another state, in the place of the first.
pub async fn settle(
    context: &Context,
    args: &NamedArgs,
    state: TaskState,
) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let id = find_of(&desk, KIND, NAME, &args.task)?;
    let record = desk.settle_task(id, state, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, state.name()), &record).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<TaskList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    Ok(list_of(&desk, args.history, context.now_unix_ms()))
}
