//! Promise 7: what was acknowledged is in the log after every crash and arrives at the other side;
//! nobody has a receipt for what the other disk doesn't hold; two stories leave a proof.

use domain::{Kind, LogItem, SealedEntry};
use identity::{Hash32, PublicKey, SideId};
use line::Receipt;
use std::collections::BTreeMap;
use storage::Log;

use super::{
    Promise, Violation,
    truth::{Truth, item_hash},
};
use crate::disk::Disk;

fn broken(what: String) -> Violation {
    Violation::new(Promise::Durability, what)
}

/// What nodes told people that it is in the log.
#[derive(Default)]
pub(crate) struct Acknowledged {
    by_place: BTreeMap<(SideId, u64), Hash32>,
    by_item: BTreeMap<(SideId, Hash32), u64>,
}

impl Acknowledged {
    pub fn len(&self) -> usize {
        self.by_place.len()
    }

    /// The node of `side` says that the item has this place. Said again it has the same.
    pub fn note(&mut self, side: SideId, seq: u64, item: &LogItem) -> Result<(), Violation> {
        let hash = item_hash(item);
        let place = *self.by_item.entry((side, hash)).or_insert(seq);
        let held = *self.by_place.entry((side, seq)).or_insert(hash);
        if held != hash {
            return Err(broken(format!(
                "entry {seq} of {side} was acknowledged for two items"
            )));
        }
        // Only records are told apart from themselves; papers of officers may stand there twice.
        if place != seq && matches!(item, LogItem::Record(_)) {
            return Err(broken(format!(
                "one record has the places {place} and {seq} in the log of {side}"
            )));
        }
        Ok(())
    }

    /// Whether everything that `side` acknowledged is in this log: its own, or the other's copy.
    pub fn check_kept(&self, side: SideId, disk: &Disk, log: Log) -> Result<(), Violation> {
        let entries = disk.entries(log, 1);
        for ((_, seq), item) in self.by_place.range((side, 0)..=(side, u64::MAX)) {
            let kept = usize::try_from(*seq - 1)
                .ok()
                .and_then(|at| entries.get(at))
                .and_then(|entry| entry.item().ok())
                .is_some_and(|kept| item_hash(&kept) == *item);
            if !kept {
                return Err(broken(format!(
                    "entry {seq} of {side} was acknowledged and isn't in the {log}"
                )));
            }
        }
        Ok(())
    }
}

/// Whether the disk of the receipt's signer holds what it signed for.
pub(crate) fn check_receipt(receipt: &Receipt, holder: &Disk) -> Result<(), Violation> {
    let (log, head) = (receipt.log, receipt.head);
    let held = holder
        .durable_entry(Log::Other(log), head.seq)
        .is_some_and(|entry| entry.hash() == head.hash);
    if held {
        return Ok(());
    }
    let seq = head.seq;
    Err(broken(format!(
        "a receipt for entry {seq} of {log}, which the signer's disk doesn't hold"
    )))
}

/// Whether a proof of two stories under `node`'s key is kept, and proves it.
pub(crate) fn check_fork_proof(
    side: SideId,
    node: &PublicKey,
    witness: &Disk,
) -> Result<(), Violation> {
    let Some((first, second)) = witness.fork_proof(side) else {
        return Err(broken(format!(
            "{side} told two stories and no proof is kept"
        )));
    };
    let seq = |entry: &SealedEntry| entry.open(node).map(|opened| opened.seq).ok();
    let proves = first.hash() != second.hash()
        && matches!((seq(&first), seq(&second)), (Some(one), Some(two)) if one == two);
    if proves {
        Ok(())
    } else {
        Err(broken(format!(
            "what is kept about {side} proves no two stories"
        )))
    }
}

/// After a proof its holder puts nothing new forward on this line: entries from `from_seq` on.
pub(crate) fn check_nothing_agreed_since(
    truth: &Truth,
    side: SideId,
    from_seq: u64,
) -> Result<(), Violation> {
    let agreed = truth
        .chain(side)
        .acts(u64::MAX)
        .filter(|(entry, _)| entry.seq >= from_seq)
        .find(|(_, act)| {
            matches!(
                act.kind,
                Kind::Propose | Kind::CallNow | Kind::Counter | Kind::Accept | Kind::TakeCall
            )
        });
    match agreed {
        None => Ok(()),
        Some((entry, act)) => Err(broken(format!(
            "entry {} of {side} is a {:?} although two stories are proved",
            entry.seq, act.kind
        ))),
    }
}
