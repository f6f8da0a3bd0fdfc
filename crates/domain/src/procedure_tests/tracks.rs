//! Tracks: founded, joined, aims declared, links made and taken back; conflicts told beforehand.

use super::*;
use crate::{
    Founding, Noun, SubjectNonce,
    procedure_tests::{Logs, NORTH, SUBJECT, name_of},
};

fn id(letter: &str) -> SubjectId {
    SubjectId([letter.as_bytes()[0]; 16])
}

fn link(kind: &str, first: &str, second: &str) -> Link {
    let pair = Pair {
        first: id(first),
        second: id(second),
    };
    match kind {
        "precede" => Link::MustPrecede(pair),
        "affect" => Link::MayAffect(pair),
        other => panic!("`{other}` is no link"),
    }
}

fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    match words {
        ["found", name] => drop(logs.record(name, side, Kind::Found, |header| {
            header.open = Founding::new(Noun::Track, SubjectNonce([1; 16])).encode();
        })),
        ["aim", name] => drop(logs.record(name, side, Kind::DeclareAim, |_| {})),
        ["link", name] => drop(logs.record(name, side, Kind::Link, |_| {})),
        ["link", name, kind, first, second] => {
            let link = link(kind, first, second);
            logs.record(name, side, Kind::Link, |header| {
                header.open = identity::encode_canonical(&link);
            });
        }
        ["close", name] => drop(logs.record(name, side, Kind::Close, |_| {})),
        [what @ ("join" | "unlink" | "review"), about, name] => {
            let kind = match *what {
                "join" => Kind::Join,
                "unlink" => Kind::Unlink,
                _ => Kind::Review,
            };
            let names = logs.named(about);
            logs.record(name, side, kind, |header| header.names = names);
        }
        other => panic!("{other:?} is no act"),
    }
}

fn fold(logs: &Logs) -> Option<Track> {
    logs.fold(|placed, sight| Track::fold(SUBJECT, placed, |placed| sight.seen(placed)))
}

fn outcome(script: &str) -> String {
    let logs = Logs::play(Noun::Track, script, act);
    let Some(track) = fold(&logs) else {
        return "nothing".into();
    };
    let mut told = format!("of {}", name_of(track.founded_by));
    if track.joined.is_some() {
        told += ", joined";
    }
    for side in track.aims.keys() {
        told += &format!(
            ", {} wants {}",
            name_of(*side),
            logs.name(track.aim(*side).unwrap())
        );
    }
    for link in &track.links {
        told += &format!(", {} links {}", name_of(link.by), logs.name(link.id));
    }
    for link in track.links.iter().filter(|link| link.reviewed.is_some()) {
        told += &format!(", {} reviewed", logs.name(link.id));
    }
    for side in track.closed.keys() {
        told += &format!(", closed by {}", name_of(*side));
    }
    if track.is_closed() {
        told += ", closed";
    }
    told + &logs.told(&track.without_effect)
}

#[test]
fn what_becomes_of_a_track() {
    for (script, expected) in [
        ("S join - j", "nothing"),
        ("N found f", "of N"),
        ("N found f; sync; S join f j", "of N, joined"),
        ("N found f; N join f j", "of N, j not: OthersToDo"),
        (
            "N found f; sync; S join - j",
            "of N, j not: NothingToAnswer",
        ),
        (
            "N found f; sync; S join f j; S join f k",
            "of N, joined, k not: Again",
        ),
        ("N found f; N found g", "of N, g not: Founded"),
        ("N found f; N aim a", "of N, N wants a"),
        ("N found f; N aim a; N aim b", "of N, N wants b"),
        ("N found f; sync; S aim a", "of N, a not: Early"),
        (
            "N found f; sync; S aim a; S join f j; S aim b",
            "of N, joined, S wants b, a not: Early",
        ),
        ("N found f; N link l precede c r", "of N, N links l"),
        ("N found f; N link l precede c c", "of N, l not: NoFacts"),
        ("N found f; N link l", "of N, l not: NoFacts"),
        (
            "N found f; N link l precede c r; N link m precede c r",
            "of N, N links l, m not: Again",
        ),
        (
            "N found f; N link l precede c r; N link m affect c r",
            "of N, N links l, N links m",
        ),
        ("N found f; N link l precede c r; N unlink l u", "of N"),
        (
            "N found f; N link l precede c r; N unlink l u; N link m precede c r",
            "of N, N links m",
        ),
        // A link is its side's word: the other doesn't take it back, and may say the same.
        (
            "N found f; N link l precede c r; sync; S join f j; S unlink l u; S link m precede c r",
            "of N, joined, N links l, S links m, u not: NothingToAnswer",
        ),
        (
            "N found f; N link l affect c r; N review l v",
            "of N, N links l, l reviewed",
        ),
        (
            "N found f; N link l affect c r; N review l v; N review l w",
            "of N, N links l, l reviewed, w not: Again",
        ),
        (
            "N found f; N link l precede c r; N review l v",
            "of N, N links l, v not: NothingToAnswer",
        ),
        (
            "N found f; N link l affect c r; sync; S join f j; S review l v",
            "of N, joined, N links l, v not: NothingToAnswer",
        ),
        // A link that was made again asks again.
        (
            "N found f; N link l affect c r; N review l v; N unlink l u; N link m affect c r",
            "of N, N links m",
        ),
        // Each closes for itself, and opens again by going on.
        ("N found f; N close x", "of N, closed by N, closed"),
        (
            "N found f; N close x; sync; S join f j",
            "of N, joined, closed by N",
        ),
        ("N found f; sync; S close x", "of N, x not: Early"),
        (
            "N found f; sync; S join f j; S close x; sync; N close y",
            "of N, joined, closed by N, closed by S, closed",
        ),
        (
            "N found f; N close x; N close y",
            "of N, closed by N, closed, y not: Again",
        ),
        ("N found f; N close x; N aim a", "of N, N wants a"),
        // What has no effect opens nothing.
        (
            "N found f; N close x; N link l precede c c",
            "of N, closed by N, closed, l not: NoFacts",
        ),
        (
            "N found f; sync; S join f j; S close x; N close y; sync; S aim a",
            "of N, joined, S wants a, closed by N",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn so_many_links_and_aims_count() {
    for (made, links, aims) in [
        (
            LINKS_PER_SIDE_MAX - 1,
            LINKS_PER_SIDE_MAX - 1,
            VERSIONS_PER_SIDE_MAX,
        ),
        (
            LINKS_PER_SIDE_MAX,
            LINKS_PER_SIDE_MAX,
            VERSIONS_PER_SIDE_MAX,
        ),
        (
            LINKS_PER_SIDE_MAX + 1,
            LINKS_PER_SIDE_MAX,
            VERSIONS_PER_SIDE_MAX,
        ),
        (
            VERSIONS_PER_SIDE_MAX - 1,
            VERSIONS_PER_SIDE_MAX - 1,
            VERSIONS_PER_SIDE_MAX - 1,
        ),
        (
            VERSIONS_PER_SIDE_MAX,
            VERSIONS_PER_SIDE_MAX,
            VERSIONS_PER_SIDE_MAX,
        ),
        (
            VERSIONS_PER_SIDE_MAX + 1,
            VERSIONS_PER_SIDE_MAX + 1,
            VERSIONS_PER_SIDE_MAX,
        ),
    ] {
        let mut logs = Logs::play(Noun::Track, "N found f", act);
        for number in 0..made {
            let mut second = [0; 16];
            second[..8].copy_from_slice(&(number as u64 + 1).to_be_bytes());
            let link = Link::Holds(Held {
                subject: SubjectId(second),
            });
            logs.record(&format!("l{number}"), NORTH, Kind::Link, |header| {
                header.open = identity::encode_canonical(&link);
            });
            act(&mut logs, NORTH, &["aim", &format!("a{number}")]);
        }
        let sight = logs.sight();
        let track = Track::fold(SUBJECT, &logs.placed, |placed| sight.seen(placed)).unwrap();
        assert_eq!(
            (track.links.len(), track.aims[&NORTH].len()),
            (links, aims),
            "{made}"
        );
        assert_eq!(track.subjects().len(), links);
    }
}

#[test]
fn conflicts_of_order_and_date_are_told() {
    let dated = |letter: &str, start_unix_ms, end_unix_ms| Dated {
        subject: id(letter),
        start_unix_ms,
        end_unix_ms,
        fixed: false,
    };
    let order = |first, second| DateConflict::Order {
        first: id(first),
        second: id(second),
    };
    let overlap = |one, other| DateConflict::Overlap {
        one: id(one),
        other: id(other),
    };
    let circle =
        |letters: &[&str]| DateConflict::Circle(letters.iter().map(|one| id(one)).collect());
    let call_before_round = [link("precede", "c", "r")];
    for (links, dates, expected) in [
        (
            &call_before_round[..],
            vec![dated("c", 0, 10), dated("r", 10, 20)],
            vec![],
        ),
        (
            &call_before_round[..],
            vec![dated("c", 0, 11), dated("r", 10, 20)],
            vec![order("c", "r"), overlap("c", "r")],
        ),
        (
            &call_before_round[..],
            vec![dated("c", 30, 40), dated("r", 10, 20)],
            vec![order("c", "r")],
        ),
        // What has no date collides with nothing; what only may affect has no order.
        (&call_before_round[..], vec![dated("r", 10, 20)], vec![]),
        (
            &[link("affect", "c", "r")][..],
            vec![dated("c", 30, 40), dated("r", 10, 20)],
            vec![],
        ),
        (
            &[][..],
            vec![dated("a", 0, 100), dated("b", 10, 20), dated("c", 90, 110)],
            vec![overlap("a", "b"), overlap("a", "c")],
        ),
        (
            &[
                link("precede", "a", "b"),
                link("precede", "b", "c"),
                link("precede", "c", "a"),
                link("precede", "x", "a"),
                link("precede", "c", "y"),
            ][..],
            vec![],
            vec![circle(&["a", "b", "c"])],
        ),
        (
            &[
                link("precede", "a", "b"),
                link("precede", "b", "c"),
                link("precede", "a", "c"),
            ][..],
            vec![],
            vec![],
        ),
    ] {
        assert_eq!(conflicts(links, &dates), expected, "{links:?} {dates:?}");
        let reversed: Vec<Dated> = dates.iter().rev().copied().collect();
        assert_eq!(conflicts(links, &reversed), expected, "{links:?} {dates:?}");
    }
}

#[test]
fn nobody_is_at_two_places_at_the_same_time() {
    let dated = |letter: &str, start_unix_ms, end_unix_ms| Dated {
        subject: id(letter),
        start_unix_ms,
        end_unix_ms,
        fixed: false,
    };
    let attends = |letter: &str, name: &str| Attends {
        subject: id(letter),
        name: name.into(),
    };
    for (people, end_unix_ms, expected) in [
        (vec![attends("a", "A. B."), attends("b", "A. B.")], 11, 1),
        (vec![attends("a", "A. B."), attends("b", " a. b. ")], 11, 1),
        // One ends when the other begins.
        (vec![attends("a", "A. B."), attends("b", "A. B.")], 10, 0),
        (vec![attends("a", "A. B."), attends("b", "C. D.")], 11, 0),
        (vec![attends("a", "A. B."), attends("a", "A. B.")], 11, 0),
        // What has no date is nowhere.
        (vec![attends("a", "A. B."), attends("x", "A. B.")], 11, 0),
    ] {
        let dates = [dated("a", 0, end_unix_ms), dated("b", 10, 20)];
        let found = person_conflicts(&people, &dates);
        assert_eq!(found.len(), expected, "{people:?} {end_unix_ms}");
        for one in found {
            assert_eq!(
                (one.name.as_str(), one.one, one.other),
                ("A. B.", id("a"), id("b"))
            );
        }
    }
}

#[test]
fn texts_are_bounded() {
    for (length, fits) in [
        (0, false),
        (1, true),
        (FIELD_BYTES_MAX - 1, true),
        (FIELD_BYTES_MAX, true),
        (FIELD_BYTES_MAX + 1, false),
    ] {
        let text = "x".repeat(length);
        assert_eq!(Aim { text: text.clone() }.fits(), fits, "{length}");
        assert_eq!(TrackTitle { title: text }.fits(), fits, "{length}");
    }
}
