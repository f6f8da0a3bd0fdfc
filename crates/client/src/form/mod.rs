//! What a person fills in when they do something, as options of a command or fields of a page, and how
//! that becomes what is sealed and signed. One way for all that ask; none of it is sent here.

mod agenda;
mod contact;
mod error;
mod internal;
mod message;
mod paper;
mod procedure;
mod release;
mod reported;
mod round;
mod track;
mod when;
mod word;

pub use agenda::{AgendaForm, OutsideItem, ParticipantForm, outside_items};
pub use contact::{
    ContactForm, CounterForm, HeldOutsideForm, MoreTerms, NowForm, VOICE_DEPTH_USUAL, public_part,
    zone_agreed_last,
};
pub use error::FormError;
pub use internal::{ConsultationForm, NewNote, NoteForm, TaskForm, merged, note_about};
pub use message::{MessageForm, ShiftForm, ShiftsForm, TranslationForm};
pub use paper::{
    JointCounterForm, JointForm, NewJointText, PaperForm, RevisionForm, TextForm, exchange_until,
};
pub use procedure::{MinutesForm, OutcomeForm, SilenceForm, UnrecordedForm};
pub use release::{
    DayForm, FactsForm, InitiativeOf, PositionClaim, PromiseForm, ReleaseForm, RoundFactsForm,
    TOLD_OF,
};
pub use reported::{
    CoalitionForm, CommonReplyForm, MemberForm, NamedDate, PositionForm, ReportForm, SourceForm,
};
pub use round::{
    DelegateForm, DelegationForm, MoreRoundTerms, NewRound, RoundCounterForm, RoundForm,
    SessionForm,
};
pub use track::{LinksForm, PairForm};
pub use when::{Reading, When, civil_unix_ms, moment_unix_ms};
pub use word::Word;

use domain::{Noun, SubjectId, SubjectNonce};

use crate::Desk;

/// A subject of one of these nouns that is here.
pub(crate) fn subject_of(
    desk: &Desk,
    nouns: &'static [Noun],
    subject: SubjectId,
) -> Result<SubjectId, FormError> {
    let noun = desk.view().noun_of(subject);
    let known = noun.is_some_and(|noun| nouns.contains(&noun));
    known
        .then_some(subject)
        .ok_or(FormError::NoSuch { nouns, subject })
}

/// Random, for what is new.
pub fn fresh_id() -> Result<[u8; 16], FormError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| FormError::Random(error.to_string()))?;
    Ok(id)
}

/// What makes a new subject our own.
pub fn fresh_nonce() -> Result<SubjectNonce, FormError> {
    fresh_id().map(SubjectNonce)
}
