//! Silence procedures between two real nodes: one is broken by an objection, one runs out.

mod sides;

use cli::{
    Clock, Context, Exit, Outcome, Report,
    commands::{
        line,
        message::{self, SendArgs},
        silence::{self, ListArgs, ObjectArgs, ProposeArgs, ShowArgs, SilenceView, WithdrawArgs},
    },
};
use domain::Noun;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use node::runtime::{self, Running};
use sides::{Side, acting, code, refused, run_node, two_sides, until};

const HOUR_MS: i64 = 3_600 * 1_000;

fn to_propose(expires: &str) -> ProposeArgs {
    ProposeArgs {
        acting: acting("sherpa"),
        title: "Dates".into(),
        text: Some("The second round is on the first of February.".into()),
        file: None,
        expires: expires.to_owned(),
        zone: "Europe/Moscow".into(),
        other_zone: "America/New_York".into(),
        overlap: None,
    }
}

fn to_object(device: &str, silence: &str, reason: Option<&str>) -> ObjectArgs {
    ObjectArgs {
        silence: silence.to_owned(),
        acting: acting(device),
        reason: reason.map(str::to_owned),
    }
}

async fn try_show(context: &Context, silence: &str) -> Option<SilenceView> {
    let args = ShowArgs {
        // The first digits will do.
        silence: silence[..8].to_owned(),
        acting: acting("sherpa"),
    };
    silence::show(context, &args).await.ok()
}

async fn show(context: &Context, silence: &str) -> SilenceView {
    try_show(context, silence).await.unwrap()
}

async fn arrives(context: &Context, silence: &str) {
    until("the text arrives", || async {
        try_show(context, silence).await.is_some()
    })
    .await;
}

async fn says_something(context: &Context) {
    let args = SendArgs {
        acting: acting("duty"),
        text: Some("We are here.".into()),
        ..SendArgs::default()
    };
    let noun = Noun::ServiceMessage;
    message::send(context, &args, noun).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_objection_breaks_the_silence() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let args = to_propose("2031-01-14T18:00");
    let proposed = silence::propose(&north.context, &args).await.unwrap();
    let id = proposed.silence.silence.to_string();
    assert_eq!(proposed.silence.state, "running");

    arrives(&south.context, &id).await;
    let view = show(&south.context, &id).await;
    let local: Vec<(&str, &str)> = view
        .local
        .iter()
        .map(|one| (one.side.as_str(), one.civil.as_str()))
        .collect();
    assert_eq!(
        local,
        [("North", "2031-01-14T18:00"), ("South", "2031-01-14T10:00")]
    );
    assert!(view.read_otherwise.is_empty());
    assert_eq!(view.text, args.text);
    let human = view.human();
    for words in [
        "2031-01-14T10:00 in South (America/New_York, UTC-05:00)",
        "running: it stands at the expiry unless South objects before",
    ] {
        assert!(human.contains(words), "{words} in {human}");
    }

    // Not the author, and not somebody without the role.
    let own = silence::object(&north.context, &to_object("sherpa", &id, None)).await;
    assert_eq!(code(own), refused("no-effect"));
    let duty = silence::object(&south.context, &to_object("duty", &id, None)).await;
    assert_eq!(code(duty), refused("role-missing"));

    let objected = to_object("sherpa", &id, Some("a holiday here"));
    let objected = silence::object(&south.context, &objected).await.unwrap();
    assert_eq!(objected.silence.state, "broken");
    until("North sees the objection", || async {
        show(&north.context, &id).await.state == "broken"
    })
    .await;
    let view = show(&north.context, &id).await;
    let objection = view.objection.as_ref().unwrap();
    assert_eq!(objection.at.side, "South");
    assert_eq!(objection.reason.as_deref(), Some("a holiday here"));
    assert!(!view.consent && view.proof.is_none());
    let json = Outcome::from(view).json;
    assert_eq!(json["consent"], false);
    assert_eq!(json["objection"]["at"]["side"], "South");

    let again = silence::object(&south.context, &to_object("sherpa", &id, None)).await;
    assert_eq!(code(again), refused("no-effect"));
    let soon = silence::propose(&north.context, &to_propose("2021-12-30T23:30")).await;
    assert_eq!(code(soon), (Exit::Usage, "time".to_owned()));

    // What its author takes back is no text under silence any more.
    let args = to_propose("2031-01-14T18:00");
    let second = silence::propose(&north.context, &args).await.unwrap();
    let args = WithdrawArgs {
        silence: second.silence.silence.to_string(),
        acting: acting("sherpa"),
    };
    let withdrawn = silence::withdraw(&north.context, &args).await.unwrap();
    assert_eq!(withdrawn.silence.state, "withdrawn");
    let args = ListArgs {
        acting: acting("sherpa"),
    };
    let list = silence::list(&north.context, &args).await.unwrap();
    let mut states: Vec<&str> = list.procedures.iter().map(|one| &*one.state).collect();
    states.sort_unstable();
    assert_eq!(states, ["broken", "withdrawn"]);
    for side in [north, south] {
        side.node.stop().await.unwrap();
    }
}

async fn stopped(side: Side) -> Context {
    side.node.stop().await.unwrap();
    side.context
}

/// A side's node and people some hours on.
async fn later(mut context: Context, hours: i64) -> (Context, Running) {
    let clock = runtime::Clock::danger_demo(hours * HOUR_MS);
    context.clock = Clock::Offset(hours * HOUR_MS);
    let node = run_node(&context, clock).await;
    (context, node)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_that_runs_out_is_consent_once_the_other_log_proves_it() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let zone = TimeZone::get("Europe/Moscow").unwrap();
    let expires = Timestamp::now() + SignedDuration::from_mins(80);
    let expires = expires.to_zoned(zone).strftime("%Y-%m-%dT%H:%M");
    let args = to_propose(&expires.to_string());
    let proposed = silence::propose(&north.context, &args).await.unwrap();
    let id = proposed.silence.silence.to_string();
    arrives(&south.context, &id).await;
    // Its next entry shows that South had the text in time.
    says_something(&south.context).await;
    until("North knows that South has it", || async {
        show(&north.context, &id).await.delivered.is_some()
    })
    .await;
    assert_eq!(show(&north.context, &id).await.state, "running");

    // Two hours on the line is down: however long nobody objects, nothing is adopted.
    let (north, south) = (stopped(north).await, stopped(south).await);
    let (north, north_node) = later(north, 2).await;
    let view = show(&north, &id).await;
    assert_eq!((&*view.state, view.consent), ("unproved", false));
    assert!(view.human().contains("the text doesn't stand"));

    // Nor when it is back, until South's own log goes on.
    let (south, south_node) = later(south, 2).await;
    until("the line is back", || async {
        let args = line::StatusArgs::default();
        line::status(&north, &args).await.unwrap().status.up
    })
    .await;
    assert_eq!(show(&north, &id).await.state, "unproved");
    says_something(&south).await;
    until("South's log proves its silence", || async {
        show(&north, &id).await.state == "adopted"
    })
    .await;
    for context in [&north, &south] {
        let view = show(context, &id).await;
        assert!(view.consent);
        assert_eq!(view.proof.unwrap().side, "South");
    }
    let late = silence::object(&south, &to_object("sherpa", &id, None)).await;
    assert_eq!(code(late), refused("no-effect"));
    north_node.stop().await.unwrap();
    south_node.stop().await.unwrap();
}
