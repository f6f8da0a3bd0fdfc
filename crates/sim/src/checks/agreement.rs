//! Promise 6: agreed only where a person of each side who may bind it signed the same bytes.

use domain::{ContactPhase, Kind, LineView, RecordId};

use super::{Promise, Violation, truth::Truth};

/// Judges everything that a fold calls agreed by the entries that this fold has read.
pub(crate) fn check_agreed(truth: &Truth, view: &LineView) -> Result<usize, Violation> {
    let mut agreed = 0;
    for contact in view.contacts() {
        let rests_on_terms = matches!(
            contact.phase,
            ContactPhase::Agreed
                | ContactPhase::Postponed
                | ContactPhase::Staging
                | ContactPhase::Staged
                | ContactPhase::OnTheLine
        );
        let Some(offer) = contact.agreed else {
            if rests_on_terms {
                let (subject, phase) = (contact.subject, contact.phase);
                return Err(broken(format!("{subject} is {phase} without agreed terms")));
            }
            continue;
        };
        agreed += 1;
        check_both_signed(truth, view, offer)?;
        let told = offer_facts(truth, offer);
        if contact.facts != told {
            return Err(broken(format!(
                "nodes are told other facts than {offer} says"
            )));
        }
    }
    Ok(agreed)
}

fn broken(what: String) -> Violation {
    Violation::new(Promise::Agreement, what)
}

fn offer_facts(truth: &Truth, offer: RecordId) -> Option<domain::NodeFacts> {
    truth
        .chains()
        .flat_map(|(_, chain)| chain.acts(u64::MAX))
        .find(|(_, act)| act.id == offer)
        .and_then(|(_, act)| act.facts)
}

pub(crate) fn check_both_signed(
    truth: &Truth,
    view: &LineView,
    offer: RecordId,
) -> Result<(), Violation> {
    for (side, chain) in truth.chains() {
        let offered = chain.acts(view.head(*side).seq).find(|(_, act)| {
            act.id == offer && matches!(act.kind, Kind::Propose | Kind::Counter) && act.binds()
        });
        let Some((offered, terms)) = offered else {
            continue;
        };
        let accepted = truth
            .chains()
            .filter(|(other, _)| *other != side)
            .flat_map(|(other, chain)| chain.acts(view.head(*other).seq))
            .any(|(entry, act)| {
                act.kind == Kind::Accept
                    && act.names == Some(offer)
                    && act.subject == terms.subject
                    && act.binds()
                    && entry.other_seen >= offered.seq
            });
        return if accepted {
            Ok(())
        } else {
            Err(broken(format!(
                "{offer} is called agreed without a signature of the other side"
            )))
        };
    }
    Err(broken(format!(
        "{offer} is called agreed and nobody who may signed it"
    )))
}
