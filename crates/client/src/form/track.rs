//! Links of a track.

use domain::{Held, Link, Pair, SubjectId};
use serde::Deserialize;

use super::{FormError, Word, subject_of};
use crate::{Desk, conflicts::LINKED};

/// What belongs to a track, precedes or may affect what.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LinksForm {
    /// Contacts and rounds that belong to it.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub holds: Vec<Word<SubjectId>>,
    /// The first is over before the second begins.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub must_precede: Vec<PairForm>,
    /// When the first is over, the second's agenda and mandate are looked at again.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub may_affect: Vec<PairForm>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PairForm {
    pub first: Word<SubjectId>,
    pub second: Word<SubjectId>,
}

impl LinksForm {
    /// The links that are meant, each once.
    pub fn links(&self, desk: &Desk) -> Result<Vec<Link>, FormError> {
        let here = |word: Word<SubjectId>| subject_of(desk, &LINKED, word.0);
        let pairs = |pairs: &[PairForm]| {
            let pairs = pairs.iter().map(|pair| {
                let (first, second) = (here(pair.first)?, here(pair.second)?);
                if first == second {
                    return Err(FormError::ToItself);
                }
                Ok(Pair { first, second })
            });
            pairs.collect::<Result<Vec<Pair>, FormError>>()
        };
        let mut links = Vec::new();
        for word in &self.holds {
            let subject = here(*word)?;
            links.push(Link::Holds(Held { subject }));
        }
        let precedes = pairs(&self.must_precede)?;
        links.extend(precedes.into_iter().map(Link::MustPrecede));
        let affects = pairs(&self.may_affect)?;
        links.extend(affects.into_iter().map(Link::MayAffect));
        if links.is_empty() {
            return Err(FormError::NoLink);
        }
        Ok(links)
    }
}
