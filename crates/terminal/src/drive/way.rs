//! One way to the node: a UDP port, a TCP connection that may be made, and the WebRTC peer over both.
//! A way that is lost isn't mended; another takes its place.

use super::tcp_way::TcpWay;
use super::{DriveError, MediaOver};
use crate::endpoint::{Endpoint, Transport};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Instant;
use tokio::net::UdpSocket;

pub(super) struct Way {
    pub socket: UdpSocket,
    pub local: SocketAddr,
    pub tcp: TcpWay,
    pub endpoint: Endpoint,
}

impl Way {
    /// Opens ports on the address from which this machine reaches `towards`, the node; no other
    /// address of the machine is told to anybody.
    pub async fn open(towards: SocketAddr, over: MediaOver) -> Result<Self, DriveError> {
        let no_route = |cause| DriveError::NoRoute { towards, cause };
        let local_ip = route_to(towards).map_err(no_route)?;
        let socket = UdpSocket::bind((local_ip, 0)).await.map_err(no_route)?;
        let local = socket.local_addr().map_err(no_route)?;
        let tcp = TcpWay::bind(local_ip).map_err(no_route)?;
        let over_tcp = (Transport::Tcp, tcp.local());
        let endpoint = match over {
            MediaOver::UdpElseTcp => {
                Endpoint::new(Instant::now(), &[(Transport::Udp, local), over_tcp])
            }
            MediaOver::Tcp => Endpoint::new(Instant::now(), &[over_tcp]),
        }?;
        Ok(Self {
            socket,
            local,
            tcp,
            endpoint,
        })
    }

    /// Whether this machine reaches the node from another address by now, or from none.
    pub fn has_moved(&self, towards: SocketAddr) -> bool {
        route_to(towards).ok() != Some(self.local.ip())
    }
}

/// The local address from which packets to `towards` leave: the kernel tells it of a connected
/// socket, without a packet being sent.
fn route_to(towards: SocketAddr) -> io::Result<IpAddr> {
    let any: SocketAddr = match towards {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let probe = std::net::UdpSocket::bind(any)?;
    probe.connect(towards)?;
    Ok(probe.local_addr()?.ip())
}
