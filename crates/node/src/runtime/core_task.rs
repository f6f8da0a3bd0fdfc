//! The task that owns the core: inputs decided one at a time, outputs carried out in their order. What
//! waits together is committed together: the disk syncs once for all of it.

use identity::DeviceId;
use line::ConnId;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};
use wire::ToDevice;

use super::{
    Clock, attachment_task::AttachmentTaskCommand, line_task::LineCommand,
    media_task::MediaTaskCommand,
};
use crate::app::{NodeCore, Now, Output, Push, PushFailure, PushOutcome};

/// Inputs that wait for the core.
const INPUTS_MAX: usize = 4_096;
/// Inputs that share one commit.
const GROUP_INPUTS_MAX: usize = 64;
/// After this no further input joins a group: its first one waits for them all.
const GROUP_TIME_MAX: Duration = Duration::from_millis(5);
/// Messages that wait for one device; one that takes none is disconnected.
const DEVICE_MESSAGES_MAX: usize = 1_024;
/// Bytes of them: a few of the longest, which the other node may cause as fast as it likes.
const DEVICE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Gives an answer; called once what it depends on is durable, else dropped.
type Answer = Box<dyn FnOnce() + Send>;
type Job = Box<dyn FnOnce(&mut NodeCore, Now) -> Answer + Send>;

enum Input {
    Job(Job),
    Timeout,
    DeviceOpened(DeviceId, oneshot::Sender<DeviceStream>),
    DeviceClosed(DeviceId, u64),
    Stop,
}

/// The node is stopping, or its store failed before what was asked was durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the node is stopping")]
pub struct NodeGone;

/// What a device's stream is given.
pub struct DeviceStream {
    pub id: u64,
    messages: mpsc::Receiver<Vec<u8>>,
    /// Where the logs stand: of many changes only the last is told.
    heads: watch::Receiver<Option<ToDevice>>,
    queued: Arc<AtomicUsize>,
    replaced: Arc<AtomicBool>,
}

impl DeviceStream {
    /// Whether it is over because its device opened another.
    pub fn was_replaced(&self) -> bool {
        self.replaced.load(Ordering::Relaxed)
    }

    /// The next message, encoded; `None` when the stream is over.
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        tokio::select! {
            message = self.messages.recv() => {
                let message = message?;
                self.queued.fetch_sub(message.len(), Ordering::Relaxed);
                Some(message)
            }
            changed = self.heads.changed() => {
                changed.ok()?;
                let heads = self.heads.borrow_and_update().clone();
                heads.map(|heads| heads.encode())
            }
        }
    }
}

/// The core's end of a device's stream.
struct DeviceQueue {
    id: u64,
    messages: mpsc::Sender<Vec<u8>>,
    heads: watch::Sender<Option<ToDevice>>,
    queued: Arc<AtomicUsize>,
    replaced: Arc<AtomicBool>,
}

impl DeviceQueue {
    /// `false` where too much waits already.
    fn queue(&self, message: ToDevice) -> bool {
        if let ToDevice::LogsChanged { .. } = message {
            return self.heads.send(Some(message)).is_ok();
        }
        // A hint, which the next one makes good: it never fills the queue.
        if let ToDevice::RingChanged { .. } = message
            && self.messages.capacity() < DEVICE_MESSAGES_MAX / 2
        {
            return true;
        }
        let message = message.encode();
        let length = message.len();
        // The stream only takes away from it.
        if self.queued.load(Ordering::Relaxed) + length > DEVICE_BYTES_MAX {
            return false;
        }
        self.queued.fetch_add(length, Ordering::Relaxed);
        self.messages.try_send(message).is_ok()
    }
}

/// A way to the core for everything in the process.
#[derive(Clone)]
pub struct NodeHandle {
    inputs: mpsc::Sender<Input>,
}

impl NodeHandle {
    /// Runs `job` on the core and gives its answer.
    pub async fn call<T, F>(&self, job: F) -> Result<T, NodeGone>
    where
        T: Send + 'static,
        F: FnOnce(&mut NodeCore, Now) -> T + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |core, now| {
            let answered = job(core, now);
            // Whoever asked may be gone by now.
            Box::new(move || drop(answer.send(answered)))
        });
        self.inputs
            .send(Input::Job(job))
            .await
            .map_err(|_| NodeGone)?;
        answered.await.map_err(|_| NodeGone)
    }

    /// Hands `job` to the core and doesn't wait for it; `held` is dropped once all that it wrote is
    /// durable.
    async fn hand<F, H>(&self, held: H, job: F) -> Result<(), NodeGone>
    where
        F: FnOnce(&mut NodeCore, Now) + Send + 'static,
        H: Send + 'static,
    {
        let job: Job = Box::new(move |core, now| {
            job(core, now);
            Box::new(move || drop(held))
        });
        let given = self.inputs.send(Input::Job(job)).await;
        given.map_err(|_| NodeGone)
    }

    /// A device opened its event stream; an older one of the same device ends.
    pub async fn device_opened(&self, device: DeviceId) -> Option<DeviceStream> {
        let (give, given) = oneshot::channel();
        self.inputs
            .send(Input::DeviceOpened(device, give))
            .await
            .ok()?;
        given.await.ok()
    }

    pub async fn device_closed(&self, device: DeviceId, stream: u64) {
        // If the core is gone the stream is too.
        let _ = self.inputs.send(Input::DeviceClosed(device, stream)).await;
    }

    pub(super) async fn stop(&self) {
        let _ = self.inputs.send(Input::Stop).await;
    }
}

pub(super) struct CoreTask {
    core: NodeCore,
    clock: Clock,
    inputs: mpsc::Receiver<Input>,
    /// Came after a group and isn't part of it.
    next: Option<Input>,
    group_time: Duration,
    devices: HashMap<DeviceId, DeviceQueue>,
    next_stream: u64,
    ways: Ways,
}

/// Where outputs go.
pub(super) struct Ways {
    pub line: mpsc::UnboundedSender<LineCommand>,
    pub media: mpsc::UnboundedSender<MediaTaskCommand>,
    pub attachments: mpsc::UnboundedSender<AttachmentTaskCommand>,
    pub push: mpsc::Sender<Push>,
}

/// Makes the handle and the task; the task runs on a thread of its own, because the store blocks.
pub(super) fn core_task(core: NodeCore, clock: Clock, ways: Ways) -> (NodeHandle, CoreTask) {
    let (give, inputs) = mpsc::channel(INPUTS_MAX);
    let task = CoreTask {
        core,
        clock,
        inputs,
        next: None,
        group_time: GROUP_TIME_MAX,
        devices: HashMap::new(),
        next_stream: 1,
        ways,
    };
    (NodeHandle { inputs: give }, task)
}

impl CoreTask {
    /// Runs until it is stopped; `Err` if the store failed.
    pub async fn run(mut self) -> Result<(), storage::StoreError> {
        self.core.handle_timeout(self.clock.now());
        loop {
            self.carry_out()?;
            let input = match self.next.take() {
                Some(input) => input,
                None => self.next_input().await,
            };
            let stops = matches!(input, Input::Stop);
            self.decide(input)?;
            if stops {
                return self.carry_out();
            }
        }
    }

    async fn next_input(&mut self) -> Input {
        let deadline = self.core.poll_timeout();
        let timeout = async {
            match deadline {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            input = self.inputs.recv() => input.unwrap_or(Input::Stop),
            () = timeout => Input::Timeout,
        }
    }

    /// Decides an input, and with a job or what is due the jobs that wait behind it, and commits once: who
    /// asks while the other side's entries fall due waits for one sync and not for two. Devices come and go
    /// between groups: what was decided before is carried out before.
    fn decide(&mut self, input: Input) -> Result<(), storage::StoreError> {
        let mut answers: Vec<Answer> = Vec::new();
        self.core.begin_group();
        let until = Instant::now() + self.group_time;
        match input {
            Input::Job(job) => {
                answers.push(job(&mut self.core, self.clock.now()));
                self.decide_waiting(&mut answers, until);
            }
            Input::Timeout => {
                self.core.handle_timeout(self.clock.now());
                self.decide_waiting(&mut answers, until);
            }
            Input::DeviceOpened(device, give) => self.device_opened(device, give),
            Input::DeviceClosed(device, stream) => self.device_closed(device, stream),
            Input::Stop => self.core.leave(self.clock.now()),
        }
        self.core.end_group()?;
        for answer in answers {
            answer();
        }
        Ok(())
    }

    /// Jobs that wait already, as far as the group has room and time.
    fn decide_waiting(&mut self, answers: &mut Vec<Answer>, until: Instant) {
        while answers.len() < GROUP_INPUTS_MAX
            && Instant::now() < until
            && !self.core.has_failed()
            && let Some(job) = self.waiting_job()
        {
            answers.push(job(&mut self.core, self.clock.now()));
        }
    }

    /// A job that waits already; any other input is kept for later.
    fn waiting_job(&mut self) -> Option<Job> {
        match self.inputs.try_recv().ok()? {
            Input::Job(job) => Some(job),
            other => {
                self.next = Some(other);
                None
            }
        }
    }

    fn device_opened(&mut self, device: DeviceId, give: oneshot::Sender<DeviceStream>) {
        let (messages, receiver) = mpsc::channel(DEVICE_MESSAGES_MAX);
        let (tell_heads, heads) = watch::channel(None);
        let queued = Arc::<AtomicUsize>::default();
        let replaced = Arc::<AtomicBool>::default();
        let id = self.next_stream;
        self.next_stream += 1;
        let queue = DeviceQueue {
            id,
            messages,
            heads: tell_heads,
            queued: queued.clone(),
            replaced: replaced.clone(),
        };
        let earlier = self.devices.insert(device, queue);
        if let Some(earlier) = &earlier {
            earlier.replaced.store(true, Ordering::Relaxed);
        }
        let stream = DeviceStream {
            id,
            messages: receiver,
            heads,
            queued,
            replaced,
        };
        let (now, is_taken) = (self.clock.now(), give.send(stream).is_ok());
        match (earlier.is_some(), is_taken) {
            (true, true) => self.core.device_reconnected(now, device),
            (false, true) => self.core.device_connected(now, device),
            (was_there, false) => {
                self.devices.remove(&device);
                if was_there {
                    self.core.device_disconnected(now, device);
                }
            }
        }
    }

    fn device_closed(&mut self, device: DeviceId, stream: u64) {
        if self
            .devices
            .get(&device)
            .is_some_and(|queue| queue.id == stream)
        {
            self.devices.remove(&device);
            self.core.device_disconnected(self.clock.now(), device);
        }
    }

    fn carry_out(&mut self) -> Result<(), storage::StoreError> {
        while let Some(output) = self.core.poll_output() {
            match output {
                Output::ToDevice(device, message) => self.tell_device(device, message),
                Output::Disconnect(device) => {
                    self.devices.remove(&device);
                }
                // The tasks end after this one.
                Output::LineSend { conn, bytes } => {
                    drop(self.ways.line.send(LineCommand::Send(conn, bytes)))
                }
                Output::LineSendEarly { conn, bytes } => {
                    drop(self.ways.line.send(LineCommand::SendEarly(conn, bytes)))
                }
                Output::LineDial { route, attempt } => {
                    drop(self.ways.line.send(LineCommand::Dial { route, attempt }))
                }
                Output::LineClose { conn } => drop(self.ways.line.send(LineCommand::Close(conn))),
                Output::LinePinned { node_key, routes } => {
                    drop(
                        self.ways
                            .line
                            .send(LineCommand::Pinned { node_key, routes }),
                    );
                }
                Output::Attachments(output) => {
                    drop(
                        self.ways
                            .attachments
                            .send(AttachmentTaskCommand::Core(output)),
                    );
                }
                Output::Push(push) => {
                    // A push is never the only way: what finds no room is left out.
                    if let Err(error) = self.ways.push.try_send(push) {
                        tracing::warn!("too many browsers wait to be called; one isn't");
                        let (now, left_out) = (self.clock.now(), error.into_inner());
                        let outcome = PushOutcome::Failed(PushFailure::TooMany);
                        if let Err(error) = self.core.push_ended(now, &left_out, outcome) {
                            tracing::error!(code = error.code.name(), "not counted");
                        }
                    }
                }
                Output::Media(command) => {
                    drop(self.ways.media.send(MediaTaskCommand::Core(command)))
                }
                Output::Fatal(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn tell_device(&mut self, device: DeviceId, message: ToDevice) {
        let Some(queue) = self.devices.get(&device) else {
            return;
        };
        if !queue.queue(message) {
            // It reads nothing: it is gone, or floods itself. Its terminal comes back by itself.
            self.devices.remove(&device);
            self.core.device_disconnected(self.clock.now(), device);
        }
    }
}

/// What the line's task tells the core; `held` is dropped once what follows from it is durable.
pub(super) async fn line_event<H: Send + 'static>(
    node: &NodeHandle,
    event: LineEvent,
    held: H,
) -> Result<(), NodeGone> {
    node.hand(held, move |core, now| match event {
        LineEvent::Connected(conn) => core.line_connected(now, conn),
        LineEvent::Unread(conn) => core.line_unread(now, conn),
        LineEvent::Frame(conn, bytes) => core.line_frame(now, conn, bytes),
        LineEvent::Disconnected(conn) => core.line_disconnected(now, conn),
    })
    .await
}

pub(super) enum LineEvent {
    Connected(ConnId),
    Frame(ConnId, Vec<u8>),
    Unread(ConnId),
    Disconnected(ConnId),
}

#[cfg(test)]
#[path = "core_task_tests.rs"]
mod tests;
