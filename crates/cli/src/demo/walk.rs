//! What `detente demo` says at its end: one contact in a browser, step by step, and how to stop.

use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

use super::{child::PASSPHRASE, side::ZONES};
use crate::Report;

/// Widest address that still stands in one column with the others.
const ADDRESS_WIDTH: usize = 49;

/// What is there now.
#[derive(Debug, Clone, Serialize)]
pub struct Up {
    pub ready: bool,
    /// Begun earlier, and running on.
    pub was_running: bool,
    pub dir: PathBuf,
    pub north: String,
    pub south: String,
    /// Of the test call: both ways, frames that one device sent and the other decrypted.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub test_call: Value,
}

/// The desk of one person: a name of its own, so that one browser holds all of them in tabs.
fn desk(side: &str, person: &str) -> String {
    let host = side.strip_prefix("http://").unwrap_or(side);
    format!("http://{person}.{host}desk/")
}

/// A line of the course: what is done, by whom, where.
fn step(number: &str, what: &str, side: &str, person: &str) -> String {
    let address = desk(side, person);
    format!("  {number:<2} {address:<ADDRESS_WIDTH$} {what}\n")
}

impl Up {
    fn course(&self) -> String {
        let Self { north, south, .. } = self;
        [
            step(
                "1",
                "Contacts, Propose a contact: today, in a few minutes",
                north,
                "sherpa",
            ),
            step("2", "Accept", south, "sherpa"),
            step(
                "3",
                "stays open, so that the principal can be rung",
                north,
                "principal",
            ),
            step("", "the same", south, "principal"),
            step("4", "Connect: Confirm", north, "duty"),
            step("", "the same; then both principals are rung", south, "duty"),
            step(
                "5",
                "Take the call, in both tabs of step 3",
                north,
                "principal",
            ),
            step("6", "Press desk, New text, Readout", north, "press"),
            step("7", "Approve, then release", north, "press-chief"),
            format!("  8  {north:<ADDRESS_WIDTH$} what the public reads\n"),
        ]
        .concat()
    }

    fn shell(&self, detente: &str, dir: &str) -> String {
        let (zone, other_zone) = ZONES;
        format!(
            "  export DETENTE_PASSPHRASE='{PASSPHRASE}'\n\
             \x20 alias detente='{detente}'\n\
             \x20 detente --dir '{dir}/north' contact propose --as sherpa --zone {zone} --other-zone {other_zone} \\\n\
             \x20     --start \"$(TZ={zone} date -d '10 minutes' +%Y-%m-%dT%H:%M)\" --duration 30 --medium phone-call \\\n\
             \x20     --item 'security guarantees'\n\
             \x20 detente --dir '{dir}/south' contact list --as sherpa      # begins with the contact's number\n\
             \x20 detente --dir '{dir}/south' contact accept NUMBER --as sherpa\n"
        )
    }
}

impl Report for Up {
    fn human(&self) -> String {
        let absolute = std::path::absolute(&self.dir).unwrap_or_else(|_| self.dir.clone());
        let dir = absolute.display().to_string();
        // As it was called just now: a fresh build is on nobody's path.
        let detente = std::env::current_exe().map_or_else(
            |_| "detente".to_owned(),
            |program| program.display().to_string(),
        );
        let begins = match self.was_running {
            true => "North and South run already, since an earlier `detente demo`.",
            false => {
                "North and South are ready and paired; an encrypted test call between them worked."
            }
        };
        format!(
            "{begins}\n\
             Both nodes run on in the background, also without this terminal. To stop them and delete all:\n\n\
             \x20 {detente} demo --data '{dir}' reset\n\n\
             One contact, in one browser on this machine: Chromium or Edge, for Firefox can't hold the call.\n\
             Each address is one person's desk. Open it in a tab of its own, and press “Use the demonstration key”.\n\n\
             {course}\n\
             Step 7 asks for the press key: {press_key}\n\
             Its passphrase is: {PASSPHRASE}\n\
             One machine hears itself in step 5: take headphones, or mute one of both.\n\n\
             Everybody else is at {north}desk/ and {south}desk/\n\
             South's public pages are at {south}\n\n\
             The same from a shell, each command as one of North's or South's people:\n\n\
             {shell}\n\
             One contact from beginning to end, played by itself and told as prose: detente demo tour",
            course = self.course(),
            press_key = Path::new(&dir).join("north/keys/press.key").display(),
            north = self.north,
            south = self.south,
            shell = self.shell(&detente, &dir),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up(was_running: bool) -> Up {
        Up {
            ready: true,
            was_running,
            dir: "/tmp/two sides".into(),
            north: "http://north.localhost:7180/".to_owned(),
            south: "http://south.localhost:7280/".to_owned(),
            test_call: Value::Null,
        }
    }

    #[test]
    fn every_step_has_its_address_and_the_way_to_stop_can_be_copied() {
        let said = up(false).human();
        for wanted in [
            "http://sherpa.north.localhost:7180/desk/",
            "http://sherpa.south.localhost:7280/desk/",
            "http://principal.south.localhost:7280/desk/",
            "http://duty.north.localhost:7180/desk/",
            "http://press-chief.north.localhost:7180/desk/",
            "demo --data '/tmp/two sides' reset",
            "/tmp/two sides/north/keys/press.key",
        ] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        assert!(said.lines().all(|line| !line.ends_with(' ')), "{said}");
    }

    #[test]
    fn whoever_begins_twice_is_told_that_it_runs() {
        assert!(up(true).human().starts_with("North and South run already"));
        assert!(up(false).human().starts_with("North and South are ready"));
    }
}
