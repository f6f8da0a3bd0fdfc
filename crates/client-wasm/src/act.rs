//! What a person does, as signed records to post.

use domain::{InternalRecord, Record, SubjectId};
use serde::{Deserialize, Serialize};
use wire::Bytes64;

use crate::{Core, CoreError};

/// Bytes for one of the node's endpoints that take signed records.
#[derive(Debug, Clone, Serialize)]
pub struct Post {
    pub path: &'static str,
    pub bytes: Bytes64,
}

impl Post {
    pub fn record(record: &Record) -> Self {
        Self {
            path: "/api/v1/records",
            bytes: Bytes64(record.bytes().to_vec()),
        }
    }

    pub fn internal(record: &InternalRecord) -> Self {
        Self {
            path: "/api/v1/internal",
            bytes: Bytes64(record.bytes().to_vec()),
        }
    }
}

/// What was made: to be posted in this order, and what it is about.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    pub posts: Vec<Post>,
    pub subject: Option<String>,
    pub record: Option<String>,
}

impl Made {
    fn about(subject: SubjectId, record: &Record) -> Self {
        Self {
            posts: vec![Post::record(record)],
            subject: Some(subject.to_string()),
            record: Some(record.id.to_string()),
        }
    }
}

/// One thing that a person does; `act` names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    AcceptContact {
        contact: SubjectId,
    },
    DeclineContact {
        contact: SubjectId,
        reason: Option<String>,
    },
    WithdrawContact {
        contact: SubjectId,
    },
    CancelContact {
        contact: SubjectId,
        reason: Option<String>,
    },
    PostponeContact {
        contact: SubjectId,
        reason: Option<String>,
    },
    /// As duty officer: the own principal may be called.
    ConfirmStage {
        contact: SubjectId,
    },
    AbortContact {
        contact: SubjectId,
    },
}

impl Core {
    /// Makes what an act needs; nothing is sent, and nothing changes here before the log says so.
    pub fn act(&self, act: &Act, now_unix_ms: i64) -> Result<Made, CoreError> {
        let desk = &self.desk;
        let (subject, record) = match act {
            Act::AcceptContact { contact } => (contact, desk.accept(*contact, now_unix_ms)?),
            Act::DeclineContact { contact, reason } => (
                contact,
                desk.decline(*contact, reason.as_deref(), now_unix_ms)?,
            ),
            Act::WithdrawContact { contact } => (contact, desk.withdraw(*contact, now_unix_ms)?),
            Act::CancelContact { contact, reason } => (
                contact,
                desk.cancel(*contact, reason.as_deref(), now_unix_ms)?,
            ),
            Act::PostponeContact { contact, reason } => (
                contact,
                desk.postpone(*contact, reason.as_deref(), now_unix_ms)?,
            ),
            Act::ConfirmStage { contact } => (contact, desk.confirm_stage(*contact, now_unix_ms)?),
            Act::AbortContact { contact } => (contact, desk.abort(*contact, now_unix_ms)?),
        };
        Ok(Made::about(*subject, &record))
    }
}
