//! Attachments between the two nodes: what each tells that it holds, what it asks for, what it gives.

use domain::{AttachmentId, MANIFEST_BYTES_MAX};
use identity::encode_canonical;
use line::{ATTACHMENT_SHUN, AttachmentReceipt, Held, PartRequest};

use super::{Attachment, AttachmentOutput};
use crate::app::{AppError, ErrorCode, NodeCore, Now, Output};

impl NodeCore {
    /// Tells the other node what is here of an attachment. What lies here of an own one that the other
    /// node has, it knows.
    pub(super) fn tell_held(&mut self, id: AttachmentId) {
        let Some(one) = self
            .attachments
            .all
            .get(&id)
            .filter(|_| self.attachments.connected)
        else {
            return;
        };
        let whole_at = one.row.whole_unix_ms.filter(|_| !one.own && one.is_whole());
        let held = Held {
            id,
            manifest: one.manifest.is_some(),
            chunks: one.row.chunks,
            receipt: whole_at.map(|at| AttachmentReceipt::sign(&one.facts, at, &self.node)),
            fetched: !one.own && one.row.fetched_unix_ms.is_some(),
        };
        let tell = AttachmentOutput::Tell(held.to_bytes());
        self.outputs.push_back(Output::Attachments(tell));
    }

    /// A connection for attachments stands: the other node is told of own ones that it hasn't receipted,
    /// and of those of its own that aren't here in whole.
    pub fn attachments_connected(&mut self, _: Now) {
        self.attachments.connected = true;
        let to_tell = |one: &&Attachment| match one.own {
            true => one.row.receipt.is_none(),
            false => one.has_room && !one.is_whole(),
        };
        let ids: Vec<AttachmentId> = self
            .attachments
            .all
            .values()
            .filter(to_tell)
            .map(|one| one.facts.id)
            .collect();
        for id in ids {
            self.tell_held(id);
        }
        self.outputs
            .push_back(Output::Attachments(AttachmentOutput::Look));
    }

    /// The last connection for attachments is gone. What the other node said that it holds stays said.
    pub fn attachments_disconnected(&mut self, _: Now) {
        self.attachments.connected = false;
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
        let Some(one) = self.attachments.all.get_mut(&held.id) else {
            return Ok(());
        };
        one.there = (held.manifest, held.chunks & one.facts.all());
        if !one.own {
            let whole = one.is_whole();
            if whole {
                self.tell_held(held.id);
            } else {
                self.outputs
                    .push_back(Output::Attachments(AttachmentOutput::Look));
            }
            return Ok(());
        }
        let facts = one.facts;
        let mut row = one.row.clone();
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
        let is_lacking = !one.is_whole();
        if held.receipt.is_none() {
            // It lacks some, and may not know what is here: it began anew, or its record came later.
            self.tell_held(held.id);
        }
        if is_lacking {
            self.outputs
                .push_back(Output::Attachments(AttachmentOutput::Look));
        }
        if self
            .attachments
            .all
            .get(&held.id)
            .is_some_and(|one| one.row != row)
        {
            self.store_row(held.id, row)?;
        }
        Ok(())
    }

    /// At most `max` parts to ask the other node for, without those that are under way.
    pub fn attachment_wants(
        &self,
        now: Now,
        under_way: &[PartRequest],
        max: usize,
    ) -> Vec<PartRequest> {
        let lacking = self.attachments.lacking.values();
        lacking
            .filter_map(|id| self.attachments.all.get(id))
            .flat_map(|one| one.wants(now.instant, under_way))
            .take(max)
            .collect()
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
            if let Some(one) = self.attachments.all.get_mut(&wanted.id) {
                one.shunned_until = Some(now.instant + ATTACHMENT_SHUN);
            }
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
