//! Papers: handed over, revised, replied to, acknowledged, withdrawn.

use domain::{
    AttachmentFacts, Founding, Kind, Noun, Paper, PaperFacts, PaperKind, PaperText, Record,
    RecordId, SubjectId, SubjectNonce,
};
use identity::encode_canonical;

use crate::{
    Desk, DeskError,
    attachments::told_alike,
    subjects::{Saying, words},
};

impl Desk {
    pub fn paper(&self, subject: SubjectId) -> Result<Paper, DeskError> {
        let paper = self.view.paper(subject);
        paper.ok_or(DeskError::NoSubject(Noun::Paper, subject))
    }

    /// Hands a paper to the other side.
    pub fn hand_over(
        &self,
        nonce: SubjectNonce,
        facts: PaperFacts,
        text: &PaperText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        told_alike(facts.attached(), text.attached())?;
        let words = words(text, text.fits() && facts.fits())?;
        let founding = Founding::with_facts(Noun::Paper, nonce, &facts);
        self.found(
            Noun::Paper,
            Kind::HandOver,
            nonce,
            &founding,
            &words,
            now_unix_ms,
        )
    }

    /// Hands a newer version of our own paper.
    pub fn revise(
        &self,
        subject: SubjectId,
        facts: PaperFacts,
        text: &PaperText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let paper = self.own_paper(subject)?;
        told_alike(facts.attached(), text.attached())?;
        let words = words(text, text.fits() && facts.fits())?;
        let saying = Saying {
            names: paper.newest().map(|version| version.id),
            open: encode_canonical(&facts),
            words: Some(&words),
            ..Saying::new(Noun::Paper, Kind::Revise, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Replies to the version of the other side's paper that stands.
    pub fn reply(
        &self,
        subject: SubjectId,
        text: &PaperText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.reply_with(subject, Vec::new(), text, now_unix_ms)
    }

    /// Replies with attachments, whose words the text has.
    pub fn reply_with(
        &self,
        subject: SubjectId,
        attachments: Vec<AttachmentFacts>,
        text: &PaperText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let to = self.their_version(subject)?;
        told_alike(&attachments, text.attached())?;
        let has_some = !attachments.is_empty();
        let facts = has_some.then_some(PaperFacts {
            kind: PaperKind::Reply,
            track: None,
            reply_by_unix_ms: None,
            attachments: Some(attachments),
        });
        let fits = facts.as_ref().is_none_or(PaperFacts::fits);
        let words = words(text, text.fits() && fits)?;
        let saying = Saying {
            names: Some(to),
            words: Some(&words),
            open: facts.as_ref().map_or_else(Vec::new, encode_canonical),
            ..Saying::new(Noun::Paper, Kind::Reply, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Says that the other side's paper was read.
    pub fn acknowledge_paper(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let version = self.their_version(subject)?;
        let paper = self.paper(subject)?;
        let read = paper.newest().and_then(|newest| newest.acknowledged);
        Self::is_done(read.is_some())?;
        let saying = Saying {
            names: Some(version),
            ..Saying::new(Noun::Paper, Kind::Acknowledge, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Withdraws our own paper: what was read can't be unread, but it no longer stands.
    pub fn withdraw_paper(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let paper = self.own_paper(subject)?;
        let saying = Saying {
            names: paper.newest().map(|version| version.id),
            ..Saying::new(Noun::Paper, Kind::Withdraw, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    fn own_paper(&self, subject: SubjectId) -> Result<Paper, DeskError> {
        let paper = self.paper(subject)?;
        if paper.by != self.own_side() {
            return Err(DeskError::NoEffect(domain::NoEffect::OthersToDo));
        }
        if paper.withdrawn.is_some() {
            return Err(DeskError::NoEffect(domain::NoEffect::Withdrawn));
        }
        Ok(paper)
    }

    fn their_version(&self, subject: SubjectId) -> Result<RecordId, DeskError> {
        let paper = self.paper(subject)?;
        if paper.by == self.own_side() {
            return Err(DeskError::NoEffect(domain::NoEffect::OthersToDo));
        }
        let newest = paper.newest().map(|version| version.id);
        newest.ok_or(DeskError::NothingToAnswer)
    }
}
