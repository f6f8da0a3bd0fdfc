//! Who said what: each fact that anyone claimed publicly, and how each side stands to it. Made of
//! released documents; what was signed is laid beside them where somebody may read it.

use identity::SideId;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::{
    Document, FactName, ReleaseKind, SubjectId,
    statement::{DURATION_TOLERANCE_MIN, START_TOLERANCE_MS, plain},
    terms::numbered,
};

numbered!(
    /// How a side stands to a fact.
    Stand {
        /// It says nothing of it.
        Silent = 0 "silent",
        /// It says so; nobody else does, and nothing that was signed is known here.
        Claimed = 1 "claimed",
        /// What it says was signed, or else the other side says the same.
        Confirmed = 2 "confirmed",
        /// What it says differs from what was signed, or else from what the other side says.
        Disputed = 3 "disputed",
    }
);

/// One thing that can be said, whoever says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    pub about: SubjectId,
    pub name: FactName,
    /// Whose head of delegation; of heads alone.
    pub of: Option<SideId>,
}

/// A released document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedText {
    pub side: SideId,
    /// The permalink's name.
    pub name: String,
    pub document: Document,
}

/// A fact in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub fact: Fact,
    pub side: SideId,
    pub value: String,
    /// The release that says it.
    pub release: String,
    pub released_unix_ms: i64,
}

/// What was signed of a fact: the first value is shown, each agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedFact {
    pub fact: Fact,
    pub values: Vec<String>,
}

/// How one side stands to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideSays {
    pub side: SideId,
    pub stand: Stand,
    pub said: Option<Said>,
}

/// A fact with each side's stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    pub fact: Fact,
    /// `None`: nothing was signed of it, or nothing that is known here.
    pub signed: Option<String>,
    pub sides: Vec<SideSays>,
}

/// Keys of a document that hold facts.
const KEYS: &[(&str, FactName)] = &[
    ("Initiative", FactName::Initiative),
    ("Medium", FactName::Medium),
    ("Started", FactName::Start),
    ("Duration-Minutes", FactName::Duration),
    ("Public-Part", FactName::PublicPart),
    ("Place", FactName::Place),
    ("Date", FactName::Date),
    ("Other-Date", FactName::OtherDate),
    ("Own-Head", FactName::OwnHead),
    ("Other-Head", FactName::OtherHead),
    ("Preceded-By", FactName::PrecededBy),
    ("Purpose", FactName::Purpose),
];

impl FactName {
    /// The fact that a document's key holds.
    pub fn of_key(key: &str) -> Option<Self> {
        let mut keys = KEYS.iter();
        keys.find(|(known, _)| *known == key).map(|(_, name)| *name)
    }

    /// Whether it is a fact of a round.
    pub fn is_of_round(self) -> bool {
        match self {
            Self::Initiative | Self::Medium | Self::Start | Self::Duration | Self::PublicPart => {
                false
            }
            Self::Place
            | Self::Date
            | Self::OtherDate
            | Self::OwnHead
            | Self::OtherHead
            | Self::PrecededBy
            | Self::Purpose => true,
        }
    }
}

impl Fact {
    pub fn new(about: SubjectId, name: FactName) -> Self {
        Self {
            about,
            name,
            of: None,
        }
    }

    /// The head of `side`'s delegation, whoever speaks of it.
    pub fn head(about: SubjectId, side: SideId) -> Self {
        Self {
            of: Some(side),
            ..Self::new(about, FactName::OwnHead)
        }
    }
}

impl Fact {
    /// For people; `name_of` names a side.
    pub fn in_words(&self, name_of: impl Fn(&SideId) -> String) -> String {
        match (self.name, self.of) {
            (FactName::OwnHead | FactName::OtherHead, Some(side)) => {
                format!("head of {}'s delegation", name_of(&side))
            }
            (FactName::OtherDate, _) => "another date".to_owned(),
            (FactName::PrecededBy, _) => "preceded by".to_owned(),
            (FactName::PublicPart, _) => "public part".to_owned(),
            (FactName::Duration, _) => "duration in minutes".to_owned(),
            (name, _) => name.name().to_owned(),
        }
    }
}

/// Whether two values of a fact say the same.
fn agree(name: FactName, one: &str, other: &str) -> bool {
    match name {
        FactName::Start => {
            let at = |text: &str| text.parse::<Timestamp>().map(Timestamp::as_millisecond);
            match (at(one), at(other)) {
                (Ok(one), Ok(other)) => one.abs_diff(other) <= START_TOLERANCE_MS,
                (Ok(_) | Err(_), Ok(_) | Err(_)) => one == other,
            }
        }
        FactName::Duration => match (one.parse::<u32>(), other.parse::<u32>()) {
            (Ok(one), Ok(other)) => one.abs_diff(other) <= DURATION_TOLERANCE_MIN,
            (Ok(_) | Err(_), Ok(_) | Err(_)) => one == other,
        },
        FactName::Initiative
        | FactName::Medium
        | FactName::PublicPart
        | FactName::Place
        | FactName::Date
        | FactName::OtherDate
        | FactName::OwnHead
        | FactName::OtherHead
        | FactName::PrecededBy
        | FactName::Purpose => plain(one) == plain(other),
    }
}

/// Whether two sides say the same. Each writes a day in a zone of its own choice, and where nothing is signed
/// nobody knows the moment that they mean.
fn sides_agree(name: FactName, one: &str, other: &str) -> bool {
    agree(name, one, other) || (name == FactName::Date && same_day(one, other))
}

/// Whether two days, each in its zone, are written alike or have at least half of themselves in common.
fn same_day(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (Day::read(one), Day::read(other)) else {
        return false;
    };
    if one.date == other.date {
        return true;
    }
    let (Some(one), Some(other)) = (one.lasts_ms(), other.lasts_ms()) else {
        return false;
    };
    let shared = one.end.min(other.end) - one.start.max(other.start);
    2 * shared >= (one.end - one.start).min(other.end - other.start)
}

/// A day in a document, as `2022-01-10 (Europe/Zurich)`.
struct Day<'a> {
    date: Date,
    zone: &'a str,
}

impl<'a> Day<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (date, zone) = text.trim().strip_suffix(')')?.split_once(" (")?;
        let date = date.trim().parse().ok()?;
        Some(Self { date, zone })
    }

    fn lasts_ms(&self) -> Option<Range<i64>> {
        let zone = TimeZone::get(self.zone).ok()?;
        let at = |date: Date| {
            let at = date.to_zoned(zone.clone()).ok()?;
            Some(at.timestamp().as_millisecond())
        };
        Some(at(self.date)?..at(self.date.tomorrow().ok()?)?)
    }
}

/// All facts that released documents of two sides claim, withdrawn ones apart.
pub fn said_in(published: &[PublishedText], sides: [SideId; 2]) -> Vec<Said> {
    let withdrawal = ReleaseKind::Withdrawal.name();
    let withdrawn: BTreeSet<(SideId, &str)> = published
        .iter()
        .filter(|one| one.document.fact("Kind") == Some(withdrawal))
        .filter_map(|one| Some((one.side, one.document.fact("About")?)))
        .collect();
    published
        .iter()
        .filter(|one| sides.contains(&one.side) && !withdrawn.contains(&(one.side, &*one.name)))
        .flat_map(|one| said_by(one, sides))
        .collect()
}

fn said_by(one: &PublishedText, sides: [SideId; 2]) -> Vec<Said> {
    let document = &one.document;
    let subject = |text: Option<&str>| text.and_then(|id| id.parse::<SubjectId>().ok());
    let about = subject(document.subject());
    let round = subject(document.fact("Of-Round"));
    let released_unix_ms = document.released_unix_ms().unwrap_or(i64::MIN);
    let other = sides.into_iter().find(|side| *side != one.side);
    let said = KEYS.iter().filter_map(|(key, name)| {
        let value = document.fact(key)?.to_owned();
        let about = if name.is_of_round() { round } else { about }?;
        let fact = match name {
            FactName::OwnHead => Fact::head(about, one.side),
            FactName::OtherHead => Fact::head(about, other?),
            _ => Fact::new(about, *name),
        };
        Some(Said {
            fact,
            side: one.side,
            value,
            release: one.name.clone(),
            released_unix_ms,
        })
    });
    said.collect()
}

/// Each fact with how each side stands to it. What a side said last counts.
pub fn fact_matrix(said: &[Said], signed: &[SignedFact], sides: [SideId; 2]) -> Vec<FactRow> {
    let mut last: BTreeMap<(Fact, SideId), &Said> = BTreeMap::new();
    for one in said {
        let known = last.entry((one.fact, one.side)).or_insert(one);
        let order = |said: &Said| (said.released_unix_ms, said.release.clone());
        if order(one) > order(known) {
            *known = one;
        }
    }
    let signed: BTreeMap<Fact, &Vec<String>> =
        signed.iter().map(|one| (one.fact, &one.values)).collect();
    let mut facts: BTreeSet<Fact> = signed.keys().copied().collect();
    facts.extend(last.keys().map(|(fact, _)| *fact));
    let row = |fact: Fact| {
        let signed = signed.get(&fact).filter(|values| !values.is_empty());
        let stand = |side: SideId| {
            let Some(own) = last.get(&(fact, side)) else {
                return Stand::Silent;
            };
            let same = |value: &str| agree(fact.name, &own.value, value);
            let others = sides.iter().filter(|other| **other != side);
            let mut others = others.filter_map(|other| last.get(&(fact, *other)));
            match (signed, others.next()) {
                (Some(values), _) if values.iter().any(|value| same(value)) => Stand::Confirmed,
                (Some(_), _) => Stand::Disputed,
                (None, None) => Stand::Claimed,
                (None, Some(other)) if sides_agree(fact.name, &own.value, &other.value) => {
                    Stand::Confirmed
                }
                // Two purposes contradict each other no more than two aims do.
                (None, Some(_)) if fact.name == FactName::Purpose => Stand::Claimed,
                (None, Some(_)) => Stand::Disputed,
            }
        };
        FactRow {
            fact,
            signed: signed.and_then(|values| values.first().cloned()),
            sides: sides
                .iter()
                .map(|side| SideSays {
                    side: *side,
                    stand: stand(*side),
                    said: last.get(&(fact, *side)).map(|said| (*said).clone()),
                })
                .collect(),
        }
    };
    facts.into_iter().map(row).collect()
}

numbered!(
    /// How what one side says of a fact is beside what the other says.
    Difference {
        Same = 0 "same",
        Differs = 1 "differs",
        OneSide = 2 "one-side",
    }
);

/// What two sides say of a fact; `None` where neither says anything.
pub fn compare_sides(row: &FactRow) -> Option<Difference> {
    let mut said = row.sides.iter().filter_map(|side| side.said.as_ref());
    let first = said.next()?;
    Some(match said.next() {
        None => Difference::OneSide,
        Some(second) if sides_agree(row.fact.name, &first.value, &second.value) => Difference::Same,
        Some(_) => Difference::Differs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORTH: SideId = SideId([1; 16]);
    const SOUTH: SideId = SideId([2; 16]);
    const SIDES: [SideId; 2] = [NORTH, SOUTH];
    const CALL: SubjectId = SubjectId([3; 16]);
    const ROUND: SubjectId = SubjectId([4; 16]);

    fn text(side: SideId, name: &str, minute: u32, facts: &str) -> PublishedText {
        let contact = format!("Contact: {CALL}\nOf-Round: {ROUND}\n");
        let released = format!("Released: 2021-12-30T20:{minute:02}:00Z\n");
        let document = format!("Title\n\nKind: statement\n{contact}{released}{facts}\n\nText.\n");
        PublishedText {
            side,
            name: name.to_owned(),
            document: Document::parse(&document).unwrap(),
        }
    }

    /// The stands of both sides to one fact.
    #[track_caller]
    fn stands(published: &[PublishedText], signed: &[&str], fact: Fact) -> (Stand, Stand) {
        let signed: Vec<SignedFact> = (!signed.is_empty())
            .then(|| SignedFact {
                fact,
                values: signed.iter().map(|value| (*value).to_owned()).collect(),
            })
            .into_iter()
            .collect();
        let said = said_in(published, SIDES);
        let rows = fact_matrix(&said, &signed, SIDES);
        let row = rows.iter().find(|row| row.fact == fact).unwrap();
        assert_eq!(
            row.signed.as_deref(),
            signed.first().map(|one| &*one.values[0])
        );
        (row.sides[0].stand, row.sides[1].stand)
    }

    #[test]
    fn a_side_claims_confirms_disputes_or_is_silent() {
        use Stand::*;
        let fact = Fact::new(CALL, FactName::Medium);
        let (phone, video) = ("Medium: phone-call", "Medium: videoconference");
        type Case<'a> = (&'a str, &'a str, &'a [&'a str], (Stand, Stand));
        let cases: [Case; 8] = [
            (phone, "", &[], (Claimed, Silent)),
            ("", phone, &[], (Silent, Claimed)),
            (phone, phone, &[], (Confirmed, Confirmed)),
            (phone, video, &[], (Disputed, Disputed)),
            (phone, "", &["phone-call"], (Confirmed, Silent)),
            (video, "", &["phone-call"], (Disputed, Silent)),
            (phone, video, &["phone-call"], (Confirmed, Disputed)),
            // Both say what neither signed.
            (video, video, &["phone-call"], (Disputed, Disputed)),
        ];
        for (north, south, signed, wanted) in cases {
            let mut published = Vec::new();
            for (side, facts) in [(NORTH, north), (SOUTH, south)] {
                if !facts.is_empty() {
                    published.push(text(side, "a", 0, facts));
                }
            }
            assert_eq!(stands(&published, signed, fact), wanted, "{north} {south}");
        }
        // Signed, and nobody says it.
        assert_eq!(stands(&[], &["phone-call"], fact), (Silent, Silent));
    }

    #[test]
    fn times_and_lengths_agree_within_five_minutes() {
        use Stand::*;
        let duration = Fact::new(CALL, FactName::Duration);
        for (minutes, stand) in [
            (44, Disputed),
            (45, Confirmed),
            (55, Confirmed),
            (56, Disputed),
        ] {
            let said = [text(NORTH, "a", 0, &format!("Duration-Minutes: {minutes}"))];
            assert_eq!(stands(&said, &["50"], duration).0, stand, "{minutes}");
        }
        let start = Fact::new(CALL, FactName::Start);
        for (said, stand) in [
            ("2021-12-30T20:25:00Z", Confirmed),
            ("2021-12-30T20:24:59Z", Disputed),
            ("2021-12-30T23:30:00+03:00", Confirmed),
            ("tonight", Disputed),
        ] {
            let said = [text(NORTH, "a", 0, &format!("Started: {said}"))];
            // The planned start or the attested one.
            let signed = ["2021-12-30T20:34:00Z", "2021-12-30T20:30:00Z"];
            assert_eq!(stands(&said, &signed, start).0, stand, "{said:?}");
        }
    }

    #[test]
    fn the_last_word_counts_and_what_is_withdrawn_doesn_t() {
        let fact = Fact::new(CALL, FactName::Medium);
        let first = text(NORTH, "a", 0, "Medium: videoconference");
        let second = text(NORTH, "b", 1, "Medium: phone-call");
        let value = |published: &[PublishedText]| {
            let rows = fact_matrix(&said_in(published, SIDES), &[], SIDES);
            let row = rows.into_iter().find(|row| row.fact == fact);
            row.and_then(|row| row.sides[0].said.clone())
                .map(|said| said.release)
        };
        for published in [
            vec![first.clone(), second.clone()],
            vec![second.clone(), first.clone()],
        ] {
            assert_eq!(value(&published).as_deref(), Some("b"));
        }
        let mut withdrawal = text(NORTH, "c", 2, "About: b");
        withdrawal.document.facts[0].1 = "withdrawal".into();
        let mut all = vec![first, second, withdrawal.clone()];
        assert_eq!(value(&all).as_deref(), Some("a"));
        // Nobody withdraws what the other side said.
        withdrawal.side = SOUTH;
        all[2] = withdrawal;
        assert_eq!(value(&all).as_deref(), Some("b"));
    }

    #[test]
    fn heads_are_whose_they_are_whoever_speaks() {
        use Stand::*;
        let published = [
            text(
                NORTH,
                "a",
                0,
                "Own-Head: a deputy\nOther-Head: A First  Deputy",
            ),
            text(
                SOUTH,
                "b",
                0,
                "Own-Head: a first deputy\nOther-Head: a minister",
            ),
        ];
        let of_south = stands(&published, &[], Fact::head(ROUND, SOUTH));
        assert_eq!(of_south, (Confirmed, Confirmed));
        let of_north = stands(&published, &["a deputy"], Fact::head(ROUND, NORTH));
        assert_eq!(of_north, (Confirmed, Disputed));
    }

    #[test]
    fn a_day_written_in_two_zones_is_one_day() {
        use Stand::*;
        let fact = Fact::new(ROUND, FactName::Date);
        for (north, south, wanted) in [
            (
                "2022-01-10 (Europe/Zurich)",
                "2022-01-10 (Europe/Zurich)",
                Confirmed,
            ),
            (
                "2022-01-10 (Europe/Zurich)",
                "2022-01-10 (Europe/Moscow)",
                Confirmed,
            ),
            (
                "2022-01-10 (America/New_York)",
                "2022-01-10 (Asia/Tokyo)",
                Confirmed,
            ),
            // Fourteen hours of both.
            (
                "2022-01-10 (America/New_York)",
                "2022-01-11 (Asia/Tokyo)",
                Confirmed,
            ),
            (
                "2022-01-10 (Europe/Zurich)",
                "2022-01-11 (Europe/Moscow)",
                Disputed,
            ),
            (
                "2022-01-10 (Europe/Zurich)",
                "2022-01-11 (Europe/Zurich)",
                Disputed,
            ),
            (
                "2022-01-11 (Asia/Tokyo)",
                "2022-01-09 (America/New_York)",
                Disputed,
            ),
            (
                "2022-01-10 (Nowhere/Here)",
                "2022-01-11 (Asia/Tokyo)",
                Disputed,
            ),
            (
                "2022-01-10 (Nowhere/Here)",
                "2022-01-10 (Asia/Tokyo)",
                Confirmed,
            ),
            ("10 January", "2022-01-10 (Asia/Tokyo)", Disputed),
        ] {
            for (north, south) in [(north, south), (south, north)] {
                let published = [
                    text(NORTH, "a", 0, &format!("Date: {north}")),
                    text(SOUTH, "b", 0, &format!("Date: {south}")),
                ];
                let both = stands(&published, &[], fact);
                assert_eq!(both, (wanted, wanted), "{north}, {south}");
                let rows = fact_matrix(&said_in(&published, SIDES), &[], SIDES);
                let is_same = compare_sides(&rows[0]) == Some(Difference::Same);
                assert_eq!(is_same, wanted == Confirmed, "{north}, {south}");
            }
        }
        // What was signed has its moment, and so one day in each zone.
        let published = [text(NORTH, "a", 0, "Date: 2022-01-11 (Asia/Tokyo)")];
        let signed = ["2022-01-10 (America/New_York)", "2022-01-10 (Asia/Tokyo)"];
        assert_eq!(stands(&published, &signed, fact).0, Disputed);
    }

    #[test]
    fn two_purposes_are_no_dispute() {
        use Stand::*;
        let fact = Fact::new(ROUND, FactName::Purpose);
        for (south, wanted) in [
            ("calm", (Claimed, Claimed)),
            ("Guarantees", (Confirmed, Confirmed)),
        ] {
            let published = [
                text(NORTH, "a", 0, "Purpose: guarantees"),
                text(SOUTH, "b", 0, &format!("Purpose: {south}")),
            ];
            assert_eq!(stands(&published, &[], fact), wanted, "{south}");
        }
    }

    #[test]
    fn sides_are_compared_fact_by_fact() {
        for (north, south, wanted) in [
            (
                "Medium: phone-call",
                "Medium: phone-call",
                Some(Difference::Same),
            ),
            (
                "Medium: phone-call",
                "Medium: videoconference",
                Some(Difference::Differs),
            ),
            (
                "Medium: phone-call",
                "Place: Geneva",
                Some(Difference::OneSide),
            ),
        ] {
            let published = [text(NORTH, "a", 0, north), text(SOUTH, "b", 0, south)];
            let rows = fact_matrix(&said_in(&published, SIDES), &[], SIDES);
            let row = rows.iter().find(|row| row.fact.name == FactName::Medium);
            assert_eq!(row.and_then(compare_sides), wanted, "{north} {south}");
        }
        let signed = SignedFact {
            fact: Fact::new(CALL, FactName::Medium),
            values: vec!["phone-call".into()],
        };
        let rows = fact_matrix(&[], &[signed], SIDES);
        assert_eq!(compare_sides(&rows[0]), None);
    }

    #[test]
    fn a_third_side_says_nothing_here() {
        let published = [text(SideId([9; 16]), "a", 0, "Medium: phone-call")];
        assert_eq!(said_in(&published, SIDES), []);
    }
}
