//! The peer's log here: checking each entry against the chain, receipts, giving back what it lost.
//!
//! Whatever the order, number or delay of frames, only the entry that follows the last one is taken,
//! so that frames of earlier connections change nothing.

use domain::{ChainError, Head, SealedEntry, verify_chain_step};
use identity::{PublicKey, SideId, SigningKey};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};

use crate::{
    ANSWER_EVERY, ASK_EVERY, CHECKS_MAX, EARLY_MAX, Frame, GIVE_BACK_BYTES, Misbehaviour, Output,
    QUEUE_ENTRIES_MAX, RESTORE_BATCH, Receipt, WINDOW_ENTRIES, known::Known, mine::Mine,
    misbehaviour::of_chain_error, pace::Pace, ports::Act, turns::Turns,
};

#[derive(Debug)]
pub(crate) struct Theirs {
    side: SideId,
    key: PublicKey,
    /// Signs receipts.
    node: SigningKey,
    durable: Head,
    /// Checked and given to the node to store.
    pending: Head,
    /// The head of our log that the pending entry saw.
    seen: Head,
    known: Known,
    queue: VecDeque<SealedEntry>,
    /// Entries that came ahead of their place.
    early: BTreeMap<u64, SealedEntry>,
    pace: Pace,
    turns: Turns,
    loads: VecDeque<Load>,
    session: u64,
    up: bool,
    asked_at: Option<Instant>,
    /// A signed entry with this number didn't chain to the one before it.
    suspect: Option<u64>,
    forked: bool,
    receipt_due: bool,
    gave_back_at: Option<Instant>,
}

/// What an answer of the store is for.
#[derive(Debug)]
enum Load {
    Compare { session: u64, claim: Head },
    Check { seq: u64, shown: SealedEntry },
    GiveBack { session: u64 },
}

impl Theirs {
    pub(crate) fn new(
        now: Instant,
        side: SideId,
        key: PublicKey,
        node: SigningKey,
        durable: Head,
        seen: Head,
        early: Vec<SealedEntry>,
    ) -> Self {
        let mut known = Known::default();
        known.note(durable);
        let early = early
            .into_iter()
            .filter_map(|sealed| Some((sealed.open(&key).ok()?.seq, sealed)))
            .filter(|(seq, _)| *seq > durable.seq)
            .take(EARLY_MAX)
            .collect();
        Self {
            side,
            key,
            node,
            durable,
            pending: durable,
            seen,
            known,
            queue: VecDeque::new(),
            early,
            pace: Pace::new(now),
            turns: Turns::default(),
            loads: VecDeque::new(),
            session: 0,
            up: false,
            asked_at: None,
            suspect: None,
            forked: false,
            receipt_due: false,
            gave_back_at: None,
        }
    }

    pub(crate) fn durable(&self) -> Head {
        self.durable
    }

    /// As it is given to the store, fsynced or about to be.
    pub(crate) fn held(&self) -> Head {
        self.pending
    }

    pub(crate) fn forked(&self) -> bool {
        self.forked
    }

    /// The peer greeted, and says that its log stands at `claim`.
    pub(crate) fn greet(&mut self, now: Instant, claim: Head, acts: &mut Vec<Act>) {
        self.detach();
        self.up = true;
        // The receipt for what we hold may have been lost with the last connection.
        self.receipt_due = true;
        self.flush_receipt(acts);
        if claim.seq > self.pending.seq {
            return;
        }
        match self.known.agrees(claim.seq, claim.hash) {
            Some(true) => {}
            Some(false) => self.ask(now, claim.seq, acts),
            None => {
                let session = self.session;
                self.load(claim.seq, 1, Load::Compare { session, claim }, acts);
            }
        }
    }

    pub(crate) fn detach(&mut self) {
        self.session += 1;
        self.up = false;
        self.queue.clear();
        self.asked_at = None;
        self.suspect = None;
        self.receipt_due = false;
        self.gave_back_at = None;
    }

    /// An own device wrote, or this node attested.
    pub(crate) fn own_wrote(&mut self, now: Instant) {
        self.turns.own_wrote(now);
    }

    pub(crate) fn entry(
        &mut self,
        now: Instant,
        sealed: SealedEntry,
        own: &Mine,
        acts: &mut Vec<Act>,
    ) {
        if self.queue.len() >= QUEUE_ENTRIES_MAX {
            return acts.push(Act::Accuse(Misbehaviour::Overrun));
        }
        self.queue.push_back(sealed);
        self.drain(now, own, acts);
    }

    /// An entry ahead of its place. The same again says nothing; another under its number is a second
    /// story.
    pub(crate) fn early(&mut self, sealed: SealedEntry, acts: &mut Vec<Act>) {
        let hash = sealed.hash();
        if self.early.values().any(|held| held.hash() == hash) {
            return;
        }
        let entry = match sealed.open(&self.key) {
            Ok(entry) => entry,
            Err(error) => return acts.push(Act::Accuse(of_chain_error(error))),
        };
        let seq = entry.seq;
        if seq <= self.pending.seq {
            // The log was faster.
            if self.known.agrees(seq, hash) != Some(true) && !self.forked && seq > 0 {
                self.compare(seq, sealed, acts);
            }
        } else if let Some(held) = self.early.get(&seq).cloned() {
            self.prove_fork(held, sealed, acts);
        } else if self.early.len() >= EARLY_MAX {
            acts.push(Act::Accuse(Misbehaviour::EarlyTooMany { seq }));
        } else {
            self.early.insert(seq, sealed.clone());
            acts.push(Act::Do(Output::StoreEarly(sealed, entry)));
        }
    }

    pub(crate) fn early_refused(&mut self, seq: u64, fault: bool, acts: &mut Vec<Act>) {
        self.early.remove(&seq);
        if fault {
            acts.push(Act::Accuse(Misbehaviour::EarlyUnfit { seq }));
        }
    }

    /// Takes queued entries as far as own devices, pace and window allow.
    pub(crate) fn drain(&mut self, now: Instant, own: &Mine, acts: &mut Vec<Act>) {
        while let Some(next) = self.queue.front()
            && self.has_room()
            && self.turns.may_take(now)
            && self.pace.take(now, next.byte_len())
        {
            self.turns.taken();
            let Some(sealed) = self.queue.pop_front() else {
                break;
            };
            self.take(now, sealed, own, acts);
        }
        self.flush_receipt(acts);
    }

    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        let next = self.queue.front().filter(|_| self.has_room())?;
        let paid_at = self.pace.ready_at(next.byte_len());
        Some(paid_at.max(self.turns.ready_at().unwrap_or(paid_at)))
    }

    /// Everything up to `head` is on disk: now, and only now, a receipt leaves.
    pub(crate) fn stored(&mut self, now: Instant, head: Head, own: &Mine, acts: &mut Vec<Act>) {
        debug_assert!(head.seq <= self.pending.seq, "stored what wasn't given");
        debug_assert_ne!(self.known.agrees(head.seq, head.hash), Some(false));
        if head.seq > self.durable.seq && head.seq <= self.pending.seq {
            self.durable = head;
            self.receipt_due = true;
        }
        self.drain(now, own, acts);
    }

    /// The store's answer to the oldest load.
    pub(crate) fn entries(&mut self, now: Instant, entries: Vec<SealedEntry>, acts: &mut Vec<Act>) {
        let Some(load) = self.loads.pop_front() else {
            return;
        };
        match load {
            Load::Compare { session, claim } => {
                let Some(stored) = self.read(entries, claim.seq, acts) else {
                    return;
                };
                if session == self.session && stored.hash() != claim.hash {
                    self.ask(now, claim.seq, acts);
                }
            }
            Load::Check { seq, shown } => {
                let Some(stored) = self.read(entries, seq, acts) else {
                    return;
                };
                if stored.hash() == shown.hash() {
                    self.receipt_due = true;
                    self.flush_receipt(acts);
                } else {
                    self.prove_fork(stored, shown, acts);
                }
            }
            Load::GiveBack { session } => {
                if session == self.session {
                    let mut bytes = 0;
                    let batch = entries.into_iter().take(RESTORE_BATCH as usize);
                    let batch = batch.take_while(|entry| {
                        let fits = bytes < GIVE_BACK_BYTES;
                        bytes += entry.byte_len();
                        fits
                    });
                    acts.extend(batch.map(|entry| Act::Send(Frame::OwnBack(entry))));
                }
            }
        }
    }

    /// The peer asks for entries of its own log, as we hold them.
    pub(crate) fn want_back(&mut self, now: Instant, from_seq: u64, acts: &mut Vec<Act>) {
        if from_seq == 0 || from_seq > self.pending.seq {
            return;
        }
        if self.gave_back_at.is_some_and(|at| now < at + ANSWER_EVERY) {
            return acts.push(Act::Accuse(Misbehaviour::TooOften("own entries")));
        }
        self.gave_back_at = Some(now);
        let session = self.session;
        self.load(from_seq, RESTORE_BATCH, Load::GiveBack { session }, acts);
    }

    fn has_room(&self) -> bool {
        self.pending.seq - self.durable.seq < WINDOW_ENTRIES
    }

    fn take(&mut self, now: Instant, sealed: SealedEntry, own: &Mine, acts: &mut Vec<Act>) {
        match verify_chain_step(self.pending, self.seen, &sealed, &self.key) {
            Ok((head, entry)) => {
                if own.contradicts(&entry.other_seen) {
                    let seq = entry.seq;
                    acts.push(Act::Accuse(Misbehaviour::SawUnwritten { seq }));
                }
                self.pending = head;
                self.seen = entry.other_seen;
                self.known.note(head);
                self.suspect = None;
                let early = self.early.remove(&head.seq);
                let other_story = early.filter(|early| early.hash() != head.hash);
                let told = other_story.map(|early| (early, sealed.clone()));
                acts.push(Act::Do(Output::Store(sealed, head, entry)));
                if let Some((early, sealed)) = told {
                    self.prove_fork(sealed, early, acts);
                }
            }
            Err(ChainError::Sequence { got, head }) if got <= head => {
                self.again(got, sealed, acts);
            }
            Err(ChainError::Sequence { .. }) => self.ask(now, self.pending.seq + 1, acts),
            Err(ChainError::Previous { .. }) if self.forked => {}
            Err(ChainError::Previous { seq }) if self.pending.seq > 0 => {
                // Either it has another story about the entry before, or it can't count.
                self.suspect = Some(seq);
                self.ask(now, seq - 1, acts);
            }
            Err(error) => acts.push(Act::Accuse(of_chain_error(error))),
        }
    }

    /// An entry with a number that we have: the same one again, or a second story.
    fn again(&mut self, seq: u64, shown: SealedEntry, acts: &mut Vec<Act>) {
        if self.known.agrees(seq, shown.hash()) == Some(true) {
            if self.suspect == Some(seq + 1) {
                acts.push(Act::Accuse(Misbehaviour::BrokenChain { seq: seq + 1 }));
            }
            self.receipt_due |= seq <= self.durable.seq;
        } else if seq > 0 && !self.forked {
            self.compare(seq, shown, acts);
        }
    }

    /// With what is stored there.
    fn compare(&mut self, seq: u64, shown: SealedEntry, acts: &mut Vec<Act>) {
        if self.loads.len() < CHECKS_MAX {
            self.load(seq, 1, Load::Check { seq, shown }, acts);
        }
    }

    fn prove_fork(&mut self, stored: SealedEntry, shown: SealedEntry, acts: &mut Vec<Act>) {
        if self.forked {
            return;
        }
        self.forked = true;
        // The peer has a right to the same proof: its store may have been tampered with.
        acts.push(Act::Send(Frame::OwnBack(stored.clone())));
        acts.push(Act::Do(Output::ForkProof {
            side: self.side,
            first: stored,
            second: shown,
        }));
    }

    fn flush_receipt(&mut self, acts: &mut Vec<Act>) {
        if std::mem::take(&mut self.receipt_due) && self.up && self.durable.seq > 0 {
            let receipt = Receipt::sign(self.side, self.durable, &self.node);
            acts.push(Act::Send(Frame::Receipt(receipt)));
        }
    }

    fn ask(&mut self, now: Instant, from_seq: u64, acts: &mut Vec<Act>) {
        if self.asked_at.is_some_and(|at| now < at + ASK_EVERY) || self.forked {
            return;
        }
        self.asked_at = Some(now);
        acts.push(Act::Send(Frame::WantYours { from_seq }));
    }

    fn load(&mut self, from_seq: u64, max: u64, load: Load, acts: &mut Vec<Act>) {
        self.loads.push_back(load);
        acts.push(Act::Do(Output::LoadOther { from_seq, max }));
    }

    fn read(
        &self,
        entries: Vec<SealedEntry>,
        seq: u64,
        acts: &mut Vec<Act>,
    ) -> Option<SealedEntry> {
        let stored = entries.into_iter().next().filter(|stored| {
            let opened = stored.open(&self.key);
            opened.is_ok_and(|entry| entry.seq == seq)
        });
        if stored.is_none() {
            let side = self.side;
            acts.push(Act::Do(Output::StoreDamaged { side, seq }));
        }
        stored
    }
}
