//! What records name: whose each is, whether there is room for it, which may be asked for, and what the
//! other node is still to be told.

use domain::{AttachmentFacts, AttachmentId, Manifest};
use identity::decode_canonical;
use line::{ATTACHMENT_BYTES_KEPT_MAX, PartRequest};
use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;
use storage::{Store, StoreError, Table};

use super::{ROW_BYTES_MAX, Row};

/// What one node has of an attachment: the manifest, and a bit for each chunk.
pub(super) type Told = (bool, u32);

pub(super) struct Attachment {
    pub facts: AttachmentFacts,
    pub own: bool,
    pub has_room: bool,
    pub row: Row,
    pub manifest: Option<Manifest>,
    /// What the other node said that it holds.
    pub there: Told,
    /// What the other node said and what was here, when it was last answered on this connection.
    pub answered: Option<(Told, Told)>,
    /// In the order in which they were named.
    number: u64,
    /// The other node sent something else instead of it.
    shunned_until: Option<Instant>,
}

impl Attachment {
    pub fn is_whole(&self) -> bool {
        self.manifest.is_some() && self.row.chunks == self.facts.all()
    }

    /// What this node has of it.
    pub fn here(&self) -> Told {
        (self.manifest.is_some(), self.row.chunks)
    }

    /// A bit for each part that may be asked for, that of the manifest the lowest.
    fn parts_to_ask(&self) -> u64 {
        if !self.has_room || self.shunned_until.is_some() {
            return 0;
        }
        let (has_manifest, chunks) = self.there;
        match &self.manifest {
            None => u64::from(has_manifest),
            Some(_) => u64::from(chunks & self.facts.all() & !self.row.chunks) << 1,
        }
    }

    /// The next parts to ask the other node for, of those that aren't `under_way`.
    fn wants<'a>(&'a self, under_way: &'a [PartRequest]) -> impl Iterator<Item = PartRequest> + 'a {
        let bits = self.parts_to_ask();
        let parts = (0..=u32::BITS).filter(move |part| bits >> part & 1 == 1);
        parts
            .map(|part| PartRequest {
                id: self.facts.id,
                part,
                from: 0,
            })
            .filter(|wanted| {
                let same = |one: &PartRequest| (one.id, one.part) == (wanted.id, wanted.part);
                !under_way.iter().any(same)
            })
    }
}

/// All that records name.
pub(in crate::app) struct Attachments {
    all: BTreeMap<AttachmentId, Attachment>,
    /// Those of which the other node has what is lacking here, in the order in which they were named: of the
    /// other side, and own ones that a restored backup lacks. Nobody walks over what can't be asked for.
    askable: BTreeMap<u64, AttachmentId>,
    /// The longest first.
    shunned: VecDeque<(Instant, AttachmentId)>,
    /// What the other node is to be told of, each once however often it changed.
    to_tell: BTreeMap<u64, AttachmentId>,
    named: u64,
    /// Sealed bytes of those that have room: own ones, and the other side's.
    kept: [u64; 2],
    kept_max: u64,
    /// Whether there is a connection on which the other node is told.
    connected: bool,
}

impl Attachments {
    /// Nothing named yet.
    pub fn none() -> Self {
        Self {
            all: BTreeMap::new(),
            askable: BTreeMap::new(),
            shunned: VecDeque::new(),
            to_tell: BTreeMap::new(),
            named: 0,
            kept: [0; 2],
            kept_max: ATTACHMENT_BYTES_KEPT_MAX,
            connected: false,
        }
    }

    pub(super) fn get(&self, id: AttachmentId) -> Option<&Attachment> {
        self.all.get(&id)
    }

    pub fn kept(&self) -> [u64; 2] {
        self.kept
    }

    pub fn set_kept_max(&mut self, bytes: u64) {
        self.kept_max = bytes;
    }

    pub fn room(&self, own: bool) -> u64 {
        self.kept_max - self.kept[usize::from(!own)]
    }

    /// Takes note of an attachment; `false` where an earlier record named it, which counts.
    pub fn name(
        &mut self,
        store: &dyn Store,
        facts: AttachmentFacts,
        own: bool,
    ) -> Result<bool, StoreError> {
        if self.all.contains_key(&facts.id) {
            return Ok(false);
        }
        let row: Option<Row> = store
            .get(Table::Attachments, &facts.id.0)?
            .and_then(|bytes| decode_canonical("attachment", &bytes, ROW_BYTES_MAX).ok());
        let has_room = facts.sealed_bytes() <= self.room(own);
        if has_room {
            self.kept[usize::from(!own)] += facts.sealed_bytes();
        }
        let row = row.unwrap_or_default();
        let manifest = row.manifest.as_deref();
        self.named += 1;
        let attachment = Attachment {
            facts,
            own,
            has_room,
            manifest: manifest.and_then(|bytes| Manifest::read(bytes, &facts)),
            row,
            there: (false, 0),
            answered: None,
            number: self.named,
            shunned_until: None,
        };
        self.all.insert(facts.id, attachment);
        Ok(true)
    }

    /// Changes what is known of one, and with it whether it is asked for.
    pub(super) fn change(&mut self, id: AttachmentId, change: impl FnOnce(&mut Attachment)) {
        let Some(one) = self.all.get_mut(&id) else {
            return;
        };
        change(one);
        if one.parts_to_ask() == 0 {
            self.askable.remove(&one.number);
        } else {
            self.askable.insert(one.number, id);
        }
    }

    /// The other node sent something else instead of it: nothing of it is asked for until then.
    pub fn shun(&mut self, id: AttachmentId, until: Instant) {
        let is_shunned = |one: &Attachment| one.shunned_until.is_some();
        if self.all.get(&id).is_none_or(is_shunned) {
            return;
        }
        self.shunned.push_back((until, id));
        self.change(id, |one| one.shunned_until = Some(until));
    }

    /// At most `max` parts to ask the other node for, without those that are under way.
    pub fn wants(
        &mut self,
        now: Instant,
        under_way: &[PartRequest],
        max: usize,
    ) -> Vec<PartRequest> {
        while let Some((_, id)) = self.shunned.pop_front_if(|(until, _)| *until <= now) {
            self.change(id, |one| one.shunned_until = None);
        }
        let askable = self.askable.values();
        askable
            .filter_map(|id| self.all.get(id))
            .flat_map(|one| one.wants(under_way))
            .take(max)
            .collect()
    }

    /// A connection stands: the other node is to be told of own ones that it hasn't receipted, and of those
    /// of its own that aren't here in whole.
    pub fn connect(&mut self) {
        self.connected = true;
        for one in self.all.values_mut() {
            one.answered = None;
            let tells = match one.own {
                true => one.row.receipt.is_none(),
                false => one.has_room && !one.is_whole(),
            };
            if tells {
                self.to_tell.insert(one.number, one.facts.id);
            }
        }
    }

    /// What the other node said that it holds stays said.
    pub fn disconnect(&mut self) {
        self.connected = false;
        self.to_tell.clear();
    }

    /// Marks one to be told; `true` where nothing else waits for that.
    pub fn tell(&mut self, id: AttachmentId) -> bool {
        let Some(one) = self.all.get(&id).filter(|_| self.connected) else {
            return false;
        };
        let nothing_waits = self.to_tell.is_empty();
        self.to_tell.insert(one.number, id);
        nothing_waits
    }

    /// The next that are to be told, at most `max`; they are marked no more.
    pub fn take_told(&mut self, max: usize) -> Vec<AttachmentId> {
        let mut ids = Vec::new();
        while ids.len() < max {
            let Some((_, id)) = self.to_tell.pop_first() else {
                break;
            };
            ids.push(id);
        }
        ids
    }

    /// How many are walked over by whoever asks for parts.
    #[cfg(test)]
    pub fn askable(&self) -> usize {
        self.askable.len()
    }
}
