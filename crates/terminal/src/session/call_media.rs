//! The engine: every 20 ms from the floor's opening one packet goes out and one piece is heard,
//! whether somebody speaks or not. Before the floor opens nothing is sent and nothing is heard.

use super::gaps::Gaps;
use super::mouth::{Mouth, Recording};
use super::report::{MediaReport, SenderReport};
use super::seen::SeenCounters;
use super::{FrameCrypto, Refusal, SenderId};
use crate::endpoint::{FLOOR_SENDERS_MAX, VOICE_PAYLOAD_BYTES_MAX};
use crate::voice::{
    DecodeError, EncodeError, FRAME_MS, FRAME_SAMPLES, Playout, RepeatDepth, RepeatWindow,
    VoiceEncoder, mix,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Senders played in one call, over its whole length: every device a call may have.
pub const HEARD_SENDERS_MAX: usize = 64;
/// Steps done at once after a standstill; what lies further back is left out.
pub const CATCH_UP_TICKS_MAX: u64 = 25;

const TICK: Duration = Duration::from_millis(FRAME_MS);

/// What is fixed before a call's media begin.
#[derive(Debug, Clone, Copy)]
pub struct CallSettings {
    /// Repeats in every packet, from the call's signed parameters.
    pub depth: RepeatDepth,
    /// A recording begins this long after the floor opened, so that talkers can take turns.
    pub say_after: Duration,
    /// Where the RTP time begins: any number, best a random one.
    pub first_rtp_time: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum CallMediaError {
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// One packet for the node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub rtp_time: u32,
    pub payload: Vec<u8>,
}

/// 20 ms of everybody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Number of the 20 ms since the floor opened.
    pub tick: u64,
    /// All senders together; silence if there is none.
    pub mix: Vec<i16>,
    /// Each sender alone, unless pausing.
    pub each: BTreeMap<SenderId, Vec<i16>>,
}

/// What one step gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// `None` while the encryption gives no packets.
    pub packet: Option<Outgoing>,
    pub heard: Heard,
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    Voice(SenderId),
    /// Proven, but the floor isn't to open yet.
    BeforeFloor(SenderId),
    Refused(Refusal),
}

pub struct CallMedia {
    mouth: Box<dyn Mouth>,
    muted: bool,
    mute_span: Option<MuteSpan>,
    encoder: VoiceEncoder,
    window: RepeatWindow,
    rtp_time: u32,
    floor: Option<Floor>,
    senders: BTreeMap<SenderId, Sender>,
    seen: SeenCounters,
    counts: Counts,
    streams: BTreeMap<String, BTreeMap<u32, u64>>,
    first_sent: Option<Instant>,
    first_decrypted: Option<Instant>,
}

/// When to be muted, from the floor's opening.
#[derive(Clone, Copy)]
struct MuteSpan {
    after: Duration,
    length: Duration,
}

struct Floor {
    opens_at: Instant,
    ticks_done: u64,
    /// Later than the plain count of ticks would say, by what was left out.
    next_tick: Instant,
}

struct Sender {
    playout: Playout,
    gaps: Gaps,
    decrypted: u64,
    first_decrypted: Instant,
}

#[derive(Default)]
struct Counts {
    sent: u64,
    sent_muted: u64,
    not_sealed: u64,
    ticks_skipped: u64,
    received: u64,
    decrypted: u64,
    duplicates: u64,
    before_floor: u64,
    refused: BTreeMap<&'static str, u64>,
    sent_payload_bytes: BTreeSet<usize>,
    received_payload_bytes: BTreeSet<usize>,
}

impl CallMedia {
    /// `said` is what this device says, 48 kHz mono; after its end comes silence.
    pub fn new(said: Vec<i16>, settings: CallSettings) -> Result<Self, CallMediaError> {
        let recording = Recording::new(said, settings.say_after);
        Self::with_mouth(Box::new(recording), settings)
    }

    /// With speech as it comes, from the floor's opening on.
    pub fn with_mouth(
        mouth: Box<dyn Mouth>,
        settings: CallSettings,
    ) -> Result<Self, CallMediaError> {
        Ok(Self {
            mouth,
            muted: false,
            mute_span: None,
            encoder: VoiceEncoder::new()?,
            window: RepeatWindow::new(settings.depth),
            rtp_time: settings.first_rtp_time,
            floor: None,
            senders: BTreeMap::new(),
            seen: SeenCounters::default(),
            counts: Counts::default(),
            streams: BTreeMap::new(),
            first_sent: None,
            first_decrypted: None,
        })
    }

    /// Sends and plays from `at` on. A floor opens once: later calls change nothing.
    pub fn open_floor(&mut self, at: Instant) {
        self.floor.get_or_insert(Floor {
            opens_at: at,
            ticks_done: 0,
            next_tick: at,
        });
    }

    /// Muted, silence goes out in packets of the same size, and the speech goes by unheard, as it
    /// does before a microphone.
    pub fn set_muted(&mut self, muted: bool) {
        self.muted = muted;
    }

    /// Muted for a while, counted from the floor's opening.
    pub fn mute_between(&mut self, after: Duration, length: Duration) {
        self.mute_span = Some(MuteSpan { after, length });
    }

    /// When [`CallMedia::tick`] is due; `None` until the floor is to open.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.floor.as_ref().map(|floor| floor.next_tick)
    }

    /// Does the next 20 ms if it is due; call again until `None`. Late calls catch up, at most
    /// [`CATCH_UP_TICKS_MAX`] at once.
    pub fn tick(
        &mut self,
        now: Instant,
        crypto: &mut dyn FrameCrypto,
    ) -> Result<Option<Tick>, CallMediaError> {
        let Some((number, due)) = self.begin_tick(now) else {
            return Ok(None);
        };
        let packet = self.next_packet(now, due, crypto)?;
        let heard = self.hear(number, due)?;
        Ok(Some(Tick { packet, heard }))
    }

    /// Takes a packet that came on `stream`.
    pub fn receive(
        &mut self,
        now: Instant,
        stream: &str,
        rtp_time: u32,
        payload: &[u8],
        crypto: &mut dyn FrameCrypto,
    ) -> Result<Received, CallMediaError> {
        self.counts.received += 1;
        if payload.len() > VOICE_PAYLOAD_BYTES_MAX {
            return Ok(self.refuse(Refusal::WrongSize));
        }
        self.counts.received_payload_bytes.insert(payload.len());
        let opened = match crypto.open(stream, payload) {
            Ok(opened) => opened,
            Err(refusal) => return Ok(self.refuse(refusal)),
        };
        if opened.frames.is_empty() {
            return Ok(self.refuse(Refusal::NotVoice));
        }
        let id = opened.sender;
        if !self.senders.contains_key(&id) && self.senders.len() >= HEARD_SENDERS_MAX {
            return Ok(self.refuse(Refusal::TooManySenders));
        }
        let first = self.seen.note(id, opened.key_id, opened.counter);
        if first {
            self.counts.decrypted += 1;
        } else {
            self.counts.duplicates += 1;
        }
        self.first_decrypted.get_or_insert(now);
        self.note_stream(stream, id);
        let sender = match self.senders.entry(id) {
            std::collections::btree_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::btree_map::Entry::Vacant(room) => room.insert(Sender {
                playout: Playout::new()?,
                gaps: Gaps::default(),
                decrypted: 0,
                first_decrypted: now,
            }),
        };
        sender.decrypted += u64::from(first);
        if self.floor.is_none() {
            self.counts.before_floor += 1;
            return Ok(Received::BeforeFloor(id));
        }
        sender.playout.insert(now, rtp_time, &opened.frames);
        Ok(Received::Voice(id))
    }

    pub fn said_to_end(&self) -> bool {
        self.mouth.said_to_end()
    }

    pub fn first_sent_at(&self) -> Option<Instant> {
        self.first_sent
    }

    pub fn first_decrypted_at(&self) -> Option<Instant> {
        self.first_decrypted
    }

    /// What happened so far. `now` and `now_unix_ms` are the same moment on both clocks.
    pub fn report(&self, now: Instant, now_unix_ms: i64) -> MediaReport {
        let unix_ms = |at: Instant| {
            let before = now.saturating_duration_since(at).as_millis();
            let after = at.saturating_duration_since(now).as_millis();
            let from_now = i64::try_from(after).unwrap_or(0) - i64::try_from(before).unwrap_or(0);
            now_unix_ms.saturating_add(from_now)
        };
        let counts = &self.counts;
        let mut report = MediaReport {
            sent: counts.sent,
            sent_muted: counts.sent_muted,
            not_sealed: counts.not_sealed,
            ticks_skipped: counts.ticks_skipped,
            said_to_end: self.said_to_end(),
            received: counts.received,
            decrypted: counts.decrypted,
            duplicates: counts.duplicates,
            before_floor: counts.before_floor,
            refused: counts.refused.clone(),
            sent_payload_bytes: counts.sent_payload_bytes.clone(),
            received_payload_bytes: counts.received_payload_bytes.clone(),
            floor_opened_at_unix_ms: self.floor.as_ref().map(|floor| unix_ms(floor.opens_at)),
            first_sent_at_unix_ms: self.first_sent.map(unix_ms),
            first_decrypted_at_unix_ms: self.first_decrypted.map(unix_ms),
            streams: self.streams.clone(),
            ..MediaReport::default()
        };
        for (id, sender) in &self.senders {
            let jitter = sender.playout.counters();
            let of_sender = SenderReport {
                decrypted: sender.decrypted,
                played: jitter.played,
                recovered_from_repeat: jitter.recovered_from_repeat,
                concealed: jitter.concealed,
                stretched: jitter.stretched,
                skipped: jitter.skipped,
                missing: jitter.missing,
                late: jitter.late,
                undecodable: sender.playout.undecodable(),
                delay_ms: u64::try_from(sender.playout.delay().as_millis()).unwrap_or(u64::MAX),
                longest_gap_ms: sender.gaps.longest_ms(),
                silent_at_end_ms: sender.gaps.lasting_ms(),
                gaps: sender.gaps.named(),
                first_decrypted_at_unix_ms: Some(unix_ms(sender.first_decrypted)),
            };
            report.add_sender(id.0, of_sender);
        }
        report
    }

    /// The number and the due time of the next tick, if it is due.
    fn begin_tick(&mut self, now: Instant) -> Option<(u64, Instant)> {
        let floor = self.floor.as_mut()?;
        let behind = now.checked_duration_since(floor.next_tick)?;
        let due_ticks = u64::try_from(behind.as_millis()).unwrap_or(u64::MAX) / FRAME_MS + 1;
        let skipped = due_ticks.saturating_sub(CATCH_UP_TICKS_MAX);
        if skipped > 0 {
            self.counts.ticks_skipped += skipped;
            floor.next_tick += Duration::from_millis(skipped * FRAME_MS);
            // Receivers see the gap in the time stamps; what is said waits for it.
            let samples = skipped.wrapping_mul(FRAME_SAMPLES as u64);
            self.rtp_time = self.rtp_time.wrapping_add(samples as u32);
        }
        let due = floor.next_tick;
        let number = floor.ticks_done;
        floor.next_tick += TICK;
        floor.ticks_done += 1;
        Some((number, due))
    }

    fn next_packet(
        &mut self,
        now: Instant,
        due: Instant,
        crypto: &mut dyn FrameCrypto,
    ) -> Result<Option<Outgoing>, CallMediaError> {
        let muted = self.is_muted(due);
        let pcm = self.next_said(muted);
        let frames = self.window.push(self.encoder.encode(&pcm)?);
        let rtp_time = self.rtp_time;
        self.rtp_time = rtp_time.wrapping_add(FRAME_SAMPLES as u32);
        let Some(payload) = crypto.protect(&frames) else {
            self.counts.not_sealed += 1;
            return Ok(None);
        };
        self.counts.sent += 1;
        self.counts.sent_muted += u64::from(muted);
        self.counts.sent_payload_bytes.insert(payload.len());
        self.first_sent.get_or_insert(now);
        Ok(Some(Outgoing { rtp_time, payload }))
    }

    fn is_muted(&self, due: Instant) -> bool {
        let in_span = |floor: &Floor, span: MuteSpan| {
            let since = due.saturating_duration_since(floor.opens_at);
            since >= span.after && since - span.after < span.length
        };
        let spanned = self.floor.as_ref().zip(self.mute_span);
        self.muted || spanned.is_some_and(|(floor, span)| in_span(floor, span))
    }

    /// The next 20 ms of speech; silence when muted, while the speech goes by.
    fn next_said(&mut self, muted: bool) -> Vec<i16> {
        let said = self.mouth.next();
        if muted { vec![0; FRAME_SAMPLES] } else { said }
    }

    /// Plays by the time the piece was due, not by when we came round to it: an even clock, like a
    /// sound card's.
    fn hear(&mut self, tick: u64, due: Instant) -> Result<Heard, CallMediaError> {
        let mut each = BTreeMap::new();
        for (&id, sender) in &mut self.senders {
            let played_before = sender.playout.counters().played;
            let pcm = sender.playout.pull(due)?;
            let came = sender.playout.counters().played > played_before;
            sender.gaps.note(tick, came);
            if let Some(pcm) = pcm {
                each.insert(id, pcm);
            }
        }
        let mix = mix(each.values().map(Vec::as_slice));
        Ok(Heard { tick, mix, each })
    }

    fn refuse(&mut self, refusal: Refusal) -> Received {
        *self.counts.refused.entry(refusal.code()).or_default() += 1;
        Received::Refused(refusal)
    }

    fn note_stream(&mut self, stream: &str, sender: SenderId) {
        if !self.streams.contains_key(stream) && self.streams.len() >= FLOOR_SENDERS_MAX {
            return;
        }
        let senders = self.streams.entry(stream.to_owned()).or_default();
        *senders.entry(sender.0).or_default() += 1;
    }
}

#[cfg(test)]
#[path = "call_media_tests.rs"]
mod tests;
