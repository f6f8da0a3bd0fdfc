//! A track, its round and the minutes of it, through the functions behind the commands.

use cli::commands::{
    calendar::{ImportArgs, Whose},
    conflicts::Despite,
    minutes, round,
    round_options::MoreRoundTerms,
    subject::Said,
    track,
};
use client::view::{conflict::ShownConflict, round::RoundView, track::TrackView};
use domain::{Dates, Noun};

use super::*;

const HOLIDAYS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:New Year\r\n\
    DTSTART;VALUE=DATE:20320101\r\nDURATION:P9D\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn id(said: &Said, noun: Noun) -> String {
    said.of(noun).unwrap().to_string()
}

const DESPITE: Despite = Despite {
    despite_conflicts: true,
};

async fn shown_track(side: &Side, device: &str, track: &str) -> TrackView {
    let args = track::ShowArgs {
        track: track[..6].to_owned(),
        acting: acting(device),
    };
    track::show(&side.context, &args).await.unwrap()
}

async fn shown_round(side: &Side, device: &str, round: &str) -> RoundView {
    let args = round::ShowArgs {
        round: round.to_owned(),
        acting: acting(device),
    };
    round::show(&side.context, &args).await.unwrap()
}

async fn is_round(side: &Side, round: &str, phase: &str) -> bool {
    let args = round::ShowArgs {
        round: round.to_owned(),
        acting: acting("sherpa"),
    };
    round::show(&side.context, &args)
        .await
        .is_ok_and(|shown| shown.phase == phase)
}

/// Both sides opened it, and each declared what it wants.
async fn opened(north: &Side, south: &Side) -> String {
    let open = track::OpenArgs {
        track: None,
        acting: acting("sherpa"),
        title: Some("security guarantees".into()),
    };
    let track = track::open(&north.context, &open).await.unwrap();
    let track = id(&track, Noun::Track);
    let aim = |text: &str| track::AimArgs {
        track: track.clone(),
        acting: acting("sherpa"),
        text: text.into(),
    };
    let join = track::OpenArgs {
        track: Some(track.clone()),
        acting: acting("sherpa"),
        title: None,
    };
    until("South sees the track and opens it too", || async {
        track::open(&south.context, &join).await.is_ok()
    })
    .await;
    let again = track::open(&south.context, &join).await;
    assert_eq!(code(again), refused("no-effect"));
    track::aim(&north.context, &aim("guarantees that bind"))
        .await
        .unwrap();
    track::aim(&south.context, &aim("fewer missiles"))
        .await
        .unwrap();
    until("North sees both aims", || async {
        let shown = shown_track(north, "sherpa", &track).await;
        shown.joined && shown.aims.len() == 2
    })
    .await;
    track
}

fn geneva(track: &str, day: &str) -> round::ProposeArgs {
    round::ProposeArgs {
        acting: acting("sherpa"),
        title: "first round".into(),
        place: "Geneva".into(),
        start: format!("{day}T10:00"),
        end: format!("{day}T18:00"),
        place_zone: "Europe/Zurich".into(),
        zone: "Europe/Moscow".into(),
        other_zone: "America/New_York".into(),
        more: MoreRoundTerms {
            dates: Some(Dates::Fixed),
            track: Some(track.to_owned()),
            item: vec!["guarantees".into(), "missiles".into()],
            session: vec![
                format!("{day}T10:00/{day}T12:00/restricted/Opening")
                    .parse()
                    .unwrap(),
            ],
            ..MoreRoundTerms::default()
        },
        despite: Despite::default(),
    }
}

/// A round with a fixed date that both sides signed; a holiday was refused before.
async fn agreed_round(north: &Side, south: &Side, track: &str) -> String {
    let file = north.context.dir.join("holidays.ics");
    std::fs::write(&file, HOLIDAYS).unwrap();
    let import = |device| ImportArgs {
        acting: acting(device),
        file: file.clone(),
        side: Whose::Own,
        here: false,
    };
    let shown = async || {
        let args = calendar::ShowArgs {
            acting: acting("sherpa"),
        };
        let shown = calendar::show(&north.context, &args).await.unwrap();
        [shown.kept, shown.shared].map(|kept| kept[0].holidays)
    };
    // As on a page: whoever proposes shares it with the own node, and nobody else.
    let refused = calendar::import(&north.context, &import("duty")).await;
    let refused = refused.unwrap_err();
    assert!(refused.next.ends_with("with --here"), "{refused}");
    assert_eq!(shown().await, [None, None]);
    let here = ImportArgs {
        here: true,
        ..import("duty")
    };
    let kept = calendar::import(&north.context, &here).await.unwrap();
    assert!(!kept.shared);
    assert_eq!(shown().await, [Some(1), None]);
    let kept = calendar::import(&north.context, &import("sherpa")).await;
    assert!(kept.unwrap().shared);
    assert_eq!(shown().await, [Some(1), Some(1)]);
    let rest = calendar::RestHoursArgs {
        acting: acting("sherpa"),
        hours: calendar::RestHoursOption(Some("22:00-07:30".parse().unwrap())),
        side: Whose::Other,
        here: false,
    };
    calendar::keep_rest_hours(&north.context, &rest)
        .await
        .unwrap();
    let args = calendar::ShowArgs {
        acting: acting("sherpa"),
    };
    let both = calendar::show(&north.context, &args).await.unwrap();
    assert_eq!(both.kept, both.shared);
    assert_eq!(both.shared[1].rest_hours.as_deref(), Some("22:00-07:30"));
    let holiday = geneva(track, "2032-01-09");
    let error = round::propose(&north.context, &holiday).await.unwrap_err();
    assert_eq!(
        (error.exit, error.code.as_str()),
        (Exit::Refused, "conflicts")
    );
    assert!(
        error.cause.contains("2032-01-09 is a holiday: New Year"),
        "{}",
        error.cause
    );
    let list = round::ListArgs {
        acting: acting("sherpa"),
    };
    let none = round::list(&north.context, &list).await.unwrap();
    assert!(none.rounds.is_empty(), "nothing was sent");

    let args = geneva(track, "2032-01-10");
    let duty = round::ProposeArgs {
        acting: acting("duty"),
        ..args.clone()
    };
    let outside = round::propose(&north.context, &duty).await;
    assert_eq!(code(outside).0, Exit::Refused);
    let proposed = round::propose(&north.context, &args).await.unwrap();
    assert_eq!(proposed.phase.as_deref(), Some("proposed"));
    let round = id(&proposed, Noun::Round);
    let accept = round::AcceptArgs {
        round: round.clone(),
        acting: acting("sherpa"),
        despite: Despite::default(),
    };
    until("South sees the proposal and accepts", || async {
        round::accept(&south.context, &accept).await.is_ok()
    })
    .await;
    until("North sees the acceptance", || async {
        is_round(north, &round, "agreed").await
    })
    .await;
    round
}

fn links(track: &str, first: &str, second: &str) -> track::LinkArgs {
    let pair = vec![first.to_owned(), second.to_owned()];
    track::LinkArgs {
        track: track.to_owned(),
        acting: acting("sherpa"),
        holds: Vec::new(),
        must_precede: pair.clone(),
        may_affect: pair,
        despite: Despite::default(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_track_from_opening_to_the_minutes_of_its_round() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let contact = agreed(&north, &south).await;
    let track = opened(&north, &south).await;
    let round = agreed_round(&north, &south, &track).await;
    ordered(&north, &south, &track, &contact, &round).await;
    late(&south, &contact).await;
    fixed(&north, &south, &contact, &round).await;
    delegations(&north, &south, &round).await;
    minutes_of(&north, &south, &round).await;

    let shown = shown_track(&south, "sherpa", &track).await;
    let told = shown.human();
    for words in [
        "South (America/New_York)",
        "North (Europe/Moscow)",
        "2031-12-30 15:30",
        "2031-12-30 23:30",
        "2032-01-12 04:00",
        "2032-01-12 12:00",
        "FIXED",
        "must precede",
        "---- now, ",
        "North: guarantees that bind",
        "South: fewer missiles",
    ] {
        assert!(told.contains(words), "{words}:\n{told}");
    }
    let order: Vec<&str> = shown.timeline.iter().map(|entry| entry.noun).collect();
    assert_eq!(order, ["contact", "round"], "{told}");
    // Neither press nor duty read aims, titles or places.
    for device in ["press-1", "duty"] {
        let track = shown_track(&south, device, &track).await;
        let round = shown_round(&south, device, &round).await;
        assert!(track.title.is_none() && round.terms.is_none(), "{device}");
        let told = track.human() + &round.human();
        for words in ["guarantees", "Geneva", "minister"] {
            assert!(!told.contains(words), "{device} is shown {words}:\n{told}");
        }
    }
    closed(&north, &south, &track).await;
    north.node.stop().await.unwrap();
    south.node.stop().await.unwrap();
}

/// Each side closes for itself; what it says afterwards opens it again.
async fn closed(north: &Side, south: &Side, track: &str) {
    let args = track::ShowArgs {
        track: track.to_owned(),
        acting: acting("sherpa"),
    };
    track::close(&north.context, &args).await.unwrap();
    until("South is asked to close it too", || async {
        let shown = shown_track(south, "sherpa", track).await;
        let mut open = shown.open.iter();
        !shown.closed && open.any(|one| (one.side.as_str(), one.to_do) == ("South", "close-track"))
    })
    .await;
    track::close(&south.context, &args).await.unwrap();
    let again = track::close(&south.context, &args).await;
    assert_eq!(code(again), refused("no-effect"));
    let shown = shown_track(south, "sherpa", track).await;
    assert!(shown.closed && shown.human().contains("closed by both"));
    // The second round has no answer yet, and no track: what waits elsewhere isn't told here.
    assert!(shown.open.is_empty(), "{:?}", shown.open);
    let aim = track::AimArgs {
        track: track.to_owned(),
        acting: acting("sherpa"),
        text: "fewer missiles, and sooner".into(),
    };
    track::aim(&south.context, &aim).await.unwrap();
    assert!(!shown_track(south, "sherpa", track).await.closed);
    let early = track::LinkNameArgs {
        track: track.to_owned(),
        link: shown
            .links
            .iter()
            .find(|one| one.kind == "may-affect")
            .unwrap()
            .link
            .clone(),
        acting: acting("sherpa"),
    };
    let too_early = track::reviewed(&north.context, &early).await;
    assert_eq!(
        code(too_early),
        refused("no-effect"),
        "the contact isn't over"
    );
}

/// Links either way; a wrong order is told first, and sent only where somebody says so.
async fn ordered(north: &Side, south: &Side, track: &str, contact: &str, round: &str) {
    let right = links(track, &contact[..6], &round[..6]);
    track::link(&north.context, &right).await.unwrap();
    let again = track::link(&north.context, &right).await;
    assert_eq!(code(again), refused("no-effect"));
    let itself = track::link(&north.context, &links(track, round, round)).await;
    assert_eq!(code(itself), (Exit::Usage, "link".to_owned()));
    until("South sees the links", || async {
        shown_track(south, "sherpa", track).await.links.len() == 2
    })
    .await;
    let mut wrong = links(track, round, contact);
    wrong.may_affect.clear();
    let told = track::link(&south.context, &wrong).await.unwrap_err();
    assert_eq!(told.code, "conflicts");
    for words in ["isn't over before", "has to come first"] {
        assert!(told.cause.contains(words), "{}", told.cause);
    }
    assert_eq!(shown_track(south, "sherpa", track).await.links.len(), 2);
    wrong.despite = DESPITE;
    let said = track::link(&south.context, &wrong).await.unwrap();
    assert_eq!(said.conflicts.len(), 2, "{:?}", said.conflicts);
    let shown = shown_track(south, "sherpa", track).await;
    assert_eq!(shown.conflicts.len(), 2);
    assert!(shown.human().contains("CONFLICT"));
    let foreign = shown.links.iter().find(|link| link.by == "North").unwrap();
    let theirs = track::LinkNameArgs {
        track: track.to_owned(),
        link: foreign.link.clone(),
        acting: acting("sherpa"),
    };
    let foreign = track::unlink(&south.context, &theirs).await;
    assert_eq!(code(foreign), refused("nothing-to-answer"));
    let own = shown.links.iter().find(|link| link.by == "South").unwrap();
    let unlink = track::LinkNameArgs {
        link: own.link[..8].to_owned(),
        ..theirs
    };
    track::unlink(&south.context, &unlink).await.unwrap();
    let shown = shown_track(south, "sherpa", track).await;
    assert!(shown.conflicts.is_empty(), "{:?}", shown.conflicts);
}

/// The contact itself isn't moved past the round without a word either.
async fn late(south: &Side, contact: &str) {
    let counter = contact::CounterArgs {
        contact: contact.to_owned(),
        acting: acting("sherpa"),
        start: Some("2032-01-11T10:00".into()),
        zone: None,
        other_zone: None,
        duration: None,
        medium: None,
        more: terms_options::MoreTerms::default(),
        agenda: terms_options::AgendaOptions::default(),
    };
    let told = contact::counter(&south.context, &counter)
        .await
        .unwrap_err();
    assert_eq!(told.code, "conflicts");
    assert!(told.cause.contains("isn't over before"), "{}", told.cause);
}

/// A fixed date is moved by both and with a reason; before the contact only in spite of the order.
async fn fixed(north: &Side, south: &Side, contact: &str, round: &str) {
    let reason = |reason: Option<&str>| round::ReasonArgs {
        round: round.to_owned(),
        acting: acting("sherpa"),
        reason: reason.map(str::to_owned),
    };
    let alone = round::postpone(&south.context, &reason(Some("rain"))).await;
    assert_eq!(code(alone), refused("no-effect"));
    let mut counter = round::CounterArgs {
        round: round.to_owned(),
        acting: acting("sherpa"),
        title: None,
        place: None,
        start: Some("2031-12-30T20:00".into()),
        end: None,
        place_zone: None,
        zone: None,
        other_zone: None,
        more: MoreRoundTerms {
            reason: Some("an election".into()),
            ..MoreRoundTerms::default()
        },
        despite: Despite::default(),
    };
    let early = round::counter(&south.context, &counter).await.unwrap_err();
    assert_eq!(early.code, "conflicts");
    let digits = &contact[..8];
    for words in ["isn't over before", "at the same time", digits] {
        assert!(early.cause.contains(words), "{}", early.cause);
    }
    counter.start = Some("2032-01-12T10:00".into());
    counter.more.reason = None;
    let unreasoned = round::counter(&south.context, &counter).await;
    assert_eq!(code(unreasoned), (Exit::Usage, "fixed-date".to_owned()));
    counter.more.reason = Some("an election".into());
    round::counter(&south.context, &counter).await.unwrap();
    let shown = shown_round(south, "sherpa", round).await;
    assert_eq!(shown.awaited.as_deref(), Some("an answer of North"));
    assert_eq!(shown.amendment.unwrap().reason, "an election");
    assert_eq!(shown.starts.as_deref(), Some("2032-01-10T09:00:00Z"));
    let accept = round::AcceptArgs {
        round: round.to_owned(),
        acting: acting("sherpa"),
        despite: Despite::default(),
    };
    until("North sees the counter and accepts", || async {
        round::accept(&north.context, &accept).await.is_ok()
    })
    .await;
    until("South sees that it moved", || async {
        let shown = shown_round(south, "sherpa", round).await;
        shown.starts.as_deref() == Some("2032-01-12T09:00:00Z")
    })
    .await;
    let (at_north, at_south) = (
        shown_round(north, "sherpa", round).await,
        shown_round(south, "sherpa", round).await,
    );
    assert_eq!(at_north.agreed, at_south.agreed);
    assert!(at_south.fixed && at_south.agreed.is_some());
    let terms = at_south.terms.unwrap();
    // As long as before, and its sittings moved with it.
    assert_eq!(terms.local[0].end, "2032-01-12 18:00");
    assert_eq!(terms.sessions[0].start, "2032-01-12 10:00");
    let at: Vec<(&str, &str)> = terms
        .local
        .iter()
        .map(|local| (local.at.as_str(), local.start.as_str()))
        .collect();
    assert_eq!(
        at,
        [
            ("Geneva", "2032-01-12 10:00"),
            ("South", "2032-01-12 04:00"),
            ("North", "2032-01-12 12:00")
        ]
    );
}

/// Each names its own; a change of head is a record of its own; nobody sits at two tables at once.
async fn delegations(north: &Side, south: &Side, round: &str) {
    let named = |round: &str, head: Option<&str>, member: &[&str]| round::DelegationArgs {
        round: round.to_owned(),
        acting: acting("sherpa"),
        head: head.map(|head| head.parse().unwrap()),
        member: member.iter().map(|one| one.parse().unwrap()).collect(),
        interpreter: Vec::new(),
        despite: Despite::default(),
    };
    let headless = round::name_delegation(&south.context, &named(round, None, &["C. D."])).await;
    assert_eq!(code(headless), (Exit::Usage, "head-wanted".to_owned()));
    for (side, head) in [
        (north, "A. B.=deputy foreign minister"),
        (south, "E. F.=first deputy"),
        (south, "G. H.=foreign minister"),
    ] {
        let args = named(round, Some(head), &["C. D.=counsellor"]);
        round::name_delegation(&side.context, &args).await.unwrap();
    }
    until("North sees the change of head", || async {
        let shown = shown_round(north, "sherpa", round).await;
        let south = shown.delegations.iter().find(|one| one.side == "South");
        south.is_some_and(|one| one.head.name == "G. H." && one.earlier_heads.len() == 1)
    })
    .await;
    let shown = shown_round(north, "sherpa", round).await;
    assert!(shown.without_delegation.is_empty());
    assert!(shown.human().contains("before that E. F., first deputy"));

    let mut second = geneva("", "2032-01-12");
    second.more.track = None;
    let second = round::propose(&north.context, &second).await.unwrap();
    let second = id(&second, Noun::Round);
    let mut twice = named(&second, Some("I. J.=minister"), &["a. b."]);
    let told = round::name_delegation(&north.context, &twice)
        .await
        .unwrap_err();
    assert_eq!(told.code, "conflicts");
    assert!(
        told.cause
            .to_lowercase()
            .contains("a. b. takes part in round"),
        "{}",
        told.cause
    );
    twice.despite = DESPITE;
    let said = round::name_delegation(&north.context, &twice)
        .await
        .unwrap();
    let ShownConflict::Person { name, .. } = &said.conflicts[0] else {
        panic!("{:?}", said.conflicts);
    };
    assert!(told.cause.contains(name.as_str()), "{}", told.cause);
}

/// An outcome for each item, under both signatures.
async fn minutes_of(north: &Side, south: &Side, round: &str) {
    let outcome = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    let mut args = minutes::ProposeArgs {
        round: round.to_owned(),
        acting: acting("sherpa"),
        text: minutes::TextOptions {
            title: "First day".into(),
            text: Some("The delegations met.".into()),
            file: None,
            outcome: outcome(&["guarantees=bracketed:[no] later than spring"]),
        },
    };
    let half = minutes::propose(&south.context, &args).await;
    assert_eq!(code(half), (Exit::Usage, "outcome-missing".to_owned()));
    args.text
        .outcome
        .extend::<Vec<_>>(outcome(&["missiles=ad-referendum"]));
    let proposed = minutes::propose(&south.context, &args).await.unwrap();
    let minutes = id(&proposed, Noun::Minutes);
    let answer = minutes::AnswerArgs {
        minutes: minutes.clone(),
        acting: acting("sherpa"),
    };
    let own = minutes::accept(&south.context, &answer).await;
    assert_eq!(code(own), refused("nothing-to-answer"));
    until("North sees the minutes and accepts", || async {
        minutes::accept(&north.context, &answer).await.is_ok()
    })
    .await;
    until("South sees the acceptance", || async {
        let shown = minutes::show(&south.context, &answer).await.unwrap();
        shown.phase == "agreed"
    })
    .await;
    let (at_north, at_south) = (
        minutes::show(&north.context, &answer).await.unwrap(),
        minutes::show(&south.context, &answer).await.unwrap(),
    );
    assert!(at_north.agreed.is_some());
    assert_eq!(at_north.agreed, at_south.agreed);
    assert_eq!(at_north.outcomes, at_south.outcomes);
    let outcomes: Vec<(&str, &str)> = at_south
        .outcomes
        .iter()
        .map(|one| (one.item.as_str(), one.outcome.as_str()))
        .collect();
    assert_eq!(
        outcomes,
        [("guarantees", "bracketed"), ("missiles", "ad-referendum")]
    );
    assert!(at_south.human().contains("[no] later than spring"));
    let listed = shown_round(north, "sherpa", round).await;
    assert_eq!(listed.minutes.len(), 1);
}
