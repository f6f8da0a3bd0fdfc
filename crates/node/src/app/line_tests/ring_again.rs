//! Principals who are rung again, at a whole node: their pages, their browsers, and what a duty officer is told.

use domain::{Kind, SubjectId};
use identity::Role;
use wire::{RingHeard, RingState, RungAgain, ToDevice};

use super::push::{Night, connect, disconnect, hears};
use super::world::{DAY_MS, Device, NORTH, SOUTH};
use crate::app::calls::{RING_AGAIN_EVERY, RING_FOR};
use crate::app::{AppError, ErrorCode, Output};

const RING_MS: u64 = RING_FOR.as_millis() as u64;

fn again(night: &mut Night, contact: SubjectId) -> Result<RungAgain, AppError> {
    let officer = night.south.id();
    let world = &mut night.world;
    world.input(SOUTH, |core, now| core.ring_again(now, officer, contact))
}

fn code(result: Result<RungAgain, AppError>) -> ErrorCode {
    result.unwrap_err().code
}

/// Both duty officers confirm.
fn stage(night: &mut Night, contact: (SubjectId, domain::RecordId)) {
    let (north, south) = (night.north.clone(), night.south.clone());
    night.act(&north, Kind::ConfirmStage, contact);
    night.act(&south, Kind::ConfirmStage, contact);
}

/// How often South's node told a device to ring since it was asked last; what it pushed is forgotten.
fn told(night: &mut Night) -> usize {
    let seen = std::mem::take(&mut night.world.seen[SOUTH]);
    let rings = seen
        .iter()
        .filter(|output| matches!(output, Output::ToDevice(_, ToDevice::Ring(_))));
    rings.count()
}

fn state_at(night: &Night, node: usize) -> Option<RingState> {
    let rings = night.world.cores[node].line_status().rings;
    let ring = rings.iter().find(|ring| ring.ours == (node == SOUTH));
    ring.map(|ring| ring.state)
}

#[test]
fn a_page_and_a_closed_browser_are_rung_again_and_the_other_side_sees_it() {
    let mut night = Night::new();
    let [open, _] = night.principals.clone();
    connect(&mut night.world, &open);
    let contact = night.agree(1);
    assert_eq!(code(again(&mut night, contact.0)), ErrorCode::WrongPhase);
    hears(&mut night.world, &open, contact.0, RingHeard::Rings);
    stage(&mut night, contact);
    assert_eq!(night.pushed(), [(1, "ring")]);
    hears(&mut night.world, &open, contact.0, RingHeard::Rings);
    let rings = again(&mut night, contact.0).unwrap_err();
    assert_eq!(rings.code, ErrorCode::RingsAlready);
    let whose = [open.id().to_string(), open.person.to_string()];
    for said in whose
        .iter()
        .map(String::as_str)
        .chain([" since 20", " UTC"])
    {
        assert!(rings.detail.contains(said), "{said}: {}", rings.detail);
    }
    hears(&mut night.world, &open, contact.0, RingHeard::Declined);
    night.world.run_ms(1_000);
    for node in [NORTH, SOUTH] {
        assert_eq!(state_at(&night, node), Some(RingState::Declined), "{node}");
    }
    night.world.seen[SOUTH].clear();
    let rung = again(&mut night, contact.0).unwrap();
    let (devices, browsers) = (1, 1);
    assert_eq!(rung, RungAgain { devices, browsers });
    let outputs = night.world.seen[SOUTH].iter();
    let rang: Vec<_> = outputs
        .filter_map(|output| match output {
            Output::ToDevice(device, ToDevice::Ring(rung)) => Some((*device, *rung)),
            _ => None,
        })
        .collect();
    assert_eq!(rang, [(open.id(), contact.0)]);
    assert_eq!(night.pushed(), [(1, "ring")], "the closed one alone");
    night.world.run_ms(1_000);
    for node in [NORTH, SOUTH] {
        assert_eq!(state_at(&night, node), Some(RingState::Sent), "{node}");
    }
    // A page that goes without a word of this ring is called as after the first.
    disconnect(&mut night.world, &open);
    assert_eq!(night.pushed(), [(0, "ring")]);
}

#[test]
fn nothing_is_written_of_it() {
    let mut night = Night::new();
    let [open, _] = night.principals.clone();
    connect(&mut night.world, &open);
    let contact = night.agree(1);
    hears(&mut night.world, &open, contact.0, RingHeard::Rings);
    stage(&mut night, contact);
    night.world.run_ms(RING_MS);
    let heads = |night: &Night| {
        [NORTH, SOUTH].map(|node| {
            let status = night.world.cores[node].line_status();
            (status.own_entries, status.other_entries)
        })
    };
    let before = heads(&night);
    told(&mut night);
    again(&mut night, contact.0).unwrap();
    assert_eq!(told(&mut night), 1);
    night.world.run_ms(1_000);
    assert_eq!(heads(&night), before);
}

#[test]
fn closed_browsers_alone_are_called_again_within_the_bound() {
    let mut night = Night::new();
    let contact = night.agree(1);
    stage(&mut night, contact);
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
    let (devices, browsers) = (0, 2);
    let rung = again(&mut night, contact.0);
    assert_eq!(rung, Ok(RungAgain { devices, browsers }));
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
    let every_ms = RING_AGAIN_EVERY.as_millis() as u64;
    for (after_ms, wait_s) in [(500, Some(15)), (every_ms - 501, Some(1)), (1, None)] {
        night.world.run_ms(after_ms);
        match again(&mut night, contact.0) {
            Ok(_) => assert_eq!(wait_s, None, "{after_ms}"),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::TooMany);
                assert_eq!(error.retry_after_s, wait_s, "{after_ms}");
            }
        }
    }
    assert_eq!(night.pushed(), [(0, "ring"), (1, "ring")]);
}

#[test]
fn where_nobody_could_hear_it_that_is_said_and_nothing_is_counted() {
    let mut night = Night::new();
    for device in night.principals.clone() {
        let id = device.id();
        night
            .world
            .input(SOUTH, |core, _| core.forget_push(id))
            .unwrap();
    }
    let unknown = again(&mut night, SubjectId([9; 16]));
    assert_eq!(code(unknown), ErrorCode::NotFound);
    let contact = night.agree(1);
    stage(&mut night, contact);
    for _ in 0..2 {
        assert_eq!(code(again(&mut night, contact.0)), ErrorCode::NobodyToRing);
    }
    let [open, _] = night.principals.clone();
    connect(&mut night.world, &open);
    hears(&mut night.world, &open, contact.0, RingHeard::Declined);
    assert!(again(&mut night, contact.0).is_ok());
}

#[test]
fn the_own_sides_duty_officer_rings_and_nobody_else() {
    let mut night = Night::new();
    let [open, other] = night.principals.clone();
    connect(&mut night.world, &open);
    let contact = night.agree(1);
    hears(&mut night.world, &open, contact.0, RingHeard::Rings);
    stage(&mut night, contact);
    hears(&mut night.world, &open, contact.0, RingHeard::Declined);
    let revoked = Device::new(SOUTH, 120);
    let aide = Device::new(SOUTH, 121);
    night.world.accredit(&revoked, &[Role::DutyOfficer], DAY_MS);
    night.world.accredit(&aide, &[Role::Sherpa], DAY_MS);
    night.world.revoke(&revoked).unwrap();
    let (north, south) = (night.north.clone(), night.south.clone());
    told(&mut night);
    for (who, device, wanted) in [
        ("the principal", &open, Some(ErrorCode::RoleMissing)),
        ("another one", &other, Some(ErrorCode::RoleMissing)),
        ("an aide", &aide, Some(ErrorCode::RoleMissing)),
        ("the other side's", &north, Some(ErrorCode::NotAccredited)),
        ("one revoked", &revoked, Some(ErrorCode::NotAccredited)),
        ("the own", &south, None),
    ] {
        let id = device.id();
        let came = night
            .world
            .input(SOUTH, |core, now| core.ring_again(now, id, contact.0));
        assert_eq!(came.map_err(|error| error.code).err(), wanted, "{who}");
        assert_eq!(told(&mut night), usize::from(wanted.is_none()), "{who}");
    }
}
