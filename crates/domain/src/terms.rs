//! Terms of a contact: what both sides sign.

use identity::SideId;
use jiff::Timestamp;
use minicbor::{Decode, Encode};

use crate::{DURATION_MIN_MAX, FIELD_BYTES_MAX, NodeFacts, local_in, tz_version};

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
        #[cbor(index_only)]
        pub enum $name { $($(#[$vdoc])* #[n($number)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.name())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|value| value.name() == text).ok_or_else(|| {
                    let all: Vec<&str> = Self::ALL.iter().map(|value| value.name()).collect();
                    format!("it is one of {}", all.join(", "))
                })
            }
        }
    };
}
pub(crate) use numbered;

numbered!(
    /// How a contact is held; enforced by device, own node and other node.
    Medium { PhoneCall = 1 "phone-call", VideoConference = 2 "videoconference" }
);
numbered!(
    /// Whether a pool sees the opening.
    PublicPart { None = 0 "none", Opening = 1 "opening" }
);
numbered!(
    /// Whose initiative the contact is said to be.
    Initiative {
        Unstated = 0 "unstated",
        /// Of the side that proposed.
        Proposer = 1 "proposer",
        /// Of the side that was asked.
        Recipient = 2 "recipient",
        Mutual = 3 "mutual",
    }
);
numbered!(
    /// Who interprets, and how.
    Format { NoInterpreters = 0 "no-interpreters", Consecutive = 1 "consecutive" }
);

impl Medium {
    /// A phone call has no public part unless one is agreed expressly.
    pub fn usual_public_part(self) -> PublicPart {
        match self {
            Self::PhoneCall => PublicPart::None,
            Self::VideoConference => PublicPart::Opening,
        }
    }
}

/// One side's local reading of the start.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LocalStart {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub zone: String,
    #[n(2)]
    pub civil: String,
}

/// What is agreed; sealed to the staff of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Terms {
    #[n(0)]
    pub start_unix_ms: i64,
    /// The proposing side's reading first.
    #[n(1)]
    pub local: Vec<LocalStart>,
    #[n(2)]
    pub tz_version: String,
    #[n(3)]
    pub duration_min: u32,
    #[n(4)]
    pub medium: Medium,
    #[n(5)]
    pub public_part: PublicPart,
    #[n(6)]
    pub initiative: Initiative,
    #[n(7)]
    pub languages: Vec<String>,
    #[n(8)]
    pub format: Format,
    /// Repeats of voice frames: 2, or 4 on bad links.
    #[n(9)]
    pub voice_depth: u8,
}

/// Why terms can't be proposed or accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    #[error("a contact lasts 1 to {DURATION_MIN_MAX} minutes, not {0}")]
    Duration(u32),
    #[error("terms name both sides' local start, not {0}")]
    Locals(usize),
    #[error("the local start in {zone} reads {read}, but the start is {is} there (database {db})")]
    LocalDiffers {
        zone: String,
        read: String,
        is: String,
        db: &'static str,
    },
    #[error("{0}")]
    Zone(#[from] crate::CivilTimeError),
    #[error("the start isn't a date that calendars know")]
    Start,
    #[error("a text of the terms is too long, or there are too many")]
    Field,
    #[error("voice frames are repeated 2 or 4 times, not {0}")]
    Depth(u8),
    #[error("what the nodes are told differs from the sealed terms")]
    NodeFactsDiffer,
}

/// Languages a contact may name.
const LANGUAGES_MAX: usize = 8;
/// Longest name of a time zone (the longest of IANA's has 32 bytes).
const ZONE_BYTES_MAX: usize = 64;
/// Longest local reading of a start: that of a database which isn't here is shown as it is.
const CIVIL_BYTES_MAX: usize = 32;

/// Bytes of every sealed voice packet at a depth: SFrame header and tag, lengths and frames of 60
/// bytes. One size for the whole call; nodes check it without a key.
pub const fn voice_packet_bytes(depth: u8) -> u16 {
    7 + 1 + (depth as u16 + 1) * (1 + 60) + 16
}

/// What clocks in each of the zones show at a moment.
pub(crate) fn locals_at(
    at: Timestamp,
    zones: &[(SideId, &str)],
) -> Result<Vec<LocalStart>, TermsError> {
    zones
        .iter()
        .map(|(side, zone)| {
            let local = local_in(at, zone)?;
            Ok(LocalStart {
                side: *side,
                zone: local.zone,
                civil: local.civil,
            })
        })
        .collect()
}

impl Terms {
    pub fn start(&self) -> Result<Timestamp, TermsError> {
        Timestamp::from_millisecond(self.start_unix_ms).map_err(|_| TermsError::Start)
    }

    /// The part that nodes need to route, ring and enforce.
    pub fn node_facts(&self) -> NodeFacts {
        NodeFacts {
            start_unix_ms: self.start_unix_ms,
            duration_min: self.duration_min,
            medium: self.medium,
            public_part: self.public_part,
            voice_depth: self.voice_depth,
        }
    }

    /// Fills in what both capitals' clocks show.
    pub fn with_locals(mut self, zones: &[(SideId, &str)]) -> Result<Self, TermsError> {
        self.local = locals_at(self.start()?, zones)?;
        self.tz_version = tz_version().to_owned();
        Ok(self)
    }

    /// Whether these terms are whole, and say the same to nodes and people.
    ///
    /// Civil readings are compared only where this program has the database that the terms name;
    /// with another one the instant decides and the reader is shown both.
    pub fn check(&self, told: &NodeFacts) -> Result<(), TermsError> {
        if self.node_facts() != *told {
            return Err(TermsError::NodeFactsDiffer);
        }
        if !(1..=DURATION_MIN_MAX).contains(&self.duration_min) {
            return Err(TermsError::Duration(self.duration_min));
        }
        if !matches!(self.voice_depth, 2 | 4) {
            return Err(TermsError::Depth(self.voice_depth));
        }
        if self.local.len() != 2 || self.local[0].side == self.local[1].side {
            return Err(TermsError::Locals(self.local.len()));
        }
        let texts = self.languages.iter().chain([&self.tz_version]);
        if self.languages.len() > LANGUAGES_MAX
            || texts.into_iter().any(|text| text.len() > FIELD_BYTES_MAX)
            || self.local.iter().any(|local| {
                local.zone.len() > ZONE_BYTES_MAX || local.civil.len() > CIVIL_BYTES_MAX
            })
        {
            return Err(TermsError::Field);
        }
        let start = self.start()?;
        for local in &self.local {
            let is = local_in(start, &local.zone)?;
            if self.tz_version == tz_version() && is.civil != local.civil {
                return Err(TermsError::LocalDiffers {
                    zone: local.zone.clone(),
                    read: local.civil.clone(),
                    is: is.civil,
                    db: tz_version(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn terms() -> Terms {
        Terms {
            start_unix_ms: 1_640_896_200_000,
            local: Vec::new(),
            tz_version: String::new(),
            duration_min: 60,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            initiative: Initiative::Proposer,
            languages: vec!["ru".into(), "en".into()],
            format: Format::Consecutive,
            voice_depth: 2,
        }
        .with_locals(&[
            (SideId([1; 16]), "Europe/Moscow"),
            (SideId([2; 16]), "America/New_York"),
        ])
        .unwrap()
    }

    #[test]
    fn both_clocks_are_filled_in_and_checked() {
        let terms = terms();
        assert_eq!(terms.local[0].civil, "2021-12-30T23:30");
        assert_eq!(terms.local[1].civil, "2021-12-30T15:30");
        assert_eq!(terms.check(&terms.node_facts()), Ok(()));
        let mut wrong = terms.clone();
        wrong.local[1].civil = "2021-12-30T16:30".into();
        assert!(matches!(
            wrong.check(&wrong.node_facts()),
            Err(TermsError::LocalDiffers { .. })
        ));
        let told = NodeFacts {
            medium: Medium::VideoConference,
            ..terms.node_facts()
        };
        assert_eq!(terms.check(&told), Err(TermsError::NodeFactsDiffer));
    }

    #[test]
    fn durations_are_bounded() {
        for (minutes, fits) in [
            (0, false),
            (1, true),
            (DURATION_MIN_MAX - 1, true),
            (DURATION_MIN_MAX, true),
            (DURATION_MIN_MAX + 1, false),
        ] {
            let terms = Terms {
                duration_min: minutes,
                ..terms()
            };
            assert_eq!(terms.check(&terms.node_facts()).is_ok(), fits, "{minutes}");
        }
    }

    fn check(change: impl FnOnce(&mut Terms)) -> Result<(), TermsError> {
        let mut terms = terms();
        change(&mut terms);
        terms.check(&terms.node_facts())
    }

    #[test]
    fn languages_are_counted_and_texts_measured() {
        for (count, fits) in [
            (LANGUAGES_MAX - 1, true),
            (LANGUAGES_MAX, true),
            (LANGUAGES_MAX + 1, false),
        ] {
            let languages = vec!["en".to_owned(); count];
            assert_eq!(
                check(|terms| terms.languages = languages).is_ok(),
                fits,
                "{count}"
            );
        }
        for (length, fits) in [
            (FIELD_BYTES_MAX - 1, true),
            (FIELD_BYTES_MAX, true),
            (FIELD_BYTES_MAX + 1, false),
        ] {
            let text = "x".repeat(length);
            let language = check(|terms| terms.languages[0].clone_from(&text));
            // Another database's readings aren't compared.
            let database = check(|terms| terms.tz_version = text);
            assert_eq!(
                (language.is_ok(), database.is_ok()),
                (fits, fits),
                "{length}"
            );
        }
        for (length, read) in [
            (ZONE_BYTES_MAX - 1, true),
            (ZONE_BYTES_MAX, true),
            (ZONE_BYTES_MAX + 1, false),
        ] {
            let zone = "x".repeat(length);
            let refused = check(|terms| terms.local[1].zone = zone).unwrap_err();
            assert_eq!(matches!(refused, TermsError::Zone(_)), read, "{length}");
            assert_eq!(refused == TermsError::Field, !read, "{length}");
        }
        for (length, fits) in [
            (CIVIL_BYTES_MAX - 1, true),
            (CIVIL_BYTES_MAX, true),
            (CIVIL_BYTES_MAX + 1, false),
        ] {
            let of_another_database = check(|terms| {
                terms.tz_version = "1999a".into();
                terms.local[1].civil = "x".repeat(length);
            });
            assert_eq!(of_another_database.is_ok(), fits, "{length}");
        }
    }

    #[test]
    fn voice_frames_are_repeated_twice_or_four_times() {
        for (depth, fits) in [
            (0, false),
            (1, false),
            (2, true),
            (3, false),
            (4, true),
            (5, false),
        ] {
            assert_eq!(
                check(|terms| terms.voice_depth = depth).is_ok(),
                fits,
                "{depth}"
            );
        }
    }

    #[test]
    fn the_medium_sets_the_usual_public_part() {
        assert_eq!(Medium::PhoneCall.usual_public_part(), PublicPart::None);
        assert_eq!("videoconference".parse(), Ok(Medium::VideoConference));
        assert!("fax".parse::<Medium>().is_err());
    }
}
