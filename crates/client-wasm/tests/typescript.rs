//! The web client's types of acts are those that the core takes.
#![cfg(feature = "typescript")]

#[path = "../../client/tests/typescript/committed.rs"]
mod committed;

use client_wasm::{Act, typescript::declarations};

#[test]
fn the_committed_types_of_acts_are_current() {
    committed::is_current("acts.ts", &declarations());
}

#[test]
fn acts_have_the_names_that_the_core_knows() {
    let all = declarations();
    let (_, acts) = all.split_once("export type SignedActs = {\n").unwrap();
    let (acts, _) = acts.split_once("};").unwrap();
    let names = acts.lines().filter_map(|line| line.split('"').nth(1));
    let mut count = 0;
    for name in names {
        let said = format!(r#"{{"{name}":{{}}}}"#);
        let error = e2ee::json::read::<Act>(said.as_bytes())
            .unwrap_err()
            .to_string();
        assert!(error.contains("missing field"), "{name}: {error}");
        count += 1;
    }
    assert!(count > 80, "only {count} acts were understood");
    let other = e2ee::json::read::<Act>(br#"{"no-act":{}}"#);
    assert!(other.unwrap_err().to_string().contains("unknown variant"));
}

#[test]
fn forms_say_what_may_be_left_out_and_which_words_there_are() {
    let all = declarations();
    for wanted in [
        r#"medium: "phone-call" | "videoconference""#,
        "overlap?: Reading | null",
        "start: string",
        r#""warning": "person-elsewhere""#,
    ] {
        assert!(all.contains(wanted), "{wanted}: {all}");
    }
}
