//! What became of a call's packets and frames: numbers only, nothing that was said.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Shortest stretch without a frame of a talker that a report names: three frames.
pub const GAP_MS_MIN: u64 = 60;
/// Gaps of a talker that a report names; the longest is known beyond that.
pub const GAPS_MAX: usize = 64;

/// A stretch in which nothing of a talker was there to be played: filled in, or silent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// From the floor's opening.
    pub at_ms: u64,
    pub ms: u64,
}

/// Everything since the call's media began.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MediaReport {
    pub sent: u64,
    /// Of these, the ones that held silence because of muting.
    pub sent_muted: u64,
    /// Frames that weren't sent because the encryption gave no packet.
    pub not_sealed: u64,
    /// 20 ms steps left out after a standstill too long to catch up with.
    pub ticks_skipped: u64,
    /// The speech to be said has been said to its end.
    pub said_to_end: bool,
    pub received: u64,
    /// Packets opened, each counter of each key once.
    pub decrypted: u64,
    /// Packets opened whose key and counter had come before.
    pub duplicates: u64,
    /// Packets opened before the floor was to open: not played.
    pub before_floor: u64,
    pub refused: BTreeMap<&'static str, u64>,
    pub played: u64,
    pub recovered_from_repeat: u64,
    pub concealed: u64,
    pub stretched: u64,
    pub skipped: u64,
    pub missing: u64,
    pub late: u64,
    /// Frames that Opus refused.
    pub undecodable: u64,
    /// Delay from the network to the ear, of the sender with the longest.
    pub delay_ms: u64,
    /// RTP payload sizes: one of each is the promise.
    pub sent_payload_bytes: BTreeSet<usize>,
    pub received_payload_bytes: BTreeSet<usize>,
    pub floor_opened_at_unix_ms: Option<i64>,
    pub first_sent_at_unix_ms: Option<i64>,
    pub first_decrypted_at_unix_ms: Option<i64>,
    /// By sender.
    pub senders: BTreeMap<u32, SenderReport>,
    /// By media line, packets of each sender that came on it.
    pub streams: BTreeMap<String, BTreeMap<u32, u64>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SenderReport {
    pub decrypted: u64,
    pub played: u64,
    pub recovered_from_repeat: u64,
    pub concealed: u64,
    pub stretched: u64,
    pub skipped: u64,
    pub missing: u64,
    pub late: u64,
    pub undecodable: u64,
    pub delay_ms: u64,
    /// The longest stretch without a frame between frames that came.
    pub longest_gap_ms: u64,
    /// Without a frame for so long when the call ended.
    pub silent_at_end_ms: u64,
    /// Stretches of at least [`GAP_MS_MIN`], the first [`GAPS_MAX`] of them.
    pub gaps: Vec<Gap>,
    pub first_decrypted_at_unix_ms: Option<i64>,
}

impl MediaReport {
    /// Share of frames that were lost and filled in, from 0 to 1; 0 if nothing was played.
    pub fn concealed_share(&self) -> f64 {
        let all = self.played + self.concealed;
        if all == 0 {
            return 0.0;
        }
        self.concealed as f64 / all as f64
    }

    pub fn refused_total(&self) -> u64 {
        self.refused.values().sum()
    }

    /// Adds a sender, to the sums too.
    pub(super) fn add_sender(&mut self, sender: u32, report: SenderReport) {
        self.played += report.played;
        self.recovered_from_repeat += report.recovered_from_repeat;
        self.concealed += report.concealed;
        self.stretched += report.stretched;
        self.skipped += report.skipped;
        self.missing += report.missing;
        self.late += report.late;
        self.undecodable += report.undecodable;
        self.delay_ms = self.delay_ms.max(report.delay_ms);
        self.senders.insert(sender, report);
    }
}
