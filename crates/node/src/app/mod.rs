//! A node without sockets: loads, decides synchronously, commits once, then acts.
//!
//! [`NodeCore`] is driven by the process (`drivers`, `http`) and by the simulator alike: inputs with
//! `now`, [`Output`]s to be carried out in order. What an output depends on is durable before it
//! is handed out. Inputs that come together may share a commit ([`NodeCore::begin_group`]).

mod alarm;
mod approval;
mod archive;
mod attachments;
mod calendar;
pub mod calls;
mod capitals;
mod contacts;
mod devices;
mod early;
mod error;
mod expiry;
mod first_link;
mod internal;
mod known;
mod line_link;
pub mod mail;
mod passkeys;
mod people;
pub mod picture;
mod press;
mod press_site;
mod push;
mod quota;
mod ring_again;
mod sessions;
mod subjects;
mod theirs;
mod unrecorded;

use domain::{AuthorKeys, CheckedEntry, Head, LineView, LogItem, RecordId, SealedEntry};
use identity::{Charter, Credentials, DeviceId, SideId, SigningKey};
use line::ConnId;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Instant;
use storage::{Batch, Failure, Log, Store, StoreError, Table, Watched};
use wire::{LogsPage, ToDevice};

pub use alarm::{ALARMS_MAX, LOOK_AT_ALL_EVERY};
pub use archive::{ARCHIVE_MONTHS_MAX, ARCHIVE_PAGE_MAX, ArchivePage};
pub(crate) use attachments::chunk_key;
pub use attachments::{AttachmentOutput, WORDS_WAITING_MAX};
pub use calendar::{CALENDAR_REFRESH_MIN, CalendarToken, FEED_EVENTS_MAX, Feed};
pub use calls::{CallOutput, CallRefusal, Calls, MediaCommand};
pub use capitals::{Capital, HolidaysToKeep, KeptDays, read_rest_hours};
pub use error::{AppError, ErrorCode};
pub use first_link::{FIRST_LINK_LIFETIME_MS, FIRST_LINK_TRIES_MAX, FirstLinkState};
pub use internal::INTERNAL_PAGE_MAX;
pub use known::{KNOWN_FOR_MS, Known, KnownCell, KnownFact, KnownSubject, KnownText};
#[cfg(test)]
pub(crate) use passkeys::authenticator::Authenticator;
pub use passkeys::{
    CEREMONIES_PER_DEVICE_MAX, CEREMONY_LIFETIME_MS, FRESH_MS, Origin, PASSKEY_TEXT_BYTES_MAX,
    PASSKEYS_PER_DEVICE_MAX, RESET_OPEN_MS,
};
pub use press::{
    MINISIG_BYTES_MAX, NOTICES_MAX, PAGE_RELEASES_MAX, PROMISES_MAX, PressDocument, PromiseView,
    Published, press_public_key,
};
pub use press_site::{
    CONTACT_ADDRESS_LINES_MAX, CONTACT_LINE_CHARS_MAX, PressContact, PressSite, PressSiteError,
    Zone,
};
pub use push::{
    DUTY_PUSH_EVERY, FailedPush, GonePush, PAGES_BACK_WITHIN, PUSH_SERVICES_MAX,
    PUSH_SERVICES_USUAL, PUSH_URL_BYTES_MAX, Push, PushCause, PushFailure, PushOutcome,
    PushServices, PushesView, Subscription, pushes_of,
};
pub use quota::RECORDS_A_SECOND;
pub use sessions::{
    Opened, SESSION_LIFETIME_MS, SIGN_IN_FIRST, Session, SessionId, SessionToken, SignIn, Standing,
    Who, session_id,
};
pub use theirs::{THEIRS_MAX, TheirText};
pub use unrecorded::{UNRECORDED_KEPT_MAX, UNRECORDED_SENT_FOR, UNRECORDED_SENT_MAX};

/// The moment of an input: the process's monotonic clock, and the clock that people and entries see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub instant: Instant,
    pub unix_ms: i64,
}

/// What the process carries out, in order.
#[derive(Debug)]
pub enum Output {
    ToDevice(DeviceId, ToDevice),
    /// A frame for the other node on the line's control stream.
    LineSend {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    /// As [`Self::LineSend`], ahead of all that waits there.
    LineSendEarly {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    /// Connect to the other node by this route.
    LineDial {
        route: usize,
        attempt: u32,
    },
    /// Close this connection once what was sent before is on its way.
    LineClose {
        conn: ConnId,
    },
    /// The other side is pinned: its node key and routes.
    LinePinned {
        node_key: [u8; 32],
        routes: Vec<String>,
    },
    Media(MediaCommand),
    Attachments(AttachmentOutput),
    /// Call a browser whose page is closed.
    Push(Push),
    /// A device's accreditation ended: close its connections.
    Disconnect(DeviceId),
    /// The store failed. What it holds is known only after reopening, so the process ends; given once.
    Fatal(StoreError),
}

/// What a node counts; numbers only, never who or what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counters {
    pub records_taken: u64,
    pub records_refused: u64,
    pub entries_received: u64,
    /// Urgent entries that came ahead of their place.
    pub early_copies: u64,
    pub misbehaviour: u64,
    /// Chunks and manifests taken in, of either side.
    pub attachment_parts: u64,
    pub attachment_parts_refused: u64,
    pub forks: u64,
    pub call_refusals: BTreeMap<CallRefusal, u64>,
    pub sign_ins: u64,
    pub sign_ins_refused: u64,
    pub lines_up: u64,
    pub lines_down: u64,
    /// Calls of browsers whose page was closed: taken by their push service, and given up.
    pub pushes_taken: u64,
    pub pushes_failed: u64,
}

/// A side's node.
pub struct NodeCore {
    own: SideId,
    charter: Charter,
    credentials: Vec<u8>,
    node: SigningKey,
    store: Box<dyn Store>,
    store_failure: Failure,
    told_failure: bool,
    view: LineView,
    other_credentials: Option<Vec<u8>>,
    /// Urgent entries of the other log ahead of their place.
    early: Vec<domain::Early>,
    /// Numbers of the copies in the store, those that are shown no more included.
    early_rows: BTreeSet<u64>,
    alarms: alarm::Alarms,
    link: line_link::Link,
    calls: Calls,
    attachments: attachments::Attachments,
    sessions: sessions::Sessions,
    ceremonies: passkeys::Ceremonies,
    first_link: first_link::FirstLink,
    pushes: push::Pushes,
    connected: BTreeSet<DeviceId>,
    /// Where each record stands in the own log, those without effect included.
    record_seqs: BTreeMap<RecordId, u64>,
    quota: quota::Quota,
    /// Soundings and non-papers that were handed to the other node.
    sent: unrecorded::Sent,
    /// Those of the other side that are here.
    kept: unrecorded::Kept,
    /// When to look again whether connected devices still stand.
    expiry_at: Option<Instant>,
    /// What this node attests, of calls and of two stories, and couldn't append yet.
    attestations: VecDeque<LogItem>,
    counters: Counters,
    outputs: VecDeque<Output>,
    /// In a group: outputs from before it, which alone may be handed out.
    free_outputs: Option<usize>,
    /// Where the public finds the press site, without a slash at its end.
    press_url: Option<String>,
    press_site: Arc<PressSite>,
    last_known: known::LastKnown,
    /// Whether and how mail goes out.
    mail: Option<mail::MailPolicy>,
    seed: u64,
}

/// Why a node doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the side's credentials don't stand: {0}")]
    Credentials(#[from] identity::CredentialsError),
    #[error("the node's key isn't the one that the side's charter names")]
    NodeKey,
    #[error("the store is damaged: log entry {seq} of {side}: {cause}; restore the newest backup")]
    Log {
        side: SideId,
        seq: u64,
        cause: String,
    },
}

/// Entries folded at a time at start.
const FOLD_BATCH: usize = 512;

/// Attestations that wait for the own log to take entries again.
const ATTESTATIONS_MAX: usize = 1_024;

impl NodeCore {
    /// Folds what the store holds. `seed` feeds only the jitter of redials.
    pub fn start(
        credentials: Vec<u8>,
        node: SigningKey,
        store: Box<dyn Store>,
        seed: u64,
    ) -> Result<Self, StartError> {
        let (store, store_failure) = Watched::new(store);
        let store: Box<dyn Store> = Box::new(store);
        let charter = Credentials::read(&credentials)?.charter;
        if charter.node_key != node.public() {
            return Err(StartError::NodeKey);
        }
        let own = charter.side();
        let other_credentials = store.get(Table::Lines, b"other")?;
        let other = other_credentials
            .as_deref()
            .map(Credentials::read)
            .transpose()?;
        let mut view = LineView::new(
            [charter.clone()]
                .into_iter()
                .chain(other.as_ref().map(|other| other.charter.clone())),
        );
        let mut record_seqs = BTreeMap::new();
        fold_log(&*store, &mut view, Log::Own(own), own, |seq, entry| {
            record_seqs.extend(record_of(entry).map(|id| (id, seq)));
        })?;
        if let Some(other) = &other {
            let side = other.charter.side();
            fold_log(&*store, &mut view, Log::Other(side), side, |_, _| {})?;
        }
        let mut orders = Vec::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = store.scan_after(Table::CallOrders, b"", after.as_deref(), FOLD_BATCH)?;
            let Some(last) = page.last() else { break };
            after = Some(last.0.clone());
            orders.extend(page);
        }
        let calls = Calls::new(own, node.clone(), &view, orders);
        let mut core = Self {
            own,
            charter,
            credentials,
            node,
            store,
            store_failure,
            told_failure: false,
            view,
            other_credentials,
            early: Vec::new(),
            early_rows: BTreeSet::new(),
            alarms: alarm::Alarms::default(),
            link: line_link::Link::none(),
            calls,
            attachments: attachments::Attachments::none(),
            sessions: sessions::Sessions::default(),
            ceremonies: passkeys::Ceremonies::default(),
            first_link: first_link::FirstLink::default(),
            pushes: push::Pushes::default(),
            connected: BTreeSet::new(),
            record_seqs,
            quota: quota::Quota::default(),
            sent: unrecorded::Sent::default(),
            kept: unrecorded::Kept::default(),
            expiry_at: None,
            attestations: VecDeque::new(),
            counters: Counters::default(),
            outputs: VecDeque::new(),
            free_outputs: None,
            press_url: None,
            press_site: Arc::default(),
            last_known: known::LastKnown::default(),
            mail: None,
            seed,
        };
        if let Some(other) = other {
            core.begin_link(&other)?;
        }
        core.begin_alarms()?;
        core.begin_kept()?;
        core.begin_pushes()?;
        core.name_attachments()?;
        Ok(core)
    }

    pub fn side(&self) -> SideId {
        self.own
    }

    pub fn charter(&self) -> &Charter {
        &self.charter
    }

    pub fn credentials(&self) -> &[u8] {
        &self.credentials
    }

    pub fn other_credentials(&self) -> Option<&[u8]> {
        self.other_credentials.as_deref()
    }

    /// Names the press site's address, for links that leave the site, as the feed's do.
    pub fn set_press_url(&mut self, url: &str) {
        self.press_url = Some(url.trim_end_matches('/').to_owned());
    }

    /// The press site's address; empty while nobody named it, so that links are relative.
    pub fn press_url(&self) -> &str {
        self.press_url.as_deref().unwrap_or_default()
    }

    /// Says whose clocks the press site shows, and how newsrooms reach the press service.
    pub fn set_press_site(&mut self, site: PressSite) {
        self.press_site = Arc::new(site);
    }

    pub fn press_site(&self) -> Arc<PressSite> {
        Arc::clone(&self.press_site)
    }

    pub fn view(&self) -> &LineView {
        &self.view
    }

    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Opens a group: each input until [`Self::end_group`] is decided on what those before it wrote,
    /// and all of them share one commit. Nothing that they decide is handed out before that.
    pub fn begin_group(&mut self) {
        self.store.begin_group();
        self.free_outputs = Some(self.outputs.len());
    }

    /// Commits what the group's inputs wrote.
    ///
    /// # Errors
    /// The store failed, now or during the group. Nothing of the group is handed out, and no answer to
    /// any of its inputs may be given: what they wrote may be gone.
    pub fn end_group(&mut self) -> Result<(), StoreError> {
        let free = self.free_outputs.take();
        let ended = self.store.end_group();
        if ended.is_err() {
            self.outputs.truncate(free.unwrap_or_default());
        }
        ended
    }

    /// Whether the store failed: no input is decided any more.
    pub fn has_failed(&self) -> bool {
        self.store_failure.get().is_some()
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        if let Some(free) = &mut self.free_outputs {
            *free = free.checked_sub(1)?;
            return self.outputs.pop_front();
        }
        if let Some(output) = self.outputs.pop_front() {
            return Some(output);
        }
        let failure = self.store_failure.get().filter(|_| !self.told_failure)?;
        let fatal = Output::Fatal(failure.clone());
        self.told_failure = true;
        Some(fatal)
    }

    /// Whether the store answers, and never failed.
    pub fn is_healthy(&self) -> bool {
        self.store_failure.get().is_none() && self.store.len(Log::Own(self.own)).is_ok()
    }

    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let (link, calls) = (self.link.poll_timeout(), self.calls.poll_timeout());
        let (alarms, pushes) = (self.alarms.poll_timeout(), self.pushes.poll_timeout());
        let kept = self.kept.poll_timeout();
        [link, calls, alarms, pushes, kept, self.expiry_at]
            .into_iter()
            .flatten()
            .min()
    }

    pub fn handle_timeout(&mut self, now: Now) {
        self.link.handle_timeout(now);
        self.calls.handle_timeout(now, &self.view);
        self.end_expired(now);
        self.sounded(|core| core.alarms_due(now));
        self.sounded(|core| core.push_later(now));
        self.sounded(|core| core.forget_expired(now));
        self.sounded(|core| core.push_after_start(now));
        self.settle(now);
    }

    /// Entries of both logs after the given ones, for a device that folds for itself.
    pub fn logs_page(&self, own_after: u64, other_after: u64) -> Result<LogsPage, AppError> {
        let page = |log: Log, after: u64| -> Result<Vec<wire::Bytes64>, AppError> {
            let from_seq = after.saturating_add(1);
            let entries = self.store.entries(log, from_seq, wire::LOGS_PAGE_MAX)?;
            Ok(entries
                .into_iter()
                .map(|(_, bytes)| wire::Bytes64(bytes))
                .collect())
        };
        let own = page(Log::Own(self.own), own_after)?;
        let other = match self.view.other_side(self.own) {
            Some(side) => page(Log::Other(side), other_after)?,
            None => Vec::new(),
        };
        let more = own.len() == wire::LOGS_PAGE_MAX || other.len() == wire::LOGS_PAGE_MAX;
        let early = if more { Vec::new() } else { self.early_page()? };
        Ok(LogsPage {
            own,
            other,
            more,
            early,
        })
    }

    /// A store that fails here ends the process, as anywhere.
    fn sounded(&mut self, what: impl FnOnce(&mut Self) -> Result<(), StoreError>) {
        if let Err(error) = what(self) {
            tracing::error!(%error, "what sounds, or isn't to be kept any more, isn't written");
        }
    }

    fn other_head(&self) -> Head {
        self.view
            .other_side(self.own)
            .map_or(Head::EMPTY, |side| self.view.head(side))
    }

    /// What a new own entry says it saw. On a backup the own log may come back before the other one:
    /// what its entries saw stays seen, for a claim that goes back breaks the chain.
    fn other_seen(&self) -> Head {
        let (held, said) = (self.other_head(), self.view.other_seen(self.own));
        if said.seq > held.seq { said } else { held }
    }

    /// Writes an entry of our own log: durable, then folded, then on its way.
    fn append(&mut self, now: Now, item: &LogItem) -> Result<u64, AppError> {
        if let Some(hold) = self.link.hold_against(item) {
            return Err(line_link::held(hold));
        }
        let head = self.view.head(self.own);
        let entry = SealedEntry::write(head, item, self.other_seen(), now.unix_ms, &self.node);
        let seq = head.seq + 1;
        let batch =
            Batch::new().append(Log::Own(self.own), seq, identity::encode_canonical(&entry));
        self.store.commit(&batch)?;
        tracing::debug!(seq, "an own entry is written");
        self.fold_own(now, &entry)?;
        Ok(seq)
    }

    fn fold_own(&mut self, now: Now, entry: &SealedEntry) -> Result<(), StoreError> {
        // We wrote it at our own head: it chains.
        if let Err(error) = self.view.append(self.own, entry) {
            debug_assert!(false, "own entry: {error}");
        }
        let head = self.view.head(self.own);
        self.record_seqs
            .extend(record_of(entry).map(|id| (id, head.seq)));
        if self.overtakes(entry) {
            self.link.own_urgent(now, head.seq);
        }
        self.note_attachments(entry)?;
        self.hear_own(now, entry)?;
        self.push_on_entry(now, self.own, entry)?;
        self.link.own_appended(now, head);
        self.logs_changed(now);
        Ok(())
    }

    /// After each change of a log: devices are told, calls and accreditations follow.
    fn logs_changed(&mut self, now: Now) {
        self.disconnect_gone(now);
        let devices: Vec<DeviceId> = self.connected.iter().copied().collect();
        for device in devices {
            self.tell_heads(device);
        }
        self.calls.view_changed(now, &self.view);
        self.sounded(|core| core.follow_alarms(now));
        self.watch_expiry(now);
    }

    /// Carries out what calls and line decided, until nothing is left or the store fails.
    fn settle(&mut self, now: Now) {
        // What was decided before a failed write must not leave either.
        while self.store_failure.get().is_none() {
            let carried_out = match self.calls.poll_output() {
                Some(output) => self.carry_out(now, output).map(|()| true),
                None => self.settle_line(now),
            };
            match carried_out {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::error!(code = error.code.name(), "not carried out"),
            }
        }
    }

    /// The line's next decision, or what waited for it; `false` when there is nothing.
    fn settle_line(&mut self, now: Now) -> Result<bool, AppError> {
        Ok(self.settle_link(now)? || self.clear_restored()? || self.attest(now)?)
    }

    /// Appends the oldest attestation that waits, once it may be.
    fn attest(&mut self, now: Now) -> Result<bool, AppError> {
        let may = |item: &LogItem| self.link.hold_against(item).is_none();
        let Some(item) = self.attestations.pop_front_if(|item| may(item)) else {
            return Ok(false);
        };
        self.append(now, &item)?;
        Ok(true)
    }

    fn carry_out(&mut self, now: Now, output: CallOutput) -> Result<(), AppError> {
        match output {
            CallOutput::ToDevice(device, message) => {
                self.outputs.push_back(Output::ToDevice(device, message))
            }
            CallOutput::ToOtherNode(frame) => self.link.send_call(now, frame.encode()),
            CallOutput::Media(command) => self.outputs.push_back(Output::Media(command)),
            CallOutput::Append(item) => {
                self.attestations.push_back(item);
                if self.attestations.len() > ATTESTATIONS_MAX {
                    tracing::error!("the oldest attestation of a call is given up");
                    self.attestations.pop_front();
                }
            }
            CallOutput::StoreOrder { key, order } => {
                let batch =
                    Batch::new().put(Table::CallOrders, key, identity::encode_canonical(&order));
                self.store.commit(&batch)?;
            }
            CallOutput::StoreGroup {
                call,
                group,
                forget,
            } => {
                let value = identity::encode_canonical(&group);
                let batch = Batch::new().put(Table::CallOrders, call.0, value);
                let batch = forget
                    .into_iter()
                    .fold(batch, |batch, key| batch.delete(Table::CallOrders, key));
                self.store.commit(&batch)?;
            }
            CallOutput::ForkProof { key, first, second } => {
                self.counters.forks += 1;
                let proof = identity::encode_canonical(&(first, second));
                self.store.commit(&Batch::new().put(
                    Table::Proofs,
                    [b"order", &key[..]].concat(),
                    proof,
                ))?;
                self.link.forked(now);
                tracing::error!(
                    "the other node ordered two commits at one place; the proof is kept"
                );
            }
            CallOutput::RingChanged(contact) => {
                for device in self.connected.clone() {
                    self.tell(device, ToDevice::RingChanged { contact });
                }
            }
            CallOutput::Refused { what } => {
                *self.counters.call_refusals.entry(what).or_default() += 1
            }
        }
        Ok(())
    }
}

/// The record in an entry; its id is known even where its bytes are none.
fn record_of(entry: &SealedEntry) -> Option<RecordId> {
    match entry.item().ok()? {
        LogItem::Record(bytes) => Some(identity::Hash32(identity::sha256(&bytes))),
        LogItem::Accreditation(_)
        | LogItem::Revocation(_)
        | LogItem::CallStarted(_)
        | LogItem::CallEnded(_)
        | LogItem::Fork(_) => None,
    }
}

fn fold_log(
    store: &dyn Store,
    view: &mut LineView,
    log: Log,
    side: SideId,
    mut folded: impl FnMut(u64, &SealedEntry),
) -> Result<(), StartError> {
    let Some(node_key) = view.charter(side).map(|charter| charter.node_key) else {
        return Ok(());
    };
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut authors = AuthorKeys::new();
    let mut next = 1;
    loop {
        let page = store.entries(log, next, FOLD_BATCH)?;
        if page.is_empty() {
            return Ok(());
        }
        let first = next;
        let mut entries = Vec::with_capacity(page.len());
        for (seq, bytes) in page {
            let entry: SealedEntry =
                identity::decode_canonical("log entry", &bytes, storage::VALUE_BYTES_MAX)
                    .map_err(|error| damaged(side, seq, &error))?;
            authors.extend(entry.named_key());
            entries.push(entry);
            next = seq + 1;
        }
        let checked = CheckedEntry::check_all(entries, &node_key, &authors, threads);
        for (seq, checked) in (first..).zip(checked) {
            let checked = checked.map_err(|error| damaged(side, seq, &error))?;
            folded(seq, checked.sealed());
            view.append_checked(side, checked)
                .map_err(|error| damaged(side, seq, &error))?;
        }
    }
}

fn damaged(side: SideId, seq: u64, cause: &dyn std::fmt::Display) -> StartError {
    let cause = cause.to_string();
    StartError::Log { side, seq, cause }
}

#[cfg(test)]
pub(crate) mod line_tests;
