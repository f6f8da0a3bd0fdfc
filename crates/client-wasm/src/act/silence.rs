//! Texts under silence.

use client::{
    Desk,
    form::{SilenceForm, Word, fresh_nonce},
};
use domain::SubjectId;

use super::{Acted, Made};

said! {
    OfSilence { silence: Word<SubjectId> }
    OfSilenceWithReason {
        silence: Word<SubjectId>,
        /// Sealed to the leadership of both sides.
        reason: Option<String>,
    }
    BeginSilence { form: SilenceForm }
}

pub fn begin(desk: &Desk, said: &BeginSilence, now_unix_ms: i64) -> Acted {
    let (facts, text) = said.form.made(desk, now_unix_ms)?;
    let record = desk.begin_silence(fresh_nonce()?, facts, &text, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn object(desk: &Desk, said: &OfSilenceWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.object(said.silence.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn withdraw(desk: &Desk, said: &OfSilence, now_unix_ms: i64) -> Acted {
    let record = desk.withdraw_silence(said.silence.0, now_unix_ms)?;
    Ok(Made::record(&record))
}
