//! What the peer claims to hold of our log and we don't: entries lost with a restored backup come
//! back, or a second story is proved.

use domain::{ChainError, Head, SealedEntry, verify_chain_step};
use std::time::Instant;

use super::{Claimed, Load, Mine, Stance};
use crate::{
    ANSWER_EVERY, ASK_EVERY, CHECKS_MAX, Frame, Misbehaviour, Output, RESTORE_BATCH, SHOW_MAX,
    UNASKED_MAX, misbehaviour::of_chain_error, ports::Act,
};

impl Mine {
    /// The peer shows an entry of our log.
    pub(crate) fn own_back(&mut self, now: Instant, shown: SealedEntry, acts: &mut Vec<Act>) {
        if self.back_left == 0 {
            return acts.push(Act::Accuse(Misbehaviour::Unasked));
        }
        self.back_left -= 1;
        let seq = match shown.open(&self.key) {
            Ok(entry) => entry.seq,
            Err(error) => return acts.push(Act::Accuse(of_chain_error(error))),
        };
        if seq > self.head.seq {
            return self.restore_step(now, shown, acts);
        }
        if self.known.agrees(seq, shown.hash()) == Some(true) {
            self.shown_as_ours(seq, acts);
        } else if !self.forked && self.loads.len() < CHECKS_MAX {
            self.load(seq, 1, Load::Check { seq, shown }, acts);
        }
    }

    /// Everything came back; what is left is the disk's to do.
    pub(super) fn all_shown(&self) -> bool {
        let restore = self.restore.as_ref();
        restore.is_some_and(|restore| restore.pending.seq == restore.target.seq)
    }

    /// The peer names another hash for an entry that we have.
    pub(super) fn differs(&mut self, now: Instant, claim: Head, acts: &mut Vec<Act>) {
        if self.forked {
            self.stance = Stance::Forked;
        } else {
            self.claimed(now, claim, claim.seq, acts);
        }
    }

    pub(super) fn claimed(&mut self, now: Instant, claim: Head, from: u64, acts: &mut Vec<Act>) {
        self.stance = Stance::Claimed(Claimed {
            claim,
            asked_from: from,
            ask_at: now,
            shown_by: now + SHOW_MAX,
        });
        if !self.all_shown() {
            self.ask(now, from, acts);
        }
    }

    pub(super) fn ask(&mut self, now: Instant, from_seq: u64, acts: &mut Vec<Act>) {
        let Stance::Claimed(claimed) = &mut self.stance else {
            return;
        };
        claimed.asked_from = from_seq;
        claimed.ask_at = now + ASK_EVERY;
        self.back_left = self.back_left.max(RESTORE_BATCH + UNASKED_MAX);
        acts.push(Act::Send(Frame::WantOwnBack { from_seq }));
    }

    pub(super) fn restore_step(&mut self, now: Instant, shown: SealedEntry, acts: &mut Vec<Act>) {
        let (Some(restore), Stance::Claimed(claimed)) = (&mut self.restore, &mut self.stance)
        else {
            return acts.push(Act::Accuse(Misbehaviour::Unasked));
        };
        match verify_chain_step(restore.pending, restore.seen, &shown, &self.key) {
            // Beyond the claim: written later by nobody we know of; the next greeting will tell.
            Ok((head, _)) if head.seq > restore.target.seq => {}
            Ok((head, _)) if head.seq == restore.target.seq && head.hash != restore.target.hash => {
                acts.push(Act::Accuse(Misbehaviour::UnshownClaim { seq: head.seq }));
            }
            Ok((head, entry)) => {
                restore.pending = head;
                restore.seen = entry.other_seen;
                claimed.shown_by = now + SHOW_MAX;
                claimed.ask_at = now + ASK_EVERY;
                let batch_ends = head.seq + 1 >= claimed.asked_from + RESTORE_BATCH;
                acts.push(Act::Do(Output::RestoreOwn(shown)));
                if batch_ends {
                    // The peer answered in the past, and no more often than this.
                    claimed.ask_at = now + ANSWER_EVERY;
                }
            }
            // Late or twice; what is missing is asked for again.
            Err(ChainError::Sequence { .. }) => {}
            Err(ChainError::Previous { .. })
                if restore.pending == self.head && self.head.seq > 0 =>
            {
                // The peer holds another entry where our log ends: let it show that one, but not
                // sooner than it answers.
                claimed.asked_from = self.head.seq;
                claimed.ask_at = now + ANSWER_EVERY;
                self.restore = None;
            }
            Err(error) => acts.push(Act::Accuse(of_chain_error(error))),
        }
    }

    /// The peer shows an entry that we have just so; if it claimed another one there, it lied.
    pub(super) fn shown_as_ours(&mut self, seq: u64, acts: &mut Vec<Act>) {
        if let Stance::Claimed(claimed) = &self.stance
            && self.restore.is_none()
            && claimed.asked_from == seq
        {
            acts.push(Act::Accuse(Misbehaviour::UnshownClaim { seq }));
        }
    }

    pub(super) fn prove_fork(
        &mut self,
        stored: SealedEntry,
        shown: SealedEntry,
        acts: &mut Vec<Act>,
    ) {
        if self.forked {
            return;
        }
        self.forked = true;
        self.unsure = false;
        self.restore = None;
        if !matches!(self.stance, Stance::Apart) {
            self.stance = Stance::Forked;
        }
        // The peer has a right to the same proof.
        acts.push(Act::Send(Frame::Entry(stored.clone())));
        acts.push(Act::Do(Output::ForkProof {
            side: self.side,
            first: stored,
            second: shown,
        }));
    }
}
