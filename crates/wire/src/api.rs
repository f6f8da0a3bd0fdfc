//! Bodies of the HTTP API under /api/v1. Binary fields are base64; ids are hex.

use crate::RingItem;
use identity::{DeviceId, PersonId, PublicKey, SideId, Signature};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use base64::{Engine, engine::general_purpose::STANDARD};

/// Entries of each log in one page.
pub const LOGS_PAGE_MAX: usize = 256;

/// Bytes as base64 text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes64(pub Vec<u8>);

impl Serialize for Bytes64 {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes64 {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        STANDARD
            .decode(&text)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// `POST /sessions/challenge`: the first step of signing in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeRequest {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChallengeResponse {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub nonce: Bytes64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub node_key: PublicKey,
}

/// `POST /sessions`: the device signs the challenge, bound to the node's key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionRequest {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub nonce: Bytes64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub signature: Signature,
    /// For a browser: the token comes as a cookie that no script reads, and not in the answer.
    #[serde(default)]
    pub cookie: bool,
    /// Where the device has a passkey: its answer to what `POST /sessions/passkey` asked for, as JSON text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<String>,
}

/// What the device signs (label `SignIn`): nonce, node key and device, so that the signature is of
/// no use at another node.
pub fn sign_in_message(nonce: &[u8], node_key: &PublicKey, device: DeviceId) -> Vec<u8> {
    [nonce, &node_key.0[..], &device.0[..]].concat()
}

/// What a node knows of an attachment: of its own side, or of the other's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentState {
    pub id: String,
    /// This side attached it: its devices send the chunks, and the other node fetches them.
    pub own: bool,
    /// Chunks in all.
    pub chunks: u32,
    /// Whether the hashes of its chunks are here.
    pub manifest: bool,
    /// Numbers of the chunks that aren't here, from 0.
    pub missing: Vec<u32>,
    /// Chunks that the other node says it has.
    pub at_other: u32,
    /// When the other node had all of it, under its signature; of own ones alone.
    pub received_unix_ms: Option<i64>,
    /// A device of the other side says that it has fetched and opened it; of own ones alone.
    pub fetched_there: bool,
    /// When a device of this side said that it has fetched and opened it.
    pub fetched_unix_ms: Option<i64>,
    /// It isn't kept here: its side's attachments take as much as one side's may.
    pub no_room: bool,
}

/// `POST /calendar/link`: a link of the person's own calendar; the one before ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarLinkRequest {
    /// Zone in which times are told: an IANA name.
    pub zone: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarLinkMade {
    /// Address on this node, with the secret in it: shown this once, the node keeps only its hash.
    pub path: String,
    pub zone: String,
}

/// The path is a secret.
impl std::fmt::Debug for CalendarLinkMade {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("CalendarLinkMade")
            .field("zone", &self.zone)
            .finish_non_exhaustive()
    }
}

/// `GET /calendar/link`: whether a link stands; both are there or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarLinkState {
    pub zone: Option<String>,
    pub made_unix_ms: Option<i64>,
}

/// `POST /mail/address`: where a person gets mail.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailAddressRequest {
    pub address: String,
    /// Whose, where an officer sets it; else the caller's own.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub person: Option<PersonId>,
}

/// An address may hold a name.
impl std::fmt::Debug for MailAddressRequest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("MailAddressRequest")
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}

/// `GET /mail`: whether this node sends mail, and how the caller's own stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailState {
    pub on: bool,
    /// Whether a contact's time and medium are told.
    pub facts: bool,
    /// Domains to which mail goes.
    pub domains: Vec<String>,
    pub address: Option<String>,
    /// Letters of all that wait.
    pub waiting: u64,
    /// Letters of all that nobody tries any more.
    pub dead: u64,
}

/// An address may hold a name.
impl std::fmt::Debug for MailState {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("MailState")
            .field("on", &self.on)
            .field("waiting", &self.waiting)
            .field("dead", &self.dead)
            .finish_non_exhaustive()
    }
}

/// `POST /mail/retry`: letters that are tried again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailRetried {
    pub letters: u64,
}

/// `GET /side`: whose node this is; public keys only.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SideInfo {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub side: SideId,
    pub name: String,
    /// The side's signed credentials: what devices verify everything against.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub credentials: Bytes64,
    /// The other side's, once pinned.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub other: Option<Bytes64>,
    /// The node's clock.
    pub now_unix_ms: i64,
}

/// `GET /logs?own=N&other=M`: entries after those.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogsPage {
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub own: Vec<Bytes64>,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub other: Vec<Bytes64>,
    /// More entries wait.
    pub more: bool,
    /// On the last page: urgent entries of the other log ahead of their place.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub early: Vec<Bytes64>,
}

/// `POST /records`, `/accreditations`, `/revocations`, `/internal`: signed bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostRequest {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub bytes: Bytes64,
}

/// It is durably in the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Posted {
    pub seq: u64,
}

/// `GET /internal?after=N`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InternalPage {
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub records: Vec<Bytes64>,
}

/// `POST /line`: pins the other side; sent only after a person confirmed the words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinePinRequest {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub credentials: Bytes64,
}

/// `GET /line`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LineStatus {
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub other: Option<SideId>,
    pub up: bool,
    pub own_entries: u64,
    pub other_entries: u64,
    /// Own entries that the other node durably holds.
    pub receipted: u64,
    pub skew_ms: Option<i64>,
    pub misbehaviour: u64,
    pub reason_down: Option<String>,
    /// The same as a code: `silent`, `disconnected`, `other-stopped`, `bye`, `misbehaved`, `superseded` or
    /// `left`. Earlier nodes tell none.
    #[serde(default)]
    pub reason_code: Option<String>,
    /// How each side's principals are called. Nothing of a side here means that nobody is there to ring.
    pub rings: Vec<RingItem>,
}

/// One of `GET /alarms`: a FLASH that nobody acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AlarmItem {
    pub message: String,
    pub since_unix_ms: i64,
    /// How often it went one further along the shift list.
    pub step: u32,
    /// Persons at whom it sounds, in the order in which they were called.
    pub called: Vec<String>,
    /// And at every other duty officer.
    pub everybody: bool,
    pub next_unix_ms: Option<i64>,
}

/// One contact as a node sees it: no sealed text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactSummary {
    pub contact: String,
    pub phase: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub proposed_by: SideId,
    pub start_unix_ms: Option<i64>,
    /// The agreed record, the same on both nodes.
    pub agreed: Option<String>,
}

/// `POST /press/releases`: an approved draft, the document written from it, and the document's
/// minisign signature by the press key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseRequest {
    /// The release as canonical bytes of `domain::Release`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub release: Bytes64,
    /// The salt that was sealed with it: with `release` it hashes to what the draft's header names.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub salt: Bytes64,
    /// The plain text document that is signed and shown.
    pub document: String,
    /// Contents of the `.minisig` file.
    pub minisig: String,
    /// The internal record that approved it.
    pub approval: String,
    /// The picture's file, where the release has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub picture: Option<Bytes64>,
}

/// `POST /press/theirs`: a release of the other side, as its press site shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TheirRelease {
    pub document: String,
    /// Contents of the `.minisig` file, by the other side's press key.
    pub minisig: String,
    /// Where it was read: an address on the other side's press site.
    pub url: String,
}

/// The answer: its name, and whether it is new here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TheirsTaken {
    pub name: String,
    pub new: bool,
}

/// A public text with its signature, for whoever checks it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicText {
    pub name: String,
    pub document: String,
    pub minisig: String,
    /// Path on the own press site, or the address at which the other side's text was read.
    pub url: String,
    /// When the own was published; when the other side's was first had.
    pub seen_unix_ms: i64,
}

/// `GET /press/texts`: what both sides have said in public, as far as it is here.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicTexts {
    pub own: Vec<PublicText>,
    pub theirs: Vec<PublicText>,
}

/// `GET /press/releases`: what is on the press page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PressItem {
    pub name: String,
    pub kind: String,
    pub title: String,
    pub office: String,
    /// What it is about, as `topic` says.
    pub contact: String,
    /// `contact`, `round`, `paper`, `track`, `internal-matter` or `other-party`.
    #[serde(default)]
    pub topic: String,
    pub published_unix_ms: i64,
    pub url: String,
    /// What a correction or withdrawal is about.
    pub about: Option<String>,
    /// Names of the corrections and withdrawals of it.
    pub notices: Vec<String>,
}

/// The answer to a release: its permalink.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Released {
    pub name: String,
    /// Path on the press site.
    pub url: String,
}

/// `GET /press/promises`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PromiseItem {
    pub contact: String,
    pub statement: String,
    pub by_unix_ms: i64,
    /// The office that is to release; absent: any of the side.
    pub office: Option<String>,
    /// `due`, `overdue` or `kept`.
    pub state: String,
}

/// `GET /client`: the files that this node serves as its web client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientFiles {
    /// Address on this node, and SHA-256 of what is there as hex.
    pub files: std::collections::BTreeMap<String, String>,
}
