//! `detente call join`: this device's part in a call, from the ring to the report.
//!
//! Speech comes from a file and what is heard goes into one; a call needs no sound card.

mod ending;
mod engine;
mod in_call;
mod report;

use clap::Args;
use client::call::CallSession;
use domain::{Medium, SubjectId, roles_of};
use identity::Role;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use terminal::{audio::read_wav, drive::SoundCard};
use wire::ToNode;

use self::{
    engine::Bound,
    in_call::{Back, Due, InCall},
    report::Seen,
};
use super::{event_stream::EventStream, ring::wait_for_ring, terms_options::find_contact};
use crate::{CliError, Context, Exit, api, api::Session, danger, home::DeviceName};

pub use report::{JoinReport, Steps};

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
    let voice_depth = voice_depth_of(&desk, contact)?;
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
    let mut seen = Seen::default();
    let is_principal = desk
        .roles(context.now_unix_ms())
        .is_some_and(|roles| roles.contains(Role::Principal));
    let give_up = Instant::now() + Duration::from_secs(args.wait);
    if is_principal {
        stream.send(&ToNode::Await(contact)).await;
        context.note("waiting to be rung");
        let _progress = context
            .screen
            .while_waiting("waiting to be rung; Ctrl-C gives up");
        wait_for_ring(&mut stream, &mut session, &mut desk, contact, give_up).await?;
        seen.steps.rung_unix_ms = Some(context.now_unix_ms());
        context.note("ringing: both duty officers have confirmed");
        session.sync(&mut desk).await?;
    }

    let node = node_address(&session).await?;
    let bound = Bound::bind(node, args, voice_depth, said, sound_card.as_ref()).await?;
    let now = Instant::now();
    let mut call = CallSession::join(
        &desk,
        contact,
        bound.offer().to_owned(),
        now,
        context.now_unix_ms(),
    )
    .map_err(|error| CliError::failed("join", error, "see `detente contact show`"))?;
    if args.danger_write_keys.is_some() {
        call.danger_keep_keys();
    }
    let device = desk.keys().device();
    let in_call = InCall {
        context,
        session,
        desk,
        stream,
        engine: bound.start(call.media_keys()),
        call,
        seen,
        due: Due::new(give_up, args.seconds.map(Duration::from_secs)),
        back: Back::default(),
    };
    let (seen, call) = in_call.run().await?;
    if let Some(path) = &args.danger_write_keys {
        danger_write_keys(context, &call, path)?;
    }
    let mut report = seen.into_report(contact, device, clock_offset_ms(context));
    report.sound_card = sound_card.as_ref().map(SoundCard::report);
    Ok(report)
}

/// How often voice is repeated, of a phone call that is agreed.
fn voice_depth_of(desk: &client::Desk, contact: SubjectId) -> Result<u8, CliError> {
    let facts = desk.node_facts(contact).ok_or_else(|| {
        CliError::refused(
            "not-found",
            "this contact isn't agreed",
            "look at `detente contact list`",
        )
    })?;
    match facts.medium {
        Medium::PhoneCall => Ok(facts.voice_depth),
        _ => Err(CliError::refused(
            "medium",
            "this program holds phone calls only",
            "agree on a phone call",
        )),
    }
}

/// Any port of the node's machine: only the way to it is looked up.
async fn node_address(session: &Session<'_>) -> Result<SocketAddr, CliError> {
    let url = session.node().url();
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

fn clock_offset_ms(context: &Context) -> i64 {
    match context.clock {
        crate::Clock::Real => 0,
        crate::Clock::Offset(ms) => ms,
    }
}

fn danger_write_keys(context: &Context, call: &CallSession, path: &Path) -> Result<(), CliError> {
    context.note("DANGER: writing this call's media keys to a file");
    std::fs::write(path, call.danger_media_keys())
        .map_err(|error| CliError::failed("keys-file", error, "name a file that can be written"))
}
