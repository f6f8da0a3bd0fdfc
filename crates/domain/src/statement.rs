//! What is told the public: readouts and statements with the facts they claim, and promises of them.

mod kinds;
mod picture;
mod round_claims;

use identity::SideId;
use minicbor::{Decode, Encode};

use crate::{
    ClaimedPosition, Contact, FIELD_BYTES_MAX, Initiative, LIST_MAX, Medium, NodeFacts, PublicPart,
    RecordId, SubjectId, TEXT_BYTES_MAX, terms::numbered,
};
pub use kinds::{KindError, KindRules, Part, Topic};
pub use picture::{Picture, PictureKind};
pub(crate) use round_claims::plain;
pub use round_claims::{
    ClearedHead, ClearedRound, ComparedRound, LocalDate, OtherDate, RoundClaims, SignedRound,
    check_round,
};

numbered!(
    /// What kind of text a release is.
    ReleaseKind {
        Statement = 0 "statement",
        Readout = 1 "readout",
        Correction = 2 "correction",
        Withdrawal = 3 "withdrawal",
        /// A text that both sides signed and each releases.
        JointStatement = 4 "joint-statement",
        /// Of what is to come.
        Announcement = 5 "announcement",
        /// To a question that was asked.
        Answer = 6 "answer",
        /// What is said while the facts come in.
        HoldingLine = 7 "holding-line",
    }
);
numbered!(
    /// Where a statement is made.
    Occasion { Briefing = 0 "briefing", Answer = 1 "answer", Release = 2 "release", Interview = 3 "interview" }
);
numbered!(
    /// A fact that a text can claim.
    FactName {
        Initiative = 0 "initiative",
        Medium = 1 "medium",
        Start = 2 "start",
        Duration = 3 "duration",
        PublicPart = 4 "public-part",
        /// Of a round, as all that follows.
        Place = 5 "place",
        Date = 6 "date",
        /// Whether another date is possible.
        OtherDate = 7 "other-date",
        OwnHead = 8 "own-head",
        OtherHead = 9 "other-head",
        PrecededBy = 10 "preceded-by",
        Purpose = 11 "purpose",
    }
);

/// Facts of a contact, claimed in a structured part; `None`: the text is silent about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub struct ClaimedFacts {
    /// The side whose initiative it is said to be; `Some(None)` can't be said: silence is silence.
    #[n(0)]
    pub initiative_of: Option<SideId>,
    /// "By mutual agreement."
    #[n(1)]
    pub mutual: bool,
    #[n(2)]
    pub medium: Option<Medium>,
    #[n(3)]
    pub start_unix_ms: Option<i64>,
    #[n(4)]
    pub duration_min: Option<u32>,
    /// "No public part" is a claim too.
    #[n(5)]
    pub public_part: Option<PublicPart>,
}

impl ClaimedFacts {
    /// Whether the text says whose initiative it was, which only readers of the terms can check.
    pub fn claims_initiative(&self) -> bool {
        self.mutual || self.initiative_of.is_some()
    }
}

/// The same facts as they were signed: from agreed terms, and from what both nodes attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedFacts {
    pub proposed_by: SideId,
    pub recipient: SideId,
    /// `None` where the terms can't be read: a node is blind to it.
    pub initiative: Option<Initiative>,
    pub medium: Medium,
    pub public_part: PublicPart,
    pub planned_start_unix_ms: i64,
    /// Floor's opening, once attested.
    pub started_unix_ms: Option<i64>,
    pub lasted_min: Option<u32>,
}

impl SignedFacts {
    /// From a contact's agreed terms as far as nodes are told them, and from what both attested.
    pub fn of(
        contact: &Contact,
        recipient: SideId,
        facts: &NodeFacts,
        initiative: Option<Initiative>,
    ) -> Self {
        let started = contact.attested_start_unix_ms();
        let ended = contact.attested_end_unix_ms();
        let lasted_min = started.zip(ended).map(|(from, to)| {
            let minutes = to.saturating_sub(from).max(0) / 60_000;
            u32::try_from(minutes).unwrap_or(u32::MAX)
        });
        Self {
            proposed_by: contact.proposed_by,
            recipient,
            initiative,
            medium: facts.medium,
            public_part: facts.public_part,
            planned_start_unix_ms: facts.start_unix_ms,
            started_unix_ms: started,
            lasted_min,
        }
    }
}

/// A claim that differs from what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub fact: FactName,
    pub claimed: String,
    pub signed: String,
}

/// A start said within this of the signed one agrees with it.
pub(crate) const START_TOLERANCE_MS: u64 = 5 * 60 * 1_000;
/// A duration said within this of the attested one agrees with it.
pub(crate) const DURATION_TOLERANCE_MIN: u32 = 5;

/// Compares claims with what was signed; each difference is told.
pub fn check_facts(claimed: &ClaimedFacts, signed: &SignedFacts) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    let mut differ = |fact, claimed: String, signed: String| {
        conflicts.push(Conflict {
            fact,
            claimed,
            signed,
        })
    };
    if let Some((said, stands)) = initiative_differs(claimed, signed) {
        differ(FactName::Initiative, said, stands);
    }
    if let Some(medium) = claimed.medium.filter(|medium| *medium != signed.medium) {
        differ(
            FactName::Medium,
            medium.to_string(),
            signed.medium.to_string(),
        );
    }
    if let Some(start) = claimed.start_unix_ms {
        let stands = signed
            .started_unix_ms
            .unwrap_or(signed.planned_start_unix_ms);
        let near = start.abs_diff(stands) <= START_TOLERANCE_MS
            || start.abs_diff(signed.planned_start_unix_ms) <= START_TOLERANCE_MS;
        if !near {
            differ(FactName::Start, start.to_string(), stands.to_string());
        }
    }
    if let (Some(said), Some(lasted)) = (claimed.duration_min, signed.lasted_min)
        && said.abs_diff(lasted) > DURATION_TOLERANCE_MIN
    {
        differ(
            FactName::Duration,
            format!("{said} min"),
            format!("{lasted} min"),
        );
    }
    if let Some(part) = claimed
        .public_part
        .filter(|part| *part != signed.public_part)
    {
        differ(
            FactName::PublicPart,
            part.to_string(),
            signed.public_part.to_string(),
        );
    }
    conflicts
}

/// What is said and what stands, where they differ.
fn initiative_differs(claimed: &ClaimedFacts, signed: &SignedFacts) -> Option<(String, String)> {
    let initiative = signed.initiative?;
    let signed_side = match initiative {
        Initiative::Proposer => Some(signed.proposed_by),
        Initiative::Recipient => Some(signed.recipient),
        Initiative::Mutual | Initiative::Unstated => None,
    };
    let (said, agrees) = match (claimed.mutual, claimed.initiative_of) {
        (true, _) => (
            Initiative::Mutual.to_string(),
            initiative == Initiative::Mutual,
        ),
        (false, Some(side)) => (side.to_string(), signed_side == Some(side)),
        (false, None) => return None,
    };
    let stands = signed_side.map_or_else(|| initiative.to_string(), |side| side.to_string());
    (!agrees).then_some((said, stands))
}

/// A text for the public: drafted sealed, approved by a second person, released under the press key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Release {
    #[n(0)]
    pub kind: ReleaseKind,
    #[n(1)]
    pub side: SideId,
    /// What it is about: a contact where no other topic is named; of a joint statement, that itself.
    #[n(2)]
    pub contact: SubjectId,
    /// Such as "press service of the leader".
    #[n(3)]
    pub office: String,
    #[n(4)]
    pub occasion: Occasion,
    #[n(5)]
    pub title: String,
    #[n(6)]
    pub text: String,
    #[n(7)]
    pub facts: ClaimedFacts,
    #[n(8)]
    pub embargo_unix_ms: Option<i64>,
    /// The statement promises a readout.
    #[n(9)]
    pub promises: Option<PromisedRelease>,
    /// What a correction or withdrawal is about: the permalink's name.
    #[n(10)]
    pub about: Option<String>,
    /// Languages of the text.
    #[n(11)]
    pub languages: Vec<String>,
    /// `None`: a contact.
    #[n(12)]
    pub topic: Option<Topic>,
    /// Whose position it is about, where that party isn't on this line.
    #[n(13)]
    pub party: Option<String>,
    /// What was asked.
    #[n(14)]
    pub question: Option<String>,
    #[n(15)]
    pub round: Option<RoundClaims>,
    #[n(16)]
    pub picture: Option<Picture>,
    /// What it says of others' position. No node can check it: what is known of it is sealed.
    #[n(17)]
    pub position: Option<ClaimedPosition>,
}

/// A message about the contact that a statement says will come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PromisedRelease {
    #[n(0)]
    pub by_unix_ms: i64,
    /// The office that is to release it; `None`: any of the side.
    #[n(1)]
    pub office: Option<String>,
}

/// What a second person's approval says of a draft's facts: open to the own node, which looks at it
/// again before the release. The reason stays sealed to the press beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Approval {
    /// The agreed terms with which the approver's device compared the claims.
    #[n(0)]
    pub compared: Option<RecordId>,
    /// Contradictions that the approver confirmed, in the order of the facts.
    #[n(1)]
    pub conflicts: Vec<FactName>,
    /// Where a round's facts are claimed: with what they were compared.
    #[n(2)]
    pub round: Option<ComparedRound>,
}

/// What is sealed to the press in an approval of a text that contradicts the signed terms.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Contradiction {
    #[n(0)]
    pub reason: String,
}

impl Release {
    /// Without a word yet.
    pub fn new(kind: ReleaseKind, side: SideId, subject: SubjectId) -> Self {
        Self {
            kind,
            side,
            contact: subject,
            office: String::new(),
            occasion: Occasion::Release,
            title: String::new(),
            text: String::new(),
            facts: ClaimedFacts::default(),
            embargo_unix_ms: None,
            promises: None,
            about: None,
            languages: Vec::new(),
            topic: None,
            party: None,
            question: None,
            round: None,
            picture: None,
            position: None,
        }
    }

    pub fn fits(&self) -> bool {
        let promised = self.promises.as_ref().and_then(|one| one.office.as_ref());
        let short = [&self.office, &self.title].into_iter();
        let short = short.chain(&self.about).chain(promised);
        let short = short.chain(&self.party).chain(&self.question);
        let of_round = self.round.iter().flat_map(RoundClaims::texts);
        let short = short.chain(of_round.map(|(_, text)| text));
        self.text.len() <= TEXT_BYTES_MAX
            && self.languages.len() <= LIST_MAX
            && self.position.iter().all(ClaimedPosition::fits)
            && self.picture.as_ref().is_none_or(Picture::fits)
            && short
                .chain(&self.languages)
                .all(|text| text.len() <= FIELD_BYTES_MAX)
    }
}

/// A release that was promised in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    pub by_unix_ms: i64,
    pub kept_unix_ms: Option<i64>,
}

numbered!(
    /// How a promise stands.
    PromiseState { Due = 0 "due", Overdue = 1 "overdue", Kept = 2 "kept" }
);

pub fn promise_state(promise: &Promise, now_unix_ms: i64) -> PromiseState {
    match promise.kept_unix_ms {
        Some(_) => PromiseState::Kept,
        None if now_unix_ms > promise.by_unix_ms => PromiseState::Overdue,
        None => PromiseState::Due,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORTH: SideId = SideId([1; 16]);
    const SOUTH: SideId = SideId([2; 16]);

    fn signed() -> SignedFacts {
        SignedFacts {
            proposed_by: NORTH,
            recipient: SOUTH,
            initiative: Some(Initiative::Proposer),
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            planned_start_unix_ms: 1_000_000,
            started_unix_ms: Some(1_000_500),
            lasted_min: Some(50),
        }
    }

    fn check(claimed: ClaimedFacts, initiative: Initiative) -> Vec<FactName> {
        let signed = SignedFacts {
            initiative: Some(initiative),
            ..signed()
        };
        check_facts(&claimed, &signed)
            .into_iter()
            .map(|conflict| conflict.fact)
            .collect()
    }

    #[test]
    fn initiative_is_claimed_confirmed_or_disputed() {
        let of = |side| ClaimedFacts {
            initiative_of: Some(side),
            ..ClaimedFacts::default()
        };
        let mutual = ClaimedFacts {
            mutual: true,
            ..ClaimedFacts::default()
        };
        for (claimed, initiative, conflicts) in [
            (of(NORTH), Initiative::Proposer, false),
            (of(SOUTH), Initiative::Proposer, true),
            (of(SOUTH), Initiative::Recipient, false),
            (of(NORTH), Initiative::Mutual, true),
            (of(NORTH), Initiative::Unstated, true),
            (mutual, Initiative::Mutual, false),
            (mutual, Initiative::Proposer, true),
            (ClaimedFacts::default(), Initiative::Proposer, false),
        ] {
            assert_eq!(
                !check(claimed, initiative).is_empty(),
                conflicts,
                "{claimed:?} {initiative}"
            );
        }
    }

    #[test]
    fn medium_start_and_duration_are_compared() {
        let claim = ClaimedFacts {
            medium: Some(Medium::VideoConference),
            ..ClaimedFacts::default()
        };
        assert_eq!(check(claim, Initiative::Proposer), [FactName::Medium]);
        for (away_ms, conflicts) in [
            (START_TOLERANCE_MS - 1, false),
            (START_TOLERANCE_MS, false),
            (START_TOLERANCE_MS + 501, true),
        ] {
            let claim = ClaimedFacts {
                start_unix_ms: Some(1_000_000 + away_ms.cast_signed()),
                ..ClaimedFacts::default()
            };
            assert_eq!(
                !check(claim, Initiative::Proposer).is_empty(),
                conflicts,
                "{away_ms}"
            );
        }
        for (minutes, conflicts) in [
            (54, false),
            (55, false),
            (56, true),
            (45, false),
            (44, true),
        ] {
            let claim = ClaimedFacts {
                duration_min: Some(minutes),
                ..ClaimedFacts::default()
            };
            assert_eq!(
                !check(claim, Initiative::Proposer).is_empty(),
                conflicts,
                "{minutes}"
            );
        }
    }

    /// A call that began late: the planned start may be said as well as the real one, none between.
    #[test]
    fn a_start_is_near_the_planned_or_the_real_one() {
        const MINUTE_MS: i64 = 60_000;
        let late = SignedFacts {
            planned_start_unix_ms: 0,
            started_unix_ms: Some(30 * MINUTE_MS),
            ..signed()
        };
        let unattested = SignedFacts {
            started_unix_ms: None,
            ..late
        };
        for (start, conflicts, unattested_conflicts) in [
            (-5 * MINUTE_MS - 1, true, true),
            (-5 * MINUTE_MS, false, false),
            (5 * MINUTE_MS, false, false),
            (5 * MINUTE_MS + 1, true, true),
            (25 * MINUTE_MS - 1, true, true),
            (25 * MINUTE_MS, false, true),
            (35 * MINUTE_MS, false, true),
            (35 * MINUTE_MS + 1, true, true),
        ] {
            let claim = ClaimedFacts {
                start_unix_ms: Some(start),
                ..ClaimedFacts::default()
            };
            let differs = |signed| !check_facts(&claim, signed).is_empty();
            assert_eq!(differs(&late), conflicts, "{start}");
            assert_eq!(differs(&unattested), unattested_conflicts, "{start}");
        }
    }

    #[test]
    fn a_conflict_says_what_was_claimed_and_what_was_signed() {
        let claim = ClaimedFacts {
            initiative_of: Some(SOUTH),
            duration_min: Some(90),
            start_unix_ms: Some(9_000_000),
            ..ClaimedFacts::default()
        };
        let told: Vec<(String, String)> = check_facts(&claim, &signed())
            .into_iter()
            .map(|conflict| (conflict.claimed, conflict.signed))
            .collect();
        let pair = |said: &str, stands: &str| (said.to_owned(), stands.to_owned());
        assert_eq!(
            told,
            [
                (SOUTH.to_string(), NORTH.to_string()),
                pair("9000000", "1000500"),
                pair("90 min", "50 min"),
            ]
        );
    }

    #[test]
    fn an_initiative_is_claimed_for_a_side_or_for_both() {
        for (initiative_of, mutual, claims) in [
            (None, false, false),
            (Some(NORTH), false, true),
            (None, true, true),
            (Some(NORTH), true, true),
        ] {
            let claim = ClaimedFacts {
                initiative_of,
                mutual,
                ..ClaimedFacts::default()
            };
            assert_eq!(claim.claims_initiative(), claims, "{claim:?}");
        }
    }

    fn release(kind: ReleaseKind) -> Release {
        Release::new(kind, NORTH, SubjectId([3; 16]))
    }

    #[test]
    fn each_part_of_a_release_has_its_longest() {
        type Fill = fn(&mut Release, String);
        let parts: [(usize, Fill); 10] = [
            (16_384, |release, text| release.text = text),
            (FIELD_BYTES_MAX, |release, text| release.office = text),
            (FIELD_BYTES_MAX, |release, text| release.title = text),
            (FIELD_BYTES_MAX, |release, text| release.about = Some(text)),
            (FIELD_BYTES_MAX, |release, text| {
                release.promises = Some(PromisedRelease {
                    by_unix_ms: 0,
                    office: Some(text),
                })
            }),
            (FIELD_BYTES_MAX, |release, text| {
                release.languages = vec!["en".into(), text]
            }),
            (FIELD_BYTES_MAX, |release, text| release.party = Some(text)),
            (FIELD_BYTES_MAX, |release, text| {
                release.question = Some(text)
            }),
            (FIELD_BYTES_MAX, |release, text| {
                release.round = Some(RoundClaims {
                    place: Some(text),
                    ..RoundClaims::of(SubjectId([4; 16]))
                })
            }),
            (FIELD_BYTES_MAX, |release, text| {
                release.round = Some(RoundClaims {
                    purpose: Some(text),
                    ..RoundClaims::of(SubjectId([4; 16]))
                })
            }),
        ];
        for (part, (max, fill)) in parts.into_iter().enumerate() {
            for (length, fits) in [(max - 1, true), (max, true), (max + 1, false)] {
                let mut release = release(ReleaseKind::Readout);
                fill(&mut release, "x".repeat(length));
                assert_eq!(release.fits(), fits, "part {part} of {length} bytes");
            }
        }
        for (count, fits) in [
            (LIST_MAX - 1, true),
            (LIST_MAX, true),
            (LIST_MAX + 1, false),
        ] {
            let release = Release {
                languages: vec!["en".into(); count],
                ..release(ReleaseKind::Readout)
            };
            assert_eq!(release.fits(), fits, "{count} languages");
            let of = vec!["the alliance".into(); count];
            let line = crate::CommonLine::None;
            let release = Release {
                position: Some(ClaimedPosition { of, line }),
                languages: Vec::new(),
                ..release
            };
            assert_eq!(release.fits(), fits, "of {count} coalitions");
        }
    }

    #[test]
    fn a_public_part_is_claimed_like_anything_else() {
        for (part, conflicts) in [(PublicPart::None, false), (PublicPart::Opening, true)] {
            let claim = ClaimedFacts {
                public_part: Some(part),
                ..ClaimedFacts::default()
            };
            let found = check(claim, Initiative::Proposer);
            assert_eq!(found == [FactName::PublicPart], conflicts, "{part}");
            assert_eq!(found.is_empty(), !conflicts, "{part}");
        }
    }

    #[test]
    fn who_cant_read_the_terms_says_nothing_of_the_initiative() {
        let blind = SignedFacts {
            initiative: None,
            ..signed()
        };
        let claim = ClaimedFacts {
            initiative_of: Some(SOUTH),
            medium: Some(Medium::VideoConference),
            ..ClaimedFacts::default()
        };
        let found: Vec<FactName> = check_facts(&claim, &blind)
            .into_iter()
            .map(|conflict| conflict.fact)
            .collect();
        assert_eq!(found, [FactName::Medium]);
    }

    #[test]
    fn a_start_at_the_end_of_time_is_a_conflict_like_any_other() {
        for start in [i64::MIN, i64::MAX] {
            let claim = ClaimedFacts {
                start_unix_ms: Some(start),
                ..ClaimedFacts::default()
            };
            assert_eq!(check(claim, Initiative::Proposer), [FactName::Start]);
        }
    }

    #[test]
    fn a_promise_is_due_overdue_or_kept() {
        let open = Promise {
            by_unix_ms: 100,
            kept_unix_ms: None,
        };
        assert_eq!(promise_state(&open, 100), PromiseState::Due);
        assert_eq!(promise_state(&open, 101), PromiseState::Overdue);
        let kept = Promise {
            kept_unix_ms: Some(90),
            ..open
        };
        assert_eq!(promise_state(&kept, 500), PromiseState::Kept);
    }
}
