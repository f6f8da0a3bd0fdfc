//! Texts for the public: what they claim, announce, promise, and what they are about.

use domain::{
    ClaimedFacts, ClaimedPosition, CommonLine, LocalDate, Medium, Noun, Occasion, OtherDate,
    PromisedRelease, PublicPart, RecordId, Release, ReleaseKind, RoundClaims, SubjectId, Topic,
    check_document,
};
use serde::Deserialize;

use super::{FormError, When, Word, subject_of};
use crate::{Desk, FactCheck};

/// Nouns that texts are about.
pub const TOLD_OF: [Noun; 4] = [Noun::Contact, Noun::Round, Noun::Paper, Noun::Track];

/// A statement, readout, announcement, answer, holding line, correction or withdrawal. What it doesn't
/// claim it is silent about.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct ReleaseForm {
    pub kind: Word<ReleaseKind>,
    pub occasion: Word<Occasion>,
    /// Contact, round, paper or track.
    pub subject: Word<SubjectId>,
    /// Whose position it is about, of who isn't on this line.
    pub party: Option<String>,
    /// Of an answer: what was asked.
    pub question: Option<String>,
    /// Who speaks.
    pub office: String,
    pub title: String,
    pub text: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    /// Nobody sees it before.
    pub embargo: Option<When>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub facts: FactsForm,
    pub round: Option<RoundFactsForm>,
    pub promises: Option<PromiseForm>,
    /// What a correction or withdrawal is about: its name on the press site.
    pub about: Option<String>,
    /// The internal record that it makes public.
    pub discloses: Option<Word<RecordId>>,
    pub position: Option<PositionClaim>,
}

/// What a text claims of a contact.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct FactsForm {
    pub initiative_of: Option<InitiativeOf>,
    pub medium: Option<Word<Medium>>,
    pub started: Option<When>,
    pub duration_min: Option<u32>,
    pub public_part: Option<Word<PublicPart>>,
}

/// Whose initiative a text claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum InitiativeOf {
    Own,
    Other,
    Mutual,
}

/// What a text claims of a round.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct RoundFactsForm {
    pub round: Word<SubjectId>,
    pub place: Option<String>,
    pub date: Option<DayForm>,
    pub other_date: Option<Word<OtherDate>>,
    /// Office of who leads the own delegation.
    pub own_head: Option<String>,
    pub other_head: Option<String>,
    /// The contact that must be over before it begins.
    pub preceded_by: Option<Word<SubjectId>>,
    pub purpose: Option<String>,
}

/// A day as it is told in a zone.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DayForm {
    /// Such as `2022-01-10`.
    pub day: String,
    pub zone: String,
}

/// A message about the contact that a statement says will come.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct PromiseForm {
    pub by: When,
    /// Any office of this side, unless said.
    pub office: Option<String>,
}

/// What is claimed of others' position.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PositionClaim {
    pub of: Vec<String>,
    /// That nothing is known is no claim.
    pub common_line: Word<CommonLine>,
}

impl FactsForm {
    fn claimed(&self, desk: &Desk) -> Result<ClaimedFacts, FormError> {
        let initiative_of = match self.initiative_of {
            Some(InitiativeOf::Own) => Some(desk.own_side()),
            Some(InitiativeOf::Other) => Some(desk.other_side()?),
            Some(InitiativeOf::Mutual) | None => None,
        };
        let started = self.started.as_ref();
        Ok(ClaimedFacts {
            initiative_of,
            mutual: self.initiative_of == Some(InitiativeOf::Mutual),
            medium: self.medium.map(|word| word.0),
            start_unix_ms: started.map(|when| when.unix_ms("started")).transpose()?,
            duration_min: self.duration_min,
            public_part: self.public_part.map(|word| word.0),
        })
    }
}

impl FactsForm {
    /// What these claims contradict, before anything is drafted.
    pub fn checked(&self, desk: &Desk, contact: SubjectId) -> Result<FactCheck, FormError> {
        let claims = Release {
            facts: self.claimed(desk)?,
            ..Release::new(ReleaseKind::Readout, desk.own_side(), contact)
        };
        Ok(desk.check_release(&claims))
    }
}

impl RoundFactsForm {
    fn claimed(&self, desk: &Desk) -> Result<RoundClaims, FormError> {
        let preceded_by = self.preceded_by.map(|word| word.0);
        let preceded_by = preceded_by.map(|contact| subject_of(desk, &[Noun::Contact], contact));
        Ok(RoundClaims {
            round: subject_of(desk, &[Noun::Round], self.round.0)?,
            place: self.place.clone(),
            date: self.date.as_ref().map(DayForm::made).transpose()?,
            other_date: self.other_date.map(|word| word.0),
            own_head: self.own_head.clone(),
            other_head: self.other_head.clone(),
            preceded_by: preceded_by.transpose()?,
            purpose: self.purpose.clone(),
        })
    }
}

impl DayForm {
    /// A day that the calendar has, in a zone that there is.
    fn made(&self) -> Result<LocalDate, FormError> {
        let odd = |cause: &dyn std::fmt::Display| FormError::NoDay {
            day: self.day.clone(),
            zone: self.zone.clone(),
            cause: cause.to_string(),
        };
        let day: jiff::civil::Date = self.day.parse().map_err(|error| odd(&error))?;
        let zone = domain::local_in(jiff::Timestamp::UNIX_EPOCH, &self.zone);
        zone.map_err(|error| odd(&error))?;
        Ok(LocalDate {
            date: day.to_string(),
            zone: self.zone.clone(),
        })
    }
}

impl ReleaseForm {
    pub fn made(&self, desk: &Desk) -> Result<Release, FormError> {
        let subject = subject_of(desk, &TOLD_OF, self.subject.0)?;
        let embargo = self.embargo.as_ref();
        let promised = |promise: &PromiseForm| {
            Ok::<_, FormError>(PromisedRelease {
                by_unix_ms: promise.by.unix_ms("promise-by")?,
                office: promise.office.clone(),
            })
        };
        let position = |claim: &PositionClaim| match claim.common_line.0 {
            CommonLine::NotKnown => Err(FormError::NotKnownClaimed),
            line => Ok(ClaimedPosition {
                of: claim.of.clone(),
                line,
            }),
        };
        let round = self.round.as_ref();
        let release = Release {
            office: self.office.clone(),
            occasion: self.occasion.0,
            title: self.title.clone(),
            text: self.text.clone(),
            facts: self.facts.claimed(desk)?,
            embargo_unix_ms: embargo.map(|when| when.unix_ms("embargo")).transpose()?,
            promises: self.promises.as_ref().map(promised).transpose()?,
            about: self.about.clone(),
            languages: self.languages.clone(),
            position: self.position.as_ref().map(position).transpose()?,
            topic: self.topic(desk, subject),
            party: self.party.clone(),
            question: self.question.clone(),
            round: round.map(|round| round.claimed(desk)).transpose()?,
            ..Release::new(self.kind.0, desk.own_side(), subject)
        };
        check_document(&release)?;
        Ok(release)
    }

    /// Another party's position where one is named, an internal matter where a record is made public, else
    /// what the subject is.
    fn topic(&self, desk: &Desk, subject: SubjectId) -> Option<Topic> {
        match (&self.party, &self.discloses) {
            (Some(_), _) => Some(Topic::OtherParty),
            (None, Some(_)) => Some(Topic::InternalMatter),
            (None, None) => match desk.view().noun_of(subject) {
                Some(Noun::Round) => Some(Topic::Round),
                Some(Noun::Paper) => Some(Topic::Paper),
                Some(Noun::Track) => Some(Topic::Track),
                _ => None,
            },
        }
    }
}
