//! Two terminals talk over real UDP through a node's media side played by the test: what one says
//! is what the other hears, on a clean way and on one that loses every fifth packet.

mod lossy;
mod node;
mod packing;
mod returning;

use packing::Packing;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use terminal::audio::{likeness, opus_alone, read_wav};
use terminal::drive::{CallDrive, CallReport, Command, Ears, EndCause, Event, MediaOver};
use terminal::session::{CallMedia, CallSettings};
use terminal::voice::RepeatDepth;
use tokio::sync::mpsc;

const LIKENESS_MIN: f32 = 0.98;
/// Longer than any recording of the test.
const CALL_LENGTH: Duration = Duration::from_millis(9_000);
/// Generous: how long a machine may take for ICE and DTLS at both ends.
const CONNECT_MAX: Duration = Duration::from_secs(20);

fn speech(name: &str) -> Vec<i16> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/speech");
    read_wav(&Path::new(folder).join(format!("{name}.wav"))).unwrap()
}

struct Talker {
    commands: mpsc::Sender<Command>,
    events: mpsc::UnboundedReceiver<Event>,
    heard: PathBuf,
    way: lossy::Way,
    /// As the node gave it, through the way.
    answer: String,
}

struct Talk {
    said: &'static str,
    sender: u32,
    depth: RepeatDepth,
    loss: f64,
    /// Of the loss.
    seed: u64,
}

impl Talker {
    async fn begin(node: &node::Node, folder: &Path, talk: &Talk) -> Self {
        let drive = CallDrive::bind(node.address(), MediaOver::default())
            .await
            .unwrap();
        let answer = node.join(drive.offer().to_owned());
        let way = lossy::way_to(node.address(), talk.loss, talk.seed).await;
        let answer = through(&answer, node.address(), way.address);
        let settings = CallSettings {
            depth: talk.depth,
            say_after: Duration::from_millis(300),
            first_rtp_time: talk.sender.wrapping_mul(0x9e37_79b9),
        };
        let media = CallMedia::new(speech(talk.said), settings).unwrap();
        let heard = folder.join(format!("{}.wav", talk.sender));
        let each = folder.join(talk.sender.to_string());
        std::fs::create_dir(&each).unwrap();
        let ears = Ears::new(Some(&heard), Some(&each)).unwrap();
        let crypto = Arc::new(Mutex::new(Packing::new(talk.sender, talk.depth)));
        let (commands, obeyed) = mpsc::channel(8);
        let (told, events) = mpsc::unbounded_channel();
        tokio::spawn(drive.run(media, ears, crypto, obeyed, told));
        commands
            .send(Command::Answer(answer.clone()))
            .await
            .unwrap();
        Self {
            commands,
            events,
            heard,
            way,
            answer,
        }
    }

    async fn next(&mut self, what: &str) -> Event {
        let event = tokio::time::timeout(CONNECT_MAX, self.events.recv()).await;
        let event = event.unwrap_or_else(|_| panic!("waited too long for {what}"));
        event.expect("the call ended without a word")
    }

    async fn expect(&mut self, what: &str, wanted: impl Fn(&Event) -> bool) {
        let event = self.next(what).await;
        assert!(wanted(&event), "waited for {what}, got {event:?}");
    }

    async fn end(mut self) -> CallReport {
        self.commands.send(Command::Bye).await.unwrap();
        loop {
            let event = tokio::time::timeout(CONNECT_MAX, self.events.recv()).await;
            match event.expect("no end").expect("no report") {
                Event::Ended(ended) => {
                    assert!(matches!(ended.cause, EndCause::Bye), "{}", ended.cause);
                    return ended.report;
                }
                other => assert!(!matches!(other, Event::Lost { .. })),
            }
        }
    }
}

/// The answer with `way` in the place of the node's own address.
fn through(answer: &str, node: SocketAddr, way: SocketAddr) -> String {
    let address = |of: SocketAddr| format!(" {} {} ", of.ip(), of.port());
    assert!(answer.contains(&address(node)), "{answer}");
    answer.replace(&address(node), &address(way))
}

struct Heard {
    north: Vec<i16>,
    south: Vec<i16>,
    reports: [CallReport; 2],
    /// Frames of the other that no packet brought, by whom they would have reached.
    frames_lost: [u64; 2],
}

/// North and South talk at the same time, each hearing only the other.
async fn call(depth: RepeatDepth, loss: f64) -> Heard {
    let folder = tempfile::tempdir().unwrap();
    let mut node = node::Node::start();
    let talk = |said, sender| Talk {
        said,
        sender,
        depth,
        loss,
        seed: 20_261_123 + u64::from(sender),
    };
    let north = talk("north-principal", 1);
    let mut north = Talker::begin(&node, folder.path(), &north).await;
    let south = talk("south-principal", 2);
    let mut south = Talker::begin(&node, folder.path(), &south).await;
    for talker in [&mut north, &mut south] {
        talker
            .expect("a connection", |e| matches!(e, Event::Connected))
            .await;
    }
    for _ in 0..2 {
        let connected = tokio::time::timeout(CONNECT_MAX, node.connected());
        connected.await.expect("the node waited too long");
    }
    let at = Instant::now() + Duration::from_millis(100);
    for talker in [&north, &south] {
        let open = Command::OpenFloor { at };
        talker.commands.send(open).await.unwrap();
    }
    for talker in [&mut north, &mut south] {
        talker
            .expect("the first voice", |e| matches!(e, Event::FirstDecrypted))
            .await;
    }
    tokio::time::sleep_until((at + CALL_LENGTH).into()).await;
    let (north_wav, south_wav) = (north.heard.clone(), south.heard.clone());
    let frames_lost = [&south, &north].map(|t| lossy::frames_lost(&t.way.losses, depth.frames()));
    let reports = [north.end().await, south.end().await];
    let only = |report: &CallReport| {
        assert_eq!(report.ears.files.len(), 1);
        let file = report.ears.files.values().next().unwrap();
        read_wav(file).unwrap()
    };
    let heard = Heard {
        north: read_wav(&north_wav).unwrap(),
        south: read_wav(&south_wav).unwrap(),
        reports,
        frames_lost,
    };
    // One sender alone and everybody together are the same here.
    assert_eq!(only(&heard.reports[0]), heard.north);
    assert_eq!(only(&heard.reports[1]), heard.south);
    heard
}

fn check_report(report: &CallReport, depth: RepeatDepth, other: u32) {
    let told = serde_json::to_string(report).unwrap();
    let media = &report.media;
    let size = BTreeSet::from([packing::packet_bytes(depth)]);
    assert_eq!(media.sent_payload_bytes, size, "{told}");
    assert_eq!(media.received_payload_bytes, size, "{told}");
    assert_eq!(media.refused_total(), 0, "{told}");
    assert_eq!((media.duplicates, media.before_floor), (0, 0), "{told}");
    assert_eq!((media.not_sealed, media.undecodable), (0, 0), "{told}");
    assert_eq!(report.endpoint.other_media, 0, "{told}");
    assert_eq!(report.endpoint.other_stream, 0, "{told}");
    assert_eq!((report.unsendable, media.ticks_skipped), (0, 0), "{told}");
    // The call's length in packets, and what was sent while it ended.
    assert!((450..=480).contains(&media.sent), "{told}");
    assert!(media.said_to_end, "{told}");
    assert_eq!(media.senders.keys().collect::<Vec<_>>(), [&other], "{told}");
    let lines: Vec<_> = media.streams.values().collect();
    assert_eq!(lines.len(), 1, "{told}");
    assert_eq!(lines[0][&other], media.decrypted, "{told}");
    let opened = media.floor_opened_at_unix_ms.unwrap();
    let sent = media.first_sent_at_unix_ms.unwrap();
    assert!((0..1_000).contains(&(sent - opened)), "{told}");
}

fn check_likeness(heard: &[i16], said: &str, other: &str) {
    let same = likeness(&opus_alone(&speech(said)).unwrap(), heard);
    let different = likeness(&opus_alone(&speech(other)).unwrap(), heard);
    println!("{said}: {same}, {other}: {different}");
    assert!(same >= LIKENESS_MIN, "{said}: {same}");
    assert!(different < LIKENESS_MIN, "{other}: {different}");
}

/// One test, since two calls at once would take each other's time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_says_the_other_hears() {
    let depth = RepeatDepth::USUAL;
    let heard = call(depth, 0.0).await;
    for (report, other) in heard.reports.iter().zip([2, 1]) {
        println!("{}", serde_json::to_string(report).unwrap());
        check_report(report, depth, other);
        assert!(report.media.concealed_share() <= 0.02);
    }
    check_likeness(&heard.north, "south-principal", "north-principal");
    check_likeness(&heard.south, "north-principal", "south-principal");

    let heard = call(depth, 0.2).await;
    let (mut concealed, mut all) = (0, 0);
    for ((report, other), frames_lost) in heard.reports.iter().zip([2, 1]).zip(heard.frames_lost) {
        println!("{}", serde_json::to_string(report).unwrap());
        check_report(report, depth, other);
        let media = &report.media;
        let lost = 1.0 - media.decrypted as f64 / media.sent as f64;
        assert!((0.12..0.30).contains(&lost), "lost {lost}");
        // Nothing is filled in that some packet brought.
        println!("concealed {}, lost for good {frames_lost}", media.concealed);
        assert!(media.concealed <= frames_lost, "{}", media.concealed);
        concealed += media.concealed;
        all += media.concealed + media.played;
    }
    let concealed = concealed as f64 / all as f64;
    println!("concealed {concealed} of both ways");
    assert!(concealed <= 0.02, "concealed {concealed}");
    for (heard, said) in [
        (&heard.north, "south-principal"),
        (&heard.south, "north-principal"),
    ] {
        let same = likeness(&opus_alone(&speech(said)).unwrap(), heard);
        println!("{said} over a lossy way: {same}");
        assert!(same >= 0.9, "{said}: {same}");
    }

    returning::one_comes_back().await;
}
