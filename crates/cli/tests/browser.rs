//! What a node gives browsers, over real HTTP: its client, which the doctor compares, and sessions, which
//! officers see and end.

#[allow(dead_code, reason = "one side is enough here")]
mod sides;

use cli::{
    Context, Exit, Report,
    commands::{
        doctor::{self, DoctorArgs, Finding, Verdict},
        passkey,
        session::{self, EndArgs, ListArgs},
    },
    desk_files,
};
use identity::Role;
use node::{
    http::{DeskFile, DeskSource},
    runtime::Clock,
};
use sides::{Side, acting, code, refused, run_node, run_node_with};
use std::{collections::BTreeMap, sync::Arc};

async fn looked_at(context: &Context) -> Finding {
    let args = DoctorArgs::default();
    let found = doctor::run(context, &args).await.unwrap().findings;
    let of_client = found.into_iter().find(|one| one.what == "web client");
    of_client.expect("the node answers")
}

/// This program's files, changed.
fn changed(change: impl FnOnce(&mut BTreeMap<String, DeskFile>)) -> DeskSource {
    let DeskSource::Files(files) = desk_files::embedded().unwrap() else {
        panic!("a program's own files aren't in a folder");
    };
    let mut files = BTreeMap::clone(&files);
    change(&mut files);
    DeskSource::Files(Arc::new(files))
}

fn file(content: &'static str) -> DeskFile {
    DeskFile {
        media_type: "text/html; charset=utf-8",
        sha256: identity::sha256(content.as_bytes()),
        plain: content.into(),
        brotli: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_sees_a_client_that_isnt_this_programs() {
    let dir = tempfile::tempdir().unwrap();
    let side = Side::found(dir.path(), "North").await;
    let own = looked_at(&side.context).await;
    // Only a program that was built with the client can vouch for it.
    assert!(
        matches!(own.verdict, Verdict::Good | Verdict::Unseen),
        "{own:?}"
    );
    if own.verdict == Verdict::Good {
        assert!(
            own.detail.contains("not what it serves to another browser"),
            "{own:?}"
        );
    }
    let mut running = side.node;
    for (what, source) in [
        (
            "another page",
            changed(|files| drop(files.insert("index.html".into(), file("another")))),
        ),
        (
            "a file more",
            changed(|files| drop(files.insert("assets/x.js".into(), file("more")))),
        ),
        ("no page", changed(|files| drop(files.remove("index.html")))),
        // It names the right hash, and gives something else.
        (
            "a lie",
            changed(|files| {
                if let Some(page) = files.get_mut("index.html") {
                    page.plain = "another".into();
                }
            }),
        ),
    ] {
        running.stop().await.unwrap();
        running = run_node_with(&side.context, Clock::real(), source).await;
        let found = looked_at(&side.context).await;
        assert_eq!(found.verdict, Verdict::Bad, "{what}: {found:?}");
        assert!(!found.next.is_empty());
    }
    running.stop().await.unwrap();
    let running = run_node(&side.context, Clock::real()).await;
    assert_eq!(looked_at(&side.context).await, own);
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_sees_who_is_signed_in_and_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let side = Side::found(dir.path(), "North").await;
    side.enrol("sherpa", &[Role::Sherpa]).await;
    side.list("sherpa").await;
    let list = async |device: &str| {
        let args = ListArgs {
            acting: acting(device),
        };
        session::list(&side.context, &args).await
    };
    let sessions = list("administrator").await.unwrap();
    let of = |role: &str| {
        let mut all = sessions.sessions.iter();
        all.find(|one| one.roles == [role]).unwrap().clone()
    };
    assert!(of("administrator").own);
    let theirs = of("sherpa");
    assert!(!theirs.own);
    assert!(sessions.human().contains(&theirs.id));
    assert_eq!(code(list("sherpa").await), refused("role-missing"));
    let end = async |id: &str| {
        let args = EndArgs {
            id: id.to_owned(),
            acting: acting("administrator"),
        };
        session::end(&side.context, &args).await
    };
    end(&theirs.id).await.unwrap();
    let left = list("administrator").await.unwrap();
    assert!(left.sessions.iter().all(|one| one.id != theirs.id));
    let (exit, code) = code(end(&theirs.id).await);
    assert_eq!((exit, &code[..]), (Exit::Refused, "not-found"));
    // Who holds the key signs in again, and has another session.
    side.list("sherpa").await;
    let again = list("administrator").await.unwrap();
    let sherpas = again.sessions.iter().filter(|one| one.roles == ["sherpa"]);
    assert!(sherpas.clone().count() == 1 && sherpas.clone().all(|one| one.id != theirs.id));
}

/// What is there once a browser has registered one, `web/e2e/accreditation.test.js` looks at.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn officers_alone_ask_about_passkeys() {
    let dir = tempfile::tempdir().unwrap();
    let side = Side::found(dir.path(), "North").await;
    side.enrol("sherpa", &[Role::Sherpa]).await;
    let list = async |device: &str| {
        let args = passkey::ListArgs {
            acting: acting(device),
        };
        passkey::list(&side.context, &args).await
    };
    let none = list("administrator").await.unwrap();
    assert!(none.devices.is_empty());
    assert_eq!(none.human(), "no device of this side has a passkey");
    assert_eq!(code(list("sherpa").await), refused("role-missing"));
    let by_administrator = ListArgs {
        acting: acting("administrator"),
    };
    let listed = session::list(&side.context, &by_administrator).await;
    let sessions = listed.unwrap().sessions;
    let sherpa = sessions.iter().find(|one| one.roles == ["sherpa"]).unwrap();
    for (device, as_who, wanted) in [
        (sherpa.device, "administrator", "not-found"),
        (sherpa.device, "sherpa", "role-missing"),
    ] {
        let args = passkey::ResetArgs {
            device,
            acting: acting(as_who),
        };
        let reset = passkey::reset(&side.context, &args).await;
        assert_eq!(code(reset), refused(wanted), "as {as_who}");
    }
}
