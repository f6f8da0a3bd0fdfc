//! A device's part in one call: joins, commits in the order that both nodes signed, attestations,
//! comparison words, and the keys under which its media is sealed.
//!
//! Sans-IO. Nothing here outlives the call: after a crash a device comes with a fresh key package.

mod attest;
mod keys;
mod roster;

pub use keys::{KeptEpoch, MediaKeys, OpenedVoice, VoiceRefusal};

use domain::{CallId, EndReason, LineView, SubjectId};
use e2ee::group::{Group, Member};
use e2ee::{Epoch, LeafIndex};
use identity::{DeviceId, Hash32, SideId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};
use wire::{
    CallEnvelope, CommitBody, GroupId, JoinBody, Order, RefusalCode, RosterMember, SignedEnvelope,
    ToDevice, ToNode,
};

use crate::{Desk, DeskError};
use attest::Attestations;
use roster::{Joined, Roster};

/// How often each device attests its keys within the group.
pub const ATTEST_EVERY: Duration = Duration::from_secs(2);
/// A device that hasn't attested for so long is removed.
pub const SILENT_AFTER: Duration = Duration::from_secs(6);
/// Keys are renewed at least this often.
pub const REKEY_EVERY: Duration = Duration::from_secs(5 * 60);
/// A commit of ours that wasn't ordered by then is given up and made anew.
const COMMIT_LOST_AFTER: Duration = Duration::from_secs(2);

const _: () = assert!(SILENT_AFTER.as_millis() >= 3 * ATTEST_EVERY.as_millis());

/// What the device's program does next.
#[derive(Debug)]
pub enum CallOutput {
    Send(ToNode),
    Event(CallEvent),
}

/// What happened, for the person and the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEvent {
    /// The node's answer to our session description.
    Answer(String),
    /// Who is in the call now: everybody sees everybody come and go.
    Members(Vec<(SideId, DeviceId)>),
    /// All devices attest the same keys in this epoch.
    KeysAgreed {
        epoch: u64,
    },
    /// Six words to compare; the same on all devices if nobody is in between.
    Words([&'static str; 6]),
    /// The floor opens for everybody in so many milliseconds.
    FloorOpens {
        in_ms: u32,
    },
    Ended(EndReason),
    Refused {
        code: RefusalCode,
        why: String,
    },
    /// Something that a node or another device sent was refused; a sentence for the record.
    Warning(Warning),
}

/// Refused input, counted in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// A roster names a device without accreditation or without its own signature.
    ForeignMember,
    /// A commit without both nodes' signatures, or not signed by its device.
    UnsignedCommit,
    /// A commit that adds or removes other devices than the roster says.
    GhostInCommit,
    /// A commit or welcome that couldn't be processed.
    Unprocessable,
    /// An attestation of other keys.
    OtherKeys,
    /// A device has stopped attesting.
    Silent,
    /// A message that isn't of this group and epoch.
    StrayMessage,
}

impl Warning {
    pub const fn code(self) -> &'static str {
        match self {
            Self::ForeignMember => "foreign_member",
            Self::UnsignedCommit => "unsigned_commit",
            Self::GhostInCommit => "ghost_in_commit",
            Self::Unprocessable => "unprocessable_commit",
            Self::OtherKeys => "other_keys",
            Self::Silent => "silent_device",
            Self::StrayMessage => "stray_message",
        }
    }
}

/// One device in one call.
pub struct CallSession {
    contact: SubjectId,
    own_join: Hash32,
    signing: identity::SigningKey,
    member: Member,
    call: Option<CallId>,
    /// The group that the nodes speak of, and its roster.
    number: GroupId,
    roster: Roster,
    group: Option<Group>,
    /// Joins by leaf in the group, as its ordered commits said.
    leaves: BTreeMap<LeafIndex, Joined>,
    /// Joins that this device takes no more: silent ones.
    expelled: BTreeSet<Hash32>,
    pending: Option<Pending>,
    attestations: Attestations,
    ready_in: Option<(GroupId, u64, Hash32)>,
    keys: MediaKeys,
    last_attest: Option<Instant>,
    last_rekey: Option<Instant>,
    may_send: bool,
    ended: bool,
    outputs: VecDeque<CallOutput>,
}

/// Our commit that waits for both nodes.
struct Pending {
    envelope: Hash32,
    staged: e2ee::Digest,
    since: Instant,
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
        let member = Member::new(&desk.keys().mls_seed(), &credential)?;
        let join = CallEnvelope::Join(JoinBody {
            contact,
            side: desk.own_side(),
            accreditation: credential,
            key_package: member.key_package()?.0,
        });
        let signed = SignedEnvelope::sign(&join, desk.keys().signing());
        let roles = desk.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        let own_join = signed.hash();
        let mut session = Self {
            contact,
            own_join,
            signing: desk.keys().signing().clone(),
            member,
            call: None,
            number: GroupId(0),
            roster: Roster::default(),
            group: None,
            leaves: BTreeMap::new(),
            expelled: BTreeSet::new(),
            pending: None,
            attestations: Attestations::default(),
            ready_in: None,
            keys: MediaKeys::new(depth, now)?,
            last_attest: None,
            last_rekey: None,
            may_send: roles.intersects(domain::roles_of(domain::Action::JoinAndSpeak)),
            ended: false,
            outputs: VecDeque::new(),
        };
        session.send(ToNode::Join {
            contact,
            envelope: signed.encode(),
            offer_sdp,
        });
        Ok(session)
    }

    pub fn poll_output(&mut self) -> Option<CallOutput> {
        self.outputs.pop_front()
    }

    /// The keys under which media is sealed and opened; shared with the media engine.
    pub fn media_keys(&self) -> MediaKeys {
        self.keys.clone()
    }

    pub fn epoch(&self) -> Option<u64> {
        self.group.as_ref().map(|group| group.epoch().0)
    }

    /// Which device a leaf is.
    pub fn device_at(&self, leaf: u32) -> Option<DeviceId> {
        self.leaves
            .get(&LeafIndex(leaf))
            .map(|joined| joined.device)
    }

    /// Which device is at which leaf.
    pub fn places(&self) -> impl Iterator<Item = (u32, DeviceId)> + '_ {
        self.leaves
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

    /// Ends the call for both sides.
    pub fn hang_up(&mut self) {
        if let Some(call) = self.call {
            self.send(ToNode::HangUp(call));
        }
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
                self.call = Some(call);
                self.event(CallEvent::Answer(answer_sdp));
            }
            ToDevice::Roster {
                call,
                group,
                members,
            } if self.is_this(call) => {
                self.take_roster(now, now_unix_ms, view, group, &members);
            }
            ToDevice::Ordered { order, envelope } if self.is_this(order.call) => {
                self.take_ordered(now, now_unix_ms, view, &order, &envelope);
            }
            ToDevice::Message {
                call,
                group,
                from,
                bytes,
            } if self.is_this(call) => {
                self.take_message(now, group, from, &bytes);
            }
            ToDevice::FloorOpens { call, in_ms } if self.is_this(call) => {
                self.event(CallEvent::FloorOpens { in_ms })
            }
            ToDevice::Ended { call, reason } if self.is_this(call) => {
                self.ended = true;
                // What is on its way still opens; the keys go with the session.
                self.keys.stop_sending();
                self.event(CallEvent::Ended(reason));
            }
            ToDevice::Refused { code, why } => self.event(CallEvent::Refused { code, why }),
            ToDevice::LogsChanged { .. } => self.view_changed(now, now_unix_ms, view),
            ToDevice::Ring(_)
            | ToDevice::Joined { .. }
            | ToDevice::Roster { .. }
            | ToDevice::Ordered { .. }
            | ToDevice::Message { .. }
            | ToDevice::FloorOpens { .. }
            | ToDevice::Ended { .. } => {}
        }
    }

    fn is_this(&self, call: CallId) -> bool {
        self.call.is_none_or(|known| known == call)
    }

    /// The logs changed: somebody may have been revoked. Senders leave their keys at once.
    pub fn view_changed(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        let lost = self
            .leaves
            .values()
            .any(|joined| !joined.stands(view, now_unix_ms));
        if lost {
            self.keys.stop_sending();
            self.ready_in = None;
        }
        self.roster.drop_revoked(view, now_unix_ms);
        self.commit_if_due(now, now_unix_ms, view);
    }

    fn take_roster(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        group: GroupId,
        members: &[RosterMember],
    ) {
        if group < self.number {
            return;
        }
        let Ok(roster) = Roster::verify(view, self.contact, members, now_unix_ms) else {
            self.warn(Warning::ForeignMember);
            return;
        };
        if group > self.number {
            self.begin_group(group);
        }
        self.roster = roster;
        let members = self
            .roster
            .iter()
            .map(|joined| (joined.side, joined.device))
            .collect();
        self.event(CallEvent::Members(members));
        self.commit_if_due(now, now_unix_ms, view);
        self.check_ready(now);
    }

    /// The nodes began a new group: what we held of the one before is forgotten.
    fn begin_group(&mut self, group: GroupId) {
        self.number = group;
        self.group = None;
        self.leaves.clear();
        self.pending = None;
        self.attestations = Attestations::default();
        self.ready_in = None;
        self.keys.close();
    }

    fn mls_id(&self) -> e2ee::GroupId {
        let call = self.call.unwrap_or(CallId([0; 16]));
        let name = [
            b"detente/v1/group\0",
            &call.0[..],
            &self.number.0.to_be_bytes(),
        ]
        .concat();
        e2ee::GroupId(identity::sha256(&name))
    }

    /// Commits if it is this device's turn and the group differs from the roster, or keys are old.
    fn commit_if_due(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        if self.pending.is_some() || self.call.is_none() || !self.is_my_turn() {
            return;
        }
        if self.group.is_none() {
            if self.roster.len() < 2 {
                return;
            }
            match Group::create(&self.member, self.mls_id()) {
                Ok(group) => {
                    self.leaves = self
                        .roster
                        .get(self.own_join)
                        .map(|own| (group.own_leaf(), own.clone()))
                        .into_iter()
                        .collect();
                    self.group = Some(group);
                }
                Err(_) => return self.warn(Warning::Unprocessable),
            }
        }
        let in_group: BTreeSet<Hash32> = self.leaves.values().map(|joined| joined.join).collect();
        let adds: Vec<Joined> = self
            .roster
            .iter()
            .filter(|joined| {
                !in_group.contains(&joined.join) && !self.expelled.contains(&joined.join)
            })
            .cloned()
            .collect();
        let removes: Vec<(LeafIndex, DeviceId)> = self
            .leaves
            .iter()
            .filter(|(_, joined)| {
                self.roster.get(joined.join).is_none() || self.expelled.contains(&joined.join)
            })
            .map(|(leaf, joined)| (*leaf, joined.device))
            .collect();
        let old = self
            .last_rekey
            .is_some_and(|last| now.saturating_duration_since(last) >= REKEY_EVERY);
        if adds.is_empty() && removes.is_empty() && !old {
            return;
        }
        self.commit(now, now_unix_ms, view, &adds, &removes);
    }

    /// The first of the roster who is in the group commits; before there is a group, the first.
    fn is_my_turn(&self) -> bool {
        let in_group: BTreeSet<Hash32> = self.leaves.values().map(|joined| joined.join).collect();
        let standing = |joined: &&Joined| !self.expelled.contains(&joined.join);
        let first = if self.group.is_some() {
            self.roster
                .iter()
                .filter(standing)
                .find(|joined| in_group.contains(&joined.join))
        } else {
            self.roster.iter().find(standing)
        };
        first.is_some_and(|first| first.join == self.own_join)
    }

    fn commit(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        adds: &[Joined],
        removes: &[(LeafIndex, DeviceId)],
    ) {
        let (Some(call), Some(group)) = (self.call, self.group.as_mut()) else {
            return;
        };
        let packages: Vec<e2ee::KeyPackageBytes> = adds
            .iter()
            .map(|joined| e2ee::KeyPackageBytes(joined.key_package.clone()))
            .collect();
        let leaves: Vec<LeafIndex> = removes.iter().map(|(leaf, _)| *leaf).collect();
        let admit = self.roster.admit(view, now_unix_ms);
        let staged = match group.propose_commit(&packages, &leaves, &admit) {
            Ok(staged) => staged,
            Err(_) => return self.warn(Warning::Unprocessable),
        };
        let envelope = CallEnvelope::Commit(CommitBody {
            call,
            group: self.number,
            epoch: staged.epoch.0,
            commit: staged.commit,
            welcome: staged.welcome.unwrap_or_default(),
            adds: adds.iter().map(|joined| joined.join).collect(),
            removes: removes.iter().map(|(_, device)| *device).collect(),
        });
        let signed = SignedEnvelope::sign(&envelope, &self.signing);
        self.pending = Some(Pending {
            envelope: signed.hash(),
            staged: staged.hash,
            since: now,
        });
        self.send(ToNode::Commit(signed.encode()));
    }

    fn take_ordered(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        order: &Order,
        envelope: &[u8],
    ) {
        let Some(commit) = self.verified(view, now_unix_ms, order, envelope) else {
            return self.warn(Warning::UnsignedCommit);
        };
        if commit.group != self.number {
            return;
        }
        let own = self
            .pending
            .as_ref()
            .filter(|pending| pending.envelope == order.envelope)
            .map(|pending| pending.staged);
        let admit = self.roster.admit(view, now_unix_ms);
        let before: BTreeSet<Hash32> = self.leaves.values().map(|joined| joined.join).collect();
        let applied = match (own, self.group.as_mut()) {
            (Some(staged), Some(group)) => group.apply_own(staged).map(drop).map_err(drop),
            (None, Some(group)) if commit.epoch == group.epoch().0 => {
                group.discard_own();
                group.apply(&commit.commit, &admit).map(drop).map_err(drop)
            }
            // Said twice, or of an epoch that we never were in.
            (_, Some(_)) => return,
            (_, None) if commit.adds.contains(&self.own_join) => {
                match Group::join(&self.member, self.mls_id(), &commit.welcome, &admit) {
                    Ok(group) => {
                        self.group = Some(group);
                        Ok(())
                    }
                    Err(_) => Err(()),
                }
            }
            // Before our time: our own welcome comes with a later one.
            (_, None) => return,
        };
        self.pending = None;
        if applied.is_err() {
            self.warn(Warning::Unprocessable);
            self.stuck(commit.epoch);
            return;
        }
        self.follow_commit(now, &commit, &before);
        self.commit_if_due(now, now_unix_ms, view);
    }

    /// The commit, if both nodes ordered it and a device of the call signed it.
    fn verified(
        &self,
        view: &LineView,
        now_unix_ms: i64,
        order: &Order,
        envelope: &[u8],
    ) -> Option<CommitBody> {
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
        let author = self
            .roster
            .iter()
            .find(|joined| joined.device == signed.device)?;
        if !author.stands(view, now_unix_ms) {
            return None;
        }
        let CallEnvelope::Commit(commit) = signed.verify(&author.key).ok()? else {
            return None;
        };
        let same =
            (commit.call, commit.group, commit.epoch) == (order.call, order.group, order.epoch);
        same.then_some(commit)
    }

    /// After a commit: who is at which leaf, new keys, new attestations.
    fn follow_commit(&mut self, now: Instant, commit: &CommitBody, before: &BTreeSet<Hash32>) {
        let Some(group) = self.group.as_mut() else {
            return;
        };
        if !group.is_active() {
            self.keys.close();
            self.ready_in = None;
            return;
        }
        let mut leaves = BTreeMap::new();
        for device in group.roster() {
            // Which join a leaf came with: the roster's newest of that key; who was in before keeps his.
            let of_key = |joined: &&Joined| joined.key.0 == device.leaf_key;
            let kept = self
                .leaves
                .get(&device.leaf)
                .filter(of_key)
                .filter(|joined| !commit.removes.contains(&joined.device));
            let named = self.roster.iter().find(of_key);
            let Some(joined) = kept.or(named).cloned() else {
                self.outputs.push_back(CallOutput::Event(CallEvent::Warning(
                    Warning::GhostInCommit,
                )));
                continue;
            };
            leaves.insert(device.leaf, joined);
        }
        let after: BTreeSet<Hash32> = leaves.values().map(|joined: &Joined| joined.join).collect();
        let removed = before.difference(&after).next().is_some();
        let changed = *before != after;
        self.leaves = leaves;
        self.last_rekey = Some(now);
        self.ready_in = None;
        self.keys.epoch_changed(group, removed, now);
        let devices = self.leaves.values().map(|joined| joined.key).collect();
        if let Ok(authenticator) = group.authenticator() {
            self.attestations.epoch_changed(
                group.epoch(),
                authenticator,
                devices,
                self.signing.public(),
                changed,
                now,
            );
        }
        self.attest(now);
        self.check_ready(now);
    }

    fn take_message(&mut self, now: Instant, number: GroupId, from: DeviceId, bytes: &[u8]) {
        if number != self.number {
            return;
        }
        let Some(group) = self.group.as_mut() else {
            return;
        };
        let Ok(opened) = group.open_message(bytes) else {
            // Messages of the epoch before arrive around each commit; attestations are repeated.
            return self.warn(Warning::StrayMessage);
        };
        let Some(sender) = self.leaves.get(&opened.leaf) else {
            return;
        };
        if sender.device != from {
            return self.warn(Warning::StrayMessage);
        }
        let key = sender.key;
        match self
            .attestations
            .take(now, key, opened.plaintext.as_bytes())
        {
            Ok(news) => {
                // A reveal waits for all commitments; tell at once, not in two seconds.
                if news {
                    self.attest(now);
                }
            }
            Err(()) => {
                self.keys.stop_sending();
                self.warn(Warning::OtherKeys);
            }
        }
        self.check_ready(now);
    }

    fn attest(&mut self, now: Instant) {
        let (Some(call), Some(group)) = (self.call, self.group.as_mut()) else {
            return;
        };
        let message = self.attestations.own_message();
        if let Ok(bytes) = group.seal_message(&message) {
            self.last_attest = Some(now);
            let group = self.number;
            self.send(ToNode::Message { call, group, bytes });
        }
    }

    /// All devices of the roster are in the group and attest the same keys: sending may begin.
    fn check_ready(&mut self, now: Instant) {
        let (Some(call), Some(group)) = (self.call, self.group.as_mut()) else {
            return;
        };
        if !self.attestations.all_agree(now) {
            return;
        }
        let epoch = group.epoch();
        if self.may_send {
            self.keys.start_sending(group);
        }
        if let Some(words) = self.attestations.news_of_words() {
            self.outputs
                .push_back(CallOutput::Event(CallEvent::Words(words)));
        }
        let in_group: BTreeSet<Hash32> = self.leaves.values().map(|joined| joined.join).collect();
        let complete = self
            .roster
            .iter()
            .all(|joined| in_group.contains(&joined.join))
            && in_group.len() == self.roster.len();
        let ready = (self.number, epoch.0, self.roster.hash());
        if complete && self.ready_in != Some(ready) {
            self.ready_in = Some(ready);
            self.event(CallEvent::KeysAgreed { epoch: epoch.0 });
            let (group, epoch, roster) = ready;
            self.send(ToNode::Ready {
                call,
                group,
                epoch,
                roster,
            });
        }
    }

    /// Attests, notices the silent, gives up lost commits.
    pub fn handle_timeout(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        if self.ended {
            return;
        }
        self.keys.handle_timeout(now);
        let lost = self.pending.as_ref().is_some_and(|pending| {
            now.saturating_duration_since(pending.since) >= COMMIT_LOST_AFTER
        });
        if lost {
            self.pending = None;
            if let Some(group) = self.group.as_mut() {
                group.discard_own();
                // Nothing was ordered yet: begin the group anew rather than keep half of it.
                if group.epoch() == Epoch(0) {
                    self.group = None;
                    self.leaves.clear();
                    let number = self.number;
                    if let Some(call) = self.call {
                        self.send(ToNode::GroupStuck {
                            call,
                            group: number,
                            epoch: 0,
                        });
                    }
                    return;
                }
            }
        }
        if self
            .last_attest
            .is_some_and(|last| now.saturating_duration_since(last) >= ATTEST_EVERY)
        {
            self.attest(now);
        }
        let silent = self.attestations.silent(now, SILENT_AFTER);
        if !silent.is_empty() {
            let joins: Vec<Hash32> = self
                .leaves
                .values()
                .filter(|joined| silent.contains(&joined.key))
                .map(|joined| joined.join)
                .collect();
            for join in joins {
                if self.expelled.insert(join) {
                    self.warn(Warning::Silent);
                }
            }
            self.keys.stop_sending();
        }
        self.commit_if_due(now, now_unix_ms, view);
    }

    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let attest = self.last_attest.map(|last| last + ATTEST_EVERY);
        let lost = self
            .pending
            .as_ref()
            .map(|pending| pending.since + COMMIT_LOST_AFTER);
        [attest, lost].into_iter().flatten().min()
    }

    fn stuck(&mut self, epoch: u64) {
        if let Some(call) = self.call {
            let group = self.number;
            self.send(ToNode::GroupStuck { call, group, epoch });
        }
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
