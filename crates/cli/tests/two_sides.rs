//! Two sides in one process, with real nodes between them: founded, enrolled, paired; a contact agreed,
//! staged and reported on, through the functions behind the commands.

#[path = "../../calendar/tests/readers/reader.rs"]
mod reader;
#[path = "two_sides/ring_again.rs"]
mod ring_again;
#[path = "two_sides/tracks.rs"]
mod tracks;

mod sides;

use cli::{
    Exit, Report,
    commands::{
        calendar, call, contact, contact_now, doctor, line, person,
        press::{self, FactOptions, InitiativeOf, TextOptions},
        readout, side, statement, terms_options,
    },
    home::DeviceName,
};
use domain::{Format, Medium, ReleaseKind};
use identity::Role;
use sides::{Side, acting, code, context, refused, two_sides, until};
use std::path::Path;

impl Side {
    async fn phase(&self, device: &str, contact: &str) -> String {
        let args = contact::ShowArgs {
            contact: contact.to_owned(),
            acting: acting(device),
        };
        match contact::show(&self.context, &args).await {
            Ok(view) => view.phase,
            Err(error) => error.code,
        }
    }
}

fn proposal() -> contact::ProposeArgs {
    contact::ProposeArgs {
        acting: acting("sherpa"),
        start: "2031-12-30T23:30".into(),
        zone: "Europe/Moscow".into(),
        other_zone: "America/New_York".into(),
        duration: 60,
        medium: Medium::PhoneCall,
        more: terms_options::MoreTerms {
            initiative: Some(domain::Initiative::Proposer),
            ..terms_options::MoreTerms::default()
        },
        agenda: terms_options::AgendaOptions {
            item: vec!["security guarantees".into()],
            participant: vec!["own:principal:Head of North".parse().unwrap()],
            ..terms_options::AgendaOptions::default()
        },
    }
}

/// A contact that both sides agreed on, after a counter.
async fn agreed(north: &Side, south: &Side) -> String {
    let proposed = contact::propose(&north.context, &proposal()).await.unwrap();
    let contact = proposed.contact.to_string();
    assert_eq!(proposed.phase, "proposed");
    until("South sees the proposal", || async {
        south.phase("sherpa", &contact).await == "proposed"
    })
    .await;
    let counter = contact::CounterArgs {
        contact: contact.clone(),
        acting: acting("sherpa"),
        start: None,
        zone: None,
        other_zone: None,
        duration: Some(45),
        medium: None,
        more: terms_options::MoreTerms::default(),
        agenda: terms_options::AgendaOptions::default(),
    };
    contact::counter(&south.context, &counter).await.unwrap();
    let answer = contact::AnswerArgs {
        contact: contact.clone(),
        acting: acting("sherpa"),
    };
    until("North sees the counter and accepts", || async {
        contact::accept(&north.context, &answer).await.is_ok()
    })
    .await;
    until("South sees the acceptance", || async {
        south.phase("sherpa", &contact).await == "agreed"
    })
    .await;
    contact
}

async fn show(side: &Side, device: &str, contact: &str) -> client::view::contact::ContactView {
    let args = contact::ShowArgs {
        // The first digits will do.
        contact: contact[..8].to_owned(),
        acting: acting(device),
    };
    contact::show(&side.context, &args).await.unwrap()
}

/// Status line and body, as any program gets them.
async fn fetched(url: &str) -> (String, String) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

/// The agreed contact as other programs see it in a person's calendar, in whatever zone.
async fn calendars(north: &Side, south: &Side) {
    let readers = reader::installed();
    for (side, device, zone, start, end) in [
        (
            north,
            "sherpa",
            "Europe/Moscow",
            "2031-12-30T23:30:00",
            "2031-12-31T00:15:00",
        ),
        (
            south,
            "sherpa",
            "America/New_York",
            "2031-12-30T15:30:00",
            "2031-12-30T16:15:00",
        ),
        (
            south,
            "duty",
            "Asia/Kathmandu",
            "2031-12-31T02:15:00",
            "2031-12-31T03:00:00",
        ),
        (
            south,
            "press-1",
            "Australia/Lord_Howe",
            "2031-12-31T07:30:00",
            "2031-12-31T08:15:00",
        ),
        (
            south,
            "press-2",
            "America/St_Johns",
            "2031-12-30T17:00:00",
            "2031-12-30T17:45:00",
        ),
    ] {
        let args = calendar::LinkArgs {
            acting: acting(device),
            zone: zone.to_owned(),
        };
        let made = calendar::link(&side.context, &args).await.unwrap();
        let (status, text) = fetched(&made.url).await;
        assert_eq!(status, "HTTP/1.1 200 OK", "{zone}");
        for word in ["North", "South", "security guarantees", "phone"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        for reader in &readers {
            let told = reader.read(&text, 2040);
            let event = &told["events"][0];
            assert_eq!(
                (&event["local_start"], &event["local_end"]),
                (&start.into(), &end.into()),
                "{} {zone}",
                reader.name
            );
            assert_eq!(event["start"], 1_956_429_000, "{} {zone}", reader.name);
            assert_eq!(event["status"], "CONFIRMED", "{} {zone}", reader.name);
            assert_eq!(event["summary"], "Busy", "{} {zone}", reader.name);
        }
        let args = calendar::ShowArgs {
            acting: acting(device),
        };
        let shown = calendar::show(&side.context, &args).await.unwrap();
        assert_eq!(shown.zone.as_deref(), Some(zone));
        let args = calendar::RevokeArgs {
            acting: acting(device),
        };
        calendar::revoke(&side.context, &args).await.unwrap();
        assert_eq!(
            fetched(&made.url).await.0,
            "HTTP/1.1 404 Not Found",
            "{zone}"
        );
        let again = calendar::revoke(&side.context, &args).await;
        assert_eq!(again.unwrap_err().code, "not-found", "{zone}");
    }
}

fn readout(contact: &str, initiative: InitiativeOf) -> readout::DraftArgs {
    readout::DraftArgs {
        contact: contact.to_owned(),
        title: "Telephone conversation".into(),
        text: TextOptions {
            acting: acting("press-1"),
            office: "press service of the leader".into(),
            text: Some("The leaders spoke.".into()),
            facts: FactOptions {
                initiative_of: Some(initiative),
                medium: Some(Medium::PhoneCall),
                ..FactOptions::default()
            },
            ..TextOptions::default()
        },
    }
}

fn approval(draft: &str, device: &str, reason: Option<&str>) -> press::ApproveArgs {
    press::ApproveArgs {
        draft: draft.to_owned(),
        acting: acting(device),
        contradiction_reason: reason.map(str::to_owned),
        picture: None,
    }
}

fn release(draft: &str) -> press::ReleaseArgs {
    press::ReleaseArgs {
        draft: draft.to_owned(),
        acting: acting("press-1"),
        press_key: None,
        picture: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_from_proposal_to_staging() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let contact = agreed(&north, &south).await;
    calendars(&north, &south).await;

    let view = show(&south, "sherpa", &contact).await;
    assert_eq!(view.duration_min, Some(45));
    let local: Vec<(&str, &str, &str)> = view
        .local
        .iter()
        .map(|one| (one.side.as_str(), one.civil.as_str(), one.offset.as_str()))
        .collect();
    assert_eq!(
        local,
        [
            ("North", "2031-12-30T23:30", "+03:00"),
            ("South", "2031-12-30T15:30", "-05:00")
        ]
    );
    assert!(view.agreed.is_some());
    assert_eq!(view.agreed, show(&north, "sherpa", &contact).await.agreed);
    assert_eq!(view.agenda.unwrap().items[0].title, "security guarantees");
    for outsider in ["press-1", "duty"] {
        let view = show(&south, outsider, &contact).await;
        assert!(view.agenda.is_none(), "{outsider} reads no agenda");
        assert!(view.terms.is_some(), "{outsider} reads terms");
        assert!(!view.human().contains("security guarantees"));
    }

    // Each with the rules' own code.
    let answer = |device| contact::AnswerArgs {
        contact: contact.clone(),
        acting: acting(device),
    };
    let accept = contact::accept(&south.context, &answer("press-1")).await;
    assert_eq!(code(accept), refused("role-missing"));
    let accept = contact::accept(&south.context, &answer("sherpa")).await;
    assert_eq!(code(accept), refused("nothing-to-answer"));
    let stage = call::CallArgs {
        contact: contact.clone(),
        acting: acting("duty"),
    };
    let aborted = call::abort(&north.context, &stage).await;
    assert_eq!(code(aborted), refused("wrong-phase"));

    assert!(call::stage(&north.context, &stage).await.unwrap().ready);
    let confirmed = call::confirm(&north.context, &stage).await.unwrap();
    assert_eq!(confirmed.phase, "staging");
    let view = show(&north, "duty", &contact).await;
    assert_eq!(view.awaited.as_deref(), Some("South's duty officer"));
    until("South sees the staging", || async {
        south.phase("duty", &contact).await == "staging"
    })
    .await;
    let confirmed = call::confirm(&south.context, &stage).await.unwrap();
    assert_eq!(confirmed.phase, "staged");
    call::abort(&south.context, &stage).await.unwrap();
    until("North sees the abort", || async {
        north.phase("duty", &contact).await == "agreed"
    })
    .await;

    let found = doctor::run(&north.context, &doctor::DoctorArgs::default())
        .await
        .unwrap();
    assert_eq!(found.exit(), Exit::Done, "{}", found.human());
    let verdict = |what: &str| {
        let of = found.findings.iter().find(|one| one.what == what);
        of.map(|one| one.verdict)
    };
    for what in [
        "node",
        "pin",
        "store",
        "disk",
        "clock",
        "other clock",
        "line",
        "line port",
        "relay",
        "accreditation",
    ] {
        assert_eq!(
            verdict(what),
            Some(doctor::Verdict::Good),
            "{what}: {}",
            found.human()
        );
    }
    north.node.stop().await.unwrap();
    south.node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_readout_needs_a_second_person_and_true_facts_or_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let contact = agreed(&north, &south).await;
    let press = &north.context;

    let promise = statement::DraftArgs {
        contact: contact.clone(),
        kind: statement::SaidAs::Statement,
        question: None,
        party: None,
        title: "Tonight's call".into(),
        occasion: domain::Occasion::Briefing,
        promise_by: Some("2099-01-01T00:00:00Z".into()),
        promise_office: Some("press service of the leader".into()),
        position_of: Vec::new(),
        common_line: None,
        discloses: None,
        text: readout(&contact, InitiativeOf::Own).text,
    };
    let draft = statement::draft(press, &promise).await.unwrap().draft;
    assert!(draft.compared && draft.conflicts.is_empty());
    let own = press::approve(press, &approval(&draft.draft, "press-1", None)).await;
    assert_eq!(code(own), refused("own-draft"));
    let unread = press::release(press, &release(&draft.draft)).await;
    assert_eq!(code(unread), refused("not-approved"));
    press::approve(press, &approval(&draft.draft, "press-2", None))
        .await
        .unwrap();
    press::release(press, &release(&draft.draft)).await.unwrap();

    let nothing = press::approve(press, &approval(&draft.draft, "press-2", Some("why"))).await;
    assert_eq!(
        code(nothing),
        (Exit::Usage, "no-contradiction".to_owned()),
        "a reason is for contradictions"
    );

    // False: a second person lets it pass, with a reason of its own.
    let lie = readout::draft(press, &readout(&contact, InitiativeOf::Other))
        .await
        .unwrap();
    assert_eq!(lie.draft.conflicts[0].claimed, "South");
    assert_eq!(lie.draft.conflicts[0].signed, "North");
    let draft = lie.draft.draft;
    for reason in [None, Some(" ")] {
        let approved = press::approve(press, &approval(&draft, "press-2", reason)).await;
        assert_eq!(code(approved), refused("facts-contradict"));
    }
    let approved = press::approve(
        press,
        &approval(&draft, "press-2", Some("the other side asked for it")),
    )
    .await
    .unwrap();
    assert_eq!(
        approved.draft.contradiction_reason.as_deref(),
        Some("the other side asked for it")
    );
    let released = press::release(press, &release(&draft)).await.unwrap();
    assert_eq!(released.differs.len(), 1);
    assert!(released.announced);
    let text = std::fs::read_to_string(&released.file).unwrap();
    assert!(text.contains("Differs-From-Signed: initiative"));
    assert!(!text.contains("asked for it"), "reasons stay inside");
    let store = north.context.home().store_path();
    let kept = [store.clone(), store.with_extension("sqlite-wal")]
        .map(|part| std::fs::read(part).unwrap_or_default())
        .concat();
    for (words, is_kept) in [("The leaders spoke.", true), ("asked for it", false)] {
        let mut windows = kept.windows(words.len());
        let found = windows.any(|window| window == words.as_bytes());
        assert_eq!(
            found, is_kept,
            "what is public is in the store, a reason is sealed"
        );
    }
    let again = press::release(press, &release(&draft)).await.unwrap();
    assert_eq!(
        (again.name, again.announced),
        (released.name.clone(), false)
    );

    // Anybody checks it, from the site and offline.
    let anywhere = context(&dir.path().join("newsroom"));
    let named = released.url.replace("127.0.0.1", "north.localhost");
    assert_ne!(named, released.url);
    let file = released.file.display().to_string();
    for what in [released.url.clone(), named, file] {
        let args = readout::VerifyArgs {
            what,
            key: None,
            credentials: Some(north.credentials.clone()),
        };
        let verified = readout::verify(&anywhere, &args).await.unwrap();
        assert_eq!(verified.document.unwrap().fact("Initiative"), Some("South"));
        let other = readout::VerifyArgs {
            credentials: Some(south.credentials.clone()),
            ..args
        };
        let verified = readout::verify(&anywhere, &other).await;
        assert_eq!(
            code(verified),
            (Exit::Unverified, "bad-signature".to_owned())
        );
    }

    let about = readout::AboutArgs {
        // The first digits will do.
        name: released.name["readout-".len()..][..6].to_owned(),
        title: "Correction".into(),
        position_of: Vec::new(),
        common_line: None,
        text: readout(&contact, InitiativeOf::Own).text,
    };
    let correction = readout::about(press, &about, ReleaseKind::Correction)
        .await
        .unwrap();
    assert_eq!(correction.draft.about, Some(released.name));
    let draft = correction.draft.draft;
    press::approve(press, &approval(&draft, "press-2", None))
        .await
        .unwrap();
    press::release(press, &release(&draft)).await.unwrap();
    let args = press::ListArgs {
        acting: acting("press-1"),
    };
    let list = press::list(
        press,
        &args,
        &[ReleaseKind::Readout, ReleaseKind::Correction],
    )
    .await
    .unwrap();
    assert_eq!((list.drafts.len(), list.published.len()), (2, 2));
    assert_eq!(list.promises[0].state, "kept");
    north.node.stop().await.unwrap();
    south.node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn officers_on_two_machines_enrol_and_revoke() {
    let dir = tempfile::tempdir().unwrap();
    let north = Side::found(dir.path(), "North").await;
    let second = context(&dir.path().join("second"));
    second.home().prepare().unwrap();
    // The security officer's device moves to a machine of its own.
    let name: DeviceName = side::SECURITY_OFFICER_DEVICE.parse().unwrap();
    for ending in ["key", "toml"] {
        let from = north.context.home().device_path(&name, ending);
        std::fs::rename(from, second.home().device_path(&name, ending)).unwrap();
    }
    // A person's device with nothing but its side's credentials.
    let device = context(&dir.path().join("device"));
    let out = dir.path().join("sherpa.request");
    let wanted =
        person::RequestArgs::here("sherpa".parse().unwrap(), vec![Role::Sherpa], out.clone());
    assert_eq!(code(person::request(&device, &wanted)).0, Exit::Failed);
    let wanted = person::RequestArgs {
        side: Some(north.credentials.clone()),
        ..wanted
    };
    assert_eq!(code(person::request(&device, &wanted)).1, "node-wanted");
    let wanted = person::RequestArgs {
        node: Some(north.context.home().side().unwrap().node_url()),
        ..wanted
    };
    let requested = person::request(&device, &wanted).unwrap();
    assert_eq!(requested.side_words, north.words);

    let list = contact::ListArgs {
        acting: acting("sherpa"),
    };
    let early = contact::list(&device, &list).await;
    assert_eq!(code(early), refused("sign-in-refused"));
    let alone = person::enrol(&north.context, &person::EnrolArgs::both(out.clone())).await;
    assert_eq!(code(alone), (Exit::Usage, "officer-wanted".to_owned()));
    let half = dir.path().join("sherpa.half");
    let first = person::EnrolArgs {
        administrator_only: Some(half.clone()),
        ..person::EnrolArgs::both(out)
    };
    let signed = person::enrol(&north.context, &first).await.unwrap();
    assert_eq!((signed.seq, signed.half_signed), (None, Some(half.clone())));
    let early = contact::list(&device, &list).await;
    assert_eq!(
        code(early),
        refused("sign-in-refused"),
        "one signature enrols nobody"
    );
    let countersign = person::EnrolArgs {
        request: None,
        days: 1,
        administrator_only: None,
        countersign: Some(half),
    };
    let enrolled = person::enrol(&second, &countersign).await.unwrap();
    assert_eq!((enrolled.device, enrolled.seq), (requested.device, Some(1)));
    contact::list(&device, &list).await.unwrap();

    let who = person::RevokeArgs {
        who: "sherpa".into(),
    };
    person::revoke(&second, &who).await.unwrap();
    let late = contact::list(&device, &list).await;
    assert_eq!(code(late), refused("sign-in-refused"));
    let people = person::list(&north.context, &person::ListArgs::default())
        .await
        .unwrap()
        .people;
    let state = people.iter().find(|one| one.device == requested.device);
    assert_eq!(state.map(|one| one.state.as_str()), Some("revoked"));
    north.node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pin_needs_the_right_words_and_holds() {
    let dir = tempfile::tempdir().unwrap();
    let north = Side::found(dir.path(), "North").await;
    let south = Side::found(dir.path(), "South").await;
    let east = Side::found(dir.path(), "East").await;
    let add = |file: &Path, words: &str| line::AddArgs {
        file: file.to_owned(),
        words: Some(words.to_owned()),
        devices_only: false,
    };
    let exchanged = line::add(&north.context, &add(&east.credentials, &south.words)).await;
    assert_eq!(
        code(exchanged),
        (Exit::Unverified, "words-differ".to_owned())
    );
    assert!(
        north.context.home().line().unwrap().is_none(),
        "nothing is pinned"
    );
    let own = line::add(&north.context, &add(&north.credentials, &north.words)).await;
    assert_eq!(code(own), (Exit::Usage, "own-credentials".to_owned()));
    north.pair(&south).await;
    let second = line::add(&north.context, &add(&east.credentials, &east.words)).await;
    assert_eq!(code(second), refused("conflict"));

    // A node that is paired with another side than the device confirmed is found out.
    north.enrol("sherpa", &[Role::Sherpa]).await;
    let east_only = line::AddArgs {
        devices_only: true,
        ..add(&east.credentials, &east.words)
    };
    line::add(&north.context, &east_only).await.unwrap();
    let list = contact::ListArgs {
        acting: acting("sherpa"),
    };
    let listed = contact::list(&north.context, &list).await;
    assert_eq!(code(listed), (Exit::Unverified, "wrong-pin".to_owned()));
    for side in [north, south, east] {
        side.node.stop().await.unwrap();
    }
}

/// One duty officer asks for a call, the other takes it, both confirm.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duty_officers_agree_on_a_call_at_once_and_confirm_it() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let asked = |device| contact_now::NowArgs {
        acting: acting(device),
        within: 10,
        duration: 30,
        zone: None,
        other_zone: Some("America/New_York".into()),
        language: vec!["en".into()],
        format: Format::NoInterpreters,
    };
    let by_aide = contact_now::now(&north.context, &asked("sherpa")).await;
    assert_eq!(by_aide.unwrap_err().code, "role-missing");
    let acted = contact_now::now(&north.context, &asked("duty")).await;
    let contact = acted.unwrap().contact.to_string();
    let take = contact::AnswerArgs {
        contact: contact[..8].to_owned(),
        acting: acting("duty"),
    };
    let own = contact_now::take(&north.context, &take).await;
    assert_eq!(code(own), refused("nothing-to-answer"));
    until("South's duty officer sees it and takes it", || async {
        contact_now::take(&south.context, &take).await.is_ok()
    })
    .await;
    for side in [&north, &south] {
        until("both see that it is agreed", || async {
            side.phase("duty", &contact).await == "agreed"
        })
        .await;
    }
    for side in [&north, &south] {
        let args = call::CallArgs {
            contact: contact.clone(),
            acting: acting("duty"),
        };
        call::confirm(&side.context, &args).await.unwrap();
    }
    until("both have confirmed", || async {
        north.phase("duty", &contact).await == "staged"
    })
    .await;
    let history = show(&south, "duty", &contact).await.history;
    let what: Vec<&str> = history.iter().map(|act| &*act.what).collect();
    assert_eq!(what[..2], ["asked for a call at once", "took the call"]);
}
