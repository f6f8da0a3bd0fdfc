//! The cases: what the cable is like, and what happens in the call.

use std::time::Duration;

use crate::cable::Weather;

/// What happens while they speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Cut,
    Whole,
    /// Between North's device and its node UDP vanishes.
    BlockUdp,
    /// North's device has another address from now on.
    DeviceMoves,
    /// North's node has another address towards South, which South doesn't know.
    NodeMoves,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub name: &'static str,
    pub title: String,
    pub weather: Weather,
    /// Of both nodes' devices on the line, known to them.
    pub line_mtu: Option<u16>,
    /// From the beginning, between North's device and its node.
    pub udp_blocked: bool,
    /// After the floor opened.
    pub acts: Vec<(Duration, Act)>,
    /// Of speech.
    pub seconds: u64,
}

const SPEECH_S: u64 = 10;
/// When what happens happens.
const ACT_AFTER: Duration = Duration::from_secs(3);
/// Speech that follows the last thing that happened.
const AFTERWARDS_S: u64 = 9;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn case(name: &'static str, title: impl Into<String>, weather: Weather) -> Case {
    Case {
        name,
        title: title.into(),
        weather,
        line_mtu: None,
        udp_blocked: false,
        acts: Vec::new(),
        seconds: SPEECH_S,
    }
}

fn round_trip(ms_each: u64) -> Weather {
    Weather {
        delay: ms(ms_each / 2),
        ..Weather::default()
    }
}

pub fn delays() -> Vec<(f64, Case)> {
    let of = [
        (0, "rtt-0"),
        (40, "rtt-40"),
        (80, "rtt-80"),
        (160, "rtt-160"),
    ];
    of.map(|(rtt, name)| {
        (
            rtt as f64,
            case(name, format!("round trip {rtt} ms"), round_trip(rtt)),
        )
    })
    .into()
}

/// Loss on a line of 40 ms, each way.
pub fn losses(burst: u32) -> Vec<(f64, Case)> {
    let of = [
        (0, "loss-0", "burst-0"),
        (1, "loss-1", "burst-1"),
        (5, "loss-5", "burst-5"),
        (10, "loss-10", "burst-10"),
        (20, "loss-20", "burst-20"),
        (30, "loss-30", "burst-30"),
    ];
    let each = of.map(|(loss, random, bursts)| {
        let weather = Weather {
            loss_per_cent: f64::from(loss),
            burst,
            ..round_trip(40)
        };
        let (name, how) = match burst {
            1 => (random, "at random"),
            _ => (bursts, "in bursts of three"),
        };
        (
            f64::from(loss),
            case(name, format!("{loss} % lost {how}"), weather),
        )
    });
    each.into()
}

pub fn others() -> Vec<Case> {
    vec![
        case(
            "jitter",
            "jitter 20 ± 20 ms each way",
            Weather {
                delay: ms(20),
                jitter: ms(20),
                ..Weather::default()
            },
        ),
        case(
            "reordering",
            "a quarter of packets overtake by 20 ms",
            Weather {
                overtaking_per_cent: 25.0,
                ..round_trip(40)
            },
        ),
        case(
            "narrow",
            "128 kbit/s each way",
            Weather {
                bits_per_s: Some(128_000),
                ..round_trip(40)
            },
        ),
        Case {
            line_mtu: Some(1_280),
            ..case("mtu-1280", "MTU 1,280, known to the nodes", round_trip(40))
        },
        black_hole(),
        udp_blocked(),
        udp_dies(),
        device_moves(),
        Case {
            acts: vec![(ACT_AFTER, Act::NodeMoves)],
            seconds: 3 + 15,
            ..case(
                "node-moves",
                "the node's address changes in mid-call",
                round_trip(40),
            )
        },
        cut("cut-1", 1),
        cut("cut-5", 5),
        cut("cut-60", 60),
    ]
}

/// QUIC asks for datagrams of 1,200 bytes, 1,228 with the headers of UDP and IPv4 (RFC 9000 §14).
pub fn black_hole() -> Case {
    let weather = Weather {
        bytes_max: Some(1_280),
        ..round_trip(40)
    };
    case(
        "black-hole",
        "longer packets than 1,280 B vanish without a word",
        weather,
    )
}

pub fn udp_blocked() -> Case {
    Case {
        udp_blocked: true,
        ..case(
            "udp-blocked",
            "UDP blocked between device and node",
            round_trip(40),
        )
    }
}

pub fn udp_dies() -> Case {
    Case {
        acts: vec![(ACT_AFTER, Act::BlockUdp)],
        seconds: 3 + AFTERWARDS_S,
        ..case(
            "udp-dies",
            "UDP dies between device and node in mid-call",
            round_trip(40),
        )
    }
}

pub fn device_moves() -> Case {
    Case {
        acts: vec![(ACT_AFTER, Act::DeviceMoves)],
        seconds: 3 + AFTERWARDS_S,
        ..case(
            "device-moves",
            "the device's address changes in mid-call",
            round_trip(40),
        )
    }
}

/// A bounded line of 80 ms, on which a file crosses while they speak.
pub fn beside_an_attachment(mbit_per_s: u64) -> Case {
    let weather = Weather {
        bits_per_s: Some(mbit_per_s * 1_000_000),
        ..round_trip(80)
    };
    Case {
        seconds: 40,
        ..case(
            "attachment",
            format!("{mbit_per_s} Mbit/s, round trip 80 ms"),
            weather,
        )
    }
}

pub fn cut(name: &'static str, seconds: u64) -> Case {
    Case {
        acts: vec![
            (ACT_AFTER, Act::Cut),
            (ACT_AFTER + Duration::from_secs(seconds), Act::Whole),
        ],
        seconds: 3 + seconds + AFTERWARDS_S,
        ..case(
            name,
            format!("the line cut for {seconds} s in mid-call"),
            round_trip(40),
        )
    }
}
