//! A simultaneous exchange: neither side reads the other's paper before both are in.
//!
//! Each side *lodges* its paper: sealed to itself alone, under the header's SHA-256 of salt and text,
//! which binds it. Once both lodges are in both logs, each *reveals*: salt and text, sealed to both.
//! Any device of a side that reads its own papers can do it.
//!
//! A side that lodges and then doesn't reveal gains the other's text for nothing; without a third
//! party no protocol prevents that. What it can't do is answer that text: its own is fixed, by its own
//! node's signature, since before it could read anything, and everybody sees who owes.

use identity::{Hash32, SideId};
use minicbor::{
    Decode, Encode,
    bytes::{ByteArray, ByteVec},
};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    AudienceClass, Delivery, Kind, NoEffect, Placed, RecordId, SubjectId, WithoutEffect,
    entry::{Act, acts_of, in_order},
    sight::Sight,
    terms::numbered,
};

/// What nodes are told of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ExchangeFacts {
    /// Both lodge before this time of their own logs.
    #[n(0)]
    pub until_unix_ms: i64,
    /// The track that it belongs to.
    #[n(1)]
    pub track: Option<SubjectId>,
}

/// What a side reveals; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Revealed {
    #[n(0)]
    pub salt: ByteArray<32>,
    /// The encoded [`crate::PaperText`] that was lodged.
    #[n(1)]
    pub paper: ByteVec,
}

impl Revealed {
    /// Whether this is what was committed to.
    pub fn keeps(&self, commitment: &Hash32) -> bool {
        let salted = [&self.salt[..], &self.paper[..]].concat();
        identity::sha256(&salted) == commitment.0
    }
}

numbered!(
    /// Where an exchange stands.
    ExchangeState {
        /// A lodge is missing.
        Lodging = 0 "lodging",
        /// Both are in; nobody revealed.
        Lodged = 1 "lodged",
        /// One side has shown its paper.
        HalfRevealed = 2 "half-revealed",
        Revealed = 3 "revealed",
        /// The time for lodging passed without both.
        Lapsed = 4 "lapsed",
    }
);

/// What one side lodged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lodge {
    pub id: RecordId,
    /// SHA-256 of salt and text.
    pub commitment: Hash32,
    pub delivery: Option<Delivery>,
    seq: u64,
}

/// The fold of everything about one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub subject: SubjectId,
    pub founded_by: SideId,
    pub facts: ExchangeFacts,
    pub lodges: BTreeMap<SideId, Lodge>,
    /// Whose lodge and whose counterpart's are in both logs: these may reveal now.
    pub ready: BTreeSet<SideId>,
    pub reveals: BTreeMap<SideId, RecordId>,
    pub without_effect: Vec<WithoutEffect>,
}

impl Exchange {
    /// `None` while nothing that founds it is among `placed`, whose order doesn't matter.
    pub(crate) fn fold(subject: SubjectId, placed: &[Placed], sight: &Sight<'_>) -> Option<Self> {
        let ordered = in_order(placed, |placed| sight.seen(placed));
        let (founding, facts) = acts_of(&ordered)
            .filter(|act| act.kind == Kind::Found)
            .find_map(|act| Some((act, act.header.facts_of::<ExchangeFacts>(true)?)))?;
        let mut exchange = Self {
            subject,
            founded_by: founding.side(),
            facts,
            lodges: BTreeMap::new(),
            ready: BTreeSet::new(),
            reveals: BTreeMap::new(),
            without_effect: Vec::new(),
        };
        // A reveal follows from lodges of both logs: these first.
        let reveals = |act: &Act<'_>| act.kind == Kind::Reveal;
        let lodging = acts_of(&ordered).filter(|act| !reveals(act));
        for act in lodging.chain(acts_of(&ordered).filter(reveals)) {
            let taken = match act.kind {
                Kind::Found if act.id == founding.id => Ok(()),
                Kind::Lodge => exchange.lodge(&act, sight),
                Kind::Reveal => exchange.reveal(&act, sight),
                _ => Err(NoEffect::Founded),
            };
            if let Err(why) = taken {
                exchange.without_effect.push(act.without_effect(why));
            }
        }
        let sides: Vec<SideId> = exchange.lodges.keys().copied().collect();
        exchange.ready = sides
            .into_iter()
            .filter(|side| exchange.shown_in_both(*side, sight).is_some())
            .collect();
        Some(exchange)
    }

    fn lodge(&mut self, act: &Act<'_>, sight: &Sight<'_>) -> Result<(), NoEffect> {
        let (side, seq) = (act.side(), act.entry.seq());
        let body = act
            .header
            .bodies
            .iter()
            .find(|body| body.class == AudienceClass::Leadership as u8)
            .ok_or(NoEffect::NoTerms)?;
        if self.lodges.contains_key(&side) {
            return Err(NoEffect::Again);
        }
        if act.entry.placed.reached_unix_ms >= self.facts.until_unix_ms {
            return Err(NoEffect::Late);
        }
        let lodge = Lodge {
            id: act.id,
            commitment: body.hash,
            delivery: sight.delivery(side, seq),
            seq,
        };
        self.lodges.insert(side, lodge);
        Ok(())
    }

    /// The entries of the other log that a side must have seen before it reveals: the other's lodge,
    /// and the first that shows that its own is there.
    fn shown_in_both(&self, side: SideId, sight: &Sight<'_>) -> Option<[(SideId, u64); 2]> {
        let own = self.lodges.get(&side)?;
        let (other, lodged) = self.lodges.iter().find(|(other, _)| **other != side)?;
        let there = sight.first_that_saw(side, own.seq)?;
        Some([(*other, lodged.seq), (there.side, there.seq)])
    }

    fn reveal(&mut self, act: &Act<'_>, sight: &Sight<'_>) -> Result<(), NoEffect> {
        let side = act.side();
        let lodge = self.lodges.get(&side).ok_or(NoEffect::NothingToAnswer)?;
        if act.header.names != Some(lodge.id) {
            return Err(NoEffect::NothingToAnswer);
        }
        if self.reveals.contains_key(&side) {
            return Err(NoEffect::Again);
        }
        let shown = self.shown_in_both(side, sight).ok_or(NoEffect::Early)?;
        if !shown
            .iter()
            .all(|(side, seq)| act.entry.saw_entry(*side, *seq))
        {
            return Err(NoEffect::Early);
        }
        self.reveals.insert(side, act.id);
        Ok(())
    }

    pub fn state_at(&self, unix_ms: i64) -> ExchangeState {
        match (self.lodges.len(), self.reveals.len()) {
            (0 | 1, _) if unix_ms >= self.facts.until_unix_ms => ExchangeState::Lapsed,
            (0 | 1, _) => ExchangeState::Lodging,
            (_, 0) => ExchangeState::Lodged,
            (_, 1) => ExchangeState::HalfRevealed,
            (_, _) => ExchangeState::Revealed,
        }
    }
}

#[cfg(test)]
#[path = "procedure_tests/exchanges.rs"]
mod tests;
