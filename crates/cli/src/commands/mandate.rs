//! `detente mandate`: what a delegation of the own side may do in a round, changed while it sits.

use clap::{Args, Subcommand};
use client::view::mandate::{MandateList, list_of};
use domain::{InternalKind, Mandate, Noun};
use std::fmt::Write;

use super::{
    Acting,
    internal::{Kept, desk_of, find_all, keep},
    subject::find_subject,
    texts::Words,
};
use crate::{
    CliError, Context, Outcome, Report,
    shown::{short, utc},
};

const KIND: InternalKind = InternalKind::Mandate;

const NAME: &str = "mandate";

#[derive(Debug, Subcommand)]
pub enum MandateCommand {
    /// Give the own delegation its mandate for a round, or a newer one while it sits
    Give(GiveArgs),
    /// Mandates as they stand, of one round or of all
    Show(ShowArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente mandate give 3fa1 --file instructions.txt --may-agree \"date of the next round\" \\\n    \
    --refers \"any text on borders\"\n  \
    detente mandate give 3fa1 --text \"Article 3 may be agreed.\" --may-agree \"article 3\" --instead-of 9c01")]
pub struct GiveArgs {
    /// Round: id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub words: Words,
    /// What the delegation may agree to without asking; repeat for several
    #[arg(long, value_name = "POINT")]
    pub may_agree: Vec<String>,
    /// What it takes home first, ad referendum; repeat for several
    #[arg(long, value_name = "POINT")]
    pub refers: Vec<String>,
    /// The mandate whose place this takes; repeat for several
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "Examples:\n  detente mandate show 3fa1\n  detente mandate show --history --json"
)]
pub struct ShowArgs {
    /// Round: id, or its first digits [default: all]
    pub round: Option<String>,
    #[command(flatten)]
    pub acting: Acting,
    /// Also mandates whose place others took
    #[arg(long)]
    pub history: bool,
}

impl Report for MandateList {
    fn human(&self) -> String {
        if self.mandates.is_empty() {
            return "no mandate was given; `detente mandate give --help`".into();
        }
        let mut out = String::new();
        for one in &self.mandates {
            let stands = if one.entry.stands { "" } else { ", replaced" };
            let _ = writeln!(
                out,
                "{}  round {}, given {} by {}{stands}",
                short(&one.entry.record),
                short(one.entry.about),
                utc(one.entry.at_unix_ms),
                short(one.entry.author)
            );
            for line in one.text.trim_end().lines() {
                let _ = writeln!(out, "    {line}");
            }
            for (name, points) in [("may agree", &one.may_agree), ("refers", &one.refers)] {
                for point in points {
                    let _ = writeln!(out, "    {name}: {point}");
                }
            }
        }
        out
    }
}

pub async fn run(context: &Context, command: MandateCommand) -> Result<Outcome, CliError> {
    use MandateCommand as C;
    Ok(match command {
        C::Give(args) => give(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

pub async fn give(context: &Context, args: &GiveArgs) -> Result<Kept, CliError> {
    let mandate = Mandate {
        text: args.words.read()?,
        may_agree: args.may_agree.clone(),
        refers: args.refers.clone(),
    };
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let round = find_subject(&desk, &[Noun::Round], &args.round)?;
    let after = find_all(&desk, KIND, NAME, &args.instead_of)?;
    let record = desk.give_mandate(round, &mandate, after, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "give"), &record).await
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<MandateList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    let round = args.round.as_deref();
    let round = round.map(|text| find_subject(&desk, &[Noun::Round], text));
    let round = round.transpose()?;
    Ok(list_of(&desk, round, args.history))
}
