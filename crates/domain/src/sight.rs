//! What the entries of both logs, whatever they are about, prove of time and sight.
//!
//! That something reached the other side needs no record of its own: the first entry of the other
//! log that had seen it is the receipt, signed by the other node.

use identity::SideId;
use std::collections::BTreeMap;

use crate::{Placed, fork::Closing};

/// An entry's place and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub side: SideId,
    pub seq: u64,
    /// The writing node's clock; for reading.
    pub node_unix_ms: i64,
    /// The latest time that its log had reached.
    pub reached_unix_ms: i64,
}

/// When something was said, when the other side had it, and when the first side knew that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    pub said: Moment,
    /// The first entry of the other log that had seen it, by that node's clock.
    pub delivered: Option<Moment>,
    /// The first entry of its own log that had seen that one: now both logs show it.
    pub confirmed: Option<Moment>,
}

/// One log as far as it goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogSight<'a> {
    /// How much of the other log each entry's writer is known to have seen; may be shorter than the
    /// log.
    pub seen: &'a [u64],
    /// The writing node's clock, and the latest that it had shown, at each entry.
    pub times: &'a [(i64, i64)],
}

/// Both logs.
#[derive(Debug, Clone)]
pub(crate) struct Sight<'a> {
    pub logs: BTreeMap<SideId, LogSight<'a>>,
    pub closings: Vec<Closing>,
}

fn place_of(seq: u64) -> Option<usize> {
    usize::try_from(seq).ok()?.checked_sub(1)
}

fn seq_of(place: usize) -> u64 {
    place as u64 + 1
}

impl LogSight<'_> {
    /// What the writer of entry `seq` is known to have seen.
    pub fn seen_at(&self, seq: u64) -> u64 {
        let known = place_of(seq).and_then(|place| self.seen.get(place));
        known.or(self.seen.last()).copied().unwrap_or(0)
    }
}

impl Sight<'_> {
    pub fn seen(&self, placed: &Placed) -> u64 {
        let log = self.logs.get(&placed.side);
        log.map_or(0, |log| log.seen_at(placed.seq))
    }

    pub fn other(&self, side: SideId) -> Option<SideId> {
        self.logs.keys().copied().find(|other| *other != side)
    }

    pub fn moment(&self, side: SideId, seq: u64) -> Option<Moment> {
        let (node_unix_ms, reached_unix_ms) = *self.logs.get(&side)?.times.get(place_of(seq)?)?;
        Some(Moment {
            side,
            seq,
            node_unix_ms,
            reached_unix_ms,
        })
    }

    /// The first entry of the other log whose writer is known to have seen entry `seq` of `side`.
    pub fn first_that_saw(&self, side: SideId, seq: u64) -> Option<Moment> {
        let other = self.other(side)?;
        let seen = self.logs.get(&other)?.seen;
        let place = seen.partition_point(|seen| *seen < seq);
        (place < seen.len()).then(|| self.moment(other, seq_of(place)))?
    }

    /// The first entry of `side`'s log at which it had reached this time.
    pub fn first_at(&self, side: SideId, unix_ms: i64) -> Option<Moment> {
        let times = self.logs.get(&side)?.times;
        let place = times.partition_point(|(_, reached)| *reached < unix_ms);
        self.moment(side, seq_of(place))
    }

    pub fn delivery(&self, side: SideId, seq: u64) -> Option<Delivery> {
        let delivered = self.first_that_saw(side, seq);
        Some(Delivery {
            said: self.moment(side, seq)?,
            delivered,
            confirmed: delivered.and_then(|there| self.first_that_saw(there.side, there.seq)),
        })
    }

    /// Whether entry `seq` of `side` stands before every proof of two stories.
    pub fn is_open(&self, side: SideId, seq: u64) -> bool {
        let is_behind = |closing: &Closing| closing.is_before(side, seq);
        !self.closings.iter().any(is_behind)
    }
}
