//! What the archive finds, as files that a person reads: one for each subject and record of contact, some
//! lists, and an index of them. They are what a device with every role would show.

use client::{Desk, view::subject::subject_of};
use domain::{AudienceClass, Event, Folded, Noun};
use serde::Serialize;
use wire::LineStatus;

use super::{press_view, record_export::Export};
use crate::{CliError, Outcome, Report, shown::short};

/// Files by their names, and how many sealed parts opened.
pub struct Found {
    pub files: Vec<(String, Vec<u8>)>,
    pub opened: usize,
    pub closed: usize,
}

/// One line of the index.
#[derive(Debug, Clone, Serialize)]
struct Line {
    what: &'static str,
    id: String,
    text: String,
    json: String,
}

/// Everything that this desk can tell.
pub fn readable(desk: &Desk, now_unix_ms: i64) -> Result<Found, CliError> {
    let mut shelf = Shelf::default();
    for folded in desk.view().subjects() {
        let subject = subject_of(&folded);
        let (what, outcome) = shown(desk, &folded, now_unix_ms)?;
        shelf.put(what, &subject.to_string(), outcome);
    }
    let names = client::view::record_of_contact::Names::new();
    for record in desk.records_of_contact() {
        let Ok(opened) = desk.opened_note(&record) else {
            continue;
        };
        let view = client::view::record_of_contact::view_of(
            desk,
            record.note,
            opened,
            &names,
            now_unix_ms,
        )?;
        let markdown = Export::of(&view).markdown();
        let outcome = Outcome {
            human: markdown,
            ..Outcome::from(view)
        };
        shelf.put("record", &record.note.to_string(), outcome);
    }
    for draft in desk.drafts() {
        let done = press_view::DraftDone {
            what: "found".to_owned(),
            draft: client::view::press::view_of_draft(desk, &draft),
            next: "none".to_owned(),
        };
        shelf.put("draft", &draft.id.to_string(), done.into());
    }
    shelf.list(
        "consultations",
        client::view::consultation::list_of(desk, true),
    );
    shelf.list(
        "tasks",
        client::view::task::list_of(desk, true, now_unix_ms),
    );
    shelf.list(
        "lines-to-take",
        client::view::line_to_take::list_of(desk, true),
    );
    let records = desk.records_of_contact();
    let records: Vec<_> = records.iter().collect();
    shelf.list(
        "access-log",
        client::view::record_of_contact::access_of(&records, &names),
    );
    let (opened, closed) = counted(desk);
    Ok(Found {
        files: shelf.finish()?,
        opened,
        closed,
    })
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

/// Sealed parts of the line's records that open, and that don't.
fn counted(desk: &Desk) -> (usize, usize) {
    let subjects = desk.view().subjects().map(|folded| subject_of(&folded));
    let records = subjects.flat_map(|subject| desk.view().history(subject).to_vec());
    let parts = records.flat_map(|placed| match placed.event {
        Event::Record { id, header, .. } => {
            let classes = header.bodies.iter();
            let classes = classes.filter_map(|body| AudienceClass::from_number(body.class));
            classes.map(|class| (id, class)).collect::<Vec<_>>()
        }
        Event::Started(_) | Event::Ended(_) => Vec::new(),
    });
    parts.fold((0, 0), |(opened, closed), (id, class)| {
        match desk.open_part(id, class) {
            Ok(_) => (opened + 1, closed),
            Err(_) => (opened, closed + 1),
        }
    })
}

/// Files as they come about.
#[derive(Default)]
struct Shelf {
    files: Vec<(String, Vec<u8>)>,
    index: Vec<Line>,
}

impl Shelf {
    fn put(&mut self, what: &'static str, id: &str, outcome: Outcome) {
        let stem = match id {
            "" => what.to_owned(),
            id => format!("{what}-{}", &id[..id.len().min(16)]),
        };
        let (text, json) = (format!("{stem}.txt"), format!("{stem}.json"));
        self.files.push((
            text.clone(),
            format!("{}\n", outcome.human.trim_end()).into_bytes(),
        ));
        self.files
            .push((json.clone(), outcome.json.to_string().into_bytes()));
        self.index.push(Line {
            what,
            id: id.to_owned(),
            text,
            json,
        });
    }

    fn list(&mut self, what: &'static str, report: impl Report) {
        self.put(what, "", report.into());
    }

    fn finish(mut self) -> Result<Vec<(String, Vec<u8>)>, CliError> {
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
        let markdown = format!("# Recovered records\n\n{}", lines.collect::<String>());
        self.files.push(("index.json".to_owned(), index));
        self.files
            .push(("index.md".to_owned(), markdown.into_bytes()));
        Ok(self.files)
    }
}
