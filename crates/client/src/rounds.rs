//! Delegations of rounds; what both sides sign of a round is in [`crate::agreements`].

use domain::{Delegation, Kind, Minutes, Noun, Record, Round, SubjectId};
use identity::SideId;

use crate::{
    Desk, DeskError,
    subjects::{Saying, words},
};

impl Desk {
    pub fn round(&self, subject: SubjectId) -> Result<Round, DeskError> {
        let round = self.view.round(subject);
        round.ok_or(DeskError::NoSubject(Noun::Round, subject))
    }

    pub fn minutes(&self, subject: SubjectId) -> Result<Minutes, DeskError> {
        let minutes = self.view.minutes(subject);
        minutes.ok_or(DeskError::NoSubject(Noun::Minutes, subject))
    }

    /// The round of which they are, agreed or else offered last.
    pub fn round_of_minutes(&self, minutes: SubjectId) -> Result<Option<SubjectId>, DeskError> {
        let agreement = self.minutes(minutes)?.agreement;
        let offered = agreement.offers.last().map(|offer| offer.facts);
        Ok(agreement.facts.or(offered).map(|facts| facts.round))
    }

    /// Names our own delegation, or names it anew: a change of its head is signed like this.
    pub fn name_delegation(
        &self,
        subject: SubjectId,
        delegation: &Delegation,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.round(subject)?;
        let words = words(delegation, delegation.fits())?;
        let saying = Saying {
            words: Some(&words),
            ..Saying::new(Noun::Round, Kind::NameDelegation, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// A side's delegation as it stands; `None` while it hasn't named one.
    pub fn delegation(
        &self,
        subject: SubjectId,
        side: SideId,
    ) -> Result<Option<Delegation>, DeskError> {
        let named = self.round(subject)?.delegation(side);
        Ok(named.map(|id| self.words_of(id)).transpose()?)
    }
}
