//! A sounding and a non-paper between two real nodes: read by the other side, in neither log, and in no
//! file of the side that sent it.

mod sides;

use cli::{
    Report,
    commands::{
        texts::Words,
        unrecorded::{self, ForgetArgs, ListArgs, SendArgs, ShowArgs},
    },
};
use domain::UnrecordedKind::{self, NonPaper, Sounding};
use identity::Role;
use node::runtime::Clock;
use sides::{Side, acting, code, refused, run_node, two_sides, until};

fn to_send(device: &str, text: &str) -> SendArgs {
    SendArgs {
        acting: acting(device),
        words: Words {
            text: Some(text.to_owned()),
            ..Words::default()
        },
        ..SendArgs::default()
    }
}

async fn list(
    side: &Side,
    device: &str,
    kind: UnrecordedKind,
) -> client::view::unrecorded::UnrecordedList {
    let args = ListArgs {
        acting: acting(device),
    };
    unrecorded::list(&side.context, &args, kind).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sounding_is_asked_and_answered_and_leaves_no_record() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    south.enrol("duty-two", &[Role::DutyOfficer]).await;

    let question = "Would a call before the tenth be welcome?";
    // The other side's keys may not have arrived yet.
    until("the other side has keys", || async {
        unrecorded::send(&north.context, &to_send("sherpa", question), Sounding)
            .await
            .is_ok()
    })
    .await;
    let asked = list(&south, "sherpa", Sounding).await;
    let [asked] = &asked.items[..] else {
        panic!("{asked:?}");
    };
    assert_eq!(asked.text.as_deref(), Some(question));
    assert!(!asked.signed);
    assert!(
        asked.human().contains("nobody signed it"),
        "{}",
        asked.human()
    );
    assert!(list(&south, "sherpa", NonPaper).await.items.is_empty());

    let answer = SendArgs {
        answers: Some(asked.id.to_string()[..8].to_owned()),
        ..to_send("sherpa", "It would; propose it.")
    };
    unrecorded::send(&south.context, &answer, Sounding)
        .await
        .unwrap();
    let answers = list(&north, "sherpa", Sounding).await;
    assert_eq!(answers.items[0].answers, Some(asked.id));

    let elements = SendArgs {
        title: Some("Elements".into()),
        ..to_send("sherpa", "One. Two. Three.")
    };
    unrecorded::send(&north.context, &elements, NonPaper)
        .await
        .unwrap();
    let papers = list(&south, "sherpa", NonPaper).await;
    let id = papers.items[0].id.to_string();
    let show = ShowArgs {
        id: id[..8].to_owned(),
        acting: acting("sherpa"),
    };
    let shown = unrecorded::show(&south.context, &show, NonPaper)
        .await
        .unwrap();
    assert_eq!(shown.text.as_deref(), Some("One. Two. Three."));

    // Neither duty officers nor the other kind's command see it.
    let duty = ListArgs {
        acting: acting("duty-two"),
    };
    let refused_to_duty = unrecorded::list(&south.context, &duty, Sounding).await;
    assert_eq!(code(refused_to_duty), refused("role-missing"));
    let wrong = unrecorded::show(&south.context, &show, Sounding).await;
    assert_eq!(code(wrong).1, "not-found");

    let forget = ForgetArgs {
        id,
        acting: acting("sherpa"),
    };
    unrecorded::forget(&south.context, &forget, NonPaper)
        .await
        .unwrap();
    assert!(list(&south, "sherpa", NonPaper).await.items.is_empty());

    // In South's store it stands sealed; in North's nothing stands of what North asked.
    let store = |side: &Side| {
        let path = side.context.home().store_path();
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        [path, log.into()]
            .iter()
            .flat_map(|file| std::fs::read(file).unwrap())
            .collect::<Vec<u8>>()
    };
    let has = |bytes: &[u8], id: &[u8]| bytes.windows(id.len()).any(|part| part == id);
    assert!(has(&store(&south), &asked.id.0), "the control");
    assert!(!has(&store(&north), &asked.id.0));
    for side in [&north, &south] {
        assert!(!has(&store(side), question.as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_line_nothing_is_kept_for_later() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    until("the other side has keys", || async {
        unrecorded::send(&north.context, &to_send("sherpa", "One?"), Sounding)
            .await
            .is_ok()
    })
    .await;
    let Side { context, node, .. } = south;
    node.stop().await.unwrap();
    until("the line is down", || async {
        let sent = unrecorded::send(&north.context, &to_send("sherpa", "Two?"), Sounding).await;
        sent.is_err_and(|error| error.code == "line-down")
    })
    .await;
    let _again = run_node(&context, Clock::real()).await;
    let list = |context| async move {
        let args = ListArgs {
            acting: acting("sherpa"),
        };
        unrecorded::list(context, &args, Sounding).await.unwrap()
    };
    until("the line is up", || async {
        unrecorded::send(&north.context, &to_send("sherpa", "Three?"), Sounding)
            .await
            .is_ok()
    })
    .await;
    let texts: Vec<_> = list(&context).await.items;
    let mut texts: Vec<_> = texts.into_iter().filter_map(|one| one.text).collect();
    texts.sort();
    assert_eq!(texts, ["One?", "Three?"]);
}
