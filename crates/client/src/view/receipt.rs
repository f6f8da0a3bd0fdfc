//! When something was handed over, and what the other side's log shows of it.

use domain::{Delivery, Event, RecordId, SubjectId};
use serde::Serialize;

use super::shown::utc;
use crate::Desk;

/// When something was handed over, when the other side's log shows it, and when this one shows that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReceiptView {
    /// By the clock of the node that sent it.
    pub said_unix_ms: i64,
    /// By the other node's clock: its first entry that had seen it is the receipt.
    pub received_unix_ms: Option<i64>,
    pub confirmed_unix_ms: Option<i64>,
}

impl From<Delivery> for ReceiptView {
    fn from(delivery: Delivery) -> Self {
        let at = |moment: domain::Moment| moment.node_unix_ms;
        Self {
            said_unix_ms: at(delivery.said),
            received_unix_ms: delivery.delivered.map(at),
            confirmed_unix_ms: delivery.confirmed.map(at),
        }
    }
}

impl ReceiptView {
    pub fn words(&self) -> String {
        let received = self.received_unix_ms.map_or_else(
            || "no receipt in the other side's log yet".to_owned(),
            |at| format!("received {}", utc(at)),
        );
        format!("{}, {received}", utc(self.said_unix_ms))
    }
}

/// When the node of its author wrote a record about this subject.
pub fn written_unix_ms(desk: &Desk, subject: SubjectId, record: RecordId) -> Option<i64> {
    let history = desk.view().history(subject).iter();
    let mut of_it =
        history.filter(|placed| matches!(&placed.event, Event::Record { id, .. } if *id == record));
    of_it.next().map(|placed| placed.node_unix_ms)
}
