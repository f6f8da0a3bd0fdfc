//! Records that devices post: checked as the fold will check them, then durably in the log.

use domain::{Kind, LogItem, NoEffect, Noun, Record, VoidReason};
use identity::DeviceId;
use wire::ContactSummary;

use super::{AppError, ErrorCode, NodeCore, Now};

impl NodeCore {
    /// Takes a record from the device that signed it; the same record again gets the same answer.
    pub fn post_record(
        &mut self,
        now: Now,
        device: DeviceId,
        bytes: &[u8],
    ) -> Result<u64, AppError> {
        let posted = self.try_post(now, device, bytes);
        match &posted {
            Ok(_) => self.counters.records_taken += 1,
            Err(_) => self.counters.records_refused += 1,
        }
        self.settle(now);
        posted
    }

    fn try_post(&mut self, now: Now, device: DeviceId, bytes: &[u8]) -> Result<u64, AppError> {
        self.quota.take(now.instant, device)?;
        let record = Record::decode(bytes).map_err(|error| AppError::malformed(&error))?;
        if record.header.device != device {
            return Err(AppError::new(
                ErrorCode::NotAccredited,
                "a device posts its own records only",
            ));
        }
        let (_, roles) = self
            .view
            .check_author(self.own, now.unix_ms, &record)
            .map_err(|reason| match reason {
                VoidReason::Signature => AppError::new(ErrorCode::BadSignature, reason.to_string()),
                _ => AppError::new(ErrorCode::NotAccredited, reason.to_string()),
            })?;
        let kind = record.kind().ok_or_else(|| {
            AppError::new(
                ErrorCode::Malformed,
                "a kind of record that this node doesn't know; upgrade it",
            )
        })?;
        if let Some(seq) = self.record_seqs.get(&record.id) {
            return Ok(*seq);
        }
        let noun = record.noun().unwrap_or(Noun::Contact);
        if noun != Noun::Contact {
            self.check_subject(now, noun, kind, roles, &record)?;
            return self.append(now, &LogItem::Record(bytes.to_vec()));
        }
        let contact = self.view.contact(record.header.subject);
        let phase = contact.as_ref().map(|contact| contact.phase);
        self.may_write(roles, noun, kind, phase)?;
        let begins = matches!(
            kind,
            Kind::Propose | Kind::CallNow | Kind::HeldOutside | Kind::Grant | Kind::AnnounceRelease
        );
        if !begins && contact.is_none() {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "there is no such contact",
            ));
        }
        self.check_counts(roles, &record)?;
        let answers = matches!(
            kind,
            Kind::Accept | Kind::TakeCall | Kind::Decline | Kind::Withdraw
        );
        if let Some(contact) = contact.as_ref().filter(|_| answers) {
            contact.check_answer(self.own, kind, record.header.names, self.reached(now))?;
        }
        let proposes = matches!(kind, Kind::Propose | Kind::CallNow | Kind::Counter);
        if proposes || matches!(kind, Kind::Accept | Kind::TakeCall) {
            self.may_agree()?;
        }
        self.check_at_once(now, kind, &record)?;
        let offers = proposes || kind == Kind::HeldOutside;
        if offers != record.header.facts.is_some() {
            return Err(AppError::new(
                ErrorCode::Malformed,
                "offers tell nodes what to ring and route, others don't",
            ));
        }
        if kind == Kind::AnnounceRelease {
            self.check_announced(&record)?;
        }
        self.append(now, &LogItem::Record(bytes.to_vec()))
    }

    /// Duty officers agree on a call at once, and on nothing else: what has no effect isn't written.
    fn check_at_once(&self, now: Now, kind: Kind, record: &Record) -> Result<(), AppError> {
        let fits = match kind {
            Kind::CallNow => domain::is_at_once(&record.header, self.reached(now)),
            Kind::TakeCall => {
                let named = record.header.names.and_then(|id| self.view.record(id));
                named.and_then(Record::kind) == Some(Kind::CallNow)
            }
            _ => true,
        };
        if fits {
            return Ok(());
        }
        Err(AppError::new(
            ErrorCode::Conflict,
            NoEffect::NotForDuty.to_string(),
        ))
    }

    /// Contacts as this node folds them.
    pub fn contacts(&self) -> Vec<ContactSummary> {
        self.view
            .contacts()
            .into_iter()
            .map(|contact| ContactSummary {
                contact: contact.subject.to_string(),
                phase: contact.phase.to_string(),
                proposed_by: contact.proposed_by,
                start_unix_ms: contact.facts.map(|facts| facts.start_unix_ms),
                agreed: contact.agreed.map(|agreed| agreed.to_string()),
            })
            .collect()
    }
}
