//! Addresses that everybody reaches, told from those of own networks: who reads another side's site mustn't be
//! led by a name of theirs to a machine beside it.

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::localhost::Resolver;
use crate::CliError;

/// Where a site may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// At addresses of the public internet alone.
    Public,
    /// On an own network or this machine too: somebody said so.
    Anywhere,
}

/// A name, or an address, of the site leads to an own network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{host}` is at {address}, which is no address of the public internet")]
pub struct PrivateAddress {
    pub host: String,
    pub address: IpAddr,
}

impl From<&PrivateAddress> for CliError {
    fn from(error: &PrivateAddress) -> Self {
        Self::refused(
            "private-address",
            error,
            "ask the other side's press service; where their site is on a network of yours, say so with --private-network",
        )
    }
}

/// Whether an address is of the public internet: none of those that IANA keeps for something else (RFC 6890).
/// What carries an address of the other family is judged by that.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_kept = a == 0
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || (a == 100 && b & 0xc0 == 64)
        || (a, b, c) == (192, 0, 0)
        || (a == 198 && b & 0xfe == 18)
        || a >= 240;
    !is_kept
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let segments = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // By translation (RFC 6052) and over 6to4 (RFC 3056).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        // For the registries' own ends, Teredo among them, and for documents (RFC 3849, RFC 9637).
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

/// Whether the address itself says where the site is, and that isn't public.
pub fn check(url: &Url, reach: Reach) -> Result<(), CliError> {
    let host = url.host_str().unwrap_or_default().to_owned();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let Ok(address) = bare.parse::<IpAddr>() else {
        return Ok(());
    };
    if reach == Reach::Anywhere || is_public(address) {
        return Ok(());
    }
    Err(CliError::from(&PrivateAddress { host, address }))
}

/// Resolves one site's name to public addresses alone, and every other, such as a proxy's, as ever.
pub struct PublicResolver {
    pub host: String,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let of_site = name.as_str().eq_ignore_ascii_case(&self.host);
        let found = Resolver.resolve(name);
        let host = self.host.clone();
        Box::pin(async move {
            let found = found.await?;
            if !of_site {
                return Ok(found);
            }
            let found: Vec<SocketAddr> = found.collect();
            let public = found.iter().copied().filter(|one| is_public(one.ip()));
            let public: Vec<SocketAddr> = public.collect();
            match found.first() {
                Some(first) if public.is_empty() => {
                    let address = first.ip();
                    Err(PrivateAddress { host, address }.into())
                }
                Some(_) | None => Ok(Box::new(public.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_told_from_others() {
        for (address, is) in [
            ("0.0.0.0", false),
            ("0.1.2.3", false),
            ("1.1.1.1", true),
            ("9.255.255.255", true),
            ("10.0.0.1", false),
            ("11.0.0.0", true),
            ("100.63.255.255", true),
            ("100.64.0.0", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("127.0.0.1", false),
            ("127.255.255.255", false),
            ("169.254.169.254", false),
            ("172.15.255.255", true),
            ("172.16.0.0", false),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.168.1.1", false),
            ("192.169.0.0", true),
            ("198.17.255.255", true),
            ("198.18.0.0", false),
            ("198.19.255.255", false),
            ("198.51.100.7", false),
            ("203.0.113.7", false),
            ("223.255.255.255", true),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:1.1.1.1", true),
            ("::10.0.0.1", false),
            ("64:ff9b::a00:1", false),
            ("64:ff9b::101:101", true),
            ("64:ff9b:1::101:101", false),
            ("100::1", false),
            ("2001::1", false),
            ("2001:1ff::1", false),
            ("2001:200::1", true),
            ("2001:db8::1", false),
            ("2002:a00:1::1", false),
            ("2002:101:101::1", true),
            ("2606:4700::1", true),
            ("3fff:fff::1", false),
            ("3fff:1000::1", true),
            ("4000::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), is, "{address}");
        }
    }

    #[test]
    fn an_address_in_place_of_a_name_is_judged_before_anybody_is_asked() {
        for (url, public) in [
            ("http://127.0.0.1:8080/", false),
            ("https://[::1]/", false),
            ("https://[fd00::1]/", false),
            ("https://169.254.169.254/", false),
            // As URLs read them, this is 127.0.0.1.
            ("http://2130706433/", false),
            ("https://1.1.1.1/", true),
            // A name: whoever resolves it judges.
            ("https://press.south.example/", true),
        ] {
            let url = Url::parse(url).unwrap();
            let told = check(&url, Reach::Public).map_err(|error| error.code);
            let wanted = if public {
                Ok(())
            } else {
                Err("private-address".to_owned())
            };
            assert_eq!(told, wanted, "{url}");
            assert!(check(&url, Reach::Anywhere).is_ok(), "{url}");
        }
    }
}
