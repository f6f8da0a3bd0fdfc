//! Two endpoints on loopback: what a link carries, whom it refuses, how its end is told.

use super::*;
use std::net::Ipv4Addr;

use bytes::Bytes;
use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::kx_group::X25519;
use tokio::time::timeout;

const NORTH: [u8; 32] = [1; 32];
const SOUTH: [u8; 32] = [2; 32];
const STRANGER: [u8; 32] = [3; 32];

/// Longer than any limit inside: a test fails instead of hanging.
const TEST_S_MAX: u64 = 60;

async fn in_time<T>(work: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(TEST_S_MAX);
    timeout(limit, work).await.expect("the test hangs")
}

fn key_of(seed: [u8; 32]) -> [u8; 32] {
    NodeIdentity::from_seed(&seed).unwrap().public_key()
}

fn bind(seed: [u8; 32], pinned_seeds: &[[u8; 32]]) -> LineEndpoint {
    let pins = pinned_seeds.iter().map(|seed| key_of(*seed)).collect();
    LineEndpoint::bind((Ipv4Addr::LOCALHOST, 0).into(), &seed, pins).unwrap()
}

fn north_and_south() -> (LineEndpoint, LineEndpoint) {
    (bind(NORTH, &[SOUTH]), bind(SOUTH, &[NORTH]))
}

/// What both ends make of one attempt to dial `to`, expecting the key of `expected_seed` there.
async fn attempt(
    from: &LineEndpoint,
    to: &LineEndpoint,
    expected_seed: [u8; 32],
    purpose: Purpose,
) -> (Result<Link, DialError>, Result<Link, AcceptError>) {
    let address = to.local_addr().unwrap();
    let accepted = async { to.accept().await.unwrap().establish().await };
    let dialled = from.dial(key_of(expected_seed), address, purpose);
    in_time(async { tokio::join!(dialled, accepted) }).await
}

/// An established link from `from` to `to`, both ends of it.
async fn link(from: &LineEndpoint, to: &LineEndpoint, purpose: Purpose) -> (Link, Link) {
    let address = to.local_addr().unwrap();
    let accepted = async { to.accept().await.unwrap().establish().await };
    let dialled = from.dial(to.public_key(), address, purpose);
    let (dialled, accepted) = in_time(async { tokio::join!(dialled, accepted) }).await;
    (dialled.unwrap(), accepted.unwrap())
}

/// A connection whose far end is quinn alone and may say anything, after the handshake of a pinned
/// node and with `greeting` written as it stands.
async fn raw_dialler(
    from: &LineEndpoint,
    to: &LineEndpoint,
    greeting: Vec<u8>,
) -> (Connection, (quinn::SendStream, quinn::RecvStream)) {
    let alpn = Purpose::Control.alpn();
    let config = quic_tls::quic_client(&from.shared.identity, to.public_key(), alpn).unwrap();
    let address = to.local_addr().unwrap();
    let connecting = from.endpoint.connect_with(config, address, SERVER_NAME);
    let connection = connecting.unwrap().await.unwrap();
    let (mut send, recv) = connection.open_bi().await.unwrap();
    send.write_all(&greeting).await.unwrap();
    (connection, (send, recv))
}

fn framed(frame: &[u8]) -> Vec<u8> {
    [&(frame.len() as u32).to_be_bytes(), frame].concat()
}

fn payload(bytes: usize, first: u8) -> Vec<u8> {
    (0..bytes).map(|at| first.wrapping_add(at as u8)).collect()
}

#[tokio::test]
async fn frames_go_both_ways_in_order() {
    let (north, south) = north_and_south();
    let (dialled, accepted) = link(&north, &south, Purpose::Control).await;
    assert_eq!(dialled.peer_key(), south.public_key());
    assert_eq!(accepted.peer_key(), north.public_key());
    assert_eq!(accepted.purpose(), Purpose::Control);
    assert_eq!(accepted.remote_address(), north.local_addr().unwrap());

    // More than both queues hold, so that sender and receiver wait for each other.
    const FRAMES: usize = 4 * (SEND_QUEUE_FRAMES_MAX + RECV_QUEUE_FRAMES_MAX);
    let talk = async |here: &Link, there: &Link| {
        let sent = async {
            for at in 0..FRAMES {
                here.send(payload(at * 1_000, at as u8)).await.unwrap();
            }
        };
        let received = async {
            for at in 0..FRAMES {
                assert_eq!(there.recv().await.unwrap(), payload(at * 1_000, at as u8));
            }
        };
        tokio::join!(sent, received);
    };
    in_time(async { tokio::join!(talk(&dialled, &accepted), talk(&accepted, &dialled)) }).await;
    assert!(dialled.rtt() > Duration::ZERO);
}

#[tokio::test]
async fn frame_limit_where_it_is_sent() {
    let (north, south) = north_and_south();
    let (dialled, accepted) = link(&north, &south, Purpose::Control).await;
    for bytes in [0, FRAME_BYTES_MAX - 1, FRAME_BYTES_MAX] {
        dialled.send(payload(bytes, 7)).await.unwrap();
        let got = in_time(accepted.recv()).await.unwrap();
        assert_eq!(got, payload(bytes, 7));
    }
    let got = FRAME_BYTES_MAX + 1;
    let refused = dialled.send(payload(got, 7)).await;
    assert_eq!(refused, Err(LinkError::FrameTooBig { got }));

    dialled.send(vec![9]).await.unwrap();
    let next = in_time(accepted.recv()).await;
    assert_eq!(next, Ok(vec![9]), "our own mistake costs no link");
}

#[tokio::test]
async fn frame_limit_where_it_is_received() {
    for announced in [FRAME_BYTES_MAX - 1, FRAME_BYTES_MAX, FRAME_BYTES_MAX + 1] {
        let (north, south) = north_and_south();
        let accepted = async { south.accept().await.unwrap().establish().await.unwrap() };
        let dialled = raw_dialler(&north, &south, framed(HELLO_FROM_DIALLER));
        let ((connection, (mut send, _recv)), accepted) =
            in_time(async { tokio::join!(dialled, accepted) }).await;
        let head = (announced as u32).to_be_bytes();
        send.write_all(&head).await.unwrap();
        if announced <= FRAME_BYTES_MAX {
            let body = payload(announced, 3);
            let sent = async { send.write_all(&body).await.unwrap() };
            let ((), got) = in_time(async { tokio::join!(sent, accepted.recv()) }).await;
            assert_eq!(got.unwrap(), body);
            continue;
        }
        let too_big = Err(LinkError::PeerFrameTooBig { got: announced });
        assert_eq!(in_time(accepted.recv()).await, too_big);
        assert_eq!(accepted.recv().await, too_big, "the reason stays");
        let told = LinkError::from(&in_time(connection.closed()).await);
        assert_eq!(told, LinkError::ClosedByPeer(CloseCode::Oversize));
    }
}

#[tokio::test]
async fn a_frame_cut_short_is_misbehaviour() {
    let (north, south) = north_and_south();
    let accepted = async { south.accept().await.unwrap().establish().await.unwrap() };
    let dialled = raw_dialler(&north, &south, framed(HELLO_FROM_DIALLER));
    let ((connection, (mut send, _recv)), accepted) =
        in_time(async { tokio::join!(dialled, accepted) }).await;
    send.write_all(&[0, 0, 0, 9, 1]).await.unwrap();
    send.finish().unwrap();
    assert_eq!(in_time(accepted.recv()).await, Err(LinkError::Truncated));
    let told = LinkError::from(&in_time(connection.closed()).await);
    assert_eq!(told, LinkError::ClosedByPeer(CloseCode::Misbehaved));
}

#[tokio::test]
async fn an_unknown_hello_is_refused() {
    let long = payload(HELLO_BYTES_MAX + 1, 0);
    for hello in [&b"hello from next year"[..], b"", &long] {
        let (north, south) = north_and_south();
        let accepted = async { south.accept().await.unwrap().establish().await };
        let dialled = raw_dialler(&north, &south, framed(hello));
        let ((connection, _streams), accepted) =
            in_time(async { tokio::join!(dialled, accepted) }).await;
        let refused = accepted.unwrap_err();
        assert!(matches!(refused, AcceptError::NoCommonVersion { .. }));
        let told = LinkError::from(&in_time(connection.closed()).await);
        assert_eq!(told, LinkError::ClosedByPeer(CloseCode::Unsupported));
    }
}

#[tokio::test]
async fn a_node_with_another_key_than_expected_is_refused_and_knows_it() {
    let (north, south) = north_and_south();
    let (dialled, accepted) = attempt(&north, &south, STRANGER, Purpose::Control).await;
    assert!(
        matches!(dialled, Err(DialError::WrongKey { .. })),
        "{dialled:?}"
    );
    assert!(
        matches!(accepted, Err(AcceptError::RefusedByPeer { .. })),
        "{accepted:?}"
    );
}

#[tokio::test]
async fn an_unpinned_node_is_refused_and_knows_it() {
    let (_, south) = north_and_south();
    let stranger = bind(STRANGER, &[SOUTH]);
    for purpose in [Purpose::Control, Purpose::Media] {
        let (dialled, accepted) = attempt(&stranger, &south, SOUTH, purpose).await;
        assert!(
            matches!(dialled, Err(DialError::NotPinnedThere { .. })),
            "{dialled:?}"
        );
        assert!(
            matches!(accepted, Err(AcceptError::NotPinned { .. })),
            "{accepted:?}"
        );
    }
}

#[tokio::test]
async fn pins_change_while_running() {
    let (north, south) = north_and_south();
    let third = bind(STRANGER, &[SOUTH]);
    let (kept, kept_there) = link(&north, &south, Purpose::Control).await;

    south.set_pins(BTreeSet::from([north.public_key(), third.public_key()]));
    let (added, added_there) = link(&third, &south, Purpose::Control).await;
    added.send(b"new".to_vec()).await.unwrap();
    assert_eq!(in_time(added_there.recv()).await.unwrap(), b"new");

    south.set_pins(BTreeSet::from([north.public_key()]));
    let told = LinkError::ClosedByPeer(CloseCode::NotPinned);
    assert_eq!(in_time(added.recv()).await, Err(told));
    assert_eq!(
        in_time(added_there.recv()).await,
        Err(LinkError::ClosedHere)
    );
    let (again, _) = attempt(&third, &south, SOUTH, Purpose::Control).await;
    assert!(
        matches!(again, Err(DialError::NotPinnedThere { .. })),
        "{again:?}"
    );

    kept.send(b"old".to_vec()).await.unwrap();
    assert_eq!(in_time(kept_there.recv()).await.unwrap(), b"old");
}

#[tokio::test]
async fn links_per_peer_are_limited_and_places_come_back() {
    let (north, south) = north_and_south();
    let mut links = Vec::new();
    for _ in 0..LINKS_PER_PEER_MAX {
        links.push(link(&north, &south, Purpose::Media).await);
    }
    let (dialled, accepted) = attempt(&north, &south, SOUTH, Purpose::Control).await;
    assert!(
        matches!(dialled, Err(DialError::Refused { .. })),
        "{dialled:?}"
    );
    assert!(
        matches!(accepted, Err(AcceptError::TooManyLinks { .. })),
        "{accepted:?}"
    );

    let (here, there) = links.pop().unwrap();
    drop(here);
    let normal = LinkError::ClosedByPeer(CloseCode::Normal);
    assert_eq!(in_time(there.closed()).await, normal);
    // Its place is given back by a task that saw the same end; wait for the place itself.
    in_time(async {
        let free = || {
            south
                .shared
                .accepted
                .take_place(north.public_key())
                .is_some()
        };
        while !free() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    link(&north, &south, Purpose::Control).await;
}

#[tokio::test]
async fn datagrams_of_a_voice_packet_and_more() {
    let (north, south) = north_and_south();
    let (dialled, accepted) = link(&north, &south, Purpose::Media).await;
    assert_eq!(accepted.purpose(), Purpose::Media);
    for (here, there) in [(&dialled, &accepted), (&accepted, &dialled)] {
        for bytes in [0, 206, 1_100] {
            here.send_datagram(payload(bytes, 5).into()).unwrap();
            let got = in_time(there.recv_datagram()).await.unwrap();
            assert_eq!(got, payload(bytes, 5));
        }
    }
}

#[tokio::test]
async fn datagram_limit() {
    let (north, south) = north_and_south();
    let (dialled, accepted) = link(&north, &south, Purpose::Media).await;
    let max = dialled.max_datagram_size().unwrap();
    assert_eq!(max, 1_162, "what one packet of {PACKET_BYTES} bytes holds");
    for bytes in [max - 1, max] {
        dialled.send_datagram(payload(bytes, 1).into()).unwrap();
        let got = in_time(accepted.recv_datagram()).await.unwrap();
        assert_eq!(got.len(), bytes);
    }
    let got = max + 1;
    let refused = dialled.send_datagram(payload(got, 1).into());
    assert_eq!(refused, Err(LinkError::DatagramTooBig { got, max }));
}

#[tokio::test]
async fn each_link_keeps_to_its_purpose() {
    let (north, south) = north_and_south();
    let (control, _control_there) = link(&north, &south, Purpose::Control).await;
    let (media, _media_there) = link(&north, &south, Purpose::Media).await;
    let wrong = |purpose| LinkError::WrongPurpose { purpose };
    let datagram = Bytes::from_static(b"voice");
    assert_eq!(
        control.send_datagram(datagram),
        Err(wrong(Purpose::Control))
    );
    assert_eq!(control.recv_datagram().await, Err(wrong(Purpose::Control)));
    assert_eq!(control.max_datagram_size(), None);
    assert_eq!(media.send(vec![1]).await, Err(wrong(Purpose::Media)));
    assert_eq!(media.recv().await, Err(wrong(Purpose::Media)));
}

#[tokio::test]
async fn media_links_have_the_constant_window_at_both_ends() {
    let (north, south) = north_and_south();
    let (media, media_there) = link(&north, &south, Purpose::Media).await;
    assert_eq!(media.congestion_window(), MEDIA_WINDOW_BYTES);
    assert_eq!(media_there.congestion_window(), MEDIA_WINDOW_BYTES);
    let (control, control_there) = link(&north, &south, Purpose::Control).await;
    assert!(control.congestion_window() < MEDIA_WINDOW_BYTES);
    assert!(control_there.congestion_window() < MEDIA_WINDOW_BYTES);
}

/// Our cryptography, but with classical key exchange alone.
fn classical() -> CryptoProvider {
    CryptoProvider {
        kx_groups: vec![X25519],
        ..quic_tls::provider()
    }
}

#[tokio::test]
async fn a_dialler_without_post_quantum_key_exchange_is_refused() {
    let (north, south) = north_and_south();
    let identity = &north.shared.identity;
    let alpn = Purpose::Control.alpn();
    let tls = quic_tls::client_tls(classical(), identity, south.public_key(), alpn).unwrap();
    let crypto = Arc::new(QuicClientConfig::try_from(tls).unwrap());
    let config = quinn::ClientConfig::new(crypto);
    let address = south.local_addr().unwrap();
    let dialled = async {
        let connecting = north.endpoint.connect_with(config, address, SERVER_NAME);
        connecting.unwrap().await
    };
    let accepted = async { south.accept().await.unwrap().establish().await };
    let (dialled, accepted) = in_time(async { tokio::join!(dialled, accepted) }).await;
    assert!(dialled.is_err());
    assert!(
        matches!(accepted, Err(AcceptError::NoCommonVersion { .. })),
        "{accepted:?}"
    );
}

#[tokio::test]
async fn a_node_without_post_quantum_key_exchange_is_not_dialled() {
    let (north, _) = north_and_south();
    let identity = NodeIdentity::from_seed(&SOUTH).unwrap();
    let pins = PinSet::new(BTreeSet::from([north.public_key()]));
    let tls = quic_tls::server_tls(classical(), &identity, &pins).unwrap();
    let crypto = Arc::new(QuicServerConfig::try_from(tls).unwrap());
    let config = quinn::ServerConfig::with_crypto(crypto);
    let server = Endpoint::server(config, (Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let accepted = async { server.accept().await.unwrap().await };
    let address = server.local_addr().unwrap();
    let dialled = north.dial(identity.public_key(), address, Purpose::Control);
    let (dialled, accepted) = in_time(async { tokio::join!(dialled, accepted) }).await;
    assert!(
        matches!(dialled, Err(DialError::NoCommonVersion { .. })),
        "{dialled:?}"
    );
    assert!(accepted.is_err());
}

#[tokio::test]
async fn a_dialler_of_another_protocol_is_refused() {
    let (north, south) = north_and_south();
    let identity = &north.shared.identity;
    let config = quic_tls::quic_client(identity, south.public_key(), b"detente/2").unwrap();
    let address = south.local_addr().unwrap();
    let dialled = async {
        let connecting = north.endpoint.connect_with(config, address, SERVER_NAME);
        connecting.unwrap().await
    };
    let accepted = async { south.accept().await.unwrap().establish().await };
    let (dialled, accepted) = in_time(async { tokio::join!(dialled, accepted) }).await;
    let error = DialError::from_connection(address, &dialled.unwrap_err());
    assert!(
        matches!(error, DialError::NoCommonVersion { .. }),
        "{error}"
    );
    assert!(
        matches!(accepted, Err(AcceptError::NoCommonVersion { .. })),
        "{accepted:?}"
    );
}

#[tokio::test]
async fn a_closing_node_is_noticed_at_both_ends() {
    let (north, south) = north_and_south();
    let (control, control_there) = link(&north, &south, Purpose::Control).await;
    let (media, media_there) = link(&north, &south, Purpose::Media).await;
    south.close(CloseCode::GoingAway);

    let told = LinkError::ClosedByPeer(CloseCode::GoingAway);
    assert_eq!(in_time(control.recv()).await, Err(told.clone()));
    assert_eq!(control.send(vec![1]).await, Err(told.clone()));
    assert_eq!(in_time(media.recv_datagram()).await, Err(told.clone()));
    assert_eq!(in_time(media.closed()).await, told);
    assert_eq!(
        in_time(control_there.recv()).await,
        Err(LinkError::ClosedHere)
    );
    assert_eq!(
        in_time(media_there.recv_datagram()).await,
        Err(LinkError::ClosedHere)
    );

    assert!(in_time(south.accept()).await.is_none());
    let address = north.local_addr().unwrap();
    let dialled = south
        .dial(north.public_key(), address, Purpose::Control)
        .await;
    assert!(matches!(dialled, Err(DialError::Stopped)), "{dialled:?}");
    in_time(south.wait_idle()).await;
}

#[tokio::test]
async fn a_link_closed_with_a_code_tells_the_code() {
    for code in [
        CloseCode::Normal,
        CloseCode::Misbehaved,
        CloseCode::Unsupported,
    ] {
        let (north, south) = north_and_south();
        let (dialled, accepted) = link(&north, &south, Purpose::Control).await;
        dialled.close(code);
        let told = Err(LinkError::ClosedByPeer(code));
        assert_eq!(in_time(accepted.recv()).await, told);
        assert_eq!(in_time(dialled.recv()).await, Err(LinkError::ClosedHere));
    }
}

#[tokio::test]
async fn last_words_arrive_before_the_end() {
    const WORDS: usize = SEND_QUEUE_FRAMES_MAX;
    let (north, south) = north_and_south();
    let (dialled, accepted) = link(&north, &south, Purpose::Control).await;
    for at in 0..WORDS {
        dialled.send(payload(100_000, at as u8)).await.unwrap();
    }
    let heard = async {
        for at in 0..WORDS {
            assert_eq!(accepted.recv().await.unwrap(), payload(100_000, at as u8));
        }
        let end = accepted.recv().await;
        drop(accepted);
        end
    };
    let closing = dialled.drain_and_close(CloseCode::GoingAway);
    let ((), end) = in_time(async { tokio::join!(closing, heard) }).await;
    assert_eq!(end, Err(LinkError::Finished));
}

#[tokio::test]
async fn nobody_there_is_told_as_such() {
    let (north, south) = north_and_south();
    // A socket that takes packets and never answers.
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = silent.local_addr().unwrap();
    let limit = Duration::from_millis(50);
    let dialled = north.dial_within(limit, south.public_key(), address, Purpose::Control);
    let dialled = in_time(dialled).await;
    assert!(
        matches!(dialled, Err(DialError::NoAnswer { .. })),
        "{dialled:?}"
    );
}

#[tokio::test]
async fn who_never_greets_is_let_go() {
    let (north, south) = north_and_south();
    let accepted = async {
        let incoming = south.accept().await.unwrap();
        let limit = Duration::from_millis(500);
        incoming.establish_within(limit).await
    };
    // A hello without its last byte.
    let hello = framed(HELLO_FROM_DIALLER);
    let dialled = raw_dialler(&north, &south, hello[..hello.len() - 1].to_vec());
    let ((connection, _streams), accepted) =
        in_time(async { tokio::join!(dialled, accepted) }).await;
    assert!(
        matches!(accepted, Err(AcceptError::NoGreeting { .. })),
        "{accepted:?}"
    );
    in_time(connection.closed()).await;
}

#[tokio::test]
async fn a_taken_port_is_told_as_such() {
    let (north, _) = north_and_south();
    let taken = north.local_addr().unwrap();
    let again = LineEndpoint::bind(taken, &SOUTH, BTreeSet::new());
    assert!(matches!(again, Err(BindError::Socket { address, .. }) if address == taken));
}

#[test]
fn admission_at_its_limits() {
    use Admission::{ProveAddress, Refuse, Take};
    let table = [
        (0, Take, Take),
        (RETRY_FROM_CONNECTIONS - 1, Take, Take),
        (RETRY_FROM_CONNECTIONS, ProveAddress, Take),
        (RETRY_FROM_CONNECTIONS + 1, ProveAddress, Take),
        (CONNECTIONS_MAX - 1, ProveAddress, Take),
        (CONNECTIONS_MAX, Refuse, Refuse),
        (CONNECTIONS_MAX + 1, Refuse, Refuse),
    ];
    for (open, unproven, proven) in table {
        assert_eq!(admission(open, false), unproven, "{open} open, unproven");
        assert_eq!(admission(open, true), proven, "{open} open, proven");
    }
}
