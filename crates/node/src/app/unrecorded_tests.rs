//! Soundings and non-papers between two nodes: taken, bounded, forgotten, and in no log.

use super::*;
use crate::app::line_tests::world::{DAY_MS, Device, NORTH, SOUTH, World};
use domain::{UNRECORDED_LIFETIME_MS_MAX, UnrecordedKind};
use identity::Role;
use storage::{Log, Store};

fn sounding(number: u16, expires_unix_ms: i64) -> Unrecorded {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    Unrecorded {
        id: UnrecordedId(id),
        kind: UnrecordedKind::Sounding,
        expires_unix_ms,
        key: vec![1; 16].into(),
        sealed: b"sealed words of nobody".to_vec().into(),
    }
}

/// Two nodes on a line, and a sherpa's device of North.
fn met() -> (World, Device) {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    world.meet();
    (world, sherpa)
}

fn send(
    world: &mut World,
    device: &Device,
    text: &Unrecorded,
) -> Result<Option<UnrecordedAnswer>, ErrorCode> {
    let (id, bytes) = (device.id(), text.to_bytes());
    let sent = world.input(device.side, |core, now| {
        core.post_unrecorded(now, id, &bytes)
    });
    sent.map(|sent| sent.answer).map_err(|error| error.code)
}

/// Sends it and waits for the other node's answer.
fn answered(world: &mut World, device: &Device, text: &Unrecorded) -> UnrecordedAnswer {
    assert_eq!(send(world, device, text), Ok(None));
    world.run_ms(1_000);
    send(world, device, text).unwrap().expect("an answer")
}

fn kept(world: &mut World, side: usize) -> Vec<Unrecorded> {
    world.input(side, |core, now| core.unrecorded(now)).unwrap()
}

fn all_bytes(store: &impl Store) -> Vec<u8> {
    let tables = storage::Table::ALL.into_iter();
    let rows = tables.flat_map(|table| store.scan(table, b"", usize::MAX).unwrap());
    rows.flat_map(|(key, value)| [key, value].concat())
        .collect()
}

#[test]
fn it_is_with_the_other_node_alone_and_in_no_log() {
    let (mut world, sherpa) = met();
    let expires = world.now().unix_ms + DAY_MS;
    let text = sounding(1, expires);
    let logs = |world: &World| {
        [NORTH, SOUTH].map(|side| {
            let own = world.sides[side].id;
            let other = world.sides[1 - side].id;
            [Log::Own(own), Log::Other(other), Log::Internal]
                .map(|log| world.disks[side].len(log).unwrap())
        })
    };
    let before = logs(&world);
    assert_eq!(
        answered(&mut world, &sherpa, &text),
        UnrecordedAnswer::Taken
    );
    assert_eq!(kept(&mut world, SOUTH), std::slice::from_ref(&text));
    assert_eq!(kept(&mut world, NORTH), []);
    assert_eq!(logs(&world), before);
    let holds = |world: &World, side: usize| {
        let bytes = all_bytes(&world.disks[side]);
        bytes
            .windows(text.sealed.len())
            .any(|window| window == &**text.sealed)
    };
    assert!(holds(&world, SOUTH), "the control: what is kept is found");
    assert!(!holds(&world, NORTH));
    // What a node said that it has, it has after a crash.
    let disk = world.disks[SOUTH].clone();
    world.restart_on(SOUTH, disk);
    assert_eq!(kept(&mut world, SOUTH), std::slice::from_ref(&text));
    let id = text.id;
    let forget = |world: &mut World| {
        let forgot = world.input(SOUTH, |core, now| core.forget_unrecorded(now, id));
        forgot.map_err(|error| error.code)
    };
    assert_eq!(forget(&mut world), Ok(()));
    assert_eq!(forget(&mut world), Err(ErrorCode::NotFound));
    assert_eq!(kept(&mut world, SOUTH), []);
    assert!(!holds(&world, SOUTH));
}

#[test]
fn it_is_forgotten_when_it_expires() {
    let (mut world, sherpa) = met();
    let expires = world.now().unix_ms + 10_000;
    answered(&mut world, &sherpa, &sounding(1, expires));
    let left = (expires - 1 - world.now().unix_ms) as u64;
    world.run_ms(left);
    assert_eq!(kept(&mut world, SOUTH).len(), 1);
    world.run_ms(1);
    assert_eq!(kept(&mut world, SOUTH), []);
    assert_eq!(
        world.disks[SOUTH].scan(Table::Unrecorded, b"", 9).unwrap(),
        []
    );
}

fn stored(world: &World) -> usize {
    let rows = world.disks[SOUTH].scan(Table::Unrecorded, b"", 9);
    rows.unwrap().len()
}

/// Nobody lists anything, and nothing new comes.
#[test]
fn it_is_gone_from_the_disk_at_its_time_whether_anybody_looks_or_not() {
    for restarts in [false, true] {
        let (mut world, sherpa) = met();
        let begin = world.now().unix_ms;
        let expiries = [begin + 10_000, begin + 3 * 60_000];
        for (number, expires) in (1..).zip(expiries) {
            answered(&mut world, &sherpa, &sounding(number, expires));
        }
        let until = |world: &mut World, unix_ms: i64| {
            world.run_ms((unix_ms - world.now().unix_ms) as u64);
        };
        if restarts {
            let disk = world.disks[SOUTH].clone();
            world.restart_on(SOUTH, disk);
            world.meet();
        }
        for (left, expires) in [(2, expiries[0]), (1, expiries[1])] {
            until(&mut world, expires - 1);
            assert_eq!(stored(&world), left, "a millisecond before {expires}");
            until(&mut world, expires + 1);
            assert_eq!(stored(&world), left - 1, "{expires}");
        }
    }
}

/// What expired while the process was away is gone with its first look at the clock.
#[test]
fn what_expired_in_between_is_gone_after_a_restart() {
    let (mut world, sherpa) = met();
    let expires = world.now().unix_ms + 10_000;
    answered(&mut world, &sherpa, &sounding(1, expires));
    let disk = world.disks[SOUTH].clone();
    world.now_ms += 60_000;
    assert_eq!(stored(&world), 1);
    world.restart_on(SOUTH, disk);
    world.meet();
    assert_eq!(stored(&world), 0);
}

#[test]
fn what_lasts_too_long_or_has_expired_is_refused_by_both_nodes() {
    let (mut world, sherpa) = met();
    let now = world.now().unix_ms;
    for (number, lasts) in [(1, 0), (2, -1), (3, UNRECORDED_LIFETIME_MS_MAX + 1)] {
        let sent = send(&mut world, &sherpa, &sounding(number, now + lasts));
        assert_eq!(sent, Err(ErrorCode::Malformed), "{lasts}");
    }
    assert_eq!(
        answered(
            &mut world,
            &sherpa,
            &sounding(4, now + UNRECORDED_LIFETIME_MS_MAX)
        ),
        UnrecordedAnswer::Taken
    );
    // It still stood when it left, and doesn't when it arrives 20 ms later.
    let late = sounding(5, world.now().unix_ms + 20);
    assert_eq!(
        answered_once(&mut world, &sherpa, &late),
        Some(UnrecordedAnswer::Expired)
    );
}

/// As the node that sent it knows it: a device could ask no more, since it has expired.
fn answered_once(
    world: &mut World,
    device: &Device,
    text: &Unrecorded,
) -> Option<UnrecordedAnswer> {
    assert_eq!(send(world, device, text), Ok(None));
    world.run_ms(1_000);
    world.cores[NORTH].sent.0.get(&text.id)?.1
}

#[test]
fn without_a_line_it_is_refused_and_a_broken_one_is_said() {
    let (mut world, sherpa) = met();
    let text = sounding(1, world.now().unix_ms + DAY_MS);
    // On its way when the line breaks: nobody knows whether it arrived, and it may be sent again.
    assert_eq!(send(&mut world, &sherpa, &text), Ok(None));
    world.reachable = false;
    world.break_connections();
    assert_eq!(send(&mut world, &sherpa, &text), Err(ErrorCode::LineDown));
    assert_eq!(kept(&mut world, SOUTH), []);
    world.meet();
    assert_eq!(
        answered(&mut world, &sherpa, &text),
        UnrecordedAnswer::Taken
    );
    // The same once more changes nothing, by whichever process.
    let disk = world.disks[NORTH].clone();
    world.restart_on(NORTH, disk);
    world.meet();
    assert_eq!(
        answered(&mut world, &sherpa, &text),
        UnrecordedAnswer::Taken
    );
    assert_eq!(kept(&mut world, SOUTH).len(), 1);
}

#[test]
fn a_node_keeps_so_many_and_no_more() {
    let (mut world, sherpa) = met();
    let expires = world.now().unix_ms + DAY_MS;
    let max = UNRECORDED_KEPT_MAX as u16;
    for number in 1..=max + 1 {
        let wanted = if number <= max {
            UnrecordedAnswer::Taken
        } else {
            UnrecordedAnswer::Full
        };
        // A minute between them: the sender remembers fewer.
        world.run_ms(UNRECORDED_SENT_FOR.as_millis() as u64);
        let text = sounding(number, expires);
        assert_eq!(answered(&mut world, &sherpa, &text), wanted, "{number}");
        assert_eq!(kept(&mut world, SOUTH).len(), usize::from(number.min(max)));
    }
    let first = UnrecordedId(sounding(1, 0).id.0);
    world
        .input(SOUTH, |core, now| core.forget_unrecorded(now, first))
        .unwrap();
    world.run_ms(UNRECORDED_SENT_FOR.as_millis() as u64);
    let text = sounding(max + 1, expires);
    assert_eq!(
        answered(&mut world, &sherpa, &text),
        UnrecordedAnswer::Taken
    );
}

#[test]
fn a_node_sends_so_many_in_a_minute() {
    let (mut world, sherpa) = met();
    let expires = world.now().unix_ms + DAY_MS;
    let max = UNRECORDED_SENT_MAX as u16;
    for number in 1..=max + 1 {
        // Fewer than a device's records of a second.
        world.run_ms(50);
        let wanted = if number <= max {
            Ok(None)
        } else {
            Err(ErrorCode::TooMany)
        };
        let sent = send(&mut world, &sherpa, &sounding(number, expires));
        assert_eq!(sent, wanted, "{number}");
    }
    world.run_ms(UNRECORDED_SENT_FOR.as_millis() as u64);
    let sent = send(&mut world, &sherpa, &sounding(max + 1, expires));
    assert_eq!(sent, Ok(None));
}

/// The frame around it has room for more.
#[test]
fn a_text_is_kept_up_to_its_length_and_no_longer() {
    let (mut world, _) = met();
    let now = world.now();
    let of = |number: u16, bytes: usize| {
        let mut text = sounding(number, now.unix_ms + DAY_MS);
        text.sealed = vec![7; bytes - 100].into();
        text.sealed = vec![7; 2 * bytes - 100 - text.to_bytes().len()].into();
        assert_eq!(text.to_bytes().len(), bytes);
        text
    };
    for (number, bytes, fits) in [
        (1, UNRECORDED_BYTES_MAX - 1, true),
        (2, UNRECORDED_BYTES_MAX, true),
        (3, UNRECORDED_BYTES_MAX + 1, false),
    ] {
        let before = kept(&mut world, SOUTH).len();
        let frame = UnrecordedFrame::Text(of(number, bytes)).to_bytes();
        world.cores[SOUTH].unrecorded_frame(now, &frame).unwrap();
        let after = kept(&mut world, SOUTH).len();
        assert_eq!(after - before, usize::from(fits), "{bytes}");
    }
    assert_eq!(stored(&world), 2);
    // What an earlier version kept that nobody can read goes with the next start.
    let odd = Batch::new().put(Table::Unrecorded, [9; 16], b"odd".to_vec());
    world.disks[SOUTH].clone().commit(&odd).unwrap();
    let disk = world.disks[SOUTH].clone();
    world.restart_on(SOUTH, disk);
    assert_eq!(stored(&world), 2);
}

#[test]
fn garbage_of_the_other_node_changes_nothing() {
    let (mut world, _) = met();
    let now = world.now();
    for bytes in [&b""[..], b"garbage", &[0x82, 0x09, 0x80]] {
        world.cores[SOUTH].unrecorded_frame(now, bytes).unwrap();
    }
    // An answer to what nobody sent.
    let answer = UnrecordedFrame::Answer {
        id: UnrecordedId([9; 16]),
        answer: UnrecordedAnswer::Taken,
    };
    world.cores[SOUTH]
        .unrecorded_frame(now, &answer.to_bytes())
        .unwrap();
    assert!(world.cores[SOUTH].sent.0.is_empty());
    assert_eq!(kept(&mut world, SOUTH), []);
}
