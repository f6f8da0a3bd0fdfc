//! The plain text that a press service signs: title, facts as `Key: value`, text. What it claims can be
//! read by a program, and the whole by anybody.

use domain::{FactName, Release};
use serde::Serialize;
use std::fmt::Write;

use crate::{CliError, shown::rfc3339};

/// What a document says besides the release itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub side_name: &'a str,
    pub other_name: &'a str,
    pub released_unix_ms: i64,
    /// Claims that differ from what both sides signed; marked, without saying what was signed.
    pub differing: &'a [FactName],
}

/// A document read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    pub title: String,
    /// In the order in which they stand.
    pub facts: Vec<(String, String)>,
    pub text: String,
}

impl Document {
    pub fn fact(&self, key: &str) -> Option<&str> {
        self.facts
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// Reads a document's parts; `None` for text of another form.
    pub fn parse(text: &str) -> Option<Self> {
        let (title, rest) = text.split_once("\n\n")?;
        let (block, body) = rest.split_once("\n\n")?;
        let facts = block
            .lines()
            .map(|line| {
                let (key, value) = line.split_once(": ")?;
                Some((key.to_owned(), value.to_owned()))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            title: title.to_owned(),
            facts,
            text: body.to_owned(),
        })
    }
}

/// Refuses what would let one field pass for another, or a line for nothing.
pub fn check_fields(release: &Release) -> Result<(), CliError> {
    let about = release.about.as_deref().unwrap_or_default();
    let lines = [
        ("title", release.title.as_str()),
        ("office", &release.office),
        ("about", about),
    ];
    let languages = release
        .languages
        .iter()
        .map(|one| ("language", one.as_str()));
    for (field, value) in lines.into_iter().chain(languages) {
        if value.chars().any(char::is_control) {
            return Err(CliError::usage(
                "one-line",
                format!("the {field} holds a line break or another control character"),
                "write it on one line",
            ));
        }
    }
    for (field, value) in [
        ("title", &release.title),
        ("office", &release.office),
        ("text", &release.text),
    ] {
        if value.trim().is_empty() {
            return Err(CliError::usage(
                "empty",
                format!("the {field} is empty"),
                format!("say it: --{field}"),
            ));
        }
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if release.text.chars().any(odd) {
        return Err(CliError::usage(
            "control-characters",
            "the text holds control characters",
            "save it as plain text (UTF-8)",
        ));
    }
    Ok(())
}

/// The document of a release.
pub fn build(release: &Release, around: &Circumstances<'_>) -> String {
    let mut out = format!("{}\n\n", release.title);
    let mut fact = |key: &str, value: &str| {
        // Writing to a String can't fail.
        let _ = writeln!(out, "{key}: {value}");
    };
    fact("Kind", release.kind.name());
    fact("Side", around.side_name);
    fact("Side-Id", &release.side.to_string());
    fact("Office", &release.office);
    fact("Occasion", release.occasion.name());
    fact("Released", &rfc3339(around.released_unix_ms));
    fact("Contact", &release.contact.to_string());
    let facts = &release.facts;
    match (facts.mutual, facts.initiative_of) {
        (true, _) => fact("Initiative", "mutual"),
        (false, Some(side)) if side == release.side => fact("Initiative", around.side_name),
        (false, Some(_)) => fact("Initiative", around.other_name),
        (false, None) => {}
    }
    if let Some(medium) = facts.medium {
        fact("Medium", medium.name());
    }
    if let Some(start) = facts.start_unix_ms {
        fact("Started", &rfc3339(start));
    }
    if let Some(minutes) = facts.duration_min {
        fact("Duration-Minutes", &minutes.to_string());
    }
    if let Some(embargo) = release.embargo_unix_ms {
        fact("Embargo-Until", &rfc3339(embargo));
    }
    if let Some(by) = release.promises_by_unix_ms {
        fact("Message-Promised-By", &rfc3339(by));
    }
    if let Some(about) = &release.about {
        fact("About", about);
    }
    if !release.languages.is_empty() {
        fact("Languages", &release.languages.join(", "));
    }
    if !around.differing.is_empty() {
        let names: Vec<&str> = around.differing.iter().map(|name| name.name()).collect();
        fact("Differs-From-Signed", &names.join(", "));
    }
    out.push('\n');
    out.push_str(release.text.trim_end());
    out.push('\n');
    out
}

/// The permalink's name that a node gives this document.
pub fn name_of(release: &Release, document: &str) -> String {
    let digest = identity::sha256(document.as_bytes());
    format!("{}-{}", release.kind, hex::encode(&digest[..6]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ClaimedFacts, Medium, Occasion, ReleaseKind, SubjectId};
    use identity::SideId;

    const NORTH: SideId = SideId([1; 16]);
    const SOUTH: SideId = SideId([2; 16]);

    fn release() -> Release {
        Release {
            kind: ReleaseKind::Readout,
            side: NORTH,
            contact: SubjectId([5; 16]),
            office: "press service of the leader".into(),
            occasion: Occasion::Release,
            title: "Telephone conversation with the leader of South".into(),
            text: "A call took place.\n\nIt was useful.\n".into(),
            facts: ClaimedFacts {
                initiative_of: Some(NORTH),
                mutual: false,
                medium: Some(Medium::PhoneCall),
                start_unix_ms: Some(1_640_896_260_000),
                duration_min: Some(50),
            },
            embargo_unix_ms: Some(1_640_905_200_000),
            promises_by_unix_ms: None,
            about: None,
            contradiction_reason: Some("for our own files".into()),
            languages: vec!["en".into()],
        }
    }

    fn built(release: &Release, differing: &[FactName]) -> String {
        build(
            release,
            &Circumstances {
                side_name: "North",
                other_name: "South",
                released_unix_ms: 1_640_901_600_000,
                differing,
            },
        )
    }

    #[test]
    fn a_readout_is_as_written() {
        insta::assert_snapshot!(built(&release(), &[FactName::Duration]));
    }

    #[test]
    fn what_is_built_can_be_read() {
        let document = Document::parse(&built(&release(), &[])).unwrap();
        assert_eq!(document.title, release().title);
        assert_eq!(document.text, release().text);
        assert_eq!(document.fact("Side-Id"), Some(&*NORTH.to_string()));
        assert_eq!(document.fact("Initiative"), Some("North"));
        assert_eq!(document.fact("Differs-From-Signed"), None);
        assert_eq!(Document::parse("a note"), None);
    }

    #[test]
    fn silence_is_silence_and_reasons_stay_inside() {
        let mut release = release();
        release.facts = ClaimedFacts::default();
        release.embargo_unix_ms = None;
        let document = built(&release, &[]);
        let parsed = Document::parse(&document).unwrap();
        for key in [
            "Initiative",
            "Medium",
            "Started",
            "Duration-Minutes",
            "Embargo-Until",
        ] {
            assert_eq!(parsed.fact(key), None, "{key}");
        }
        assert!(!document.contains("our own files"));
        release.facts.initiative_of = Some(SOUTH);
        assert_eq!(
            Document::parse(&built(&release, &[]))
                .unwrap()
                .fact("Initiative"),
            Some("South")
        );
    }

    #[test]
    fn no_field_passes_for_another() {
        let check = |change: fn(&mut Release)| {
            let mut release = release();
            change(&mut release);
            check_fields(&release).map_err(|error| error.code)
        };
        assert_eq!(check(|_| {}), Ok(()));
        let one_line = Err("one-line".to_owned());
        assert_eq!(check(|r| r.title = "A\n\nSide: South".into()), one_line);
        assert_eq!(check(|r| r.office = "press\nKind: x".into()), one_line);
        assert_eq!(check(|r| r.languages = vec!["en\n".into()]), one_line);
        assert_eq!(check(|r| r.about = Some("a\nb".into())), one_line);
        assert_eq!(check(|r| r.text = " \n".into()), Err("empty".to_owned()));
        assert_eq!(
            check(|r| r.text = "a\u{1b}[2J".into()),
            Err("control-characters".to_owned())
        );
    }

    #[test]
    fn the_name_is_the_nodes() {
        let document = built(&release(), &[]);
        let name = name_of(&release(), &document);
        assert!(name.starts_with("readout-") && name.len() == "readout-".len() + 12);
        assert_ne!(name, name_of(&release(), "another"));
    }
}
