//! Work of the relay for each delivered packet, beside a bare relay in the same run.

use crate::cpu;
use crate::devices::{self, BareDevice, Load, PACKETS_PER_S, Talker, talk};
use crate::figure::{Figure, Goal, Settings};
use crate::host::{BareReceiver, BareSender, Host, run_bare, run_relay};
use crate::plot::Plot;
use crate::srtp::SrtpKey;
use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::sync::atomic::Ordering;
use std::time::Duration;

const NAME: &str = "relay";
const RATIO_MAX: f64 = 1.6;

/// Packets a second in, for each fan-out: as many as senders, relay and kernel keep up with on two
/// cores.
const LOADS: [(usize, &[usize]); 3] = [
    (1, &[50, 1_000, 4_000, 16_000]),
    (3, &[50, 1_000, 4_000]),
    (10, &[50, 1_000, 2_000]),
];

static RATIO: Plot = Plot {
    file: "relay-ratio",
    title: "The relay's work for a delivered packet, in that of a bare relay",
    x: "packets a second in",
    y: "CPU time of the relay / of the bare relay",
    x_logarithmic: true,
};
static COST: Plot = Plot {
    file: "relay-cost",
    title: "CPU time for a delivered packet of 200 bytes",
    x: "packets a second in",
    y: "µs",
    x_logarithmic: true,
};

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (fan_out, rates) in LOADS {
        for &rate in settings.choose(rates, &rates[1..2]) {
            let load = Load {
                fan_out,
                streams: rate / PACKETS_PER_S,
            };
            figures.extend(compare(settings, load, rate)?);
        }
    }
    Ok(figures)
}

fn compare(settings: &Settings, load: Load, rate: usize) -> anyhow::Result<Vec<Figure>> {
    let (real, mut devices) = real(load)?;
    let (bare, mut bare_devices) = bare(load)?;
    // The fewer packets, the longer, so that each sample is of a hundred at least.
    let length = settings.choose(
        Duration::from_secs(if rate < 500 { 4 } else { 2 }),
        Duration::from_millis(500),
    );
    talk(&mut devices, Duration::from_millis(500));
    talk(&mut bare_devices, Duration::from_millis(500));
    let (mut costs, mut bare_costs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..settings.repetitions() {
        let cost = sample(&real, &mut devices, length)?;
        let bare_cost = sample(&bare, &mut bare_devices, length)?;
        costs.push(cost);
        bare_costs.push(bare_cost);
        ratios.push(cost / bare_cost);
    }
    let way = format!("1→{}", load.fan_out);
    let of = |what: &str| format!("{way}, {rate}/s in: {what}");
    let x = rate as f64;
    Ok(vec![
        Figure::new(NAME, of("relay"), "µs/packet", costs).at(&COST, format!("relay {way}"), x),
        Figure::new(NAME, of("bare relay"), "µs/packet", bare_costs).at(
            &COST,
            format!("bare {way}"),
            x,
        ),
        Figure::new(NAME, of("relay / bare"), "ratio", ratios)
            .with_goal(Goal::AtMost(RATIO_MAX))
            .at(&RATIO, way, x),
    ])
}

/// CPU time for each packet delivered, in µs.
fn sample<T: Talker>(host: &Host, talkers: &mut [T], length: Duration) -> anyhow::Result<f64> {
    let before = (
        cpu::of_thread(host.thread)?,
        host.delivered.load(Ordering::Relaxed),
    );
    talk(talkers, length);
    // What was sent last is on its way.
    std::thread::sleep(Duration::from_millis(20));
    let after = (
        cpu::of_thread(host.thread)?,
        host.delivered.load(Ordering::Relaxed),
    );
    let delivered = after.1 - before.1;
    anyhow::ensure!(delivered > 0, "nothing was delivered");
    Ok((after.0 - before.0).as_secs_f64() * 1e6 / delivered as f64)
}

fn real(load: Load) -> anyhow::Result<(Host, Vec<devices::Device>)> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let address = socket.local_addr()?;
    let (mut devices, offers) = devices::offering(load)?;
    let (relay, answers) = devices::relay_with(address, &offers)?;
    for (device, answer) in devices.iter_mut().zip(&answers) {
        device.answer(answer)?;
    }
    let host = Host::start(move |stop, delivered| {
        run_relay(relay, &socket, address, stop, delivered);
    })?;
    devices::connect(&mut devices)?;
    Ok((host, devices))
}

fn bare(load: Load) -> anyhow::Result<(Host, Vec<BareDevice>)> {
    let relay = UdpSocket::bind("127.0.0.1:0")?;
    let to = relay.local_addr()?;
    let (mut devices, mut senders) = (Vec::new(), BTreeMap::new());
    for (call, speaking) in (0u32..).zip(load.calls()) {
        let first = devices.len();
        for place in 0..=load.fan_out {
            let socket = UdpSocket::bind("127.0.0.1:0")?;
            socket.set_nonblocking(true)?;
            let ssrc = call * 64 + place as u32;
            devices.push(BareDevice {
                socket,
                to,
                key: SrtpKey::numbered(ssrc),
                ssrc,
                seq: 0,
                speaks: place < speaking,
            });
        }
        let members = &devices[first..];
        for sender in members.iter().filter(|device| device.speaks) {
            let others = members.iter().filter(|other| other.ssrc != sender.ssrc);
            let receivers = others.map(|other| {
                anyhow::Ok(BareReceiver {
                    address: other.socket.local_addr()?,
                    key: SrtpKey::numbered(1 << 16 | other.ssrc),
                    ssrc: sender.ssrc,
                    seq: 0,
                })
            });
            let sender_of = BareSender {
                key: SrtpKey::numbered(sender.ssrc),
                receivers: receivers.collect::<anyhow::Result<_>>()?,
            };
            senders.insert(sender.socket.local_addr()?, sender_of);
        }
    }
    let host = Host::start(move |stop, delivered| run_bare(senders, &relay, stop, delivered))?;
    Ok((host, devices))
}
