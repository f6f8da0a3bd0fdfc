//! One contact's call as a node holds it.

use domain::{CallEnded, CallId, CallStarted, EndReason, LogItem, Medium, SubjectId};
use identity::{DeviceId, Hash32, SideId, sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};
use wire::{GroupId, Order, RosterMember, ToDevice, TrunkFrame};

mod group;

use self::group::Bucket;
use super::way::Way;
use super::{
    CallOutput, FLOOR_LEAD_MS_MAX, FLOOR_LEAD_MS_MIN, JOIN_AGAIN_EVERY, JOINS_A_GROUP_MAX,
    MediaCommand, Now, OFFENCES_MAX, ORDER_AGAIN_EVERY, PRINCIPAL_GRACE, WELCOME_AGAIN_EVERY,
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

fn in_ms(now: Now, at_unix_ms: i64) -> u32 {
    let ms = at_unix_ms.saturating_sub(now.unix_ms).max(0);
    u32::try_from(ms).unwrap_or(u32::MAX)
}

#[cfg(test)]
fn room() -> Room {
    Room::new(
        SideId([1; 16]),
        SubjectId([2; 16]),
        CallId([3; 16]),
        Medium::PhoneCall,
        true,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
