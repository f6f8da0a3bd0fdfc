//! One contact's call as a node holds it.

use domain::{CallEnded, CallId, CallStarted, EndReason, LogItem, Medium, SubjectId};
use identity::{DeviceId, Hash32, SideId, sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};
use wire::{CommitBody, GroupId, Order, RosterMember, ToDevice, TrunkFrame};

use super::way::Way;
use super::{
    COMMIT_AGAIN_EVERY, COMMIT_EVERY, COMMIT_WITHIN, COMMITS_BURST_MAX, CallOutput,
    FLOOR_LEAD_MS_MAX, FLOOR_LEAD_MS_MIN, GROUP_STUCK_AFTER, GROUPS_MAX, GROUPS_WITHIN,
    JOIN_AGAIN_EVERY, JOINS_A_GROUP_MAX, MediaCommand, Now, OFFENCES_MAX, ORDER_AGAIN_EVERY,
    PRINCIPAL_GRACE, WELCOME_AGAIN_EVERY,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Floor {
    Closed,
    /// Of this moment by our clock, past or to come.
    Open {
        at_unix_ms: i64,
    },
}

/// What a device is ready for: group, epoch, roster.
pub(super) type ReadyFor = (GroupId, u64, Hash32);

/// A device of our side that is in the call.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// The join that serves, and the group that it is for.
    pub join: Option<(GroupId, RosterMember)>,
    /// When the ordering node heard of it last.
    pub said: Option<Instant>,
    /// It was asked for a fresh one.
    pub asked: bool,
}

/// Ordered, waiting for the other node's countersignature.
#[derive(Debug)]
pub(super) struct Pending {
    pub order: Order,
    pub envelope: Vec<u8>,
    pub since: Instant,
    pub said: Instant,
}

/// The newest commit that both nodes signed.
#[derive(Debug)]
pub(super) struct Last {
    pub order: Order,
    pub envelope: Vec<u8>,
    pub author: DeviceId,
    /// Devices of our side that it added and that haven't shown yet that they are in.
    pub unjoined: BTreeSet<DeviceId>,
    pub said: Instant,
    /// Members that couldn't process it.
    pub failed_at: BTreeSet<DeviceId>,
}

/// What may be had at a bounded rate.
#[derive(Debug, Default)]
struct Bucket {
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

/// One contact's call.
#[derive(Debug)]
pub(super) struct Room {
    pub own_side: SideId,
    pub contact: SubjectId,
    pub call: CallId,
    medium: Medium,
    pub ordering: bool,
    /// 0 until the ordering node told it.
    pub group: GroupId,
    /// Groups below are over.
    pub group_min: GroupId,
    /// Joins for this group, in the ordering node's order.
    pub members: Vec<RosterMember>,
    /// Devices of our side in the call.
    pub own: BTreeMap<DeviceId, Own>,
    /// All joins of this group, used up ones too.
    pub joins: BTreeMap<Hash32, DeviceId>,
    /// Joins that the ordered commits left in the group; the creator is in from the first commit.
    pub in_group: BTreeMap<Hash32, DeviceId>,
    pub epoch: u64,
    pub pending: Option<Pending>,
    /// Other node of the two: the commit that was passed on last, and when.
    passed_on: Option<(Hash32, Instant)>,
    /// How long the newest order took to come back countersigned.
    pub round_trip: Option<Duration>,
    pub last: Option<Last>,
    pub ready: BTreeMap<DeviceId, ReadyFor>,
    /// Devices of our side whose transport the relay sees connected.
    pub connected: BTreeSet<DeviceId>,
    pub floor: Floor,
    /// The ordering node opened the floor at this moment of our clock; we can't follow yet.
    pub floor_due: Option<i64>,
    /// Devices of our side that heard of the open floor.
    told: BTreeSet<DeviceId>,
    pub waiting_since: Option<Instant>,
    /// Our devices were told that the line is lost.
    pub line_lost: bool,
    pub principal_gone_since: Option<Instant>,
    /// Devices of our side with another event stream, and until when they are to say that they are back.
    pub returning: BTreeMap<DeviceId, Instant>,
    /// Devices of our side that are back and wait for the answer to their offer.
    pub came_back: BTreeSet<DeviceId>,
    groups_begun: VecDeque<Instant>,
    commits: Bucket,
    offences: BTreeMap<DeviceId, u8>,
    /// Comes last in a new group: the one before failed by it.
    pub last_in_line: Option<DeviceId>,
}

/// SHA-256 over the joins of a roster in order: what devices are ready for.
pub fn roster_hash(members: &[RosterMember]) -> Hash32 {
    let joins: Vec<u8> = members
        .iter()
        .flat_map(|member| sha256(&member.join))
        .collect();
    Hash32(sha256(&joins))
}

pub(super) fn join_hash(member: &RosterMember) -> Hash32 {
    Hash32(sha256(&member.join))
}

impl Room {
    pub fn new(
        own_side: SideId,
        contact: SubjectId,
        call: CallId,
        medium: Medium,
        ordering: bool,
    ) -> Self {
        Self {
            own_side,
            contact,
            call,
            medium,
            ordering,
            group: GroupId(0),
            group_min: GroupId(0),
            members: Vec::new(),
            own: BTreeMap::new(),
            joins: BTreeMap::new(),
            in_group: BTreeMap::new(),
            epoch: 0,
            pending: None,
            passed_on: None,
            round_trip: None,
            last: None,
            ready: BTreeMap::new(),
            connected: BTreeSet::new(),
            floor: Floor::Closed,
            floor_due: None,
            told: BTreeSet::new(),
            waiting_since: None,
            line_lost: false,
            principal_gone_since: None,
            returning: BTreeMap::new(),
            came_back: BTreeSet::new(),
            groups_begun: VecDeque::new(),
            commits: Bucket::default(),
            offences: BTreeMap::new(),
            last_in_line: None,
        }
    }

    pub fn is_open(&self) -> bool {
        self.floor != Floor::Closed
    }

    pub fn member(&self, device: DeviceId) -> Option<&RosterMember> {
        self.members.iter().find(|member| member.device == device)
    }

    pub fn is_member(&self, side: SideId, device: DeviceId) -> bool {
        self.member(device)
            .is_some_and(|member| member.side == side)
    }

    /// Of the roster, or still in the group though it left.
    pub fn is_known(&self, device: DeviceId) -> bool {
        self.member(device).is_some() || self.in_group.values().any(|inside| *inside == device)
    }

    pub fn has_place_for(&self, device: DeviceId) -> bool {
        let devices: BTreeSet<DeviceId> = self
            .members
            .iter()
            .map(|member| member.device)
            .chain(self.own.keys().copied())
            .filter(|other| *other != device)
            .collect();
        devices.len() < domain::CALL_DEVICES_MAX
    }

    pub fn is_kept_out(&self, device: DeviceId) -> bool {
        self.offences.get(&device).copied().unwrap_or(0) >= OFFENCES_MAX
    }

    /// A device of our side negotiates its media, for the first time or again.
    pub fn media_joins(&mut self, device: DeviceId) {
        self.returning.remove(&device);
        self.came_back.remove(&device);
        self.connected.remove(&device);
        self.ready.remove(&device);
        self.told.remove(&device);
        self.own.insert(device, Own::default());
    }

    /// The same of one that keeps its place and its keys.
    pub fn media_returns(&mut self, device: DeviceId) {
        self.returning.remove(&device);
        self.came_back.insert(device);
        self.connected.remove(&device);
        self.told.remove(&device);
    }

    /// Whether this join is new and there is room for it in the group's memory.
    pub fn is_fresh(&self, member: &RosterMember) -> bool {
        !self.joins.contains_key(&join_hash(member)) && self.joins.len() < JOINS_A_GROUP_MAX
    }

    /// Takes the member's newest join to the end of its side; a device is in a call once. Our own
    /// side comes first, for the first commits: from our devices a commit has the shortest way to its
    /// order. Last comes who is to come last.
    pub fn place(&mut self, member: RosterMember) {
        self.joins.insert(join_hash(&member), member.device);
        self.ready.remove(&member.device);
        self.members.retain(|other| other.device != member.device);
        self.members.push(member);
        let (last, own_side) = (self.last_in_line, self.own_side);
        self.members
            .sort_by_key(|member| (Some(member.device) == last, member.side != own_side));
    }

    pub fn roster_message(&self) -> ToDevice {
        ToDevice::Roster {
            call: self.call,
            group: self.group,
            members: self.members.clone(),
        }
    }

    pub fn roster_frame(&self) -> TrunkFrame {
        TrunkFrame::Roster {
            contact: self.contact,
            call: self.call,
            group: self.group,
            members: self.members.clone(),
        }
    }

    /// To each device of our side that is in the call.
    pub fn tell_own(&self, message: &ToDevice, out: &mut VecDeque<CallOutput>) {
        let devices = self.own.keys();
        out.extend(devices.map(|device| CallOutput::ToDevice(*device, message.clone())));
    }

    /// Ordering node: everybody hears the new roster, and a commit is due.
    pub fn announce(&mut self, now: Now, out: &mut VecDeque<CallOutput>) {
        self.waiting_since = Some(now.instant);
        out.push_back(CallOutput::ToOtherNode(self.roster_frame()));
        self.tell_own(&self.roster_message(), out);
    }

    /// A device of our side comes with a fresh join, or not at all.
    pub fn ask_anew(&mut self, device: DeviceId, out: &mut VecDeque<CallOutput>) {
        if let Some(own) = self.own.get_mut(&device) {
            *own = Own {
                join: None,
                said: None,
                asked: true,
            };
            let (call, group) = (self.call, self.group);
            out.push_back(CallOutput::ToDevice(
                device,
                ToDevice::Rejoin { call, group },
            ));
        }
    }

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
    fn unplaced(&self) -> impl Iterator<Item = (DeviceId, Instant)> {
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
    fn stuck_at(&self, way: Way) -> Option<Instant> {
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

    /// The line was down or came up: what waits for the other node waits anew.
    pub fn wait_anew(&mut self, now: Now) {
        if let Some(waiting) = &mut self.waiting_since {
            *waiting = now.instant;
        }
        if let Some(pending) = &mut self.pending {
            pending.since = now.instant;
            pending.said = now.instant;
        }
        self.passed_on = None;
        for own in self.own.values_mut() {
            own.said = own.said.map(|_| now.instant);
        }
    }

    pub fn is_without_principal(&self, now: Now) -> bool {
        self.principal_gone_since
            .is_some_and(|since| now.instant.saturating_duration_since(since) >= PRINCIPAL_GRACE)
    }

    pub fn poll_timeout(&self, way: Way) -> Option<Instant> {
        let grace = self
            .principal_gone_since
            .map(|since| since + PRINCIPAL_GRACE);
        let welcome = self
            .last
            .as_ref()
            .filter(|last| !last.unjoined.is_empty())
            .map(|last| last.said + WELCOME_AGAIN_EVERY);
        let stuck = self.stuck_at(way);
        let order = self
            .pending
            .as_ref()
            .and_then(|pending| way.again_at(pending.said, ORDER_AGAIN_EVERY));
        let join = self
            .unplaced()
            .filter_map(|(_, said)| way.again_at(said, JOIN_AGAIN_EVERY))
            .min();
        let late = self.returning.values().min().copied();
        [grace, welcome, stuck, order, join, late]
            .into_iter()
            .flatten()
            .min()
    }

    /// Ordering node: how long before the floor opens its moment is told. As short as the way to the
    /// other side allows: people wait for it. A line that got worse since opens later over there.
    pub fn floor_lead_ms(&self) -> i64 {
        let Some(round_trip) = self.round_trip else {
            return FLOOR_LEAD_MS_MAX;
        };
        let half_ms = i64::try_from(round_trip.as_millis() / 2).unwrap_or(i64::MAX);
        half_ms
            .saturating_add(FLOOR_LEAD_MS_MIN)
            .min(FLOOR_LEAD_MS_MAX)
    }

    /// An earlier process of ours opened it, and attested that.
    pub fn resume_floor(&mut self, at_unix_ms: i64) {
        self.floor = Floor::Open { at_unix_ms };
    }

    /// The floor opens, for those of our side who are in the call now.
    pub fn open_floor(&mut self, now: Now, at_unix_ms: i64, out: &mut VecDeque<CallOutput>) {
        self.floor = Floor::Open { at_unix_ms };
        self.floor_due = None;
        let (call, in_ms) = (self.call, in_ms(now, at_unix_ms));
        let mut on_line: Vec<DeviceId> = self.members.iter().map(|member| member.device).collect();
        on_line.sort_unstable();
        // People first, paper second: the entry's fsync must not delay the moment that both agreed on.
        self.tell_own(&ToDevice::FloorOpens { call, in_ms }, out);
        self.told.extend(self.own.keys().copied());
        out.push_back(CallOutput::Media(MediaCommand::OpenFloor { call, in_ms }));
        out.push_back(CallOutput::Append(LogItem::CallStarted(CallStarted {
            contact: self.contact,
            call,
            at_unix_ms,
            medium: self.medium,
            on_line,
        })));
    }

    /// One who came later hears of the open floor once it is ready.
    pub fn tell_floor(&mut self, now: Now, device: DeviceId, out: &mut VecDeque<CallOutput>) {
        let Floor::Open { at_unix_ms } = self.floor else {
            return;
        };
        let inside = self.ready.contains_key(&device) && self.own.contains_key(&device);
        if inside && self.told.insert(device) {
            let (call, in_ms) = (self.call, in_ms(now, at_unix_ms));
            let message = ToDevice::FloorOpens { call, in_ms };
            out.push_back(CallOutput::ToDevice(device, message));
        }
    }

    pub fn end(
        &mut self,
        now: Now,
        reason: EndReason,
        tell_other: bool,
        out: &mut VecDeque<CallOutput>,
    ) {
        let (contact, call) = (self.contact, self.call);
        if self.is_open() {
            out.push_back(CallOutput::Append(LogItem::CallEnded(CallEnded {
                contact,
                call,
                at_unix_ms: now.unix_ms,
                reason,
            })));
        }
        if tell_other {
            out.push_back(CallOutput::ToOtherNode(TrunkFrame::End {
                contact,
                call,
                reason,
            }));
        }
        self.tell_own(&ToDevice::Ended { call, reason }, out);
        out.push_back(CallOutput::Media(MediaCommand::Close { call }));
    }
}

fn is_due(now: Now, at: Option<Instant>) -> bool {
    at.is_some_and(|at| at <= now.instant)
}

fn in_ms(now: Now, at_unix_ms: i64) -> u32 {
    let ms = at_unix_ms.saturating_sub(now.unix_ms).max(0);
    u32::try_from(ms).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> Room {
        Room::new(
            SideId([1; 16]),
            SubjectId([2; 16]),
            CallId([3; 16]),
            Medium::PhoneCall,
            true,
        )
    }

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

    #[test]
    fn the_floor_is_told_as_early_as_the_way_to_the_other_side_needs() {
        for (round_trip_ms, lead_ms) in [
            (None, FLOOR_LEAD_MS_MAX),
            (Some(0), FLOOR_LEAD_MS_MIN),
            (Some(80), 80),
            (Some(718), 399),
            (Some(720), 400),
            (Some(722), 400),
            (Some(u64::MAX), 400),
        ] {
            let mut room = room();
            room.round_trip = round_trip_ms.map(Duration::from_millis);
            assert_eq!(room.floor_lead_ms(), lead_ms, "{round_trip_ms:?}");
        }
    }
}
