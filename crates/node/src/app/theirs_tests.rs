//! What the other side released is kept under its own press key and nobody else's.

use super::*;
use crate::fixture::{NOW_MS, World, at};
use domain::{Circumstances, Release, ReleaseKind, SubjectId, build_document};

fn document(world: &World, change: impl FnOnce(&mut Release)) -> String {
    let mut release = Release {
        office: "press service of South".into(),
        title: "Readout of South".into(),
        text: "They spoke.\n".into(),
        ..Release::new(ReleaseKind::Readout, world.south.side(), SubjectId([3; 16]))
    };
    change(&mut release);
    build_document(
        &release,
        &Circumstances {
            side_name: "South",
            other_name: "North",
            released_unix_ms: NOW_MS,
            differing: &[],
        },
    )
}

fn sent(world: &World, document: &str) -> TheirRelease {
    TheirRelease {
        document: document.to_owned(),
        minisig: world.south.sign_press(document),
        url: "https://press.south.example/releases/x".into(),
    }
}

fn take(world: &mut World, sent: &TheirRelease) -> Result<(String, bool), ErrorCode> {
    let taken = world.core.take_theirs(at(NOW_MS), sent);
    taken.map_err(|error| error.code)
}

#[test]
fn a_release_is_theirs_under_their_key_alone() {
    let mut world = World::new();
    let whole = sent(&world, &document(&world, |_| {}));
    let (name, new) = take(&mut world, &whole).unwrap();
    assert!(name.starts_with("readout-") && new);
    assert_eq!(take(&mut world, &whole), Ok((name.clone(), false)));
    world.restart();
    let kept = world.core.their_texts(at(NOW_MS)).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0].name, &kept[0].document), (&name, &whole.document));

    let own_side = world.north.side();
    let of_north = document(&world, |release| release.side = own_side);
    let mut ours = sent(&world, &whole.document);
    ours.minisig = world.north.sign_press(&whole.document);
    let altered = TheirRelease {
        document: whole.document.replace("They", "We"),
        ..whole.clone()
    };
    let at_url = |url: &str| TheirRelease {
        url: url.to_owned(),
        ..whole.clone()
    };
    for (what, sent, wanted) in [
        ("our own key", ours, ErrorCode::BadSignature),
        ("a changed word", altered, ErrorCode::BadSignature),
        (
            "our side's name",
            sent(&world, &of_north),
            ErrorCode::Conflict,
        ),
        ("a note", sent(&world, "a note"), ErrorCode::Malformed),
        (
            "no kind",
            sent(
                &world,
                &whole.document.replace("Kind: readout", "Kind: rumour"),
            ),
            ErrorCode::Malformed,
        ),
        (
            "a script",
            at_url("javascript:alert(1)"),
            ErrorCode::Malformed,
        ),
        ("markup", at_url("https://x/ y"), ErrorCode::Malformed),
    ] {
        assert_eq!(take(&mut world, &sent), Err(wanted), "{what}");
    }
    assert_eq!(world.core.their_texts(at(NOW_MS)).unwrap().len(), 1);
}

#[test]
fn their_embargo_holds_here_too() {
    let mut world = World::new();
    let text = document(&world, |release| {
        release.embargo_unix_ms = Some(NOW_MS + 60_000)
    });
    let early = sent(&world, &text);
    take(&mut world, &early).unwrap();
    for (unix_ms, shown) in [(NOW_MS, 0), (NOW_MS + 59_999, 0), (NOW_MS + 60_000, 1)] {
        let texts = world.core.their_texts(at(unix_ms)).unwrap();
        assert_eq!(texts.len(), shown, "{unix_ms}");
    }
}

#[test]
fn texts_and_addresses_are_measured() {
    let mut world = World::new();
    let whole = sent(&world, &document(&world, |_| {}));
    let url = |length: usize| format!("https://{}", "a".repeat(length - 8));
    for (length, taken) in [
        (THEIR_URL_BYTES_MAX - 1, true),
        (THEIR_URL_BYTES_MAX, true),
        (THEIR_URL_BYTES_MAX + 1, false),
    ] {
        let sent = TheirRelease {
            url: url(length),
            ..whole.clone()
        };
        let wanted = if taken {
            Ok(())
        } else {
            Err(ErrorCode::TooLarge)
        };
        assert_eq!(take(&mut world, &sent).map(drop), wanted, "{length}");
    }
    let long = TheirRelease {
        document: "x".repeat(RECORD_BYTES_MAX + 1),
        ..whole
    };
    assert_eq!(take(&mut world, &long), Err(ErrorCode::TooLarge));
}

/// The oldest goes when there are too many, by the time that they themselves give.
#[test]
fn so_many_are_kept_and_the_oldest_goes() {
    let mut world = World::new();
    let mut first = String::new();
    for number in 0..=THEIRS_MAX {
        let minute = i64::try_from(number).unwrap() * 60_000;
        let text = document(&world, |release| release.title = format!("Number {number}"));
        let at_minute = jiff::Timestamp::from_millisecond(NOW_MS + minute).unwrap();
        let released = at_minute
            .strftime("Released: %Y-%m-%dT%H:%M:%SZ\n")
            .to_string();
        let line = text.lines().find(|line| line.starts_with("Released: "));
        let text = text.replace(&format!("{}\n", line.unwrap()), &released);
        let sent = sent(&world, &text);
        let (name, _) = take(&mut world, &sent).unwrap();
        if number == 0 {
            first = name;
        }
        let kept = number + 1;
        if kept >= THEIRS_MAX - 1 {
            let texts = world.core.their_texts(at(NOW_MS)).unwrap();
            assert_eq!(texts.len(), kept.min(THEIRS_MAX));
            let has_first = texts.iter().any(|text| text.name == first);
            assert_eq!(has_first, kept <= THEIRS_MAX);
        }
    }
}
