//! Subjects of every noun: what is known of each, and its fold by the rules of its noun.

use identity::SideId;
use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

use super::{LineView, Place, VoidReason, entries_max};
use crate::{
    AnswerError, Contact, ContactPhase, Event, Exchange, ExchangeFacts, Header, JointFacts,
    JointStatement, Kind, Message, MessageFacts, Minutes, MinutesFacts, NoEffect, Noun, Paper,
    PaperFacts, Placed, RecordId, Round, RoundFacts, SilenceFacts, SilenceProcedure, SubjectId,
    Track, WithoutEffect, fork::open_part, sight::Sight,
};

/// What is known of one subject.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    placed: Vec<Placed>,
    /// How many of them are of a side, and the place of the last in its log.
    said: BTreeMap<SideId, (usize, u64)>,
    /// Its noun, once a record that makes one is among them; about others there is nothing to fold.
    founded: Option<Noun>,
    /// The fold of all of it, once somebody asked for it.
    fold: OnceLock<Option<Folded>>,
}

impl History {
    pub fn said_by(&self, side: SideId) -> usize {
        self.said.get(&side).map_or(0, |(entries, _)| *entries)
    }

    /// What other logs say has changed what this one means.
    pub fn forget(&mut self) {
        self.fold = OnceLock::new();
    }
}

/// A subject's state, by its noun.
#[expect(
    clippy::large_enum_variant,
    reason = "most subjects are contacts, the largest"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Folded {
    Contact(Contact),
    Track(Track),
    Round(Round),
    Minutes(Minutes),
    JointStatement(JointStatement),
    Paper(Paper),
    Exchange(Exchange),
    Message(Message),
    SilenceProcedure(SilenceProcedure),
}

impl Folded {
    pub(crate) fn fold(
        noun: Noun,
        subject: SubjectId,
        placed: &[Placed],
        sight: &Sight<'_>,
    ) -> Option<Self> {
        let seen = |placed: &Placed| sight.seen(placed);
        match noun {
            Noun::Contact => Contact::fold(subject, placed, seen).map(Self::Contact),
            Noun::Track => Track::fold(subject, placed, seen).map(Self::Track),
            Noun::Round => Round::fold(subject, placed, seen).map(Self::Round),
            Noun::Minutes => Minutes::fold(subject, placed, seen).map(Self::Minutes),
            Noun::JointStatement => {
                JointStatement::fold(subject, placed, seen).map(Self::JointStatement)
            }
            Noun::Paper => Paper::fold(subject, placed, sight).map(Self::Paper),
            Noun::Exchange => Exchange::fold(subject, placed, sight).map(Self::Exchange),
            Noun::Message | Noun::ServiceMessage => {
                Message::fold(noun, subject, placed, sight).map(Self::Message)
            }
            Noun::SilenceProcedure => {
                SilenceProcedure::fold(subject, placed, sight).map(Self::SilenceProcedure)
            }
        }
    }

    /// Where it stands, for the actions that ask.
    pub fn phase(&self) -> Option<ContactPhase> {
        match self {
            Self::Contact(folded) => Some(folded.phase),
            Self::Round(folded) => Some(folded.agreement.phase.into()),
            Self::Minutes(folded) => Some(folded.agreement.phase.into()),
            Self::JointStatement(folded) => Some(folded.agreement.phase.into()),
            Self::Track(_)
            | Self::Paper(_)
            | Self::Exchange(_)
            | Self::Message(_)
            | Self::SilenceProcedure(_) => None,
        }
    }

    /// As [`Contact::check_answer`]; where nothing is offered, nothing is answered.
    pub fn check_answer(
        &self,
        side: SideId,
        kind: Kind,
        offer: Option<RecordId>,
        unix_ms: i64,
    ) -> Result<(), AnswerError> {
        match self {
            Self::Contact(folded) => folded.check_answer(side, kind, offer, unix_ms),
            Self::Round(folded) => folded.agreement.check_answer(side, kind, offer, unix_ms),
            Self::Minutes(folded) => folded.agreement.check_answer(side, kind, offer, unix_ms),
            Self::JointStatement(folded) => {
                folded.agreement.check_answer(side, kind, offer, unix_ms)
            }
            Self::Track(_)
            | Self::Paper(_)
            | Self::Exchange(_)
            | Self::Message(_)
            | Self::SilenceProcedure(_) => Err(AnswerError::NoSuchOffer),
        }
    }

    fn without_effect(&mut self) -> &mut Vec<WithoutEffect> {
        match self {
            Self::Contact(folded) => &mut folded.without_effect,
            Self::Track(folded) => &mut folded.without_effect,
            Self::Round(folded) => &mut folded.agreement.without_effect,
            Self::Minutes(folded) => &mut folded.agreement.without_effect,
            Self::JointStatement(folded) => &mut folded.agreement.without_effect,
            Self::Paper(folded) => &mut folded.without_effect,
            Self::Exchange(folded) => &mut folded.without_effect,
            Self::Message(folded) => &mut folded.without_effect,
            Self::SilenceProcedure(folded) => &mut folded.without_effect,
        }
    }
}

/// Whether its fold follows from the entries about it alone. The others change with any entry that
/// shows what a side has seen, or what time it is there.
fn stands_alone(noun: Noun) -> bool {
    match noun {
        Noun::Contact | Noun::Track | Noun::Round | Noun::Minutes | Noun::JointStatement => true,
        Noun::Paper
        | Noun::Exchange
        | Noun::Message
        | Noun::ServiceMessage
        | Noun::SilenceProcedure => false,
    }
}

/// Whether a record that founds such a subject tells nodes what they have to know of it. What a
/// contact lacks, its own fold says.
pub(super) fn facts_stand(noun: Noun, header: &Header) -> bool {
    match noun {
        Noun::Contact | Noun::Track => true,
        Noun::Round => header.facts_of::<RoundFacts>(true).is_some(),
        Noun::Minutes => header.facts_of::<MinutesFacts>(true).is_some(),
        Noun::JointStatement => header.facts_of::<JointFacts>(true).is_some(),
        Noun::Paper => header
            .facts_of::<PaperFacts>(true)
            .is_some_and(|facts| facts.fits()),
        Noun::Exchange => header.facts_of::<ExchangeFacts>(true).is_some(),
        Noun::Message | Noun::ServiceMessage => header.facts_of::<MessageFacts>(true).is_some(),
        Noun::SilenceProcedure => header.facts_of::<SilenceFacts>(true).is_some(),
    }
}

/// What is about the noun, and the records of others that name its subject.
fn of_noun(noun: Noun, placed: &[Placed]) -> (Cow<'_, [Placed]>, Vec<WithoutEffect>) {
    if placed.iter().all(|placed| placed.noun() == noun) {
        return (Cow::Borrowed(placed), Vec::new());
    }
    let mut foreign = Vec::new();
    let own = placed.iter().filter(|placed| {
        let is_own = placed.noun() == noun;
        if let (false, Event::Record { id, .. }) = (is_own, &placed.event) {
            foreign.push((
                (placed.side, placed.seq),
                WithoutEffect {
                    record: *id,
                    why: NoEffect::OtherNoun,
                },
            ));
        }
        is_own
    });
    let own = Cow::Owned(own.cloned().collect());
    foreign.sort_by_key(|(place, _)| *place);
    (own, foreign.into_iter().map(|(_, none)| none).collect())
}

macro_rules! of_one_noun {
    ($($one:ident $all:ident $noun:ident [$($of:ident)+]),+ $(,)?) => {
        impl LineView {
            $(
                pub fn $one(&self, subject: SubjectId) -> Option<$noun> {
                    match self.subject(subject)? {
                        Folded::$noun(folded) => Some(folded),
                        _ => None,
                    }
                }

                pub fn $all(&self) -> Vec<$noun> {
                    self.founded(|noun| matches!(noun, $(Noun::$of)|+))
                        .filter_map(|folded| match folded {
                            Folded::$noun(folded) => Some(folded),
                            _ => None,
                        })
                        .collect()
                }
            )+
        }
    };
}

of_one_noun!(
    contact contacts Contact [Contact],
    track tracks Track [Track],
    round rounds Round [Round],
    minutes all_minutes Minutes [Minutes],
    joint_statement joint_statements JointStatement [JointStatement],
    paper papers Paper [Paper],
    exchange exchanges Exchange [Exchange],
    message messages Message [Message ServiceMessage],
    silence_procedure silence_procedures SilenceProcedure [SilenceProcedure],
);

impl LineView {
    /// What a subject is, once it was founded.
    pub fn noun_of(&self, subject: SubjectId) -> Option<Noun> {
        self.histories.get(&subject)?.founded
    }

    pub fn subject(&self, subject: SubjectId) -> Option<Folded> {
        self.fold_of(subject, self.histories.get(&subject)?)
    }

    /// All that was founded, in the order of the subjects' ids.
    pub fn subjects(&self) -> impl Iterator<Item = Folded> {
        self.founded(|_| true)
    }

    fn founded(&self, wanted: impl Fn(Noun) -> bool) -> impl Iterator<Item = Folded> {
        self.histories
            .iter()
            .filter(move |(_, history)| history.founded.is_some_and(&wanted))
            .filter_map(|(subject, history)| self.fold_of(*subject, history))
    }

    /// What is known of a subject, in the order in which it came here.
    pub fn history(&self, subject: SubjectId) -> &[Placed] {
        let history = self.histories.get(&subject);
        history.map_or(&[], |history| &history.placed)
    }

    fn fold_of(&self, subject: SubjectId, history: &History) -> Option<Folded> {
        let noun = history.founded?;
        let fold = || {
            let sight = self.sight();
            let (own, foreign) = of_noun(noun, &history.placed);
            let (open, late) = open_part(&sight.closings, &own);
            let mut folded = Folded::fold(noun, subject, &open, &sight)?;
            folded
                .without_effect()
                .extend(late.into_iter().chain(foreign));
            Some(folded)
        };
        // What isn't proved yet may be once the other log has grown: such a fold isn't kept.
        let said = history
            .said
            .iter()
            .map(|(side, (_, last_seq))| (side, last_seq));
        let is_settled = stands_alone(noun)
            && said.chain(&self.closed_at).all(|(side, last_seq)| {
                let log = self.logs.get(side);
                log.is_some_and(|log| log.is_proved(*last_seq))
            });
        if is_settled {
            history.fold.get_or_init(fold).clone()
        } else {
            fold()
        }
    }

    pub(super) fn place(
        &mut self,
        place: &Place,
        subject: SubjectId,
        event: Event,
    ) -> Result<(), VoidReason> {
        let Place {
            side,
            seq,
            other_seen,
            node_unix_ms,
            reached_unix_ms,
        } = *place;
        let history = self.histories.entry(subject).or_default();
        let said = history.said.entry(side).or_default();
        let kind = match &event {
            Event::Record { kind, .. } => Some(*kind),
            Event::Ended(_) | Event::Started(_) => None,
        };
        if said.0 >= entries_max(kind) {
            return Err(VoidReason::TooMany);
        }
        *said = (said.0 + 1, seq);
        if let Event::Record { noun, kind, .. } = &event
            && noun.is_founded_by(*kind)
        {
            history.founded = Some(*noun);
        }
        history.placed.push(Placed {
            side,
            seq,
            other_seen,
            node_unix_ms,
            reached_unix_ms,
            event,
        });
        history.forget();
        Ok(())
    }
}
