//! Calls as a node sees them: who wants in, in which order commits stand, when the floor opens.
//!
//! The node of the side that proposed orders; the other countersigns. Neither can add anybody: both
//! only pass on what devices signed, and devices check it all again. Sans-IO.

mod admit;
mod begun;
mod floor;
mod order;
mod returning;
mod ring;
mod ring_again;
mod room;
mod roster;
mod trunk;
mod way;

use domain::{CallId, ContactPhase, EndReason, LineView, LogItem, NodeFacts, SubjectId};
use identity::{DeviceId, Hash32, Role, SideId, SigningKey};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};
use wire::{GroupId, Order, RefusalCode, RosterMember, ToDevice, TrunkFrame};

use super::Now;
use admit::{Admitted, admit, role_of, standing};
use begun::{Begun, begun_before};
use order::Orders;
use ring::{Rung, Told};
use room::{Floor, Room};
use way::Way;

pub use ring::RING_FOR;
pub(super) use ring::is_staged;
pub use ring_again::{NotAgain, RING_AGAIN_EVERY};
pub use room::roster_hash;

/// From the decision to open the floor until it opens, for both sides to hear of it: half the last
/// round trip and this. Disks and schedulers need some of it.
pub const FLOOR_LEAD_MS_MIN: i64 = 40;
/// At most, and while no round trip is known.
pub const FLOOR_LEAD_MS_MAX: i64 = 400;
/// The other node's moment of the floor lies within this of ours; clocks are known to milliseconds.
pub const FLOOR_WITHIN_MS_MAX: i64 = 10_000;
/// A group that stays without the commit that it needs for so long is followed by a new one.
pub const GROUP_STUCK_AFTER: Duration = Duration::from_secs(3);
/// New groups of a call within [`GROUPS_WITHIN`]; more wait.
pub const GROUPS_MAX: usize = 6;
pub const GROUPS_WITHIN: Duration = Duration::from_secs(60);
/// Groups that failed by the same device, after which it is kept out of the call.
pub const OFFENCES_MAX: u8 = 3;
/// Joins that one group sees; then its history is long enough for a new one.
pub const JOINS_A_GROUP_MAX: usize = 1_024;
/// An order without its countersignature, a join that the roster doesn't show, a commit of the other
/// node's to order, and a welcome without a sign of life are said again; between the nodes only once
/// what was said is known to have arrived.
pub const ORDER_AGAIN_EVERY: Duration = Duration::from_secs(1);
pub const JOIN_AGAIN_EVERY: Duration = Duration::from_secs(1);
pub const COMMIT_AGAIN_EVERY: Duration = Duration::from_secs(1);
/// So long after a roster arrived at the other node, a commit of its device should be on its way.
pub const COMMIT_WITHIN: Duration = Duration::from_secs(1);
/// What isn't known to have arrived after so long is taken for lost.
pub const UNHEARD_MAX: Duration = Duration::from_secs(10);
pub const WELCOME_AGAIN_EVERY: Duration = Duration::from_secs(2);
/// Commits ordered in a row, and how long until one more may follow: two in a second.
pub const COMMITS_BURST_MAX: u32 = 4;
pub const COMMIT_EVERY: Duration = Duration::from_millis(500);
/// A call whose principal's connection is lost goes on for so long without one: time to take over.
pub const PRINCIPAL_GRACE: Duration = Duration::from_secs(30);
/// A device that opened another event stream stays in its calls for so long without saying that it is
/// back. Its group waits no longer for it either.
pub const RETURN_WITHIN: Duration = Duration::from_secs(5);
/// An accreditation that ends by the clock is noticed within this time.
pub const ACCREDITATIONS_EVERY: Duration = Duration::from_secs(2);
/// Rooms that a node holds at once, and contacts whose ring is waited for.
pub const ROOMS_MAX: usize = 64;
/// Calls that are over, remembered for a node that hasn't heard of it.
pub const ENDED_MAX: usize = 64;

const _: () = assert!(ORDER_AGAIN_EVERY.as_millis() < GROUP_STUCK_AFTER.as_millis());
const _: () = assert!(COMMIT_WITHIN.as_millis() < GROUP_STUCK_AFTER.as_millis());
const _: () = assert!(GROUP_STUCK_AFTER.as_millis() < UNHEARD_MAX.as_millis());
const _: () = assert!(ENDED_MAX >= ROOMS_MAX);
const _: () = assert!(FLOOR_LEAD_MS_MIN < FLOOR_LEAD_MS_MAX);
const _: () = assert!(FLOOR_LEAD_MS_MAX < FLOOR_WITHIN_MS_MAX);
const _: () = assert!(wire::TRUNK_FRAME_BYTES_MAX <= line::CALL_BYTES_MAX);
const _: () = assert!(JOINS_A_GROUP_MAX >= 2 * domain::CALL_DEVICES_MAX);

/// What a call wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOutput {
    ToDevice(DeviceId, ToDevice),
    ToOtherNode(TrunkFrame),
    Media(MediaCommand),
    /// Durable before what follows it in the queue is acted upon.
    Append(LogItem),
    /// Durable before what follows; key is call, group and epoch.
    StoreOrder {
        key: Vec<u8>,
        order: Order,
    },
    /// Durable before what follows: the call's groups up to this one are used up. Orders under these
    /// keys are wanted no more.
    StoreGroup {
        call: CallId,
        group: GroupId,
        forget: Vec<Vec<u8>>,
    },
    /// Two orders under the other node's signature for one place.
    ForkProof {
        key: Vec<u8>,
        first: Order,
        second: Order,
    },
    /// How this contact's principals are called has changed.
    RingChanged(SubjectId),
    /// Something that the other node or a device did wrong; counted.
    Refused {
        what: CallRefusal,
    },
}

/// To the media relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaCommand {
    Open {
        call: CallId,
        facts: NodeFacts,
        /// This node orders: its streams are numbered in the lower half.
        ordering: bool,
    },
    Join {
        call: CallId,
        device: DeviceId,
        offer_sdp: String,
        may_send: bool,
    },
    OpenFloor {
        call: CallId,
        in_ms: u32,
    },
    Leave {
        call: CallId,
        device: DeviceId,
    },
    Close {
        call: CallId,
    },
}

/// What was refused; a counter each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallRefusal {
    Malformed,
    NotAccredited,
    NotAllowed,
    NotStaged,
    WrongPlace,
    ForeignOrder,
    Full,
    /// A moment that no honest clock names.
    WrongTime,
    /// More commits or new groups than a call needs.
    TooOften,
}

/// A call that is over.
#[derive(Debug, Clone)]
struct Ended {
    contact: SubjectId,
    call: CallId,
    group: GroupId,
    reason: EndReason,
}

/// All calls of a node.
#[derive(Debug)]
pub struct Calls {
    own_side: SideId,
    node: SigningKey,
    rooms: BTreeMap<SubjectId, Room>,
    /// Of an earlier process, and without a room so far.
    begun: BTreeMap<SubjectId, Begun>,
    /// Newest last.
    ended: VecDeque<Ended>,
    /// Devices that wait for a contact to ring.
    awaiting: BTreeMap<SubjectId, BTreeSet<DeviceId>>,
    rung: BTreeMap<(SubjectId, DeviceId), Rung>,
    /// When a duty officer had a staged contact's principal rung again, the last time.
    rung_again: BTreeMap<SubjectId, Instant>,
    /// The principal's device that was in the call last, until one is rung anew or says not now.
    came: BTreeMap<SubjectId, DeviceId>,
    /// As told to the other node, and as it told; who isn't here is called by nobody.
    own_rings: BTreeMap<SubjectId, Told>,
    their_rings: BTreeMap<SubjectId, Told>,
    orders: Orders,
    outputs: VecDeque<CallOutput>,
    way: Way,
    /// Whether voice can pass between the two nodes: it has connections of its own.
    carries_media: bool,
    skew_ms: i64,
    accreditations_at: Option<Instant>,
}

/// The call of an agreed contact: the same name on both nodes without asking.
pub fn call_id(contact: SubjectId, agreed: Hash32) -> CallId {
    CallId::of_terms(contact, agreed)
}

impl Calls {
    /// `view` is what the logs on disk say. `stored` is what [`CallOutput::StoreOrder`] and
    /// [`CallOutput::StoreGroup`] kept: an order once given stands over a restart, and no group comes
    /// twice.
    pub fn new(
        own_side: SideId,
        node: SigningKey,
        view: &LineView,
        stored: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
    ) -> Self {
        Self {
            own_side,
            node,
            rooms: BTreeMap::new(),
            begun: begun_before(view, own_side).collect(),
            ended: VecDeque::new(),
            awaiting: BTreeMap::new(),
            rung: BTreeMap::new(),
            rung_again: BTreeMap::new(),
            came: BTreeMap::new(),
            own_rings: BTreeMap::new(),
            their_rings: BTreeMap::new(),
            orders: Orders::read(stored),
            outputs: VecDeque::new(),
            way: Way::default(),
            carries_media: false,
            skew_ms: 0,
            accreditations_at: None,
        }
    }

    pub fn poll_output(&mut self) -> Option<CallOutput> {
        self.outputs.pop_front()
    }

    pub fn contact_of(&self, call: CallId) -> Option<SubjectId> {
        self.rooms
            .iter()
            .find(|(_, room)| room.call == call)
            .map(|(contact, _)| *contact)
    }

    fn refuse(&mut self, what: CallRefusal) {
        self.outputs.push_back(CallOutput::Refused { what });
    }

    fn is_member(&self, contact: SubjectId, side: SideId, device: DeviceId) -> bool {
        self.rooms
            .get(&contact)
            .is_some_and(|room| room.is_member(side, device))
    }

    fn forget_waiting(&mut self, device: DeviceId) {
        self.awaiting.retain(|_, waiting| {
            waiting.remove(&device);
            !waiting.is_empty()
        });
        // Whoever said not now isn't rung again because a connection was lost.
        self.rung
            .retain(|(_, rung), state| *rung != device || state.is_declined());
    }

    pub fn device_gone(&mut self, now: Now, view: &LineView, device: DeviceId) {
        self.forget_waiting(device);
        let contacts: Vec<SubjectId> = self.rooms.keys().copied().collect();
        for contact in contacts {
            self.lose(now, view, contact, device);
        }
        self.tell_rings(now, view);
    }

    /// The logs changed: rings, ends and roster follow the fold.
    pub fn view_changed(&mut self, now: Now, view: &LineView) {
        self.ring_where_staged(now, view);
        self.end_begun_that_are_over(now, view);
        let contacts: Vec<SubjectId> = self.rooms.keys().copied().collect();
        for contact in contacts {
            if let Some(reason) = self.over(view, contact) {
                self.end(now, contact, reason, true);
                continue;
            }
            self.drop_unaccredited(now, view, contact);
            self.open_floor_if_ready(now, view, contact);
        }
    }

    /// Why the fold says that this contact's call is over.
    fn over(&self, view: &LineView, contact: SubjectId) -> Option<EndReason> {
        let room = self.rooms.get(&contact)?;
        let Some(folded) = view.contact(contact) else {
            return Some(EndReason::Aborted);
        };
        if folded.phase == ContactPhase::Ended || folded.ended_by_one() {
            let said = folded.ended.values().map(|ended| ended.reason).next();
            return Some(said.unwrap_or(EndReason::HungUp));
        }
        let stopped = folded.aborted_by.is_some()
            || matches!(
                folded.phase,
                ContactPhase::Cancelled | ContactPhase::Postponed
            );
        // Other terms are another call; one that runs isn't torn down by an amendment that crossed it.
        let of_other_terms = room.floor == Floor::Closed
            && folded
                .agreed
                .is_none_or(|agreed| call_id(contact, agreed) != room.call);
        (stopped || of_other_terms).then_some(EndReason::Aborted)
    }

    /// A device of our side wants in.
    pub fn join(
        &mut self,
        now: Now,
        view: &LineView,
        device: DeviceId,
        contact: SubjectId,
        envelope: &[u8],
        offer_sdp: String,
    ) {
        if let Err((refusal, code, why)) =
            self.try_join(now, view, device, contact, envelope, offer_sdp)
        {
            self.refuse(refusal);
            let why = why.to_owned();
            self.outputs.push_back(CallOutput::ToDevice(
                device,
                ToDevice::Refused { code, why },
            ));
        }
    }

    fn try_join(
        &mut self,
        now: Now,
        view: &LineView,
        device: DeviceId,
        contact: SubjectId,
        envelope: &[u8],
        offer_sdp: String,
    ) -> Result<(), (CallRefusal, RefusalCode, &'static str)> {
        let member = RosterMember {
            side: self.own_side,
            device,
            join: envelope.to_vec(),
        };
        let admitted = admit(view, now, contact, &member).map_err(|(refusal, why)| {
            let code = match refusal {
                CallRefusal::NotStaged => RefusalCode::NotStaged,
                CallRefusal::Malformed => RefusalCode::Malformed,
                CallRefusal::NotAccredited
                | CallRefusal::NotAllowed
                | CallRefusal::WrongPlace
                | CallRefusal::ForeignOrder
                | CallRefusal::Full
                | CallRefusal::WrongTime
                | CallRefusal::TooOften => RefusalCode::NotAllowed,
            };
            (refusal, code, why)
        })?;
        let full = |why| (CallRefusal::Full, RefusalCode::Full, why);
        let Some(room) = self.room(now, contact, &admitted) else {
            return Err(full("this node holds no more calls"));
        };
        if !room.has_place_for(device) {
            return Err(full("the call has as many devices as it may have"));
        }
        if room.is_kept_out(device) {
            return Err((
                CallRefusal::NotAllowed,
                RefusalCode::NotAllowed,
                "the call's keys failed by this device too often; use another device",
            ));
        }
        let call = room.call;
        room.media_joins(device);
        if admitted.principal {
            room.principal_gone_since = None;
            self.came.insert(contact, device);
        }
        self.outputs
            .push_back(CallOutput::Media(MediaCommand::Join {
                call,
                device,
                offer_sdp,
                may_send: admitted.speaks,
            }));
        self.take_own_join(now, contact, member, admitted.group);
        self.tell_rings(now, view);
        Ok(())
    }

    /// A device of our side that is in the call comes with a fresh join.
    pub fn rejoin(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        device: DeviceId,
        envelope: Vec<u8>,
    ) {
        let in_call = self
            .rooms
            .get(&contact)
            .is_some_and(|room| room.own.contains_key(&device) && !room.is_kept_out(device));
        if !in_call {
            return self.refuse(CallRefusal::NotAllowed);
        }
        let member = RosterMember {
            side: self.own_side,
            device,
            join: envelope,
        };
        match admit(view, now, contact, &member) {
            Ok(admitted) => self.take_own_join(now, contact, member, admitted.group),
            Err((refusal, _)) => self.refuse(refusal),
        }
    }

    /// The relay answered a device's session description.
    pub fn media_joined(
        &mut self,
        now: Now,
        call: CallId,
        device: DeviceId,
        answer: Result<String, String>,
    ) {
        let Some(contact) = self.contact_of(call) else {
            return;
        };
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let message = match answer {
            Ok(answer_sdp) => ToDevice::Joined {
                contact: room.contact,
                call,
                answer_sdp,
            },
            Err(why) => ToDevice::Refused {
                code: RefusalCode::Media,
                why,
            },
        };
        self.outputs
            .push_back(CallOutput::ToDevice(device, message));
        if room.is_member(room.own_side, device) {
            let roster = room.roster_message();
            self.outputs.push_back(CallOutput::ToDevice(device, roster));
        }
        self.tell_missed(now, contact, device);
    }

    /// The contact's room, made if need be; `None` when this node holds no more.
    fn room(&mut self, now: Now, contact: SubjectId, admitted: &Admitted) -> Option<&mut Room> {
        let call = call_id(contact, admitted.agreed);
        let other_call = self
            .rooms
            .get(&contact)
            .is_some_and(|room| room.call != call && room.floor == Floor::Closed);
        if other_call {
            self.end(now, contact, EndReason::Aborted, true);
        }
        if !self.rooms.contains_key(&contact) {
            if self.rooms.len() >= ROOMS_MAX {
                return None;
            }
            let ordering = admitted.proposed_by == self.own_side;
            self.outputs
                .push_back(CallOutput::Media(MediaCommand::Open {
                    call,
                    facts: admitted.facts,
                    ordering,
                }));
            let mut room = Room::new(
                self.own_side,
                contact,
                call,
                admitted.facts.medium,
                ordering,
            );
            room.group_min = self.orders.next_group(call, ordering);
            if ordering {
                // A node that forgot a call by a crash starts the call's next group.
                room.group = room.group_min;
                self.orders.use_up(call, room.group, &mut self.outputs);
            }
            self.resume(now, &mut room);
            self.rooms.insert(contact, room);
        }
        self.rooms.get_mut(&contact)
    }

    /// Leaves by its own wish: with the principal of an open floor the call is over.
    pub fn leave(&mut self, now: Now, view: &LineView, contact: SubjectId, device: DeviceId) {
        let ends = self.rooms.get(&contact).is_some_and(|room| {
            room.own.contains_key(&device)
                && room.is_open()
                && role_of(view, self.own_side, device, Role::Principal)
        });
        self.remove(now, contact, device);
        if ends {
            self.end(now, contact, EndReason::HungUp, true);
        }
        self.tell_rings(now, view);
    }

    /// Gone without a word: a principal may come back, with this device or another.
    fn lose(&mut self, now: Now, view: &LineView, contact: SubjectId, device: DeviceId) {
        let own_side = self.own_side;
        let is_principal = |device| role_of(view, own_side, device, Role::Principal);
        let was_in = self
            .rooms
            .get(&contact)
            .is_some_and(|room| room.own.contains_key(&device));
        self.remove(now, contact, device);
        if let Some(room) = self.rooms.get_mut(&contact)
            && was_in
            && room.is_open()
            && is_principal(device)
            && !room.own.keys().any(|other| is_principal(*other))
        {
            room.principal_gone_since.get_or_insert(now.instant);
        }
    }

    /// A principal of our side ends the call for both.
    pub fn hang_up(&mut self, now: Now, view: &LineView, contact: SubjectId, device: DeviceId) {
        let in_call = self
            .rooms
            .get(&contact)
            .is_some_and(|room| room.own.contains_key(&device));
        let principal = standing(view, self.own_side, device, now.unix_ms).is_some()
            && role_of(view, self.own_side, device, Role::Principal);
        if in_call && principal {
            self.end(now, contact, EndReason::HungUp, true);
        } else {
            self.refuse(CallRefusal::NotAllowed);
        }
    }

    fn end(&mut self, now: Now, contact: SubjectId, reason: EndReason, tell_other: bool) {
        let Some(mut room) = self.rooms.remove(&contact) else {
            return;
        };
        room.end(now, reason, tell_other, &mut self.outputs);
        let ended = Ended {
            contact,
            call: room.call,
            group: room.group,
            reason,
        };
        self.note_ended(ended);
    }

    fn note_ended(&mut self, ended: Ended) {
        self.orders
            .close(ended.call, ended.group, &mut self.outputs);
        self.ended
            .retain(|earlier| earlier.contact != ended.contact);
        if self.ended.len() >= ENDED_MAX {
            self.ended.pop_front();
        }
        self.ended.push_back(ended);
    }

    fn drop_unaccredited(&mut self, now: Now, view: &LineView, contact: SubjectId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let own = room.own.keys().map(|device| (room.own_side, *device));
        let gone: BTreeSet<(SideId, DeviceId)> = room
            .members
            .iter()
            .map(|member| (member.side, member.device))
            .chain(own)
            .filter(|(side, device)| standing(view, *side, *device, now.unix_ms).is_none())
            .collect();
        for (side, device) in gone {
            if side == self.own_side {
                self.lose(now, view, contact, device);
            } else {
                self.remove(now, contact, device);
            }
        }
    }

    pub fn handle_timeout(&mut self, now: Now, view: &LineView) {
        let due = self.accreditations_at.is_none_or(|at| at <= now.instant);
        if due {
            self.accreditations_at = Some(now.instant + ACCREDITATIONS_EVERY);
        }
        self.end_begun_that_are_late(now);
        let contacts: Vec<SubjectId> = self.rooms.keys().copied().collect();
        for contact in contacts {
            if due {
                self.drop_unaccredited(now, view, contact);
            }
            self.lose_the_late(now, view, contact);
            let Some(room) = self.rooms.get_mut(&contact) else {
                continue;
            };
            room.say_welcome_again(now, &mut self.outputs);
            if room.is_without_principal(now) {
                self.end(now, contact, EndReason::LineLost, true);
                continue;
            }
            room.say_order_again(now, self.way, &mut self.outputs);
            room.say_joins_again(now, self.way, &mut self.outputs);
            if room.is_stuck(now, self.way) {
                let late = room.late_committer();
                self.new_group(now, contact, late);
            }
        }
        self.tell_rings(now, view);
    }

    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let rooms = self
            .rooms
            .values()
            .filter_map(|room| room.poll_timeout(self.way));
        let accreditations = self
            .accreditations_at
            .filter(|_| !self.rooms.is_empty())
            .into_iter();
        let begun = self.begun_timeout();
        let rings = self.unanswered_at();
        rooms.chain(accreditations).chain(begun).chain(rings).min()
    }
}
