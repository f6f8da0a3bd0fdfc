//! The same entries give the same state on both nodes and on every device.

use domain::LineView;

use super::{Promise, Violation, truth::Truth};

/// Whether a fold stands on what the nodes really wrote.
pub(crate) fn check_heads(truth: &Truth, view: &LineView, whose: &str) -> Result<(), Violation> {
    for (side, chain) in truth.chains() {
        let head = view.head(*side);
        let Some(at) = head.seq.checked_sub(1) else {
            continue;
        };
        let written = usize::try_from(at)
            .ok()
            .and_then(|at| chain.entries.get(at));
        if written.is_none_or(|written| written.hash != head.hash) {
            let seq = head.seq;
            return Err(Violation::new(
                Promise::SameFold,
                format!("{whose} holds an entry {seq} of {side} that its node's log doesn't"),
            ));
        }
    }
    Ok(())
}

/// Whether all folds show the same, once all hold the same.
pub(crate) fn check_equal<'a>(
    folds: impl IntoIterator<Item = (String, &'a LineView)>,
) -> Result<(), Violation> {
    let mut first = None;
    for (whose, view) in folds {
        let digest = view.digest();
        match &first {
            None => first = Some((whose, digest)),
            Some((_, known)) if *known == digest => {}
            Some((known, _)) => {
                return Err(Violation::new(
                    Promise::SameFold,
                    format!("{known} and {whose} show different states"),
                ));
            }
        }
    }
    Ok(())
}
