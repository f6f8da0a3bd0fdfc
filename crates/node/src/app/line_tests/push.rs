//! Browsers that are called while their page is closed: whose, when, and how often.

use domain::{
    ALARM_STEP_MS, Header, Kind, Medium, NodeFacts, PublicPart, Record, RecordId, Shift, ShiftList,
    SubjectId, SubjectNonce,
};
use identity::Role;

use super::early::{acknowledgement, message, post, shifts};
use super::world::{DAY_MS, Device, NORTH, SOUTH, World};
use crate::app::calls::RING_FOR;
use crate::app::push::tests::{registration, services};
use crate::app::{
    DUTY_PUSH_EVERY, Now, Output, PAGES_BACK_WITHIN, Push, PushCause, PushFailure, PushOutcome,
};
use domain::Precedence;
use wire::{RingHeard, ToNode};

const UNREACHED: PushOutcome = PushOutcome::Failed(PushFailure::Unreached);
const AIDES: [Role; 2] = [Role::Sherpa, Role::DutyOfficer];

/// North's and South's aides, and South's principal with two devices.
pub(super) struct Night {
    pub world: World,
    pub north: Device,
    pub south: Device,
    pub principals: [Device; 2],
}

fn register(world: &mut World, device: &Device) {
    let (id, number) = (device.id(), device.key.public().0[0].max(1));
    let kept = world.input(device.side, |core, now| {
        core.keep_push(now, id, registration(number), &services())
    });
    kept.unwrap();
}

impl Night {
    pub fn new() -> Self {
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
    pub fn pushed(&mut self) -> Vec<(usize, &'static str)> {
        let all: Vec<Device> = self.principals.to_vec();
        pushed(&mut self.world, &all)
    }

    pub fn agree(&mut self, number: u32) -> (SubjectId, RecordId) {
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

    pub fn act(&mut self, device: &Device, kind: Kind, (subject, named): (SubjectId, RecordId)) {
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

pub(super) fn connect(world: &mut World, device: &Device) {
    let id = device.id();
    world.input(device.side, |core, now| core.device_connected(now, id));
}

pub(super) fn disconnect(world: &mut World, device: &Device) {
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

/// The device's page waits to be rung for this contact, and says what it makes of it.
pub(super) fn hears(world: &mut World, device: &Device, contact: SubjectId, heard: RingHeard) {
    let id = device.id();
    for message in [ToNode::Await(contact), ToNode::RingHeard { contact, heard }] {
        world.input(device.side, |core, now| {
            core.device_message(now, id, message);
        });
    }
}

fn ends(world: &mut World, push: &Push, outcome: PushOutcome) {
    let ended = world.input(SOUTH, |core, now| core.push_ended(now, push, outcome));
    ended.unwrap();
}

/// The pushes themselves.
fn taken(world: &mut World) -> Vec<Push> {
    let seen = std::mem::take(&mut world.seen[SOUTH]);
    let pushes = seen.into_iter().filter_map(|output| match output {
        Output::Push(push) => Some(push),
        _ => None,
    });
    pushes.collect()
}

#[test]
fn a_page_that_went_unheard_is_called() {
    for (heard, wanted) in [
        (None, vec![(0, "ring")]),
        (Some(RingHeard::Rings), vec![]),
        (Some(RingHeard::Declined), vec![]),
    ] {
        let mut night = Night::new();
        let (north, south) = (night.north.clone(), night.south.clone());
        let [lid, closed] = night.principals.clone();
        connect(&mut night.world, &lid);
        let contact = night.agree(1);
        night.act(&north, Kind::ConfirmStage, contact);
        night.act(&south, Kind::ConfirmStage, contact);
        assert_eq!(night.pushed(), [(1, "ring")]);
        if let Some(heard) = heard {
            hears(&mut night.world, &lid, contact.0, heard);
        }
        night.world.run_ms(20_000);
        disconnect(&mut night.world, &lid);
        assert_eq!(night.pushed(), wanted, "{heard:?}");
        // Once for a ring, however often the page comes and goes.
        for device in [&lid, &closed] {
            connect(&mut night.world, device);
            disconnect(&mut night.world, device);
        }
        let again = match heard {
            // Its next page said nothing.
            Some(RingHeard::Rings) => vec![(0, "ring")],
            Some(RingHeard::Declined) | None => vec![],
        };
        assert_eq!(night.pushed(), again, "{heard:?}");
        // What is over rings nobody.
        connect(&mut night.world, &lid);
        night.act(&north, Kind::Abort, contact);
        disconnect(&mut night.world, &lid);
        assert_eq!(night.pushed(), []);
    }
}

#[test]
fn whoever_wasnt_reached_is_called_once_the_page_is_gone() {
    for (outcome, again) in [
        (PushOutcome::Taken, vec![]),
        (UNREACHED, vec![(0, "ring")]),
        (PushOutcome::Over, vec![(0, "ring")]),
    ] {
        let mut night = Night::new();
        let (north, south) = (night.north.clone(), night.south.clone());
        let [first, _] = night.principals.clone();
        let contact = night.agree(1);
        night.act(&north, Kind::ConfirmStage, contact);
        night.act(&south, Kind::ConfirmStage, contact);
        let calls = taken(&mut night.world);
        let call = calls.iter().find(|push| push.device == first.id()).unwrap();
        connect(&mut night.world, &first);
        ends(&mut night.world, call, outcome);
        disconnect(&mut night.world, &first);
        assert_eq!(night.pushed(), again, "{outcome:?}");
    }
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
    // A page that rang, and closes now.
    hears(&mut night.world, &open, contact.0, RingHeard::Rings);
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

/// North's aide, and a duty officer of South whose browser is registered.
fn desk(officers: &[Device]) -> (World, Device) {
    let mut world = World::new();
    let north = Device::new(NORTH, 100);
    world.accredit(&north, &AIDES, DAY_MS);
    for officer in officers {
        world.accredit(officer, &[Role::DutyOfficer], DAY_MS);
        register(&mut world, officer);
    }
    world.meet();
    (world, north)
}

/// Everybody is called at once, where nobody is on shift: one step alone.
fn flash(world: &mut World, north: &Device, number: u8) -> Record {
    let flash = message(world, north, number, Precedence::Flash);
    post(world, north, &flash).unwrap();
    flash
}

fn is_called(world: &World) -> bool {
    let mut seen = world.seen[SOUTH].iter();
    seen.any(|output| matches!(output, Output::Push(_)))
}

#[test]
fn a_device_is_called_to_the_desk_at_most_so_often() {
    let every = DUTY_PUSH_EVERY.as_millis() as u64;
    for after in [1_000, every - 1, every, every + 1] {
        let officer = [Device::new(SOUTH, 110)];
        let (mut world, north) = desk(&officer);
        flash(&mut world, &north, 1);
        world.run_until(10_000, "the first call", is_called);
        let first = world.now_ms;
        assert_eq!(pushed(&mut world, &officer), [(0, "duty")]);
        world.run_ms(first + after - 20 - world.now_ms);
        flash(&mut world, &north, 2);
        world.run_until(40_000, "the second call", is_called);
        let waited = world.now_ms - first;
        let latest = every.max(after) + 1_000;
        assert!((every..=latest).contains(&waited), "{after}: {waited}");
        assert_eq!(pushed(&mut world, &officer), [(0, "duty")], "{after}");
        world.run_ms(2 * every);
        assert_eq!(pushed(&mut world, &officer), [], "{after}: once for each");
    }
}

#[test]
fn what_is_looked_at_again_calls_only_who_is_wanted_still() {
    let every = DUTY_PUSH_EVERY.as_millis() as u64;
    for (acknowledged, opened, wanted) in [(false, false, 1), (true, false, 0), (false, true, 0)] {
        let officer = [Device::new(SOUTH, 110)];
        let (mut world, north) = desk(&officer);
        flash(&mut world, &north, 1);
        world.run_ms(1_000);
        let second = flash(&mut world, &north, 2);
        world.run_ms(1_000);
        assert_eq!(pushed(&mut world, &officer), [(0, "duty")]);
        if acknowledged {
            let taken = acknowledgement(&world, &officer[0], &second);
            post(&mut world, &officer[0], &taken).unwrap();
        }
        if opened {
            connect(&mut world, &officer[0]);
        }
        world.run_ms(every);
        assert_eq!(pushed(&mut world, &officer).len(), wanted);
    }
}

#[test]
fn a_call_that_nobody_took_stands_in_no_other_s_way() {
    for (outcome, wanted) in [
        (PushOutcome::Taken, 0),
        (UNREACHED, 1),
        (PushOutcome::Over, 1),
        (PushOutcome::Gone, 0),
    ] {
        let officer = [Device::new(SOUTH, 110)];
        let (mut world, north) = desk(&officer);
        flash(&mut world, &north, 1);
        world.run_ms(1_000);
        let first = taken(&mut world);
        assert_eq!(first.len(), 1);
        // One came before it ended, or comes after.
        flash(&mut world, &north, 2);
        world.run_ms(1_000);
        assert_eq!(taken(&mut world), []);
        ends(&mut world, &first[0], outcome);
        let second = taken(&mut world);
        assert_eq!(second.len(), wanted, "{outcome:?}");
        // An old one that ends takes nothing from a newer one.
        if wanted == 1 {
            ends(&mut world, &first[0], outcome);
            flash(&mut world, &north, 3);
            world.run_ms(1_000);
            assert_eq!(taken(&mut world), []);
        }
    }
}

#[test]
fn a_flash_calls_each_browser_whose_own_page_is_closed() {
    let [office, mut home] = [110, 111].map(|number| Device::new(SOUTH, number));
    home.person = office.person;
    let devices = [office, home];
    let (mut world, north) = desk(&devices);
    connect(&mut world, &devices[0]);
    let message = flash(&mut world, &north, 1);
    world.run_ms(1_000);
    let calls = taken(&mut world);
    let called: Vec<_> = calls.iter().map(|push| push.device).collect();
    assert_eq!(called, [devices[1].id()], "an office machine left on");
    assert!(world.cores[SOUTH].push_is_due(world.now(), &calls[0]));
    // The page that was open is gone, maybe long since.
    world.run_ms(20_000);
    disconnect(&mut world, &devices[0]);
    assert_eq!(pushed(&mut world, &devices), [(0, "duty")]);
    // It comes and goes: called again, and not at once.
    connect(&mut world, &devices[0]);
    disconnect(&mut world, &devices[0]);
    assert_eq!(pushed(&mut world, &devices), []);
    world.run_ms(DUTY_PUSH_EVERY.as_millis() as u64);
    assert_eq!(pushed(&mut world, &devices), [(0, "duty")]);
    connect(&mut world, &devices[0]);
    let taken = acknowledgement(&world, &devices[0], &message);
    post(&mut world, &devices[0], &taken).unwrap();
    world.run_ms(1_000);
    disconnect(&mut world, &devices[0]);
    assert_eq!(pushed(&mut world, &devices), [], "acknowledged");
}

/// North asks for a call at once.
fn call_now(night: &mut Night) -> (SubjectId, i64) {
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
    (subject, start_unix_ms)
}

#[test]
fn a_call_at_once_calls_the_duty_desk_until_it_lapses() {
    let mut night = Night::new();
    let south = night.south.clone();
    register(&mut night.world, &south);
    let (_, until_unix_ms) = call_now(&mut night);
    night.settle();
    let calls = taken(&mut night.world);
    assert_eq!(calls.len(), 1);
    assert_eq!(
        (calls[0].device, calls[0].cause.word()),
        (south.id(), "duty")
    );
    let core = &night.world.cores[SOUTH];
    for (before_ms, is_due) in [(1, true), (0, false), (-1, false)] {
        let now = Now {
            unix_ms: until_unix_ms - before_ms,
            ..night.world.now()
        };
        assert_eq!(core.push_is_due(now, &calls[0]), is_due, "{before_ms}");
    }
    // A page that opened and went without an answer.
    night.world.run_ms(DUTY_PUSH_EVERY.as_millis() as u64);
    connect(&mut night.world, &south);
    disconnect(&mut night.world, &south);
    assert_eq!(taken(&mut night.world).len(), 1);
}

#[test]
fn a_call_at_once_that_comes_too_late_calls_nobody() {
    let mut night = Night::new();
    let south = night.south.clone();
    register(&mut night.world, &south);
    night.world.reachable = false;
    night.world.break_connections();
    call_now(&mut night);
    night
        .world
        .run_ms(domain::CALL_NOW_WITHIN_MS as u64 + 1_000);
    night.world.meet();
    assert_eq!(taken(&mut night.world), []);
}

#[test]
fn a_node_back_from_a_backup_rings_nobody_for_what_was() {
    let mut night = Night::new();
    let (north, south) = (night.north.clone(), night.south.clone());
    let contact = night.agree(1);
    let backup = night.world.disks[SOUTH].backup();
    night.act(&north, Kind::ConfirmStage, contact);
    night.act(&south, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
    night.world.restart_on(SOUTH, backup);
    night.world.meet();
    night.world.run_ms(60_000);
    assert_eq!(night.pushed(), []);
    // The control: what comes now rings.
    night.act(&north, Kind::Abort, contact);
    night.act(&south, Kind::ConfirmStage, contact);
    night.act(&north, Kind::ConfirmStage, contact);
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
}

/// What a node that starts anew in the middle of a ring does of it: who came back, who was called before and
/// what came of it, how long after the ring it starts, and who is called then.
#[test]
fn a_ring_goes_on_over_a_restart_and_calls_the_page_that_died_with_the_node() {
    let back_ms = PAGES_BACK_WITHIN.as_millis() as u64;
    let ring_ms = RING_FOR.as_millis() as u64;
    let (none, open, closed) = (vec![], (0, "ring"), (1, "ring"));
    for (what, comes_back, outcome, down_ms, wanted) in [
        (
            "its page died",
            false,
            Some(PushOutcome::Taken),
            0,
            vec![open],
        ),
        (
            "its page came back",
            true,
            Some(PushOutcome::Taken),
            0,
            none.clone(),
        ),
        ("nobody knows of the other's", true, None, 0, vec![closed]),
        ("neither", false, None, 0, vec![open, closed]),
        ("not reached", true, Some(UNREACHED), 0, vec![closed]),
        (
            "just before the ring is over",
            false,
            Some(PushOutcome::Taken),
            ring_ms - back_ms - 1,
            vec![open],
        ),
        (
            "once it is over",
            false,
            None,
            ring_ms - back_ms,
            none.clone(),
        ),
    ] {
        let mut night = Night::new();
        let (north, south) = (night.north.clone(), night.south.clone());
        let [page, _] = night.principals.clone();
        connect(&mut night.world, &page);
        let contact = night.agree(1);
        night.act(&north, Kind::ConfirmStage, contact);
        let rung_at = night.world.now().unix_ms;
        night.act(&south, Kind::ConfirmStage, contact);
        let calls = taken(&mut night.world);
        assert_eq!(calls.len(), 1, "the open page hears it");
        if let Some(outcome) = outcome {
            ends(&mut night.world, &calls[0], outcome);
        }
        let disk = night.world.disks[SOUTH].clone();
        let since_ms = (night.world.now().unix_ms - rung_at) as u64;
        night.world.run_ms(down_ms.saturating_sub(since_ms));
        night.world.restart_on(SOUTH, disk);
        // As a process begins.
        night
            .world
            .input(SOUTH, |core, now| core.handle_timeout(now));
        if comes_back {
            connect(&mut night.world, &page);
        }
        night.world.run_ms(back_ms - 1);
        assert_eq!(night.pushed(), [], "{what}: pages may still come");
        night.world.run_ms(1);
        assert_eq!(night.pushed(), wanted, "{what}");
        night.world.run_ms(2 * ring_ms);
        assert_eq!(night.pushed(), [], "{what}: once");
    }
}

#[test]
fn a_ring_that_ended_before_the_restart_calls_nobody() {
    let mut night = Night::new();
    let (north, south) = (night.north.clone(), night.south.clone());
    let contact = night.agree(1);
    night.act(&north, Kind::ConfirmStage, contact);
    night.act(&south, Kind::ConfirmStage, contact);
    night.act(&north, Kind::Abort, contact);
    taken(&mut night.world);
    let disk = night.world.disks[SOUTH].clone();
    night.world.restart_on(SOUTH, disk);
    night
        .world
        .input(SOUTH, |core, now| core.handle_timeout(now));
    night.world.run_ms(PAGES_BACK_WITHIN.as_millis() as u64 + 1);
    assert_eq!(night.pushed(), []);
}
