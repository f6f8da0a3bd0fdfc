//! One device: its key, the credentials that it pinned, and both sides' logs verified here.

use client::{Desk, DeviceKeys, KeyPurpose, view::contact::zones_agreed_last};
use domain::{EntryHash, ITEM_BYTES_MAX, InternalRecord, SealedEntry};
use identity::{Credentials, DeviceId, Label, Role, SideId, decode_canonical};
use serde::{Deserialize, Serialize};
use wire::{
    Bytes64, ChallengeResponse, InternalPage, LogsPage, PasskeyOptions, PasskeyRegistration,
    SessionRequest, SideInfo, passkey_message, sign_in_message,
};

use crate::{CoreError, act::Post, key::RequestShown};

/// Longest log entry: the longest item and what the log writes around it.
const ENTRY_BYTES_MAX: usize = ITEM_BYTES_MAX + 4 * 1_024;
const NONCE_BYTES: usize = 32;

/// What this browser keeps of the logs from one visit to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub own: Option<SeenHead>,
    pub other: Option<SeenHead>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenHead {
    pub side: SideId,
    pub seq: u64,
    pub hash: EntryHash,
}

/// From where the node is asked to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Positions {
    pub own: u64,
    pub other: u64,
    pub internal: u64,
}

/// Who this device is, as its side's log says.
#[derive(Debug, Clone, Serialize)]
pub struct Identity {
    pub side: SideId,
    pub side_name: String,
    pub other: Option<SideId>,
    pub other_name: Option<String>,
    /// Of each capital, as both sides agreed on it last and as this device reads it.
    pub zone: Option<String>,
    pub other_zone: Option<String>,
    pub device: DeviceId,
    pub person: String,
    /// Absent while no accreditation stands.
    pub roles: Option<Vec<&'static str>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LineWords {
    pub own: SideWords,
    pub other: Option<SideWords>,
}

#[derive(Debug, Clone, Serialize)]
pub struct SideWords {
    pub side: String,
    pub words: Vec<&'static str>,
}

/// A device with its key opened.
pub struct Core {
    pub(crate) desk: Desk,
    own: Credentials,
    other: Option<Credentials>,
    seen: Seen,
    internal_taken: u64,
}

impl Core {
    /// With the key as it was handed out, and the credentials that this browser pinned.
    ///
    /// # Errors
    /// Where key or credentials are damaged, or the key is another side's.
    pub fn open(
        secret: &[u8],
        own: &[u8],
        other: Option<&[u8]>,
        seen: Seen,
    ) -> Result<Self, CoreError> {
        let damaged = |cause: &dyn std::fmt::Display| {
            CoreError::new(
                "key-damaged",
                cause,
                "make a new key in this browser and have it accredited",
            )
        };
        let keys =
            DeviceKeys::from_secret_bytes(secret, KeyPurpose::Device).map_err(|e| damaged(&e))?;
        let own = Credentials::read(own).map_err(|e| damaged(&e))?;
        let other = other
            .map(Credentials::read)
            .transpose()
            .map_err(|e| damaged(&e))?;
        if keys.side != own.charter.side() {
            return Err(damaged(&"it is another side's"));
        }
        let desk = Desk::new(
            keys,
            own.charter.clone(),
            other.as_ref().map(|other| other.charter.clone()),
        );
        Ok(Self {
            desk,
            own,
            other,
            seen,
            internal_taken: 0,
        })
    }

    /// Words of both sides' credentials, which their officers read to each other.
    pub fn line_words(&self) -> LineWords {
        let words = |credentials: &Credentials| SideWords {
            side: credentials.charter.name.clone(),
            words: credentials.words.clone(),
        };
        LineWords {
            own: words(&self.own),
            other: self.other.as_ref().map(words),
        }
    }

    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Whether a videoconference was agreed; not where nothing was.
    pub fn has_video(&self, contact: domain::SubjectId) -> bool {
        let facts = self.desk.node_facts(contact);
        facts.is_some_and(|facts| facts.medium == domain::Medium::VideoConference)
    }

    pub fn identity(&self, now_unix_ms: i64) -> Identity {
        let keys = self.desk.keys();
        let roles = self.desk.offices(now_unix_ms);
        let other = self.other.as_ref().map(|other| &other.charter);
        // What one side only proposes sets nobody's clock.
        let zones = zones_agreed_last(&self.desk);
        let zone_of = |side: SideId| {
            let mut zones = zones.iter();
            zones
                .find(|(of, _)| *of == side)
                .map(|(_, zone)| zone.clone())
        };
        Identity {
            side: keys.side,
            side_name: self.own.charter.name.clone(),
            other: other.map(|charter| charter.side()),
            other_name: other.map(|charter| charter.name.clone()),
            zone: zone_of(keys.side),
            other_zone: other.and_then(|charter| zone_of(charter.side())),
            device: keys.device(),
            person: keys.person.to_string(),
            roles: roles.map(|roles| roles.iter().map(Role::name).collect()),
        }
    }

    /// The request for accreditation again, for a device that waits for it.
    pub fn request(&self, roles: &[String]) -> Result<RequestShown, CoreError> {
        Ok(RequestShown::of(
            self.desk.keys(),
            crate::key::roles_from(roles)?,
        ))
    }

    /// The node must show the credentials that this browser pinned, its own side's and the other's.
    pub fn check_side(&self, info: &SideInfo) -> Result<(), CoreError> {
        let shown = Credentials::read(&info.credentials.0).map_err(CoreError::odd_answer)?;
        if shown.charter != self.own.charter {
            return Err(CoreError::new(
                "wrong-node",
                "this node shows another charter than this browser pinned",
                "don't use it; ask the administrator in person",
            ));
        }
        let (Some(shown), Some(pinned)) = (&info.other, &self.other) else {
            return Ok(());
        };
        let shown = Credentials::read(&shown.0).map_err(CoreError::odd_answer)?;
        if shown.charter != pinned.charter {
            return Err(CoreError::new(
                "wrong-pin",
                "the node is connected to another side than the one confirmed in this browser",
                "agree on nothing; ask the security officer in person",
            ));
        }
        Ok(())
    }

    /// Signs the node's challenge; a node with another key than the charter's gets no signature.
    pub fn sign_in(&self, challenge: ChallengeResponse) -> Result<SessionRequest, CoreError> {
        let node_key = self.own.charter.node_key;
        if challenge.node_key != node_key {
            return Err(CoreError::new(
                "wrong-node",
                "this node has another key than this side's charter names",
                "don't sign in here; ask the administrator who runs this node",
            ));
        }
        if challenge.nonce.0.len() != NONCE_BYTES {
            return Err(CoreError::odd_answer("its challenge has another length"));
        }
        let keys = self.desk.keys();
        let message = sign_in_message(&challenge.nonce.0, &node_key, keys.device());
        Ok(SessionRequest {
            device: keys.device(),
            signature: keys.signing().sign(Label::SignIn, &message),
            nonce: challenge.nonce,
            cookie: true,
            passkey: None,
        })
    }

    /// Signs for the passkey that this browser's authenticator made: it is this device's.
    pub fn sign_passkey(
        &self,
        options: PasskeyOptions,
        credential: String,
    ) -> Result<PasskeyRegistration, CoreError> {
        if options.nonce.0.len() != NONCE_BYTES {
            return Err(CoreError::odd_answer("its challenge has another length"));
        }
        let (keys, node_key) = (self.desk.keys(), self.own.charter.node_key);
        let message = passkey_message(&options.nonce.0, &node_key, keys.device(), &credential);
        Ok(PasskeyRegistration {
            signature: keys.signing().sign(Label::Passkey, &message),
            nonce: options.nonce,
            credential,
        })
    }

    pub fn positions(&self) -> Positions {
        let other = self.desk.other_side().ok();
        Positions {
            own: self.desk.view().head(self.desk.own_side()).seq,
            other: other.map_or(0, |side| self.desk.view().head(side).seq),
            internal: self.internal_taken,
        }
    }

    /// Takes the next entries of both logs, each after the one before; whether more is to be asked for.
    pub fn take_logs(&mut self, page: &LogsPage) -> Result<bool, CoreError> {
        let before = self.positions();
        self.take_log(self.desk.own_side(), &page.own)?;
        if let Ok(other) = self.desk.other_side() {
            self.take_log(other, &page.other)?;
        }
        let after = self.positions();
        if page.more && after != before {
            return Ok(true);
        }
        // A copy ahead of its place proves nothing yet: an odd one is left out.
        let early = page.early.iter().filter_map(|bytes| read_entry(bytes).ok());
        let early: Vec<SealedEntry> = early.collect();
        self.desk.take_early(&early);
        self.desk.refresh();
        self.pass_through_seen()?;
        Ok(false)
    }

    fn take_log(&mut self, side: SideId, entries: &[Bytes64]) -> Result<(), CoreError> {
        let mut seen = [&self.seen.own, &self.seen.other].into_iter().flatten();
        let seen = seen.find(|head| head.side == side).cloned();
        for bytes in entries {
            let entry = read_entry(bytes)?;
            self.desk
                .take(side, &entry)
                .map_err(CoreError::two_stories)?;
            let head = self.desk.view().head(side);
            if seen
                .as_ref()
                .is_some_and(|seen| seen.seq == head.seq && seen.hash != head.hash)
            {
                let cause = format!("entry {} is another one than was seen before", head.seq);
                return Err(CoreError::two_stories(cause));
            }
        }
        Ok(())
    }

    fn pass_through_seen(&mut self) -> Result<(), CoreError> {
        for head in [&self.seen.own, &self.seen.other].into_iter().flatten() {
            let known = self.desk.view().charter(head.side).is_some();
            let now = self.desk.view().head(head.side).seq;
            if known && now < head.seq {
                return Err(CoreError::new(
                    "log-shorter",
                    format!(
                        "a log ends at entry {now}, this browser has seen entry {} of it",
                        head.seq
                    ),
                    "the node was restored from a backup or hides entries: wait for the line to bring them back; if they don't come, ask the administrator",
                ));
            }
        }
        self.seen = self.heads();
        Ok(())
    }

    /// How far this device has seen both logs, to be kept for the next visit.
    pub fn heads(&self) -> Seen {
        let seen = |side: SideId| {
            let head = self.desk.view().head(side);
            (head.seq > 0).then_some(SeenHead {
                side,
                seq: head.seq,
                hash: head.hash,
            })
        };
        Seen {
            own: seen(self.desk.own_side()),
            other: self.desk.other_side().ok().and_then(seen),
        }
    }

    /// Takes the next internal records; whether more is to be asked for.
    pub fn take_internal(&mut self, page: &InternalPage) -> bool {
        for bytes in &page.records {
            self.internal_taken += 1;
            // A kind of a later version is left out, as the fold does with the line's records.
            if let Ok(record) = InternalRecord::decode(&bytes.0) {
                self.desk.take_internal(record);
            }
        }
        !page.records.is_empty()
    }

    /// Keys that this device hands on now to others of its side: to be posted.
    pub fn housekeeping(&mut self, now_unix_ms: i64) -> Result<Vec<Post>, CoreError> {
        let grants = self
            .desk
            .housekeeping(now_unix_ms)
            .map_err(|error| CoreError::new("housekeeping", error, "load the page again"))?;
        Ok(grants.iter().map(Post::record).collect())
    }

    /// Whether this device's roles read its side's internal records.
    pub fn reads_internal(&self, now_unix_ms: i64) -> bool {
        let reading = domain::roles_of(domain::Action::ReadInternal);
        self.desk
            .offices(now_unix_ms)
            .is_some_and(|roles| roles.intersects(reading))
    }
}

fn read_entry(bytes: &Bytes64) -> Result<SealedEntry, CoreError> {
    decode_canonical("log entry", &bytes.0, ENTRY_BYTES_MAX).map_err(CoreError::two_stories)
}
