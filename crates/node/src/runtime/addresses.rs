//! Under which addresses devices are told to send media: what the sockets are bound to, unless that
//! is every address of the machine or behind address translation.

use std::net::SocketAddr;

/// A node's media addresses as its devices know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MediaAddresses {
    pub udp: SocketAddr,
    /// ICE-TCP on the HTTP port; `None` where only a proxy reaches that.
    pub tcp: Option<SocketAddr>,
}

/// Why no device could reach the media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaAddressError {
    #[error(
        "media listens on every address ({0}), which tells devices nothing: \
         name the one they reach as media_address in side.toml"
    )]
    Everywhere(SocketAddr),
    #[error("{0} can't be sent to: media addresses in side.toml need an address and a port")]
    Unusable(SocketAddr),
}

/// What sockets are bound to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub media: SocketAddr,
    pub http: SocketAddr,
}

/// What the node was told to tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    pub media: Option<SocketAddr>,
    pub media_tcp: Option<SocketAddr>,
}

pub(super) fn media_addresses(
    bound: Bound,
    told: Told,
) -> Result<MediaAddresses, MediaAddressError> {
    let udp = told.media.unwrap_or(bound.media);
    if told.media.is_none() && udp.ip().is_unspecified() {
        return Err(MediaAddressError::Everywhere(udp));
    }
    let tcp = told.media_tcp.or_else(|| http_as_media(bound.http, udp));
    for address in [Some(udp), tcp].into_iter().flatten() {
        if address.ip().is_unspecified() || address.port() == 0 {
            return Err(MediaAddressError::Unusable(address));
        }
    }
    Ok(MediaAddresses { udp, tcp })
}

/// The HTTP port where devices reach it directly: on the media's own address if it listens on all.
fn http_as_media(http: SocketAddr, udp: SocketAddr) -> Option<SocketAddr> {
    if http.ip().is_unspecified() {
        return Some(SocketAddr::new(udp.ip(), http.port()));
    }
    // On this machine alone, while devices are elsewhere: a proxy stands before it.
    let is_behind_proxy = http.ip().is_loopback() && !udp.ip().is_loopback();
    (!is_behind_proxy).then_some(http)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(media: &str, http: &str, told: [Option<&str>; 2], expected: &str) {
        let bound = Bound {
            media: address(media),
            http: address(http),
        };
        let told = Told {
            media: told[0].map(address),
            media_tcp: told[1].map(address),
        };
        let got = match media_addresses(bound, told) {
            Ok(MediaAddresses { udp, tcp: None }) => format!("{udp}"),
            Ok(MediaAddresses {
                udp,
                tcp: Some(tcp),
            }) => format!("{udp} {tcp}"),
            Err(MediaAddressError::Everywhere(_)) => "everywhere".to_owned(),
            Err(MediaAddressError::Unusable(at)) => format!("unusable {at}"),
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn devices_are_told_what_they_can_reach() {
        let (local, public) = ("127.0.0.1:1", "192.0.2.1:2");
        for (media, http, told, expected) in [
            (
                local,
                "127.0.0.1:9",
                [None, None],
                "127.0.0.1:1 127.0.0.1:9",
            ),
            (
                public,
                "192.0.2.1:9",
                [None, None],
                "192.0.2.1:2 192.0.2.1:9",
            ),
            // The usual: HTTP on this machine, behind a proxy that ends TLS.
            (public, "127.0.0.1:9", [None, None], "192.0.2.1:2"),
            (public, "0.0.0.0:9", [None, None], "192.0.2.1:2 192.0.2.1:9"),
            (public, "[::]:9", [None, None], "192.0.2.1:2 192.0.2.1:9"),
            ("0.0.0.0:1", "127.0.0.1:9", [None, None], "everywhere"),
            ("[::]:1", "127.0.0.1:9", [None, None], "everywhere"),
            // Behind address translation.
            (
                "10.0.0.5:1",
                "10.0.0.5:9",
                [Some(public), None],
                "192.0.2.1:2 10.0.0.5:9",
            ),
            (
                "0.0.0.0:1",
                "0.0.0.0:9",
                [Some(public), None],
                "192.0.2.1:2 192.0.2.1:9",
            ),
            (
                "0.0.0.0:1",
                "127.0.0.1:9",
                [Some(public), Some("192.0.2.1:443")],
                "192.0.2.1:2 192.0.2.1:443",
            ),
            (
                local,
                local,
                [Some("0.0.0.0:2"), None],
                "unusable 0.0.0.0:2",
            ),
            (
                local,
                local,
                [Some("192.0.2.1:0"), None],
                "unusable 192.0.2.1:0",
            ),
            (local, local, [None, Some("[::]:443")], "unusable [::]:443"),
        ] {
            check(media, http, told, expected);
        }
    }
}
