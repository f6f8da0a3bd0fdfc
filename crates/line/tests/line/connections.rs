//! Greetings, versions, silence, several connections at once, dialling, goodbye, calls.

use crate::world::{World, charter};
use identity::SideId;
use line::{
    CALL_BYTES_MAX, CONNECTIONS_MAX, CloseCode, ConnId, DownReason, Frame, Greeting, Input,
    InputError, Output, SHUN, STEADY_AFTER, UNRECORDED_FRAME_BYTES_MAX,
};
use std::time::Duration;

/// The connection over which both are up.
pub fn conn_in_use(world: &World) -> ConnId {
    let closed = |conn: ConnId| {
        let close =
            |output: &Output| matches!(output, Output::Close { conn: of, .. } if *of == conn);
        world.count(0, close) + world.count(1, close) > 0
    };
    let mut candidates = (1..100).map(ConnId).filter(|conn| !closed(*conn));
    candidates.next().unwrap()
}

pub fn greeting() -> Greeting {
    Greeting {
        versions: vec![1],
        side: charter(1).side(),
        nonce: 1,
        own: domain::Head::EMPTY,
        other: domain::Head::EMPTY,
        unix_ms: crate::world::START_MS,
        is_up: false,
        process: 9,
    }
}

/// A world in which side 0 has a connection to a peer that the test plays.
pub fn alone() -> (World, ConnId) {
    let mut world = World::new(9);
    world.reachable = false;
    let conn = ConnId(1);
    world.input(0, Input::Connected(conn));
    (world, conn)
}

pub fn tell(world: &mut World, conn: ConnId, frame: &Frame) {
    let bytes = frame.to_bytes();
    world.input(0, Input::Frame { conn, bytes });
}

fn closes(world: &World) -> Vec<CloseCode> {
    let seen = world.nodes[0].seen.iter();
    seen.filter_map(|output| match output {
        Output::Close { code, .. } => Some(code.clone()),
        _ => None,
    })
    .collect()
}

#[test]
fn a_line_is_up_only_after_the_greeting() {
    let (mut world, conn) = alone();
    assert!(!world.nodes[0].line.is_up());
    assert!(matches!(world.sent[..], [(0, Frame::Greeting(_))]));
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    assert!(world.nodes[0].line.is_up());
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    assert!(
        world.nodes[0].line.is_up(),
        "the same greeting again is nothing"
    );
    let other = Greeting {
        unix_ms: 5,
        is_up: false,
        ..greeting()
    };
    tell(&mut world, conn, &Frame::Greeting(other));
    assert_eq!(world.accusations(0), ["line.greeting-again"]);
    assert!(!world.nodes[0].line.is_up());
}

#[test]
fn whoever_greets_wrongly_is_closed() {
    let wrong_side = Frame::Greeting(Greeting {
        side: SideId([7; 16]),
        ..greeting()
    });
    let own_side = Frame::Greeting(Greeting {
        side: charter(0).side(),
        ..greeting()
    });
    let bad_head = Frame::Greeting(Greeting {
        own: domain::Head {
            hash: crate::world::NOWHERE,
            ..domain::Head::EMPTY
        },
        ..greeting()
    });
    for (frame, code) in [
        (wrong_side, "line.wrong-side"),
        (own_side, "line.wrong-side"),
        (bad_head, "line.bad-head"),
        (Frame::Ping { sent_ms: 1 }, "line.greeting-missing"),
        (Frame::Call(vec![1]), "line.greeting-missing"),
        (Frame::Unrecorded(vec![1]), "line.greeting-missing"),
    ] {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &frame);
        assert_eq!(world.accusations(0), [code]);
        assert_eq!(closes(&world), [CloseCode::Misbehaved], "{code}");
        assert!(!world.nodes[0].line.is_up());
    }
}

#[test]
fn a_peer_that_misbehaved_is_greeted_again_a_second_later() {
    let ms = Duration::from_millis(1);
    for (after, greeted) in [(SHUN - ms, false), (SHUN, true), (SHUN + ms, true)] {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        assert!(world.nodes[0].line.is_up());
        let bytes = vec![0xff];
        world.input(0, Input::Frame { conn, bytes });
        assert_eq!(closes(&world), [CloseCode::Misbehaved]);
        world.run(after);
        let again = ConnId(7);
        world.input(0, Input::Connected(again));
        tell(&mut world, again, &Frame::Greeting(greeting()));
        assert_eq!(world.nodes[0].line.is_up(), greeted, "{after:?}");
    }
}

#[test]
fn without_a_common_version_both_lists_are_told() {
    let (mut world, conn) = alone();
    let newer = Greeting {
        versions: vec![7, 8],
        ..greeting()
    };
    tell(&mut world, conn, &Frame::Greeting(newer));
    let code = CloseCode::Unsupported {
        ours: vec![1],
        theirs: vec![7, 8],
    };
    assert_eq!(closes(&world), [code]);
    assert!(matches!(world.sent[1..], [(0, Frame::Bye { code: 2 })]));
    assert!(world.accusations(0).is_empty());
}

#[test]
fn silence_brings_the_line_down_after_six_seconds() {
    let mut world = World::new(10);
    world.up();
    // Both may have dialled at once; one of the two connections is left.
    world.run(Duration::from_secs(2));
    let silent = |output: &Output| {
        let why = DownReason::Silent;
        *output == Output::Down { why }
    };
    let downs = |output: &Output| matches!(output, Output::Down { .. });
    let before = world.count(0, downs);
    world.run(Duration::from_secs(60));
    assert_eq!(world.count(0, downs), before, "pings keep it up");
    world.weather.lost = 100;
    // The last frame may have been heard as long ago as a ping's interval.
    world.run(Duration::from_millis(3_900));
    assert_eq!(world.count(0, downs), before);
    world.run(Duration::from_millis(2_200));
    assert_eq!(world.count(0, downs), before + 1);
    assert_eq!(world.count(0, silent), 1);
    world.weather.lost = 0;
    world.run_until(Duration::from_secs(60), "back", |world| {
        world.nodes.iter().all(|node| node.line.is_up())
    });
}

#[test]
fn a_connection_without_greeting_is_closed() {
    let (mut world, _) = alone();
    world.run(Duration::from_millis(5_999));
    assert!(closes(&world).is_empty());
    world.run(Duration::from_millis(1));
    assert_eq!(closes(&world), [CloseCode::Silent]);
}

#[test]
fn a_connection_without_greeting_is_closed_no_sooner_beside_one_in_use() {
    let (mut world, conn) = alone();
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    world.input(0, Input::Connected(ConnId(2)));
    for (ms, closed) in [(5_999, 0), (1, 1)] {
        let pong = Frame::Pong {
            sent_ms: 0,
            at_ms: world.unix_ms(1),
        };
        tell(&mut world, conn, &pong);
        world.run(Duration::from_millis(ms));
        assert_eq!(closes(&world).len(), closed);
    }
    assert!(world.nodes[0].line.is_up());
}

#[test]
fn a_connection_that_is_told_twice_is_greeted_once() {
    let (mut world, conn) = alone();
    let greetings = |world: &World| {
        let sent = world.sent.iter();
        sent.filter(|(_, frame)| matches!(frame, Frame::Greeting(_)))
            .count()
    };
    world.input(0, Input::Connected(conn));
    assert_eq!(greetings(&world), 1);
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    world.input(0, Input::Connected(conn));
    assert_eq!(greetings(&world), 1);
    assert!(world.nodes[0].line.is_up());
}

#[test]
fn of_connections_made_at_once_both_keep_the_same_one() {
    for seed in 1..=30 {
        let mut world = World::new(seed);
        world.weather.late = 50;
        for _ in 0..CONNECTIONS_MAX - 1 {
            world.connect();
        }
        world.run(Duration::from_secs(3));
        world.weather.late = 0;
        world.up();
        world.append(0, 5, "north");
        world.append(1, 5, "south");
        world.settle(60);
    }
}

#[test]
fn connections_are_counted() {
    let (mut world, _) = alone();
    for number in 2..=CONNECTIONS_MAX as u64 {
        world.input(0, Input::Connected(ConnId(number)));
        assert!(closes(&world).is_empty(), "{number}");
    }
    world.input(0, Input::Connected(ConnId(CONNECTIONS_MAX as u64 + 1)));
    assert_eq!(closes(&world), [CloseCode::Crowded]);
}

#[test]
fn routes_take_turns_with_growing_waits() {
    let mut world = World::new(11);
    world.reachable = false;
    world.run(Duration::from_secs(120));
    let dials: Vec<(usize, u32)> = world.nodes[0]
        .seen
        .iter()
        .filter_map(|output| match output {
            Output::Dial {
                route_index,
                attempt,
            } => Some((*route_index, *attempt)),
            _ => None,
        })
        .collect();
    assert!((8..20).contains(&dials.len()), "{dials:?}");
    for (index, (route, attempt)) in dials.into_iter().enumerate() {
        assert_eq!((route, attempt), (index % 2, index as u32));
    }
}

fn dials(world: &World) -> Vec<u32> {
    let seen = world.nodes[0].seen.iter();
    seen.filter_map(|output| match output {
        Output::Dial { attempt, .. } => Some(*attempt),
        _ => None,
    })
    .collect()
}

/// Time passes, and the peer is heard.
fn hear(world: &mut World, conn: ConnId, time: Duration) {
    let end = world.now + time;
    while world.now < end {
        let (sent_ms, at_ms) = (0, world.unix_ms(1));
        tell(world, conn, &Frame::Pong { sent_ms, at_ms });
        let step = Duration::from_secs(1).min(end - world.now);
        world.run(step);
    }
}

#[test]
fn after_a_steady_line_the_waits_begin_anew() {
    let ms = Duration::from_millis(1);
    let lost: fn(ConnId) -> Input = Input::Disconnected;
    let spoilt: fn(ConnId) -> Input = |conn| Input::Frame {
        conn,
        bytes: vec![0xff],
    };
    let steady = STEADY_AFTER;
    for (up_for, end, anew) in [
        (steady - ms, lost, false),
        (steady, lost, true),
        (steady + ms, lost, true),
        (2 * steady, spoilt, false),
    ] {
        let mut world = World::new(15);
        world.reachable = false;
        world.run(Duration::from_secs(30));
        let before = dials(&world);
        assert!(before.len() > 5, "{before:?}");
        let conn = ConnId(1);
        world.input(0, Input::Connected(conn));
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        hear(&mut world, conn, up_for);
        assert!(world.nodes[0].line.is_up());
        world.input(0, end(conn));
        assert!(!world.nodes[0].line.is_up());
        world.run(Duration::from_secs(60));
        let expected = if anew { 0 } else { before.len() as u32 };
        let next = dials(&world)[before.len()];
        assert_eq!(next, expected, "up for {up_for:?}");
    }
}

#[test]
fn nothing_is_dialled_while_a_connection_is_left() {
    // The one in use goes, or the one beside it.
    for (lost, left) in [(1, 2), (2, 1)] {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        world.input(0, Input::Connected(ConnId(2)));
        world.input(0, Input::Disconnected(ConnId(lost)));
        world.run(Duration::from_secs(5));
        assert!(dials(&world).is_empty(), "without {lost}");
        world.input(0, Input::Disconnected(ConnId(left)));
        world.run(Duration::from_secs(5));
        assert!(!dials(&world).is_empty(), "without either");
    }
}

#[test]
fn goodbye_is_told_and_nothing_is_dialled_any_more() {
    let mut world = World::new(12);
    world.up();
    world.reachable = false;
    world.input(0, Input::Leave);
    world.run(Duration::from_secs(60));
    let why = DownReason::Bye(CloseCode::Leaving.number());
    assert_eq!(
        world.count(1, |output| *output == Output::Down { why: why.clone() }),
        1
    );
    let before = world.nodes[0].seen.len();
    world.run(Duration::from_secs(60));
    assert_eq!(world.nodes[0].seen.len(), before);
}

#[test]
fn calls_cross_in_order_while_the_line_is_up() {
    let mut world = World::new(13);
    let now = world.now;
    let call = |byte: u8| Input::SendCall(vec![byte; 3]);
    let refused = world.nodes[0].line.handle_input(now, 0, call(0));
    assert_eq!(refused, Err(InputError::NotUp));
    world.up();
    for byte in 0..50 {
        world.input(0, call(byte));
    }
    world.run(Duration::from_secs(1));
    let expected: Vec<Vec<u8>> = (0..50).map(|byte| vec![byte; 3]).collect();
    assert_eq!(world.nodes[1].calls, expected);
}

#[test]
fn call_frames_are_limited() {
    let mut world = World::new(14);
    world.up();
    let now = world.now;
    for (length, fits) in [
        (CALL_BYTES_MAX - 1, true),
        (CALL_BYTES_MAX, true),
        (CALL_BYTES_MAX + 1, false),
    ] {
        let input = Input::SendCall(vec![0; length]);
        let taken = world.nodes[0].line.handle_input(now, 0, input);
        assert_eq!(taken.is_ok(), fits, "{length}");
    }
    world.run(Duration::from_secs(1));
    assert_eq!(world.nodes[1].calls.len(), 2);
}

#[test]
fn what_is_in_no_log_crosses_while_the_line_is_up_and_is_limited() {
    let mut world = World::new(15);
    let now = world.now;
    let input = |length| Input::SendUnrecorded(vec![0; length]);
    let refused = world.nodes[0].line.handle_input(now, 0, input(3));
    assert_eq!(refused, Err(InputError::NotUp));
    world.up();
    for (length, fits) in [
        (UNRECORDED_FRAME_BYTES_MAX - 1, true),
        (UNRECORDED_FRAME_BYTES_MAX, true),
        (UNRECORDED_FRAME_BYTES_MAX + 1, false),
    ] {
        let taken = world.nodes[0].line.handle_input(now, 0, input(length));
        assert_eq!(taken.is_ok(), fits, "{length}");
    }
    world.run(Duration::from_secs(1));
    let crossed = world.count(1, |output| matches!(output, Output::Unrecorded(_)));
    assert_eq!(crossed, 2);
}

#[test]
fn a_second_connection_wins_by_its_rank_or_because_the_first_is_silent_but_not_late() {
    // Whether the peer had the line up when it greeted there, and whether the new rank is higher.
    for (late, higher) in [(false, false), (false, true), (true, false), (true, true)] {
        for (quiet_ms, silent) in [(2_999, false), (3_000, true), (3_001, true)] {
            let wins = silent || higher && !late;
            let (mut world, conn) = alone();
            let Some((_, Frame::Greeting(own))) = world.sent.first().cloned() else {
                panic!("no greeting");
            };
            assert!(!own.is_up);
            let first = Greeting {
                nonce: own.nonce ^ 7,
                ..greeting()
            };
            tell(&mut world, conn, &Frame::Greeting(first));
            world.run(Duration::from_millis(quiet_ms));
            let second_conn = ConnId(2);
            world.input(0, Input::Connected(second_conn));
            let Some((_, Frame::Greeting(own))) = world.sent.last().cloned() else {
                panic!("no greeting");
            };
            assert_eq!(own.is_up, !silent, "as it is heard");
            let second = Greeting {
                nonce: own.nonce ^ if higher { 8 } else { 6 },
                is_up: late,
                ..greeting()
            };
            tell(&mut world, second_conn, &Frame::Greeting(second));
            let closed = |conn: ConnId| {
                let code = CloseCode::Superseded;
                world.count(0, |output| {
                    *output
                        == Output::Close {
                            conn,
                            code: code.clone(),
                        }
                })
            };
            assert_eq!(
                (closed(conn), closed(second_conn)),
                (usize::from(wins), usize::from(!wins)),
                "late {late}, higher {higher}, quiet for {quiet_ms} ms"
            );
            assert!(world.nodes[0].line.is_up());
        }
    }
}

#[test]
fn a_peer_that_started_anew_is_taken_at_once_and_its_old_connections_no_more() {
    for higher in [false, true] {
        let (mut world, first_conn) = alone();
        let own_nonce = |world: &World| match world.sent.last() {
            Some((_, Frame::Greeting(own))) => own.nonce,
            other => panic!("no greeting: {other:?}"),
        };
        let rank = |higher: bool| if higher { 8 } else { 6 };
        let of = |process: u64, nonce: u64| Greeting {
            process,
            nonce,
            ..greeting()
        };
        let closed = |world: &World, which| {
            let close = |output: &Output| matches!(output, Output::Close { conn, code: CloseCode::Superseded } if *conn == which);
            world.count(0, close)
        };
        let nonce = own_nonce(&world) ^ 7;
        tell(&mut world, first_conn, &Frame::Greeting(of(1, nonce)));
        world.run(Duration::from_millis(10));
        let anew = ConnId(2);
        world.input(0, Input::Connected(anew));
        let nonce = own_nonce(&world) ^ rank(higher);
        tell(&mut world, anew, &Frame::Greeting(of(2, nonce)));
        assert_eq!((closed(&world, first_conn), closed(&world, anew)), (1, 0));
        assert!(world.nodes[0].line.is_up());
        // A connection of the process that ended comes last.
        let old = ConnId(3);
        world.input(0, Input::Connected(old));
        let nonce = own_nonce(&world) ^ rank(higher);
        tell(&mut world, old, &Frame::Greeting(of(1, nonce)));
        assert_eq!((closed(&world, anew), closed(&world, old)), (0, 1));
    }
}

#[test]
fn a_connection_that_comes_late_takes_nothing_over() {
    for seed in 1..=30 {
        let mut world = World::new(seed);
        world.up();
        world.run(Duration::from_secs(2));
        let downs = |output: &Output| matches!(output, Output::Down { .. });
        let before = [world.count(0, downs), world.count(1, downs)];
        let late = world.connect();
        world.run(Duration::from_secs(10));
        let after = [world.count(0, downs), world.count(1, downs)];
        assert_eq!(after, before, "seed {seed}");
        let closed =
            |output: &Output| matches!(output, Output::Close { conn, .. } if *conn == late);
        assert!(
            world.count(0, closed) + world.count(1, closed) > 0,
            "seed {seed}"
        );
    }
}
