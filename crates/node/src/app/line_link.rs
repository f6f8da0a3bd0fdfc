//! The core's side of the line: carries out what [`line::Line`] decides, each thing durable first.

use domain::{ForkProof, Head, LogItem, SealedEntry};
use identity::{Credentials, SideId};
use line::{ConnId, DownReason, Hold, Input, Line, Output as LineOutput};
use std::time::Instant;
use storage::{Batch, Log, RESTORED_KEY, Table};
use wire::LineStatus;

use super::{AppError, ErrorCode, NodeCore, Now, Output, StartError};

/// Proofs of two stories in a log: one for each of the two logs.
const PROOFS_MAX: usize = 2;

/// The line, once a side is pinned.
pub(super) struct Link {
    line: Option<Line>,
    /// The line itself wants the clock of its first input.
    waiting: Option<line::Config>,
    /// The store is a backup's, and the other node hasn't yet told what came after it.
    restored: bool,
    reason_down: Option<DownReason>,
}

impl Link {
    pub fn none() -> Self {
        Self {
            line: None,
            waiting: None,
            restored: false,
            reason_down: None,
        }
    }

    /// Why nothing may be appended to the own log at the moment.
    fn hold(&self) -> Option<Hold> {
        match &self.line {
            Some(line) => line.append_hold(),
            // Nothing is appended before the line's first input either.
            None => self
                .waiting
                .as_ref()?
                .restored
                .then_some(Hold::AskingThePeer),
        }
    }

    /// Whether the store is a backup's, and what came after it isn't all here yet.
    pub fn is_restoring(&self) -> bool {
        matches!(self.hold(), Some(Hold::AskingThePeer | Hold::Restoring))
    }

    /// Why this item has to wait, if it has.
    pub fn hold_against(&self, item: &LogItem) -> Option<Hold> {
        self.hold().filter(|hold| holds_back(*hold, item))
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        self.line.as_ref().and_then(Line::poll_timeout)
    }

    pub fn handle_timeout(&mut self, now: Now) {
        self.begin(now);
        if let Some(line) = &mut self.line {
            line.handle_timeout(now.instant, now.unix_ms);
        }
    }

    pub fn own_appended(&mut self, now: Now, head: Head) {
        self.input(now, Input::OwnAppended(head));
    }

    /// Lost while the line is down: what matters about a call is said again when it comes back.
    pub fn send_call(&mut self, now: Now, frame: Vec<u8>) {
        self.input(now, Input::SendCall(frame));
    }

    /// What is in no log; the caller looked whether the line is up.
    pub fn send_unrecorded(&mut self, now: Now, frame: Vec<u8>) {
        self.input(now, Input::SendUnrecorded(frame));
    }

    /// Two stories are proved: nothing new is agreed.
    pub fn forked(&mut self, now: Now) {
        self.input(now, Input::Forked);
    }

    /// Makes the line of a side that was just pinned; it dials at once.
    fn begin(&mut self, now: Now) {
        if let Some(config) = self.waiting.take() {
            self.line = Some(Line::new(now.instant, config));
        }
    }

    pub(super) fn input(&mut self, now: Now, input: Input) {
        self.begin(now);
        if let Some(line) = &mut self.line
            && let Err(error) = line.handle_input(now.instant, now.unix_ms, input)
        {
            tracing::debug!(%error, "not sent to the other node");
        }
    }
}

/// A log that waits for receipts takes revocations still, which must never wait, and what the node
/// itself attests of calls and two stories: few entries, and nobody could write them later.
pub(super) fn holds_back(hold: Hold, item: &LogItem) -> bool {
    let waits = match item {
        LogItem::Record(_) | LogItem::Accreditation(_) => true,
        LogItem::Revocation(_)
        | LogItem::CallStarted(_)
        | LogItem::CallEnded(_)
        | LogItem::Fork(_) => false,
    };
    match hold {
        Hold::AskingThePeer | Hold::Restoring => true,
        Hold::Outstanding => waits,
    }
}

/// The refusal that a hold gives.
pub(super) fn held(hold: Hold) -> AppError {
    let (code, detail) = match hold {
        Hold::AskingThePeer => (
            ErrorCode::Restoring,
            "this node's store is a backup's; it takes nothing new until the other node has told what came after it",
        ),
        Hold::Restoring => (
            ErrorCode::Restoring,
            "this node's store is older than what the other node holds; it is fetching its own entries back",
        ),
        Hold::Outstanding => (
            ErrorCode::Outstanding,
            "too many entries wait for the other node's receipt; bring the line up, then try again",
        ),
    };
    AppError::new(code, detail)
}

impl NodeCore {
    /// Begins the line to a pinned side, from where the store says that both logs stand.
    pub(super) fn begin_link(&mut self, other: &Credentials) -> Result<(), StartError> {
        let side = other.charter.side();
        let peer_confirmed = self
            .store
            .get(Table::Receipts, b"confirmed")?
            .and_then(|bytes| bytes.get(..8).and_then(|seq| seq.try_into().ok()))
            .map_or(0, u64::from_be_bytes);
        self.link.restored = self.store.get(Table::Meta, RESTORED_KEY)?.is_some();
        for (key, proof) in self.store.scan(Table::Proofs, b"fork", PROOFS_MAX)? {
            // Stored by the process before this one, which ended before it wrote it into the log.
            let stories = identity::decode_canonical("proof", &proof, storage::VALUE_BYTES_MAX);
            let about = key.get(4..).and_then(|id| id.try_into().ok()).map(SideId);
            if let (Ok((first, second)), Some(about)) = (stories, about) {
                self.tell_fork(about, &first, &second);
            }
        }
        // Of entries and of orders in calls alike.
        let early = self.begin_early()?;
        let urgent = self.urgent_above(peer_confirmed);
        let forked = !self.store.scan(Table::Proofs, b"", 1)?.is_empty();
        self.link.waiting = Some(line::Config {
            own_side: self.own,
            own_node_key: self.node.clone(),
            other: other.charter.clone(),
            own_head: self.view.head(self.own),
            other_head: self.view.head(side),
            other_seen: self.view.other_seen(side),
            peer_confirmed,
            restored: self.link.restored,
            urgent,
            early,
            forked,
            routes: other.routes.len(),
            versions: line::SUPPORTED_VERSIONS.to_vec(),
            seed: self.seed,
        });
        self.announce_pin(other);
        Ok(())
    }

    /// Writes a proof into the own log, for both nodes and all devices, as soon as it may be.
    fn tell_fork(&mut self, about: SideId, first: &SealedEntry, second: &SealedEntry) {
        let told = self.view.is_closed_by(self.own)
            || self
                .attestations
                .iter()
                .any(|item| matches!(item, LogItem::Fork(_)));
        if !told {
            let proof = ForkProof::new(about, first, second);
            self.attestations.push_back(LogItem::Fork(proof));
        }
    }

    /// A connection to the pinned node stands.
    pub fn line_connected(&mut self, now: Now, conn: ConnId) {
        self.link.input(now, Input::Connected(conn));
        self.settle(now);
    }

    pub fn line_disconnected(&mut self, now: Now, conn: ConnId) {
        self.link.input(now, Input::Disconnected(conn));
        self.settle(now);
    }

    /// The other node takes nothing of what is sent on this connection.
    pub fn line_unread(&mut self, now: Now, conn: ConnId) {
        self.link.input(now, Input::Unread(conn));
        self.settle(now);
    }

    pub fn line_frame(&mut self, now: Now, conn: ConnId, bytes: Vec<u8>) {
        self.link.input(now, Input::Frame { conn, bytes });
        self.settle(now);
    }

    /// The process stops: the other node is told.
    pub fn leave(&mut self, now: Now) {
        self.link.input(now, Input::Leave);
        self.settle(now);
    }

    /// Whether anything new may be agreed on this line now.
    pub(super) fn may_agree(&self) -> Result<(), AppError> {
        let Some(line) = &self.link.line else {
            return Ok(());
        };
        if line.is_forked() || self.view.is_closed() {
            return Err(AppError::new(
                ErrorCode::LineForked,
                "two stories were told in one log of this line; nothing new is agreed on it, docs/operating.md says what to do",
            ));
        }
        if line.skew_blocks_agreement() {
            return Err(AppError::new(
                ErrorCode::ClockSkew,
                "the two nodes' clocks are more than 5 minutes apart; set the wrong one right first",
            ));
        }
        Ok(())
    }

    pub fn line_status(&self) -> LineStatus {
        let other = self.view.other_side(self.own);
        let line = self.link.line.as_ref();
        let own_entries = self.view.head(self.own).seq;
        LineStatus {
            other,
            up: line.is_some_and(Line::is_up),
            own_entries,
            other_entries: other.map_or(0, |side| self.view.head(side).seq),
            receipted: line.map_or(0, |line| own_entries.saturating_sub(line.outstanding())),
            skew_ms: line.filter(|line| line.is_up()).map(Line::skew_ms),
            misbehaviour: self.counters.misbehaviour,
            reason_down: self.link.reason_down.as_ref().map(ToString::to_string),
            reason_code: self
                .link
                .reason_down
                .as_ref()
                .map(|why| why.code().to_owned()),
            rings: self.calls.rings(),
        }
    }

    /// Carries out one decision of the line; `false` when there is none.
    pub(super) fn settle_link(&mut self, now: Now) -> Result<bool, AppError> {
        self.link.begin(now);
        let Some(output) = self.link.line.as_mut().and_then(Line::poll_output) else {
            return Ok(false);
        };
        match output {
            LineOutput::Send { conn, bytes } => {
                self.outputs.push_back(Output::LineSend { conn, bytes })
            }
            LineOutput::SendEarly { conn, bytes } => {
                self.outputs
                    .push_back(Output::LineSendEarly { conn, bytes });
            }
            LineOutput::StoreEarly(entry, opened) => self.store_early(now, &entry, opened.seq)?,
            LineOutput::Dial {
                route_index,
                attempt,
            } => {
                self.outputs.push_back(Output::LineDial {
                    route: route_index,
                    attempt,
                });
            }
            LineOutput::Close { conn, code } => {
                tracing::info!(%code, "closing a connection of the line");
                self.outputs.push_back(Output::LineClose { conn });
            }
            LineOutput::LoadOwn { from_seq, max } => {
                let entries = self.load(Log::Own(self.own), from_seq, max)?;
                self.link.input(now, Input::OwnEntries(entries));
            }
            LineOutput::LoadOther { from_seq, max } => {
                let entries = match self.view.other_side(self.own) {
                    Some(side) => self.load(Log::Other(side), from_seq, max)?,
                    None => Vec::new(),
                };
                self.link.input(now, Input::OtherEntries(entries));
            }
            LineOutput::Store(entry, head, _) => self.store_other(now, &entry, head)?,
            LineOutput::StoreReceipt { seq, bytes } => {
                let value = [&seq.to_be_bytes()[..], &bytes].concat();
                self.store
                    .commit(&Batch::new().put(Table::Receipts, *b"confirmed", value))?;
                self.link.input(now, Input::ReceiptStored { seq });
            }
            LineOutput::RestoreOwn(entry) => self.restore_own(now, &entry)?,
            LineOutput::OwnRestored(head) => {
                tracing::warn!(
                    entries = head.seq,
                    "own log restored from what the other node held"
                );
            }
            LineOutput::Up { skew_ms, .. } => {
                self.counters.lines_up += 1;
                self.link.reason_down = None;
                tracing::info!(skew_ms, "line up");
                self.calls.line_up(now, skew_ms);
                self.calls.view_changed(now, &self.view);
            }
            LineOutput::Down { why } => {
                self.counters.lines_down += 1;
                tracing::warn!(%why, "line down");
                self.link.reason_down = Some(why);
                self.calls.line_down();
                self.sent.line_down();
            }
            LineOutput::Skew { skew_ms, level } => {
                tracing::warn!(skew_ms, ?level, "the two nodes' clocks differ");
            }
            LineOutput::Through {
                sent_before,
                skew_ms,
            } => self.calls.line_through(sent_before, skew_ms),
            LineOutput::Call(bytes) => self.calls.from_other_node(now, &self.view, &bytes),
            LineOutput::Unrecorded(bytes) => self.unrecorded_frame(now, &bytes)?,
            LineOutput::Misbehaviour { what, consequence } => {
                self.counters.misbehaviour += 1;
                // The first, and then ever fewer: a peer must not be able to fill the log.
                if self.counters.misbehaviour.is_power_of_two() {
                    let all = self.counters.misbehaviour;
                    tracing::warn!(%what, ?consequence, all, "the other node misbehaved");
                }
            }
            LineOutput::ForkProof {
                side,
                first,
                second,
            } => {
                self.counters.forks += 1;
                let proof = identity::encode_canonical(&(&first, &second));
                let key = [&b"fork"[..], &side.0].concat();
                self.store
                    .commit(&Batch::new().put(Table::Proofs, key, proof))?;
                self.tell_fork(side, &first, &second);
                tracing::error!(%side, "two stories under one node's signature; the proof is kept, nothing new is agreed");
            }
            LineOutput::StoreDamaged { side, seq } => {
                tracing::error!(%side, seq, "the store gave back something else than was stored");
            }
        }
        Ok(true)
    }

    /// Takes the mark of a backup away, durably, once its holder knows what came after it.
    pub(super) fn clear_restored(&mut self) -> Result<bool, AppError> {
        if !self.link.restored || self.link.is_restoring() {
            return Ok(false);
        }
        self.store
            .commit(&Batch::new().delete(Table::Meta, RESTORED_KEY))?;
        self.link.restored = false;
        Ok(true)
    }

    fn load(&self, log: Log, from_seq: u64, max: u64) -> Result<Vec<SealedEntry>, AppError> {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let entries = self.store.entries(log, from_seq, max)?;
        Ok(entries
            .into_iter()
            .map_while(|(_, bytes)| {
                identity::decode_canonical("log entry", &bytes, storage::VALUE_BYTES_MAX).ok()
            })
            .collect())
    }

    fn store_other(&mut self, now: Now, entry: &SealedEntry, head: Head) -> Result<(), AppError> {
        let Some(side): Option<SideId> = self.view.other_side(self.own) else {
            return Ok(());
        };
        let bytes = identity::encode_canonical(entry);
        let batch = Batch::new().append(Log::Other(side), head.seq, bytes);
        let batch = self.without_early(batch, head.seq);
        self.store.commit(&batch)?;
        self.counters.entries_received += 1;
        tracing::debug!(seq = head.seq, "an entry of the other log is written");
        // The line verified the chain with the same rules.
        if let Err(error) = self.view.append(side, entry) {
            tracing::error!(%error, "an entry that the line verified doesn't fold");
            return Ok(());
        }
        self.hear(now, entry)?;
        self.push_on_entry(now, side, entry)?;
        self.note_attachments(entry)?;
        self.link.input(now, Input::Stored { head });
        self.logs_changed(now);
        Ok(())
    }

    fn restore_own(&mut self, now: Now, entry: &SealedEntry) -> Result<(), AppError> {
        let next = self.view.head(self.own).seq + 1;
        if self.view.clone().append(self.own, entry).is_err() {
            return Ok(());
        }
        let bytes = identity::encode_canonical(entry);
        self.store
            .commit(&Batch::new().append(Log::Own(self.own), next, bytes))?;
        self.fold_own(now, entry)?;
        Ok(())
    }
}
