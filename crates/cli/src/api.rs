//! A device's conversation with its own node: signing in, verified logs, posting signed bytes.
//!
//! The node is asked, never believed: its key and credentials are pinned, both chains are verified on
//! the device, and a log that no longer passes through what the device saw before is a loud error.

mod attachments;
mod capitals;
mod localhost;
mod logs;
mod node;
pub mod press_feed;
pub mod press_site;
mod public_network;

use client::{Desk, DeskError};
use domain::{InternalRecord, Record, Unrecorded, UnrecordedId};
use identity::{Charter, DeviceId, Label, SigningKey};
use reqwest::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use wire::{
    AlarmItem, Bytes64, CalendarLinkMade, CalendarLinkRequest, CalendarLinkState, ChallengeRequest,
    ChallengeResponse, FirstLinkOpen, FirstLinkState, KnownPasskeys, LinePinRequest, LineStatus,
    MailAddressRequest, MailRetried, MailState, OpenSessions, PostRequest, Posted, PublicTexts,
    ReleaseRequest, Released, RungAgain, SessionRequest, SessionResponse, TheirRelease,
    TheirsTaken, UnrecordedItem, UnrecordedPage, UnrecordedSent, sign_in_message,
};

pub use localhost::is_localhost;
pub use node::Node;
use node::{Body, odd_answer, read_answer, refusal};
pub use public_network::Reach;

use crate::{
    CliError, Context,
    home::{DeviceFile, DeviceName, Home, Pinned},
    private_file,
};

const FIRST_LINK: &str = "/api/v1/first-link";

/// Longest challenge that a device signs.
const NONCE_BYTES: usize = 32;

/// One device and its node.
pub struct Session<'a> {
    context: &'a Context,
    home: Home,
    name: DeviceName,
    file: DeviceFile,
    own: Pinned,
    other: Option<Pinned>,
    node: Node,
    token: Option<String>,
    signing: Option<SigningKey>,
    internal_taken: u64,
}

impl<'a> Session<'a> {
    /// Reads the device's files; asks for no passphrase while its last session lives.
    pub fn open(context: &'a Context, name: &DeviceName) -> Result<Self, CliError> {
        let home = context.home();
        let file = home.device(name)?;
        let token = private_file::read_if_there(&home.device_path(name, "session"))?
            .map(|token| token.trim().to_owned());
        Ok(Self {
            own: file.side()?,
            other: file.line()?,
            node: Node::new(&file.node, context.danger_plain_http)?,
            name: name.clone(),
            token,
            signing: None,
            internal_taken: 0,
            context,
            home,
            file,
        })
    }

    pub fn name(&self) -> &DeviceName {
        &self.name
    }

    pub fn device(&self) -> DeviceId {
        self.file.device
    }

    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Connections made so far lead nowhere: the next request makes another.
    pub fn reconnect(&mut self) -> Result<(), CliError> {
        self.node = Node::new(&self.file.node, self.context.danger_plain_http)?;
        Ok(())
    }

    /// The own side's charter as this device pinned it.
    pub fn charter(&self) -> &Charter {
        &self.own.credentials.charter
    }

    pub fn other_charter(&self) -> Option<&Charter> {
        self.other.as_ref().map(|other| &other.credentials.charter)
    }

    /// An empty desk for this device; [`Self::sync`] fills it.
    pub fn desk(&mut self) -> Result<Desk, CliError> {
        let keys = self.home.load_device_keys(self.context, &self.name)?;
        if keys.device() != self.file.device {
            return Err(CliError::failed(
                "key-file",
                format!("the key file of `{}` is another device's", self.name),
                "put the right key file in its place",
            ));
        }
        self.signing = Some(keys.signing().clone());
        Ok(Desk::new(
            keys,
            self.charter().clone(),
            self.other_charter().cloned(),
        ))
    }

    fn signing(&mut self) -> Result<SigningKey, CliError> {
        if let Some(signing) = &self.signing {
            return Ok(signing.clone());
        }
        let keys = self.home.load_device_keys(self.context, &self.name)?;
        let signing = keys.signing().clone();
        self.signing = Some(signing.clone());
        Ok(signing)
    }

    /// A session with the node: bearer token `DEVICE.TOKEN`. The kept one is used until the node
    /// refuses it.
    pub async fn token(&mut self) -> Result<String, CliError> {
        match &self.token {
            Some(token) => Ok(token.clone()),
            None => self.sign_in().await,
        }
    }

    /// Signs the node's challenge; a node with another key than the charter's gets no signature.
    pub async fn sign_in(&mut self) -> Result<String, CliError> {
        let device = self.file.device;
        let challenge: ChallengeResponse = self
            .node
            .post("/api/v1/sessions/challenge", &ChallengeRequest { device })
            .await?;
        let node_key = self.charter().node_key;
        if challenge.node_key != node_key {
            return Err(CliError::unverified(
                "wrong-node",
                format!(
                    "the node at {} has another key than this side's charter names",
                    self.node.base
                ),
                "don't sign in there; check the node's address in the device's file, and who runs that node",
            ));
        }
        if challenge.nonce.0.len() != NONCE_BYTES {
            return Err(odd_answer("its challenge has another length"));
        }
        let message = sign_in_message(&challenge.nonce.0, &node_key, device);
        let request = SessionRequest {
            device,
            signature: self.signing()?.sign(Label::SignIn, &message),
            nonce: challenge.nonce,
            cookie: false,
            passkey: None,
        };
        let session: SessionResponse = self.node.post("/api/v1/sessions", &request).await?;
        let token = session
            .token
            .ok_or_else(|| odd_answer("it gave a session without a token"))?;
        private_file::write(
            &self.home.device_path(&self.name, "session"),
            token.as_bytes(),
        )?;
        self.token = Some(token.clone());
        Ok(token)
    }

    /// Asks as this device; signs in again once if the kept session ended.
    async fn ask_signed_in(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Body>,
    ) -> Result<(StatusCode, Vec<u8>), CliError> {
        let fresh = self.token.is_none();
        let token = self.token().await?;
        let answer = self
            .node
            .ask(method.clone(), path, Some(&token), body.clone())
            .await?;
        if answer.0 != StatusCode::UNAUTHORIZED || fresh {
            return Ok(answer);
        }
        let token = self.sign_in().await?;
        self.node.ask(method, path, Some(&token), body).await
    }

    async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, CliError> {
        let (status, bytes) = self.ask_signed_in(Method::GET, path, None).await?;
        read_answer(status, &bytes)
    }

    async fn post<B: Serialize, T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &B,
    ) -> Result<T, CliError> {
        let (status, bytes) = self
            .ask_signed_in(Method::POST, path, Some(Body::json(body)?))
            .await?;
        read_answer(status, &bytes)
    }

    async fn post_bytes(&mut self, path: &str, bytes: &[u8]) -> Result<u64, CliError> {
        let request = PostRequest {
            bytes: Bytes64(bytes.to_vec()),
        };
        let posted: Posted = self.post(path, &request).await?;
        Ok(posted.seq)
    }

    /// Puts a record into the log; gives its place.
    pub async fn post_record(&mut self, record: &Record) -> Result<u64, CliError> {
        self.post_bytes("/api/v1/records", record.bytes()).await
    }

    pub async fn post_internal(&mut self, record: &InternalRecord) -> Result<u64, CliError> {
        self.post_bytes("/api/v1/internal", record.bytes()).await
    }

    pub async fn post_accreditation(&mut self, bytes: &[u8]) -> Result<u64, CliError> {
        self.post_bytes("/api/v1/accreditations", bytes).await
    }

    pub async fn post_revocation(&mut self, bytes: &[u8]) -> Result<u64, CliError> {
        self.post_bytes("/api/v1/revocations", bytes).await
    }

    /// Opens a one-time link; the node learns the hash of its token alone.
    pub async fn open_first_link(
        &mut self,
        token_hash: &[u8; 32],
    ) -> Result<FirstLinkState, CliError> {
        let request = FirstLinkOpen {
            token_hash: Bytes64(token_hash.to_vec()),
        };
        self.post(FIRST_LINK, &request).await
    }

    /// What a browser asked by the open link.
    pub async fn first_link(&mut self) -> Result<FirstLinkState, CliError> {
        self.get(FIRST_LINK).await
    }

    pub async fn close_first_link(&mut self) -> Result<(), CliError> {
        self.do_only(Method::DELETE, FIRST_LINK, None).await
    }

    pub async fn pin_line(&mut self, credentials: &[u8]) -> Result<(), CliError> {
        let request = LinePinRequest {
            credentials: Bytes64(credentials.to_vec()),
        };
        let body = Some(Body::json(&request)?);
        self.do_only(Method::POST, "/api/v1/line", body).await
    }

    /// What sounds on this side.
    pub async fn alarms(&mut self) -> Result<Vec<AlarmItem>, CliError> {
        self.get("/api/v1/alarms").await
    }

    pub async fn line_status(&mut self) -> Result<LineStatus, CliError> {
        self.get("/api/v1/line").await
    }

    /// Makes a link of this person's calendar; the one before ends.
    pub async fn make_calendar_link(&mut self, zone: &str) -> Result<CalendarLinkMade, CliError> {
        let request = CalendarLinkRequest {
            zone: zone.to_owned(),
        };
        self.post("/api/v1/calendar/link", &request).await
    }

    pub async fn calendar_link(&mut self) -> Result<CalendarLinkState, CliError> {
        self.get("/api/v1/calendar/link").await
    }

    pub async fn revoke_calendar_link(&mut self) -> Result<(), CliError> {
        self.do_only(Method::DELETE, "/api/v1/calendar/link", None)
            .await
    }

    /// Sets this person's mail address, or as an officer another's.
    pub async fn set_mail_address(
        &mut self,
        address: &str,
        person: Option<identity::PersonId>,
    ) -> Result<(), CliError> {
        let request = MailAddressRequest {
            address: address.to_owned(),
            person,
        };
        let body = Some(Body::json(&request)?);
        self.do_only(Method::POST, "/api/v1/mail/address", body)
            .await
    }

    /// Forgets this person's mail address, or as an officer another's.
    pub async fn forget_mail_address(
        &mut self,
        person: Option<identity::PersonId>,
    ) -> Result<(), CliError> {
        let path = match person {
            Some(person) => format!("/api/v1/mail/address?person={person}"),
            None => "/api/v1/mail/address".to_owned(),
        };
        self.do_only(Method::DELETE, &path, None).await
    }

    pub async fn mail_state(&mut self) -> Result<MailState, CliError> {
        self.get("/api/v1/mail").await
    }

    /// Has the own side's principal rung again.
    pub async fn ring_again(&mut self, contact: domain::SubjectId) -> Result<RungAgain, CliError> {
        let path = format!("/api/v1/contacts/{contact}/ring");
        self.post(&path, &serde_json::json!({})).await
    }

    pub async fn retry_mail(&mut self) -> Result<MailRetried, CliError> {
        self.post("/api/v1/mail/retry", &serde_json::json!({}))
            .await
    }

    /// The open sessions of this side.
    pub async fn open_sessions(&mut self) -> Result<OpenSessions, CliError> {
        self.get("/api/v1/sessions/all").await
    }

    /// Ends an open session of this side.
    pub async fn end_session(&mut self, id: &str) -> Result<(), CliError> {
        let path = format!("/api/v1/sessions/{id}");
        self.do_only(Method::DELETE, &path, None).await
    }

    /// Devices of this side with a passkey.
    pub async fn known_passkeys(&mut self) -> Result<KnownPasskeys, CliError> {
        self.get("/api/v1/passkeys").await
    }

    /// Takes a device's passkeys off.
    pub async fn reset_passkeys(&mut self, device: DeviceId) -> Result<(), CliError> {
        let path = format!("/api/v1/passkeys/{device}");
        self.do_only(Method::DELETE, &path, None).await
    }

    /// Asks for something that is answered with a yes or no.
    async fn do_only(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Body>,
    ) -> Result<(), CliError> {
        let (status, bytes) = self.ask_signed_in(method, path, body).await?;
        if status.is_success() {
            Ok(())
        } else {
            Err(refusal(status, &bytes))
        }
    }

    /// Hands a sounding or non-paper to the other node, or asks what that node did with it.
    pub async fn post_unrecorded(
        &mut self,
        unrecorded: &Unrecorded,
    ) -> Result<UnrecordedSent, CliError> {
        let item = UnrecordedItem {
            bytes: Bytes64(unrecorded.to_bytes()),
        };
        self.post("/api/v1/unrecorded", &item).await
    }

    /// What the other side sent and hasn't expired.
    pub async fn unrecorded(&mut self) -> Result<Vec<Unrecorded>, CliError> {
        let page: UnrecordedPage = self.get("/api/v1/unrecorded").await?;
        let read = |item: UnrecordedItem| Unrecorded::from_bytes(&item.bytes.0);
        let items: Result<_, _> = page.items.into_iter().map(read).collect();
        items.map_err(|error| CliError::from(DeskError::from(error)))
    }

    pub async fn forget_unrecorded(&mut self, id: UnrecordedId) -> Result<(), CliError> {
        let path = format!("/api/v1/unrecorded/{id}");
        let (status, bytes) = self.ask_signed_in(Method::DELETE, &path, None).await?;
        if status.is_success() {
            Ok(())
        } else {
            Err(refusal(status, &bytes))
        }
    }

    /// What both sides said in public, as the node keeps it; believed for its signatures alone.
    pub async fn public_texts(&mut self) -> Result<PublicTexts, CliError> {
        self.get("/api/v1/press/texts").await
    }

    /// Hands over a release of the other side that this device checked.
    pub async fn take_theirs(&mut self, sent: &TheirRelease) -> Result<TheirsTaken, CliError> {
        self.post("/api/v1/press/theirs", sent).await
    }

    pub async fn release(&mut self, request: &ReleaseRequest) -> Result<Released, CliError> {
        self.post("/api/v1/press/releases", request).await
    }
}

/// A device that is signed in and up to date.
pub async fn open_desk<'a>(
    context: &'a Context,
    name: &DeviceName,
) -> Result<(Session<'a>, Desk), CliError> {
    let mut session = Session::open(context, name)?;
    let mut desk = session.desk()?;
    let _progress = context.screen.while_doing("reading both sides' logs");
    session.sync(&mut desk).await?;
    Ok((session, desk))
}

#[cfg(test)]
#[path = "api_tests.rs"]
mod tests;
