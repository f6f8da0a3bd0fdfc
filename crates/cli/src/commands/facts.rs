//! `detente facts`: who said what in public, beside what was signed; and what leadership clears for its
//! own press.

use clap::{Args, Subcommand};
use client::{Desk, view::contact::side_name};
use domain::{
    Action, Difference, Document, FactRow, InternalKind, Noun, PublishedText, Said, SubjectId,
    compare_sides, fact_matrix, said_in,
};
use identity::SideId;
use serde::Serialize;
use std::fmt::Write;
use wire::{PublicText, PublicTexts};

use super::{
    Acting,
    contact::desk_for,
    internal::{Kept, desk_of, keep},
    subject::find_subject,
};
use crate::{
    CliError, Context, Outcome, Report,
    api::{Session, press_feed},
    shown::{short, utc},
};

/// Nouns that texts are about.
const TOLD_OF: [Noun; 4] = [Noun::Contact, Noun::Round, Noun::Track, Noun::Paper];

#[derive(Debug, Subcommand)]
pub enum FactsCommand {
    /// Each fact that anyone claimed publicly: who claims, confirms, disputes it or is silent
    Show(ShowArgs),
    /// As leadership: tell the own press a round's place and heads, so that it can check what it says
    Clear(ClearArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente facts show 3fa1 --as press\n  \
    detente facts show 77c0 --as sherpa --json\n  \
    detente statement compare 3fa1 --as press\n\n\
    Signed facts are shown as far as the device reads them. What the other side says is known once\n\
    a press device followed its press site: `detente statement follow --help`.")]
pub struct ShowArgs {
    /// Contact, round, track or paper: id, or its first digits
    pub subject: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente facts clear 77c0 --as sherpa")]
pub struct ClearArgs {
    /// Round: id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
}

/// A fact with how each side stands to it.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    /// Contact or round.
    pub about: SubjectId,
    pub fact: String,
    /// As far as this device reads it.
    pub signed: Option<String>,
    pub sides: Vec<SideView>,
    /// Of what the two sides say: `same`, `differs` or `one-side`; absent where neither says anything.
    pub difference: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
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
pub struct FactsView {
    pub subject: SubjectId,
    pub noun: String,
    pub facts: Vec<FactView>,
}

/// A text of either side that is about the subject.
#[derive(Debug, Clone, Serialize)]
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
pub struct ComparedView {
    pub subject: SubjectId,
    pub texts: Vec<TextView>,
    pub facts: Vec<FactView>,
    pub differing: usize,
}

impl Report for FactsView {
    fn human(&self) -> String {
        if self.facts.is_empty() {
            return format!(
                "nothing was said or signed of this {} that can be shown here",
                self.noun
            );
        }
        let mut out = String::new();
        let mut about = None;
        for fact in &self.facts {
            if about != Some(fact.about) {
                let _ = writeln!(out, "about {}", short(fact.about));
                about = Some(fact.about);
            }
            out.push_str(&fact_in_words(fact));
        }
        out
    }
}

fn fact_in_words(view: &FactView) -> String {
    let signed = view.signed.as_deref().unwrap_or("-");
    let mut out = format!("  {}\n    {:<10} {signed}\n", view.fact, "signed");
    for side in &view.sides {
        let value = match (&side.value, &side.statement) {
            (Some(value), Some(statement)) => format!(": {value} ({statement})"),
            _ => String::new(),
        };
        let _ = writeln!(out, "    {:<10} {}{value}", side.side, side.stand);
    }
    out
}

impl Report for ComparedView {
    fn human(&self) -> String {
        let mut out = String::new();
        for text in &self.texts {
            let _ = writeln!(
                out,
                "{}  {:<8} {}: {} ({})",
                utc(text.released_unix_ms),
                text.side,
                text.name,
                text.title,
                text.office
            );
        }
        for fact in &self.facts {
            let mark = match fact.difference.as_deref() {
                Some("differs") => "DIFFERS",
                Some("same") => "same",
                _ => "one side",
            };
            let _ = write!(out, "{mark:<9} {}", fact.fact);
            for side in &fact.sides {
                let value = side.value.as_deref().unwrap_or("silent");
                let _ = write!(out, "; {}: {value}", side.side);
            }
            out.push('\n');
        }
        let _ = write!(
            out,
            "{} of {} facts differ",
            self.differing,
            self.facts.len()
        );
        out
    }
}

pub async fn run(context: &Context, command: FactsCommand) -> Result<Outcome, CliError> {
    use FactsCommand as C;
    Ok(match command {
        C::Show(args) => show(context, &args).await?.into(),
        C::Clear(args) => clear(context, &args).await?.into(),
    })
}

pub async fn clear(context: &Context, args: &ClearArgs) -> Result<Kept, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, InternalKind::Clear).await?;
    let round = find_subject(&desk, &[Noun::Round], &args.round)?;
    let record = desk.clear_round(round, context.now_unix_ms())?;
    keep(&mut session, &mut desk, ("clearance", "clear"), &record).await
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<FactsView, CliError> {
    let (mut session, desk) = desk_for(context, &args.acting, Action::ReadLogs).await?;
    let subject = find_subject(&desk, &TOLD_OF, &args.subject)?;
    let texts = verified_texts(context, &mut session).await?;
    Ok(facts_of(&desk, subject, &texts))
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

/// What both sides say of a subject, without what was signed.
pub async fn compare(context: &Context, args: &ShowArgs) -> Result<ComparedView, CliError> {
    let (mut session, desk) = desk_for(context, &args.acting, Action::ReadLogs).await?;
    let subject = find_subject(&desk, &TOLD_OF, &args.subject)?;
    let texts = verified_texts(context, &mut session).await?;
    Ok(compared(&desk, subject, &texts))
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

/// Both sides' public texts as the own node keeps them: each is checked here again with the keys that
/// this device pinned, and what doesn't verify is told and left out.
pub async fn verified_texts(
    context: &Context,
    session: &mut Session<'_>,
) -> Result<Vec<Verified>, CliError> {
    let PublicTexts { own, theirs } = session.public_texts().await?;
    let own_charter = session.charter().clone();
    let other_charter = session.other_charter().cloned();
    let sides = [(Some(own_charter), own), (other_charter, theirs)];
    let mut verified = Vec::new();
    for (charter, texts) in sides {
        let Some(charter) = charter else { continue };
        for PublicText {
            name,
            document,
            minisig,
            url,
            ..
        } in texts
        {
            match press_feed::check(&document, &minisig, &name, &charter) {
                Ok(document) => verified.push(Verified {
                    text: PublishedText {
                        side: charter.side(),
                        name,
                        document,
                    },
                    url,
                }),
                Err(error) => context.note(&format!("left out: {name}: {}", error.cause)),
            }
        }
    }
    Ok(verified)
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
            fact: row.fact.in_words(|side| side_name(desk, *side)),
            signed: row.signed.clone(),
            sides: row.sides.iter().take(known).map(side).collect(),
            difference: compare_sides(row).map(|one| one.name().to_owned()),
        }
    }
}
