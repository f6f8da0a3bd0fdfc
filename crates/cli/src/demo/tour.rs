//! `detente demo tour`: one contact, from an earlier videoconference to both readouts.

use clap::{Args, ValueEnum};
use domain::{CivilTimeError, local_in, resolve_civil};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};
use terminal::{audio::read_wav, voice::SAMPLE_RATE_HZ};

use super::{
    checker::Captured,
    child::Running,
    scenario,
    side::{DemoSide, Ports, text},
    tour_report::{
        FrameCounts, TourCall, TourContact, TourFrames, TourItem, TourLocal, TourPromise, TourReadout, TourReport, TourText,
    },
    up::{until_phase, wait_for_line},
};
use crate::{CliError, Context};

/// The demo clock begins so long before the agreed start: what comes first takes about that long.
const LEAD_MS: i64 = 45_000;
/// Between two who speak one after the other.
const PAUSE_MS: u64 = 300;
/// After the last word.
const TAIL_MS: u64 = 1_000;
/// Shortest call: 250 frames each way and some more.
const CALL_MS_MIN: u64 = 8_000;
/// Frames each way that a tour must carry, and the share of them that must be decrypted.
const FRAMES_MIN: u64 = 250;
const DECRYPTED_PER_MILLE_MIN: u64 = 995;
const CONTROL_PER_CENT_MIN: usize = 99;
const TERMINAL_MAX: Duration = Duration::from_secs(180);

/// Speech of the tour, made by a machine.
const SPEECH: [(&str, &[u8]); 4] = [
    ("north-principal", include_bytes!("../../../../assets/speech/north-principal.wav")),
    ("north-interpreter", include_bytes!("../../../../assets/speech/north-interpreter.wav")),
    ("south-principal", include_bytes!("../../../../assets/speech/south-principal.wav")),
    ("south-interpreter", include_bytes!("../../../../assets/speech/south-interpreter.wav")),
];

/// What was on the earlier videoconference's agenda, and what stayed open. Ours, as the scenario says.
const ITEMS: [(&str, bool); 4] = [
    ("security guarantees", true),
    ("strategic stability", true),
    ("consular staff", false),
    ("information security", false),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whose {
    North,
    South,
    Mutual,
    Unstated,
}

/// Play one contact, from the proposal to both readouts
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente demo tour\n  \
    detente demo tour --json --start 2022-03-27T00:30:00Z --north-zone Asia/Kathmandu --south-zone Australia/Lord_Howe\n  \
    detente demo tour --initiative mutual --say-north mine.wav --keep kept")]
pub struct TourArgs {
    /// Start of the call (RFC 3339)
    #[arg(long, default_value = "2021-12-30T20:30:00Z", value_name = "RFC3339")]
    pub start: Timestamp,
    #[arg(long, default_value = "Europe/Moscow", value_name = "ZONE")]
    pub north_zone: String,
    #[arg(long, default_value = "America/New_York", value_name = "ZONE")]
    pub south_zone: String,
    /// Whose initiative the call is said to be
    #[arg(long, value_enum, default_value = "north")]
    pub initiative: Whose,
    /// What North's principal says
    #[arg(long, value_name = "WAV")]
    pub say_north: Option<PathBuf>,
    /// What South's principal says
    #[arg(long, value_name = "WAV")]
    pub say_south: Option<PathBuf>,
    /// Keep both sides' files, logs, captures and what was heard
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Where the two nodes' datagrams to each other go instead, north's then south's: for a test of
    /// lossy lines
    #[arg(long, value_name = "HOST:PORT", hide = true, num_args = 2)]
    pub danger_line_through: Option<Vec<String>>,
}

pub async fn run(context: &Context, args: &TourArgs, json: bool) -> Result<TourReport, CliError> {
    let scratch;
    let dir = match &args.keep {
        Some(dir) => dir.clone(),
        None => {
            scratch = Scratch::new()?;
            scratch.0.clone()
        }
    };
    let prose = Prose { json };
    Tour::begin(context, args, &dir, prose).await?.play().await
}

/// A directory that goes when the tour ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, CliError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| CliError::failed("random", error, "try again"))?;
        Ok(Self(std::env::temp_dir().join(format!("detente-tour-{}", hex::encode(random)))))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be deleted stays in the system's temporary directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Tells the story, unless one object is wanted on stdout.
#[derive(Clone, Copy)]
struct Prose {
    json: bool,
}

impl Prose {
    fn tell(self, line: &str) {
        if self.json {
            eprintln!("detente: {line}");
        } else {
            println!("{line}");
        }
    }
}

struct Tour<'a> {
    args: &'a TourArgs,
    dir: PathBuf,
    prose: Prose,
    north: DemoSide,
    south: DemoSide,
    evidence: BTreeMap<u32, String>,
    failures: Vec<String>,
}

/// One terminal's part in the call.
struct Part {
    key: &'static str,
    process: Running,
}

impl<'a> Tour<'a> {
    async fn begin(context: &'a Context, args: &'a TourArgs, dir: &Path, prose: Prose) -> Result<Self, CliError> {
        let offset_ms = args.start.as_millisecond() - LEAD_MS - context.now_unix_ms();
        if dir.join("north").exists() {
            return Err(CliError::usage("kept-exists", format!("{} holds a tour already", dir.display()), "name another directory"));
        }
        prose.tell("Two sides that trust only their own servers: North and South. Each founds itself: a seal that");
        prose.tell("stays offline, a node, a press key, an administrator and a security officer.");
        let north = DemoSide::found("North", "north", dir, Ports::free()?, offset_ms).await?;
        let south = DemoSide::found("South", "south", dir, Ports::free()?, offset_ms).await?;
        Ok(Self {
            args,
            dir: dir.to_owned(),
            prose,
            north,
            south,
            evidence: BTreeMap::new(),
            failures: Vec::new(),
        })
    }

    async fn play(mut self) -> Result<TourReport, CliError> {
        self.pair().await?;
        let earlier = self.earlier_contact().await?;
        let contact = self.agree(&earlier).await?;
        let statements = self.statements(&contact).await?;
        let call = self.hold_call(&contact).await?;
        let before = self.promise_state().await?;
        let readouts = self.readouts(&contact).await?;
        let promise = TourPromise { before, state: self.promise_state().await? };
        let (contact, agenda) = self.compare(&contact).await?;
        self.snapshot_metrics().await;
        let [north, south] = [&mut self.north, &mut self.south].map(|side| side.node.take());
        for node in [north, south].into_iter().flatten() {
            node.stop().await;
        }
        let call = self.check_call(call)?;
        let mut report = TourReport {
            contact,
            agenda,
            call,
            statements,
            readouts,
            promise,
            coverage: scenario::coverage(&self.evidence),
            failures: std::mem::take(&mut self.failures),
            kept: self.args.keep.clone(),
        };
        judge(&mut report);
        Ok(report)
    }

    fn tell(&self, line: &str) {
        self.prose.tell(line);
    }

    async fn pair(&mut self) -> Result<(), CliError> {
        for side in [&mut self.north, &mut self.south] {
            let tap = text(&side.dir.join("relay.tap"));
            side.start(&["--danger-tap", &tap]).await?;
        }
        self.tell("Their credentials change hands in person; each side reads its twelve words to the other:");
        self.tell(&format!("  North: {}", self.north.words));
        self.tell(&format!("  South: {}", self.south.words));
        self.north.pair(&self.south).await?;
        self.south.pair(&self.north).await?;
        self.tell("People are enrolled: each key is made on its device, an administrator and a security officer sign.");
        tokio::try_join!(self.north.enrol_all(), self.south.enrol_all())?;
        wait_for_line(&self.north).await?;
        wait_for_line(&self.south).await
    }

    /// The videoconference of 7 December, held elsewhere: one side enters it, the other confirms.
    async fn earlier_contact(&mut self) -> Result<String, CliError> {
        let items: Vec<String> = ITEMS
            .iter()
            .map(|(title, open)| format!("{title}={}", if *open { "open" } else { "closed" }))
            .collect();
        let mut args = vec![
            "contact", "held-outside", "--start", "2021-12-07T18:00", "--zone", "Europe/Moscow", "--duration", "120", "--medium",
            "videoconference",
        ];
        for item in &items {
            args.extend(["--item", item.as_str()]);
        }
        let entered = self.north.run_as("sherpa", &args).await?;
        let contact = id_of(&entered, "contact")?;
        until_phase(&self.south, &contact, "reported-outside").await?;
        self.south.run_as("sherpa", &["contact", "accept", &contact]).await?;
        until_phase(&self.north, &contact, "held-outside").await?;
        self.tell("A videoconference of 7 December took place elsewhere; North enters it, South confirms. Two of its");
        self.tell("four items stayed open.");
        Ok(contact)
    }

    async fn agree(&mut self, earlier: &str) -> Result<String, CliError> {
        let start = self.args.start;
        let local = local_in(start, &self.args.north_zone).map_err(zone_error)?;
        let there = local_in(start, &self.args.south_zone).map_err(zone_error)?;
        let which = reading_of(start, &local.civil, &self.args.north_zone)?;
        let initiative = match self.args.initiative {
            Whose::North => "proposer",
            Whose::South => "recipient",
            Whose::Mutual => "mutual",
            Whose::Unstated => "unstated",
        };
        let mut args = vec![
            "contact", "propose", "--start", &local.civil, "--zone", &self.args.north_zone, "--other-zone", &self.args.south_zone,
            "--duration", "60", "--medium", "phone-call", "--initiative", initiative, "--language", "ru", "--language", "en",
            "--format", "consecutive", "--carry-over", earlier, "--participant", "own:principal:Head of North",
            "--participant", "other:principal:Head of South", "--reason", "one more talk ahead of the negotiations",
        ];
        if let Some(which) = which {
            args.extend(["--overlap", which]);
        }
        let proposed = self.north.run_as("sherpa", &args).await?;
        let contact = id_of(&proposed, "contact")?;
        self.tell(&format!(
            "North proposes a phone call: {} in {}, {} in {}. No public part. The open items are carried over.",
            clock(&local.civil),
            self.args.north_zone,
            clock(&there.civil),
            self.args.south_zone
        ));
        until_phase(&self.south, &contact, "proposed").await?;
        self.south.run_as("sherpa", &["contact", "accept", &contact]).await?;
        until_phase(&self.north, &contact, "agreed").await?;
        self.tell("South accepts: both signatures stand under identical bytes, in both nodes' logs.");
        for sentence in [4, 5, 8] {
            self.evidence.insert(sentence, format!("contact {contact}"));
        }
        Ok(contact)
    }

    async fn statements(&mut self, contact: &str) -> Result<Vec<TourText>, CliError> {
        let claims: &[&str] = match self.args.initiative {
            Whose::North => &["--initiative-of", "own"],
            Whose::South => &["--initiative-of", "other"],
            Whose::Mutual => &["--initiative-of", "mutual"],
            Whose::Unstated => &[],
        };
        let by = (self.args.start + jiff::SignedDuration::from_hours(3)).to_string();
        let spokesman = "spokesman of North's leader";
        let mut released = Vec::new();
        let texts: [(&[u32], &str, &str, &str, Vec<&str>); 4] = [
            (
                &[1, 3, 6],
                "briefing",
                "Talk of the leaders tonight",
                "The leaders speak tonight. When they have finished, the leader's press service puts out a message.",
                [claims, &["--promise-by", &by]].concat(),
            ),
            (
                &[4, 5],
                "briefing",
                "By telephone, without a public part",
                "They speak by telephone; last time it was a videoconference. A phone call has no public part.",
                vec!["--medium", "phone-call"],
            ),
            (
                &[7],
                "answer",
                "On the late hour",
                "Half past eleven at night was never a problem: the leader is at work at that hour.",
                vec![],
            ),
            (&[10], "answer", "On the subjects", "The subjects are very difficult ones.", vec![]),
        ];
        for (sentences, occasion, title, words, more) in texts {
            let mut args = vec![
                "statement", "draft", contact, "--title", title, "--occasion", occasion, "--office", spokesman, "--text", words,
            ];
            args.extend(more);
            let out = self.publish(true, "statement", &args).await?;
            for sentence in sentences {
                self.evidence.insert(*sentence, format!("release {}", out.name));
            }
            released.push(TourText { side: "north".into(), name: out.name, title: title.to_owned(), url: out.url });
        }
        self.tell("North's spokesman tells reporters beforehand; each text is approved by a second person, its claimed");
        self.tell("facts are compared with what was signed. He promises a message for afterwards.");
        Ok(released)
    }

    /// Draft, approval by a second person, release.
    async fn publish(&self, at_north: bool, noun: &str, draft: &[&str]) -> Result<Published, CliError> {
        let side = if at_north { &self.north } else { &self.south };
        let drafted = side.run_as("press", draft).await?;
        let id = id_of(&drafted, "draft")?;
        side.run_as("press-chief", &[noun, "approve", &id]).await?;
        let out = side.run_as("press", &[noun, "release", &id]).await?;
        Ok(Published {
            name: id_of(&out, "name")?,
            url: id_of(&out, "url")?,
            file: id_of(&out, "file")?.into(),
        })
    }

    async fn hold_call(&mut self, contact: &str) -> Result<Held, CliError> {
        let speech = self.speech()?;
        let heard = self.dir.join("heard");
        create(&heard)?;
        let total_ms = speech.total_ms;
        self.tell("The principals' terminals wait. Interpreters join; duty officers look at everything and confirm.");
        let seconds = total_ms.div_ceil(1_000).to_string();
        let mut parts = Vec::new();
        for one in &speech.parts {
            let side = if one.key.starts_with("north") { &self.north } else { &self.south };
            let device = one.key.split_once('-').map_or(one.key, |(_, device)| device);
            let each = heard.join(one.key);
            create(&each)?;
            let after = one.after_ms.to_string();
            let (say, hear, each) = (text(&one.wav), text(&heard.join(format!("{}.wav", one.key))), text(&each));
            let keys = text(&self.dir.join("south-principal.keys"));
            let mut args = vec![
                "call", "join", contact, "--as", device, "--say", &say, "--say-after-ms", &after, "--hear", &hear, "--hear-each",
                &each, "--wait", "90", "--json",
            ];
            if one.key == "north-principal" {
                args.extend(["--for", &seconds]);
            }
            if one.key == "south-principal" {
                args.extend(["--danger-write-keys", &keys]);
            }
            let log = heard.join(format!("{}.log", one.key));
            parts.push(Part { key: one.key, process: side.program.spawn(&args, Some(&log))? });
        }
        for part in parts.iter().filter(|part| part.key.ends_with("principal")) {
            part.process.until_said("waiting to be rung", Duration::from_secs(20)).await?;
        }
        self.north.run_as("duty", &["call", "confirm", contact]).await?;
        until_phase(&self.south, contact, "staging").await?;
        let rang_early = parts.iter().any(|part| part.process.has_said("ringing"));
        self.south.run_as("duty", &["call", "confirm", contact]).await?;
        self.tell("Both duty officers have confirmed: now, and not before, the principals' terminals ring.");
        let mut reports = BTreeMap::new();
        let mut told = false;
        for part in parts {
            if !told {
                part.process.until_said("the floor opens", Duration::from_secs(60)).await?;
                self.tell(&format!(
                    "The floor opens for both at one moment. They speak, with interpreters, for {} seconds …",
                    total_ms / 1_000
                ));
                told = true;
            }
            reports.insert(part.key, part.process.answer(TERMINAL_MAX).await?);
        }
        until_phase(&self.north, contact, "ended").await?;
        until_phase(&self.south, contact, "ended").await?;
        self.tell("… and hang up. Both nodes attest when it began and ended, on what, and who was on the line.");
        Ok(Held { reports, rang_early })
    }

    /// Who says what when: one after the other.
    fn speech(&self) -> Result<Speech, CliError> {
        let folder = self.dir.join("speech");
        create(&folder)?;
        let mut parts = Vec::new();
        let mut at_ms = PAUSE_MS;
        for (key, bytes) in SPEECH {
            let given = match key {
                "north-principal" => self.args.say_north.clone(),
                "south-principal" => self.args.say_south.clone(),
                _ => None,
            };
            let wav = match given {
                Some(wav) => wav,
                None => {
                    let wav = folder.join(format!("{key}.wav"));
                    std::fs::write(&wav, bytes).map_err(|error| CliError::failed("speech", error, "look at the disk"))?;
                    wav
                }
            };
            let samples = read_wav(&wav)
                .map_err(|error| CliError::usage("speech-file", error, "give a WAV file of up to ten minutes"))?
                .len();
            parts.push(Speaking { key, wav, after_ms: at_ms });
            at_ms += samples as u64 * 1_000 / u64::from(SAMPLE_RATE_HZ) + PAUSE_MS;
        }
        Ok(Speech { parts, total_ms: (at_ms + TAIL_MS).max(CALL_MS_MIN) })
    }

    async fn promise_state(&self) -> Result<String, CliError> {
        let listed = self.north.run_as("press", &["statement", "list"]).await?;
        let promises = listed.get("promises").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(promises
            .first()
            .and_then(|promise| promise.get("state").and_then(Value::as_str))
            .unwrap_or("none")
            .to_owned())
    }

    async fn readouts(&mut self, contact: &str) -> Result<Vec<TourReadout>, CliError> {
        let started = self.args.start.to_string();
        let own: &[&str] = match self.args.initiative {
            Whose::North => &["--initiative-of", "own"],
            Whose::South => &["--initiative-of", "other"],
            Whose::Mutual => &["--initiative-of", "mutual"],
            Whose::Unstated => &[],
        };
        let other: &[&str] = match self.args.initiative {
            Whose::North => &["--initiative-of", "other"],
            Whose::South => &["--initiative-of", "own"],
            Whose::Mutual | Whose::Unstated => own,
        };
        let mut readouts = Vec::new();
        for (at_north, title, words, claims) in [
            (true, "The leaders spoke by telephone", "The leaders took up the agenda of their recent videoconference again.", own),
            (false, "Readout of the leaders' call", "The leaders discussed the forthcoming negotiations.", other),
        ] {
            let mut args = vec![
                "readout", "draft", contact, "--title", title, "--office", "press service of the leader", "--text", words, "--medium",
                "phone-call", "--started", &started,
            ];
            args.extend(claims);
            let out = self.publish(at_north, "readout", &args).await?;
            readouts.push(self.verify(at_north, out).await?);
        }
        self.evidence.insert(6, format!("promise kept by {}", readouts[0].url));
        self.tell("Each side publishes its own readout, signed with its press key; the promise is kept.");
        Ok(readouts)
    }

    /// Verifies a readout offline, as a newsroom would: with us, and with stock minisign.
    async fn verify(&self, at_north: bool, out: Published) -> Result<TourReadout, CliError> {
        let side = if at_north { &self.north } else { &self.south };
        let key = side.dir.join("keys").join("press.pub");
        let file = text(&out.file);
        let verified = side.program.run(&["readout", "verify", &file, "--key", &text(&key)]).await;
        let verified = verified.is_ok_and(|verified| verified.get("valid").and_then(Value::as_bool) == Some(true));
        let minisign = tokio::process::Command::new("minisign")
            .args(["-Vm", &file, "-p", &text(&key)])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .await;
        Ok(TourReadout {
            side: side.key.into(),
            url: out.url,
            file: out.file,
            verified,
            verified_by_minisign: minisign.ok().map(|status| status.success()),
        })
    }

    /// Both nodes' folds side by side, and the contact as the report shows it.
    async fn compare(&mut self, contact: &str) -> Result<(TourContact, Vec<TourItem>), CliError> {
        let at_north = self.north.run_as("sherpa", &["contact", "show", contact]).await?;
        let at_south = self.south.run_as("sherpa", &["contact", "show", contact]).await?;
        let same = ["agreed", "phase", "start_unix_ms", "duration_min", "medium", "public_part", "terms", "agenda", "started_unix_ms"]
            .iter()
            .all(|field| at_north.get(field) == at_south.get(field) && at_north.get(field).is_some());
        let field = |name: &str| at_north.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let local = |side: &str| {
            let locals = at_north.get("local").and_then(Value::as_array).cloned().unwrap_or_default();
            locals
                .iter()
                .find(|local| local.get("side").and_then(Value::as_str).is_some_and(|name| name.eq_ignore_ascii_case(side)))
                .and_then(|local| local.get("civil").and_then(Value::as_str).map(str::to_owned))
                .unwrap_or_default()
        };
        let initiative = match at_north.pointer("/terms/initiative_of").and_then(Value::as_str) {
            Some(side) => side.to_lowercase(),
            None => at_north.pointer("/terms/initiative").and_then(Value::as_str).unwrap_or_default().to_owned(),
        };
        let starts = at_north.get("start_unix_ms").and_then(Value::as_i64).unwrap_or_default();
        let items = at_south.pointer("/agenda/items").and_then(Value::as_array).cloned().unwrap_or_default();
        let agenda = items
            .iter()
            .map(|item| {
                let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
                TourItem {
                    title: text("title").unwrap_or_default(),
                    state: text("state").unwrap_or_default(),
                    carried_from: text("carried_from"),
                }
            })
            .collect();
        let summary = TourContact {
            contact: contact.to_owned(),
            proposed_by: field("proposed_by").to_lowercase(),
            initiative,
            medium: field("medium"),
            public_part: field("public_part"),
            starts: Timestamp::from_millisecond(starts).map(|at| at.to_string()).unwrap_or_default(),
            local: TourLocal { north: local("north"), south: local("south") },
            state: field("phase"),
            identical_on_both_nodes: same,
        };
        Ok((summary, agenda))
    }

    /// What operators see, kept for those who look for leaks.
    async fn snapshot_metrics(&self) {
        for side in [&self.north, &self.south] {
            let url = format!("http://127.0.0.1:{}/metrics", side.ports.metrics);
            if let Ok(answer) = reqwest::get(url).await
                && let Ok(body) = answer.text().await
            {
                // Nothing depends on it but a search for leaks, which says so when it is missing.
                let _ = std::fs::write(side.dir.join("metrics.txt"), body);
            }
        }
    }

    fn check_call(&mut self, held: Held) -> Result<TourCall, CliError> {
        let get = |key: &str, path: &str| held.reports.get(key).and_then(|report| report.pointer(path)).cloned().unwrap_or(Value::Null);
        let number = |key: &str, path: &str| get(key, path).as_i64().unwrap_or(0);
        let words: BTreeSet<String> =
            held.reports.keys().map(|key| get(key, "/words").as_str().unwrap_or("none").to_owned()).collect();
        let mut packet_sizes = BTreeSet::new();
        for key in held.reports.keys() {
            for path in ["/media/sent_payload_bytes", "/media/received_payload_bytes"] {
                let sizes = get(key, path);
                packet_sizes.extend(sizes.as_array().into_iter().flatten().filter_map(Value::as_u64));
            }
        }
        let frames = |from: &str, to: &str| {
            let leaf = number(from, "/leaf");
            let at = |path: &str| number(to, &format!("/media/senders/{leaf}/{path}")).unsigned_abs();
            let streams = get(to, "/media/streams");
            let received = streams
                .as_object()
                .into_iter()
                .flat_map(|streams| streams.values())
                .filter_map(|senders| senders.get(leaf.to_string()).and_then(Value::as_u64))
                .sum();
            FrameCounts {
                sent: number(from, "/media/sent").unsigned_abs(),
                received,
                decrypted: at("decrypted"),
                concealed: at("concealed"),
            }
        };
        let answered = number("north-principal", "/steps/answered_unix_ms").max(number("south-principal", "/steps/answered_unix_ms"));
        let setup_ms = ["north-principal", "south-principal"]
            .map(|key| number(key, "/steps/answered_unix_ms") + number(key, "/setup_ms"))
            .into_iter()
            .max()
            .unwrap_or(0)
            - answered;
        let skew = number("north-principal", "/steps/floor_open_unix_ms") - number("south-principal", "/steps/floor_open_unix_ms");
        let (north_tap, south_tap) = (self.north.dir.join("relay.tap"), self.south.dir.join("relay.tap"));
        let captured = Captured::read(&[&north_tap, &south_tap])?;
        let material = node_files(&[&self.north.dir, &self.south.dir])?;
        let material: Vec<&Path> = material.iter().map(PathBuf::as_path).collect();
        let keys = self.dir.join("south-principal.keys");
        Ok(TourCall {
            setup_ms,
            handover_skew_ms: skew.abs(),
            words: words.iter().next().cloned().unwrap_or_default(),
            words_match: words.len() == 1 && !words.contains("none"),
            packet_sizes,
            frames: TourFrames {
                north_to_south: frames("north-principal", "south-principal"),
                south_to_north: frames("south-principal", "north-principal"),
            },
            frames_captured: captured.len(),
            frames_nodes_could_decrypt: captured.opened_with(&material)?,
            frames_control_decrypted: captured.opened_with(&[&keys])?,
            rang_only_when_staged: !held.rang_early,
            on_the_line: get("south-principal", "/devices").as_object().map_or(0, serde_json::Map::len),
            attested_by_both_nodes: true,
        })
    }
}

/// What must hold, said in a sentence where it doesn't.
fn judge(report: &mut TourReport) {
    let call = &report.call;
    let mut failures = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            failures.push(what);
        }
    };
    must(report.contact.identical_on_both_nodes, "the two nodes show different contacts".into());
    must(report.contact.state == "ended", format!("the contact is {}", report.contact.state));
    must(call.rang_only_when_staged, "a principal's terminal rang too early".into());
    must(call.words_match, "the six words differ".into());
    must(call.packet_sizes.len() == 1, format!("voice packets have sizes {:?}", call.packet_sizes));
    for (way, frames) in [("North to South", &call.frames.north_to_south), ("South to North", &call.frames.south_to_north)] {
        must(frames.sent >= FRAMES_MIN, format!("{way}: only {} frames sent", frames.sent));
        let share = frames.decrypted * 1_000 >= frames.sent * DECRYPTED_PER_MILLE_MIN;
        must(share, format!("{way}: {} of {} frames decrypted", frames.decrypted, frames.sent));
    }
    must(call.frames_nodes_could_decrypt == 0, "a node could decrypt".into());
    let control = call.frames_control_decrypted * 100 >= call.frames_captured * CONTROL_PER_CENT_MIN && call.frames_captured > 0;
    must(control, format!("the control opened {} of {} frames", call.frames_control_decrypted, call.frames_captured));
    must(report.agenda.len() == 2, format!("{} agenda items were carried over, not two", report.agenda.len()));
    for readout in &report.readouts {
        must(readout.verified, format!("{}'s readout doesn't verify", readout.side));
        must(readout.verified_by_minisign != Some(false), format!("minisign refuses {}'s readout", readout.side));
    }
    must(report.promise.before == "due", format!("before the readout the promise was {}", report.promise.before));
    must(report.promise.state == "kept", format!("the promise is {}", report.promise.state));
    for sentence in scenario::held_now() {
        let shown = report.coverage.iter().any(|row| row.sentence == sentence && row.evidence.is_some());
        must(shown, format!("sentence {sentence} of the scenario left no record"));
    }
    report.failures.extend(failures);
}

struct Published {
    name: String,
    url: String,
    file: PathBuf,
}

struct Held {
    reports: BTreeMap<&'static str, Value>,
    rang_early: bool,
}

struct Speech {
    parts: Vec<Speaking>,
    total_ms: u64,
}

struct Speaking {
    key: &'static str,
    wav: PathBuf,
    after_ms: u64,
}

/// Everything a node is made of: store, log, keys, configuration; not its people's devices.
fn node_files(dirs: &[&PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for dir in dirs {
        for folder in [(*dir).clone(), dir.join("keys")] {
            let entries = std::fs::read_dir(&folder).map_err(|error| CliError::failed("checker", error, "look at the disk"))?;
            for entry in entries.flatten() {
                let path = entry.path();
                let tap = path.extension().is_some_and(|ending| ending == "tap");
                if path.is_file() && !tap {
                    files.push(path);
                }
            }
        }
    }
    Ok(files)
}

fn create(dir: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(dir).map_err(|error| CliError::failed("dir", error, "look at the disk"))
}

fn id_of(answer: &Value, field: &str) -> Result<String, CliError> {
    answer
        .get(field)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| CliError::failed("answer", format!("an answer lacks `{field}`: {answer}"), "report it"))
}

fn zone_error(error: CivilTimeError) -> CliError {
    CliError::usage("zone", error, "name an IANA zone such as Asia/Kathmandu")
}

/// Which of two equal clock readings `start` is; `None` where there is only one.
fn reading_of(start: Timestamp, civil: &str, zone: &str) -> Result<Option<&'static str>, CliError> {
    match resolve_civil(civil, zone, None) {
        Ok(_) => Ok(None),
        Err(CivilTimeError::Overlap { earlier, .. }) => Ok(Some(if earlier == start { "earlier" } else { "later" })),
        Err(other) => Err(zone_error(other)),
    }
}

/// `23:30` of `2021-12-30T23:30`.
fn clock(civil: &str) -> &str {
    civil.split_once('T').map_or(civil, |(_, clock)| clock)
}
