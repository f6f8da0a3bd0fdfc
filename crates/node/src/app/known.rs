//! What is publicly known: made of released texts of both sides and of nothing else. Signed terms and
//! internal records aren't looked at, so nothing of them can show.

use domain::{
    Document, FactName, FactRow, PublishedText, ReleaseKind, Stand, SubjectId, fact_matrix, said_in,
};
use identity::SideId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AppError, NodeCore, Now, PAGE_RELEASES_MAX};

/// What was made of the texts is shown so long, unless one came: however often anybody asks, it is made once.
pub const KNOWN_FOR_MS: i64 = 1_000;

/// What is publicly known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The one last spoken of first.
    pub subjects: Vec<KnownSubject>,
    /// Own texts are public that are older than the newest [`PAGE_RELEASES_MAX`]: they aren't here.
    pub older: bool,
}

/// As it was made last, and when.
#[derive(Debug, Default)]
pub(super) struct LastKnown(Option<(i64, Arc<Known>)>);

impl LastKnown {
    /// A text came.
    pub fn forget(&mut self) {
        self.0 = None;
    }

    fn at(&self, unix_ms: i64) -> Option<Arc<Known>> {
        let (made_unix_ms, known) = self.0.as_ref()?;
        let shown = *made_unix_ms..made_unix_ms.saturating_add(KNOWN_FOR_MS);
        shown.contains(&unix_ms).then(|| Arc::clone(known))
    }
}

/// Everything that is public about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSubject {
    pub subject: SubjectId,
    pub facts: Vec<KnownFact>,
    /// Newest first.
    pub texts: Vec<KnownText>,
}

/// A fact, with a cell for each side, in the order of [`NodeCore::known_sides`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFact {
    pub name: FactName,
    /// Whose head of delegation; of heads alone.
    pub of: Option<String>,
    pub cells: Vec<KnownCell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCell {
    pub stand: Stand,
    pub value: Option<String>,
    pub office: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownText {
    pub side: String,
    pub kind: String,
    pub title: String,
    pub office: String,
    pub released_unix_ms: i64,
    pub url: String,
    pub withdrawn: bool,
}

/// A released text, whoever's.
struct Public {
    text: PublishedText,
    url: String,
}

impl NodeCore {
    /// Both sides with their names, the own first.
    pub fn known_sides(&self) -> Vec<(SideId, String)> {
        let other = self.view.other_side(self.own);
        [Some(self.own), other]
            .into_iter()
            .flatten()
            .filter_map(|side| Some((side, self.view.charter(side)?.name.clone())))
            .collect()
    }

    /// What both sides said in public, by subject.
    pub fn known(&mut self, now: Now) -> Result<Arc<Known>, AppError> {
        if let Some(known) = self.last_known.at(now.unix_ms) {
            return Ok(known);
        }
        let known = Arc::new(self.make_known(now)?);
        self.last_known.0 = Some((now.unix_ms, Arc::clone(&known)));
        Ok(known)
    }

    fn make_known(&self, now: Now) -> Result<Known, AppError> {
        let (texts, older) = self.public_texts(now)?;
        let names: BTreeMap<SideId, String> = self.known_sides().into_iter().collect();
        let other = self.view.other_side(self.own).unwrap_or(self.own);
        let sides = [self.own, other];
        let published: Vec<PublishedText> = texts.iter().map(|one| one.text.clone()).collect();
        let mut shown = sides.to_vec();
        shown.dedup();
        let by_name: BTreeMap<(SideId, &str), &Public> = texts
            .iter()
            .map(|one| ((one.text.side, &*one.text.name), one))
            .collect();
        let mut subjects: BTreeMap<SubjectId, KnownSubject> = BTreeMap::new();
        for row in fact_matrix(&said_in(&published, sides), &[], sides) {
            let fact = known_fact(&row, &shown, &names, &by_name);
            entry(&mut subjects, row.fact.about).facts.push(fact);
        }
        let withdrawn = withdrawn(&published);
        for one in &texts {
            let Some(subject) = one.text.document.subject().and_then(|id| id.parse().ok()) else {
                continue;
            };
            let is_withdrawn = withdrawn.contains(&(one.text.side, one.text.name.clone()));
            entry(&mut subjects, subject)
                .texts
                .push(known_text(one, &names, is_withdrawn));
        }
        let mut subjects: Vec<KnownSubject> = subjects.into_values().collect();
        let last = |one: &KnownSubject| one.texts.iter().map(|text| text.released_unix_ms).max();
        for subject in &mut subjects {
            subject.texts.sort_by(|one, other| {
                (other.released_unix_ms, &other.url).cmp(&(one.released_unix_ms, &one.url))
            });
        }
        subjects.sort_by_key(|subject| std::cmp::Reverse(last(subject)));
        Ok(Known { subjects, older })
    }

    /// Public texts of both sides, as they were signed, and whether older own ones are left out.
    fn public_texts(&self, now: Now) -> Result<(Vec<Public>, bool), AppError> {
        let mut own = self.newest(now, PAGE_RELEASES_MAX + 1)?;
        let older = own.len() > PAGE_RELEASES_MAX;
        own.truncate(PAGE_RELEASES_MAX);
        let own = own.into_iter().filter_map(|one| {
            let text = PublishedText {
                side: self.own,
                document: Document::parse(&one.document)?,
                name: one.name,
            };
            let url = format!("/releases/{}", text.name);
            Some(Public { text, url })
        });
        let mut texts: Vec<Public> = own.collect();
        let Some(other) = self.view.other_side(self.own) else {
            return Ok((texts, older));
        };
        let theirs = self.their_texts(now)?.into_iter().filter_map(|one| {
            let text = PublishedText {
                side: other,
                document: Document::parse(&one.document)?,
                name: one.name,
            };
            Some(Public { text, url: one.url })
        });
        texts.extend(theirs);
        Ok((texts, older))
    }
}

fn entry(
    subjects: &mut BTreeMap<SubjectId, KnownSubject>,
    subject: SubjectId,
) -> &mut KnownSubject {
    subjects.entry(subject).or_insert(KnownSubject {
        subject,
        facts: Vec::new(),
        texts: Vec::new(),
    })
}

fn withdrawn(published: &[PublishedText]) -> BTreeSet<(SideId, String)> {
    let withdrawal = ReleaseKind::Withdrawal.name();
    published
        .iter()
        .filter(|one| one.document.fact("Kind") == Some(withdrawal))
        .filter_map(|one| Some((one.side, one.document.fact("About")?.to_owned())))
        .collect()
}

fn known_fact(
    row: &FactRow,
    sides: &[SideId],
    names: &BTreeMap<SideId, String>,
    by_name: &BTreeMap<(SideId, &str), &Public>,
) -> KnownFact {
    let name_of = |side: &SideId| names.get(side).cloned().unwrap_or_default();
    let cells = row.sides.iter().filter(|one| sides.contains(&one.side));
    let cell = |says: &domain::SideSays| {
        let said = says.said.as_ref();
        let public = said.and_then(|said| by_name.get(&(said.side, &*said.release)));
        let office = public.and_then(|one| one.text.document.fact("Office"));
        KnownCell {
            stand: says.stand,
            value: said.map(|said| said.value.clone()),
            office: office.map(str::to_owned),
            url: public.map(|one| one.url.clone()),
        }
    };
    let mut cells: Vec<KnownCell> = cells.map(cell).collect();
    cells.truncate(sides.len());
    KnownFact {
        name: row.fact.name,
        of: row.fact.of.as_ref().map(name_of),
        cells,
    }
}

fn known_text(one: &Public, names: &BTreeMap<SideId, String>, withdrawn: bool) -> KnownText {
    let document = &one.text.document;
    let fact = |key| document.fact(key).unwrap_or_default().to_owned();
    KnownText {
        side: names.get(&one.text.side).cloned().unwrap_or_default(),
        kind: fact("Kind"),
        title: document.title.clone(),
        office: fact("Office"),
        released_unix_ms: document.released_unix_ms().unwrap_or_default(),
        url: one.url.clone(),
        withdrawn,
    }
}
