//! The rules: records and their fold, logs, authority, visibility, limits.
//!
//! Everything is pure: bytes, entries and `now` in, decisions out. The same code folds the two logs
//! on both nodes and on every device, so all of them see the same state.
#![forbid(unsafe_code)]

mod agenda;
mod agreement;
mod attachment;
mod audience;
mod authority;
mod brackets;
mod briefing;
mod call;
mod checked;
mod coalition;
mod contact;
mod document;
mod early;
mod entry;
mod exchange;
mod facts;
mod fold;
mod fork;
mod grant;
mod internal;
mod joint_statement;
mod kind;
mod limits;
mod log;
mod message;
mod minutes;
mod noun;
mod open_matters;
mod paper;
mod people;
#[cfg(test)]
mod procedure_tests;
mod record;
mod record_of_contact;
mod reported;
mod round;
mod shifts;
mod sight;
mod silence;
mod statement;
mod terms;
mod times;
mod track;
mod unrecorded;

pub use agenda::{Agenda, AgendaItem, ItemId, ItemState, Origin, Participant};
pub use agreement::{
    Agreement, AgreementPhase, Answer, AnswerError, Facts, NoEffect, Offer, Offered, WithoutEffect,
    is_at_once,
};
pub use attachment::{
    ATTACHMENT_CHUNKS_MAX, AttachmentFacts, AttachmentId, AttachmentWords, MANIFEST_BYTES_MAX,
    Manifest, attachments_named,
};
pub use audience::AudienceClass;
pub use authority::{Action, Rejection, decide, phases_of, roles_of};
pub use brackets::{Alternative, Bracket, BracketError, brackets};
pub use briefing::{BriefingCard, CardRemarks, CardState, Mandate};
pub use call::{CallEnded, CallId, CallStarted, EndReason};
pub use checked::{AuthorKeys, CheckedEntry};
pub use coalition::{
    ClaimStanding, ClaimedPosition, Coalition, CommonLine, CommonReply, Heard, MemberPosition,
    Stance,
};
pub use contact::{Contact, ContactPhase, OutsideFacts};
pub use document::{
    Circumstances, Document, DocumentError, build_document, check_document, document_name,
    text_name,
};
pub use early::{Early, EarlyError};
pub use entry::{Event, Placed};
pub use exchange::{Exchange, ExchangeFacts, ExchangeState, Lodge, Revealed};
pub use facts::{
    Difference, Fact, FactRow, PublishedText, Said, SideSays, SignedFact, Stand, compare_sides,
    fact_matrix, said_in,
};
pub use fold::{AudienceKey, Folded, LineView, Void, VoidReason};
pub use fork::{ForkError, ForkProof, Story};
pub use grant::{Grant, Wrap};
pub use internal::{
    Consultation, ConsultationState, InternalFact, LineToTake, NoteOfContact, Task, TaskState,
    approval_of, disclosures, message_approval_of, standing,
};
pub use joint_statement::{JointFacts, JointStatement, JointText};
pub use kind::{InternalKind, Kind};
pub use limits::*;
pub use log::{ChainError, EntryHash, Head, LogEntry, LogItem, SealedEntry, verify_chain_step};
pub use message::{
    Message, MessageDraft, MessageFacts, MessageState, MessageText, Precedence, Receipt,
    Translation,
};
pub use minutes::{ItemOutcome, Minutes, MinutesFacts, MinutesText, Outcome};
pub use noun::{Founding, Noun, SubjectId, SubjectNonce};
pub use open_matters::{Matter, ToDo, open_matters};
pub use paper::{Paper, PaperFacts, PaperKind, PaperReply, PaperText, PaperVersion};
pub use people::{Member, PaperError, People};
pub use record::{
    BodyDigest, Header, InternalRecord, NodeFacts, RECORD_VERSION, Record, RecordError, RecordId,
    SealedPart,
};
pub use record_of_contact::{
    NoteAct, NoteDistribution, NoteOpened, NoteReview, NoteState, Opening, RecordOfContact,
};
pub use reported::{Reported, ReportedAct, ReportedDate};
pub use round::{
    Dates, Delegate, Delegation, FixedDate, Round, RoundFacts, RoundFormat, RoundTerms, Session,
};
pub use shifts::{Alarm, Shift, ShiftList};
pub use sight::{Delivery, Moment};
pub use silence::{SilenceFacts, SilenceProcedure, SilenceState, SilenceText};
pub use statement::{
    Approval, ClaimedFacts, ClearedHead, ClearedRound, ComparedRound, Conflict, Contradiction,
    FactName, KindError, KindRules, LocalDate, Occasion, OtherDate, Part, Picture, PictureKind,
    Promise, PromiseState, PromisedRelease, Release, ReleaseKind, RoundClaims, SignedFacts,
    SignedRound, Topic, check_facts, check_round, promise_state,
};
pub use terms::{
    Format, Initiative, LocalStart, Medium, PublicPart, Terms, TermsError, voice_packet_bytes,
};
pub use times::{
    CivilTimeError, ClockChange, Local, Overlap, clock_changes, local_in, resolve_civil, tz_version,
};
pub use track::{
    Aim, Attends, DateConflict, Dated, Held, Link, Pair, PersonConflict, Track, TrackLink,
    TrackTitle, conflicts, person_conflicts,
};
pub use unrecorded::{Unrecorded, UnrecordedError, UnrecordedId, UnrecordedKind, UnrecordedText};
