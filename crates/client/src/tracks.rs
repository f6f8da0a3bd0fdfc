//! Tracks: founded, joined, aims, links, and the conflicts that a date would make.

use domain::{
    Aim, DateConflict, Dated, Dates, Folded, Founding, Kind, Link, NoEffect, Noun, Record,
    RecordId, RoundFacts, SubjectId, SubjectNonce, Track, TrackTitle, conflicts,
};
use identity::{SideId, encode_canonical};

use crate::{
    Desk, DeskError,
    subjects::{Saying, words},
};

impl Desk {
    pub fn track(&self, subject: SubjectId) -> Result<Track, DeskError> {
        let track = self.view.track(subject);
        track.ok_or(DeskError::NoSubject(Noun::Track, subject))
    }

    pub fn found_track(
        &self,
        nonce: SubjectNonce,
        title: &TrackTitle,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let words = words(title, title.fits())?;
        let founding = Founding::new(Noun::Track, nonce);
        self.found(
            Noun::Track,
            Kind::Found,
            nonce,
            &founding,
            &words,
            now_unix_ms,
        )
    }

    /// Joins the other side's track.
    pub fn join_track(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let track = self.track(subject)?;
        if track.founded_by == self.own_side() {
            return Err(DeskError::NoEffect(NoEffect::OthersToDo));
        }
        Self::is_done(track.joined.is_some())?;
        let saying = Saying {
            names: Some(track.founding),
            ..Saying::new(Noun::Track, Kind::Join, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Declares what our side wants, or declares it anew.
    pub fn declare_aim(
        &self,
        subject: SubjectId,
        aim: &Aim,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.our_track(subject)?;
        let words = words(aim, aim.fits())?;
        let saying = Saying {
            words: Some(&words),
            ..Saying::new(Noun::Track, Kind::DeclareAim, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// A side's aim as it stands; `None` while it hasn't declared one.
    pub fn aim(&self, subject: SubjectId, side: SideId) -> Result<Option<Aim>, DeskError> {
        let declared = self.track(subject)?.aim(side);
        Ok(declared.map(|id| self.words_of(id)).transpose()?)
    }

    /// Says what belongs to the track, precedes or may affect what.
    pub fn link(
        &self,
        subject: SubjectId,
        link: Link,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let track = self.our_track(subject)?;
        let own = self.own_side();
        let said = track.links.iter();
        Self::is_done(
            said.filter(|known| known.by == own)
                .any(|known| known.link == link),
        )?;
        let saying = Saying {
            open: encode_canonical(&link),
            ..Saying::new(Noun::Track, Kind::Link, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Takes a link of our own back; one that asks for a review is answered so.
    pub fn unlink(
        &self,
        subject: SubjectId,
        link: RecordId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let track = self.our_track(subject)?;
        let own = self.own_side();
        if !track
            .links
            .iter()
            .any(|known| known.by == own && known.id == link)
        {
            return Err(DeskError::NothingToAnswer);
        }
        let saying = Saying {
            names: Some(link),
            ..Saying::new(Noun::Track, Kind::Unlink, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Conflicts of order and date within a track, with `new` in the place of what is agreed or
    /// offered: shown before it is sent.
    pub fn conflicts_with(
        &self,
        track: SubjectId,
        new: Option<Dated>,
    ) -> Result<Vec<DateConflict>, DeskError> {
        let track = self.track(track)?;
        let mut subjects = track.subjects();
        subjects.retain(|subject| new.is_none_or(|new| new.subject != *subject));
        let known = subjects.iter().filter_map(|subject| self.dated(*subject));
        let dated: Vec<Dated> = known.chain(new).collect();
        let links: Vec<Link> = track.links.iter().map(|link| link.link).collect();
        Ok(conflicts(&links, &dated))
    }

    /// The dates of a contact or round, agreed or else offered last.
    fn dated(&self, subject: SubjectId) -> Option<Dated> {
        match self.view.subject(subject)? {
            Folded::Contact(contact) => {
                let offered = contact.offers.last().map(|offer| offer.facts);
                let facts = contact.facts.or(offered)?;
                let lasts_ms = i64::from(facts.duration_min) * 60_000;
                Some(Dated {
                    subject,
                    start_unix_ms: facts.start_unix_ms,
                    end_unix_ms: facts.start_unix_ms.saturating_add(lasts_ms),
                    fixed: false,
                })
            }
            Folded::Round(round) => {
                let offered = round.agreement.offers.last().map(|offer| offer.facts);
                Some(of_round(subject, &round.agreement.facts.or(offered)?))
            }
            Folded::Track(_)
            | Folded::Minutes(_)
            | Folded::JointStatement(_)
            | Folded::Paper(_)
            | Folded::Exchange(_)
            | Folded::Message(_)
            | Folded::SilenceProcedure(_) => None,
        }
    }

    /// A track that is ours or that we joined.
    fn our_track(&self, subject: SubjectId) -> Result<Track, DeskError> {
        let track = self.track(subject)?;
        if track.founded_by != self.own_side() && track.joined.is_none() {
            return Err(DeskError::NoEffect(NoEffect::Early));
        }
        Ok(track)
    }
}

/// A round's dates as conflicts are looked for.
pub fn of_round(subject: SubjectId, facts: &RoundFacts) -> Dated {
    Dated {
        subject,
        start_unix_ms: facts.start_unix_ms,
        end_unix_ms: facts.end_unix_ms,
        fixed: facts.dates == Dates::Fixed,
    }
}
