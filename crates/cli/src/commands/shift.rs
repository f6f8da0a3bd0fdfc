//! `detente shift`: which duty officer is on when. The own node sounds a FLASH along this list.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{ShiftForm, ShiftsForm, Word},
    view::shift::{ShiftListView, view_of},
};
use domain::{InternalKind, RecordId, roles_of};

use super::{Acting, internal::find_of, task::person_of, terms_options::moment};
use crate::{
    CliError, Context, Outcome, Report,
    api::{self, Session},
    shown::{rfc3339, short, utc},
};

const KIND: InternalKind = InternalKind::Shifts;

#[derive(Debug, Subcommand)]
pub enum ShiftCommand {
    /// Put a list in the place of the one before: who is called first stands first
    Set(SetArgs),
    /// The list, and who is on duty now
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente shift set --as duty --instead-of 9c01 \\\n    \
    --on duty 2021-12-30T20:00:00+03:00 2021-12-31T08:00:00+03:00 \\\n    \
    --on 77ab 2021-12-30T20:00:00+03:00 2021-12-31T08:00:00+03:00\n\n\
    Of several who are on at the same time the first is called first, one more after each minute, then\n\
    every duty officer. `detente shift list` names the list that stands; where none does, leave --instead-of out.")]
pub struct SetArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// A person (id, first digits, or a device here), from when, until when (RFC 3339); repeat for several
    #[arg(long, num_args = 3, value_names = ["PERSON", "FROM", "UNTIL"])]
    pub on: Vec<String>,
    /// The list that this was made from, whose place it takes: id, or its first digits
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Option<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente shift list --as duty --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

impl Report for ShiftListView {
    fn human(&self) -> String {
        let kept = match (&self.list, self.kept_by, self.kept_unix_ms) {
            (Some(list), Some(kept_by), Some(at)) => {
                let (list, kept_by) = (short(list), short(kept_by));
                format!("list {list}, kept by {kept_by} {}\n", utc(at))
            }
            _ => String::new(),
        };
        if self.shifts.is_empty() {
            return format!(
                "{kept}no shifts are set: a FLASH sounds at every duty officer at once; `detente shift set --help`"
            );
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
        let mut out = kept;
        out.extend(lines);
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
    let roles = roles_of(KIND.action());
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
    let instead_of = made_from(&desk, args.instead_of.as_deref())?;
    let record = desk.keep_shifts(&list, instead_of, now_unix_ms)?;
    session.post_internal(&record).await?;
    session.sync(&mut desk).await?;
    Ok(view_of(&desk, now_unix_ms))
}

/// The list that the new one was made from. Nobody overwrites one that they don't name: another duty officer
/// may have kept it since.
fn made_from(desk: &Desk, said: Option<&str>) -> Result<Option<RecordId>, CliError> {
    let Some((kept, _)) = desk.kept_shifts().filter(|_| said.is_none()) else {
        return said
            .map(|text| find_of(desk, KIND, "shift list", text))
            .transpose();
    };
    let header = kept.header();
    let (id, person) = (short(kept.id()), short(header.person));
    Err(CliError::refused(
        "shifts-changed",
        format!(
            "a shift list stands: {id}, kept by {person} {}",
            utc(header.at_unix_ms)
        ),
        format!("look at it (`detente shift list`), then set yours with --instead-of {id}"),
    ))
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<ShiftListView, CliError> {
    let (_, desk) = desk_of(context, &args.acting).await?;
    Ok(view_of(&desk, context.now_unix_ms()))
}
