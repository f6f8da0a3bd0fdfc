//! One call: the session that agrees on keys, and the frames of a browser sealed and opened with them.

use client::call::{CallEvent, CallOutput as SessionOutput, CallSession, MediaKeys, MediaRefusal};
use domain::{Medium, SubjectId};
use serde::Serialize;
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};
use wire::ToDevice;

#[cfg(not(target_arch = "wasm32"))]
use std::time::Instant;
#[cfg(target_arch = "wasm32")]
use web_time::Instant;

use crate::{
    Core, CoreError,
    pictures::{PictureCounts, Pictures},
    red::{FRAME_SAMPLES, RedPayload, primary},
};

/// Bytes of a frame that a browser's encoder makes at 24 kbit/s; longer ones aren't sent.
const OPUS_BYTES_MAX: usize = 60;
/// A sender that was still for so many frames has nothing to repeat.
const STILL_FRAMES: u32 = 8;

/// What the worker does next.
#[derive(Debug)]
pub enum CallOutput {
    /// Bytes for the event stream.
    Send(Vec<u8>),
    Event(Shown),
}

/// What happened, for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Shown {
    Answer { sdp: String },
    Members { members: Vec<Member> },
    KeysAgreed { epoch: u64 },
    Words { words: Vec<&'static str> },
    FloorOpens { in_ms: u32 },
    Line { up: bool },
    Ended { reason: String },
    Refused { code: String, why: String },
    Warning { code: &'static str },
}

/// One device in the call, as its own side's log names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    pub side: String,
    pub own_side: bool,
    pub this_device: bool,
    pub device: String,
    pub person: String,
    pub roles: Vec<&'static str>,
    pub accredited_until_unix_ms: i64,
}

/// A frame to be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub payload: Vec<u8>,
    /// The talker's place in the group.
    pub leaf: u32,
}

/// What became of frames, for the report and for tests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FrameCounts {
    pub sealed: u64,
    /// Not sent: there was no key that all attest.
    pub silent: u64,
    /// Not sent: longer than a frame of the agreed format.
    pub oversized: u64,
    /// Not sent: what the browser's encoder wrapped couldn't be read.
    pub malformed: u64,
    /// Browsers send a few empty frames to probe the way.
    pub probes: u64,
    pub opened: u64,
    /// Not played, by reason.
    pub refused: BTreeMap<&'static str, u64>,
}

/// This device's part in one call.
pub struct Call {
    session: CallSession,
    keys: MediaKeys,
    depth: usize,
    contact: SubjectId,
    recent: VecDeque<Vec<u8>>,
    last_time: Option<u32>,
    counts: FrameCounts,
    pictures: Pictures,
    words: Option<[&'static str; 6]>,
}

impl Call {
    /// Asks the node to let this device in, with the browser's session description.
    pub fn join(
        core: &Core,
        contact: SubjectId,
        offer_sdp: String,
        now: Instant,
        now_unix_ms: i64,
    ) -> Result<Self, CoreError> {
        let facts = core.desk.node_facts(contact).ok_or_else(|| {
            CoreError::new(
                "not-found",
                "this contact isn't agreed",
                "look at the list of contacts",
            )
        })?;
        if facts.medium == Medium::PhoneCall && has_video(&offer_sdp) {
            return Err(CoreError::new(
                "video-in-phone-call",
                "a phone call was agreed, and this page offers video",
                "load the page again",
            ));
        }
        let session = CallSession::join(&core.desk, contact, offer_sdp, now, now_unix_ms)?;
        Ok(Self {
            keys: session.media_keys(),
            session,
            depth: usize::from(facts.voice_depth),
            contact,
            recent: VecDeque::new(),
            last_time: None,
            counts: FrameCounts::default(),
            pictures: Pictures::default(),
            words: None,
        })
    }

    pub fn contact(&self) -> SubjectId {
        self.contact
    }

    /// A message of the event stream.
    pub fn take(&mut self, core: &Core, message: ToDevice, now: Instant, now_unix_ms: i64) {
        self.session
            .handle_input(now, now_unix_ms, core.desk.view(), message);
    }

    pub fn logs_changed(&mut self, core: &Core, now: Instant, now_unix_ms: i64) {
        self.session
            .view_changed(now, now_unix_ms, core.desk.view());
    }

    pub fn tick(&mut self, core: &Core, now: Instant, now_unix_ms: i64) {
        self.session
            .handle_timeout(now, now_unix_ms, core.desk.view());
    }

    /// Until [`Self::tick`] is due.
    pub fn due_in(&self, now: Instant) -> Option<Duration> {
        let at = self.session.poll_timeout()?;
        Some(at.saturating_duration_since(now))
    }

    pub fn poll(&mut self, core: &Core, now_unix_ms: i64) -> Option<CallOutput> {
        if let Some(output) = self.session.poll_output() {
            return Some(match output {
                SessionOutput::Send(message) => CallOutput::Send(message.encode()),
                SessionOutput::Event(event) => CallOutput::Event(shown(core, event, now_unix_ms)),
            });
        }
        let words = self.session.words();
        if words != self.words {
            self.words = words;
            let words = words.map(|words| words.to_vec()).unwrap_or_default();
            return Some(CallOutput::Event(Shown::Words { words }));
        }
        None
    }

    /// Ends the call for both sides, or leaves it to the others: as the person's role has it.
    pub fn hang_up(&mut self) -> bool {
        self.session.hang_up()
    }

    pub fn leave(&mut self) {
        self.session.leave();
    }

    /// The event stream is lost.
    pub fn cut_off(&mut self) {
        self.session.cut_off();
    }

    /// Asks for media anew with another description; `false` where nobody knows us any more.
    pub fn come_back(
        &mut self,
        core: &Core,
        offer_sdp: String,
        now: Instant,
        now_unix_ms: i64,
    ) -> bool {
        self.session
            .come_back(now, now_unix_ms, core.desk.view(), offer_sdp)
    }

    /// One encoded frame of this device's voice, sealed with those before it; nothing where it must not
    /// be sent. `is_red`: the encoder wraps its frames in spite of our answer.
    pub fn seal(&mut self, frame: &[u8], rtp_time: u32, is_red: bool) -> Option<Vec<u8>> {
        if frame.is_empty() {
            self.counts.probes += 1;
            return None;
        }
        let opus = if is_red { primary(frame) } else { Some(frame) };
        let Some(opus) = opus else {
            self.counts.malformed += 1;
            return None;
        };
        if opus.len() > OPUS_BYTES_MAX || opus.is_empty() {
            self.counts.oversized += 1;
            return None;
        }
        self.remember(opus, rtp_time);
        let Some(sealed) = self.keys.protect(self.recent.make_contiguous()) else {
            self.counts.silent += 1;
            return None;
        };
        self.counts.sealed += 1;
        Some(sealed)
    }

    /// The frames of the last moments, newest first; one that never came is an empty one.
    fn remember(&mut self, opus: &[u8], rtp_time: u32) {
        let steps = self.last_time.map_or(1, |last| {
            rtp_time.wrapping_sub(last) / u32::from(FRAME_SAMPLES)
        });
        self.last_time = Some(rtp_time);
        if steps == 0 || steps > STILL_FRAMES {
            self.recent.clear();
        } else {
            (1..steps).for_each(|_| self.recent.push_front(Vec::new()));
        }
        self.recent.push_front(opus.to_vec());
        self.recent.truncate(self.depth + 1);
    }

    /// A received frame opened. With `opus_type` it becomes RED around that type; without, the newest
    /// frame alone.
    pub fn open(&mut self, payload: &[u8], opus_type: Option<u8>, now: Instant) -> Option<Frame> {
        if payload.is_empty() {
            self.counts.probes += 1;
            return None;
        }
        let opened = match self.keys.open(now, payload) {
            Ok(opened) => opened,
            Err(refusal) => {
                *self
                    .counts
                    .refused
                    .entry(refusal_code(refusal))
                    .or_default() += 1;
                return None;
            }
        };
        let payload = match opus_type {
            Some(opus_type) => RedPayload::of(&opened.frames, opus_type)?.0,
            None => opened.frames.into_iter().next()?,
        };
        self.counts.opened += 1;
        Some(Frame {
            payload,
            leaf: opened.leaf,
        })
    }

    /// One encoded picture of this device's camera; nothing where it must not be sent, and then the next
    /// to be sent has to be a whole one.
    pub fn seal_video(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        self.pictures.seal(&self.keys, frame)
    }

    /// A picture that came on a line, opened; nothing where it must not be shown, and then a whole one is
    /// needed.
    pub fn open_video(&mut self, line: u32, payload: &[u8], now: Instant) -> Option<Frame> {
        let opened = self.pictures.open(&self.keys, (line, payload), now)?;
        Some(Frame {
            payload: opened.frame,
            leaf: opened.leaf.0,
        })
    }

    pub fn picture_counts(&self) -> &PictureCounts {
        self.pictures.counts()
    }

    pub fn counts(&self) -> &FrameCounts {
        &self.counts
    }

    /// Bytes of every sealed packet of this call.
    pub fn packet_bytes(&self) -> usize {
        self.keys.packet_bytes()
    }

    /// Device at each place of the group.
    pub fn places(&self) -> BTreeMap<u32, String> {
        let places = self.session.places();
        places
            .map(|(leaf, device)| (leaf, device.to_string()))
            .collect()
    }
}

pub(crate) fn refusal_code(refusal: MediaRefusal) -> &'static str {
    match refusal {
        MediaRefusal::NoKeys => "no-keys",
        MediaRefusal::UnknownKey => "unknown-key",
        MediaRefusal::Replayed => "replayed",
        MediaRefusal::NotAuthentic => "not-authentic",
        MediaRefusal::Malformed => "malformed",
        MediaRefusal::WrongSize => "wrong-size",
        MediaRefusal::NotVoice => "not-voice",
        MediaRefusal::NotPicture => "not-picture",
    }
}

fn shown(core: &Core, event: CallEvent, now_unix_ms: i64) -> Shown {
    match event {
        CallEvent::Answer(sdp) => Shown::Answer { sdp },
        CallEvent::Members(members) => {
            let members = members.into_iter();
            let members =
                members.filter_map(|(side, device)| member(core, side, device, now_unix_ms));
            Shown::Members {
                members: members.collect(),
            }
        }
        CallEvent::KeysAgreed { epoch } => Shown::KeysAgreed { epoch },
        CallEvent::Words(words) => Shown::Words {
            words: words.to_vec(),
        },
        CallEvent::FloorOpens { in_ms } => Shown::FloorOpens { in_ms },
        CallEvent::Line { up } => Shown::Line { up },
        CallEvent::Ended(reason) => Shown::Ended {
            reason: reason.to_string(),
        },
        CallEvent::Refused { code, why } => Shown::Refused {
            code: format!("{code:?}"),
            why,
        },
        CallEvent::Warning(warning) => Shown::Warning {
            code: warning.code(),
        },
    }
}

/// Whether a session description has a line for video.
fn has_video(sdp: &str) -> bool {
    sdp.lines().any(|line| line.starts_with("m=video"))
}

/// Nobody is shown whom the logs don't name: the session has let in no other.
fn member(
    core: &Core,
    side: identity::SideId,
    device: identity::DeviceId,
    now_unix_ms: i64,
) -> Option<Member> {
    let standing = core
        .desk
        .view()
        .people(side)?
        .standing(device, now_unix_ms)?;
    let accreditation = &standing.accreditation;
    let charter = core.desk.view().charter(side)?;
    Some(Member {
        side: charter.name.clone(),
        own_side: side == core.desk.own_side(),
        this_device: device == core.desk.keys().device(),
        device: device.to_string(),
        person: accreditation.person.to_string(),
        roles: accreditation
            .roles
            .iter()
            .map(identity::Role::name)
            .collect(),
        accredited_until_unix_ms: accreditation.until_unix_ms,
    })
}

/// What the page has to know of a message, besides the call's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Told {
    LogsChanged,
    Ring {
        contact: String,
    },
    Alarm {
        message: String,
        since_unix_ms: i64,
        step: u32,
        everybody: bool,
    },
    AlarmOver {
        message: String,
    },
    RingChanged,
    OfTheCall,
}

pub fn told(message: &ToDevice) -> Told {
    match message {
        ToDevice::LogsChanged { .. } => Told::LogsChanged,
        ToDevice::Ring(contact) => Told::Ring {
            contact: contact.to_string(),
        },
        ToDevice::Alarm {
            message,
            since_unix_ms,
            step,
            everybody,
        } => Told::Alarm {
            message: message.to_string(),
            since_unix_ms: *since_unix_ms,
            step: *step,
            everybody: *everybody,
        },
        ToDevice::AlarmOver { message } => Told::AlarmOver {
            message: message.to_string(),
        },
        ToDevice::RingChanged { .. } => Told::RingChanged,
        ToDevice::Here
        | ToDevice::Joined { .. }
        | ToDevice::Roster { .. }
        | ToDevice::Ordered { .. }
        | ToDevice::Message { .. }
        | ToDevice::FloorOpens { .. }
        | ToDevice::Ended { .. }
        | ToDevice::Refused { .. }
        | ToDevice::Rejoin { .. }
        | ToDevice::Line { .. } => Told::OfTheCall,
    }
}
