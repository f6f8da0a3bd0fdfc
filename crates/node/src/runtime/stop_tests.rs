//! A node that is told to stop: what was asked is answered, sockets are given back, what was
//! acknowledged is there when it runs again. Its metrics are on a listener of their own.

use super::{Clock, NodeConfig, Running, start};
use crate::fixture::Founded;
use crate::http::DeskSource;
use identity::SecretSeed;
use std::{net::SocketAddr, path::Path, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

fn any() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

async fn run(side: &Founded, dir: &Path) -> Running {
    let config = NodeConfig {
        store: dir.join("store.sqlite"),
        http: any(),
        media: any(),
        media_address: None,
        media_tcp_address: None,
        line: any(),
        metrics: Some(any()),
        clock: Clock::real(),
        desk: DeskSource::default(),
        over_tls: false,
        tls: None,
        push: Default::default(),
        danger_tap: None,
        danger_given_keys: None,
    };
    start(config, side.credentials.clone(), SecretSeed([1 ^ 0x20; 32]))
        .await
        .unwrap()
}

/// Status and body.
async fn get(addr: SocketAddr, path: &str) -> (u16, String) {
    let mut socket = TcpStream::connect(addr).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_are_on_their_own_listener() {
    let dir = tempfile::tempdir().unwrap();
    let running = run(&Founded::new("North", 1), dir.path()).await;
    let metrics = running.metrics.unwrap();
    assert_eq!(get(running.http, "/healthz").await, (200, "ok\n".into()));
    let (status, public) = get(running.http, "/metrics").await;
    assert_eq!(status, 404);
    assert!(!public.contains("detente_"));
    let (status, text) = get(metrics, "/metrics").await;
    assert_eq!(status, 200);
    assert!(text.contains("detente_line_up 0"));
    // And nothing of the API is there.
    for path in ["/", "/healthz", "/api/v1/side", "/api/v1/logs"] {
        assert_eq!(get(metrics, path).await.0, 404, "{path}");
    }
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_node_gives_everything_back_and_runs_again() {
    let dir = tempfile::tempdir().unwrap();
    let side = Founded::new("North", 1);
    let running = run(&side, dir.path()).await;
    let (http, metrics) = (running.http, running.metrics.unwrap());
    let south = Founded::new("South", 2);
    let pinned = south.credentials.clone();
    running
        .handle
        .call(move |core, now| core.pin_line(now, &pinned))
        .await
        .unwrap()
        .unwrap();
    let handle = running.handle.clone();
    // A connection that asks nothing holds nobody up.
    let idle = TcpStream::connect(http).await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), running.stop())
        .await
        .expect("it stops at once")
        .unwrap();
    drop(idle);
    assert!(handle.call(|_, _| ()).await.is_err(), "the core is gone");
    for addr in [http, metrics] {
        TcpListener::bind(addr)
            .await
            .expect("the port is free again");
    }
    let again = run(&side, dir.path()).await;
    let other = again
        .handle
        .call(|core, _| core.other_credentials().map(<[u8]>::to_vec))
        .await
        .unwrap();
    assert_eq!(other, Some(south.credentials));
    again.stop().await.unwrap();
}

/// A program that just ends its runtime leaves a core with timers that nobody drives.
#[test]
fn a_node_whose_runtime_ends_first_ends_quietly() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let running = runtime.block_on(async {
        let running = run(&Founded::new("North", 1), dir.path()).await;
        let south = Founded::new("South", 2).credentials;
        // A line that is dialled has timers.
        let pinned = running
            .handle
            .call(move |core, now| core.pin_line(now, &south))
            .await;
        pinned.unwrap().unwrap();
        running
    });
    drop(runtime);
    let core = running.into_core();
    assert!(core.join().expect("it doesn't panic").is_ok());
}
