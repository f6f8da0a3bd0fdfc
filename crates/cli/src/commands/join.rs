//! `detente call join`: this device's part in a call, from the ring to the report.
//!
//! Speech comes from a file and what is heard goes into one; a call needs no sound card.

use clap::Args;
use client::call::{CallEvent, CallOutput, CallSession, MediaKeys, VoiceRefusal};
use domain::{CallId, Medium, SubjectId, roles_of};
use futures_util::{SinkExt, StreamExt};
use identity::{DeviceId, Role};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use terminal::{
    audio::read_wav,
    drive::{CallDrive, CallReport, Command as MediaCommand, Ears, Event as MediaEvent},
    session::{CallMedia, CallSettings, FrameCrypto, Opened, Refusal, SenderId},
    voice::{OpusFrame, RepeatDepth},
};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use wire::{ToDevice, ToNode};

use crate::{CliError, Context, Report, api, api::Session, home::DeviceName};

/// After the end what is on its way may still arrive.
const LAST_PACKETS_WITHIN: Duration = Duration::from_millis(300);
/// Longest wait for a ring, an answer or the floor without `--wait`.
const WAIT_SECONDS_USUAL: u64 = 600;

/// Join a call: principals wait to be rung, interpreters and note-takers come first
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente call join CONTACT --as principal --say speech.wav --hear heard.wav\n  \
    detente call join CONTACT --as interpreter --hear heard.wav --for 60")]
pub struct JoinArgs {
    /// The contact, as `detente contact list` shows it
    pub contact: SubjectId,
    /// The device to act with, if several here could
    #[arg(long = "as", env = "DETENTE_AS", value_name = "DEVICE")]
    pub device: Option<DeviceName>,
    /// WAV file to say once the floor is open; without it silence is sent
    #[arg(long, value_name = "WAV")]
    pub say: Option<PathBuf>,
    /// Begin to say it so many milliseconds after the floor opened
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub say_after_ms: u64,
    /// WAV file for what is heard
    #[arg(long, value_name = "WAV")]
    pub hear: Option<PathBuf>,
    /// Folder for one WAV file of each talker
    #[arg(long, value_name = "DIR")]
    pub hear_each: Option<PathBuf>,
    /// Hang up so many seconds after the floor opened; only a principal ends the call for all
    #[arg(long = "for", value_name = "SECONDS")]
    pub seconds: Option<u64>,
    /// Give up when the floor isn't open after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = WAIT_SECONDS_USUAL)]
    pub wait: u64,
    /// Send silence whatever is said
    #[arg(long)]
    pub mute: bool,
    /// Write this call's media keys to FILE, for a checker that proves that nodes have none
    #[arg(long, value_name = "FILE", hide = true)]
    pub danger_write_keys: Option<PathBuf>,
}

/// When what happened, by this machine's clock.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Steps {
    pub rung_unix_ms: Option<i64>,
    pub join_sent_unix_ms: Option<i64>,
    pub answered_unix_ms: Option<i64>,
    pub connected_unix_ms: Option<i64>,
    pub keys_agreed_unix_ms: Option<i64>,
    pub floor_open_unix_ms: Option<i64>,
    pub ended_unix_ms: Option<i64>,
}

/// What became of the call at this device.
#[derive(Debug, Clone, Serialize)]
pub struct JoinReport {
    pub contact: String,
    pub call: Option<String>,
    pub device: DeviceId,
    /// Six words; the same on all devices if nobody is in between.
    pub words: Option<String>,
    pub epoch: Option<u64>,
    /// This device's place in the group, by which others know its packets.
    pub leaf: Option<u32>,
    /// Device at each place.
    pub devices: BTreeMap<u32, DeviceId>,
    pub steps: Steps,
    /// From this device's accepted join to its first decryption.
    pub setup_ms: Option<i64>,
    /// Input that was refused, by code.
    pub warnings: BTreeMap<&'static str, u64>,
    pub ended: String,
    pub media: Option<CallReport>,
}

impl Report for JoinReport {
    fn human(&self) -> String {
        let mut text = format!("call {}: {}\n", self.contact, self.ended);
        if let Some(words) = &self.words {
            text.push_str(&format!("words: {words}\n"));
        }
        if let Some(setup) = self.setup_ms {
            text.push_str(&format!("set up in {setup} ms\n"));
        }
        if let Some(report) = &self.media {
            let media = &report.media;
            text.push_str(&format!(
                "sent {}, received {}, decrypted {}, refused {}, concealed {}, delay {} ms\n",
                media.sent,
                media.received,
                media.decrypted,
                media.refused_total(),
                media.concealed,
                media.delay_ms
            ));
        }
        for (warning, count) in &self.warnings {
            text.push_str(&format!("refused: {warning} ({count})\n"));
        }
        text
    }
}

/// The call's keys in the form that the media engine wants.
struct Crypto(MediaKeys);

impl FrameCrypto for Crypto {
    fn protect(&mut self, newest_first: &[OpusFrame]) -> Option<Vec<u8>> {
        self.0.protect(newest_first)
    }

    fn open(&mut self, _stream: &str, payload: &[u8]) -> Result<Opened, Refusal> {
        let opened = self
            .0
            .open(Instant::now(), payload)
            .map_err(|refusal| match refusal {
                VoiceRefusal::NoKeys => Refusal::NoKeys,
                VoiceRefusal::UnknownKey => Refusal::UnknownKey,
                VoiceRefusal::Replayed => Refusal::Replayed,
                VoiceRefusal::NotAuthentic => Refusal::NotAuthentic,
                VoiceRefusal::Malformed => Refusal::Malformed,
                VoiceRefusal::WrongSize => Refusal::WrongSize,
                VoiceRefusal::NotVoice => Refusal::NotVoice,
            })?;
        Ok(Opened {
            sender: SenderId(opened.leaf),
            key_id: opened.epoch << 32 | u64::from(opened.leaf),
            counter: opened.counter,
            frames: opened.frames,
        })
    }
}

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Joins, talks, and reports.
pub async fn run(context: &Context, args: &JoinArgs) -> Result<JoinReport, CliError> {
    let home = context.home();
    let roles = roles_of(domain::Action::JoinAndSpeak)
        .iter()
        .chain(roles_of(domain::Action::JoinAndListen).iter())
        .collect();
    let name = home.choose_device(args.device.as_ref(), roles)?;
    let (mut session, mut desk) = api::open_desk(context, &name).await?;
    let facts = desk.node_facts(args.contact).ok_or_else(|| {
        CliError::refused(
            "not-found",
            "this contact isn't agreed",
            "look at `detente contact list`",
        )
    })?;
    if facts.medium != Medium::PhoneCall {
        return Err(CliError::refused(
            "medium",
            "this program holds phone calls only",
            "agree on a phone call",
        ));
    }
    let said = match &args.say {
        Some(path) => read_wav(path).map_err(|error| {
            CliError::usage("speech-file", error, "give a WAV file of up to ten minutes")
        })?,
        None => Vec::new(),
    };
    let mut socket = connect(&mut session).await?;
    let mut steps = Steps::default();
    let principal = desk
        .roles(context.now_unix_ms())
        .is_some_and(|roles| roles.contains(Role::Principal));
    let give_up = Instant::now() + Duration::from_secs(args.wait);
    if principal {
        send(&mut socket, &ToNode::Await(args.contact)).await?;
        context.note("waiting to be rung");
        wait_for_ring(&mut socket, &mut session, &mut desk, args.contact, give_up).await?;
        steps.rung_unix_ms = Some(context.now_unix_ms());
        context.note("ringing: both duty officers have confirmed");
        session.sync(&mut desk).await?;
    }
    Joining {
        context,
        args,
        steps,
        session,
        desk,
        socket,
        give_up,
        facts_depth: facts.voice_depth,
    }
    .run(said)
    .await
}

/// A device that is about to join or in the call.
struct Joining<'a> {
    context: &'a Context,
    args: &'a JoinArgs,
    steps: Steps,
    session: Session<'a>,
    desk: client::Desk,
    socket: Socket,
    give_up: Instant,
    facts_depth: u8,
}

impl Joining<'_> {
    async fn run(mut self, said: Vec<i16>) -> Result<JoinReport, CliError> {
        let media_failed = |error: &dyn std::fmt::Display| {
            CliError::failed("media", error, "see `detente doctor`")
        };
        let node = self.node_address().await?;
        let drive = CallDrive::bind(node)
            .await
            .map_err(|error| media_failed(&error))?;
        let offer = drive.offer().to_owned();
        let now = Instant::now();
        let mut call = CallSession::join(
            &self.desk,
            self.args.contact,
            offer,
            now,
            self.now_unix_ms(),
        )
        .map_err(|error| CliError::failed("join", error, "see `detente contact show`"))?;
        if self.args.danger_write_keys.is_some() {
            call.danger_keep_keys();
        }
        let depth = RepeatDepth::new(self.facts_depth).map_err(|error| media_failed(&error))?;
        let mut first_rtp_time = [0; 4];
        getrandom::fill(&mut first_rtp_time).map_err(|error| media_failed(&error))?;
        let settings = CallSettings {
            depth,
            say_after: Duration::from_millis(self.args.say_after_ms),
            first_rtp_time: u32::from_be_bytes(first_rtp_time),
        };
        let mut media = CallMedia::new(said, settings).map_err(|error| media_failed(&error))?;
        media.set_muted(self.args.mute);
        let ears = Ears::new(self.args.hear.as_deref(), self.args.hear_each.as_deref()).map_err(
            |error| CliError::usage("heard-file", error, "name a file that can be written"),
        )?;
        let crypto = Arc::new(Mutex::new(Crypto(call.media_keys())));
        let (commands, obeyed) = mpsc::channel(8);
        let (told, mut events) = mpsc::unbounded_channel();
        let playing = tokio::spawn(drive.run(media, ears, crypto, obeyed, told));

        let mut outcome = Outcome::default();
        let mut hang_up_at: Option<Instant> = None;
        let mut end_at: Option<Instant> = None;
        let mut asked_to_end = false;
        loop {
            while let Some(output) = call.poll_output() {
                match output {
                    CallOutput::Send(message) => {
                        if matches!(message, ToNode::Join { .. }) {
                            self.steps
                                .join_sent_unix_ms
                                .get_or_insert(self.now_unix_ms());
                        }
                        send(&mut self.socket, &message).await?;
                    }
                    CallOutput::Event(event) => {
                        self.event(event, &mut outcome, &commands, &mut hang_up_at)
                            .await?;
                    }
                }
            }
            if let Some(epoch) = call.epoch() {
                outcome.epoch = Some(epoch);
                outcome.words = call.words().or(outcome.words);
                outcome.devices.extend(call.places());
            }
            outcome.call = call.call();
            if outcome.ended.is_some() && end_at.is_none() {
                end_at = Some(Instant::now() + LAST_PACKETS_WITHIN);
            }
            let floor_late = self.steps.floor_open_unix_ms.is_none() && outcome.ended.is_none();
            let deadlines = [
                call.poll_timeout(),
                hang_up_at,
                end_at,
                floor_late.then_some(self.give_up),
            ];
            let deadline = deadlines
                .into_iter()
                .flatten()
                .min()
                .unwrap_or_else(|| Instant::now() + Duration::from_secs(1));
            tokio::select! {
                message = self.socket.next(), if outcome.ended.is_none() => match message {
                    Some(Ok(Message::Binary(bytes))) => {
                        let message = ToDevice::decode(&bytes).map_err(|error| {
                            CliError::failed("odd-answer", error, "node and device are of different versions: upgrade the older")
                        })?;
                        if matches!(message, ToDevice::LogsChanged { .. }) {
                            self.session.sync(&mut self.desk).await?;
                        }
                        call.handle_input(Instant::now(), self.now_unix_ms(), self.desk.view(), message);
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => outcome.ended = Some("the node ended the connection".into()),
                },
                event = events.recv() => match event {
                    Some(MediaEvent::Connected) => {
                        self.steps.connected_unix_ms.get_or_insert(self.now_unix_ms());
                    }
                    Some(MediaEvent::Ended(ended)) => {
                        outcome.ended.get_or_insert_with(|| ended.cause.to_string());
                        outcome.media = Some(ended.report);
                        break;
                    }
                    Some(MediaEvent::Disconnected | MediaEvent::FirstDecrypted | MediaEvent::SaidToEnd) => {}
                    None => break,
                },
                interrupted = tokio::signal::ctrl_c(), if !asked_to_end => {
                    drop(interrupted);
                    asked_to_end = true;
                    call.hang_up();
                    end_at = Some(Instant::now() + LAST_PACKETS_WITHIN);
                    outcome.ended = Some("hung up here".into());
                }
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
            let now = Instant::now();
            if floor_late && now >= self.give_up {
                outcome.ended = Some("nobody opened the floor in time".into());
            }
            if hang_up_at.is_some_and(|at| now >= at) {
                hang_up_at = None;
                // Who leaves the call to the others hears no end of it.
                if !call.hang_up() {
                    outcome.ended.get_or_insert_with(|| "left".into());
                }
            }
            if end_at.is_some_and(|at| now >= at) {
                end_at = None;
                // The engine may have ended by itself.
                let _ = commands.send(MediaCommand::Bye).await;
            }
            call.handle_timeout(now, self.now_unix_ms(), self.desk.view());
        }
        drop(commands);
        let _ = playing.await;
        self.steps.ended_unix_ms = Some(self.now_unix_ms());
        self.danger_write_keys(&call)?;
        Ok(self.report(outcome))
    }

    async fn event(
        &mut self,
        event: CallEvent,
        outcome: &mut Outcome,
        commands: &mpsc::Sender<MediaCommand>,
        hang_up_at: &mut Option<Instant>,
    ) -> Result<(), CliError> {
        let now_unix_ms = self.now_unix_ms();
        match event {
            CallEvent::Answer(sdp) => {
                self.steps.answered_unix_ms.get_or_insert(now_unix_ms);
                // If the engine is gone its last event says why.
                let _ = commands.send(MediaCommand::Answer(sdp)).await;
            }
            CallEvent::Members(members) => {
                let now: BTreeSet<DeviceId> = members.iter().map(|(_, device)| *device).collect();
                for device in now.difference(&outcome.members) {
                    self.context.note(&format!("{device} is in the call"));
                }
                for device in outcome.members.difference(&now) {
                    self.context.note(&format!("{device} has left the call"));
                }
                outcome.members = now;
            }
            CallEvent::KeysAgreed { .. } => {
                self.steps.keys_agreed_unix_ms = Some(now_unix_ms);
            }
            CallEvent::Words(words) => {
                outcome.words = Some(words);
                self.context
                    .note(&format!("words to compare: {}", words.join(" ")));
            }
            CallEvent::FloorOpens { in_ms } => {
                let at = Instant::now() + Duration::from_millis(in_ms.into());
                self.steps.floor_open_unix_ms = Some(now_unix_ms + i64::from(in_ms));
                self.context.note("the floor opens");
                let _ = commands.send(MediaCommand::OpenFloor { at }).await;
                *hang_up_at = self
                    .args
                    .seconds
                    .map(|seconds| at + Duration::from_secs(seconds));
            }
            CallEvent::Ended(reason) => {
                outcome.ended.get_or_insert_with(|| reason.to_string());
            }
            CallEvent::Refused { code, why } => {
                return Err(CliError::refused(
                    format!("{code:?}").to_lowercase(),
                    why,
                    "see `detente contact show` and `detente doctor`",
                ));
            }
            CallEvent::Warning(warning) => {
                *outcome.warnings.entry(warning.code()).or_default() += 1
            }
        }
        Ok(())
    }

    fn report(self, outcome: Outcome) -> JoinReport {
        let own = self.desk.keys().device();
        let first = outcome
            .media
            .as_ref()
            .and_then(|report| report.media.first_decrypted_at_unix_ms);
        JoinReport {
            contact: self.args.contact.to_string(),
            call: outcome.call.map(|call| call.to_string()),
            device: own,
            words: outcome.words.map(|words| words.join(" ")),
            epoch: outcome.epoch,
            leaf: outcome
                .devices
                .iter()
                .find(|(_, device)| **device == own)
                .map(|(leaf, _)| *leaf),
            devices: outcome.devices,
            // The engine's clock is the system's, the steps' may be a demo's: compare like with like.
            setup_ms: self
                .steps
                .answered_unix_ms
                .zip(first)
                .map(|(from, to)| to + self.clock_offset_ms() - from),
            steps: self.steps,
            warnings: outcome.warnings,
            ended: outcome.ended.unwrap_or_else(|| "ended".into()),
            media: outcome.media,
        }
    }

    fn clock_offset_ms(&self) -> i64 {
        match self.context.clock {
            crate::Clock::Real => 0,
            crate::Clock::Offset(ms) => ms,
        }
    }

    fn now_unix_ms(&self) -> i64 {
        self.context.now_unix_ms()
    }

    /// Any port of the node's machine: only the way to it is looked up.
    async fn node_address(&self) -> Result<std::net::SocketAddr, CliError> {
        let url = self.session.node().url();
        let host = url.host_str().unwrap_or("127.0.0.1").to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let unresolved = |cause: String| {
            CliError::new(
                crate::Exit::Unreachable,
                "node-unreachable",
                cause,
                "check the node's address in the device's file",
            )
        };
        tokio::net::lookup_host((host.trim_matches(['[', ']']), port))
            .await
            .map_err(|error| unresolved(error.to_string()))?
            .next()
            .ok_or_else(|| unresolved(format!("{host} has no address")))
    }

    fn danger_write_keys(&self, call: &CallSession) -> Result<(), CliError> {
        let Some(path) = &self.args.danger_write_keys else {
            return Ok(());
        };
        self.context
            .note("DANGER: writing this call's media keys to a file");
        std::fs::write(path, call.danger_media_keys()).map_err(|error| {
            CliError::failed("keys-file", error, "name a file that can be written")
        })
    }
}

/// What was seen on the way.
#[derive(Default)]
struct Outcome {
    call: Option<CallId>,
    members: BTreeSet<DeviceId>,
    words: Option<[&'static str; 6]>,
    epoch: Option<u64>,
    devices: BTreeMap<u32, DeviceId>,
    warnings: BTreeMap<&'static str, u64>,
    ended: Option<String>,
    media: Option<CallReport>,
}

async fn connect(session: &mut Session<'_>) -> Result<Socket, CliError> {
    let unreachable = |cause: String| {
        CliError::new(
            crate::Exit::Unreachable,
            "node-unreachable",
            cause,
            "is the node running? `detente doctor` looks",
        )
    };
    let token = session.token().await?;
    let url = session.node().url().as_str().replacen("http", "ws", 1);
    let mut request = format!("{}/api/v1/events", url.trim_end_matches('/'))
        .into_client_request()
        .map_err(|error| unreachable(error.to_string()))?;
    let bearer = format!("Bearer {token}")
        .parse()
        .map_err(|_| unreachable("the session's token isn't text".into()))?;
    request.headers_mut().insert("authorization", bearer);
    let (socket, _) = tokio_tungstenite::connect_async(request)
        .await
        .map_err(|error| unreachable(error.to_string()))?;
    Ok(socket)
}

async fn send(socket: &mut Socket, message: &ToNode) -> Result<(), CliError> {
    socket
        .send(Message::Binary(message.encode().into()))
        .await
        .map_err(|error| {
            CliError::new(
                crate::Exit::Unreachable,
                "node-unreachable",
                error,
                "the connection to the node ended; join again",
            )
        })
}

async fn wait_for_ring(
    socket: &mut Socket,
    session: &mut Session<'_>,
    desk: &mut client::Desk,
    contact: SubjectId,
    give_up: Instant,
) -> Result<(), CliError> {
    let ended = || {
        CliError::new(
            crate::Exit::Unreachable,
            "node-unreachable",
            "the connection to the node ended",
            "join again",
        )
    };
    loop {
        let message = tokio::time::timeout_at(give_up.into(), socket.next())
            .await
            .map_err(|_| {
                CliError::refused(
                    "not-rung",
                    "nobody rang in time",
                    "ask the duty officer; `detente contact show` says who confirmed",
                )
            })?;
        let Some(Ok(message)) = message else {
            return Err(ended());
        };
        let Message::Binary(bytes) = message else {
            continue;
        };
        match ToDevice::decode(&bytes) {
            Ok(ToDevice::Ring(rung)) if rung == contact => return Ok(()),
            Ok(ToDevice::LogsChanged { .. }) => {
                session.sync(desk).await?;
                let over = desk
                    .contact(contact)
                    .is_ok_and(|folded| folded.phase == domain::ContactPhase::Cancelled);
                if over {
                    return Err(CliError::refused(
                        "wrong-phase",
                        "the contact was cancelled",
                        "nothing is left to do",
                    ));
                }
            }
            Ok(_) => {}
            Err(error) => {
                return Err(CliError::failed(
                    "odd-answer",
                    error,
                    "node and device are of different versions: upgrade the older",
                ));
            }
        }
    }
}
