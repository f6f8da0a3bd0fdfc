//! Two stories in one log: the proof, and what follows from it for both logs.
//!
//! A node that holds the proof writes it into its own log. Whatever was agreed before stays agreed.
//! Acceptances behind that place have no effect on either node and on no device: its own ones that
//! come later in its log, and those of the other side that it hadn't seen there.

use identity::{PublicKey, SideId, Signature};
use minicbor::{Decode, Encode};
use std::borrow::Cow;

use crate::{ChainError, Event, Kind, NoEffect, Placed, SealedEntry, WithoutEffect};

/// One signed entry without its item: what it says isn't needed to prove that it is one of two.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Story {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) entry: Vec<u8>,
    #[n(1)]
    pub(crate) signature: Signature,
}

/// Two different entries with one number, both signed by the node of `side`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ForkProof {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    first: Story,
    #[n(2)]
    second: Story,
}

/// Why two stories prove nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    #[error(transparent)]
    Entry(#[from] ChainError),
    #[error("entries {first} and {second} aren't two with one number")]
    Numbers { first: u64, second: u64 },
    #[error("entry {seq} is twice the same")]
    Same { seq: u64 },
}

impl ForkProof {
    pub fn new(side: SideId, first: &SealedEntry, second: &SealedEntry) -> Self {
        Self {
            side,
            first: first.story(),
            second: second.story(),
        }
    }

    /// The number that both entries have, if `node` signed them and they differ.
    ///
    /// # Errors
    /// Not signed by that node, different numbers, or one entry twice.
    pub fn verify(&self, node: &PublicKey) -> Result<u64, ForkError> {
        let (first, second) = (self.first.open(node)?, self.second.open(node)?);
        if (first.generation, first.seq) != (second.generation, second.seq) {
            return Err(ForkError::Numbers {
                first: first.seq,
                second: second.seq,
            });
        }
        if self.first.entry == self.second.entry {
            return Err(ForkError::Same { seq: first.seq });
        }
        Ok(first.seq)
    }
}

/// A place in one log behind which nothing new is agreed, in neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closing {
    pub side: SideId,
    pub seq: u64,
    pub other_seen: u64,
}

impl Closing {
    /// Whether entry `seq` of `side` stands behind it.
    pub fn is_before(&self, side: SideId, seq: u64) -> bool {
        let open_up_to = if side == self.side {
            self.seq
        } else {
            self.other_seen
        };
        seq > open_up_to
    }
}

/// What counts of `placed`, and the acceptances that don't.
pub(crate) fn open_part<'a>(
    closings: &[Closing],
    placed: &'a [Placed],
) -> (Cow<'a, [Placed]>, Vec<WithoutEffect>) {
    if closings.is_empty() {
        return (Cow::Borrowed(placed), Vec::new());
    }
    let mut late = Vec::new();
    let open = placed.iter().filter(|placed| match &placed.event {
        Event::Record {
            id,
            kind: Kind::Accept | Kind::TakeCall,
            ..
        } => {
            let closed = closings
                .iter()
                .any(|closing| closing.is_before(placed.side, placed.seq));
            let none = WithoutEffect {
                record: *id,
                why: NoEffect::Closed,
            };
            late.extend(closed.then_some(((placed.side, placed.seq), none)));
            !closed
        }
        Event::Record { .. } | Event::Started(_) | Event::Ended(_) => true,
    });
    let open = Cow::Owned(open.cloned().collect());
    // Told in the same order, whatever arrived first.
    late.sort_by_key(|(place, _)| *place);
    (open, late.into_iter().map(|(_, none)| none).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Head, LogItem};
    use identity::{SecretSeed, SigningKey};

    fn node(number: u8) -> SigningKey {
        SigningKey::from_seed(&SecretSeed([number; 32]))
    }

    fn entry(head: Head, text: u8, node: &SigningKey) -> SealedEntry {
        let item = LogItem::Record(vec![text; 4]);
        SealedEntry::write(head, &item, Head::EMPTY, 10, node)
    }

    #[test]
    fn two_entries_with_one_number_and_signature_are_a_proof() {
        let (honest, stranger) = (node(1), node(2));
        let second_place = Head {
            seq: 1,
            ..Head::EMPTY
        };
        let other_generation = Head {
            generation: 2,
            ..Head::EMPTY
        };
        let first = entry(Head::EMPTY, 1, &honest);
        let proves = |second: &SealedEntry| {
            ForkProof::new(SideId([1; 16]), &first, second).verify(&honest.public())
        };
        assert_eq!(proves(&entry(Head::EMPTY, 2, &honest)), Ok(1));
        assert_eq!(proves(&first), Err(ForkError::Same { seq: 1 }));
        let numbers = |second| Err(ForkError::Numbers { first: 1, second });
        assert_eq!(proves(&entry(second_place, 2, &honest)), numbers(2));
        assert_eq!(proves(&entry(other_generation, 2, &honest)), numbers(1));
        assert!(matches!(
            proves(&entry(Head::EMPTY, 2, &stranger)),
            Err(ForkError::Entry(_))
        ));
    }

    #[test]
    fn bytes_are_fixed() {
        let [first, second] = [1, 2].map(|text| entry(Head::EMPTY, text, &node(1)));
        let item = LogItem::Fork(ForkProof::new(SideId([1; 16]), &first, &second));
        insta::assert_snapshot!(hex::encode(identity::encode_canonical(&item)));
    }
}
