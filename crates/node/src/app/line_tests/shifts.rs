//! Two duty officers who change the shift list at once: neither overwrites what the other kept.

use domain::{Header, InternalKind, InternalRecord, RecordId, Shift, ShiftList, SubjectId};
use identity::{Hash32, Role};

use super::world::{DAY_MS, Device, SOUTH, World};
use crate::app::{AppError, ErrorCode};

/// A list with this officer's day, instead of those.
fn list(world: &World, officer: &Device, instead_of: &[RecordId]) -> InternalRecord {
    let now_ms = world.now().unix_ms;
    let list = ShiftList {
        shifts: vec![Shift {
            person: officer.person,
            from_unix_ms: now_ms,
            until_unix_ms: now_ms + DAY_MS,
        }],
    };
    let author = (world.sides[SOUTH].id, officer.person, officer.id());
    let kind = InternalKind::Shifts.number();
    let header = Header {
        open: list.encode(),
        after: instead_of.to_vec(),
        ..Header::new(kind, SubjectId([0; 16]), author, now_ms)
    };
    InternalRecord::sign(&header, Vec::new(), &officer.key).unwrap()
}

fn post(world: &mut World, officer: &Device, record: &InternalRecord) -> Result<u64, AppError> {
    let id = officer.id();
    world.input(SOUTH, |core, now| {
        core.post_internal(now, id, record.bytes())
    })
}

/// Whose list stands.
fn on_duty(world: &World) -> domain::ShiftList {
    world.cores[SOUTH].shifts().clone()
}

#[test]
fn whoever_changes_another_list_than_stands_is_told_and_overwrites_nothing() {
    let mut world = World::new();
    let officers = [110, 111].map(|number| Device::new(SOUTH, number));
    for officer in &officers {
        world.accredit(officer, &[Role::DutyOfficer], DAY_MS);
    }
    let [one, other] = &officers;
    let refused = |world: &mut World, record: &InternalRecord| {
        let before = on_duty(world);
        let error = post(world, other, record).unwrap_err();
        assert_eq!(error.code, ErrorCode::ShiftsChanged, "{error}");
        assert_eq!(on_duty(world), before);
        error.detail
    };
    // Of none that is here.
    let of_nothing = list(&world, other, &[Hash32([7; 32])]);
    assert!(refused(&mut world, &of_nothing).contains("no shift list stands"));

    let first = list(&world, one, &[]);
    let seq = post(&mut world, one, &first).unwrap();
    // The same again is no change.
    assert_eq!(post(&mut world, one, &first), Ok(seq));
    let second = list(&world, one, &[first.id()]);
    post(&mut world, one, &second).unwrap();
    assert_eq!(
        post(&mut world, one, &first),
        Ok(seq),
        "and brings back nothing"
    );
    for instead_of in [
        // Made while there was none, of one that was replaced, of a stranger, of more than one.
        vec![],
        vec![first.id()],
        vec![Hash32([7; 32])],
        vec![first.id(), second.id()],
    ] {
        let late = list(&world, other, &instead_of);
        let detail = refused(&mut world, &late);
        for said in [one.person.to_string(), second.id().to_string()] {
            assert!(detail.contains(&said), "{detail}");
        }
    }
    // A restart forgets none of it.
    let disk = world.disks[SOUTH].clone();
    world.restart_on(SOUTH, disk);
    let late = list(&world, other, &[first.id()]);
    refused(&mut world, &late);
    let third = list(&world, other, &[second.id()]);
    post(&mut world, other, &third).unwrap();
    assert_eq!(on_duty(&world).shifts[0].person, other.person);
}
