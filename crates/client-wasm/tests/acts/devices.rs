//! Devices accredited in two browsers, and revoked.

use client::Armored;
use client_wasm::Query;
use identity::{Role, RoleSet, SignedAccreditation, SignedRevocation};
use serde_json::{Value, json};

use crate::world::{ADMINISTRATOR, North, SECURITY_OFFICER, SHERPA, South, Whose, World};

const NEW: u8 = 40;

fn request(world: &World, whose: Whose) -> String {
    let keys = world.device(whose, NEW);
    let request = keys.request(RoleSet::empty().with(Role::Sherpa));
    Armored::Request.write("second aide", &request)
}

#[test]
fn two_officers_sign_one_after_the_other() {
    let world = World::new();
    let sign = json!({ "act": "sign-request", "request": request(&world, North), "days": 30 });
    let half = world.make(North, ADMINISTRATOR, &sign).unwrap();
    assert!(half.posts.is_empty());
    let countersign = json!({ "act": "countersign", "half_signed": half.file.unwrap() });
    let made = world.make(North, SECURITY_OFFICER, &countersign).unwrap();
    let [post] = &made.posts[..] else {
        panic!("{:?}", made.posts);
    };
    assert_eq!(post.path, "/api/v1/accreditations");
    let signed = SignedAccreditation::decode(&post.bytes.0).unwrap();
    let core = world.core(North, SHERPA);
    let charter = core.desk().view().charter(core.desk().own_side()).unwrap();
    let accredited = signed.verify(charter).unwrap();
    assert_eq!(accredited.device(), world.device(North, NEW).device());

    for (number, act) in [
        (SECURITY_OFFICER, &sign),
        (SHERPA, &sign),
        (ADMINISTRATOR, &countersign),
        (SHERPA, &countersign),
    ] {
        let error = world.make(North, number, act).unwrap_err();
        assert_eq!(error.code, "not-allowed", "{number}");
        assert!(error.step.is_some() || !error.next.is_empty());
    }
    let theirs = json!({ "act": "sign-request", "request": request(&world, South) });
    let error = world.make(North, ADMINISTRATOR, &theirs).unwrap_err();
    assert_eq!(error.code, "other-side");
    let garbled = json!({ "act": "sign-request", "request": "detente request 1" });
    let error = world.make(North, ADMINISTRATOR, &garbled).unwrap_err();
    assert_eq!(error.code, "wrong-file");
}

#[test]
fn both_officers_are_shown_the_words_that_the_new_device_shows() {
    let world = World::new();
    let device = world.core(North, NEW);
    let shown = device.request(&["sherpa".to_owned()]).unwrap();
    assert_eq!(shown.words.len(), 6);
    let request = Armored::Request.write("second aide", &shown.request.0);
    let sign = json!({ "act": "sign-request", "request": request, "days": 30 });
    let half = world.make(North, ADMINISTRATOR, &sign).unwrap().file;
    let words = |number: u8, view: &str, text: &str| {
        let asked = json!({ view: { "text": text } }).to_string();
        let asked: Query = e2ee::json::read(asked.as_bytes()).unwrap();
        let answer = world.core(North, number).query(&asked, world.now(North));
        let answer: Value = serde_json::from_str(&answer.unwrap()).unwrap();
        answer["words"].clone()
    };
    let first = words(ADMINISTRATOR, "read-request", &request);
    let second = words(SECURITY_OFFICER, "read-half-signed", &half.unwrap());
    assert_eq!(
        (&first, &second),
        (&json!(shown.words), &json!(shown.words))
    );
    // Another device of the same person has others.
    let other = world.core(North, SHERPA).request(&["sherpa".to_owned()]);
    assert_ne!(other.unwrap().words, shown.words);
}

#[test]
fn a_security_officer_revokes() {
    let world = World::new();
    let device = world.device(North, SHERPA).device();
    let revoke = json!({ "act": "revoke-device", "device": device.to_string() });
    let made = world.make(North, SECURITY_OFFICER, &revoke).unwrap();
    assert_eq!(made.posts[0].path, "/api/v1/revocations");
    assert!(made.warnings.is_empty());
    SignedRevocation::decode(&made.posts[0].bytes.0).unwrap();
    let error = world.make(North, ADMINISTRATOR, &revoke).unwrap_err();
    assert_eq!(error.code, "not-allowed");
    let last = world.device(North, SECURITY_OFFICER).device();
    let revoke = json!({ "act": "revoke-device", "device": last.to_string() });
    let made = world.make(North, SECURITY_OFFICER, &revoke).unwrap();
    let told = serde_json::to_value(&made.warnings).unwrap();
    assert_eq!(told, json!([{ "warning": "last-security-officer" }]));
}
