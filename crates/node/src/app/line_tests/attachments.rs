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
use crate::app::{AppError, ErrorCode, WORDS_WAITING_MAX};

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
        let handed = self.hand_over_unheard(side, number, named);
        self.world
            .run_until(5_000, "the record is there", World::settled);
        handed
    }

    /// As [`Self::hand_over`], with nobody waiting for the other node.
    fn hand_over_unheard(
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
        posted.map(|_| subject)
    }

    fn cut(&mut self) {
        self.world.reachable = false;
        self.world.break_connections();
    }

    fn restart(&mut self, side: usize) {
        let disk = self.world.disks[side].clone();
        disk.restart();
        self.world.restart_on(side, disk);
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

    /// Hands over what both tell each other, until neither has anything to say; gives how many words it took.
    fn carry(&mut self) -> usize {
        let mut carried = 0;
        loop {
            let words = [NORTH, SOUTH].map(|side| {
                let told =
                    |core: &mut crate::app::NodeCore, _| core.attachment_words(WORDS_WAITING_MAX);
                self.world.input(side, told)
            });
            let before = carried;
            for (from, words) in words.into_iter().enumerate() {
                for bytes in words {
                    let told =
                        |core: &mut crate::app::NodeCore, now| core.attachment_told(now, &bytes);
                    assert_eq!(self.world.input(1 - from, told), Ok(()));
                    carried += 1;
                }
            }
            if carried == before {
                return carried;
            }
            assert!(carried < 1_000, "they answer each other without end");
        }
    }

    fn wants(&mut self, side: usize, under_way: &[PartRequest]) -> Vec<PartRequest> {
        let now = self.world.now();
        self.world.cores[side].attachment_wants(now, under_way, PARTS_UNDER_WAY_MAX)
    }

    /// Fetches one part for South as its process does.
    fn fetch(&mut self, wanted: PartRequest) {
        self.fetch_for(SOUTH, wanted);
    }

    fn fetch_for(&mut self, side: usize, wanted: PartRequest) {
        let given = self.world.cores[1 - side]
            .attachment_asked(&wanted)
            .unwrap();
        let taken = self.world.input(side, |core, now| {
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
        two.restart(side);
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

/// Neither what is asked for first nor whose an attachment is may change by a restart.
#[test]
fn names_are_taken_in_the_order_of_the_logs() {
    let mut two = Two::met();
    // Ids of papers are hashes: that all eight stand in the order of the log is no accident.
    let files: Vec<File> = (1..=8).map(file).collect();
    for (number, file) in (1..).zip(&files) {
        two.hand_over(NORTH, number, &[file.facts]).unwrap();
        two.put(NORTH, file, None).unwrap();
    }
    let in_order: Vec<PartRequest> = files.iter().map(|file| part(file.facts.id, 0)).collect();
    two.connect();
    assert_eq!(two.wants(SOUTH, &[]), in_order);
    two.restart(SOUTH);
    two.world.meet();
    two.connect();
    assert_eq!(two.wants(SOUTH, &[]), in_order);
    // South's papers name what North's named before; some have lower ids and some higher.
    for (number, file) in (21..).zip(&files) {
        two.hand_over(SOUTH, number, &[file.facts]).unwrap();
    }
    let own = |two: &Two| {
        files
            .iter()
            .map(|file| two.state(NORTH, file).own)
            .collect::<Vec<_>>()
    };
    assert_eq!(own(&two), [true; 8]);
    two.restart(NORTH);
    assert_eq!(own(&two), [true; 8]);
    assert_eq!(two.put(NORTH, &files[0], Some(0)), Ok(()));
}

/// Written apart, so that each node takes it for its own side's. What each lacks it gets, and then they
/// are silent.
#[test]
fn what_both_sides_name_is_told_and_then_nobody_speaks() {
    for at_south in [None, Some(1)] {
        let mut two = Two::met();
        let file = file(7);
        two.cut();
        for side in [NORTH, SOUTH] {
            two.hand_over_unheard(side, 1, &[file.facts]).unwrap();
        }
        two.put(NORTH, &file, None).unwrap();
        two.put(NORTH, &file, Some(0)).unwrap();
        if at_south.is_some() {
            two.put(SOUTH, &file, None).unwrap();
            two.put(SOUTH, &file, at_south).unwrap();
        }
        two.world.meet();
        for side in [NORTH, SOUTH] {
            assert!(two.state(side, &file).own);
        }
        two.connect();
        assert_eq!(two.carry(), 0, "all is said");
        for side in [NORTH, SOUTH] {
            while let Some(wanted) = two.wants(side, &[]).first().copied() {
                two.fetch_for(side, wanted);
            }
        }
        let missing = [NORTH, SOUTH].map(|side| two.state(side, &file).missing.len());
        let wanted = usize::from(at_south.is_none());
        assert_eq!(missing, [wanted; 2]);
        // A new connection is told anew.
        two.connect();
        assert_eq!(two.carry(), 0);
    }
}

/// What else there is to tell is a mark in the core, whatever the other node takes.
#[test]
fn so_many_words_wait_for_the_other_node_and_no_more() {
    let max = WORDS_WAITING_MAX;
    for count in [max - 1, max, max + 1] {
        let mut two = Two::met();
        let named: Vec<AttachmentFacts> = (0..count)
            .map(|number| AttachmentFacts {
                id: Hash32([number as u8; 32]),
                ..file(1).facts
            })
            .collect();
        for (number, named) in (1..).zip(named.chunks(domain::ATTACHMENTS_MAX)) {
            two.hand_over(NORTH, number, named).unwrap();
        }
        two.world
            .input(SOUTH, |core, now| core.attachments_connected(now));
        let mut ids = Vec::new();
        let mut words = |two: &mut Two| {
            let words = two.world.cores[SOUTH].attachment_words(max);
            ids.extend(words.iter().map(|word| Held::from_bytes(word).unwrap().id));
            words.len()
        };
        assert_eq!(words(&mut two), count.min(max));
        assert_eq!(words(&mut two), count.saturating_sub(max));
        assert_eq!(words(&mut two), 0);
        assert!(ids.iter().eq(named.iter().map(|facts| &facts.id)));
        // Said again while it waits, it waits once.
        for facts in [&named[0]; 3] {
            let word = Held {
                id: facts.id,
                manifest: false,
                chunks: 0,
                receipt: None,
                fetched: false,
            };
            two.world
                .input(NORTH, |core, now| {
                    core.attachments_connected(now);
                    core.attachment_told(now, &word.to_bytes())
                })
                .unwrap();
        }
        let told = two.world.cores[NORTH].attachment_words(2 * max);
        assert_eq!(told.len(), count);
    }
}

/// However many are lacking, whoever asks walks over those alone that the other node has.
#[test]
fn what_the_other_node_lacks_too_is_not_walked_over() {
    let mut two = Two::met();
    two.connect();
    let files: Vec<File> = (1..=8).map(file).collect();
    let named: Vec<AttachmentFacts> = files.iter().map(|file| file.facts).collect();
    two.hand_over(NORTH, 1, &named).unwrap();
    two.carry();
    let askable = |two: &Two| two.world.cores[SOUTH].attachments.askable();
    assert_eq!(askable(&two), 0);
    let (first, last) = (&files[0], &files[7]);
    two.put(NORTH, last, None).unwrap();
    two.carry();
    assert_eq!(askable(&two), 1);
    two.fetch(part(last.facts.id, 0));
    assert_eq!(askable(&two), 0);
    for chunk in [None, Some(0), Some(1)] {
        two.put(NORTH, first, chunk).unwrap();
    }
    two.carry();
    assert_eq!(askable(&two), 1);
    let refused = two.world.input(SOUTH, |core, now| {
        core.attachment_arrived(now, part(first.facts.id, 0), b"something else")
    });
    assert!(refused.is_err());
    assert_eq!(askable(&two), 0, "shunned");
    two.world.now_ms += ATTACHMENT_SHUN.as_millis() as u64;
    for number in 0..3 {
        assert!(
            two.wants(SOUTH, &[])
                .contains(&part(first.facts.id, number))
        );
        two.fetch(part(first.facts.id, number));
    }
    assert_eq!(askable(&two), 0);
}
