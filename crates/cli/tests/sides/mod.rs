//! Two sides in one process with real nodes between them: founded, enrolled and paired.

use cli::{
    CliError, Context, Exit, PassphraseSource, Questions,
    commands::{Acting, contact, line, person, side},
    demo::free_ports::free_port,
    desk_files,
    home::DeviceName,
};
use client::KeyPurpose;
use identity::Role;
use node::http::DeskSource;
use node::runtime::{Clock, NodeConfig, Running, start};
use std::{
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// What two nodes on one machine need at most; more means that they never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// A side with its node.
pub struct Side {
    pub context: Context,
    pub credentials: PathBuf,
    pub words: String,
    pub node: Running,
}

pub fn context(dir: &Path) -> Context {
    let mut context = Context::new(dir);
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(String::from("pass").into());
    context
}

pub fn acting(name: &str) -> Acting {
    Acting::named(name.parse().unwrap())
}

/// Four ports that nobody uses just now.
fn ports() -> [SocketAddr; 4] {
    std::array::from_fn(|_| (Ipv4Addr::LOCALHOST, free_port().unwrap()).into())
}

/// Runs a side's node.
pub async fn run_node(context: &Context, clock: Clock) -> Running {
    run_node_with(context, clock, desk_files::embedded().unwrap()).await
}

/// With another web client than this program's.
#[allow(dead_code, reason = "each test takes what it needs")]
pub async fn run_node_with(context: &Context, clock: Clock, desk: DeskSource) -> Running {
    let home = context.home();
    let settings = home.side().unwrap();
    let config = NodeConfig {
        store: home.store_path(),
        http: settings.http,
        media: settings.media,
        media_address: None,
        media_tcp_address: None,
        line: settings.line,
        metrics: Some(settings.metrics),
        clock,
        desk,
        over_tls: false,
        tls: None,
        danger_tap: None,
        danger_given_keys: None,
        push: Default::default(),
    };
    let key = home.load_side_keys(context, KeyPurpose::Node).unwrap();
    let own = home.credentials().unwrap().bytes;
    start(config, own, key.danger_seed()).await.unwrap()
}

impl Side {
    pub async fn found(dir: &Path, name: &str) -> Self {
        let context = context(&dir.join(name));
        let [http, metrics, line, media] = ports();
        let args = side::InitArgs {
            http,
            metrics,
            line,
            media,
            ..side::InitArgs::local(name)
        };
        let founded = side::init(&context, &args).unwrap();
        let credentials = dir.join(format!("{name}.credentials"));
        let out = side::CredentialsArgs {
            out: Some(credentials.clone()),
        };
        side::credentials(&context, &out).unwrap();
        let node = run_node(&context, Clock::real()).await;
        Self {
            context,
            credentials,
            words: founded.words,
            node,
        }
    }

    pub async fn pair(&self, other: &Self) {
        let args = line::AddArgs {
            file: other.credentials.clone(),
            words: Some(other.words.clone()),
            devices_only: false,
        };
        let added = line::add(&self.context, &args).await.unwrap();
        assert!(added.pinned_at_node);
    }

    pub async fn enrol(&self, name: &str, roles: &[Role]) {
        let out = self.context.dir.join(format!("{name}.request"));
        let device: DeviceName = name.parse().unwrap();
        let args = person::RequestArgs::here(device, roles.to_vec(), out.clone());
        person::request(&self.context, &args).unwrap();
        let args = person::EnrolArgs::both(out);
        assert!(
            person::enrol(&self.context, &args)
                .await
                .unwrap()
                .seq
                .is_some()
        );
    }

    pub async fn list(&self, device: &str) {
        let args = contact::ListArgs {
            acting: acting(device),
        };
        contact::list(&self.context, &args).await.unwrap();
    }
}

/// Asks again until it is so; fails where it never is.
pub async fn until<F: Future<Output = bool>>(what: &str, mut so: impl FnMut() -> F) {
    let began = Instant::now();
    while !so().await {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub async fn two_sides(dir: &Path) -> (Side, Side) {
    let (north, south) = (
        Side::found(dir, "North").await,
        Side::found(dir, "South").await,
    );
    north.pair(&south).await;
    south.pair(&north).await;
    for side in [&north, &south] {
        side.enrol("sherpa", &[Role::Sherpa]).await;
        side.enrol("duty", &[Role::DutyOfficer]).await;
        side.enrol("press-1", &[Role::PressOfficer]).await;
        side.enrol("press-2", &[Role::PressOfficer]).await;
        // Who comes first makes the keys of the audiences; the next round hands them on.
        for _ in 0..2 {
            for device in ["sherpa", "duty", "press-1", "press-2"] {
                side.list(device).await;
            }
        }
    }
    for side in [&north, &south] {
        until("the line is up", || async {
            let args = line::StatusArgs::default();
            let status = line::status(&side.context, &args).await.unwrap().status;
            status.up && status.receipted == status.own_entries
        })
        .await;
    }
    (north, south)
}

/// Exit and code of a refusal, which says what to do.
pub fn code<T: std::fmt::Debug>(result: Result<T, CliError>) -> (Exit, String) {
    let error = result.unwrap_err();
    assert!(!error.next.is_empty(), "{error:?} says what to do");
    (error.exit, error.code)
}

pub fn refused(code: &str) -> (Exit, String) {
    (Exit::Refused, code.to_owned())
}
