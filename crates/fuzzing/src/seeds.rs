//! The corpus: what our own encoders write, the same at each call save where sealing draws randomness.

use domain::{
    BodyDigest, CallId, EndReason, Head, Header, Kind, LogItem, Manifest, Record, SealedPart,
    SubjectId, Unrecorded, UnrecordedId, UnrecordedKind,
};
use e2ee::Secret;
use e2ee::seal::{SALT_LEN, frame};
use e2ee::voice::Packing;
use identity::{Credentials, DeviceId, Hash32, PersonId, PublicKey, Route, SideId, Signature};
use line::{AttachmentReceipt, Frame, Greeting, Held, PartRequest, Receipt};
use rand::{RngCore as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use wire::{
    Bytes64, CallEnvelope, CommitBody, DeviceReady, GroupId, JoinBody, Order, RefusalCode,
    RosterMember, SignedEnvelope, ToDevice, ToNode, TrunkFrame, UnrecordedAnswer, UnrecordedFrame,
};

use crate::decoders::{SEALED, signer};
use crate::fold::{Log, key};

const CONTACT: SubjectId = SubjectId([1; 16]);
const CALL: CallId = CallId([2; 16]);
const DEVICE: DeviceId = DeviceId([3; 16]);
const SIDE: SideId = SideId([4; 16]);
const HASH: Hash32 = Hash32([5; 32]);
const GROUP: GroupId = GroupId(1);

/// Inputs that the target of this name takes.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    match name {
        "call_message" => call_messages(),
        "credentials" => vec![credentials(1), credentials(identity::ROUTES_MAX)],
        "http_body" => http_bodies(),
        "link_frame" => link_frames(),
        "record" => vec![record(0), record(1), record(2)],
        "sdp_offer" => vec![offer(0), offer(1), offer(relay::FLOOR_SENDERS_MAX)],
        "sealed_body" => sealed_bodies(),
        "voice_packing" => voices(),
        // Structured: any bytes are a story.
        "commit_orders" | "fold" | "mls_group" | "sframe_open" => stories(name),
        _ => vec![],
    }
}

fn stories(name: &str) -> Vec<Vec<u8>> {
    let mut random = ChaCha8Rng::from_seed(identity::sha256(name.as_bytes()));
    (0..12)
        .map(|n| {
            let mut story = vec![0; 64 + 32 * n];
            random.fill_bytes(&mut story);
            story
        })
        .collect()
}

fn record(bodies: usize) -> Vec<u8> {
    let key = signer();
    let device = DeviceId::of_key(&key.public());
    let mut header = Header::new(
        Kind::Propose.number(),
        CONTACT,
        (SIDE, PersonId([6; 16]), device),
        1_640_000_000_000,
    );
    header.after = vec![HASH; bodies];
    header.names = (bodies > 0).then_some(HASH);
    header.open = vec![9; 16];
    header.bodies = (0..bodies)
        .map(|class| BodyDigest {
            class: class as u8 + 1,
            hash: HASH,
        })
        .collect();
    let parts = vec![SealedPart(vec![7; 40].into()); bodies];
    let record = Record::sign(&header, parts, &key).expect("within the limits");
    record.bytes().to_vec()
}

fn sealed_bodies() -> Vec<Vec<u8>> {
    let mut all = vec![SEALED.0.clone(), vec![1, 0, 9, 1], vec![1, 4, 0, 0]];
    let room = frame::FRAME_LEN_MIN - frame::FRAME_OVERHEAD;
    all.extend([0, 11, room, room + 1].map(|len| {
        let salt = Secret::new([5; SALT_LEN]);
        let written = frame::write(&salt, &vec![b'x'; len]).expect("there is room");
        [&[2][..], &written].concat()
    }));
    all
}

fn credentials(routes: usize) -> Vec<u8> {
    let seal = key(11);
    let charter = Log::new(10).charter.sign(&seal).expect("a charter");
    let routes = (0..routes).map(|n| Route(format!("192.0.2.{n}:7001")));
    Credentials::seal(charter, routes.collect(), &seal).expect("within the limits")
}

fn link_frames() -> Vec<Vec<u8>> {
    let node = signer();
    let log = Log::new(10);
    let entry = log.entries[0].clone();
    let head = Head {
        generation: 1,
        seq: 3,
        hash: HASH,
    };
    let receipt = Receipt::sign(SIDE, head, &node);
    let mut frames: Vec<Vec<u8>> = [
        Frame::Greeting(Greeting {
            versions: vec![1, 2],
            side: SIDE,
            nonce: 7,
            own: head,
            other: Head::EMPTY,
            unix_ms: 1_640_000_000_000,
            is_up: false,
            process: 9,
        }),
        Frame::Entry(entry.clone()),
        Frame::Receipt(receipt.clone()),
        Frame::WantYours { from_seq: 3 },
        Frame::WantOwnBack { from_seq: 300 },
        Frame::OwnBack(entry.clone()),
        Frame::Early(entry),
        Frame::Ping { sent_ms: -1 },
        Frame::Pong {
            sent_ms: 1,
            at_ms: 2,
        },
        Frame::Call(vec![5; 30]),
        Frame::Unrecorded(vec![6; 30]),
        Frame::Bye { code: 1 },
    ]
    .iter()
    .map(Frame::to_bytes)
    .collect();
    frames.push(receipt.to_bytes());
    frames.push(identity::encode_canonical(&LogItem::Record(vec![1; 8])));
    frames.extend(attachment_words());
    frames.extend(unrecorded_frames());
    frames
}

/// The hashes of a file's chunks, what is held of it, and requests for its parts.
fn attachment_words() -> Vec<Vec<u8>> {
    let sealed = vec![vec![1; 70], vec![2; 70]];
    let manifest = Manifest::of(domain::ATTACHMENT_CHUNK_BYTES + 1, &sealed);
    let facts = manifest.facts();
    let held = |receipt| Held {
        id: facts.id,
        manifest: true,
        chunks: facts.all(),
        receipt,
        fetched: false,
    };
    let receipt = AttachmentReceipt::sign(&facts, 1_640_000_000_000, &signer());
    let request = |part, from| PartRequest {
        id: facts.id,
        part,
        from,
    };
    vec![
        manifest.to_bytes(),
        held(None).to_bytes(),
        held(Some(receipt)).to_bytes(),
        request(0, 0).to_bytes(),
        request(2, 4_096).to_bytes(),
    ]
}

fn unrecorded_frames() -> Vec<Vec<u8>> {
    let id = UnrecordedId([8; 16]);
    let kinds = [UnrecordedKind::Sounding, UnrecordedKind::NonPaper];
    let texts = kinds.map(|kind| {
        UnrecordedFrame::Text(Unrecorded {
            id,
            kind,
            expires_unix_ms: 1_640_000_000_000,
            key: vec![1; 16].into(),
            sealed: vec![2; 40].into(),
        })
    });
    let answers = [
        UnrecordedAnswer::Taken,
        UnrecordedAnswer::Full,
        UnrecordedAnswer::Expired,
    ];
    let answers = answers.map(|answer| UnrecordedFrame::Answer { id, answer });
    let all = texts.iter().chain(&answers);
    all.map(UnrecordedFrame::to_bytes).collect()
}

fn envelopes() -> [Vec<u8>; 2] {
    let join = CallEnvelope::Join(JoinBody {
        contact: CONTACT,
        side: SIDE,
        accreditation: vec![1; 40],
        key_package: vec![2; 60],
        group: GROUP,
    });
    let commit = CallEnvelope::Commit(CommitBody {
        call: CALL,
        group: GROUP,
        epoch: 3,
        commit: vec![3; 50],
        welcome: vec![4; 50],
        adds: vec![HASH],
        removes: vec![DEVICE],
    });
    [join, commit].map(|envelope| SignedEnvelope::sign(&envelope, &signer()).encode())
}

fn call_messages() -> Vec<Vec<u8>> {
    let [join, commit] = envelopes();
    let order = Order::new(CALL, GROUP, 3, HASH)
        .order(&key(1))
        .countersign(&key(2));
    let member = RosterMember {
        side: SIDE,
        device: DEVICE,
        join: join.clone(),
    };
    let message = vec![8; 30];
    let to_node = [
        ToNode::Await(CONTACT),
        ToNode::RingHeard {
            contact: CONTACT,
            heard: wire::RingHeard::Declined,
        },
        ToNode::Join {
            contact: CONTACT,
            envelope: join.clone(),
            offer_sdp: "v=0".to_owned(),
        },
        ToNode::Commit(commit.clone()),
        ToNode::Message {
            call: CALL,
            group: GROUP,
            bytes: message.clone(),
        },
        ToNode::Ready {
            call: CALL,
            group: GROUP,
            epoch: 3,
            roster: HASH,
        },
        ToNode::Leave(CALL),
        ToNode::HangUp(CALL),
        ToNode::GroupStuck {
            call: CALL,
            group: GROUP,
            epoch: 3,
        },
        ToNode::Rejoin {
            call: CALL,
            envelope: join.clone(),
        },
        ToNode::Return {
            call: CALL,
            offer_sdp: "v=0".to_owned(),
        },
    ];
    let to_device = [
        ToDevice::LogsChanged { own: 1, other: 2 },
        ToDevice::RingChanged { contact: CONTACT },
        ToDevice::Here,
        ToDevice::Joined {
            contact: CONTACT,
            call: CALL,
            answer_sdp: "v=0".to_owned(),
        },
        ToDevice::Roster {
            call: CALL,
            group: GROUP,
            members: vec![member.clone(); 2],
        },
        ToDevice::Ordered {
            order: order.clone(),
            envelope: commit.clone(),
        },
        ToDevice::Message {
            call: CALL,
            group: GROUP,
            from: DEVICE,
            bytes: message.clone(),
        },
        ToDevice::FloorOpens {
            call: CALL,
            in_ms: 200,
        },
        ToDevice::Ended {
            call: CALL,
            reason: EndReason::HungUp,
        },
        ToDevice::Refused {
            code: RefusalCode::Media,
            why: "an offer with video".to_owned(),
        },
    ];
    let frames = [
        TrunkFrame::Join {
            contact: CONTACT,
            member: member.clone(),
        },
        TrunkFrame::Ordered {
            contact: CONTACT,
            order: order.clone(),
            envelope: commit.clone(),
        },
        TrunkFrame::Countersigned {
            contact: CONTACT,
            order,
        },
        TrunkFrame::OpenFloor {
            contact: CONTACT,
            call: CALL,
            at_unix_ms: -1,
        },
        TrunkFrame::State {
            contact: CONTACT,
            call: CALL,
            group: GROUP,
            members: vec![member],
            ready: vec![DeviceReady {
                device: DEVICE,
                group: GROUP,
                epoch: 3,
                roster: HASH,
            }],
            floor_at_unix_ms: Some(7),
            ended: None,
        },
    ];
    let mut all: Vec<Vec<u8>> = vec![join, commit];
    all.extend(to_node.iter().map(ToNode::encode));
    all.extend(to_device.iter().map(ToDevice::encode));
    all.extend(frames.iter().map(TrunkFrame::encode));
    all
}

fn http_bodies() -> Vec<Vec<u8>> {
    let bytes = || Bytes64(vec![1, 2, 3, 250]);
    let json = |value: serde_json::Result<Vec<u8>>| value.expect("our bodies can be written");
    let mut all = vec![
        json(serde_json::to_vec(&wire::ChallengeRequest {
            device: DEVICE,
        })),
        json(serde_json::to_vec(&wire::ChallengeResponse {
            nonce: bytes(),
            node_key: PublicKey([7; 32]),
        })),
        json(serde_json::to_vec(&wire::SessionRequest {
            device: DEVICE,
            nonce: bytes(),
            signature: Signature([8; 64]),
            cookie: true,
            passkey: None,
        })),
        json(serde_json::to_vec(&wire::LogsPage {
            early: Vec::new(),
            own: vec![bytes(); 2],
            other: vec![],
            more: true,
        })),
        json(serde_json::to_vec(&wire::PostRequest { bytes: bytes() })),
        json(serde_json::to_vec(&wire::SideInfo {
            side: SIDE,
            name: "North".to_owned(),
            credentials: bytes(),
            other: None,
            now_unix_ms: -1,
        })),
        json(serde_json::to_vec(&wire::ReleaseRequest {
            release: bytes(),
            salt: bytes(),
            document: "A message of the press service.\n".to_owned(),
            minisig: "untrusted comment: \n".to_owned(),
            approval: "05".repeat(32),
            picture: None,
        })),
    ];
    all.push(br#"{"seq":18446744073709551615}"#.to_vec());
    all.push(br#"{"seq":1,"seq":2}"#.to_vec());
    all.push(b"[[[[[[[[[[[[[[[[".to_vec());
    all
}

/// An offer as a device makes it, hearing on so many lines.
fn offer(slots: usize) -> Vec<u8> {
    let fingerprint = vec!["AB"; 32].join(":");
    let mids: Vec<String> = (0..=slots).map(|n| n.to_string()).collect();
    let mut sdp = format!(
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {}\r\n",
        mids.join(" ")
    );
    for (n, mid) in mids.iter().enumerate() {
        let direction = if n == 0 { "sendonly" } else { "recvonly" };
        sdp += &format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n\
             a=ice-pwd:0123456789abcdef01234567\r\na=fingerprint:sha-256 {fingerprint}\r\n\
             a=setup:actpass\r\na=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n\
             a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=20;useinbandfec=0\r\n"
        );
        if n == 0 {
            sdp += "a=ssrc:7 cname:x\r\na=candidate:1 1 udp 1 192.0.2.9 4000 typ host\r\n";
        }
    }
    sdp.into_bytes()
}

fn voices() -> Vec<Vec<u8>> {
    [(0, 60), (2, 60), (4, 190)]
        .into_iter()
        .flat_map(|(depth, len): (u8, usize)| {
            let packing = Packing::new(depth, len).expect("in range");
            [1, 3].map(|header_len| {
                let frames = vec![vec![9; len]; packing.frames_max()];
                let packed = packing.pack(&frames, header_len).expect("packed");
                [&[depth, (len - 1) as u8][..], &packed].concat()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mutations of none of them are reached from seeds of the others.
    #[test]
    fn each_decoder_between_the_nodes_has_seeds_that_it_takes() {
        let frames = link_frames();
        let taken = |reads: fn(&[u8]) -> bool| frames.iter().filter(|one| reads(one)).count();
        for (what, count) in [
            ("a frame", taken(|bytes| Frame::from_bytes(bytes).is_ok())),
            (
                "an entry ahead of its place",
                taken(|bytes| matches!(Frame::from_bytes(bytes), Ok(Frame::Early(_)))),
            ),
            (
                "a receipt",
                taken(|bytes| Receipt::from_bytes(bytes).is_ok()),
            ),
            (
                "what is held",
                taken(|bytes| Held::from_bytes(bytes).is_ok()),
            ),
            (
                "a request for a part",
                taken(|bytes| PartRequest::from_bytes(bytes).is_ok()),
            ),
            (
                "a manifest",
                taken(|bytes| {
                    let read: Result<Manifest, _> =
                        identity::decode_canonical("manifest", bytes, domain::MANIFEST_BYTES_MAX);
                    read.is_ok_and(|read| Manifest::read(bytes, &read.facts()).is_some())
                }),
            ),
            (
                "what is in no log",
                taken(|bytes| UnrecordedFrame::from_bytes(bytes).is_ok()),
            ),
        ] {
            assert!(count > 0, "no seed is {what}");
        }
    }
}
