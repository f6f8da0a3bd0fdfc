//! One of two talkers loses its way to the node in the middle of the call and comes back over another.

use super::{CONNECT_MAX, Talk, Talker, lossy, node, through};
use std::time::{Duration, Instant};
use terminal::drive::{Command, Event, NODE_SILENT_AFTER, WITHOUT_NODE_MAX};
use terminal::voice::RepeatDepth;

/// From the last packet before until the node is there again.
const BACK_MAX: Duration = Duration::from_secs(5);

pub async fn one_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = node::Node::start();
    let talk = |said, sender| Talk {
        said,
        sender,
        depth: RepeatDepth::USUAL,
        loss: 0.0,
        seed: 1,
    };
    let mut north = Talker::begin(&node, folder.path(), &talk("north-principal", 1)).await;
    let mut south = Talker::begin(&node, folder.path(), &talk("south-principal", 2)).await;
    for talker in [&mut north, &mut south] {
        talker
            .expect("a connection", |e| matches!(e, Event::Connected))
            .await;
        let connected = tokio::time::timeout(CONNECT_MAX, node.connected());
        connected.await.expect("the node waited too long");
    }
    let at = Instant::now();
    for talker in [&mut north, &mut south] {
        let open = Command::OpenFloor { at };
        talker.commands.send(open).await.unwrap();
    }
    for talker in [&mut north, &mut south] {
        talker
            .expect("the first voice", |e| matches!(e, Event::FirstDecrypted))
            .await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    north.way.close();
    north
        .expect("a loss", |e| matches!(e, Event::Lost { moved: false }))
        .await;
    let offer = match north.next("an offer").await {
        Event::Offer(offer) => offer,
        other => panic!("{other:?}"),
    };
    // An answer to the offer before comes late, and changes nothing.
    let stale = Command::Answer(north.answer.clone());
    north.commands.send(stale).await.unwrap();
    let answer = node.join(offer);
    let way = lossy::way_to(node.address(), 0.0, 2).await;
    let answer = through(&answer, node.address(), way.address);
    north.commands.send(Command::Answer(answer)).await.unwrap();
    let after = match north.next("a return").await {
        Event::Back { after } => after,
        other => panic!("{other:?}"),
    };
    println!("back after {after:?}");
    assert!((NODE_SILENT_AFTER..BACK_MAX).contains(&after), "{after:?}");
    assert!(after < WITHOUT_NODE_MAX);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let [north, south] = [north.end().await, south.end().await];
    let told = serde_json::to_string(&(&north, &south)).unwrap();
    let [back] = north.returns[..] else {
        panic!("{told}");
    };
    assert_eq!(u128::from(back.after_ms), after.as_millis());
    assert!(south.returns.is_empty(), "{told}");
    for (report, other) in [(&north, 2), (&south, 1)] {
        // Heard again, each packet once, and nothing refused.
        assert!(
            report.media.senders[&other].silent_at_end_ms < 500,
            "{told}"
        );
        assert_eq!(
            (report.media.duplicates, report.media.refused_total()),
            (0, 0)
        );
        let gap = report.media.senders[&other].longest_gap_ms;
        assert!(u128::from(gap) < BACK_MAX.as_millis(), "{told}");
        assert_eq!(report.media.senders.len(), 1, "{told}");
    }
}
