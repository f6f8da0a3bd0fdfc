//! Tracks: founded, joined, aims, links, and the conflicts that a date would make.

use domain::{
    Aim, Attends, ContactPhase, DateConflict, Dated, Dates, Folded, Founding, Kind, Link, NoEffect,
    Noun, PersonConflict, Record, RecordId, Round, RoundFacts, SubjectId, SubjectNonce, ToDo,
    Track, TrackTitle, conflicts, open_matters, person_conflicts,
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

    /// Says that our side looked again at the agenda and mandate of what was affected.
    pub fn review(
        &self,
        subject: SubjectId,
        link: RecordId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let track = self.our_track(subject)?;
        let own = self.own_side();
        let mut links = track.links.iter().filter(|known| known.by == own);
        let known = links.find(|known| known.id == link);
        let Some((Link::MayAffect(pair), known)) = known.map(|known| (known.link, known)) else {
            return Err(DeskError::NothingToAnswer);
        };
        Self::is_done(known.reviewed.is_some())?;
        let is_due = open_matters(&self.view, now_unix_ms).iter().any(|matter| {
            (matter.side, matter.to_do) == (own, ToDo::Review) && matter.subject == pair.second
        });
        if !is_due {
            return Err(DeskError::NoEffect(NoEffect::Early));
        }
        let saying = Saying {
            names: Some(link),
            ..Saying::new(Noun::Track, Kind::Review, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Closes the track for our side; whatever else our side says of it opens it again.
    pub fn close_track(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let track = self.our_track(subject)?;
        Self::is_done(track.closed.contains_key(&self.own_side()))?;
        self.say(&Saying::new(Noun::Track, Kind::Close, subject), now_unix_ms)
    }

    /// Contacts and rounds of a track: those that its links name, and rounds whose terms name it.
    pub fn subjects_of(&self, track: &Track) -> Vec<SubjectId> {
        let of_terms = self.view.rounds().into_iter().filter(|round| {
            let facts = offered_facts(round);
            facts.is_some_and(|facts| facts.track == Some(track.subject))
        });
        let mut subjects = track.subjects();
        subjects.extend(of_terms.map(|round| round.subject));
        subjects.sort_unstable();
        subjects.dedup();
        subjects
    }

    /// Conflicts of order and date within a track, with `more` links and with `new` in the place of what
    /// is agreed or offered: shown before they are sent.
    pub fn conflicts_with(
        &self,
        track: SubjectId,
        more: &[Link],
        new: Option<Dated>,
    ) -> Result<Vec<DateConflict>, DeskError> {
        let track = self.track(track)?;
        let mut subjects = self.subjects_of(&track);
        subjects.extend(more.iter().flat_map(Link::subjects));
        subjects.retain(|subject| new.is_none_or(|new| new.subject != *subject));
        let known = subjects
            .iter()
            .filter(|subject| self.is_standing(**subject))
            .filter_map(|subject| self.dated(*subject));
        let dated: Vec<Dated> = known.chain(new).collect();
        let links = track.links.iter().map(|link| &link.link);
        let links: Vec<Link> = links.chain(more).copied().collect();
        Ok(conflicts(&links, &dated))
    }

    /// Who of these takes part in something else at the time of `new`, whatever its track.
    pub fn people_elsewhere(&self, new: Dated, names: &[String]) -> Vec<PersonConflict> {
        let at_that_time = |other: &Dated| {
            other.subject != new.subject
                && other.start_unix_ms < new.end_unix_ms
                && new.start_unix_ms < other.end_unix_ms
        };
        let mut dated: Vec<Dated> = self
            .view
            .subjects()
            .filter(|folded| folded.phase().is_some_and(stands))
            .filter_map(|folded| dates_of(&folded))
            .filter(at_that_time)
            .collect();
        let attends = |subject, name: &String| Attends {
            subject,
            name: name.clone(),
        };
        let mut people: Vec<Attends> = names.iter().map(|one| attends(new.subject, one)).collect();
        for other in &dated {
            let names = self.people_of(other.subject);
            people.extend(names.iter().map(|one| attends(other.subject, one)));
        }
        dated.push(new);
        let mut found = person_conflicts(&people, &dated);
        found.retain(|one| [one.one, one.other].contains(&new.subject));
        found
    }

    /// Names of those who take part in a contact or round, as far as this device reads them.
    pub fn people_of(&self, subject: SubjectId) -> Vec<String> {
        if let Ok(details) = self.details(subject) {
            let people = details.agenda.map(|agenda| agenda.participants);
            let people = people.into_iter().flatten();
            return people.map(|one| one.name).collect();
        }
        let named = self.view.sides().filter_map(|side| {
            let named = self.delegation(subject, side).ok()??;
            Some(named.everybody().map(|one| one.name.clone()).collect())
        });
        named.collect::<Vec<Vec<String>>>().concat()
    }

    /// The dates of a contact or round, agreed or else offered last.
    pub fn dated(&self, subject: SubjectId) -> Option<Dated> {
        dates_of(&self.view.subject(subject)?)
    }

    /// Whether it is still to come about, or did; what was declined or cancelled collides with nothing.
    fn is_standing(&self, subject: SubjectId) -> bool {
        let phase = self.view.subject(subject).and_then(|folded| folded.phase());
        phase.is_some_and(stands)
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

fn stands(phase: ContactPhase) -> bool {
    match phase {
        ContactPhase::Declined | ContactPhase::Withdrawn | ContactPhase::Cancelled => false,
        ContactPhase::Proposed
        | ContactPhase::Agreed
        | ContactPhase::Postponed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::OnTheLine
        | ContactPhase::Ended
        | ContactPhase::ReportedOutside
        | ContactPhase::HeldOutside => true,
    }
}

/// Agreed facts of a round, or those of its newest offer.
fn offered_facts(round: &Round) -> Option<RoundFacts> {
    let offered = round.agreement.offers.last().map(|offer| offer.facts);
    round.agreement.facts.or(offered)
}

fn dates_of(folded: &Folded) -> Option<Dated> {
    match folded {
        Folded::Contact(contact) => {
            let offered = contact.offers.last().map(|offer| offer.facts);
            let facts = contact.facts.or(offered)?;
            let lasts_ms = i64::from(facts.duration_min) * 60_000;
            Some(Dated {
                subject: contact.subject,
                start_unix_ms: facts.start_unix_ms,
                end_unix_ms: facts.start_unix_ms.saturating_add(lasts_ms),
                fixed: false,
            })
        }
        Folded::Round(round) => Some(of_round(round.subject, &offered_facts(round)?)),
        Folded::Track(_)
        | Folded::Minutes(_)
        | Folded::JointStatement(_)
        | Folded::Paper(_)
        | Folded::Exchange(_)
        | Folded::Message(_)
        | Folded::SilenceProcedure(_) => None,
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
