//! What the public sees: embargo, promises, corrections and limits at their edges.

use super::*;
use crate::fixture::{NOW_MS, World, at};
use domain::{Approval, ClaimedFacts, Kind, PromisedRelease};

const MINUTE_MS: i64 = 60_000;

fn send(world: &mut World, request: &ReleaseRequest, unix_ms: i64) -> Result<String, ErrorCode> {
    let device = world.press().device();
    let who = world.core.who(device, unix_ms).unwrap();
    let sent = world.core.release(at(unix_ms), who, request);
    sent.map_err(|error| error.code)
}

/// Claims against what the node itself sees: every fact but the initiative.
#[test]
fn corrections_and_withdrawals_are_about_something_public() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let (other_contact, _) = world.propose(2);
    let readout = world.readout(contact);
    let original = world.publish(&readout, NOW_MS);
    let embargoed = Release {
        title: "Later".into(),
        embargo_unix_ms: Some(NOW_MS + MINUTE_MS),
        ..readout.clone()
    };
    let embargoed = world.publish(&embargoed, NOW_MS);
    let about = |kind, name: Option<&str>, contact| Release {
        kind,
        contact,
        facts: ClaimedFacts::default(),
        title: format!("{kind} of {name:?}"),
        about: name.map(str::to_owned),
        ..readout.clone()
    };
    use ReleaseKind::*;
    let long = "a".repeat(NAME_BYTES_MAX + 1);
    for (release, wanted) in [
        (about(Correction, None, contact), ErrorCode::Malformed),
        (about(Withdrawal, None, contact), ErrorCode::Malformed),
        (
            about(Readout, Some(&original), contact),
            ErrorCode::Malformed,
        ),
        (
            about(Statement, Some(&original), contact),
            ErrorCode::Malformed,
        ),
        (
            about(Correction, Some("readout-0"), contact),
            ErrorCode::NotFound,
        ),
        (about(Correction, Some(&long), contact), ErrorCode::NotFound),
        (
            about(Correction, Some(&embargoed), contact),
            ErrorCode::Embargo,
        ),
        (
            about(Correction, Some(&original), other_contact),
            ErrorCode::Conflict,
        ),
    ] {
        let request = world.approved(&release, &Approval::default());
        assert_eq!(
            send(&mut world, &request, NOW_MS),
            Err(wanted),
            "{}",
            release.title
        );
    }
    let correction = about(Correction, Some(&original), contact);
    let correction = world.publish(&correction, NOW_MS + 1);
    let withdrawal = about(Withdrawal, Some(&original), contact);
    world.publish(&withdrawal, NOW_MS + 2);
    let before = world
        .core
        .published(at(NOW_MS + 1), &original)
        .unwrap()
        .unwrap();
    assert_eq!(before.notices.len(), 1);
    assert_eq!(before.notices[0].name, correction);
    assert_eq!(
        (before.updated_unix_ms(), before.is_withdrawn()),
        (NOW_MS + 1, false)
    );
    let after = world
        .core
        .published(at(NOW_MS + 2), &original)
        .unwrap()
        .unwrap();
    assert_eq!(
        (after.updated_unix_ms(), after.is_withdrawn()),
        (NOW_MS + 2, true)
    );
    assert_eq!(
        after.document, before.document,
        "what was released stays as it was"
    );
}

#[test]
fn an_embargo_ends_on_the_millisecond() {
    let embargo_ms = NOW_MS + MINUTE_MS;
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let release = Release {
        embargo_unix_ms: Some(embargo_ms),
        ..world.readout(contact)
    };
    let name = world.publish(&release, NOW_MS);
    for (unix_ms, public) in [
        (embargo_ms - 1, false),
        (embargo_ms, true),
        (embargo_ms + 1, true),
    ] {
        let found = world.core.published(at(unix_ms), &name).unwrap();
        assert_eq!(found.is_some(), public, "{unix_ms}");
        assert_eq!(
            world.core.press_page(at(unix_ms)).unwrap().len(),
            usize::from(public)
        );
    }
    // An embargo that was over at the release shows the text from the release on.
    let late = Release {
        title: "Late".into(),
        embargo_unix_ms: Some(NOW_MS - 1),
        ..release
    };
    let late = world.publish(&late, NOW_MS);
    assert!(
        world
            .core
            .published(at(NOW_MS - 1), &late)
            .unwrap()
            .is_none()
    );
    assert!(world.core.published(at(NOW_MS), &late).unwrap().is_some());
}

#[test]
fn a_promise_is_due_overdue_or_kept_by_whom_it_names() {
    let by_unix_ms = NOW_MS + 10 * MINUTE_MS;
    let readout_ms = NOW_MS + 5 * MINUTE_MS;
    let state = |world: &World, unix_ms| {
        let promises = world.core.promises(at(unix_ms)).unwrap();
        assert_eq!(promises.len(), 1);
        promises[0].state
    };
    for (named, readout_by, kept) in [
        (None, "press service of the leader", true),
        (
            Some("press service of the leader"),
            "press service of the leader",
            true,
        ),
        (
            Some("foreign ministry"),
            "press service of the leader",
            false,
        ),
    ] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        let statement = Release {
            kind: ReleaseKind::Statement,
            office: "spokesman of the leader".into(),
            title: "Tonight".into(),
            promises: Some(PromisedRelease {
                by_unix_ms,
                office: named.map(str::to_owned),
            }),
            ..world.readout(contact)
        };
        // A readout that was there before isn't the promised one.
        let early = Release {
            title: "Early".into(),
            ..world.readout(contact)
        };
        world.publish(&early, NOW_MS - 1);
        world.publish(&statement, NOW_MS);
        assert!(world.core.promises(at(NOW_MS - 1)).unwrap().is_empty());
        for (unix_ms, wanted) in [
            (NOW_MS, PromiseState::Due),
            (by_unix_ms - 1, PromiseState::Due),
            (by_unix_ms, PromiseState::Due),
            (by_unix_ms + 1, PromiseState::Overdue),
        ] {
            assert_eq!(state(&world, unix_ms), wanted, "{unix_ms}");
        }
        let readout = Release {
            office: readout_by.into(),
            ..world.readout(contact)
        };
        world.publish(&readout, readout_ms);
        assert_eq!(state(&world, readout_ms - 1), PromiseState::Due);
        let (then, at_last) = match kept {
            true => (PromiseState::Kept, PromiseState::Kept),
            false => (PromiseState::Due, PromiseState::Overdue),
        };
        assert_eq!(state(&world, readout_ms), then, "{named:?}");
        assert_eq!(state(&world, by_unix_ms + 1), at_last, "{named:?}");
    }
}

#[test]
fn the_page_shows_the_newest_and_links_keep_the_rest() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let mut names = Vec::new();
    for number in 0..=PAGE_RELEASES_MAX {
        let release = Release {
            title: format!("Readout {number}"),
            ..world.readout(contact)
        };
        let unix_ms = NOW_MS + i64::try_from(number).unwrap();
        names.push(world.publish(&release, unix_ms));
        let shown = world.core.press_page(at(unix_ms)).unwrap();
        assert_eq!(shown.len(), (number + 1).min(PAGE_RELEASES_MAX));
        assert_eq!(shown[0].document.name, names[number], "the newest first");
    }
    let later = at(NOW_MS + MINUTE_MS);
    let page = world.core.press_page(later).unwrap();
    assert!(page.iter().all(|one| one.document.name != names[0]));
    assert!(world.core.published(later, &names[0]).unwrap().is_some());
}

#[test]
fn one_text_is_corrected_so_often_and_no_oftener() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    let original = world.publish(&readout, NOW_MS);
    for number in 1..=NOTICES_MAX + 1 {
        let correction = Release {
            kind: ReleaseKind::Correction,
            title: format!("Correction {number}"),
            about: Some(original.clone()),
            ..readout.clone()
        };
        let request = world.approved(&correction, &Approval::default());
        let sent = send(&mut world, &request, NOW_MS);
        assert_eq!(sent.is_ok(), number <= NOTICES_MAX, "{number}: {sent:?}");
    }
    let shown = world
        .core
        .published(at(NOW_MS), &original)
        .unwrap()
        .unwrap();
    assert_eq!(shown.notices.len(), NOTICES_MAX);
}

#[test]
fn fields_and_signatures_have_a_length() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    for (length, fits) in [
        (domain::FIELD_BYTES_MAX - 1, true),
        (domain::FIELD_BYTES_MAX, true),
        (domain::FIELD_BYTES_MAX + 1, false),
    ] {
        let release = Release {
            title: "t".repeat(length),
            ..world.readout(contact)
        };
        let request = world.approved(&release, &Approval::default());
        let sent = send(&mut world, &request, NOW_MS);
        assert_eq!(sent.is_ok(), fits, "{length}: {sent:?}");
        assert!(fits || sent == Err(ErrorCode::TooLarge));
    }
    // A quarter of a record.
    let text_max = domain::RECORD_BYTES_MAX / 4;
    for (length, fits) in [
        (text_max - 1, true),
        (text_max, true),
        (text_max + 1, false),
    ] {
        let release = Release {
            text: "t".repeat(length),
            ..world.readout(contact)
        };
        let request = world.approved(&release, &Approval::default());
        let sent = send(&mut world, &request, NOW_MS);
        assert_eq!(sent.is_ok(), fits, "{length}: {sent:?}");
        assert!(fits || sent == Err(ErrorCode::TooLarge));
    }
    let release = world.readout(contact);
    let request = world.approved(&release, &Approval::default());
    for (length, wanted) in [
        (domain::RECORD_BYTES_MAX, ErrorCode::DocumentDiffers),
        (domain::RECORD_BYTES_MAX + 1, ErrorCode::TooLarge),
    ] {
        let request = ReleaseRequest {
            document: "d".repeat(length),
            ..request.clone()
        };
        assert_eq!(send(&mut world, &request, NOW_MS), Err(wanted));
    }
    for (length, wanted) in [
        (MINISIG_BYTES_MAX, ErrorCode::BadSignature),
        (MINISIG_BYTES_MAX + 1, ErrorCode::TooLarge),
    ] {
        let request = ReleaseRequest {
            minisig: "x".repeat(length),
            ..request.clone()
        };
        assert_eq!(send(&mut world, &request, NOW_MS), Err(wanted));
    }
    let odd = Release {
        title: "Two\nlines".into(),
        ..release
    };
    let request = world.approved(&odd, &Approval::default());
    assert_eq!(
        send(&mut world, &request, NOW_MS),
        Err(ErrorCode::Malformed)
    );
}

#[test]
fn the_line_is_told_of_what_is_released_and_of_nothing_else() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let (other_contact, _) = world.propose(2);
    let readout = world.readout(contact);
    let name = world.publish(&readout, NOW_MS);
    let press = world.press().clone();
    let mut announce = |contact, name: &[u8]| {
        let mut header = press.header(Kind::AnnounceRelease.number(), contact);
        header.open = name.to_vec();
        let record = press.record(&header);
        let posted = world
            .core
            .post_record(at(NOW_MS), press.device(), record.bytes());
        posted.map(|_| ()).map_err(|error| error.code)
    };
    for (contact, name, wanted) in [
        (contact, &b""[..], Err(ErrorCode::NotFound)),
        (contact, b"readout-000000000000", Err(ErrorCode::NotFound)),
        (contact, b"\xff", Err(ErrorCode::NotFound)),
        (other_contact, name.as_bytes(), Err(ErrorCode::NotFound)),
        (contact, name.as_bytes(), Ok(())),
    ] {
        assert_eq!(announce(contact, name), wanted, "{name:?}");
    }
}
