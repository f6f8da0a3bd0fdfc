//! Minutes of rounds.

use client::{
    Desk, DeskError,
    form::{MinutesForm, Word, fresh_nonce},
};
use domain::{MinutesText, SubjectId};

use super::{Acted, Made};

said! {
    OfMinutes { minutes: Word<SubjectId> }
    OfMinutesWithReason {
        minutes: Word<SubjectId>,
        /// Sealed to the leadership of both sides.
        reason: Option<String>,
    }
    ProposeMinutes { round: Word<SubjectId>, form: MinutesForm }
    CounterMinutes { minutes: Word<SubjectId>, form: MinutesForm }
}

pub fn propose(desk: &Desk, said: &ProposeMinutes, now_unix_ms: i64) -> Acted {
    let text = said.form.made(desk, said.round.0)?;
    let record = desk.propose_text(fresh_nonce()?, &text, None, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn counter(desk: &Desk, said: &CounterMinutes, now_unix_ms: i64) -> Acted {
    let minutes = said.minutes.0;
    let round = desk.round_of_minutes(minutes)?;
    let round = round.ok_or(DeskError::NothingToAnswer)?;
    let text = said.form.made(desk, round)?;
    let record = desk.counter_text(minutes, &text, None, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn accept(desk: &Desk, said: &OfMinutes, now_unix_ms: i64) -> Acted {
    let record = desk.accept_text::<MinutesText>(said.minutes.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn decline(desk: &Desk, said: &OfMinutesWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.decline_text::<MinutesText>(said.minutes.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn withdraw(desk: &Desk, said: &OfMinutes, now_unix_ms: i64) -> Acted {
    let record = desk.withdraw_text::<MinutesText>(said.minutes.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn cancel(desk: &Desk, said: &OfMinutesWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.cancel_text::<MinutesText>(said.minutes.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}
