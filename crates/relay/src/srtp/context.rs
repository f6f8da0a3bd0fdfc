//! Both directions' state: which numbers were sent, and which were received and proved.

use super::LibraryRefused;
use super::cipher::{Cipher, SEAL_BYTES_MAX};
use super::profile::{MasterKey, Profile};
use crate::packet::MediaKind;
use crate::window::SeqWindow;

/// Sources of one device's RTCP whose numbers are remembered: its voice and a receiver for each of
/// its lines, with room to spare.
const RTCP_SOURCES_MAX: usize = 16;

/// Why an SRTP or SRTCP packet was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenError {
    /// Its tag doesn't hold: whoever wrote it has no key.
    Forged,
    /// A second copy, or older than the window.
    Replayed,
}

/// What a device sends us.
pub(crate) struct Inbound {
    rtp: Cipher,
    rtcp: Cipher,
    /// One of each kind of media at most.
    voice: Option<Stream>,
    video: Option<Stream>,
    rtcp_sources: Vec<(u32, SeqWindow)>,
}

/// A source of RTP whose packets were authentic.
struct Stream {
    ssrc: u32,
    window: SeqWindow,
}

impl Inbound {
    pub fn new(profile: Profile, master: &MasterKey) -> Result<Self, LibraryRefused> {
        Ok(Self {
            rtp: Cipher::rtp(profile, master)?,
            rtcp: Cipher::rtcp(profile, master)?,
            voice: None,
            video: None,
            rtcp_sources: Vec::new(),
        })
    }

    /// Opens a packet's payload into `opened` and gives its number with rollovers. Nothing is
    /// remembered of a packet that isn't authentic. An authentic one of another source takes the
    /// place of the stream of its kind before, so a caller that knows the one source asks for no other.
    pub fn open_rtp(
        &mut self,
        kind: MediaKind,
        packet: &[u8],
        header_bytes: usize,
        (ssrc, seq): (u32, u16),
        opened: &mut Vec<u8>,
    ) -> Result<u64, OpenError> {
        let stream = match kind {
            MediaKind::Audio => &mut self.voice,
            MediaKind::Video => &mut self.video,
        };
        let known = stream.as_mut().filter(|stream| stream.ssrc == ssrc);
        let highest = known.as_ref().and_then(|stream| stream.window.highest());
        let index = index(highest, seq).ok_or(OpenError::Replayed)?;
        if known
            .as_ref()
            .is_some_and(|stream| !stream.window.is_new(index))
        {
            return Err(OpenError::Replayed);
        }
        self.rtp
            .open_rtp(packet, header_bytes, index, opened)
            .ok_or(OpenError::Forged)?;
        match known {
            Some(known) => known.window.first_time(index),
            None => {
                let mut window = SeqWindow::default();
                let is_first = window.first_time(index);
                *stream = Some(Stream { ssrc, window });
                is_first
            }
        };
        Ok(index)
    }

    /// Opens a compound RTCP packet into `opened`.
    pub fn open_rtcp(&mut self, packet: &[u8], opened: &mut Vec<u8>) -> Result<(), OpenError> {
        let ssrc = packet.get(4..8).and_then(|ssrc| ssrc.try_into().ok());
        let ssrc = u32::from_be_bytes(ssrc.ok_or(OpenError::Forged)?);
        let index = self.rtcp.rtcp_index(packet).ok_or(OpenError::Forged)?;
        let is_full = self.rtcp_sources.len() >= RTCP_SOURCES_MAX;
        let known = self.rtcp_sources.iter_mut().find(|(of, _)| *of == ssrc);
        if let Some((_, window)) = &known
            && !window.is_new(index.into())
        {
            return Err(OpenError::Replayed);
        }
        self.rtcp
            .open_rtcp(packet, opened)
            .ok_or(OpenError::Forged)?;
        match known {
            Some((_, window)) => {
                window.first_time(index.into());
            }
            // Its numbers couldn't be remembered, so its packets couldn't be told from their copies.
            None if is_full => {
                return Err(OpenError::Replayed);
            }
            None => {
                let mut window = SeqWindow::default();
                window.first_time(index.into());
                self.rtcp_sources.push((ssrc, window));
            }
        }
        Ok(())
    }
}

/// The packet index that a sequence number most likely means (RFC 3711 §3.3.1, appendix A): the one
/// nearest to the highest that was proved. `None` before the first rollover's beginning.
fn index(highest: Option<u64>, seq: u16) -> Option<u64> {
    const HALF: i32 = 1 << 15;
    let Some(highest) = highest else {
        return Some(seq.into());
    };
    let (rollovers, last) = (highest >> 16, highest as u16);
    let distance = i32::from(seq) - i32::from(last);
    let rollovers = if distance > HALF {
        rollovers.checked_sub(1)?
    } else if distance < -HALF {
        rollovers + 1
    } else {
        rollovers
    };
    Some(rollovers << 16 | u64::from(seq))
}

/// What we send to a device.
pub(crate) struct Outbound {
    rtp: Cipher,
    rtcp: Cipher,
    /// For each of our sources, which numbers were used.
    sources: Vec<(u32, SeqWindow)>,
    rtcp_index: u32,
}

impl Outbound {
    /// For these sources and no others.
    pub fn new(
        profile: Profile,
        master: &MasterKey,
        sources: impl IntoIterator<Item = u32>,
    ) -> Result<Self, LibraryRefused> {
        let sources = sources.into_iter().map(|ssrc| (ssrc, SeqWindow::default()));
        Ok(Self {
            rtp: Cipher::rtp(profile, master)?,
            rtcp: Cipher::rtcp(profile, master)?,
            sources: sources.collect(),
            rtcp_index: 0,
        })
    }

    /// Room that sealing needs at a packet's end.
    pub const SEAL_BYTES_MAX: usize = SEAL_BYTES_MAX;

    /// Seals a packet of the source with this place in [`Self::new`]. `None`, and the packet is of
    /// no use, for a number that was used before or may have been: a second packet under it would
    /// give away both, and the key that authenticates them.
    pub fn seal_rtp(
        &mut self,
        source: usize,
        packet: &mut Vec<u8>,
        header_bytes: usize,
        index: u64,
    ) -> Option<()> {
        let (_, window) = self.sources.get_mut(source)?;
        if !window.first_time(index) {
            return None;
        }
        self.rtp.seal_rtp(packet, header_bytes, index).ok()
    }

    /// Seals a compound RTCP packet. `None` when all 2³¹ numbers are used up.
    pub fn seal_rtcp(&mut self, packet: &mut Vec<u8>) -> Option<()> {
        let index = self.rtcp_index;
        self.rtcp_index = index.checked_add(1).filter(|next| *next < 1 << 31)?;
        self.rtcp.seal_rtcp(packet, index).ok()
    }
}

#[cfg(test)]
#[path = "context_tests.rs"]
mod tests;
