//! Papers, exchanged papers and joint statements.

use domain::{
    ExchangeFacts, JointFacts, JointText, Noun, PaperFacts, PaperKind, PaperText, SubjectId,
    check_document,
};
use serde::Deserialize;

use super::{FormError, When, Word, subject_of, when::answer_by};
use crate::{Desk, DeskError};

/// A paper to be handed over. Attachments come beside it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct PaperForm {
    /// A reply is made to a paper of the other side.
    pub kind: Word<PaperKind>,
    pub title: String,
    pub text: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    /// Over the line it goes to the other side alone; others are named and have it by other ways.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub recipients: Vec<String>,
    pub reply_by: Option<When>,
}

/// A newer version of a paper; what isn't said is as before.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct RevisionForm {
    pub title: Option<String>,
    pub text: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub recipients: Vec<String>,
    pub reply_by: Option<When>,
    /// Without the files attached before.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub no_attachments: bool,
}

/// A reply, or a paper to be lodged.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct TextForm {
    pub title: String,
    pub text: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
}

fn reply_by(when: Option<&When>, now_unix_ms: i64) -> Result<Option<i64>, FormError> {
    let past = "nobody could reply in time";
    when.map(|when| when.to_come("reply-by", past, now_unix_ms))
        .transpose()
}

impl PaperForm {
    pub fn made(&self, now_unix_ms: i64) -> Result<(PaperFacts, PaperText), FormError> {
        if self.kind.0 == PaperKind::Reply {
            return Err(FormError::ReplyToPaper);
        }
        let facts = PaperFacts {
            attachments: None,
            kind: self.kind.0,
            track: None,
            reply_by_unix_ms: reply_by(self.reply_by.as_ref(), now_unix_ms)?,
        };
        let text = PaperText {
            title: self.title.clone(),
            text: self.text.clone(),
            languages: self.languages.clone(),
            recipients: self.recipients.clone(),
            attachments: None,
        };
        Ok((facts, text))
    }
}

impl RevisionForm {
    pub fn made(
        &self,
        desk: &Desk,
        paper: SubjectId,
        now_unix_ms: i64,
    ) -> Result<(PaperFacts, PaperText), FormError> {
        let asked = reply_by(self.reply_by.as_ref(), now_unix_ms)?;
        let paper = desk.paper(paper)?;
        let before = paper.newest().ok_or(DeskError::NothingToAnswer)?;
        let mut newer: PaperText = desk.words_of(before.id)?;
        newer.text.clone_from(&self.text);
        if let Some(title) = &self.title {
            newer.title.clone_from(title);
        }
        if !self.languages.is_empty() {
            newer.languages.clone_from(&self.languages);
        }
        if !self.recipients.is_empty() {
            newer.recipients.clone_from(&self.recipients);
        }
        let mut facts = PaperFacts {
            reply_by_unix_ms: asked.or(before.facts.reply_by_unix_ms),
            ..before.facts.clone()
        };
        if self.no_attachments {
            (facts.attachments, newer.attachments) = (None, None);
        }
        Ok((facts, newer))
    }
}

impl TextForm {
    pub fn made(&self) -> PaperText {
        PaperText {
            title: self.title.clone(),
            text: self.text.clone(),
            languages: self.languages.clone(),
            recipients: Vec::new(),
            attachments: None,
        }
    }
}

/// Until when both lodge.
pub fn exchange_until(until: &When, now_unix_ms: i64) -> Result<ExchangeFacts, FormError> {
    Ok(ExchangeFacts {
        until_unix_ms: until.to_come("until", "nobody could lodge in time", now_unix_ms)?,
        track: None,
    })
}

/// Stands for an office where only the text's form is looked at.
const ANY_OFFICE: &str = "press service";

impl Desk {
    /// A joint text that no press site could show is signed by nobody.
    pub fn check_joint(&self, subject: SubjectId, text: &JointText) -> Result<(), FormError> {
        let release = text.release(self.own_side(), subject, ANY_OFFICE);
        Ok(check_document(&release)?)
    }

    /// The other side's newest joint text is such a one.
    pub fn check_joint_offer(&self, subject: SubjectId) -> Result<(), FormError> {
        let agreement = self.joint_statement(subject)?.agreement;
        match agreement.offer_for(self.own_side()) {
            Some(offer) => self.check_joint(subject, &self.words_of(offer.id)?),
            None => Ok(()),
        }
    }
}

/// One text for both sides, with the time at which both release it.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct JointForm {
    pub title: String,
    pub text: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    /// Neither side shows it before.
    pub release_at: When,
    /// Contact or round that it is about.
    pub about: Option<Word<SubjectId>>,
    pub answer_by: Option<When>,
}

/// What a counter changes in the text that it answers, or in the agreed one.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct JointCounterForm {
    pub title: Option<String>,
    pub text: Option<String>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    pub release_at: Option<When>,
    pub answer_by: Option<When>,
}

/// A joint text to be offered.
#[derive(Debug, Clone)]
pub struct NewJointText {
    pub text: JointText,
    pub expires_unix_ms: Option<i64>,
}

fn release_at(when: &When, now_unix_ms: i64) -> Result<i64, FormError> {
    when.to_come("release-at", "nobody could release it then", now_unix_ms)
}

impl JointForm {
    /// `subject` is the one that it will found.
    pub fn made(
        &self,
        desk: &Desk,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<NewJointText, FormError> {
        let release_unix_ms = release_at(&self.release_at, now_unix_ms)?;
        let about = self.about.map(|word| word.0);
        let about = about.map(|about| subject_of(desk, &[Noun::Contact, Noun::Round], about));
        let text = JointText {
            facts: JointFacts {
                release_unix_ms,
                about: about.transpose()?,
            },
            title: self.title.clone(),
            text: self.text.clone(),
            languages: self.languages.clone(),
        };
        desk.check_joint(subject, &text)?;
        Ok(NewJointText {
            text,
            expires_unix_ms: answer_by(self.answer_by.as_ref(), now_unix_ms)?,
        })
    }
}

impl JointCounterForm {
    pub fn made(
        &self,
        desk: &Desk,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<NewJointText, FormError> {
        let release = self.release_at.as_ref();
        let release = release.map(|when| release_at(when, now_unix_ms));
        let release_unix_ms = release.transpose()?;
        let expires_unix_ms = answer_by(self.answer_by.as_ref(), now_unix_ms)?;
        // The other side's open offer, else what is agreed, else the newest.
        let agreement = desk.joint_statement(subject)?.agreement;
        let open = agreement.offer_for(desk.own_side()).map(|offer| offer.id);
        let newest = agreement.offers.last().map(|offer| offer.id);
        let countered = open.or(agreement.agreed).or(newest);
        let mut text: JointText = desk.words_of(countered.ok_or(DeskError::NothingToAnswer)?)?;
        if let Some(said) = &self.text {
            text.text.clone_from(said);
        }
        if let Some(title) = &self.title {
            text.title.clone_from(title);
        }
        if !self.languages.is_empty() {
            text.languages.clone_from(&self.languages);
        }
        text.facts.release_unix_ms = release_unix_ms.unwrap_or(text.facts.release_unix_ms);
        desk.check_joint(subject, &text)?;
        Ok(NewJointText {
            text,
            expires_unix_ms,
        })
    }
}
