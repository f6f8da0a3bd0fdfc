//! What must hold in every world. Each check reads raw entries through [`truth::Truth`], which shares
//! no rule with the fold that it judges.

pub(crate) mod admission;
pub(crate) mod agreement;
pub(crate) mod consent;
pub(crate) mod durability;
pub(crate) mod messages;
pub(crate) mod moments;
pub(crate) mod papers;
pub(crate) mod same_fold;
pub(crate) mod secrecy;
pub(crate) mod truth;

use std::fmt;

/// Which promise of the design was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// 1: nodes see no word and no key.
    Secrecy,
    /// 2: no device enters a call's keys without an accreditation by its own side.
    Admission,
    /// 6: agreed only where both sides' signatures stand under identical bytes.
    Agreement,
    /// 7: what was acknowledged survives; two stories leave a proof.
    Durability,
    /// 8: nobody rings unstaged; both floors open at one moment.
    Ringing,
    /// 9: a line that is down is shown as down.
    LineShown,
    /// 12: floods wait.
    Bounds,
    /// Silence is consent only where the other side's own log proves it.
    Consent,
    /// An acknowledged message stays acknowledged, and is the same everywhere.
    Messages,
    /// A FLASH is there at once, as what it is, and sounds until somebody acknowledges it.
    Urgency,
    /// Neither paper of an exchange opens before both are in, and none but what was lodged.
    Exchange,
    /// A joint statement is shown as both signed it, at its time and not before.
    JointRelease,
    /// Nothing new is agreed while clocks are too far apart.
    Clocks,
    /// The same entries give the same state everywhere.
    SameFold,
    /// Once everything works again, everybody gets everything.
    Settling,
}

impl Promise {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Secrecy => "promise 1, what nodes see",
            Self::Ringing => "promise 8, who rings and when the floor opens",
            Self::LineShown => "promise 9, whether a lost line is shown",
            Self::Bounds => "promise 12, what a flood may cost",
            Self::Consent => "whether silence was consent",
            Self::Messages => "what became of a message",
            Self::Urgency => "a FLASH, when it is there and how long it sounds",
            Self::Exchange => "an exchange, whose paper is opened when",
            Self::JointRelease => "a joint statement, what is shown when",
            Self::Clocks => "nothing new while clocks are far apart",
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
            "seed {seed} after {at_ms} ms: {}: {what}; {}",
            self.promise.text(),
            crate::soak::replay(*seed)
        )
    }
}
