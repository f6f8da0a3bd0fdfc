//! Jitter buffer of one talker: takes packets as they come, gives one frame every 20 ms.
//! Pure: the caller brings the time. On a good way it plays a frame soon after it came. A frame that
//! comes late, or only as a repeat, makes the delay long enough for such frames: at once by what is
//! waited for it, and for the seconds that follow. In quiet moments it shrinks again.

use super::{DEPTH_MAX, FRAME_MS, FRAME_SAMPLES, RECEIVED_FRAME_BYTES_MAX};
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// Least delay before playing, and the one to begin with: timers and threads need some of it. Pulls
/// come every 20 ms, so that a frame waits up to 20 ms longer.
pub const TARGET_MS_MIN: u64 = 10;
/// Longest delay the buffer aims for; frames that need more are concealed.
pub const TARGET_MS_MAX: u64 = 400;
/// Most frames kept; older ones are skipped when a caller doesn't pull.
pub const BUFFERED_FRAMES_MAX: usize = 64;
/// Nothing received for so long counts as a pause of the sender, not as loss.
pub const PAUSE_MS: u64 = 200;
/// A step in time stamps beyond this is a new stream, if a second packet confirms it.
pub const STEP_FRAMES_MAX: i64 = 500;
/// A hole longer than this is jumped over instead of concealed frame by frame.
pub const CONCEALED_RUN_FRAMES_MAX: i64 = 25;

/// Second packet of a new stream: at most so many frames after the first.
const RESTART_STEP_FRAMES_MAX: i32 = 10;
/// Fates of so many past frames are remembered, to tell late from duplicate.
const FATES_MAX: usize = 256;
/// So many last arrivals decide the target: 5 s.
const NEEDS_MAX: usize = 250;
/// Arrivals among [`NEEDS_MAX`] that may need more than the target.
const NEEDS_IGNORED: usize = 1;
const NEED_MARGIN_US: i64 = 10_000;
/// The smallest transit is forgotten after one to two of these, so that clocks may drift.
const TRANSIT_WINDOW_US: i64 = 5_000_000;
const GROW_SLACK_US: i64 = 10_000;
const GROW_EVERY_US: i64 = 60_000;
/// A frame can be left out, and the delay is still what is aimed for.
const SHRINK_SLACK_US: i64 = FRAME_US;
/// Beyond this excess a frame is skipped even while somebody speaks.
const SHRINK_FORCED_US: i64 = 200_000;
/// A way that was bad for so long may be so again.
const SHRINK_AFTER_US: i64 = 3_000_000;
/// A talker who has just begun hasn't shown anything bad yet.
const SETTLED_AFTER_FRAMES: u64 = 100;
const SHRINK_AFTER_BEGIN_US: i64 = 200_000;
const SHRINK_EVERY_US: i64 = 200_000;
const FRAME_US: i64 = FRAME_MS as i64 * 1_000;
const TARGET_US_MIN: i64 = TARGET_MS_MIN as i64 * 1_000;

const _: () = assert!(TARGET_MS_MIN < TARGET_MS_MAX);
const _: () = assert!((DEPTH_MAX as u64 + 1) * FRAME_MS < TARGET_MS_MAX);
const _: () = assert!(TARGET_MS_MAX / FRAME_MS < BUFFERED_FRAMES_MAX as u64);
const _: () = assert!(BUFFERED_FRAMES_MAX < FATES_MAX);

/// What to play for the next 20 ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pull {
    /// Nothing to play: the talker hasn't begun, or has paused. Play silence.
    NotStarted,
    /// Decode and play this frame.
    Frame(Vec<u8>),
    /// Let the decoder fill in.
    Conceal,
}

/// What happened so far; every packet and every played 20 ms is in here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JitterCounters {
    /// Packets taken in, duplicates and late ones included.
    pub received: u64,
    /// Frames given out.
    pub played: u64,
    /// Of these, frames whose own packet hadn't come: a later packet's repeat saved them.
    pub recovered_from_repeat: u64,
    /// Frames lost between others that came: filled in by the decoder.
    pub concealed: u64,
    /// Extra 20 ms filled in to lengthen the delay or while waiting; no frame was lost by it.
    pub stretched: u64,
    /// Frames that came but were left out to shorten the delay.
    pub skipped: u64,
    /// Frames never seen during a pause or a hole too long to conceal.
    pub missing: u64,
    /// Packets whose newest frame had already had its turn.
    pub late: u64,
    /// Packets that had come before.
    pub duplicate: u64,
    /// Packets whose time stamp fits no stream.
    pub out_of_place: u64,
    /// Times the sender began a new series of time stamps.
    pub restarts: u64,
}

/// How a past frame had its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Its own packet was there in time.
    Own,
    /// Another packet's repeat was there in time.
    Repeat,
    Concealed,
    /// Concealed, and then it came; its delay has been noted.
    ConcealedThenCame,
}

#[derive(Debug)]
struct Buffered {
    frame: Vec<u8>,
    own_packet_came: bool,
}

/// A place in the stream of the sender.
#[derive(Debug, Clone, Copy)]
struct Position {
    timestamp: u32,
    /// Frames since the first packet; unlike the time stamp it never wraps.
    index: i64,
}

/// See the module. Indices count frames, instants are microseconds since the first packet.
#[derive(Debug)]
pub struct JitterBuffer {
    target_us: i64,
    epoch: Option<Instant>,
    newest: Option<Position>,
    restart_candidate: Option<u32>,
    last_insert_us: i64,
    frames: BTreeMap<i64, Buffered>,
    fates: BTreeMap<i64, Fate>,
    /// Next frame to play; none before the first.
    next: Option<i64>,
    playing: bool,
    /// Pulls answered with concealment since the buffer ran empty; lost or merely late isn't known yet.
    waited_pulls: i64,
    transit: SmallestTransit,
    needs_us: VecDeque<i64>,
    delay_us: i64,
    last_grow_us: i64,
    last_shrink_us: i64,
    excess_since_us: Option<i64>,
    quiet: bool,
    counters: JitterCounters,
}

impl Default for JitterBuffer {
    fn default() -> Self {
        Self {
            target_us: TARGET_US_MIN,
            epoch: None,
            newest: None,
            restart_candidate: None,
            last_insert_us: 0,
            frames: BTreeMap::new(),
            fates: BTreeMap::new(),
            next: None,
            playing: false,
            waited_pulls: 0,
            transit: SmallestTransit::default(),
            needs_us: VecDeque::new(),
            delay_us: 0,
            last_grow_us: i64::MIN / 2,
            last_shrink_us: i64::MIN / 2,
            excess_since_us: None,
            quiet: false,
            counters: JitterCounters::default(),
        }
    }
}

impl JitterBuffer {
    pub fn counters(&self) -> JitterCounters {
        self.counters
    }

    /// Delay of the last frame played, against the fastest packet of the last seconds.
    pub fn delay(&self) -> Duration {
        Duration::from_micros(self.delay_us.max(0).unsigned_abs())
    }

    /// Delay the buffer aims for.
    pub fn target(&self) -> Duration {
        Duration::from_micros(self.target_us.max(0).unsigned_abs())
    }

    /// Tells whether what was played last is quiet; only then a frame is left out unheard.
    pub fn set_quiet(&mut self, quiet: bool) {
        self.quiet = quiet;
    }

    /// Takes a decrypted packet: RTP time stamp of the newest frame (48 kHz, wraps) and its frames,
    /// newest first. Empty and oversized frames are passed over.
    pub fn insert(&mut self, now: Instant, timestamp: u32, newest_first: &[impl AsRef<[u8]>]) {
        let now_us = self.micros(now);
        let Some(index) = self.locate(timestamp) else {
            self.counters.out_of_place += 1;
            return;
        };
        if !self.playing && now_us - self.last_insert_us > PAUSE_MS as i64 * 1_000 {
            // A pause may have moved time stamps against the clock.
            self.transit = SmallestTransit::default();
        }
        self.last_insert_us = now_us;
        self.counters.received += 1;
        self.note_repetition(index);
        self.transit.note(now_us, now_us - index * FRAME_US);

        let carried = newest_first.iter().take(usize::from(DEPTH_MAX) + 1);
        for (back, frame) in (0i64..).zip(carried) {
            self.insert_frame(now_us, index - back, frame.as_ref(), back == 0);
        }
        while self.frames.len() > BUFFERED_FRAMES_MAX {
            let Some((index, _)) = self.frames.pop_first() else {
                break;
            };
            self.counters.skipped += 1;
            self.next = self.next.map(|next| next.max(index + 1));
        }
    }

    /// What to play for the next 20 ms; to be called every 20 ms.
    pub fn pull(&mut self, now: Instant) -> Pull {
        let now_us = self.micros(now);
        let Some(&(mut lowest)) = self.frames.keys().next() else {
            return self.pull_from_empty(now_us);
        };
        if !self.playing {
            if now_us < self.due_us(lowest) {
                return Pull::NotStarted;
            }
            if self.next.is_none() {
                lowest = self.begin_at(now_us, lowest);
            }
            self.playing = true;
            if let Some(next) = self.next {
                self.counters.missing += (lowest - next).max(0).unsigned_abs();
            }
            self.next = Some(lowest);
        }
        let mut next = self.next.unwrap_or(lowest);
        if lowest - next > CONCEALED_RUN_FRAMES_MAX {
            self.counters.missing += (lowest - next).unsigned_abs();
            self.counters.stretched += self.waited_pulls.unsigned_abs();
            self.waited_pulls = 0;
            next = lowest;
        }
        next = self.settle_waited(next, lowest);
        self.delay_us = now_us - self.transit.smallest_us() - next * FRAME_US;

        if self.wants_growth(now_us) {
            self.last_grow_us = now_us;
            self.counters.stretched += 1;
            self.next = Some(next);
            return Pull::Conceal;
        }
        let two_there = self.frames.contains_key(&next) && self.frames.contains_key(&(next + 1));
        if self.wants_shrinking(now_us) && two_there {
            self.last_shrink_us = now_us;
            self.counters.skipped += 1;
            if let Some(buffered) = self.frames.remove(&next) {
                self.remember(next, buffered.fate());
            }
            next += 1;
        }
        self.next = Some(next + 1);
        match self.frames.remove(&next) {
            Some(buffered) => {
                self.counters.played += 1;
                if !buffered.own_packet_came {
                    self.counters.recovered_from_repeat += 1;
                }
                self.remember(next, buffered.fate());
                Pull::Frame(buffered.frame)
            }
            None => {
                self.counters.concealed += 1;
                self.remember(next, Fate::Concealed);
                Pull::Conceal
            }
        }
    }

    /// The first frame to be played at all. What is older than the delay allows, as repeats of what was
    /// said before we came, would lengthen it for all that follow.
    fn begin_at(&mut self, now_us: i64, mut lowest: i64) -> i64 {
        while self.frames.len() > 1
            && now_us >= self.due_us(lowest) + FRAME_US
            && let Some((_, buffered)) = self.frames.pop_first()
        {
            self.counters.skipped += u64::from(buffered.own_packet_came);
            lowest = self.frames.keys().next().copied().unwrap_or(lowest);
        }
        lowest
    }

    fn pull_from_empty(&mut self, now_us: i64) -> Pull {
        if !self.playing {
            return Pull::NotStarted;
        }
        if now_us - self.last_insert_us > PAUSE_MS as i64 * 1_000 {
            self.playing = false;
            self.waited_pulls = 0;
            self.needs_us.clear();
            return Pull::NotStarted;
        }
        self.waited_pulls += 1;
        Pull::Conceal
    }

    /// After waiting: frames that turn out lost have had their turn meanwhile, the rest was delay.
    fn settle_waited(&mut self, next: i64, lowest: i64) -> i64 {
        let lost = self.waited_pulls.min(lowest - next).max(0);
        self.counters.concealed += lost.unsigned_abs();
        self.counters.stretched += (self.waited_pulls - lost).unsigned_abs();
        self.waited_pulls = 0;
        for index in next..next + lost {
            self.remember(index, Fate::Concealed);
        }
        next + lost
    }

    fn wants_growth(&self, now_us: i64) -> bool {
        self.delay_us + GROW_SLACK_US < self.target_us
            && now_us - self.last_grow_us >= GROW_EVERY_US
    }

    fn wants_shrinking(&mut self, now_us: i64) -> bool {
        let excess_us = self.delay_us - self.target_us;
        if excess_us < SHRINK_SLACK_US {
            self.excess_since_us = None;
            return false;
        }
        let since_us = *self.excess_since_us.get_or_insert(now_us);
        let begun = self.counters.played < SETTLED_AFTER_FRAMES;
        let after_us = match begun {
            true => SHRINK_AFTER_BEGIN_US,
            false => SHRINK_AFTER_US,
        };
        now_us - since_us >= after_us
            && now_us - self.last_shrink_us >= SHRINK_EVERY_US
            && (self.quiet || excess_us > SHRINK_FORCED_US)
    }

    /// Where a packet belongs; `None` if nowhere (yet).
    fn locate(&mut self, timestamp: u32) -> Option<i64> {
        let Some(newest) = self.newest else {
            self.newest = Some(Position {
                timestamp,
                index: 0,
            });
            return Some(0);
        };
        if let Some(step) = frames_between(newest.timestamp, timestamp)
            && i64::from(step).abs() <= STEP_FRAMES_MAX
        {
            self.restart_candidate = None;
            let index = newest.index + i64::from(step);
            if step > 0 {
                self.newest = Some(Position { timestamp, index });
            }
            return Some(index);
        }
        // One stray packet must not end a stream: the next one has to agree.
        let confirmed = self
            .restart_candidate
            .and_then(|candidate| frames_between(candidate, timestamp))
            .is_some_and(|step| (1..=RESTART_STEP_FRAMES_MAX).contains(&step));
        if !confirmed {
            self.restart_candidate = Some(timestamp);
            return None;
        }
        self.restart(timestamp);
        Some(0)
    }

    fn restart(&mut self, timestamp: u32) {
        self.counters.restarts += 1;
        self.counters.stretched += self.waited_pulls.unsigned_abs();
        self.waited_pulls = 0;
        self.newest = Some(Position {
            timestamp,
            index: 0,
        });
        self.restart_candidate = None;
        self.frames.clear();
        self.fates.clear();
        self.next = None;
        self.playing = false;
        self.transit = SmallestTransit::default();
        self.needs_us.clear();
    }

    /// Counts a packet that came too late or came before.
    fn note_repetition(&mut self, index: i64) {
        if let Some(buffered) = self.frames.get_mut(&index) {
            if buffered.own_packet_came {
                self.counters.duplicate += 1;
            }
            buffered.own_packet_came = true;
            return;
        }
        if self.next.is_none_or(|next| index >= next) {
            return;
        }
        match self.fates.get(&index) {
            Some(Fate::Own) => self.counters.duplicate += 1,
            Some(Fate::Repeat) => {
                self.counters.late += 1;
                self.fates.insert(index, Fate::Own);
            }
            Some(Fate::Concealed | Fate::ConcealedThenCame) | None => self.counters.late += 1,
        }
    }

    fn insert_frame(&mut self, now_us: i64, index: i64, frame: &[u8], own_packet_came: bool) {
        if frame.is_empty() || frame.len() > RECEIVED_FRAME_BYTES_MAX {
            return;
        }
        if self.frames.contains_key(&index) {
            return;
        }
        let need_us = now_us - self.transit.smallest_us() - index * FRAME_US;
        if self.next.is_some_and(|next| index < next) {
            if self.fates.get(&index) == Some(&Fate::Concealed) {
                self.fates.insert(index, Fate::ConcealedThenCame);
                self.note_need(need_us);
            }
            return;
        }
        let buffered = Buffered {
            frame: frame.to_vec(),
            own_packet_came,
        };
        self.frames.insert(index, buffered);
        // Frames from before we came are old without anything having been slow.
        if index >= 0 {
            self.note_need(need_us);
        }
    }

    /// Notes how much delay a frame would have needed to be there in time, and moves the target.
    fn note_need(&mut self, need_us: i64) {
        self.needs_us.push_back(need_us);
        if self.needs_us.len() > NEEDS_MAX {
            self.needs_us.pop_front();
        }
        let mut sorted: Vec<i64> = self.needs_us.iter().copied().collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let need_us = sorted.get(NEEDS_IGNORED).copied().unwrap_or(0);
        self.target_us =
            (need_us + NEED_MARGIN_US).clamp(TARGET_US_MIN, TARGET_MS_MAX as i64 * 1_000);
    }

    fn remember(&mut self, index: i64, fate: Fate) {
        self.fates.insert(index, fate);
        if self.fates.len() > FATES_MAX {
            self.fates.pop_first();
        }
    }

    fn due_us(&self, index: i64) -> i64 {
        self.transit.smallest_us() + index * FRAME_US + self.target_us
    }

    fn micros(&mut self, now: Instant) -> i64 {
        let epoch = *self.epoch.get_or_insert(now);
        i64::try_from(now.saturating_duration_since(epoch).as_micros()).unwrap_or(i64::MAX / 4)
    }
}

impl Buffered {
    fn fate(&self) -> Fate {
        if self.own_packet_came {
            Fate::Own
        } else {
            Fate::Repeat
        }
    }
}

/// Whole frames from one RTP time stamp to another across the wrap; `None` if not whole.
fn frames_between(from: u32, to: u32) -> Option<i32> {
    let samples = to.wrapping_sub(from).cast_signed();
    let frame = FRAME_SAMPLES as i32;
    (samples % frame == 0).then_some(samples / frame)
}

/// Smallest difference between arrival and place in the stream over the last seconds.
#[derive(Debug, Default)]
struct SmallestTransit {
    window_began_us: i64,
    current_us: Option<i64>,
    previous_us: Option<i64>,
}

impl SmallestTransit {
    fn note(&mut self, now_us: i64, transit_us: i64) {
        if self.current_us.is_none() {
            self.window_began_us = now_us;
        }
        if now_us - self.window_began_us > TRANSIT_WINDOW_US {
            self.previous_us = self.current_us.take();
            self.window_began_us = now_us;
        }
        let smallest = self.current_us.map_or(transit_us, |us| us.min(transit_us));
        self.current_us = Some(smallest);
    }

    fn smallest_us(&self) -> i64 {
        let current = self.current_us.unwrap_or(0);
        self.previous_us.map_or(current, |us| us.min(current))
    }
}

#[cfg(test)]
#[path = "jitter_tests.rs"]
mod tests;
