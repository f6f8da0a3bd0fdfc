//! What becomes of a contact, told as scripts of both sides' acts.

mod answers;
mod bounds;
mod calls;
mod calls_now;
mod offers;

use super::*;
use crate::{
    CALL_NOW_MIN_MAX, CALL_NOW_WITHIN_MS, CALL_TRIES_MAX, CallId, EndReason, Event, Medium, Noun,
    OFFERS_PER_SIDE_MAX, PublicPart, SignedFacts,
};
use identity::{Hash32, PersonId, RoleSet};

const NORTH: SideId = SideId([1; 16]);
const SOUTH: SideId = SideId([2; 16]);
const SUBJECT: SubjectId = SubjectId([9; 16]);

/// Folds with what entries say they saw.
fn fold(placed: &[Placed]) -> Option<Contact> {
    Contact::fold(SUBJECT, placed, |placed| placed.other_seen)
}

/// Two logs under construction. A side sees of the other's log what was there at the last `sync`.
struct Logs {
    placed: Vec<Placed>,
    written: BTreeMap<SideId, u64>,
    seen: BTreeMap<SideId, u64>,
    names: BTreeMap<String, RecordId>,
    now_ms: i64,
}

fn name_of(side: SideId) -> &'static str {
    if side == NORTH { "N" } else { "S" }
}

fn device_of(side: SideId) -> DeviceId {
    DeviceId(side.0)
}

impl Logs {
    fn new() -> Self {
        Self {
            placed: Vec::new(),
            written: BTreeMap::from([(NORTH, 0), (SOUTH, 0)]),
            seen: BTreeMap::from([(NORTH, 0), (SOUTH, 0)]),
            names: BTreeMap::new(),
            now_ms: 0,
        }
    }

    /// Both see what the other wrote until now.
    fn sync(&mut self) {
        self.sees(NORTH);
        self.sees(SOUTH);
    }

    fn sees(&mut self, side: SideId) {
        let other = if side == NORTH { SOUTH } else { NORTH };
        self.seen.insert(side, self.written[&other]);
    }

    fn write(&mut self, side: SideId, event: Event) {
        let seq = self.written[&side] + 1;
        self.written.insert(side, seq);
        self.placed.push(Placed {
            side,
            seq,
            other_seen: self.seen[&side],
            node_unix_ms: self.now_ms,
            reached_unix_ms: self.now_ms,
            event,
        });
    }

    fn record(&mut self, name: &str, side: SideId, kind: Kind, edit: impl FnOnce(&mut Header)) {
        let number = u32::try_from(self.names.len()).unwrap() + 1;
        let mut id = [0; 32];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let id = Hash32(id);
        let known = self.names.insert(name.into(), id);
        assert_eq!(known, None, "{name} is named twice");
        let author = (side, PersonId([0; 16]), device_of(side));
        let mut header = Header::new(kind.number(), SUBJECT, author, self.now_ms);
        edit(&mut header);
        let event = Event::Record {
            id,
            noun: Noun::Contact,
            kind,
            header: Box::new(header),
            roles: RoleSet::empty(),
        };
        self.write(side, event);
    }

    /// Plays `N propose p; sync; S accept p` and the like. What has terms is named as the script names
    /// it, an answer by side, act and what it answers: `S.accept.p`.
    fn play(script: &str) -> Self {
        let mut logs = Self::new();
        for step in script.split(';') {
            let words: Vec<&str> = step.split_whitespace().collect();
            logs.step(&words);
        }
        logs
    }

    fn step(&mut self, words: &[&str]) {
        let side = match words[0] {
            "sync" => return self.sync(),
            "at" => return self.now_ms = words[1].parse().unwrap(),
            "N" => NORTH,
            "S" => SOUTH,
            other => panic!("`{other}` is no step"),
        };
        let about = words.get(2).copied().unwrap_or("-");
        let kind = match words[1] {
            "sees" => return self.sees(side),
            "start" => return self.start(side, about),
            "end" => return self.end(side, about),
            "propose" => Kind::Propose,
            "counter" => Kind::Counter,
            "accept" => Kind::Accept,
            "decline" => Kind::Decline,
            "withdraw" => Kind::Withdraw,
            "cancel" => Kind::Cancel,
            "postpone" => Kind::Postpone,
            "held" => Kind::HeldOutside,
            "confirm-held" => Kind::ConfirmOutside,
            "confirm" => Kind::ConfirmStage,
            "abort" => Kind::Abort,
            other => panic!("`{other}` is no act"),
        };
        match kind {
            Kind::Propose | Kind::Counter | Kind::HeldOutside => {
                let bare = words.contains(&"without-facts");
                let until = words.iter().position(|word| *word == "until");
                let start_unix_ms = i64::try_from(self.names.len()).unwrap();
                self.record(about, side, kind, |header| {
                    header.facts = (!bare).then_some(facts(start_unix_ms));
                    header.expires_unix_ms = until.map(|at| words[at + 1].parse().unwrap());
                });
            }
            _ => {
                let named = self.names.get(about).copied();
                assert!(named.is_some() || about == "-", "{about} isn't there");
                let base = format!("{}.{}.{about}", words[0], words[1]);
                let again = (2..).map(|n| format!("{base}.{n}"));
                let name = std::iter::once(base.clone())
                    .chain(again)
                    .find(|name| !self.names.contains_key(name))
                    .unwrap();
                self.record(&name, side, kind, |header| header.names = named);
            }
        }
    }

    /// The call of named terms, or any call by its letter.
    fn call(&self, name: &str) -> CallId {
        match self.names.get(name) {
            Some(terms) => CallId::of_terms(SUBJECT, *terms),
            None => CallId([name.as_bytes()[0]; 16]),
        }
    }

    fn start(&mut self, side: SideId, call: &str) {
        let started = CallStarted {
            contact: SUBJECT,
            call: self.call(call),
            at_unix_ms: self.now_ms,
            medium: Medium::PhoneCall,
            on_line: vec![device_of(NORTH), device_of(SOUTH)],
        };
        self.write(side, Event::Started(started));
    }

    fn end(&mut self, side: SideId, call: &str) {
        let ended = CallEnded {
            contact: SUBJECT,
            call: self.call(call),
            at_unix_ms: self.now_ms,
            reason: EndReason::HungUp,
        };
        self.write(side, Event::Ended(ended));
    }

    /// The contact, folded from several orders of arrival.
    fn fold(&self) -> Option<Contact> {
        let contact = fold(&self.placed);
        let mut other = self.placed.clone();
        other.reverse();
        assert_eq!(fold(&other), contact);
        other.sort_by_key(|placed| (std::cmp::Reverse(placed.side), placed.seq));
        assert_eq!(fold(&other), contact);
        contact
    }

    fn name(&self, id: RecordId) -> &str {
        let named = self.names.iter().find(|(_, named)| **named == id);
        named.expect("it was written here").0
    }

    /// Phase and agreed terms, each offer with its answer, who confirmed, what has no effect.
    fn outcome(&self) -> String {
        let Some(contact) = self.fold() else {
            return "nothing".into();
        };
        let mut parts = vec![contact.phase.to_string()];
        if let Some(agreed) = contact.agreed {
            parts[0] = format!("{} {}", contact.phase, self.name(agreed));
        }
        for offer in &contact.offers {
            let answer = offer.answer.name();
            parts.push(format!("{} {answer}", self.name(offer.id)));
        }
        if !contact.confirmed.is_empty() {
            let sides: Vec<&str> = contact
                .confirmed
                .keys()
                .map(|side| name_of(*side))
                .collect();
            parts.push(format!("confirmed by {}", sides.join(" and ")));
        }
        if let Some(side) = contact.aborted_by {
            parts.push(format!("aborted by {}", name_of(side)));
        }
        if !contact.without_effect.is_empty() {
            let ids = contact.without_effect.iter();
            let names: Vec<&str> = ids.map(|none| self.name(none.record)).collect();
            parts.push(format!("no effect: {}", names.join(" ")));
        }
        parts.join(", ")
    }
}

fn facts(start_unix_ms: i64) -> NodeFacts {
    NodeFacts {
        start_unix_ms,
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        voice_depth: 2,
    }
}

/// Plays each script after `before` and compares the outcome.
fn check_after(before: &str, table: &[(&str, &str)]) {
    for (script, outcome) in table {
        let script = [before, script].join(if before.is_empty() { "" } else { "; " });
        assert_eq!(Logs::play(&script).outcome(), *outcome, "{script}");
    }
}

fn check(table: &[(&str, &str)]) {
    check_after("", table);
}

const PROPOSED: &str = "N propose p; sync";
const AGREED: &str = "N propose p; sync; S accept p; sync";
