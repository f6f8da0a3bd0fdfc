//! What stands in a person's calendar, phase by phase, and until when its address is good.

use super::*;
use crate::fixture::{NOW_MS, Person, World, at};
use domain::{Kind, RecordId, SubjectId, SubjectNonce};
use identity::Role;
use storage::Store;

const TOKEN: CalendarToken = CalendarToken([7; 32]);

fn sherpa(world: &World) -> Person {
    world.people[&Role::Sherpa].clone()
}

/// A link of the sherpa's.
fn link(world: &mut World, token: &CalendarToken) {
    let who = world.core.who(sherpa(world).device(), NOW_MS).unwrap();
    let now = at(NOW_MS);
    let zone = world
        .core
        .make_calendar_link(now, who, "europe/moscow", token)
        .unwrap();
    assert_eq!(zone, "Europe/Moscow");
}

fn feed_at(world: &World, unix_ms: i64) -> Option<Feed> {
    world.core.calendar_feed(at(unix_ms), &TOKEN).unwrap()
}

fn feed(world: &World) -> Feed {
    feed_at(world, NOW_MS).unwrap()
}

/// The values of a property, in the order of the events.
fn values<'a>(feed: &'a Feed, name: &str) -> Vec<&'a str> {
    let (_, events) = feed.text.split_once("BEGIN:VEVENT").unwrap_or_default();
    let lines = events.lines();
    lines.filter_map(|line| line.strip_prefix(name)).collect()
}

fn answer(world: &mut World, contact: SubjectId, kind: Kind, names: RecordId) {
    let sherpa = sherpa(world);
    let mut header = sherpa.header(kind.number(), contact);
    header.names = Some(names);
    let record = sherpa.record(&header);
    world
        .core
        .post_record(at(NOW_MS), sherpa.device(), record.bytes())
        .unwrap();
}

#[test]
fn a_contact_is_tentative_then_confirmed_then_cancelled() {
    let mut world = World::new();
    link(&mut world, &TOKEN);
    let empty = feed(&world);
    assert_eq!(values(&empty, "UID:").len(), 0);
    let (contact, proposal) = world.agree(1);
    let agreed = feed(&world);
    // 2030-03-17, an hour after the clock of the test, in Moscow's time.
    assert_eq!(
        values(&agreed, "DTSTART;TZID=Europe/Moscow:"),
        ["20300317T214640"]
    );
    assert_eq!(
        values(&agreed, "DTEND;TZID=Europe/Moscow:"),
        ["20300317T224640"]
    );
    assert_eq!(values(&agreed, "STATUS:"), ["CONFIRMED"]);
    assert_eq!(values(&agreed, "SEQUENCE:"), ["1"]);
    answer(&mut world, contact, Kind::Cancel, proposal);
    let cancelled = feed(&world);
    assert_eq!(values(&cancelled, "STATUS:"), ["CANCELLED"]);
    assert_eq!(values(&cancelled, "TRANSP:"), ["TRANSPARENT"]);
    assert_eq!(values(&cancelled, "SEQUENCE:"), ["2"]);
    assert_eq!(values(&cancelled, "UID:"), values(&agreed, "UID:"));
    assert_ne!(cancelled.etag, agreed.etag);
}

#[test]
fn a_proposal_is_tentative_until_it_is_withdrawn() {
    let mut world = World::new();
    link(&mut world, &TOKEN);
    let (contact, proposal) = world.propose(1);
    assert_eq!(values(&feed(&world), "STATUS:"), ["TENTATIVE"]);
    answer(&mut world, contact, Kind::Withdraw, proposal);
    assert_eq!(values(&feed(&world), "STATUS:"), ["CANCELLED"]);
}

#[test]
fn nothing_but_times_is_told() {
    let mut world = World::new();
    link(&mut world, &TOKEN);
    let (contact, _) = world.agree(1);
    let text = feed(&world).text;
    for word in ["South", "North", "phone", "Phone", "agenda"] {
        assert!(!text.contains(word), "{word}");
    }
    for id in [
        contact.to_string(),
        world.south.side().to_string(),
        sherpa(&world).person.to_string(),
    ] {
        assert!(!text.contains(&id), "{id}");
    }
    assert_eq!(values(&feed(&world), "SUMMARY:"), ["Busy"]);
}

#[test]
fn the_same_calendar_is_the_same_to_the_byte() {
    let mut world = World::new();
    link(&mut world, &TOKEN);
    world.agree(1);
    let first = feed(&world);
    world.restart();
    assert_eq!(feed_at(&world, NOW_MS + 3_600_000), Some(first));
}

#[test]
fn an_address_is_good_until_it_is_replaced_revoked_or_its_device_ends() {
    let mut world = World::new();
    let sherpa = sherpa(&world);
    let who = world.core.who(sherpa.device(), NOW_MS).unwrap();
    let now = at(NOW_MS);
    let state = |world: &World| world.core.calendar_link(now, who).unwrap().zone;
    assert_eq!((feed_at(&world, NOW_MS), state(&world)), (None, None));
    link(&mut world, &TOKEN);
    assert_eq!(state(&world).as_deref(), Some("Europe/Moscow"));
    link(&mut world, &CalendarToken([8; 32]));
    assert_eq!(feed_at(&world, NOW_MS), None);
    link(&mut world, &TOKEN);
    world.core.revoke_calendar_link(now, who).unwrap();
    assert_eq!((feed_at(&world, NOW_MS), state(&world)), (None, None));
    let again = world.core.revoke_calendar_link(now, who).unwrap_err();
    assert_eq!(again.code, ErrorCode::NotFound);
    // Another person's link stays.
    link(&mut world, &TOKEN);
    let press = world.core.who(world.press().device(), NOW_MS).unwrap();
    assert!(world.core.revoke_calendar_link(now, press).is_err());
    assert!(feed_at(&world, NOW_MS).is_some());
    // The accreditation ends by itself, or is revoked.
    let day_ms = 24 * 3_600 * 1_000;
    assert_eq!(feed_at(&world, NOW_MS + 100 * day_ms), None);
    let revocation = world.north.revocation(sherpa.device());
    world.core.post_revocation(now, &revocation).unwrap();
    assert_eq!(feed_at(&world, NOW_MS), None);
}

#[test]
fn the_store_has_the_hash_and_not_the_secret() {
    let mut world = World::new();
    link(&mut world, &TOKEN);
    let pairs = world.store.scan(Table::Calendars, b"", 10).unwrap();
    assert_eq!(pairs.len(), 2);
    let digest = sha256(&TOKEN.0);
    let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(pairs.iter().any(|(key, _)| holds(key, &digest)));
    for (key, value) in pairs {
        let pair = [key, value].concat();
        assert!(!holds(&pair, &TOKEN.0));
        assert!(!holds(&pair, hex::encode(TOKEN.0).as_bytes()));
    }
}

#[test]
fn an_unknown_zone_is_refused() {
    let mut world = World::new();
    let who = world.core.who(sherpa(&world).device(), NOW_MS).unwrap();
    let long = "x".repeat(10_000);
    for zone in ["", "Mars/Base", "../../etc/passwd", &long] {
        let refused = world.core.make_calendar_link(at(NOW_MS), who, zone, &TOKEN);
        assert_eq!(refused.unwrap_err().code, ErrorCode::Malformed);
    }
}

#[test]
fn the_latest_contacts_are_shown() {
    let mut world = World::new();
    link(&mut world, &TOKEN);
    let sherpa = sherpa(&world);
    let mut shown = Vec::new();
    for number in 0..=FEED_EVENTS_MAX {
        // Each an hour after the one before, posted within the quota.
        let mut nonce = [3; 16];
        nonce[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let subject = SubjectId::of_contact(sherpa.side, SubjectNonce(nonce));
        let mut header = sherpa.header(Kind::Propose.number(), subject);
        let mut facts = World::facts();
        facts.start_unix_ms += number as i64 * 3_600_000;
        header.facts = Some(facts);
        header.open = SubjectNonce(nonce).founding();
        header.bodies = vec![
            crate::fixture::body(domain::AudienceClass::Staff),
            crate::fixture::body(domain::AudienceClass::Leadership),
        ];
        let record = sherpa.record(&header);
        let mut now = at(NOW_MS);
        now.instant += std::time::Duration::from_secs(number as u64);
        let posted = world.core.post_record(now, sherpa.device(), record.bytes());
        posted.unwrap();
        if number + 2 >= FEED_EVENTS_MAX {
            let feed = feed(&world);
            let starts = values(&feed, "DTSTART;TZID=Europe/Moscow:");
            shown.push((starts.len(), starts[0] == "20300317T214640"));
        }
    }
    let most = FEED_EVENTS_MAX;
    assert_eq!(shown, [(most - 1, true), (most, true), (most, false)]);
}

#[test]
fn a_link_is_kept_in_these_bytes() {
    let link = Link {
        person: PersonId([1; 16]),
        device: DeviceId([2; 16]),
        zone: "Europe/Moscow".into(),
        made_unix_ms: NOW_MS,
    };
    let kept = format!(
        "8450{}50{}6d{}1b{NOW_MS:016x}",
        "01".repeat(16),
        "02".repeat(16),
        hex::encode("Europe/Moscow")
    );
    assert_eq!(hex::encode(encode_canonical(&link)), kept);
}
