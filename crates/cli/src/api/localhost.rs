//! Names of this machine: `localhost` and everything below it are the loopback (RFC 6761, section 6.3),
//! whatever the system's resolver thinks of them.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whether the name is this machine's by definition.
pub fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Loopback for this machine's names, the system's resolver for all others.
pub struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The port is put in by whoever connects.
            if is_localhost(name.as_str()) {
                let loopback = [
                    IpAddr::V4(Ipv4Addr::LOCALHOST),
                    IpAddr::V6(Ipv6Addr::LOCALHOST),
                ];
                let addrs = loopback.map(|addr| SocketAddr::new(addr, 0));
                return Ok(Box::new(addrs.into_iter()) as Addrs);
            }
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_told_from_others() {
        for (name, is) in [
            ("localhost", true),
            ("LOCALHOST", true),
            ("localhost.", true),
            ("north.localhost", true),
            ("a.b.localhost.", true),
            ("localhost.example", false),
            ("notlocalhost", false),
            ("127.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_localhost(name), is, "{name}");
        }
    }
}
