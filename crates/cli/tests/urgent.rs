//! Drafts that a second person approves, and a FLASH that sounds until somebody acknowledges it, between
//! two real nodes.

mod sides;

use cli::{
    Exit, Report,
    commands::{
        message::{self, AcknowledgeArgs, SendArgs, ShowArgs},
        message_drafts::{self, ApproveArgs, DraftsArgs},
        message_watch::{self, WatchArgs, WatchEvent},
        shift::{self, SetArgs},
    },
};
use domain::{Noun, Precedence};
use identity::Role;
use jiff::{SignedDuration, Timestamp};
use sides::{Side, acting, code, refused, two_sides, until};

const FORMAL: Noun = Noun::Message;

fn to_draft(device: &str, text: &str) -> SendArgs {
    SendArgs {
        acting: acting(device),
        text: Some(text.to_owned()),
        ..SendArgs::default()
    }
}

fn drafted(device: &str, draft: &str) -> SendArgs {
    SendArgs {
        acting: acting(device),
        draft: Some(draft.to_owned()),
        ..SendArgs::default()
    }
}

async fn show(
    side: &Side,
    device: &str,
    message: &str,
) -> Option<client::view::message::MessageView> {
    let args = ShowArgs {
        message: message.to_owned(),
        acting: acting(device),
        without_presenting: true,
    };
    message::show(&side.context, &args, FORMAL).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_goes_out_once_a_second_person_approved_it() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    north.enrol("sherpa-2", &[Role::Sherpa]).await;
    for _ in 0..2 {
        north.list("sherpa").await;
        north.list("sherpa-2").await;
    }
    let words = SendArgs {
        language: Some("ru".into()),
        translation: Some("Our ships keep apart.".into()),
        translation_language: Some("en".into()),
        translator: Some("Language service".into()),
        ..to_draft("sherpa", "Корабли расходятся.")
    };
    let first = message_drafts::draft(&north.context, &words).await.unwrap();
    let better = SendArgs {
        text: Some("Наши корабли расходятся.".into()),
        draft: Some(first.draft.draft.clone()),
        ..words
    };
    let done = message_drafts::draft(&north.context, &better)
        .await
        .unwrap();
    let draft = done.draft.draft;
    let list = DraftsArgs {
        acting: acting("sherpa-2"),
    };
    let all = message_drafts::list(&north.context, &list).await.unwrap();
    assert_eq!(all.drafts.len(), 1, "the better one took the first's place");
    assert!(all.human().contains("waits for another"));

    let approve = |device: &str| ApproveArgs {
        draft: draft[..8].to_owned(),
        acting: acting(device),
    };
    let own = message_drafts::approve(&north.context, &approve("sherpa")).await;
    assert_eq!(code(own), refused("own-draft"));
    let early = message::send(&north.context, &drafted("sherpa", &draft), FORMAL).await;
    assert_eq!(code(early), refused("not-approved"));
    let changed = SendArgs {
        text: Some("and more".into()),
        ..drafted("sherpa", &draft)
    };
    let changed = message::send(&north.context, &changed, FORMAL).await;
    assert_eq!(code(changed), (Exit::Usage, "draft-alone".to_owned()));
    let approved = message_drafts::approve(&north.context, &approve("sherpa-2")).await;
    assert!(approved.unwrap().draft.approved_by.is_some());

    let sent = message::send(&north.context, &drafted("sherpa", &draft), FORMAL)
        .await
        .unwrap();
    let again = message::send(&north.context, &drafted("sherpa", &draft), FORMAL).await;
    assert_eq!(code(again), refused("no-effect"));
    let id = sent.message.to_string();
    until("it arrives", || async {
        show(&south, "sherpa", &id).await.is_some()
    })
    .await;
    let view = show(&south, "sherpa", &id).await.unwrap();
    let text = view.text.as_ref().unwrap();
    assert_eq!(text.original.text, "Наши корабли расходятся.");
    let translation = text.translation.as_ref().unwrap();
    assert_eq!(translation.translator.as_deref(), Some("Language service"));
    assert!(view.human().contains("translated by Language service"));
    until("the receipt shows", || async {
        show(&north, "sherpa", &id).await.unwrap().state == "delivered"
    })
    .await;
    for side in [north, south] {
        side.node.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flash_sounds_at_the_officer_on_shift_until_it_is_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let now = Timestamp::now();
    let set = SetArgs {
        acting: acting("duty"),
        on: vec![
            "duty".into(),
            now.to_string(),
            (now + SignedDuration::from_hours(8)).to_string(),
        ],
        instead_of: None,
    };
    let list = shift::set(&south.context, &set).await.unwrap();
    assert_eq!(list.on_duty.len(), 1);
    assert!(list.human().contains("called now"));
    // Nobody overwrites a list that they don't name, or one that another took the place of.
    let first = list.list.unwrap();
    let instead_of = |id: Option<&str>| SetArgs {
        instead_of: id.map(str::to_owned),
        ..set.clone()
    };
    let unnamed = shift::set(&south.context, &instead_of(None)).await;
    let unnamed = unnamed.unwrap_err();
    assert_eq!(unnamed.code, "shifts-changed");
    assert!(unnamed.next.contains(&first[..8]), "{}", unnamed.next);
    let named = instead_of(Some(&first[..8]));
    let list = shift::set(&south.context, &named).await.unwrap();
    let second = list.list.unwrap();
    assert_ne!(first, second);
    let late = shift::set(&south.context, &named).await.unwrap_err();
    assert_eq!(late.code, "shifts-changed");
    assert!(late.cause.contains(&second), "{}", late.cause);
    let args = shift::ListArgs {
        acting: acting("duty"),
    };
    let stands = shift::list(&south.context, &args).await.unwrap();
    assert_eq!(stands.list, Some(second));
    let backwards = SetArgs {
        on: vec!["duty".into(), now.to_string(), now.to_string()],
        ..set
    };
    let backwards = shift::set(&south.context, &backwards).await;
    assert_eq!(code(backwards), (Exit::Usage, "time".to_owned()));

    let watch = WatchArgs {
        acting: acting("duty"),
        until_acknowledged: true,
        for_seconds: Some(120),
    };
    let watching = message_watch::watch(&south.context, &watch, false);
    let course = async {
        let flash = SendArgs {
            precedence: Some(Precedence::Flash),
            ..to_draft("sherpa", "Now.")
        };
        let sent = message::send(&north.context, &flash, FORMAL).await.unwrap();
        let id = sent.message.to_string();
        until("it sounds", || async {
            let view = show(&south, "sherpa", &id).await;
            view.is_some_and(|view| view.alarm.is_some())
        })
        .await;
        let view = show(&south, "sherpa", &id).await.unwrap();
        let alarm = view.alarm.as_ref().unwrap();
        assert_eq!((alarm.step, alarm.called.len()), (0, 1));
        assert!(view.human().contains("sounds       since"));
        let taken = AcknowledgeArgs {
            message: id.clone(),
            acting: acting("sherpa"),
        };
        message::acknowledge(&south.context, &taken, FORMAL)
            .await
            .unwrap();
        let view = show(&south, "sherpa", &id).await.unwrap();
        assert!(view.alarm.is_none() && !view.sounds);
        sent.message
    };
    let (watched, flash) = tokio::join!(watching, course);
    let watched = watched.unwrap();
    assert_eq!(watched.acknowledged, [flash]);
    assert!(watched.sounding.is_empty());
    assert!(matches!(
        watched.events[..],
        [
            WatchEvent::Sounds { message, step: 0, everybody: false, .. },
            WatchEvent::Acknowledged { message: over },
        ] if message == flash && over == flash
    ));
    for side in [north, south] {
        side.node.stop().await.unwrap();
    }
}
