//! Why something can't be done, as data that pages put into words: one for each sentence of the rules.

use client::view::without_effect::NoEffectWhy;
use client::{DeskError, OpenError, PressKeyError, enrolment::EnrolmentError, form::FormError};
use domain::{
    AnswerError, AudienceClass, BracketError, CivilTimeError, DURATION_MIN_MAX, DocumentError,
    KindError, LIST_MAX, Rejection, TermsError, UnrecordedError,
};
use identity::AccreditationError;
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// A value of a reason, as pages are told it.
trait Said {
    fn said(&self) -> Value;
}

impl Said for String {
    fn said(&self) -> Value {
        self.as_str().into()
    }
}

impl Said for &'static str {
    fn said(&self) -> Value {
        (*self).into()
    }
}

impl Said for u32 {
    fn said(&self) -> Value {
        (*self).into()
    }
}

impl Said for usize {
    fn said(&self) -> Value {
        (*self).into()
    }
}

impl Said for NoEffectWhy {
    fn said(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// An enum that is told as `{"reason": "no-such", "noun": …}`. What serde derives of so many shapes would be code
/// of its own for each, which every browser loads.
macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident $({ $($value:ident: $kind:ty),+ $(,)? })?),+ $(,)?) => {
        /// `reason` names it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(
            feature = "typescript",
            derive(ts_rs::TS),
            ts(tag = "reason", rename_all = "kebab-case")
        )]
        pub enum Reason { $($(#[$doc])* $reason $({ $($value: $kind),+ })?),+ }

        impl Reason {
            /// Its name in the code, and its values.
            fn said(&self) -> (&'static str, Vec<(&'static str, Value)>) {
                match self {
                    $(Self::$reason $({ $($value),+ })? => (
                        stringify!($reason),
                        vec![$($((stringify!($value), $value.said())),+)?],
                    ),)+
                }
            }
        }
    };
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (name, values) = self.said();
        let mut map = to.serialize_map(Some(1 + values.len()))?;
        map.serialize_entry("reason", &kebab(name))?;
        for (name, value) in &values {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// `NoSuch` as `no-such`.
pub(crate) fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

reasons! {
    NotAccredited,
    /// Nobody of a class has signed in yet, so there is no key.
    NoAudience { class: &'static str },
    StaleAudience { class: &'static str },
    NoOtherSide,
    NoSuch { noun: &'static str, id: String },
    WithoutEffect { why: NoEffectWhy },
    NothingToAnswer,
    NoSuchOffer,
    OwnOffer,
    OthersOffer,
    OfferClosed { answer: &'static str },
    OfferExpired,
    FixedDate,
    RoleMissing,
    WrongPhase { phase: String },
    Duration { minutes: u32, most: u32 },
    TermsLocals,
    LocalDiffers { zone: String, read: String, is: String },
    TermsStart,
    TermsTooLong,
    VoiceDepth,
    Differs,
    NoVersion { number: usize, count: usize },
    BracketNested { outer: usize, inner: usize },
    BracketOpen { line: usize },
    BracketUnopened { line: usize },
    BracketsTooMany { most: usize },
    TooLong,
    OwnDraft,
    Unapproved,
    Unreviewed,
    NotListed,
    Contradicts,
    RoundNotAgreed,
    RoundNotCleared,
    KindRefuses { kind: &'static str },
    KindWants { kind: &'static str },
    KindTopic { kind: &'static str, topic: &'static str },
    KindParty,
    KindNoRound,
    UnrecordedExpired,
    UnrecordedTooLong,
    Unreadable,
    RecordMissing,
    SealedToOthers,
    Damaged,
    UnknownZone { zone: String },
    NotACivilTime { text: String },
    TimeGap { civil: String, zone: String },
    TimeOverlap { civil: String, zone: String },
    Past { text: String },
    StillToCome,
    NotHere { id: String },
    AgendaSealed,
    LineBreak,
    LineEmpty,
    ControlCharacters,
    NoDate,
    EndsFirst,
    HeadWanted,
    NoLink,
    LinkToItself,
    TextWanted,
    NoSuchPerson { id: String },
    ShiftEndsFirst { until: String },
    ReplyToOwn,
    NoSuchItem { item: String },
    OutcomeTwice { item: String },
    OutcomeMissing { item: String },
    ExpiresTooSoon { text: String },
    LastsTooLong { text: String },
    Replaced,
    TaskIs { state: &'static str },
    DifferentContacts,
    DifferentClassifications { all: String },
    NoDay { day: String, zone: String },
    NotKnownClaimed,
    NoContradiction,
    ReportLacks,
    SourceWanted,
    MemberTwice { name: String },
    MemberAlready { name: String },
    NoMember { name: String, of: String },
    OwnWordsWanted,
    ReplyWordsWanted,
    NoRandomNumbers,
    FileUnread,
    RequestUnfit,
    RequestOfOtherSide,
    HalfSignedUnfit,
    NotAnOfficer,
    AccreditationRoles,
    AccreditationValidity,
    AccreditationUnfit,
    PressKeyDamaged,
    PressKeyAnother,
}

fn class(class: AudienceClass) -> &'static str {
    match class {
        AudienceClass::Staff => "staff",
        AudienceClass::Leadership => "leadership",
        AudienceClass::Press => "press",
        AudienceClass::Duty => "duty",
    }
}

impl From<&DeskError> for Reason {
    fn from(error: &DeskError) -> Self {
        use DeskError as E;
        match error {
            E::NotAccredited => Self::NotAccredited,
            E::NoAudience(of) => Self::NoAudience { class: class(*of) },
            E::StaleAudience(of) => Self::StaleAudience { class: class(*of) },
            E::NoOtherSide => Self::NoOtherSide,
            E::NoContact(subject) => Self::NoSuch {
                noun: domain::Noun::Contact.name(),
                id: subject.to_string(),
            },
            E::NoSubject(noun, subject) => Self::NoSuch {
                noun: noun.name(),
                id: subject.to_string(),
            },
            E::NoEffect(why) => Self::WithoutEffect { why: (*why).into() },
            E::FactsDiffer => Self::Differs,
            E::FixedDate(_) => Self::FixedDate,
            E::NothingToAnswer => Self::NothingToAnswer,
            E::Answer(error) => error.into(),
            E::Rejected(Rejection::Role) => Self::RoleMissing,
            E::Rejected(Rejection::Phase(phase)) => Self::WrongPhase {
                phase: phase.to_string(),
            },
            E::Terms(error) => error.into(),
            E::Unrecorded(UnrecordedError::Expired) => Self::UnrecordedExpired,
            E::Unrecorded(UnrecordedError::LastsTooLong) => Self::UnrecordedTooLong,
            E::NoVersion { number, count } => Self::NoVersion {
                number: *number,
                count: *count,
            },
            E::Brackets(error) => error.into(),
            E::TooLong => Self::TooLong,
            E::OwnDraft => Self::OwnDraft,
            E::Unapproved => Self::Unapproved,
            E::Unreviewed => Self::Unreviewed,
            E::NotListed => Self::NotListed,
            E::Contradiction(_) => Self::Contradicts,
            E::NotAgreed(_) => Self::RoundNotAgreed,
            E::NotCleared(_) => Self::RoundNotCleared,
            E::Kind(error) => error.into(),
            E::Unrecorded(UnrecordedError::Encoding(_))
            | E::Record(_)
            | E::Seal(_)
            | E::Hpke(_) => Self::Unreadable,
            E::Open(error) => error.into(),
        }
    }
}

impl From<&OpenError> for Reason {
    fn from(error: &OpenError) -> Self {
        match error {
            OpenError::NoRecord => Self::RecordMissing,
            OpenError::NotForYou => Self::SealedToOthers,
            OpenError::Damaged(_) => Self::Damaged,
        }
    }
}

impl From<&AnswerError> for Reason {
    fn from(error: &AnswerError) -> Self {
        match error {
            AnswerError::NoSuchOffer => Self::NoSuchOffer,
            AnswerError::OwnOffer => Self::OwnOffer,
            AnswerError::OthersOffer => Self::OthersOffer,
            AnswerError::Closed(answer) => Self::OfferClosed {
                answer: answer.name(),
            },
            AnswerError::Expired => Self::OfferExpired,
        }
    }
}

impl From<&TermsError> for Reason {
    fn from(error: &TermsError) -> Self {
        match error {
            TermsError::Duration(minutes) => Self::Duration {
                minutes: *minutes,
                most: DURATION_MIN_MAX,
            },
            TermsError::Locals(_) => Self::TermsLocals,
            TermsError::LocalDiffers { zone, read, is, .. } => Self::LocalDiffers {
                zone: zone.clone(),
                read: read.clone(),
                is: is.clone(),
            },
            TermsError::Zone(error) => error.into(),
            TermsError::Start => Self::TermsStart,
            TermsError::Field => Self::TermsTooLong,
            TermsError::Depth(_) => Self::VoiceDepth,
            TermsError::NodeFactsDiffer => Self::Differs,
        }
    }
}

impl From<&CivilTimeError> for Reason {
    fn from(error: &CivilTimeError) -> Self {
        match error {
            CivilTimeError::UnknownZone(zone) => Self::UnknownZone { zone: zone.clone() },
            CivilTimeError::NotACivilTime(text) => Self::NotACivilTime { text: text.clone() },
            CivilTimeError::Gap { civil, zone, .. } => Self::TimeGap {
                civil: civil.clone(),
                zone: zone.clone(),
            },
            CivilTimeError::Overlap { civil, zone, .. } => Self::TimeOverlap {
                civil: civil.clone(),
                zone: zone.clone(),
            },
        }
    }
}

impl From<&BracketError> for Reason {
    fn from(error: &BracketError) -> Self {
        match *error {
            BracketError::Nested { outer, inner } => Self::BracketNested { outer, inner },
            BracketError::Open { line } => Self::BracketOpen { line },
            BracketError::Unopened { line } => Self::BracketUnopened { line },
            BracketError::TooMany => Self::BracketsTooMany { most: LIST_MAX },
        }
    }
}

impl From<&KindError> for Reason {
    fn from(error: &KindError) -> Self {
        match error {
            KindError::Refused(kind, _) => Self::KindRefuses { kind: kind.name() },
            KindError::Wanted(kind, _) => Self::KindWants { kind: kind.name() },
            KindError::Topic(kind, topic) => Self::KindTopic {
                kind: kind.name(),
                topic: topic.name(),
            },
            KindError::Party => Self::KindParty,
            KindError::NoRound => Self::KindNoRound,
        }
    }
}

impl From<&FormError> for Reason {
    fn from(error: &FormError) -> Self {
        use FormError as E;
        match error {
            E::Time(error) => error.into(),
            E::NotAMoment { text, .. } => Self::NotACivilTime { text: text.clone() },
            E::Past { text, .. } => Self::Past { text: text.clone() },
            E::StillToCome { .. } => Self::StillToCome,
            E::NoSuch { subject, .. } => Self::NotHere {
                id: subject.to_string(),
            },
            E::SealedAgenda => Self::AgendaSealed,
            E::Document(DocumentError::OneLine(_)) => Self::LineBreak,
            E::Document(DocumentError::Empty(_)) => Self::LineEmpty,
            E::Document(DocumentError::ControlCharacters) => Self::ControlCharacters,
            E::NoDate => Self::NoDate,
            E::EndsFirst => Self::EndsFirst,
            E::HeadWanted => Self::HeadWanted,
            E::NoLink => Self::NoLink,
            E::ToItself => Self::LinkToItself,
            E::TextWanted(_) => Self::TextWanted,
            E::NoPerson(person) => Self::NoSuchPerson {
                id: person.to_string(),
            },
            E::ShiftEndsFirst { until, .. } => Self::ShiftEndsFirst {
                until: until.clone(),
            },
            E::ReplyToPaper => Self::ReplyToOwn,
            E::NoSuchItem(item) => Self::NoSuchItem { item: item.clone() },
            E::OutcomeTwice(item) => Self::OutcomeTwice { item: item.clone() },
            E::OutcomeMissing(item) => Self::OutcomeMissing { item: item.clone() },
            E::ExpiresTooSoon(text) => Self::ExpiresTooSoon { text: text.clone() },
            E::LastsTooLong(text) => Self::LastsTooLong { text: text.clone() },
            E::Replaced => Self::Replaced,
            E::TaskIs(state) => Self::TaskIs {
                state: state.name(),
            },
            E::DifferentContacts => Self::DifferentContacts,
            E::DifferentClassifications(all) => Self::DifferentClassifications {
                all: all.join(", "),
            },
            E::NoDay { day, zone, .. } => Self::NoDay {
                day: day.clone(),
                zone: zone.clone(),
            },
            E::NotKnownClaimed => Self::NotKnownClaimed,
            E::NoContradiction => Self::NoContradiction,
            E::ReportLacks { .. } => Self::ReportLacks,
            E::SourceWanted => Self::SourceWanted,
            E::MemberTwice(name) => Self::MemberTwice { name: name.clone() },
            E::MemberAlready(name) => Self::MemberAlready { name: name.clone() },
            E::NoMember { member, of, .. } => Self::NoMember {
                name: member.clone(),
                of: of.clone(),
            },
            E::OwnWordsWanted => Self::OwnWordsWanted,
            E::ReplyWordsWanted => Self::ReplyWordsWanted,
            E::Random(_) => Self::NoRandomNumbers,
            E::Desk(error) => error.into(),
        }
    }
}

impl From<&EnrolmentError> for Reason {
    fn from(error: &EnrolmentError) -> Self {
        match error {
            EnrolmentError::File(_) => Self::FileUnread,
            EnrolmentError::Request(_) => Self::RequestUnfit,
            EnrolmentError::OtherSide => Self::RequestOfOtherSide,
            EnrolmentError::HalfSigned(_) => Self::HalfSignedUnfit,
            EnrolmentError::NotAnOfficer => Self::NotAnOfficer,
            EnrolmentError::Unfit(AccreditationError::Roles) => Self::AccreditationRoles,
            EnrolmentError::Unfit(AccreditationError::Validity { .. }) => {
                Self::AccreditationValidity
            }
            EnrolmentError::Unfit(_) => Self::AccreditationUnfit,
        }
    }
}

impl From<&PressKeyError> for Reason {
    fn from(error: &PressKeyError) -> Self {
        match error {
            PressKeyError::Damaged(_) => Self::PressKeyDamaged,
            PressKeyError::Another => Self::PressKeyAnother,
        }
    }
}
