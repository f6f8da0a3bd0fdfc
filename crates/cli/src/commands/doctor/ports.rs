//! The node's ports, and whether its relay takes what arrives at the media port.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket},
    time::{Duration, Instant},
};

use rustls::RootCertStore;

use super::{Findings, Verdict};
use crate::{api::press_site, home::SideFile};

/// The node's own count of datagrams that its relay took.
const TAKEN_METRIC: &str = "detente_media_datagrams_from_devices_total";
/// Longest that a datagram may take on its own machine, also a busy one.
const TAKEN_WITHIN: Duration = Duration::from_secs(2);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// Longest page of metrics that is read.
const METRICS_BYTES_MAX: usize = 1024 * 1024;

/// With the node up its ports are held, without it they are free.
pub fn check_ports(side: &SideFile, node_is_up: bool, found: &mut Findings) {
    let udp = |address: SocketAddr| UdpSocket::bind(address).map(drop);
    let tcp = |address: SocketAddr| TcpListener::bind(address).map(drop);
    for (what, address, bound) in [
        ("http port", side.http, tcp(side.http)),
        ("line port", side.line, udp(side.line)),
        ("media port", side.media, udp(side.media)),
        ("metrics port", side.metrics, tcp(side.metrics)),
    ] {
        match (bound.map_err(|error| (error.kind(), error)), node_is_up) {
            (Ok(()), false) => found.good(what, format!("{address} is free")),
            (Err((ErrorKind::AddrInUse, _)), true) => {
                found.good(what, format!("{address} is held by the node"));
            }
            (Ok(()), true) => found.add(
                what,
                Verdict::Bad,
                format!("{address} isn't the running node's"),
                "start the node again: it runs with other settings than side.toml has now",
            ),
            (Err((ErrorKind::AddrInUse, _)), false) => found.add(
                what,
                Verdict::Bad,
                format!("{address} is held by something that isn't the node"),
                "stop what holds it (`ss -lntup` names it), or change the address in side.toml",
            ),
            (Err((ErrorKind::AddrNotAvailable, _)), _) => found.add(
                what,
                Verdict::Bad,
                format!("{address} is no address of this machine"),
                "change the address in side.toml, or bring its network up",
            ),
            (Err((_, error)), _) => found.add(
                what,
                Verdict::Bad,
                format!("{address}: {error}"),
                "change the address in side.toml, or let this user have it",
            ),
        }
    }
}

/// Sends a connectivity check that names nobody to the media port. The relay answers no stranger, so
/// whether it took it is read from its own count; that needs the node's machine.
pub async fn check_relay(side: Option<&SideFile>, found: &mut Findings) {
    let Some(side) = side else {
        found.add(
            "relay",
            Verdict::Unseen,
            "can't be looked at from here",
            "run `detente doctor` on the node's machine",
        );
        return;
    };
    let (verdict, detail, next) = match probe(side).await {
        Ok(took) => (
            Verdict::Good,
            format!(
                "took a datagram at {} after {} ms",
                side.media,
                took.as_millis()
            ),
            "",
        ),
        Err(Unanswered::Metrics(cause)) => (
            Verdict::Warning,
            format!("not looked at: metrics at {}: {cause}", side.metrics),
            "start the node again; if it stays, report it",
        ),
        Err(Unanswered::Send(cause)) => (
            Verdict::Bad,
            format!("nothing can be sent to {}: {cause}", side.media),
            "check the media address in side.toml and this machine's network",
        ),
        Err(Unanswered::Silent) => (
            Verdict::Bad,
            format!(
                "took nothing at {} within {} s",
                side.media,
                TAKEN_WITHIN.as_secs()
            ),
            "check the machine's firewall for UDP, look at the node's log, start the node again",
        ),
    };
    found.add("relay", verdict, detail, next);
}

enum Unanswered {
    Metrics(String),
    Send(std::io::Error),
    Silent,
}

async fn probe(side: &SideFile) -> Result<Duration, Unanswered> {
    let before = taken(side.metrics).await.map_err(Unanswered::Metrics)?;
    let from: SocketAddr = match side.media {
        SocketAddr::V4(to) if to.ip().is_loopback() => (Ipv4Addr::LOCALHOST, 0).into(),
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(to) if to.ip().is_loopback() => (Ipv6Addr::LOCALHOST, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let began = Instant::now();
    UdpSocket::bind(from)
        .and_then(|socket| socket.send_to(&nameless_check(), side.media))
        .map_err(Unanswered::Send)?;
    while began.elapsed() < TAKEN_WITHIN {
        if taken(side.metrics).await.map_err(Unanswered::Metrics)? > before {
            return Ok(began.elapsed());
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
    Err(Unanswered::Silent)
}

/// A STUN binding request (RFC 8489 §5) without attributes.
fn nameless_check() -> [u8; 20] {
    let mut request = [0; 20];
    request[1] = 1;
    request[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
    request[8..].copy_from_slice(b"detente-look");
    request
}

async fn taken(metrics: SocketAddr) -> Result<u64, String> {
    let words = |error: reqwest::Error| error.to_string();
    let client = press_site::builder(RootCertStore::empty())
        .map_err(|error| error.cause)?
        .timeout(TAKEN_WITHIN)
        .no_proxy()
        .build()
        .map_err(words)?;
    let mut answer = client
        .get(format!("http://{metrics}/metrics"))
        .send()
        .await
        .map_err(words)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(words)? {
        if bytes.len() + chunk.len() > METRICS_BYTES_MAX {
            return Err("they are longer than a node's".into());
        }
        bytes.extend_from_slice(&chunk);
    }
    count_in(&String::from_utf8_lossy(&bytes))
        .ok_or_else(|| "they don't count the relay's datagrams".into())
}

fn count_in(text: &str) -> Option<u64> {
    text.lines()
        .find_map(|line| line.strip_prefix(TAKEN_METRIC))
        .and_then(|count| count.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_the_metrics() {
        let text =
            format!("# HELP {TAKEN_METRIC} Datagrams\n# TYPE x\n{TAKEN_METRIC} 17\nother 3\n");
        assert_eq!(count_in(&text), Some(17));
        assert_eq!(count_in("other 3\n"), None);
        assert_eq!(count_in(&format!("{TAKEN_METRIC} many\n")), None);
    }
}
