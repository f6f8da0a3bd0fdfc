//! What the archive finds, as files that a person reads: one for each subject, record of contact, draft, card
//! and attachment, some lists, and an index of them. They are what a device with every role would show.

use client::{
    Desk, OpenError,
    view::{message_draft::DraftView, subject::subject_of},
};
use domain::{AudienceClass, Event, Folded, InternalKind, Noun, SubjectId};
use node::runtime::backup::Chunks;
use serde::{Deserialize, Serialize};
use wire::LineStatus;

use super::{archive_attachments, press_view, record_export::Export};
use crate::{
    CliError, Outcome, Report,
    shown::{rfc3339, short},
};

/// Takes each file as it comes about, with its name: not all of them fit in memory at once.
pub type Put<'a> = dyn FnMut(String, &[u8]) -> Result<(), CliError> + 'a;

/// How many sealed parts opened, and what couldn't be recovered.
pub struct Found {
    pub opened: usize,
    pub closed: usize,
    pub damaged: Vec<DamageLine>,
}

/// Something that isn't among the files, or not whole, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamageLine {
    pub what: String,
    pub cause: String,
}

/// One line of the index.
#[derive(Debug, Clone, Serialize)]
struct Line {
    what: &'static str,
    id: String,
    text: String,
    json: String,
}

/// Everything that this desk can tell, and the attachments of its papers. What is damaged is named, and
/// everything else goes on.
pub fn readable(
    desk: &Desk,
    chunks: &Chunks,
    damaged: Vec<DamageLine>,
    now_unix_ms: i64,
    put: &mut Put<'_>,
) -> Result<Found, CliError> {
    let mut shelf = Shelf {
        put,
        index: Vec::new(),
        damaged,
    };
    for folded in desk.view().subjects() {
        let subject = subject_of(&folded);
        match shown(desk, &folded, now_unix_ms) {
            Ok((what, outcome)) => shelf.put(what, &subject.to_string(), outcome)?,
            Err(error) => shelf.damaged(format!("subject {subject}"), &error.cause),
        }
        if let Folded::Paper(_) = folded {
            archive_attachments::save(desk, chunks, subject, &mut shelf)?;
        }
    }
    internal(desk, now_unix_ms, &mut shelf)?;
    let (opened, closed) = counted(desk, &mut shelf);
    let damaged = shelf.finish()?;
    Ok(Found {
        opened,
        closed,
        damaged,
    })
}

/// What never left the side.
fn internal(desk: &Desk, now_unix_ms: i64, shelf: &mut Shelf<'_, '_>) -> Result<(), CliError> {
    let names = client::view::record_of_contact::Names::new();
    let records = desk.records_of_contact();
    for record in &records {
        // One that doesn't open is named with the others.
        let Ok(opened) = desk.opened_note(record) else {
            continue;
        };
        let view = client::view::record_of_contact::view_of(
            desk,
            record.note,
            opened,
            &names,
            now_unix_ms,
        );
        match view {
            Ok(view) => {
                let outcome = Outcome {
                    human: Export::of(&view).markdown(),
                    ..Outcome::from(view)
                };
                shelf.put("record", &record.note.to_string(), outcome)?;
            }
            Err(error) => shelf.damaged(format!("record of contact {}", record.note), &error),
        }
    }
    for draft in desk.drafts() {
        let done = press_view::DraftDone {
            what: "found".to_owned(),
            draft: client::view::press::view_of_draft(desk, &draft),
            next: "none".to_owned(),
        };
        shelf.put("draft", &draft.id.to_string(), done.into())?;
    }
    for draft in desk.all_message_drafts() {
        let id = draft.id.to_string();
        shelf.put(
            "message-draft",
            &id,
            FoundDraft(DraftView::of(draft)).into(),
        )?;
    }
    match client::view::briefing::list_of(desk, true) {
        Ok(list) => {
            for card in list.cards {
                let id = card.entry.record.clone();
                shelf.put("card", &id, card.into())?;
            }
        }
        Err(error) => shelf.damaged("the briefing cards".to_owned(), &error),
    }
    shelf.list("mandates", client::view::mandate::list_of(desk, None, true))?;
    shelf.list(
        "consultations",
        client::view::consultation::list_of(desk, true),
    )?;
    shelf.list(
        "tasks",
        client::view::task::list_of(desk, true, now_unix_ms),
    )?;
    shelf.list(
        "lines-to-take",
        client::view::line_to_take::list_of(desk, true),
    )?;
    let mut reports: Vec<SubjectId> = desk.internal_subjects(InternalKind::Report);
    reports.sort_unstable();
    reports.dedup();
    let reports = client::view::report::reports_about(desk, &reports, true);
    shelf.list("reports", client::view::report::ReportList { reports })?;
    for coalition in client::view::coalition::all_of(desk, true) {
        let id = coalition.entry.record.clone();
        let shown = client::view::coalition::CoalitionShown {
            coalition,
            said_in_public: Vec::new(),
            earlier: Vec::new(),
        };
        shelf.put("coalition", &id, shown.into())?;
    }
    shelf.list("shifts", client::view::shift::view_of(desk, now_unix_ms))?;
    let records: Vec<_> = records.iter().collect();
    shelf.list(
        "access-log",
        client::view::record_of_contact::access_of(&records, &names),
    )
}

/// A draft of a message with its whole text.
#[derive(Debug, Clone, Serialize)]
struct FoundDraft(DraftView);

impl Report for FoundDraft {
    fn human(&self) -> String {
        let draft = &self.0;
        let approved = draft.approved_by.as_ref();
        format!(
            "draft        {}\nby person    {}, {}\nprecedence   {}\napproved by  {}\nsent as      {}\n\n{}\n\n{}",
            draft.draft,
            draft.author,
            rfc3339(draft.at_unix_ms),
            draft.precedence,
            approved.map_or("nobody".to_owned(), ToString::to_string),
            draft
                .sent
                .map_or("not sent".to_owned(), |sent| sent.to_string()),
            draft.title,
            draft.text
        )
    }
}

fn shown(
    desk: &Desk,
    folded: &Folded,
    now_unix_ms: i64,
) -> Result<(&'static str, Outcome), CliError> {
    let subject = subject_of(folded);
    Ok(match folded {
        Folded::Contact(_) => (
            Noun::Contact.name(),
            client::view::contact::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::Track(_) => (
            Noun::Track.name(),
            client::view::track::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::Round(_) => (
            Noun::Round.name(),
            client::view::round::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::Minutes(_) => (
            Noun::Minutes.name(),
            client::view::minutes::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::JointStatement(_) => (
            Noun::JointStatement.name(),
            client::view::joint_statement::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::Paper(_) => (
            Noun::Paper.name(),
            client::view::paper::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::Exchange(_) => (
            Noun::Exchange.name(),
            client::view::exchange::view_of(desk, subject, now_unix_ms)?.into(),
        ),
        Folded::Message(message) => (
            message.noun.name(),
            client::view::message::view_of(desk, subject, &no_line(), now_unix_ms)?.into(),
        ),
        Folded::SilenceProcedure(_) => (
            Noun::SilenceProcedure.name(),
            client::view::silence::view_of(desk, subject, now_unix_ms)?.into(),
        ),
    })
}

/// Nobody asks a node here: what its receipts were isn't told.
fn no_line() -> LineStatus {
    LineStatus {
        other: None,
        up: false,
        own_entries: 0,
        other_entries: 0,
        receipted: 0,
        skew_ms: None,
        misbehaviour: 0,
        reason_down: None,
        reason_code: None,
        rings: Vec::new(),
    }
}

/// Sealed parts of both logs' records and of internal ones that open, and that don't. What is sealed to this
/// side and doesn't open is named.
fn counted(desk: &Desk, shelf: &mut Shelf<'_, '_>) -> (usize, usize) {
    let (mut opened, mut closed) = (0, 0);
    let mut count = |what: String, result: Result<(), OpenError>| match result {
        Ok(()) => opened += 1,
        Err(error) => {
            closed += 1;
            if let OpenError::Damaged(_) = error {
                shelf.damaged(what, &error);
            }
        }
    };
    for folded in desk.view().subjects() {
        let subject = subject_of(&folded);
        for placed in desk.view().history(subject) {
            let Event::Record { id, header, .. } = &placed.event else {
                continue;
            };
            let classes = header.bodies.iter();
            for class in classes.filter_map(|body| AudienceClass::from_number(body.class)) {
                let what = format!("record {id} about {subject}, its part for {class:?}");
                count(what, desk.open_part(*id, class).map(drop));
            }
        }
    }
    for (id, result) in desk.internal_openings() {
        count(format!("internal record {id}"), result);
    }
    (opened, closed)
}

/// Where files go as they come about, and what is told of them at the end.
pub struct Shelf<'a, 'b> {
    put: &'a mut Put<'b>,
    index: Vec<Line>,
    damaged: Vec<DamageLine>,
}

impl Shelf<'_, '_> {
    pub fn damaged(&mut self, what: String, cause: &dyn std::fmt::Display) {
        let cause = cause.to_string();
        self.damaged.push(DamageLine { what, cause });
    }

    fn put(&mut self, what: &'static str, id: &str, outcome: Outcome) -> Result<(), CliError> {
        let stem = match id {
            "" => what.to_owned(),
            id => format!("{what}-{}", first_digits(id)),
        };
        let text = format!("{}\n", outcome.human.trim_end());
        self.put_file(
            (what, id),
            &stem,
            (format!("{stem}.txt"), text.as_bytes()),
            &outcome.json,
        )
    }

    /// A file, and what is known of it beside it.
    pub fn put_file(
        &mut self,
        (what, id): (&'static str, &str),
        stem: &str,
        (name, bytes): (String, &[u8]),
        known: &serde_json::Value,
    ) -> Result<(), CliError> {
        let json = format!("{stem}.json");
        (self.put)(name.clone(), bytes)?;
        (self.put)(json.clone(), known.to_string().as_bytes())?;
        self.index.push(Line {
            what,
            id: id.to_owned(),
            text: name,
            json,
        });
        Ok(())
    }

    fn list(&mut self, what: &'static str, report: impl Report) -> Result<(), CliError> {
        self.put(what, "", report.into())
    }

    fn finish(self) -> Result<Vec<DamageLine>, CliError> {
        let failed = |error| CliError::failed("index", error, "report it");
        let index = serde_json::to_vec_pretty(&self.index).map_err(failed)?;
        let lines = self.index.iter().map(|line| {
            let id = if line.id.is_empty() {
                String::new()
            } else {
                format!(" {}", short(&line.id))
            };
            format!("- {}{id}: [{}]({})\n", line.what, line.text, line.text)
        });
        let mut markdown = format!("# Recovered records\n\n{}", lines.collect::<String>());
        if !self.damaged.is_empty() {
            let lines = self.damaged.iter();
            let lines = lines.map(|one| format!("- {}: {}\n", one.what, one.cause));
            markdown.push_str("\n# Damaged, and not recovered\n\n");
            markdown.extend(lines);
        }
        (self.put)("index.json".to_owned(), &index)?;
        (self.put)("index.md".to_owned(), markdown.as_bytes())?;
        Ok(self.damaged)
    }
}

/// So many digits of an id tell files apart.
pub fn first_digits(id: &str) -> &str {
    id.get(..16).unwrap_or(id)
}
