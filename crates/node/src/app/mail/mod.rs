//! Mail to this side's own people: a notice that something changed, and nothing else unless the side's
//! policy allows what a node knows of a contact, its time, length and medium.
//!
//! Addresses stand in the store in clear, since mail goes to them. What waits to be mailed stands there too,
//! so that a restart loses none of it; whoever sends it asks the core and tells it what became of it.

mod changes;
mod letter;
mod outbox;

use domain::{Action, decide};
use identity::{PersonId, RoleSet, decode_canonical, encode_canonical};
use lettre::Address;
use minicbor::{Decode, Encode};
use storage::{Batch, Table};
use wire::MailState;

use super::{AppError, ErrorCode, NodeCore, Now, Who};

pub use letter::Letter;
pub use outbox::{DeadLetter, LetterKey, OutboxView, Sending, outbox_of};

/// Persons with an address.
pub const MAIL_ADDRESSES_MAX: usize = 256;
/// Longest address in bytes (RFC 5321, 4.5.3.1.3).
pub const MAIL_ADDRESS_BYTES_MAX: usize = 254;
/// Domains that a side's policy names at most.
pub const MAIL_DOMAINS_MAX: usize = 16;
/// Longest address as it is kept: with person and time.
const KEPT_BYTES_MAX: usize = 512;

/// What may be mailed, to whom, how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailPolicy {
    /// From whom.
    pub from: Address,
    /// To which domains: the side's own.
    pub domains: Vec<String>,
    /// Whether a contact's time, length, medium and state may be told.
    pub facts: bool,
    /// Between two notices to one person.
    pub pause_ms: i64,
    /// Before the second try; each later one waits twice as long.
    pub retry_first_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct KeptAddress {
    #[n(0)]
    address: String,
    #[n(1)]
    set_unix_ms: i64,
}

const ADDRESSES: &[u8] = b"address:";

fn address_key(person: PersonId) -> Vec<u8> {
    [ADDRESSES, &person.0[..]].concat()
}

fn person_in(key: &[u8]) -> Option<PersonId> {
    let id = key.strip_prefix(ADDRESSES)?;
    id.try_into().ok().map(PersonId)
}

impl NodeCore {
    /// Mail goes out under this policy from now on.
    ///
    /// # Errors
    /// It names no domain, or too many.
    pub fn set_mail_policy(&mut self, policy: MailPolicy) -> Result<(), AppError> {
        if !(1..=MAIL_DOMAINS_MAX).contains(&policy.domains.len()) {
            return Err(AppError::malformed(&format!(
                "a mail policy names 1 to {MAIL_DOMAINS_MAX} domains of its own side"
            )));
        }
        self.mail = Some(policy);
        Ok(())
    }

    /// Sets a person's address: the person's own, or by an officer anybody's.
    pub fn set_mail_address(
        &mut self,
        now: Now,
        who: Who,
        person: PersonId,
        address: &str,
    ) -> Result<(), AppError> {
        may_set(who, person)?;
        let policy = self.mail.as_ref().ok_or_else(no_mail)?;
        let parsed: Address = address
            .parse()
            .map_err(|_| AppError::malformed(&"this isn't a mail address"))?;
        let known = |domain: &&String| domain.eq_ignore_ascii_case(parsed.domain());
        if address.len() > MAIL_ADDRESS_BYTES_MAX || !policy.domains.iter().any(|one| known(&one)) {
            return Err(AppError::malformed(&format!(
                "mail goes to addresses of {} alone",
                policy.domains.join(", ")
            )));
        }
        if self.roles_of_person(now, person).is_none() {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "no device of that person stands",
            ));
        }
        let addresses = self
            .store
            .scan(Table::Mail, ADDRESSES, MAIL_ADDRESSES_MAX + 1)?;
        let key = address_key(person);
        if addresses.len() >= MAIL_ADDRESSES_MAX && !addresses.iter().any(|(one, _)| *one == key) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "as many persons as may be have an address",
            ));
        }
        let kept = KeptAddress {
            address: parsed.to_string(),
            set_unix_ms: now.unix_ms,
        };
        self.forget_letters(person)?;
        let batch = Batch::new().put(Table::Mail, key, encode_canonical(&kept));
        self.store.commit(&batch)?;
        self.settle(now);
        Ok(())
    }

    /// Forgets a person's address, and what waits for it.
    pub fn forget_mail_address(
        &mut self,
        now: Now,
        who: Who,
        person: PersonId,
    ) -> Result<(), AppError> {
        may_set(who, person)?;
        self.forget_letters(person)?;
        let batch = Batch::new().delete(Table::Mail, address_key(person));
        self.store.commit(&batch)?;
        self.settle(now);
        Ok(())
    }

    /// Whether mail goes out, and how the caller's stands.
    pub fn mail_state(&self, who: Who) -> Result<MailState, AppError> {
        let outbox = outbox_of(&*self.store)?;
        Ok(MailState {
            on: self.mail.is_some(),
            facts: self.mail.as_ref().is_some_and(|policy| policy.facts),
            domains: self
                .mail
                .iter()
                .flat_map(|policy| policy.domains.clone())
                .collect(),
            address: self.mail_address(who.person)?,
            waiting: outbox.waiting as u64,
            dead: outbox.dead.len() as u64,
        })
    }

    fn mail_address(&self, person: PersonId) -> Result<Option<String>, AppError> {
        let bytes = self.store.get(Table::Mail, &address_key(person))?;
        let kept = bytes.and_then(|bytes| read_address(&bytes));
        Ok(kept.map(|kept| kept.address))
    }

    /// Persons with an address whose devices stand, with all their roles.
    fn addressed(&self, now: Now) -> Result<Vec<(PersonId, RoleSet)>, AppError> {
        let pairs = self
            .store
            .scan(Table::Mail, ADDRESSES, MAIL_ADDRESSES_MAX)?;
        let persons = pairs.iter().filter_map(|(key, _)| person_in(key));
        Ok(persons
            .filter_map(|person| Some((person, self.roles_of_person(now, person)?)))
            .collect())
    }

    /// The roles of a person's devices that stand; `None` where none does.
    fn roles_of_person(&self, now: Now, person: PersonId) -> Option<RoleSet> {
        let people = self.view.people(self.own)?;
        let devices = people
            .iter()
            .filter(|(_, member)| member.accreditation.person == person);
        let standing = devices.filter_map(|(device, _)| people.standing(*device, now.unix_ms));
        standing
            .map(|member| member.accreditation.roles)
            .reduce(|all, roles| roles.iter().fold(all, RoleSet::with))
    }
}

fn read_address(bytes: &[u8]) -> Option<KeptAddress> {
    decode_canonical("mail address", bytes, KEPT_BYTES_MAX).ok()
}

fn may_set(who: Who, person: PersonId) -> Result<(), AppError> {
    if who.person != person {
        decide(who.roles, Action::Accredit, None)?;
    }
    Ok(())
}

fn no_mail() -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        "this node sends no mail; its operator sets mail.toml up",
    )
}

#[cfg(test)]
#[path = "../mail_tests.rs"]
mod tests;
