//! The search for leaks: what was said, who took part and what it was about must stand in clear in
//! nothing that an operator, a backup or a passer-by sees.
//!
//! As control the same search goes over what people's own devices hold, and must find everything.

use memchr::memmem::Finder;
use serde::Serialize;
use std::{collections::BTreeSet, path::Path};

use crate::CliError;

/// Bytes of a piece of speech that are looked for: long enough not to turn up by chance.
const SPEECH_BYTES: usize = 24;
/// Pieces of speech that are looked for, spread over all that was said.
const SPEECH_PIECES_MAX: usize = 200;
/// A text shorter than this would turn up by chance.
const TEXT_BYTES_MIN: usize = 8;

/// What was searched, and what was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LeakReport {
    pub texts: usize,
    pub speech_pieces: usize,
    pub searched_files: usize,
    pub searched_bytes: u64,
    /// What stood in clear where, never the words themselves.
    pub found: BTreeSet<String>,
    /// Of texts and pieces of speech, how many the same search finds at the devices.
    pub control_found: usize,
}

/// What is looked for: each in the forms in which programs write things down.
#[derive(Default)]
pub struct Needles {
    texts: Vec<Forms>,
    speech: Vec<Forms>,
}

/// One thing, as itself and as other text.
struct Forms(Vec<Finder<'static>>);

impl Forms {
    fn of(bytes: &[u8]) -> Self {
        let mut forms = vec![bytes.to_vec(), hex::encode(bytes).into_bytes()];
        forms.extend(base64_forms(bytes));
        Self(
            forms
                .into_iter()
                .map(|form| Finder::new(&form).into_owned())
                .collect(),
        )
    }

    fn of_text(text: &str) -> Self {
        let mut forms = Self::of(text.as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        forms.0.push(Finder::new(&wide).into_owned());
        forms
    }

    fn stands_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|form| form.find(bytes).is_some())
    }
}

/// The middle of the base64 of `bytes` at each of the three offsets that they can have in a text.
fn base64_forms(bytes: &[u8]) -> Vec<Vec<u8>> {
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    (0..3)
        .map(|before| {
            let padded = [&vec![0; before][..], bytes].concat();
            let text = STANDARD_NO_PAD.encode(padded).into_bytes();
            // The first group holds what came before; the last may hold what comes after.
            text[before.min(1) * 4..text.len() - 4].to_vec()
        })
        .collect()
}

impl Needles {
    pub fn add_text(&mut self, text: &str) {
        debug_assert!(
            text.len() >= TEXT_BYTES_MIN,
            "short texts turn up by chance"
        );
        self.texts.push(Forms::of_text(text));
    }

    /// Adds pieces of what was said, as Opus frames or samples.
    pub fn add_speech(&mut self, said: &[Vec<u8>]) {
        let pieces: Vec<&[u8]> = said
            .iter()
            .filter_map(|frame| frame.get(frame.len().checked_sub(SPEECH_BYTES)?..))
            .filter(|piece| has_content(piece))
            .collect();
        let step = pieces.len().div_ceil(SPEECH_PIECES_MAX).max(1);
        let pieces: BTreeSet<&[u8]> = pieces.into_iter().step_by(step).collect();
        self.speech.extend(pieces.into_iter().map(Forms::of));
    }

    /// Texts and pieces of speech.
    pub fn count(&self) -> (usize, usize) {
        (self.texts.len(), self.speech.len())
    }

    /// How many of all stand somewhere in `haystack`.
    pub fn count_in(&self, haystack: &[u8]) -> usize {
        self.texts
            .iter()
            .chain(&self.speech)
            .filter(|forms| forms.stands_in(haystack))
            .count()
    }

    /// Looks through a file; what is found is named by number, not in words.
    pub fn search(&self, path: &Path, report: &mut LeakReport) -> Result<(), CliError> {
        let bytes = std::fs::read(path).map_err(|error| {
            CliError::failed(
                "leaks",
                format!("{}: {error}", path.display()),
                "run the tour again with --keep DIR",
            )
        })?;
        report.searched_files += 1;
        report.searched_bytes += bytes.len() as u64;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for (what, all) in [("text", &self.texts), ("speech", &self.speech)] {
            for (number, forms) in all.iter().enumerate() {
                if forms.stands_in(&bytes) {
                    report.found.insert(format!("{what} {number} in {name}"));
                }
            }
        }
        Ok(())
    }
}

/// Silence codes to few different bytes, which stand in any file.
fn has_content(piece: &[u8]) -> bool {
    let distinct: BTreeSet<u8> = piece.iter().copied().collect();
    distinct.len() >= SPEECH_BYTES / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine, engine::general_purpose::STANDARD};

    fn needles() -> (Needles, Vec<u8>) {
        let spoken: Vec<u8> = (0..4u8).flat_map(|n| identity::sha256(&[n])).collect();
        let mut needles = Needles::default();
        needles.add_text("security guarantees");
        needles.add_speech(&[spoken[..60].to_vec(), vec![0; 60]]);
        assert_eq!(needles.count(), (1, 1), "silence isn't looked for");
        (needles, spoken)
    }

    #[track_caller]
    fn check(planted: &[u8], found: &[&str]) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("node.log");
        std::fs::write(&path, [b"before ", planted, b" after"].concat()).unwrap();
        let mut report = LeakReport::default();
        needles().0.search(&path, &mut report).unwrap();
        let expected: BTreeSet<String> = found.iter().map(|found| (*found).to_owned()).collect();
        assert_eq!(report.found, expected, "{}", planted.escape_ascii());
    }

    #[test]
    fn a_planted_leak_is_found_in_every_form() {
        let text = "security guarantees";
        check(text.as_bytes(), &["text 0 in node.log"]);
        check(hex::encode(text).as_bytes(), &["text 0 in node.log"]);
        for offset in 0..3 {
            let around = format!("{}{text} and more", &"xyz"[..offset]);
            check(STANDARD.encode(around).as_bytes(), &["text 0 in node.log"]);
        }
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, &["text 0 in node.log"]);
        let (_, spoken) = needles();
        check(&spoken, &["speech 0 in node.log"]);
        check(
            hex::encode(&spoken[..60]).as_bytes(),
            &["speech 0 in node.log"],
        );
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        check(b"a call of 2 devices began", &[]);
        check(&[0; 4_096], &[]);
        check(&identity::sha256(b"something else"), &[]);
    }
}
