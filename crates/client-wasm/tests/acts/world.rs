//! Two sides with a device for each role, their logs, and one side's internal log.

use client::KeyPurpose;
use client_wasm::{Act, Core, CoreError, Made, Query, Seen};
use domain::{InternalKind, InternalRecord, Kind, Noun, Record};
use identity::{Role, RoleSet, encode_canonical};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use wire::{Bytes64, InternalPage, LogsPage};

use crate::side::Side;

pub const ADMINISTRATOR: u8 = 3;
pub const SECURITY_OFFICER: u8 = 4;
pub const SHERPA: u8 = 20;
pub const AIDE: u8 = 21;
pub const CHIEF: u8 = 22;
pub const DUTY: u8 = 23;
pub const PRESS: u8 = 24;
pub const EDITOR: u8 = 25;
pub const NOTES: u8 = 26;
pub const INTERPRETER: u8 = 27;
pub const PRINCIPAL: u8 = 28;

const ROLES: [(u8, Role); 9] = [
    (SHERPA, Role::Sherpa),
    (AIDE, Role::Sherpa),
    (CHIEF, Role::Sherpa),
    (DUTY, Role::DutyOfficer),
    (PRESS, Role::PressOfficer),
    (EDITOR, Role::PressOfficer),
    (NOTES, Role::NoteTaker),
    (INTERPRETER, Role::Interpreter),
    (PRINCIPAL, Role::Principal),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    North,
    South,
}
pub use Whose::{North, South};

pub struct World {
    north: Side,
    south: Side,
    /// Of both sides, each its own.
    internal: [Vec<Bytes64>; 2],
    pub kinds: BTreeSet<(Noun, Kind)>,
    pub internal_kinds: BTreeSet<InternalKind>,
    /// Names of acts that were made.
    pub acts: BTreeSet<String>,
}

/// A subject or record of something made.
pub fn id(made: &Option<String>) -> String {
    made.clone().expect("it has one")
}

impl World {
    pub fn new() -> Self {
        Self::of(Side::new(1), Side::new(50))
    }

    /// North's press key is this one.
    pub fn with_press_key(key: &client::PressPublicKey) -> Self {
        let mut north = Side::new(1);
        north.charter.press_key = key.key;
        north.charter.press_key_id = key.id.to_vec();
        Self::of(north, Side::new(50))
    }

    fn of(mut north: Side, mut south: Side) -> Self {
        for side in [&mut north, &mut south] {
            for (number, role) in ROLES {
                side.accredit(number, RoleSet::empty().with(role));
            }
        }
        // Once for the keys, once for those who had none to hand on.
        for number in [SHERPA, DUTY, PRESS] {
            north.keep_house(number, &south);
            south.keep_house(number, &north);
        }
        Self {
            north,
            south,
            internal: [Vec::new(), Vec::new()],
            kinds: BTreeSet::new(),
            internal_kinds: BTreeSet::new(),
            acts: BTreeSet::new(),
        }
    }

    fn sides(&self, whose: Whose) -> (&Side, &Side) {
        match whose {
            North => (&self.north, &self.south),
            South => (&self.south, &self.north),
        }
    }

    pub fn now(&self, whose: Whose) -> i64 {
        self.sides(whose).0.now_ms
    }

    pub fn later(&mut self, by_ms: i64) {
        self.north.now_ms += by_ms;
        self.south.now_ms += by_ms;
    }

    /// RFC 3339, so many minutes from now.
    pub fn in_minutes(&self, minutes: i64) -> String {
        let at = self.now(North) + minutes * 60_000;
        jiff::Timestamp::from_millisecond(at).unwrap().to_string()
    }

    /// What clocks in UTC show so many minutes from now, to the minute.
    pub fn clock_in(&self, minutes: i64) -> String {
        self.in_minutes(minutes).chars().take(16).collect()
    }

    pub fn device(&self, whose: Whose, number: u8) -> client::DeviceKeys {
        self.sides(whose).0.keys(number)
    }

    /// A device's core that has read all that its node has.
    pub fn core(&self, whose: Whose, number: u8) -> Core {
        let (own, other) = self.sides(whose);
        let secret = own.keys(number).danger_secret_bytes(KeyPurpose::Device);
        let other_file = other.credentials();
        let file = own.credentials();
        let mut core = Core::open(&secret, &file, Some(&other_file), Seen::default()).unwrap();
        let entries = |side: &Side| {
            let entries = side.entries().iter();
            entries.map(|one| Bytes64(encode_canonical(one))).collect()
        };
        let page = LogsPage {
            own: entries(own),
            other: entries(other),
            more: false,
            early: Vec::new(),
        };
        assert!(!core.take_logs(&page).unwrap());
        let page = InternalPage {
            records: self.internal[whose as usize].clone(),
        };
        core.take_internal(&page);
        core
    }

    /// What a device makes of an act, which its field `act` names; nothing is posted.
    pub fn make(&self, whose: Whose, number: u8, act: &Value) -> Result<Made, CoreError> {
        let mut said = act.as_object().unwrap().clone();
        let name = said.remove("act").unwrap();
        let text = json!({ name.as_str().unwrap(): said }).to_string();
        let read: Act = e2ee::json::read(text.as_bytes()).unwrap_or_else(|error| {
            panic!("{text}: {error}");
        });
        self.core(whose, number).act(&read, self.now(whose))
    }

    /// Makes it, posts it, and looks whether the other side's core has it.
    pub fn act(&mut self, whose: Whose, number: u8, act: Value) -> Made {
        let name = act["act"].as_str().unwrap().to_owned();
        let made = self.make(whose, number, &act);
        let made = made.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!made.asks, "{name} asks: {:?}", made.warnings);
        for post in &made.posts {
            match post.path {
                "/api/v1/records" => self.post(whose, &post.bytes.0),
                "/api/v1/internal" => {
                    let record = InternalRecord::decode(&post.bytes.0).unwrap();
                    self.internal_kinds.extend(record.kind());
                    self.internal[whose as usize].push(post.bytes.clone());
                }
                "/api/v1/unrecorded" => {
                    let unrecorded = domain::Unrecorded::from_bytes(&post.bytes.0).unwrap();
                    let other = match whose {
                        North => self.core(South, SHERPA),
                        South => self.core(North, SHERPA),
                    };
                    other.desk().open_unrecorded(&unrecorded).unwrap();
                }
                path => panic!("{name} is posted to {path}"),
            }
        }
        self.acts.insert(name);
        made
    }

    fn post(&mut self, whose: Whose, bytes: &[u8]) {
        let record = Record::decode(bytes).unwrap();
        let (own, other, them) = match whose {
            North => (&mut self.north, &self.south, South),
            South => (&mut self.south, &self.north, North),
        };
        own.post(&record, other.head());
        let kind = record.kind().unwrap();
        let noun = record.noun().unwrap();
        self.kinds.insert((noun, kind));
        let core = self.core(them, SHERPA);
        let view = core.desk().view();
        assert!(view.record(record.id).is_some(), "{noun:?} {kind:?}");
        assert!(
            view.subject(record.header.subject).is_some(),
            "{noun:?} {kind:?}"
        );
    }

    /// Where a subject stands, as the other side's core has it.
    /// What a page asks.
    pub fn ask(&self, whose: Whose, number: u8, query: &Value) -> Result<Value, CoreError> {
        let query: Query = serde_json::from_value(query.clone()).unwrap();
        let answer = self.core(whose, number).query(&query, self.now(whose))?;
        Ok(serde_json::from_str(&answer).unwrap())
    }

    pub fn phase(&self, whose: Whose, subject: &str) -> String {
        let core = self.core(whose, SHERPA);
        let folded = core.desk().subject(subject.parse().unwrap()).unwrap();
        folded
            .phase()
            .map_or("-".to_owned(), |phase| phase.to_string())
    }
}
