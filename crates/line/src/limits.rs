//! The numbers on everything that can grow or last; tested where they bite.

use domain::{ITEM_BYTES_MAX, UNRECORDED_BYTES_MAX};
use std::time::Duration;

/// Longest frame of any kind.
pub const FRAME_BYTES_MAX: usize = 512 * 1024;
/// Longest call frame that the upper layer may hand over.
pub const CALL_BYTES_MAX: usize = 508 * 1024;
/// Longest sounding or non-paper, or answer to one, that the upper layer may hand over.
pub const UNRECORDED_FRAME_BYTES_MAX: usize = UNRECORDED_BYTES_MAX + 64;
/// Longest frame that carries an entry: its item, its own bytes and the signature.
pub const ENTRY_FRAME_BYTES_MAX: usize = ITEM_BYTES_MAX + 2 * 1024;
/// Longest frame about an attachment, and longest request for a part of one.
pub const ATTACHMENT_FRAME_BYTES_MAX: usize = 512;
/// Parts of attachments that are asked for at once.
pub const PARTS_UNDER_WAY_MAX: usize = 8;
/// Bytes of attachments given to the other node in a second, however often it asks.
pub const ATTACHMENT_BYTES_A_SECOND: u32 = 64 * 1024 * 1024;
/// Sealed bytes of one side's attachments that a node keeps: of its own side, and as many of the other.
pub const ATTACHMENT_BYTES_KEPT_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// An attachment of which the other node sent something else is asked for again after this.
pub const ATTACHMENT_SHUN: Duration = Duration::from_secs(30);
/// Versions a greeting names at most.
pub const VERSIONS_MAX: usize = 16;
/// Connections held at once, those without a greeting included.
pub const CONNECTIONS_MAX: usize = 4;

/// Entries sent or taken in and not yet receipted.
pub const WINDOW_ENTRIES: u64 = 256;
/// Bytes of entries sent and not yet receipted; the last entry may go beyond it.
pub const WINDOW_BYTES: usize = 512 * 1024;
/// Bytes of entries given back at once after a restored backup; the last entry may go beyond it.
pub const GIVE_BACK_BYTES: usize = 512 * 1024;
/// Bytes that wait for a peer on one connection. One that is sent more and takes nothing is closed.
pub const CONNECTION_QUEUE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Entries waiting to be checked, above which the peer is asked again later.
pub const QUEUE_ENTRIES_MAX: usize = 2 * WINDOW_ENTRIES as usize;
/// Entries asked of the own store at once.
pub const LOAD_BATCH: u64 = 64;
/// Entries fetched back at once after a restored backup.
pub const RESTORE_BATCH: u64 = 64;
/// Own entries without receipt above which nothing more may be appended.
pub const OUTSTANDING_MAX: u64 = 10_000;
/// Entries taken in a second; more are delayed.
pub const ENTRIES_A_SECOND: u32 = 2_000;
/// Bytes of entries taken in a second: else the longest, as fast as may be, would fill a disk.
pub const ENTRY_BYTES_A_SECOND: u32 = 4 * 1024 * 1024;
/// Newest entries of a log whose hashes are kept in memory.
pub const KNOWN_HASHES_MAX: usize = 1_024;
/// Own entries that a peer may show without being asked, on one connection.
pub const UNASKED_MAX: u64 = 4;
/// Entries compared with the store at once.
pub const CHECKS_MAX: usize = 16;
/// Copies of the peer's urgent entries held ahead of their place, and the most that go ahead of ours.
pub const EARLY_MAX: usize = 16;
/// Counted misbehaviours on one connection before it is closed.
pub const COUNTED_MAX: u32 = 1_000;

/// Between two pings.
pub const PING_EVERY: Duration = Duration::from_secs(2);
/// Without a frame for this long the line is down.
pub const SILENCE_MAX: Duration = Duration::from_secs(6);
/// Without a frame for this long a connection gives way to a new one.
pub const STALE_AFTER: Duration = Duration::from_secs(3);
/// Pings that may wait for their answer.
pub const PINGS_OUTSTANDING_MAX: usize = 4;
/// Pings, and requests for entries of either log, are answered no more often than this.
pub const ANSWER_EVERY: Duration = Duration::from_millis(500);
/// Between two requests for missing entries.
pub const ASK_EVERY: Duration = Duration::from_secs(1);
/// So long after an own device wrote, the peer's entries wait: it may write again, and would wait for their
/// commit.
pub const OWN_FIRST: Duration = Duration::from_millis(10);
/// Longest wait of the peer's entries for own devices.
pub const ENTRIES_WAIT_MAX: Duration = Duration::from_millis(200);
/// Entries that are taken then, before own devices come first again: they take a hundredth of the time.
pub const TURN_ENTRIES: usize = 8;
/// Without a receipt for this long, entries are sent again; doubles up to [`RESEND_MAX`].
pub const RESEND_FIRST: Duration = Duration::from_secs(5);
/// Longest wait before entries are sent again.
pub const RESEND_MAX: Duration = Duration::from_secs(30);
/// A peer that claims something about our log shows the entries within this time.
pub const SHOW_MAX: Duration = Duration::from_secs(30);

/// A peer that misbehaved is greeted again after this: each greeting has entries loaded and sent.
pub const SHUN: Duration = Duration::from_secs(1);
/// First wait before dialling again; doubles up to [`DIAL_WAIT_MAX`].
pub const DIAL_WAIT_FIRST: Duration = Duration::from_millis(250);
/// Longest wait before dialling again.
pub const DIAL_WAIT_MAX: Duration = Duration::from_secs(30);
/// A line that was up this long is dialled again at once.
pub const STEADY_AFTER: Duration = Duration::from_secs(10);

const _: () = assert!(CALL_BYTES_MAX + 64 <= FRAME_BYTES_MAX);
const _: () = assert!(UNRECORDED_FRAME_BYTES_MAX + 64 <= FRAME_BYTES_MAX);
const _: () = assert!(ENTRY_FRAME_BYTES_MAX <= FRAME_BYTES_MAX);
const _: () = assert!(KNOWN_HASHES_MAX as u64 >= 2 * WINDOW_ENTRIES);
// What honest traffic can queue at once: a window, sent again once, what is given back, a call frame.
const _: () = assert!(
    2 * (WINDOW_BYTES + ENTRY_FRAME_BYTES_MAX)
        + GIVE_BACK_BYTES
        + ENTRY_FRAME_BYTES_MAX
        + FRAME_BYTES_MAX
        <= CONNECTION_QUEUE_BYTES_MAX
);
const _: () = assert!(ENTRIES_WAIT_MAX.as_millis() < RESEND_FIRST.as_millis());
const _: () = assert!(OWN_FIRST.as_millis() < ENTRIES_WAIT_MAX.as_millis());
const _: () = assert!(LOAD_BATCH <= WINDOW_ENTRIES && RESTORE_BATCH <= WINDOW_ENTRIES);
const _: () = assert!(ANSWER_EVERY.as_millis() < ASK_EVERY.as_millis());
const _: () = assert!(ANSWER_EVERY.as_millis() < PING_EVERY.as_millis());
const _: () = assert!(PING_EVERY.as_millis() < STALE_AFTER.as_millis());
const _: () = assert!(PING_EVERY.as_millis() * 2 < SILENCE_MAX.as_millis());
