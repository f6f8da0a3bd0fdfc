//! The own side's record of a contact.

use client::{
    Desk,
    form::{NewNote, NoteForm, When, Word, merged},
};
use domain::{RecordId, SubjectId};
use identity::PersonId;

use super::{Acted, Made, Post};

said! {
    OfNote { note: Word<RecordId> }
    WriteNote {
        /// Contact or round.
        about: Word<SubjectId>,
        form: NoteForm,
        /// Drafts whose place it takes.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        instead_of: Vec<Word<RecordId>>,
    }
    MergeNotes {
        notes: Vec<Word<RecordId>>,
        text: String,
        /// Wanted where theirs differ.
        classification: Option<String>,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        off_list: bool,
    }
    ReviewNote {
        note: Word<RecordId>,
        /// Empty: nothing to remark.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        remarks: String,
    }
    DistributeNote { note: Word<RecordId>, to: Vec<Word<PersonId>> }
    RetainNote { note: Word<RecordId>, until: When }
    OpenNote {
        note: Word<RecordId>,
        /// Though this person isn't on its distribution list; the access log says so.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        off_list: bool,
    }
}

pub fn write(desk: &Desk, said: &WriteNote, now_unix_ms: i64) -> Acted {
    let NewNote {
        note,
        keep_until_unix_ms,
    } = said.form.made()?;
    let about = client::form::note_about(desk, said.about.0)?;
    let after = said.instead_of.iter().map(|word| word.0).collect();
    let record = desk.write_note(about, &note, after, keep_until_unix_ms, now_unix_ms)?;
    Ok(Made::internal(&record))
}

/// The lines of the access log come first: what is merged was read.
pub fn merge(desk: &Desk, said: &MergeNotes, now_unix_ms: i64) -> Acted {
    let ids: Vec<RecordId> = said.notes.iter().map(|word| word.0).collect();
    let opened = ids
        .iter()
        .map(|id| desk.open_note(*id, said.off_list, now_unix_ms));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    let (notes, lines): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
    let (text, classification) = (said.text.clone(), said.classification.clone());
    let (about, new) = merged(desk, &ids, notes, text, classification)?;
    let NewNote {
        note,
        keep_until_unix_ms,
    } = new;
    let record = desk.write_note(about, &note, ids, keep_until_unix_ms, now_unix_ms)?;
    let made = Made::internal(&record);
    let posts = lines.iter().map(Post::internal).chain(made.posts).collect();
    Ok(Made {
        posts,
        subject: made.subject,
        record: made.record,
        ..Made::default()
    })
}

pub fn review(desk: &Desk, said: &ReviewNote, now_unix_ms: i64) -> Acted {
    let record = desk.review_note(said.note.0, &said.remarks, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn approve(desk: &Desk, said: &OfNote, now_unix_ms: i64) -> Acted {
    let record = desk.approve_note(said.note.0, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn distribute(desk: &Desk, said: &DistributeNote, now_unix_ms: i64) -> Acted {
    let to = said.to.iter().map(|word| word.0).collect();
    let record = desk.distribute_note(said.note.0, to, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn retain(desk: &Desk, said: &RetainNote, now_unix_ms: i64) -> Acted {
    let until = said.until.unix_ms("until")?;
    let record = desk.retain_note(said.note.0, until, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn open(desk: &Desk, said: &OpenNote, now_unix_ms: i64) -> Acted {
    let (_, line) = desk.open_note(said.note.0, said.off_list, now_unix_ms)?;
    Ok(Made::internal(&line))
}
