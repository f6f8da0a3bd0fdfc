//! `detente session`: who of this side is signed in, and ending that.

use clap::{Args, Subcommand};
use domain::{Action, roles_of};
use identity::{DeviceId, PersonId};
use serde::Serialize;

use super::Acting;
use crate::{CliError, Context, Outcome, Report, api::Session, shown::rfc3339};

#[derive(Debug, Subcommand)]
pub enum SessionCommand {
    /// The open sessions of this side's devices and browsers
    List(ListArgs),
    /// End one of them; whoever holds it has to sign in again
    End(EndArgs),
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente session list --as administrator\n  \
    detente session list --as administrator --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente session end 5b0a9f2e4c7d11a06f3e8d2b9c4a7f10 --as administrator\n\n\
    A lost device is another matter: `detente person revoke` ends its accreditation and all its sessions.")]
pub struct EndArgs {
    /// Its id, as `session list` shows it
    pub id: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Serialize)]
pub struct SessionsView {
    pub sessions: Vec<OpenSessionView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct OpenSessionView {
    pub id: String,
    pub device: DeviceId,
    pub person: PersonId,
    pub roles: Vec<String>,
    pub opened: String,
    pub expires: String,
    /// The session that this command asked with.
    pub own: bool,
}

impl Report for SessionsView {
    fn human(&self) -> String {
        let sessions = self.sessions.iter().map(|one| {
            let own = if one.own { "  (this one)" } else { "" };
            format!(
                "{}{own}\n  {}\n  device {}\n  from {} until {}",
                one.id,
                one.roles.join(", "),
                one.device,
                one.opened,
                one.expires
            )
        });
        sessions.collect::<Vec<_>>().join("\n")
    }
}

/// A session was ended.
#[derive(Debug, Clone, Serialize)]
pub struct Ended {
    pub id: String,
}

impl Report for Ended {
    fn human(&self) -> String {
        format!("session {} has ended", self.id)
    }
}

pub async fn run(context: &Context, command: SessionCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        SessionCommand::List(args) => list(context, &args).await?.into(),
        SessionCommand::End(args) => end(context, &args).await?.into(),
    })
}

fn session<'a>(context: &'a Context, acting: &Acting) -> Result<Session<'a>, CliError> {
    let home = context.home();
    let name = home.choose_device(acting.device.as_ref(), roles_of(Action::Accredit))?;
    Session::open(context, &name)
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<SessionsView, CliError> {
    let open = session(context, &args.acting)?.open_sessions().await?;
    let sessions = open.sessions.into_iter().map(|one| OpenSessionView {
        id: one.id,
        device: one.device,
        person: one.person,
        roles: one.roles,
        opened: rfc3339(one.opened_unix_ms),
        expires: rfc3339(one.expires_unix_ms),
        own: one.own,
    });
    Ok(SessionsView {
        sessions: sessions.collect(),
    })
}

pub async fn end(context: &Context, args: &EndArgs) -> Result<Ended, CliError> {
    session(context, &args.acting)?
        .end_session(&args.id)
        .await?;
    Ok(Ended {
        id: args.id.clone(),
    })
}
