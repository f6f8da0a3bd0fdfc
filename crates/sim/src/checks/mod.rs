//! What must hold in every world. Each check reads raw entries through [`truth::Truth`], which shares
//! no rule with the fold that it judges.

pub(crate) mod admission;
pub(crate) mod agreement;
pub(crate) mod durability;
pub(crate) mod same_fold;
pub(crate) mod truth;

use std::fmt;

/// Which promise of the design was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// 2: no device enters a call's keys without an accreditation by its own side.
    Admission,
    /// 6: agreed only where both sides' signatures stand under identical bytes.
    Agreement,
    /// 7: what was acknowledged survives; two stories leave a proof.
    Durability,
    /// The same entries give the same state everywhere.
    SameFold,
    /// Once everything works again, everybody gets everything.
    Settling,
}

impl Promise {
    fn text(self) -> &'static str {
        match self {
            Self::Admission => "promise 2, who enters a call's keys",
            Self::Agreement => "promise 6, what is agreed",
            Self::Durability => "promise 7, what was acknowledged",
            Self::SameFold => "one state on all nodes and devices",
            Self::Settling => "everything arrives once the line is whole",
        }
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub promise: Promise,
    pub what: String,
}

impl Violation {
    pub fn new(promise: Promise, what: impl Into<String>) -> Self {
        Self {
            promise,
            what: what.into(),
        }
    }
}

/// A world in which a promise was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub seed: u64,
    /// Simulated milliseconds since the world began.
    pub at_ms: u64,
    pub promise: Promise,
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed, at_ms, what, ..
        } = self;
        write!(
            out,
            "seed {seed} after {at_ms} ms: {}: {what}; run it again with \
             SIM_SEED={seed} cargo test -p sim --test seeds one_seed",
            self.promise.text()
        )
    }
}
