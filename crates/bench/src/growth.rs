//! What a call costs as calls become many, with voice and without: the relay in a process of its
//! own, so that memory is its alone.

use crate::cpu;
use crate::devices::{self, Device, Load, PACKET_EVERY, Talker, talk};
use crate::figure::{Figure, Goal, Settings};
use crate::host::run_relay;
use crate::plot::Plot;
use anyhow::Context;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::{Duration, Instant};

const NAME: &str = "growth";
/// Argument that makes this program the relay of [`run`].
pub const CHILD: &str = "relay-of-growth";
const CALLS: [usize; 5] = [1, 10, 50, 100, 200];
/// A call among two hundred costs at most so much more than one among ten.
const GROWTH_MAX: f64 = 1.25;

static CPU: Plot = Plot {
    file: "growth-cpu",
    title: "CPU time of one call as calls become many",
    x: "calls of two devices",
    y: "ms of CPU for a second of a call",
    x_logarithmic: true,
};

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut at = Vec::new();
    for &calls in settings.choose(&CALLS[..], &CALLS[..2]) {
        let (mut talking, mut idle, mut memory) = (Vec::new(), Vec::new(), Vec::new());
        let length = settings.choose(Duration::from_secs(2), Duration::from_millis(500));
        let mut relay = Process::start(calls)?;
        for _ in 0..settings.repetitions() {
            talking.push(relay.cpu_ms(true, length)? / calls as f64);
            idle.push(relay.cpu_ms(false, length)? / calls as f64);
            memory.push(relay.grown()? / 1024.0 / calls as f64);
        }
        let x = calls as f64;
        let of = |what: &str| format!("{calls} calls: {what}");
        figures.extend([
            Figure::new(NAME, of("both speak"), "ms/s/call", talking.clone()).at(
                &CPU,
                "both speak",
                x,
            ),
            Figure::new(NAME, of("idle"), "ms/s/call", idle.clone()).at(&CPU, "idle", x),
            Figure::new(NAME, of("memory"), "KiB/call", memory.clone()),
        ]);
        at.push((calls, talking, memory));
    }
    if let (Some(ten), Some(most)) = (at.get(1), at.last())
        && most.0 > ten.0
    {
        let ratios = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a / b).collect();
        for (what, samples) in [
            ("CPU", ratios(&most.1, &ten.1)),
            ("memory", ratios(&most.2, &ten.2)),
        ] {
            let name = format!("{what} of a call among {} / among {}", most.0, ten.0);
            let figure = Figure::new(NAME, name, "ratio", samples);
            figures.push(figure.with_goal(Goal::AtMost(GROWTH_MAX)));
        }
    }
    Ok(figures)
}

struct Process {
    child: Child,
    devices: Vec<Device>,
    /// Before the first call.
    empty: f64,
}

impl Process {
    fn start(calls: usize) -> anyhow::Result<Self> {
        let load = Load {
            fan_out: 1,
            streams: 2 * calls,
        };
        let (mut devices, offers) = devices::offering(load)?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg(CHILD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut told = BufReader::new(child.stdout.take().context("no output")?);
        let mut line = String::new();
        told.read_line(&mut line)?;
        let empty = cpu::resident(child.id())?;
        let mut input = child.stdin.as_ref().context("no input")?;
        writeln!(input, "{}", serde_json::to_string(&offers)?)?;
        line.clear();
        told.read_line(&mut line)?;
        let answers: Vec<String> = serde_json::from_str(&line)?;
        for (device, answer) in devices.iter_mut().zip(&answers) {
            device.answer(answer)?;
        }
        devices::connect(&mut devices)?;
        talk(&mut devices, Duration::from_millis(500));
        Ok(Self {
            child,
            devices,
            empty,
        })
    }

    /// For a second of voice of every device, which takes longer on a machine that is too slow; idle,
    /// for a second.
    fn cpu_ms(&mut self, speaks: bool, length: Duration) -> anyhow::Result<f64> {
        for device in &mut self.devices {
            device.speaks = speaks;
            device.tick(Instant::now());
        }
        let (began, before) = (Instant::now(), cpu::of_process(self.child.id())?);
        let rounds = talk(&mut self.devices, length);
        let seconds = match speaks {
            true => f64::from(rounds) * PACKET_EVERY.as_secs_f64(),
            false => began.elapsed().as_secs_f64(),
        };
        let used = cpu::of_process(self.child.id())? - before;
        Ok(used.as_secs_f64() * 1e3 / seconds)
    }

    fn grown(&self) -> anyhow::Result<f64> {
        Ok(cpu::resident(self.child.id())? - self.empty)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It ends with its input; what hangs is ended.
        drop(self.child.stdin.take());
        let until = Instant::now() + Duration::from_secs(2);
        while Instant::now() < until && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The relay's process: offers in, answers out, then media until the input ends.
pub fn child() -> anyhow::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let address: SocketAddr = socket.local_addr()?;
    println!("ready");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let offers: Vec<(usize, String)> = serde_json::from_str(&line)?;
    let (relay, answers) = devices::relay_with(address, &offers)?;
    println!("{}", serde_json::to_string(&answers)?);
    drop((line, offers, answers));
    let (stop, delivered) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| run_relay(relay, &socket, address, &stop, &delivered));
        let mut rest = Vec::new();
        let _ = std::io::stdin().lock().read_to_end(&mut rest);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    Ok(())
}
