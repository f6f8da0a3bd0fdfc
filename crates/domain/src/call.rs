//! What nodes attest of a call: that it began and ended, when, on what, and who was on the line.

use identity::{DeviceId, id16, sha256};
use minicbor::{Decode, Encode};

use crate::{CALL_DEVICES_MAX, Medium, RecordId, SubjectId, terms::numbered};

id16!(
    /// A call: made of the contact and the agreed record, so that both nodes know it without asking.
    CallId
);

impl CallId {
    /// The call of a contact on agreed terms.
    pub fn of_terms(contact: SubjectId, agreed: RecordId) -> Self {
        let digest = sha256(&[b"detente/v1/call\0", &contact.0[..], &agreed.0[..]].concat());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }
}

numbered!(
    /// Why a call ended.
    EndReason {
        HungUp = 0 "hung-up",
        Aborted = 1 "aborted",
        LineLost = 2 "line-lost",
        NotStaffed = 3 "not-staffed",
    }
);

/// The floor opened.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CallStarted {
    #[n(0)]
    pub contact: SubjectId,
    #[n(1)]
    pub call: CallId,
    #[n(2)]
    pub at_unix_ms: i64,
    #[n(3)]
    pub medium: Medium,
    /// Devices on the line, both sides', in order of their ids.
    #[n(4)]
    pub on_line: Vec<DeviceId>,
}

impl CallStarted {
    /// Whether no more devices are named than a call has.
    pub fn fits(&self) -> bool {
        self.on_line.len() <= CALL_DEVICES_MAX
    }
}

/// The floor closed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CallEnded {
    #[n(0)]
    pub contact: SubjectId,
    #[n(1)]
    pub call: CallId,
    #[n(2)]
    pub at_unix_ms: i64,
    #[n(3)]
    pub reason: EndReason,
}
