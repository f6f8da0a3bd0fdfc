//! The rules: records and their fold, logs, authority, visibility, limits.
//!
//! Everything is pure: bytes, entries and `now` in, decisions out. The same code folds the two logs
//! on both nodes and on every device, so all of them see the same state.
#![forbid(unsafe_code)]

mod agenda;
mod audience;
mod authority;
mod call;
mod checked;
mod contact;
mod document;
mod fold;
mod fork;
mod grant;
mod limits;
mod log;
mod people;
mod record;
mod statement;
mod terms;
mod times;

pub use agenda::{Agenda, AgendaItem, ItemId, ItemState, Origin, Participant};
pub use audience::AudienceClass;
pub use authority::{Action, Rejection, decide, phases_of, roles_of};
pub use call::{CallEnded, CallId, CallStarted, EndReason};
pub use checked::{AuthorKeys, CheckedEntry};
pub use contact::{
    Answer, AnswerError, Contact, ContactPhase, Event, NoEffect, Offer, OutsideFacts, Placed,
    WithoutEffect,
};
pub use document::{
    Circumstances, Document, DocumentError, build_document, check_document, document_name,
};
pub use fold::{AudienceKey, LineView, Void, VoidReason};
pub use fork::{ForkError, ForkProof, Story};
pub use grant::{Grant, Wrap};
pub use limits::*;
pub use log::{ChainError, EntryHash, Head, LogEntry, LogItem, SealedEntry, verify_chain_step};
pub use people::{Member, PaperError, People};
pub use record::{
    BodyDigest, Header, InternalKind, InternalRecord, Kind, NodeFacts, RECORD_VERSION, Record,
    RecordError, RecordId, SealedPart, SubjectId, SubjectNonce,
};
pub use statement::{
    Approval, ClaimedFacts, Conflict, Contradiction, FactName, Occasion, Promise, PromiseState,
    PromisedRelease, Release, ReleaseKind, SignedFacts, check_facts, promise_state,
};
pub use terms::{
    Format, Initiative, LocalStart, Medium, PublicPart, Terms, TermsError, voice_packet_bytes,
};
pub use times::{CivilTimeError, Local, Overlap, local_in, resolve_civil, tz_version};
