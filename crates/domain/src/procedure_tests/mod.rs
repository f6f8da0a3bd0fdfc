//! What becomes of the nouns of the procedure, told as scripts of both sides' acts.
//!
//! Each noun's tests stand in a file of their own here and are part of the noun's module.

mod any_order;

use crate::{
    Dates, Event, ExchangeFacts, Founding, Header, JointFacts, Kind, MessageFacts, MinutesFacts,
    Noun, PaperFacts, PaperKind, Placed, Precedence, RecordId, RoundFacts, SilenceFacts, SubjectId,
    SubjectNonce, WithoutEffect,
    fork::Closing,
    sight::{LogSight, Sight},
};
use identity::{DeviceId, Hash32, PersonId, RoleSet, SideId};
use std::collections::BTreeMap;

pub const NORTH: SideId = SideId([1; 16]);
pub const SOUTH: SideId = SideId([2; 16]);
pub const SUBJECT: SubjectId = SubjectId([9; 16]);

/// What founds a subject of this noun, as it ought to be.
pub fn founding_of(noun: Noun, nonce: SubjectNonce) -> Founding {
    // Five hours after the scripts begin.
    let at = 5 * 3_600 * 1_000;
    match noun {
        Noun::Contact | Noun::Track => Founding::new(noun, nonce),
        Noun::Round => Founding::with_facts(
            noun,
            nonce,
            &RoundFacts {
                start_unix_ms: at,
                end_unix_ms: at + 1,
                dates: Dates::Movable,
                track: None,
            },
        ),
        Noun::Minutes => Founding::with_facts(noun, nonce, &MinutesFacts { round: SUBJECT }),
        Noun::JointStatement => Founding::with_facts(
            noun,
            nonce,
            &JointFacts {
                release_unix_ms: at,
                about: None,
            },
        ),
        Noun::Paper => Founding::with_facts(
            noun,
            nonce,
            &PaperFacts {
                kind: PaperKind::Position,
                track: None,
                reply_by_unix_ms: None,
                attachments: None,
            },
        ),
        Noun::Exchange => Founding::with_facts(
            noun,
            nonce,
            &ExchangeFacts {
                until_unix_ms: at,
                track: None,
            },
        ),
        Noun::Message | Noun::ServiceMessage => Founding::with_facts(
            noun,
            nonce,
            &MessageFacts {
                precedence: Precedence::Routine,
                acknowledge_by_unix_ms: None,
            },
        ),
        Noun::SilenceProcedure => Founding::with_facts(
            noun,
            nonce,
            &SilenceFacts {
                expires_unix_ms: at,
                track: None,
            },
        ),
    }
}

/// A log as it grows.
#[derive(Default)]
struct Log {
    seen: Vec<u64>,
    times: Vec<(i64, i64)>,
    /// What it had seen at the last `sync`.
    sees: u64,
}

/// Two logs under construction. A side sees of the other's log what was there at the last `sync`.
pub struct Logs {
    noun: Noun,
    pub placed: Vec<Placed>,
    logs: BTreeMap<SideId, Log>,
    names: BTreeMap<String, RecordId>,
    closings: Vec<Closing>,
    pub now_ms: i64,
}

pub fn side_of(word: &str) -> SideId {
    match word {
        "N" => NORTH,
        "S" => SOUTH,
        other => panic!("`{other}` is no side"),
    }
}

pub fn name_of(side: SideId) -> &'static str {
    if side == NORTH { "N" } else { "S" }
}

impl Logs {
    pub fn new(noun: Noun) -> Self {
        Self {
            noun,
            placed: Vec::new(),
            logs: BTreeMap::from([(NORTH, Log::default()), (SOUTH, Log::default())]),
            names: BTreeMap::new(),
            closings: Vec::new(),
            now_ms: 0,
        }
    }

    fn len(&self, side: SideId) -> u64 {
        self.logs[&side].seen.len() as u64
    }

    /// An entry; gives its seq.
    fn entry(&mut self, side: SideId) -> u64 {
        let now_ms = self.now_ms;
        let log = self.logs.get_mut(&side).unwrap();
        let reached = log
            .times
            .last()
            .map_or(now_ms, |(_, last)| now_ms.max(*last));
        log.seen.push(log.sees);
        log.times.push((now_ms, reached));
        log.seen.len() as u64
    }

    /// A record about the subject, named as given.
    pub fn record(
        &mut self,
        name: &str,
        side: SideId,
        kind: Kind,
        edit: impl FnOnce(&mut Header),
    ) -> RecordId {
        let seq = self.entry(side);
        let number = u32::try_from(self.names.len()).unwrap() + 1;
        let mut id = [0; 32];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let id = Hash32(id);
        let known = self.names.insert(name.into(), id);
        assert_eq!(known, None, "{name} is named twice");
        let author = (side, PersonId([0; 16]), DeviceId(side.0));
        let mut header = Header::new(kind.of(self.noun), SUBJECT, author, self.now_ms);
        edit(&mut header);
        let (node_unix_ms, reached_unix_ms) = *self.logs[&side].times.last().unwrap();
        self.placed.push(Placed {
            side,
            seq,
            other_seen: self.logs[&side].sees,
            node_unix_ms,
            reached_unix_ms,
            event: Event::Record {
                id,
                noun: self.noun,
                kind,
                header: Box::new(header),
                roles: RoleSet::empty(),
            },
        });
        id
    }

    pub fn named(&self, name: &str) -> Option<RecordId> {
        assert!(
            name == "-" || self.names.contains_key(name),
            "{name} isn't there"
        );
        self.names.get(name).copied()
    }

    pub fn name(&self, id: RecordId) -> &str {
        let named = self.names.iter().find(|(_, named)| **named == id);
        named.expect("it was written here").0
    }

    /// Plays `N found f; sync; S join f` and the like: `act` writes the records, and whatever is no
    /// record is done here. `N writes` is an entry about something else, `N sees` what the other
    /// wrote, `N proves` that somebody told two stories.
    pub fn play(noun: Noun, script: &str, act: impl Fn(&mut Self, SideId, &[&str])) -> Self {
        let mut logs = Self::new(noun);
        for step in script.split(';') {
            let words: Vec<&str> = step.split_whitespace().collect();
            match words[..] {
                ["sync"] => logs.sync(),
                ["at", time] => logs.now_ms = time.parse().unwrap(),
                [side, "sees"] => logs.sees(side_of(side)),
                [side, "writes"] => drop(logs.entry(side_of(side))),
                [side, "proves"] => logs.prove(side_of(side)),
                [side, ref what @ ..] => act(&mut logs, side_of(side), what),
                [] => panic!("an empty step"),
            }
        }
        logs
    }

    /// Both see what the other wrote until now.
    pub fn sync(&mut self) {
        self.sees(NORTH);
        self.sees(SOUTH);
    }

    /// A proof that somebody told two stories.
    pub fn prove(&mut self, side: SideId) {
        let seq = self.entry(side);
        let other_seen = self.logs[&side].sees;
        self.closings.push(Closing {
            side,
            seq,
            other_seen,
        });
    }

    /// Any record written here.
    pub fn any_name(&self, place: usize) -> RecordId {
        let ids: Vec<RecordId> = self.names.values().copied().collect();
        ids[place % ids.len()]
    }

    /// Whether a record of this side and kind names so.
    pub fn says(&self, wanted: impl Fn(SideId, Kind, Option<RecordId>) -> bool) -> bool {
        self.placed.iter().any(|placed| match &placed.event {
            Event::Record { kind, header, .. } => wanted(placed.side, *kind, header.names),
            Event::Started(_) | Event::Ended(_) => false,
        })
    }

    fn sees(&mut self, side: SideId) {
        let other = if side == NORTH { SOUTH } else { NORTH };
        let there = self.len(other);
        self.logs.get_mut(&side).unwrap().sees = there;
    }

    pub fn sight(&self) -> Sight<'_> {
        let logs = self.logs.iter().map(|(side, log)| {
            let sight = LogSight {
                seen: &log.seen,
                times: &log.times,
            };
            (*side, sight)
        });
        Sight {
            logs: logs.collect(),
            closings: self.closings.clone(),
        }
    }

    /// Folds from several orders of arrival; all of them give the same.
    pub fn fold<T>(&self, fold: impl Fn(&[Placed], &Sight<'_>) -> Option<T>) -> Option<T>
    where
        T: PartialEq + std::fmt::Debug,
    {
        let sight = self.sight();
        let folded = fold(&self.placed, &sight);
        let mut other = self.placed.clone();
        for _ in 0..other.len() {
            other.rotate_left(1);
            assert_eq!(fold(&other, &sight), folded);
        }
        other.reverse();
        assert_eq!(fold(&other, &sight), folded);
        other.sort_by_key(|placed| (std::cmp::Reverse(placed.side), placed.seq));
        assert_eq!(fold(&other, &sight), folded);
        folded
    }

    /// `, a not: Why` for each.
    pub fn told(&self, without_effect: &[WithoutEffect]) -> String {
        without_effect
            .iter()
            .map(|none| format!(", {} not: {:?}", self.name(none.record), none.why))
            .collect()
    }
}
