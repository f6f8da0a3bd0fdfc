//! `detente shift`: which duty officer is on when. The own node sounds a FLASH along this list.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{ShiftForm, ShiftsForm, Word},
    view::shift::{ShiftListView, view_of},
};
use domain::{InternalKind, roles_of};

use super::{Acting, task::person_of, terms_options::moment};
use crate::{
    CliError, Context, Outcome, Report,
    api::{self, Session},
    shown::{rfc3339, short},
};

#[derive(Debug, Subcommand)]
pub enum ShiftCommand {
    /// Put a list in the place of the one before: who is called first stands first
    Set(SetArgs),
    /// The list, and who is on duty now
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente shift set --as duty \\\n    \
    --on duty 2021-12-30T20:00:00+03:00 2021-12-31T08:00:00+03:00 \\\n    \
    --on 77ab 2021-12-30T20:00:00+03:00 2021-12-31T08:00:00+03:00\n\n\
    Of several who are on at the same time the first is called first, one more after each minute, then\n\
    every duty officer.")]
pub struct SetArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// A person (id, first digits, or a device here), from when, until when (RFC 3339); repeat for several
    #[arg(long, num_args = 3, value_names = ["PERSON", "FROM", "UNTIL"])]
    pub on: Vec<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente shift list --as duty --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

impl Report for ShiftListView {
    fn human(&self) -> String {
        if self.shifts.is_empty() {
            return "no shifts are set: a FLASH sounds at every duty officer at once; `detente shift set --help`"
                .into();
        }
        let lines = self.shifts.iter().map(|shift| {
            let on = if shift.on_duty { "on duty" } else { "" };
            format!(
                "{}  {} to {}  {on}\n",
                short(shift.person),
                rfc3339(shift.from_unix_ms),
                rfc3339(shift.until_unix_ms)
            )
        });
        let mut out: String = lines.collect();
        let called: Vec<String> = self.on_duty.iter().map(short).collect();
        out.push_str(&match &called[..] {
            [] => "nobody is on duty now: a FLASH sounds at every duty officer at once".to_owned(),
            called => format!("called now, in this order: {}", called.join(", ")),
        });
        out
    }
}

pub async fn run(context: &Context, command: ShiftCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        ShiftCommand::Set(args) => set(context, &args).await?.into(),
        ShiftCommand::List(args) => list(context, &args).await?.into(),
    })
}

async fn desk_of<'a>(
    context: &'a Context,
    acting: &Acting,
) -> Result<(Session<'a>, Desk), CliError> {
    let roles = roles_of(InternalKind::Shifts.action());
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles)?;
    api::open_desk(context, &name).await
}

pub async fn set(context: &Context, args: &SetArgs) -> Result<ShiftListView, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting).await?;
    let mut shifts = Vec::new();
    for words in args.on.chunks(3) {
        let [person, from, until] = words else {
            continue;
        };
        shifts.push(ShiftForm {
            person: Word(person_of(context, &desk, person)?),
            from: moment(from),
            until: moment(until),
        });
    }
    let list = ShiftsForm { shifts }.made(&desk)?;
    let now_unix_ms = context.now_unix_ms();
    let record = desk.keep_shifts(&list, now_unix_ms)?;
    session.post_internal(&record).await?;
    session.sync(&mut desk).await?;
    Ok(view_of(&desk, now_unix_ms))
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<ShiftListView, CliError> {
    let (_, desk) = desk_of(context, &args.acting).await?;
    Ok(view_of(&desk, context.now_unix_ms()))
}
