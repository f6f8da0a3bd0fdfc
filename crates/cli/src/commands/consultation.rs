//! `detente consultation`: meetings within the side, planned, held or expressly none.

use clap::{Args, Subcommand};
use client::{
    form::{ConsultationForm, Word},
    view::consultation::{ConsultationList, list_of},
};
use domain::{ConsultationState, InternalKind};

use super::{
    Acting,
    internal::{Kept, about, desk_of, find_all, keep},
    terms_options::moment,
};
use crate::{CliError, Context, Outcome, Report, shown::utc};

const KIND: InternalKind = InternalKind::Consult;

const NAME: &str = "consultation";

#[derive(Debug, Subcommand)]
pub enum ConsultationCommand {
    /// Enter a meeting within the own side: planned, held, or expressly none
    Enter(EnterArgs),
    /// Consultations and how they stand
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente consultation enter 3fa1 --body \"security council\" --state none\n  \
    detente consultation enter 3fa1 --body \"inner cabinet\" --state planned \\\n    \
    --at 2021-12-31T10:00:00+03:00 --text \"what to answer\"\n\n\
    What was entered becomes public only by an approved statement that --discloses it.")]
pub struct EnterArgs {
    /// Contact, round or paper that it is about: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Who meets, such as "security council"
    #[arg(long, value_name = "BODY")]
    pub body: String,
    /// planned, held or none
    #[arg(long)]
    pub state: ConsultationState,
    /// What it is about, or what came of it
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub text: String,
    /// When it is or was held (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub at: Option<String>,
    /// An earlier entry whose place this takes; repeat for several
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente consultation list --history --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also entries whose place others took
    #[arg(long)]
    pub history: bool,
}

impl Report for ConsultationList {
    fn human(&self) -> String {
        if self.consultations.is_empty() {
            return "no consultations entered; `detente consultation enter --help`".into();
        }
        self.consultations
            .iter()
            .map(|one| {
                let state = match one.state.as_str() {
                    "none" => "expressly none",
                    other => other,
                };
                let at = one.held_unix_ms.map_or_else(String::new, utc);
                format!(
                    "{:<14} {} {at} {}  ({})\n",
                    state,
                    one.body,
                    one.text,
                    one.entry.words()
                )
            })
            .collect()
    }
}

pub async fn run(context: &Context, command: ConsultationCommand) -> Result<Outcome, CliError> {
    use ConsultationCommand as C;
    Ok(match command {
        C::Enter(args) => enter(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
    })
}

pub async fn enter(context: &Context, args: &EnterArgs) -> Result<Kept, CliError> {
    let form = ConsultationForm {
        body: args.body.clone(),
        state: Word(args.state),
        text: args.text.clone(),
        at: args.at.as_deref().map(moment),
    };
    let consultation = form.made()?;
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let about = about(&desk, &args.about)?;
    let after = find_all(&desk, KIND, NAME, &args.instead_of)?;
    let record = desk.consult(about, &consultation, after, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "enter"), &record).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<ConsultationList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    Ok(list_of(&desk, args.history))
}
