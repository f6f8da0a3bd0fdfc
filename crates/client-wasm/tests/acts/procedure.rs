//! Rounds, minutes, joint statements, papers, exchanges, messages, silence, what leaves no record.

use serde_json::{Value, json};

use crate::world::{AIDE, DUTY, North, PRESS, PRINCIPAL, SHERPA, South, World, id};

fn round_form(world: &World, minutes: i64) -> Value {
    json!({
        "title": "security guarantees", "place": "Geneva",
        "start": world.clock_in(minutes), "end": world.clock_in(minutes + 60),
        "place_zone": "UTC", "zone": "Europe/Moscow", "other_zone": "America/New_York",
        "more": { "items": ["one", "two"], "format": "restricted" },
    })
}

pub fn propose_round(world: &mut World, minutes: i64) -> String {
    let form = round_form(world, minutes);
    let act = json!({ "act": "propose-round", "form": form, "despite": true });
    id(&world.act(North, SHERPA, act).subject)
}

/// Proposed and accepted, with a delegation.
pub fn agree_round(world: &mut World, minutes: i64) -> String {
    let round = propose_round(world, minutes);
    world.act(
        South,
        SHERPA,
        json!({ "act": "accept-round", "round": round, "despite": true }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "name-delegation", "round": round,
                "form": { "head": { "name": "A. B.", "office": "deputy minister" } } }),
    );
    round
}

pub fn play(world: &mut World) {
    play_rounds(world);
    play_joint_statements(world);
    play_papers(world);
    play_messages(world);
    play_silence(world);
}

fn play_rounds(world: &mut World) {
    let round = propose_round(world, 200);
    world.act(
        South,
        SHERPA,
        json!({ "act": "counter-round", "round": round, "form": { "place": "Vienna" }, "despite": true }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "decline-round", "round": round, "reason": "not there" }),
    );
    let round = propose_round(world, 300);
    world.act(
        North,
        SHERPA,
        json!({ "act": "withdraw-round", "round": round }),
    );
    let round = agree_round(world, 400);
    assert_eq!(world.phase(South, &round), "agreed");
    world.act(
        North,
        SHERPA,
        json!({ "act": "postpone-round", "round": round, "reason": null }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "cancel-round", "round": round, "reason": null }),
    );
    assert_eq!(world.phase(South, &round), "cancelled");

    let round = agree_round(world, 500);
    let text = |second: &str| {
        json!({ "title": "First day", "text": "They met.", "outcomes": [
            { "item": "one", "outcome": "agreed" }, { "item": "two", "outcome": second, "text": "[no]" }] })
    };
    let propose = json!({ "act": "propose-minutes", "round": round, "form": text("bracketed") });
    let minutes = id(&world.act(North, SHERPA, propose.clone()).subject);
    let counter = json!({ "act": "counter-minutes", "minutes": minutes, "form": text("deferred") });
    world.act(South, SHERPA, counter);
    let ask = json!({ "minutes-diff": { "minutes": minutes, "which": { "from": 1, "to": 2 } } });
    let diff = world.ask(North, SHERPA, &ask).unwrap();
    let by = |which: &str| diff[which]["by"].clone();
    assert_ne!(by("from"), by("to"), "each side wrote one");
    assert_eq!(
        (&diff["from"]["number"], &diff["to"]["number"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        diff["text"],
        json!([{ "what": "same", "text": "They met." }])
    );
    let outcome = |outcome: &str| json!({ "item": "two", "outcome": outcome, "text": "[no]" });
    assert_eq!(
        diff["outcomes"],
        json!([{ "from": outcome("bracketed"), "to": outcome("deferred") }])
    );
    let third = json!({ "minutes-diff": { "minutes": minutes, "which": { "from": 1, "to": 3 } } });
    let none = world.ask(North, SHERPA, &third).unwrap_err();
    assert_eq!(none.code, "no-such-version");
    world.act(
        North,
        SHERPA,
        json!({ "act": "accept-minutes", "minutes": minutes }),
    );
    assert_eq!(world.phase(South, &minutes), "agreed");
    world.act(
        North,
        SHERPA,
        json!({ "act": "cancel-minutes", "minutes": minutes, "reason": null }),
    );
    let minutes = id(&world.act(North, SHERPA, propose.clone()).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "decline-minutes", "minutes": minutes, "reason": "no" }),
    );
    let minutes = id(&world.act(North, SHERPA, propose).subject);
    world.act(
        North,
        SHERPA,
        json!({ "act": "withdraw-minutes", "minutes": minutes }),
    );
}

fn play_joint_statements(world: &mut World) {
    let propose = json!({ "act": "propose-joint-statement", "form": {
        "title": "Joint statement", "text": "Both sides met.", "languages": ["en"],
        "release_at": world.in_minutes(5), "answer_by": world.in_minutes(4) } });
    let joint = id(&world.act(North, SHERPA, propose.clone()).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "counter-joint-statement", "joint_statement": joint, "form": { "text": "They met." } }),
    );
    let ask = json!({ "joint-statement-diff": { "joint_statement": joint, "which": {} } });
    let diff = world.ask(North, SHERPA, &ask).unwrap();
    let by = |which: &str| diff[which]["by"].clone();
    assert_ne!(by("from"), by("to"), "each side wrote one");
    assert_eq!(
        (&diff["from"]["number"], &diff["to"]["number"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(diff["fields"], json!([]));
    let changed = json!([
        { "what": "removed", "text": "Both sides" },
        { "what": "added", "text": "They" },
        { "what": "same", "text": " met." },
    ]);
    assert_eq!(diff["text"], changed);
    world.act(
        North,
        SHERPA,
        json!({ "act": "accept-joint-statement", "joint_statement": joint }),
    );
    assert_eq!(world.phase(South, &joint), "agreed");
    let announce = json!({ "act": "announce-joint-statement", "joint_statement": joint, "name": "joint-0a1b" });
    let early = world.make(North, PRESS, &announce).unwrap_err();
    assert_eq!(early.code, "no-effect");
    let other = id(&world.act(North, SHERPA, propose.clone()).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "decline-joint-statement", "joint_statement": other }),
    );
    let other = id(&world.act(North, SHERPA, propose.clone()).subject);
    world.act(
        North,
        SHERPA,
        json!({ "act": "withdraw-joint-statement", "joint_statement": other }),
    );
    let other = id(&world.act(North, SHERPA, propose).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "accept-joint-statement", "joint_statement": other }),
    );
    world.act(
        South,
        SHERPA,
        json!({ "act": "cancel-joint-statement", "joint_statement": other }),
    );
    world.later(6 * 60_000);
    world.act(North, PRESS, announce);
}

fn play_papers(world: &mut World) {
    let hand_over = json!({ "act": "hand-over-paper", "form": {
        "kind": "proposal", "title": "On guarantees", "text": "One [two].", "languages": ["en"],
        "recipients": ["South"], "reply_by": world.in_minutes(60) } });
    let paper = id(&world.act(North, SHERPA, hand_over).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "acknowledge-paper", "paper": paper }),
    );
    world.act(
        South,
        SHERPA,
        json!({ "act": "reply-to-paper", "paper": paper, "form": { "title": "Reply", "text": "No." } }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "revise-paper", "paper": paper, "form": { "text": "One." } }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "withdraw-paper", "paper": paper }),
    );

    let open = json!({ "act": "open-exchange", "until": world.in_minutes(60) });
    let exchange = id(&world.act(North, SHERPA, open).subject);
    let lodge = |text: &str| json!({ "act": "lodge-paper", "exchange": exchange, "form": { "title": "Position", "text": text } });
    world.act(North, SHERPA, lodge("ours"));
    let reveal = json!({ "act": "reveal-paper", "exchange": exchange });
    let early = world.make(North, SHERPA, &reveal);
    assert_eq!(early.map(|made| made.asks).unwrap_err().code, "no-effect");
    world.act(South, SHERPA, lodge("theirs"));
    // Each side's log has seen the other's paper, and that it was seen.
    let unrelated = json!({ "act": "open-exchange", "until": world.in_minutes(90) });
    for whose in [North, South, North, South] {
        world.act(whose, SHERPA, unrelated.clone());
    }
    world.act(North, SHERPA, reveal.clone());
    world.act(South, SHERPA, reveal);
    let core = world.core(South, SHERPA);
    let shown = core
        .desk()
        .shown(exchange.parse().unwrap(), core.desk().other_side().unwrap());
    assert!(matches!(shown, Ok(Some(client::Shown::Paper(paper))) if paper.text == "ours"));
}

fn play_messages(world: &mut World) {
    let form = json!({
        "precedence": "immediate", "title": "Incident at sea", "language": "ru", "text": "Текст.",
        "translation": { "language": "en", "text": "Text." }, "acknowledge_by": world.in_minutes(30),
    });
    let send = json!({ "act": "send-message", "form": form });
    let message = id(&world.act(North, SHERPA, send).subject);
    // Of principals nothing is said.
    let present = json!({ "act": "present-message", "message": message });
    assert_eq!(
        world.make(South, PRINCIPAL, &present).unwrap().posts.len(),
        0
    );
    assert_eq!(world.act(South, AIDE, present.clone()).posts.len(), 1);
    assert_eq!(world.make(South, AIDE, &present).unwrap().posts.len(), 0);
    world.act(
        South,
        DUTY,
        json!({ "act": "acknowledge-message", "message": message }),
    );

    let draft =
        json!({ "act": "draft-message", "form": { "text": "We agree.", "reply_to": message } });
    let draft = id(&world.act(South, SHERPA, draft).record);
    let send = json!({ "act": "send-drafted-message", "draft": draft });
    assert_eq!(
        world.make(South, SHERPA, &send).unwrap_err().code,
        "second-person"
    );
    world.act(
        South,
        AIDE,
        json!({ "act": "approve-message", "draft": draft }),
    );
    let reply = id(&world.act(South, SHERPA, send).subject);
    let core = world.core(North, SHERPA);
    let read = core.desk().message(reply.parse().unwrap()).unwrap();
    let words: domain::MessageText = core.desk().words_of(read.id).unwrap();
    assert_eq!(words.text, "We agree.");

    let service =
        json!({ "act": "send-service-message", "form": { "text": "Line test at nine." } });
    let service = id(&world.act(North, DUTY, service).subject);
    world.act(
        South,
        DUTY,
        json!({ "act": "present-message", "message": service }),
    );
    // Who answers has read.
    let answer =
        json!({ "act": "send-service-message", "form": { "text": "Yes.", "reply_to": service } });
    assert_eq!(world.act(South, DUTY, answer).posts.len(), 2);

    let person = world.device(North, DUTY).person.to_string();
    let shifts = json!({ "act": "set-shifts", "form": { "shifts": [
        { "person": person, "from": world.in_minutes(0),
          "until": { "civil": world.clock_in(600), "zone": "UTC" } }] } });
    world.act(North, DUTY, shifts.clone());
    assert_eq!(world.core(North, DUTY).desk().shifts().shifts.len(), 1);
    let mut anew = shifts;
    let stands = |world: &World| {
        let core = world.core(North, DUTY);
        let (record, _) = core.desk().kept_shifts().unwrap();
        (record.id(), record.header().after.clone())
    };
    let (first, _) = stands(world);
    anew["instead_of"] = json!(first.to_string());
    world.act(North, DUTY, anew);
    assert_eq!(stands(world).1, [first]);
}

fn play_silence(world: &mut World) {
    let form = json!({ "title": "Dates", "text": "The tenth.", "expires": world.clock_in(120),
                       "zone": "UTC", "other_zone": "America/New_York" });
    let begin = json!({ "act": "begin-silence", "form": form });
    let silence = id(&world.act(North, SHERPA, begin.clone()).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "object-to-silence", "silence": silence, "reason": "a holiday" }),
    );
    let silence = id(&world.act(North, SHERPA, begin).subject);
    world.act(
        North,
        SHERPA,
        json!({ "act": "withdraw-silence", "silence": silence }),
    );

    let sounding =
        json!({ "act": "send-sounding", "form": { "text": "Would a call be welcome?" } });
    let made = world.act(North, SHERPA, sounding);
    assert_eq!((made.posts.len(), made.record), (1, None));
    let paper = json!({ "act": "send-non-paper", "form": {
        "title": "Elements", "text": "One.", "languages": ["en"], "expires": world.in_minutes(60) } });
    world.act(South, SHERPA, paper);
}

#[test]
fn what_both_sides_do_beside_the_call_is_seen_by_both() {
    play(&mut World::new());
}
