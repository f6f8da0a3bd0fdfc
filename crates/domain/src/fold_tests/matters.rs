//! What waits on a line: every open thing is there, with its side and its time.

use super::*;
use crate::{
    ExchangeFacts, Founding, JointFacts, MessageFacts, PaperFacts, PaperKind, Precedence,
    SilenceFacts, open_matters,
};

/// All that waits, a line each: side, noun, what, until when.
fn told(nodes: [&Node; 2], now_unix_ms: i64) -> Vec<String> {
    let view = fold(nodes);
    assert_eq!(view.voids(), []);
    let reversed = fold([nodes[1], nodes[0]]);
    let matters = open_matters(&view, now_unix_ms);
    assert_eq!(open_matters(&reversed, now_unix_ms), matters);
    matters
        .into_iter()
        .map(|matter| {
            let side = if matter.side == nodes[0].side() {
                "N"
            } else {
                "S"
            };
            let due = matter
                .due_unix_ms
                .map_or(String::new(), |due| format!(" by {due}"));
            let overdue = if matter.overdue { ", overdue" } else { "" };
            format!(
                "{side} {} {}{due}{overdue}",
                matter.noun.name(),
                matter.to_do
            )
        })
        .collect()
}

/// North founds this, and South has seen it.
fn founded(noun: Noun, kind: Kind, device: u8, open: Vec<u8>) -> (Node, Node, RecordId) {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let side = north.side();
    let id = north.do_to(device, (noun, kind), side, |header| header.open = open);
    south.other_seen = north.head;
    (north, south, id)
}

#[test]
fn an_offer_waits_for_the_other_side_until_it_expires() {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let proposal = north.record(SHERPA, Kind::Propose, |header| {
        header.facts = Some(facts());
        header.expires_unix_ms = Some(8_000);
    });
    north.append_record(&proposal);
    south.other_seen = north.head;
    for (now, expected) in [
        (7_999, "S contact answer by 8000"),
        (8_000, "N contact offer-anew by 8000, overdue"),
    ] {
        assert_eq!(told([&north, &south], now), [expected]);
    }
    south.say(SHERPA, Kind::Accept, Some(proposal.id));
    assert_eq!(told([&north, &south], 8_000), [] as [&str; 0]);
    south.say(SHERPA, Kind::Postpone, Some(proposal.id));
    let expected = ["N contact new-date", "S contact new-date"];
    let mut both = told([&north, &south], 8_000);
    both.sort();
    assert_eq!(both, expected);
    // What is cancelled waits for nothing.
    south.say(SHERPA, Kind::Cancel, Some(proposal.id));
    assert_eq!(told([&north, &south], 8_000), [] as [&str; 0]);
}

#[test]
fn a_contact_entered_by_one_side_waits_for_the_other() {
    let (mut north, south) = (Node::staffed(10), Node::staffed(40));
    north.say(SHERPA, Kind::HeldOutside, None);
    assert_eq!(told([&north, &south], 0), ["S contact confirm-outside"]);
}

#[test]
fn a_paper_waits_for_being_read_and_for_its_reply() {
    let facts = PaperFacts {
        kind: PaperKind::Proposal,
        track: None,
        reply_by_unix_ms: Some(5_000),
        attachments: None,
    };
    let open = Founding::with_facts(Noun::Paper, NONCE, &facts).encode();
    let (north, mut south, id) = founded(Noun::Paper, Kind::HandOver, SHERPA, open);
    let of = north.side();
    let waits = ["S paper reply by 5000, overdue", "S paper acknowledge"];
    assert_eq!(told([&north, &south], 5_000), waits);
    let mut answer = |kind| {
        south.do_to(SHERPA, (Noun::Paper, kind), of, |header| {
            header.names = Some(id)
        });
        told([&north, &south], 4_999)
    };
    assert_eq!(answer(Kind::Acknowledge), ["S paper reply by 5000"]);
    assert_eq!(answer(Kind::Reply), [] as [&str; 0]);
}

#[test]
fn an_exchange_waits_for_lodges_and_a_lapsed_one_for_nothing() {
    let facts = ExchangeFacts {
        until_unix_ms: 5_000,
        track: None,
    };
    let open = Founding::with_facts(Noun::Exchange, NONCE, &facts).encode();
    let (north, south, _) = founded(Noun::Exchange, Kind::Found, SHERPA, open);
    let mut waits = told([&north, &south], 4_999);
    waits.sort();
    assert_eq!(
        waits,
        ["N exchange lodge by 5000", "S exchange lodge by 5000"]
    );
    assert_eq!(told([&north, &south], 5_000), [] as [&str; 0]);
}

#[test]
fn a_message_waits_for_a_person() {
    let facts = MessageFacts {
        precedence: Precedence::Flash,
        acknowledge_by_unix_ms: Some(5_000),
    };
    for (noun, device) in [(Noun::Message, SHERPA), (Noun::ServiceMessage, DUTY)] {
        let open = Founding::with_facts(noun, NONCE, &facts).encode();
        let (north, mut south, id) = founded(noun, Kind::Send, device, open);
        let waits = format!("S {} acknowledge by 5000", noun.name());
        assert_eq!(told([&north, &south], 4_999), [waits.as_str()]);
        assert_eq!(told([&north, &south], 5_000), [waits + ", overdue"]);
        let of = north.side();
        south.do_to(DUTY, (noun, Kind::Acknowledge), of, |header| {
            header.names = Some(id)
        });
        assert_eq!(told([&north, &south], 5_000), [] as [&str; 0]);
    }
}

#[test]
fn silence_waits_for_the_other_side_and_then_for_proof() {
    let facts = SilenceFacts {
        expires_unix_ms: 4_000_000,
        track: None,
    };
    let open = Founding::with_facts(Noun::SilenceProcedure, NONCE, &facts).encode();
    let (north, south, _) = founded(Noun::SilenceProcedure, Kind::Found, SHERPA, open);
    for (now, expected) in [
        (3_999_999, "S silence-procedure object-or-not by 4000000"),
        (
            4_000_000,
            "N silence-procedure prove-silence by 4000000, overdue",
        ),
    ] {
        assert_eq!(told([&north, &south], now), [expected]);
    }
}

#[test]
fn an_agreed_joint_statement_waits_for_both_releases() {
    let facts = JointFacts {
        release_unix_ms: 5_000,
        about: None,
    };
    let open = Founding::with_facts(Noun::JointStatement, NONCE, &facts).encode();
    let (mut north, mut south, id) = founded(Noun::JointStatement, Kind::Propose, SHERPA, open);
    let of = north.side();
    assert_eq!(told([&north, &south], 0), ["S joint-statement answer"]);
    let accept = (Noun::JointStatement, Kind::Accept);
    south.do_to(SHERPA, accept, of, |header| header.names = Some(id));
    let mut both = told([&north, &south], 0);
    both.sort();
    let waits = [
        "N joint-statement release by 5000",
        "S joint-statement release by 5000",
    ];
    assert_eq!(both, waits);
    north.now_ms = 5_000;
    let announce = (Noun::JointStatement, Kind::AnnounceRelease);
    north.do_to(PRESS, announce, of, |header| header.names = Some(id));
    let waits = ["S joint-statement release by 5000, overdue"];
    assert_eq!(told([&north, &south], 5_000), waits);
}

#[test]
fn a_track_waits_for_the_other_side_to_join_and_to_close() {
    let open = Founding::new(Noun::Track, NONCE).encode();
    let (north, mut south, id) = founded(Noun::Track, Kind::Found, SHERPA, open);
    assert_eq!(told([&north, &south], 0), ["S track join-track"]);
    let of = north.side();
    south.do_to(SHERPA, (Noun::Track, Kind::Join), of, |header| {
        header.names = Some(id)
    });
    assert_eq!(told([&north, &south], 0), [] as [&str; 0]);
    south.do_to(SHERPA, (Noun::Track, Kind::Close), of, |_| {});
    assert_eq!(told([&north, &south], 0), ["N track close-track"]);
}
