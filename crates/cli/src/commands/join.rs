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
    drive::{
        CallDrive, CallReport, Command as MediaCommand, Ears, Event as MediaEvent, MediaOver,
        SoundCard, SoundCardReport,
    },
    session::{CallMedia, CallSettings, FrameCrypto, Opened, Refusal, SenderId},
    voice::{OpusFrame, RepeatDepth},
};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use wire::{ToDevice, ToNode};

use super::{
    ending::{Ending, refused},
    terms_options::find_contact,
};
use crate::{CliError, Context, Exit, Report, api, api::Session, danger, home::DeviceName};

/// After the end what is on its way may still arrive.
const LAST_PACKETS_WITHIN: Duration = Duration::from_millis(300);
/// Why a call ended is said at its end, or the node is gone.
const LAST_WORD_WITHIN: Duration = Duration::from_secs(2);
/// A node that was asked to end the call for both says so within this time, or isn't reached.
const HANGS_UP_WITHIN: Duration = Duration::from_secs(5);
/// Longest wait for a ring, an answer or the floor without `--wait`.
const WAIT_SECONDS_USUAL: u64 = 600;

/// Join a call: principals wait to be rung, interpreters and note-takers come first
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente call join 3fa1 --as principal --say speech.wav --hear heard.wav\n  \
    detente call join 3fa1 --as interpreter --hear heard.wav --for 60\n\n\
    Exit codes: 0 the call was held and hung up, 6 it didn't come about (not rung, or the floor not\n\
    opened, within --wait), 7 a duty officer stopped it, 8 line, node or media were lost.")]
pub struct JoinArgs {
    /// Contact id, or its first digits
    pub contact: String,
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
    /// Speak and hear by microphone and loudspeaker; only in a program built with sound cards
    #[arg(long, conflicts_with_all = ["say", "say_after_ms", "hear"])]
    pub sound_card: bool,
    /// Hang up so many seconds after the floor opened; only a principal ends the call for all
    #[arg(long = "for", value_name = "SECONDS")]
    pub seconds: Option<u64>,
    /// Give up when the floor isn't open after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = WAIT_SECONDS_USUAL)]
    pub wait: u64,
    /// Send silence whatever is said
    #[arg(long)]
    pub mute: bool,
    /// Be muted from so many milliseconds after the floor opened
    #[arg(
        long,
        value_name = "MS",
        requires = "mute_for_ms",
        conflicts_with = "mute"
    )]
    pub mute_after_ms: Option<u64>,
    /// Be muted for so long
    #[arg(long, value_name = "MS", requires = "mute_after_ms")]
    pub mute_for_ms: Option<u64>,
    /// Send media over TCP alone; otherwise TCP is tried where UDP gets nothing through.
    /// Neither passes a proxy that ends TLS
    #[arg(long)]
    pub media_tcp: bool,
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
    /// Only where this device was the one to commit.
    pub commit_sent_unix_ms: Option<i64>,
    /// The first commit that both nodes signed is applied.
    pub in_group_unix_ms: Option<i64>,
    pub ready_unix_ms: Option<i64>,
    pub keys_agreed_unix_ms: Option<i64>,
    pub floor_told_unix_ms: Option<i64>,
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
    /// In words.
    pub ended: String,
    /// `hung-up`, `aborted`, `line-lost`, `floor-late`, …
    pub end_code: &'static str,
    pub media: Option<CallReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound_card: Option<SoundCardReport>,
    #[serde(skip)]
    exit: Exit,
}

impl Report for JoinReport {
    fn exit(&self) -> Exit {
        self.exit
    }

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
    if args.danger_write_keys.is_some() {
        danger::only_in_a_demonstration(&home, "writing a call's keys to a file")?;
    }
    let roles = roles_of(domain::Action::JoinAndSpeak)
        .iter()
        .chain(roles_of(domain::Action::JoinAndListen).iter())
        .collect();
    let name = home.choose_device(args.device.as_ref(), roles)?;
    let (mut session, mut desk) = api::open_desk(context, &name).await?;
    let contact = find_contact(&desk, &args.contact)?;
    let facts = desk.node_facts(contact).ok_or_else(|| {
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
    // Before anybody rings: nobody should find out in the call that there is no microphone.
    let sound_card = args.sound_card.then(SoundCard::open).transpose();
    let sound_card = sound_card.map_err(|error| {
        CliError::usage(
            "sound-card",
            error,
            "see to the device, or use --say and --hear instead",
        )
    })?;
    let mut socket = connect(&mut session).await?;
    let mut steps = Steps::default();
    let principal = desk
        .roles(context.now_unix_ms())
        .is_some_and(|roles| roles.contains(Role::Principal));
    let give_up = Instant::now() + Duration::from_secs(args.wait);
    if principal {
        send(&mut socket, &ToNode::Await(contact)).await?;
        context.note("waiting to be rung");
        let _progress = context
            .screen
            .while_waiting("waiting to be rung; Ctrl-C gives up");
        wait_for_ring(&mut socket, &mut session, &mut desk, contact, give_up).await?;
        steps.rung_unix_ms = Some(context.now_unix_ms());
        context.note("ringing: both duty officers have confirmed");
        session.sync(&mut desk).await?;
    }
    Joining {
        context,
        args,
        contact,
        steps,
        session,
        desk,
        socket,
        give_up,
        facts_depth: facts.voice_depth,
        sound_card,
    }
    .run(said)
    .await
}

/// A device that is about to join or in the call.
struct Joining<'a> {
    context: &'a Context,
    args: &'a JoinArgs,
    contact: SubjectId,
    steps: Steps,
    session: Session<'a>,
    desk: client::Desk,
    socket: Socket,
    give_up: Instant,
    facts_depth: u8,
    sound_card: Option<SoundCard>,
}

impl Joining<'_> {
    async fn run(mut self, said: Vec<i16>) -> Result<JoinReport, CliError> {
        let media_failed = |error: &dyn std::fmt::Display| {
            CliError::failed("media", error, "see `detente doctor`")
        };
        let node = self.node_address().await?;
        let over = if self.args.media_tcp {
            MediaOver::Tcp
        } else {
            MediaOver::UdpElseTcp
        };
        let drive = CallDrive::bind(node, over)
            .await
            .map_err(|error| media_failed(&error))?;
        let offer = drive.offer().to_owned();
        let now = Instant::now();
        let mut call = CallSession::join(&self.desk, self.contact, offer, now, self.now_unix_ms())
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
        let media = match &self.sound_card {
            Some(card) => CallMedia::with_mouth(Box::new(card.mouth()), settings),
            None => CallMedia::new(said, settings),
        };
        let mut media = media.map_err(|error| media_failed(&error))?;
        media.set_muted(self.args.mute);
        if let (Some(after), Some(length)) = (self.args.mute_after_ms, self.args.mute_for_ms) {
            media.mute_between(Duration::from_millis(after), Duration::from_millis(length));
        }
        let mut ears = Ears::new(self.args.hear.as_deref(), self.args.hear_each.as_deref())
            .map_err(|error| {
                CliError::usage("heard-file", error, "name a file that can be written")
            })?;
        if let Some(card) = &self.sound_card {
            ears = ears.aloud(card.loudspeaker());
        }
        let crypto = Arc::new(Mutex::new(Crypto(call.media_keys())));
        let (commands, obeyed) = mpsc::channel(8);
        let (told, mut events) = mpsc::unbounded_channel();
        let playing = tokio::spawn(drive.run(media, ears, crypto, obeyed, told));

        let mut outcome = Outcome::default();
        let mut hang_up_at: Option<Instant> = None;
        let mut end_at: Option<Instant> = None;
        let mut unanswered_at: Option<Instant> = None;
        let mut asked_to_end = false;
        let mut waiting = Some(
            self.context
                .screen
                .while_waiting("waiting for the floor to open"),
        );
        loop {
            while let Some(output) = call.poll_output() {
                match output {
                    CallOutput::Send(message) => {
                        self.note_sent(&message);
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
                if epoch > 0 {
                    self.steps
                        .in_group_unix_ms
                        .get_or_insert(self.now_unix_ms());
                }
                outcome.words = call.words().or(outcome.words);
                outcome.devices.extend(call.places());
            }
            outcome.call = call.call();
            if outcome.ended.is_some() && end_at.is_none() {
                end_at = Some(Instant::now() + LAST_PACKETS_WITHIN);
            }
            if self.steps.floor_open_unix_ms.is_some() {
                waiting = None;
            }
            let floor_late = self.steps.floor_open_unix_ms.is_none() && outcome.ended.is_none();
            let deadlines = [
                call.poll_timeout(),
                hang_up_at,
                end_at,
                unanswered_at,
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
                    Some(Err(_)) | None => outcome.ended = Some(Ending::NodeGone),
                },
                event = events.recv() => match event {
                    Some(MediaEvent::Connected) => {
                        if self.steps.connected_unix_ms.is_some() && outcome.ended.is_none() {
                            self.context.note("your own node is reached again");
                        }
                        self.steps.connected_unix_ms.get_or_insert(self.now_unix_ms());
                    }
                    Some(MediaEvent::Disconnected) if outcome.ended.is_none() => {
                        self.context.note("your own node isn't reached; trying again");
                    }
                    Some(MediaEvent::Ended(ended)) => {
                        outcome.media = Some(ended.report);
                        if outcome.ended.is_none() {
                            outcome.ended = self.last_word().await.or(Ending::of_media(&ended.cause));
                        }
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
                    outcome.ended = Some(Ending::HungUpHere);
                }
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
            let now = Instant::now();
            if floor_late && now >= self.give_up {
                outcome.ended = Some(Ending::FloorLate);
            }
            if hang_up_at.is_some_and(|at| now >= at) {
                hang_up_at = None;
                if call.hang_up() {
                    unanswered_at = Some(now + HANGS_UP_WITHIN);
                } else {
                    // Who leaves the call to the others hears no end of it.
                    outcome.ended.get_or_insert(Ending::HungUpHere);
                }
            }
            if unanswered_at.is_some_and(|at| now >= at) {
                unanswered_at = None;
                outcome.ended.get_or_insert(Ending::NodeGone);
            }
            if end_at.is_some_and(|at| now >= at) {
                end_at = None;
                // The engine may have ended by itself.
                let _ = commands.send(MediaCommand::Bye).await;
            }
            call.handle_timeout(now, self.now_unix_ms(), self.desk.view());
        }
        drop((commands, waiting));
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
                self.steps.floor_told_unix_ms = Some(now_unix_ms);
                self.steps.floor_open_unix_ms = Some(now_unix_ms + i64::from(in_ms));
                self.context.note("the floor opens");
                let _ = commands.send(MediaCommand::OpenFloor { at }).await;
                *hang_up_at = self
                    .args
                    .seconds
                    .map(|seconds| at + Duration::from_secs(seconds));
            }
            CallEvent::Line { up: false } => self
                .context
                .note("the line to the other side is down; both nodes try to reach each other"),
            CallEvent::Line { up: true } => {
                self.context.note("the line to the other side is up again");
            }
            CallEvent::Ended(reason) => {
                outcome.ended.get_or_insert(Ending::Told(reason));
            }
            CallEvent::Refused { code, why } => {
                return Err(refused(code, why));
            }
            CallEvent::Warning(warning) => {
                *outcome.warnings.entry(warning.code()).or_default() += 1
            }
        }
        Ok(())
    }

    /// The first time that each of these was said.
    fn note_sent(&mut self, message: &ToNode) {
        let now_unix_ms = self.now_unix_ms();
        let step = match message {
            ToNode::Join { .. } => &mut self.steps.join_sent_unix_ms,
            ToNode::Commit(_) => &mut self.steps.commit_sent_unix_ms,
            ToNode::Ready { .. } => &mut self.steps.ready_unix_ms,
            ToNode::Await(_)
            | ToNode::Message { .. }
            | ToNode::Leave(_)
            | ToNode::HangUp(_)
            | ToNode::GroupStuck { .. }
            | ToNode::Rejoin { .. } => return,
        };
        step.get_or_insert(now_unix_ms);
    }

    /// The engine may see the call close before the node's word why has been read.
    async fn last_word(&mut self) -> Option<Ending> {
        let heard = async {
            while let Some(Ok(message)) = self.socket.next().await {
                let Message::Binary(bytes) = message else {
                    continue;
                };
                if let Ok(ToDevice::Ended { reason, .. }) = ToDevice::decode(&bytes) {
                    return Some(Ending::Told(reason));
                }
            }
            None
        };
        tokio::time::timeout(LAST_WORD_WITHIN, heard)
            .await
            .unwrap_or_default()
    }

    fn report(self, outcome: Outcome) -> JoinReport {
        let own = self.desk.keys().device();
        let first = outcome
            .media
            .as_ref()
            .and_then(|report| report.media.first_decrypted_at_unix_ms);
        let held = self.steps.floor_open_unix_ms.is_some();
        // Without a reason it was the engine that was told to end.
        let ending = outcome.ended.unwrap_or(Ending::HungUpHere);
        JoinReport {
            contact: self.contact.to_string(),
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
            ended: ending.to_string(),
            end_code: ending.code(),
            exit: ending.exit(held),
            media: outcome.media,
            sound_card: self.sound_card.as_ref().map(SoundCard::report),
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
                Exit::Unreachable,
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
    ended: Option<Ending>,
    media: Option<CallReport>,
}

async fn connect(session: &mut Session<'_>) -> Result<Socket, CliError> {
    let unreachable = |cause: String| {
        CliError::new(
            Exit::Unreachable,
            "node-unreachable",
            cause,
            "is the node running? `detente doctor` looks",
        )
    };
    // A stream ends with its session; a fresh one outlasts the call.
    let token = session.sign_in().await?;
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
                Exit::Unreachable,
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
            Exit::Unreachable,
            "node-unreachable",
            "the connection to the node ended",
            "join again",
        )
    };
    loop {
        let message = tokio::time::timeout_at(give_up.into(), socket.next())
            .await
            .map_err(|_| {
                CliError::new(
                    Exit::NotHeld,
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
