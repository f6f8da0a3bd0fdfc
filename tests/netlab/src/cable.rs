//! The cable between the two nodes: a network device at each end, and between them everything that a
//! real network does to packets. In our own process, since a kernel without netem is no reason to
//! measure nothing.

use anyhow::{Context, Result};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tappers::{Interface, Tun};

/// Longest packet that an end takes.
const PACKET_BYTES_MAX: usize = 2_048;
/// What a narrow line holds before it drops, as time at its rate.
const QUEUE_MAX: Duration = Duration::from_millis(500);
/// Packets on their way at once, each way.
const UNDER_WAY_MAX: usize = 20_000;

/// What the cable does, each way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// One way; the round trip is twice that.
    pub delay: Duration,
    /// A packet's delay lies this much above or below, evenly.
    pub jitter: Duration,
    /// Share of packets lost, in per cent.
    pub loss_per_cent: f64,
    /// Packets lost in a row, each time.
    pub burst: u32,
    /// Share of packets that overtake all others, in per cent.
    pub overtaking_per_cent: f64,
    pub bits_per_s: Option<u64>,
    /// Longer packets vanish without a word.
    pub bytes_max: Option<usize>,
    /// Nothing passes.
    pub cut: bool,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            loss_per_cent: 0.0,
            burst: 1,
            overtaking_per_cent: 0.0,
            bits_per_s: None,
            bytes_max: None,
            cut: false,
        }
    }
}

/// What passed, both ways together.
#[derive(Debug, Default)]
pub struct Counters {
    pub passed: AtomicU64,
    pub lost: AtomicU64,
}

pub struct Cable {
    weather: Arc<Mutex<Weather>>,
    pub counters: Arc<Counters>,
}

/// The names of the two ends, still in the first namespace.
pub struct Ends(pub String, pub String);

impl Cable {
    /// Lays a cable whose ends are then moved to where they belong. It is gone when they are.
    pub fn lay(name: &str, seed: u64) -> Result<(Self, Ends)> {
        let open = |end: &str| -> Result<(Arc<Tun>, String)> {
            let name = format!("{name}{end}");
            let device = Interface::new(&name).and_then(Tun::new_named);
            let device = device.with_context(|| format!("the network device {name}"))?;
            Ok((Arc::new(device), name))
        };
        let ((a, name_a), (b, name_b)) = (open("a")?, open("b")?);
        let weather: Arc<Mutex<Weather>> = Arc::default();
        let counters: Arc<Counters> = Arc::default();
        for (from, to, seed) in [(&a, &b, seed), (&b, &a, seed ^ 0x5555)] {
            let under_way: Arc<UnderWay> = Arc::default();
            let way = Way {
                weather: weather.clone(),
                counters: counters.clone(),
                random: SplitMix(seed),
                burst_left: 0,
                free_at: Instant::now(),
            };
            let (from, to, queue) = (from.clone(), to.clone(), under_way.clone());
            std::thread::spawn(move || take_in(&from, way, &queue));
            std::thread::spawn(move || give_out(&to, &under_way));
        }
        Ok((Self { weather, counters }, Ends(name_a, name_b)))
    }

    pub fn set(&self, weather: Weather) {
        *lock(&self.weather) = weather;
    }

    pub fn cut(&self, cut: bool) {
        lock(&self.weather).cut = cut;
    }
}

/// One way's fate of packets.
struct Way {
    weather: Arc<Mutex<Weather>>,
    counters: Arc<Counters>,
    random: SplitMix,
    burst_left: u32,
    /// When a narrow line has sent what it holds.
    free_at: Instant,
}

impl Way {
    /// When the packet arrives; `None`: never.
    fn arrives(&mut self, now: Instant, bytes: usize) -> Option<Instant> {
        let weather = *lock(&self.weather);
        let lost = weather.cut
            || weather.bytes_max.is_some_and(|max| bytes > max)
            || self.is_lost(&weather);
        if lost {
            return None;
        }
        let sent_at = match weather.bits_per_s {
            None => now,
            Some(rate) => {
                let begins = self.free_at.max(now);
                if begins.duration_since(now) > QUEUE_MAX {
                    return None;
                }
                let takes_us = bytes as u64 * 8 * 1_000_000 / rate.max(1);
                self.free_at = begins + Duration::from_micros(takes_us);
                self.free_at
            }
        };
        if self.random.share() * 100.0 < weather.overtaking_per_cent {
            return Some(sent_at);
        }
        let spread = weather.jitter.mul_f64(2.0 * self.random.share());
        Some(sent_at + (weather.delay + spread).saturating_sub(weather.jitter))
    }

    fn is_lost(&mut self, weather: &Weather) -> bool {
        if self.burst_left > 0 {
            self.burst_left -= 1;
            return true;
        }
        let (share, burst) = (weather.loss_per_cent / 100.0, f64::from(weather.burst));
        // So that bursts of this length make up this share.
        let begins = share / (burst - (burst - 1.0) * share);
        let lost = self.random.share() < begins;
        if lost {
            self.burst_left = weather.burst - 1;
        }
        lost
    }
}

#[derive(Default)]
struct UnderWay {
    packets: Mutex<Packets>,
    came: Condvar,
}

#[derive(Default)]
struct Packets {
    waiting: BinaryHeap<Reverse<(Instant, u64, Vec<u8>)>>,
    number: u64,
    over: bool,
}

/// Ends when the device is gone.
fn take_in(from: &Tun, mut way: Way, under_way: &UnderWay) {
    let mut packet = vec![0; PACKET_BYTES_MAX];
    // A device that isn't up yet takes nothing; one that is gone never will.
    while let Ok(length) = from.recv(&mut packet) {
        let arrives = way.arrives(Instant::now(), length);
        let mut packets = lock(&under_way.packets);
        match arrives.filter(|_| packets.waiting.len() < UNDER_WAY_MAX) {
            Some(at) => {
                way.counters.passed.fetch_add(1, Ordering::Relaxed);
                packets.number += 1;
                let number = packets.number;
                let bytes = packet[..length].to_vec();
                packets.waiting.push(Reverse((at, number, bytes)));
                under_way.came.notify_one();
            }
            None => drop(way.counters.lost.fetch_add(1, Ordering::Relaxed)),
        }
    }
    lock(&under_way.packets).over = true;
    under_way.came.notify_one();
}

fn give_out(to: &Tun, under_way: &UnderWay) {
    let mut packets = lock(&under_way.packets);
    while !packets.over {
        let now = Instant::now();
        let due = packets.waiting.peek().map(|Reverse((at, _, _))| *at);
        match due {
            Some(at) if at <= now => {
                if let Some(Reverse((_, _, bytes))) = packets.waiting.pop() {
                    drop(packets);
                    // An end that is down takes nothing, as in life.
                    let _ = to.send(&bytes);
                    packets = lock(&under_way.packets);
                }
            }
            Some(at) => {
                let waited = under_way.came.wait_timeout(packets, at - now);
                packets = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            None => {
                let waited = under_way.came.wait(packets);
                packets = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A stream of numbers from a seed (splitmix64, Steele, Lea, Flood 2014).
struct SplitMix(u64);

impl SplitMix {
    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(weather: Weather) -> Way {
        Way {
            weather: Arc::new(Mutex::new(weather)),
            counters: Arc::default(),
            random: SplitMix(7),
            burst_left: 0,
            free_at: Instant::now(),
        }
    }

    #[test]
    fn the_share_lost_is_the_share_asked_for_in_bursts_too() {
        for (loss_per_cent, burst) in [(0.0, 1), (5.0, 1), (20.0, 1), (10.0, 3), (30.0, 3)] {
            let mut way = way(Weather {
                loss_per_cent,
                burst,
                ..Weather::default()
            });
            let now = Instant::now();
            let fates: Vec<bool> = (0..60_000)
                .map(|_| way.arrives(now, 200).is_none())
                .collect();
            let lost = fates.iter().filter(|lost| **lost).count() as f64 / 600.0;
            assert!(
                (lost - loss_per_cent).abs() < 1.0,
                "{loss_per_cent} {burst}: {lost}"
            );
            let runs = fates.split(|lost| !lost).filter(|run| !run.is_empty());
            assert!(
                runs.clone()
                    .all(|run| run.len() % burst as usize == 0 || burst == 1)
            );
        }
    }

    #[test]
    fn delay_rate_length_and_cut_are_kept() {
        let now = Instant::now();
        let ms = Duration::from_millis;
        let delayed = Weather {
            delay: ms(40),
            ..Weather::default()
        };
        assert_eq!(way(delayed).arrives(now, 100), Some(now + ms(40)));
        let mut jittery = way(Weather {
            jitter: ms(20),
            ..delayed
        });
        for _ in 0..100 {
            let took = jittery.arrives(now, 100).unwrap() - now;
            assert!(took >= ms(20) && took <= ms(60), "{took:?}");
        }
        let mut narrow = way(Weather {
            bits_per_s: Some(80_000),
            ..Weather::default()
        });
        let now = narrow.free_at;
        let arrivals: Vec<u128> = (0..200)
            .filter_map(|_| narrow.arrives(now, 200))
            .map(|at| (at - now).as_millis())
            .collect();
        assert_eq!(arrivals[..3], [20, 40, 60]);
        assert_eq!(arrivals.len(), 26, "the rest found the queue full");
        for (weather, bytes, passes) in [
            (
                Weather {
                    bytes_max: Some(1_280),
                    ..Weather::default()
                },
                1_280,
                true,
            ),
            (
                Weather {
                    bytes_max: Some(1_280),
                    ..Weather::default()
                },
                1_281,
                false,
            ),
            (
                Weather {
                    cut: true,
                    ..Weather::default()
                },
                40,
                false,
            ),
        ] {
            assert_eq!(way(weather).arrives(now, bytes).is_some(), passes);
        }
    }
}
