//! What records are about: each subject has a noun, and is its founder's own.
//!
//! A record's kind is one number of two halves: the noun above, what is done to it below. So whoever
//! reads a header alone knows which rules it falls under, whatever else has arrived. The subject is
//! made of noun, side and nonce: a record whose kind names another noun is about nothing.

use identity::{SideId, decode_canonical, encode_canonical, id16, sha256};
use minicbor::{Decode, Encode, bytes::ByteVec};

use crate::{Action, AudienceClass, FACTS_BYTES_MAX, Header, Kind};

id16!(
    /// A contact, a round, a paper, an audience or another thing that records are about.
    SubjectId
);

id16!(
    /// What makes a subject its side's own: random, in the open part of the record that founds it.
    SubjectNonce
);

macro_rules! nouns {
    ($($(#[$doc:meta])* $noun:ident = $number:literal $text:literal),+ $(,)?) => {
        /// What a subject is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Noun { $($(#[$doc])* $noun),+ }

        impl Noun {
            pub const ALL: &'static [Self] = &[$(Self::$noun),+];

            pub const fn number(self) -> u8 {
                match self { $(Self::$noun => $number),+ }
            }

            pub const fn name(self) -> &'static str {
                match self { $(Self::$noun => $text),+ }
            }

            /// `None` for a noun of a later version; its records are void until then.
            pub fn from_number(number: u8) -> Option<Self> {
                match number { $($number => Some(Self::$noun),)+ _ => None }
            }
        }
    };
}

nouns!(
    /// One exchange between leaders. Grants of audience keys are numbered with it.
    Contact = 0 "contact",
    /// Contacts and rounds towards an aim.
    Track = 1 "track",
    /// Delegations that meet.
    Round = 2 "round",
    /// The text of what a round agreed.
    Minutes = 3 "minutes",
    /// A text that both sides release.
    JointStatement = 4 "joint-statement",
    /// A text handed from one side to the other.
    Paper = 5 "paper",
    /// Two papers of which neither is opened before both are in.
    Exchange = 6 "exchange",
    /// Formal text from side to side.
    Message = 7 "message",
    /// Between duty officers, about the service.
    ServiceMessage = 8 "service-message",
    /// A text that stands unless somebody objects.
    SilenceProcedure = 9 "silence-procedure",
);

/// What can be done to an offer, whatever is offered.
const OFFERED: [Kind; 7] = [
    Kind::Propose,
    Kind::Counter,
    Kind::Accept,
    Kind::Decline,
    Kind::Withdraw,
    Kind::Cancel,
    Kind::Postpone,
];

impl Noun {
    /// What can be done to it.
    pub fn kinds(self) -> Vec<Kind> {
        let offered = |more: &[Kind]| [&OFFERED[..], more].concat();
        match self {
            Self::Contact => offered(&[
                Kind::HeldOutside,
                Kind::ConfirmOutside,
                Kind::Grant,
                Kind::ConfirmStage,
                Kind::Abort,
                Kind::AnnounceRelease,
                Kind::CallNow,
                Kind::TakeCall,
            ]),
            Self::Track => vec![
                Kind::Found,
                Kind::Join,
                Kind::DeclareAim,
                Kind::Link,
                Kind::Unlink,
                Kind::Review,
                Kind::Close,
            ],
            Self::Round => offered(&[Kind::NameDelegation]),
            // What has no date isn't postponed.
            Self::Minutes => OFFERED[..6].to_vec(),
            Self::JointStatement => [&OFFERED[..6], &[Kind::AnnounceRelease]].concat(),
            Self::Paper => vec![
                Kind::HandOver,
                Kind::Revise,
                Kind::Reply,
                Kind::Acknowledge,
                Kind::Withdraw,
            ],
            Self::Exchange => vec![Kind::Found, Kind::Lodge, Kind::Reveal],
            Self::Message | Self::ServiceMessage => {
                vec![Kind::Send, Kind::Present, Kind::Acknowledge]
            }
            Self::SilenceProcedure => vec![Kind::Found, Kind::Object, Kind::Withdraw],
        }
    }

    /// Whether a record of this kind makes a subject of this noun.
    pub fn is_founded_by(self, kind: Kind) -> bool {
        match self {
            Self::Contact => {
                matches!(kind, Kind::Propose | Kind::CallNow | Kind::HeldOutside)
            }
            Self::Round | Self::Minutes | Self::JointStatement => kind == Kind::Propose,
            Self::Track | Self::Exchange | Self::SilenceProcedure => kind == Kind::Found,
            Self::Paper => kind == Kind::HandOver,
            Self::Message | Self::ServiceMessage => kind == Kind::Send,
        }
    }

    /// The action that a record of this kind takes; `None` where nothing of the sort is done to it.
    pub fn action(self, kind: Kind) -> Option<Action> {
        if !self.kinds().contains(&kind) {
            return None;
        }
        Some(match kind {
            Kind::Propose => Action::Propose,
            Kind::Counter => Action::Counter,
            Kind::Accept => Action::Accept,
            Kind::Decline => Action::Decline,
            Kind::Withdraw => Action::Withdraw,
            Kind::Cancel => Action::Cancel,
            Kind::Postpone => Action::Postpone,
            Kind::HeldOutside => Action::EnterHeldOutside,
            Kind::ConfirmOutside => Action::ConfirmHeldOutside,
            Kind::Grant => Action::HandOnKey,
            Kind::ConfirmStage => Action::ConfirmStage,
            Kind::Abort => Action::Abort,
            Kind::AnnounceRelease => Action::AnnounceRelease,
            Kind::Found if self == Self::SilenceProcedure => Action::BeginSilence,
            Kind::Found if self == Self::Exchange => Action::Lodge,
            Kind::Found => Action::FoundTrack,
            Kind::Join => Action::JoinTrack,
            Kind::DeclareAim => Action::DeclareAim,
            Kind::Link | Kind::Unlink | Kind::Review => Action::LinkTrack,
            Kind::Close => Action::CloseTrack,
            Kind::NameDelegation => Action::NameDelegation,
            Kind::HandOver | Kind::Revise | Kind::Reply => Action::HandOverPaper,
            Kind::Lodge => Action::Lodge,
            Kind::Reveal => Action::Reveal,
            Kind::Acknowledge if self == Self::Paper => Action::AcknowledgePaper,
            Kind::Send if self == Self::ServiceMessage => Action::SendService,
            Kind::Present | Kind::Acknowledge if self == Self::ServiceMessage => {
                Action::ReceiveService
            }
            Kind::Send => Action::SendMessage,
            Kind::Present => Action::PresentMessage,
            Kind::Acknowledge => Action::AcknowledgeMessage,
            Kind::Object => Action::Object,
            Kind::CallNow => Action::CallNow,
            Kind::TakeCall => Action::TakeCall,
        })
    }

    /// Who of both sides reads the words of its records.
    pub fn audience(self) -> AudienceClass {
        match self {
            Self::Contact
            | Self::Track
            | Self::Round
            | Self::Minutes
            | Self::Paper
            | Self::Exchange
            | Self::Message
            | Self::SilenceProcedure => AudienceClass::Leadership,
            // Press releases it; nobody else needs it before.
            Self::JointStatement => AudienceClass::Staff,
            Self::ServiceMessage => AudienceClass::Duty,
        }
    }
}

impl SubjectId {
    /// The subject of this noun that `side` founds: nobody else can.
    pub fn of(noun: Noun, side: SideId, nonce: SubjectNonce) -> Self {
        Self::derive(&[b"detente/v1/subject\0", &[noun.number()], &side.0, &nonce.0])
    }

    /// The subject of a contact that `side` proposes or enters.
    pub fn of_contact(side: SideId, nonce: SubjectNonce) -> Self {
        Self::of(Noun::Contact, side, nonce)
    }

    /// The subject of all grants of one audience.
    pub fn of_audience(side: SideId, class: AudienceClass) -> Self {
        Self::derive(&[b"detente/v1/audience\0", &side.0, &[class as u8]])
    }

    fn derive(parts: &[&[u8]]) -> Self {
        let digest = sha256(&parts.concat());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }
}

/// The open part of a record that founds a subject.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Founding {
    /// Its noun again, so that these bytes alone say whose subject it is.
    #[n(0)]
    noun: u8,
    #[n(1)]
    pub nonce: SubjectNonce,
    /// What nodes are told of it, by noun. A contact's facts stand in the header.
    #[n(2)]
    pub facts: Option<ByteVec>,
}

impl Founding {
    /// Without open facts.
    pub fn new(noun: Noun, nonce: SubjectNonce) -> Self {
        Self {
            noun: noun.number(),
            nonce,
            facts: None,
        }
    }

    pub fn with_facts<F: Encode<()>>(noun: Noun, nonce: SubjectNonce, facts: &F) -> Self {
        Self {
            facts: Some(encode_canonical(facts).into()),
            ..Self::new(noun, nonce)
        }
    }

    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn decode(open: &[u8]) -> Option<Self> {
        decode_canonical("founding", open, FACTS_BYTES_MAX + FOUNDING_AROUND_BYTES).ok()
    }
}

/// Bytes of a founding beside its facts.
const FOUNDING_AROUND_BYTES: usize = 32;

impl SubjectNonce {
    /// The open part of the record that founds a contact.
    pub fn founding(self) -> Vec<u8> {
        Founding::new(Noun::Contact, self).encode()
    }
}

impl Header {
    /// Whether a record that founds a subject of this noun founds one of its own side.
    pub fn founds_own(&self, noun: Noun) -> bool {
        Founding::decode(&self.open).is_some_and(|founding| {
            founding.noun == noun.number()
                && self.subject == SubjectId::of(noun, self.side, founding.nonce)
        })
    }

    /// The open facts of a record: within its founding, or alone in a record that founds nothing.
    pub fn facts_of<F>(&self, founds: bool) -> Option<F>
    where
        F: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let of_founding = founds.then(|| Founding::decode(&self.open)?.facts);
        let bytes: &[u8] = match &of_founding {
            Some(facts) => facts.as_deref()?,
            None => &self.open,
        };
        decode_canonical("facts", bytes, FACTS_BYTES_MAX).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RoundFacts;
    use identity::{DeviceId, PersonId};
    use std::collections::BTreeSet;

    const NORTH: SideId = SideId([1; 16]);
    const SOUTH: SideId = SideId([2; 16]);
    const NONCE: SubjectNonce = SubjectNonce([3; 16]);

    #[test]
    fn a_subject_is_made_of_noun_side_and_nonce() {
        let mut subjects = BTreeSet::new();
        for noun in Noun::ALL {
            for side in [NORTH, SOUTH] {
                for nonce in [NONCE, SubjectNonce([4; 16])] {
                    assert!(subjects.insert(SubjectId::of(*noun, side, nonce)));
                }
            }
            assert_eq!(Noun::from_number(noun.number()), Some(*noun));
        }
        assert_eq!(Noun::from_number(200), None);
    }

    #[test]
    fn a_founding_founds_its_own_side_s_noun_alone() {
        let header = |side, noun: Noun, of: SideId| {
            let author = (side, PersonId([1; 16]), DeviceId([1; 16]));
            Header {
                open: Founding::new(noun, NONCE).encode(),
                ..Header::new(0, SubjectId::of(noun, of, NONCE), author, 0)
            }
        };
        for noun in Noun::ALL {
            assert!(header(NORTH, *noun, NORTH).founds_own(*noun));
            assert!(!header(SOUTH, *noun, NORTH).founds_own(*noun));
            for other in Noun::ALL.iter().filter(|other| *other != noun) {
                assert!(!header(NORTH, *noun, NORTH).founds_own(*other));
            }
        }
    }

    #[test]
    fn each_noun_has_one_kind_at_least_that_founds_it_and_an_action_for_all() {
        for noun in Noun::ALL {
            let kinds = noun.kinds();
            assert!(
                kinds.iter().any(|kind| noun.is_founded_by(*kind)),
                "{noun:?}"
            );
            for kind in Kind::ALL {
                let is_of_it = kinds.contains(kind);
                assert_eq!(noun.action(*kind).is_some(), is_of_it, "{noun:?} {kind:?}");
                assert!(is_of_it || !noun.is_founded_by(*kind), "{noun:?} {kind:?}");
            }
        }
    }

    #[test]
    fn open_facts_are_measured() {
        for (length, fits) in [
            (FACTS_BYTES_MAX - 1, true),
            (FACTS_BYTES_MAX, true),
            (FACTS_BYTES_MAX + 1, false),
        ] {
            // A byte string of this length has a header of three bytes.
            let facts = ByteVec::from(vec![0; length - 3]);
            let mut header = Header::new(
                0,
                SubjectId([0; 16]),
                (NORTH, PersonId([1; 16]), DeviceId([1; 16])),
                0,
            );
            header.open = encode_canonical(&facts);
            assert_eq!(header.open.len(), length);
            let alone: Option<ByteVec> = header.facts_of(false);
            header.open = Founding::with_facts(Noun::Round, NONCE, &facts).encode();
            let within: Option<ByteVec> = header.facts_of(true);
            assert_eq!(
                (alone.is_some(), within.is_some()),
                (fits, fits),
                "{length}"
            );
            assert_eq!(header.facts_of::<RoundFacts>(true), None);
        }
    }
}
