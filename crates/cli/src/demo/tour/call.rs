//! The tour's call: who says what when, what their terminals saw, and what the nodes could open.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};
use terminal::{audio::read_wav, voice::SAMPLE_RATE_HZ};

use super::{
    Tour, create,
    report::{FrameCounts, TourCall, TourFrames},
};
use crate::{
    CliError,
    demo::{checker::Captured, child::Running, side::text, up::until_phase},
};

/// Between two who speak one after the other.
const PAUSE_MS: u64 = 300;
/// After the last word.
const TAIL_MS: u64 = 1_000;
/// Shortest call: 250 frames each way and some more.
const CALL_MS_MIN: u64 = 8_000;
const TERMINAL_MAX: Duration = Duration::from_secs(180);

/// Speech of the tour, made by a machine.
const SPEECH: [(&str, &[u8]); 4] = [
    (
        "north-principal",
        include_bytes!("../../../../../assets/speech/north-principal.wav"),
    ),
    (
        "north-interpreter",
        include_bytes!("../../../../../assets/speech/north-interpreter.wav"),
    ),
    (
        "south-principal",
        include_bytes!("../../../../../assets/speech/south-principal.wav"),
    ),
    (
        "south-interpreter",
        include_bytes!("../../../../../assets/speech/south-interpreter.wav"),
    ),
];

/// One terminal's part in the call.
struct Part {
    key: &'static str,
    process: Running,
}

pub(super) struct Held {
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

impl Tour<'_> {
    pub(super) async fn hold_call(&mut self, contact: &str) -> Result<Held, CliError> {
        let speech = self.speech()?;
        let heard = self.dir.join("heard");
        create(&heard)?;
        let total_ms = speech.total_ms;
        self.tell("The principals' terminals wait. Interpreters join; duty officers look at everything and confirm.");
        let seconds = total_ms.div_ceil(1_000).to_string();
        let mut parts = Vec::new();
        for one in &speech.parts {
            let side = if one.key.starts_with("north") {
                &self.north
            } else {
                &self.south
            };
            let device = one
                .key
                .split_once('-')
                .map_or(one.key, |(_, device)| device);
            let each = heard.join(one.key);
            create(&each)?;
            let after = one.after_ms.to_string();
            let (say, hear, each) = (
                text(&one.wav),
                text(&heard.join(format!("{}.wav", one.key))),
                text(&each),
            );
            let keys = text(&self.dir.join("south-principal.keys"));
            let mut args = vec![
                "call",
                "join",
                contact,
                "--as",
                device,
                "--say",
                &say,
                "--say-after-ms",
                &after,
                "--hear",
                &hear,
                "--hear-each",
                &each,
                "--wait",
                "90",
                "--json",
            ];
            if one.key == "north-principal" {
                args.extend(["--for", &seconds]);
            }
            if one.key == "south-principal" {
                args.extend(["--danger-write-keys", &keys]);
            }
            let log = heard.join(format!("{}.log", one.key));
            parts.push(Part {
                key: one.key,
                process: side.program.spawn(&args, Some(&log))?,
            });
        }
        for part in parts.iter().filter(|part| part.key.ends_with("principal")) {
            part.process
                .until_said("waiting to be rung", Duration::from_secs(20))
                .await?;
        }
        self.north
            .run_as("duty", &["call", "confirm", contact])
            .await?;
        until_phase(&self.south, contact, "staging").await?;
        let rang_early = parts.iter().any(|part| part.process.has_said("ringing"));
        self.south
            .run_as("duty", &["call", "confirm", contact])
            .await?;
        self.tell("Both duty officers have confirmed: now, and not before, the principals' terminals ring.");
        let mut reports = BTreeMap::new();
        let mut told = false;
        for part in parts {
            if !told {
                part.process
                    .until_said("the floor opens", Duration::from_secs(60))
                    .await?;
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
        Ok(Held {
            reports,
            rang_early,
        })
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
                    std::fs::write(&wav, bytes)
                        .map_err(|error| CliError::failed("speech", error, "look at the disk"))?;
                    wav
                }
            };
            let samples = read_wav(&wav)
                .map_err(|error| {
                    CliError::usage("speech-file", error, "give a WAV file of up to ten minutes")
                })?
                .len();
            parts.push(Speaking {
                key,
                wav,
                after_ms: at_ms,
            });
            at_ms += samples as u64 * 1_000 / u64::from(SAMPLE_RATE_HZ) + PAUSE_MS;
        }
        Ok(Speech {
            parts,
            total_ms: (at_ms + TAIL_MS).max(CALL_MS_MIN),
        })
    }

    pub(super) fn check_call(&mut self, held: Held) -> Result<TourCall, CliError> {
        let get = |key: &str, path: &str| {
            held.reports
                .get(key)
                .and_then(|report| report.pointer(path))
                .cloned()
                .unwrap_or(Value::Null)
        };
        let number = |key: &str, path: &str| get(key, path).as_i64().unwrap_or(0);
        let words: BTreeSet<String> = held
            .reports
            .keys()
            .map(|key| get(key, "/words").as_str().unwrap_or("none").to_owned())
            .collect();
        let mut packet_sizes = BTreeSet::new();
        for key in held.reports.keys() {
            for path in ["/media/sent_payload_bytes", "/media/received_payload_bytes"] {
                let sizes = get(key, path);
                packet_sizes.extend(
                    sizes
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_u64),
                );
            }
        }
        let frames = |from: &str, to: &str| {
            let leaf = number(from, "/leaf");
            let at =
                |path: &str| number(to, &format!("/media/senders/{leaf}/{path}")).unsigned_abs();
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
        let answered = number("north-principal", "/steps/answered_unix_ms")
            .max(number("south-principal", "/steps/answered_unix_ms"));
        let setup_ms = ["north-principal", "south-principal"]
            .map(|key| number(key, "/steps/answered_unix_ms") + number(key, "/setup_ms"))
            .into_iter()
            .max()
            .unwrap_or(0)
            - answered;
        let skew = number("north-principal", "/steps/floor_open_unix_ms")
            - number("south-principal", "/steps/floor_open_unix_ms");
        let (north_tap, south_tap) = (
            self.north.dir.join("relay.tap"),
            self.south.dir.join("relay.tap"),
        );
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
            on_the_line: get("south-principal", "/devices")
                .as_object()
                .map_or(0, serde_json::Map::len),
            attested_by_both_nodes: true,
        })
    }
}
/// Everything a node is made of: store, log, keys, configuration; not its people's devices.
fn node_files(dirs: &[&PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for dir in dirs {
        for folder in [(*dir).clone(), dir.join("keys")] {
            let entries = std::fs::read_dir(&folder)
                .map_err(|error| CliError::failed("checker", error, "look at the disk"))?;
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
