//! What is released is the approved draft and nothing else (promise 6).

use super::*;
use crate::fixture::{NOW_MS, World, at};
use domain::{AudienceClass, Header, Medium, PublicPart, ReleaseKind, SubjectId};
use identity::{Role, SideId, encode_canonical};
use wire::Bytes64;

const MINUTE_MS: i64 = 60_000;

fn send(world: &mut World, request: &ReleaseRequest, unix_ms: i64) -> Result<String, ErrorCode> {
    let device = world.press().device();
    let who = world.core.who(device, unix_ms).unwrap();
    let sent = world.core.release(at(unix_ms), who, request);
    sent.map_err(|error| error.code)
}

/// Signs the request's document again after a change.
fn signed(world: &World, mut request: ReleaseRequest) -> ReleaseRequest {
    request.minisig = world.north.sign_press(&request.document);
    request
}

fn confirming(agreed: RecordId, conflicts: &[FactName]) -> Approval {
    Approval {
        compared: Some(agreed),
        conflicts: conflicts.to_vec(),
        round: None,
    }
}

#[test]
fn an_approved_draft_is_released_once() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let release = world.readout(contact);
    let request = world.approved(&release, &Approval::default());
    let name = send(&mut world, &request, NOW_MS).unwrap();
    assert_eq!(send(&mut world, &request, NOW_MS + 1), Ok(name.clone()));
    let page = world.core.press_page(at(NOW_MS)).unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!(
        (&page[0].document.name, &page[0].document.release),
        (&name, &release)
    );
    // The same draft under another time is another text of the same draft.
    let mut again = request.clone();
    again.document = world.document(&release, &[], NOW_MS + MINUTE_MS);
    let again = signed(&world, again);
    assert_eq!(
        send(&mut world, &again, NOW_MS + MINUTE_MS),
        Err(ErrorCode::Conflict)
    );
    world.restart();
    assert_eq!(send(&mut world, &request, NOW_MS + 2), Ok(name));
}

#[test]
fn an_approval_releases_its_own_draft_and_nothing_else() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let (other_contact, _) = world.propose(2);
    let release = world.readout(contact);
    let request = world.approved(&release, &Approval::default());
    let another = world.readout(other_contact);
    let of_another = world.approved(&another, &Approval::default());
    let rewritten = |change: fn(&mut Release)| {
        let mut changed = release.clone();
        change(&mut changed);
        let document = world.document(&changed, &[], NOW_MS);
        signed(
            &world,
            ReleaseRequest {
                release: Bytes64(encode_canonical(&changed)),
                document,
                ..request.clone()
            },
        )
    };
    let cases = [
        (
            "another draft's approval",
            ReleaseRequest {
                approval: of_another.approval.clone(),
                ..request.clone()
            },
        ),
        (
            "another text",
            rewritten(|release| release.text = "They quarrelled.".into()),
        ),
        (
            "another title",
            rewritten(|release| release.title = "Quarrel".into()),
        ),
        (
            "another kind",
            rewritten(|release| release.kind = ReleaseKind::Statement),
        ),
        (
            "another embargo",
            rewritten(|release| release.embargo_unix_ms = Some(1)),
        ),
        (
            "another claim",
            rewritten(|release| release.facts.medium = None),
        ),
        (
            "another contact",
            rewritten(|release| release.contact = SubjectId([7; 16])),
        ),
        (
            "another salt",
            ReleaseRequest {
                salt: Bytes64(vec![8; 32]),
                ..request.clone()
            },
        ),
        (
            "salt and text cut elsewhere",
            ReleaseRequest {
                salt: Bytes64([&request.salt.0[..], &request.release.0[..1]].concat()),
                ..request.clone()
            },
        ),
        (
            "no approval",
            ReleaseRequest {
                approval: identity::Hash32([0; 32]).to_string(),
                ..request.clone()
            },
        ),
        (
            "an approval that is no id",
            ReleaseRequest {
                approval: "approved".into(),
                ..request.clone()
            },
        ),
    ];
    for (what, request) in cases {
        assert_eq!(
            send(&mut world, &request, NOW_MS),
            Err(ErrorCode::NotApproved),
            "{what}"
        );
    }
    let foreign = Release {
        side: SideId([9; 16]),
        ..release.clone()
    };
    let foreign = world.approved(&foreign, &Approval::default());
    assert_eq!(send(&mut world, &foreign, NOW_MS), Err(ErrorCode::Conflict));
    assert!(world.core.press_page(at(NOW_MS)).unwrap().is_empty());
    assert!(send(&mut world, &request, NOW_MS).is_ok());
}

#[test]
fn the_signed_document_is_the_release_word_for_word() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let release = world.readout(contact);
    let request = world.approved(&release, &Approval::default());
    for (from, to) in [
        ("The leaders spoke.", "The leaders quarrelled."),
        ("Telephone conversation", "Quarrel"),
        ("Kind: readout", "Kind: statement"),
        ("Medium: phone-call", "Medium: videoconference"),
        ("Side: North", "Side: South"),
        ("Languages: en\n", "Languages: en\nInitiative: North\n"),
        (
            "Languages: en\n",
            "Languages: en\nDiffers-From-Signed: medium\n",
        ),
        ("Released: ", "Released on: "),
    ] {
        assert!(request.document.contains(from), "{from}");
        let changed = ReleaseRequest {
            document: request.document.replace(from, to),
            ..request.clone()
        };
        let changed = signed(&world, changed);
        assert_eq!(
            send(&mut world, &changed, NOW_MS),
            Err(ErrorCode::DocumentDiffers),
            "{to}"
        );
    }
    let unsigned = ReleaseRequest {
        minisig: world.south.sign_press(&request.document),
        ..request.clone()
    };
    assert_eq!(
        send(&mut world, &unsigned, NOW_MS),
        Err(ErrorCode::BadSignature)
    );
}

#[test]
fn the_document_is_dated_between_its_approval_and_now() {
    // A document holds whole seconds, and so does the start of this test's time.
    let second = 1_000;
    for (released_after_ms, wanted) in [
        (-CLOCK_SKEW_MS_MAX - second, true),
        (-CLOCK_SKEW_MS_MAX - 2 * second, false),
        (CLOCK_SKEW_MS_MAX, true),
        (CLOCK_SKEW_MS_MAX + second, false),
    ] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        let release = world.readout(contact);
        let mut request = world.approved(&release, &Approval::default());
        request.document = world.document(&release, &[], NOW_MS + released_after_ms);
        let request = signed(&world, request);
        let sent = send(&mut world, &request, NOW_MS);
        assert_eq!(sent.is_ok(), wanted, "{released_after_ms}: {sent:?}");
        assert!(wanted || sent == Err(ErrorCode::DocumentDiffers));
    }
}

#[test]
fn nobody_approves_a_text_of_their_own() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let author = world.press().clone();
    let (draft, _) = author.draft(&world.readout(contact));
    let post = |world: &mut World, by: &crate::fixture::Person, bytes: &[u8]| {
        world
            .core
            .post_internal(at(NOW_MS), by.device(), bytes)
            .map_err(|error| error.code)
    };
    let early = world.editor.approval(&draft, &Approval::default());
    let editor = world.editor.clone();
    assert_eq!(
        post(&mut world, &editor, early.bytes()),
        Err(ErrorCode::NotApproved),
        "there is no draft yet"
    );
    assert_eq!(post(&mut world, &author, draft.bytes()), Ok(1));
    assert_eq!(
        post(&mut world, &author, draft.bytes()),
        Ok(1),
        "the same again"
    );
    let own = author.approval(&draft, &Approval::default());
    assert_eq!(
        post(&mut world, &author, own.bytes()),
        Err(ErrorCode::NotApproved)
    );
    // A second device of the same person is no second person.
    let twin = crate::fixture::Person {
        person: author.person,
        ..world.north.person(77, &[Role::PressOfficer])
    };
    let accreditation = world.north.accreditation(&twin);
    world
        .core
        .post_accreditation(at(NOW_MS), &accreditation)
        .unwrap();
    let own = twin.approval(&draft, &Approval::default());
    assert_eq!(
        post(&mut world, &twin, own.bytes()),
        Err(ErrorCode::NotApproved)
    );
    assert_eq!(post(&mut world, &editor, early.bytes()), Ok(2));
}

#[test]
fn an_approval_ends_with_its_approvers_accreditation() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let release = world.readout(contact);
    let request = world.approved(&release, &Approval::default());
    let revocation = world.north.revocation(world.editor.device());
    world.core.post_revocation(at(NOW_MS), &revocation).unwrap();
    assert_eq!(
        send(&mut world, &request, NOW_MS),
        Err(ErrorCode::NotApproved)
    );
}

#[test]
fn an_approval_confirms_each_contradiction_once_with_a_sealed_reason() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let (draft, _) = world.press().clone().draft(&world.readout(contact));
    let press = world.press().device();
    world
        .core
        .post_internal(at(NOW_MS), press, draft.bytes())
        .unwrap();
    let editor = world.editor.clone();
    let two = [FactName::Medium, FactName::Start];
    for (conflicts, with_reason, wanted) in [
        (&two[..0], false, true),
        (&two[..0], true, false),
        (&two[..1], true, true),
        (&two[..1], false, false),
        (&two[..], true, true),
        (&[FactName::Start, FactName::Medium], true, false),
        (&[FactName::Medium, FactName::Medium], true, false),
    ] {
        let approval = Approval {
            compared: None,
            conflicts: conflicts.to_vec(),
            round: None,
        };
        let header = Header {
            names: Some(draft.id()),
            open: encode_canonical(&approval),
            bodies: match with_reason {
                true => vec![crate::fixture::body(AudienceClass::Press)],
                false => Vec::new(),
            },
            ..editor.header(InternalKind::Approve.number(), contact)
        };
        let record = editor.internal(&header);
        let posted = world
            .core
            .post_internal(at(NOW_MS), editor.device(), record.bytes());
        assert_eq!(
            posted.is_ok(),
            wanted,
            "{conflicts:?} {with_reason}: {posted:?}"
        );
    }
}

#[test]
fn a_contradiction_is_released_only_as_it_was_confirmed() {
    /// What the text claims, and which facts contradict then.
    type Claim = (&'static str, fn(&mut Release), &'static [FactName]);
    let claims: [Claim; 6] = [
        ("nothing false", |_| {}, &[]),
        (
            "medium",
            |release| release.facts.medium = Some(Medium::VideoConference),
            &[FactName::Medium],
        ),
        (
            "public part",
            |release| release.facts.public_part = Some(PublicPart::Opening),
            &[FactName::PublicPart],
        ),
        (
            "start",
            |release| release.facts.start_unix_ms = Some(World::facts().start_unix_ms + 6 * 60_000),
            &[FactName::Start],
        ),
        (
            "duration",
            |release| release.facts.duration_min = Some(40),
            &[FactName::Duration],
        ),
        (
            "two",
            |release| {
                release.facts.medium = Some(Medium::VideoConference);
                release.facts.duration_min = Some(40);
            },
            &[FactName::Medium, FactName::Duration],
        ),
    ];
    let every = [
        &[][..],
        &[FactName::Medium],
        &[FactName::PublicPart],
        &[FactName::Start],
        &[FactName::Duration],
        &[FactName::Initiative],
        &[FactName::Medium, FactName::Duration],
    ];
    let later_ms = World::facts().start_unix_ms + 3_600_000;
    for (what, claim, stands) in claims {
        for confirmed in every {
            let mut world = World::new();
            let (contact, agreed) = world.agree(1);
            world.hold(contact, 60);
            let mut release = world.readout(contact);
            claim(&mut release);
            let request = world.approved(&release, &confirming(agreed, confirmed));
            let sent = send(&mut world, &request, later_ms);
            assert_eq!(
                sent.is_ok(),
                stands == confirmed,
                "{what} {confirmed:?}: {sent:?}"
            );
            assert!(stands == confirmed || sent == Err(ErrorCode::FactsContradict));
        }
    }
}

#[test]
fn a_claimed_initiative_holds_for_the_terms_with_which_it_was_compared() {
    for (compared, conflicts, wanted) in [
        (true, &[][..], true),
        (true, &[FactName::Initiative], true),
        (false, &[], false),
        (false, &[FactName::Initiative], false),
    ] {
        let mut world = World::new();
        let (contact, agreed) = world.agree(1);
        let mut release = world.readout(contact);
        release.facts.initiative_of = Some(world.north.side());
        let approval = Approval {
            compared: compared.then_some(agreed),
            conflicts: conflicts.to_vec(),
            round: None,
        };
        let request = world.approved(&release, &approval);
        let sent = send(&mut world, &request, NOW_MS);
        assert_eq!(sent.is_ok(), wanted, "{compared} {conflicts:?}: {sent:?}");
        assert!(wanted || sent == Err(ErrorCode::FactsContradict));
    }
    // Before anything is agreed there is nothing to compare with.
    let mut world = World::new();
    let (contact, _) = world.propose(1);
    let mut release = world.readout(contact);
    release.facts.initiative_of = Some(world.north.side());
    let request = world.approved(&release, &Approval::default());
    assert!(send(&mut world, &request, NOW_MS).is_ok());
    let unknown = world.readout(SubjectId([99; 16]));
    let request = world.approved(&unknown, &Approval::default());
    assert_eq!(send(&mut world, &request, NOW_MS), Err(ErrorCode::NotFound));
}
