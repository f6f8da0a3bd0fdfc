//! What sounds on this side: each FLASH of the other side from its arrival until somebody acknowledges it,
//! at the officer on shift, then along the shift list, then at every duty officer.
//!
//! When it began is durable, and the rest follows from that, the list and the clock: a restart changes
//! nothing. Nothing but an acknowledgement in the own log ends it.

use domain::{Alarm, InternalKind, InternalRecord, Message, RecordId, ShiftList, SubjectId};
use identity::{DeviceId, PersonId, Role};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use storage::{Batch, Log, StoreError, Table};
use wire::{AlarmItem, ToDevice};

use super::{
    AppError, ErrorCode, NodeCore, Now, PushCause, error::utc, expiry::LOOK_EVERY, record_of,
};

/// FLASH that sound at once; of more the oldest.
pub const ALARMS_MAX: usize = 64;
/// Between two looks at all that sounds, however fast the logs grow: each look folds every one of them.
pub const LOOK_AT_ALL_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy)]
struct Sounding {
    since_unix_ms: i64,
    /// The step that devices were told of.
    told: Option<u32>,
}

/// Which list stands, and whose it is.
#[derive(Debug)]
struct KeptList {
    id: RecordId,
    person: PersonId,
    at_unix_ms: i64,
}

impl KeptList {
    fn of(record: &InternalRecord) -> Self {
        let header = record.header();
        Self {
            id: record.id(),
            person: header.person,
            at_unix_ms: header.at_unix_ms,
        }
    }
}

#[derive(Debug)]
pub(super) struct Alarms {
    sounding: BTreeMap<SubjectId, Sounding>,
    pub shifts: ShiftList,
    /// The record that keeps it.
    kept: Option<KeptList>,
    next_at: Option<Instant>,
    /// When all are looked at again: the logs grew since they were.
    look_at: Option<Instant>,
    looked_at: Option<Instant>,
    /// Folds that this took, for tests of how many there are.
    #[cfg(test)]
    pub folded: std::cell::Cell<usize>,
    /// FLASH may stand in the log that don't sound: the node just started, or had too many.
    look_for_more: bool,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            sounding: BTreeMap::new(),
            shifts: ShiftList::default(),
            kept: None,
            next_at: None,
            look_at: None,
            looked_at: None,
            #[cfg(test)]
            folded: std::cell::Cell::default(),
            look_for_more: true,
        }
    }
}

impl Alarms {
    pub fn poll_timeout(&self) -> Option<Instant> {
        [self.next_at, self.look_at].into_iter().flatten().min()
    }
}

impl NodeCore {
    /// What sounded when the process before this one ended, and the newest shift list.
    pub(super) fn begin_alarms(&mut self) -> Result<(), StoreError> {
        for (key, value) in self.store.scan(Table::Alarms, b"", ALARMS_MAX)? {
            let (Ok(subject), Ok(since)) = (key.try_into(), value.try_into()) else {
                continue;
            };
            let since_unix_ms = i64::from_be_bytes(since);
            let told = None;
            let sounding = Sounding {
                since_unix_ms,
                told,
            };
            self.alarms.sounding.insert(SubjectId(subject), sounding);
        }
        let kept = self.store.get(Table::Meta, SHIFTS_KEY)?;
        let seq = kept.and_then(|seq| seq.try_into().ok());
        if let Some(seq) = seq.map(u64::from_be_bytes) {
            let entries = self.store.entries(Log::Internal, seq, 1)?;
            let bytes = entries.first().map(|(_, bytes)| bytes.as_slice());
            let record = bytes.and_then(|bytes| InternalRecord::decode(bytes).ok());
            if let Some(record) = record {
                let list = ShiftList::decode(&record.header().open);
                self.alarms.shifts = list.unwrap_or_default();
                self.alarms.kept = Some(KeptList::of(&record));
            }
        }
        Ok(())
    }

    /// Who is on duty when, by the list that stands.
    #[cfg(test)]
    pub(crate) fn shifts(&self) -> &ShiftList {
        &self.alarms.shifts
    }

    /// The list in an internal record that names the one which stands: what somebody else changed since it
    /// was read isn't overwritten unseen.
    pub(super) fn read_shifts(&self, record: &InternalRecord) -> Result<ShiftList, AppError> {
        let list = ShiftList::decode(&record.header().open).ok_or_else(|| {
            AppError::new(
                ErrorCode::Malformed,
                "a shift list names persons with their times, each beginning before it ends",
            )
        })?;
        let kept = self.alarms.kept.as_ref();
        let stands = kept.map(|kept| kept.id);
        if record.header().after == stands.as_slice() {
            return Ok(list);
        }
        let changed = match kept {
            Some(kept) => format!(
                "the shift list was changed: person {} kept {} at {}",
                kept.person,
                kept.id,
                utc(kept.at_unix_ms)
            ),
            None => "no shift list stands here".to_owned(),
        };
        Err(AppError::new(
            ErrorCode::ShiftsChanged,
            format!("{changed}; look at the list that stands, and make your change in that"),
        ))
    }

    /// The internal record under this number is the shift list from now on; with the batch that keeps it.
    pub(super) fn with_shifts(
        &mut self,
        batch: Batch,
        record: &InternalRecord,
        list: ShiftList,
        seq: u64,
    ) -> Batch {
        self.alarms.shifts = list;
        self.alarms.kept = Some(KeptList::of(record));
        batch.put(Table::Meta, SHIFTS_KEY, seq.to_be_bytes())
    }

    /// An entry of the other log was folded: a FLASH begins to sound.
    pub(super) fn hear(&mut self, now: Now, entry: &domain::SealedEntry) -> Result<(), StoreError> {
        let record = record_of(entry).and_then(|id| self.view.record(id));
        match record.filter(|record| record.is_flash()) {
            Some(record) => self.sound(now, record.header.subject),
            None => Ok(()),
        }
    }

    /// Begins to sound, unless it does already.
    pub(super) fn sound(&mut self, now: Now, subject: SubjectId) -> Result<(), StoreError> {
        let sounding = &self.alarms.sounding;
        if sounding.contains_key(&subject) || !self.still_sounds(subject) {
            return Ok(());
        }
        if sounding.len() >= ALARMS_MAX {
            self.alarms.look_for_more = true;
            return Ok(());
        }
        let since_unix_ms = now.unix_ms;
        let key = subject.0;
        self.store
            .commit(&Batch::new().put(Table::Alarms, key, since_unix_ms.to_be_bytes()))?;
        let told = None;
        let sounding = Sounding {
            since_unix_ms,
            told,
        };
        self.alarms.sounding.insert(subject, sounding);
        tracing::warn!("a FLASH sounds");
        Ok(())
    }

    fn flash_here(&self, subject: SubjectId) -> Option<Message> {
        #[cfg(test)]
        self.alarms.folded.set(self.alarms.folded.get() + 1);
        self.view.message(subject).or_else(|| {
            let about = self.early.iter();
            let mut about = about.filter(|early| early.record.header.subject == subject);
            about.find_map(|early| self.view.message_ahead(early))
        })
    }

    pub(super) fn still_sounds(&self, subject: SubjectId) -> bool {
        let message = self.flash_here(subject);
        message.is_some_and(|message| message.by != self.own && message.sounds())
    }

    /// An own entry was folded: what it is about may sound no more, and nobody waits for that.
    pub(super) fn hear_own(
        &mut self,
        now: Now,
        entry: &domain::SealedEntry,
    ) -> Result<(), StoreError> {
        let record = record_of(entry).and_then(|id| self.view.record(id));
        let about = record.map(|record| record.header.subject);
        let sounding = about.filter(|about| self.alarms.sounding.contains_key(about));
        match sounding {
            Some(subject) => self.end_what_is_over(now, &[subject]),
            None => Ok(()),
        }
    }

    /// The logs grew. An acknowledgement in the own log was heard; what the other log may have changed about
    /// the others is looked at within a second, once for all that comes in it.
    pub(super) fn follow_alarms(&mut self, now: Now) -> Result<(), StoreError> {
        if self.alarms.look_at.is_none() {
            let soonest = self.alarms.looked_at.map(|at| at + LOOK_AT_ALL_EVERY);
            self.alarms.look_at = Some(soonest.unwrap_or(now.instant).max(now.instant));
        }
        let is_new = |sounding: &Sounding| sounding.told.is_none();
        let to_tell = self.alarms.sounding.values().any(is_new);
        let room = self.alarms.sounding.len() < ALARMS_MAX;
        if to_tell || (self.alarms.look_for_more && room) {
            self.tell_steps(now)?;
        }
        Ok(())
    }

    fn end_what_is_over(&mut self, now: Now, among: &[SubjectId]) -> Result<(), StoreError> {
        for subject in among {
            if self.still_sounds(*subject) {
                continue;
            }
            self.store
                .commit(&Batch::new().delete(Table::Alarms, subject.0))?;
            self.alarms.sounding.remove(subject);
            for (device, _) in self.duty_devices(now) {
                self.tell(device, ToDevice::AlarmOver { message: *subject });
            }
        }
        Ok(())
    }

    /// Looks at all that sounds, tells devices of it, and notes when the next step is due.
    pub(super) fn watch_alarms(&mut self, now: Now) -> Result<(), StoreError> {
        (self.alarms.look_at, self.alarms.looked_at) = (None, Some(now.instant));
        let all: Vec<SubjectId> = self.alarms.sounding.keys().copied().collect();
        self.end_what_is_over(now, &all)?;
        self.tell_steps(now)
    }

    /// Tells devices of each step that they weren't told of.
    fn tell_steps(&mut self, now: Now) -> Result<(), StoreError> {
        self.alarms.next_at = None;
        if self.alarms.look_for_more && self.alarms.sounding.len() < ALARMS_MAX {
            self.alarms.look_for_more = false;
            let mut messages = self.view.messages();
            messages.retain(|message| message.by != self.own && message.sounds());
            messages.sort_by_key(|message| message.delivery.map(|sent| sent.said.seq));
            for message in messages {
                self.sound(now, message.subject)?;
            }
        }
        if self.alarms.sounding.is_empty() {
            return Ok(());
        }
        let devices = self.duty_devices(now);
        let all: Vec<(SubjectId, Sounding)> = self
            .alarms
            .sounding
            .iter()
            .map(|(subject, sounding)| (*subject, *sounding))
            .collect();
        for (subject, sounding) in all {
            let alarm = self.alarm_of(&sounding, now);
            self.next_step(&alarm, now);
            if sounding.told == Some(alarm.step) {
                continue;
            }
            for (device, person) in &devices {
                self.sound_at(*device, *person, subject, &sounding, &alarm);
            }
            self.push_to_duty(now, PushCause::Flash(subject), &alarm)?;
            if let Some(sounding) = self.alarms.sounding.get_mut(&subject) {
                sounding.told = Some(alarm.step);
            }
        }
        Ok(())
    }

    /// A device opened its stream: it is told what sounds at its person.
    pub(super) fn tell_alarms(&mut self, now: Now, device: DeviceId) {
        let devices = self.duty_devices(now);
        let Some((_, person)) = devices.into_iter().find(|(one, _)| *one == device) else {
            return;
        };
        let all: Vec<(SubjectId, Sounding)> = self
            .alarms
            .sounding
            .iter()
            .map(|(subject, sounding)| (*subject, *sounding))
            .collect();
        for (subject, sounding) in all {
            let alarm = self.alarm_of(&sounding, now);
            self.sound_at(device, person, subject, &sounding, &alarm);
        }
    }

    pub(super) fn alarms_due(&mut self, now: Now) -> Result<(), StoreError> {
        match self.alarms.poll_timeout() {
            Some(at) if at <= now.instant => self.watch_alarms(now),
            None if self.alarms.look_for_more => self.watch_alarms(now),
            Some(_) | None => Ok(()),
        }
    }

    /// What sounds, for people who look.
    pub fn alarms(&self, now: Now) -> Vec<AlarmItem> {
        let sounding = self.alarms.sounding.iter();
        sounding
            .map(|(subject, sounding)| {
                let alarm = self.alarm_of(sounding, now);
                AlarmItem {
                    message: subject.to_string(),
                    since_unix_ms: sounding.since_unix_ms,
                    step: alarm.step,
                    called: alarm.called.iter().map(PersonId::to_string).collect(),
                    everybody: alarm.everybody,
                    next_unix_ms: alarm.next_unix_ms,
                }
            })
            .collect()
    }

    /// A FLASH that calls this person at this moment.
    pub(super) fn sounds_at(&self, now: Now, person: PersonId) -> Option<SubjectId> {
        let mut sounding = self.alarms.sounding.iter();
        let calls = sounding.find(|(subject, sounding)| {
            let alarm = self.alarm_of(sounding, now);
            let is_called = alarm.everybody || alarm.called.contains(&person);
            is_called && self.still_sounds(**subject)
        });
        calls.map(|(subject, _)| *subject)
    }

    /// Who is called at this moment by what begins now.
    pub(super) fn alarm_now(&self, now: Now) -> Alarm {
        self.alarms.shifts.alarm(now.unix_ms, now.unix_ms)
    }

    fn alarm_of(&self, sounding: &Sounding, now: Now) -> Alarm {
        self.alarms
            .shifts
            .alarm(sounding.since_unix_ms, now.unix_ms)
    }

    fn next_step(&mut self, alarm: &Alarm, now: Now) {
        let Some(next_unix_ms) = alarm.next_unix_ms else {
            return;
        };
        let left_ms = u64::try_from(next_unix_ms.saturating_sub(now.unix_ms)).unwrap_or(0);
        // Somebody may set the clock.
        let at = now.instant + Duration::from_millis(left_ms).min(LOOK_EVERY);
        let earlier = self.alarms.next_at.is_none_or(|next| at < next);
        if earlier {
            self.alarms.next_at = Some(at);
        }
    }

    /// Connected devices of duty officers, with whose each is.
    fn duty_devices(&self, now: Now) -> Vec<(DeviceId, PersonId)> {
        let people = self.view.people(self.own);
        let standing = self.connected.iter().filter_map(|device| {
            let member = people?.standing(*device, now.unix_ms)?;
            let accreditation = &member.accreditation;
            let is_duty = accreditation.roles.contains(Role::DutyOfficer);
            is_duty.then_some((*device, accreditation.person))
        });
        standing.collect()
    }

    fn sound_at(
        &mut self,
        device: DeviceId,
        person: PersonId,
        message: SubjectId,
        sounding: &Sounding,
        alarm: &Alarm,
    ) {
        if alarm.everybody || alarm.called.contains(&person) {
            self.tell(
                device,
                ToDevice::Alarm {
                    message,
                    since_unix_ms: sounding.since_unix_ms,
                    step: alarm.step,
                    everybody: alarm.everybody,
                },
            );
        }
    }

    /// An approval of a message's draft: by another person than its author, or it approves nothing.
    pub(super) fn check_message_approval(
        &self,
        record: &domain::InternalRecord,
    ) -> Result<(), AppError> {
        let named = record.header().names;
        let draft = named.map(|id| self.internal_record(id)).transpose()?;
        let draft = draft.flatten();
        let draft = draft.filter(|one| one.kind() == Some(InternalKind::MessageDraft));
        let by_another = draft.is_some_and(|one| one.header().person != record.header().person);
        if by_another {
            return Ok(());
        }
        Err(AppError::new(
            ErrorCode::NotApproved,
            "a draft of a message is approved by another person than its author",
        ))
    }
}

/// The number of the newest list in the internal log.
const SHIFTS_KEY: &[u8] = b"shifts";
