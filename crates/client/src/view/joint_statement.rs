//! One text that both sides sign and each releases at the agreed time.

use domain::{Answer, JointText, SubjectId};
use serde::Serialize;

use super::{contact::side_name, receipt::written_unix_ms, without_effect::WithoutEffectView};
use crate::{Desk, DeskError};

/// One joint statement.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct JointView {
    pub joint_statement: SubjectId,
    pub phase: String,
    pub proposed_by: String,
    /// The record under which both signatures stand.
    pub agreed: Option<String>,
    /// What is agreed, or else the newest that waits for an answer.
    pub text: Option<JointTextView>,
    pub offers: Vec<JointOfferView>,
    /// Sides that announced their release, and when.
    pub released: Vec<ReleasedBy>,
    pub without_effect: Vec<WithoutEffectView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct JointTextView {
    pub title: String,
    pub text: String,
    pub languages: Vec<String>,
    pub release_unix_ms: i64,
    pub about: Option<SubjectId>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct JointOfferView {
    pub record: String,
    pub by: String,
    pub answer: String,
    pub release_unix_ms: i64,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReleasedBy {
    pub side: String,
    pub at_unix_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct JointList {
    pub joint_statements: Vec<JointLine>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct JointLine {
    pub joint_statement: SubjectId,
    pub phase: String,
    pub proposed_by: String,
    pub title: Option<String>,
    pub release_unix_ms: Option<i64>,
}

/// All joint statements.
pub fn list_of(desk: &Desk) -> JointList {
    let all = desk.view().joint_statements();
    let lines = all.into_iter().map(|joint| {
        let text = desk.standing_text::<JointText>(joint.subject).ok();
        JointLine {
            joint_statement: joint.subject,
            phase: joint.agreement.phase.to_string(),
            proposed_by: side_name(desk, joint.agreement.proposed_by),
            release_unix_ms: text.as_ref().map(|text| text.facts.release_unix_ms),
            title: text.map(|text| text.title),
        }
    });
    JointList {
        joint_statements: lines.collect(),
    }
}

/// Everything that this device can tell of a joint statement.
pub fn view_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<JointView, DeskError> {
    let joint = desk.joint_statement(subject)?;
    let agreement = &joint.agreement;
    let text = desk.standing_text::<JointText>(subject).ok();
    Ok(JointView {
        joint_statement: subject,
        phase: agreement.phase.to_string(),
        proposed_by: side_name(desk, agreement.proposed_by),
        agreed: agreement.agreed.map(|id| id.to_string()),
        text: text.map(|text| JointTextView {
            title: text.title,
            text: text.text,
            languages: text.languages,
            release_unix_ms: text.facts.release_unix_ms,
            about: text.facts.about,
        }),
        offers: agreement
            .offers
            .iter()
            .map(|offer| JointOfferView {
                record: offer.id.to_string(),
                by: side_name(desk, offer.side),
                answer: Answer::name(offer.answer_at(now_unix_ms)).to_owned(),
                release_unix_ms: offer.facts.release_unix_ms,
            })
            .collect(),
        released: joint
            .released
            .iter()
            .map(|(side, record)| ReleasedBy {
                side: side_name(desk, *side),
                at_unix_ms: written_unix_ms(desk, subject, *record),
            })
            .collect(),
        without_effect: WithoutEffectView::all(&agreement.without_effect),
    })
}
