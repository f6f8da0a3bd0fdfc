//! The store answers late, or after the line broke: what was asked for an earlier connection or place
//! is thrown away, and what comes back from the peer waits for the disk.

use crate::{
    connections::greeting,
    world::{Disk, NOWHERE, START_MS, charter, config, head, head_of, node_key, write_log},
};
use domain::{Head, LogItem, SealedEntry};
use line::{
    ASK_EVERY, ConnId, Frame, Greeting, Hold, Input, Line, Misbehaviour, Output, Receipt, SHOW_MAX,
};
use std::time::{Duration, Instant};

/// A line of side 0 and its peer, both played by the test: nothing is stored unless it says so.
struct Slow {
    line: Line,
    now: Instant,
    conn: ConnId,
}

impl Slow {
    fn new(own: &[SealedEntry]) -> Self {
        let now = Instant::now();
        let disk = Disk {
            own: own.to_vec(),
            ..Disk::default()
        };
        Self {
            line: Line::new(now, config(0, &disk)),
            now,
            conn: ConnId(0),
        }
    }

    fn input(&mut self, input: Input) -> Vec<Output> {
        self.line.handle_input(self.now, START_MS, input).unwrap();
        std::iter::from_fn(|| self.line.poll_output())
            .filter(|output| !is_small_talk(output))
            .collect()
    }

    fn tell(&mut self, frame: &Frame) -> Vec<Output> {
        let (conn, bytes) = (self.conn, frame.to_bytes());
        self.input(Input::Frame { conn, bytes })
    }

    /// The next connection, to a peer that holds the own log up to `other`.
    fn greeted(&mut self, other: Head) -> Vec<Output> {
        self.conn = ConnId(self.conn.0 + 1);
        let connected = self.input(Input::Connected(self.conn));
        assert!(connected.is_empty(), "{connected:?}");
        self.tell(&Frame::Greeting(Greeting {
            other,
            ..greeting()
        }))
    }

    fn broken(&mut self) {
        self.input(Input::Disconnected(self.conn));
        assert!(!self.line.is_up());
    }

    fn stored(&mut self, entries: &[SealedEntry]) -> Vec<Output> {
        self.input(Input::OwnEntries(entries.to_vec()))
    }

    fn appended(&mut self, log: &[SealedEntry], seq: u64) -> Vec<Output> {
        self.input(Input::OwnAppended(at(log, seq)))
    }

    fn show(&mut self, entry: &SealedEntry) -> Vec<Output> {
        self.tell(&Frame::OwnBack(entry.clone()))
    }

    /// Time passes, and the peer is heard once a second.
    fn wait(&mut self, time: Duration) -> Vec<Output> {
        let end = self.now + time;
        let mut heard_at = self.now;
        let mut outputs = Vec::new();
        while self.now < end {
            let next = heard_at + Duration::from_secs(1);
            let due = self.line.poll_timeout().map_or(end, |at| at.min(end));
            self.now = due.min(next).max(self.now);
            if self.now == next {
                heard_at = next;
                let (sent_ms, at_ms) = (0, START_MS);
                outputs.extend(self.tell(&Frame::Pong { sent_ms, at_ms }));
            }
            self.line.handle_timeout(self.now, START_MS);
            let new = std::iter::from_fn(|| self.line.poll_output());
            outputs.extend(new.filter(|output| !is_small_talk(output)));
        }
        outputs
    }
}

/// Greetings, pings, and what follows from connections coming and going.
fn is_small_talk(output: &Output) -> bool {
    match output {
        Output::Send { bytes, .. } => matches!(
            Frame::from_bytes(bytes),
            Ok(Frame::Greeting(_) | Frame::Ping { .. })
        ),
        Output::Up { .. } | Output::Down { .. } => true,
        _ => false,
    }
}

fn at(log: &[SealedEntry], seq: u64) -> Head {
    head(&log[..seq as usize])
}

fn asks(from_seq: u64, max: u64) -> Output {
    Output::LoadOwn { from_seq, max }
}

fn sends(conn: u64, frame: &Frame) -> Output {
    let (conn, bytes) = (ConnId(conn), frame.to_bytes());
    Output::Send { conn, bytes }
}

fn accuses(outputs: &[Output]) -> Vec<&Misbehaviour> {
    let accused = outputs.iter().filter_map(|output| match output {
        Output::Misbehaviour { what, .. } => Some(what),
        _ => None,
    });
    accused.collect()
}

fn own_log(count: usize) -> Vec<SealedEntry> {
    write_log(0, Head::EMPTY, count, "own")
}

/// An entry of the peer that has seen the own log up to `seen`.
fn seeing(seen: Head) -> Frame {
    let item = LogItem::Record(b"south 1".to_vec());
    let entry = SealedEntry::write(Head::EMPTY, &item, seen, START_MS, &node_key(1));
    Frame::Entry(entry)
}

fn receipt(head: Head) -> Frame {
    Frame::Receipt(Receipt::sign(charter(0).side(), head, &node_key(1)))
}

#[test]
fn an_answer_for_an_earlier_connection_says_nothing_about_this_one() {
    let own = own_log(3);
    let mut slow = Slow::new(&own);
    assert_eq!(slow.greeted(at(&own, 1)), [asks(1, 1)]);
    slow.broken();
    assert_eq!(slow.greeted(at(&own, 2)), [asks(2, 1)]);
    assert_eq!(slow.stored(&own[..1]), []);
    assert_eq!(slow.stored(&own[1..2]), [asks(3, 1)]);
}

#[test]
fn an_answer_that_comes_while_the_line_is_down_asks_for_nothing() {
    let own = own_log(3);
    let mut slow = Slow::new(&own);
    assert_eq!(slow.greeted(at(&own, 1)), [asks(1, 1)]);
    slow.broken();
    assert_eq!(slow.stored(&own[..1]), []);
    assert_eq!(slow.greeted(Head::EMPTY), [asks(1, 3)]);
}

#[test]
fn entries_for_a_place_that_the_peer_left_arent_sent() {
    let own = own_log(5);
    let mut slow = Slow::new(&own);
    assert_eq!(slow.greeted(Head::EMPTY), [asks(1, 5)]);
    assert_eq!(slow.tell(&Frame::WantYours { from_seq: 3 }), []);
    assert_eq!(slow.stored(&own), [asks(3, 3)]);
    let rest = own[2..].iter();
    let sent: Vec<Output> = rest.map(|e| sends(1, &Frame::Entry(e.clone()))).collect();
    assert_eq!(slow.stored(&own[2..]), sent);
}

#[test]
fn what_is_receipted_meanwhile_isnt_sent_again() {
    let own = own_log(3);
    let mut slow = Slow::new(&own);
    slow.greeted(Head::EMPTY);
    assert_eq!(slow.stored(&own).len(), 3);
    let again = slow.tell(&Frame::WantYours { from_seq: 1 });
    assert_eq!(again, [asks(1, 3)]);
    let stored = slow.tell(&receipt(at(&own, 3)));
    assert!(matches!(stored[..], [Output::StoreReceipt { seq: 3, .. }]));
    assert_eq!(slow.stored(&own), []);
}

#[test]
fn a_receipt_is_stored_once_and_an_old_one_says_nothing() {
    let own = own_log(5);
    let mut slow = Slow::new(&own);
    slow.greeted(at(&own, 5));
    // Of an entry that only the store knows.
    assert_eq!(slow.tell(&receipt(at(&own, 3))), []);
    let stored = slow.tell(&receipt(at(&own, 5)));
    assert!(matches!(stored[..], [Output::StoreReceipt { seq: 5, .. }]));
    for seq in [5, 3, 5] {
        assert_eq!(slow.tell(&receipt(at(&own, seq))), [], "{seq}");
    }
    let unwritten = Head {
        hash: NOWHERE,
        ..at(&own, 5)
    };
    let outputs = slow.tell(&receipt(unwritten));
    let seq = 5;
    assert_eq!(accuses(&outputs), [&Misbehaviour::ReceiptUnwritten { seq }]);
}

#[test]
fn while_entries_come_back_the_peer_can_have_those_that_are_there() {
    let own = own_log(3);
    let mut slow = Slow::new(&own);
    let claim = Head {
        seq: 9,
        hash: NOWHERE,
        ..at(&own, 3)
    };
    let back = Frame::WantOwnBack { from_seq: 4 };
    assert_eq!(slow.greeted(claim), [sends(1, &back)]);
    assert_eq!(slow.tell(&Frame::WantYours { from_seq: 2 }), [asks(2, 1)]);
    let sent = sends(1, &Frame::Entry(own[1].clone()));
    assert_eq!(slow.stored(&own[1..2]), [sent]);
}

#[test]
fn entries_that_came_back_wait_for_the_disk() {
    let own = own_log(5);
    let mut slow = Slow::new(&own[..2]);
    let back = |from_seq| sends(1, &Frame::WantOwnBack { from_seq });
    assert_eq!(slow.greeted(at(&own, 5)), [back(3)]);
    for entry in &own[2..4] {
        assert_eq!(slow.show(entry), [Output::RestoreOwn(entry.clone())]);
    }
    // The rest got lost on its way: what is missing is asked for, and nothing twice.
    assert_eq!(slow.wait(ASK_EVERY), [back(5)]);
    slow.show(&own[4]);
    assert_eq!(
        slow.wait(2 * SHOW_MAX),
        [],
        "the peer showed what it claimed"
    );
    for seq in [3, 4] {
        assert_eq!(slow.appended(&own, seq), [], "{seq}");
        assert_eq!(slow.line.append_hold(), Some(Hold::Restoring), "{seq}");
    }
    let outputs = slow.appended(&own, 5);
    assert_eq!(outputs[0], Output::OwnRestored(at(&own, 5)));
    assert!(accuses(&outputs).is_empty() && slow.line.append_hold().is_none());
}

#[test]
fn another_entry_appended_while_entries_come_back_proves_the_fork() {
    let own = own_log(5);
    let other = write_log(0, at(&own, 2), 1, "other");
    for shown in [0, 1] {
        let mut slow = Slow::new(&own[..2]);
        slow.greeted(at(&own, 5));
        for entry in &own[2..2 + shown] {
            slow.show(entry);
        }
        let appended = slow.input(Input::OwnAppended(head_of(&other[0], 3)));
        let back = Frame::WantOwnBack { from_seq: 3 };
        assert_eq!(appended, [sends(1, &back)], "{shown}");
        assert_eq!(slow.show(&own[2]), [asks(3, 1)], "{shown}");
        let proof = Output::ForkProof {
            side: charter(0).side(),
            first: other[0].clone(),
            second: own[2].clone(),
        };
        assert_eq!(slow.stored(&other).last(), Some(&proof), "{shown}");
    }
}

#[test]
fn a_peer_that_knows_more_on_the_next_connection_gives_back_more() {
    let own = own_log(8);
    let mut slow = Slow::new(&[]);
    slow.greeted(at(&own, 5));
    for seq in 1..=3 {
        slow.show(&own[seq as usize - 1]);
        slow.appended(&own, seq);
    }
    slow.broken();
    let back = Frame::WantOwnBack { from_seq: 4 };
    assert_eq!(slow.greeted(at(&own, 8)), [sends(2, &back)]);
    for seq in 4..=8 {
        slow.show(&own[seq as usize - 1]);
        let restored = [Output::OwnRestored(at(&own, 8))];
        let expected = if seq == 8 { &restored[..] } else { &[] };
        let outputs = slow.appended(&own, seq);
        assert_eq!(outputs.get(..expected.len()), Some(expected), "{seq}");
        assert_eq!(outputs.is_empty(), expected.is_empty(), "{seq}");
    }
}

/// It gave back entries that it hadn't fsynced, and lost power.
#[test]
fn a_peer_that_knows_less_on_the_next_connection_is_not_accused() {
    let own = own_log(5);
    for held in 1..=3 {
        let mut slow = Slow::new(&[]);
        slow.greeted(at(&own, 5));
        for entry in &own[..3] {
            slow.show(entry);
        }
        slow.broken();
        assert_eq!(slow.greeted(at(&own, held)), [], "{held}");
        assert_eq!(slow.wait(2 * SHOW_MAX), [], "{held}");
        assert_eq!(slow.appended(&own, 1), [], "{held}");
        assert_eq!(slow.appended(&own, 2), [], "{held}");
        let outputs = slow.appended(&own, 3);
        assert_eq!(outputs[0], Output::OwnRestored(at(&own, 3)), "{held}");
        let (from, left) = (held + 1, 3 - held);
        let expected: Vec<Output> = (left > 0).then(|| asks(from, left)).into_iter().collect();
        assert_eq!(outputs[1..], expected, "{held}");
        assert!(slow.line.append_hold().is_none(), "{held}");
    }
}

#[test]
fn what_an_honest_peer_may_have_seen_is_no_misbehaviour() {
    let own = own_log(2);
    let unknown = Head {
        seq: 9,
        hash: NOWHERE,
        ..at(&own, 2)
    };
    // As long as nothing is missing here, nobody can have seen it.
    let mut slow = Slow::new(&own);
    slow.greeted(at(&own, 2));
    let outputs = slow.tell(&seeing(unknown));
    let seq = 1;
    assert_eq!(accuses(&outputs), [&Misbehaviour::SawUnwritten { seq }]);
    // Entries are missing here.
    let mut slow = Slow::new(&own);
    slow.greeted(unknown);
    assert!(accuses(&slow.tell(&seeing(unknown))).is_empty());
    // There are two stories.
    let mut slow = Slow::new(&own);
    let second = write_log(0, at(&own, 1), 1, "second");
    slow.greeted(head_of(&second[0], 2));
    assert_eq!(slow.show(&second[0]), [asks(2, 1)]);
    slow.stored(&own[1..]);
    assert!(slow.line.is_forked());
    let outputs = slow.tell(&seeing(head_of(&second[0], 2)));
    assert!(matches!(outputs[..], [Output::Store(..)]), "{outputs:?}");
}
