//! Attachments between the two nodes: what each tells that it holds, what it asks for, what it gives.

use domain::{AttachmentId, MANIFEST_BYTES_MAX};
use identity::encode_canonical;
use line::{ATTACHMENT_SHUN, AttachmentReceipt, Held, PartRequest};

use super::{Attachment, AttachmentOutput, Told};
use crate::app::{AppError, ErrorCode, NodeCore, Now, Output};

impl NodeCore {
    /// What is here of an attachment is to be told. What lies here of an own one that the other node has,
    /// it knows.
    pub(super) fn tell_held(&mut self, id: AttachmentId) {
        if self.attachments.tell(id) {
            let tell = Output::Attachments(AttachmentOutput::Tell);
            self.outputs.push_back(tell);
        }
    }

    /// The next frames for the other node, at most `max`, each as things are now.
    pub fn attachment_words(&mut self, max: usize) -> Vec<Vec<u8>> {
        let ids = self.attachments.take_told(max).into_iter();
        ids.filter_map(|id| Some(self.word_of(self.attachments.get(id)?)))
            .collect()
    }

    fn word_of(&self, one: &Attachment) -> Vec<u8> {
        let whole_at = one.row.whole_unix_ms.filter(|_| !one.own && one.is_whole());
        let (manifest, chunks) = one.here();
        let held = Held {
            id: one.facts.id,
            manifest,
            chunks,
            receipt: whole_at.map(|at| AttachmentReceipt::sign(&one.facts, at, &self.node)),
            fetched: !one.own && one.row.fetched_unix_ms.is_some(),
        };
        held.to_bytes()
    }

    /// A connection for attachments stands.
    pub fn attachments_connected(&mut self, _: Now) {
        self.attachments.connect();
        for output in [AttachmentOutput::Tell, AttachmentOutput::Look] {
            self.outputs.push_back(Output::Attachments(output));
        }
    }

    /// The last connection for attachments is gone.
    pub fn attachments_disconnected(&mut self, _: Now) {
        self.attachments.disconnect();
    }

    /// The other node tells what it holds. `Err`: it says what can't be.
    pub fn attachment_told(&mut self, now: Now, bytes: &[u8]) -> Result<(), AppError> {
        let told = self.take_told(bytes);
        if told.is_err() {
            self.counters.misbehaviour += 1;
        }
        self.settle(now);
        told
    }

    fn take_told(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        let held = Held::from_bytes(bytes).map_err(|error| AppError::malformed(&error))?;
        // Its record may be on its way; it is told again when its record is here.
        let Some(one) = self.attachments.get(held.id) else {
            return Ok(());
        };
        let there = (held.manifest, held.chunks & one.facts.all());
        let (facts, own, whole) = (one.facts, one.own, one.is_whole());
        let mut row = one.row.clone();
        let answer = self.answers(one, there, held.receipt.is_some());
        self.attachments.change(held.id, |one| one.there = there);
        if !whole {
            self.outputs
                .push_back(Output::Attachments(AttachmentOutput::Look));
        }
        if answer {
            let answered = |one: &mut Attachment| one.answered = Some((there, one.here()));
            self.attachments.change(held.id, answered);
            self.tell_held(held.id);
        }
        if !own {
            return Ok(());
        }
        if let (None, Some(receipt)) = (&row.receipt, &held.receipt) {
            let other = self.view.other_side(self.own);
            let charter = other.and_then(|side| self.view.charter(side));
            let signed = charter.is_some_and(|it| receipt.verify(&facts, &it.node_key).is_ok());
            if !signed {
                return Err(AppError::new(
                    ErrorCode::BadSignature,
                    "a receipt that the other node didn't sign",
                ));
            }
            let bytes = encode_canonical(receipt);
            row.receipt = Some((receipt.at_unix_ms, bytes.into()));
        }
        row.fetched_there |= held.fetched && row.receipt.is_some();
        if self.attachment(held.id)?.row != row {
            self.store_row(held.id, row)?;
        }
        Ok(())
    }

    /// Whether a word of the other node is answered by one of ours. Of one that both sides' records name
    /// each node may think that it is its own: so no word answers a receipt, and none comes twice for the
    /// same word while nothing changed here. Else two nodes would answer each other without end.
    fn answers(&self, one: &Attachment, there: Told, receipted: bool) -> bool {
        if receipted {
            return false;
        }
        if !one.own {
            return one.is_whole();
        }
        // It lacks some, and may not know what is here: it began anew, or its record came later.
        let here = one.here();
        let lacks = (here.0 && !there.0) || here.1 & !there.1 != 0;
        lacks && one.answered != Some((there, here))
    }

    /// At most `max` parts to ask the other node for, without those that are under way.
    pub fn attachment_wants(
        &mut self,
        now: Now,
        under_way: &[PartRequest],
        max: usize,
    ) -> Vec<PartRequest> {
        self.attachments.wants(now.instant, under_way, max)
    }

    /// A part that the other node was asked for.
    pub fn attachment_arrived(
        &mut self,
        now: Now,
        wanted: PartRequest,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        self.attachment(wanted.id)?;
        let arrived = self.store_part(now, wanted.id, wanted.chunk(), bytes);
        if let Err(error) = &arrived
            && error.store.is_none()
        {
            self.counters.misbehaviour += 1;
            self.counters.attachment_parts_refused += 1;
            self.attachments
                .shun(wanted.id, now.instant + ATTACHMENT_SHUN);
        }
        self.settle(now);
        arrived
    }

    /// A part that the other node asks for: one that it hasn't yet, or one of its own that it lost.
    pub fn attachment_asked(&self, asked: &PartRequest) -> Option<Vec<u8>> {
        self.attachment_part(asked.id, asked.chunk()).ok()
    }

    /// Bytes that an answer of this part has; `None` where there is no such part.
    pub fn attachment_part_bytes(&self, wanted: &PartRequest) -> Option<usize> {
        let one = self.attachment(wanted.id).ok()?;
        match wanted.chunk() {
            None => Some(MANIFEST_BYTES_MAX),
            Some(index) => one.facts.sealed_bytes_of(index).map(|bytes| bytes as usize),
        }
    }
}
