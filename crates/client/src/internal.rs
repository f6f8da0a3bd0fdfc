//! What never leaves our side: consultations, tasks, lines to take, notes of contacts, reports of what a
//! counterpart did, positions of a coalition.

use domain::{
    Approval, Coalition, Consultation, Header, InternalFact, InternalKind, InternalRecord,
    LineToTake, RecordId, Release, Reported, SubjectId, Task, approval_of, decide, disclosures,
    standing,
};
use identity::{PersonId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{Desk, DeskError, OpenError, subjects::words};

impl Desk {
    /// Enters a consultation about a subject: planned, held or expressly none. `after` are the
    /// records whose place it takes.
    pub fn consult(
        &self,
        about: SubjectId,
        consultation: &Consultation,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(consultation, consultation.fits())?;
        self.keep(InternalKind::Consult, about, words, after, now_unix_ms)
    }

    /// Gives somebody of our side something to do, or says how it stands.
    pub fn assign(
        &self,
        about: SubjectId,
        task: &Task,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(task, task.fits())?;
        self.keep(InternalKind::Assign, about, words, after, now_unix_ms)
    }

    /// Drafts a line to take or an if-asked answer; a second person approves it as a release.
    pub fn draft_line(
        &self,
        about: SubjectId,
        line: &LineToTake,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(line, line.fits())?;
        self.keep(InternalKind::Line, about, words, after, now_unix_ms)
    }

    /// Enters what a counterpart did as we heard of it: our word alone, of which nothing is agreed.
    /// About a subject that is there, or about a fresh random one.
    pub fn report(
        &self,
        about: SubjectId,
        report: &Reported,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(report, report.fits())?;
        self.keep(InternalKind::Report, about, words, after, now_unix_ms)
    }

    /// Enters what the members of a coalition hold of a matter; one after an earlier one takes its place.
    pub fn enter_coalition(
        &self,
        about: SubjectId,
        coalition: &Coalition,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let words = words(coalition, coalition.fits())?;
        self.keep(InternalKind::Coalition, about, words, after, now_unix_ms)
    }

    pub(crate) fn keep(
        &self,
        kind: InternalKind,
        about: SubjectId,
        words: Vec<u8>,
        after: Vec<RecordId>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        self.may_keep(kind, now_unix_ms)?;
        let facts = self.internal_facts();
        let is_known = |id: &RecordId| facts.iter().any(|fact| fact.id == *id && fact.kind == kind);
        if !after.iter().all(is_known) {
            return Err(DeskError::Open(OpenError::NoRecord));
        }
        let header = Header {
            after,
            ..self.header(kind.number(), about, now_unix_ms)
        };
        self.sign_internal(kind, header, Some(words))
    }

    /// Says something of another internal record, which it names.
    pub(crate) fn keep_naming(
        &self,
        kind: InternalKind,
        named: &InternalRecord,
        words: Vec<u8>,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        self.may_keep(kind, now_unix_ms)?;
        let header = Header {
            names: Some(named.id()),
            ..self.header(kind.number(), named.header().subject, now_unix_ms)
        };
        self.sign_internal(kind, header, Some(words))
    }

    pub(crate) fn may_keep(&self, kind: InternalKind, now_unix_ms: i64) -> Result<(), DeskError> {
        let roles = self.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        Ok(decide(roles, kind.action(), None)?)
    }

    /// Finishes an internal record: words are sealed to its kind's readers on our side.
    pub(crate) fn sign_internal(
        &self,
        kind: InternalKind,
        mut header: Header,
        words: Option<Vec<u8>>,
    ) -> Result<InternalRecord, DeskError> {
        let parts: Vec<_> = words
            .map(|words| (kind.audience(), words))
            .into_iter()
            .collect();
        let sealed = self.seal_parts(&mut header, &parts, &[self.own_side()])?;
        Ok(InternalRecord::sign(&header, sealed, self.keys.signing())?)
    }

    /// Drafts a release that makes an internal record public: it is released once somebody else
    /// approved it, as any draft.
    pub fn draft_disclosure(
        &self,
        fact: RecordId,
        release: &Release,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        self.may_keep(InternalKind::Draft, now_unix_ms)?;
        if !self.internal.iter().any(|record| record.id() == fact) {
            return Err(DeskError::Open(OpenError::NoRecord));
        }
        if !release.fits() {
            return Err(DeskError::TooLong);
        }
        release.check_kind()?;
        let kind = InternalKind::Draft;
        let header = Header {
            names: Some(fact),
            ..self.header(kind.number(), release.contact, now_unix_ms)
        };
        self.sign_internal(kind, header, Some(encode_canonical(release)))
    }

    /// Whether an approved draft makes this internal record public.
    pub fn is_disclosed(&self, fact: RecordId) -> bool {
        !disclosures(&self.internal_facts(), fact).is_empty()
    }

    /// Approves a line to take or an if-asked answer; whoever drafted it can't.
    pub fn approve_line(
        &self,
        line: RecordId,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        self.may_keep(InternalKind::Approve, now_unix_ms)?;
        let record = self
            .internal
            .iter()
            .find(|record| record.id() == line && record.kind() == Some(InternalKind::Line));
        let record = record.ok_or(OpenError::NoRecord)?;
        if record.header().person == self.keys.person {
            return Err(DeskError::Rejected(domain::Rejection::Role));
        }
        // Nobody approves what isn't readable here.
        self.internal_words::<LineToTake>(record)?;
        Self::is_done(approval_of(&self.internal_facts(), line).is_some())?;
        let about = record.header().subject;
        let header = Header {
            names: Some(line),
            open: encode_canonical(&Approval::default()),
            ..self.header(InternalKind::Approve.number(), about, now_unix_ms)
        };
        self.sign_internal(InternalKind::Approve, header, None)
    }

    /// Who, besides its author, approved it.
    pub fn approver_of(&self, id: RecordId) -> Option<PersonId> {
        let facts = self.internal_facts();
        let approval = approval_of(&facts, id)?;
        let approval = facts.iter().find(|fact| fact.id == approval);
        approval.map(|fact| fact.author)
    }

    /// Internal records of a kind that stand, with their words where they are for this device.
    pub fn standing_internal<T>(&self, kind: InternalKind) -> Vec<(InternalRecord, T)>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let ids = standing(&self.internal_facts(), kind);
        let mut all = self.all_internal(kind);
        all.retain(|(record, _)| ids.contains(&record.id()));
        all
    }

    /// With those whose place another took.
    pub fn all_internal<T>(&self, kind: InternalKind) -> Vec<(InternalRecord, T)>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        self.internal
            .iter()
            .filter(|record| record.kind() == Some(kind))
            .filter_map(|record| Some((record.clone(), self.internal_words(record).ok()?)))
            .collect()
    }

    /// What internal records of a kind are about, also where their words are for others: one entry for
    /// each that stands.
    pub fn internal_subjects(&self, kind: InternalKind) -> Vec<SubjectId> {
        let ids = standing(&self.internal_facts(), kind);
        let records = self.internal.iter();
        records
            .filter(|record| ids.contains(&record.id()))
            .map(|record| record.header().subject)
            .collect()
    }

    pub(crate) fn internal_words<T>(&self, record: &InternalRecord) -> Result<T, OpenError>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let class = record.kind().ok_or(OpenError::NoRecord)?.audience();
        let (part, digest) = record.part(class).ok_or(OpenError::NotForYou)?;
        let bytes = self.opened.get_or_open((record.id(), class), || {
            self.open_sealed(record.header_bytes(), part, digest, class)
        })?;
        decode_canonical("internal record", &bytes, domain::RECORD_BYTES_MAX)
            .map_err(|error| OpenError::Damaged(error.to_string()))
    }

    /// Each internal record that has words, with whether they open on this device.
    pub fn internal_openings(&self) -> Vec<(RecordId, Result<(), OpenError>)> {
        let opening = |record: &InternalRecord| {
            let class = record.kind()?.audience();
            let (part, digest) = record.part(class)?;
            let opened = self.open_sealed(record.header_bytes(), part, digest, class);
            Some((record.id(), opened.map(drop)))
        };
        self.internal.iter().filter_map(opening).collect()
    }

    /// What is open in internal records: ids, kinds, authors and which names which.
    pub fn internal_facts(&self) -> Vec<InternalFact> {
        self.internal.iter().filter_map(InternalFact::of).collect()
    }
}
