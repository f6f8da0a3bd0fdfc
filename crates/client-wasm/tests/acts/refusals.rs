//! What isn't made: a code, a reason and a next step, or JSON that is no act.

use client_wasm::Act;
use serde_json::{Value, json};

use crate::{
    contacts,
    world::{DUTY, North, PRESS, SHERPA, World},
};

const NOBODY: &str = "000102030405060708090a0b0c0d0e0f";

#[test]
fn what_is_no_act_is_refused_by_its_form() {
    for text in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"declare-war":{}}"#,
        r#"{"act":"accept-contact"}"#,
        r#"{"accept-contact":{}}"#,
        r#"{"accept-contact":{"contact":"north"}}"#,
        r#"{"accept-contact":{"contact":7}}"#,
        r#"{"accept-contact":{"contact":"000102030405060708090a0b0c0d0e0f","despite":true}}"#,
        r#"{"send-message":{"form":{"text":"a","tone":"firm"}}}"#,
        r#"{"send-message":{"form":{"text":"a","precedence":"urgent"}}}"#,
        r#"{"propose-contact":{"form":{"start":"2021-12-20T18:00","zone":"UTC"}}}"#,
        r#"{"set-shifts":{"form":{"shifts":[{"person":"A"}]}}}"#,
    ] {
        assert!(e2ee::json::read::<Act>(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn each_refusal_has_a_code_a_reason_and_a_next_step() {
    let world = World::new();
    let contact = |change: fn(&mut Value)| {
        let mut form = contacts::form(&world, 60);
        change(&mut form);
        json!({ "act": "propose-contact", "form": form })
    };
    let message = |text: String| json!({ "act": "send-message", "form": { "text": text } });
    for (number, act, code) in [
        (DUTY, contact(|_| {}), "not-allowed"),
        (PRESS, message("text".into()), "not-allowed"),
        (
            SHERPA,
            json!({ "act": "confirm-stage", "contact": NOBODY }),
            "not-found",
        ),
        (
            SHERPA,
            json!({ "act": "accept-round", "round": NOBODY }),
            "not-found",
        ),
        (
            SHERPA,
            json!({ "act": "approve-message", "draft": "00".repeat(32) }),
            "not-found",
        ),
        (SHERPA, message(String::new()), "text-wanted"),
        (
            SHERPA,
            message("x".repeat(domain::TEXT_BYTES_MAX + 1)),
            "too-long",
        ),
        (
            SHERPA,
            contact(|form| form["zone"] = json!("Moscow")),
            "zone",
        ),
        (
            SHERPA,
            contact(|form| form["start"] = json!("tonight")),
            "time",
        ),
        (
            SHERPA,
            contact(|form| {
                form["zone"] = json!("America/New_York");
                form["start"] = json!("2021-11-07T01:30");
            }),
            "time-overlap",
        ),
        (
            SHERPA,
            contact(|form| {
                form["zone"] = json!("America/New_York");
                form["start"] = json!("2022-03-13T02:30");
            }),
            "time-gap",
        ),
        (
            SHERPA,
            contact(|form| form["duration_min"] = json!(0)),
            "terms",
        ),
        (
            SHERPA,
            contact(|form| form["more"]["answer_by"] = json!("2021-01-01T00:00:00Z")),
            "time",
        ),
        (
            SHERPA,
            json!({ "act": "open-exchange", "until": "soon" }),
            "time",
        ),
        (
            SHERPA,
            json!({ "act": "give-task", "about": NOBODY, "form": { "owner": NOBODY, "text": "a" } }),
            "not-found",
        ),
        (
            SHERPA,
            json!({ "act": "send-sounding", "form": { "text": "a", "expires": "2041-01-01T00:00:00Z" } }),
            "time",
        ),
    ] {
        let error = world.make(North, number, &act);
        let error = error.map(|made| made.posts.len()).unwrap_err();
        assert_eq!(error.code, code, "{act}: {error}");
        // Data, which pages put into words of their language; no sentence.
        assert!(error.cause.is_empty() && error.next.is_empty(), "{act}");
        let told = serde_json::to_value(&error).unwrap();
        assert!(told["reason"]["reason"].is_string(), "{act}: {told}");
        assert!(told["step"].is_string(), "{act}: {told}");
    }
    let none = json!({ "act": "accept-round", "round": NOBODY });
    let error = world.make(North, SHERPA, &none).map(|_| ()).unwrap_err();
    assert_eq!(
        serde_json::to_value(&error).unwrap()["reason"],
        json!({ "reason": "no-such", "noun": "round", "id": NOBODY })
    );
    let long = contact(|form| form["duration_min"] = json!(domain::DURATION_MIN_MAX + 1));
    let error = world.make(North, SHERPA, &long).map(|_| ()).unwrap_err();
    let (minutes, most) = (domain::DURATION_MIN_MAX + 1, domain::DURATION_MIN_MAX);
    assert_eq!(
        serde_json::to_value(&error).unwrap()["reason"],
        json!({ "reason": "duration", "minutes": minutes, "most": most })
    );
}
