//! Where what is heard goes: a loudspeaker, one WAV of everybody together, and on wish one of each
//! sender. All files begin with the floor's opening. A file that can't be written never ends a call.

use super::sound_card::Loudspeaker;
use crate::audio::{HeardWav, WavError};
use crate::session::{Heard, SenderId};
use crate::voice::FRAME_SAMPLES;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the files hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EarsReport {
    /// Samples in the file of everybody.
    pub samples: u64,
    /// Samples beyond its length limit.
    pub left_out: u64,
    /// The file of each sender.
    pub files: BTreeMap<u32, PathBuf>,
    /// The first thing that went wrong with a file, as a person reads it.
    pub error: Option<String>,
}

#[derive(Default)]
pub struct Ears {
    aloud: Option<Loudspeaker>,
    together: Option<HeardWav>,
    each_in: Option<PathBuf>,
    each: BTreeMap<SenderId, One>,
    report: EarsReport,
}

struct One {
    /// `None` after it couldn't be written.
    wav: Option<HeardWav>,
    /// 20 ms pieces in the file.
    pieces: u64,
}

impl Ears {
    /// Hears without writing anything.
    pub fn none() -> Self {
        Self::default()
    }

    /// Writes everybody into the file `together`, and each sender into the folder `each_in`. The
    /// latter is for checks of short calls: whoever comes late gets a file with as much silence
    /// written in front, and that takes its time.
    pub fn new(together: Option<&Path>, each_in: Option<&Path>) -> Result<Self, WavError> {
        Ok(Self {
            together: together.map(HeardWav::create).transpose()?,
            each_in: each_in.map(Path::to_owned),
            ..Self::default()
        })
    }

    /// Hears aloud, besides.
    pub fn aloud(mut self, loudspeaker: Loudspeaker) -> Self {
        self.aloud = Some(loudspeaker);
        self
    }

    pub fn hear(&mut self, heard: &Heard) {
        if let Some(loudspeaker) = &self.aloud {
            loudspeaker.play(&heard.mix);
        }
        if let Some(wav) = &mut self.together
            && let Err(error) = wav.append(&heard.mix)
        {
            self.together = None;
            note(&mut self.report, &error);
        }
        let Some(folder) = self.each_in.clone() else {
            return;
        };
        for &id in heard.each.keys() {
            if !self.each.contains_key(&id) {
                self.begin(id, &folder);
            }
        }
        for (id, one) in &mut self.each {
            let Some(wav) = &mut one.wav else {
                continue;
            };
            // Whoever pauses or came later is silent for that long.
            let silent = heard.tick.saturating_sub(one.pieces);
            let silence = [0; FRAME_SAMPLES];
            let mut written = Ok(());
            for _ in 0..silent {
                written = written.and_then(|()| wav.append(&silence));
            }
            let pcm = heard.each.get(id).map_or(&silence[..], Vec::as_slice);
            one.pieces = heard.tick + 1;
            if let Err(error) = written.and_then(|()| wav.append(pcm)) {
                one.wav = None;
                note(&mut self.report, &error);
            }
        }
    }

    /// Completes the files.
    pub fn finish(mut self) -> EarsReport {
        match self.together.take().map(HeardWav::finish) {
            Some(Ok(written)) => {
                self.report.samples = written.samples;
                self.report.left_out = written.left_out;
            }
            Some(Err(error)) => note(&mut self.report, &error),
            None => {}
        }
        for one in self.each.into_values() {
            if let Some(Err(error)) = one.wav.map(HeardWav::finish) {
                note(&mut self.report, &error);
            }
        }
        self.report
    }

    fn begin(&mut self, id: SenderId, folder: &Path) {
        let path = folder.join(format!("sender-{id}.wav"));
        let wav = match HeardWav::create(&path) {
            Ok(wav) => {
                self.report.files.insert(id.0, path);
                Some(wav)
            }
            Err(error) => {
                note(&mut self.report, &error);
                None
            }
        };
        self.each.insert(id, One { wav, pieces: 0 });
    }
}

fn note(report: &mut EarsReport, error: &WavError) {
    report.error.get_or_insert_with(|| error.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::read_wav;

    fn heard(tick: u64, each: &[(u32, i16)]) -> Heard {
        Heard {
            tick,
            mix: vec![tick as i16; FRAME_SAMPLES],
            each: each
                .iter()
                .map(|&(id, level)| (SenderId(id), vec![level; FRAME_SAMPLES]))
                .collect(),
        }
    }

    #[test]
    fn every_file_begins_with_the_floor() {
        let folder = tempfile::tempdir().unwrap();
        let together = folder.path().join("all.wav");
        let mut ears = Ears::new(Some(&together), Some(folder.path())).unwrap();
        ears.hear(&heard(0, &[(7, 5)]));
        ears.hear(&heard(1, &[(7, 5)]));
        ears.hear(&heard(2, &[(8, 6)]));
        ears.hear(&heard(3, &[(7, 5), (8, 6)]));
        let report = ears.finish();
        assert_eq!((report.samples, report.error), (4 * 960, None));
        let levels = |name: &str| {
            let pcm = read_wav(&folder.path().join(name)).unwrap();
            pcm.chunks(FRAME_SAMPLES).map(|c| c[0]).collect::<Vec<_>>()
        };
        assert_eq!(levels("all.wav"), [0, 1, 2, 3]);
        assert_eq!(levels("sender-7.wav"), [5, 5, 0, 5]);
        assert_eq!(levels("sender-8.wav"), [0, 0, 6, 6]);
        assert_eq!(report.files[&7], folder.path().join("sender-7.wav"));
    }

    #[test]
    fn files_that_cannot_be_written_are_reported_and_end_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        assert!(Ears::new(Some(&nowhere.join("all.wav")), None).is_err());
        let mut ears = Ears::new(None, Some(&nowhere)).unwrap();
        ears.hear(&heard(0, &[(7, 5)]));
        ears.hear(&heard(1, &[(7, 5)]));
        let report = ears.finish();
        assert!(report.error.unwrap().contains("sender-7.wav"));
        assert!(report.files.is_empty());
    }
}
