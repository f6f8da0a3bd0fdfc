//! `detente passkey`: which devices of this side have a passkey, and taking a lost one off.

use clap::{Args, Subcommand};
use domain::{Action, roles_of};
use identity::{DeviceId, PersonId};
use serde::Serialize;
use wire::DevicePasskeys;

use super::Acting;
use crate::{CliError, Context, Outcome, Report, api::Session, shown::rfc3339};

#[derive(Debug, Subcommand)]
pub enum PasskeyCommand {
    /// Devices that have a passkey, or had one, and what became of it
    List(ListArgs),
    /// Take a device's passkeys off, as after a loss
    Reset(ResetArgs),
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente passkey list --as administrator\n  \
    detente passkey list --as administrator --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente passkey reset 5b0a9f2e4c7d11a06f3e8d2b9c4a7f10 --as administrator\n\n\
    Speak with the person first, on a line where you know the voice. The device's sessions end, and for an\n\
    hour it signs in by its key alone, to register another passkey; `detente passkey list` shows when it did.\n\
    A lost device is another matter: `detente person revoke` ends its accreditation.")]
pub struct ResetArgs {
    /// The device's id, as `passkey list` shows it
    #[arg(id = "of", value_name = "DEVICE")]
    pub device: DeviceId,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Serialize)]
pub struct PasskeysView {
    pub devices: Vec<DeviceView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct DeviceView {
    pub device: DeviceId,
    /// Absent where the device's accreditation doesn't stand.
    pub person: Option<PersonId>,
    pub passkeys: Vec<PasskeyView>,
    /// After a reset: until when it may sign in by its key.
    pub open_until: Option<String>,
    pub events: Vec<EventView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PasskeyView {
    pub id: String,
    pub origin: String,
    pub registered: String,
    pub used: Option<String>,
    /// Its maker may copy it to other machines of the same person.
    pub may_be_copied: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct EventView {
    pub at: String,
    pub event: String,
    pub by: DeviceId,
}

impl DeviceView {
    fn of(one: DevicePasskeys) -> Self {
        let passkeys = one.passkeys.into_iter().map(|passkey| PasskeyView {
            id: passkey.id,
            origin: passkey.origin,
            registered: rfc3339(passkey.registered_unix_ms),
            used: passkey.used_unix_ms.map(rfc3339),
            may_be_copied: passkey.may_be_copied,
        });
        let events = one.events.into_iter().map(|event| EventView {
            at: rfc3339(event.at_unix_ms),
            event: event.event,
            by: event.by,
        });
        Self {
            device: one.device,
            person: one.person,
            passkeys: passkeys.collect(),
            open_until: one.open_until_unix_ms.map(rfc3339),
            events: events.collect(),
        }
    }

    fn lines(&self) -> Vec<String> {
        let standing = match self.person {
            Some(person) => format!("person {person}"),
            None => "its accreditation doesn't stand".to_owned(),
        };
        let mut lines = vec![format!("device {}\n  {standing}", self.device)];
        for one in &self.passkeys {
            let used = one.used.as_deref().unwrap_or("never since");
            let copied = match one.may_be_copied {
                true => "; its maker may copy it to other machines",
                false => "",
            };
            lines.push(format!(
                "  passkey {} at {}\n    registered {}, used {used}{copied}",
                one.id, one.origin, one.registered
            ));
        }
        if let Some(until) = &self.open_until {
            lines.push(format!(
                "  signs in by its key until {until}, to register another"
            ));
        }
        for event in &self.events {
            lines.push(format!(
                "  {} {} by device {}",
                event.at, event.event, event.by
            ));
        }
        lines
    }
}

impl Report for PasskeysView {
    fn human(&self) -> String {
        if self.devices.is_empty() {
            return "no device of this side has a passkey".to_owned();
        }
        let lines = self.devices.iter().flat_map(DeviceView::lines);
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A device's passkeys were taken off.
#[derive(Debug, Clone, Serialize)]
pub struct WasReset {
    pub device: DeviceId,
}

impl Report for WasReset {
    fn human(&self) -> String {
        format!(
            "device {} has no passkey any more; it signs in by its key for an hour, to register another",
            self.device
        )
    }
}

pub async fn run(context: &Context, command: PasskeyCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        PasskeyCommand::List(args) => list(context, &args).await?.into(),
        PasskeyCommand::Reset(args) => reset(context, &args).await?.into(),
    })
}

fn session<'a>(context: &'a Context, acting: &Acting) -> Result<Session<'a>, CliError> {
    let home = context.home();
    let name = home.choose_device(acting.device.as_ref(), roles_of(Action::Accredit))?;
    Session::open(context, &name)
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<PasskeysView, CliError> {
    let known = session(context, &args.acting)?.known_passkeys().await?;
    Ok(PasskeysView {
        devices: known.devices.into_iter().map(DeviceView::of).collect(),
    })
}

pub async fn reset(context: &Context, args: &ResetArgs) -> Result<WasReset, CliError> {
    let mut session = session(context, &args.acting)?;
    session.reset_passkeys(args.device).await?;
    Ok(WasReset {
        device: args.device,
    })
}
