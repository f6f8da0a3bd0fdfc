//! Silence is consent only where the other side's own log proves it: it had the text long enough before,
//! nobody of it objected, and it wrote on after the expiry.

use domain::{Kind, LineView, SilenceState, SubjectId};

use super::{
    Promise, Violation,
    truth::{First, Said, Truth},
};
use crate::Bug;

/// What an objection needs.
const OBJECTION_MS: i64 = 3_600_000;

/// The texts that somebody with this view takes for adopted.
pub(crate) fn shown(view: &LineView, unix_ms: i64, bug: Option<Bug>) -> Vec<SubjectId> {
    let all = view.silence_procedures().into_iter();
    all.filter(|procedure| {
        let over = unix_ms >= procedure.facts.expires_unix_ms;
        match (procedure.state_at(unix_ms), bug) {
            (SilenceState::Adopted, _) => true,
            (SilenceState::Unproved, Some(Bug::SilenceAssumed)) => true,
            (SilenceState::Broken, Some(Bug::ObjectionUnheard)) => over,
            _ => false,
        }
    })
    .map(|procedure| procedure.subject)
    .collect()
}

/// Judges a text that is taken for adopted by the entries that this view holds.
pub(crate) fn check(truth: &Truth, view: &LineView, adopted: SubjectId) -> Result<(), Violation> {
    let broken = |what: &str| {
        let what = format!("{adopted} is taken for adopted, and {what}");
        Violation::new(Promise::Consent, what)
    };
    let Some(First {
        side,
        other,
        entry: founded,
        act,
    }) = truth.first(Kind::Found, adopted)
    else {
        return Err(broken("nobody put it under silence"));
    };
    let Some(until_ms) = act.silence_until_ms else {
        return Err(broken("it is no text under silence"));
    };
    if founded.seq > view.head(side).seq {
        return Err(broken("its text isn't here yet"));
    }
    let held = view.head(other).seq;
    let written = truth.chain(other).entries.iter();
    let (mut reached_ms, mut had_ms) = (i64::MIN, None);
    for entry in written.take_while(|entry| entry.seq <= held) {
        reached_ms = reached_ms.max(entry.node_unix_ms);
        let saw = entry.other_seen >= founded.seq;
        if saw && had_ms.is_none() {
            had_ms = Some(reached_ms);
        }
        if reached_ms >= until_ms {
            return match had_ms {
                Some(had_ms) if had_ms <= until_ms - OBJECTION_MS => Ok(()),
                Some(_) | None => Err(broken("the other side didn't have it long enough")),
            };
        }
        if let Said::Signed(objection) = &entry.said
            && (objection.kind, objection.subject) == (Kind::Object, adopted)
            && objection.binds()
            && saw
        {
            return Err(broken("the other side objected in time"));
        }
    }
    Err(broken(
        "the other side's log doesn't show that it was silent",
    ))
}
