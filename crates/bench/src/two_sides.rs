//! Two nodes in this process and their people's devices, by the functions behind the commands: as
//! many calls as asked, over a line as long as asked.

use crate::line_delay::LineDelay;
use anyhow::Context as _;
use cli::commands::join::{self, JoinArgs, JoinReport};
use cli::commands::{Acting, call, contact, line, person, side, terms_options};
use cli::{Context, PassphraseSource, Questions};
use client::KeyPurpose;
use identity::Role;
use node::http::DeskSource;
use node::runtime::{Clock, NodeConfig, Running, start};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
const PASSPHRASE: &str = "bench";
const DEVICES: [(&str, Role); 3] = [
    ("sherpa", Role::Sherpa),
    ("duty", Role::DutyOfficer),
    ("principal", Role::Principal),
];

struct Side {
    context: Context,
    credentials: PathBuf,
    words: String,
    node: Running,
}

pub struct TwoSides {
    sides: [Side; 2],
    dir: tempfile::TempDir,
}

/// What the two principals' devices tell of a call.
pub struct Held {
    pub reports: [JoinReport; 2],
    pub heard: [PathBuf; 2],
}

fn acting(name: &str) -> anyhow::Result<Acting> {
    Ok(Acting::named(name.parse().map_err(anyhow::Error::msg)?))
}

/// Addresses that nobody uses just now: two TCP, two UDP.
fn addresses() -> std::io::Result<[SocketAddr; 4]> {
    let tcp = [
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    ];
    let udp = [
        UdpSocket::bind("127.0.0.1:0")?,
        UdpSocket::bind("127.0.0.1:0")?,
    ];
    Ok([
        tcp[0].local_addr()?,
        tcp[1].local_addr()?,
        udp[0].local_addr()?,
        udp[1].local_addr()?,
    ])
}

/// Asks until the answer is yes.
async fn until<F: Future<Output = bool>>(
    what: &str,
    mut so: impl FnMut() -> F,
) -> anyhow::Result<()> {
    let began = Instant::now();
    while !so().await {
        anyhow::ensure!(began.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

impl Side {
    async fn found(dir: &Path, name: &str, one_way: Duration) -> anyhow::Result<Self> {
        let mut context = Context::new(dir.join(name));
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(PASSPHRASE.to_owned().into());
        let [http, metrics, line, media] = addresses()?;
        let route = match one_way.is_zero() {
            true => Vec::new(),
            false => vec![LineDelay::start(line, one_way)?.address.to_string()],
        };
        let args = side::InitArgs {
            http,
            metrics,
            line,
            media,
            route,
            ..side::InitArgs::local(name)
        };
        let founded = side::init(&context, &args)?;
        let credentials = dir.join(format!("{name}.credentials"));
        let out = side::CredentialsArgs {
            out: Some(credentials.clone()),
        };
        side::credentials(&context, &out)?;
        let home = context.home();
        let config = NodeConfig {
            store: home.store_path(),
            http,
            media,
            media_address: None,
            media_tcp_address: None,
            line,
            metrics: Some(metrics),
            clock: Clock::real(),
            desk: DeskSource::default(),
            over_tls: false,
            tls: None,
            danger_tap: None,
            danger_given_keys: None,
            push: Default::default(),
        };
        let key = home.load_side_keys(&context, KeyPurpose::Node)?;
        let own = home.credentials()?.bytes;
        let node = start(config, own, key.danger_seed()).await?;
        Ok(Self {
            context,
            credentials,
            words: founded.words,
            node,
        })
    }

    async fn pair(&self, other: &Self) -> anyhow::Result<()> {
        let args = line::AddArgs {
            file: other.credentials.clone(),
            words: Some(other.words.clone()),
            devices_only: false,
        };
        line::add(&self.context, &args).await?;
        Ok(())
    }

    async fn enrol(&self) -> anyhow::Result<()> {
        for (name, role) in DEVICES {
            let out = self.context.dir.join(format!("{name}.request"));
            let device = name.parse().map_err(anyhow::Error::msg)?;
            let args = person::RequestArgs::here(device, vec![role], out.clone());
            person::request(&self.context, &args)?;
            person::enrol(&self.context, &person::EnrolArgs::both(out)).await?;
        }
        // Who comes first makes the keys of the audiences; the next round hands them on.
        for _ in 0..2 {
            for (name, _) in DEVICES {
                let args = contact::ListArgs {
                    acting: acting(name)?,
                };
                contact::list(&self.context, &args).await?;
            }
        }
        Ok(())
    }

    async fn phase(&self, device: &str, contact: &str) -> String {
        let Ok(acting) = acting(device) else {
            return String::new();
        };
        let contact = contact.to_owned();
        let args = contact::ShowArgs { contact, acting };
        let shown = contact::show(&self.context, &args).await;
        shown.map_or_else(|error| error.code, |view| view.phase)
    }
}

impl TwoSides {
    pub async fn begin(one_way: Duration) -> anyhow::Result<Self> {
        let dir = tempfile::tempdir()?;
        let sides = [
            Side::found(dir.path(), "North", one_way).await?,
            Side::found(dir.path(), "South", one_way).await?,
        ];
        let [north, south] = &sides;
        north.pair(south).await?;
        south.pair(north).await?;
        for side in &sides {
            side.enrol().await?;
        }
        for side in &sides {
            until("the line is up", || async {
                let status = line::status(&side.context, &line::StatusArgs::default()).await;
                status.is_ok_and(|shown| {
                    shown.status.up && shown.status.receipted == shown.status.own_entries
                })
            })
            .await?;
        }
        Ok(Self { sides, dir })
    }

    /// Both nodes end before the runtime does.
    pub async fn stop(self) -> anyhow::Result<()> {
        for side in self.sides {
            side.node.stop().await?;
        }
        Ok(())
    }

    /// One contact from proposal to hanging up; both principals say `wav` and listen. Whose side
    /// confirms first hears later that both have: its principal, `late`, joins last.
    pub async fn hold(&self, late: usize, wav: &Path, seconds: u64) -> anyhow::Result<Held> {
        let [north, south] = &self.sides;
        let contact = self.agreed().await?;
        let heard = [0, 1].map(|side| self.dir.path().join(format!("heard-{contact}-{side}.wav")));
        let args = |side: usize| {
            anyhow::Ok(JoinArgs {
                contact: contact.clone(),
                device: Some("principal".parse().map_err(anyhow::Error::msg)?),
                say: Some(wav.to_owned()),
                say_after_ms: 0,
                hear: Some(heard[side].clone()),
                hear_each: None,
                sound_card: false,
                seconds: (side == 0).then_some(seconds),
                wait: 30,
                mute: false,
                mute_after_ms: None,
                mute_for_ms: None,
                media_tcp: false,
                danger_write_keys: None,
            })
        };
        let joining = args(0)?;
        let answering = args(1)?;
        let (first, second, confirmed) = tokio::join!(
            join::run(&north.context, &joining),
            join::run(&south.context, &answering),
            self.confirm(&contact, late),
        );
        confirmed?;
        Ok(Held {
            reports: [first?, second?],
            heard,
        })
    }

    async fn agreed(&self) -> anyhow::Result<String> {
        let [north, south] = &self.sides;
        let proposal = contact::ProposeArgs {
            acting: acting("sherpa")?,
            start: "2031-12-30T23:30".into(),
            zone: "Europe/Moscow".into(),
            other_zone: "America/New_York".into(),
            duration: 60,
            medium: domain::Medium::PhoneCall,
            more: terms_options::MoreTerms {
                initiative: Some(domain::Initiative::Proposer),
                ..terms_options::MoreTerms::default()
            },
            agenda: terms_options::AgendaOptions::default(),
        };
        let proposed = contact::propose(&north.context, &proposal).await?;
        let contact = proposed.contact.to_string();
        let answer = contact::AnswerArgs {
            contact: contact.clone(),
            acting: acting("sherpa")?,
        };
        until("South accepts", || async {
            contact::accept(&south.context, &answer).await.is_ok()
        })
        .await?;
        until("North sees the acceptance", || async {
            north.phase("duty", &contact).await == "agreed"
        })
        .await?;
        Ok(contact)
    }

    async fn confirm(&self, contact: &str, first: usize) -> anyhow::Result<()> {
        let (first, second) = (&self.sides[first], &self.sides[1 - first]);
        // The principals' devices wait to be rung by then.
        tokio::time::sleep(Duration::from_millis(800)).await;
        let args = call::CallArgs {
            contact: contact.to_owned(),
            acting: acting("duty")?,
        };
        call::confirm(&first.context, &args).await?;
        until("the other side sees the staging", || async {
            second.phase("duty", contact).await == "staging"
        })
        .await?;
        let confirmed = call::confirm(&second.context, &args).await;
        confirmed.map(drop).context("the other side confirms")
    }
}
