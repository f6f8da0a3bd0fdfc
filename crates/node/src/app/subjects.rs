//! Records about everything but contacts: checked by the rules of their nouns before they are written.

use domain::{ContactPhase, Folded, Kind, Noun, Record, Rejection, VoidReason, decide};
use identity::RoleSet;

use super::{AppError, ErrorCode, NodeCore, Now};

impl NodeCore {
    /// Whether such a record may be the next entry of this side's log.
    pub(super) fn check_subject(
        &self,
        now: Now,
        noun: Noun,
        kind: Kind,
        roles: RoleSet,
        record: &Record,
    ) -> Result<(), AppError> {
        let folded = self.view.subject(record.header.subject);
        let phase = folded.as_ref().and_then(Folded::phase);
        self.may_write(roles, noun, kind, phase)?;
        let founds = noun.is_founded_by(kind);
        let subject = record.header.subject;
        let is_there =
            self.view.noun_of(subject) == Some(noun) || self.flash_ahead(subject) == Some(noun);
        if !founds && !is_there {
            let what = noun.name();
            return Err(AppError::new(
                ErrorCode::NotFound,
                format!("there is no such {what}"),
            ));
        }
        self.check_counts(roles, record)?;
        match (&folded, kind) {
            (Some(folded), Kind::Accept | Kind::Decline | Kind::Withdraw) if phase.is_some() => {
                folded.check_answer(self.own, kind, record.header.names, self.reached(now))?;
            }
            // Sent too early it would give the paper away for nothing.
            (Some(Folded::Exchange(exchange)), Kind::Reveal)
                if !exchange.ready.contains(&self.own) =>
            {
                return Err(AppError::new(
                    ErrorCode::Conflict,
                    "the papers aren't both in both logs yet; nothing is revealed before",
                ));
            }
            (Some(Folded::JointStatement(joint)), Kind::AnnounceRelease) => {
                let release = joint.agreement.facts.map(|facts| facts.release_unix_ms);
                if release.is_some_and(|release| self.reached(now) < release) {
                    return Err(AppError::new(
                        ErrorCode::Embargo,
                        "the time on which both sides agreed hasn't come yet",
                    ));
                }
                self.check_announced(record)?;
            }
            _ => {}
        }
        if noun == Noun::Paper {
            self.check_attachments(record)?;
        }
        let agrees = matches!(kind, Kind::Propose | Kind::Counter | Kind::Accept);
        if agrees || (noun, kind) == (Noun::SilenceProcedure, Kind::Found) {
            self.may_agree()?;
        }
        if record.header.facts.is_some() {
            return Err(AppError::new(
                ErrorCode::Malformed,
                "only contacts tell nodes what to ring and route",
            ));
        }
        Ok(())
    }

    pub(super) fn may_write(
        &self,
        roles: RoleSet,
        noun: Noun,
        kind: Kind,
        phase: Option<ContactPhase>,
    ) -> Result<(), AppError> {
        let action = noun.action(kind).ok_or(Rejection::Role)?;
        Ok(decide(roles, action, phase)?)
    }

    /// Whether every fold will take it where it would stand.
    pub(super) fn check_counts(&self, roles: RoleSet, record: &Record) -> Result<(), AppError> {
        let counts = self.view.check_record(self.own, roles, record);
        counts.map(drop).map_err(|reason| {
            let code = match reason {
                VoidReason::Subject | VoidReason::Unreadable(_) | VoidReason::Facts => {
                    ErrorCode::Malformed
                }
                _ => ErrorCode::Conflict,
            };
            AppError::new(code, reason.to_string())
        })
    }

    /// The time that this side's log has reached: what expiries go by.
    pub(super) fn reached(&self, now: Now) -> i64 {
        let people = self.view.people(self.own);
        people.map_or(now.unix_ms, |people| people.reached(now.unix_ms))
    }
}
