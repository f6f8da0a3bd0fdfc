//! A call in the attacked node: two of its own devices hear each other through it while the other side's node
//! turns hostile. That node was honest until the floor was open.

use crate::side::{Member, NODE, OTHER_NODE, begin_other, member, pin_other};
use domain::{Header, Kind, NodeFacts, PublicPart, Record, RecordId, SubjectId, SubjectNonce};
use identity::{Hash32, Role, sha256};
use node::app::calls::roster_hash;
use node::runtime::{Clock, DeviceStream, Running};
use std::collections::{BTreeMap, BTreeSet};
use std::net::UdpSocket;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use terminal::endpoint::{Endpoint, Output, Transport};
use wire::{CallEnvelope, CommitBody, GroupId, JoinBody, ToDevice, ToNode};

const PATIENCE: Duration = Duration::from_secs(30);
const DEPTH: u8 = 2;
/// A frame is lost when all packets that carry it are.
const FRAMES_IN_PACKET: usize = DEPTH as usize + 1;
const FRAME: Duration = Duration::from_millis(20);
const SAMPLES: u32 = 960;
const GROUP: GroupId = GroupId(1);
const MEMBERS: usize = 3;

/// When a device's packets left, and who heard them.
#[derive(Default)]
struct Ledger {
    left: BTreeMap<(u8, u32), Instant>,
    heard: BTreeSet<(u8, u32)>,
}

pub struct Call {
    ledger: Arc<Mutex<Ledger>>,
    stop: Arc<AtomicBool>,
    /// A device whose stream is dropped is gone from the call.
    _streams: Vec<DeviceStream>,
}

/// What became of packets.
#[derive(Debug, Default)]
pub struct Heard {
    pub packets: usize,
    pub lost: usize,
    pub frames_lost: usize,
}

async fn post(node: &Running, member: &Member, header: &Header) -> RecordId {
    let record = Record::sign(header, Vec::new(), &member.key).unwrap();
    let (id, bytes) = (member.device, record.bytes().to_vec());
    let posted = node
        .handle
        .call(move |core, now| core.post_record(now, id, &bytes));
    posted.await.unwrap().unwrap();
    everywhere(node).await;
    record.id
}

/// Waits until the other node has all of it.
async fn everywhere(node: &Running) {
    let began = Instant::now();
    loop {
        let status = node.handle.call(|core, _| core.line_status()).await;
        let status = status.unwrap();
        if status.up && status.receipted == status.own_entries {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{status:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A device on its way into the call.
struct Joining<'a> {
    node: &'a Running,
    member: &'a Member,
    contact: SubjectId,
    stream: DeviceStream,
    offering: Option<(Endpoint, UdpSocket)>,
    roster: Option<Hash32>,
    commits: bool,
}

impl<'a> Joining<'a> {
    async fn begin(node: &'a Running, member: &'a Member, contact: SubjectId, first: bool) -> Self {
        let stream = node.handle.device_opened(member.device).await.unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let local = socket.local_addr().unwrap();
        let endpoint = Endpoint::new(Instant::now(), &[(Transport::Udp, local)]).unwrap();
        let join = CallEnvelope::Join(JoinBody {
            contact,
            side: member.side,
            accreditation: member.accreditation.clone(),
            key_package: vec![7; 2_000],
            group: GROUP,
        });
        let join = ToNode::Join {
            contact,
            envelope: member.envelope(&join),
            offer_sdp: endpoint.offer().to_owned(),
        };
        let joining = Self {
            node,
            member,
            contact,
            stream,
            offering: Some((endpoint, socket)),
            roster: None,
            commits: first,
        };
        joining.say(join).await;
        joining
    }

    async fn say(&self, message: ToNode) {
        let id = self.member.device;
        let said = self
            .node
            .handle
            .call(move |core, now| core.device_message(now, id, message));
        said.await.unwrap();
    }

    async fn until_floor(mut self, number: u8, call: &Call) -> DeviceStream {
        loop {
            let message = self.stream.next().await.expect("not thrown out");
            match ToDevice::decode(&message).unwrap() {
                ToDevice::Joined { answer_sdp, .. } => {
                    let (mut endpoint, socket) = self.offering.take().unwrap();
                    endpoint.accept_answer(&answer_sdp).unwrap();
                    let (ledger, stop) = (call.ledger.clone(), call.stop.clone());
                    std::thread::spawn(move || talk(endpoint, &socket, number, &ledger, &stop));
                }
                ToDevice::Roster { call, members, .. } if members.len() == MEMBERS => {
                    let hashes = members
                        .iter()
                        .filter(|one| one.device != self.member.device);
                    let adds = hashes.map(|one| Hash32(sha256(&one.join))).collect();
                    if self.commits && self.roster.is_none() {
                        let commit = CallEnvelope::Commit(CommitBody {
                            call,
                            group: GROUP,
                            epoch: 0,
                            commit: vec![7; 1_000],
                            welcome: vec![7; 1_000],
                            adds,
                            removes: Vec::new(),
                        });
                        self.say(ToNode::Commit(self.member.envelope(&commit)))
                            .await;
                    }
                    self.roster = Some(roster_hash(&members));
                }
                ToDevice::Ordered { order, .. } => {
                    self.say(ToNode::Ready {
                        call: order.call,
                        group: order.group,
                        epoch: order.epoch + 1,
                        roster: self.roster.expect("told before"),
                    })
                    .await;
                }
                ToDevice::FloorOpens { .. } => return self.stream,
                ToDevice::Refused { why, .. } => panic!("{}: {why}", self.contact),
                _ => {}
            }
        }
    }
}

/// Speaks and listens until it is stopped; a packet names its speaker and number.
fn talk(
    mut endpoint: Endpoint,
    socket: &UdpSocket,
    number: u8,
    ledger: &Mutex<Ledger>,
    stop: &AtomicBool,
) {
    let local = socket.local_addr().unwrap();
    let (mut next, mut counter) = (Instant::now(), 0u32);
    let mut buffer = [0; 2_001];
    while !stop.load(Ordering::Relaxed) {
        while let Some(output) = endpoint.poll_output() {
            match output {
                // UDP promises nothing.
                Output::Transmit { to, bytes, .. } => drop(socket.send_to(&bytes, to)),
                Output::Media(media) => {
                    let counter = media.payload[1..5].try_into().unwrap();
                    let name = (media.payload[0], u32::from_be_bytes(counter));
                    ledger.lock().unwrap().heard.insert(name);
                }
                Output::Connected | Output::Disconnected | Output::Closed => {}
            }
        }
        let now = Instant::now();
        if now >= next {
            next += FRAME;
            if endpoint.is_connected() {
                counter += 1;
                let mut payload = vec![number];
                payload.extend(counter.to_be_bytes());
                payload.resize(usize::from(domain::voice_packet_bytes(DEPTH)), 0);
                ledger.lock().unwrap().left.insert((number, counter), now);
                let time = counter.wrapping_mul(SAMPLES);
                // What doesn't leave is lost, and counted.
                let _ = endpoint.send(now, time, payload);
                continue;
            }
        }
        let due = endpoint.poll_timeout().map_or(next, |at| at.min(next));
        let wait = due.saturating_duration_since(now);
        let wait = wait.max(Duration::from_millis(1));
        socket.set_read_timeout(Some(wait)).unwrap();
        match socket.recv_from(&mut buffer) {
            Ok((length, from)) => {
                let bytes = &buffer[..length];
                let now = Instant::now();
                endpoint.handle_datagram(now, Transport::Udp, from, local, bytes);
            }
            Err(_) => endpoint.handle_timeout(Instant::now()),
        }
    }
}

impl Call {
    /// With the other side's node as it should be, which is gone afterwards.
    pub async fn begin(node: &Running, dir: &Path) -> Self {
        let south = begin_other(dir).await;
        pin_other(node, &south).await;
        let staff = [Role::Sherpa, Role::DutyOfficer];
        let [aide, principal, interpreter] = [
            member(NODE, 81, &staff),
            member(NODE, 82, &[Role::Principal]),
            member(NODE, 83, &[Role::Interpreter]),
        ];
        let [their_aide, their_principal] = [
            member(OTHER_NODE, 91, &staff),
            member(OTHER_NODE, 92, &[Role::Principal]),
        ];
        for (node, member) in [
            (node, &aide),
            (node, &principal),
            (node, &interpreter),
            (&south, &their_aide),
            (&south, &their_principal),
        ] {
            let signed = member.accreditation.clone();
            let written = node
                .handle
                .call(move |core, now| core.post_accreditation(now, &signed));
            written.await.unwrap().unwrap();
            everywhere(node).await;
        }
        let contact = SubjectId::of_contact(aide.side, SubjectNonce([5; 16]));
        let unix_ms = Clock::real().now().unix_ms;
        let header = |member: &Member, kind: Kind| {
            let author = (member.side, member.person, member.device);
            Header::new(kind.number(), contact, author, unix_ms)
        };
        let proposal = Header {
            facts: Some(NodeFacts {
                start_unix_ms: unix_ms,
                duration_min: 60,
                medium: domain::Medium::PhoneCall,
                public_part: PublicPart::None,
                voice_depth: DEPTH,
            }),
            open: SubjectNonce([5; 16]).founding(),
            ..header(&aide, Kind::Propose)
        };
        let offer = post(node, &aide, &proposal).await;
        for (node, member, kind) in [
            (&south, &their_aide, Kind::Accept),
            (node, &aide, Kind::ConfirmStage),
            (&south, &their_aide, Kind::ConfirmStage),
        ] {
            let answer = Header {
                names: Some(offer),
                ..header(member, kind)
            };
            post(node, member, &answer).await;
        }
        let mut call = Self {
            ledger: Arc::default(),
            stop: Arc::default(),
            _streams: Vec::new(),
        };
        let one = Joining::begin(node, &principal, contact, true).await;
        let two = Joining::begin(node, &interpreter, contact, false).await;
        let three = Joining::begin(&south, &their_principal, contact, false).await;
        let floors = async {
            tokio::join!(
                one.until_floor(1, &call),
                two.until_floor(2, &call),
                three.until_floor(3, &call)
            )
        };
        let floors = tokio::time::timeout(PATIENCE, floors).await;
        let (one, two, _their_stream) = floors.expect("the floor opens");
        call._streams = vec![one, two];
        south.stop().await.unwrap();
        call.until_heard().await;
        call
    }

    /// Both of ours are heard.
    async fn until_heard(&self) {
        let began = Instant::now();
        loop {
            let speakers: BTreeSet<u8> = {
                let ledger = self.ledger.lock().unwrap();
                ledger.heard.iter().map(|(speaker, _)| *speaker).collect()
            };
            if speakers.contains(&1) && speakers.contains(&2) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "heard: {speakers:?}");
            tokio::time::sleep(FRAME).await;
        }
    }

    /// Of what our two said from one moment to another.
    pub fn heard(&self, from: Instant, until: Instant) -> Heard {
        let ledger = self.ledger.lock().unwrap();
        let mut heard = Heard::default();
        for speaker in [1, 2] {
            let said = ledger.left.range((speaker, 0)..=(speaker, u32::MAX));
            let said = said.filter(|(_, at)| (from..until).contains(*at));
            let lost: Vec<bool> = said.map(|(name, _)| !ledger.heard.contains(name)).collect();
            heard.packets += lost.len();
            heard.lost += lost.iter().filter(|lost| **lost).count();
            let gone = lost.windows(FRAMES_IN_PACKET);
            heard.frames_lost += gone.filter(|some| some.iter().all(|lost| *lost)).count();
        }
        heard
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
