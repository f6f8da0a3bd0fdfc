//! What a precedence is worth on the line: within a log nothing overtakes, so an urgent record is as late
//! as what its side wrote before it takes, while a copy of it is there after one way.

use crate::world::World;
use std::time::Duration;

/// One way; a round trip is 80 ms.
const ONE_WAY: Duration = Duration::from_millis(40);
/// Records that wait when the urgent one is written.
const QUEUED: usize = 2_000;
const LOOK_EVERY: Duration = Duration::from_millis(5);

fn until_it_is_there(world: &mut World) -> Duration {
    let begin = world.now;
    let all = world.nodes[0].disk.own.len();
    while world.nodes[1].disk.other.len() < all {
        world.run(LOOK_EVERY);
        assert!(world.now < begin + Duration::from_secs(60), "never");
    }
    assert!(world.accusations(1).is_empty());
    world.now - begin
}

#[test]
fn on_an_idle_line_an_urgent_record_takes_one_way() {
    let mut world = World::new(54);
    world.latency = ONE_WAY;
    world.up();
    world.settle(10);
    world.append(0, 1, "FLASH");
    let late = until_it_is_there(&mut world);
    assert!(late <= ONE_WAY + 2 * LOOK_EVERY, "{late:?}");
}

/// The records were written while the line was down, and the urgent one behind them; or the line was up,
/// and they are on their way.
#[test]
fn a_copy_of_an_urgent_record_overtakes_what_was_written_before_it() {
    for bytes in [500, 4_096] {
        for is_up in [false, true] {
            let mut world = World::new(55);
            world.latency = ONE_WAY;
            world.reachable = is_up;
            if is_up {
                world.up();
                world.settle(10);
            }
            world.append(0, QUEUED, &"x".repeat(bytes));
            world.append_urgent(0, "FLASH");
            if !is_up {
                world.reachable = true;
                // Until its own greeting is answered a node doesn't know what the other lacks.
                world.run_until(Duration::from_secs(10), "coming up", |world| {
                    world.nodes[0].line.is_up()
                });
            }
            let begin = world.now;
            world.run_until(Duration::from_secs(10), "the copy", |world| {
                !world.nodes[1].early.is_empty()
            });
            let late = world.now - begin;
            println!("a copy behind {QUEUED} records of {bytes} bytes: {late:?}, up: {is_up}");
            assert!(late <= ONE_WAY + LOOK_EVERY, "{bytes}: {late:?}");
            assert!(world.nodes[1].disk.other.len() < QUEUED);
            until_it_is_there(&mut world);
            assert!(world.nodes[1].disk.early.is_empty());
        }
    }
}

#[test]
fn an_urgent_record_comes_after_what_was_written_before_it() {
    // As long as an acknowledgement, and as a message of a page.
    for (bytes, most) in [
        (500, Duration::from_secs(2)),
        (4_096, Duration::from_secs(4)),
    ] {
        let mut world = World::new(55);
        world.latency = ONE_WAY;
        world.reachable = false;
        world.append(0, QUEUED, &"x".repeat(bytes));
        world.append(0, 1, "FLASH");
        world.reachable = true;
        world.up();
        let late = until_it_is_there(&mut world);
        println!("behind {QUEUED} records of {bytes} bytes: {late:?}");
        // Not before them: it would be no entry of its log.
        assert!(late > 2 * ONE_WAY, "{bytes}: {late:?}");
        assert!(late <= most, "{bytes}: {late:?}");
    }
}
