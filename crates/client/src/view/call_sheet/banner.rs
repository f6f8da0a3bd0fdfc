//! What must be seen first on a sheet: that a contact isn't agreed, is over, or has newer terms.

use domain::{Answer, Contact, ContactPhase, NodeFacts, Offer};
use serde::Serialize;

use super::is_agreed;
use crate::{
    Desk,
    view::{
        contact::side_name,
        report::{ReportedView, Reports},
    },
};

/// `banner` names it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "banner", rename_all = "kebab-case")]
pub enum Banner {
    /// There aren't two signatures under these terms.
    NotAgreed {
        proposed_by: String,
    },
    /// This date no longer stands.
    Postponed,
    /// The offer was declined or withdrawn.
    Refused {
        phase: String,
    },
    Cancelled,
    /// The call was held.
    Over,
    /// Entered as held elsewhere, by one side's word alone.
    ReportedOutside,
    /// Held elsewhere, as both sides entered it.
    HeldOutside,
    /// The sheet is of the terms that are signed, and others wait for an answer.
    NewerTerms,
    /// What the counterpart is reported to have done last; nobody signed it.
    Reported {
        report: Box<ReportedView>,
    },
}

/// What whoever relies on this sheet must see first.
pub(super) fn banners(desk: &Desk, contact: &Contact) -> Vec<Banner> {
    let of_phase = match contact.phase {
        ContactPhase::Agreed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::OnTheLine => None,
        ContactPhase::Proposed => Some(Banner::NotAgreed {
            proposed_by: side_name(desk, contact.proposed_by),
        }),
        ContactPhase::Postponed => Some(Banner::Postponed),
        ContactPhase::Declined | ContactPhase::Withdrawn => Some(Banner::Refused {
            phase: contact.phase.to_string(),
        }),
        ContactPhase::Cancelled => Some(Banner::Cancelled),
        ContactPhase::Ended => Some(Banner::Over),
        ContactPhase::ReportedOutside => Some(Banner::ReportedOutside),
        ContactPhase::HeldOutside => Some(Banner::HeldOutside),
    };
    let waits =
        |offer: &Offer<NodeFacts>| offer.answer == Answer::Open && Some(offer.id) != contact.agreed;
    let newer = is_agreed(contact.phase) && contact.offers.iter().any(waits);
    let reports = Reports::read(desk, false);
    let reported = reports.newest_about(contact.subject);
    of_phase
        .into_iter()
        .chain(newer.then_some(Banner::NewerTerms))
        .chain(reported.map(|report| Banner::Reported {
            report: Box::new(report.clone()),
        }))
        .collect()
}
