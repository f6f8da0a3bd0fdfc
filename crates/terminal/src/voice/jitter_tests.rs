//! What the jitter buffer does with order, loss, pauses, jumps and wrapping, one table per behaviour.

use super::*;
use crate::voice::FRAME_SAMPLES;

const MS: Duration = Duration::from_millis(1);

/// A buffer, its packets made from frame numbers, and what it plays told as text.
struct Bench {
    began: Instant,
    jitter: JitterBuffer,
    first_timestamp: u32,
    depth: i64,
    played: Vec<String>,
}

impl Bench {
    fn new(depth: u8, first_timestamp: u32) -> Self {
        Self {
            // Only differences matter, so that any start will do.
            began: Instant::now(),
            jitter: JitterBuffer::default(),
            first_timestamp,
            depth: i64::from(depth),
            played: Vec::new(),
        }
    }

    fn packet(&mut self, at_ms: u64, number: i64) {
        let frames: Vec<[u8; 2]> = (0..=self.depth)
            .map(|back| number - back)
            .filter(|n| *n >= 0)
            .map(|n| (n as u16).to_be_bytes())
            .collect();
        let timestamp = self
            .first_timestamp
            .wrapping_add((number * FRAME_SAMPLES as i64) as u32);
        let now = self.began + MS * at_ms as u32;
        self.jitter.insert(now, timestamp, &frames);
    }

    fn pull(&mut self, at_ms: u64) {
        let told = match self.jitter.pull(self.began + MS * at_ms as u32) {
            Pull::NotStarted => "-".into(),
            Pull::Conceal => "?".into(),
            Pull::Frame(bytes) => u16::from_be_bytes([bytes[0], bytes[1]]).to_string(),
        };
        self.played.push(told);
    }

    /// Packets in the order of their arrival, pulls every 20 ms from 5 ms on, until `end_ms`.
    fn run(&mut self, mut arrivals: Vec<(u64, i64)>, end_ms: u64) {
        arrivals.sort_by_key(|(at_ms, _)| *at_ms);
        let mut arrivals = arrivals.into_iter().peekable();
        for pull_ms in (5..end_ms).step_by(20) {
            while let Some((at_ms, number)) = arrivals.next_if(|(at_ms, _)| *at_ms <= pull_ms) {
                self.packet(at_ms, number);
            }
            self.pull(pull_ms);
        }
    }

    fn told(&self) -> String {
        self.played.join(" ")
    }
}

/// Frame numbers and the moment each is sent.
fn regular(numbers: impl IntoIterator<Item = i64>) -> Vec<(u64, i64)> {
    numbers.into_iter().map(|n| (n as u64 * 20, n)).collect()
}

#[track_caller]
fn check(depth: u8, arrivals: Vec<(u64, i64)>, end_ms: u64, expected: &str) -> JitterCounters {
    let mut bench = Bench::new(depth, 7);
    bench.run(arrivals, end_ms);
    assert_eq!(bench.told(), expected);
    bench.jitter.counters()
}

#[test]
fn plays_in_order_soon_after_it_came() {
    let counters = check(2, regular(0..5), 125, "- 0 1 2 3 4");
    assert_eq!(counters.received, 5);
    assert_eq!(counters.played, 5);
    assert_eq!(counters.concealed + counters.stretched + counters.late, 0);
}

#[test]
fn reordered_and_repeated_packets_play_once() {
    let arrivals = vec![
        (30, 0),
        (71, 2),
        (74, 1),
        (75, 1),
        (91, 3),
        (92, 3),
        (120, 2),
    ];
    let counters = check(0, arrivals, 145, "- - 0 ? 1 2 3");
    assert_eq!(counters.duplicate, 3);
    assert_eq!(counters.late, 0);
    assert_eq!(counters.received, 7);
}

#[test]
fn two_lost_packets_in_a_row_are_recovered_at_depth_two_and_three_are_not() {
    let counters = check(2, regular([0, 1, 4, 5, 6]), 185, "- 0 1 ? 2 3 4 5 6");
    assert_eq!((counters.recovered_from_repeat, counters.concealed), (2, 0));
    assert_eq!(counters.stretched, 1, "what was waited for the repeats");
    let counters = check(2, regular([0, 1, 5, 6]), 185, "- 0 1 ? ? 3 4 5 6");
    assert_eq!((counters.recovered_from_repeat, counters.concealed), (2, 1));
    // Once it has waited it needn't do so again.
    let lost = [0, 1, 4, 5, 6, 9, 10, 13, 14];
    let expected = "- 0 1 ? 2 3 4 5 6 7 8 9 10 11 12 13 14";
    let counters = check(2, regular(lost), 345, expected);
    assert_eq!((counters.recovered_from_repeat, counters.concealed), (6, 0));
}

#[test]
fn depth_four_recovers_four() {
    let expected = "- 0 1 2 ? ? ? 3 4 5 6 7";
    let counters = check(4, regular([0, 1, 2, 7]), 245, expected);
    assert_eq!((counters.recovered_from_repeat, counters.concealed), (4, 0));
}

#[test]
fn without_repeats_a_lost_frame_is_concealed_and_a_late_one_dropped() {
    let arrivals = vec![(0, 0), (20, 1), (60, 3), (80, 4), (130, 2)];
    let counters = check(0, arrivals, 165, "- 0 1 ? 3 4 ? ?");
    assert_eq!((counters.concealed, counters.late), (1, 1));
    assert_eq!(counters.played, 4);
}

#[test]
fn a_hiccup_of_the_network_delays_but_loses_nothing() {
    let mut arrivals = regular(0..12);
    for (at_ms, _) in &mut arrivals[4..] {
        *at_ms = 210.max(*at_ms);
    }
    let expected = "- 0 1 2 3 ? ? ? ? ? ? 4 5 6 7 8 9 10 11";
    let counters = check(2, arrivals, 385, expected);
    assert_eq!((counters.concealed, counters.stretched), (0, 6));
    assert_eq!(counters.played, 12);
}

#[test]
fn waiting_that_ends_in_a_loss_counts_as_the_loss() {
    let arrivals = vec![(0, 0), (20, 1), (140, 7), (160, 8)];
    let counters = check(0, arrivals, 205, "- 0 1 ? ? ? ? ? 7 8");
    // Frames 2 to 6 never came; four of them cost their 20 ms while it wasn't known yet.
    assert_eq!((counters.concealed, counters.stretched), (5, 0));
}

#[test]
fn a_pause_is_not_concealed_for_ever_nor_counted_as_loss() {
    let mut arrivals = regular(0..5);
    arrivals.extend(regular(100..105));
    let mut bench = Bench::new(2, 7);
    bench.run(arrivals, 2_305);
    let counters = bench.jitter.counters();
    assert_eq!(
        counters.played,
        10 + 2,
        "the repeats before frame 100 play too"
    );
    assert_eq!((counters.concealed, counters.stretched), (0, 0));
    assert_eq!(counters.missing, 93);
    let filled = bench.played.iter().filter(|told| *told == "?").count();
    assert!(
        (12..=18).contains(&filled),
        "{filled} pulls filled in at two pauses"
    );
    assert!(bench.told().contains("- 98 99 100 101 102 103 104 ?"));
}

#[test]
fn a_pause_without_moving_time_stamps_keeps_the_delay_short() {
    let mut arrivals = regular(0..50);
    arrivals.extend((50..400).map(|n| (3_000 + n as u64 * 20, n)));
    let mut bench = Bench::new(2, 7);
    bench.run(arrivals, 11_100);
    assert_eq!(bench.jitter.counters().played, 400);
    assert!(
        bench.jitter.delay() < MS * 100,
        "{:?}",
        bench.jitter.delay()
    );
}

#[test]
fn the_time_stamp_may_wrap() {
    // Frame 3 is the first beyond the wrap, and the wrap is no multiple of a frame.
    let mut bench = Bench::new(2, u32::MAX - 2 * FRAME_SAMPLES as u32 - 100);
    bench.run(regular([0, 1, 4, 5, 6, 7]), 205);
    assert_eq!(bench.told(), "- 0 1 ? 2 3 4 5 6 7");
    assert_eq!(bench.jitter.counters().recovered_from_repeat, 2);
}

#[test]
fn one_stray_time_stamp_changes_nothing_and_a_new_series_starts_over() {
    let mut bench = Bench::new(0, 7);
    bench.packet(0, 0);
    bench.packet(1, 100_000);
    bench.packet(20, 1);
    let unaligned = 7 + 2 * FRAME_SAMPLES as u32 + 1;
    let now = bench.began + MS * 21;
    bench.jitter.insert(now, unaligned, &[[9u8, 9]]);
    for at_ms in [25, 45] {
        bench.pull(at_ms);
    }
    assert_eq!(bench.told(), "0 1");
    assert_eq!(bench.jitter.counters().out_of_place, 2);
    assert_eq!(bench.jitter.counters().restarts, 0);

    bench.packet(90, 200_000);
    bench.packet(110, 200_001);
    bench.pull(125);
    bench.packet(130, 200_002);
    bench.pull(145);
    let last = |n: i64| (n as u16).to_string();
    assert_eq!(bench.played[2..], [last(200_001), last(200_002)]);
    assert_eq!(bench.jitter.counters().restarts, 1);
}

#[test]
fn a_hole_too_long_to_conceal_is_jumped_over() {
    let mut arrivals = regular(0..3);
    arrivals.extend((0..5).map(|n| (60 + n as u64 * 20, 300 + n)));
    let counters = check(0, arrivals, 185, "- 0 1 2 300 301 302 303 304");
    assert_eq!((counters.missing, counters.concealed), (297, 0));
}

#[test]
fn growing_jitter_makes_the_delay_grow_and_quiet_makes_it_shrink_again() {
    let jittery = |n: i64| n as u64 * 20 + if n % 7 == 3 && n < 240 { 150 } else { 0 };
    let arrivals: Vec<_> = (0..250).map(|n| (jittery(n), n)).collect();
    let mut bench = Bench::new(0, 7);
    bench.run(arrivals, 5_000);
    let grown = bench.jitter.delay();
    assert!(grown >= MS * 150 && grown < MS * 220, "{grown:?}");
    let concealed = bench.jitter.counters().concealed;
    assert!(concealed <= 5, "{concealed} concealed while learning");

    bench.jitter.set_quiet(true);
    for number in 250..1_000 {
        bench.packet(number as u64 * 20, number);
        bench.pull(number as u64 * 20 + 5);
    }
    assert_eq!(bench.jitter.counters().concealed, concealed);
    assert!(
        bench.jitter.delay() <= MS * 105,
        "{:?}",
        bench.jitter.delay()
    );
    assert!(bench.jitter.counters().skipped >= 3);
}

#[test]
fn repeats_of_what_was_said_before_do_not_lengthen_the_delay() {
    // The first packet that opens is number 10; it brings 8 and 9 too.
    let arrivals = (10..14).map(|n| (200 + (n as u64 - 10) * 20, n));
    let expected = "- - - - - - - - - - 9 10 11 12 13";
    let counters = check(2, arrivals.collect(), 305, expected);
    assert_eq!((counters.skipped, counters.concealed), (0, 0));
}

#[test]
fn a_loss_lengthens_the_delay_at_once_and_for_seconds() {
    let mut bench = Bench::new(2, 7);
    bench.jitter.set_quiet(true);
    let mut delays = Vec::new();
    for number in 0..600 {
        // Two are lost together, once for all.
        if !(300..302).contains(&number) {
            bench.packet(number as u64 * 20, number);
        }
        bench.pull(number as u64 * 20 + 5);
        delays.push(bench.jitter.delay());
    }
    let counters = bench.jitter.counters();
    assert_eq!((counters.concealed, counters.stretched), (0, 1));
    assert_eq!(counters.recovered_from_repeat, 2);
    // The lost are missed at once, and for five seconds and three the delay stays.
    for (number, delay_ms) in [(1, 25), (300, 25), (302, 45), (540, 45), (599, 45)] {
        assert_eq!(delays[number], MS * delay_ms, "{number}");
    }
    for number in 600..760 {
        bench.packet(number as u64 * 20, number);
        bench.pull(number as u64 * 20 + 5);
    }
    assert_eq!(bench.jitter.delay(), MS * 25);
    assert_eq!(bench.jitter.counters().skipped, 1);
    assert_eq!(bench.jitter.counters().concealed, 0);
}

#[test]
fn a_caller_who_does_not_pull_costs_bounded_memory() {
    let mut bench = Bench::new(4, 7);
    for number in 0..1_000 {
        bench.packet(number as u64 * 20, number);
        assert!(bench.jitter.frames.len() <= BUFFERED_FRAMES_MAX);
    }
    bench.pull(20_000);
    // It begins with what is new, not with what has waited.
    assert_eq!(bench.told(), "999");
    assert!(bench.jitter.fates.len() <= FATES_MAX && bench.jitter.needs_us.len() <= NEEDS_MAX);
}

#[test]
fn empty_and_oversized_frames_are_passed_over() {
    let mut bench = Bench::new(0, 7);
    let now = bench.began;
    bench.jitter.insert(now, 7, &[vec![]]);
    let oversized = vec![0; RECEIVED_FRAME_BYTES_MAX + 1];
    bench.jitter.insert(now, 7 + 960, &[oversized]);
    bench.jitter.insert(now, 7 + 1_920, &Vec::<Vec<u8>>::new());
    assert!(bench.jitter.frames.is_empty());
    bench.pull(100);
    assert_eq!(bench.told(), "-");
}
