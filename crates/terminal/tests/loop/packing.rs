//! Packets of one size without any sealing: what the test needs of a call's encryption.

use terminal::session::{FrameCrypto, Opened, Refusal, SenderId};
use terminal::voice::{FRAME_BYTES, OpusFrame, RepeatDepth};

/// Sender, counter, number of frames.
const HEADER_BYTES: usize = 4 + 8 + 1;

pub fn packet_bytes(depth: RepeatDepth) -> usize {
    HEADER_BYTES + depth.frames() * FRAME_BYTES
}

pub struct Packing {
    own: u32,
    counter: u64,
    depth: RepeatDepth,
}

impl Packing {
    pub fn new(own: u32, depth: RepeatDepth) -> Self {
        Self {
            own,
            counter: 0,
            depth,
        }
    }
}

impl FrameCrypto for Packing {
    fn protect(&mut self, newest_first: &[OpusFrame]) -> Option<Vec<u8>> {
        self.counter += 1;
        let mut packet = self.own.to_be_bytes().to_vec();
        packet.extend(self.counter.to_be_bytes());
        packet.push(newest_first.len() as u8);
        packet.extend(newest_first.iter().flatten());
        packet.resize(packet_bytes(self.depth), 0);
        Some(packet)
    }

    fn open(&mut self, _stream: &str, payload: &[u8]) -> Result<Opened, Refusal> {
        if payload.len() != packet_bytes(self.depth) {
            return Err(Refusal::WrongSize);
        }
        let (header, frames) = payload.split_at(HEADER_BYTES);
        let sender = u32::from_be_bytes(header[..4].try_into().unwrap());
        if sender == self.own {
            return Err(Refusal::NotAllowed);
        }
        let frames = frames.chunks(FRAME_BYTES).take(usize::from(header[12]));
        Ok(Opened {
            sender: SenderId(sender),
            key_id: u64::from(sender),
            counter: u64::from_be_bytes(header[4..12].try_into().unwrap()),
            frames: frames.map(<[u8]>::to_vec).collect(),
        })
    }
}
