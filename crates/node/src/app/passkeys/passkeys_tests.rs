//! Passkeys: who registers one, what it takes to sign in, and what a stolen key can't do.

use super::authenticator::Authenticator;
use super::*;
use crate::app::Session;
use crate::fixture::{NOW_MS, Person, World, at};
use identity::{Role, sha256};
use wire::sign_in_message;

const ORIGIN: &str = "http://north.localhost:7100";

fn origin() -> Origin {
    Origin::read(ORIGIN).unwrap()
}

/// A device with its node: challenges are numbered, so that no two are the same.
struct Device {
    world: World,
    person: Person,
    number: u32,
}

impl Device {
    fn new() -> Self {
        let world = World::new();
        let person = world.people[&Role::Sherpa].clone();
        Self {
            world,
            person,
            number: 0,
        }
    }

    fn random(&mut self) -> [u8; 32] {
        self.number += 1;
        sha256(&self.number.to_be_bytes())
    }

    fn challenge(&mut self, unix_ms: i64) -> ([u8; 32], identity::Signature) {
        let random = self.random();
        let device = self.person.device();
        let nonce = self.world.core.challenge(at(unix_ms), device, random);
        let message = sign_in_message(&nonce, &self.world.north.charter.node_key, device);
        (nonce, self.person.key.sign(Label::SignIn, &message))
    }

    fn by_key(&mut self, unix_ms: i64) -> Result<Session, ErrorCode> {
        let (nonce, signature) = self.challenge(unix_ms);
        let asked = SignIn::by_key(self.person.device(), &nonce, &signature);
        let random = self.random();
        let session = self.world.core.sign_in(at(unix_ms), asked, random);
        session.map_err(|error| error.code)
    }

    /// What the node asks an authenticator, and the challenge that it belongs to.
    fn asked(&mut self, unix_ms: i64) -> ([u8; 32], identity::Signature, String) {
        let (nonce, signature) = self.challenge(unix_ms);
        let asked = SignIn::by_key(self.person.device(), &nonce, &signature);
        let options = self
            .world
            .core
            .passkey_wanted(at(unix_ms), asked, Some(&origin()))
            .unwrap();
        (nonce, signature, options.unwrap())
    }

    fn answer(
        &mut self,
        unix_ms: i64,
        (nonce, signature): (&[u8; 32], &identity::Signature),
        answer: &str,
    ) -> Result<Session, ErrorCode> {
        let asked = SignIn {
            passkey: Some(answer),
            ..SignIn::by_key(self.person.device(), nonce, signature)
        };
        let random = self.random();
        let session = self.world.core.sign_in(at(unix_ms), asked, random);
        session.map_err(|error| error.code)
    }

    fn by_passkey(&mut self, unix_ms: i64, with: &mut Authenticator) -> Result<Session, ErrorCode> {
        let (nonce, signature, options) = self.asked(unix_ms);
        let answer = with.show(&options);
        self.answer(unix_ms, (&nonce, &signature), &answer)
    }

    fn standing(&self, unix_ms: i64, session: &Session) -> Result<Standing, ErrorCode> {
        let device = self.person.device();
        let standing = (self.world.core).standing_session(at(unix_ms), device, &session.token);
        standing.map_err(|error| error.code)
    }

    fn options(&mut self, unix_ms: i64, session: &Session) -> Result<PasskeyOptions, ErrorCode> {
        let standing = self.standing(unix_ms, session)?;
        let nonce = self.random();
        let options =
            (self.world.core).passkey_options(at(unix_ms), &standing, Some(origin()), nonce);
        options.map_err(|error| error.code)
    }

    fn signed(&self, options: &PasskeyOptions, credential: String) -> PasskeyRegistration {
        let node_key = self.world.north.charter.node_key;
        let message = passkey_message(
            &options.nonce.0,
            &node_key,
            self.person.device(),
            &credential,
        );
        PasskeyRegistration {
            nonce: options.nonce.clone(),
            signature: self.person.key.sign(Label::Passkey, &message),
            credential,
        }
    }

    fn bring(
        &mut self,
        unix_ms: i64,
        session: &Session,
        made: &PasskeyRegistration,
    ) -> Result<PasskeyRegistered, ErrorCode> {
        let standing = self.standing(unix_ms, session)?;
        let registered =
            (self.world.core).register_passkey(at(unix_ms), &standing, &session.token, made);
        registered.map_err(|error| error.code)
    }

    fn register(
        &mut self,
        unix_ms: i64,
        session: &Session,
        with: &Authenticator,
    ) -> Result<PasskeyRegistered, ErrorCode> {
        let options = self.options(unix_ms, session)?;
        let made = self.signed(&options, with.make(&options.options));
        self.bring(unix_ms, session, &made)
    }

    /// With a first passkey.
    fn with_passkey() -> (Self, Authenticator) {
        let mut device = Self::new();
        let session = device.by_key(NOW_MS).unwrap();
        let with = Authenticator::new(ORIGIN);
        device.register(NOW_MS, &session, &with).unwrap();
        (device, with)
    }

    fn events(&self, unix_ms: i64) -> Vec<String> {
        let known = self.world.core.known_passkeys(at(unix_ms)).unwrap();
        let events = known.devices.into_iter().flat_map(|one| one.events);
        events.map(|event| event.event).collect()
    }
}

#[test]
fn a_device_with_a_passkey_signs_in_with_it_and_not_without() {
    let (mut device, mut with) = Device::with_passkey();
    assert_eq!(device.by_key(NOW_MS).unwrap_err(), ErrorCode::PasskeyNeeded);
    let session = device.by_passkey(NOW_MS, &mut with).unwrap();
    let standing = device.standing(NOW_MS, &session).unwrap();
    assert_eq!(standing.passkey_unix_ms, Some(NOW_MS));
    device.world.restart();
    assert_eq!(device.by_key(NOW_MS).unwrap_err(), ErrorCode::PasskeyNeeded);
    assert!(device.by_passkey(NOW_MS, &mut with).is_ok());
}

#[test]
fn an_answer_counts_once_for_its_challenge_its_page_and_a_verified_user() {
    let (mut device, mut with) = Device::with_passkey();
    let (nonce, signature, options) = device.asked(NOW_MS);
    let answer = with.show(&options);
    assert!(device.answer(NOW_MS, (&nonce, &signature), &answer).is_ok());
    let again = device.answer(NOW_MS, (&nonce, &signature), &answer);
    assert_eq!(again.unwrap_err(), ErrorCode::SignInRefused, "once");
    // Another challenge, signed by the device: the answer belongs to the one before.
    let (nonce, signature, _) = device.asked(NOW_MS);
    let moved = device.answer(NOW_MS, (&nonce, &signature), &answer);
    assert_eq!(moved.unwrap_err(), ErrorCode::PasskeyRefused, "moved");
    // Nobody asked for it.
    let (nonce, signature) = device.challenge(NOW_MS);
    let unasked = device.answer(NOW_MS, (&nonce, &signature), &answer);
    assert_eq!(unasked.unwrap_err(), ErrorCode::PasskeyRefused, "unasked");
    type Change = fn(&mut Authenticator);
    let cases: [(&str, Change, Option<ErrorCode>); 6] = [
        ("as it is", |_| {}, None),
        (
            "nobody verified",
            |with| with.verifies = false,
            Some(ErrorCode::UserNotVerified),
        ),
        (
            "another port",
            |with| with.origin = "http://north.localhost:7101".to_owned(),
            Some(ErrorCode::PasskeyRefused),
        ),
        (
            "another host",
            |with| with.origin = "http://south.localhost:7100".to_owned(),
            Some(ErrorCode::PasskeyRefused),
        ),
        (
            "another scheme",
            |with| with.origin = "https://north.localhost:7100".to_owned(),
            Some(ErrorCode::PasskeyRefused),
        ),
        (
            "a name below",
            |with| with.origin = "http://desk.north.localhost:7100".to_owned(),
            Some(ErrorCode::PasskeyRefused),
        ),
    ];
    for (what, change, wanted) in cases {
        with.verifies = true;
        ORIGIN.clone_into(&mut with.origin);
        change(&mut with);
        let came = device.by_passkey(NOW_MS, &mut with);
        assert_eq!(came.err(), wanted, "{what}");
    }
    for garbage in ["", "{}", "null", "\u{0}"] {
        let (nonce, signature, _) = device.asked(NOW_MS);
        let came = device.answer(NOW_MS, (&nonce, &signature), garbage);
        assert_eq!(came.unwrap_err(), ErrorCode::Malformed, "{garbage:?}");
    }
}

#[test]
fn a_passkey_is_its_devices() {
    let (mut device, _) = Device::with_passkey();
    // Another device of the side, with a passkey of its own, whose holder took this device's key.
    let (thiefs, own) = (device.world.press().clone(), device.person.clone());
    let mut theirs = Authenticator::new(ORIGIN);
    device.person = thiefs;
    let session = device.by_key(NOW_MS).unwrap();
    device.register(NOW_MS, &session, &theirs).unwrap();
    assert!(device.by_passkey(NOW_MS, &mut theirs).is_ok());
    device.person = own;
    let came = device.by_passkey(NOW_MS, &mut theirs);
    assert_eq!(came.unwrap_err(), ErrorCode::PasskeyRefused);
    // Nor is one registered for two devices.
    device.person = device.world.people[&Role::Principal].clone();
    let session = device.by_key(NOW_MS).unwrap();
    let twice = device.register(NOW_MS, &session, &theirs);
    assert_eq!(twice.unwrap_err(), ErrorCode::Conflict);
}

#[test]
fn a_counter_that_went_back_is_a_copy() {
    for (counter, wanted) in [
        (6, Some(ErrorCode::PasskeyCopied)),
        (7, Some(ErrorCode::PasskeyCopied)),
        (8, None),
    ] {
        let (mut device, mut with) = Device::with_passkey();
        with.counter = 7;
        device.by_passkey(NOW_MS, &mut with).unwrap();
        with.counter = counter;
        let came = device.by_passkey(NOW_MS, &mut with);
        assert_eq!(came.err(), wanted, "{counter} after 7");
        let copies = device
            .events(NOW_MS)
            .iter()
            .filter(|event| *event == "copy-suspected")
            .count();
        assert_eq!(copies, usize::from(wanted.is_some()));
    }
    // Two questions at once: what answers the second has to count on from what answered the first.
    for (counter, wanted) in [
        (6, Some(ErrorCode::PasskeyCopied)),
        (7, Some(ErrorCode::PasskeyCopied)),
        (8, None),
    ] {
        let (mut device, mut with) = Device::with_passkey();
        let (first, by_first, options) = device.asked(NOW_MS);
        let (second, by_second, others) = device.asked(NOW_MS);
        with.counter = 7;
        let answer = with.show(&options);
        assert!(device.answer(NOW_MS, (&first, &by_first), &answer).is_ok());
        with.counter = counter;
        let answer = with.show(&others);
        let came = device.answer(NOW_MS, (&second, &by_second), &answer);
        assert_eq!(came.err(), wanted, "{counter} after 7, asked before");
    }
    // Some count nothing.
    let mut device = Device::new();
    let session = device.by_key(NOW_MS).unwrap();
    let mut with = Authenticator::new(ORIGIN);
    with.counter = 0;
    device.register(NOW_MS, &session, &with).unwrap();
    for _ in 0..2 {
        assert!(device.by_passkey(NOW_MS, &mut with).is_ok());
    }
}

#[test]
fn a_registration_is_signed_by_its_device_and_counts_once() {
    let mut device = Device::new();
    let session = device.by_key(NOW_MS).unwrap();
    let (with, other) = (Authenticator::new(ORIGIN), Authenticator::new(ORIGIN));
    let options = device.options(NOW_MS, &session).unwrap();
    let made = device.signed(&options, with.make(&options.options));
    let unsigned = PasskeyRegistration {
        credential: other.make(&options.options),
        ..made.clone()
    };
    let came = device.bring(NOW_MS, &session, &unsigned);
    assert_eq!(came.unwrap_err(), ErrorCode::BadSignature, "exchanged");
    let press = device.world.press().clone();
    let own = std::mem::replace(&mut device.person, press);
    let by_press = device.signed(&options, with.make(&options.options));
    device.person = own;
    let came = device.bring(NOW_MS, &session, &by_press);
    assert_eq!(came.unwrap_err(), ErrorCode::BadSignature, "by another");
    let mut verified_nobody = Authenticator::new(ORIGIN);
    verified_nobody.verifies = false;
    let came = device.register(NOW_MS, &session, &verified_nobody);
    assert_eq!(came.unwrap_err(), ErrorCode::UserNotVerified);
    let elsewhere = Authenticator::new("http://south.localhost:7100");
    let came = device.register(NOW_MS, &session, &elsewhere);
    assert_eq!(came.unwrap_err(), ErrorCode::PasskeyRefused, "elsewhere");
    assert!(device.bring(NOW_MS, &session, &made).is_ok());
    let came = device.bring(NOW_MS, &session, &made);
    assert_eq!(came.unwrap_err(), ErrorCode::PasskeyRefused, "once");
    let question: serde_json::Value = serde_json::from_str(&options.options).unwrap();
    let selection = &question["authenticatorSelection"];
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(selection["residentKey"], "preferred");
    assert_eq!(question["attestation"], "none");
    assert_eq!(question["rp"]["id"], "north.localhost");
}

#[test]
fn who_has_the_key_alone_registers_no_passkey_beside_one_that_is_there() {
    let mut device = Device::new();
    // Both had a session by the key; the thief's began a registration too.
    let (own, thiefs) = (
        device.by_key(NOW_MS).unwrap(),
        device.by_key(NOW_MS).unwrap(),
    );
    let begun = device.options(NOW_MS, &thiefs).unwrap();
    let (mut with, theirs) = (Authenticator::new(ORIGIN), Authenticator::new(ORIGIN));
    device.register(NOW_MS, &own, &with).unwrap();
    let made = device.signed(&begun, theirs.make(&begun.options));
    let came = device.bring(NOW_MS, &thiefs, &made);
    assert_eq!(came.unwrap_err(), ErrorCode::NotSignedIn);
    assert_eq!(device.by_key(NOW_MS).unwrap_err(), ErrorCode::PasskeyNeeded);
    // A session that was left open doesn't either.
    for (after_ms, wanted) in [
        (FRESH_MS - 1, None),
        (FRESH_MS, Some(ErrorCode::PasskeyNotFresh)),
        (FRESH_MS + 1, Some(ErrorCode::PasskeyNotFresh)),
    ] {
        let session = device.by_passkey(NOW_MS, &mut with).unwrap();
        let came = device.options(NOW_MS + after_ms, &session);
        assert_eq!(came.err(), wanted, "{after_ms}");
    }
    // Fresh when it began is too little.
    let session = device.by_passkey(NOW_MS, &mut with).unwrap();
    let options = device.options(NOW_MS + FRESH_MS - 1, &session).unwrap();
    let made = device.signed(&options, theirs.make(&options.options));
    let came = device.bring(NOW_MS + FRESH_MS, &session, &made);
    assert_eq!(came.unwrap_err(), ErrorCode::PasskeyNotFresh);
}

#[test]
fn a_device_has_so_many_passkeys() {
    let (mut device, mut with) = Device::with_passkey();
    let session = device.by_passkey(NOW_MS, &mut with).unwrap();
    for count in 2..=PASSKEYS_PER_DEVICE_MAX + 1 {
        let came = device.register(NOW_MS, &session, &Authenticator::new(ORIGIN));
        let wanted = (count > PASSKEYS_PER_DEVICE_MAX).then_some(ErrorCode::PasskeysFull);
        assert_eq!(came.err(), wanted, "{count}");
    }
    let count = device.world.core.passkey_count(device.person.device());
    assert_eq!(count.unwrap() as usize, PASSKEYS_PER_DEVICE_MAX);
    // Any of them opens it.
    assert!(device.by_passkey(NOW_MS, &mut with).is_ok());
}

#[test]
fn an_authenticator_answers_in_time() {
    for (after_ms, wanted) in [
        (CEREMONY_LIFETIME_MS - 1, true),
        (CEREMONY_LIFETIME_MS, false),
        (CEREMONY_LIFETIME_MS + 1, false),
    ] {
        let (mut device, mut with) = Device::with_passkey();
        let (nonce, signature, options) = device.asked(NOW_MS);
        let answer = with.show(&options);
        let came = device.answer(NOW_MS + after_ms, (&nonce, &signature), &answer);
        assert_eq!(came.is_ok(), wanted, "shown after {after_ms}");
        let mut device = Device::new();
        let session = device.by_key(NOW_MS).unwrap();
        let options = device.options(NOW_MS, &session).unwrap();
        let made = device.signed(&options, with.make(&options.options));
        let came = device.bring(NOW_MS + after_ms, &session, &made);
        assert_eq!(came.is_ok(), wanted, "made after {after_ms}");
    }
}

#[test]
fn so_many_questions_wait_for_an_authenticator() {
    for others in [
        CEREMONIES_PER_DEVICE_MAX - 1,
        CEREMONIES_PER_DEVICE_MAX,
        CEREMONIES_PER_DEVICE_MAX + 1,
    ] {
        let (mut device, mut with) = Device::with_passkey();
        let (nonce, signature, options) = device.asked(NOW_MS);
        for _ in 0..others {
            device.asked(NOW_MS);
        }
        let answer = with.show(&options);
        let came = device.answer(NOW_MS, (&nonce, &signature), &answer);
        assert_eq!(came.is_ok(), others < CEREMONIES_PER_DEVICE_MAX, "{others}");
    }
}

#[test]
fn an_answer_has_so_many_bytes() {
    let (mut device, mut with) = Device::with_passkey();
    for length in [
        PASSKEY_TEXT_BYTES_MAX - 1,
        PASSKEY_TEXT_BYTES_MAX,
        PASSKEY_TEXT_BYTES_MAX + 1,
    ] {
        let (nonce, signature, options) = device.asked(NOW_MS);
        let mut answer = with.show(&options);
        answer.push_str(&" ".repeat(length - answer.len()));
        let came = device.answer(NOW_MS, (&nonce, &signature), &answer);
        let wanted = (length > PASSKEY_TEXT_BYTES_MAX).then_some(ErrorCode::TooLarge);
        assert_eq!(came.err(), wanted, "{length}");
    }
}

#[test]
fn a_reset_opens_a_device_for_an_hour_to_register_another() {
    let officer = officer();
    for (after_ms, wanted) in [
        (RESET_OPEN_MS - 1, None),
        (RESET_OPEN_MS, Some(ErrorCode::PasskeyNeeded)),
        (RESET_OPEN_MS + 1, Some(ErrorCode::PasskeyNeeded)),
    ] {
        let (mut device, mut with) = Device::with_passkey();
        let id = device.person.device();
        let session = device.by_passkey(NOW_MS, &mut with).unwrap();
        let (nonce, signature, options) = device.asked(NOW_MS);
        device
            .world
            .core
            .reset_passkeys(at(NOW_MS), id, &officer)
            .unwrap();
        let left = device.standing(NOW_MS, &session);
        assert_eq!(
            left.unwrap_err(),
            ErrorCode::NotSignedIn,
            "its sessions end"
        );
        let answer = with.show(&options);
        let came = device.answer(NOW_MS, (&nonce, &signature), &answer);
        assert_eq!(came.unwrap_err(), ErrorCode::PasskeyRefused, "taken off");
        let came = device.by_key(NOW_MS + after_ms);
        assert_eq!(came.as_ref().err(), wanted.as_ref(), "{after_ms}");
        if let Ok(session) = came {
            let unix_ms = NOW_MS + after_ms;
            let other = Authenticator::new(ORIGIN);
            device.register(unix_ms, &session, &other).unwrap();
            assert_eq!(
                device.by_key(unix_ms).unwrap_err(),
                ErrorCode::PasskeyNeeded
            );
            assert_eq!(
                device.events(unix_ms),
                ["registered", "reset", "registered"]
            );
        } else {
            // Once more, and it is open again.
            let unix_ms = NOW_MS + after_ms;
            device
                .world
                .core
                .reset_passkeys(at(unix_ms), id, &officer)
                .unwrap();
            assert!(device.by_key(unix_ms).is_ok());
        }
    }
    let mut device = Device::new();
    let id = device.person.device();
    let none = device.world.core.reset_passkeys(at(NOW_MS), id, &officer);
    assert_eq!(none.unwrap_err().code, ErrorCode::NotFound);
}

/// Who takes others' passkeys off.
fn officer() -> Standing {
    let mut officer = Device::new();
    officer.person = officer.world.people[&Role::Principal].clone();
    let session = officer.by_key(NOW_MS).unwrap();
    officer.standing(NOW_MS, &session).unwrap()
}

#[test]
fn whoever_has_a_session_and_the_key_doesnt_take_the_own_passkey_off() {
    for (after_ms, wanted) in [
        (FRESH_MS - 1, None),
        (FRESH_MS, Some(ErrorCode::PasskeyNotFresh)),
        (FRESH_MS + 1, Some(ErrorCode::PasskeyNotFresh)),
    ] {
        let (mut device, mut with) = Device::with_passkey();
        let id = device.person.device();
        let session = device.by_passkey(NOW_MS, &mut with).unwrap();
        let standing = device.standing(NOW_MS + after_ms, &session).unwrap();
        let now = at(NOW_MS + after_ms);
        let came = device.world.core.reset_passkeys(now, id, &standing);
        assert_eq!(came.err().map(|error| error.code), wanted, "{after_ms}");
    }
}

#[test]
fn what_became_of_passkeys_is_kept_so_far_back() {
    let (mut device, mut with) = Device::with_passkey();
    let id = device.person.device();
    let officer = officer();
    // Registered, and then reset again and again, each a millisecond later.
    for count in 2..=kept::EVENTS_PER_DEVICE_MAX + 1 {
        let unix_ms = NOW_MS + i64::try_from(count).unwrap();
        device
            .world
            .core
            .reset_passkeys(at(unix_ms), id, &officer)
            .unwrap();
        let events = device.events(unix_ms);
        assert_eq!(events.len(), count.min(kept::EVENTS_PER_DEVICE_MAX));
        let has_first = events.iter().any(|event| event == "registered");
        assert_eq!(has_first, count <= kept::EVENTS_PER_DEVICE_MAX, "{count}");
    }
    with.is_copied = true;
    let session = device.by_key(NOW_MS + 100).unwrap();
    device.register(NOW_MS + 100, &session, &with).unwrap();
    let known = device.world.core.known_passkeys(at(NOW_MS)).unwrap();
    assert_eq!(known.devices.len(), 1);
    assert!(known.devices[0].passkeys[0].may_be_copied);
    assert_eq!(known.devices[0].passkeys[0].origin, ORIGIN);
}

#[test]
fn a_passkey_belongs_to_a_name() {
    for (text, is_name) in [
        (ORIGIN, true),
        ("https://desk.north.example", true),
        ("http://localhost:7100", true),
        ("http://127.0.0.1:7100", false),
        ("http://[::1]:7100", false),
        ("north.localhost", false),
    ] {
        assert_eq!(Origin::read(text).is_some(), is_name, "{text}");
    }
    let (mut device, _) = Device::with_passkey();
    let id = device.person.device();
    for (origin, wanted) in [
        (None, ErrorCode::PasskeyNeedsName),
        (
            Origin::read("https://north.localhost:7100"),
            ErrorCode::PasskeyElsewhere,
        ),
        (
            Origin::read("http://north.localhost:7101"),
            ErrorCode::PasskeyElsewhere,
        ),
    ] {
        let (nonce, signature) = device.challenge(NOW_MS);
        let asked = SignIn::by_key(id, &nonce, &signature);
        let came = (device.world.core).passkey_wanted(at(NOW_MS), asked, origin.as_ref());
        assert_eq!(came.unwrap_err().code, wanted, "{origin:?}");
    }
}

#[test]
fn whether_a_device_has_a_passkey_is_told_to_itself_alone() {
    let (mut device, _) = Device::with_passkey();
    let id = device.person.device();
    let (nonce, _) = device.challenge(NOW_MS);
    let message = sign_in_message(&nonce, &device.world.north.charter.node_key, id);
    let by_press = device.world.press().key.sign(Label::SignIn, &message);
    let asked = SignIn::by_key(id, &nonce, &by_press);
    let came = (device.world.core).passkey_wanted(at(NOW_MS), asked, Some(&origin()));
    assert_eq!(came.unwrap_err().code, ErrorCode::SignInRefused);
    let mut without = Device::new();
    let (nonce, signature) = without.challenge(NOW_MS);
    let asked = SignIn::by_key(id, &nonce, &signature);
    let wanted = (without.world.core).passkey_wanted(at(NOW_MS), asked, Some(&origin()));
    assert_eq!(wanted.unwrap(), None);
}
