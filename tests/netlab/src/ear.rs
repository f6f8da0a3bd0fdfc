//! What was heard at one ear of what was said at the other side, from the terminal's own report and
//! from both recordings.

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;
use terminal::audio::{lag_ms, likeness, opus_alone, read_wav};

/// A disturbance shows at the ear within this time.
const SHOWS_WITHIN_MS: i64 = 8_000;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Ear {
    pub played: u64,
    /// Frames that the decoder filled in or that were missing, of all that had their turn.
    pub concealed_per_cent: f64,
    pub longest_gap_ms: u64,
    /// Nothing of the other was there for so long when the call ended.
    pub silent_at_end_ms: u64,
    /// Mouth to ear: lag of the heard recording behind the said one.
    pub delay_ms: i64,
    /// Of heard and said speech, 1 at best.
    pub likeness: f32,
    /// From the end of the disturbance to the next frame heard; 0 where there was no hole.
    pub recovered_ms: Option<i64>,
    pub over_tcp: u64,
}

/// A call as one terminal told it.
pub struct Told<'a> {
    pub report: &'a Value,
    pub said: &'a Path,
    pub heard: &'a Path,
}

/// What `listener` heard of `speaker`. `disturbed`: when the cable was whole again, or what changed
/// had changed, by the clock of both.
pub fn measure(speaker: &Told, listener: &Told, disturbed: Option<i64>) -> Result<Ear> {
    let media = listener.report.get("media").context("no media")?;
    let senders = media["senders"].as_object().context("no senders")?;
    let sum = |field: &str| -> u64 {
        let all = senders.values().filter_map(|one| one[field].as_u64());
        all.sum()
    };
    let longest = |field: &str| {
        let all = senders.values().filter_map(|one| one[field].as_u64());
        all.max().unwrap_or(0)
    };
    let (played, filled) = (sum("played"), sum("concealed") + sum("missing"));
    let floor = |told: &Told| {
        let at = told.report["media"]["floor_opened_at_unix_ms"].as_i64();
        at.context("the floor never opened")
    };
    let (from, to) = (floor(speaker)?, floor(listener)?);
    let (said, heard) = (read_wav(speaker.said)?, read_wav(listener.heard)?);
    let gaps: Vec<(i64, i64)> = senders
        .values()
        .filter_map(|one| one["gaps"].as_array())
        .flatten()
        .filter_map(|gap| {
            let at = to + gap["at_ms"].as_i64()?;
            Some((at, at + gap["ms"].as_i64()?))
        })
        .collect();
    // Who talks in another place of the group later is another sender: the last one counts.
    let silent_at_end_ms = senders
        .values()
        .filter_map(|one| one["silent_at_end_ms"].as_u64())
        .min()
        .unwrap_or(0);
    let recovered_ms = disturbed.and_then(|at| {
        let ended = listener.report["steps"]["ended_unix_ms"].as_i64()?;
        let lasts =
            ended - (silent_at_end_ms as i64) <= at + SHOWS_WITHIN_MS && silent_at_end_ms > 1_000;
        let ends = gaps
            .iter()
            .filter(|(begin, end)| *end > at && *begin <= at + SHOWS_WITHIN_MS)
            .map(|(_, end)| end - at)
            .max();
        (!lasts).then_some(ends.unwrap_or(0))
    });
    Ok(Ear {
        played,
        concealed_per_cent: 100.0 * filled as f64 / (played + filled).max(1) as f64,
        longest_gap_ms: longest("longest_gap_ms"),
        silent_at_end_ms,
        delay_ms: lag_ms(&said, &heard) + to - from,
        likeness: likeness(&opus_alone(&said)?, &heard),
        recovered_ms,
        over_tcp: media["over_tcp"].as_u64().unwrap_or(0),
    })
}
