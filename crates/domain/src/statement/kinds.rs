//! What each kind of release has to say, may say and doesn't say: one table.

use minicbor::{Decode, Encode};

use crate::{Noun, Release, ReleaseKind, terms::numbered};

numbered!(
    /// What a release is about. The subject's id is always a record's subject.
    Topic {
        Contact = 0 "contact",
        Round = 1 "round",
        Paper = 2 "paper",
        Track = 3 "track",
        /// Something that stays within the side, of which the release makes a sentence public.
        InternalMatter = 4 "internal-matter",
        /// What somebody holds who isn't on this line: an alliance, a third state.
        OtherParty = 5 "other-party",
    }
);

impl Topic {
    /// The noun of its subject; `None`: of any noun.
    pub fn noun(self) -> Option<Noun> {
        match self {
            Self::Contact => Some(Noun::Contact),
            Self::Round => Some(Noun::Round),
            Self::Paper => Some(Noun::Paper),
            Self::Track => Some(Noun::Track),
            Self::InternalMatter | Self::OtherParty => None,
        }
    }
}

/// Whether a part belongs to a kind of release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Wanted,
    Allowed,
    Refused,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindRules {
    /// The name of an earlier release.
    pub about: Part,
    /// The question that is answered.
    pub question: Part,
    /// Facts of any sort.
    pub facts: Part,
    /// How long it lasted, which nobody knows beforehand.
    pub duration: Part,
    pub promise: Part,
    pub picture: Part,
    pub topics: &'static [Topic],
}

/// Why a release isn't of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    #[error("a release of the kind {0} has no {1}")]
    Refused(ReleaseKind, &'static str),
    #[error("a release of the kind {0} wants its {1}")]
    Wanted(ReleaseKind, &'static str),
    #[error("a release of the kind {0} isn't about the topic {1}")]
    Topic(ReleaseKind, Topic),
    #[error("a release about the topic other-party names the party, and no other does")]
    Party,
    #[error("a round's facts are claimed of a round that is named")]
    NoRound,
}

impl ReleaseKind {
    pub fn rules(self) -> KindRules {
        use Part::{Allowed, Refused, Wanted};
        let rules = KindRules {
            about: Refused,
            question: Refused,
            facts: Allowed,
            duration: Allowed,
            promise: Allowed,
            picture: Allowed,
            topics: Topic::ALL,
        };
        match self {
            Self::Statement => rules,
            Self::Announcement => KindRules {
                duration: Refused,
                topics: &[Topic::Contact, Topic::Round, Topic::Track],
                ..rules
            },
            Self::Answer => KindRules {
                question: Wanted,
                ..rules
            },
            Self::Readout => KindRules {
                promise: Refused,
                topics: &[Topic::Contact, Topic::Round],
                ..rules
            },
            // It holds until the facts are in.
            Self::HoldingLine => KindRules {
                facts: Refused,
                duration: Refused,
                picture: Refused,
                ..rules
            },
            Self::Correction => KindRules {
                about: Wanted,
                ..rules
            },
            Self::Withdrawal => KindRules {
                about: Wanted,
                facts: Refused,
                duration: Refused,
                promise: Refused,
                picture: Refused,
                ..rules
            },
            Self::JointStatement => KindRules {
                facts: Refused,
                duration: Refused,
                promise: Refused,
                picture: Refused,
                topics: &[Topic::Contact],
                ..rules
            },
        }
    }
}

impl Release {
    /// What it is about; a contact where nothing else is named.
    pub fn topic(&self) -> Topic {
        self.topic.unwrap_or(Topic::Contact)
    }

    /// Whether it has what its kind wants, and nothing that its kind hasn't.
    pub fn check_kind(&self) -> Result<(), KindError> {
        let rules = self.kind.rules();
        for (part, rule, is_there) in [
            ("earlier release", rules.about, self.about.is_some()),
            ("question", rules.question, self.question.is_some()),
            ("claimed fact", rules.facts, self.claims_anything()),
            (
                "duration",
                rules.duration,
                self.facts.duration_min.is_some(),
            ),
            ("promise", rules.promise, self.promises.is_some()),
            ("picture", rules.picture, self.picture.is_some()),
        ] {
            match (rule, is_there) {
                (Part::Wanted, false) => return Err(KindError::Wanted(self.kind, part)),
                (Part::Refused, true) => return Err(KindError::Refused(self.kind, part)),
                (Part::Wanted, true) | (Part::Refused, false) | (Part::Allowed, _) => {}
            }
        }
        let topic = self.topic();
        if !rules.topics.contains(&topic) {
            return Err(KindError::Topic(self.kind, topic));
        }
        if (topic == Topic::OtherParty) != self.party.is_some() {
            return Err(KindError::Party);
        }
        if self.round.as_ref().is_some_and(|round| round.is_silent()) {
            return Err(KindError::NoRound);
        }
        Ok(())
    }

    /// Whether any fact is claimed, of a contact, of a round or of others' position.
    pub fn claims_anything(&self) -> bool {
        self.facts != crate::ClaimedFacts::default()
            || self.round.is_some()
            || self.position.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ClaimedFacts, Medium, Picture, PictureKind, PromisedRelease, RoundClaims, SubjectId,
    };
    use identity::{Hash32, SideId};

    fn silent() -> Release {
        Release::new(ReleaseKind::Statement, SideId([1; 16]), SubjectId([3; 16]))
    }

    /// What of each part a kind takes: `!` wanted, `+` allowed, `-` refused.
    fn row(kind: ReleaseKind) -> String {
        let sign = |rule| match rule {
            Part::Wanted => '!',
            Part::Allowed => '+',
            Part::Refused => '-',
        };
        let rules = kind.rules();
        let parts = [
            rules.about,
            rules.question,
            rules.facts,
            rules.duration,
            rules.promise,
            rules.picture,
        ];
        let topics: Vec<&str> = rules.topics.iter().map(|topic| topic.name()).collect();
        let topics = match rules.topics == Topic::ALL {
            true => "any".to_owned(),
            false => topics.join(" "),
        };
        format!(
            "{kind} {} {topics}",
            parts.map(sign).iter().collect::<String>()
        )
    }

    #[test]
    fn the_table_is_as_written() {
        let rows: Vec<String> = ReleaseKind::ALL.iter().map(|kind| row(*kind)).collect();
        assert_eq!(
            rows,
            [
                "statement --++++ any",
                "readout --++-+ contact round",
                "correction !-++++ any",
                "withdrawal !----- any",
                "joint-statement ------ contact",
                "announcement --+-++ contact round track",
                "answer -!++++ any",
                "holding-line ----+- any",
            ]
        );
    }

    /// Each kind with each part there and not: refused exactly where the table says so.
    #[test]
    fn a_release_has_the_parts_of_its_kind() {
        type Fill = fn(&mut Release);
        type Row = (Fill, fn(&KindRules) -> Part);
        let parts: [Row; 7] = [
            (
                |one| one.about = Some("readout-0".into()),
                |rules| rules.about,
            ),
            (
                |one| one.question = Some("Who?".into()),
                |rules| rules.question,
            ),
            (
                |one| one.facts.medium = Some(Medium::PhoneCall),
                |rules| rules.facts,
            ),
            (
                |one| {
                    one.round = Some(RoundClaims {
                        place: Some("Geneva".into()),
                        ..RoundClaims::of(SubjectId([4; 16]))
                    })
                },
                |rules| rules.facts,
            ),
            (
                |one| one.facts.duration_min = Some(50),
                // A duration is a fact too.
                |rules| match rules.facts {
                    Part::Refused => Part::Refused,
                    Part::Allowed | Part::Wanted => rules.duration,
                },
            ),
            (
                |one| {
                    one.promises = Some(PromisedRelease {
                        by_unix_ms: 0,
                        office: None,
                    })
                },
                |rules| rules.promise,
            ),
            (
                |one| {
                    one.picture = Some(Picture {
                        hash: Hash32([1; 32]),
                        kind: PictureKind::Png,
                        bytes: 1,
                        source: "s".into(),
                        alt: "a".into(),
                    })
                },
                |rules| rules.picture,
            ),
        ];
        for kind in ReleaseKind::ALL {
            let rules = kind.rules();
            let mut whole = Release {
                kind: *kind,
                ..silent()
            };
            if rules.about == Part::Wanted {
                whole.about = Some("readout-0".into());
            }
            if rules.question == Part::Wanted {
                whole.question = Some("Who?".into());
            }
            assert_eq!(whole.check_kind(), Ok(()), "{kind}");
            for (at, (fill, rule)) in parts.iter().enumerate() {
                let mut with = whole.clone();
                fill(&mut with);
                let refused = rule(&rules) == Part::Refused;
                assert_eq!(with.check_kind().is_err(), refused, "{kind}, part {at}");
            }
            for (about, question) in [(true, false), (false, true)] {
                let mut without = whole.clone();
                without.about = without.about.filter(|_| !about);
                without.question = without.question.filter(|_| !question);
                let lacks = about && rules.about == Part::Wanted
                    || question && rules.question == Part::Wanted;
                assert_eq!(without.check_kind().is_err(), lacks, "{kind}");
            }
        }
    }

    #[test]
    fn a_topic_belongs_to_its_kinds_and_a_party_to_its_topic() {
        for kind in ReleaseKind::ALL {
            let rules = kind.rules();
            for topic in Topic::ALL {
                for named in [false, true] {
                    let release = Release {
                        kind: *kind,
                        topic: Some(*topic),
                        party: named.then(|| "the alliance".into()),
                        about: (rules.about == Part::Wanted).then(|| "readout-0".into()),
                        question: (rules.question == Part::Wanted).then(|| "Who?".into()),
                        ..silent()
                    };
                    let right =
                        rules.topics.contains(topic) && named == (*topic == Topic::OtherParty);
                    assert_eq!(
                        release.check_kind().is_ok(),
                        right,
                        "{kind} {topic} {named}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_round_of_which_nothing_is_claimed_isn_t_named() {
        let release = Release {
            round: Some(RoundClaims::of(SubjectId([4; 16]))),
            facts: ClaimedFacts::default(),
            ..silent()
        };
        assert_eq!(release.check_kind(), Err(KindError::NoRound));
    }
}
