//! Types of acts as pages have them.

use client_wasm::{Act, Warning};
use ts_rs::{Config, TS};

#[test]
fn acts_are_told_apart_by_their_names_and_take_few_words() {
    let config = Config::new();
    let act = Act::export_to_string(&config).unwrap();
    for wanted in [
        r#""act": "propose-contact""#,
        r#""act": "send-drafted-message""#,
        "export type Act",
    ] {
        assert!(act.contains(wanted), "{wanted}: {act}");
    }
    let form = client::form::ContactForm::export_to_string(&config).unwrap();
    for wanted in [
        r#"medium: "phone-call" | "videoconference""#,
        r#"overlap?: Reading | null"#,
        "start: string",
    ] {
        assert!(form.contains(wanted), "{wanted}: {form}");
    }
    let warning = Warning::export_to_string(&config).unwrap();
    assert!(
        warning.contains(r#""warning": "person-elsewhere""#),
        "{warning}"
    );
}
