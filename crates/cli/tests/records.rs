//! The record of a contact, from two note-takers' drafts to the approved one on paper, after a real call
//! between two sides as real processes.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use serde_json::{Value, json};
use sides::{Pair, Refusal, Side, propose, text_of, until};
use std::{fs, path::Path, thread};

const PEOPLE: [(&str, &str); 9] = [
    ("sherpa", "sherpa"),
    ("principal", "principal"),
    ("duty", "duty-officer"),
    ("interpreter", "interpreter"),
    ("taker-1", "note-taker"),
    ("taker-2", "note-taker"),
    ("archivist", "archivist"),
    ("watch", "security-officer"),
    ("press", "press-officer"),
];
/// Seconds of the call: a few are enough to be attested.
const CALL_SECONDS: &str = "3";
const CYRILLIC: &str = "Стороны согласились продолжить.";
const CLASSIFIED: [&str; 2] = ["--classification", "confidential"];

#[track_caller]
fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

fn hold_call(pair: &Pair) -> String {
    let (north, south) = (&pair.north, &pair.south);
    let contact = text_of(&propose(south, "security guarantees").unwrap(), "/contact").unwrap();
    until("North can accept", || {
        north
            .run_as("sherpa", &["contact", "accept", &contact])
            .ok()
    });
    let phase = |side: &Side, wanted: &str| {
        until(&format!("{} sees it {wanted}", side.name), || {
            let shown = side.run_as("sherpa", &["contact", "show", &contact]).ok()?;
            (shown["phase"] == wanted).then_some(())
        });
    };
    phase(south, "agreed");
    thread::scope(|scope| {
        for side in pair.both() {
            let contact = &contact;
            scope.spawn(move || {
                let speech = format!("{}-principal.wav", side.name.to_lowercase());
                let speech = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join("../../assets/speech")
                    .join(speech);
                let speech = speech.to_string_lossy();
                let mut args = vec!["call", "join", contact, "--say", &speech, "--wait", "60"];
                if side.name == "North" {
                    args.extend(["--for", CALL_SECONDS]);
                }
                // Whoever hears the end first may call it another one.
                let _ = side.run_as("principal", &args);
            });
        }
        for side in pair.both() {
            until("duty confirms", || {
                side.run_as("duty", &["call", "confirm", &contact]).ok()
            });
        }
    });
    phase(north, "ended");
    until("both nodes attest the end", || {
        let shown = north
            .run_as("sherpa", &["contact", "show", &contact])
            .ok()?;
        (shown["end_attested"] == true).then_some(())
    });
    contact
}

fn draft(side: &Side, device: &str, contact: &str, text: &str, more: &[&str]) -> Value {
    let args = [
        &["record", "draft", contact, "--text", text],
        &CLASSIFIED[..],
        more,
    ]
    .concat();
    side.run_as(device, &args).unwrap()
}

fn id(answer: &Value) -> String {
    text_of(answer, "/record").unwrap()
}

#[test]
fn a_record_from_two_drafts_to_paper() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &PEOPLE);
    let north = &pair.north;
    let contact = hold_call(&pair);
    let contact = contact.as_str();
    let people = north.run(&["person", "list"]).unwrap();
    let person = |name: &str| {
        let mut all = people["people"].as_array().unwrap().iter();
        let one = all.find(|one| one["name"] == name).unwrap();
        text_of(one, "/person").unwrap()
    };
    let sherpa = person("sherpa");

    // Two drafts, of which each taker sees the other's existence and opens it only on the record.
    let kept = [
        "--keep-until",
        "2001-01-01T00:00:00Z",
        "--distribution",
        &sherpa,
    ];
    let first = id(&draft(
        north,
        "taker-1",
        contact,
        "He agreed to go on.",
        &kept,
    ));
    let second = id(&draft(
        north,
        "taker-2",
        contact,
        "He agreed to continue.",
        &[],
    ));
    let show = |device: &str, record: &str, more: &[&str]| {
        north.run_as(device, &[&["record", "show", record], more].concat())
    };
    assert_eq!(code(show("taker-2", &first, &[])), "not-listed");
    assert_eq!(code(show("press", &first, &[])), "role-missing");
    assert_eq!(
        code(show("archivist", &first, &["--off-list"])),
        "role-missing"
    );
    let diff = ["record", "diff", &first, &second, "--off-list"];
    let diff = north.run_as("taker-2", &diff).unwrap();
    let removed = diff["text"].as_array().unwrap().iter();
    let removed: String = removed
        .filter(|piece| piece["what"] == "removed")
        .filter_map(|piece| piece["text"].as_str())
        .collect();
    assert_eq!(removed, "go on.");

    // Merged with both as predecessors; reviewed by the interpreter; approved by another person.
    let text = format!("He agreed to continue.\n{CYRILLIC}");
    let merge = ["record", "merge", &first, &second, "--text", &text];
    assert_eq!(code(north.run_as("taker-1", &merge)), "not-listed");
    let merge = [&merge[..], &["--off-list"]].concat();
    let merged = id(&north.run_as("taker-1", &merge).unwrap());
    let act = |device: &str, what: &[&str]| north.run_as(device, &[&["record"], what].concat());
    assert_eq!(code(act("sherpa", &["review", &merged])), "role-missing");
    assert_eq!(
        code(act("interpreter", &["approve", &merged])),
        "role-missing"
    );
    act(
        "interpreter",
        &["review", &merged, "--remarks", "he said \"could\""],
    )
    .unwrap();
    assert_eq!(code(act("sherpa", &["approve", &first])), "no-effect");
    act("sherpa", &["approve", &merged]).unwrap();
    assert_eq!(code(act("sherpa", &["approve", &merged])), "no-effect");

    // Its header is what nodes attest, in both capitals' time.
    let shown = show("sherpa", &merged, &[]).unwrap();
    assert_eq!(shown["state"], "approved");
    assert_eq!(shown["instead_of"], json!([first, second]));
    assert_eq!(shown["reviewed"][0]["remarks"], "he said \"could\"");
    assert_eq!(shown["distribution"], json!([sherpa]));
    let header = &shown["header"];
    let attested = |field: &str| (header[field] == true).then_some(());
    attested("start_attested").unwrap();
    attested("end_attested").unwrap();
    assert_eq!(header["medium"], "phone-call");
    assert_eq!(header["attested"].as_array().unwrap().len(), 2);
    let began = &header["attested"][0]["began"];
    assert_eq!(began["local"].as_array().unwrap().len(), 2, "{began}");
    let on_line = header["on_line"].as_array().unwrap();
    let principals = on_line.iter().filter(|one| one["roles"] == "principal");
    assert_eq!(principals.count(), 2, "{header}");
    // Who wrote in its place approves nothing of it.
    let own = id(&draft(north, "sherpa", contact, "mine", &[]));
    assert_eq!(code(act("sherpa", &["approve", &own])), "role-missing");

    // Kept until a day that has passed: due for review, still there, and put off by the archivist.
    let listed = |args: &[&str], device: &str| {
        let list = act(device, &[&["list"], args].concat()).unwrap();
        let records = list["records"].as_array().unwrap().iter();
        records.map(id).collect::<Vec<String>>()
    };
    assert_eq!(
        listed(&["--due"], "archivist"),
        [first.clone(), merged.clone()]
    );
    let retain = |until: &str| act("archivist", &["retain", &merged, "--until", until]);
    retain("2081-01-01T00:00:00Z").unwrap();
    assert_eq!(code(retain("2071-01-01T00:00:00Z")), "no-effect");
    assert_eq!(
        listed(&["--due"], "archivist"),
        std::slice::from_ref(&first)
    );
    show("sherpa", &first, &[]).unwrap();

    // More persons are to have it; who isn't on the list opens it on the record.
    assert_eq!(code(show("interpreter", &merged, &[])), "not-listed");
    let interpreter = person("interpreter");
    act("taker-1", &["distribute", &merged, "--to", &interpreter]).unwrap();
    show("interpreter", &merged, &[]).unwrap();

    // The access log: whole for who watches, its own for who wrote, nothing for others.
    let openings = |device: &str, args: &[&str]| {
        let told = act(device, &[&["access"], args].concat()).unwrap();
        let lines = told["openings"].as_array().unwrap().clone();
        let words = lines.into_iter().map(|line| {
            let name = text_of(&line, "/who/name").unwrap();
            (name, id(&line) == merged, line["listed"] == true)
        });
        words.collect::<Vec<(String, bool, bool)>>()
    };
    let line = |name: &str, merged: bool, listed: bool| (name.to_owned(), merged, listed);
    let all = [
        line("taker-2", false, false),
        line("taker-2", false, true),
        line("taker-1", false, true),
        line("taker-1", false, false),
        line("sherpa", true, true),
        line("sherpa", false, true),
        line("interpreter", true, true),
    ];
    assert_eq!(openings("watch", &[]), all);
    assert_eq!(openings("archivist", &[]), all);
    let of_merged = [all[4].clone(), all[6].clone()];
    assert_eq!(openings("taker-1", &[&merged]), of_merged);
    assert_eq!(code(act("taker-2", &["access", &merged])), "role-missing");
    assert_eq!(openings("interpreter", &[]), []);

    // On paper, both kinds; nothing is overwritten, and each export is an opening.
    let export = |format: &str, name: &str| {
        let out = dir.path().join(name);
        let path = out.to_string_lossy().into_owned();
        let told = act(
            "sherpa",
            &["export", &merged, "--format", format, "--out", &path],
        );
        told.map(|told| (told, out))
    };
    let (_, markdown) = export("markdown", "record.md").unwrap();
    let markdown = fs::read_to_string(markdown).unwrap();
    for wanted in [
        "**CONFIDENTIAL**",
        "*NOT A VERBATIM TRANSCRIPT*",
        "- medium: phone-call",
        "attested by North's node",
        "attested by South's node",
        "he said \"could\"",
        CYRILLIC,
    ] {
        assert!(markdown.contains(wanted), "{wanted}: {markdown}");
    }
    assert_eq!(code(export("markdown", "record.md")), "exists");
    let (told, pdf) = export("pdf", "record.pdf").unwrap();
    let pdf = lopdf::Document::load(pdf).unwrap();
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    assert_eq!(told["pages"], json!(pages.len()));
    let text = pdf.extract_text(&pages).unwrap();
    for wanted in [
        "CONFIDENTIAL",
        "NOT A VERBATIM TRANSCRIPT",
        "phone-call",
        CYRILLIC,
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert_eq!(openings("watch", &[&merged]).len(), 4);
}
