//! Who is on duty when, and whom a FLASH is sounded at, the longer nobody acknowledges it.
//!
//! A side's own matter: the list is an internal record, open to its node, which sounds. Nothing but an
//! acknowledgement ends it.

use identity::{PersonId, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{ALARM_STEP_MS, LIST_MAX, RECORD_BYTES_MAX};

/// A duty officer's time on duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Shift {
    #[n(0)]
    pub person: PersonId,
    #[n(1)]
    pub from_unix_ms: i64,
    #[n(2)]
    pub until_unix_ms: i64,
}

/// Shifts in the order in which those on duty at the same time are called. The newest list stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct ShiftList {
    #[n(0)]
    pub shifts: Vec<Shift>,
}

/// At whom a FLASH sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// How often it went one further along the list.
    pub step: u32,
    /// In their order; the earlier ones stay.
    pub called: Vec<PersonId>,
    /// And every other duty officer: the list is at its end.
    pub everybody: bool,
    /// When it goes further.
    pub next_unix_ms: Option<i64>,
}

impl ShiftList {
    pub fn fits(&self) -> bool {
        let lasts = |shift: &Shift| shift.from_unix_ms < shift.until_unix_ms;
        self.shifts.len() <= LIST_MAX && self.shifts.iter().all(lasts)
    }

    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    /// `None` where the bytes are no list, or one beyond its bounds.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let list: Self = identity::decode_canonical("shift list", bytes, RECORD_BYTES_MAX).ok()?;
        list.fits().then_some(list)
    }

    /// Who is on duty at this moment, each once, in the order in which they are called.
    pub fn on_duty(&self, unix_ms: i64) -> Vec<PersonId> {
        let mut persons = Vec::new();
        for shift in &self.shifts {
            let is_on = (shift.from_unix_ms..shift.until_unix_ms).contains(&unix_ms);
            if is_on && !persons.contains(&shift.person) {
                persons.push(shift.person);
            }
        }
        persons
    }

    /// At whom something sounds now that began to at `since`: at the first on duty, one more with each
    /// [`ALARM_STEP_MS`], then at everybody. Who comes on duty meanwhile is called in their place of the
    /// list.
    pub fn alarm(&self, since_unix_ms: i64, now_unix_ms: i64) -> Alarm {
        let passed = now_unix_ms.saturating_sub(since_unix_ms).max(0);
        let steps = passed / ALARM_STEP_MS;
        let step = u32::try_from(steps).unwrap_or(u32::MAX);
        let mut called = self.on_duty(now_unix_ms);
        let reached = usize::try_from(step).unwrap_or(usize::MAX);
        let everybody = reached >= called.len();
        called.truncate(reached.saturating_add(1));
        let next_unix_ms = since_unix_ms.saturating_add((steps + 1).saturating_mul(ALARM_STEP_MS));
        Alarm {
            step,
            called,
            everybody,
            next_unix_ms: (!everybody).then_some(next_unix_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(person: u8, from_unix_ms: i64, until_unix_ms: i64) -> Shift {
        Shift {
            person: PersonId([person; 16]),
            from_unix_ms,
            until_unix_ms,
        }
    }

    fn persons(list: &[PersonId]) -> Vec<u8> {
        list.iter().map(|person| person.0[0]).collect()
    }

    #[test]
    fn an_alarm_goes_along_the_list_and_then_to_everybody() {
        const HOUR: i64 = 3_600_000;
        let list = ShiftList {
            shifts: vec![
                shift(1, 0, HOUR),
                shift(2, 0, 2 * HOUR),
                shift(1, 0, 3 * HOUR),
                shift(3, HOUR, 2 * HOUR),
            ],
        };
        for (since, now, called, everybody) in [
            (0, 0, vec![1], false),
            // A clock that was set back.
            (10, 0, vec![1], false),
            (0, ALARM_STEP_MS - 1, vec![1], false),
            (0, ALARM_STEP_MS, vec![1, 2], false),
            (0, ALARM_STEP_MS + 1, vec![1, 2], false),
            (0, 2 * ALARM_STEP_MS - 1, vec![1, 2], false),
            (0, 2 * ALARM_STEP_MS, vec![1, 2], true),
            (0, i64::MAX, vec![], true),
            // The next shift has come.
            (HOUR - 1, HOUR, vec![2], false),
            (HOUR, HOUR + 2 * ALARM_STEP_MS, vec![2, 1, 3], false),
            (HOUR, HOUR + 3 * ALARM_STEP_MS, vec![2, 1, 3], true),
            // Nobody is on duty.
            (3 * HOUR, 3 * HOUR, vec![], true),
            (-1, -1, vec![], true),
        ] {
            let alarm = list.alarm(since, now);
            assert_eq!(persons(&alarm.called), called, "{since} {now}");
            assert_eq!(alarm.everybody, everybody, "{since} {now}");
            let next = alarm.next_unix_ms;
            assert_eq!(next.is_none(), everybody);
            assert!(next.is_none_or(|next| next > now && next <= since.max(now) + ALARM_STEP_MS));
        }
        assert!(ShiftList::default().alarm(0, 0).everybody);
    }

    #[test]
    fn lists_are_bounded() {
        for (count, fits) in [
            (LIST_MAX - 1, true),
            (LIST_MAX, true),
            (LIST_MAX + 1, false),
        ] {
            let list = ShiftList {
                shifts: vec![shift(1, 0, 1); count],
            };
            assert_eq!(list.fits(), fits, "{count}");
            assert_eq!(ShiftList::decode(&list.encode()).is_some(), fits);
        }
        for (until, fits) in [(-1, false), (0, false), (1, true)] {
            let shifts = vec![shift(1, 0, until)];
            assert_eq!(ShiftList { shifts }.fits(), fits, "{until}");
        }
        assert_eq!(ShiftList::decode(b""), None);
    }
}
