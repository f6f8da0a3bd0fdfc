//! The tour's press: statements before the call, readouts after it, each verified as a newsroom would.

use domain::{Document, FactName, local_in};
use serde_json::Value;
use std::path::{Path, PathBuf};

use super::{
    Tour, Whose,
    contact::{clock, zone_error},
    create, id_of,
    report::{TourClaim, TourReadout, TourText},
};
use crate::{
    CliError,
    demo::side::{DemoSide, text},
};

/// The office that promises a message, by another one's mouth, and keeps the promise.
const PRESS_SERVICE: &str = "press service of the leader";

/// One statement of North's spokesman, and the scenario's sentences that it holds.
struct Text<'a> {
    sentences: &'static [u32],
    occasion: &'static str,
    title: &'static str,
    words: &'a str,
    claims: Vec<&'a str>,
}

pub(super) struct Published {
    pub name: String,
    pub url: String,
    pub file: PathBuf,
    office: String,
    kind: String,
    facts: Vec<TourClaim>,
    verdict: &'static str,
}

impl Published {
    pub(super) fn text(self, side: &str, title: &str) -> TourText {
        TourText {
            side: side.to_owned(),
            office: self.office,
            kind: self.kind,
            name: self.name,
            title: title.to_owned(),
            url: self.url,
            facts: self.facts,
            verdict: self.verdict.to_owned(),
        }
    }
}

/// What a signed text claims.
fn claims(document: &str) -> Vec<TourClaim> {
    let claim = |(key, value): (String, String)| {
        FactName::of_key(&key).map(|fact| TourClaim {
            fact: fact.name().to_owned(),
            value,
        })
    };
    let document = Document::parse(document);
    let facts = document.map(|document| document.facts).unwrap_or_default();
    facts.into_iter().filter_map(claim).collect()
}

/// How a draft's claims stand to what was signed.
fn verdict(drafted: &Value, facts: &[TourClaim]) -> &'static str {
    let conflicts = drafted["conflicts"].as_array().map_or(0, Vec::len);
    // A purpose is its side's own: nothing is signed that it could be compared with.
    let purpose = FactName::Purpose.name();
    let comparable = facts.iter().any(|claim| claim.fact != purpose);
    let compared = comparable && drafted["compared"] == true;
    match (facts.is_empty(), compared) {
        (true, _) => "silent",
        (false, false) => "claimed",
        (false, true) if conflicts == 0 => "confirmed",
        (false, true) => "disputed",
    }
}

impl Tour<'_> {
    pub(super) async fn statements(&mut self, contact: &str) -> Result<Vec<TourText>, CliError> {
        let claims: &[&str] = match self.args.initiative {
            Whose::North => &["--initiative-of", "own"],
            Whose::South => &["--initiative-of", "other"],
            Whose::Mutual => &["--initiative-of", "mutual"],
            Whose::Unstated => &[],
        };
        let by = (self.args.start + jiff::SignedDuration::from_hours(3)).to_string();
        let spokesman = "spokesman of North's leader";
        let mut released = Vec::new();
        let local = local_in(self.args.start, &self.args.north_zone).map_err(zone_error)?;
        let on_the_hour = format!(
            "{} was never a problem: the leader is at work at that hour.",
            clock(&local.civil)
        );
        let (talk, whose) = match self.args.initiative {
            Whose::North => (
                "The leaders speak tonight, on North's initiative.",
                "It was North's leader who took the initiative.",
            ),
            Whose::South => (
                "The leaders speak tonight, on South's initiative.",
                "It was South's leader who took the initiative.",
            ),
            Whose::Mutual => (
                "The leaders speak tonight, on both sides' initiative.",
                "Both sides took the initiative.",
            ),
            Whose::Unstated => (
                "The leaders speak tonight.",
                "Whose initiative it was isn't said.",
            ),
        };
        let texts = [
            Text {
                sentences: &[1],
                occasion: "briefing",
                title: "Talk of the leaders tonight",
                words: talk,
                claims: claims.to_vec(),
            },
            Text {
                sentences: &[3],
                occasion: "answer",
                title: "Whose initiative it was",
                words: whose,
                claims: claims.to_vec(),
            },
            Text {
                sentences: &[4, 5],
                occasion: "briefing",
                title: "By telephone, without a public part",
                words: "They speak by telephone; last time it was a videoconference. A phone call has no public part.",
                claims: vec!["--medium", "phone-call", "--public-part", "none"],
            },
            Text {
                sentences: &[6],
                occasion: "briefing",
                title: "A message will follow",
                words: "When they have finished, the leader's press service puts out a message.",
                claims: vec!["--promise-by", &by, "--promise-office", PRESS_SERVICE],
            },
            Text {
                sentences: &[7],
                occasion: "answer",
                title: "On the hour",
                words: &on_the_hour,
                claims: vec![],
            },
            Text {
                sentences: &[10],
                occasion: "answer",
                title: "On the subjects",
                words: "The subjects are very difficult ones.",
                claims: vec![],
            },
        ];
        for Text {
            sentences,
            occasion,
            title,
            words,
            claims,
        } in texts
        {
            let mut args = vec![
                "statement",
                "draft",
                contact,
                "--title",
                title,
                "--occasion",
                occasion,
                "--office",
                spokesman,
                "--text",
                words,
            ];
            args.extend(claims);
            let out = self.publish(true, "statement", &args).await?;
            for sentence in sentences {
                self.evidence
                    .insert(*sentence, format!("release {}", out.name));
            }
            released.push(out.text("north", title));
        }
        self.tell("North's spokesman tells reporters beforehand; each text is approved by a second person, its claimed");
        self.tell("facts are compared with what was signed. He promises a message for afterwards.");
        Ok(released)
    }

    /// Draft, approval by a second person, release.
    pub(super) async fn publish(
        &self,
        at_north: bool,
        noun: &str,
        draft: &[&str],
    ) -> Result<Published, CliError> {
        let side = if at_north { &self.north } else { &self.south };
        let drafted = side.run_as("press", draft).await?;
        let id = id_of(&drafted, "draft")?;
        side.run_as("press-chief", &[noun, "approve", &id]).await?;
        let out = side.run_as("press", &[noun, "release", &id]).await?;
        let file: PathBuf = id_of(&out, "file")?.into();
        let document = std::fs::read_to_string(&file)
            .map_err(|error| CliError::failed("release", error, "look at the disk"))?;
        let facts = claims(&document);
        Ok(Published {
            name: id_of(&out, "name")?,
            url: id_of(&out, "url")?,
            office: id_of(&drafted, "office")?,
            kind: id_of(&drafted, "kind")?,
            verdict: verdict(&drafted, &facts),
            facts,
            file,
        })
    }

    pub(super) async fn promise_state(&self) -> Result<String, CliError> {
        let listed = self.north.run_as("press", &["statement", "list"]).await?;
        let promises = listed
            .get("promises")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        Ok(promises
            .first()
            .and_then(|promise| promise.get("state").and_then(Value::as_str))
            .unwrap_or("none")
            .to_owned())
    }

    pub(super) async fn readouts(&mut self, contact: &str) -> Result<Vec<TourReadout>, CliError> {
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
            (
                true,
                "The leaders spoke by telephone",
                "The leaders took up the agenda of their recent videoconference again.",
                own,
            ),
            (
                false,
                "Readout of the leaders' call",
                "The leaders discussed the forthcoming negotiations.",
                other,
            ),
        ] {
            let mut args = vec![
                "readout",
                "draft",
                contact,
                "--title",
                title,
                "--office",
                PRESS_SERVICE,
                "--text",
                words,
                "--medium",
                "phone-call",
                "--started",
                &started,
            ];
            args.extend(claims);
            let out = self.publish(at_north, "readout", &args).await?;
            readouts.push(self.verify(at_north, out).await?);
        }
        self.evidence
            .insert(6, format!("promise kept by {}", readouts[0].url));
        self.tell(
            "Each side publishes its own readout, signed with its press key; the promise is kept.",
        );
        Ok(readouts)
    }

    /// Verifies a readout offline, as a newsroom would: with us, and with stock minisign.
    async fn verify(&self, at_north: bool, out: Published) -> Result<TourReadout, CliError> {
        let side = if at_north { &self.north } else { &self.south };
        let key = side.dir.join("keys").join("press.pub");
        let file = text(&out.file);
        let verified = side
            .program
            .run(&["readout", "verify", &file, "--key", &text(&key)])
            .await;
        let verified = verified
            .is_ok_and(|verified| verified.get("valid").and_then(Value::as_bool) == Some(true));
        let minisign = tokio::process::Command::new("minisign")
            .args(["-Vm", &file, "-p", &text(&key)])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .await;
        Ok(TourReadout {
            side: side.key.into(),
            url: out.url,
            file: self.hand_out(side, &out.file, &key)?,
            verified,
            verified_by_minisign: minisign.ok().map(|status| status.success()),
        })
    }

    /// Copies a readout, its signature and the press key to where they outlive the tour.
    fn hand_out(&self, side: &DemoSide, file: &Path, key: &Path) -> Result<PathBuf, CliError> {
        let failed = |error| CliError::failed("readout-file", error, "look at the disk");
        let folder = self.handed_out.join(side.key);
        create(&folder)?;
        let name = file.file_name().unwrap_or_default();
        let signature = PathBuf::from(format!("{}.minisig", file.display()));
        let copy = folder.join(name);
        std::fs::copy(file, &copy).map_err(failed)?;
        std::fs::copy(&signature, format!("{}.minisig", copy.display())).map_err(failed)?;
        std::fs::copy(key, folder.join("press.pub")).map_err(failed)?;
        Ok(copy)
    }
}
