//! The network between the two nodes: connections that keep order while they stand, as QUIC does, are
//! cut at any time, and a storm in which frames about the logs are lost, doubled and overtaken.

use line::{ConnId, Frame};
use rand::{Rng, RngCore};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, VecDeque};

/// Frames of earlier connections that may come again on a later one, each way.
const OLD_FRAMES_MAX: usize = 24;
/// Longest delay of a frame in order.
const DELAY_MS_MAX: u64 = 60;
/// Longest delay of a frame that others overtake.
const LATE_MS_MAX: u64 = 3_000;
/// Longest time until an end notices that its connection is gone.
const NOTICE_MS_MAX: u64 = 9_000;

/// One connection; ends are numbered as the nodes are.
#[derive(Debug, Clone, Copy)]
struct Connection {
    /// Nothing more arrives at this end.
    lost: [bool; 2],
    /// This end knows that the connection is gone.
    told: [bool; 2],
    /// When the last frame in order arrives at this end.
    last_ms: [u64; 2],
}

/// What the network does later.
#[derive(Debug, Clone)]
pub(crate) enum Delivery {
    Up {
        end: usize,
        conn: ConnId,
    },
    Frame {
        end: usize,
        conn: ConnId,
        bytes: Vec<u8>,
    },
    Down {
        end: usize,
        conn: ConnId,
    },
}

/// A delivery and its time.
pub(crate) type Due = (u64, Delivery);

#[derive(Default)]
pub(crate) struct Network {
    connections: BTreeMap<ConnId, Connection>,
    next: u64,
    pub partitioned: bool,
    /// Frames about the logs are lost, doubled and overtaken.
    pub disorder: bool,
    /// Nothing arrives at this end any more.
    pub deaf: [bool; 2],
    /// The next connection brings frames of long ago.
    pub brings_old: bool,
    pub late_frames: u64,
    old: [VecDeque<Vec<u8>>; 2],
}

impl Network {
    /// A node dials; both ends hear of the connection, unless the network is parted.
    pub fn dial(&mut self, now_ms: u64, rng: &mut ChaCha8Rng) -> Vec<Due> {
        let fails = self.disorder && rng.random_bool(0.2);
        if self.partitioned || self.deaf != [false; 2] || fails {
            return Vec::new();
        }
        self.next += 1;
        let conn = ConnId(self.next);
        let at: [u64; 2] = std::array::from_fn(|_| now_ms + rng.random_range(2..DELAY_MS_MAX));
        self.connections.insert(
            conn,
            Connection {
                lost: [false; 2],
                told: [false; 2],
                last_ms: at,
            },
        );
        let mut due: Vec<Due> = (0..2)
            .map(|end| (at[end], Delivery::Up { end, conn }))
            .collect();
        if std::mem::take(&mut self.brings_old) {
            for (end, up_ms) in at.into_iter().enumerate() {
                for _ in 0..OLD_FRAMES_MAX / 2 {
                    let old = self.old_frame(end, conn, up_ms, rng);
                    self.late_frames += u64::from(old.is_some());
                    due.extend(old);
                }
            }
        }
        if self.disorder {
            for (end, up_ms) in at.into_iter().enumerate() {
                let count = rng.random_range(0..4);
                for _ in 0..count {
                    due.extend(self.old_frame(end, conn, up_ms, rng));
                }
            }
        }
        due
    }

    fn old_frame(&self, end: usize, conn: ConnId, at: u64, rng: &mut ChaCha8Rng) -> Option<Due> {
        let old = &self.old[end];
        let pick = (rng.next_u64() as usize).checked_rem(old.len())?;
        let bytes = old[pick].clone();
        let at_ms = at + rng.random_range(DELAY_MS_MAX..LATE_MS_MAX);
        Some((at_ms, Delivery::Frame { end, conn, bytes }))
    }

    /// A node sends; gives when it arrives, how often and whether at all.
    pub fn send(
        &mut self,
        now_ms: u64,
        to: usize,
        conn: ConnId,
        bytes: Vec<u8>,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Due> {
        let Some(connection) = self.connections.get_mut(&conn) else {
            return Vec::new();
        };
        if connection.lost[to] || connection.told[1 - to] {
            return Vec::new();
        }
        if self.deaf[to] {
            // Later frames wait for this one, which doesn't come.
            connection.lost[to] = true;
            return Vec::new();
        }
        let about_logs = matches!(
            Frame::from_bytes(&bytes),
            Ok(Frame::Entry(_)
                | Frame::Receipt(_)
                | Frame::WantYours { .. }
                | Frame::Early(_)
                | Frame::Ping { .. }
                | Frame::Pong { .. })
        );
        let in_order = now_ms + rng.random_range(1..DELAY_MS_MAX);
        if about_logs {
            let old = &mut self.old[to];
            old.push_back(bytes.clone());
            if old.len() > OLD_FRAMES_MAX {
                old.pop_front();
            }
        }
        if !about_logs || !self.disorder {
            connection.last_ms[to] = connection.last_ms[to].max(in_order);
            let at_ms = connection.last_ms[to];
            return vec![(
                at_ms,
                Delivery::Frame {
                    end: to,
                    conn,
                    bytes,
                },
            )];
        }
        let earliest = connection.last_ms[to].max(in_order);
        let mut due = Vec::new();
        let copies = match rng.random_range(0..10) {
            0 => 0,
            1 | 2 => 2,
            _ => 1,
        };
        for _ in 0..copies {
            let late = if rng.random_bool(0.3) {
                rng.random_range(0..LATE_MS_MAX)
            } else {
                0
            };
            let bytes = bytes.clone();
            due.push((
                earliest + late,
                Delivery::Frame {
                    end: to,
                    conn,
                    bytes,
                },
            ));
        }
        due
    }

    /// A node closes its end: the other gets what was sent before.
    pub fn close(&mut self, now_ms: u64, from: usize, conn: ConnId) -> Vec<Due> {
        let Some(connection) = self.connections.get_mut(&conn) else {
            return Vec::new();
        };
        let to = 1 - from;
        let at_ms = connection.last_ms[to].max(now_ms) + 1;
        vec![
            (now_ms + 1, Delivery::Down { end: from, conn }),
            (at_ms, Delivery::Down { end: to, conn }),
        ]
    }

    /// Frames on their way are lost; each end notices in its own time.
    pub fn cut(&mut self, now_ms: u64, conn: ConnId, rng: &mut ChaCha8Rng) -> Vec<Due> {
        let Some(connection) = self.connections.get_mut(&conn) else {
            return Vec::new();
        };
        connection.lost = [true; 2];
        (0..2)
            .map(|end| {
                let at_ms = now_ms + rng.random_range(1..NOTICE_MS_MAX);
                (at_ms, Delivery::Down { end, conn })
            })
            .collect()
    }

    pub fn cut_all(&mut self, now_ms: u64, rng: &mut ChaCha8Rng) -> Vec<Due> {
        let conns: Vec<ConnId> = self.connections.keys().copied().collect();
        conns
            .into_iter()
            .flat_map(|conn| self.cut(now_ms, conn, rng))
            .collect()
    }

    /// A node's process is gone; what it had sent arrives, or doesn't.
    pub fn process_ended(&mut self, now_ms: u64, end: usize, rng: &mut ChaCha8Rng) -> Vec<Due> {
        let other = 1 - end;
        let arrives = rng.random_bool(0.5);
        let notices_ms = rng.random_range(1..NOTICE_MS_MAX);
        self.connections
            .iter_mut()
            .map(|(conn, connection)| {
                connection.lost[end] = true;
                connection.told[end] = true;
                connection.lost[other] |= !arrives;
                let at_ms = connection.last_ms[other].max(now_ms) + notices_ms;
                (
                    at_ms,
                    Delivery::Down {
                        end: other,
                        conn: *conn,
                    },
                )
            })
            .collect()
    }

    /// Whether the end still has the connection and this reaches it.
    pub fn arrives(&self, end: usize, conn: ConnId) -> bool {
        self.connections
            .get(&conn)
            .is_some_and(|connection| !connection.lost[end] && !connection.told[end])
    }

    /// The end hears that the connection is gone; `false` if it knew.
    pub fn tell_down(&mut self, end: usize, conn: ConnId) -> bool {
        let Some(connection) = self.connections.get_mut(&conn) else {
            return false;
        };
        let news = !std::mem::replace(&mut connection.told[end], true);
        if connection.told == [true; 2] {
            self.connections.remove(&conn);
        }
        news
    }

    /// Connections that stand at both ends.
    pub fn standing(&self) -> Vec<ConnId> {
        self.connections
            .iter()
            .filter(|(_, connection)| {
                connection.lost == [false; 2] && connection.told == [false; 2]
            })
            .map(|(conn, _)| *conn)
            .collect()
    }
}
