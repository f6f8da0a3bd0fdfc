//! What a person does, as signed records to post.

use client::Desk;
use domain::{InternalRecord, Record, SubjectId};
use serde::{Deserialize, Serialize};
use wire::{Bytes64, ReleaseRequest};

use crate::{Core, CoreError};

/// What an act says, as the page's JSON has it.
macro_rules! said {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty),+ $(,)? })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, serde::Deserialize)]
        #[cfg_attr(
            feature = "typescript",
            derive(ts_rs::TS),
            ts(optional_fields = nullable)
        )]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$of_field])* pub $field: $type),+ }
    )+ };
}

mod contact;
mod exchange;
mod internal;
mod joint_statement;
mod message;
mod minutes;
mod note;
mod paper;
mod person;
mod press;
mod round;
mod silence;
mod track;
mod unrecorded;
mod warning;

pub use warning::Warning;

/// Bytes for one of the node's endpoints that take signed records.
#[derive(Debug, Clone, Serialize)]
pub struct Post {
    pub path: &'static str,
    pub bytes: Bytes64,
}

impl Post {
    pub fn record(record: &Record) -> Self {
        Self::to("/api/v1/records", record.bytes().to_vec())
    }

    pub fn internal(record: &InternalRecord) -> Self {
        Self::to("/api/v1/internal", record.bytes().to_vec())
    }

    fn to(path: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            path,
            bytes: Bytes64(bytes),
        }
    }
}

/// What was made, and what it is about.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Made {
    /// To be posted in this order. None where the act asks first.
    pub posts: Vec<Post>,
    pub subject: Option<String>,
    pub record: Option<String>,
    /// What its maker is told of it.
    pub warnings: Vec<Warning>,
    /// Nothing was signed: it is made once the same act says `despite`.
    pub asks: bool,
    /// For the press site, before `posts`.
    pub release: Option<ReleaseRequest>,
    /// A text to be handed to somebody in person.
    pub file: Option<String>,
}

pub(crate) type Acted = Result<Made, CoreError>;

impl Made {
    fn record(record: &Record) -> Self {
        Self {
            posts: vec![Post::record(record)],
            subject: Some(record.header.subject.to_string()),
            record: Some(record.id.to_string()),
            ..Self::default()
        }
    }

    fn internal(record: &InternalRecord) -> Self {
        Self {
            posts: vec![Post::internal(record)],
            subject: Some(record.header().subject.to_string()),
            record: Some(record.id().to_string()),
            ..Self::default()
        }
    }

    /// The same, told beside it.
    fn warned(self, warnings: Vec<Warning>) -> Self {
        Self { warnings, ..self }
    }

    /// Nothing yet: its maker is asked.
    fn asking(subject: SubjectId, warnings: Vec<Warning>) -> Self {
        Self {
            subject: Some(subject.to_string()),
            warnings,
            asks: true,
            ..Self::default()
        }
    }

    fn and(mut self, more: Post) -> Self {
        self.posts.push(more);
        self
    }
}

macro_rules! acts {
    ($($(#[doc = $doc:literal])* $act:ident($said:ty) = $make:path),+ $(,)?) => {
        /// One thing that a person does, as `{"name": {…}}` (see [`Query`](crate::Query) for why).
        #[derive(Debug, Clone, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        // One is made at a time.
        #[allow(clippy::large_enum_variant)]
        pub enum Act { $($(#[doc = $doc])* $act($said)),+ }

        /// Each act's name in Rust, the type of what it says, and what is said of it.
        #[cfg(feature = "typescript")]
        pub(crate) fn declared(
            found: &mut client::typescript::Declarations,
        ) -> Vec<(&'static str, String, &'static str)> {
            vec![$((stringify!($act), found.add::<$said>(), concat!($($doc),*))),+]
        }

        impl Core {
            /// Makes what an act needs; nothing is sent, and nothing changes here before the log says so.
            pub fn act(&self, act: &Act, now_unix_ms: i64) -> Result<Made, CoreError> {
                let desk: &Desk = &self.desk;
                match act { $(Act::$act(said) => $make(desk, said, now_unix_ms)),+ }
            }
        }
    };
}

acts! {
    ProposeContact(contact::ProposeContact) = contact::propose,
    CounterContact(contact::CounterContact) = contact::counter,
    /// Or confirms what the other side entered as held outside.
    AcceptContact(contact::OfContact) = contact::accept,
    DeclineContact(contact::OfContactWithReason) = contact::decline,
    WithdrawContact(contact::OfContact) = contact::withdraw,
    CancelContact(contact::OfContactWithReason) = contact::cancel,
    PostponeContact(contact::OfContactWithReason) = contact::postpone,
    EnterHeldOutside(contact::EnterHeldOutside) = contact::held_outside,
    /// As duty officer: a call at once.
    CallNow(contact::CallNow) = contact::call_now,
    TakeCall(contact::OfContact) = contact::take_call,
    /// As duty officer: the own principal may be called.
    ConfirmStage(contact::OfContact) = contact::confirm_stage,
    AbortContact(contact::OfContact) = contact::abort,

    FoundTrack(track::FoundTrack) = track::found,
    JoinTrack(track::OfTrack) = track::join,
    DeclareAim(track::DeclareAim) = track::declare_aim,
    LinkTrack(track::LinkTrack) = track::link,
    UnlinkTrack(track::OfLink) = track::unlink,
    ReviewLink(track::OfLink) = track::review,
    CloseTrack(track::OfTrack) = track::close,

    ProposeRound(round::ProposeRound) = round::propose,
    CounterRound(round::CounterRound) = round::counter,
    AcceptRound(round::AcceptRound) = round::accept,
    DeclineRound(round::OfRoundWithReason) = round::decline,
    WithdrawRound(round::OfRound) = round::withdraw,
    PostponeRound(round::OfRoundWithReason) = round::postpone,
    CancelRound(round::OfRoundWithReason) = round::cancel,
    NameDelegation(round::NameDelegation) = round::name_delegation,
    /// As leadership: tells the own press a round's place and heads.
    ClearRound(round::OfRound) = round::clear,

    ProposeMinutes(minutes::ProposeMinutes) = minutes::propose,
    CounterMinutes(minutes::CounterMinutes) = minutes::counter,
    AcceptMinutes(minutes::OfMinutes) = minutes::accept,
    DeclineMinutes(minutes::OfMinutesWithReason) = minutes::decline,
    WithdrawMinutes(minutes::OfMinutes) = minutes::withdraw,
    CancelMinutes(minutes::OfMinutesWithReason) = minutes::cancel,

    ProposeJointStatement(joint_statement::ProposeJointStatement) = joint_statement::propose,
    CounterJointStatement(joint_statement::CounterJointStatement) = joint_statement::counter,
    AcceptJointStatement(joint_statement::OfJointStatement) = joint_statement::accept,
    DeclineJointStatement(joint_statement::OfJointStatementWithReason) = joint_statement::decline,
    WithdrawJointStatement(joint_statement::OfJointStatement) = joint_statement::withdraw,
    CancelJointStatement(joint_statement::OfJointStatementWithReason) = joint_statement::cancel,
    /// Once it is on the press site and its time has come.
    AnnounceJointStatement(joint_statement::AnnounceJointStatement) = joint_statement::announce,

    HandOverPaper(paper::HandOverPaper) = paper::hand_over,
    RevisePaper(paper::RevisePaper) = paper::revise,
    ReplyToPaper(paper::ReplyToPaper) = paper::reply,
    AcknowledgePaper(paper::OfPaper) = paper::acknowledge,
    WithdrawPaper(paper::OfPaper) = paper::withdraw,

    OpenExchange(exchange::OpenExchange) = exchange::open,
    LodgePaper(exchange::LodgePaper) = exchange::lodge,
    RevealPaper(exchange::OfExchange) = exchange::reveal,

    SendMessage(message::SendMessage) = message::send,
    PresentMessage(message::OfMessage) = message::present,
    AcknowledgeMessage(message::OfMessage) = message::acknowledge,
    SendServiceMessage(message::SendMessage) = message::send_service,
    DraftMessage(message::DraftMessage) = message::draft,
    ApproveMessage(message::OfDraft) = message::approve,
    /// Word for word what another person approved.
    SendDraftedMessage(message::OfDraft) = message::send_drafted,
    SetShifts(message::SetShifts) = message::set_shifts,

    BeginSilence(silence::BeginSilence) = silence::begin,
    ObjectToSilence(silence::OfSilenceWithReason) = silence::object,
    WithdrawSilence(silence::OfSilence) = silence::withdraw,

    /// Signed by nobody, in no log.
    SendSounding(unrecorded::SendUnrecorded) = unrecorded::sounding,
    SendNonPaper(unrecorded::SendUnrecorded) = unrecorded::non_paper,

    DraftRelease(press::DraftRelease) = press::draft,
    ApproveRelease(press::ApproveRelease) = press::approve,
    /// With the press key, which the person brings: for the press site, and told to the line.
    ReleaseDraft(press::ReleaseDraft) = press::release,
    ReleaseJointStatement(press::ReleaseJointStatement) = press::release_joint,
    /// Tells the line of a release about a contact, by its name on the press site.
    AnnounceRelease(press::AnnounceRelease) = press::announce,
    DraftLineToTake(press::DraftLineToTake) = press::draft_line,
    ApproveLineToTake(press::OfLine) = press::approve_line,

    EnterConsultation(internal::EnterConsultation) = internal::consult,
    GiveTask(internal::GiveTask) = internal::give_task,
    SettleTask(internal::SettleTask) = internal::settle_task,
    GiveMandate(internal::GiveMandate) = internal::give_mandate,
    DraftCard(internal::DraftCard) = internal::draft_card,
    ReviewCard(internal::OfCard) = internal::review_card,
    ApproveCard(internal::OfCard) = internal::approve_card,
    EnterReport(internal::EnterReport) = internal::report,
    EnterCoalition(internal::EnterCoalition) = internal::coalition,
    SayPosition(internal::SayPosition) = internal::position,
    SayCommonReply(internal::SayCommonReply) = internal::common_reply,

    WriteNote(note::WriteNote) = note::write,
    MergeNotes(note::MergeNotes) = note::merge,
    ReviewNote(note::ReviewNote) = note::review,
    ApproveNote(note::OfNote) = note::approve,
    DistributeNote(note::DistributeNote) = note::distribute,
    RetainNote(note::RetainNote) = note::retain,
    /// The line of the access log that is kept before a note's words are shown.
    OpenNote(note::OpenNote) = note::open,

    /// As administrator: the first of two signatures, as a text for the security officer.
    SignRequest(person::SignRequest) = person::sign_request,
    /// As security officer: the second.
    Countersign(person::Countersign) = person::countersign,
    RevokeDevice(person::RevokeDevice) = person::revoke,
}
