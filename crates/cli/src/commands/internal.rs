//! What consultations, tasks, lines to take, reports, coalitions, mandates, briefing cards and records of
//! contacts have in common. None of it leaves the side: the line has no code to send it.

use client::{
    Desk,
    view::{report::matters, subject::subjects_of},
};
use domain::{InternalKind, InternalRecord, Noun, RecordId, SubjectId, roles_of};
use serde::Serialize;

use super::{Acting, terms_options::find_id};
use crate::{
    CliError, Context, Report,
    api::{self, Session},
};

/// Kinds that a release can make public.
const KINDS: [InternalKind; 6] = [
    InternalKind::Consult,
    InternalKind::Assign,
    InternalKind::Line,
    InternalKind::Note,
    InternalKind::Report,
    InternalKind::Coalition,
];

/// An internal record is kept.
#[derive(Debug, Clone, Serialize)]
pub struct Kept {
    /// `enter`, `give`, …
    pub what: String,
    pub kind: &'static str,
    pub record: String,
    /// Its place in the side's internal log.
    pub seq: u64,
    pub about: SubjectId,
}

impl Report for Kept {
    fn human(&self) -> String {
        format!(
            "{}: kept within this side, entry {} of its internal log\n{:<12} {}\nabout        {}",
            self.what, self.seq, self.kind, self.record, self.about
        )
    }
}

/// Whose words and which device: the roles that write a kind read it too.
pub async fn desk_of<'a>(
    context: &'a Context,
    acting: &Acting,
    kind: InternalKind,
) -> Result<(Session<'a>, Desk), CliError> {
    let roles = roles_of(kind.action());
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles)?;
    api::open_desk(context, &name).await
}

/// Hands an internal record to the own node.
pub async fn keep(
    session: &mut Session<'_>,
    desk: &mut Desk,
    (kind, what): (&'static str, &str),
    record: &InternalRecord,
) -> Result<Kept, CliError> {
    let seq = session.post_internal(record).await?;
    session.sync(desk).await?;
    Ok(Kept {
        what: what.to_owned(),
        kind,
        record: record.id().to_string(),
        seq,
        about: record.header().subject,
    })
}

/// The contact, round, paper or other thing that it is about; also a matter known from reports alone.
pub fn about(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    let mut subjects = subjects_of(desk, Noun::ALL);
    subjects.extend(matters(desk));
    let ids: Vec<String> = subjects.iter().map(ToString::to_string).collect();
    let lists = Noun::ALL.iter().map(|noun| noun.name()).chain(["report"]);
    let lists: Vec<String> = lists.map(|name| format!("`detente {name} list`")).collect();
    let at = find_id("contact or other matter", text, &ids, &lists.join(", "))?;
    Ok(subjects[at])
}

/// The internal record whose id this is, or begins with this, whatever its kind.
pub fn find_any(desk: &Desk, text: &str) -> Result<RecordId, CliError> {
    find_among(desk, &KINDS, "internal record", text)
}

/// The same of one kind.
pub fn find_of(
    desk: &Desk,
    kind: InternalKind,
    what: &str,
    text: &str,
) -> Result<RecordId, CliError> {
    find_among(desk, &[kind], what, text)
}

/// Several of one kind.
pub fn find_all(
    desk: &Desk,
    kind: InternalKind,
    what: &str,
    texts: &[String],
) -> Result<Vec<RecordId>, CliError> {
    let found = texts.iter().map(|text| find_of(desk, kind, what, text));
    found.collect()
}

fn find_among(
    desk: &Desk,
    kinds: &[InternalKind],
    what: &str,
    text: &str,
) -> Result<RecordId, CliError> {
    let facts = desk.internal_facts();
    let all: Vec<RecordId> = facts
        .iter()
        .filter(|fact| kinds.contains(&fact.kind))
        .map(|fact| fact.id)
        .collect();
    let ids: Vec<String> = all.iter().map(ToString::to_string).collect();
    let list = "`detente consultation list`, `task list`, `line-to-take list`, `record list`, `report list`, `coalition list`, `mandate show`, `briefing list`";
    Ok(all[find_id(what, text, &ids, list)?])
}
