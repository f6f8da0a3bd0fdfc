//! Messages and texts under silence, in worlds that last for hours, and what is kept of them for the
//! last checks.

use client::{Desk, DeskError, NewMessage};
use domain::{
    LineView, MessageFacts, MessageText, Noun, Precedence, Record, RecordId, SilenceFacts,
    SilenceState, SilenceText, SubjectId, SubjectNonce,
};
use rand::{Rng, seq::IndexedRandom};
use std::collections::{BTreeMap, BTreeSet};

use super::World;
use crate::checks::{Promise, Violation, consent, messages, secrecy::WRITTEN};
use crate::sides::bytes;

/// Messages of one world.
const MESSAGES_MAX: usize = 16;
/// Texts under silence of one world.
const SILENCES_MAX: usize = 6;
/// What an objection needs, and how much more there is at most.
const SILENCE_MS: i64 = domain::SILENCE_MS_MIN;
const SILENCE_MORE_MS_MAX: i64 = 30 * 60_000;
const ACKNOWLEDGE_WITHIN_MS_MAX: i64 = 20 * 60_000;

/// What anybody was ever shown, and what was written.
#[derive(Default)]
pub(super) struct Kept {
    acknowledged: BTreeMap<SubjectId, RecordId>,
    adopted: BTreeSet<SubjectId>,
    words: BTreeMap<RecordId, String>,
}

impl World {
    /// A step with messages or texts under silence.
    pub(super) fn act_in_procedure(&mut self, device: usize) {
        let dice = self.rng.random_range(0..100);
        let view = self.devices[device].desk.view();
        let (sent, silent) = (view.messages().len(), view.silence_procedures().len());
        let made = match dice {
            0..25 if sent < MESSAGES_MAX => self.write_message(device),
            0..65 => self.take_message(device),
            65..90 if silent < SILENCES_MAX => self.put_under_silence(device),
            90..94 => return self.queue_up(device),
            94..97 => return self.set_shifts(device),
            97.. => self.object(device),
            _ => return,
        };
        // What a device knows to be impossible it doesn't sign; that is no failure.
        if let Some(Ok(record)) = made {
            self.queue_post(device, record.bytes().to_vec());
        }
    }

    fn write_message(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let unix_ms = self.unix_ms();
        let words = format!("{WRITTEN}, {}", self.kept.words.len());
        let nonce = SubjectNonce(bytes(&mut self.rng));
        let within_ms = self.rng.random_range(1..=ACKNOWLEDGE_WITHIN_MS_MAX);
        let hurries = self.rng.random_bool(0.3);
        let service = self.rng.random_bool(0.3);
        let noun = if service {
            Noun::ServiceMessage
        } else {
            Noun::Message
        };
        let precedence = *Precedence::ALL.choose(&mut self.rng)?;
        let desk = &self.devices[device].desk;
        let mut earlier = desk.view().messages();
        earlier.retain(|message| message.noun == noun);
        let replies = self.rng.random_bool(0.3);
        let reply_to = earlier.choose(&mut self.rng).filter(|_| replies);
        let new = NewMessage {
            facts: MessageFacts {
                precedence,
                acknowledge_by_unix_ms: hurries.then_some(unix_ms + within_ms),
            },
            text: MessageText {
                title: String::new(),
                language: "en".into(),
                text: words.clone(),
                translation: None,
            },
            reply_to: reply_to.map(|message| message.subject),
        };
        let made = match noun {
            Noun::ServiceMessage => desk.send_service_message(nonce, &new, unix_ms),
            _ => desk.send_message(nonce, &new, unix_ms),
        };
        if let Ok(record) = &made {
            self.kept.words.insert(record.id, words);
        }
        Some(made)
    }

    /// Presents or acknowledges a message of the other side.
    fn take_message(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let unix_ms = self.unix_ms();
        let desk: &Desk = &self.devices[device].desk;
        let own = desk.own_side();
        let mut open = desk.view().messages();
        open.extend(desk.messages_ahead());
        open.retain(|message| message.by != own && message.acknowledged.is_none());
        let message = open.choose(&mut self.rng)?;
        let presents = message.presented.is_none() && self.rng.random_bool(0.6);
        Some(if presents {
            desk.present_message(message.subject, unix_ms)
        } else {
            desk.acknowledge_message(message.subject, unix_ms)
        })
    }

    fn put_under_silence(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let unix_ms = self.unix_ms();
        let more_ms = self.rng.random_range(0..=SILENCE_MORE_MS_MAX);
        let facts = SilenceFacts {
            expires_unix_ms: unix_ms + SILENCE_MS + more_ms,
            track: None,
        };
        let text = SilenceText {
            title: String::new(),
            text: WRITTEN.to_owned(),
            local: Vec::new(),
        };
        let nonce = SubjectNonce(bytes(&mut self.rng));
        let desk = &self.devices[device].desk;
        Some(desk.begin_silence(nonce, facts, &text, unix_ms))
    }

    fn object(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let unix_ms = self.unix_ms();
        let desk = &self.devices[device].desk;
        let mut open = desk.view().silence_procedures();
        open.retain(|procedure| procedure.by != desk.own_side() && procedure.objection.is_none());
        let procedure = open.choose(&mut self.rng)?;
        Some(desk.object(procedure.subject, Some(WRITTEN), unix_ms))
    }

    /// Notes what a message says.
    pub(super) fn keep_words(&mut self, record: &Record, words: &str) {
        self.kept.words.insert(record.id, words.to_owned());
    }

    /// Judges what a node shows of messages and silence.
    pub(super) fn judge_node(&mut self, node: usize) {
        if !self.plan.procedure {
            return;
        }
        let Some(core) = &self.nodes[node].core else {
            return;
        };
        let judged = judge(self, core.view(), false);
        self.keep(judged);
    }

    /// The same of a device, which may have a planted bug.
    pub(super) fn judge_device(&mut self, device: usize) {
        if self.plan.procedure {
            let judged = judge(self, self.devices[device].desk.view(), true);
            self.keep(judged);
        }
    }

    fn keep(&mut self, judged: Result<Judged, Violation>) {
        let kept = judged.map(|judged| {
            self.kept.adopted.extend(judged.adopted);
            for (message, by) in judged.acknowledged {
                self.kept.acknowledged.entry(message).or_insert(by);
            }
        });
        self.require(kept);
    }

    /// Once everything has arrived: what anybody was ever shown, everybody is shown, and the same words.
    pub(super) fn check_procedure(&mut self) -> Result<(), Violation> {
        let unix_ms = self.unix_ms();
        let nodes = self.nodes.iter().filter_map(|node| node.core.as_ref());
        let desks = self.devices.iter().filter(|device| !device.revoked);
        let views = nodes
            .map(|core| core.view())
            .chain(desks.map(|device| device.desk.view()));
        for view in views {
            self.kept.check_shown(view, unix_ms)?;
        }
        let Some(core) = &self.nodes[0].core else {
            return Ok(());
        };
        let all = core.view().silence_procedures();
        let standing = |state| {
            let so = all.iter().filter(|one| one.state_at(unix_ms) == state);
            so.count() as u64
        };
        self.report.messages_acknowledged += self.kept.acknowledged.len() as u64;
        self.report.texts_adopted += standing(SilenceState::Adopted);
        self.report.texts_broken += standing(SilenceState::Broken);
        self.report.texts_unproved += standing(SilenceState::Unproved);
        for device in self.devices.iter().filter(|device| !device.revoked) {
            self.report.words_compared += self.kept.check_words(&device.desk)?;
        }
        Ok(())
    }
}

/// What a view shows.
struct Judged {
    adopted: Vec<SubjectId>,
    acknowledged: Vec<(SubjectId, RecordId)>,
}

fn judge(world: &World, view: &LineView, device: bool) -> Result<Judged, Violation> {
    let bug = world.plan.bug.filter(|_| device);
    let judged = Judged {
        adopted: consent::shown(view, world.unix_ms(), bug),
        acknowledged: messages::shown(view, bug),
    };
    for adopted in &judged.adopted {
        consent::check(&world.truth, view, *adopted)?;
    }
    for acknowledged in &judged.acknowledged {
        messages::check(&world.truth, view, *acknowledged)?;
    }
    Ok(judged)
}

impl Kept {
    fn check_shown(&self, view: &LineView, unix_ms: i64) -> Result<(), Violation> {
        let acknowledged: BTreeMap<SubjectId, RecordId> =
            messages::shown(view, None).into_iter().collect();
        for (message, by) in &self.acknowledged {
            if acknowledged.get(message) != Some(by) {
                let what = format!("message {message} was acknowledged by {by}, and now isn't");
                return Err(Violation::new(Promise::Messages, what));
            }
        }
        let adopted = consent::shown(view, unix_ms, None);
        match self.adopted.iter().find(|text| !adopted.contains(text)) {
            Some(text) => {
                let what = format!("{text} was adopted, and now isn't");
                Err(Violation::new(Promise::Consent, what))
            }
            None => Ok(()),
        }
    }

    /// How many texts a device opens, each as it was written.
    fn check_words(&self, desk: &Desk) -> Result<u64, Violation> {
        let mut opened = 0;
        for message in desk.view().messages() {
            let Ok(text) = desk.words_of::<MessageText>(message.id) else {
                continue;
            };
            if self.words.get(&message.id) != Some(&text.text) {
                let what = format!("message {} reads otherwise than it was written", message.id);
                return Err(Violation::new(Promise::Messages, what));
            }
            opened += 1;
        }
        Ok(opened)
    }
}
