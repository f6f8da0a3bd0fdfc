//! What a text claims of a round, and what stands of it under both signatures.
//!
//! Date, fixed date and what must come before are open facts: every press device and the node check
//! them. Place and heads are sealed to the leadership; the press checks them against what its own
//! leadership cleared for it.

use identity::SideId;
use jiff::Timestamp;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

use super::{Conflict, FactName, Release};
use crate::{
    Dates, FIELD_BYTES_MAX, LineView, Link, RecordId, SubjectId, local_in, terms::numbered,
};

numbered!(
    /// Whether a text says that there is no other date.
    OtherDate { None = 0 "none", Possible = 1 "possible" }
);

/// A day as the calendar at a place shows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LocalDate {
    /// `2022-01-10`.
    #[n(0)]
    pub date: String,
    /// IANA name of the zone.
    #[n(1)]
    pub zone: String,
}

/// Claims about a round; `None`: the text is silent about it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RoundClaims {
    #[n(0)]
    pub round: SubjectId,
    #[n(1)]
    pub place: Option<String>,
    #[n(2)]
    pub date: Option<LocalDate>,
    #[n(3)]
    pub other_date: Option<OtherDate>,
    /// The office of who leads the own delegation.
    #[n(4)]
    pub own_head: Option<String>,
    #[n(5)]
    pub other_head: Option<String>,
    /// The contact that must be over before it begins.
    #[n(6)]
    pub preceded_by: Option<SubjectId>,
    /// What it is for, in the text's own words: nothing is signed that it could contradict.
    #[n(7)]
    pub purpose: Option<String>,
}

/// A round as it stands when a text is compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRound {
    pub agreed: RecordId,
    pub start_unix_ms: i64,
    pub dates: Dates,
    /// `None` where the terms can't be read.
    pub place: Option<String>,
    /// Offices of heads, as far as they can be read.
    pub heads: BTreeMap<SideId, String>,
    /// Contacts that a side said must precede it.
    pub preceded_by: Vec<SubjectId>,
    /// Delegations as each side named them last.
    pub delegations: BTreeMap<SideId, RecordId>,
}

/// With what the claims about a round were compared: open in an approval, for the node.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ComparedRound {
    #[n(0)]
    pub agreed: RecordId,
    /// Delegations, by side.
    #[n(1)]
    pub delegations: Vec<RecordId>,
}

/// A round's sealed facts as leadership cleared them for its own press.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ClearedRound {
    #[n(0)]
    pub agreed: RecordId,
    #[n(1)]
    pub place: String,
    #[n(2)]
    pub heads: Vec<ClearedHead>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ClearedHead {
    #[n(0)]
    pub side: SideId,
    /// The record in which that side named its delegation.
    #[n(1)]
    pub delegation: RecordId,
    #[n(2)]
    pub office: String,
}

/// Heads of delegations: one of each side.
const HEADS_MAX: usize = 2;

impl ClearedRound {
    pub fn fits(&self) -> bool {
        self.heads.len() <= HEADS_MAX
            && self.place.len() <= FIELD_BYTES_MAX
            && self
                .heads
                .iter()
                .all(|head| head.office.len() <= FIELD_BYTES_MAX)
    }
}

impl RoundClaims {
    /// Nothing yet, of this round.
    pub fn of(round: SubjectId) -> Self {
        Self {
            round,
            place: None,
            date: None,
            other_date: None,
            own_head: None,
            other_head: None,
            preceded_by: None,
            purpose: None,
        }
    }

    pub fn is_silent(&self) -> bool {
        *self == Self::of(self.round)
    }

    /// One-line texts, by what they are.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let date = self.date.as_ref();
        [
            ("place", self.place.as_ref()),
            ("date", date.map(|date| &date.date)),
            ("zone", date.map(|date| &date.zone)),
            ("own head", self.own_head.as_ref()),
            ("other head", self.other_head.as_ref()),
            ("purpose", self.purpose.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)))
    }

    /// Whether what only leadership reads is claimed.
    pub fn needs_clearance(&self) -> bool {
        self.place.is_some() || self.own_head.is_some() || self.other_head.is_some()
    }
}

impl SignedRound {
    /// What everybody on the line reads of an agreed round; place and heads come from who reads them.
    pub fn open(view: &LineView, round: SubjectId) -> Option<Self> {
        let folded = view.round(round)?;
        let facts = folded.agreement.facts?;
        let links = view.tracks().into_iter().flat_map(|track| track.links);
        let preceded_by = links.filter_map(|link| match link.link {
            Link::MustPrecede(pair) if pair.second == round => Some(pair.first),
            Link::MustPrecede(_) | Link::MayAffect(_) | Link::Holds(_) => None,
        });
        Some(Self {
            agreed: folded.agreement.agreed?,
            start_unix_ms: facts.start_unix_ms,
            dates: facts.dates,
            place: None,
            heads: BTreeMap::new(),
            preceded_by: preceded_by.collect(),
            delegations: view
                .sides()
                .filter_map(|side| Some((side, folded.delegation(side)?)))
                .collect(),
        })
    }

    /// With what leadership cleared; `None` where something newer was signed since.
    pub fn cleared(self, cleared: &ClearedRound) -> Option<Self> {
        let same = self.agreed == cleared.agreed
            && self.delegations.iter().all(|(side, delegation)| {
                let mut heads = cleared.heads.iter();
                heads.any(|head| head.side == *side && head.delegation == *delegation)
            });
        same.then(|| Self {
            place: Some(cleared.place.clone()),
            heads: cleared
                .heads
                .iter()
                .filter(|head| !head.office.trim().is_empty())
                .map(|head| (head.side, head.office.clone()))
                .collect(),
            ..self
        })
    }

    pub fn compared(&self) -> ComparedRound {
        ComparedRound {
            agreed: self.agreed,
            delegations: self.delegations.values().copied().collect(),
        }
    }

    /// The day on which it begins, in this zone.
    pub fn date_in(&self, zone: &str) -> Option<String> {
        let start = Timestamp::from_millisecond(self.start_unix_ms).ok()?;
        let local = local_in(start, zone).ok()?;
        Some(local.civil.get(..10)?.to_owned())
    }

    /// What it says of other dates.
    pub fn other_date(&self) -> OtherDate {
        match self.dates {
            Dates::Fixed => OtherDate::None,
            Dates::Movable => OtherDate::Possible,
        }
    }
}

/// Words without the difference that writing makes.
pub fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// Compares claims about a round with what stands; each difference is told, in the order of the facts.
pub fn check_round(release: &Release, signed: &SignedRound) -> Vec<Conflict> {
    let Some(claims) = &release.round else {
        return Vec::new();
    };
    let mut conflicts = Vec::new();
    let mut compare = |fact, said: Option<&str>, stands: Option<&str>| {
        if let (Some(said), Some(stands)) = (said, stands)
            && plain(said) != plain(stands)
        {
            conflicts.push(Conflict {
                fact,
                claimed: said.to_owned(),
                signed: stands.to_owned(),
            });
        }
    };
    compare(
        FactName::Place,
        claims.place.as_deref(),
        signed.place.as_deref(),
    );
    if let Some(date) = &claims.date {
        // In a zone that there isn't it is on no day.
        let stands = signed.date_in(&date.zone);
        let stands = stands.as_deref().unwrap_or("no such zone");
        compare(FactName::Date, Some(&date.date), Some(stands));
    }
    compare(
        FactName::OtherDate,
        claims.other_date.map(OtherDate::name),
        Some(signed.other_date().name()),
    );
    let other = signed.heads.iter().find(|(side, _)| **side != release.side);
    compare(
        FactName::OwnHead,
        claims.own_head.as_deref(),
        signed.heads.get(&release.side).map(String::as_str),
    );
    compare(
        FactName::OtherHead,
        claims.other_head.as_deref(),
        other.map(|(_, office)| office.as_str()),
    );
    // Where nobody signed what comes first, nothing is contradicted.
    if let (Some(said), Some(first)) = (claims.preceded_by, signed.preceded_by.first())
        && !signed.preceded_by.contains(&said)
    {
        compare(
            FactName::PrecededBy,
            Some(&said.to_string()),
            Some(&first.to_string()),
        );
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReleaseKind;

    const NORTH: SideId = SideId([1; 16]);
    const SOUTH: SideId = SideId([2; 16]);
    const ROUND: SubjectId = SubjectId([4; 16]);
    const CALL: SubjectId = SubjectId([3; 16]);
    /// 10 January 2022, 10:00 in Geneva.
    const START_MS: i64 = 1_641_805_200_000;

    fn signed() -> SignedRound {
        SignedRound {
            agreed: identity::Hash32([7; 32]),
            start_unix_ms: START_MS,
            dates: Dates::Fixed,
            place: Some("Geneva".into()),
            heads: [(NORTH, "deputy foreign minister"), (SOUTH, "first deputy")]
                .map(|(side, office)| (side, office.to_owned()))
                .into(),
            preceded_by: vec![CALL],
            delegations: [(NORTH, identity::Hash32([8; 32]))].into(),
        }
    }

    fn claims() -> RoundClaims {
        RoundClaims::of(ROUND)
    }

    fn day(date: &str, zone: &str) -> Option<LocalDate> {
        Some(LocalDate {
            date: date.into(),
            zone: zone.into(),
        })
    }

    fn found(round: RoundClaims, signed: &SignedRound) -> Vec<FactName> {
        let release = Release {
            kind: ReleaseKind::Statement,
            side: NORTH,
            round: Some(round),
            ..Release::new(ReleaseKind::Statement, NORTH, CALL)
        };
        let conflicts = check_round(&release, signed);
        conflicts.into_iter().map(|one| one.fact).collect()
    }

    #[test]
    fn each_claim_is_compared_with_what_stands() {
        use FactName::*;
        let text = |text: &str| Some(text.to_owned());
        for (claims, wanted) in [
            (
                RoundClaims {
                    place: text("Geneva"),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    place: text(" geneva "),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    place: text("Vienna"),
                    ..claims()
                },
                Some(Place),
            ),
            (
                RoundClaims {
                    date: day("2022-01-10", "Europe/Zurich"),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    date: day("2022-01-09", "Europe/Zurich"),
                    ..claims()
                },
                Some(Date),
            ),
            // The same moment is another day elsewhere.
            (
                RoundClaims {
                    date: day("2022-01-09", "Pacific/Honolulu"),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    other_date: Some(super::OtherDate::None),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    other_date: Some(super::OtherDate::Possible),
                    ..claims()
                },
                Some(FactName::OtherDate),
            ),
            (
                RoundClaims {
                    own_head: text("Deputy foreign minister"),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    own_head: text("first deputy"),
                    ..claims()
                },
                Some(OwnHead),
            ),
            (
                RoundClaims {
                    other_head: text("first deputy"),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    other_head: text("a minister"),
                    ..claims()
                },
                Some(OtherHead),
            ),
            (
                RoundClaims {
                    preceded_by: Some(CALL),
                    ..claims()
                },
                None,
            ),
            (
                RoundClaims {
                    preceded_by: Some(ROUND),
                    ..claims()
                },
                Some(PrecededBy),
            ),
            (
                RoundClaims {
                    purpose: text("anything"),
                    ..claims()
                },
                None,
            ),
        ] {
            let told = format!("{claims:?}");
            assert_eq!(found(claims, &signed()), Vec::from_iter(wanted), "{told}");
        }
    }

    #[test]
    fn what_isn_t_signed_or_can_t_be_read_contradicts_nothing() {
        let blind = SignedRound {
            place: None,
            heads: BTreeMap::new(),
            preceded_by: Vec::new(),
            ..signed()
        };
        let all_wrong = RoundClaims {
            place: Some("Vienna".into()),
            date: day("2022-02-01", "Europe/Zurich"),
            other_date: Some(super::OtherDate::Possible),
            own_head: Some("x".into()),
            other_head: Some("x".into()),
            preceded_by: Some(ROUND),
            purpose: None,
            round: ROUND,
        };
        use FactName::*;
        assert_eq!(
            found(all_wrong.clone(), &blind),
            [Date, FactName::OtherDate]
        );
        assert_eq!(
            found(all_wrong, &signed()),
            [
                Place,
                Date,
                FactName::OtherDate,
                OwnHead,
                OtherHead,
                PrecededBy
            ]
        );
    }

    #[test]
    fn a_clearance_holds_until_something_newer_is_signed() {
        let open = SignedRound {
            place: None,
            heads: BTreeMap::new(),
            ..signed()
        };
        let head = |delegation| ClearedHead {
            side: NORTH,
            delegation: identity::Hash32([delegation; 32]),
            office: "deputy".into(),
        };
        let cleared = |agreed, heads| ClearedRound {
            agreed: identity::Hash32([agreed; 32]),
            place: "Geneva".into(),
            heads,
        };
        for (clearance, holds) in [
            (cleared(7, vec![head(8)]), true),
            (cleared(6, vec![head(8)]), false),
            (cleared(7, vec![head(9)]), false),
            (cleared(7, vec![]), false),
        ] {
            let known = open.clone().cleared(&clearance);
            assert_eq!(known.is_some(), holds, "{clearance:?}");
            let place = known.and_then(|known| known.place);
            assert_eq!(place.as_deref(), holds.then_some("Geneva"));
        }
    }

    #[test]
    fn a_clearance_is_bounded() {
        let head = ClearedHead {
            side: NORTH,
            delegation: identity::Hash32([8; 32]),
            office: String::new(),
        };
        for (heads, office, place, fits) in [
            (2, FIELD_BYTES_MAX, FIELD_BYTES_MAX, true),
            (3, 1, 1, false),
            (1, FIELD_BYTES_MAX + 1, 1, false),
            (1, 1, FIELD_BYTES_MAX + 1, false),
        ] {
            let head = ClearedHead {
                office: "x".repeat(office),
                ..head.clone()
            };
            let cleared = ClearedRound {
                agreed: identity::Hash32([7; 32]),
                place: "x".repeat(place),
                heads: vec![head; heads],
            };
            assert_eq!(cleared.fits(), fits, "{heads} {office} {place}");
        }
    }
}
