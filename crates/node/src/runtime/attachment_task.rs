//! Connections for attachments: what is held is told on the first stream, parts are asked for and given
//! on streams of their own, those that were asked for first first.
//!
//! Every connection answers; on the newest one we ask and tell.

use identity::Hash32;
use line::{
    ATTACHMENT_BYTES_A_SECOND, ATTACHMENT_FRAME_BYTES_MAX, PARTS_UNDER_WAY_MAX, PartRequest,
};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinHandle, JoinSet};

use super::core_task::{NodeGone, NodeHandle};
use super::frame_pace::FramePace;
use super::quic::{Link, LinkReceiver};
use crate::app::{AttachmentOutput, WORDS_WAITING_MAX};

/// What is asked for again without a reason: of an attachment that was shunned for a while.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After a part that the other node didn't have, or that broke off.
const AFTER_FAILURE: Duration = Duration::from_millis(500);
/// A stream that is reset with this has no such part.
const NOT_HERE: u32 = 1;

/// Parts that broke off and are kept in memory, up to a mebibyte each.
const BEGUN_MAX: usize = 2 * PARTS_UNDER_WAY_MAX;

type BegunParts = Arc<Mutex<HashMap<(Hash32, u32), Vec<u8>>>>;

pub(super) enum AttachmentTaskCommand {
    Link(Link),
    Core(AttachmentOutput),
}

#[derive(Clone)]
struct Shared {
    node: NodeHandle,
    /// Rings when there may be something to ask for.
    look: Arc<Notify>,
    /// Rings when there is something to tell.
    tell: Arc<Notify>,
    /// What came of parts before their connection broke.
    begun: BegunParts,
    /// Of all connections together.
    frames: Arc<Mutex<FramePace>>,
    given: Arc<Mutex<BytePace>>,
}

/// When all that was given is paid off, at [`ATTACHMENT_BYTES_A_SECOND`].
#[derive(Debug, Default)]
struct BytePace(Option<Instant>);

impl BytePace {
    /// Counts so many bytes; gives how long they have to wait.
    fn take(&mut self, now: Instant, bytes: usize) -> Duration {
        let from = self.0.unwrap_or(now).max(now);
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.0 = Some(from + Duration::from_secs(1) * bytes / ATTACHMENT_BYTES_A_SECOND);
        from - now
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection that stands; on the newest one we ask and tell.
struct Open {
    /// Takes one word while another is on its way: what else there is to tell, the core keeps.
    words: mpsc::Sender<Vec<u8>>,
    connection: quinn::Connection,
    /// Of the newest alone: it asks, and it tells.
    at_work: Vec<JoinHandle<()>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.pause();
    }
}

impl Open {
    fn pause(&mut self) {
        for task in self.at_work.drain(..) {
            task.abort();
        }
    }
}

/// Runs until the core is gone.
pub(super) async fn run(
    node: NodeHandle,
    mut commands: mpsc::UnboundedReceiver<AttachmentTaskCommand>,
) {
    let shared = Shared {
        node,
        look: Arc::new(Notify::new()),
        tell: Arc::new(Notify::new()),
        begun: Arc::default(),
        frames: Arc::default(),
        given: Arc::default(),
    };
    // The newest last.
    let mut open: Vec<Open> = Vec::new();
    loop {
        let newest = open.last().map(|newest| newest.connection.clone());
        let ended = async {
            match newest {
                Some(newest) => drop(newest.closed().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            command = commands.recv() => match command {
                None => return,
                Some(AttachmentTaskCommand::Core(AttachmentOutput::Look)) => shared.look.notify_one(),
                Some(AttachmentTaskCommand::Core(AttachmentOutput::Tell)) => shared.tell.notify_one(),
                Some(AttachmentTaskCommand::Link(link)) => {
                    if let Some(older) = open.last_mut() {
                        older.pause();
                    }
                    open.push(begin(&shared, link));
                    if begin_asking(&shared, &mut open).await.is_err() {
                        return;
                    }
                }
            },
            () = ended => {
                // Of two that both nodes dialled at once, one goes with its control connection.
                if begin_asking(&shared, &mut open).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Asks and tells on the newest connection that stands.
async fn begin_asking(shared: &Shared, open: &mut Vec<Open>) -> Result<(), NodeGone> {
    open.retain(|one| one.connection.close_reason().is_none());
    let stands = open.last_mut().map(|newest| {
        let connection = newest.connection.clone();
        newest.pause();
        newest.at_work = vec![
            tokio::spawn(ask(shared.clone(), connection)),
            tokio::spawn(tell(shared.clone(), newest.words.clone())),
        ];
    });
    let told = shared.node.call(move |core, now| match stands {
        Some(()) => core.attachments_connected(now),
        None => core.attachments_disconnected(now),
    });
    told.await
}

fn begin(shared: &Shared, link: Link) -> Open {
    let connection = link.connection();
    let (mut sender, receiver) = link.split();
    let (words, mut waiting) = mpsc::channel::<Vec<u8>>(1);
    tokio::spawn(async move {
        while let Some(frame) = waiting.recv().await {
            if sender.send(&frame).await.is_err() {
                return;
            }
        }
        // The other side's answers still come on it: whoever dialled it closes it.
        sender.keep_until_closed().await;
    });
    tokio::spawn(hear(shared.clone(), receiver, connection.clone()));
    tokio::spawn(answer(shared.clone(), connection.clone()));
    Open {
        words,
        connection,
        at_work: Vec::new(),
    }
}

/// Tells what there is to tell, as fast as the other node takes it and no faster.
async fn tell(shared: Shared, words: mpsc::Sender<Vec<u8>>) {
    loop {
        let next = shared
            .node
            .call(|core, _| core.attachment_words(WORDS_WAITING_MAX))
            .await;
        let Ok(next) = next else {
            return;
        };
        if next.is_empty() {
            shared.tell.notified().await;
        }
        for word in next {
            // A connection that ended says so by itself.
            if words.send(word).await.is_err() {
                return;
            }
        }
    }
}

/// What the other node tells of what it holds.
async fn hear(shared: Shared, mut receiver: LinkReceiver, connection: quinn::Connection) {
    while let Ok(frame) = receiver.recv().await {
        let wait = locked(&shared.frames).take(Instant::now(), frame.len());
        tokio::time::sleep(wait).await;
        let told = shared
            .node
            .call(move |core, now| core.attachment_told(now, &frame))
            .await;
        match told {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(
                    code = error.code.name(),
                    "the other node told of attachments what can't be"
                );
                break;
            }
            Err(_) => break,
        }
    }
    connection.close(0u32.into(), b"over");
}

/// Gives what the other node asks for.
async fn answer(shared: Shared, connection: quinn::Connection) {
    let order = Arc::new(AtomicI32::new(0));
    while let Ok((send, recv)) = connection.accept_bi().await {
        // As many at once as it may have streams.
        tokio::spawn(give(shared.clone(), order.clone(), send, recv));
    }
}

async fn give(
    shared: Shared,
    order: Arc<AtomicI32>,
    mut send: quinn::SendStream,
    mut recv: quinn::RecvStream,
) {
    let asked = recv.read_to_end(ATTACHMENT_FRAME_BYTES_MAX).await;
    let asked = asked
        .ok()
        .and_then(|bytes| PartRequest::from_bytes(&bytes).ok());
    // A stream that is dropped is reset.
    let Some(asked) = asked else {
        return;
    };
    let cost = shared
        .node
        .call(move |core, _| core.attachment_part_bytes(&asked))
        .await;
    let Ok(Some(cost)) = cost else {
        let _ = send.reset(NOT_HERE.into());
        return;
    };
    let wait = locked(&shared.given).take(Instant::now(), cost);
    tokio::time::sleep(wait).await;
    let part = shared
        .node
        .call(move |core, _| core.attachment_asked(&asked))
        .await;
    let rest = match &part {
        Ok(Some(part)) => part.get(asked.from as usize..),
        Ok(None) | Err(_) => None,
    };
    let Some(rest) = rest else {
        let _ = send.reset(NOT_HERE.into());
        return;
    };
    // Whole parts one after the other: one that is there can be kept, however short the connection is.
    let _ = send.set_priority(order.fetch_sub(1, Ordering::Relaxed));
    if send.write_all(rest).await.is_ok() && send.finish().is_ok() {
        let _ = send.stopped().await;
    }
}

/// Asks for what is lacking, some parts at once, until the connection ends.
async fn ask(shared: Shared, connection: quinn::Connection) {
    let mut under_way: Vec<PartRequest> = Vec::new();
    let mut parts: JoinSet<(PartRequest, bool)> = JoinSet::new();
    loop {
        let room = PARTS_UNDER_WAY_MAX - under_way.len();
        let asked = under_way.clone();
        let wants = shared
            .node
            .call(move |core, now| core.attachment_wants(now, &asked, room))
            .await;
        let Ok(wants) = wants else {
            return;
        };
        for wanted in wants {
            under_way.push(wanted);
            let (shared, connection) = (shared.clone(), connection.clone());
            parts.spawn(async move { (wanted, fetch(&shared, &connection, wanted).await) });
        }
        tokio::select! {
            Some(done) = parts.join_next() => {
                let Ok((wanted, came)) = done else {
                    return;
                };
                under_way.retain(|one| one != &wanted);
                if !came {
                    if connection.close_reason().is_some() {
                        return;
                    }
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
            () = shared.look.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = connection.closed() => return,
        }
    }
}

/// Fetches one part and hands it to the core; `false` where it didn't come whole.
async fn fetch(shared: &Shared, connection: &quinn::Connection, wanted: PartRequest) -> bool {
    let length = shared
        .node
        .call(move |core, _| core.attachment_part_bytes(&wanted))
        .await;
    let Ok(Some(length)) = length else {
        return false;
    };
    let mut begun = Begun::find(shared, (wanted.id, wanted.part));
    let asked = PartRequest {
        from: u32::try_from(begun.part.len()).unwrap_or(0),
        ..wanted
    };
    if !begun.read(connection, asked, length).await {
        return false;
    }
    let part = begun.into_part();
    let stored = shared
        .node
        .call(move |core, now| core.attachment_arrived(now, wanted, &part))
        .await;
    match stored {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(
                code = error.code.name(),
                "a part of an attachment isn't taken"
            );
            false
        }
        Err(_) => false,
    }
}

/// What came of a part so far; kept for the next connection if this one ends before it is whole.
struct Begun {
    all: BegunParts,
    key: (Hash32, u32),
    part: Vec<u8>,
}

impl Begun {
    fn find(shared: &Shared, key: (Hash32, u32)) -> Self {
        let part = locked(&shared.begun).remove(&key).unwrap_or_default();
        let all = shared.begun.clone();
        Self { all, key, part }
    }

    fn into_part(mut self) -> Vec<u8> {
        std::mem::take(&mut self.part)
    }

    async fn read(
        &mut self,
        connection: &quinn::Connection,
        asked: PartRequest,
        length: usize,
    ) -> bool {
        let Ok((mut send, mut recv)) = connection.open_bi().await else {
            return false;
        };
        if send.write_all(&asked.to_bytes()).await.is_err() || send.finish().is_err() {
            return false;
        }
        loop {
            match recv.read_chunk(length, true).await {
                Ok(Some(chunk)) if self.part.len() + chunk.bytes.len() <= length => {
                    self.part.extend_from_slice(&chunk.bytes);
                }
                // The core judges what came; what is too long is no part of anything.
                Ok(Some(_)) => {
                    self.part.clear();
                    return true;
                }
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let mut all = locked(&self.all);
        if !self.part.is_empty() && all.len() < BEGUN_MAX {
            all.insert(self.key, std::mem::take(&mut self.part));
        }
    }
}

#[cfg(test)]
#[path = "attachment_task_tests.rs"]
mod tests;
