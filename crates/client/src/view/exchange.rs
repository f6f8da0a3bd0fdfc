//! Two papers, of which neither is opened before both are in.

use domain::{Exchange, PaperText, SubjectId};
use serde::Serialize;

use super::{
    contact::side_name,
    paper::TextView,
    receipt::{ReceiptView, written_unix_ms},
    without_effect::WithoutEffectView,
};
use crate::{Desk, DeskError, OpenError, Shown};

/// One exchange.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExchangeView {
    pub exchange: SubjectId,
    pub state: String,
    pub opened_by: String,
    pub until_unix_ms: i64,
    pub sides: Vec<PartView>,
    pub without_effect: Vec<WithoutEffectView>,
}

/// One side's part.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "ExchangePartView")
)]
pub struct PartView {
    pub side: String,
    pub lodged: Option<ReceiptView>,
    /// SHA-256 of salt and text, by which it is bound.
    pub commitment: Option<String>,
    pub revealed_unix_ms: Option<i64>,
    /// The own paper from its lodging on; the other side's once it is revealed and is what was lodged.
    pub paper: Option<TextView>,
    /// It showed something else than it had lodged: its own signatures stand under both.
    pub showed_another: bool,
    /// What it showed is damaged.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>", optional))]
    pub unreadable: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExchangeLine {
    pub exchange: SubjectId,
    pub state: String,
    pub opened_by: String,
    pub until_unix_ms: i64,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExchangeList {
    pub exchanges: Vec<ExchangeLine>,
}

/// All exchanges.
pub fn list_of(desk: &Desk, now_unix_ms: i64) -> ExchangeList {
    let exchanges = desk.view().exchanges().into_iter();
    let exchanges = exchanges.map(|exchange| ExchangeLine {
        exchange: exchange.subject,
        state: exchange.state_at(now_unix_ms).to_string(),
        opened_by: side_name(desk, exchange.founded_by),
        until_unix_ms: exchange.facts.until_unix_ms,
    });
    ExchangeList {
        exchanges: exchanges.collect(),
    }
}

/// Everything that this device can tell of an exchange.
pub fn view_of(
    desk: &Desk,
    subject: SubjectId,
    now_unix_ms: i64,
) -> Result<ExchangeView, DeskError> {
    let exchange = desk.exchange(subject)?;
    let mut sides = Vec::new();
    for side in desk.view().sides() {
        sides.push(part_of(desk, &exchange, side));
    }
    Ok(ExchangeView {
        exchange: subject,
        state: exchange.state_at(now_unix_ms).to_string(),
        opened_by: side_name(desk, exchange.founded_by),
        until_unix_ms: exchange.facts.until_unix_ms,
        sides,
        without_effect: WithoutEffectView::all(&exchange.without_effect),
    })
}

fn part_of(desk: &Desk, exchange: &Exchange, side: identity::SideId) -> PartView {
    let subject = exchange.subject;
    let lodge = exchange.lodges.get(&side);
    let reveal = exchange.reveals.get(&side);
    // A device to which nothing of this is sealed sees who has done what; so does everybody of a part that
    // can't be read.
    let (shown, unreadable) = match desk.shown(subject, side) {
        Ok(shown) => (shown, false),
        Err(DeskError::Open(OpenError::NotForYou)) => (None, false),
        Err(_) => (None, true),
    };
    let own = lodge.filter(|_| side == desk.own_side());
    let own = own.and_then(|lodge| desk.words_of::<PaperText>(lodge.id).ok());
    let (paper, showed_another) = match shown {
        Some(Shown::Paper(paper)) => (Some(paper), false),
        Some(Shown::Another) => (own, true),
        None => (own, false),
    };
    PartView {
        side: side_name(desk, side),
        lodged: lodge
            .and_then(|lodge| lodge.delivery)
            .map(ReceiptView::from),
        commitment: lodge.map(|lodge| lodge.commitment.to_string()),
        revealed_unix_ms: reveal.and_then(|id| written_unix_ms(desk, subject, *id)),
        paper: paper.map(TextView::from),
        showed_another,
        unreadable,
    }
}
