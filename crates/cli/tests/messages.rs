//! Messages between two real nodes: one goes from North to South and is acknowledged with a reply; the
//! duty officers have a channel of their own.

mod sides;

use cli::{
    Exit, Outcome, Report,
    commands::message::{self, AcknowledgeArgs, ListArgs, SendArgs, ShowArgs},
};
use client::view::message::{MessageList, MessageView};
use domain::{Noun, Precedence};
use identity::Role;
use jiff::{SignedDuration, Timestamp};
use sides::{Side, acting, code, refused, two_sides, until};

const FORMAL: Noun = Noun::Message;
const SERVICE: Noun = Noun::ServiceMessage;

fn to_send(device: &str, text: &str) -> SendArgs {
    SendArgs {
        acting: acting(device),
        text: Some(text.to_owned()),
        ..SendArgs::default()
    }
}

fn to_acknowledge(device: &str, message: &str) -> AcknowledgeArgs {
    AcknowledgeArgs {
        message: message.to_owned(),
        acting: acting(device),
    }
}

fn to_show(device: &str, message: &str) -> ShowArgs {
    ShowArgs {
        message: message.to_owned(),
        acting: acting(device),
        without_presenting: false,
    }
}

async fn show(side: &Side, device: &str, noun: Noun, message: &str) -> MessageView {
    // The first digits will do.
    let args = to_show(device, &message[..8]);
    message::show(&side.context, &args, noun).await.unwrap()
}

async fn list(side: &Side, device: &str, noun: Noun) -> MessageList {
    let args = ListArgs {
        acting: acting(device),
    };
    message::list(&side.context, &args, noun).await.unwrap()
}

async fn arrives(side: &Side, device: &str, noun: Noun, message: &str) {
    until("the message arrives", || async {
        let list = list(side, device, noun).await;
        let mut lines = list.messages.iter();
        lines.any(|line| line.message.to_string() == message)
    })
    .await;
}

async fn comes_to(side: &Side, device: &str, noun: Noun, message: &str, state: &str) {
    until(state, || async {
        show(side, device, noun, message).await.state == state
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_goes_over_and_its_acknowledgement_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    south.enrol("principal", &[Role::Principal]).await;

    let sent = SendArgs {
        precedence: Some(Precedence::Flash),
        title: Some("Incident at sea".into()),
        language: Some("ru".into()),
        translation: Some("Our ships are to keep apart.".into()),
        translation_language: Some("en".into()),
        acknowledge_by: Some("2099-01-01T00:00:00Z".into()),
        ..to_send("sherpa", "Наши корабли должны разойтись.")
    };
    let done = message::send(&north.context, &sent, FORMAL).await.unwrap();
    let id = done.message.to_string();
    assert_eq!((&*done.what, &*done.precedence), ("sent", "flash"));

    // The duty officer sees that it sounds, and not a word of it.
    arrives(&south, "duty", FORMAL, &id).await;
    let before = list(&south, "duty", FORMAL).await.messages.remove(0);
    assert!(before.sounds && before.title.is_none());
    // A principal's device says nothing of what its person looked at.
    let seen = show(&south, "principal", FORMAL, &id).await;
    assert!(!seen.presented_now);
    let unseen = ShowArgs {
        without_presenting: true,
        ..to_show("duty", &id)
    };
    let unseen = message::show(&south.context, &unseen, FORMAL).await;
    assert!(!unseen.unwrap().presented_now);
    let shown = show(&south, "duty", FORMAL, &id).await;
    assert!(shown.presented_now && shown.text.is_none());
    assert!(shown.human().contains("sounds until"));
    assert!(!shown.human().contains("Incident"));
    assert!(!show(&south, "duty", FORMAL, &id).await.presented_now);

    comes_to(&north, "sherpa", FORMAL, &id, "presented").await;
    let view = show(&north, "sherpa", FORMAL, &id).await;
    assert_eq!((view.receipted, view.sounds), (Some(true), true));
    assert!(!view.presented_now, "one's own is presented to nobody");

    // South's aide answers: that acknowledges.
    let reply = SendArgs {
        reply_to: Some(id[..8].to_owned()),
        language: Some("en".into()),
        ..to_send("sherpa", "Agreed.")
    };
    let replied = message::send(&south.context, &reply, FORMAL).await.unwrap();
    assert_eq!(replied.acknowledged, Some(done.message));
    let reply = replied.message.to_string();
    comes_to(&north, "sherpa", FORMAL, &id, "acknowledged").await;

    arrives(&north, "sherpa", FORMAL, &reply).await;
    let answer = show(&north, "sherpa", FORMAL, &reply).await;
    assert_eq!(answer.reply_to, Some(done.message));
    assert_eq!(answer.text.unwrap().original.text, "Agreed.");

    // That it was shown stands in North's log, which so shows when North had the acknowledgement.
    until("both ends know all times", || async {
        let there = show(&south, "sherpa", FORMAL, &id).await;
        let mut times = there.states.iter().map(|one| one.sender_unix_ms);
        times.all(|time| time.is_some())
    })
    .await;
    // Both ends show the same, word for word and moment for moment.
    let (here, there) = (
        show(&north, "sherpa", FORMAL, &id).await,
        show(&south, "sherpa", FORMAL, &id).await,
    );
    assert!(!here.sounds);
    assert_eq!(here.replies, [replied.message]);
    let text = here.text.as_ref().unwrap();
    assert_eq!(text.title, "Incident at sea");
    assert_eq!(text.original.language, "ru");
    assert_eq!(text.original.text, sent.text.unwrap());
    let translation = text.translation.as_ref().unwrap();
    assert_eq!(translation.text, "Our ships are to keep apart.");
    assert_eq!(
        there.text.as_ref().unwrap().original.text,
        text.original.text
    );
    let states: Vec<&str> = here.states.iter().map(|one| &*one.state).collect();
    assert_eq!(states, ["sent", "delivered", "presented", "acknowledged"]);
    assert_eq!(here.states, there.states);
    for state in &here.states {
        let times = (state.sender_unix_ms, state.receiver_unix_ms);
        assert!(matches!(times, (Some(_), Some(_))), "{state:?}");
    }
    assert!(here.states[3].person.is_some(), "a person acknowledged it");
    let human = here.human();
    for words in [
        "from         North, to South",
        " at North, ",
        "answered by",
        "original (ru)",
    ] {
        assert!(human.contains(words), "{words} in {human}");
    }
    let json = Outcome::from(here).json;
    assert_eq!(json["state"], "acknowledged");
    assert!(json["states"][3]["receiver_unix_ms"].is_i64());

    // What changes nothing, or isn't one's to do, is refused with its reason.
    let again = to_acknowledge("duty", &id);
    let again = message::acknowledge(&south.context, &again, FORMAL).await;
    assert_eq!(code(again), refused("no-effect"));
    let own = message::acknowledge(&north.context, &to_acknowledge("duty", &id), FORMAL).await;
    assert_eq!(code(own), refused("no-effect"));
    for device in ["duty", "press-1"] {
        let formal = message::send(&north.context, &to_send(device, "no"), FORMAL).await;
        assert_eq!(code(formal), refused("role-missing"), "{device}");
    }
    let unknown = SendArgs {
        reply_to: Some("0000".into()),
        ..to_send("sherpa", "to nothing")
    };
    let unknown = message::send(&north.context, &unknown, FORMAL).await;
    assert_eq!(code(unknown), (Exit::Failed, "not-found".to_owned()));
    for side in [north, south] {
        side.node.stop().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duty_officers_have_a_channel_of_their_own_and_late_is_better_than_never() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let by = Timestamp::now() + SignedDuration::from_secs(1);
    let asked = SendArgs {
        acknowledge_by: Some(by.to_string()),
        ..to_send("duty", "Line test at nine, please.")
    };
    let done = message::send(&north.context, &asked, SERVICE)
        .await
        .unwrap();
    let id = done.message.to_string();
    assert_eq!(done.channel, "service-message");

    arrives(&south, "duty", SERVICE, &id).await;
    // Not told that it was read: the time passes.
    comes_to(&north, "duty", SERVICE, &id, "unanswered").await;
    let view = show(&north, "duty", SERVICE, &id).await;
    let last = view.states.last().unwrap();
    assert_eq!(last.state, "unanswered");
    assert_eq!(last.sender_unix_ms, Some(by.as_millisecond()));

    // Leaders and their aides are no part of it, and it is no part of the formal messages.
    let sherpa = list(&south, "sherpa", SERVICE).await;
    assert!(sherpa.messages.iter().all(|line| line.title.is_none()));
    let blind = message::send(&south.context, &to_send("sherpa", "no"), SERVICE).await;
    assert_eq!(code(blind), refused("role-missing"));
    assert!(list(&south, "duty", FORMAL).await.messages.is_empty());
    let other = to_acknowledge("duty", &id);
    let other = message::acknowledge(&south.context, &other, FORMAL).await;
    assert_eq!(code(other), (Exit::Failed, "not-found".to_owned()));

    let taken = to_acknowledge("duty", &id[..8]);
    let taken = message::acknowledge(&south.context, &taken, SERVICE).await;
    assert_eq!(taken.unwrap().state, "acknowledged");
    comes_to(&north, "duty", SERVICE, &id, "acknowledged").await;
    let view = show(&north, "duty", SERVICE, &id).await;
    assert_eq!(
        view.text.unwrap().original.text,
        "Line test at nine, please."
    );
    for side in [north, south] {
        side.node.stop().await.unwrap();
    }
}
