//! What a precedence is worth on the line: nothing overtakes within a log, so an urgent record is as late
//! as what its side wrote before it takes.

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

/// The records were written while the line was down, and the urgent one behind them.
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
