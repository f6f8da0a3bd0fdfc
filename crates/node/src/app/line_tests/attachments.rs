//! Attachments between two cores: what is asked for, given, refused, kept, and told.

use domain::{
    AttachmentFacts, AttachmentId, Founding, Header, Kind, Manifest, Noun, PaperFacts, PaperKind,
    Record, SubjectId, SubjectNonce,
};
use identity::{Hash32, Role, encode_canonical};
use line::{ATTACHMENT_SHUN, Held, PARTS_UNDER_WAY_MAX, PartRequest};
use storage::{Store, Table};
use wire::AttachmentState;

use super::world::{DAY_MS, Device, NORTH, SOUTH, World};
use crate::app::{AppError, AttachmentOutput, ErrorCode, Output};

/// A sealed file of two chunks; nodes don't know that nothing is sealed in it.
struct File {
    facts: AttachmentFacts,
    manifest: Vec<u8>,
    chunks: Vec<Vec<u8>>,
}

fn file(number: u8) -> File {
    let bytes = domain::ATTACHMENT_CHUNK_BYTES + domain::ATTACHMENT_PAD_BYTES;
    let tag = domain::ATTACHMENT_TAG_BYTES as usize;
    let chunks = vec![
        vec![number; domain::ATTACHMENT_CHUNK_BYTES as usize + tag],
        vec![number; domain::ATTACHMENT_PAD_BYTES as usize + tag],
    ];
    let manifest = Manifest::of(bytes, &chunks);
    File {
        facts: manifest.facts(),
        manifest: manifest.to_bytes(),
        chunks,
    }
}

fn part(id: AttachmentId, part: u32) -> PartRequest {
    PartRequest { id, part, from: 0 }
}

fn code<T>(result: Result<T, AppError>) -> Option<ErrorCode> {
    result.err().map(|error| error.code)
}

struct Two {
    world: World,
    sherpas: [Device; 2],
}

impl Two {
    /// The line is up, and each side has a sherpa.
    fn met() -> Self {
        let mut world = World::new();
        world.meet();
        let sherpas = [Device::new(NORTH, 71), Device::new(SOUTH, 72)];
        for sherpa in &sherpas {
            world.accredit(sherpa, &[Role::Sherpa], DAY_MS);
        }
        world.run_until(5_000, "both know the sherpas", World::settled);
        Self { world, sherpas }
    }

    fn hand_over(
        &mut self,
        side: usize,
        number: u8,
        named: &[AttachmentFacts],
    ) -> Result<SubjectId, AppError> {
        let nonce = SubjectNonce([number; 16]);
        let facts = PaperFacts {
            kind: PaperKind::Proposal,
            track: None,
            reply_by_unix_ms: None,
            attachments: Some(named.to_vec()),
        };
        let sherpa = self.sherpas[side].clone();
        let own = self.world.sides[side].id;
        let subject = SubjectId::of(Noun::Paper, own, nonce);
        let header = Header {
            open: Founding::with_facts(Noun::Paper, nonce, &facts).encode(),
            ..Header::new(
                Kind::HandOver.of(Noun::Paper),
                subject,
                (own, sherpa.person, sherpa.id()),
                self.world.now().unix_ms,
            )
        };
        let record = Record::sign(&header, Vec::new(), &sherpa.key).unwrap();
        let posted = self.world.input(side, |core, now| {
            core.post_record(now, sherpa.id(), record.bytes())
        });
        self.world
            .run_until(5_000, "the record is there", World::settled);
        posted.map(|_| subject)
    }

    fn put(&mut self, side: usize, file: &File, chunk: Option<u32>) -> Result<(), AppError> {
        let bytes = chunk.map_or(&file.manifest, |index| &file.chunks[index as usize]);
        self.put_bytes(side, file, chunk, bytes)
    }

    fn put_bytes(
        &mut self,
        side: usize,
        file: &File,
        chunk: Option<u32>,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        self.world.input(side, |core, now| {
            core.put_attachment_part(now, file.facts.id, chunk, bytes)
        })
    }

    fn connect(&mut self) {
        for side in [NORTH, SOUTH] {
            self.world
                .input(side, |core, now| core.attachments_connected(now));
        }
        self.carry();
    }

    /// Hands over what both tell each other, until neither has anything to say.
    fn carry(&mut self) {
        loop {
            let mut told = Vec::new();
            for side in [NORTH, SOUTH] {
                self.world.seen[side].retain(|output| match output {
                    Output::Attachments(AttachmentOutput::Tell(bytes)) => {
                        told.push((1 - side, bytes.clone()));
                        false
                    }
                    _ => true,
                });
            }
            if told.is_empty() {
                return;
            }
            for (to, bytes) in told {
                let taken = self
                    .world
                    .input(to, |core, now| core.attachment_told(now, &bytes));
                assert_eq!(taken, Ok(()));
            }
        }
    }

    fn wants(&self, side: usize, under_way: &[PartRequest]) -> Vec<PartRequest> {
        let now = self.world.now();
        self.world.cores[side].attachment_wants(now, under_way, PARTS_UNDER_WAY_MAX)
    }

    /// Fetches one part for South as its process does.
    fn fetch(&mut self, wanted: PartRequest) {
        let given = self.world.cores[NORTH].attachment_asked(&wanted).unwrap();
        let taken = self.world.input(SOUTH, |core, now| {
            core.attachment_arrived(now, wanted, &given)
        });
        assert_eq!(taken, Ok(()));
        self.carry();
    }

    fn state(&self, side: usize, file: &File) -> AttachmentState {
        self.world.cores[side]
            .attachment_state(file.facts.id)
            .unwrap()
    }
}

#[test]
fn an_attachment_goes_over_in_parts_and_its_receipt_comes_back() {
    let mut two = Two::met();
    let file = file(7);
    two.connect();
    assert_eq!(code(two.put(NORTH, &file, None)), Some(ErrorCode::NotFound));
    two.hand_over(NORTH, 1, &[file.facts]).unwrap();
    two.carry();
    // Its hashes first; only its own side sends it.
    assert_eq!(
        code(two.put(NORTH, &file, Some(0))),
        Some(ErrorCode::Conflict)
    );
    assert_eq!(code(two.put(SOUTH, &file, None)), Some(ErrorCode::Conflict));
    let other = self::file(8).manifest;
    assert_eq!(
        code(two.put_bytes(NORTH, &file, None, &other)),
        Some(ErrorCode::ChunkDiffers)
    );
    assert_eq!(two.wants(SOUTH, &[]), []);
    two.put(NORTH, &file, None).unwrap();
    two.carry();
    // The other node asks for what is there, as it comes, and for nothing twice at once.
    let manifest = part(file.facts.id, 0);
    assert_eq!(two.wants(SOUTH, &[]), [manifest]);
    assert_eq!(two.wants(SOUTH, &[manifest]), []);
    two.fetch(manifest);
    assert_eq!(two.wants(SOUTH, &[]), []);
    for (index, bytes) in [
        (0, &file.chunks[1][..]),
        (1, &file.chunks[0]),
        (2, &file.chunks[1]),
        (u32::MAX, &file.chunks[1]),
        (1, &file.chunks[1][1..]),
    ] {
        let refused = two.put_bytes(NORTH, &file, Some(index), bytes);
        assert_eq!(code(refused), Some(ErrorCode::ChunkDiffers), "{index}");
    }
    two.put(NORTH, &file, Some(1)).unwrap();
    two.put(NORTH, &file, Some(1)).unwrap();
    two.carry();
    assert_eq!(two.wants(SOUTH, &[]), [part(file.facts.id, 2)]);
    two.put(NORTH, &file, Some(0)).unwrap();
    two.carry();
    assert_eq!(two.state(NORTH, &file).missing, [0u32; 0]);
    for wanted in two.wants(SOUTH, &[]) {
        assert_eq!(two.state(NORTH, &file).received_unix_ms, None);
        two.fetch(wanted);
    }
    assert_eq!(two.state(SOUTH, &file).missing, [0u32; 0]);
    assert_eq!(two.wants(SOUTH, &[]), []);
    let state = two.state(NORTH, &file);
    assert_eq!(
        (state.at_other, state.received_unix_ms),
        (2, Some(two.world.now().unix_ms))
    );
    assert!(!state.fetched_there);
    two.world
        .input(SOUTH, |core, now| {
            core.attachment_fetched(now, file.facts.id)
        })
        .unwrap();
    two.carry();
    assert!(two.state(NORTH, &file).fetched_there);
    assert_eq!(two.world.cores[NORTH].counters().misbehaviour, 0);
    for index in [0, 1] {
        let got = two.world.cores[SOUTH].attachment_part(file.facts.id, Some(index));
        assert_eq!(got.unwrap(), file.chunks[index as usize]);
    }
}

#[test]
fn a_restart_of_either_goes_on_where_it_was() {
    let mut two = Two::met();
    let file = file(7);
    two.hand_over(NORTH, 1, &[file.facts]).unwrap();
    two.connect();
    for chunk in [None, Some(0), Some(1)] {
        two.put(NORTH, &file, chunk).unwrap();
    }
    two.carry();
    two.fetch(part(file.facts.id, 0));
    two.fetch(part(file.facts.id, 2));
    for side in [NORTH, SOUTH] {
        let disk = two.world.disks[side].clone();
        disk.restart();
        two.world.restart_on(side, disk);
    }
    assert_eq!(two.state(NORTH, &file).missing, [0u32; 0]);
    two.connect();
    assert_eq!(two.wants(SOUTH, &[]), [part(file.facts.id, 1)]);
    two.fetch(part(file.facts.id, 1));
    assert!(two.state(NORTH, &file).received_unix_ms.is_some());
    // A receipt that got lost is asked for by telling again.
    let copy = two.world.disks[SOUTH].backup();
    let held = copy.scan(Table::Chunks, &file.facts.id.0, 9).unwrap();
    assert_eq!(held.len(), 2, "chunks are in a backup");
}

#[test]
fn a_restored_backup_gets_its_own_back() {
    let mut two = Two::met();
    let file = file(7);
    two.hand_over(NORTH, 1, &[file.facts]).unwrap();
    two.connect();
    let backup = two.world.disks[NORTH].backup();
    for chunk in [None, Some(0), Some(1)] {
        two.put(NORTH, &file, chunk).unwrap();
    }
    two.carry();
    for number in 0..3 {
        two.fetch(part(file.facts.id, number));
    }
    assert!(two.state(NORTH, &file).received_unix_ms.is_some());
    two.world.restart_on(NORTH, backup);
    two.world.meet();
    assert_eq!(two.state(NORTH, &file).missing, [0, 1]);
    two.connect();
    for number in 0..3 {
        let wanted = part(file.facts.id, number);
        assert!(two.wants(NORTH, &[]).contains(&wanted), "{number}");
        let given = two.world.cores[SOUTH].attachment_asked(&wanted).unwrap();
        two.world
            .input(NORTH, |core, now| {
                core.attachment_arrived(now, wanted, &given)
            })
            .unwrap();
    }
    assert_eq!(two.state(NORTH, &file).missing, [0u32; 0]);
    assert_eq!(two.wants(NORTH, &[]), []);
    assert!(two.state(NORTH, &file).received_unix_ms.is_some());
}

#[test]
fn another_node_that_gives_something_else_is_shunned_for_a_while() {
    let mut two = Two::met();
    let file = file(7);
    two.hand_over(NORTH, 1, &[file.facts]).unwrap();
    two.connect();
    for chunk in [None, Some(0), Some(1)] {
        two.put(NORTH, &file, chunk).unwrap();
    }
    two.carry();
    let manifest = part(file.facts.id, 0);
    let id = Hash32([9; 32]);
    for (wanted, bytes) in [
        (manifest, &[][..]),
        (manifest, &file.manifest[1..]),
        (part(file.facts.id, 1), &file.chunks[0]),
        (part(id, 0), &file.manifest),
    ] {
        let taken = two.world.input(SOUTH, |core, now| {
            core.attachment_arrived(now, wanted, bytes)
        });
        assert!(taken.is_err(), "{wanted:?}");
    }
    assert_eq!(
        two.world.cores[SOUTH].counters().attachment_parts_refused,
        3
    );
    assert_eq!(two.wants(SOUTH, &[]), []);
    let shun_ms = ATTACHMENT_SHUN.as_millis() as u64;
    two.world.now_ms += shun_ms - 1;
    assert_eq!(two.wants(SOUTH, &[]), []);
    two.world.now_ms += 1;
    assert_eq!(two.wants(SOUTH, &[]), [manifest]);
    two.fetch(manifest);
    assert_eq!(two.wants(SOUTH, &[]).len(), 2);
    let scanned = two.world.disks[SOUTH].scan(Table::Chunks, b"", 9).unwrap();
    assert_eq!(scanned, [], "nothing that wasn't checked is kept");
}

#[test]
fn words_that_cant_be_are_refused_and_change_nothing() {
    let mut two = Two::met();
    let file = file(7);
    two.hand_over(NORTH, 1, &[file.facts]).unwrap();
    two.connect();
    two.put(NORTH, &file, None).unwrap();
    let own = &two.world.sides[NORTH].node;
    let forged = line::AttachmentReceipt::sign(&file.facts, 5, own);
    let held = |id, receipt| Held {
        id,
        manifest: true,
        chunks: u32::MAX,
        receipt,
        fetched: true,
    };
    let told = |two: &mut Two, bytes: &[u8]| {
        two.world
            .input(NORTH, |core, now| core.attachment_told(now, bytes))
    };
    let forged = held(file.facts.id, Some(forged)).to_bytes();
    assert_eq!(code(told(&mut two, &forged)), Some(ErrorCode::BadSignature));
    assert_eq!(code(told(&mut two, b"garbage")), Some(ErrorCode::Malformed));
    assert_eq!(two.world.cores[NORTH].counters().misbehaviour, 2);
    // Without a receipt nobody has fetched anything; what no record names is passed over.
    let bare = held(file.facts.id, None).to_bytes();
    assert_eq!(told(&mut two, &bare), Ok(()));
    assert_eq!(
        told(&mut two, &held(Hash32([9; 32]), None).to_bytes()),
        Ok(())
    );
    let state = two.state(NORTH, &file);
    assert_eq!((state.received_unix_ms, state.fetched_there), (None, false));
    assert_eq!(state.at_other, 2, "its own word, within what there is");
    let early = two.world.input(NORTH, |core, now| {
        core.attachment_fetched(now, file.facts.id)
    });
    assert_eq!(code(early), Some(ErrorCode::Conflict));
}

#[test]
fn so_much_is_kept_of_each_side_and_no_more() {
    let sealed = file(0).facts.sealed_bytes();
    for (room, fits) in [
        (2 * sealed - 1, false),
        (2 * sealed, true),
        (2 * sealed + 1, true),
    ] {
        let mut two = Two::met();
        for core in &mut two.world.cores {
            core.set_attachment_bytes_kept_max(room);
        }
        let files = [file(1), file(2)];
        two.hand_over(NORTH, 1, &[files[0].facts]).unwrap();
        // The own node refuses the record before it is written.
        let second = two.hand_over(NORTH, 2, &[files[1].facts]);
        let wanted = (!fits).then_some(ErrorCode::AttachmentsFull);
        assert_eq!(code(second), wanted, "{room}");
        assert_eq!(
            two.world.cores[SOUTH].attachment_bytes()[1],
            if fits { 2 } else { 1 } * sealed
        );
    }
    // Another node may have more room than this one: what doesn't fit here isn't asked for.
    let mut two = Two::met();
    two.world.cores[SOUTH].set_attachment_bytes_kept_max(2 * sealed - 1);
    let files = [file(1), file(2)];
    two.connect();
    for (number, file) in (1..).zip(&files) {
        two.hand_over(NORTH, number, &[file.facts]).unwrap();
        for chunk in [None, Some(0), Some(1)] {
            two.put(NORTH, file, chunk).unwrap();
        }
    }
    two.carry();
    assert_eq!(two.wants(SOUTH, &[]), [part(files[0].facts.id, 0)]);
    assert!(two.state(SOUTH, &files[1]).no_room);
    // Each side has its own room.
    two.hand_over(SOUTH, 3, &[file(3).facts]).unwrap();
    assert_eq!(two.world.cores[SOUTH].attachment_bytes(), [sealed, sealed]);
}

#[test]
fn what_a_record_without_effect_names_is_never_kept() {
    let mut two = Two::met();
    let file = file(7);
    two.hand_over(NORTH, 1, &[file.facts]).unwrap();
    let subject = SubjectId::of(
        Noun::Paper,
        two.world.sides[NORTH].id,
        SubjectNonce([1; 16]),
    );
    // South may not revise North's paper: its record stands in the log and does nothing.
    let other = self::file(8);
    let sherpa = two.sherpas[SOUTH].clone();
    let own = two.world.sides[SOUTH].id;
    let facts = PaperFacts {
        kind: PaperKind::Proposal,
        track: None,
        reply_by_unix_ms: None,
        attachments: Some(vec![other.facts]),
    };
    let header = Header {
        open: encode_canonical(&facts),
        ..Header::new(
            Kind::Revise.of(Noun::Paper),
            subject,
            (own, sherpa.person, sherpa.id()),
            two.world.now().unix_ms,
        )
    };
    let record = Record::sign(&header, Vec::new(), &sherpa.key).unwrap();
    two.world
        .input(SOUTH, |core, now| {
            core.post_record(now, sherpa.id(), record.bytes())
        })
        .unwrap();
    two.world
        .run_until(5_000, "it is in both logs", World::settled);
    for side in [NORTH, SOUTH] {
        let state = two.world.cores[side].attachment_state(other.facts.id);
        assert_eq!(code(state), Some(ErrorCode::NotFound));
    }
    assert_eq!(
        code(two.put(SOUTH, &other, None)),
        Some(ErrorCode::NotFound)
    );
}
