//! Facts beside texts: what was signed, what each side says of it in public, and where they differ.

use domain::{
    Difference, Document, FactRow, Noun, PublishedText, Said, SubjectId, compare_sides,
    fact_matrix, said_in,
};
use identity::SideId;
use serde::Serialize;

use super::contact::side_name;
use crate::Desk;

/// A fact with how each side stands to it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FactView {
    /// Contact or round.
    pub about: SubjectId,
    /// `initiative`, `medium`, `start` and so on; in words as `fact`.
    pub code: String,
    pub fact: String,
    /// As far as this device reads it.
    pub signed: Option<String>,
    pub sides: Vec<SideView>,
    /// Of what the two sides say: `same`, `differs` or `one-side`; absent where neither says anything.
    pub difference: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FactSideView"))]
pub struct SideView {
    pub side: String,
    /// `silent`, `claimed`, `confirmed` or `disputed`.
    pub stand: String,
    pub value: Option<String>,
    pub statement: Option<String>,
    pub office: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FactsView {
    pub subject: SubjectId,
    pub noun: String,
    pub facts: Vec<FactView>,
}

/// A text of either side that is about the subject.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PublicTextView")
)]
pub struct TextView {
    pub side: String,
    pub name: String,
    pub kind: String,
    pub office: String,
    pub title: String,
    pub released_unix_ms: i64,
    pub url: String,
}

/// What both sides say of a subject, difference by difference.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ComparedView {
    pub subject: SubjectId,
    pub texts: Vec<TextView>,
    pub facts: Vec<FactView>,
    pub differing: usize,
}

/// How each side stands to what was signed of a subject.
pub fn facts_of(desk: &Desk, subject: SubjectId, texts: &[Verified]) -> FactsView {
    let noun = desk.view().noun_of(subject);
    FactsView {
        subject,
        noun: noun.map_or("subject", Noun::name).to_owned(),
        facts: Matrix::of(desk, texts).views(desk, &desk.facts_about(subject), true),
    }
}

/// What both sides say of a subject, difference by difference.
pub fn compared(desk: &Desk, subject: SubjectId, texts: &[Verified]) -> ComparedView {
    let about = desk.facts_about(subject);
    let mut facts = Matrix::of(desk, texts).views(desk, &about, false);
    facts.retain(|fact| fact.difference.is_some());
    let is_about = |document: &Document| {
        let subject = document.subject().and_then(|id| id.parse().ok());
        let round = document.fact("Of-Round").and_then(|id| id.parse().ok());
        let mut named = subject.into_iter().chain(round);
        named.any(|one: SubjectId| about.contains(&one))
    };
    let texts = texts.iter().filter(|one| is_about(&one.text.document));
    let mut texts: Vec<TextView> = texts.map(|one| one.view(desk)).collect();
    texts.sort_by_key(|text| text.released_unix_ms);
    let differs = Difference::Differs.name();
    let differing = facts
        .iter()
        .filter(|fact| fact.difference.as_deref() == Some(differs));
    ComparedView {
        subject,
        texts,
        differing: differing.count(),
        facts,
    }
}

/// A public text whose signature this device checked.
pub struct Verified {
    pub text: PublishedText,
    pub url: String,
}

impl Verified {
    pub fn view(&self, desk: &Desk) -> TextView {
        let document = &self.text.document;
        let fact = |key| document.fact(key).unwrap_or_default().to_owned();
        TextView {
            side: side_name(desk, self.text.side),
            name: self.text.name.clone(),
            kind: fact("Kind"),
            office: fact("Office"),
            title: document.title.clone(),
            released_unix_ms: document.released_unix_ms().unwrap_or_default(),
            url: self.url.clone(),
        }
    }
}

/// Everything that was said, with the texts that say it.
struct Matrix<'a> {
    sides: [SideId; 2],
    said: Vec<Said>,
    texts: &'a [Verified],
}

impl<'a> Matrix<'a> {
    /// Before anybody is paired the own side is there alone.
    fn of(desk: &Desk, texts: &'a [Verified]) -> Self {
        let own = desk.own_side();
        let sides = [own, desk.other_side().unwrap_or(own)];
        let published: Vec<PublishedText> = texts.iter().map(|one| one.text.clone()).collect();
        Self {
            sides,
            said: said_in(&published, sides),
            texts,
        }
    }

    fn views(&self, desk: &Desk, about: &[SubjectId], with_signed: bool) -> Vec<FactView> {
        let signed = match with_signed {
            true => desk.signed_about(about, &self.said),
            false => Vec::new(),
        };
        let rows = fact_matrix(&self.said, &signed, self.sides);
        let rows = rows.iter().filter(|row| about.contains(&row.fact.about));
        rows.map(|row| self.view(desk, row)).collect()
    }

    fn view(&self, desk: &Desk, row: &FactRow) -> FactView {
        let side = |says: &domain::SideSays| {
            let said = says.said.as_ref();
            let text = said.and_then(|said| {
                let mut texts = self.texts.iter();
                texts.find(|one| (one.text.side, &one.text.name) == (said.side, &said.release))
            });
            SideView {
                side: side_name(desk, says.side),
                stand: says.stand.name().to_owned(),
                value: said.map(|said| said.value.clone()),
                statement: said.map(|said| said.release.clone()),
                office: text
                    .and_then(|one| one.text.document.fact("Office"))
                    .map(str::to_owned),
                url: text.map(|one| one.url.clone()),
            }
        };
        let known = if self.sides[0] == self.sides[1] { 1 } else { 2 };
        FactView {
            about: row.fact.about,
            code: row.fact.name.name().to_owned(),
            fact: row.fact.in_words(|side| side_name(desk, *side)),
            signed: row.signed.clone(),
            sides: row.sides.iter().take(known).map(side).collect(),
            difference: compare_sides(row).map(|one| one.name().to_owned()),
        }
    }
}
