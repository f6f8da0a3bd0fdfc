//! The own log towards the peer: sending what it lacks, receipts for it, and what it claims to hold.
//!
//! After each greeting the peer's idea of our log lies within ours (then we send the rest), goes
//! beyond it (we lost entries with a restored backup and fetch them back) or contradicts it (a fork,
//! as soon as the peer shows the entry).

mod claims;
mod urgent;

use domain::{EntryHash, Head, SealedEntry};
use identity::{PublicKey, SideId};
use std::{
    cmp::max_by_key,
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{Duration, Instant},
};

use crate::{
    ANSWER_EVERY, EARLY_MAX, Frame, Hold, LOAD_BATCH, Misbehaviour, OUTSTANDING_MAX, Output,
    RESEND_FIRST, RESEND_MAX, Receipt, UNASKED_MAX, WINDOW_BYTES, WINDOW_ENTRIES, known::Known,
    ports::Act,
};

#[derive(Debug)]
pub(crate) struct Mine {
    side: SideId,
    key: PublicKey,
    /// The peer's node, which signs receipts.
    peer: PublicKey,
    head: Head,
    /// Entries up to here have a durable receipt.
    confirmed: u64,
    /// Entries up to here have a receipt that was given to the node to store.
    receipt_given: u64,
    known: Known,
    /// Of the entries on their way, from the last acknowledged one on.
    sent: BTreeMap<u64, Sent>,
    loads: VecDeque<Load>,
    /// Entries without receipt that overtake.
    urgent: BTreeSet<u64>,
    /// Counts connections that ended, so that a load for an earlier one is told from a load for this one.
    session: u64,
    stance: Stance,
    restore: Option<Restore>,
    /// A receipt for entries that are still coming back.
    early: Option<Receipt>,
    /// The log comes from a backup and no peer has spoken about it yet.
    unsure: bool,
    /// The peer once claimed more of our log than it could show: its claims don't hold us up again.
    discredited: bool,
    forked: bool,
    wanted_at: Option<Instant>,
    back_left: u64,
}

/// How the peer's idea of our log relates to ours, on this connection.
#[derive(Debug)]
enum Stance {
    Apart,
    /// The store is asked for the entry that the peer names.
    Comparing,
    Following(Following),
    Claimed(Claimed),
    Forked,
}

#[derive(Debug)]
struct Following {
    /// The entry to send next.
    next: u64,
    /// The peer signed that it holds the log up to here.
    acked: u64,
    resend_at: Option<Instant>,
    resend_after: Duration,
}

/// An entry on its way.
#[derive(Debug, Clone, Copy)]
struct Sent {
    hash: EntryHash,
    bytes: usize,
}

#[derive(Debug)]
struct Claimed {
    claim: Head,
    asked_from: u64,
    ask_at: Instant,
    shown_by: Instant,
}

/// Entries coming back; ends when the node has appended the last of them.
#[derive(Debug)]
struct Restore {
    pending: Head,
    seen: Head,
    target: Head,
}

/// What an answer of the store is for.
#[derive(Debug)]
enum Load {
    CatchUp { session: u64, from: u64, max: u64 },
    Compare { session: u64, claim: Head },
    Check { seq: u64, shown: SealedEntry },
    Show { session: u64 },
    Urgent { session: u64, seq: u64 },
}

impl Mine {
    pub(crate) fn new(
        side: SideId,
        key: PublicKey,
        peer: PublicKey,
        head: Head,
        confirmed: u64,
        unsure: bool,
        urgent: Vec<u64>,
    ) -> Self {
        let mut known = Known::default();
        known.note(head);
        Self {
            side,
            key,
            peer,
            head,
            confirmed,
            receipt_given: confirmed,
            known,
            sent: BTreeMap::new(),
            loads: VecDeque::new(),
            urgent: urgent.into_iter().take(EARLY_MAX).collect(),
            session: 0,
            stance: Stance::Apart,
            restore: None,
            early: None,
            unsure,
            discredited: false,
            forked: false,
            wanted_at: None,
            back_left: 0,
        }
    }

    pub(crate) fn head(&self) -> Head {
        self.head
    }

    pub(crate) fn forked(&self) -> bool {
        self.forked
    }

    pub(crate) fn outstanding(&self) -> u64 {
        self.head.seq.saturating_sub(self.confirmed)
    }

    pub(crate) fn hold(&self) -> Option<Hold> {
        if self.restore.is_some() && !self.discredited {
            Some(Hold::Restoring)
        } else if self.unsure {
            Some(Hold::AskingThePeer)
        } else if self.outstanding() >= OUTSTANDING_MAX {
            Some(Hold::Outstanding)
        } else {
            None
        }
    }

    /// Whether the peer can't honestly have seen this head of our log.
    pub(crate) fn contradicts(&self, seen: &Head) -> bool {
        if self.forked || self.restore.is_some() {
            return false;
        }
        seen.seq > self.head.seq || self.known.agrees(seen.seq, seen.hash) == Some(false)
    }

    /// The peer greeted, and says that it holds our log up to `claim`.
    pub(crate) fn greet(&mut self, now: Instant, claim: Head, acts: &mut Vec<Act>) {
        self.back_left = UNASKED_MAX;
        self.wanted_at = None;
        self.sent.clear();
        self.early = None;
        if claim.seq > self.head.seq {
            let restore = self.restore.get_or_insert(Restore {
                pending: self.head,
                seen: Head::EMPTY,
                target: claim,
            });
            // What was shown is on its way to the disk, even if the peer has lost it since.
            restore.target = max_by_key(claim, restore.pending, |head| head.seq);
            let from = restore.pending.seq + 1;
            return self.claimed(now, claim, from, acts);
        }
        self.restore = None;
        self.place(now, claim, acts);
    }

    pub(crate) fn detach(&mut self) {
        self.session += 1;
        self.stance = Stance::Apart;
    }

    pub(crate) fn appended(&mut self, now: Instant, head: Head, acts: &mut Vec<Act>) {
        if head.seq <= self.head.seq {
            return;
        }
        self.head = head;
        self.known.note(head);
        if let Some(restore) = &self.restore {
            let pending = restore.pending;
            let target = restore.target;
            if head.seq > pending.seq || (head.seq == pending.seq && head.hash != pending.hash) {
                // Something else was appended meanwhile: the peer's entry there completes the proof.
                self.restore = None;
                if matches!(self.stance, Stance::Claimed(_)) {
                    self.claimed(now, target, head.seq.min(target.seq), acts);
                }
                return;
            }
            if head.seq == target.seq {
                self.restore = None;
                acts.push(Act::Do(Output::OwnRestored(head)));
                if let Stance::Claimed(Claimed { claim, .. }) = self.stance {
                    self.place(now, claim, acts);
                }
                return;
            }
        }
        self.overtake(head.seq, acts);
        self.pump(acts);
    }

    /// The store's answer to the oldest load.
    pub(crate) fn entries(&mut self, now: Instant, entries: Vec<SealedEntry>, acts: &mut Vec<Act>) {
        let Some(load) = self.loads.pop_front() else {
            return;
        };
        match load {
            Load::CatchUp { session, from, max } => {
                if session == self.session {
                    self.send(now, from, max, entries, acts);
                    self.pump(acts);
                }
            }
            Load::Compare { session, claim } => {
                if session == self.session {
                    match self.read(&entries, claim.seq, acts) {
                        Some((held, _)) if held.hash == claim.hash => self.follow(now, held, acts),
                        Some(_) => self.differs(now, claim, acts),
                        None => self.stance = Stance::Apart,
                    }
                }
            }
            Load::Check { seq, shown } => {
                let Some((held, stored)) = self.read(&entries, seq, acts) else {
                    return;
                };
                if held.hash == shown.hash() {
                    self.shown_as_ours(seq, acts);
                } else {
                    self.prove_fork(stored, shown, acts);
                }
            }
            Load::Urgent { session, seq } => {
                if session == self.session {
                    self.send_urgent(seq, &entries, acts);
                }
            }
            Load::Show { session } => {
                if session == self.session
                    && let Some(entry) = entries.into_iter().next()
                {
                    acts.push(Act::Send(Frame::Entry(entry)));
                }
            }
        }
    }

    /// The peer signed that it durably holds our log up to there.
    pub(crate) fn receipt(&mut self, now: Instant, receipt: Receipt, acts: &mut Vec<Act>) {
        let Head { seq, hash, .. } = receipt.head;
        let settled = matches!(self.stance, Stance::Following(_));
        if receipt.log != self.side || seq == 0 {
            return acts.push(Act::Accuse(Misbehaviour::BadReceipt { seq }));
        }
        let sent = self.sent.get(&seq).map(|sent| sent.hash == hash);
        let ours = match sent.or_else(|| self.known.agrees(seq, hash)) {
            Some(ours) => ours,
            None if seq > self.head.seq => false,
            // Of an earlier connection: when the entry was sent again its receipt comes again.
            None => return,
        };
        if !ours && !settled {
            // Heads differ anyway, and the peer is asked to show its entries.
            self.early = Some(receipt);
            return;
        }
        if seq > self.receipt_given || !ours {
            let accusation = if receipt.verify(&self.peer).is_err() {
                Some(Misbehaviour::BadReceipt { seq })
            } else if !ours {
                Some(Misbehaviour::ReceiptUnwritten { seq })
            } else {
                None
            };
            if let Some(what) = accusation {
                return acts.push(Act::Accuse(what));
            }
            self.receipt_given = seq;
            let bytes = receipt.to_bytes();
            acts.push(Act::Do(Output::StoreReceipt { seq, bytes }));
        }
        if let Stance::Following(following) = &mut self.stance
            && seq > following.acked
        {
            following.acked = seq;
            following.next = following.next.max(seq + 1);
            following.resend_after = RESEND_FIRST;
            following.resend_at = (following.next > seq + 1).then_some(now + RESEND_FIRST);
            self.sent = self.sent.split_off(&seq);
        }
        self.pump(acts);
    }

    pub(crate) fn receipt_stored(&mut self, seq: u64) {
        self.confirmed = self.confirmed.max(seq.min(self.head.seq));
        self.urgent = self.urgent.split_off(&(self.confirmed + 1));
    }

    /// The peer asks for our entries from there on.
    pub(crate) fn want(&mut self, now: Instant, from_seq: u64, acts: &mut Vec<Act>) {
        if from_seq == 0 || from_seq > self.head.seq {
            return;
        }
        if self.wanted_at.is_some_and(|at| now < at + ANSWER_EVERY) {
            return acts.push(Act::Accuse(Misbehaviour::TooOften("entries")));
        }
        self.wanted_at = Some(now);
        match &mut self.stance {
            Stance::Following(following) => {
                following.next = from_seq;
                following.acked = following.acked.min(from_seq - 1);
                self.pump(acts);
            }
            Stance::Comparing | Stance::Claimed(_) | Stance::Forked => {
                let session = self.session;
                self.load(from_seq, 1, Load::Show { session }, acts);
            }
            Stance::Apart => {}
        }
    }

    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        match &self.stance {
            Stance::Following(following) => following.resend_at,
            Stance::Claimed(_) if self.all_shown() => None,
            Stance::Claimed(claimed) => Some(claimed.ask_at.min(claimed.shown_by)),
            Stance::Apart | Stance::Comparing | Stance::Forked => None,
        }
    }

    pub(crate) fn timeout(&mut self, now: Instant, acts: &mut Vec<Act>) {
        if self.next_timeout().is_none_or(|at| at > now) {
            return;
        }
        match &mut self.stance {
            Stance::Following(following) => {
                following.next = following.acked + 1;
                following.resend_after = (following.resend_after * 2).min(RESEND_MAX);
                following.resend_at = Some(now + following.resend_after);
                self.overtake_all(acts);
                self.pump(acts);
            }
            Stance::Claimed(claimed) => {
                let (claim, from) = (claimed.claim, claimed.asked_from);
                if claimed.shown_by > now {
                    let next = self.restore.as_ref().map(|restore| restore.pending.seq + 1);
                    return self.ask(now, next.map_or(from, |next| next.max(from)), acts);
                }
                self.discredited = true;
                self.restore = None;
                let seq = claim.seq;
                acts.push(Act::Accuse(Misbehaviour::UnshownClaim { seq }));
            }
            Stance::Apart | Stance::Comparing | Stance::Forked => {}
        }
    }

    /// Finds out whether `claim`, which isn't beyond our log, is a part of it.
    fn place(&mut self, now: Instant, claim: Head, acts: &mut Vec<Act>) {
        match self.known.agrees(claim.seq, claim.hash) {
            Some(true) => self.follow(now, claim, acts),
            Some(false) => self.differs(now, claim, acts),
            None => {
                self.stance = Stance::Comparing;
                let session = self.session;
                self.load(claim.seq, 1, Load::Compare { session, claim }, acts);
            }
        }
    }

    fn follow(&mut self, now: Instant, held: Head, acts: &mut Vec<Act>) {
        self.unsure = false;
        let (hash, bytes) = (held.hash, 0);
        self.sent.insert(held.seq, Sent { hash, bytes });
        // A greeting is no receipt: without one the last entry is sent again, which asks for it.
        let signed = held.seq <= self.receipt_given;
        let acked = held.seq - u64::from(!signed);
        self.stance = Stance::Following(Following {
            next: held.seq + 1,
            acked,
            resend_at: Some(now + RESEND_FIRST).filter(|_| acked < self.head.seq),
            resend_after: RESEND_FIRST,
        });
        if let Some(receipt) = self.early.take() {
            self.receipt(now, receipt, acts);
        }
        self.overtake_all(acts);
        self.pump(acts);
    }

    fn load(&mut self, from_seq: u64, max: u64, load: Load, acts: &mut Vec<Act>) {
        self.loads.push_back(load);
        acts.push(Act::Do(Output::LoadOwn { from_seq, max }));
    }

    /// Loads the next entries to send, as far as the window allows; one load at a time.
    fn pump(&mut self, acts: &mut Vec<Act>) {
        let Stance::Following(following) = &self.stance else {
            return;
        };
        if self.bytes_on_their_way(following) >= WINDOW_BYTES {
            return;
        }
        let session = self.session;
        let loading = self
            .loads
            .iter()
            .any(|load| matches!(load, Load::CatchUp { session: of, .. } if *of == session));
        let from = following.next;
        let room = (following.acked + WINDOW_ENTRIES).saturating_sub(from - 1);
        let left = (self.head.seq + 1).saturating_sub(from);
        let max = room.min(left).min(LOAD_BATCH);
        if !loading && max > 0 {
            self.load(from, max, Load::CatchUp { session, from, max }, acts);
        }
    }

    fn bytes_on_their_way(&self, following: &Following) -> usize {
        let sent = self.sent.range(..following.next);
        let sent = sent.filter(|(seq, _)| **seq > following.acked);
        sent.map(|(_, sent)| sent.bytes).sum()
    }

    fn send(
        &mut self,
        now: Instant,
        from: u64,
        max: u64,
        entries: Vec<SealedEntry>,
        acts: &mut Vec<Act>,
    ) {
        let mut on_their_way = match &self.stance {
            Stance::Following(following) if following.next == from => {
                self.bytes_on_their_way(following)
            }
            Stance::Following(_)
            | Stance::Apart
            | Stance::Comparing
            | Stance::Claimed(_)
            | Stance::Forked => return,
        };
        let count = u64::try_from(entries.len()).unwrap_or(max).min(max);
        if count == 0 {
            // Asks again only after a new greeting: a damaged store must not become a busy loop.
            self.read(&[], from, acts);
            self.stance = Stance::Apart;
            return;
        }
        let mut next = from;
        for (seq, entry) in (from..from + count).zip(entries) {
            if on_their_way >= WINDOW_BYTES {
                break;
            }
            let Some((head, entry)) = self.read(&[entry], seq, acts) else {
                self.stance = Stance::Apart;
                return;
            };
            let (hash, bytes) = (head.hash, entry.byte_len());
            self.sent.insert(seq, Sent { hash, bytes });
            on_their_way += bytes;
            next = seq + 1;
            acts.push(Act::Send(Frame::Entry(entry)));
        }
        if let Stance::Following(following) = &mut self.stance {
            following.next = next;
            let resend_after = following.resend_after;
            following.resend_at.get_or_insert(now + resend_after);
        }
    }

    /// The stored entry `seq`, if it is the one that we signed.
    fn read(
        &self,
        entries: &[SealedEntry],
        seq: u64,
        acts: &mut Vec<Act>,
    ) -> Option<(Head, SealedEntry)> {
        let stored = entries.first();
        let opened = stored.and_then(|entry| Some((entry.open(&self.key).ok()?, entry)));
        if let Some((entry, sealed)) = opened
            && entry.seq == seq
        {
            let head = Head {
                generation: entry.generation,
                seq,
                hash: sealed.hash(),
            };
            return Some((head, sealed.clone()));
        }
        let side = self.side;
        acts.push(Act::Do(Output::StoreDamaged { side, seq }));
        None
    }
}
