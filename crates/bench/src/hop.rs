//! What two nodes and the line add to a voice packet: from the socket of one side's device to that of the
//! other's, beside one hop through the bare relay at the same rate in the same run.

use crate::connected::Calls;
use crate::devices::{PACKETS_PER_S, talk};
use crate::figure::{Figure, Goal, Settings, percentile};
use crate::host::{BareReceiver, BareSender, Host, run_bare};
use crate::plot::Plot;
use crate::voices::{self, BareVoice, Heard, Ledgers, Listener, Listening, heard, numbers};
use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::time::Duration;

const NAME: &str = "hop";
const ADDED_P99_MS_MAX: f64 = 2.0;
/// Voice packets a second over the line, both ways together: calls of two, in which both speak. A node
/// holds 64 calls, so that these are up to 50 of them.
const RATES: [usize; 4] = [50, 1_000, 2_500, 5_000];
/// What was sent last arrives.
const REST: Duration = Duration::from_millis(100);

static DELAY: Plot = Plot {
    file: "hop-delay",
    title: "A voice packet's way through two nodes and the line",
    x: "voice packets a second, both ways together",
    y: "ms",
    x_logarithmic: true,
};

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for &rate in settings.choose(&RATES[..], &RATES[..2]) {
        figures.extend(compare(settings, rate)?);
    }
    Ok(figures)
}

fn compare(settings: &Settings, rate: usize) -> anyhow::Result<Vec<Figure>> {
    let speak = rate / PACKETS_PER_S;
    let calls = speak.div_ceil(2);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let (ledgers, bare_ledgers) = (voices::ledgers(2 * calls), voices::ledgers(2 * calls));
    let mut two_nodes = runtime.block_on(Calls::begin(calls as u32, &ledgers))?;
    let (_host, mut bare) = bare(&bare_ledgers)?;
    // The fewer packets, the longer, so that a hundredth of them is some.
    let seconds = if rate < 500 { 8 } else { 2 };
    let length = settings.choose(Duration::from_secs(seconds), Duration::from_millis(500));
    let warm = Duration::from_millis(500);
    talk(&mut two_nodes.voices[..speak], warm);
    talk(&mut bare[..speak], warm);
    let mut ways = [Way::default(), Way::default()];
    for _ in 0..settings.repetitions() {
        let product = sample(&mut two_nodes.voices[..speak], &ledgers, length)?;
        ways[0].take(&product);
        let compared = sample(&mut bare[..speak], &bare_ledgers, length)?;
        ways[1].take(&compared);
    }
    runtime.block_on(two_nodes.stop())?;
    let x = rate as f64;
    let of = |what: &str, unit, samples: Vec<f64>| {
        Figure::new(NAME, format!("{rate}/s: {what}"), unit, samples)
    };
    let [product, compared] = ways;
    let added = |of: fn(&Way) -> &Vec<f64>| -> Vec<f64> {
        let pairs = of(&product).iter().zip(of(&compared));
        pairs.map(|(two, one)| two - one).collect()
    };
    let (added_p50, added_p99) = (added(|way| &way.p50), added(|way| &way.p99));
    Ok(vec![
        of("two nodes, p50", "ms", product.p50).at(&DELAY, "two nodes, p50", x),
        of("two nodes, p99", "ms", product.p99).at(&DELAY, "two nodes, p99", x),
        of("bare relay, p50", "ms", compared.p50).at(&DELAY, "bare relay, p50", x),
        of("bare relay, p99", "ms", compared.p99).at(&DELAY, "bare relay, p99", x),
        of("added, p50", "ms", added_p50),
        of("added, p99", "ms", added_p99)
            .with_goal(Goal::AtMost(ADDED_P99_MS_MAX))
            .at(&DELAY, "added, p99", x),
        of("lost on two nodes", "%", product.lost),
        of("lost on the bare relay", "%", compared.lost),
    ])
}

/// Of each repetition.
#[derive(Default)]
struct Way {
    p50: Vec<f64>,
    p99: Vec<f64>,
    lost: Vec<f64>,
}

impl Way {
    fn take(&mut self, heard: &Heard) {
        self.p50.push(percentile(&heard.delays_ms, 50.0));
        self.p99.push(percentile(&heard.delays_ms, 99.0));
        let sent = heard.delays_ms.len() + heard.lost;
        self.lost.push(heard.lost as f64 / sent as f64 * 100.0);
    }
}

fn sample<L: Listener>(
    talkers: &mut [Listening<L>],
    ledgers: &Ledgers,
    length: Duration,
) -> anyhow::Result<Heard> {
    let since = numbers(ledgers);
    talk(talkers, length);
    std::thread::sleep(REST);
    let heard = heard(ledgers, &since);
    anyhow::ensure!(!heard.delays_ms.is_empty(), "nobody heard anything");
    Ok(heard)
}

/// Pairs that hear each other through one bare relay.
fn bare(ledgers: &Ledgers) -> anyhow::Result<(Host, Vec<Listening<BareVoice>>)> {
    let relay = UdpSocket::bind("127.0.0.1:0")?;
    let to = relay.local_addr()?;
    let talkers = (0..ledgers.len())
        .map(|stream| BareVoice::begin(to, stream, ledgers))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut senders = BTreeMap::new();
    for (stream, talker) in talkers.iter().enumerate() {
        let listener = stream ^ 1;
        let (key, key_out) = voices::keys(stream, listener);
        let receiver = BareReceiver {
            address: talkers[listener].0.address()?,
            key: key_out,
            ssrc: stream as u32,
            seq: 0,
        };
        let sender = BareSender {
            key,
            receivers: vec![receiver],
        };
        senders.insert(talker.0.address()?, sender);
    }
    let host = Host::start(move |stop, delivered| run_bare(senders, &relay, stop, delivered))?;
    Ok((host, talkers))
}
