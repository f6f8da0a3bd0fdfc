//! The group of a call, as the nodes keep it going: commits are ordered, passed on and said again until they
//! are countersigned; a group that fails gives way to another.

use identity::{DeviceId, Hash32};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Instant;
use wire::{CommitBody, GroupId, Order, RosterMember, ToDevice, TrunkFrame};

use super::{
    super::{
        COMMIT_AGAIN_EVERY, COMMIT_EVERY, COMMIT_WITHIN, COMMITS_BURST_MAX, CallOutput,
        GROUP_STUCK_AFTER, GROUPS_MAX, GROUPS_WITHIN, JOIN_AGAIN_EVERY, Now, ORDER_AGAIN_EVERY,
        WELCOME_AGAIN_EVERY, way::Way,
    },
    Last, Room, join_hash,
};

/// What may be had at a bounded rate.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    taken: u32,
    since: Option<Instant>,
}

impl Bucket {
    fn take(&mut self, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        let spent = now.saturating_duration_since(since).as_millis() / COMMIT_EVERY.as_millis();
        let returned = u32::try_from(spent).unwrap_or(u32::MAX).min(self.taken);
        self.taken -= returned;
        self.since = if self.taken == 0 {
            Some(now)
        } else {
            Some(since + COMMIT_EVERY * returned)
        };
        let may = self.taken < COMMITS_BURST_MAX;
        self.taken += u32::from(may);
        may
    }
}

impl Room {
    /// What was of one group isn't of the next; devices, media and floor stay.
    pub fn begin_group(&mut self, group: GroupId, out: &mut VecDeque<CallOutput>) {
        self.group = group;
        self.members.clear();
        self.joins.clear();
        self.in_group.clear();
        self.epoch = 0;
        self.pending = None;
        self.last = None;
        self.ready.clear();
        self.waiting_since = None;
        let mut unfit = Vec::new();
        for (device, own) in &self.own {
            match &own.join {
                // Made for this group before we knew of it.
                Some((of, member)) if *of == group => {
                    self.joins.insert(join_hash(member), *device);
                }
                Some(_) | None => unfit.push(*device),
            }
        }
        for device in unfit {
            self.ask_anew(device, out);
        }
    }

    /// Whether one more group may begin now; it is counted.
    pub fn may_begin_group(&mut self, now: Instant) -> bool {
        while self
            .groups_begun
            .front()
            .is_some_and(|begun| now.saturating_duration_since(*begun) >= GROUPS_WITHIN)
        {
            self.groups_begun.pop_front();
        }
        let may = self.groups_begun.len() < GROUPS_MAX;
        if may {
            self.groups_begun.push_back(now);
        }
        may
    }

    pub fn note_offence(&mut self, device: DeviceId) {
        let offences = self.offences.entry(device).or_insert(0);
        *offences = offences.saturating_add(1);
    }

    /// Whether one more commit may be ordered now; it is counted.
    pub fn may_order(&mut self, now: Instant) -> bool {
        self.commits.take(now)
    }

    /// Both nodes signed: the group is one epoch on. Members that the commit removed without adding
    /// them anew leave the roster; ours are asked to come again. `true`: the roster changed.
    pub fn applied(
        &mut self,
        now: Now,
        commit: &CommitBody,
        author: DeviceId,
        (order, envelope): (Order, Vec<u8>),
        out: &mut VecDeque<CallOutput>,
    ) -> bool {
        self.epoch = commit.epoch.saturating_add(1);
        self.pending = None;
        // The side that countersigns is in the epoch, and may say so, before the other hears of it.
        let here = (self.group, self.epoch);
        self.ready
            .retain(|_, (group, epoch, _)| (*group, *epoch) == here);
        let removed: BTreeSet<DeviceId> = commit.removes.iter().copied().collect();
        let dropped: BTreeMap<DeviceId, Hash32> = self
            .members
            .iter()
            .filter(|member| removed.contains(&member.device))
            .map(|member| (member.device, join_hash(member)))
            // Who came with a fresh join meanwhile isn't meant.
            .filter(|(_, join)| self.in_group.contains_key(join))
            .collect();
        self.in_group.retain(|_, device| !removed.contains(device));
        for added in &commit.adds {
            if let Some(device) = self.joins.get(added) {
                self.in_group.insert(*added, *device);
            }
        }
        if let Some(member) = self.member(author) {
            let hash = join_hash(member);
            self.in_group.insert(hash, author);
        }
        self.members
            .retain(|member| !dropped.contains_key(&member.device));
        let unjoined = self
            .members
            .iter()
            .filter(|member| member.side == self.own_side)
            .filter(|member| commit.adds.contains(&join_hash(member)))
            .map(|member| member.device)
            .collect();
        let complete = self
            .members
            .iter()
            .all(|member| self.in_group.contains_key(&join_hash(member)));
        self.waiting_since = (!complete).then_some(now.instant);
        let message = ToDevice::Ordered {
            order: order.clone(),
            envelope: envelope.clone(),
        };
        self.tell_own(&message, out);
        self.last = Some(Last {
            order,
            envelope,
            author,
            unjoined,
            said: now.instant,
            failed_at: BTreeSet::new(),
        });
        for (device, join) in &dropped {
            if self.own.contains_key(device) {
                self.ask_anew(*device, out);
            } else if self.ordering {
                // The other node knows it by the commit, unless it forgot who was in the group.
                out.push_back(CallOutput::ToOtherNode(TrunkFrame::Rejoin {
                    contact: self.contact,
                    device: *device,
                    group: self.group,
                    join: *join,
                }));
            }
        }
        !dropped.is_empty()
    }

    /// A device said something within the group: it is in.
    pub fn is_inside(&mut self, device: DeviceId) {
        if let Some(last) = &mut self.last {
            last.unjoined.remove(&device);
        }
    }

    pub fn say_welcome_again(&mut self, now: Now, out: &mut VecDeque<CallOutput>) {
        let Some(last) = &mut self.last else { return };
        let quiet = now.instant.saturating_duration_since(last.said);
        if quiet < WELCOME_AGAIN_EVERY {
            return;
        }
        last.said = now.instant;
        for device in &last.unjoined {
            let message = ToDevice::Ordered {
                order: last.order.clone(),
                envelope: last.envelope.clone(),
            };
            out.push_back(CallOutput::ToDevice(*device, message));
        }
    }

    pub fn say_order_again(&mut self, now: Now, way: Way, out: &mut VecDeque<CallOutput>) {
        let contact = self.contact;
        let is_due = |said| is_due(now, way.again_at(said, ORDER_AGAIN_EVERY));
        if let Some(pending) = &mut self.pending
            && is_due(pending.said)
        {
            pending.said = now.instant;
            out.push_back(CallOutput::ToOtherNode(TrunkFrame::Ordered {
                contact,
                order: pending.order.clone(),
                envelope: pending.envelope.clone(),
            }));
        }
    }

    /// Devices of our side whose join the ordering node's roster doesn't show, and since when it was
    /// told. It refuses those that its copy of our log doesn't allow yet, as after a crash of its own.
    pub(super) fn unplaced(&self) -> impl Iterator<Item = (DeviceId, Instant)> {
        self.own
            .iter()
            .filter(|_| !self.ordering)
            .filter_map(|(device, own)| {
                let (_, member) = own.join.as_ref()?;
                let said = own.said.filter(|_| !self.members.contains(member))?;
                Some((*device, said))
            })
    }

    pub fn say_joins_again(&mut self, now: Now, way: Way, out: &mut VecDeque<CallOutput>) {
        let due: Vec<DeviceId> = self
            .unplaced()
            .filter(|(_, said)| is_due(now, way.again_at(*said, JOIN_AGAIN_EVERY)))
            .map(|(device, _)| device)
            .collect();
        let contact = self.contact;
        for device in due {
            if let Some(own) = self.own.get_mut(&device)
                && let Some((_, member)) = &own.join
            {
                own.said = Some(now.instant);
                let member = member.clone();
                let frame = TrunkFrame::Join { contact, member };
                out.push_back(CallOutput::ToOtherNode(frame));
            }
        }
    }

    /// A device of ours commits, and the other node orders: whether to pass it on. It says it again each
    /// second, and the other node has it.
    pub fn passes_on(&mut self, now: Now, way: Way, commit: Hash32) -> bool {
        let passed = self.passed_on.filter(|(hash, _)| *hash == commit);
        let may = passed.is_none_or(|(_, at)| is_due(now, way.again_at(at, COMMIT_AGAIN_EVERY)));
        if may {
            self.passed_on = Some((commit, now.instant));
        }
        may
    }

    /// When the group is stuck for lack of a commit, or a commit of its second signature.
    pub(super) fn stuck_at(&self, way: Way) -> Option<Instant> {
        if !self.ordering {
            return None;
        }
        if let Some(pending) = &self.pending {
            return way.again_at(pending.since, GROUP_STUCK_AFTER);
        }
        let waiting = self.waiting_since.filter(|_| self.members.len() > 1)?;
        // What the other side's device answers to the roster has come as far as the roster.
        let answered = waiting + COMMIT_WITHIN;
        way.again_at(answered, GROUP_STUCK_AFTER.saturating_sub(COMMIT_WITHIN))
    }

    pub fn is_stuck(&self, now: Now, way: Way) -> bool {
        is_due(now, self.stuck_at(way))
    }

    /// Whose turn it was to commit, if nobody did.
    pub fn late_committer(&self) -> Option<DeviceId> {
        if self.pending.is_some() {
            return None;
        }
        let inside = |member: &&RosterMember| self.in_group.contains_key(&join_hash(member));
        let first = self.members.iter().find(inside).or(self.members.first());
        first.map(|member| member.device)
    }
}

fn is_due(now: Now, at: Option<Instant>) -> bool {
    at.is_some_and(|at| at <= now.instant)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        super::{super::OFFENCES_MAX, room},
        *,
    };

    fn granted(tries: usize, mut may: impl FnMut() -> bool) -> usize {
        (0..tries).filter(|_| may()).count()
    }

    #[test]
    fn commits_are_ordered_so_many_at_once_and_then_by_the_clock() {
        let start = Instant::now();
        let most = COMMITS_BURST_MAX as usize;
        for (tries, expected) in [(most - 1, most - 1), (most, most), (most + 1, most)] {
            let mut room = room();
            assert_eq!(
                granted(tries, || room.may_order(start)),
                expected,
                "{tries}"
            );
        }
        let tick = Duration::from_millis(1);
        for (later, expected) in [
            (COMMIT_EVERY - tick, 0),
            (COMMIT_EVERY, 1),
            (COMMIT_EVERY + tick, 1),
            (COMMIT_EVERY * (COMMITS_BURST_MAX + 1), most),
        ] {
            let mut room = room();
            granted(most, || room.may_order(start));
            let got = granted(most + 1, || room.may_order(start + later));
            assert_eq!(got, expected, "{later:?}");
        }
    }

    #[test]
    fn groups_begin_so_often_within_a_time() {
        let start = Instant::now();
        for (tries, expected) in [
            (GROUPS_MAX - 1, GROUPS_MAX - 1),
            (GROUPS_MAX, GROUPS_MAX),
            (GROUPS_MAX + 1, GROUPS_MAX),
        ] {
            let mut room = room();
            let got = granted(tries, || room.may_begin_group(start));
            assert_eq!(got, expected, "{tries}");
        }
        let tick = Duration::from_millis(1);
        for (later, expected) in [
            (GROUPS_WITHIN - tick, 0),
            (GROUPS_WITHIN, 1),
            (GROUPS_WITHIN + tick, 1),
        ] {
            let mut room = room();
            granted(GROUPS_MAX, || room.may_begin_group(start));
            let got = granted(1, || room.may_begin_group(start + later));
            assert_eq!(got, expected, "{later:?}");
        }
    }

    #[test]
    fn a_device_by_which_groups_fail_is_kept_out() {
        let (one, other) = (DeviceId([1; 16]), DeviceId([2; 16]));
        for (offences, kept_out) in [
            (OFFENCES_MAX - 1, false),
            (OFFENCES_MAX, true),
            (OFFENCES_MAX + 1, true),
        ] {
            let mut room = room();
            for _ in 0..offences {
                room.note_offence(one);
            }
            assert_eq!(room.is_kept_out(one), kept_out, "{offences}");
            assert!(!room.is_kept_out(other));
        }
    }
}
