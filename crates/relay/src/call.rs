//! One call as a relay sees it: what was agreed about its media, who is there, and the streams
//! of the other node.

use crate::ids::{LinkId, PeerId, StreamHalf, StreamId};
use crate::limits::{
    AUDIO_PAYLOAD_BYTES_MAX, CALLS_MAX, PACKETS_PER_S_MAX, STREAM_IDLE, THEIR_STREAMS_MAX,
    VIDEO_PAYLOAD_BYTES_MAX,
};
use crate::packet::MediaKind;
use crate::rate::Bucket;
use crate::refusals::{Refusals, Refused};
use crate::video::{Cameras, VideoRate, is_time_to_ask};
use crate::window::SeqWindow;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::time::Instant;

/// The medium that both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    PhoneCall,
    /// Voice, and beside it video.
    Videoconference,
}

/// What the signed terms fix about a call's media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallParameters {
    pub medium: Medium,
    /// The one size of every RTP payload of voice, SFrame included.
    pub payload_bytes: u16,
    pub packets_per_s_max: u16,
    /// Low on the node of the side that proposed, high on the other.
    pub half: StreamHalf,
    /// Where this node begins to number its streams. Drawn at random by the node, so that after
    /// its restart the other node doesn't take new streams for earlier ones.
    pub first_stream: u32,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CallError {
    #[error("this call is already open")]
    Exists,
    #[error("no such call")]
    Unknown,
    #[error("{CALLS_MAX} calls are open already")]
    TooMany,
    #[error("payloads of {0} bytes; 1 to {AUDIO_PAYLOAD_BYTES_MAX} are allowed")]
    PayloadBytes(u16),
    #[error("{0} packets a second; 1 to {PACKETS_PER_S_MAX} are allowed")]
    Rate(u16),
}

#[derive(Debug)]
pub(crate) struct Call {
    pub medium: Medium,
    payload_bytes: usize,
    packets_per_s_max: NonZeroU32,
    half: StreamHalf,
    stream_next: u32,
    pub link: Option<LinkId>,
    pub floor_is_open: bool,
    pub members: BTreeSet<PeerId>,
    theirs: BTreeMap<StreamId, TheirStream>,
    /// Their cameras, under the stream of the same device's voice.
    their_videos: BTreeMap<StreamId, TheirVideo>,
    their_cameras: Cameras,
    /// The own side's cameras.
    pub own_cameras: Cameras,
    /// What the other node sent and shouldn't have.
    pub their_refusals: Refusals,
}

/// A voice from the other node.
#[derive(Debug)]
struct TheirStream {
    window: SeqWindow,
    bucket: Bucket,
    heard: Instant,
    was_forwarded: bool,
}

/// A camera of the other node.
#[derive(Debug)]
struct TheirVideo {
    window: SeqWindow,
    rate: VideoRate,
    heard: Instant,
    /// When their node was last asked for a whole picture.
    asked: Option<Instant>,
}

impl Call {
    pub fn new(parameters: CallParameters, link: Option<LinkId>) -> Result<Self, CallError> {
        let bytes = parameters.payload_bytes;
        if !(1..=AUDIO_PAYLOAD_BYTES_MAX).contains(&usize::from(bytes)) {
            return Err(CallError::PayloadBytes(bytes));
        }
        let rate = parameters.packets_per_s_max;
        let packets_per_s_max = NonZeroU32::new(rate.into())
            .filter(|_| rate <= PACKETS_PER_S_MAX)
            .ok_or(CallError::Rate(rate))?;
        Ok(Self {
            medium: parameters.medium,
            payload_bytes: usize::from(bytes),
            packets_per_s_max,
            half: parameters.half,
            stream_next: parameters.first_stream,
            link,
            floor_is_open: false,
            members: BTreeSet::new(),
            theirs: BTreeMap::new(),
            their_videos: BTreeMap::new(),
            their_cameras: Cameras::default(),
            own_cameras: Cameras::default(),
            their_refusals: Refusals::default(),
        })
    }

    /// A stream for a device that joins; numbers aren't used twice in a call.
    pub fn new_stream(&mut self) -> StreamId {
        let stream = self.half.stream(self.stream_next);
        self.stream_next = self.stream_next.wrapping_add(1);
        stream
    }

    pub fn new_bucket(&self, now: Instant) -> Bucket {
        Bucket::new(now, self.packets_per_s_max)
    }

    /// What holds for every packet, from a device or from the other node.
    pub fn check_packet(&self, kind: MediaKind, payload_bytes: usize) -> Result<(), Refused> {
        match kind {
            MediaKind::Audio => {}
            MediaKind::Video => return self.check_video(payload_bytes),
        }
        if payload_bytes > AUDIO_PAYLOAD_BYTES_MAX {
            return Err(Refused::Oversized);
        }
        if payload_bytes != self.payload_bytes {
            return Err(Refused::WrongSize);
        }
        Ok(())
    }

    fn check_video(&self, payload_bytes: usize) -> Result<(), Refused> {
        match self.medium {
            Medium::PhoneCall => Err(Refused::Video),
            Medium::Videoconference if payload_bytes > VIDEO_PAYLOAD_BYTES_MAX => {
                Err(Refused::Oversized)
            }
            Medium::Videoconference => Ok(()),
        }
    }

    /// Whether this number is one of the own side's streams.
    pub fn is_own(&self, stream: StreamId) -> bool {
        self.half.holds(stream)
    }

    /// As [`Self::check_theirs`], for the other node's cameras.
    pub fn check_their_video(
        &mut self,
        now: Instant,
        (stream, seq): (StreamId, u64),
        payload_bytes: usize,
    ) -> Result<(), Refused> {
        if self.half.holds(stream) {
            return Err(Refused::ForeignStream);
        }
        if !self.their_cameras.admit(now, stream) {
            return Err(Refused::TooManyVideos);
        }
        // Whoever was crowded out begins anew.
        let cameras = &self.their_cameras;
        self.their_videos.retain(|known, _| cameras.holds(*known));
        let theirs = self
            .their_videos
            .entry(stream)
            .or_insert_with(|| TheirVideo {
                window: SeqWindow::default(),
                rate: VideoRate::new(now),
                heard: now,
                asked: None,
            });
        if !theirs.window.first_time(seq) {
            return Err(Refused::Duplicate);
        }
        theirs.heard = theirs.heard.max(now);
        if !theirs.rate.take(now, payload_bytes) {
            return Err(Refused::TooFast);
        }
        match self.floor_is_open {
            true => Ok(()),
            false => Err(Refused::FloorClosed),
        }
    }

    /// Whether it is time to ask the other node for a whole picture of this camera.
    pub fn ask_their_video(&mut self, now: Instant, stream: StreamId) -> bool {
        let Some(theirs) = self.their_videos.get_mut(&stream) else {
            return false;
        };
        is_time_to_ask(&mut theirs.asked, now)
    }

    /// What holds besides for the other node's: its own numbers, each once, at the agreed rate.
    /// `Ok(true)` for the first packet of a stream that may be forwarded.
    pub fn check_theirs(
        &mut self,
        now: Instant,
        stream: StreamId,
        seq: u64,
    ) -> Result<bool, Refused> {
        if self.half.holds(stream) {
            return Err(Refused::ForeignStream);
        }
        if !self.theirs.contains_key(&stream) {
            if self.theirs.len() >= THEIR_STREAMS_MAX {
                return Err(Refused::TooManyStreams);
            }
            let bucket = self.new_bucket(now);
            let fresh = TheirStream {
                window: SeqWindow::default(),
                bucket,
                heard: now,
                was_forwarded: false,
            };
            self.theirs.insert(stream, fresh);
        }
        let Some(theirs) = self.theirs.get_mut(&stream) else {
            return Err(Refused::TooManyStreams);
        };
        if !theirs.window.first_time(seq) {
            return Err(Refused::Duplicate);
        }
        theirs.heard = theirs.heard.max(now);
        if !theirs.bucket.take(now) {
            return Err(Refused::TooFast);
        }
        if !self.floor_is_open {
            return Err(Refused::FloorClosed);
        }
        Ok(!std::mem::replace(&mut theirs.was_forwarded, true))
    }

    /// Takes out the other node's streams that fell silent, or all of them.
    pub fn forget_silent(&mut self, now: Instant) -> Vec<StreamId> {
        let is_silent =
            |theirs: &TheirStream| now.saturating_duration_since(theirs.heard) >= STREAM_IDLE;
        let gone = self.theirs.extract_if(.., |_, theirs| is_silent(theirs));
        gone.map(|(stream, _)| stream).collect()
    }

    /// As [`Self::forget_silent`], for their cameras.
    pub fn forget_silent_videos(&mut self, now: Instant) -> Vec<StreamId> {
        let is_silent =
            |theirs: &TheirVideo| now.saturating_duration_since(theirs.heard) >= STREAM_IDLE;
        let gone = self
            .their_videos
            .extract_if(.., |_, theirs| is_silent(theirs));
        gone.map(|(stream, _)| stream).collect()
    }

    pub fn forget_their_videos(&mut self) -> Vec<StreamId> {
        self.their_cameras = Cameras::default();
        std::mem::take(&mut self.their_videos).into_keys().collect()
    }

    pub fn forget_theirs(&mut self) -> Vec<StreamId> {
        std::mem::take(&mut self.theirs).into_keys().collect()
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        let voices = self.theirs.values().map(|theirs| theirs.heard);
        let videos = self.their_videos.values().map(|theirs| theirs.heard);
        let heard = voices.chain(videos).min();
        heard.map(|heard| heard + STREAM_IDLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: CallParameters = CallParameters {
        medium: Medium::PhoneCall,
        payload_bytes: 204,
        packets_per_s_max: 60,
        half: StreamHalf::Low,
        first_stream: u32::MAX,
    };

    #[test]
    fn parameters_are_within_their_limits() {
        for (payload_bytes, fits) in [(0, false), (1, true), (999, true), (1_000, true)]
            .into_iter()
            .chain([(1_001, false)])
        {
            let parameters = CallParameters {
                payload_bytes,
                ..PARAMETERS
            };
            assert_eq!(Call::new(parameters, None).is_ok(), fits, "{payload_bytes}");
        }
        for (packets_per_s_max, fits) in [(0, false), (1, true), (59, true), (60, true)]
            .into_iter()
            .chain([(61, false)])
        {
            let parameters = CallParameters {
                packets_per_s_max,
                ..PARAMETERS
            };
            assert_eq!(
                Call::new(parameters, None).is_ok(),
                fits,
                "{packets_per_s_max}"
            );
        }
    }

    #[test]
    fn own_streams_stay_in_their_half() {
        let mut call = Call::new(PARAMETERS, None).unwrap();
        let (one, two) = (call.new_stream(), call.new_stream());
        assert_ne!(one, two);
        assert!([one, two].iter().all(|s| StreamHalf::Low.holds(*s)));
        let refused = call.check_theirs(Instant::now(), one, 1);
        assert_eq!(refused, Err(Refused::ForeignStream));
    }

    #[test]
    fn the_other_node_has_at_most_64_streams_at_a_time() {
        let now = Instant::now();
        let mut call = Call::new(PARAMETERS, None).unwrap();
        call.floor_is_open = true;
        for n in 0..THEIR_STREAMS_MAX as u32 + 1 {
            let checked = call.check_theirs(now, StreamHalf::High.stream(n), 1);
            if n < THEIR_STREAMS_MAX as u32 {
                assert_eq!(checked, Ok(true), "{n}");
            } else {
                assert_eq!(checked, Err(Refused::TooManyStreams));
            }
        }
        assert_eq!(call.poll_timeout(), Some(now + STREAM_IDLE));
        let later = now + STREAM_IDLE;
        assert_eq!(
            call.check_theirs(later, StreamHalf::High.stream(0), 2),
            Ok(false)
        );
        assert_eq!(call.forget_silent(later).len(), THEIR_STREAMS_MAX - 1);
    }
}
