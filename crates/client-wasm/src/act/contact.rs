//! Contacts: proposed, answered, changed, staged, called at once, entered as held outside.

use client::{
    Desk, NewContact,
    conflicts::AboutToBe,
    form::{ContactForm, CounterForm, HeldOutsideForm, NowForm, Word, fresh_nonce},
};
use domain::SubjectId;

use super::{Acted, Made, Warning, warning::unless_collides};

said! {
    OfContact { contact: Word<SubjectId> }
    OfContactWithReason {
        contact: Word<SubjectId>,
        /// Sealed to the leadership of both sides.
        reason: Option<String>,
    }
    ProposeContact {
        form: ContactForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
    CounterContact {
        contact: Word<SubjectId>,
        form: CounterForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
    EnterHeldOutside { form: HeldOutsideForm }
    CallNow { form: NowForm }
}

fn past(new: &NewContact, now_unix_ms: i64) -> Vec<Warning> {
    let is_past = new.terms.start_unix_ms < now_unix_ms;
    is_past.then_some(Warning::StartPast).into_iter().collect()
}

pub fn propose(desk: &Desk, said: &ProposeContact, now_unix_ms: i64) -> Acted {
    let new = said.form.made(desk, now_unix_ms)?;
    let nonce = fresh_nonce()?;
    let contact = SubjectId::of_contact(desk.own_side(), nonce);
    let about = AboutToBe::contact(contact, &new.terms, &new.agenda);
    let found = desk.collisions(&about, [])?;
    let told = (said.despite, past(&new, now_unix_ms));
    unless_collides(desk, contact, &found, told, || {
        Ok(Made::record(&desk.propose(nonce, &new, now_unix_ms)?))
    })
}

pub fn counter(desk: &Desk, said: &CounterContact, now_unix_ms: i64) -> Acted {
    let contact = said.contact.0;
    let new = said.form.made(desk, contact, now_unix_ms)?;
    let about = AboutToBe::contact(contact, &new.terms, &new.agenda);
    let found = desk.collisions(&about, [])?;
    let told = (said.despite, past(&new, now_unix_ms));
    unless_collides(desk, contact, &found, told, || {
        Ok(Made::record(&desk.counter(contact, &new, now_unix_ms)?))
    })
}

pub fn accept(desk: &Desk, said: &OfContact, now_unix_ms: i64) -> Acted {
    Ok(Made::record(&desk.accept(said.contact.0, now_unix_ms)?))
}

pub fn decline(desk: &Desk, said: &OfContactWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.decline(said.contact.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn withdraw(desk: &Desk, said: &OfContact, now_unix_ms: i64) -> Acted {
    Ok(Made::record(&desk.withdraw(said.contact.0, now_unix_ms)?))
}

pub fn cancel(desk: &Desk, said: &OfContactWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.cancel(said.contact.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn postpone(desk: &Desk, said: &OfContactWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.postpone(said.contact.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn held_outside(desk: &Desk, said: &EnterHeldOutside, now_unix_ms: i64) -> Acted {
    let (facts, agenda) = said.form.made(now_unix_ms)?;
    let record = desk.enter_outside(fresh_nonce()?, facts, &agenda, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn call_now(desk: &Desk, said: &CallNow, now_unix_ms: i64) -> Acted {
    let terms = said.form.terms(desk, now_unix_ms)?;
    let record = desk.call_now(fresh_nonce()?, &terms, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn take_call(desk: &Desk, said: &OfContact, now_unix_ms: i64) -> Acted {
    Ok(Made::record(&desk.take_call(said.contact.0, now_unix_ms)?))
}

pub fn confirm_stage(desk: &Desk, said: &OfContact, now_unix_ms: i64) -> Acted {
    let record = desk.confirm_stage(said.contact.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn abort(desk: &Desk, said: &OfContact, now_unix_ms: i64) -> Acted {
    Ok(Made::record(&desk.abort(said.contact.0, now_unix_ms)?))
}
