//! What goes over the line and leaves no record.

use client::{
    Desk,
    form::{UnrecordedForm, fresh_id},
};
use domain::{UnrecordedId, UnrecordedKind};

use super::{Acted, Made, Post};

said! {
    SendUnrecorded { form: UnrecordedForm }
}

pub fn sounding(desk: &Desk, said: &SendUnrecorded, now_unix_ms: i64) -> Acted {
    send(
        desk,
        said,
        (UnrecordedKind::Sounding, "a sounding"),
        now_unix_ms,
    )
}

pub fn non_paper(desk: &Desk, said: &SendUnrecorded, now_unix_ms: i64) -> Acted {
    send(
        desk,
        said,
        (UnrecordedKind::NonPaper, "a non-paper"),
        now_unix_ms,
    )
}

/// Its id stands where a subject's would.
fn send(
    desk: &Desk,
    said: &SendUnrecorded,
    (kind, what): (UnrecordedKind, &'static str),
    now_unix_ms: i64,
) -> Acted {
    let expires_unix_ms = said.form.expires_unix_ms(now_unix_ms)?;
    let text = said.form.words(what)?;
    let id = UnrecordedId(fresh_id()?);
    let unrecorded = desk.unrecorded(id, kind, &text, expires_unix_ms, now_unix_ms)?;
    Ok(Made {
        posts: vec![Post::to("/api/v1/unrecorded", unrecorded.to_bytes())],
        subject: Some(id.to_string()),
        ..Made::default()
    })
}
