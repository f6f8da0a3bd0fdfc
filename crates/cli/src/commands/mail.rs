//! `detente mail`: where people of this side get mail, and what waits to be mailed.

use clap::{Args, Subcommand};
use domain::{Action, roles_of};
use identity::PersonId;
use serde::Serialize;

use super::Acting;
use crate::{CliError, Context, Outcome, Report, api::Session};

#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Set where you get mail, or as an officer where somebody else does
    Address(AddressArgs),
    /// Get no more mail, or as an officer send somebody else none
    Forget(ForgetArgs),
    /// Whether mail goes out, where you get it, what waits
    Show(MineArgs),
    /// Try all that waits again now, what was given up too
    Retry(MineArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente mail address aide@mfa.example --as aide\n  \
    detente mail address aide@mfa.example --person 5b0a9f2e4c7d11a06f3e8d2b9c4a7f10 --as administrator\n\n\
    Only addresses of the side's own domains are taken. Your node keeps the address in clear.")]
pub struct AddressArgs {
    /// A mail address of one of the side's own domains
    pub address: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Whose: a person's id; needs an officer's device [default: your own]
    #[arg(long, value_name = "PERSON")]
    pub person: Option<PersonId>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente mail forget --as aide\n  \
    detente mail forget --person 5b0a9f2e4c7d11a06f3e8d2b9c4a7f10 --as administrator")]
pub struct ForgetArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Whose: a person's id; needs an officer's device [default: your own]
    #[arg(long, value_name = "PERSON")]
    pub person: Option<PersonId>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente mail show --as aide\n  \
    detente mail retry --as administrator")]
pub struct MineArgs {
    #[command(flatten)]
    pub acting: Acting,
}

/// Something about mail is done.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    pub what: &'static str,
    /// Letters that are tried again.
    pub letters: Option<u64>,
}

impl Report for Done {
    fn human(&self) -> String {
        match self.letters {
            Some(letters) => format!("{}: {letters} letters", self.what),
            None => format!("{}: done", self.what),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct MailView {
    pub on: bool,
    pub facts: bool,
    pub domains: Vec<String>,
    pub address: Option<String>,
    pub waiting: u64,
    pub dead: u64,
}

impl Report for MailView {
    fn human(&self) -> String {
        let address = self
            .address
            .as_deref()
            .unwrap_or("none; `detente mail address`");
        let says = match (self.on, self.facts) {
            (false, _) => "nothing: this node sends no mail; its operator sets mail.toml up",
            (true, false) => "only that something changed",
            (true, true) => {
                "a contact's state, time, length and medium; of the rest that it changed"
            }
        };
        format!(
            "your address {address}\nto           {}\nmail says    {says}\nwaiting      {} letters of all people\ngiven up     {}",
            self.domains.join(", "),
            self.waiting,
            self.dead
        )
    }
}

pub async fn run(context: &Context, command: MailCommand) -> Result<Outcome, CliError> {
    use MailCommand as C;
    Ok(match command {
        C::Address(args) => address(context, &args).await?.into(),
        C::Forget(args) => forget(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::Retry(args) => retry(context, &args).await?.into(),
    })
}

fn session<'a>(
    context: &'a Context,
    acting: &Acting,
    action: Action,
) -> Result<Session<'a>, CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles_of(action))?;
    Session::open(context, &name)
}

pub async fn address(context: &Context, args: &AddressArgs) -> Result<Done, CliError> {
    let mut session = session(context, &args.acting, Action::ReadLogs)?;
    session.set_mail_address(&args.address, args.person).await?;
    Ok(Done {
        what: "address",
        letters: None,
    })
}

pub async fn forget(context: &Context, args: &ForgetArgs) -> Result<Done, CliError> {
    let mut session = session(context, &args.acting, Action::ReadLogs)?;
    session.forget_mail_address(args.person).await?;
    Ok(Done {
        what: "forget",
        letters: None,
    })
}

pub async fn show(context: &Context, args: &MineArgs) -> Result<MailView, CliError> {
    let mut session = session(context, &args.acting, Action::ReadLogs)?;
    let state = session.mail_state().await?;
    Ok(MailView {
        on: state.on,
        facts: state.facts,
        domains: state.domains,
        address: state.address,
        waiting: state.waiting,
        dead: state.dead,
    })
}

pub async fn retry(context: &Context, args: &MineArgs) -> Result<Done, CliError> {
    let mut session = session(context, &args.acting, Action::Accredit)?;
    let retried = session.retry_mail().await?;
    Ok(Done {
        what: "retry",
        letters: Some(retried.letters),
    })
}
