//! Records from one node's devices to the other side's receipt: two nodes as they run, over real
//! sockets, each entry on both disks before it is receipted.

use crate::figure::{Figure, Goal, Settings};
use crate::sides::{Device, Side};
use anyhow::{Context, bail, ensure};
use node::http::DeskSource;
use node::runtime::{Clock, NodeConfig, Running, start};
use std::path::Path;
use std::time::{Duration, Instant};

const NAME: &str = "records";
const RECORDS_A_SECOND_MIN: f64 = 500.0;
/// So many that none reaches its own quota of fifty a second.
const DEVICES: u32 = 64;
/// Records under way at once: what the devices of a busy side have open.
const UNDER_WAY: usize = 32;
const PATIENCE: Duration = Duration::from_secs(120);

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let records = settings.choose(3_000, 300);
    let (mut accepted, mut receipted, mut synced, mut alone) =
        <(Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
    for _ in 0..settings.repetitions() {
        let measured = runtime.block_on(measure(records))?;
        accepted.push(measured.accepted_a_second);
        receipted.push(measured.receipted_a_second);
        synced.push(measured.syncs_a_second);
        alone.push(measured.alone_ms);
    }
    let figure = |name: &str, unit, samples| Figure::new(NAME, name, unit, samples);
    Ok(vec![
        figure("proposals receipted by the other side", "1/s", receipted)
            .with_goal(Goal::AtLeast(RECORDS_A_SECOND_MIN)),
        figure("of these, accepted by the own node", "1/s", accepted),
        figure(
            "one proposal to its receipt, nothing else going on",
            "ms",
            alone,
        ),
        figure(
            "bare appends with fsync on this disk (bounds all above)",
            "1/s",
            synced,
        ),
    ])
}

struct Measured {
    accepted_a_second: f64,
    receipted_a_second: f64,
    syncs_a_second: f64,
    alone_ms: f64,
}

pub async fn node(dir: &Path, side: &Side) -> anyhow::Result<Running> {
    let any = "127.0.0.1:0".parse()?;
    let config = NodeConfig {
        store: dir.join(format!("{}.sqlite", side.charter.name)),
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
    // Its own route is in what it hands out, which is made once it is known.
    Ok(start(config, side.credentials("127.0.0.1:9"), side.node_seed()).await?)
}

pub async fn pin(node: &Running, other: &Side, at: &Running) -> anyhow::Result<()> {
    let credentials = other.credentials(&at.line.to_string());
    let pinned = node
        .handle
        .call(move |core, now| core.pin_line(now, &credentials));
    pinned
        .await?
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(())
}

async fn receipted(node: &Running) -> anyhow::Result<(u64, u64)> {
    let status = node.handle.call(|core, _| core.line_status()).await?;
    Ok((status.receipted, status.own_entries))
}

/// Waits until the other side has all that this node wrote.
pub async fn all_receipted(node: &Running) -> anyhow::Result<()> {
    let began = Instant::now();
    loop {
        let (receipted, own) = receipted(node).await?;
        if receipted == own {
            return Ok(());
        }
        ensure!(began.elapsed() < PATIENCE, "{receipted} of {own} receipted");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

pub async fn post(node: &Running, device: &Device, bytes: Vec<u8>) -> anyhow::Result<()> {
    let id = device.id();
    let posted = node
        .handle
        .call(move |core, now| core.post_record(now, id, &bytes));
    match posted.await? {
        Ok(_) => Ok(()),
        Err(error) => bail!("a record was refused: {error:?}"),
    }
}

async fn measure(records: u32) -> anyhow::Result<Measured> {
    let dir = tempfile::tempdir()?;
    let (north, south) = (Side::new(1), Side::new(2));
    let (one, other) = (
        node(dir.path(), &north).await?,
        node(dir.path(), &south).await?,
    );
    pin(&one, &south, &other).await?;
    pin(&other, &north, &one).await?;
    let unix_ms = Clock::real().now().unix_ms;
    let devices: Vec<Device> = (0..DEVICES).map(|number| north.device(number)).collect();
    for device in &devices {
        let signed = north.accreditation(device, unix_ms);
        let written = one
            .handle
            .call(move |core, now| core.post_accreditation(now, &signed));
        written
            .await?
            .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    }
    all_receipted(&one).await.context("accreditations")?;
    let proposal = |number: u32| {
        let device = &devices[(number % DEVICES) as usize];
        (device, device.proposal(number, unix_ms).bytes().to_vec())
    };
    let mut alone = Vec::new();
    for number in 0..20 {
        let (device, bytes) = proposal(number);
        let began = Instant::now();
        post(&one, device, bytes).await?;
        all_receipted(&one).await?;
        alone.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    // Signed before, since devices do that.
    let all: Vec<_> = (20..20 + records).map(proposal).collect();
    let before = receipted(&one).await?.0;
    let began = Instant::now();
    let mut all = all.into_iter();
    loop {
        let some: Vec<_> = all.by_ref().take(UNDER_WAY).collect();
        if some.is_empty() {
            break;
        }
        let posts = some
            .into_iter()
            .map(|(device, bytes)| post(&one, device, bytes));
        futures_util::future::try_join_all(posts).await?;
    }
    let accepted = began.elapsed();
    all_receipted(&one).await?;
    let took = began.elapsed();
    let after = receipted(&one).await?.0;
    ensure!(after - before == u64::from(records), "not all are there");
    one.stop().await?;
    other.stop().await?;
    Ok(Measured {
        accepted_a_second: f64::from(records) / accepted.as_secs_f64(),
        receipted_a_second: f64::from(records) / took.as_secs_f64(),
        syncs_a_second: syncs_a_second(dir.path(), records)?,
        alone_ms: crate::figure::percentile(&alone, 50.0),
    })
}

/// What the disk alone allows: a record's bytes appended and synced, one after the other.
fn syncs_a_second(dir: &Path, count: u32) -> anyhow::Result<f64> {
    use std::io::Write;
    let mut file = std::fs::File::create(dir.join("bare"))?;
    let began = Instant::now();
    for _ in 0..count {
        file.write_all(&[7; 1_500])?;
        file.sync_data()?;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}
