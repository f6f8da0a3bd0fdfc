//! One contact from the proposal to both readouts, by the commands that the manual names, as people do
//! it: who isn't answered looks how things stand, and does it again only where it wasn't done.

use serde_json::Value;
use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{
    ledger::Ledger,
    sides::{LOOK_AGAIN_AFTER, PATIENCE, Pair, Refusal, Side, locked, text_of, until},
};
use std::sync::{Arc, Mutex};

pub const PEOPLE: [(&str, &str); 5] = [
    ("sherpa", "sherpa"),
    ("principal", "principal"),
    ("duty", "duty-officer"),
    ("press", "press-officer"),
    ("press-chief", "press-officer"),
];

/// Seconds that the call is held.
const CALL_SECONDS: &str = "4";
/// Longest that people try to hold their call.
const CALL_WITHIN: Duration = Duration::from_secs(90);
const OFFICE: &str = "press service of the leader";

/// Where the course stands: a kill is set for a moment of one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Proposal,
    Negotiation,
    Statement,
    Staging,
    Call,
    Readout,
}

impl Stage {
    pub const ALL: [Self; 6] = [
        Self::Proposal,
        Self::Negotiation,
        Self::Statement,
        Self::Staging,
        Self::Call,
        Self::Readout,
    ];

    /// About what it takes on a quiet machine: kills are spread over it.
    pub fn lasts_ms(self) -> u64 {
        match self {
            Self::Proposal => 300,
            Self::Negotiation => 500,
            Self::Statement => 500,
            Self::Staging => 450,
            Self::Call => 5_000,
            Self::Readout => 600,
        }
    }
}

/// What was told to be accepted: a record or an internal one, or a release.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub at_north: bool,
    pub what: String,
    pub id: String,
}

/// How the course ended; the same for each course, whatever was killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub phase: String,
    pub duration_min: u64,
    pub items: usize,
    pub started: bool,
    pub ended: bool,
    pub readouts: usize,
    pub promise: String,
}

impl Facts {
    pub fn wanted() -> Self {
        Self {
            phase: "ended".into(),
            duration_min: 20,
            items: 1,
            started: true,
            ended: true,
            readouts: 2,
            promise: "kept".into(),
        }
    }
}

/// What happened on the way.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub accepted: Vec<Accepted>,
    /// Commands that weren't answered, or said no, and then went well.
    pub retried: Vec<String>,
}

pub struct Course<'a> {
    pub pair: &'a Pair,
    told: Arc<Mutex<Told>>,
    enter: &'a (dyn Fn(Stage) + Sync),
}

/// A refusal after which a person looks and tries again; all else is a fault.
fn passes(refused: &Refusal) -> bool {
    refused.exit.is_none()
        || refused.exit == Some(4)
        || ["stopping", "restoring", "store-failed", "not-signed-in"]
            .contains(&refused.code.as_str())
}

impl<'a> Course<'a> {
    pub fn new(pair: &'a Pair, enter: &'a (dyn Fn(Stage) + Sync)) -> Self {
        Self {
            pair,
            told: Arc::default(),
            enter,
        }
    }

    fn enter(&self, stage: Stage) {
        (self.enter)(stage);
    }

    fn accepted(&self, side: &Side, answer: &Value, what: &str) {
        for field in ["/record", "/draft", "/name"] {
            if let Some(id) = text_of(answer, field) {
                locked(&self.told).accepted.push(Accepted {
                    at_north: side.name == "North",
                    what: what.to_owned(),
                    id,
                });
                return;
            }
        }
        panic!("{what}: an answer without an id: {answer}");
    }

    /// Does it, or sees that it was done: `done` looks at the side's own node.
    fn act(
        &self,
        side: &Side,
        device: &str,
        args: &[&str],
        done: impl Fn() -> Option<String>,
    ) -> String {
        let what = format!("{} {}", side.name, args[..2].join(" "));
        let began = Instant::now();
        loop {
            match side.run_as(device, args) {
                Ok(answer) => {
                    self.accepted(side, &answer, &what);
                    return until(&what, &done);
                }
                Err(refused) => {
                    let why = match refused.exit {
                        None => "killed",
                        Some(_) => &refused.code,
                    };
                    let again = format!("{what} ({why})");
                    locked(&self.told).retried.push(again);
                    let killed = passes(&refused);
                    // What was asked twice may be refused the second time because it was done the first.
                    let found = until(&format!("{what} can be looked at"), || {
                        self.looked(side).then(&done)
                    });
                    if let Some(found) = found {
                        return found;
                    }
                    assert!(killed, "{what}: {refused:?}");
                    assert!(began.elapsed() < PATIENCE, "{what}: {refused:?}");
                }
            }
        }
    }

    /// Whether the side's node answers.
    fn looked(&self, side: &Side) -> bool {
        side.run_as("sherpa", &["contact", "list"]).is_ok()
    }

    pub fn show(&self, side: &Side, contact: &str) -> Option<Value> {
        side.run_as("sherpa", &["contact", "show", contact]).ok()
    }

    fn phase(&self, side: &Side, contact: &str) -> Option<String> {
        text_of(&self.show(side, contact)?, "/phase")
    }

    fn until_phase(&self, side: &Side, contact: &str, wanted: &[&str]) {
        until(&format!("{} sees {wanted:?}", side.name), || {
            let phase = self.phase(side, contact)?;
            wanted.contains(&phase.as_str()).then_some(())
        });
    }

    /// Plays all of it. Panics, with what happened, where something never came about.
    pub fn play(self) -> (String, Facts, Told) {
        let (north, south) = (&self.pair.north, &self.pair.south);
        self.enter(Stage::Proposal);
        let contact = self.propose(north);
        self.enter(Stage::Negotiation);
        self.until_phase(south, &contact, &["proposed"]);
        let counters = |side: &Side| {
            let offers = self.show(side, &contact)?;
            let offers = offers["offers"].as_array()?.len();
            (offers >= 2).then(String::new)
        };
        self.act(
            south,
            "sherpa",
            &["contact", "counter", &contact, "--duration", "20"],
            || counters(south),
        );
        until("North sees the counter", || counters(north));
        let agreed = || {
            self.phase(north, &contact)
                .filter(|phase| phase == "agreed")
        };
        self.act(north, "sherpa", &["contact", "accept", &contact], agreed);
        self.until_phase(south, &contact, &["agreed"]);

        self.enter(Stage::Statement);
        self.publish(
            north,
            "statement",
            &contact,
            "Tonight",
            &[
                "--promise-by",
                "2031-05-06T15:00:00Z",
                "--promise-office",
                OFFICE,
            ],
        );
        self.call(&contact);
        self.enter(Stage::Readout);
        let names = [
            self.publish(
                north,
                "readout",
                &contact,
                "North on the call",
                &["--medium", "phone-call"],
            ),
            self.publish(
                south,
                "readout",
                &contact,
                "South on the call",
                &["--medium", "phone-call"],
            ),
        ];
        let facts = self.facts(&contact, &names);
        let told = locked(&self.told).clone();
        self.check_published(&told);
        (contact, facts, told)
    }

    fn propose(&self, side: &Side) -> String {
        let first = || {
            let listed = side.run_as("sherpa", &["contact", "list"]).ok()?;
            text_of(&listed, "/contacts/0/contact")
        };
        self.act(
            side,
            "sherpa",
            &[
                "contact",
                "propose",
                "--start",
                "2031-05-06T12:00",
                "--zone",
                "Etc/UTC",
                "--other-zone",
                "Etc/UTC",
                "--duration",
                "30",
                "--medium",
                "phone-call",
                "--item",
                "security guarantees",
            ],
            first,
        )
    }

    /// Draft, approval by a second person, release; gives the release's name.
    fn publish(
        &self,
        side: &Side,
        noun: &str,
        contact: &str,
        title: &str,
        more: &[&str],
    ) -> String {
        let listed = |field: &str, id: &str| {
            let list = side.run_as("press", &[noun, "list"]).ok()?;
            let of = |one: &&Value| one["title"].as_str() == Some(title);
            let one = list[field].as_array()?.iter().find(of)?.clone();
            text_of(&one, id)
        };
        let mut args = vec![
            noun,
            "draft",
            contact,
            "--title",
            title,
            "--office",
            OFFICE,
            "--text",
            "The leaders and their call.",
        ];
        args.extend(more);
        let draft = self.act(side, "press", &args, || listed("drafts", "/draft"));
        self.act(side, "press-chief", &[noun, "approve", &draft], || {
            listed("drafts", "/approved_by").or_else(|| listed("published", "/name"))
        });
        self.act(side, "press", &[noun, "release", &draft], || {
            listed("published", "/name")
        })
    }

    /// Both principals wait, both duty officers confirm, the call is held. Whose terminal ends early
    /// joins again, as long as the call isn't over.
    fn call(&self, contact: &str) {
        let (north, south) = (&self.pair.north, &self.pair.south);
        self.enter(Stage::Staging);
        thread::scope(|scope| {
            for side in [north, south] {
                scope.spawn(move || self.attend(side, contact));
            }
            for (side, phases) in [
                (north, &["staging", "staged", "on-the-line", "ended"][..]),
                (south, &["staged", "on-the-line", "ended"][..]),
            ] {
                self.act(side, "duty", &["call", "confirm", contact], || {
                    let confirmed = self.show(side, contact)?;
                    let mut names = confirmed["confirmed"].as_array()?.iter();
                    names.any(|name| name == side.name).then(String::new)
                });
                self.until_phase(north, contact, phases);
                self.until_phase(south, contact, phases);
            }
            self.enter(Stage::Call);
        });
        for side in [north, south] {
            self.until_phase(side, contact, &["ended"]);
        }
    }

    fn attend(&self, side: &Side, contact: &str) {
        let say = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../assets/speech")
            .join(format!("{}-principal.wav", side.name.to_lowercase()));
        let say = say.to_string_lossy();
        let mut args = vec!["call", "join", contact, "--say", &say, "--wait", "60"];
        if side.name == "North" {
            args.extend(["--for", CALL_SECONDS]);
        }
        let began = Instant::now();
        loop {
            match side.run_as("principal", &args) {
                Ok(_) => return,
                Err(refused) => {
                    let what = format!(
                        "{} call join: {:?} {}",
                        side.name, refused.exit, refused.code
                    );
                    locked(&self.told).retried.push(what);
                    let phase = until("the contact can be looked at", || self.phase(side, contact));
                    if phase == "ended" {
                        return;
                    }
                    assert!(
                        began.elapsed() < CALL_WITHIN,
                        "the call never came about, the contact is {phase}: {refused:?}"
                    );
                    thread::sleep(LOOK_AGAIN_AFTER);
                }
            }
        }
    }

    /// Each release that a command told as published is on its side's press page.
    fn check_published(&self, told: &Told) {
        for side in self.pair.both() {
            let pages = ["statement", "readout"].map(|noun| {
                let page = until("the press page is listed", || {
                    side.run_as("press", &[noun, "list"]).ok()
                });
                page["published"].to_string()
            });
            let page = pages.concat();
            let released = told.accepted.iter().filter(|one| {
                one.at_north == (side.name == "North") && one.what.ends_with(" release")
            });
            for release in released {
                assert!(page.contains(&release.id), "{} isn't in {page}", release.id);
            }
        }
    }

    fn facts(&self, contact: &str, names: &[String; 2]) -> Facts {
        let (north, south) = (&self.pair.north, &self.pair.south);
        self.pair.settled();
        let shown = |side| until("the contact is shown", || self.show(side, contact));
        let (at_north, at_south) = (shown(north), shown(south));
        for field in [
            "agreed",
            "phase",
            "start_unix_ms",
            "duration_min",
            "medium",
            "started_unix_ms",
            "ended_unix_ms",
            "attested",
        ] {
            assert_eq!(
                at_north[field], at_south[field],
                "{field} differs: {at_north} {at_south}"
            );
        }
        let mut readouts = 0;
        for (side, name) in [north, south].into_iter().zip(names) {
            let file = side
                .dir
                .join("releases")
                .join(format!("readout-{name}.txt"));
            let file = match file.exists() {
                true => file,
                false => side.dir.join("releases").join(format!("{name}.txt")),
            };
            let file = file.to_string_lossy();
            let verified = side.run(&["readout", "verify", &file]);
            assert!(verified.is_ok(), "{name}: {verified:?}");
            readouts += 1;
        }
        let promises = until("promises are listed", || {
            north.run_as("press", &["statement", "list"]).ok()
        });
        Facts {
            phase: text_of(&at_north, "/phase").unwrap_or_default(),
            duration_min: at_north["duration_min"].as_u64().unwrap_or_default(),
            items: at_north["agenda"]["items"].as_array().map_or(0, Vec::len),
            started: at_north["started_unix_ms"].is_i64(),
            ended: at_north["ended_unix_ms"].is_i64(),
            readouts,
            promise: text_of(&promises, "/promises/0/state").unwrap_or_default(),
        }
    }
}

/// Each id that a command told to be accepted is in the stopped nodes' logs; releases are at the node.
pub fn check_kept(pair: &Pair, told: &Told) -> Result<(), String> {
    let north = Ledger::read(&pair.north.dir)?;
    let south = Ledger::read(&pair.south.dir)?;
    Ledger::check_alike(&north, &south)?;
    for accepted in &told.accepted {
        let (own, other) = match accepted.at_north {
            true => (&north, &south),
            false => (&south, &north),
        };
        let Accepted { what, id, .. } = accepted;
        let kind = what.rsplit(' ').next().unwrap_or_default();
        let kept = match kind {
            "draft" | "approve" => own.records.contains(id),
            "release" => true,
            _ => own.records.contains(id) && other.records.contains(id),
        };
        if !kept {
            return Err(format!("lost: {what} {id}"));
        }
    }
    Ok(())
}
