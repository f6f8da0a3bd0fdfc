//! What all nouns that are agreed on show alike: their ids, whose answer is awaited, what was offered.

use domain::{Agreement, AgreementPhase, Answer, Folded, Noun, SubjectId};
use identity::SideId;
use serde::Serialize;

use super::{contact::side_name, shown::utc};
use crate::{Agreeable, Desk};

/// All subjects of these nouns.
pub fn subjects_of(desk: &Desk, nouns: &[Noun]) -> Vec<SubjectId> {
    desk.view()
        .subjects()
        .map(|folded| subject_of(&folded))
        .filter(|subject| {
            let noun = desk.view().noun_of(*subject);
            noun.is_some_and(|noun| nouns.contains(&noun))
        })
        .collect()
}

pub fn subject_of(folded: &Folded) -> SubjectId {
    match folded {
        Folded::Contact(folded) => folded.subject,
        Folded::Track(folded) => folded.subject,
        Folded::Round(folded) => folded.subject,
        Folded::Minutes(folded) => folded.subject,
        Folded::JointStatement(folded) => folded.subject,
        Folded::Paper(folded) => folded.subject,
        Folded::Exchange(folded) => folded.subject,
        Folded::Message(folded) => folded.subject,
        Folded::SilenceProcedure(folded) => folded.subject,
    }
}

/// Whose answer is awaited, if anybody's.
pub fn awaited<F: domain::Facts>(
    desk: &Desk,
    agreement: &Agreement<F>,
    now_unix_ms: i64,
) -> Option<String> {
    let is_live = match agreement.phase {
        AgreementPhase::Proposed | AgreementPhase::Agreed | AgreementPhase::Postponed => true,
        AgreementPhase::Declined | AgreementPhase::Withdrawn | AgreementPhase::Cancelled => false,
    };
    let open = |side: &SideId| {
        let offer = agreement.offer_for(*side).filter(|_| is_live);
        offer.is_some_and(|offer| offer.answer_at(now_unix_ms) == Answer::Open)
    };
    let sides = desk.view().sides().filter(open);
    let names: Vec<String> = sides.map(|side| side_name(desk, side)).collect();
    (!names.is_empty()).then(|| format!("an answer of {}", names.join(" and ")))
}

/// One side's offer, for programs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OfferShown {
    pub record: String,
    pub by: String,
    pub answer: String,
    pub answer_by: Option<String>,
}

pub fn offers_of<F: domain::Facts>(
    desk: &Desk,
    agreement: &Agreement<F>,
    now_unix_ms: i64,
) -> Vec<OfferShown> {
    let offers = agreement.offers.iter();
    offers
        .map(|offer| OfferShown {
            record: offer.id.to_string(),
            by: side_name(desk, offer.side),
            answer: offer.answer_at(now_unix_ms).name().to_owned(),
            answer_by: offer.expires_unix_ms.map(utc),
        })
        .collect()
}

/// Words that wait for an answer while others are agreed.
pub fn amendment<T: Agreeable>(desk: &Desk, agreement: &Agreement<T::Facts>) -> Option<T> {
    agreement.agreed?;
    let waits = |offer: &&domain::Offer<T::Facts>| offer.answer == Answer::Open;
    let open = agreement.offers.iter().rev().find(waits)?;
    desk.words_of(open.id).ok()
}
