//! A device in a call: what comes of its node, of its media engine and of the clock, until the call ends.

use client::{
    Desk,
    call::{CallEvent, CallOutput, CallSession},
};
use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};
use terminal::drive::{Command, Event};
use tokio::time::timeout;
use wire::ToDevice;

use super::{
    super::event_stream::{Came, EventStream},
    ending::{Ending, refused},
    engine::Engine,
    report::{Seen, seconds},
};
use crate::{CliError, Context, api::Session, progress::Progress};

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
/// With nothing else to wait for, time goes on.
const LOOKS_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// From the wish to join on.
pub struct InCall<'a> {
    pub context: &'a Context,
    pub session: Session<'a>,
    pub desk: Desk,
    pub stream: EventStream,
    pub call: CallSession,
    pub engine: Engine,
    pub seen: Seen,
    pub due: Due,
    pub back: Back,
}

impl InCall<'_> {
    /// Gives what was seen, and the session as it was at the end.
    pub async fn run(mut self) -> Result<(Seen, CallSession), CliError> {
        let mut waits_for_the_floor: Option<Progress> = Some(
            self.context
                .screen
                .while_waiting("waiting for the floor to open"),
        );
        let mut was_interrupted = false;
        loop {
            self.tell().await?;
            self.seen.look_at(&self.call, self.context.now_unix_ms());
            if self.seen.ended.is_some() {
                self.due.end_soon();
            }
            if self.seen.floor_is_open() {
                waits_for_the_floor = None;
            }
            let next = self.next_due();
            tokio::select! {
                came = self.stream.next(), if self.seen.ended.is_none() => self.came(came?).await?,
                event = self.engine.next() => {
                    let Some(event) = event else { break };
                    if self.heard(event).await?.is_break() {
                        break;
                    }
                }
                interrupted = tokio::signal::ctrl_c(), if !was_interrupted => {
                    drop(interrupted);
                    was_interrupted = true;
                    self.call.hang_up();
                    self.seen.ended = Some(Ending::HungUpHere);
                }
                () = tokio::time::sleep_until(next.into()) => {}
            }
            self.do_what_is_due().await?;
        }
        drop(waits_for_the_floor);
        self.engine.end().await;
        self.seen.steps.ended_unix_ms = Some(self.context.now_unix_ms());
        Ok((self.seen, self.call))
    }

    /// What the session has to say to the node, and to us.
    async fn tell(&mut self) -> Result<(), CliError> {
        while let Some(output) = self.call.poll_output() {
            match output {
                CallOutput::Send(message) => {
                    let now_unix_ms = self.context.now_unix_ms();
                    self.seen.steps.note_sent(&message, now_unix_ms);
                    self.stream.send(&message).await;
                }
                CallOutput::Event(event) => self.event(event).await?,
            }
        }
        Ok(())
    }

    async fn event(&mut self, event: CallEvent) -> Result<(), CliError> {
        let now_unix_ms = self.context.now_unix_ms();
        let steps = &mut self.seen.steps;
        match event {
            CallEvent::Answer(sdp) => {
                self.back.offer = None;
                steps.answered_unix_ms.get_or_insert(now_unix_ms);
                self.engine.tell(Command::Answer(sdp)).await;
            }
            CallEvent::Members(members) => self.seen.members_are(&members, self.context),
            CallEvent::KeysAgreed { .. } => steps.keys_agreed_unix_ms = Some(now_unix_ms),
            CallEvent::Words(words) => self.seen.words_are(words, self.context),
            // Said again to a device that came back.
            CallEvent::FloorOpens { .. } if steps.floor_open_unix_ms.is_some() => {}
            CallEvent::FloorOpens { in_ms } => {
                let at = Instant::now() + Duration::from_millis(in_ms.into());
                steps.floor_told_unix_ms = Some(now_unix_ms);
                steps.floor_open_unix_ms = Some(now_unix_ms + i64::from(in_ms));
                self.context.note("the floor opens");
                self.engine.tell(Command::OpenFloor { at }).await;
                self.due.floor_opens(at);
            }
            CallEvent::Line { up: false } => self
                .context
                .note("the line to the other side is down; both nodes try to reach each other"),
            CallEvent::Line { up: true } => {
                self.context.note("the line to the other side is up again");
            }
            CallEvent::Ended(reason) => {
                self.seen.ended.get_or_insert(Ending::Told(reason));
            }
            CallEvent::Refused { code, why } => return Err(refused(code, why)),
            CallEvent::Warning(warning) => {
                *self.seen.warnings.entry(warning.code()).or_default() += 1;
            }
        }
        Ok(())
    }

    /// Something happened at the stream of the node.
    async fn came(&mut self, came: Came) -> Result<(), CliError> {
        match came {
            Came::Message(message) => {
                if matches!(*message, ToDevice::LogsChanged { .. }) {
                    self.sync().await?;
                }
                let now_unix_ms = self.context.now_unix_ms();
                self.call
                    .handle_input(Instant::now(), now_unix_ms, self.desk.view(), *message);
            }
            Came::Lost => {
                self.call.cut_off();
                self.back.tell_lost(self.context);
                self.session.reconnect()?;
            }
            Came::Back => {
                self.due.sync = Some(Instant::now());
                if self.seen.steps.answered_unix_ms.is_none() {
                    // Nobody knows what became of our wish to join.
                    self.seen.ended = Some(Ending::NodeGone);
                } else if let Some(offer) = self.back.offer.clone() {
                    self.come_back(offer);
                } else {
                    // The engine's offer follows.
                    self.engine.tell(Command::Renew).await;
                }
            }
            Came::SignIn => match timeout(SIGN_IN_WITHIN, self.session.sign_in()).await {
                Ok(Ok(token)) => self.stream.signed_in(token),
                Ok(Err(error)) if error.code != "node-unreachable" => {
                    self.seen.ended = Some(Ending::NodeGone);
                }
                Ok(Err(_)) | Err(_) => {}
            },
            Came::GivenUp => self.seen.ended = Some(Ending::NodeGone),
            Came::Replaced => {
                self.context
                    .note("another program took this device's place");
                self.seen.ended = Some(Ending::NodeGone);
            }
        }
        Ok(())
    }

    /// Something happened at the media engine; its end is the call's.
    async fn heard(&mut self, event: Event) -> Result<ControlFlow<()>, CliError> {
        let goes_on = self.seen.ended.is_none();
        let steps = &mut self.seen.steps;
        match event {
            Event::Connected => {
                steps
                    .connected_unix_ms
                    .get_or_insert(self.context.now_unix_ms());
            }
            Event::Lost { moved } if goes_on => {
                if moved && self.stream.reconnect() {
                    self.call.cut_off();
                    self.session.reconnect()?;
                }
                self.stream.ask().await;
                self.back.tell_lost(self.context);
            }
            Event::Offer(offer) if goes_on => {
                self.back.offer = Some(offer.clone());
                if !self.stream.is_away() {
                    self.come_back(offer);
                }
            }
            Event::Back { after } if goes_on => {
                steps
                    .connected_unix_ms
                    .get_or_insert(self.context.now_unix_ms());
                self.back.tell_back(self.context, after);
            }
            Event::Ended(ended) => {
                self.seen.media = Some(ended.report);
                if goes_on {
                    self.seen.ended = self.last_word().await.or(Ending::of_media(&ended.cause));
                }
                return Ok(ControlFlow::Break(()));
            }
            Event::Lost { .. }
            | Event::Offer(_)
            | Event::Back { .. }
            | Event::FirstDecrypted
            | Event::SaidToEnd => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn come_back(&mut self, offer: String) {
        let now_unix_ms = self.context.now_unix_ms();
        let view = self.desk.view();
        if !self
            .call
            .come_back(Instant::now(), now_unix_ms, view, offer)
        {
            self.seen.ended.get_or_insert(Ending::NodeGone);
        }
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
        timeout(LAST_WORD_WITHIN, heard).await.unwrap_or_default()
    }

    /// Brings the desk up to date, or says when to try again, if the node isn't reached just now.
    async fn sync(&mut self) -> Result<(), CliError> {
        let synced = self.session.sync(&mut self.desk);
        self.due.sync = match timeout(SYNC_WITHIN, synced).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) if error.code != "node-unreachable" => return Err(error),
            Ok(Err(_)) | Err(_) => {
                self.session.reconnect()?;
                Some(Instant::now() + SYNC_AGAIN_AFTER)
            }
        };
        Ok(())
    }

    fn waits_for_the_floor(&self) -> bool {
        !self.seen.floor_is_open() && self.seen.ended.is_none()
    }

    fn next_due(&self) -> Instant {
        let due = [
            self.call.poll_timeout(),
            self.due.hang_up,
            self.due.answer,
            self.due.end,
            self.due.sync.filter(|_| !self.stream.is_away()),
            self.waits_for_the_floor().then_some(self.due.give_up),
        ];
        let soonest = due.into_iter().flatten().min();
        soonest.unwrap_or_else(|| Instant::now() + LOOKS_AGAIN_AFTER)
    }

    async fn do_what_is_due(&mut self) -> Result<(), CliError> {
        let now = Instant::now();
        if self.due.sync.is_some_and(|at| at <= now) && !self.stream.is_away() {
            self.sync().await?;
            let now_unix_ms = self.context.now_unix_ms();
            self.call
                .view_changed(Instant::now(), now_unix_ms, self.desk.view());
        }
        if self.waits_for_the_floor() && now >= self.due.give_up {
            self.seen.ended = Some(Ending::FloorLate);
        }
        if take_due(&mut self.due.hang_up, now) {
            if self.call.hang_up() {
                self.due.answer = Some(now + HANGS_UP_WITHIN);
            } else {
                // Who leaves the call to the others hears no end of it.
                self.seen.ended.get_or_insert(Ending::HungUpHere);
            }
        }
        if take_due(&mut self.due.answer, now) {
            self.seen.ended.get_or_insert(Ending::NodeGone);
        }
        if take_due(&mut self.due.end, now) {
            self.engine.tell(Command::Bye).await;
        }
        let now_unix_ms = self.context.now_unix_ms();
        self.call.handle_timeout(now, now_unix_ms, self.desk.view());
        Ok(())
    }
}

/// When which step is due.
#[derive(Debug)]
pub struct Due {
    /// Where the floor isn't open by then nobody waits on.
    give_up: Instant,
    /// From the opening of the floor; without it the call lasts until somebody hangs up.
    hang_up_after: Option<Duration>,
    hang_up: Option<Instant>,
    /// Of the node that was asked to end the call for both.
    answer: Option<Instant>,
    end: Option<Instant>,
    sync: Option<Instant>,
}

impl Due {
    pub fn new(give_up: Instant, hang_up_after: Option<Duration>) -> Self {
        Self {
            give_up,
            hang_up_after,
            hang_up: None,
            answer: None,
            end: None,
            sync: None,
        }
    }

    fn floor_opens(&mut self, at: Instant) {
        self.hang_up = self.hang_up_after.map(|after| at + after);
    }

    /// Again and again until the engine has ended: it may do so by itself.
    fn end_soon(&mut self) {
        self.end
            .get_or_insert_with(|| Instant::now() + LAST_PACKETS_WITHIN);
    }
}

fn take_due(due: &mut Option<Instant>, now: Instant) -> bool {
    due.take_if(|at| *at <= now).is_some()
}

/// Coming back after the node was lost.
#[derive(Debug, Default)]
pub struct Back {
    /// The engine's newest, until it is answered.
    offer: Option<String>,
    lost_told: bool,
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
