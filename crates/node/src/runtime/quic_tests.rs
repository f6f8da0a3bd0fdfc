//! The line's transport over real sockets on loopback.

use super::super::window::MEDIA_WINDOW_BYTES;
use super::*;
use identity::{SecretSeed, SigningKey};
use std::time::Instant;

fn key(number: u8) -> [u8; 32] {
    SigningKey::from_seed(&SecretSeed([number; 32])).public().0
}

fn endpoint(number: u8) -> LineEndpoint {
    LineEndpoint::bind("127.0.0.1:0".parse().unwrap(), SecretSeed([number; 32])).unwrap()
}

/// The next connection, or why there is none.
async fn accept_one(endpoint: &LineEndpoint) -> Result<Link, QuicError> {
    let (give, mut take) = tokio::sync::mpsc::unbounded_channel();
    let accepting = endpoint.accept(move |accepted| drop(give.send(accepted)));
    tokio::select! {
        () = accepting => panic!("the endpoint is closed"),
        accepted = take.recv() => accepted.unwrap(),
    }
}

async fn pair(purpose: Purpose) -> (Link, Link, LineEndpoint, LineEndpoint) {
    let (north, south) = (endpoint(1), endpoint(2));
    south.pin(key(1));
    let addr = south.local_addr().unwrap();
    let (dialled, accepted) = tokio::join!(north.dial(key(2), addr, purpose), accept_one(&south));
    (dialled.unwrap(), accepted.unwrap(), north, south)
}

#[tokio::test]
async fn frames_go_both_ways_up_to_the_limit() {
    let (north, south, _n, _s) = pair(Purpose::Control).await;
    let ((mut north_tx, mut north_rx), (mut south_tx, mut south_rx)) =
        (north.split(), south.split());
    for length in [0, 1, FRAME_BYTES_MAX - 1, FRAME_BYTES_MAX] {
        let frame = vec![7; length];
        let (sent, got) = tokio::join!(north_tx.send(&frame), south_rx.recv());
        sent.unwrap();
        assert_eq!(got.unwrap().len(), length);
    }
    south_tx.send(b"back").await.unwrap();
    assert_eq!(north_rx.recv().await.unwrap(), b"back");
    let over = north_tx.send(&vec![0; FRAME_BYTES_MAX + 1]).await;
    assert!(matches!(over, Err(QuicError::FrameTooLong { .. })));
    // A peer that announces more than it may is told off before anything is allocated.
    north_tx.0.write_all(&u32::MAX.to_be_bytes()).await.unwrap();
    assert!(matches!(
        south_rx.recv().await,
        Err(QuicError::FrameTooLong { .. })
    ));
}

#[tokio::test]
async fn a_newer_pin_takes_the_place_of_the_former() {
    let (former, newer, south) = (endpoint(1), endpoint(3), endpoint(2));
    south.pin(key(1));
    south.pin(key(3));
    let addr = south.local_addr().unwrap();
    let dial = former.dial(key(2), addr, Purpose::Control);
    let (dialled, accepted) = tokio::join!(dial, accept_one(&south));
    assert!(matches!(dialled, Err(QuicError::Refused(_))));
    assert!(accepted.is_err());
    let dial = newer.dial(key(2), addr, Purpose::Control);
    let (dialled, accepted) = tokio::join!(dial, accept_one(&south));
    assert!(dialled.is_ok() && accepted.is_ok());
}

#[tokio::test]
async fn a_wrong_pin_is_noticed_by_both() {
    let (north, south) = (endpoint(1), endpoint(2));
    south.pin(key(1));
    let addr = south.local_addr().unwrap();
    let (dialled, accepted) = tokio::join!(
        north.dial(key(3), addr, Purpose::Control),
        accept_one(&south)
    );
    assert!(dialled.is_err());
    assert!(accepted.is_err());
}

#[tokio::test]
async fn an_unpinned_node_is_refused_until_it_is_pinned() {
    let (north, south) = (endpoint(1), endpoint(2));
    let addr = south.local_addr().unwrap();
    let (dialled, accepted) = tokio::join!(
        north.dial(key(2), addr, Purpose::Control),
        accept_one(&south)
    );
    assert!(dialled.is_err());
    assert!(accepted.is_err());
    south.pin(key(1));
    let (dialled, accepted) = tokio::join!(
        north.dial(key(2), addr, Purpose::Control),
        accept_one(&south)
    );
    assert!(dialled.is_ok() && accepted.is_ok());
}

#[tokio::test]
async fn datagrams_of_a_packet_pass() {
    let (north, south, _n, _s) = pair(Purpose::Media).await;
    assert_eq!(south.purpose, Purpose::Media);
    let (from, to) = (north.connection(), south.connection());
    let largest = from.max_datagram_size().unwrap();
    for length in [200, largest - 1, largest] {
        from.send_datagram(vec![1; length].into()).unwrap();
        assert_eq!(to.read_datagram().await.unwrap().len(), length);
    }
    // The path may have been found wider meanwhile.
    let over = from.max_datagram_size().unwrap().max(1_452) + 1;
    assert!(from.send_datagram(vec![1; over].into()).is_err());
}

/// What a loss on its path leaves of a connection's window.
fn after_loss(link: &Link) -> (u64, u64) {
    let mut controller = link.connection().congestion_state();
    let before = controller.window();
    let now = Instant::now() + Duration::from_secs(1);
    controller.on_congestion_event(now, now, false, 1_200);
    (before, controller.window())
}

#[tokio::test]
async fn control_gives_way_to_loss_and_media_doesnt_on_both_sides() {
    let (north, south, _n, _s) = pair(Purpose::Control).await;
    for link in [&north, &south] {
        let (before, after) = after_loss(link);
        assert!(before < MEDIA_WINDOW_BYTES, "{before}");
        assert!(after < before, "{before} -> {after}");
    }
    let (north, south, _n, _s) = pair(Purpose::Attachments).await;
    for link in [&north, &south] {
        let (before, after) = after_loss(link);
        assert!(after < before, "{before} -> {after}");
    }
    let (north, south, _n, _s) = pair(Purpose::Media).await;
    for link in [&north, &south] {
        assert_eq!(after_loss(link), (MEDIA_WINDOW_BYTES, MEDIA_WINDOW_BYTES));
    }
}

#[test]
fn a_path_to_come_has_the_window_of_its_connection() {
    use quinn::congestion::ControllerFactory;
    for (purpose, constant) in [
        (Purpose::Control, false),
        (Purpose::Attachments, false),
        (Purpose::Media, true),
    ] {
        let window = Window::default();
        let first = Arc::new(window.clone()).build(Instant::now(), 1_200);
        assert!(first.window() < MEDIA_WINDOW_BYTES);
        window.decide(purpose);
        let later = Arc::new(window).build(Instant::now(), 1_200);
        for path in [first, later] {
            assert_eq!(path.window() == MEDIA_WINDOW_BYTES, constant, "{purpose:?}");
            assert_eq!(path.initial_window(), path.window(), "{purpose:?}");
        }
    }
}

#[tokio::test]
async fn a_node_that_leaves_is_noticed() {
    let (north, south, north_endpoint, _s) = pair(Purpose::Control).await;
    let (_tx, mut rx) = south.split();
    north_endpoint.close().await;
    assert!(rx.recv().await.is_err());
    drop(north);
}

#[tokio::test]
async fn whoever_says_nothing_holds_up_nobody() {
    let (north, south) = (endpoint(1), endpoint(2));
    south.pin(key(1));
    let addr = south.local_addr().unwrap();
    let begin = Instant::now();
    let greeted = async {
        let mute = north.connect(key(2), addr, Purpose::Control).await.unwrap();
        let greeted = north.dial(key(2), addr, Purpose::Control).await;
        drop(mute);
        greeted
    };
    let (dialled, accepted) = tokio::join!(greeted, accept_one(&south));
    assert!(dialled.is_ok() && accepted.is_ok());
    assert!(begin.elapsed() < HELLO_WITHIN);
}

#[tokio::test]
async fn a_pinned_node_opens_a_stream_for_each_part_and_no_more() {
    let (north, south, _n, _s) = pair(Purpose::Attachments).await;
    assert_eq!(south.purpose, Purpose::Attachments);
    let moment = Duration::from_millis(200);
    // The accepting side opened none yet; the dialling one has its first stream open.
    for (link, all) in [
        (&north, line::PARTS_UNDER_WAY_MAX),
        (&south, line::PARTS_UNDER_WAY_MAX + 1),
    ] {
        let connection = link.connection();
        let mut open = Vec::new();
        for number in 1..=all + 1 {
            let opened = tokio::time::timeout(moment, connection.open_bi()).await;
            assert_eq!(opened.is_ok(), number <= all, "{number} of {all}");
            open.push(opened);
        }
    }
}

#[tokio::test]
async fn a_pinned_node_has_few_connections_at_once_and_one_stream_on_each() {
    let (north, south) = (endpoint(1), endpoint(2));
    south.pin(key(1));
    let addr = south.local_addr().unwrap();
    let (give, mut take) = tokio::sync::mpsc::unbounded_channel();
    let listening = south.clone();
    tokio::spawn(async move {
        listening.accept(move |link| drop(give.send(link))).await;
    });
    let mut held = Vec::new();
    for number in 1..=CONNECTIONS_MAX + 1 {
        let dialled = north.dial(key(2), addr, Purpose::Media).await;
        let accepted = take.recv().await.unwrap();
        let fits = number <= CONNECTIONS_MAX;
        assert_eq!(dialled.is_ok(), fits, "{number}");
        assert_eq!(accepted.is_ok(), fits, "{number}");
        held.push((dialled, accepted));
    }
    let connection = held[0].0.as_ref().unwrap().connection();
    let moment = Duration::from_millis(200);
    let second = tokio::time::timeout(moment, connection.open_bi()).await;
    assert!(second.is_err(), "a second stream was let in");
    // The refused one, and one that ends: its place is free again.
    held.truncate(CONNECTIONS_MAX - 1);
    assert!(north.dial(key(2), addr, Purpose::Media).await.is_ok());
}
