//! How a silence procedure is shown: the expiry in both capitals, who objected, and what of the other
//! side's own log proves consent.

use client::view::{
    contact::LocalView,
    silence::{MomentView, SaidView, SilenceList, SilenceView},
};
use serde::Serialize;
use std::fmt::Write;

use crate::{
    Report,
    shown::{rfc3339, short, utc},
};

/// Something was said, and is in the log.
#[derive(Debug, Clone, Serialize)]
pub struct SilenceDone {
    /// `proposed`, `objected` or `withdrawn`.
    pub what: String,
    pub record: String,
    pub seq: u64,
    #[serde(flatten)]
    pub silence: SilenceView,
}

impl Report for SilenceDone {
    fn human(&self) -> String {
        format!(
            "{}: entry {} of this side's log\n{}",
            self.what,
            self.seq,
            self.silence.human()
        )
    }
}

impl Report for SilenceList {
    fn human(&self) -> String {
        if self.procedures.is_empty() {
            return "nothing is under silence; `detente silence propose --help`".into();
        }
        let lines = self.procedures.iter().map(|line| {
            format!(
                "{}  {:<10} until {}  by {}  {}\n",
                short(line.silence),
                line.state,
                utc(line.expires_unix_ms),
                line.by,
                line.title.as_deref().unwrap_or("(sealed to others)")
            )
        });
        lines.collect()
    }
}

impl Report for SilenceView {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        let at = |moment: &MomentView| {
            let MomentView {
                side,
                seq,
                node_unix_ms,
            } = moment;
            format!("{} (entry {seq} of {side}'s log)", rfc3339(*node_unix_ms))
        };
        line("silence", &self.silence.to_string());
        line("state", &format!("{}: {}", self.state, self.meaning));
        line("by", &self.by);
        line("expires", &rfc3339(self.expires_unix_ms));
        for local in &self.local {
            let LocalView {
                side,
                zone,
                civil,
                offset,
            } = local;
            line("", &format!("{civil} in {side} ({zone}, UTC{offset})"));
        }
        for read in &self.read_otherwise {
            line("in the text", read);
        }
        if let Some(delivered) = &self.delivered {
            line("received", &at(delivered));
        }
        for (key, said) in [
            ("objected", &self.objection),
            ("withdrawn", &self.withdrawn),
        ] {
            if let Some(said) = said {
                let reason = said.reason.as_deref();
                let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
                let SaidView { at: moment, .. } = said;
                line(key, &format!("{}, {}{reason}", moment.side, at(moment)));
            }
        }
        if let Some(proof) = &self.proof {
            line("proof", &at(proof));
        }
        for none in &self.without_effect {
            line("no effect", &none.to_string());
        }
        match (&self.title, &self.text) {
            (Some(title), Some(text)) => {
                line("title", title);
                let _ = write!(out, "\n{}\n", text.trim_end());
            }
            _ => line("sealed", "a text that this device can't read"),
        }
        out
    }
}
