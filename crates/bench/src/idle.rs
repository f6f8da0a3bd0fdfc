//! A node at rest, in a process of its own: how soon it answers after its start, what it holds in
//! memory and what it works while nothing happens. It has its one line and a thousand contacts.

use crate::figure::{Figure, Goal, Settings};
use crate::sides::{Side, Writer};
use anyhow::{Context, ensure};
use domain::{Head, LogItem, Record};
use identity::encode_canonical;
use node::http::DeskSource;
use node::runtime::{Clock, NodeConfig};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use storage::{Batch, Log, SqliteStore, Store, Table};

const NAME: &str = "idle";
const RESIDENT_MB_MAX: f64 = 60.0;
const START_MS_MAX: f64 = 300.0;
const CONTACTS: u32 = 1_000;
/// Entries of one commit, so that making the store doesn't take longer than measuring it.
const AT_ONCE: usize = 500;
/// Ticks of the scheduler in a second, as Linux counts processor time (proc(5)).
const TICKS_A_SECOND: f64 = 100.0;

/// The argument with which the benchmark starts itself as the node that is measured.
pub const CHILD: &str = "idle-node";

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let dir = tempfile::tempdir()?;
    let store = dir.path().join("store.sqlite");
    fill(&store)?;
    let rest = settings.choose(Duration::from_secs(10), Duration::from_secs(1));
    let (mut starts, mut resident, mut worked) = <(Vec<_>, Vec<_>, Vec<_>)>::default();
    for _ in 0..settings.repetitions() {
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .arg(CHILD)
            .arg(&store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        let contacts = lines.next().context("the node didn't start")??;
        starts.push(began.elapsed().as_secs_f64() * 1_000.0);
        ensure!(contacts == CONTACTS.to_string(), "{contacts} contacts");
        let before = ticks(child.id())?;
        std::thread::sleep(rest);
        let used = (ticks(child.id())? - before) / TICKS_A_SECOND;
        worked.push(used / rest.as_secs_f64() * 1_000.0);
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        resident.push(kib.context("its memory")? / 1_024.0);
        // It ends with its input.
        drop(child.stdin.take());
        ensure!(child.wait()?.success(), "the node failed");
    }
    let figure = |name: &str, unit, samples| Figure::new(NAME, name, unit, samples);
    Ok(vec![
        figure("start until it answers", "ms", starts).with_goal(Goal::AtMost(START_MS_MAX)),
        figure("resident, 1 line, 1,000 contacts", "MiB", resident)
            .with_goal(Goal::AtMost(RESIDENT_MB_MAX)),
        figure("processor time while nothing happens", "ms/s", worked),
    ])
}

/// User and system time of a process.
fn ticks(process: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name before may contain anything but ends with the last bracket.
    let (_, rest) = stat.rsplit_once(')').context("its times")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    Ok(fields[11].parse::<f64>()? + fields[12].parse::<f64>()?)
}

/// A thousand agreed contacts in a store, as if the node had taken them.
fn fill(path: &Path) -> anyhow::Result<()> {
    let mut store = SqliteStore::open(path)?;
    let unix_ms = Clock::real().now().unix_ms;
    let sides = [Side::new(1), Side::new(2)];
    let devices = [sides[0].device(1), sides[1].device(1)];
    let mut writers = [Writer::new(&sides[0]), Writer::new(&sides[1])];
    let mut entries = Vec::new();
    let mut write = |side: usize, item: &LogItem| {
        let seen = writers[1 - side].head;
        let entry = writers[side].write(item, seen, unix_ms);
        entries.push((side, writers[side].head.seq, encode_canonical(&entry)));
    };
    for side in [0, 1] {
        let signed = sides[side].accreditation(&devices[side], unix_ms);
        write(side, &LogItem::Accreditation(signed));
    }
    let item = |record: &Record| LogItem::Record(record.bytes().to_vec());
    for number in 0..CONTACTS {
        let proposal = devices[0].proposal(number, unix_ms);
        write(0, &item(&proposal));
        write(1, &item(&devices[1].acceptance(&proposal, unix_ms)));
    }
    // Nobody answers there: the line dials on.
    let other = sides[1].credentials("127.0.0.1:9");
    store.commit(&Batch::new().put(Table::Lines, *b"other", other))?;
    for some in entries.chunks(AT_ONCE) {
        let batch = some.iter().fold(Batch::new(), |batch, (side, seq, bytes)| {
            let log = match side {
                0 => Log::Own(sides[0].id()),
                _ => Log::Other(sides[1].id()),
            };
            batch.append(log, *seq, bytes.clone())
        });
        store.commit(&batch)?;
    }
    ensure!(writers.iter().all(|writer| writer.head != Head::EMPTY));
    Ok(())
}

/// The process that is measured: says how many contacts it knows once it answers, rests until its
/// input ends.
pub fn child(store: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let any = "127.0.0.1:0".parse()?;
        let side = Side::new(1);
        let config = NodeConfig {
            store: store.to_owned(),
            http: any,
            media: any,
            media_address: None,
            media_tcp_address: None,
            line: any,
            metrics: None,
            clock: Clock::real(),
            desk: DeskSource::default(),
            over_tls: false,
            tls: None,
            danger_tap: None,
            danger_given_keys: None,
            push: Default::default(),
        };
        let node =
            node::runtime::start(config, side.credentials("127.0.0.1:9"), side.node_seed()).await?;
        let contacts = node
            .handle
            .call(|core, _| core.view().contacts().len())
            .await?;
        println!("{contacts}");
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
        node.stop().await?;
        Ok(())
    })
}
