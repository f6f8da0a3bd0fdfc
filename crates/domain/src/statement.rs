//! What is told the public: readouts and statements with the facts they claim, and promises of them.

use identity::SideId;
use minicbor::{Decode, Encode};

use crate::{FIELD_BYTES_MAX, Initiative, LIST_MAX, Medium, SubjectId, terms::numbered};

numbered!(
    /// What kind of text a release is.
    ReleaseKind {
        Statement = 0 "statement",
        Readout = 1 "readout",
        Correction = 2 "correction",
        Withdrawal = 3 "withdrawal",
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
    }
);

/// Facts claimed in a structured part; `None`: the text is silent about it.
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
}

/// The same facts as they were signed: from agreed terms, and from what both nodes attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedFacts {
    pub proposed_by: SideId,
    pub recipient: SideId,
    pub initiative: Initiative,
    pub medium: Medium,
    pub planned_start_unix_ms: i64,
    /// Floor's opening, once attested.
    pub started_unix_ms: Option<i64>,
    pub lasted_min: Option<u32>,
}

/// A claim that differs from what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub fact: FactName,
    pub claimed: String,
    pub signed: String,
}

/// A start said within this of the signed one agrees with it.
const START_TOLERANCE_MS: u64 = 5 * 60 * 1_000;
/// A duration said within this of the attested one agrees with it.
const DURATION_TOLERANCE_MIN: u32 = 5;

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
    let signed_initiative = match signed.initiative {
        Initiative::Proposer => Some(signed.proposed_by),
        Initiative::Recipient => Some(signed.recipient),
        Initiative::Mutual | Initiative::Unstated => None,
    };
    let said = match (claimed.mutual, claimed.initiative_of) {
        (true, _) => Some(format!("{}", Initiative::Mutual)),
        (false, Some(side)) => Some(side.to_string()),
        (false, None) => None,
    };
    let agrees = match (claimed.mutual, claimed.initiative_of) {
        (true, _) => signed.initiative == Initiative::Mutual,
        (false, Some(side)) => signed_initiative == Some(side),
        (false, None) => true,
    };
    if let (Some(said), false) = (said, agrees) {
        let stands = signed_initiative
            .map_or_else(|| signed.initiative.to_string(), |side| side.to_string());
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
    conflicts
}

/// A text for the public: drafted sealed, approved by a second person, released under the press key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Release {
    #[n(0)]
    pub kind: ReleaseKind,
    #[n(1)]
    pub side: SideId,
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
    /// The statement promises a readout by this time.
    #[n(9)]
    pub promises_by_unix_ms: Option<i64>,
    /// What a correction or withdrawal is about: the permalink's name.
    #[n(10)]
    pub about: Option<String>,
    /// Why a contradiction with what was signed is released all the same.
    #[n(11)]
    pub contradiction_reason: Option<String>,
    /// Languages of the text.
    #[n(12)]
    pub languages: Vec<String>,
}

/// Longest text of a release: a quarter of a record.
const TEXT_BYTES_MAX: usize = 16 * 1024;

impl Release {
    pub fn fits(&self) -> bool {
        let short = [&self.office, &self.title];
        self.text.len() <= TEXT_BYTES_MAX
            && short.iter().all(|text| text.len() <= FIELD_BYTES_MAX)
            && self.languages.len() <= LIST_MAX
            && self
                .about
                .iter()
                .chain(&self.contradiction_reason)
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
            initiative: Initiative::Proposer,
            medium: Medium::PhoneCall,
            planned_start_unix_ms: 1_000_000,
            started_unix_ms: Some(1_000_500),
            lasted_min: Some(50),
        }
    }

    fn check(claimed: ClaimedFacts, initiative: Initiative) -> Vec<FactName> {
        let signed = SignedFacts {
            initiative,
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
