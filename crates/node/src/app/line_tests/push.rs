//! Browsers that are called while their page is closed: whose, when, and how often.

use domain::{
    ALARM_STEP_MS, Header, Kind, Medium, NodeFacts, PublicPart, Record, RecordId, Shift, ShiftList,
    SubjectId, SubjectNonce,
};
use identity::Role;

use super::early::{acknowledgement, message, post, shifts};
use super::world::{DAY_MS, Device, NORTH, SOUTH, World};
use crate::app::push::tests::{registration, services};
use crate::app::{DUTY_PUSH_EVERY, Output, Push, PushCause};
use domain::Precedence;

const AIDES: [Role; 2] = [Role::Sherpa, Role::DutyOfficer];

/// North's and South's aides, and South's principal with two devices.
struct Night {
    world: World,
    north: Device,
    south: Device,
    principals: [Device; 2],
}

fn register(world: &mut World, device: &Device) {
    let (id, number) = (device.id(), device.key.public().0[0].max(1));
    let kept = world.input(device.side, |core, now| {
        core.keep_push(now, id, registration(number), &services())
    });
    kept.unwrap();
}

impl Night {
    fn new() -> Self {
        let mut world = World::new();
        let (north, south) = (Device::new(NORTH, 100), Device::new(SOUTH, 101));
        world.accredit(&north, &AIDES, DAY_MS);
        world.accredit(&south, &AIDES, DAY_MS);
        let principals = [110, 111].map(|number| Device::new(SOUTH, number));
        for device in &principals {
            world.accredit(device, &[Role::Principal], DAY_MS);
            register(&mut world, device);
        }
        world.meet();
        Self {
            world,
            north,
            south,
            principals,
        }
    }

    /// What South's node wants sent since it was asked last: to which of these, and why.
    fn pushed(&mut self) -> Vec<(usize, &'static str)> {
        let all: Vec<Device> = self.principals.to_vec();
        pushed(&mut self.world, &all)
    }

    fn agree(&mut self, number: u32) -> (SubjectId, RecordId) {
        self.world.propose(&self.north, number).unwrap();
        self.settle();
        let offer = Record::decode(&self.world.proposal(&self.north, number)).unwrap();
        let subject = self.world.subject(NORTH, number);
        let proposed = self.world.cores[SOUTH].view().contact(subject).unwrap();
        let offer = proposed.offers.first().map_or(offer.id, |one| one.id);
        let contact = (NORTH, number);
        self.world
            .accept(&self.south.clone(), contact, offer)
            .unwrap();
        self.settle();
        (subject, offer)
    }

    fn act(&mut self, device: &Device, kind: Kind, (subject, named): (SubjectId, RecordId)) {
        let author = (self.world.sides[device.side].id, device.person, device.id());
        let header = Header {
            names: Some(named),
            ..Header::new(kind.number(), subject, author, self.world.now().unix_ms)
        };
        let record = Record::sign(&header, Vec::new(), &device.key).unwrap();
        post(&mut self.world, device, &record).unwrap();
        self.settle();
    }

    fn settle(&mut self) {
        self.world.run_ms(50);
        self.world.run_until(10_000, "settling", World::settled);
    }
}

fn pushed(world: &mut World, devices: &[Device]) -> Vec<(usize, &'static str)> {
    let seen = std::mem::take(&mut world.seen[SOUTH]);
    let told = seen.iter().filter_map(|output| match output {
        Output::Push(Push { device, cause, .. }) => {
            let whose = devices.iter().position(|one| one.id() == *device);
            Some((whose.expect("one of these"), cause.word()))
        }
        _ => None,
    });
    let mut told: Vec<_> = told.collect();
    told.sort_unstable();
    told
}

fn connect(world: &mut World, device: &Device) {
    let id = device.id();
    world.input(device.side, |core, now| core.device_connected(now, id));
}

fn disconnect(world: &mut World, device: &Device) {
    let id = device.id();
    world.input(device.side, |core, now| core.device_disconnected(now, id));
}

#[test]
fn a_principal_is_called_once_both_have_confirmed_and_not_before() {
    let mut night = Night::new();
    let (north, south) = (night.north.clone(), night.south.clone());
    let contact = night.agree(1);
    night.act(&north, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [], "one alone");
    night.act(&south, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
    // Nothing that follows calls them again.
    night.world.run_ms(120_000);
    night.act(&south, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), []);
    // An abort, and both anew.
    night.act(&north, Kind::Abort, contact);
    night.act(&south, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [], "one alone");
    night.act(&north, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
}

#[test]
fn whose_page_is_open_isnt_called() {
    let mut night = Night::new();
    let (north, south) = (night.north.clone(), night.south.clone());
    let [open, closed] = night.principals.clone();
    connect(&mut night.world, &open);
    let contact = night.agree(1);
    night.act(&north, Kind::ConfirmStage, contact);
    night.act(&south, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [(1, "ring")]);
    // A page that closes now was rung while it was open.
    disconnect(&mut night.world, &open);
    assert_eq!(night.pushed(), []);
    // Who was opened meanwhile, and whose ring is over, needs no further try.
    let core = &night.world.cores[SOUTH];
    let now = night.world.now();
    let push = Push {
        device: closed.id(),
        subscription: core.own_push(closed.id()).unwrap().unwrap(),
        cause: PushCause::Ring(contact.0),
        at: now.instant,
    };
    assert!(core.push_is_due(now, &push));
    connect(&mut night.world, &closed);
    assert!(!night.world.cores[SOUTH].push_is_due(now, &push));
    disconnect(&mut night.world, &closed);
    assert!(night.world.cores[SOUTH].push_is_due(now, &push));
    night.act(&north, Kind::Abort, contact);
    assert!(!night.world.cores[SOUTH].push_is_due(now, &push));
}

#[test]
fn nobody_else_is_rung() {
    let mut night = Night::new();
    let (north, south) = (night.north.clone(), night.south.clone());
    let [kept, revoked] = night.principals.clone();
    // A sherpa and duty officer registered too: a ring isn't theirs.
    register(&mut night.world, &south);
    night.world.revoke(&revoked).unwrap();
    let forgotten = kept.id();
    night
        .world
        .input(SOUTH, |core, _| core.forget_push(forgotten))
        .unwrap();
    let contact = night.agree(1);
    night.act(&north, Kind::ConfirmStage, contact);
    night.act(&south, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), []);
}

#[test]
fn a_flash_calls_the_officer_on_shift_then_along_the_list() {
    let mut world = World::new();
    let north = Device::new(NORTH, 100);
    world.accredit(&north, &AIDES, DAY_MS);
    let officers = [110, 111, 112].map(|number| Device::new(SOUTH, number));
    for officer in &officers {
        world.accredit(officer, &[Role::DutyOfficer], DAY_MS);
        register(&mut world, officer);
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
    let routine = message(&world, &north, 9, Precedence::Routine);
    post(&mut world, &north, &routine).unwrap();
    world.run_ms(1_000);
    assert_eq!(pushed(&mut world, &officers), [], "no FLASH");

    let flash = message(&world, &north, 1, Precedence::Flash);
    post(&mut world, &north, &flash).unwrap();
    world.run_ms(1_000);
    assert_eq!(pushed(&mut world, &officers), [(1, "duty")]);
    // The next step: who was called before, and whoever comes on.
    world.run_ms(ALARM_STEP_MS as u64);
    assert_eq!(pushed(&mut world, &officers), [(0, "duty"), (1, "duty")]);
    // Somebody opened the page: the others alone.
    connect(&mut world, &officers[0]);
    world.run_ms(ALARM_STEP_MS as u64);
    assert_eq!(pushed(&mut world, &officers), [(1, "duty"), (2, "duty")]);
    let taken = acknowledgement(&world, &officers[0], &flash);
    post(&mut world, &officers[0], &taken).unwrap();
    world.run_ms(10 * ALARM_STEP_MS as u64);
    assert_eq!(pushed(&mut world, &officers), [], "acknowledged");
}

#[test]
fn a_device_is_called_to_the_desk_at_most_so_often() {
    let every = DUTY_PUSH_EVERY.as_millis() as u64;
    for (after, again) in [(every - 1, false), (every, true), (every + 1, true)] {
        let mut world = World::new();
        let north = Device::new(NORTH, 100);
        world.accredit(&north, &AIDES, DAY_MS);
        let officer = [Device::new(SOUTH, 110)];
        world.accredit(&officer[0], &[Role::DutyOfficer], DAY_MS);
        register(&mut world, &officer[0]);
        world.meet();
        // Everybody is called at once, where nobody is on shift: one step alone.
        let flash = message(&world, &north, 1, Precedence::Flash);
        post(&mut world, &north, &flash).unwrap();
        let called = |world: &World| {
            world.seen[SOUTH]
                .iter()
                .any(|output| matches!(output, Output::Push(_)))
        };
        world.run_until(10_000, "the first call", called);
        let first = world.now_ms;
        assert_eq!(pushed(&mut world, &officer), [(0, "duty")]);
        world.run_ms(first + after - 20 - world.now_ms);
        let flash = message(&world, &north, 2, Precedence::Flash);
        post(&mut world, &north, &flash).unwrap();
        world.run_ms(1_000);
        let wanted: &[(usize, &str)] = if again { &[(0, "duty")] } else { &[] };
        assert_eq!(pushed(&mut world, &officer), wanted, "{after}");
    }
}

#[test]
fn a_call_at_once_calls_the_duty_desk() {
    let mut night = Night::new();
    let south = night.south.clone();
    register(&mut night.world, &south);
    let start_unix_ms = night.world.now().unix_ms + domain::CALL_NOW_WITHIN_MS;
    let nonce = SubjectNonce([77; 16]);
    let side = night.world.sides[NORTH].id;
    let author = (side, night.north.person, night.north.id());
    let subject = SubjectId::of_contact(side, nonce);
    let header = Header {
        facts: Some(NodeFacts {
            start_unix_ms,
            duration_min: domain::CALL_NOW_MIN_MAX,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            voice_depth: 2,
        }),
        expires_unix_ms: Some(start_unix_ms),
        open: nonce.founding(),
        ..Header::new(
            Kind::CallNow.number(),
            subject,
            author,
            night.world.now().unix_ms,
        )
    };
    let record = Record::sign(&header, Vec::new(), &night.north.key).unwrap();
    let north = night.north.clone();
    post(&mut night.world, &north, &record).unwrap();
    night.settle();
    assert_eq!(pushed(&mut night.world, &[south]), [(0, "duty")]);
}
