//! Messages of both channels, their drafts, and who is on duty to take them.

use client::{
    Desk, NewMessage,
    form::{MessageForm, ShiftsForm, Word, fresh_nonce},
};
use domain::{MessageDraft, Record, RecordId, SubjectId};

use super::{Acted, Made, Post};
use crate::CoreError;

said! {
    /// Of either channel.
    OfMessage { message: Word<SubjectId> }
    OfDraft { draft: Word<RecordId> }
    SendMessage { form: MessageForm }
    DraftMessage {
        form: MessageForm,
        /// The draft whose place it takes.
        instead_of: Option<Word<RecordId>>,
    }
    SetShifts {
        form: ShiftsForm,
        /// The list that it was made from, whose place it takes; none where none was there.
        instead_of: Option<Word<RecordId>>,
    }
}

/// Who answers has read.
fn sent(desk: &Desk, record: &Record, to: Option<SubjectId>, now_unix_ms: i64) -> Acted {
    let made = Made::record(record);
    let Some(earlier) = to else {
        return Ok(made);
    };
    let read = desk.acknowledge_answered(&desk.message(earlier)?, now_unix_ms)?;
    Ok(match read {
        Some(acknowledgement) => made.and(Post::record(&acknowledgement)),
        None => made,
    })
}

fn made(said: &SendMessage, now_unix_ms: i64) -> Result<NewMessage, CoreError> {
    Ok(said.form.made(now_unix_ms)?)
}

pub fn send(desk: &Desk, said: &SendMessage, now_unix_ms: i64) -> Acted {
    let new = made(said, now_unix_ms)?;
    let record = desk.send_message(fresh_nonce()?, &new, now_unix_ms)?;
    sent(desk, &record, new.reply_to, now_unix_ms)
}

pub fn send_service(desk: &Desk, said: &SendMessage, now_unix_ms: i64) -> Acted {
    let new = made(said, now_unix_ms)?;
    let record = desk.send_service_message(fresh_nonce()?, &new, now_unix_ms)?;
    sent(desk, &record, new.reply_to, now_unix_ms)
}

/// Says once that it stood before somebody's eyes, and of principals never: then nothing is made.
pub fn present(desk: &Desk, said: &OfMessage, now_unix_ms: i64) -> Acted {
    let message = desk.message(said.message.0)?;
    if !desk.tells_presented(&message, now_unix_ms) {
        return Ok(Made {
            subject: Some(message.subject.to_string()),
            ..Made::default()
        });
    }
    let record = desk.present_message(message.subject, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn acknowledge(desk: &Desk, said: &OfMessage, now_unix_ms: i64) -> Acted {
    let record = desk.acknowledge_message(said.message.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn draft(desk: &Desk, said: &DraftMessage, now_unix_ms: i64) -> Acted {
    let new = said.form.made(now_unix_ms)?;
    let draft = MessageDraft {
        facts: new.facts,
        text: new.text,
        reply_to: new.reply_to,
    };
    let after = said.instead_of.into_iter().map(|word| word.0);
    let record = desk.draft_message(&draft, after.collect(), now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn approve(desk: &Desk, said: &OfDraft, now_unix_ms: i64) -> Acted {
    let record = desk.approve_message(said.draft.0, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn send_drafted(desk: &Desk, said: &OfDraft, now_unix_ms: i64) -> Acted {
    let record = desk.send_drafted(said.draft.0, now_unix_ms)?;
    let drafts = desk.message_drafts().into_iter();
    let mut drafts = drafts.filter(|draft| draft.id == said.draft.0);
    let to = drafts.next().and_then(|draft| draft.draft.reply_to);
    sent(desk, &record, to, now_unix_ms)
}

pub fn set_shifts(desk: &Desk, said: &SetShifts, now_unix_ms: i64) -> Acted {
    let instead_of = said.instead_of.map(|word| word.0);
    let record = desk.keep_shifts(&said.form.made(desk)?, instead_of, now_unix_ms)?;
    Ok(Made::internal(&record))
}
