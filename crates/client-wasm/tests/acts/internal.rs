//! What a side keeps for itself, and drafts for its press.

use client_wasm::{CoreError, Query};
use serde_json::{Value, json};

use crate::{
    contacts, procedure,
    world::{AIDE, CHIEF, EDITOR, INTERPRETER, NOTES, North, PRESS, SHERPA, South, World, id},
};

pub fn play(world: &mut World) {
    let form = contacts::form(world, 700);
    let act = json!({ "act": "propose-contact", "form": form, "despite": true });
    let contact = id(&world.act(North, SHERPA, act).subject);
    world.act(
        South,
        SHERPA,
        json!({ "act": "accept-contact", "contact": contact }),
    );
    let round = procedure::agree_round(world, 800);
    play_papers_of_leadership(world, &contact, &round);
    play_hearsay(world, &contact);
    play_press(world, &contact, &round);
    play_notes(world, &contact);
}

fn play_papers_of_leadership(world: &mut World, contact: &str, round: &str) {
    let consult = json!({ "act": "enter-consultation", "about": contact,
                          "form": { "body": "security council", "state": "none" } });
    world.act(North, SHERPA, consult);
    let owner = world.device(North, AIDE).person.to_string();
    let task = json!({ "act": "give-task", "about": contact,
                       "form": { "owner": owner, "text": "answer", "due": world.in_minutes(60) } });
    let task = id(&world.act(North, SHERPA, task).record);
    let settle = json!({ "act": "settle-task", "task": task, "state": "done" });
    world.act(North, AIDE, settle.clone());
    assert_eq!(
        world.make(North, AIDE, &settle).unwrap_err().code,
        "replaced"
    );
    let mandate = json!({ "act": "give-mandate", "round": round, "text": "Article 3.",
                          "may_agree": ["article 3"], "refers": ["borders"] });
    world.act(North, SHERPA, mandate);
    let card =
        json!({ "act": "draft-card", "about": contact, "title": "Call", "text": "Three points." });
    let card = id(&world.act(North, SHERPA, card).record);
    let approve = json!({ "act": "approve-card", "card": card });
    assert_eq!(
        world.make(North, CHIEF, &approve).unwrap_err().code,
        "second-person"
    );
    world.act(
        North,
        AIDE,
        json!({ "act": "review-card", "card": card, "remarks": "point two first" }),
    );
    world.act(North, CHIEF, approve);
    world.act(
        North,
        SHERPA,
        json!({ "act": "clear-round", "round": round }),
    );
}

fn play_hearsay(world: &mut World, contact: &str) {
    let heard = world.in_minutes(-5);
    let report = json!({ "act": "enter-report", "form": {
        "act": "proposal", "of": "East", "told_by": "protocol", "source": "by telephone", "heard": heard,
        "date": { "start": world.clock_in(900), "zone": "Europe/Moscow" } } });
    world.act(North, SHERPA, report);
    let source = json!({ "source": "three embassies", "heard": heard });
    let coalition = json!({ "act": "enter-coalition", "about": contact, "form": {
        "name": "the alliance", "source": source,
        "members": [{ "member": "East", "stance": "against" }, { "member": "West", "stance": "not-known" }] } });
    let coalition = id(&world.act(North, SHERPA, coalition).record);
    let position = json!({ "act": "say-position", "coalition": coalition,
                           "form": { "member": "West", "stance": "undecided", "source": source } });
    let coalition = id(&world.act(North, SHERPA, position).record);
    let reply = json!({ "act": "say-common-reply", "coalition": coalition,
                        "form": { "common_line": "none", "source": source } });
    world.act(North, SHERPA, reply);
}

fn play_press(world: &mut World, contact: &str, round: &str) {
    let draft = json!({ "act": "draft-release", "form": {
        "kind": "statement", "occasion": "briefing", "subject": contact, "office": "spokesman",
        "title": "The call", "text": "They will speak.", "languages": ["en"],
        "facts": { "initiative_of": "own", "medium": "videoconference" },
        "promises": { "by": world.in_minutes(2_000) } } });
    let made = world.act(North, PRESS, draft);
    let told = serde_json::to_value(&made.warnings).unwrap();
    assert_eq!(told[0]["warning"], "contradiction");
    assert_eq!(told[0]["fact"], "medium");
    let draft = id(&made.record);
    let mut approve = json!({ "act": "approve-release", "draft": draft });
    assert_eq!(
        world.make(North, PRESS, &approve).unwrap_err().code,
        "second-person"
    );
    let asked = world.make(North, EDITOR, &approve).unwrap();
    assert!(asked.asks && asked.posts.is_empty() && !asked.warnings.is_empty());
    approve["contradiction_reason"] = json!("the other side asked for it");
    world.act(North, EDITOR, approve);
    let of_round = json!({ "act": "draft-release", "form": {
        "kind": "announcement", "occasion": "release", "subject": round, "office": "foreign ministry",
        "title": "The round", "text": "In Geneva.",
        "round": { "round": round, "place": "Geneva", "other_date": "possible" } } });
    let of_round = id(&world.act(North, PRESS, of_round).record);
    world.act(
        North,
        EDITOR,
        json!({ "act": "approve-release", "draft": of_round }),
    );

    let line = json!({ "act": "draft-line-to-take", "about": contact, "text": "It never was a problem.",
                       "if_asked": "Isn't it late?" });
    let line = id(&world.act(North, PRESS, line).record);
    let approve = json!({ "act": "approve-line-to-take", "line": line });
    assert_eq!(
        world.make(North, PRESS, &approve).unwrap_err().code,
        "second-person"
    );
    world.act(North, EDITOR, approve);
}

fn ask(world: &World, number: u8, asked: &Value) -> Result<String, CoreError> {
    let mut fields = asked.as_object().unwrap().clone();
    let view = fields.remove("view").unwrap();
    let asked = json!({ view.as_str().unwrap(): fields }).to_string();
    let asked: Query = e2ee::json::read(asked.as_bytes()).unwrap();
    world.core(North, number).query(&asked, world.now(North))
}

fn play_notes(world: &mut World, contact: &str) {
    let reader = world.device(North, CHIEF).person.to_string();
    let write = |text: &str| {
        json!({ "act": "write-note", "about": contact,
                "form": { "text": text, "classification": "confidential", "distribution": [reader] } })
    };
    let one = id(&world.act(North, NOTES, write("One.")).record);
    let two = id(&world.act(North, CHIEF, write("Two.")).record);
    let merge = json!({ "act": "merge-notes", "notes": [one, two], "text": "One and two.", "off_list": true });
    let made = world.act(North, NOTES, merge);
    // Each that is merged was opened, and the access log says so first.
    assert_eq!(made.posts.len(), 3);
    let note = id(&made.record);
    let remarks = json!({ "act": "review-note", "note": note, "remarks": "could, not will" });
    world.act(North, INTERPRETER, remarks);
    let person = world.device(North, SHERPA).person.to_string();
    world.act(
        North,
        NOTES,
        json!({ "act": "distribute-note", "note": note, "to": [person] }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "approve-note", "note": note }),
    );
    world.act(
        North,
        SHERPA,
        json!({ "act": "retain-note", "note": note, "until": "2052-01-01T00:00:00Z" }),
    );
    let open = json!({ "act": "open-note", "note": note });
    assert_eq!(
        world.make(North, AIDE, &open).unwrap_err().code,
        "not-listed"
    );
    // Its words are shown to nobody of whom the access log doesn't say so.
    let words = json!({ "view": "record-of-contact", "note": note });
    assert_eq!(ask(world, CHIEF, &words).unwrap_err().code, "not-opened");
    world.act(North, CHIEF, open);
    assert!(ask(world, CHIEF, &words).unwrap().contains("One and two."));
    assert_eq!(ask(world, AIDE, &words).unwrap_err().code, "not-opened");
    let access = json!({ "view": "record-access", "note": note });
    // Its author sees the one line; whoever isn't its author sees none.
    assert_eq!(
        ask(world, NOTES, &access)
            .unwrap()
            .matches("listed")
            .count(),
        1
    );
    assert_eq!(ask(world, CHIEF, &access).unwrap(), r#"{"openings":[]}"#);
}

#[test]
fn what_a_side_keeps_for_itself_goes_to_its_internal_log() {
    play(&mut World::new());
}

#[test]
fn an_approved_draft_is_released_under_the_charters_press_key_alone() {
    let made = client::PressKey::make("North", "passphrase").unwrap();
    let mut world = World::with_press_key(&made.public);
    let form = contacts::form(&world, 60);
    let act = json!({ "act": "propose-contact", "form": form, "despite": true });
    let contact = id(&world.act(North, SHERPA, act).subject);
    let draft = json!({ "act": "draft-release", "form": {
        "kind": "statement", "occasion": "briefing", "subject": contact, "office": "spokesman",
        "title": "The call", "text": "They will speak." } });
    let draft = id(&world.act(North, PRESS, draft).record);
    let release = |passphrase: &str| {
        json!({ "act": "release-draft", "draft": draft, "press_key": made.secret.as_str(),
                "passphrase": passphrase })
    };
    let unapproved = world
        .make(North, PRESS, &release("passphrase"))
        .unwrap_err();
    assert_eq!(unapproved.code, "second-person");
    world.act(
        North,
        EDITOR,
        json!({ "act": "approve-release", "draft": draft }),
    );
    let wrong = world.make(North, PRESS, &release("another")).unwrap_err();
    assert_eq!(wrong.code, "wrong-passphrase");
    let released = world.act(North, PRESS, release("passphrase"));
    // The line is told of it, too.
    assert_eq!(released.posts.len(), 1);
    let request = released.release.unwrap();
    let key = minisign_verify::PublicKey::from_base64(&made.public_base64).unwrap();
    let minisig = minisign_verify::Signature::decode(&request.minisig).unwrap();
    key.verify(request.document.as_bytes(), &minisig, false)
        .unwrap();
    assert!(request.document.starts_with("The call\n"));
    // South's press has another key.
    let contact = json!({ "act": "draft-release", "form": {
        "kind": "statement", "occasion": "briefing", "subject": contact, "office": "spokesman",
        "title": "The call", "text": "They will speak." } });
    let draft = id(&world.act(South, PRESS, contact).record);
    world.act(
        South,
        EDITOR,
        json!({ "act": "approve-release", "draft": draft }),
    );
    let theirs = json!({ "act": "release-draft", "draft": draft, "press_key": made.secret.as_str(),
                         "passphrase": "passphrase" });
    assert_eq!(
        world.make(South, PRESS, &theirs).unwrap_err().code,
        "press-key"
    );
}
