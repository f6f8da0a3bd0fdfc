//! A silence procedure: a text stands at its expiry unless the other side objected.
//!
//! Silence is proved, never assumed. The other side consents by its *own log*: an entry of it that had
//! seen the text an hour before the expiry at the latest, and a later one, at or after the expiry by
//! its own node's clock, with no objection before it. While the line is down there is no such entry,
//! so a broken line consents to nothing; when it is back, an objection made in time is there before it.

use identity::SideId;
use jiff::Timestamp;
use minicbor::{Decode, Encode};

use crate::{
    FIELD_BYTES_MAX, Kind, LocalStart, Moment, NoEffect, Placed, RecordId, SILENCE_MS_MIN,
    SubjectId, TEXT_BYTES_MAX, TermsError, WithoutEffect,
    entry::{Act, acts_of, in_order},
    sight::Sight,
    terms::{locals_at, numbered},
};

/// What nodes are told of a silence procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct SilenceFacts {
    /// An objection comes before this time of the objecting side's log.
    #[n(0)]
    pub expires_unix_ms: i64,
    /// The track that it belongs to.
    #[n(1)]
    pub track: Option<SubjectId>,
}

/// The text; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SilenceText {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub text: String,
    /// The expiry as the clocks of both capitals show it; the moment itself is what counts.
    #[n(2)]
    pub local: Vec<LocalStart>,
}

/// Places whose local expiry is named: both capitals.
const LOCALS_MAX: usize = 2;

impl SilenceText {
    /// Fills in what both capitals' clocks show at the expiry.
    pub fn with_locals(
        mut self,
        expires_unix_ms: i64,
        zones: &[(SideId, &str)],
    ) -> Result<Self, TermsError> {
        let at = Timestamp::from_millisecond(expires_unix_ms).map_err(|_| TermsError::Start)?;
        self.local = locals_at(at, zones)?;
        Ok(self)
    }

    pub fn fits(&self) -> bool {
        let short = |text: &str| text.len() <= FIELD_BYTES_MAX;
        short(&self.title)
            && (1..=TEXT_BYTES_MAX).contains(&self.text.len())
            && self.local.len() <= LOCALS_MAX
            && self
                .local
                .iter()
                .all(|local| short(&local.zone) && short(&local.civil))
    }
}

numbered!(
    /// Where a silence procedure stands.
    SilenceState {
        Running = 0 "running",
        /// The other side objected.
        Broken = 1 "broken",
        /// Silence was kept, as the other side's own log shows.
        Adopted = 2 "adopted",
        /// The time is over, and the other side's log doesn't show that silence was kept.
        Unproved = 3 "unproved",
        /// The other side didn't have the text long enough: its silence says nothing.
        Missed = 4 "missed",
        Withdrawn = 5 "withdrawn",
    }
);

/// The fold of everything about one silence procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SilenceProcedure {
    pub subject: SubjectId,
    pub by: SideId,
    pub id: RecordId,
    pub facts: SilenceFacts,
    /// The first entry of the other log that had seen the text.
    pub delivered: Option<Moment>,
    pub objection: Option<RecordId>,
    pub withdrawn: Option<RecordId>,
    /// The entry of the other log that shows that silence was kept.
    pub adopted: Option<Moment>,
    pub without_effect: Vec<WithoutEffect>,
}

impl SilenceProcedure {
    /// `None` while nothing that founds it is among `placed`, whose order doesn't matter.
    pub(crate) fn fold(subject: SubjectId, placed: &[Placed], sight: &Sight<'_>) -> Option<Self> {
        let ordered = in_order(placed, |placed| sight.seen(placed));
        let (begun, facts) = acts_of(&ordered)
            .filter(|act| act.kind == Kind::Found)
            .find_map(|act| Some((act, act.header.facts_of::<SilenceFacts>(true)?)))?;
        let by = begun.side();
        let mut procedure = Self {
            subject,
            by,
            id: begun.id,
            facts,
            delivered: sight.first_that_saw(by, begun.entry.seq()),
            objection: None,
            withdrawn: None,
            adopted: None,
            without_effect: Vec::new(),
        };
        let others = || acts_of(&ordered).filter(|act| act.id != begun.id);
        // What shows that silence was kept, were there neither objection nor withdrawal.
        let kept = procedure.evidence(sight);
        let objects = |act: &Act<'_>| {
            let in_time = act.entry.placed.reached_unix_ms < facts.expires_unix_ms;
            act.kind == Kind::Object && act.side() != by && act.entry.saw(&begun.entry) && in_time
        };
        let takes_back = |act: &Act<'_>| {
            // Nobody takes back what is known to stand.
            let knew = kept.is_some_and(|kept| act.entry.saw_entry(kept.side, kept.seq));
            act.kind == Kind::Withdraw && act.side() == by && !knew
        };
        procedure.withdrawn = others().find(takes_back).map(|act| act.id);
        procedure.objection = others().find(objects).map(|act| act.id);
        if procedure.withdrawn.is_none() && procedure.objection.is_none() {
            procedure.adopted = kept;
        }
        if procedure.adopted.is_none() && procedure.objection.is_none() {
            // Nothing was adopted, so a late no is a no all the same.
            let late = |act: &Act<'_>| {
                act.kind == Kind::Object && act.side() != by && act.entry.saw(&begun.entry)
            };
            procedure.objection = others().find(late).map(|act| act.id);
        }
        for act in others() {
            if let Some(why) = procedure.why_not(&act, &begun) {
                procedure.without_effect.push(act.without_effect(why));
            }
        }
        Some(procedure)
    }

    /// The entry of the other log that shows its silence.
    fn evidence(&self, sight: &Sight<'_>) -> Option<Moment> {
        if self.came_too_late() {
            return None;
        }
        let other = self.delivered?.side;
        let after = sight.first_at(other, self.facts.expires_unix_ms)?;
        // Two stories prove no silence.
        sight.is_open(other, after.seq).then_some(after)
    }

    /// Whether the other side had less time than an objection needs.
    fn came_too_late(&self) -> bool {
        let latest = self.facts.expires_unix_ms.saturating_sub(SILENCE_MS_MIN);
        self.delivered
            .is_some_and(|delivered| delivered.reached_unix_ms > latest)
    }

    fn why_not(&self, act: &Act<'_>, begun: &Act<'_>) -> Option<NoEffect> {
        let own = act.side() == self.by;
        let counts = Some(act.id) == self.objection || Some(act.id) == self.withdrawn;
        match (act.kind, own) {
            _ if counts => None,
            (Kind::Object, false) if !act.entry.saw(&begun.entry) => Some(NoEffect::Unseen),
            (Kind::Object, false) if self.adopted.is_some() => Some(NoEffect::Late),
            (Kind::Withdraw, true) if self.withdrawn.is_none() => Some(NoEffect::Late),
            (Kind::Object, false) | (Kind::Withdraw, true) => Some(NoEffect::Again),
            (Kind::Object, true) | (Kind::Withdraw, false) => Some(NoEffect::OthersToDo),
            _ => Some(NoEffect::Founded),
        }
    }

    pub fn state_at(&self, unix_ms: i64) -> SilenceState {
        let over = unix_ms >= self.facts.expires_unix_ms;
        if self.objection.is_some() {
            SilenceState::Broken
        } else if self.withdrawn.is_some() {
            SilenceState::Withdrawn
        } else if self.adopted.is_some() {
            SilenceState::Adopted
        } else if self.came_too_late() {
            SilenceState::Missed
        } else if over {
            SilenceState::Unproved
        } else {
            SilenceState::Running
        }
    }
}

#[cfg(test)]
#[path = "procedure_tests/silence.rs"]
mod tests;
