//! `detente record`: the own side's record of a contact. Note-takers draft, one merges, an interpreter
//! reviews, somebody else approves; it is classified, distributed, kept until a day, and each opening of its
//! words leaves a line in the access log before they are shown.

use clap::{Args, Subcommand, ValueEnum};
use client::{
    Desk, OpenedNote,
    form::{NewNote, NoteForm, Word, merged},
    view::{
        paper::changes,
        record_of_contact::{
            AccessList, RecordDiff, RecordList, RecordView, access_of, line_of, view_of,
        },
    },
};
use domain::{Action, InternalKind, InternalRecord, Noun, RecordId, roles_of};
use identity::{PersonId, Role, RoleSet};
use std::path::PathBuf;

use super::{
    Acting,
    internal::{Kept, desk_of, find_all, find_of, keep},
    record_export::{Export, Exported, write_export},
    subject::find_subject,
    terms_options::{moment, moment_unix_ms},
    texts::Words,
};
use crate::{
    CliError, Context, Outcome,
    api::{self, Session},
};

const NAME: &str = "record";

#[derive(Debug, Subcommand)]
pub enum RecordCommand {
    /// Draft the own side's record of a contact, or a newer draft in the place of an earlier one
    Draft(DraftArgs),
    /// Merge several note-takers' drafts into one; theirs stay as history
    Merge(MergeArgs),
    /// What differs between two of them, word by word
    Diff(DiffArgs),
    /// As interpreter: looked through, with remarks or without
    Review(ReviewArgs),
    /// Approve one that somebody else wrote: it is the record from then on
    Approve(NamedArgs),
    /// Add persons who are to have it
    Distribute(DistributeArgs),
    /// Keep it longer
    Retain(RetainArgs),
    /// Records and drafts, without their words
    List(ListArgs),
    /// One with its words; the access log says that you opened it
    Show(ShowArgs),
    /// Who opened what, when: for authors, security officer and archivist
    Access(AccessArgs),
    /// Write one as Markdown or PDF; the access log says that you opened it
    Export(ExportArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente record draft 3fa1 --file note.txt --classification confidential\n  \
    detente record draft 3fa1 --file better.txt --classification confidential --instead-of 9c01 \\\n    \
    --keep-until 2052-01-01T00:00:00Z")]
pub struct DraftArgs {
    /// Contact or round that it is of: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub words: Words,
    /// In the side's own words, such as "confidential"
    #[arg(long, value_name = "WORD")]
    pub classification: String,
    /// Who is to have it: a person's id; repeat for several
    #[arg(long, value_name = "PERSON")]
    pub distribution: Vec<PersonId>,
    /// Until when it is kept, with its offset; afterwards it is due for review, and nothing is deleted
    #[arg(long, value_name = "TIME")]
    pub keep_until: Option<String>,
    /// An earlier draft that this one takes the place of
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente record merge 9c01 77ab --file merged.txt --as note-taker")]
pub struct MergeArgs {
    /// Drafts that it merges: ids, or their first digits
    #[arg(required = true, num_args = 2.., value_name = "RECORD")]
    pub records: Vec<String>,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub words: Words,
    /// Needed where theirs differ [default: theirs]
    #[arg(long, value_name = "WORD")]
    pub classification: Option<String>,
    /// Open them though you aren't on their distribution lists; the access log says so
    #[arg(long)]
    pub off_list: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente record diff 9c01 77ab --as sherpa")]
pub struct DiffArgs {
    /// The earlier one: id, or its first digits
    pub from: String,
    /// The later one
    pub to: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Open them though you aren't on their distribution lists; the access log says so
    #[arg(long)]
    pub off_list: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente record review 9c01 --as interpreter\n  \
    detente record review 9c01 --remarks 'second item: he said \"could\", not \"will\"' --as interpreter")]
pub struct ReviewArgs {
    /// Record id, or its first digits
    pub record: String,
    #[command(flatten)]
    pub acting: Acting,
    /// What to change; left out: nothing to remark
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub remarks: String,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente record approve 9c01 --as sherpa")]
pub struct NamedArgs {
    /// Record id, or its first digits
    pub record: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente record distribute 9c01 --to 5b0a9f2e4c7d11a06f3e8d2b9c4a7f10")]
pub struct DistributeArgs {
    /// Record id, or its first digits
    pub record: String,
    #[command(flatten)]
    pub acting: Acting,
    /// A person's id; repeat for several
    #[arg(long, required = true, value_name = "PERSON")]
    pub to: Vec<PersonId>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente record retain 9c01 --until 2062-01-01T00:00:00Z --as archivist")]
pub struct RetainArgs {
    /// Record id, or its first digits
    pub record: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Until when, with its offset; never sooner than said before
    #[arg(long, value_name = "TIME")]
    pub until: String,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente record list --history --json\n  \
    detente record list --due --as archivist")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also those whose place others took
    #[arg(long)]
    pub history: bool,
    /// Only those that were to be kept until a day which has passed
    #[arg(long)]
    pub due: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente record show 9c01")]
pub struct ShowArgs {
    /// Record id, or its first digits
    pub record: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Open it though you aren't on its distribution list; the access log says so
    #[arg(long)]
    pub off_list: bool,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente record access --as security-officer\n  \
    detente record access 9c01 --as note-taker")]
pub struct AccessArgs {
    /// Record id, or its first digits [default: all that you may see]
    pub record: Option<String>,
    #[command(flatten)]
    pub acting: Acting,
}

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Markdown,
    Pdf,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente record export 9c01 --format pdf --out record.pdf\n  \
    detente record export 9c01 --format markdown --out record.md")]
pub struct ExportArgs {
    /// Record id, or its first digits
    pub record: String,
    #[command(flatten)]
    pub acting: Acting,
    /// What to write
    #[arg(long, value_enum)]
    pub format: Format,
    /// The new file; readable by its owner alone
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Open it though you aren't on its distribution list; the access log says so
    #[arg(long)]
    pub off_list: bool,
}

pub async fn run(context: &Context, command: RecordCommand) -> Result<Outcome, CliError> {
    use RecordCommand as C;
    Ok(match command {
        C::Draft(args) => draft(context, &args).await?.into(),
        C::Merge(args) => merge(context, &args).await?.into(),
        C::Diff(args) => diff(context, &args).await?.into(),
        C::Review(args) => review(context, &args).await?.into(),
        C::Approve(args) => approve(context, &args).await?.into(),
        C::Distribute(args) => distribute(context, &args).await?.into(),
        C::Retain(args) => retain(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::Access(args) => access(context, &args).await?.into(),
        C::Export(args) => export(context, &args).await?.into(),
    })
}

pub async fn draft(context: &Context, args: &DraftArgs) -> Result<Kept, CliError> {
    let form = NoteForm {
        text: args.words.read()?,
        classification: args.classification.clone(),
        distribution: args.distribution.iter().copied().map(Word).collect(),
        keep_until: args.keep_until.as_deref().map(moment),
    };
    let NewNote {
        note,
        keep_until_unix_ms,
    } = form.made()?;
    let kind = InternalKind::Note;
    let (mut session, mut desk) = desk_of(context, &args.acting, kind).await?;
    let about = find_subject(&desk, &[Noun::Contact, Noun::Round], &args.about)?;
    let after = find_all(&desk, kind, NAME, &args.instead_of)?;
    let record = desk.write_note(
        about,
        &note,
        after,
        keep_until_unix_ms,
        context.now_unix_ms(),
    )?;
    keep(&mut session, &mut desk, (NAME, "draft"), &record).await
}

pub async fn merge(context: &Context, args: &MergeArgs) -> Result<Kept, CliError> {
    let text = args.words.read()?;
    let (mut session, mut desk) = desk_of(context, &args.acting, InternalKind::Note).await?;
    let ids = find_all(&desk, InternalKind::Note, NAME, &args.records)?;
    let opened = open_all(context, &mut session, &mut desk, &ids, args.off_list).await?;
    let classification = args.classification.clone();
    let (about, new) = merged(&desk, &ids, opened, text, classification)?;
    let NewNote {
        note,
        keep_until_unix_ms,
    } = new;
    let record = desk.write_note(about, &note, ids, keep_until_unix_ms, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "merge"), &record).await
}

/// Opens the words of some records, all of them or none. The lines in the access log are kept by the node
/// first; without them nothing is shown.
async fn open_all(
    context: &Context,
    session: &mut Session<'_>,
    desk: &mut Desk,
    ids: &[RecordId],
    off_list: bool,
) -> Result<Vec<OpenedNote>, CliError> {
    let opened = ids
        .iter()
        .map(|id| desk.open_note(*id, off_list, context.now_unix_ms()))
        .collect::<Result<Vec<_>, _>>()?;
    let mut notes = Vec::new();
    for (note, line) in opened {
        keep(session, desk, (NAME, "open"), &line).await?;
        notes.push(note);
    }
    Ok(notes)
}

async fn open(
    context: &Context,
    session: &mut Session<'_>,
    desk: &mut Desk,
    id: RecordId,
    off_list: bool,
) -> Result<OpenedNote, CliError> {
    let mut opened = open_all(context, session, desk, &[id], off_list).await?;
    Ok(opened.remove(0))
}

pub async fn diff(context: &Context, args: &DiffArgs) -> Result<RecordDiff, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, InternalKind::OpenNote).await?;
    let (from, to) = (find(&desk, &args.from)?, find(&desk, &args.to)?);
    let opened = open_all(context, &mut session, &mut desk, &[from, to], args.off_list).await?;
    let Ok([older, newer]) = <[OpenedNote; 2]>::try_from(opened) else {
        return Err(client::OpenError::NoRecord.into());
    };
    Ok(RecordDiff {
        from: from.to_string(),
        to: to.to_string(),
        classification: [older.note.classification, newer.note.classification],
        text: changes(&older.note.text, &newer.note.text),
    })
}

/// What is said of a record by one device.
async fn say(
    context: &Context,
    acting: &Acting,
    (kind, what): (InternalKind, &str),
    record: &str,
    make: impl FnOnce(&Desk, RecordId, i64) -> Result<InternalRecord, client::DeskError>,
) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_of(context, acting, kind).await?;
    let id = find(&desk, record)?;
    let said = make(&desk, id, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, what), &said).await
}

pub async fn review(context: &Context, args: &ReviewArgs) -> Result<Kept, CliError> {
    let what = (InternalKind::ReviewNote, "review");
    say(
        context,
        &args.acting,
        what,
        &args.record,
        |desk, id, now| desk.review_note(id, &args.remarks, now),
    )
    .await
}

pub async fn approve(context: &Context, args: &NamedArgs) -> Result<Kept, CliError> {
    let what = (InternalKind::ApproveNote, "approve");
    say(
        context,
        &args.acting,
        what,
        &args.record,
        Desk::approve_note,
    )
    .await
}

pub async fn distribute(context: &Context, args: &DistributeArgs) -> Result<Kept, CliError> {
    let what = (InternalKind::DistributeNote, "distribute");
    say(
        context,
        &args.acting,
        what,
        &args.record,
        |desk, id, now| desk.distribute_note(id, args.to.clone(), now),
    )
    .await
}

pub async fn retain(context: &Context, args: &RetainArgs) -> Result<Kept, CliError> {
    let until = moment_unix_ms("until", &args.until)?;
    let what = (InternalKind::RetainNote, "retain");
    say(
        context,
        &args.acting,
        what,
        &args.record,
        |desk, id, now| desk.retain_note(id, until, now),
    )
    .await
}

fn find(desk: &Desk, text: &str) -> Result<RecordId, CliError> {
    find_of(desk, InternalKind::Note, NAME, text)
}

/// A desk of whoever may fetch internal records, whether or not it can open them.
async fn desk_to_list<'a>(
    context: &'a Context,
    acting: &Acting,
) -> Result<(Session<'a>, Desk), CliError> {
    let roles = roles_of(Action::ReadInternal);
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles)?;
    api::open_desk(context, &name).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<RecordList, CliError> {
    let (_, desk) = desk_to_list(context, &args.acting).await?;
    let now_unix_ms = context.now_unix_ms();
    let names = context.home().names()?;
    let mut lines: Vec<_> = desk
        .records_of_contact()
        .iter()
        .map(|record| line_of(record, &names, now_unix_ms))
        .collect();
    lines.retain(|line| {
        (args.history || args.due || line.state != "replaced") && (!args.due || line.due_for_review)
    });
    Ok(RecordList { records: lines })
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<RecordView, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, InternalKind::OpenNote).await?;
    let id = find(&desk, &args.record)?;
    let opened = open(context, &mut session, &mut desk, id, args.off_list).await?;
    let names = context.home().names()?;
    Ok(view_of(&desk, id, opened, &names, context.now_unix_ms())?)
}

/// Whoever watches over records sees every line; who wrote one sees its lines.
pub async fn access(context: &Context, args: &AccessArgs) -> Result<AccessList, CliError> {
    let (_, desk) = desk_to_list(context, &args.acting).await?;
    let names = context.home().names()?;
    let watchers: RoleSet = [Role::SecurityOfficer, Role::Archivist]
        .into_iter()
        .collect();
    let roles = desk.roles(context.now_unix_ms()).unwrap_or_default();
    let me = desk.keys().person;
    let named = args.record.as_deref();
    let named = named.map(|text| find(&desk, text)).transpose()?;
    let records = desk.records_of_contact();
    let is_shown = |record: &&domain::RecordOfContact| {
        named.is_none_or(|id| id == record.note)
            && (roles.intersects(watchers) || record.written.person == me)
    };
    let shown: Vec<_> = records.iter().filter(is_shown).collect();
    if shown.is_empty() && named.is_some() {
        return Err(CliError::refused(
            "role-missing",
            "who opened it is for its author, the security officer and the archivist",
            "ask one of them",
        ));
    }
    Ok(access_of(&shown, &names))
}

pub async fn export(context: &Context, args: &ExportArgs) -> Result<Exported, CliError> {
    if args.out.exists() {
        return Err(CliError::usage(
            "exists",
            format!(
                "{} exists already, and nothing is overwritten",
                args.out.display()
            ),
            "name a file that doesn't exist yet",
        ));
    }
    let (mut session, mut desk) = desk_of(context, &args.acting, InternalKind::OpenNote).await?;
    let id = find(&desk, &args.record)?;
    let opened = open(context, &mut session, &mut desk, id, args.off_list).await?;
    let names = context.home().names()?;
    let view = view_of(&desk, id, opened, &names, context.now_unix_ms())?;
    write_export(&Export::of(&view), args.format, &args.out)
}
