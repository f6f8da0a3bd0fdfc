//! `detente person`: requests made on people's devices, accreditation by two officers, revocation.

use clap::{Args, Subcommand};
use client::{
    Armored, DeviceKeys, KeyPurpose, enrolment,
    view::person::{People, people_of},
};
use identity::{DeviceId, PersonId, Role, RoleSet, SideId};
use serde::Serialize;
use std::path::PathBuf;

pub use super::enrolment::{EnrolArgs, Enrolled, enrol};
use super::side::random_person;
use crate::{
    CliError, Context, Outcome, Report, api,
    home::{DeviceFile, DeviceName, Home, Pinned},
    private_file,
    shown::utc,
};

#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// On the person's device: make its key and the request that two officers sign
    Request(RequestArgs),
    /// As officers: accredit the device of a request
    Enrol(EnrolArgs),
    /// As security officer: take a device's accreditation back, at once and for good
    Revoke(RevokeArgs),
    /// Devices of this side, their roles and until when they stand
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente person request --as sherpa --roles sherpa\n  \
    detente person request --as duty --roles duty-officer --side north.credentials \\\n    \
    --node http://127.0.0.1:7480")]
pub struct RequestArgs {
    /// Name of the device on this machine
    #[arg(long = "as", value_name = "NAME")]
    pub device: DeviceName,
    /// Roles asked for, separated by commas
    #[arg(long, value_delimiter = ',', required = true, value_name = "ROLES")]
    pub roles: Vec<Role>,
    /// The own side's credentials, received in person [default: those of the side founded here]
    #[arg(long, value_name = "FILE")]
    pub side: Option<PathBuf>,
    /// URL of the own side's node [default: that of the side founded here]
    #[arg(long, value_name = "URL")]
    pub node: Option<String>,
    /// Person id, for a second device of the same person [default: a new person]
    #[arg(long, value_name = "ID")]
    pub person: Option<PersonId>,
    /// Where to write the request [default: NAME.request]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

impl RequestArgs {
    /// A device of the side that was founded in the same directory.
    pub fn here(device: DeviceName, roles: Vec<Role>, out: PathBuf) -> Self {
        Self {
            device,
            roles,
            side: None,
            node: None,
            person: None,
            out: Some(out),
        }
    }
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente person revoke sherpa")]
pub struct RevokeArgs {
    /// Device id, or the name under which it was enrolled here
    #[arg(value_name = "DEVICE_OR_NAME")]
    pub who: String,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente person list --as administrator")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: super::Acting,
}

/// A key was made, and its request.
#[derive(Debug, Clone, Serialize)]
pub struct Requested {
    pub name: String,
    pub device: DeviceId,
    pub person: PersonId,
    pub roles: String,
    pub side: SideId,
    pub request: PathBuf,
    /// Of the side's credentials that the device now trusts.
    pub side_words: String,
}

impl Report for Requested {
    fn human(&self) -> String {
        format!(
            "device {} asks to be {} of side {}\n\
             request   {}\n\
             The device trusts the credentials with these words; they are the ones that your\n\
             side's officers read to anybody:\n  {}\n\n\
             Give the request to an administrator and a security officer: `detente person enrol`.",
            self.device,
            self.roles,
            self.side,
            self.request.display(),
            self.side_words
        )
    }
}

/// A device doesn't stand any more.
#[derive(Debug, Clone, Serialize)]
pub struct Revoked {
    pub device: DeviceId,
    pub seq: u64,
}

impl Report for Revoked {
    fn human(&self) -> String {
        format!(
            "device {} is revoked; its connections end now, the other side learns it over the line.\nKeys change when one of its readers next runs a command.",
            self.device
        )
    }
}

impl Report for People {
    fn human(&self) -> String {
        self.people
            .iter()
            .map(|one| {
                let until = one.until_unix_ms.map_or_else(|| "no end".to_owned(), utc);
                format!(
                    "{:<20} {}  {:<9} {}  ({until})\n",
                    one.name.as_deref().unwrap_or("-"),
                    one.device,
                    one.state,
                    one.roles
                )
            })
            .collect()
    }
}

pub async fn run(context: &Context, command: PersonCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        PersonCommand::Request(args) => request(context, &args)?.into(),
        PersonCommand::Enrol(args) => enrol(context, &args).await?.into(),
        PersonCommand::Revoke(args) => revoke(context, &args).await?.into(),
        PersonCommand::List(args) => list(context, &args).await?.into(),
    })
}

/// Makes a device's key and its request; pins its own side's credentials.
pub fn request(context: &Context, args: &RequestArgs) -> Result<Requested, CliError> {
    let home = context.home();
    if home.device_path(&args.device, "key").exists() {
        return Err(CliError::usage(
            "device-exists",
            format!("there is a device `{}` here already", args.device),
            "choose another name",
        ));
    }
    let side = match &args.side {
        Some(file) => Pinned::from_file(file)?,
        None => home.credentials()?,
    };
    let node = match &args.node {
        Some(url) => url.clone(),
        None if home.has_side() => home.side()?.node_url(),
        None => {
            return Err(CliError::usage(
                "node-wanted",
                "this device doesn't know where its side's node is",
                "say it: --node http://127.0.0.1:PORT",
            ));
        }
    };
    // Refused now rather than at the first use.
    api::Node::new(&node, context.danger_plain_http)?;
    let roles: RoleSet = args.roles.iter().copied().collect();
    let person = match args.person {
        Some(person) => person,
        None => random_person()?,
    };
    let own = side.credentials.charter.side();
    let keys = DeviceKeys::generate(own, person)
        .map_err(|error| CliError::failed("key", error, "try again"))?;
    let passphrase = context.new_passphrase(&format!("device {}", args.device))?;
    home.prepare()?;
    let path = home.device_path(&args.device, "key");
    home.store_keys(context, &path, &keys, KeyPurpose::Device, &passphrase)?;
    let line = home.line()?;
    let file = DeviceFile::new(node, &keys, roles, &side, line.as_ref());
    home.write_device(&args.device, &file)?;
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.request", args.device)));
    let text = Armored::Request.write(&args.device.to_string(), &keys.request(roles));
    private_file::write_public(&out, text.as_bytes())?;
    Ok(Requested {
        name: args.device.to_string(),
        device: keys.device(),
        person,
        roles: roles.to_string(),
        side: own,
        request: out,
        side_words: side.credentials.words.join(" "),
    })
}

/// The device here that the charter names for this office.
pub fn officer(home: &Home, office: Role) -> Result<DeviceName, CliError> {
    for (name, file) in home.devices()? {
        let charter = file.side()?.credentials.charter;
        let named = match office {
            Role::Administrator => charter.administrator(file.device).is_some(),
            _ => charter.security_officer(file.device).is_some(),
        };
        if named {
            return Ok(name);
        }
    }
    Err(CliError::usage(
        "officer-wanted",
        format!("no device of a {office} is in {}", home.dir().display()),
        match office {
            Role::Administrator => "run it on the administrator's machine",
            _ => {
                "let the administrator sign alone (--administrator-only OUT) and the security officer go on (--countersign OUT)"
            }
        },
    ))
}

/// Takes a device's accreditation back.
pub async fn revoke(context: &Context, args: &RevokeArgs) -> Result<Revoked, CliError> {
    let home = context.home();
    let device = device_named(&home, &args.who)?;
    let name = officer(&home, Role::SecurityOfficer)?;
    let keys = home.load_device_keys(context, &name)?;
    let signed = enrolment::revoke(&keys, device, context.now_unix_ms());
    if is_last_security_officer(context, &name, device).await {
        context.note(
            "this is the side's last security officer: from now on nobody accredits or revokes here, until the side is founded anew",
        );
    }
    let mut session = api::Session::open(context, &name)?;
    let seq = session.post_revocation(&signed).await?;
    Ok(Revoked { device, seq })
}

/// As far as this device can tell: a log that doesn't read must not keep anybody from revoking.
async fn is_last_security_officer(context: &Context, name: &DeviceName, device: DeviceId) -> bool {
    match api::open_desk(context, name).await {
        Ok((_, desk)) => desk.is_last_security_officer(device),
        Err(_) => false,
    }
}

fn device_named(home: &Home, who: &str) -> Result<DeviceId, CliError> {
    if let Ok(device) = who.parse() {
        return Ok(device);
    }
    let people = home.people()?;
    let mut found = people
        .iter()
        .filter(|(_, label)| label.name == who)
        .filter_map(|(device, _)| device.parse().ok());
    match (found.next(), found.next()) {
        (Some(device), None) => Ok(device),
        (Some(_), Some(_)) => Err(CliError::usage(
            "which-device",
            format!("several devices were enrolled here as `{who}`"),
            "name the device by its id: `detente person list`",
        )),
        (None, _) => Err(CliError::usage(
            "no-such-device",
            format!("no device was enrolled here as `{who}`"),
            "name the device by its id: `detente person list`",
        )),
    }
}

/// Devices of this side as its verified log has them.
pub async fn list(context: &Context, args: &ListArgs) -> Result<People, CliError> {
    let home = context.home();
    let any: RoleSet = Role::ALL.into_iter().collect();
    let name = match officer(&home, Role::Administrator) {
        Ok(administrator) if args.acting.device.is_none() => administrator,
        Ok(_) | Err(_) => home.choose_device(args.acting.device.as_ref(), any)?,
    };
    let (_, desk) = api::open_desk(context, &name).await?;
    let labels = home.people()?;
    let label = |device: DeviceId| {
        labels
            .get(&device.to_string())
            .map(|label| label.name.clone())
    };
    Ok(people_of(
        &desk,
        desk.own_side(),
        label,
        context.now_unix_ms(),
    ))
}
