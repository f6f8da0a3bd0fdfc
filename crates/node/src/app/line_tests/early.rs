//! A FLASH and its acknowledgement ahead of what waits on the line, and how long it sounds.

use domain::{
    ALARM_STEP_MS, Founding, Header, InternalKind, InternalRecord, Kind, LogItem, MessageFacts,
    Noun, Precedence, Record, RecordId, SealedEntry, Shift, ShiftList, SubjectId, SubjectNonce,
};
use identity::Role;
use line::Frame;
use wire::ToDevice;

use super::world::{DAY_MS, Device, NORTH, SOUTH, World};
use crate::app::{ALARMS_MAX, AppError, ErrorCode, LOOK_AT_ALL_EVERY, Output};

/// More than the line has under way at once.
const QUEUED: u32 = 300;

pub(super) fn message(
    world: &World,
    device: &Device,
    number: u8,
    precedence: Precedence,
) -> Record {
    let nonce = SubjectNonce([number; 16]);
    let facts = MessageFacts {
        precedence,
        acknowledge_by_unix_ms: None,
    };
    let side = world.sides[device.side].id;
    let subject = SubjectId::of(Noun::Message, side, nonce);
    let author = (side, device.person, device.id());
    let kind = Kind::Send.of(Noun::Message);
    let header = Header {
        open: Founding::with_facts(Noun::Message, nonce, &facts).encode(),
        ..Header::new(kind, subject, author, world.now().unix_ms)
    };
    Record::sign(&header, Vec::new(), &device.key).unwrap()
}

pub(super) fn acknowledgement(world: &World, device: &Device, message: &Record) -> Record {
    let author = (world.sides[device.side].id, device.person, device.id());
    let kind = Kind::Acknowledge.of(Noun::Message);
    let header = Header {
        names: Some(message.id),
        ..Header::new(kind, message.header.subject, author, world.now().unix_ms)
    };
    Record::sign(&header, Vec::new(), &device.key).unwrap()
}

pub(super) fn post(world: &mut World, device: &Device, record: &Record) -> Result<u64, AppError> {
    let id = device.id();
    let bytes = record.bytes().to_vec();
    world.input(device.side, |core, now| core.post_record(now, id, &bytes))
}

/// Both sides know each other's people; then the line is cut, and `side` writes much.
fn world_with_a_queue(side: usize) -> (World, [Device; 2]) {
    let (mut world, devices) = met();
    queue(&mut world, &devices[side]);
    (world, devices)
}

fn met() -> (World, [Device; 2]) {
    let mut world = World::new();
    let devices = [Device::new(NORTH, 100), Device::new(SOUTH, 101)];
    let roles = [Role::Sherpa, Role::DutyOfficer];
    for device in &devices {
        world.accredit(device, &roles, DAY_MS);
    }
    world.meet();
    (world, devices)
}

fn queue(world: &mut World, device: &Device) {
    world.reachable = false;
    world.break_connections();
    for number in 0..QUEUED {
        world.propose(device, number).unwrap();
        world.run_ms(21);
    }
}

fn early(world: &World, side: usize) -> usize {
    let page = world.cores[side].logs_page(u64::MAX - 1, u64::MAX - 1);
    page.unwrap().early.len()
}

fn is_acknowledged(world: &World, side: usize, message: &Record) -> bool {
    let folded = world.cores[side].view().message(message.header.subject);
    folded.is_some_and(|folded| folded.acknowledged.is_some())
}

#[test]
fn a_flash_and_its_acknowledgement_overtake_both_queues() {
    let (mut world, [north, south]) = world_with_a_queue(NORTH);
    queue(&mut world, &south);
    let flash = message(&world, &north, 1, Precedence::Flash);
    post(&mut world, &north, &flash).unwrap();
    let routine = message(&world, &north, 2, Precedence::Immediate);
    post(&mut world, &north, &routine).unwrap();
    world.reachable = true;
    world.run_until(60_000, "the line", |world| {
        world.cores[NORTH].line_status().up
    });
    let latency_ms = world.latency_ms;
    let late = world.run_until(60_000, "the copy", |world| early(world, SOUTH) == 1);
    assert!(late <= latency_ms + 2, "{late} ms");
    let of_north = world.sides[NORTH].id;
    let view = world.cores[SOUTH].view();
    assert!(view.head(of_north).seq < u64::from(QUEUED));
    assert!(view.message(flash.header.subject).is_none(), "not folded");
    assert_eq!(world.cores[SOUTH].alarms(world.now()).len(), 1);

    // A person acknowledges the copy; nothing else can be done to it.
    let taken = acknowledgement(&world, &south, &flash);
    let unknown = acknowledgement(&world, &south, &routine);
    let refused = post(&mut world, &south, &unknown).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    post(&mut world, &south, &taken).unwrap();
    assert!(world.cores[SOUTH].alarms(world.now()).is_empty());
    let late = world.run_until(60_000, "the answer", |world| early(world, NORTH) == 1);
    assert!(late <= latency_ms + 2, "{late} ms");
    assert!(!is_acknowledged(&world, NORTH, &flash), "not folded");

    world.run_until(120_000, "settling", World::settled);
    for side in [NORTH, SOUTH] {
        assert_eq!(early(&world, side), 0);
        assert!(is_acknowledged(&world, side, &flash));
        assert_eq!(world.cores[side].counters().early_copies, 1);
        assert_eq!(world.cores[side].counters().misbehaviour, 0);
    }
    assert_eq!(world.forks(), 0);
    let digests = [NORTH, SOUTH].map(|side| world.cores[side].view().digest());
    assert_eq!(digests[0], digests[1]);
}

#[test]
fn a_copy_outlives_a_restart_and_sounds_on() {
    let (mut world, [north, south]) = world_with_a_queue(NORTH);
    let flash = message(&world, &north, 1, Precedence::Flash);
    post(&mut world, &north, &flash).unwrap();
    world.reachable = true;
    world.run_until(60_000, "the copy", |world| early(world, SOUTH) == 1);
    let since = world.cores[SOUTH].alarms(world.now())[0].since_unix_ms;
    world.reachable = false;
    let disk = world.disks[SOUTH].clone();
    world.restart_on(SOUTH, disk);
    world.run_ms(2 * ALARM_STEP_MS as u64);
    assert_eq!(early(&world, SOUTH), 1);
    let alarms = world.cores[SOUTH].alarms(world.now());
    assert_eq!((alarms.len(), alarms[0].since_unix_ms), (1, since));
    let taken = acknowledgement(&world, &south, &flash);
    post(&mut world, &south, &taken).unwrap();
    let disk = world.disks[SOUTH].clone();
    world.restart_on(SOUTH, disk);
    world.meet();
    assert!(world.cores[SOUTH].alarms(world.now()).is_empty());
    assert!(is_acknowledged(&world, NORTH, &flash));
}

/// Copies that the other node signed and that aren't what may overtake.
#[test]
fn what_may_not_overtake_is_not_shown() {
    let (mut world, [north, _]) = met();
    // South knows this one, and so refuses it for its role alone.
    let officer = Device::new(NORTH, 103);
    world.accredit(&officer, &[Role::PressOfficer], DAY_MS);
    world.run_until(5_000, "South knows the officer", World::settled);
    queue(&mut world, &north);
    let newcomer = Device::new(NORTH, 102);
    world.accredit(&newcomer, &[Role::Sherpa], DAY_MS);
    let cases = [
        (
            "no FLASH",
            message(&world, &north, 3, Precedence::Immediate),
            1,
        ),
        // It may well be accredited, by what waits before it.
        (
            "a stranger",
            message(&world, &newcomer, 4, Precedence::Flash),
            0,
        ),
        (
            "another's role",
            message(&world, &officer, 5, Precedence::Flash),
            0,
        ),
        // The control: at that place, by somebody whom South knows and who may.
        ("a FLASH", message(&world, &north, 6, Precedence::Flash), 0),
    ];
    let at = world.cores[NORTH].view().head(world.sides[NORTH].id);
    world.reachable = true;
    world.run_until(60_000, "the line", |world| {
        world.cores[SOUTH].line_status().up
    });
    let conn = line::ConnId(world.conn_in_use());
    for (number, (what, record, faults)) in (1..).zip(cases) {
        let item = LogItem::Record(record.bytes().to_vec());
        let ahead = domain::Head {
            seq: at.seq + 100 + number,
            ..at
        };
        let node = &world.sides[NORTH].node;
        let unix_ms = world.now().unix_ms;
        let sealed = SealedEntry::write(ahead, &item, domain::Head::EMPTY, unix_ms, node);
        let before = world.cores[SOUTH].counters().misbehaviour;
        let bytes = Frame::Early(sealed).to_bytes();
        world.input(SOUTH, |core, now| core.line_frame(now, conn, bytes));
        let shown = usize::from(what == "a FLASH");
        assert_eq!(early(&world, SOUTH), shown, "{what}");
        let counted = world.cores[SOUTH].counters().misbehaviour - before;
        assert_eq!(counted, faults, "{what}");
    }
}

pub(super) fn shifts(
    world: &mut World,
    device: &Device,
    list: &ShiftList,
) -> Result<u64, AppError> {
    let author = (world.sides[device.side].id, device.person, device.id());
    let kind = InternalKind::Shifts.number();
    let header = Header {
        open: list.encode(),
        ..Header::new(kind, SubjectId([0; 16]), author, world.now().unix_ms)
    };
    let record = InternalRecord::sign(&header, Vec::new(), &device.key).unwrap();
    let id = device.id();
    world.input(device.side, |core, now| {
        core.post_internal(now, id, record.bytes())
    })
}

/// At whose devices it sounded since, with the step.
fn sounded(world: &mut World, devices: &[Device]) -> Vec<(usize, u32)> {
    let seen = std::mem::take(&mut world.seen[SOUTH]);
    let told = seen.iter().filter_map(|output| match output {
        Output::ToDevice(device, ToDevice::Alarm { step, .. }) => {
            let whose = devices.iter().position(|one| one.id() == *device)?;
            Some((whose, *step))
        }
        _ => None,
    });
    told.collect()
}

#[test]
fn a_flash_sounds_along_the_shift_list_until_somebody_acknowledges_it() {
    let mut world = World::new();
    let north = Device::new(NORTH, 100);
    world.accredit(&north, &[Role::Sherpa], DAY_MS);
    let officers = [110, 111, 112].map(|number| Device::new(SOUTH, number));
    for officer in &officers {
        world.accredit(officer, &[Role::DutyOfficer], DAY_MS);
        let id = officer.id();
        world.input(SOUTH, |core, now| core.device_connected(now, id));
    }
    world.meet();
    let now_ms = world.now().unix_ms;
    let on = |officer: &Device| Shift {
        person: officer.person,
        from_unix_ms: now_ms,
        until_unix_ms: now_ms + DAY_MS,
    };
    let list = ShiftList {
        shifts: vec![on(&officers[1]), on(&officers[0])],
    };
    shifts(&mut world, &officers[2], &list).unwrap();
    let backwards = ShiftList {
        shifts: vec![Shift {
            until_unix_ms: now_ms,
            ..on(&officers[0])
        }],
    };
    let refused = shifts(&mut world, &officers[2], &backwards).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Malformed);
    world.seen[SOUTH].clear();

    let flash = message(&world, &north, 1, Precedence::Flash);
    post(&mut world, &north, &flash).unwrap();
    world.run_ms(1_000);
    let step = ALARM_STEP_MS as u64;
    assert_eq!(sounded(&mut world, &officers), [(1, 0)]);
    world.run_ms(step - 2_000);
    assert_eq!(sounded(&mut world, &officers), []);
    world.run_ms(2_000);
    let mut both = sounded(&mut world, &officers);
    both.sort_unstable();
    assert_eq!(both, [(0, 1), (1, 1)]);

    // A restart: who comes back is told, and the steps go on from where they were.
    let disk = world.disks[SOUTH].clone();
    world.restart_on(SOUTH, disk);
    for officer in [&officers[1], &officers[2]] {
        let id = officer.id();
        world.input(SOUTH, |core, now| core.device_connected(now, id));
    }
    assert!(sounded(&mut world, &officers).contains(&(1, 1)));
    world.run_ms(step);
    let everybody = sounded(&mut world, &officers);
    assert!(everybody.contains(&(2, 2)) && everybody.contains(&(1, 2)));
    assert!(world.cores[SOUTH].alarms(world.now())[0].everybody);
    world.run_ms(60 * step);
    assert_eq!(
        world.cores[SOUTH].alarms(world.now()).len(),
        1,
        "it sounds on"
    );

    let taken = acknowledgement(&world, &officers[0], &flash);
    world.seen[SOUTH].clear();
    post(&mut world, &officers[0], &taken).unwrap();
    assert!(world.cores[SOUTH].alarms(world.now()).is_empty());
    let over = world.seen[SOUTH].iter().filter(|output| {
        matches!(output, Output::ToDevice(_, ToDevice::AlarmOver { message })
            if *message == flash.header.subject)
    });
    assert_eq!(over.count(), 2, "both that are connected");
}

#[test]
fn so_many_sound_at_once_and_the_others_after_them() {
    let mut world = World::new();
    let north = Device::new(NORTH, 100);
    let officer = Device::new(SOUTH, 110);
    world.accredit(&north, &[Role::Sherpa], DAY_MS);
    world.accredit(&officer, &[Role::DutyOfficer], DAY_MS);
    world.meet();
    let all: Vec<Record> = (0..=ALARMS_MAX)
        .map(|number| {
            let flash = message(&world, &north, number as u8, Precedence::Flash);
            post(&mut world, &north, &flash).unwrap();
            world.run_ms(21);
            flash
        })
        .collect();
    world.run_until(60_000, "settling", World::settled);
    let sounding = |world: &World| world.cores[SOUTH].alarms(world.now()).len();
    assert_eq!(sounding(&world), ALARMS_MAX);
    for (done, flash) in (1..).zip(&all) {
        let taken: RecordId = flash.id;
        let record = acknowledgement(&world, &officer, flash);
        assert_eq!(record.header.names, Some(taken));
        post(&mut world, &officer, &record).unwrap();
        world.run_ms(21);
        assert_eq!(sounding(&world), (ALARMS_MAX + 1 - done).min(ALARMS_MAX));
    }
}

/// However fast the other log grows, all that sounds is folded once in a second and not for each entry.
#[test]
fn all_that_sounds_is_looked_at_once_in_a_second() {
    let mut world = World::new();
    let north = Device::new(NORTH, 100);
    let officer = Device::new(SOUTH, 110);
    world.accredit(&north, &[Role::Sherpa], DAY_MS);
    world.accredit(&officer, &[Role::DutyOfficer], DAY_MS);
    world.meet();
    let all: Vec<Record> = (0..8)
        .map(|number| message(&world, &north, number, Precedence::Flash))
        .collect();
    for flash in &all {
        post(&mut world, &north, flash).unwrap();
        world.run_ms(21);
    }
    world.run_until(60_000, "settling", World::settled);
    world.run_ms(2_000);
    let folded = |world: &World| world.cores[SOUTH].alarms.folded.take();
    folded(&world);
    let second = LOOK_AT_ALL_EVERY.as_millis() as u64;
    let begin = world.now_ms;
    for number in 0..40 {
        world.propose(&north, number).unwrap();
        world.run_ms(50);
    }
    world.run_until(60_000, "settling", World::settled);
    let looks = (world.now_ms - begin) / second + 1;
    let most = all.len() * usize::try_from(looks).unwrap();
    let counted = folded(&world);
    assert!((1..=most).contains(&counted), "{counted} of {most}");
    // An acknowledgement waits for no look, and folds what it is about.
    let taken = acknowledgement(&world, &officer, &all[0]);
    post(&mut world, &officer, &taken).unwrap();
    assert_eq!(world.cores[SOUTH].alarms(world.now()).len(), 7);
    let counted = folded(&world);
    assert!(counted <= 8, "{counted}");
}
