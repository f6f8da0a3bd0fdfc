//! The distance between two clocks is measured, shown, and far apart it stops agreement.

use crate::world::World;
use domain::{CLOCK_SKEW_MS_MAX, CLOCK_SKEW_WARN_MS};
use line::{Output, SkewLevel};
use std::time::Duration;

#[test]
fn both_sides_measure_the_same_distance() {
    for (offset_ms, level) in [
        (0, SkewLevel::Fine),
        (CLOCK_SKEW_WARN_MS - 1, SkewLevel::Fine),
        (CLOCK_SKEW_WARN_MS, SkewLevel::Warn),
        (CLOCK_SKEW_WARN_MS + 1, SkewLevel::Warn),
        (CLOCK_SKEW_MS_MAX - 1, SkewLevel::Warn),
        (CLOCK_SKEW_MS_MAX, SkewLevel::Warn),
        (CLOCK_SKEW_MS_MAX + 1, SkewLevel::Blocks),
    ] {
        let mut world = World::new(60);
        world.nodes[1].clock_offset_ms = offset_ms;
        world.up();
        world.run(Duration::from_secs(20));
        for (side, skew_ms) in [(0, offset_ms), (1, -offset_ms)] {
            let line = &world.nodes[side].line;
            assert_eq!(line.skew_ms(), skew_ms);
            let blocks = level == SkewLevel::Blocks;
            assert_eq!(line.skew_blocks_agreement(), blocks, "{offset_ms}");
            assert_eq!(line.may_agree(), !blocks);
            // Whoever counts on the moment of the other node isn't left with what its greeting told.
            let through = world.nodes[side].seen.iter().rev().find_map(|output| {
                let Output::Through { skew_ms, .. } = output else {
                    return None;
                };
                Some(*skew_ms)
            });
            assert_eq!(through, Some(skew_ms));
            let last = world.nodes[side].seen.iter().rev().find_map(|output| {
                if let Output::Skew { level, .. } = output {
                    return Some(*level);
                }
                None
            });
            assert_eq!(last.unwrap_or(SkewLevel::Fine), level, "{offset_ms}");
        }
    }
}

#[test]
fn a_clock_that_is_set_right_is_noticed() {
    let mut world = World::new(61);
    world.nodes[1].clock_offset_ms = CLOCK_SKEW_MS_MAX + 1_000;
    world.up();
    world.run(Duration::from_secs(10));
    assert!(!world.nodes[0].line.may_agree());
    world.nodes[1].clock_offset_ms = 0;
    world.run(Duration::from_secs(20));
    assert!(world.nodes[0].line.may_agree() && world.nodes[1].line.may_agree());
}
