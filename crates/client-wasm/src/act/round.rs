//! Rounds: proposed, answered, moved; delegations; what the own press is told of them.

use client::{
    Desk,
    form::{DelegationForm, RoundCounterForm, RoundForm, Word, fresh_nonce},
};
use domain::{Noun, RoundTerms, SubjectId};

use super::{Acted, Made, Warning, warning::unless_collides};

said! {
    OfRound { round: Word<SubjectId> }
    OfRoundWithReason {
        round: Word<SubjectId>,
        /// Sealed to the leadership of both sides.
        reason: Option<String>,
    }
    ProposeRound {
        form: RoundForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
    CounterRound {
        round: Word<SubjectId>,
        form: RoundCounterForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
    AcceptRound {
        round: Word<SubjectId>,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
    NameDelegation {
        round: Word<SubjectId>,
        form: DelegationForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        despite: bool,
    }
}

fn past(terms: &RoundTerms, now_unix_ms: i64) -> Vec<Warning> {
    let is_past = terms.facts.start_unix_ms < now_unix_ms;
    is_past.then_some(Warning::StartPast).into_iter().collect()
}

pub fn propose(desk: &Desk, said: &ProposeRound, now_unix_ms: i64) -> Acted {
    let new = said.form.made(desk, now_unix_ms)?;
    let nonce = fresh_nonce()?;
    let round = SubjectId::of(Noun::Round, desk.own_side(), nonce);
    let found = desk.collisions(&desk.about_round(round, &new.terms), [])?;
    let told = (said.despite, past(&new.terms, now_unix_ms));
    unless_collides(desk, round, &found, told, || {
        let record = desk.propose_text(nonce, &new.terms, new.expires_unix_ms, now_unix_ms)?;
        Ok(Made::record(&record))
    })
}

pub fn counter(desk: &Desk, said: &CounterRound, now_unix_ms: i64) -> Acted {
    let round = said.round.0;
    let new = said.form.made(desk, round, now_unix_ms)?;
    let found = desk.collisions(&desk.about_round(round, &new.terms), [])?;
    let told = (said.despite, past(&new.terms, now_unix_ms));
    unless_collides(desk, round, &found, told, || {
        let record = desk.counter_text(round, &new.terms, new.expires_unix_ms, now_unix_ms)?;
        Ok(Made::record(&record))
    })
}

pub fn accept(desk: &Desk, said: &AcceptRound, now_unix_ms: i64) -> Acted {
    let round = said.round.0;
    // Whoever may not, or has nothing to accept, isn't asked.
    let record = desk.accept_text::<RoundTerms>(round, now_unix_ms)?;
    let agreement = desk.round(round)?.agreement;
    let found = match agreement.offer_for(desk.own_side()) {
        Some(offer) => {
            let terms: RoundTerms = desk.words_of(offer.id)?;
            desk.collisions(&desk.about_round(round, &terms), [])?
        }
        None => Vec::new(),
    };
    let told = (said.despite, Vec::new());
    unless_collides(desk, round, &found, told, || Ok(Made::record(&record)))
}

pub fn decline(desk: &Desk, said: &OfRoundWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.decline_text::<RoundTerms>(said.round.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn withdraw(desk: &Desk, said: &OfRound, now_unix_ms: i64) -> Acted {
    let record = desk.withdraw_text::<RoundTerms>(said.round.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn postpone(desk: &Desk, said: &OfRoundWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.postpone_round(said.round.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn cancel(desk: &Desk, said: &OfRoundWithReason, now_unix_ms: i64) -> Acted {
    let reason = said.reason.as_deref();
    let record = desk.cancel_text::<RoundTerms>(said.round.0, reason, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn name_delegation(desk: &Desk, said: &NameDelegation, now_unix_ms: i64) -> Acted {
    let round = said.round.0;
    let standing = desk.delegation(round, desk.own_side())?;
    let named = said.form.named(standing)?;
    let found = desk.collisions_of_delegation(round, &named)?;
    let told = (said.despite, Vec::new());
    unless_collides(desk, round, &found, told, || {
        let record = desk.name_delegation(round, &named, now_unix_ms)?;
        Ok(Made::record(&record))
    })
}

pub fn clear(desk: &Desk, said: &OfRound, now_unix_ms: i64) -> Acted {
    let record = desk.clear_round(said.round.0, now_unix_ms)?;
    Ok(Made::internal(&record))
}
