//! A node starts only if its devices can be told where to send.

use crate::side::{begin, config};
use node::runtime::{MediaAddressError, NodeConfig, RunError};
use std::net::SocketAddr;

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn media_on_every_address_starts_with_the_one_that_devices_reach() {
    let dir = tempfile::tempdir().unwrap();
    let everywhere = NodeConfig {
        media: address("0.0.0.0:0"),
        ..config(dir.path())
    };
    let refused = begin(everywhere.clone()).await.err().unwrap();
    assert!(matches!(
        refused,
        RunError::MediaAddress(MediaAddressError::Everywhere(_))
    ));
    assert!(refused.to_string().contains("media_address"), "{refused}");
    let told = NodeConfig {
        media_address: Some(address("192.0.2.10:7482")),
        ..everywhere
    };
    let node = begin(told).await.unwrap();
    assert!(node.media.ip().is_unspecified());
    node.stop().await.unwrap();
}
