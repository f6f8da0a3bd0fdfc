//! A track: contacts and rounds towards an aim, and what has to come before what.
//!
//! Either side founds one, the other joins. Each declares its own aim; nobody's aim is agreed. A link
//! is the word of the side that made it: "must precede" and "may affect" are claims about one's own
//! intentions, shown to both. So is closing: a side closes for itself, and opens again by whatever else it
//! says; the track is closed once every side that opened it has closed it.

mod conflicts;

use identity::SideId;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

use crate::{
    FIELD_BYTES_MAX, Kind, LINKS_PER_SIDE_MAX, NoEffect, Placed, RecordId, SubjectId,
    VERSIONS_PER_SIDE_MAX, WithoutEffect,
    entry::{Act, Tally, acts_of, in_order},
};
pub use conflicts::{Attends, DateConflict, Dated, PersonConflict, conflicts, person_conflicts};

/// What a track is called; sealed to the leadership of both sides, with founding.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TrackTitle {
    #[n(0)]
    pub title: String,
}

/// What a side says it wants; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Aim {
    #[n(0)]
    pub text: String,
}

impl TrackTitle {
    pub fn fits(&self) -> bool {
        (1..=FIELD_BYTES_MAX).contains(&self.title.len())
    }
}

impl Aim {
    pub fn fits(&self) -> bool {
        (1..=FIELD_BYTES_MAX).contains(&self.text.len())
    }
}

/// What a side says of the track's contacts and rounds; open, so that nodes can say what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Link {
    /// It belongs to this track.
    #[n(0)]
    Holds(#[n(0)] Held),
    /// The first is over before the second begins.
    #[n(1)]
    MustPrecede(#[n(0)] Pair),
    /// When the first is over, the second's agenda and mandate are looked at again.
    #[n(2)]
    MayAffect(#[n(0)] Pair),
}

/// One subject of a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Held {
    #[n(0)]
    pub subject: SubjectId,
}

/// Two subjects of a track, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Pair {
    #[n(0)]
    pub first: SubjectId,
    #[n(1)]
    pub second: SubjectId,
}

impl Link {
    /// Nothing precedes or affects itself.
    fn stands(&self) -> bool {
        match self {
            Self::Holds(_) => true,
            Self::MustPrecede(pair) | Self::MayAffect(pair) => pair.first != pair.second,
        }
    }

    pub fn subjects(&self) -> Vec<SubjectId> {
        match self {
            Self::Holds(held) => vec![held.subject],
            Self::MustPrecede(pair) | Self::MayAffect(pair) => vec![pair.first, pair.second],
        }
    }
}

/// A link that its side hasn't taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackLink {
    pub id: RecordId,
    pub by: SideId,
    pub link: Link,
    /// Its side looked again at what may be affected; of "may affect" alone.
    pub reviewed: Option<RecordId>,
}

/// The fold of everything about one track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    pub subject: SubjectId,
    pub founded_by: SideId,
    pub founding: RecordId,
    /// The other side's record; without it the track is its founder's alone.
    pub joined: Option<RecordId>,
    /// What each side declared, the newest last: that one stands.
    pub aims: BTreeMap<SideId, Vec<RecordId>>,
    pub links: Vec<TrackLink>,
    /// Sides for which it is closed, each by its own record.
    pub closed: BTreeMap<SideId, RecordId>,
    pub without_effect: Vec<WithoutEffect>,
}

impl Track {
    /// `None` while nothing that founds it is among `placed`, whose order doesn't matter.
    pub fn fold(
        subject: SubjectId,
        placed: &[Placed],
        seen: impl Fn(&Placed) -> u64,
    ) -> Option<Self> {
        let ordered = in_order(placed, seen);
        let founding = acts_of(&ordered).find(|act| act.kind == Kind::Found)?;
        let mut track = Self {
            subject,
            founded_by: founding.side(),
            founding: founding.id,
            joined: None,
            aims: BTreeMap::new(),
            links: Vec::new(),
            closed: BTreeMap::new(),
            without_effect: Vec::new(),
        };
        let (mut aims, mut links) = (Tally::default(), Tally::default());
        for act in acts_of(&ordered).filter(|act| act.id != founding.id) {
            match track.take(&act, &mut aims, &mut links) {
                // Whoever goes on has it open again.
                Ok(()) if act.kind != Kind::Close => drop(track.closed.remove(&act.side())),
                Ok(()) => {}
                Err(why) => track.without_effect.push(act.without_effect(why)),
            }
        }
        Some(track)
    }

    fn take(&mut self, act: &Act<'_>, aims: &mut Tally, links: &mut Tally) -> Result<(), NoEffect> {
        let (side, own) = (act.side(), act.side() == self.founded_by);
        match act.kind {
            Kind::Join if own => return Err(NoEffect::OthersToDo),
            Kind::Join if act.header.names != Some(self.founding) => {
                return Err(NoEffect::NothingToAnswer);
            }
            Kind::Join if self.joined.is_some() => return Err(NoEffect::Again),
            Kind::Join => self.joined = Some(act.id),
            // Within one log the order is that of its seqs: the joining comes before what it allows.
            _ if !own && self.joined.is_none() => return Err(NoEffect::Early),
            Kind::DeclareAim if aims.takes(side, VERSIONS_PER_SIDE_MAX) => {
                self.aims.entry(side).or_default().push(act.id);
            }
            Kind::Link => {
                let link: Link = act.header.facts_of(false).ok_or(NoEffect::NoFacts)?;
                if !link.stands() {
                    return Err(NoEffect::NoFacts);
                }
                if self
                    .links
                    .iter()
                    .any(|known| known.by == side && known.link == link)
                {
                    return Err(NoEffect::Again);
                }
                if !links.takes(side, LINKS_PER_SIDE_MAX) {
                    return Err(NoEffect::TooMany);
                }
                self.links.push(TrackLink {
                    id: act.id,
                    by: side,
                    link,
                    reviewed: None,
                });
            }
            Kind::Unlink => {
                let named = |link: &TrackLink| link.by == side && Some(link.id) == act.header.names;
                let place = self.links.iter().position(named);
                self.links.remove(place.ok_or(NoEffect::NothingToAnswer)?);
            }
            Kind::Review => {
                let mut own = self.links.iter_mut().filter(|link| link.by == side);
                let named = own.find(|link| Some(link.id) == act.header.names);
                let affects = |link: &&mut TrackLink| matches!(link.link, Link::MayAffect(_));
                let link = named.filter(affects).ok_or(NoEffect::NothingToAnswer)?;
                if link.reviewed.is_some() {
                    return Err(NoEffect::Again);
                }
                link.reviewed = Some(act.id);
            }
            Kind::Close if self.closed.contains_key(&side) => return Err(NoEffect::Again),
            Kind::Close => drop(self.closed.insert(side, act.id)),
            Kind::DeclareAim => return Err(NoEffect::TooMany),
            _ => return Err(NoEffect::Founded),
        }
        Ok(())
    }

    /// Whether every side that opened it has closed it.
    pub fn is_closed(&self) -> bool {
        self.closed.len() == 1 + usize::from(self.joined.is_some())
    }

    /// The record in which a side declared its aim as it stands.
    pub fn aim(&self, side: SideId) -> Option<RecordId> {
        self.aims.get(&side)?.last().copied()
    }

    /// Contacts and rounds that the links name, each once.
    pub fn subjects(&self) -> Vec<SubjectId> {
        let mut subjects: Vec<SubjectId> = self
            .links
            .iter()
            .flat_map(|link| link.link.subjects())
            .collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects
    }
}

#[cfg(test)]
#[path = "procedure_tests/tracks.rs"]
mod tests;
