//! What people do: whatever their own device shows them as possible, chosen by the seed.

use client::{Desk, DeskError, NewContact};
use domain::{
    Agenda, Contact, ContactPhase, Format, Header, Initiative, Medium, PublicPart, Record,
    SubjectId, SubjectNonce, Terms,
};
use rand::Rng;

use super::devices::SimDevice;
use super::{Event, World};
use crate::Bug;
use crate::checks::secrecy::WRITTEN;
use crate::sides::bytes;

/// Contacts of one world.
const CONTACTS_MAX: usize = 3;
/// Between two actions, at most.
const ACT_EVERY_MS_MAX: u64 = 900;
/// Of actions, where people do more than agree on contacts.
const PROCEDURE_SHARE: f64 = 0.8;

/// A step in a contact.
#[derive(Debug, Clone, Copy)]
enum Step {
    Propose(SubjectNonce),
    Counter,
    Accept,
    Decline,
    Withdraw,
    Cancel,
    Postpone,
    ConfirmStage,
    Abort,
    RingAgain,
    Join,
    Nothing,
}

impl World {
    pub(super) fn act(&mut self) {
        if !self.storm {
            return;
        }
        if self.now_ms < self.quiet_until_ms {
            return self.at(self.quiet_until_ms + 1, Event::Act);
        }
        self.soon(ACT_EVERY_MS_MAX * self.plan.pace(), Event::Act);
        let device = self.rng.random_range(0..self.devices.len());
        let sim = &self.devices[device];
        if !sim.alive || sim.revoked || sim.posts > 0 {
            return;
        }
        if self.contact_in_call(device).is_some() && self.rng.random_bool(0.15) {
            return self.end_call(device);
        }
        if self.plan.procedure && self.rng.random_bool(PROCEDURE_SHARE) {
            return self.act_in_procedure(device);
        }
        if self.plan.papers && self.rng.random_bool(0.7) {
            return self.act_with_papers(device);
        }
        let contacts = self.devices[device].desk.view().contacts();
        let open: Vec<&Contact> = contacts
            .iter()
            .filter(|contact| !is_over(contact.phase))
            .collect();
        let may_begin = contacts.len() < CONTACTS_MAX;
        if open.is_empty() || (may_begin && self.rng.random_bool(0.05)) {
            if may_begin {
                let nonce = SubjectNonce(bytes(&mut self.rng));
                let own = self.devices[device].desk.own_side();
                let subject = SubjectId::of_contact(own, nonce);
                self.take_step(device, subject, Step::Propose(nonce));
            }
            return;
        }
        let contact = open[self.rng.random_range(0..open.len())].clone();
        let step = self.choose(device, &contact);
        self.take_step(device, contact.subject, step);
    }

    fn end_call(&mut self, device: usize) {
        let hangs_up = self.rng.random_bool(0.4);
        let mut for_all = false;
        self.in_session(device, |session, _, _, _| {
            if hangs_up {
                for_all = session.hang_up();
            } else {
                session.leave();
            }
        });
        if !for_all {
            self.devices[device].session = None;
        }
    }

    fn choose(&mut self, device: usize, contact: &Contact) -> Step {
        let sim = &self.devices[device];
        let (own, principal) = (sim.desk.own_side(), sim.principal);
        let asked = contact.offer_for(own).is_some();
        if self.plan.eager {
            return hurry(contact.phase, asked, principal, self.plan.calls);
        }
        let dice = self.rng.random_range(0..100);
        match contact.phase {
            ContactPhase::Proposed if asked => match dice {
                0..60 => Step::Accept,
                60..80 => Step::Counter,
                80..86 => Step::Decline,
                86..90 => Step::Cancel,
                _ => Step::Nothing,
            },
            ContactPhase::Proposed => match dice {
                0..10 => Step::Counter,
                10..14 => Step::Withdraw,
                14..16 => Step::Cancel,
                _ => Step::Nothing,
            },
            ContactPhase::Agreed
            | ContactPhase::Postponed
            | ContactPhase::Staging
            | ContactPhase::Staged => match dice {
                0..6 => Step::Counter,
                6..30 if asked => Step::Accept,
                30..32 => Step::Cancel,
                32..35 => Step::Postpone,
                35..37 if !principal => Step::Abort,
                37..65 if !principal => Step::ConfirmStage,
                65..85 if !principal => Step::Join,
                85..100 if !principal => Step::RingAgain,
                _ => Step::Nothing,
            },
            ContactPhase::OnTheLine => match dice {
                0..3 if !principal => Step::Abort,
                3..50 => Step::Join,
                50..60 if !principal => Step::RingAgain,
                _ => Step::Nothing,
            },
            ContactPhase::Declined
            | ContactPhase::Withdrawn
            | ContactPhase::Cancelled
            | ContactPhase::Ended
            | ContactPhase::ReportedOutside
            | ContactPhase::HeldOutside => Step::Nothing,
        }
    }

    fn take_step(&mut self, device: usize, subject: SubjectId, step: Step) {
        let unix_ms = self.unix_ms();
        let new = self.new_contact(device);
        let desk: &Desk = &self.devices[device].desk;
        let made: Result<Record, DeskError> = match step {
            Step::Propose(nonce) => desk.propose(nonce, &new, unix_ms),
            Step::Counter => desk.counter(subject, &new, unix_ms),
            Step::Accept => desk.accept(subject, unix_ms),
            Step::Decline => desk.decline(subject, Some(WRITTEN), unix_ms),
            Step::Withdraw => desk.withdraw(subject, unix_ms),
            Step::Cancel => desk.cancel(subject, Some(WRITTEN), unix_ms),
            Step::Postpone => desk.postpone(subject, Some(WRITTEN), unix_ms),
            Step::ConfirmStage => desk.confirm_stage(subject, unix_ms),
            Step::Abort => desk.abort(subject, unix_ms),
            Step::RingAgain => return self.ring_again(device, subject),
            Step::Join => return self.join(device, subject),
            Step::Nothing => return,
        };
        // What a device knows to be impossible it doesn't sign; that is no failure.
        if let Ok(record) = made {
            let bytes = record.bytes().to_vec();
            let bytes = match self.plan.bug {
                Some(Bug::PlainSent) => self.unsealed(device, &record),
                Some(_) | None => bytes,
            };
            self.queue_post(device, bytes);
        }
    }

    /// A duty officer has the own principal rung again, whether it is time or not: what rings is judged as it
    /// leaves the node.
    fn ring_again(&mut self, device: usize, contact: SubjectId) {
        let SimDevice { side, id, .. } = self.devices[device];
        let rung = self.with_node(side, |core, now| core.ring_again(now, id, contact));
        match rung {
            Some(Ok(_)) => {
                self.report.rung_again += 1;
                self.check_not_in_call(side, contact);
            }
            Some(Err(refused)) => self.ring_badly(side, contact, refused.code),
            None => {}
        }
    }

    /// The planted bug: a text that nobody sealed.
    fn unsealed(&self, device: usize, record: &Record) -> Vec<u8> {
        let header = Header {
            open: WRITTEN.as_bytes().to_vec(),
            bodies: Vec::new(),
            ..record.header.clone()
        };
        let keys = self.devices[device].persona.keys();
        let plain = Record::sign(&header, Vec::new(), keys.signing()).expect("a short record");
        plain.bytes().to_vec()
    }

    pub(super) fn new_contact(&mut self, device: usize) -> NewContact {
        let side = self.devices[device].side;
        let zones = [
            (self.sides[side].id, "Europe/Moscow"),
            (self.sides[1 - side].id, "America/New_York"),
        ];
        let minutes = self.rng.random_range(10..120);
        let expires = self.rng.random_bool(0.1);
        let terms = Terms {
            start_unix_ms: self.begin_unix_ms + i64::from(minutes) * 60_000,
            local: Vec::new(),
            tz_version: String::new(),
            duration_min: minutes,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            initiative: Initiative::Unstated,
            languages: Vec::new(),
            format: Format::Consecutive,
            voice_depth: 2,
        }
        .with_locals(&zones)
        .expect("both zones are known");
        NewContact {
            terms,
            agenda: Agenda {
                reason: WRITTEN.to_owned(),
                ..Agenda::default()
            },
            expires_unix_ms: expires.then(|| self.unix_ms() + 5_000),
        }
    }
}

/// The shortest way into a call; without calls, to ring and ring again.
fn hurry(phase: ContactPhase, asked: bool, principal: bool, calls: bool) -> Step {
    match phase {
        ContactPhase::Proposed if asked => Step::Accept,
        ContactPhase::Agreed | ContactPhase::Staging if !principal => Step::ConfirmStage,
        ContactPhase::Staged if !principal && calls => Step::Join,
        ContactPhase::Staged if !principal => Step::RingAgain,
        ContactPhase::OnTheLine => Step::Join,
        ContactPhase::Proposed
        | ContactPhase::Agreed
        | ContactPhase::Postponed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::Declined
        | ContactPhase::Withdrawn
        | ContactPhase::Cancelled
        | ContactPhase::Ended
        | ContactPhase::ReportedOutside
        | ContactPhase::HeldOutside => Step::Nothing,
    }
}

fn is_over(phase: ContactPhase) -> bool {
    matches!(
        phase,
        ContactPhase::Declined
            | ContactPhase::Withdrawn
            | ContactPhase::Cancelled
            | ContactPhase::Ended
            | ContactPhase::HeldOutside
    )
}
