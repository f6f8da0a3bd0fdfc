//! The numbers on everything that can grow (docs/protocol lists them); tested where they bite.
//!
//! There is none for the depth of nested CBOR: no type of ours contains itself, so the decoder's depth
//! is that of the types, and a deeper value is refused as one of another type.

/// Longest record, sealed bodies included.
pub const RECORD_BYTES_MAX: usize = 64 * 1024;
/// Longest text field.
pub const FIELD_BYTES_MAX: usize = 4 * 1024;
/// Longest text of a release, paper, message or statement: a quarter of a record.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;
/// Longest open facts of a record.
pub const FACTS_BYTES_MAX: usize = 512;
/// Longest list within a record.
pub const LIST_MAX: usize = 256;
/// Bodies of one record: one for each audience class.
pub const BODIES_MAX: usize = 4;
/// Heads a record names as what its author saw.
pub const AFTER_MAX: usize = 16;
/// Wraps of one grant or sealed body.
pub const WRAPS_MAX: usize = 32;
/// Longest log item; a record is the longest of them.
pub const ITEM_BYTES_MAX: usize = RECORD_BYTES_MAX + 64;
/// Devices in one call.
pub const CALL_DEVICES_MAX: usize = 64;
/// A call at once begins within this time of its asking, and is taken before it begins.
pub const CALL_NOW_WITHIN_MS: i64 = 10 * 60 * 1_000;
/// Longest call that duty officers agree on, in minutes.
pub const CALL_NOW_MIN_MAX: u32 = 60;
/// After so long without an acknowledgement a FLASH sounds at one more duty officer.
pub const ALARM_STEP_MS: i64 = 60 * 1_000;
/// Offers that count of one side in one contact.
pub const OFFERS_PER_SIDE_MAX: usize = 64;
/// Entries that count of one side about one subject; as many again of those that stop a contact.
pub const ENTRIES_PER_SUBJECT_MAX: usize = 1_024;
/// Links that count of one side in one track.
pub const LINKS_PER_SIDE_MAX: usize = 256;
/// Delegations, aims, versions or replies that count of one side in one subject.
pub const VERSIONS_PER_SIDE_MAX: usize = 64;
/// Longest file that is attached.
pub const ATTACHMENT_BYTES_MAX: u32 = 25 * 1024 * 1024;
/// Bytes of a file that are sealed together; the last chunk has the rest.
pub const ATTACHMENT_CHUNK_BYTES: u32 = 1024 * 1024;
/// What sealing adds to a chunk.
pub const ATTACHMENT_TAG_BYTES: u32 = 16;
/// Files are filled up to a multiple of this: nodes learn no length more exactly.
pub const ATTACHMENT_PAD_BYTES: u32 = 64 * 1024;
/// Attachments that one record names.
pub const ATTACHMENTS_MAX: usize = 8;
/// Longest name of an attached file.
pub const ATTACHMENT_NAME_BYTES_MAX: usize = 255;
/// Longest media type of an attached file.
pub const ATTACHMENT_TYPE_BYTES_MAX: usize = 127;
/// Sessions of one round.
pub const SESSIONS_MAX: usize = 32;
/// What the other side has at least to object to a text under silence, from when its node had it.
pub const SILENCE_MS_MIN: i64 = 3_600 * 1_000;
/// Longest round: sixty days.
pub const ROUND_MS_MAX: i64 = 60 * 24 * 3_600 * 1_000;
/// Starts that count of one node in one contact: a start that the other node never saw is tried again.
pub const CALL_TRIES_MAX: usize = 16;
/// Longest contact that can be agreed: a day.
pub const DURATION_MIN_MAX: u32 = 24 * 60;
/// Clock skew between two nodes above which nothing new is agreed.
pub const CLOCK_SKEW_MS_MAX: i64 = 5 * 60 * 1_000;
/// Clock skew between two nodes of which people are warned.
pub const CLOCK_SKEW_WARN_MS: i64 = 2_000;
/// Longest sounding or non-paper as it goes over the line: a text, its title, and what sealing adds.
pub const UNRECORDED_BYTES_MAX: usize = 24 * 1024;
/// How long the other side's node keeps a sounding or non-paper at most: 14 days.
pub const UNRECORDED_LIFETIME_MS_MAX: i64 = 14 * 24 * 3_600 * 1_000;
/// Largest picture that is released with a text.
pub const PICTURE_BYTES_MAX: usize = 512 * 1024;

const _: () = assert!(TEXT_BYTES_MAX + FIELD_BYTES_MAX + 2 * 1_024 < UNRECORDED_BYTES_MAX);
const _: () = assert!(FIELD_BYTES_MAX < RECORD_BYTES_MAX);
const _: () = assert!(3 * TEXT_BYTES_MAX < RECORD_BYTES_MAX);
const _: () = assert!(ATTACHMENT_BYTES_MAX.is_multiple_of(ATTACHMENT_CHUNK_BYTES));
const _: () = assert!(ATTACHMENT_CHUNK_BYTES.is_multiple_of(ATTACHMENT_PAD_BYTES));
// With the longest other facts of a paper.
const _: () = assert!(ATTACHMENTS_MAX * 42 + 64 <= FACTS_BYTES_MAX);
const _: () = assert!(VERSIONS_PER_SIDE_MAX < ENTRIES_PER_SUBJECT_MAX);
const _: () = assert!(LINKS_PER_SIDE_MAX < ENTRIES_PER_SUBJECT_MAX);
const _: () = assert!(BODIES_MAX <= WRAPS_MAX);
const _: () = assert!(OFFERS_PER_SIDE_MAX < ENTRIES_PER_SUBJECT_MAX);
