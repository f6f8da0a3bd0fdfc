//! `detente call join`: this device's part in a call, from the ring to the report.
//!
//! Speech comes from a file and what is heard goes into one; a call needs no sound card.

use clap::Args;
use client::call::{CallEvent, CallOutput, CallSession, MediaKeys, MediaRefusal};
use domain::{CallId, Medium, SubjectId, roles_of};
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
use wire::{ToDevice, ToNode};

use super::{
    ending::{Ending, refused},
    event_stream::{Came, EventStream},
    ring::wait_for_ring,
    terms_options::find_contact,
};
use crate::{CliError, Context, Exit, Report, api, api::Session, danger, home::DeviceName};

/// After the end what is on its way may still arrive.
const LAST_PACKETS_WITHIN: Duration = Duration::from_millis(300);
/// Why a call ended is said at its end, or the node is gone.
const LAST_WORD_WITHIN: Duration = Duration::from_secs(2);
/// A node that was asked to end the call for both says so within this time, or isn't reached.
const HANGS_UP_WITHIN: Duration = Duration::from_secs(5);
/// The logs are asked for again where that failed, or took so long.
const SYNC_WITHIN: Duration = Duration::from_secs(5);
const SYNC_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How long another sign-in may take, where the session ended while the node wasn't reached.
const SIGN_IN_WITHIN: Duration = Duration::from_secs(5);
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
        let returns = self.media.iter().flat_map(|report| &report.returns);
        for back in returns {
            text.push_str(&format!(
                "lost the node, back after {}\n",
                seconds(back.after_ms)
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
                MediaRefusal::NoKeys => Refusal::NoKeys,
                MediaRefusal::UnknownKey => Refusal::UnknownKey,
                MediaRefusal::Replayed => Refusal::Replayed,
                MediaRefusal::NotAuthentic => Refusal::NotAuthentic,
                MediaRefusal::Malformed => Refusal::Malformed,
                MediaRefusal::WrongSize => Refusal::WrongSize,
                MediaRefusal::NotVoice | MediaRefusal::NotPicture => Refusal::NotVoice,
            })?;
        Ok(Opened {
            sender: SenderId(opened.leaf),
            key_id: opened.epoch << 32 | u64::from(opened.leaf),
            counter: opened.counter,
            frames: opened.frames,
        })
    }
}

/// In the form that people read.
fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1_000, ms % 1_000 / 100)
}

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
    let mut stream = EventStream::open(&mut session).await?;
    let mut steps = Steps::default();
    let principal = desk
        .roles(context.now_unix_ms())
        .is_some_and(|roles| roles.contains(Role::Principal));
    let give_up = Instant::now() + Duration::from_secs(args.wait);
    if principal {
        stream.send(&ToNode::Await(contact)).await;
        context.note("waiting to be rung");
        let _progress = context
            .screen
            .while_waiting("waiting to be rung; Ctrl-C gives up");
        wait_for_ring(&mut stream, &mut session, &mut desk, contact, give_up).await?;
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
        stream,
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
    stream: EventStream,
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
        let mut back = Back::default();
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
                        self.stream.send(&message).await;
                    }
                    CallOutput::Event(event) => {
                        if matches!(event, CallEvent::Answer(_)) {
                            back.offer = None;
                        }
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
                back.sync_at.filter(|_| !self.stream.is_away()),
                floor_late.then_some(self.give_up),
            ];
            let deadline = deadlines
                .into_iter()
                .flatten()
                .min()
                .unwrap_or_else(|| Instant::now() + Duration::from_secs(1));
            tokio::select! {
                came = self.stream.next(), if outcome.ended.is_none() => match came? {
                    Came::Message(message) => {
                        if matches!(*message, ToDevice::LogsChanged { .. }) {
                            back.sync_at = self.sync().await?;
                        }
                        call.handle_input(Instant::now(), self.now_unix_ms(), self.desk.view(), *message);
                    }
                    Came::Lost => self.lost(&mut call, &mut back)?,
                    Came::Back => {
                        back.sync_at = Some(Instant::now());
                        if self.steps.answered_unix_ms.is_none() {
                            // Nobody knows what became of our wish to join.
                            outcome.ended = Some(Ending::NodeGone);
                        } else if let Some(offer) = back.offer.clone() {
                            self.come_back(&mut call, offer, &mut outcome);
                        } else {
                            // The engine's offer follows.
                            let _ = commands.send(MediaCommand::Renew).await;
                        }
                    }
                    Came::SignIn => {
                        let again = tokio::time::timeout(SIGN_IN_WITHIN, self.session.sign_in());
                        match again.await {
                            Ok(Ok(token)) => self.stream.signed_in(token),
                            Ok(Err(error)) if error.code != "node-unreachable" => {
                                outcome.ended = Some(Ending::NodeGone);
                            }
                            Ok(Err(_)) | Err(_) => {}
                        }
                    }
                    Came::GivenUp => outcome.ended = Some(Ending::NodeGone),
                    Came::Replaced => {
                        self.context.note("another program took this device's place");
                        outcome.ended = Some(Ending::NodeGone);
                    }
                },
                event = events.recv() => match event {
                    Some(MediaEvent::Connected) => {
                        self.steps.connected_unix_ms.get_or_insert(self.now_unix_ms());
                    }
                    Some(MediaEvent::Lost { moved }) if outcome.ended.is_none() => {
                        if moved && self.stream.reconnect() {
                            call.cut_off();
                            self.session.reconnect()?;
                        }
                        self.stream.ask().await;
                        back.tell_lost(self.context);
                    }
                    Some(MediaEvent::Offer(offer)) if outcome.ended.is_none() => {
                        back.offer = Some(offer.clone());
                        if !self.stream.is_away() {
                            self.come_back(&mut call, offer, &mut outcome);
                        }
                    }
                    Some(MediaEvent::Back { after }) if outcome.ended.is_none() => {
                        self.steps.connected_unix_ms.get_or_insert(self.now_unix_ms());
                        back.tell_back(self.context, after);
                    }
                    Some(MediaEvent::Ended(ended)) => {
                        outcome.media = Some(ended.report);
                        if outcome.ended.is_none() {
                            outcome.ended = self.last_word().await.or(Ending::of_media(&ended.cause));
                        }
                        break;
                    }
                    Some(
                        MediaEvent::Lost { .. }
                        | MediaEvent::Offer(_)
                        | MediaEvent::Back { .. }
                        | MediaEvent::FirstDecrypted
                        | MediaEvent::SaidToEnd,
                    ) => {}
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
            if back.sync_at.is_some_and(|at| at <= now) && !self.stream.is_away() {
                back.sync_at = self.sync().await?;
                call.view_changed(Instant::now(), self.now_unix_ms(), self.desk.view());
            }
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

    /// The event stream is lost.
    fn lost(&mut self, call: &mut CallSession, back: &mut Back) -> Result<(), CliError> {
        call.cut_off();
        back.tell_lost(self.context);
        self.session.reconnect()
    }

    fn come_back(&self, call: &mut CallSession, offer: String, outcome: &mut Outcome) {
        let (now, unix_ms) = (Instant::now(), self.now_unix_ms());
        if !call.come_back(now, unix_ms, self.desk.view(), offer) {
            outcome.ended.get_or_insert(Ending::NodeGone);
        }
    }

    /// Brings the desk up to date; gives when to try again, if the node isn't reached just now.
    async fn sync(&mut self) -> Result<Option<Instant>, CliError> {
        let synced = self.session.sync(&mut self.desk);
        match tokio::time::timeout(SYNC_WITHIN, synced).await {
            Ok(Ok(())) => Ok(None),
            Ok(Err(error)) if error.code != "node-unreachable" => Err(error),
            Ok(Err(_)) | Err(_) => {
                self.session.reconnect()?;
                Ok(Some(Instant::now() + SYNC_AGAIN_AFTER))
            }
        }
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
            // Said again to a device that came back.
            CallEvent::FloorOpens { .. } if self.steps.floor_open_unix_ms.is_some() => {}
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
            | ToNode::Rejoin { .. }
            | ToNode::Return { .. }
            | ToNode::RingHeard { .. } => return,
        };
        step.get_or_insert(now_unix_ms);
    }

    /// The engine may see the call close before the node's word why has been read.
    async fn last_word(&mut self) -> Option<Ending> {
        let heard = async {
            while let Ok(Came::Message(message)) = self.stream.next().await {
                if let ToDevice::Ended { reason, .. } = *message {
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

/// Coming back after the node was lost.
#[derive(Default)]
struct Back {
    /// The engine's newest, until it is answered.
    offer: Option<String>,
    lost_told: bool,
    sync_at: Option<Instant>,
}

impl Back {
    fn tell_lost(&mut self, context: &Context) {
        if !std::mem::replace(&mut self.lost_told, true) {
            context.note("connection to your own node lost, coming back");
        }
    }

    fn tell_back(&mut self, context: &Context, after: Duration) {
        self.lost_told = false;
        let ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
        context.note(&format!("back after {}", seconds(ms)));
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
