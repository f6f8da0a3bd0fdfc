//! Bytes from outside never panic, and what is no frame closes the connection.

use crate::{
    connections::{alone, greeting, tell},
    world::{World, write_log},
};
use domain::Head;
use line::{FRAME_BYTES_MAX, Frame, Greeting, Input, Output, Receipt};
use proptest::prelude::*;

fn closed(world: &World) -> bool {
    world.count(0, |output| matches!(output, Output::Close { .. })) > 0
}

fn arbitrary_head() -> impl Strategy<Value = Head> {
    let seq = prop_oneof![0..6_u64, any::<u64>()];
    (any::<u32>(), seq, any::<u8>()).prop_map(|(generation, seq, byte)| Head {
        generation,
        seq,
        hash: identity::Hash32([byte; 32]),
    })
}

/// Any frame, well formed and senseless.
fn arbitrary_frame() -> impl Strategy<Value = Frame> {
    let entry = (0..2_usize, 0..4_usize).prop_map(|(side, index)| {
        let mut log = write_log(side, Head::EMPTY, 4, "any");
        log.swap_remove(index)
    });
    let greetings = (
        arbitrary_head(),
        arbitrary_head(),
        any::<i64>(),
        any::<u64>(),
    );
    prop_oneof![
        greetings.prop_map(|(own, other, unix_ms, nonce)| {
            Frame::Greeting(Greeting {
                own,
                other,
                unix_ms,
                is_up: false,
                process: 9,
                nonce,
                ..greeting()
            })
        }),
        entry.clone().prop_map(Frame::Entry),
        entry.prop_map(Frame::OwnBack),
        arbitrary_head().prop_map(|head| {
            let log = crate::world::charter(0).side();
            Frame::Receipt(Receipt::sign(log, head, &crate::world::node_key(1)))
        }),
        any::<u64>().prop_map(|from_seq| Frame::WantYours { from_seq }),
        (0..6_u64).prop_map(|from_seq| Frame::WantYours { from_seq }),
        any::<u64>().prop_map(|from_seq| Frame::WantOwnBack { from_seq }),
        (0..6_u64).prop_map(|from_seq| Frame::WantOwnBack { from_seq }),
        any::<i64>().prop_map(|sent_ms| Frame::Ping { sent_ms }),
        any::<(i64, i64)>().prop_map(|(sent_ms, at_ms)| Frame::Pong { sent_ms, at_ms }),
        any::<Vec<u8>>().prop_map(Frame::Call),
        any::<Vec<u8>>().prop_map(Frame::Unrecorded),
        any::<u16>().prop_map(|code| Frame::Bye { code }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_close_a_connection(bytes in prop::collection::vec(any::<u8>(), 0..300), up in any::<bool>()) {
        prop_assume!(Frame::from_bytes(&bytes).is_err());
        let (mut world, conn) = alone();
        if up {
            tell(&mut world, conn, &Frame::Greeting(greeting()));
        }
        world.input(0, Input::Frame { conn, bytes });
        prop_assert!(closed(&world));
        prop_assert!(!world.nodes[0].line.is_up());
        prop_assert_eq!(world.accusations(0), ["line.malformed"]);
    }

    #[test]
    fn a_damaged_frame_never_panics(frame in arbitrary_frame(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        let mut bytes = frame.to_bytes();
        let index = at.index(bytes.len());
        bytes[index] ^= 1 << bit;
        world.input(0, Input::Frame { conn, bytes });
    }

    #[test]
    fn senseless_frames_never_panic(frames in prop::collection::vec(arbitrary_frame(), 1..20), own in 0..4_usize, greeted in any::<bool>()) {
        let (mut world, conn) = alone();
        world.append(0, own, "own");
        if greeted {
            tell(&mut world, conn, &Frame::Greeting(greeting()));
        }
        for frame in &frames {
            tell(&mut world, conn, frame);
        }
        world.run(std::time::Duration::from_secs(40));
        prop_assert!(world.nodes[0].disk.own.len() >= own);
    }
}

#[test]
fn frames_longer_than_the_limit_close() {
    for length in [FRAME_BYTES_MAX - 1, FRAME_BYTES_MAX, FRAME_BYTES_MAX + 1] {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        let bytes = vec![0xff; length];
        world.input(0, Input::Frame { conn, bytes });
        assert!(closed(&world), "{length}");
    }
}
