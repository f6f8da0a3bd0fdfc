//! `detente facts`: who said what in public, beside what was signed; and what leadership clears for its
//! own press.

use clap::{Args, Subcommand};
use client::Desk;
use client::view::facts::{ComparedView, FactView, FactsView, Verified, compared, facts_of};
use domain::{Action, InternalKind, Noun};
use std::fmt::Write;

use super::{
    Acting,
    contact::desk_for,
    internal::{Kept, desk_of, keep},
    subject::find_subject,
};
use crate::{
    CliError, Context, Outcome, Report,
    api::Session,
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
    let texts = verified_texts(context, &mut session, &desk).await?;
    Ok(facts_of(&desk, subject, &texts))
}

/// What both sides say of a subject, without what was signed.
pub async fn compare(context: &Context, args: &ShowArgs) -> Result<ComparedView, CliError> {
    let (mut session, desk) = desk_for(context, &args.acting, Action::ReadLogs).await?;
    let subject = find_subject(&desk, &TOLD_OF, &args.subject)?;
    let texts = verified_texts(context, &mut session, &desk).await?;
    Ok(compared(&desk, subject, &texts))
}

/// Both sides' public texts as the own node keeps them: each is checked here again with the keys that
/// this device pinned, and what doesn't verify is told and left out.
pub async fn verified_texts(
    context: &Context,
    session: &mut Session<'_>,
    desk: &Desk,
) -> Result<Vec<Verified>, CliError> {
    let texts = session.public_texts().await?;
    let (verified, left_out) = desk.verified_texts(&texts);
    for (name, error) in left_out {
        context.note(&format!("left out: {name}: {error}"));
    }
    Ok(verified)
}
