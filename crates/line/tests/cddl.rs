//! docs/protocol/line.cddl is what `line` writes. A further frame needs a sample here and a rule there:
//! the compiler says so.

#[path = "../../domain/tests/cddl/schema.rs"]
mod schema;

use domain::{Head, LogItem, SealedEntry};
use identity::{Hash32, Label, SecretSeed, SideId, Signature, SigningKey, encode_canonical};
use line::{
    AttachmentReceipt, CALL_BYTES_MAX, CloseCode, Frame, Greeting, Held, PartRequest, Receipt,
    SUPPORTED_VERSIONS, UNRECORDED_FRAME_BYTES_MAX, VERSIONS_MAX,
};
use schema::Schema;

const NORTH: SideId = SideId([1; 16]);

fn node() -> SigningKey {
    SigningKey::from_seed(&SecretSeed([2; 32]))
}

fn head() -> Head {
    Head {
        generation: 1,
        seq: 300,
        hash: Hash32([9; 32]),
    }
}

fn entry() -> SealedEntry {
    let item = LogItem::CallEnded(domain::CallEnded {
        contact: domain::SubjectId([5; 16]),
        call: domain::CallId([6; 16]),
        at_unix_ms: 1_640_896_200_000,
        reason: domain::EndReason::HungUp,
    });
    SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, 1_640_896_200_000, &node())
}

fn greeting(versions: Vec<u16>) -> Frame {
    Frame::Greeting(Greeting {
        versions,
        side: NORTH,
        nonce: u64::MAX,
        own: head(),
        other: Head::EMPTY,
        unix_ms: 1_640_896_200_000,
        is_up: false,
        process: 9,
    })
}

/// A sample of each frame with the name of its rule.
fn samples() -> Vec<(&'static str, Frame)> {
    let frames = [
        greeting(SUPPORTED_VERSIONS.to_vec()),
        Frame::Entry(entry()),
        Frame::Receipt(Receipt::sign(NORTH, head(), &node())),
        Frame::WantYours { from_seq: 1 },
        Frame::WantOwnBack { from_seq: 300 },
        Frame::OwnBack(entry()),
        Frame::Ping { sent_ms: -1 },
        Frame::Pong {
            sent_ms: i64::MIN,
            at_ms: i64::MAX,
        },
        Frame::Call(vec![0; 3]),
        Frame::Bye {
            code: CloseCode::Answered.number(),
        },
        Frame::Unrecorded(vec![0; 3]),
        Frame::Early(entry()),
    ];
    let rule = |frame: &Frame| match frame {
        Frame::Greeting(_) => "greeting-frame",
        Frame::Entry(_) => "entry-frame",
        Frame::Receipt(_) => "receipt-frame",
        Frame::WantYours { .. } => "want-yours",
        Frame::WantOwnBack { .. } => "want-own-back",
        Frame::OwnBack(_) => "own-back",
        Frame::Ping { .. } => "ping",
        Frame::Pong { .. } => "pong",
        Frame::Call(_) => "call-frame",
        Frame::Bye { .. } => "bye",
        Frame::Unrecorded(_) => "unrecorded-frame",
        Frame::Early(_) => "early-frame",
    };
    frames.map(|frame| (rule(&frame), frame)).to_vec()
}

#[test]
fn the_file_says_what_is_written() {
    let schema = Schema::new(
        include_str!("../../../docs/protocol/line.cddl"),
        include_str!("../../../docs/protocol/records.cddl"),
    );
    for (rule, frame) in samples() {
        schema.check(rule, &frame.to_bytes());
        schema.check("frame", &frame.to_bytes());
    }
    let receipt = Receipt::sign(NORTH, head(), &node());
    schema.check("receipt", &receipt.to_bytes());
    let (log, held, signature): (SideId, Head, Signature) =
        minicbor::decode(&receipt.to_bytes()).unwrap();
    let signed = encode_canonical(&(log, held));
    schema.check("receipt-signed", &signed);
    let by = node().public();
    assert_eq!(by.verify(Label::Receipt, &signed, &signature), Ok(()));
    let facts = domain::AttachmentFacts {
        id: Hash32([7; 32]),
        bytes: domain::ATTACHMENT_BYTES_MAX,
    };
    let at_unix_ms = 1_640_896_200_000;
    let receipt = AttachmentReceipt::sign(&facts, at_unix_ms, &node());
    schema.check("attachment-receipt", &encode_canonical(&receipt));
    let signed = encode_canonical(&(facts, at_unix_ms));
    schema.check("attachment-receipt-signed", &signed);
    for receipt in [None, Some(receipt)] {
        let held = Held {
            id: facts.id,
            manifest: true,
            chunks: u32::MAX,
            fetched: receipt.is_some(),
            receipt,
        };
        schema.check("attachment-held", &held.to_bytes());
    }
    let request = PartRequest {
        id: facts.id,
        part: u32::MAX,
        from: 0,
    };
    schema.check("part-request", &request.to_bytes());
    schema.check_all_used();
}

#[test]
fn the_file_has_the_limits_of_the_code() {
    let schema = Schema::new(
        include_str!("../../../docs/protocol/line.cddl"),
        include_str!("../../../docs/protocol/records.cddl"),
    );
    let fits = |frame: Frame| schema.fits("frame", &frame.to_bytes());
    for (length, fit) in [(CALL_BYTES_MAX, true), (CALL_BYTES_MAX + 1, false)] {
        assert_eq!(fits(Frame::Call(vec![0; length])), fit, "{length}");
    }
    for (length, fit) in [
        (UNRECORDED_FRAME_BYTES_MAX, true),
        (UNRECORDED_FRAME_BYTES_MAX + 1, false),
    ] {
        assert_eq!(fits(Frame::Unrecorded(vec![0; length])), fit, "{length}");
    }
    for (count, fit) in [(0, false), (VERSIONS_MAX, true), (VERSIONS_MAX + 1, false)] {
        assert_eq!(fits(greeting(vec![1; count])), fit, "{count}");
    }
}
