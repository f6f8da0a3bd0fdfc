//! Who is written to, what a letter says, and that what waits is neither lost nor unbounded.

use super::outbox::{LETTERS_AT_ONCE_MAX, MAIL_TRIES_MAX};
use super::*;
use crate::fixture::{NOW_MS, Person, World, at};
use calendar::Method;
use domain::Kind;
use identity::Role;
use storage::Store;

const PAUSE_MS: i64 = 600_000;
const RETRY_MS: i64 = 60_000;

fn policy(facts: bool) -> MailPolicy {
    MailPolicy {
        from: "detente@north.example".parse().unwrap(),
        domains: vec!["north.example".into(), "mfa.example".into()],
        facts,
        pause_ms: PAUSE_MS,
        retry_first_ms: RETRY_MS,
    }
}

fn person(world: &World, role: Role) -> Person {
    world.people[&role].clone()
}

fn who(world: &World, role: Role) -> Who {
    world
        .core
        .who(person(world, role).device(), NOW_MS)
        .unwrap()
}

/// A node that sends mail to its duty officer and sherpa, and looked at its logs once.
fn world(facts: bool) -> World {
    let mut world = World::new();
    world.core.set_mail_policy(policy(facts)).unwrap();
    for role in [Role::DutyOfficer, Role::Sherpa] {
        let who = who(&world, role);
        let address = format!("{role}@mfa.example");
        world
            .core
            .set_mail_address(at(NOW_MS), who, who.person, &address)
            .unwrap();
    }
    assert_eq!(due(&mut world, NOW_MS).len(), 0, "what is old is no news");
    world
}

fn due(world: &mut World, unix_ms: i64) -> Vec<Sending> {
    world.core.mail_due(at(unix_ms)).unwrap()
}

fn send_all(world: &mut World, unix_ms: i64) -> Vec<Letter> {
    let due = due(world, unix_ms);
    for sending in &due {
        world.core.mail_sent(at(unix_ms), sending).unwrap();
    }
    due.into_iter().map(|sending| sending.letter).collect()
}

fn to(letters: &[Letter]) -> Vec<&str> {
    letters.iter().map(|letter| letter.to.as_str()).collect()
}

const DUTY: &str = "duty-officer@mfa.example";

#[test]
fn a_notice_says_that_something_changed_and_nothing_else() {
    let mut world = world(false);
    let (contact, _) = world.propose(1);
    let letters = send_all(&mut world, NOW_MS);
    // Whoever proposed it knows.
    assert_eq!(to(&letters), [DUTY]);
    let Letter {
        subject,
        text,
        invitation,
        ..
    } = &letters[0];
    assert_eq!(subject, "Détente");
    assert_eq!(text, "Something has changed in Détente. Open it to see.\n");
    assert_eq!(*invitation, None);
    assert!(!format!("{:?}", letters[0]).contains(&contact.to_string()));
    assert_eq!(due(&mut world, NOW_MS).len(), 0, "it is told once");
}

#[test]
fn more_changes_join_what_waits_and_notices_keep_a_distance() {
    let mut world = world(false);
    world.propose(1);
    world.propose(2);
    assert_eq!(send_all(&mut world, NOW_MS).len(), 1);
    world.propose(3);
    for (later_ms, wanted) in [(0, 0), (PAUSE_MS - 1, 0), (PAUSE_MS, 1), (PAUSE_MS + 1, 1)] {
        assert_eq!(
            due(&mut world, NOW_MS + later_ms).len(),
            wanted,
            "{later_ms}"
        );
    }
    // What joins it while it is on its way is told in its turn.
    let on_its_way = due(&mut world, NOW_MS + PAUSE_MS);
    world.propose(4);
    due(&mut world, NOW_MS + PAUSE_MS);
    world
        .core
        .mail_sent(at(NOW_MS + PAUSE_MS), &on_its_way[0])
        .unwrap();
    assert_eq!(due(&mut world, NOW_MS + PAUSE_MS).len(), 0);
    assert_eq!(due(&mut world, NOW_MS + 2 * PAUSE_MS).len(), 1);
}

#[test]
fn nothing_is_lost_between_two_runs() {
    let mut world = world(false);
    world.propose(1);
    // It stops before anybody looked, and again before the server took it.
    for _ in 0..2 {
        world.restart();
        assert_eq!(due(&mut world, NOW_MS).len(), 0, "no policy, no mail");
        world.core.set_mail_policy(policy(false)).unwrap();
        assert_eq!(due(&mut world, NOW_MS).len(), 1);
    }
    let first = due(&mut world, NOW_MS)[0].letter.message_id.clone();
    world.restart();
    world.core.set_mail_policy(policy(false)).unwrap();
    let again = due(&mut world, NOW_MS);
    assert_eq!(
        again[0].letter.message_id, first,
        "a second copy is known for one"
    );
}

#[test]
fn a_server_that_refuses_for_now_is_asked_later_and_later() {
    let mut world = world(false);
    world.propose(1);
    let mut now = NOW_MS;
    for tries in 1..=MAIL_TRIES_MAX {
        let due_now = due(&mut world, now);
        assert_eq!(due_now.len(), 1, "try {tries}");
        let key = due_now[0].key.clone();
        world
            .core
            .mail_failed(at(now), &key, false, "try later")
            .unwrap();
        let outbox = outbox_of(&world.store).unwrap();
        let is_dead = tries == MAIL_TRIES_MAX;
        assert_eq!(outbox.dead.len(), usize::from(is_dead), "try {tries}");
        let doubled = 2_i64.pow(tries.min(20) - 1);
        let wait_ms = RETRY_MS.saturating_mul(doubled).min(3_600_000);
        assert_eq!(due(&mut world, now + wait_ms - 1).len(), 0, "try {tries}");
        now += wait_ms;
    }
    assert_eq!(due(&mut world, now).len(), 0, "given up");
    let outbox = outbox_of(&world.store).unwrap();
    assert_eq!(
        (outbox.dead[0].tries, &*outbox.dead[0].cause),
        (MAIL_TRIES_MAX, "try later")
    );
    // An officer has it tried again.
    assert_eq!(world.core.retry_mail(at(now)), Ok(1));
    assert_eq!(send_all(&mut world, now).len(), 1);
}

#[test]
fn what_is_refused_for_good_stays_to_be_seen() {
    let mut world = world(false);
    world.propose(1);
    let key = due(&mut world, NOW_MS)[0].key.clone();
    world
        .core
        .mail_failed(at(NOW_MS), &key, true, &"x".repeat(4_000))
        .unwrap();
    assert_eq!(due(&mut world, NOW_MS + 3_600_000).len(), 0);
    let state = world
        .core
        .mail_state(who(&world, Role::DutyOfficer))
        .unwrap();
    assert_eq!((state.waiting, state.dead), (0, 1));
    assert!(outbox_of(&world.store).unwrap().dead[0].cause.len() <= 200);
    // What comes later isn't kept from the person by it.
    world.propose(2);
    let later_ms = NOW_MS + 3_600_000;
    assert_eq!(due(&mut world, later_ms).len(), 1);
    let outbox = outbox_of(&world.store).unwrap();
    assert_eq!((outbox.waiting, outbox.dead.len()), (1, 0));
    world
        .core
        .mail_failed(at(later_ms), &key, true, "no such person")
        .unwrap();
    assert_eq!(due(&mut world, later_ms + 3_600_000).len(), 0);
    // A new address begins anew.
    let duty = who(&world, Role::DutyOfficer);
    let set = world
        .core
        .set_mail_address(at(NOW_MS), duty, duty.person, "other@mfa.example");
    assert_eq!(set, Ok(()));
    assert_eq!(outbox_of(&world.store).unwrap().dead, []);
}

#[test]
fn with_facts_calendars_are_asked_and_called_off_in_order() {
    let mut world = world(true);
    let (contact, proposal) = world.agree(1);
    // What the other side said came while the node was away.
    world.core.set_mail_policy(policy(true)).unwrap();
    let letters = send_all(&mut world, NOW_MS);
    let of = |letters: &[Letter], to: &str| {
        let mut all = letters.iter();
        all.find(|letter| letter.to == to).cloned()
    };
    let asked = of(&letters, DUTY).unwrap();
    assert!(asked.text.contains("State: agreed"), "{}", asked.text);
    assert!(asked.text.contains("Medium: phone-call"), "{}", asked.text);
    let (method, calendar) = asked.invitation.unwrap();
    assert_eq!(method, Method::Request);
    for line in [
        "METHOD:REQUEST",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        "ORGANIZER:mailto:detente@north.example",
    ] {
        assert!(
            calendar.contains(&format!("\r\n{line}\r\n")),
            "{line}: {calendar}"
        );
    }
    assert!(!calendar.contains(&contact.to_string()));
    assert_eq!(due(&mut world, NOW_MS).len(), 0);
    // Called off: no waiting for the distance of notices.
    let sherpa = person(&world, Role::Sherpa);
    let mut header = sherpa.header(Kind::Cancel.number(), contact);
    header.names = Some(proposal);
    let record = sherpa.record(&header);
    world
        .core
        .post_record(at(NOW_MS), sherpa.device(), record.bytes())
        .unwrap();
    let letters = send_all(&mut world, NOW_MS);
    // Who called it off knows; that person's calendar doesn't.
    for to in [DUTY, "sherpa@mfa.example"] {
        let (method, calendar) = of(&letters, to).unwrap().invitation.unwrap();
        assert_eq!(method, Method::Cancel, "{to}");
        for line in ["METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED"] {
            assert!(
                calendar.contains(&format!("\r\n{line}\r\n")),
                "{line}: {calendar}"
            );
        }
    }
    assert_eq!(due(&mut world, NOW_MS).len(), 0);
}

/// No entry tells of it: the time passes.
#[test]
fn an_offer_that_expires_is_called_off_once_in_the_calendars_that_show_it() {
    const ENDS_MS: i64 = NOW_MS + 3_600_000;
    for (answered, restarts) in [(false, false), (false, true), (true, false)] {
        let mut world = world(true);
        let sherpa = person(&world, Role::Sherpa);
        let (contact, proposal) = world.propose_until(1, Some(ENDS_MS));
        let asked = send_all(&mut world, NOW_MS);
        assert_eq!(to(&asked), [DUTY], "who proposed it has no calendar of it");
        if answered {
            let mut header = sherpa.header(Kind::Withdraw.number(), contact);
            header.names = Some(proposal);
            let record = sherpa.record(&header);
            world
                .core
                .post_record(at(NOW_MS), sherpa.device(), record.bytes())
                .unwrap();
            assert_eq!(to(&send_all(&mut world, NOW_MS)), [DUTY]);
        }
        if restarts {
            world.restart();
            world.core.set_mail_policy(policy(true)).unwrap();
        }
        assert_eq!(due(&mut world, ENDS_MS - 1).len(), 0);
        let told = send_all(&mut world, ENDS_MS);
        if answered {
            assert_eq!(to(&told), [""; 0], "it was called off before");
            continue;
        }
        assert_eq!(to(&told), [DUTY]);
        let (method, calendar) = told[0].invitation.clone().unwrap();
        assert_eq!(method, Method::Cancel);
        assert!(calendar.contains("\r\nSTATUS:CANCELLED\r\n"), "{calendar}");
        assert!(calendar.contains("\r\nSEQUENCE:1\r\n"), "{calendar}");
        assert_eq!(due(&mut world, ENDS_MS + 1).len(), 0, "once");
        let left = world.store.scan(Table::Mail, b"expires:", 9).unwrap();
        assert_eq!(left, []);
    }
}

#[test]
fn a_calendar_that_never_had_it_has_nothing_to_call_off() {
    let mut world = world(true);
    let (contact, proposal) = world.propose(1);
    let sherpa = person(&world, Role::Sherpa);
    let mut header = sherpa.header(Kind::Withdraw.number(), contact);
    header.names = Some(proposal);
    let record = sherpa.record(&header);
    world
        .core
        .post_record(at(NOW_MS), sherpa.device(), record.bytes())
        .unwrap();
    assert_eq!(due(&mut world, NOW_MS).len(), 0);
    assert_eq!(
        outbox_of(&world.store).unwrap().waiting,
        0,
        "and nothing waits"
    );
}

#[test]
fn mail_goes_to_the_sides_own_domains_and_its_standing_people() {
    let mut world = world(false);
    let duty = who(&world, Role::DutyOfficer);
    for (address, wanted) in [
        ("a@mfa.example", Ok(())),
        ("a@MFA.example", Ok(())),
        ("a@sub.mfa.example", Err(ErrorCode::Malformed)),
        ("a@elsewhere.example", Err(ErrorCode::Malformed)),
        (
            "a@mfa.example\r\nBcc: b@mfa.example",
            Err(ErrorCode::Malformed),
        ),
        ("mfa.example", Err(ErrorCode::Malformed)),
    ] {
        let set = world
            .core
            .set_mail_address(at(NOW_MS), duty, duty.person, address);
        assert_eq!(set.map_err(|error| error.code), wanted, "{address}");
    }
    // Another's is set by officers alone.
    let sherpa = who(&world, Role::Sherpa);
    for (by, wanted) in [
        (duty, Err(ErrorCode::RoleMissing)),
        (who(&world, Role::Administrator), Ok(())),
    ] {
        let set = world
            .core
            .set_mail_address(at(NOW_MS), by, sherpa.person, "s@mfa.example");
        assert_eq!(set.map_err(|error| error.code), wanted);
    }
    let nobody = identity::PersonId([0xee; 16]);
    let administrator = who(&world, Role::Administrator);
    let set = world
        .core
        .set_mail_address(at(NOW_MS), administrator, nobody, "s@mfa.example");
    assert_eq!(set.map_err(|error| error.code), Err(ErrorCode::NotFound));
    // And forgotten by them, with what waits.
    let forget = |world: &mut World, by, person| {
        let forgot = world.core.forget_mail_address(at(NOW_MS), by, person);
        forgot.map_err(|error| error.code)
    };
    assert_eq!(
        forget(&mut world, duty, sherpa.person),
        Err(ErrorCode::RoleMissing)
    );
    let address = |world: &World| world.core.mail_state(sherpa).unwrap().address;
    assert_eq!(address(&world).as_deref(), Some("s@mfa.example"));
    assert_eq!(forget(&mut world, administrator, sherpa.person), Ok(()));
    assert_eq!(address(&world), None);
    // Whoever forgets theirs gets none.
    world
        .core
        .forget_mail_address(at(NOW_MS), duty, duty.person)
        .unwrap();
    world.propose(1);
    assert_eq!(due(&mut world, NOW_MS).len(), 0);
}

#[test]
fn addresses_domains_and_letters_are_counted() {
    for (count, fits) in [
        (0, false),
        (1, true),
        (MAIL_DOMAINS_MAX - 1, true),
        (MAIL_DOMAINS_MAX, true),
        (MAIL_DOMAINS_MAX + 1, false),
    ] {
        let domains = vec!["north.example".to_owned(); count];
        let set = World::new().core.set_mail_policy(MailPolicy {
            domains,
            ..policy(false)
        });
        assert_eq!(set.is_ok(), fits, "{count} domains");
    }
    for (count, fits) in [
        (MAIL_ADDRESSES_MAX - 2, true),
        (MAIL_ADDRESSES_MAX - 1, true),
        (MAIL_ADDRESSES_MAX, false),
    ] {
        let mut world = World::new();
        world.core.set_mail_policy(policy(false)).unwrap();
        let others = (0..count).fold(Batch::new(), |batch, number| {
            let mut id = [0xff; 16];
            id[..8].copy_from_slice(&(number as u64).to_be_bytes());
            batch.put(Table::Mail, address_key(PersonId(id)), vec![])
        });
        world.store.clone().commit(&others).unwrap();
        let duty = who(&world, Role::DutyOfficer);
        let set = world
            .core
            .set_mail_address(at(NOW_MS), duty, duty.person, "a@mfa.example");
        assert_eq!(set.is_ok(), fits, "{count} others");
    }
    // The longest that there are: 64 bytes before the sign, labels of 63 behind it.
    for (bytes, fits) in [
        (MAIL_ADDRESS_BYTES_MAX - 1, true),
        (MAIL_ADDRESS_BYTES_MAX, true),
        (MAIL_ADDRESS_BYTES_MAX + 1, false),
    ] {
        let labels = [
            "n".repeat(63),
            "o".repeat(63),
            "r".repeat(bytes - 64 - 1 - 128),
        ];
        let domain = labels.join(".");
        let mut world = World::new();
        let domains = vec![domain.clone()];
        world
            .core
            .set_mail_policy(MailPolicy {
                domains,
                ..policy(false)
            })
            .unwrap();
        let address = format!("{}@{domain}", "a".repeat(64));
        assert_eq!(address.len(), bytes);
        assert!(
            address.parse::<Address>().is_ok(),
            "{bytes}: else it's refused for that"
        );
        let duty = who(&world, Role::DutyOfficer);
        let set = world
            .core
            .set_mail_address(at(NOW_MS), duty, duty.person, &address);
        assert_eq!(set.is_ok(), fits, "{bytes} bytes");
    }
    let mut world = world(true);
    for number in 1..=LETTERS_AT_ONCE_MAX + 1 {
        world.propose(number as u8);
    }
    assert_eq!(send_all(&mut world, NOW_MS).len(), LETTERS_AT_ONCE_MAX);
    assert_eq!(send_all(&mut world, NOW_MS).len(), 1);
}

/// Letters of persons whom nobody knows: they fill the outbox and are never due.
fn fill(world: &mut World, count: usize) {
    for number in 0..count {
        let mut id = [0xff; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let key = [b"letter:", &id[..]].concat();
        let waiting = outbox::Waiting {
            made_unix_ms: NOW_MS,
            next_unix_ms: i64::MAX,
            tries: 0,
            serial: 0,
            dead: false,
            cause: String::new(),
        };
        let batch = Batch::new().put(Table::Mail, key, encode_canonical(&waiting));
        world.store.clone().commit(&batch).unwrap();
    }
}

#[test]
fn a_full_outbox_tells_of_contacts_as_of_anything() {
    use super::outbox::LETTERS_MAX;
    for (waiting, invites) in [
        (LETTERS_MAX - 2, true),
        (LETTERS_MAX - 1, true),
        (LETTERS_MAX, false),
        (LETTERS_MAX + 1, false),
    ] {
        let mut world = world(true);
        fill(&mut world, waiting);
        world.propose(1);
        let due = due(&mut world, NOW_MS);
        let invitation = due.iter().map(|one| one.letter.invitation.is_some());
        assert_eq!(invitation.collect::<Vec<_>>(), [invites], "{waiting}");
    }
}
