//! What waits for whom, for what, and since when it is overdue.

use domain::{Matter, SubjectId};
use serde::Serialize;

use super::{contact::side_name, shown::utc};
use crate::Desk;

/// Something that waits for a side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MatterView {
    pub side: String,
    pub to_do: &'static str,
    pub noun: &'static str,
    pub subject: SubjectId,
    pub due: Option<String>,
    pub overdue: bool,
}

pub fn matter_view(desk: &Desk, matter: &Matter) -> MatterView {
    MatterView {
        side: side_name(desk, matter.side),
        to_do: matter.to_do.name(),
        noun: matter.noun.name(),
        subject: matter.subject,
        due: matter.due_unix_ms.map(utc),
        overdue: matter.overdue,
    }
}
