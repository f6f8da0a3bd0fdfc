//! The tour's call: who says what when, and how its terminals are run.

use serde_json::Value;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};
use terminal::{audio::read_wav, voice::SAMPLE_RATE_HZ};

use super::{Tour, create};
use crate::{
    CliError,
    demo::{child::Running, side::text, up::until_phase},
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

/// Media keys of South's principal's device.
const KEYS_FILE: &str = "south-principal.keys";

/// One terminal's part in the call.
struct Part {
    key: &'static str,
    process: Running,
}

/// What the terminals told of the call.
pub(super) struct Held {
    pub reports: BTreeMap<&'static str, Value>,
    /// What each of them said.
    pub said: BTreeMap<&'static str, PathBuf>,
    /// Before the second duty officer confirmed, by the clock of all who take part.
    pub second_confirm_unix_ms: i64,
    /// What each heard: a folder with a file for each talker.
    pub heard: PathBuf,
    /// Media keys of one device, for the checker's control.
    pub keys: PathBuf,
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
    pub(super) async fn hold_call(&self, contact: &str) -> Result<Held, CliError> {
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
            let keys = text(&self.dir.join(KEYS_FILE));
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
            // Interpreters are muted until it is their turn.
            let muted_ms = one.after_ms.saturating_sub(PAUSE_MS).to_string();
            if one.key.ends_with("interpreter") {
                args.extend(["--mute-after-ms", "0", "--mute-for-ms", &muted_ms]);
            }
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
        let second_confirm_unix_ms = self.now_unix_ms();
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
        let said = speech
            .parts
            .into_iter()
            .map(|part| (part.key, part.wav))
            .collect();
        Ok(Held {
            reports,
            said,
            second_confirm_unix_ms,
            heard,
            keys: self.dir.join(KEYS_FILE),
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
}
