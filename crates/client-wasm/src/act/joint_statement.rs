//! Joint statements: one text, agreed under both signatures.

use client::{
    Desk,
    form::{JointCounterForm, JointForm, Word, fresh_nonce},
};
use domain::{JointText, Noun, SubjectId};

use super::{Acted, Made};

said! {
    OfJointStatement { joint_statement: Word<SubjectId> }
    OfJointStatementWithReason {
        joint_statement: Word<SubjectId>,
        /// Sealed to the staff of both sides.
        reason: Option<String>,
    }
    ProposeJointStatement { form: JointForm }
    CounterJointStatement { joint_statement: Word<SubjectId>, form: JointCounterForm }
    AnnounceJointStatement {
        joint_statement: Word<SubjectId>,
        /// Its name on the press site.
        name: String,
    }
}

pub fn propose(desk: &Desk, said: &ProposeJointStatement, now_unix_ms: i64) -> Acted {
    let nonce = fresh_nonce()?;
    let subject = SubjectId::of(Noun::JointStatement, desk.own_side(), nonce);
    let new = said.form.made(desk, subject, now_unix_ms)?;
    let record = desk.propose_text(nonce, &new.text, new.expires_unix_ms, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn counter(desk: &Desk, said: &CounterJointStatement, now_unix_ms: i64) -> Acted {
    let subject = said.joint_statement.0;
    let new = said.form.made(desk, subject, now_unix_ms)?;
    let record = desk.counter_text(subject, &new.text, new.expires_unix_ms, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn accept(desk: &Desk, said: &OfJointStatement, now_unix_ms: i64) -> Acted {
    let subject = said.joint_statement.0;
    desk.check_joint_offer(subject)?;
    let record = desk.accept_text::<JointText>(subject, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn decline(desk: &Desk, said: &OfJointStatementWithReason, now_unix_ms: i64) -> Acted {
    let (subject, reason) = (said.joint_statement.0, said.reason.as_deref());
    let record = desk.decline_text::<JointText>(subject, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn withdraw(desk: &Desk, said: &OfJointStatement, now_unix_ms: i64) -> Acted {
    let record = desk.withdraw_text::<JointText>(said.joint_statement.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn cancel(desk: &Desk, said: &OfJointStatementWithReason, now_unix_ms: i64) -> Acted {
    let (subject, reason) = (said.joint_statement.0, said.reason.as_deref());
    let record = desk.cancel_text::<JointText>(subject, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn announce(desk: &Desk, said: &AnnounceJointStatement, now_unix_ms: i64) -> Acted {
    let subject = said.joint_statement.0;
    let record = desk.announce_joint_release(subject, &said.name, now_unix_ms)?;
    Ok(Made::record(&record))
}
