//! What the tour measured: its terminals' reports put together, what the nodes could open, what leaked.

use e2ee::voice::Packing;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use terminal::{
    audio::{likeness, opus_alone, read_wav},
    voice::FRAME_BYTES,
};

use super::{
    Tour,
    call::Held,
    contact::VOICE_DEPTH,
    leaks::{LeakReport, Needles},
    report::{FrameCounts, Likeness, TourCall, TourFrames},
};
use crate::{
    CliError, Context, PassphraseSource,
    demo::{
        checker::{Captured, Material},
        child::PASSPHRASE,
    },
    home::Home,
};

/// The two whose voices count.
const PRINCIPALS: [&str; 2] = ["north-principal", "south-principal"];

/// Reports of the terminals; what one lacks is noted and fails the tour.
struct Terminals<'a> {
    reports: &'a BTreeMap<&'static str, Value>,
    missing: BTreeSet<String>,
}

impl Terminals<'_> {
    fn get(&self, key: &str, path: &str) -> Option<&Value> {
        self.reports.get(key)?.pointer(path)
    }

    fn number(&mut self, key: &str, path: &str) -> i64 {
        let number = self.get(key, path).and_then(Value::as_i64);
        if number.is_none() {
            self.missing.insert(format!("{key} reports no {path}"));
        }
        number.unwrap_or(0)
    }

    fn count(&mut self, key: &str, path: &str) -> u64 {
        self.number(key, path).unsigned_abs()
    }

    /// From the acceptance of the second join to the first decryption both ways.
    fn setup_ms(&mut self) -> i64 {
        let answered = PRINCIPALS.map(|key| self.number(key, "/steps/answered_unix_ms"));
        let decrypted = [0, 1].map(|at| answered[at] + self.number(PRINCIPALS[at], "/setup_ms"));
        decrypted[0].max(decrypted[1]) - answered[0].max(answered[1])
    }

    fn words(&self) -> BTreeSet<String> {
        let words = |key: &&str| self.get(key, "/words").and_then(Value::as_str);
        self.reports
            .keys()
            .map(|key| words(key).unwrap_or("none").to_owned())
            .collect()
    }

    fn packet_sizes(&self) -> BTreeSet<u64> {
        let sizes = |key: &str, path: &str| {
            let sizes = self.get(key, path).and_then(Value::as_array);
            sizes.into_iter().flatten().filter_map(Value::as_u64)
        };
        self.reports
            .keys()
            .flat_map(|key| {
                sizes(key, "/media/sent_payload_bytes")
                    .chain(sizes(key, "/media/received_payload_bytes"))
            })
            .collect()
    }

    fn frames(&mut self, from: &str, to: &str) -> FrameCounts {
        let leaf = self.number(from, "/leaf");
        let received = self
            .get(to, "/media/streams")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|streams| streams.values())
            .filter_map(|senders| senders.get(leaf.to_string()).and_then(Value::as_u64))
            .sum();
        FrameCounts {
            sent: self.count(from, "/media/sent"),
            received,
            decrypted: self.count(to, &format!("/media/senders/{leaf}/decrypted")),
            concealed: self.count(to, &format!("/media/senders/{leaf}/concealed")),
        }
    }
}

impl Tour<'_> {
    pub(super) fn measure(&mut self, held: &Held) -> Result<(TourCall, LeakReport), CliError> {
        let mut terminals = Terminals {
            reports: &held.reports,
            missing: BTreeSet::new(),
        };
        let words = terminals.words();
        let floors = PRINCIPALS.map(|key| terminals.number(key, "/steps/floor_open_unix_ms"));
        let rung = PRINCIPALS.map(|key| terminals.number(key, "/steps/rung_unix_ms"));
        let frames = TourFrames {
            north_to_south: terminals.frames(PRINCIPALS[0], PRINCIPALS[1]),
            south_to_north: terminals.frames(PRINCIPALS[1], PRINCIPALS[0]),
        };
        let taps = [&self.north, &self.south].map(|side| side.dir.join("relay.tap"));
        let captured = Captured::read(&[&taps[0], &taps[1]])?;
        let mut control = Material::default();
        control.add_file(&held.keys)?;
        let opened = captured.opened_with(&control);
        let call = TourCall {
            setup_ms: terminals.setup_ms(),
            handover_skew_ms: (floors[0] - floors[1]).abs(),
            words: words.first().cloned().unwrap_or_default(),
            words_match: words.len() == 1 && !words.contains("none"),
            packet_sizes: terminals.packet_sizes(),
            frames_muted: ["north-interpreter", "south-interpreter"]
                .map(|key| terminals.count(key, "/media/sent_muted"))
                .iter()
                .sum(),
            frames,
            likeness: self.likeness(held, &mut terminals)?,
            frames_captured: captured.len(),
            frames_nodes_could_decrypt: captured.opened_with(&self.made_of()?).len(),
            frames_control_decrypted: opened.len(),
            rang_only_when_staged: rung.iter().all(|at| *at >= held.second_confirm_unix_ms),
            on_the_line: terminals
                .get(PRINCIPALS[1], "/devices")
                .and_then(Value::as_object)
                .map_or(0, serde_json::Map::len),
            attested_by_both_nodes: self.attested,
        };
        self.failures.extend(terminals.missing);
        let leaks = self.search_leaks(&opened, held)?;
        Ok((call, leaks))
    }

    /// What each principal heard of the other, against the same speech coded by Opus alone.
    fn likeness(&self, held: &Held, terminals: &mut Terminals) -> Result<Likeness, CliError> {
        let wav = |path: &Path| {
            read_wav(path).map_err(|error| {
                CliError::failed("heard", error, "run the tour again with --keep DIR")
            })
        };
        let coded = |key: &str| {
            let said = held.said.get(key).map(|path| wav(path)).transpose()?;
            opus_alone(&said.unwrap_or_default())
                .map_err(|error| CliError::failed("opus", error, "report it"))
        };
        let references = [coded(PRINCIPALS[0])?, coded(PRINCIPALS[1])?];
        let mut heard = Vec::new();
        for (from, to) in [(0, 1), (1, 0)] {
            let leaf = terminals.number(PRINCIPALS[from], "/leaf");
            let file = held
                .heard
                .join(PRINCIPALS[to])
                .join(format!("sender-{leaf}.wav"));
            heard.push(wav(&file)?);
        }
        Ok(Likeness {
            north_to_south: likeness(&references[0], &heard[0]),
            south_to_north: likeness(&references[1], &heard[1]),
            other_speech: likeness(&references[1], &heard[0])
                .max(likeness(&references[0], &heard[1])),
        })
    }

    /// Everything both nodes are made of: store, log, configuration and keys, the latter also as they
    /// are in a running node's memory. Not their people's devices.
    fn made_of(&self) -> Result<Material, CliError> {
        let mut material = Material::default();
        for side in [&self.north, &self.south] {
            for file in files_in(&side.dir)?
                .into_iter()
                .chain(files_in(&side.dir.join("keys"))?)
            {
                if file.extension().is_none_or(|ending| ending != "tap") {
                    material.add_file(&file)?;
                }
            }
            let mut context = Context::new(&side.dir);
            context.passphrase = PassphraseSource::Given(PASSPHRASE.to_owned().into());
            let node = Home::at(&side.dir).load_side_keys(&context, client::KeyPurpose::Node)?;
            let secret = node.danger_secret_bytes(client::KeyPurpose::Node);
            material.add(secret.to_vec());
        }
        Ok(material)
    }

    /// Looks for what is sealed in everything that operators, backups and the network between the
    /// nodes hold.
    fn search_leaks(&self, opened: &[Vec<u8>], held: &Held) -> Result<LeakReport, CliError> {
        let packing = Packing::new(VOICE_DEPTH, FRAME_BYTES)
            .map_err(|error| CliError::failed("leaks", error, "report it"))?;
        let spoken: Vec<Vec<u8>> = opened
            .iter()
            .filter_map(|plaintext| packing.unpack(plaintext).ok()?.first().map(|f| f.to_vec()))
            .collect();
        let mut needles = Needles::default();
        for text in &self.sealed_texts {
            needles.add_text(text);
        }
        needles.add_speech(&spoken);
        let (texts, speech_pieces) = needles.count();
        let at_devices = [self.seen_by_devices.as_bytes(), &opened.concat()].concat();
        let mut report = LeakReport {
            texts,
            speech_pieces,
            control_found: needles.count_in(&at_devices),
            ..LeakReport::default()
        };
        let mut files = files_in(&self.dir.join("line"))?;
        for side in [&self.north, &self.south] {
            files.extend(files_in(&side.dir)?);
        }
        let logs = files_in(&held.heard)?;
        files.extend(
            logs.into_iter()
                .filter(|path| path.extension().is_some_and(|ending| ending == "log")),
        );
        for file in files {
            needles.search(&file, &mut report)?;
        }
        Ok(report)
    }
}

/// The files of a folder, not of those in it.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| CliError::failed("checker", error, "look at the disk"))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    Ok(files)
}
