//! Contacts and tracks.

use serde_json::{Value, json};

use wire::{Bytes64, LogsPage};

use crate::world::{DUTY, North, SHERPA, South, Whose, World, id};

pub fn form(world: &World, minutes: i64) -> Value {
    json!({
        "start": world.clock_in(minutes), "zone": "UTC", "other_zone": "America/New_York",
        "duration_min": 30, "medium": "phone-call",
        "more": { "languages": ["ru", "en"], "format": "consecutive", "initiative": "proposer" },
        "agenda": {
            "items": ["security guarantees"],
            "participants": [{ "own": true, "role": "principal", "name": "A. B." }],
            "reason": "it is time",
        },
    })
}

fn propose(world: &mut World, minutes: i64) -> String {
    let form = form(world, minutes);
    let act = json!({ "act": "propose-contact", "form": form, "despite": true });
    id(&world.act(North, SHERPA, act).subject)
}

pub fn play(world: &mut World) {
    let contact = propose(world, 60);
    world.act(
        South,
        SHERPA,
        json!({ "act": "counter-contact", "contact": contact,
                "form": { "duration_min": 45, "more": { "answer_by": world.in_minutes(30) } } }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "accept-contact", "contact": contact }),
    );
    assert_eq!(world.phase(South, &contact), "agreed");
    world.act(
        North,
        SHERPA,
        json!({ "act": "postpone-contact", "contact": contact }),
    );
    assert_eq!(world.phase(South, &contact), "postponed");
    let cancel = json!({ "act": "cancel-contact", "contact": contact, "reason": "an election" });
    world.act(South, SHERPA, cancel);
    assert_eq!(world.phase(North, &contact), "cancelled");

    let contact = propose(world, 90);
    world.act(
        South,
        SHERPA,
        json!({ "act": "decline-contact", "contact": contact, "reason": null }),
    );
    assert_eq!(world.phase(North, &contact), "declined");
    let contact = propose(world, 95);
    world.act(
        North,
        SHERPA,
        json!({ "act": "withdraw-contact", "contact": contact }),
    );
    assert_eq!(world.phase(South, &contact), "withdrawn");

    let now = json!({ "act": "call-now",
                      "form": { "within_min": 8, "duration_min": 10, "format": "no-interpreters" } });
    let call = id(&world.act(North, DUTY, now).subject);
    world.act(South, DUTY, json!({ "act": "take-call", "contact": call }));
    assert_eq!(world.phase(North, &call), "agreed");
    world.act(
        North,
        DUTY,
        json!({ "act": "confirm-stage", "contact": call }),
    );
    world.act(
        South,
        DUTY,
        json!({ "act": "confirm-stage", "contact": call }),
    );
    world.act(
        South,
        DUTY,
        json!({ "act": "abort-contact", "contact": call }),
    );

    let outside = json!({ "act": "enter-held-outside", "form": {
        "start": world.clock_in(-120), "zone": "UTC", "duration_min": 20, "medium": "videoconference",
        "items": [{ "title": "consulates", "state": "closed" }], "reason": "by telephone" } });
    let outside = id(&world.act(North, SHERPA, outside).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "accept-contact", "contact": outside }),
    );
    assert_eq!(world.phase(North, &outside), "held-outside");
    let name = json!({ "act": "announce-release", "contact": outside, "name": "readout-0a1b" });
    world.act(North, crate::world::PRESS, name);
    play_tracks(world, &outside);
}

fn play_tracks(world: &mut World, outside: &str) {
    let track = json!({ "act": "found-track", "title": "security guarantees" });
    let track = id(&world.act(North, SHERPA, track).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "join-track", "track": track }),
    );
    world.act(
        South,
        SHERPA,
        json!({ "act": "declare-aim", "track": track, "text": "guarantees" }),
    );
    let contact = propose(world, 100);
    let link = json!({ "act": "link-track", "track": track, "form": {
        "holds": [contact], "may_affect": [{ "first": outside, "second": contact }] } });
    let made = world.act(North, SHERPA, link);
    assert_eq!(made.posts.len(), 2);
    let core = world.core(North, SHERPA);
    let links = core.desk().track(track.parse().unwrap()).unwrap().links;
    let [holds, affects] = &links[..] else {
        panic!("{links:?}");
    };
    let (holds, affects) = (holds.id.to_string(), affects.id.to_string());
    world.act(
        North,
        SHERPA,
        json!({ "act": "review-link", "track": track, "link": affects }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "unlink-track", "track": track, "link": holds }),
    );
    world.act(
        South,
        SHERPA,
        json!({ "act": "close-track", "track": track }),
    );
}

#[test]
fn contacts_are_proposed_answered_staged_and_entered() {
    play(&mut World::new());
}

/// What each side's pages take for the zones of both capitals: the own one first.
fn zones(world: &World, whose: Whose) -> [Option<String>; 2] {
    let identity = world.core(whose, SHERPA).identity(world.now(whose));
    [identity.zone, identity.other_zone]
}

#[test]
fn clocks_are_set_by_what_both_agreed_and_by_nobody_alone() {
    let mut world = World::new();
    let agreed = propose(&mut world, 60);
    assert_eq!(zones(&world, North), [None, None]);
    let accept = json!({ "act": "accept-contact", "contact": agreed });
    world.act(South, SHERPA, accept);
    let [utc, new_york] = ["UTC", "America/New_York"].map(|zone| Some(zone.to_owned()));
    assert_eq!(zones(&world, North), [utc.clone(), new_york.clone()]);
    assert_eq!(zones(&world, South), [new_york.clone(), utc.clone()]);

    // Later than everything, and as nobody lives.
    let mut hostile = form(&world, 60 * 24 * 300);
    hostile["zone"] = json!("Pacific/Kiritimati");
    hostile["other_zone"] = json!("Pacific/Niue");
    let act = json!({ "act": "propose-contact", "form": hostile, "despite": true });
    let open = id(&world.act(South, SHERPA, act).subject);
    assert_eq!(zones(&world, North), [utc.clone(), new_york.clone()]);
    assert_eq!(zones(&world, South), [new_york, utc]);

    world.act(
        North,
        SHERPA,
        json!({ "act": "accept-contact", "contact": open }),
    );
    let moved = ["Pacific/Niue", "Pacific/Kiritimati"].map(|zone| Some(zone.to_owned()));
    assert_eq!(zones(&world, North), moved);
}

#[test]
fn an_odd_copy_ahead_of_its_place_stops_nothing() {
    let world = World::new();
    let mut core = world.core(North, SHERPA);
    let page = LogsPage {
        own: Vec::new(),
        other: Vec::new(),
        more: false,
        early: vec![Bytes64(Vec::new()), Bytes64(vec![0x9f; 40])],
    };
    assert!(!core.take_logs(&page).unwrap());
    // In its own place it is no log entry.
    let page = LogsPage {
        other: page.early,
        early: Vec::new(),
        ..page
    };
    assert_eq!(core.take_logs(&page).unwrap_err().code, "two-stories");
}

#[test]
fn what_collides_is_asked_first() {
    let mut world = World::new();
    propose(&mut world, 60);
    let same_time = form(&world, 70);
    let mut act = json!({ "act": "propose-contact", "form": same_time });
    let made = world.make(North, SHERPA, &act).unwrap();
    assert!(made.asks && made.posts.is_empty());
    let told = serde_json::to_value(&made.warnings).unwrap();
    assert_eq!(told[0]["warning"], "person-elsewhere");
    assert_eq!(told[0]["person"], "A. B.");
    act["despite"] = json!(true);
    let made = world.make(North, SHERPA, &act).unwrap();
    assert_eq!(
        (made.asks, made.posts.len(), made.warnings.len()),
        (false, 1, 1)
    );
    let past = json!({ "act": "propose-contact", "form": form(&world, -60) });
    let made = world.make(North, SHERPA, &past).unwrap();
    let told = serde_json::to_value(&made.warnings).unwrap();
    assert_eq!(
        (made.asks, told),
        (false, json!([{ "warning": "start-past" }]))
    );
}
