//! Ports for nodes that are started for a while: below those that the system gives out by itself, so that no
//! outgoing socket takes one between its choice and the node's start.

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, TcpListener, UdpSocket},
    sync::Mutex,
};

use crate::CliError;

/// Linux gives out ports from 32,768 on (`net.ipv4.ip_local_port_range`); below 10,000 services have theirs.
const FROM: u16 = 10_000;
const BELOW: u16 = 32_000;
/// More in use means that something else is wrong.
const TRIES_MAX: u32 = 10_000;

/// What this process chose already.
static CHOSEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

/// A port on loopback that nobody uses just now, TCP and UDP alike, and that this process never chose before.
///
/// # Errors
///
/// `ports`: no free one was found, or the system gives no random numbers.
pub fn free_port() -> Result<u16, CliError> {
    let none = |error: String| CliError::failed("ports", error, "close something that holds ports");
    for _ in 0..TRIES_MAX {
        let random = getrandom::u32().map_err(|error| none(error.to_string()))?;
        let port = FROM + (random % u32::from(BELOW - FROM)) as u16;
        let at = (Ipv4Addr::LOCALHOST, port);
        let free = TcpListener::bind(at).is_ok() && UdpSocket::bind(at).is_ok();
        let mut chosen = CHOSEN
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if free && chosen.insert(port) {
            return Ok(port);
        }
    }
    Err(none(format!(
        "no port from {FROM} to {} is free",
        BELOW - 1
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_free_differ_and_arent_the_systems_own() {
        let ports: Vec<u16> = (0..100).map(|_| free_port().unwrap()).collect();
        let differ: BTreeSet<u16> = ports.iter().copied().collect();
        assert_eq!(differ.len(), ports.len());
        for port in ports {
            assert!((FROM..BELOW).contains(&port));
            TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        }
    }
}
