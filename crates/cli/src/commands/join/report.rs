//! What became of a call at this device, and what of it was seen on the way.

use client::call::CallSession;
use domain::{CallId, SubjectId};
use identity::{DeviceId, SideId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use terminal::drive::{CallReport, SoundCardReport};
use wire::ToNode;

use super::ending::Ending;
use crate::{Context, Exit, Report};

/// When what happened, by this machine's clock.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Steps {
    pub rung_unix_ms: Option<i64>,
    pub join_sent_unix_ms: Option<i64>,
    pub answered_unix_ms: Option<i64>,
    pub connected_unix_ms: Option<i64>,
    /// Only where this device was the one to commit.
    pub commit_sent_unix_ms: Option<i64>,
    /// The first commit that both nodes signed is applied.
    pub in_group_unix_ms: Option<i64>,
    pub ready_unix_ms: Option<i64>,
    pub keys_agreed_unix_ms: Option<i64>,
    pub floor_told_unix_ms: Option<i64>,
    pub floor_open_unix_ms: Option<i64>,
    pub ended_unix_ms: Option<i64>,
}

impl Steps {
    /// The first time that each of these was said.
    pub(super) fn note_sent(&mut self, message: &ToNode, now_unix_ms: i64) {
        let step = match message {
            ToNode::Join { .. } => &mut self.join_sent_unix_ms,
            ToNode::Commit(_) => &mut self.commit_sent_unix_ms,
            ToNode::Ready { .. } => &mut self.ready_unix_ms,
            ToNode::Await(_)
            | ToNode::Message { .. }
            | ToNode::Leave(_)
            | ToNode::HangUp(_)
            | ToNode::GroupStuck { .. }
            | ToNode::Rejoin { .. }
            | ToNode::Return { .. }
            | ToNode::RingHeard { .. } => return,
        };
        step.get_or_insert(now_unix_ms);
    }
}

/// What became of the call at this device.
#[derive(Debug, Clone, Serialize)]
pub struct JoinReport {
    pub contact: String,
    pub call: Option<String>,
    pub device: DeviceId,
    /// Six words; the same on all devices if nobody is in between.
    pub words: Option<String>,
    pub epoch: Option<u64>,
    /// This device's place in the group, by which others know its packets.
    pub leaf: Option<u32>,
    /// Device at each place.
    pub devices: BTreeMap<u32, DeviceId>,
    pub steps: Steps,
    /// From this device's accepted join to its first decryption.
    pub setup_ms: Option<i64>,
    /// Input that was refused, by code.
    pub warnings: BTreeMap<&'static str, u64>,
    /// In words.
    pub ended: String,
    /// `hung-up`, `aborted`, `line-lost`, `floor-late`, …
    pub end_code: &'static str,
    pub media: Option<CallReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound_card: Option<SoundCardReport>,
    #[serde(skip)]
    exit: Exit,
}

impl Report for JoinReport {
    fn exit(&self) -> Exit {
        self.exit
    }

    fn human(&self) -> String {
        let mut text = format!("call {}: {}\n", self.contact, self.ended);
        if let Some(words) = &self.words {
            text.push_str(&format!("words: {words}\n"));
        }
        if let Some(setup) = self.setup_ms {
            text.push_str(&format!("set up in {setup} ms\n"));
        }
        if let Some(report) = &self.media {
            let media = &report.media;
            text.push_str(&format!(
                "sent {}, received {}, decrypted {}, refused {}, concealed {}, delay {} ms\n",
                media.sent,
                media.received,
                media.decrypted,
                media.refused_total(),
                media.concealed,
                media.delay_ms
            ));
        }
        let returns = self.media.iter().flat_map(|report| &report.returns);
        for back in returns {
            text.push_str(&format!(
                "lost the node, back after {}\n",
                seconds(back.after_ms)
            ));
        }
        for (warning, count) in &self.warnings {
            text.push_str(&format!("refused: {warning} ({count})\n"));
        }
        text
    }
}

/// In the form that people read.
pub(super) fn seconds(ms: u64) -> String {
    format!("{}.{} s", ms / 1_000, ms % 1_000 / 100)
}

/// What was seen on the way.
#[derive(Default)]
pub(super) struct Seen {
    pub steps: Steps,
    pub ended: Option<Ending>,
    pub media: Option<CallReport>,
    pub warnings: BTreeMap<&'static str, u64>,
    call: Option<CallId>,
    members: BTreeSet<DeviceId>,
    words: Option<[&'static str; 6]>,
    epoch: Option<u64>,
    devices: BTreeMap<u32, DeviceId>,
}

impl Seen {
    /// The group as the session has it now; what it forgets at its end stays here.
    pub fn look_at(&mut self, call: &CallSession, now_unix_ms: i64) {
        self.call = call.call();
        let Some(epoch) = call.epoch() else {
            return;
        };
        self.epoch = Some(epoch);
        if epoch > 0 {
            self.steps.in_group_unix_ms.get_or_insert(now_unix_ms);
        }
        self.words = call.words().or(self.words);
        self.devices.extend(call.places());
    }

    pub fn members_are(&mut self, members: &[(SideId, DeviceId)], context: &Context) {
        let now: BTreeSet<DeviceId> = members.iter().map(|(_, device)| *device).collect();
        for device in now.difference(&self.members) {
            context.note(&format!("{device} is in the call"));
        }
        for device in self.members.difference(&now) {
            context.note(&format!("{device} has left the call"));
        }
        self.members = now;
    }

    pub fn words_are(&mut self, words: [&'static str; 6], context: &Context) {
        self.words = Some(words);
        context.note(&format!("words to compare: {}", words.join(" ")));
    }

    pub fn floor_is_open(&self) -> bool {
        self.steps.floor_open_unix_ms.is_some()
    }

    pub fn into_report(
        self,
        contact: SubjectId,
        own: DeviceId,
        clock_offset_ms: i64,
    ) -> JoinReport {
        let first = self
            .media
            .as_ref()
            .and_then(|report| report.media.first_decrypted_at_unix_ms);
        let was_held = self.floor_is_open();
        // Without a reason it was the engine that was told to end.
        let ending = self.ended.unwrap_or(Ending::HungUpHere);
        JoinReport {
            contact: contact.to_string(),
            call: self.call.map(|call| call.to_string()),
            device: own,
            words: self.words.map(|words| words.join(" ")),
            epoch: self.epoch,
            leaf: self
                .devices
                .iter()
                .find(|(_, device)| **device == own)
                .map(|(leaf, _)| *leaf),
            devices: self.devices,
            // The engine's clock is the system's, the steps' may be a demo's: compare like with like.
            setup_ms: self
                .steps
                .answered_unix_ms
                .zip(first)
                .map(|(from, to)| to + clock_offset_ms - from),
            steps: self.steps,
            warnings: self.warnings,
            ended: ending.to_string(),
            end_code: ending.code(),
            exit: ending.exit(was_held),
            media: self.media,
            sound_card: None,
        }
    }
}
