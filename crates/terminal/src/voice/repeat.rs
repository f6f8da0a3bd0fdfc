//! The sender's side of repeated frames: each packet carries the newest frame and the ones before
//! it, so that a lost packet's frame comes again in the next.

use super::OpusFrame;
use std::collections::VecDeque;

/// Most repeats a packet may carry (design: four on bad links).
pub const DEPTH_MAX: u8 = 4;

/// How many earlier frames each packet repeats; fixed for a call by its signed parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepeatDepth(u8);

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{got} repeats asked for, at most {DEPTH_MAX} are allowed")]
pub struct DepthError {
    pub got: u8,
}

impl RepeatDepth {
    /// The usual depth.
    pub const USUAL: Self = Self(2);
    /// The depth for bad links.
    pub const BAD_LINK: Self = Self(DEPTH_MAX);

    pub fn new(depth: u8) -> Result<Self, DepthError> {
        if depth > DEPTH_MAX {
            return Err(DepthError { got: depth });
        }
        Ok(Self(depth))
    }

    /// Repeats a packet carries besides its newest frame.
    pub fn repeats(self) -> usize {
        usize::from(self.0)
    }

    /// Frames a packet carries at most.
    pub fn frames(self) -> usize {
        self.repeats() + 1
    }
}

/// The last frames sent.
#[derive(Debug)]
pub struct RepeatWindow {
    depth: RepeatDepth,
    newest_first: VecDeque<OpusFrame>,
}

impl RepeatWindow {
    pub fn new(depth: RepeatDepth) -> Self {
        Self {
            depth,
            newest_first: VecDeque::with_capacity(depth.frames() + 1),
        }
    }

    /// Takes the newest frame; returns what its packet carries, newest first. The first packets of a
    /// call carry fewer: padding keeps their size.
    pub fn push(&mut self, frame: OpusFrame) -> Vec<OpusFrame> {
        self.newest_first.push_front(frame);
        self.newest_first.truncate(self.depth.frames());
        self.newest_first.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::FRAME_BYTES;

    #[test]
    fn a_packet_carries_the_newest_frame_first_and_at_most_the_depth_before_it() {
        let first_bytes = |list: Vec<OpusFrame>| list.iter().map(|f| f[0]).collect::<Vec<_>>();
        for (depth, expected) in [
            (0, vec![vec![1], vec![2], vec![3], vec![4]]),
            (2, vec![vec![1], vec![2, 1], vec![3, 2, 1], vec![4, 3, 2]]),
            (
                4,
                vec![vec![1], vec![2, 1], vec![3, 2, 1], vec![4, 3, 2, 1]],
            ),
        ] {
            let mut window = RepeatWindow::new(RepeatDepth::new(depth).unwrap());
            let sent: Vec<_> = (1..=4u8)
                .map(|n| first_bytes(window.push([n; FRAME_BYTES])))
                .collect();
            assert_eq!(sent, expected, "depth {depth}");
        }
    }

    #[test]
    fn depth_is_limited() {
        assert_eq!(RepeatDepth::new(4).unwrap(), RepeatDepth::BAD_LINK);
        assert_eq!(RepeatDepth::new(5), Err(DepthError { got: 5 }));
    }
}
