//! The plain text that a press service signs: title, facts as `Key: value`, text. What it claims can be
//! read by a program, and the whole by anybody. A press device writes it, its node writes it again from
//! the approved release and takes no other.

use jiff::Timestamp;
use serde::Serialize;
use std::fmt::Write;

use crate::{
    ClaimedPosition, CommonLine, FactName, OtherDate, Picture, Release, ReleaseKind, RoundClaims,
    Topic,
};

/// What a document says besides the release itself.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub side_name: &'a str,
    pub other_name: &'a str,
    pub released_unix_ms: i64,
    /// Claims that differ from what both sides signed; marked, without saying what was signed.
    pub differing: &'a [FactName],
}

/// Of whom a text claims a position: once for each.
const POSITION_OF: &str = "Position-Of";
const COMMON_LINE: &str = "Common-Line";

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

    /// What it claims of a coalition's common line; `None` where it says nothing of it.
    pub fn claimed_line(&self, coalition: &str) -> Option<CommonLine> {
        let of = |(name, value): &(String, String)| name == POSITION_OF && value == coalition;
        let line = self.fact(COMMON_LINE)?;
        let named = self.facts.iter().any(of);
        named.then(|| line.parse().ok()).flatten()
    }

    /// What it claims of others' position.
    pub fn position(&self) -> Option<ClaimedPosition> {
        let line = self.fact(COMMON_LINE)?.parse().ok()?;
        let of = self.facts.iter().filter(|(name, _)| name == POSITION_OF);
        let of = of.map(|(_, value)| value.clone()).collect();
        Some(ClaimedPosition { of, line })
    }

    /// When its press service says that it was released.
    pub fn released_unix_ms(&self) -> Option<i64> {
        let at: Timestamp = self.fact("Released")?.parse().ok()?;
        Some(at.as_millisecond())
    }

    /// Until when its press service asks that nobody shows it.
    pub fn embargo_unix_ms(&self) -> Option<i64> {
        let at: Timestamp = self.fact("Embargo-Until")?.parse().ok()?;
        Some(at.as_millisecond())
    }

    /// Reads a document's parts; `None` for text of another form.
    pub fn parse(text: &str) -> Option<Self> {
        let (title, rest) = text.split_once("\n\n")?;
        let (block, body) = rest.split_once("\n\n")?;
        // Another side's press signs what it likes: nothing of it may move a cursor or hide a line.
        let moves = |sign: char| sign.is_control() && sign != '\n';
        let is_plain = !title.chars().any(char::is_control)
            && !block.chars().any(moves)
            && !body.chars().any(|sign| moves(sign) && sign != '\t');
        if !is_plain {
            return None;
        }
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

/// Why a release can't be written as a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("the {0} holds a line break or another control character")]
    OneLine(&'static str),
    #[error("the {0} is empty")]
    Empty(&'static str),
    #[error("the text holds control characters")]
    ControlCharacters,
}

/// Refuses what would let one field pass for another, or a line for nothing.
pub fn check_document(release: &Release) -> Result<(), DocumentError> {
    let promised = release.promises.as_ref();
    let picture = release.picture.as_ref();
    let optional = [
        ("about", release.about.as_ref()),
        ("party", release.party.as_ref()),
        ("question", release.question.as_ref()),
        ("picture's source", picture.map(|one| &one.source)),
        ("picture's description", picture.map(|one| &one.alt)),
        (
            "promised office",
            promised.and_then(|promised| promised.office.as_ref()),
        ),
    ];
    let lines = [("title", &release.title), ("office", &release.office)]
        .into_iter()
        .chain(
            optional
                .into_iter()
                .filter_map(|(field, value)| Some((field, value?))),
        )
        .chain(release.languages.iter().map(|one| ("language", one)))
        .chain(
            release
                .position
                .iter()
                .flat_map(|position| &position.of)
                .map(|name| ("position-of", name)),
        )
        .chain(release.round.iter().flat_map(RoundClaims::texts));
    for (field, value) in lines {
        if value.chars().any(char::is_control) {
            return Err(DocumentError::OneLine(field));
        }
        if value.trim().is_empty() {
            return Err(DocumentError::Empty(field));
        }
    }
    if release.text.trim().is_empty() {
        return Err(DocumentError::Empty("text"));
    }
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if release.text.chars().any(odd) {
        return Err(DocumentError::ControlCharacters);
    }
    Ok(())
}

/// RFC 3339 in UTC, whole seconds; nothing for a moment beyond the calendar.
fn rfc3339(unix_ms: i64) -> String {
    Timestamp::from_millisecond(unix_ms).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}

/// The document of a release.
pub fn build_document(release: &Release, around: &Circumstances<'_>) -> String {
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
    let is_joint = release.kind == ReleaseKind::JointStatement;
    let about = match release.topic() {
        _ if is_joint => "Joint-Statement",
        topic => topic_key(topic),
    };
    fact(about, &release.contact.to_string());
    if let Some(party) = &release.party {
        fact("Party", party);
    }
    if let Some(question) = &release.question {
        fact("Question", question);
    }
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
    if let Some(part) = facts.public_part {
        fact("Public-Part", part.name());
    }
    if let Some(position) = &release.position {
        for name in &position.of {
            fact(POSITION_OF, name);
        }
        fact(COMMON_LINE, position.line.name());
    }
    if let Some(round) = &release.round {
        round_facts(&mut fact, round);
    }
    if let Some(embargo) = release.embargo_unix_ms {
        fact("Embargo-Until", &rfc3339(embargo));
    }
    if let Some(promised) = &release.promises {
        fact("Message-Promised-By", &rfc3339(promised.by_unix_ms));
        if let Some(office) = &promised.office {
            fact("Message-Promised-From", office);
        }
    }
    if let Some(about) = &release.about {
        fact("About", about);
    }
    if !release.languages.is_empty() {
        fact("Languages", &release.languages.join(", "));
    }
    if let Some(picture) = &release.picture {
        picture_facts(&mut fact, picture);
    }
    if !around.differing.is_empty() {
        let names: Vec<&str> = around.differing.iter().map(|name| name.name()).collect();
        fact("Differs-From-Signed", &names.join(", "));
    }
    out.push('\n');
    // What both sides signed stands byte for byte, its end too.
    if is_joint {
        out.push_str(&release.text);
        return out;
    }
    out.push_str(release.text.trim_end());
    out.push('\n');
    out
}

/// The key under which a document names its subject.
fn topic_key(topic: Topic) -> &'static str {
    match topic {
        Topic::Contact => "Contact",
        Topic::Round => "Round",
        Topic::Paper => "Paper",
        Topic::Track => "Track",
        Topic::InternalMatter => "Internal-Matter",
        Topic::OtherParty => "Concerning",
    }
}

fn round_facts(fact: &mut impl FnMut(&str, &str), round: &RoundClaims) {
    fact("Of-Round", &round.round.to_string());
    let mut claim = |key, value: Option<&str>| {
        if let Some(value) = value {
            fact(key, value);
        }
    };
    claim("Place", round.place.as_deref());
    let date = round.date.as_ref();
    let date = date.map(|day| format!("{} ({})", day.date, day.zone));
    claim("Date", date.as_deref());
    claim("Other-Date", round.other_date.map(OtherDate::name));
    claim("Own-Head", round.own_head.as_deref());
    claim("Other-Head", round.other_head.as_deref());
    let first = round.preceded_by.map(|contact| contact.to_string());
    claim("Preceded-By", first.as_deref());
    claim("Purpose", round.purpose.as_deref());
}

fn picture_facts(fact: &mut impl FnMut(&str, &str), picture: &Picture) {
    fact("Picture", picture.kind.media_type());
    fact("Picture-SHA256", &picture.hash.to_string());
    fact("Picture-Bytes", &picture.bytes.to_string());
    fact("Picture-Source", &picture.source);
    fact("Picture-Shows", &picture.alt);
}

impl Document {
    /// The subject that it is about, whatever its topic.
    pub fn subject(&self) -> Option<&str> {
        let keys = Topic::ALL.iter().map(|topic| topic_key(*topic));
        keys.chain(["Joint-Statement"])
            .find_map(|key| self.fact(key))
    }
}

/// The permalink's name of this document.
pub fn document_name(release: &Release, document: &str) -> String {
    name_of(release.kind, document)
}

/// The permalink's name of a document that was read; `None` where it is of no known kind.
pub fn text_name(document: &Document, text: &str) -> Option<String> {
    let kind: ReleaseKind = document.fact("Kind")?.parse().ok()?;
    Some(name_of(kind, text))
}

fn name_of(kind: ReleaseKind, text: &str) -> String {
    let digest = identity::sha256(text.as_bytes());
    format!("{kind}-{}", hex::encode(&digest[..6]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ClaimedFacts, ClaimedPosition, LocalDate, Medium, PictureKind, PromisedRelease, PublicPart,
        ReleaseKind, SubjectId,
    };
    use identity::{Hash32, SideId};

    const NORTH: SideId = SideId([1; 16]);
    const SOUTH: SideId = SideId([2; 16]);

    fn release() -> Release {
        Release {
            office: "press service of the leader".into(),
            title: "Telephone conversation with the leader of South".into(),
            text: "A call took place.\n\nIt was useful.\n".into(),
            facts: ClaimedFacts {
                initiative_of: Some(NORTH),
                mutual: false,
                medium: Some(Medium::PhoneCall),
                start_unix_ms: Some(1_640_896_260_000),
                duration_min: Some(50),
                public_part: Some(PublicPart::None),
            },
            embargo_unix_ms: Some(1_640_905_200_000),
            languages: vec!["en".into()],
            ..Release::new(ReleaseKind::Readout, NORTH, SubjectId([5; 16]))
        }
    }

    fn built(release: &Release, differing: &[FactName]) -> String {
        build_document(
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

    /// An answer about a round, with everything that can be claimed of one, and a picture.
    #[test]
    fn an_answer_about_a_round_is_as_written() {
        let answer = Release {
            topic: Some(Topic::Round),
            question: Some("Could it be another day?".into()),
            round: Some(RoundClaims {
                place: Some("Geneva".into()),
                date: Some(LocalDate {
                    date: "2022-01-10".into(),
                    zone: "Europe/Zurich".into(),
                }),
                other_date: Some(OtherDate::None),
                own_head: Some("deputy foreign minister".into()),
                other_head: Some("first deputy of the foreign minister".into()),
                preceded_by: Some(SubjectId([6; 16])),
                purpose: Some("firm guarantees".into()),
                ..RoundClaims::of(SubjectId([5; 16]))
            }),
            picture: Some(Picture {
                hash: Hash32([9; 32]),
                kind: PictureKind::Png,
                bytes: 70,
                source: "site of the press service".into(),
                alt: "A table with two flags".into(),
            }),
            office: "ministry".into(),
            title: "No other date".into(),
            text: "There is none.".into(),
            ..Release::new(ReleaseKind::Answer, NORTH, SubjectId([5; 16]))
        };
        let document = built(&answer, &[FactName::Place]);
        insta::assert_snapshot!(document);
        let read = Document::parse(&document).unwrap();
        assert_eq!(read.subject(), Some(&*SubjectId([5; 16]).to_string()));
    }

    #[test]
    fn what_is_built_can_be_read() {
        let document = Document::parse(&built(&release(), &[])).unwrap();
        assert_eq!(document.title, release().title);
        assert_eq!(document.text, release().text);
        assert_eq!(document.released_unix_ms(), Some(1_640_901_600_000));
        assert_eq!(document.fact("Side-Id"), Some(&*NORTH.to_string()));
        assert_eq!(document.fact("Initiative"), Some("North"));
        assert_eq!(document.fact("Differs-From-Signed"), None);
        assert_eq!(Document::parse("a note"), None);
    }

    #[test]
    fn a_joint_text_stands_byte_for_byte() {
        for text in [
            "Both sides agreed.",
            "Both sides agreed.\n",
            "Agreed.\n\n Two. \n\n\n",
        ] {
            let joint = Release {
                kind: ReleaseKind::JointStatement,
                text: text.into(),
                ..release()
            };
            let document = Document::parse(&built(&joint, &[])).unwrap();
            assert_eq!(document.text, text);
            let subject = joint.contact.to_string();
            assert_eq!(document.fact("Joint-Statement"), Some(&*subject));
            assert_eq!(document.fact("Contact"), None);
        }
    }

    #[test]
    fn silence_is_silence() {
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
            "Public-Part",
            "Embargo-Until",
        ] {
            assert_eq!(parsed.fact(key), None, "{key}");
        }
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
            check_document(&release)
        };
        let promise = |office: &str| PromisedRelease {
            by_unix_ms: 0,
            office: Some(office.to_owned()),
        };
        for (change, wanted) in [
            ((|_| {}) as fn(&mut Release), Ok(())),
            (
                |r| r.title = "A\n\nSide: South".into(),
                Err(DocumentError::OneLine("title")),
            ),
            (
                |r| r.office = "press\nKind: x".into(),
                Err(DocumentError::OneLine("office")),
            ),
            (
                |r| r.languages = vec!["en\n".into()],
                Err(DocumentError::OneLine("language")),
            ),
            (
                |r| r.about = Some("a\nb".into()),
                Err(DocumentError::OneLine("about")),
            ),
            (|r| r.title = " ".into(), Err(DocumentError::Empty("title"))),
            (|r| r.text = " \n".into(), Err(DocumentError::Empty("text"))),
            (
                |r| r.text = "a\u{1b}[2J".into(),
                Err(DocumentError::ControlCharacters),
            ),
        ] {
            assert_eq!(check(change), wanted);
        }
        let mut promising = release();
        promising.promises = Some(promise("press service\nKind: x"));
        assert_eq!(
            check_document(&promising),
            Err(DocumentError::OneLine("promised office"))
        );
        promising.promises = Some(promise("press service"));
        assert_eq!(check_document(&promising), Ok(()));
        let built = built(&promising, &[]);
        assert_eq!(
            Document::parse(&built)
                .unwrap()
                .fact("Message-Promised-From"),
            Some("press service")
        );
    }

    #[test]
    fn a_signed_text_that_moves_cursors_is_no_document() {
        let whole = built(&release(), &[]);
        assert!(Document::parse(&whole).is_some());
        let (title, rest) = whole.split_once("\n\n").unwrap();
        let (block, body) = rest.split_once("\n\n").unwrap();
        for sign in ['\u{1b}', '\r', '\u{9b}', '\0', '\u{7f}'] {
            for spoilt in [
                format!("{title}{sign}\n\n{block}\n\n{body}"),
                format!("{title}\n\n{block}{sign}\n\n{body}"),
                format!("{title}\n\n{block}\n\n{body}{sign}"),
            ] {
                assert_eq!(Document::parse(&spoilt), None, "{spoilt:?}");
            }
        }
        let indented = format!("{title}\n\n{block}\n\n\t{body}");
        assert!(Document::parse(&indented).is_some());
    }

    #[test]
    fn what_is_claimed_of_others_is_read_back() {
        let mut claiming = release();
        claiming.position = Some(ClaimedPosition {
            of: vec!["the union, as it is".into(), "the alliance".into()],
            line: CommonLine::None,
        });
        assert_eq!(check_document(&claiming), Ok(()));
        let text = built(&claiming, &[]);
        assert!(text.contains(
            "\nPosition-Of: the union, as it is\nPosition-Of: the alliance\nCommon-Line: none\n"
        ));
        let document = Document::parse(&text).unwrap();
        for (coalition, claimed) in [
            ("the union, as it is", Some(CommonLine::None)),
            ("the alliance", Some(CommonLine::None)),
            ("the union", None),
        ] {
            assert_eq!(document.claimed_line(coalition), claimed, "{coalition}");
        }
        let silent = built(&release(), &[]);
        let silent = Document::parse(&silent).unwrap();
        assert_eq!(silent.claimed_line("the alliance"), None);
        for (name, wanted) in [
            (" ", DocumentError::Empty("position-of")),
            (
                "a\nCommon-Line: given",
                DocumentError::OneLine("position-of"),
            ),
        ] {
            let of = vec![name.to_owned()];
            let line = CommonLine::None;
            claiming.position = Some(ClaimedPosition { of, line });
            assert_eq!(check_document(&claiming), Err(wanted));
        }
    }

    #[test]
    fn the_name_follows_from_the_text() {
        let document = built(&release(), &[]);
        let name = document_name(&release(), &document);
        assert!(name.starts_with("readout-") && name.len() == "readout-".len() + 12);
        assert_ne!(name, document_name(&release(), "another"));
        let read = Document::parse(&document).unwrap();
        assert_eq!(text_name(&read, &document), Some(name));
        assert_eq!(read.embargo_unix_ms(), release().embargo_unix_ms);
        let odd = Document::parse("T\n\nKind: rumour\n\nText.\n").unwrap();
        assert_eq!(text_name(&odd, "T"), None);
    }
}
