//! Neither paper of an exchange is opened before both are in, nobody passes another off for the one
//! that was lodged, and a joint statement is shown as both signed it and not before its time.

use domain::{Document, Kind, RecordId, SubjectId};
use identity::SideId;

use super::{
    Promise, Violation,
    truth::{SignedAct, Truth, Written},
};

fn broken(what: String) -> Violation {
    Violation::new(Promise::Exchange, what)
}

fn lodged(truth: &Truth, side: SideId, exchange: SubjectId) -> Option<(&Written, &SignedAct)> {
    let mut acts = truth.chain(side).acts(u64::MAX);
    acts.find(|(_, act)| act.kind == Kind::Lodge && act.subject == exchange)
}

/// Whether a reveal that a fold takes came when both logs held both papers, as its writer had seen.
pub(crate) fn check_revealed(
    truth: &Truth,
    exchange: SubjectId,
    side: SideId,
    reveal: RecordId,
) -> Result<(), Violation> {
    let mut acts = truth.chain(side).acts(u64::MAX);
    let revealed = acts.find(|(_, act)| act.id == reveal && act.kind == Kind::Reveal);
    let Some((entry, act)) = revealed else {
        return Err(broken(format!("{reveal} is taken and nobody revealed it")));
    };
    let others = truth.chains().find(|(other, _)| **other != side);
    let both = others.and_then(|(other, chain)| {
        let own = lodged(truth, side, exchange)?;
        Some((own, lodged(truth, *other, exchange)?, chain))
    });
    let Some((own, other, others_log)) = both else {
        return Err(broken(format!(
            "{side} revealed its paper in {exchange} and not both were in"
        )));
    };
    let seen = others_log.entries.iter();
    let mut seen = seen.take_while(|written| written.seq <= entry.other_seen);
    let there = seen.any(|written| written.other_seen >= own.0.seq);
    if entry.other_seen >= other.0.seq && there && act.names == Some(own.1.id) {
        return Ok(());
    }
    Err(broken(format!(
        "{side} revealed its paper in {exchange} before it knew that both were in"
    )))
}

/// Whether the paper that a device shows is the one that was lodged.
pub(crate) fn check_shown(shown: &str, lodged: &str, by: SideId) -> Result<(), Violation> {
    if shown == lodged {
        return Ok(());
    }
    Err(broken(format!(
        "a paper is shown as that of {by}, which lodged another"
    )))
}

/// What both sides signed, as the world knows it.
pub(crate) struct Agreed<'a> {
    pub text: &'a str,
    pub release_unix_ms: i64,
}

/// Whether a press site shows what was agreed, and when.
pub(crate) fn check_site(
    document: &str,
    agreed: &Agreed<'_>,
    unix_ms: i64,
) -> Result<(), Violation> {
    let what = if unix_ms < agreed.release_unix_ms {
        "before its time"
    } else if Document::parse(document).is_none_or(|shown| shown.text != agreed.text) {
        "with other words than both signed"
    } else {
        return Ok(());
    };
    Err(Violation::new(
        Promise::JointRelease,
        format!("a press site shows a joint statement {what}"),
    ))
}
