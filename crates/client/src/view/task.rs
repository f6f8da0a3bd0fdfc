//! What somebody of the own side has to do.

use domain::{InternalKind, Task};
use identity::PersonId;
use serde::Serialize;

use super::internal::{EntryView, entries};
use crate::Desk;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TaskView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub text: String,
    pub owner: PersonId,
    /// `open`, `done` or `dropped`.
    pub state: String,
    pub due_unix_ms: Option<i64>,
    pub overdue: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TaskList {
    pub tasks: Vec<TaskView>,
}

/// Tasks that this device reads.
pub fn list_of(desk: &Desk, history: bool, now_unix_ms: i64) -> TaskList {
    let all = entries::<Task>(desk, InternalKind::Assign, history);
    let tasks = all.into_iter().map(|(entry, task)| TaskView {
        overdue: entry.stands && task.is_overdue(now_unix_ms),
        entry,
        text: task.text,
        owner: task.owner,
        state: task.state.to_string(),
        due_unix_ms: task.due_unix_ms,
    });
    TaskList {
        tasks: tasks.collect(),
    }
}
