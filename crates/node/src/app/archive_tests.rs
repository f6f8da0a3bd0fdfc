//! The archive at the edges of its pages, by month, and with ten thousand releases.

use super::{ARCHIVE_MONTHS_MAX, ARCHIVE_PAGE_MAX};
use crate::app::press::{PressDocument, keep};
use crate::fixture::{NOW_MS, World, at};
use domain::{Release, ReleaseKind, SubjectId};
use std::{ops::Range, time::Instant};
use storage::Store;

const DAY_MS: i64 = 24 * 3_600 * 1_000;
const MONTH_MS: i64 = 30 * DAY_MS;
const ALWAYS: Range<i64> = i64::MIN + 1..i64::MAX;

/// Releases with these times, as the node keeps them; names in the same order.
fn released(world: &mut World, times: impl IntoIterator<Item = i64>) -> Vec<String> {
    let side = world.north.side();
    let mut names = Vec::new();
    for (number, released_unix_ms) in times.into_iter().enumerate() {
        let document = PressDocument {
            name: format!("statement-{number:012x}"),
            release: Release {
                office: "press service".into(),
                title: format!("Number {number}"),
                text: "A text.\n".into(),
                ..Release::new(ReleaseKind::Statement, side, SubjectId([1; 16]))
            },
            document: String::new(),
            minisig: String::new(),
            released_unix_ms,
        };
        names.push(document.name.clone());
        world.store.commit(&keep(&document)).unwrap();
    }
    names
}

/// All pages from the first to the last, as names.
fn pages(world: &World, span: &Range<i64>) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut older_than: Option<String> = None;
    loop {
        let page = world
            .core
            .archive(at(NOW_MS), span.clone(), older_than.as_deref())
            .unwrap()
            .unwrap();
        let names = page.releases.into_iter().map(|one| one.document.name);
        pages.push(names.collect());
        older_than = page.older_than;
        if older_than.is_none() {
            return pages;
        }
    }
}

#[test]
fn a_page_ends_where_it_is_full_and_the_next_goes_on() {
    for (count, lengths) in [
        (0, vec![0]),
        (1, vec![1]),
        (ARCHIVE_PAGE_MAX - 1, vec![ARCHIVE_PAGE_MAX - 1]),
        (ARCHIVE_PAGE_MAX, vec![ARCHIVE_PAGE_MAX]),
        (ARCHIVE_PAGE_MAX + 1, vec![ARCHIVE_PAGE_MAX, 1]),
        (
            2 * ARCHIVE_PAGE_MAX + 1,
            vec![ARCHIVE_PAGE_MAX, ARCHIVE_PAGE_MAX, 1],
        ),
    ] {
        let mut world = World::new();
        // Several of one moment: the name tells them apart.
        let times = (0..count).map(|number| NOW_MS - i64::try_from(number / 3).unwrap());
        let names = released(&mut world, times);
        let pages = pages(&world, &ALWAYS);
        let found: Vec<usize> = pages.iter().map(Vec::len).collect();
        assert_eq!(found, lengths, "{count}");
        assert_eq!(pages.concat(), names, "newest first, each once");
    }
}

#[test]
fn a_page_s_link_shows_the_same_when_newer_ones_come() {
    let mut world = World::new();
    let count = i64::try_from(ARCHIVE_PAGE_MAX).unwrap() + 5;
    let names = released(&mut world, (0..count).map(|number| NOW_MS - 1_000 - number));
    let link = names[ARCHIVE_PAGE_MAX - 1].as_str();
    let before = world.core.archive(at(NOW_MS), ALWAYS, Some(link)).unwrap();
    assert_eq!(before.as_ref().unwrap().releases.len(), 5);
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    world.publish(&readout, NOW_MS);
    let after = world.core.archive(at(NOW_MS), ALWAYS, Some(link)).unwrap();
    assert_eq!(before, after);
    let nobodys = world.core.archive(at(NOW_MS), ALWAYS, Some("statement-x"));
    assert_eq!(nobodys.unwrap(), None);
}

#[test]
fn a_span_has_its_first_moment_and_not_its_last() {
    let mut world = World::new();
    let start = NOW_MS - MONTH_MS;
    let times = [start + DAY_MS, start + DAY_MS - 1, start, start - 1];
    let names = released(&mut world, times);
    let found = pages(&world, &(start..start + DAY_MS)).concat();
    assert_eq!(found, names[1..3]);
}

#[test]
fn a_text_is_where_its_embargo_ended_and_nowhere_before() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let embargoed = Release {
        embargo_unix_ms: Some(NOW_MS + DAY_MS),
        ..world.readout(contact)
    };
    let name = world.publish(&embargoed, NOW_MS);
    let all = |now_ms: i64| {
        world
            .core
            .archive(at(now_ms), ALWAYS, None)
            .unwrap()
            .unwrap()
    };
    let months = |now_ms: i64| world.core.archive_months(at(now_ms), |at| at).unwrap();
    assert!(all(NOW_MS + DAY_MS - 1).releases.is_empty());
    assert!(months(NOW_MS + DAY_MS - 1).is_empty());
    let link = world.core.archive(at(NOW_MS), ALWAYS, Some(&name)).unwrap();
    assert_eq!(link, None, "its name opens nothing either");
    assert_eq!(all(NOW_MS + DAY_MS).releases[0].document.name, name);
    assert_eq!(months(NOW_MS + DAY_MS), [NOW_MS + DAY_MS]);
}

#[test]
fn so_many_months_are_listed() {
    for (count, listed) in [
        (ARCHIVE_MONTHS_MAX - 1, ARCHIVE_MONTHS_MAX - 1),
        (ARCHIVE_MONTHS_MAX, ARCHIVE_MONTHS_MAX),
        (ARCHIVE_MONTHS_MAX + 1, ARCHIVE_MONTHS_MAX),
    ] {
        let mut world = World::new();
        // A month is a day here: the dates go back further than 1970 otherwise.
        let times = (0..count).map(|number| NOW_MS - i64::try_from(number).unwrap() * DAY_MS);
        released(&mut world, times);
        let day = |at: i64| at - at.rem_euclid(DAY_MS);
        let months = world.core.archive_months(at(NOW_MS), day).unwrap();
        assert_eq!(months.len(), listed);
        assert!(months.is_sorted_by(|newer, older| newer > older));
    }
}

/// A page of ten thousand costs what a page of a hundred costs.
#[test]
fn ten_thousand_are_never_read_at_once() {
    const COUNT: i64 = 10_000;
    let mut world = World::new();
    let names = released(
        &mut world,
        (0..COUNT).map(|number| NOW_MS - number * (DAY_MS / 4)),
    );
    let took = |work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let whole = took(&|| {
        assert_eq!(pages(&world, &ALWAYS).concat(), names);
    });
    let middle = &names[5_000];
    let one = took(&|| {
        let page = world
            .core
            .archive(at(NOW_MS), ALWAYS, Some(middle))
            .unwrap();
        assert_eq!(page.unwrap().releases.len(), ARCHIVE_PAGE_MAX);
    });
    // 200 pages, one of them: far apart, however busy the machine is.
    assert!(one * 10 < whole, "{one:?} of {whole:?}");
    let months = world
        .core
        .archive_months(at(NOW_MS), |at| at - at.rem_euclid(MONTH_MS))
        .unwrap();
    assert!((80..=85).contains(&months.len()), "{}", months.len());
}
