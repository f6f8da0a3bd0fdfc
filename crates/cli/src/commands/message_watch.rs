//! `detente message watch`: a terminal on the duty officer's desk. It sounds from the arrival of a FLASH
//! until somebody acknowledges it, as the own node says.

use clap::Args;
use domain::SubjectId;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;
use tokio::time::Instant;
use wire::ToDevice;

use super::{
    Acting,
    event_stream::{Came, EventStream},
};
use crate::{
    CliError, Context, Exit, Report, api,
    shown::{rfc3339, short},
};

/// Between two strokes of the bell.
const BELL_EVERY: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente message watch --as duty\n  \
    detente message watch --as duty --until-acknowledged --json\n\n\
    Each event is a line; with --json it is an object: `sounds` with message, since_unix_ms, step and\n\
    everybody, or `acknowledged` with message.")]
pub struct WatchArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// End when all that sounded was acknowledged
    #[arg(long)]
    pub until_acknowledged: bool,
    /// End after so many seconds, whatever sounds
    #[arg(long, value_name = "SECONDS")]
    pub for_seconds: Option<u64>,
}

/// Something that the node told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum WatchEvent {
    Sounds {
        message: SubjectId,
        since_unix_ms: i64,
        /// How often it went one further along the shift list.
        step: u32,
        /// At every duty officer.
        everybody: bool,
    },
    Acknowledged {
        message: SubjectId,
    },
}

/// What a watch came to.
#[derive(Debug, Clone, Serialize)]
pub struct Watched {
    /// Sounds still.
    pub sounding: Vec<SubjectId>,
    pub acknowledged: Vec<SubjectId>,
    /// All that was told, in its order.
    pub events: Vec<WatchEvent>,
}

impl WatchEvent {
    fn line(&self) -> String {
        match self {
            Self::Sounds {
                message,
                since_unix_ms,
                step,
                everybody,
            } => {
                let at = match (step, everybody) {
                    (_, true) => "at every duty officer".to_owned(),
                    (0, false) => "at the officer on shift".to_owned(),
                    (step, false) => format!("at {} along the shift list", step + 1),
                };
                format!(
                    "FLASH {0} sounds since {1}, {at}; `detente message acknowledge {0}`",
                    short(message),
                    rfc3339(*since_unix_ms)
                )
            }
            Self::Acknowledged { message } => format!("{} is acknowledged", short(message)),
        }
    }
}

impl Report for Watched {
    fn human(&self) -> String {
        let names = |list: &[SubjectId]| {
            let names: Vec<String> = list.iter().map(short).collect();
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        };
        format!(
            "acknowledged {}\nsounds still {}",
            names(&self.acknowledged),
            names(&self.sounding)
        )
    }
}

/// What sounds at this device, and what was told of it.
#[derive(Default)]
struct Watch {
    sounding: BTreeMap<SubjectId, (i64, u32)>,
    watched: Vec<WatchEvent>,
}

impl Watch {
    fn tell(&mut self, context: &Context, json: bool, event: WatchEvent) {
        if json {
            // A struct of plain fields always has a JSON form.
            println!("{}", serde_json::to_string(&event).unwrap_or_default());
        } else {
            context.screen.line(&event.line());
        }
        self.watched.push(event);
    }

    fn over(&mut self, context: &Context, json: bool, message: SubjectId) {
        if self.sounding.remove(&message).is_some() {
            self.tell(context, json, WatchEvent::Acknowledged { message });
        }
    }

    fn is_done(&self) -> bool {
        self.sounding.is_empty() && !self.watched.is_empty()
    }
}

/// A stroke of the bell, where somebody may hear it.
fn ring() {
    let mut terminal = std::io::stderr();
    let _ = terminal.write_all(b"\x07");
    let _ = terminal.flush();
}

pub async fn watch(context: &Context, args: &WatchArgs, json: bool) -> Result<Watched, CliError> {
    let roles = domain::roles_of(domain::Action::ReceiveService);
    let home = context.home();
    let name = home.choose_device(args.acting.device.as_ref(), roles)?;
    let (mut session, _) = api::open_desk(context, &name).await?;
    let mut stream = EventStream::open(&mut session).await?;
    let give_up = args
        .for_seconds
        .map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut watch = Watch::default();
    let mut bell: Option<Instant> = None;
    while !(args.until_acknowledged && watch.is_done()) {
        if give_up.is_some_and(|at| at <= Instant::now()) {
            break;
        }
        if watch.sounding.is_empty() {
            bell = None;
        } else if bell.is_none_or(|at| at <= Instant::now()) {
            ring();
            bell = Some(Instant::now() + BELL_EVERY);
        }
        let due = [bell, give_up].into_iter().flatten().min();
        let came = match due {
            Some(due) => match tokio::time::timeout_at(due, stream.next()).await {
                Ok(came) => came?,
                Err(_) => continue,
            },
            None => stream.next().await?,
        };
        match came {
            Came::Message(message) => match *message {
                ToDevice::Alarm {
                    message,
                    since_unix_ms,
                    step,
                    everybody,
                } => {
                    let state = (since_unix_ms, step);
                    if watch.sounding.insert(message, state) != Some(state) {
                        let event = WatchEvent::Sounds {
                            message,
                            since_unix_ms,
                            step,
                            everybody,
                        };
                        watch.tell(context, json, event);
                    }
                }
                ToDevice::AlarmOver { message } => watch.over(context, json, message),
                _ => {}
            },
            Came::Lost => session.reconnect()?,
            // What was acknowledged meanwhile nobody told us.
            Came::Back => {
                let alarms = session.alarms().await?;
                let here: Vec<SubjectId> = watch.sounding.keys().copied().collect();
                for message in here {
                    let name = message.to_string();
                    if !alarms.iter().any(|alarm| alarm.message == name) {
                        watch.over(context, json, message);
                    }
                }
            }
            Came::SignIn => stream.signed_in(session.sign_in().await?),
            Came::GivenUp | Came::Replaced => {
                return Err(CliError::new(
                    Exit::Unreachable,
                    "node-unreachable",
                    "the connection to the node ended; nothing sounds here any more",
                    "watch again, and look whether the node runs: `detente doctor`",
                ));
            }
        }
    }
    let acknowledged = watch.watched.iter().filter_map(|event| match event {
        WatchEvent::Acknowledged { message } => Some(*message),
        WatchEvent::Sounds { .. } => None,
    });
    Ok(Watched {
        acknowledged: acknowledged.collect(),
        sounding: watch.sounding.into_keys().collect(),
        events: watch.watched,
    })
}
