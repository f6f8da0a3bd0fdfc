//! A device's part in one call: joins, commits in the order that both nodes signed, attestations,
//! comparison words, and the keys under which its media is sealed.
//!
//! Sans-IO. Nothing here outlives the call: after a crash a device comes with a fresh key package.

mod attest;
mod commits;
mod events;
mod keys;
mod ready;
mod roster;

pub use events::{CallEvent, CallOutput, Warning};
pub use keys::{KeptEpoch, MediaKeys, MediaRefusal, OpenedVoice};

use domain::{CallId, LineView, SubjectId};
use e2ee::group::Member;
use e2ee::{LeafIndex, Secret};
use identity::{DeviceId, Hash32, PublicKey, Role, SideId};
use std::collections::VecDeque;
use std::time::Duration;
use web_time::Instant;
use wire::{
    CallEnvelope, CommitBody, GroupId, JoinBody, Order, RosterMember, SignedEnvelope, ToDevice,
    ToNode,
};

use crate::{Desk, DeskError};
use attest::Attestations;
use commits::{Commits, Taken};
use roster::Roster;

/// How often each device attests its keys within the group.
pub const ATTEST_EVERY: Duration = Duration::from_secs(2);
/// A device that hasn't attested for so long is removed.
pub const SILENT_AFTER: Duration = Duration::from_secs(6);
/// Keys are renewed at least this often.
pub const REKEY_EVERY: Duration = Duration::from_secs(5 * 60);
/// Timers that come so late mean that this machine slept.
const ASLEEP_AFTER: Duration = Duration::from_secs(4);
/// A commit that waits for its order is said again this often, in the same bytes.
pub const COMMIT_AGAIN_EVERY: Duration = Duration::from_secs(1);
/// Fresh joins within [`REJOINS_WITHIN`]; more wait.
pub const REJOINS_MAX: usize = 5;
pub const REJOINS_WITHIN: Duration = Duration::from_secs(10);
/// The group that a device expects when it hasn't heard of the call.
const FIRST_GROUP: GroupId = GroupId(1);

const _: () = assert!(SILENT_AFTER.as_millis() >= 3 * ATTEST_EVERY.as_millis());
const _: () = assert!(ASLEEP_AFTER.as_millis() > ATTEST_EVERY.as_millis());
const _: () = assert!(ASLEEP_AFTER.as_millis() < SILENT_AFTER.as_millis());

/// One device in one call.
pub struct CallSession {
    contact: SubjectId,
    side: SideId,
    signing: identity::SigningKey,
    seed: Secret<32>,
    principal: bool,
    member: Member,
    /// Our newest join, the group that it is for, and the joins before it.
    own_join: Hash32,
    joined_for: GroupId,
    rejoins: VecDeque<Instant>,
    rejoin_at: Option<Instant>,
    call: Option<CallId>,
    roster: Roster,
    /// A roster that our logs don't bear out yet.
    refused_roster: Option<(GroupId, Vec<RosterMember>)>,
    commits: Commits,
    attestations: Attestations,
    /// Of which group, epoch and roster the node knows, and the person.
    ready_in: Option<(GroupId, u64, Hash32)>,
    agreed_in: Option<(GroupId, u64, Hash32)>,
    keys: MediaKeys,
    last_attest: Option<Instant>,
    awake_at: Instant,
    /// Nothing of the node arrives: that says nothing about the others.
    cut_off: bool,
    /// A session description with which we come back, until it is answered.
    returning: Option<String>,
    last_rekey: Option<Instant>,
    may_send: bool,
    ended: bool,
    outputs: VecDeque<CallOutput>,
}

/// Why a device can't take part.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error("no keys for the call could be made: {0}")]
    Member(#[from] e2ee::group::MemberError),
    #[error("the contact isn't agreed; nothing says how voice is packed")]
    NotAgreed,
    #[error(transparent)]
    Packing(#[from] e2ee::voice::PackingError),
}

impl CallSession {
    /// Makes a fresh key package and asks the node to let this device in.
    ///
    /// # Errors
    /// Without accreditation or an agreed contact.
    pub fn join(
        desk: &Desk,
        contact: SubjectId,
        offer_sdp: String,
        now: Instant,
        now_unix_ms: i64,
    ) -> Result<Self, CallError> {
        let credential = desk.credential(now_unix_ms)?;
        let depth = desk
            .node_facts(contact)
            .ok_or(CallError::NotAgreed)?
            .voice_depth;
        let seed = desk.keys().mls_seed();
        let member = Member::new(&seed, &credential)?;
        let key_package = member.key_package()?.0;
        let roles = desk.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        let mut session = Self {
            contact,
            side: desk.own_side(),
            signing: desk.keys().signing().clone(),
            seed,
            principal: roles.contains(Role::Principal),
            member,
            own_join: Hash32([0; 32]),
            joined_for: FIRST_GROUP,
            rejoins: VecDeque::new(),
            rejoin_at: None,
            call: None,
            roster: Roster::default(),
            refused_roster: None,
            commits: Commits::new(GroupId(0)),
            attestations: Attestations::default(),
            ready_in: None,
            agreed_in: None,
            keys: MediaKeys::new(depth, now)?,
            last_attest: None,
            awake_at: now,
            cut_off: false,
            returning: None,
            last_rekey: None,
            may_send: roles.intersects(domain::roles_of(domain::Action::JoinAndSpeak)),
            ended: false,
            outputs: VecDeque::new(),
        };
        let envelope = session.sign_join(credential, key_package, FIRST_GROUP);
        session.send(ToNode::Join {
            contact,
            envelope,
            offer_sdp,
        });
        Ok(session)
    }

    fn sign_join(
        &mut self,
        accreditation: Vec<u8>,
        key_package: Vec<u8>,
        group: GroupId,
    ) -> Vec<u8> {
        let join = CallEnvelope::Join(JoinBody {
            contact: self.contact,
            side: self.side,
            accreditation,
            key_package,
            group,
        });
        let signed = SignedEnvelope::sign(&join, &self.signing);
        self.own_join = signed.hash();
        self.joined_for = group;
        signed.encode()
    }

    /// A key package serves once: for another group, or after keys are lost, this device forgets all
    /// that it held and comes with a fresh one.
    fn rejoin(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        let Some(call) = self.call else { return };
        while self
            .rejoins
            .front()
            .is_some_and(|at| now.saturating_duration_since(*at) >= REJOINS_WITHIN)
        {
            self.rejoins.pop_front();
        }
        self.begin_group(self.commits.number);
        if self.rejoins.len() >= REJOINS_MAX {
            self.rejoin_at = self.rejoins.front().map(|at| *at + REJOINS_WITHIN);
            return;
        }
        self.rejoin_at = None;
        self.rejoins.push_back(now);
        let device = DeviceId::of_key(&self.signing.public());
        let standing = view
            .people(self.side)
            .and_then(|people| people.standing(device, now_unix_ms));
        let made = standing.and_then(|standing| {
            let member = Member::new(&self.seed, &standing.signed).ok()?;
            let key_package = member.key_package().ok()?.0;
            Some((member, standing.signed.clone(), key_package))
        });
        let Some((member, credential, key_package)) = made else {
            return self.warn(Warning::Unprocessable);
        };
        self.member = member;
        let envelope = self.sign_join(credential, key_package, self.commits.number);
        let message = match self.returning.clone() {
            // The node doesn't know us in this call any more.
            Some(offer_sdp) => ToNode::Join {
                contact: self.contact,
                envelope,
                offer_sdp,
            },
            None => ToNode::Rejoin { call, envelope },
        };
        self.send(message);
    }

    /// The connection to the node is lost. What the others say doesn't arrive, and nobody is expelled
    /// for it.
    pub fn cut_off(&mut self) {
        self.cut_off = true;
    }

    /// Over this connection to the node or another: asks for media anew, with the same keys in the same
    /// place of the group. Where the node knows this device no more, it will ask for a fresh join.
    /// `false` while nothing is known that one could come back to.
    pub fn come_back(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        offer_sdp: String,
    ) -> bool {
        let Some(call) = self.call.filter(|_| !self.ended) else {
            return false;
        };
        self.cut_off = false;
        self.returning = Some(offer_sdp.clone());
        self.attestations.hear_anew(now);
        self.send(ToNode::Return { call, offer_sdp });
        // What we said last may have got lost with the connection.
        self.ready_in = None;
        if self.commits.group.is_some() {
            self.attest(now);
        }
        self.check_ready(now, now_unix_ms, view);
        true
    }

    pub fn poll_output(&mut self) -> Option<CallOutput> {
        self.outputs.pop_front()
    }

    /// The keys under which media is sealed and opened; shared with the media engine.
    pub fn media_keys(&self) -> MediaKeys {
        self.keys.clone()
    }

    pub fn epoch(&self) -> Option<u64> {
        self.commits.group.as_ref().map(|group| group.epoch().0)
    }

    /// Which group of the call this device is in, or waits for.
    pub fn group(&self) -> GroupId {
        self.commits.number
    }

    /// Which device a leaf is.
    pub fn device_at(&self, leaf: u32) -> Option<DeviceId> {
        self.commits
            .leaves
            .get(&LeafIndex(leaf))
            .map(|joined| joined.device)
    }

    /// Which device is at which leaf.
    pub fn places(&self) -> impl Iterator<Item = (u32, DeviceId)> + '_ {
        self.commits
            .leaves
            .iter()
            .map(|(leaf, joined)| (leaf.0, joined.device))
    }

    /// The id of the call, once the node told it.
    pub fn call(&self) -> Option<CallId> {
        self.call
    }

    /// From now on keeps every epoch's media keys, for a checker.
    pub fn danger_keep_keys(&mut self) {
        self.keys.danger_keep();
    }

    /// The keys kept since [`Self::danger_keep_keys`], as CBOR of [`KeptEpoch`]s.
    pub fn danger_media_keys(&self) -> Vec<u8> {
        self.keys.danger_export()
    }

    pub fn words(&self) -> Option<[&'static str; 6]> {
        self.attestations.words()
    }

    /// A principal ends the call for both sides; everybody else leaves it to the others, and then
    /// hears no more of it. `true`: for both.
    pub fn hang_up(&mut self) -> bool {
        if let Some(call) = self.call.filter(|_| self.principal) {
            self.send(ToNode::HangUp(call));
        } else {
            self.leave();
        }
        self.principal
    }

    /// Leaves the call to the others.
    pub fn leave(&mut self) {
        if let Some(call) = self.call {
            self.send(ToNode::Leave(call));
        }
    }

    /// What the own node says. `view` is this device's own fold of the logs.
    pub fn handle_input(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        message: ToDevice,
    ) {
        if self.ended {
            return;
        }
        match message {
            ToDevice::Joined {
                contact,
                call,
                answer_sdp,
            } if contact == self.contact => {
                self.call.get_or_insert(call);
                self.returning = None;
                self.event(CallEvent::Answer(answer_sdp));
            }
            ToDevice::Roster {
                call,
                group,
                members,
            } if self.is_this(call) => {
                self.take_roster(now, now_unix_ms, view, (call, group), members);
            }
            ToDevice::Rejoin { call, group } if self.is_this(call) => {
                // A node that was started anew asks without knowing how far the call has come.
                let group = match self.returning {
                    Some(_) => group.max(self.commits.number),
                    None => group,
                };
                if group >= self.commits.number.max(FIRST_GROUP) {
                    self.call = Some(call);
                    self.begin_group(group);
                    self.rejoin(now, now_unix_ms, view);
                }
            }
            ToDevice::Ordered { order, envelope } if self.call == Some(order.call) => {
                self.take_ordered(now, now_unix_ms, view, &order, &envelope);
            }
            ToDevice::Message {
                call,
                group,
                from,
                bytes,
            } if self.call == Some(call) => {
                self.take_message(now, now_unix_ms, view, group, from, &bytes);
            }
            ToDevice::FloorOpens { call, in_ms } if self.is_this(call) => {
                self.event(CallEvent::FloorOpens { in_ms })
            }
            ToDevice::Line { call, up } if self.call == Some(call) => {
                self.event(CallEvent::Line { up });
            }
            ToDevice::Ended { call, reason } if self.is_this(call) => {
                self.ended = true;
                // What is on its way still opens; the keys go with the session.
                self.keys.stop_sending();
                self.event(CallEvent::Ended(reason));
            }
            ToDevice::Refused { code, why } => self.event(CallEvent::Refused { code, why }),
            ToDevice::LogsChanged { .. } => self.view_changed(now, now_unix_ms, view),
            ToDevice::Here
            | ToDevice::Ring(_)
            | ToDevice::Joined { .. }
            | ToDevice::Roster { .. }
            | ToDevice::Alarm { .. }
            | ToDevice::AlarmOver { .. }
            | ToDevice::RingChanged { .. }
            | ToDevice::Rejoin { .. }
            | ToDevice::Ordered { .. }
            | ToDevice::Message { .. }
            | ToDevice::FloorOpens { .. }
            | ToDevice::Line { .. }
            | ToDevice::Ended { .. } => {}
        }
    }

    fn is_this(&self, call: CallId) -> bool {
        self.call.is_none_or(|known| known == call)
    }

    /// The logs changed: somebody may have been revoked, or what we couldn't bear out before stands.
    pub fn view_changed(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        if self.ended {
            return;
        }
        self.roster.drop_revoked(view, now_unix_ms);
        self.stop_unless_standing(now_unix_ms, view);
        if let Some(((group, members), call)) = self.refused_roster.take().zip(self.call) {
            self.take_roster(now, now_unix_ms, view, (call, group), members);
        }
        self.commit_if_due(now, now_unix_ms, view);
    }

    fn take_roster(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        (call, group): (CallId, GroupId),
        members: Vec<RosterMember>,
    ) {
        if group < self.commits.number.max(FIRST_GROUP) {
            return;
        }
        self.refused_roster = None;
        let Ok(roster) = Roster::verify(view, (self.contact, group), &members, now_unix_ms) else {
            self.refused_roster = Some((group, members));
            return self.warn(Warning::ForeignMember);
        };
        // Only by our own join do we know that another contact's call isn't meant.
        if self.call.is_none() && roster.get(self.own_join).is_none() {
            return;
        }
        self.call = Some(call);
        if group > self.commits.number {
            self.begin_group(group);
            if self.joined_for != group {
                self.rejoin(now, now_unix_ms, view);
            }
        }
        self.commits.remember(&roster);
        self.roster = roster;
        let members = self
            .roster
            .iter()
            .map(|joined| (joined.side, joined.device))
            .collect();
        self.event(CallEvent::Members(members));
        self.stop_unless_standing(now_unix_ms, view);
        self.commit_if_due(now, now_unix_ms, view);
        self.check_ready(now, now_unix_ms, view);
    }

    /// What we held of the group before is forgotten.
    fn begin_group(&mut self, group: GroupId) {
        if group != self.commits.number {
            self.roster = Roster::default();
        }
        self.commits = Commits::new(group);
        self.commits.remember(&self.roster);
        self.attestations = Attestations::default();
        self.unready();
        self.last_attest = None;
        self.keys.close();
    }

    fn mls_id(&self) -> e2ee::GroupId {
        let call = self.call.unwrap_or(CallId([0; 16]));
        let name = [
            b"detente/v1/group\0",
            &call.0[..],
            &self.commits.number.0.to_be_bytes(),
        ]
        .concat();
        e2ee::GroupId(identity::sha256(&name))
    }

    /// Commits if it is this device's turn and the group differs from the roster, or keys are old.
    fn commit_if_due(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        let Some(call) = self.call else { return };
        if self.commits.is_waiting() || !self.commits.is_turn_of(self.own_join, &self.roster) {
            return;
        }
        if self.commits.group.is_none() {
            let id = self.mls_id();
            let Some(own) = self.roster.get(self.own_join) else {
                return;
            };
            if self.roster.len() < 2 {
                return;
            }
            if self.commits.create(&self.member, id, own).is_err() {
                return self.warn(Warning::Unprocessable);
            }
        }
        let changes = self.commits.changes(&self.roster, view, now_unix_ms);
        let old = self
            .last_rekey
            .is_some_and(|last| now.saturating_duration_since(last) >= REKEY_EVERY);
        if changes.adds.is_empty() && changes.removes.is_empty() && !old {
            return;
        }
        let (bad, envelope) = self.commits.propose(now, call, changes, &self.signing);
        for _ in 0..bad {
            self.warn(Warning::Unprocessable);
        }
        if let Some(envelope) = envelope {
            self.send(ToNode::Commit(envelope));
        }
    }

    fn take_ordered(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        order: &Order,
        envelope: &[u8],
    ) {
        let Some((commit, author)) = self.verified(view, order, envelope) else {
            return self.warn(Warning::UnsignedCommit);
        };
        if commit.group != self.commits.number {
            return;
        }
        let admit = self.commits.admission(view, now_unix_ms);
        let own = (&self.member, self.mls_id(), self.own_join);
        match self.commits.take(own, order.envelope, &commit, &admit) {
            Taken::Nothing => {}
            Taken::Applied { before } => {
                self.follow_commit(now, now_unix_ms, view, (&commit, author), &before);
                self.commit_if_due(now, now_unix_ms, view);
            }
            Taken::Behind => {
                self.warn(Warning::Behind);
                self.rejoin(now, now_unix_ms, view);
            }
            Taken::Unprocessable => {
                self.warn(Warning::Unprocessable);
                self.send(ToNode::GroupStuck {
                    call: commit.call,
                    group: commit.group,
                    epoch: commit.epoch,
                });
                self.rejoin(now, now_unix_ms, view);
            }
        }
    }

    /// The commit and its author, if both nodes ordered it and a device of the call signed it.
    fn verified(
        &self,
        view: &LineView,
        order: &Order,
        envelope: &[u8],
    ) -> Option<(CommitBody, PublicKey)> {
        let contact = view.contact(self.contact)?;
        let orderer = view.charter(contact.proposed_by)?.node_key;
        let other = view
            .charter(view.other_side(contact.proposed_by)?)?
            .node_key;
        order.verify_both(&orderer, &other).ok()?;
        let signed = SignedEnvelope::decode(envelope).ok()?;
        if signed.hash() != order.envelope {
            return None;
        }
        let author = self.commits.author(signed.device)?;
        let CallEnvelope::Commit(commit) = signed.verify(&author.key).ok()? else {
            return None;
        };
        let same =
            (commit.call, commit.group, commit.epoch) == (order.call, order.group, order.epoch);
        same.then_some((commit, author.key))
    }

    /// Attests, notices the silent and the expired, says again what waits.
    pub fn handle_timeout(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        if self.ended {
            return;
        }
        self.keys.handle_timeout(now);
        // A machine that slept heard nobody; that says nothing about the others.
        let slept = now.saturating_duration_since(std::mem::replace(&mut self.awake_at, now));
        if slept >= ASLEEP_AFTER {
            self.attestations.hear_anew(now);
        }
        if self.rejoin_at.is_some_and(|at| at <= now) {
            self.rejoin(now, now_unix_ms, view);
        }
        if let Some(envelope) = self.commits.say_again(now, COMMIT_AGAIN_EVERY) {
            self.send(ToNode::Commit(envelope));
        }
        if self
            .last_attest
            .is_some_and(|last| now.saturating_duration_since(last) >= ATTEST_EVERY)
        {
            self.attest(now);
        }
        self.roster.drop_revoked(view, now_unix_ms);
        if !self.cut_off {
            self.expel_silent(now);
        }
        self.stop_unless_standing(now_unix_ms, view);
        self.commit_if_due(now, now_unix_ms, view);
    }

    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        if self.ended {
            return None;
        }
        let attest = self.last_attest.map(|last| last + ATTEST_EVERY);
        let again = self.commits.said().map(|said| said + COMMIT_AGAIN_EVERY);
        [attest, again, self.rejoin_at].into_iter().flatten().min()
    }

    fn warn(&mut self, warning: Warning) {
        self.event(CallEvent::Warning(warning));
    }

    fn event(&mut self, event: CallEvent) {
        self.outputs.push_back(CallOutput::Event(event));
    }

    fn send(&mut self, message: ToNode) {
        self.outputs.push_back(CallOutput::Send(message));
    }
}
