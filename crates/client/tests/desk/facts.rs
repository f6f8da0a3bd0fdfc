//! What of a call a text is compared with.

use crate::{
    offers::{SHERPA, propose, two_sides},
    side::Side,
};
use domain::{
    CallEnded, CallId, CallStarted, EndReason, Head, LogItem, Medium, RecordId, SubjectId,
};

fn start(side: &mut Side, contact: SubjectId, terms: RecordId, at_unix_ms: i64) {
    let started = CallStarted {
        contact,
        call: CallId::of_terms(contact, terms),
        at_unix_ms,
        medium: Medium::PhoneCall,
        on_line: Vec::new(),
    };
    side.append(&LogItem::CallStarted(started), Head::EMPTY);
}

fn end(side: &mut Side, contact: SubjectId, terms: RecordId, at_unix_ms: i64) {
    let ended = CallEnded {
        contact,
        call: CallId::of_terms(contact, terms),
        at_unix_ms,
        reason: EndReason::HungUp,
    };
    side.append(&LogItem::CallEnded(ended), Head::EMPTY);
}

#[test]
fn a_call_is_as_long_as_both_nodes_attest() {
    const MINUTE_MS: i64 = 60_000;
    for (starts, ends, started, lasted) in [
        (vec![0, 2], vec![10, 11], Some(0), Some(11)),
        // One node's word is no fact.
        (vec![0, 2], vec![10], Some(0), None),
        (vec![0], vec![10], None, None),
        (vec![], vec![], None, None),
        // Times that no clock shows.
        (
            vec![i64::MIN; 2],
            vec![i64::MAX; 2],
            Some(i64::MIN),
            Some(u32::MAX),
        ),
        (
            vec![i64::MAX; 2],
            vec![i64::MIN; 2],
            Some(i64::MAX),
            Some(0),
        ),
        (
            vec![i64::MIN, 0],
            vec![0, i64::MAX],
            Some(i64::MIN),
            Some(u32::MAX),
        ),
    ] {
        let (mut north, mut south) = two_sides();
        let proposal = propose(&mut north, &south, None);
        let (contact, terms) = (proposal.header.subject, proposal.id);
        let desk = south.desk(SHERPA, &north);
        let accepted = desk.accept(contact, south.now_ms).unwrap();
        south.post(&accepted, north.head());
        let at = |minute: i64| minute.saturating_mul(MINUTE_MS);
        let mut sides = [&mut north, &mut south];
        for (side, minute) in sides.iter_mut().zip(&starts) {
            start(side, contact, terms, at(*minute));
        }
        for (side, minute) in sides.iter_mut().zip(&ends) {
            end(side, contact, terms, at(*minute));
        }
        let facts = north.desk(SHERPA, &south).signed_facts(contact).unwrap();
        assert_eq!(facts.started_unix_ms, started.map(at), "{starts:?}");
        assert_eq!(facts.lasted_min, lasted, "{starts:?} {ends:?}");
    }
}
