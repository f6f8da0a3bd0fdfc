//! Attesting keys within the group, and when a device may send: only while every leaf is of a device
//! that stands, is in the call and attests the same keys.

use domain::LineView;
use identity::{DeviceId, Hash32, PublicKey};
use std::collections::BTreeSet;
use web_time::Instant;
use wire::{CommitBody, GroupId, ToNode};

use super::attest::EpochChanged;
use super::{CallEvent, CallSession, SILENT_AFTER, Warning};

impl CallSession {
    /// After a commit: who is at which leaf, new keys, new attestations.
    pub(super) fn follow_commit(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        (commit, author): (&CommitBody, PublicKey),
        before: &BTreeSet<Hash32>,
    ) {
        self.unready();
        let active = self
            .commits
            .group
            .as_ref()
            .is_some_and(|group| group.is_active());
        if !active {
            // Removed: the node asks for a fresh join, if this device is to be in the call.
            self.commits.group = None;
            self.commits.leaves.clear();
            self.keys.close();
            return;
        }
        self.commits.place_leaves(commit, &self.roster);
        if self.commits.has_ghost {
            self.warn(Warning::GhostInCommit);
        }
        let after = self.commits.in_group();
        let removed = before.difference(&after).next().is_some();
        let changed = *before != after;
        self.last_rekey = Some(now);
        let fresh = self
            .commits
            .leaves
            .values()
            .filter(|joined| !before.contains(&joined.join))
            .map(|joined| joined.key)
            .collect();
        let devices = self
            .commits
            .leaves
            .values()
            .map(|joined| joined.key)
            .collect();
        let Some(group) = self.commits.group.as_mut() else {
            return;
        };
        self.keys.epoch_changed(group, removed, now);
        if let Ok(authenticator) = group.authenticator() {
            self.attestations.epoch_changed(
                EpochChanged {
                    epoch: group.epoch(),
                    authenticator,
                    began: author,
                    devices,
                    fresh,
                    own: self.signing.public(),
                    members_changed: changed,
                },
                now,
            );
        }
        self.attest(now);
        self.check_ready(now, now_unix_ms, view);
    }

    pub(super) fn take_message(
        &mut self,
        now: Instant,
        now_unix_ms: i64,
        view: &LineView,
        number: GroupId,
        from: DeviceId,
        bytes: &[u8],
    ) {
        if number != self.commits.number {
            return;
        }
        let Some(group) = self.commits.group.as_mut() else {
            return;
        };
        let Ok(opened) = group.open_message(bytes) else {
            // Messages of the epoch before arrive around each commit; attestations are repeated.
            return self.warn(Warning::StrayMessage);
        };
        let Some(sender) = self.commits.leaves.get(&opened.leaf) else {
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
                self.unready();
                self.warn(Warning::OtherKeys);
            }
        }
        self.check_ready(now, now_unix_ms, view);
    }

    pub(super) fn attest(&mut self, now: Instant) {
        let (Some(call), Some(group)) = (self.call, self.commits.group.as_mut()) else {
            return;
        };
        let message = self.attestations.own_message();
        if let Ok(bytes) = group.seal_message(&message) {
            self.last_attest = Some(now);
            let group = self.commits.number;
            self.send(ToNode::Message { call, group, bytes });
        }
    }

    /// Somebody was revoked, expired, left or was expelled: senders leave these keys at once.
    pub(super) fn stop_unless_standing(&mut self, now_unix_ms: i64, view: &LineView) -> bool {
        let stands = self.commits.stands(&self.roster, view, now_unix_ms);
        if !stands {
            self.keys.stop_sending();
            self.unready();
        }
        stands
    }

    pub(super) fn unready(&mut self) {
        (self.ready_in, self.agreed_in) = (None, None);
    }

    /// All devices of the roster are in the group and hold the same keys: the nodes may know. All
    /// attest them: sending may begin.
    pub(super) fn check_ready(&mut self, now: Instant, now_unix_ms: i64, view: &LineView) {
        if !self.stop_unless_standing(now_unix_ms, view) || !self.attestations.all_hold(now) {
            return;
        }
        let (Some(call), Some(group)) = (self.call, self.commits.group.as_mut()) else {
            return;
        };
        let epoch = group.epoch();
        let agreed = self.attestations.all_agree(now);
        if agreed && self.may_send {
            self.keys.start_sending(group);
        }
        if agreed && let Some(words) = self.attestations.news_of_words() {
            self.event(CallEvent::Words(words));
        }
        let in_group = self.commits.in_group();
        let complete = self
            .roster
            .iter()
            .all(|joined| in_group.contains(&joined.join));
        let ready = (self.commits.number, epoch.0, self.roster.hash());
        if complete && agreed && self.agreed_in != Some(ready) {
            self.agreed_in = Some(ready);
            self.event(CallEvent::KeysAgreed { epoch: epoch.0 });
        }
        if complete && self.ready_in != Some(ready) {
            self.ready_in = Some(ready);
            let (group, epoch, roster) = ready;
            self.send(ToNode::Ready {
                call,
                group,
                epoch,
                roster,
            });
        }
    }

    /// Who said nothing for too long is taken no more; the next commit removes it.
    pub(super) fn expel_silent(&mut self, now: Instant) {
        let silent = self.attestations.silent(now, SILENT_AFTER);
        let joins: Vec<Hash32> = self
            .commits
            .leaves
            .values()
            .filter(|joined| silent.contains(&joined.key))
            .map(|joined| joined.join)
            .collect();
        for join in joins {
            if self.commits.expelled.insert(join) {
                self.warn(Warning::Silent);
            }
        }
    }
}
