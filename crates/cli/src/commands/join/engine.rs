//! The media engine of a call: bound to a way to the node, then running beside the session.

use client::call::{MediaKeys, MediaRefusal};
use std::{
    fmt::Display,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use terminal::{
    drive::{CallDrive, Command, Ears, Event, MediaOver, SoundCard},
    session::{CallMedia, CallSettings, FrameCrypto, Opened, Refusal, SenderId},
    voice::{OpusFrame, RepeatDepth},
};
use tokio::{sync::mpsc, task::JoinHandle};

use super::JoinArgs;
use crate::CliError;

/// Commands that the engine hasn't taken yet.
const COMMANDS_WAITING_MAX: usize = 8;

/// Ports are open and the offer is made; nothing is sent yet.
pub struct Bound {
    drive: CallDrive,
    media: CallMedia,
    ears: Ears,
}

impl Bound {
    pub async fn bind(
        node: SocketAddr,
        args: &JoinArgs,
        voice_depth: u8,
        said: Vec<i16>,
        sound_card: Option<&SoundCard>,
    ) -> Result<Self, CliError> {
        let over = match args.media_tcp {
            true => MediaOver::Tcp,
            false => MediaOver::UdpElseTcp,
        };
        let drive = CallDrive::bind(node, over).await.map_err(failed)?;
        Ok(Self {
            drive,
            media: media_of(args, voice_depth, said, sound_card)?,
            ears: ears_of(args, sound_card)?,
        })
    }

    /// SDP, for the node.
    pub fn offer(&self) -> &str {
        self.drive.offer()
    }

    pub fn start(self, keys: MediaKeys) -> Engine {
        let crypto = Arc::new(Mutex::new(Crypto(keys)));
        let (commands, obeyed) = mpsc::channel(COMMANDS_WAITING_MAX);
        let (told, events) = mpsc::unbounded_channel();
        let run = self.drive.run(self.media, self.ears, crypto, obeyed, told);
        Engine {
            commands,
            events,
            playing: tokio::spawn(run),
        }
    }
}

fn media_of(
    args: &JoinArgs,
    voice_depth: u8,
    said: Vec<i16>,
    sound_card: Option<&SoundCard>,
) -> Result<CallMedia, CliError> {
    let mut first_rtp_time = [0; 4];
    getrandom::fill(&mut first_rtp_time).map_err(failed)?;
    let settings = CallSettings {
        depth: RepeatDepth::new(voice_depth).map_err(failed)?,
        say_after: Duration::from_millis(args.say_after_ms),
        first_rtp_time: u32::from_be_bytes(first_rtp_time),
    };
    let media = match sound_card {
        Some(card) => CallMedia::with_mouth(Box::new(card.mouth()), settings),
        None => CallMedia::new(said, settings),
    };
    let mut media = media.map_err(failed)?;
    media.set_muted(args.mute);
    if let (Some(after), Some(length)) = (args.mute_after_ms, args.mute_for_ms) {
        media.mute_between(Duration::from_millis(after), Duration::from_millis(length));
    }
    Ok(media)
}

fn ears_of(args: &JoinArgs, sound_card: Option<&SoundCard>) -> Result<Ears, CliError> {
    let ears = Ears::new(args.hear.as_deref(), args.hear_each.as_deref())
        .map_err(|error| CliError::usage("heard-file", error, "name a file that can be written"))?;
    Ok(match sound_card {
        Some(card) => ears.aloud(card.loudspeaker()),
        None => ears,
    })
}

fn failed(error: impl Display) -> CliError {
    CliError::failed("media", error, "see `detente doctor`")
}

/// The engine as it runs, in a task of its own.
pub struct Engine {
    commands: mpsc::Sender<Command>,
    events: mpsc::UnboundedReceiver<Event>,
    playing: JoinHandle<()>,
}

impl Engine {
    /// An engine that is gone obeys nothing; its last event says why.
    pub async fn tell(&self, command: Command) {
        let _ = self.commands.send(command).await;
    }

    /// Nothing more comes after `None`.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    pub async fn end(self) {
        drop(self.commands);
        let _ = self.playing.await;
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
