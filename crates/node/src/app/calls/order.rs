//! Commits in their order: one for each group and epoch, under both nodes' signatures.

use domain::{CallId, LineView, SubjectId};
use identity::{DeviceId, PublicKey, SideId, decode_canonical};
use std::collections::{BTreeMap, VecDeque};
use wire::{CallEnvelope, CommitBody, GroupId, Order, SignedEnvelope, ToDevice, TrunkFrame};

use super::room::{Pending, Room};
use super::{CallOutput, CallRefusal, Calls, Now, standing};

/// Bytes of a key in the store: a call; a call, group and epoch.
const GROUP_KEY_BYTES: usize = 16;
const ORDER_KEY_BYTES: usize = 16 + 4 + 8;

/// What this node signed or countersigned of running calls, and which groups are used up.
#[derive(Debug, Default)]
pub(super) struct Orders {
    orders: BTreeMap<Vec<u8>, Order>,
    used: BTreeMap<CallId, GroupId>,
}

fn order_key(call: CallId, group: GroupId, epoch: u64) -> Vec<u8> {
    [&call.0[..], &group.0.to_be_bytes(), &epoch.to_be_bytes()].concat()
}

impl Orders {
    pub fn read(stored: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        let mut read = Self::default();
        for (key, value) in stored {
            // Our own store: what is unreadable can only be of a later version.
            if key.len() == ORDER_KEY_BYTES
                && let Ok(order) = decode_canonical("order", &value, 4_096)
            {
                read.orders.insert(key, order);
            } else if let Ok(call) = <[u8; GROUP_KEY_BYTES]>::try_from(&key[..])
                && let Ok(group) = decode_canonical("group", &value, 16)
            {
                read.used.insert(CallId(call), group);
            }
        }
        read
    }

    fn of_call(&self, call: CallId) -> impl Iterator<Item = (&Vec<u8>, &Order)> {
        self.orders
            .range(call.0.to_vec()..)
            .take_while(move |(key, _)| key.starts_with(&call.0))
    }

    /// The first group that isn't used up: for the ordering node none that it ever spoke of.
    pub fn next_group(&self, call: CallId, ordering: bool) -> GroupId {
        let used = self.used.get(&call).copied().unwrap_or(GroupId(0));
        let highest = if ordering {
            self.last_group(call)
        } else {
            used
        };
        GroupId(highest.0.saturating_add(1))
    }

    /// The highest group that is known of a call, or the one before the first.
    pub fn last_group(&self, call: CallId) -> GroupId {
        let ordered = self.of_call(call).map(|(_, order)| order.group).max();
        let used = self.used.get(&call).copied();
        used.max(ordered).unwrap_or(GroupId(0))
    }

    pub fn next_epoch(&self, call: CallId, group: GroupId) -> u64 {
        self.of_call(call)
            .filter(|(_, order)| order.group == group)
            .map(|(_, order)| order.epoch.saturating_add(1))
            .max()
            .unwrap_or(0)
    }

    /// Groups up to this one aren't begun again; orders of those before are forgotten.
    pub fn use_up(&mut self, call: CallId, group: GroupId, out: &mut VecDeque<CallOutput>) {
        self.forget_before(call, group, group, out);
    }

    /// The call is over; of what was ordered only the highest group is kept.
    pub fn close(&mut self, call: CallId, group: GroupId, out: &mut VecDeque<CallOutput>) {
        self.forget_before(call, group, GroupId(u32::MAX), out);
    }

    fn forget_before(
        &mut self,
        call: CallId,
        used: GroupId,
        before: GroupId,
        out: &mut VecDeque<CallOutput>,
    ) {
        let group = self
            .used
            .get(&call)
            .copied()
            .max(Some(used))
            .unwrap_or(used);
        self.used.insert(call, group);
        let forget: Vec<Vec<u8>> = self
            .of_call(call)
            .filter(|(_, order)| order.group < before)
            .map(|(key, _)| key.clone())
            .collect();
        for key in &forget {
            self.orders.remove(key);
        }
        out.push_back(CallOutput::StoreGroup {
            call,
            group,
            forget,
        });
    }

    fn get(&self, commit: &CommitBody) -> Option<&Order> {
        self.orders
            .get(&order_key(commit.call, commit.group, commit.epoch))
    }

    fn put(&mut self, order: &Order, out: &mut VecDeque<CallOutput>) {
        let key = order_key(order.call, order.group, order.epoch);
        self.orders.insert(key.clone(), order.clone());
        out.push_back(CallOutput::StoreOrder {
            key,
            order: order.clone(),
        });
    }
}

/// The commit in an envelope, signed by a device of `side` that stands and is known in this call.
fn read_commit(
    view: &LineView,
    now: Now,
    room: &Room,
    side: SideId,
    envelope: &[u8],
) -> Result<(SignedEnvelope, CommitBody), CallRefusal> {
    let signed = SignedEnvelope::decode(envelope).map_err(|_| CallRefusal::Malformed)?;
    let key = standing(view, side, signed.device, now.unix_ms).ok_or(CallRefusal::NotAccredited)?;
    let CallEnvelope::Commit(commit) = signed.verify(&key).map_err(|_| CallRefusal::Malformed)?
    else {
        return Err(CallRefusal::Malformed);
    };
    if commit.call != room.call {
        return Err(CallRefusal::WrongPlace);
    }
    if !room.is_known(signed.device) {
        return Err(CallRefusal::NotAllowed);
    }
    Ok((signed, commit))
}

impl Calls {
    fn other_node(&self, view: &LineView) -> Result<PublicKey, CallRefusal> {
        view.other_side(self.own_side)
            .and_then(|other| view.charter(other))
            .map(|charter| charter.node_key)
            .ok_or(CallRefusal::NotAccredited)
    }

    /// A device of our side commits.
    pub fn commit(&mut self, now: Now, view: &LineView, device: DeviceId, envelope: Vec<u8>) {
        if let Err(what) = self.try_commit(now, view, device, envelope) {
            self.refuse(what);
        }
    }

    fn try_commit(
        &mut self,
        now: Now,
        view: &LineView,
        device: DeviceId,
        envelope: Vec<u8>,
    ) -> Result<(), CallRefusal> {
        let call = SignedEnvelope::decode(&envelope)
            .map_err(|_| CallRefusal::Malformed)?
            .peek_commit()
            .ok_or(CallRefusal::Malformed)?
            .call;
        let contact = self.contact_of(call).ok_or(CallRefusal::WrongPlace)?;
        let room = self.rooms.get(&contact).ok_or(CallRefusal::WrongPlace)?;
        let (signed, commit) = read_commit(view, now, room, self.own_side, &envelope)?;
        if signed.device != device {
            return Err(CallRefusal::NotAllowed);
        }
        // Said again: the answer got lost, or is on its way.
        let stands = self
            .orders
            .get(&commit)
            .filter(|order| order.envelope == signed.hash() && order.countersigned.is_some());
        if let Some(order) = stands {
            let message = ToDevice::Ordered {
                order: order.clone(),
                envelope,
            };
            self.outputs
                .push_back(CallOutput::ToDevice(device, message));
            return Ok(());
        }
        if room.ordering {
            return self.order(now, contact, &signed, &commit, envelope);
        }
        let way = self.way;
        if let Some(room) = self.rooms.get_mut(&contact)
            && room.passes_on(now, way, signed.hash())
        {
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Commit {
                    contact,
                    envelope,
                }));
        }
        Ok(())
    }

    /// A device of the other side commits; ordering node only.
    pub(super) fn take_commit(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        other: SideId,
        envelope: Vec<u8>,
    ) -> Result<(), CallRefusal> {
        let room = self
            .rooms
            .get(&contact)
            .filter(|room| room.ordering)
            .ok_or(CallRefusal::WrongPlace)?;
        let (signed, commit) = read_commit(view, now, room, other, &envelope)?;
        self.order(now, contact, &signed, &commit, envelope)
    }

    /// Gives the commit its place, unless the place is taken.
    fn order(
        &mut self,
        now: Now,
        contact: SubjectId,
        signed: &SignedEnvelope,
        commit: &CommitBody,
        envelope: Vec<u8>,
    ) -> Result<(), CallRefusal> {
        let out = &mut self.outputs;
        let room = self
            .rooms
            .get_mut(&contact)
            .ok_or(CallRefusal::WrongPlace)?;
        let hash = signed.hash();
        if room
            .pending
            .as_ref()
            .is_some_and(|pending| pending.order.envelope == hash)
        {
            // Said again while it waits: so is the order, by its own clock.
            return Ok(());
        }
        let in_place =
            commit.group == room.group && commit.epoch == room.epoch && room.pending.is_none();
        if !in_place || self.orders.get(commit).is_some() {
            return Err(CallRefusal::WrongPlace);
        }
        if commit.epoch > 0
            && !room
                .in_group
                .values()
                .any(|inside| *inside == signed.device)
        {
            return Err(CallRefusal::NotAllowed);
        }
        // Its device says it again in a second.
        if !room.may_order(now.instant) {
            return Err(CallRefusal::TooOften);
        }
        let order = Order::new(commit.call, commit.group, commit.epoch, hash).order(&self.node);
        self.orders.put(&order, out);
        room.pending = Some(Pending {
            order: order.clone(),
            envelope: envelope.clone(),
            since: now.instant,
            said: now.instant,
        });
        out.push_back(CallOutput::ToOtherNode(TrunkFrame::Ordered {
            contact,
            order,
            envelope,
        }));
        Ok(())
    }

    /// The ordering node gave a commit its place.
    pub(super) fn countersign(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        order: Order,
        envelope: Vec<u8>,
    ) -> Result<(), CallRefusal> {
        let orderer = self.other_node(view)?;
        order
            .verify_ordered(&orderer)
            .map_err(|_| CallRefusal::ForeignOrder)?;
        let room = self
            .rooms
            .get(&contact)
            .filter(|room| !room.ordering)
            .ok_or(CallRefusal::WrongPlace)?;
        let device = SignedEnvelope::decode(&envelope)
            .map_err(|_| CallRefusal::Malformed)?
            .device;
        let side = view
            .sides()
            .find(|side| standing(view, *side, device, now.unix_ms).is_some())
            .ok_or(CallRefusal::NotAccredited)?;
        let (signed, commit) = read_commit(view, now, room, side, &envelope)?;
        let same_place =
            (order.call, order.group, order.epoch) == (commit.call, commit.group, commit.epoch);
        if !same_place || order.envelope != signed.hash() {
            return Err(CallRefusal::ForeignOrder);
        }
        if let Some(earlier) = self.orders.get(&commit) {
            return self.ordered_before(contact, earlier.clone(), order);
        }
        if commit.group != room.group || commit.epoch != room.epoch {
            return Err(CallRefusal::WrongPlace);
        }
        let order = order.countersign(&self.node);
        self.orders.put(&order, &mut self.outputs);
        self.outputs
            .push_back(CallOutput::ToOtherNode(TrunkFrame::Countersigned {
                contact,
                order: order.clone(),
            }));
        self.apply(now, contact, &commit, signed.device, (order, envelope));
        Ok(())
    }

    /// Said twice: answered twice, applied once. Another commit at the same place is a fork.
    fn ordered_before(
        &mut self,
        contact: SubjectId,
        earlier: Order,
        order: Order,
    ) -> Result<(), CallRefusal> {
        if earlier.envelope != order.envelope {
            self.outputs.push_back(CallOutput::ForkProof {
                key: order_key(order.call, order.group, order.epoch),
                first: earlier,
                second: order,
            });
            return Err(CallRefusal::ForeignOrder);
        }
        self.outputs
            .push_back(CallOutput::ToOtherNode(TrunkFrame::Countersigned {
                contact,
                order: earlier,
            }));
        Ok(())
    }

    pub(super) fn countersigned(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        order: Order,
    ) -> Result<(), CallRefusal> {
        let other = self.other_node(view)?;
        order
            .verify_both(&self.node.public(), &other)
            .map_err(|_| CallRefusal::ForeignOrder)?;
        let room = self
            .rooms
            .get_mut(&contact)
            .ok_or(CallRefusal::WrongPlace)?;
        let same = |pending: &Pending| {
            let place = |order: &Order| (order.call, order.group, order.epoch, order.envelope);
            place(&pending.order) == place(&order)
        };
        let Some(pending) = room.pending.take_if(|pending| same(pending)) else {
            let known = self
                .orders
                .orders
                .get(&order_key(order.call, order.group, order.epoch));
            return if known.is_some_and(|known| known.envelope == order.envelope) {
                Ok(())
            } else {
                Err(CallRefusal::WrongPlace)
            };
        };
        let round_trip = now.instant.saturating_duration_since(pending.since);
        room.round_trip = Some(round_trip);
        self.orders.put(&order, &mut self.outputs);
        let signed =
            SignedEnvelope::decode(&pending.envelope).map_err(|_| CallRefusal::Malformed)?;
        let commit = signed.peek_commit().ok_or(CallRefusal::Malformed)?;
        let envelope = pending.envelope;
        self.apply(now, contact, &commit, signed.device, (order, envelope));
        Ok(())
    }

    fn apply(
        &mut self,
        now: Now,
        contact: SubjectId,
        commit: &CommitBody,
        author: DeviceId,
        ordered: (Order, Vec<u8>),
    ) {
        let out = &mut self.outputs;
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        let dropped = room.applied(now, commit, author, ordered, out);
        if dropped && room.ordering {
            room.announce(now, out);
        }
    }

    /// A device of our side sends an MLS message to the others.
    pub fn message(
        &mut self,
        contact: SubjectId,
        device: DeviceId,
        group: GroupId,
        bytes: Vec<u8>,
    ) {
        let out = &mut self.outputs;
        let Some(room) = self
            .rooms
            .get_mut(&contact)
            .filter(|room| room.is_member(room.own_side, device))
            .filter(|_| bytes.len() <= wire::GROUP_MESSAGE_BYTES_MAX)
        else {
            return self.refuse(CallRefusal::NotAllowed);
        };
        if group == room.group {
            room.is_inside(device);
        }
        let message = ToDevice::Message {
            call: room.call,
            group,
            from: device,
            bytes: bytes.clone(),
        };
        for other in room.own.keys().filter(|other| **other != device) {
            out.push_back(CallOutput::ToDevice(*other, message.clone()));
        }
        out.push_back(CallOutput::ToOtherNode(TrunkFrame::Message {
            contact,
            group,
            from: device,
            bytes,
        }));
    }
}
