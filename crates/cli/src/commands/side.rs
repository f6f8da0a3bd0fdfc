//! `detente side`: founding a side, and the credentials that it hands over.

use clap::{Args, Subcommand};
use client::{DeviceKeys, KeyPurpose};
use identity::{
    Charter, Credentials, Officer, PersonId, Role, RoleSet, Route, SecretSeed, SideId, SigningKey,
};
use serde::Serialize;
use std::{net::SocketAddr, path::PathBuf};

use super::first_link::{self, FirstLinkArgs};
use crate::{
    CliError, Context, Outcome, Report, archive_key,
    home::{DeviceFile, DeviceName, Home, PersonLabel, Pinned, SideFile},
    press_file::PressFile,
    press_key, private_file,
};

#[derive(Debug, Subcommand)]
pub enum SideCommand {
    /// Found a side: its seal, node, press and archive keys, and its first two officers
    Init(Box<InitArgs>),
    /// Show or write the credentials file for the other side, with its twelve words
    Credentials(CredentialsArgs),
    /// Make the first administrator's browser a device, by a one-time link and words compared here
    FirstLink(FirstLinkArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente side init north --name North\n  \
    detente side init north --name North --http 127.0.0.1:7480 --line 0.0.0.0:7481 \\\n    \
    --media 0.0.0.0:7482 --media-address 192.0.2.10:7482 \\\n    \
    --route line.north.example:7481")]
pub struct InitArgs {
    /// Directory to found it in, instead of --dir
    #[arg(value_name = "NAME_DIR")]
    pub dir: Option<PathBuf>,
    /// The side's public short name
    #[arg(long)]
    pub name: String,
    /// TCP address of the API and the press site
    #[arg(long, default_value = "127.0.0.1:7480", value_name = "ADDR")]
    pub http: SocketAddr,
    /// UDP address for the other side's node
    #[arg(long, default_value = "127.0.0.1:7481", value_name = "ADDR")]
    pub line: SocketAddr,
    /// UDP address for this side's devices' media
    #[arg(long, default_value = "127.0.0.1:7482", value_name = "ADDR")]
    pub media: SocketAddr,
    /// Where devices reach --media, behind address translation or with --media on every address
    #[arg(long, value_name = "ADDR")]
    pub media_address: Option<SocketAddr>,
    /// Where devices reach --http for media over TCP [default: --http, unless only a proxy reaches it];
    /// never a TLS proxy's address, through which media can't pass
    #[arg(long, value_name = "ADDR")]
    pub media_tcp_address: Option<SocketAddr>,
    /// TCP address of metrics; never publish it
    #[arg(long, default_value = "127.0.0.1:7489", value_name = "ADDR")]
    pub metrics: SocketAddr,
    /// How the other side's node reaches this one; several for several paths [default: --line]
    #[arg(long, value_name = "HOST:PORT")]
    pub route: Vec<String>,
    /// Where the public finds the press site
    #[arg(long, value_name = "URL")]
    pub press_url: Option<String>,
    /// First line of this file is the passphrase of the archive key's second person, without whom the
    /// archivist opens nothing; else it is asked for on a terminal, else the other keys' is taken
    #[arg(long, value_name = "FILE")]
    pub second_passphrase_file: Option<PathBuf>,
}

impl InitArgs {
    /// With the usual addresses on this machine.
    pub fn local(name: &str) -> Self {
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Self {
            dir: None,
            name: name.to_owned(),
            http: local(7480),
            line: local(7481),
            media: local(7482),
            media_address: None,
            media_tcp_address: None,
            metrics: local(7489),
            route: Vec::new(),
            press_url: None,
            second_passphrase_file: None,
        }
    }
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente side credentials --out north.credentials\n  \
    detente side credentials --json")]
pub struct CredentialsArgs {
    /// Write the file here, instead of only showing its words
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// A side was founded.
#[derive(Debug, Clone, Serialize)]
pub struct Founded {
    pub side: SideId,
    pub name: String,
    pub dir: PathBuf,
    pub routes: Vec<String>,
    pub words: String,
    pub devices: Vec<String>,
    pub press_key: String,
}

impl Report for Founded {
    fn human(&self) -> String {
        format!(
            "{name} is founded in {dir}.\n\
             side         {side}\n\
             routes       {routes}\n\
             officers     {devices}\n\
             press key    {press}\n\
             words        {words}\n\n\
             Now: move keys/seal.key and keys/archive.key to their offline places, give\n\
             keys/archive-second.key to another person than the archivist and devices/security-officer.*\n\
             to the second officer, then `detente --dir {dir} node run`.",
            name = self.name,
            dir = self.dir.display(),
            side = self.side,
            routes = self.routes.join(", "),
            devices = self.devices.join(", "),
            press = self.press_key,
            words = self.words,
        )
    }
}

/// Credentials as they are handed over.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub side: SideId,
    pub name: String,
    pub routes: Vec<String>,
    pub words: String,
    pub press_key: String,
    pub file: PathBuf,
}

impl Report for Shown {
    fn human(&self) -> String {
        format!(
            "credentials of {name} (side {side})\n\
             file      {file}\n\
             routes    {routes}\n\
             press key {press}\n\
             words     {words}\n\n\
             Hand the file over in person, and read these words aloud while the other side's\n\
             officer runs `detente line add`.",
            name = self.name,
            side = self.side,
            file = self.file.display(),
            routes = self.routes.join(", "),
            press = self.press_key,
            words = self.words,
        )
    }
}

pub async fn run(context: &Context, command: SideCommand) -> Result<Outcome, CliError> {
    match command {
        SideCommand::Init(args) => init(context, &args).map(Outcome::from),
        SideCommand::Credentials(args) => credentials(context, &args).map(Outcome::from),
        SideCommand::FirstLink(args) => first_link::run(context, &args).await,
    }
}

/// The names under which the founding officers' devices are kept.
pub const ADMINISTRATOR_DEVICE: &str = "administrator";
pub const SECURITY_OFFICER_DEVICE: &str = "security-officer";

/// Founds a side in the context's directory, or in the one that the arguments name.
pub fn init(context: &Context, args: &InitArgs) -> Result<Founded, CliError> {
    let home = Home::at(args.dir.as_deref().unwrap_or(&context.dir));
    if home.has_side() {
        return Err(CliError::usage(
            "side-exists",
            format!("there is a side in {} already", home.dir().display()),
            "name another directory, or remove that side by hand if you mean it",
        ));
    }
    let routes = routes(args)?;
    check_media_address(args)?;
    let passphrase = context.new_passphrase(&format!("the keys of {}", args.name))?;
    let second = archive_key::second_context(context, args.second_passphrase_file.as_ref());
    let second_passphrase = second.new_passphrase("the archive key's second person")?;
    home.prepare()?;

    let bad_key =
        |error| CliError::failed("key", format!("a key can't be made: {error}"), "try again");
    let seal_seed = SecretSeed::generate();
    let seal = SigningKey::from_seed(&seal_seed);
    let side = SideId::of_seal(&seal.public());
    let fresh = |seed| {
        DeviceKeys::from_seeds(side, random_person()?, seed, SecretSeed::generate())
            .map_err(bad_key)
    };
    let seal_keys = fresh(seal_seed)?;
    let node = fresh(SecretSeed::generate())?;
    let archive = fresh(SecretSeed::generate())?;
    let archive_second = fresh(SecretSeed::generate())?;
    let administrator = fresh(SecretSeed::generate())?;
    let security_officer = fresh(SecretSeed::generate())?;
    let progress = context.screen.while_doing("making the side's keys");
    let press = press_key::make(&home, &args.name, &passphrase)?;

    let charter = Charter {
        version: Charter::VERSION,
        name: args.name.clone(),
        seal: seal.public(),
        node_key: node.public(),
        press_key: press.key,
        press_key_id: press.id.to_vec(),
        archive_key: archive.hpke_public(),
        security_officers: vec![officer(&security_officer)],
        administrators: vec![officer(&administrator)],
        issued_unix_ms: context.now_unix_ms(),
    };
    let unfit = |cause: &dyn std::fmt::Display| {
        CliError::usage("charter", cause, "choose a shorter name, or other routes")
    };
    let signed = charter.sign(&seal).map_err(|error| unfit(&error))?;
    let bytes = Credentials::seal(signed, routes, &seal).map_err(|error| unfit(&error))?;
    let own = Pinned::read(bytes)?;

    for (purpose, keys) in [(KeyPurpose::Seal, &seal_keys), (KeyPurpose::Node, &node)] {
        home.store_keys(
            context,
            &home.side_key_path(purpose),
            keys,
            purpose,
            &passphrase,
        )?;
    }
    archive_key::store(
        context,
        &home,
        (&archive, &passphrase),
        (&archive_second, &second_passphrase),
    )?;
    home.write_credentials(&own)?;
    let file = SideFile {
        name: args.name.clone(),
        http: args.http,
        line: args.line,
        media: args.media,
        media_address: args.media_address,
        media_tcp_address: args.media_tcp_address,
        metrics: args.metrics,
        press_url: args.press_url.clone(),
        demo: context.danger_weak_keys,
        tls: None,
        press: PressFile::default(),
        push: None,
    };
    let mut devices = Vec::new();
    for (name, role, keys) in [
        (ADMINISTRATOR_DEVICE, Role::Administrator, &administrator),
        (
            SECURITY_OFFICER_DEVICE,
            Role::SecurityOfficer,
            &security_officer,
        ),
    ] {
        let name: DeviceName = name.parse().map_err(|cause: String| unfit(&cause))?;
        let path = home.device_path(&name, "key");
        home.store_keys(context, &path, keys, KeyPurpose::Device, &passphrase)?;
        let roles = RoleSet::empty().with(role);
        let device = DeviceFile::new(file.node_url(), keys, roles, &own, None);
        home.write_device(&name, &device)?;
        let label = PersonLabel {
            name: name.to_string(),
            person: keys.person,
        };
        home.remember_person(keys.device(), label)?;
        devices.push(name.to_string());
    }
    drop(progress);
    // Last: what has a side.toml is whole.
    home.write_side(&file)?;
    Ok(Founded {
        side,
        name: args.name.clone(),
        dir: home.dir().to_owned(),
        routes: route_texts(&own),
        words: own.credentials.words.join(" "),
        devices,
        press_key: press_key::public_text(&own.credentials.charter),
    })
}

/// Shows this side's credentials, and writes them out if asked.
pub fn credentials(context: &Context, args: &CredentialsArgs) -> Result<Shown, CliError> {
    let home = context.home();
    let own = home.credentials()?;
    let file = match &args.out {
        Some(out) => {
            private_file::write_public(out, own.to_file_text().as_bytes())?;
            out.clone()
        }
        None => home.credentials_path(),
    };
    let charter = &own.credentials.charter;
    Ok(Shown {
        side: charter.side(),
        name: charter.name.clone(),
        routes: route_texts(&own),
        words: own.credentials.words.join(" "),
        press_key: press_key::public_text(charter),
        file,
    })
}

fn officer(keys: &DeviceKeys) -> Officer {
    Officer {
        person: keys.person,
        device_key: keys.public(),
        hpke_key: keys.hpke_public(),
    }
}

/// A new person: random, so that no record names anybody.
pub fn random_person() -> Result<PersonId, CliError> {
    Ok(PersonId(random_id()?))
}

/// 16 bytes from the operating system.
pub fn random_id() -> Result<[u8; 16], CliError> {
    Ok(client::form::fresh_id()?)
}

fn routes(args: &InitArgs) -> Result<Vec<Route>, CliError> {
    if !args.route.is_empty() {
        return Ok(args.route.iter().cloned().map(Route).collect());
    }
    if args.line.ip().is_unspecified() {
        return Err(CliError::usage(
            "route-wanted",
            format!("the other side can't dial {}", args.line),
            "say how it reaches this node: --route HOST:PORT",
        ));
    }
    Ok(vec![Route(args.line.to_string())])
}

fn check_media_address(args: &InitArgs) -> Result<(), CliError> {
    if args.media_address.is_none() && args.media.ip().is_unspecified() {
        return Err(CliError::usage(
            "media-address-wanted",
            format!("this side's devices can't send to {}", args.media),
            "say where they reach this node: --media-address ADDR",
        ));
    }
    Ok(())
}

pub(crate) fn route_texts(of: &Pinned) -> Vec<String> {
    of.credentials
        .routes
        .iter()
        .map(|route| route.0.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Exit, PassphraseSource, Questions};

    fn context(dir: &std::path::Path) -> Context {
        let mut context = Context::new(dir);
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
        context
    }

    #[test]
    fn a_side_is_founded_whole_once() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(&dir.path().join("north"));
        let founded = init(&context, &InitArgs::local("North")).unwrap();
        assert_eq!(founded.words.split(' ').count(), identity::PAIRING_WORDS);
        let home = context.home();
        let own = home.credentials().unwrap().credentials;
        assert_eq!(own.charter.side(), founded.side);
        for purpose in [KeyPurpose::Seal, KeyPurpose::Node] {
            let keys = home.load_side_keys(&context, purpose).unwrap();
            match purpose {
                KeyPurpose::Seal => assert_eq!(keys.public(), own.charter.seal),
                KeyPurpose::Node => assert_eq!(keys.public(), own.charter.node_key),
                KeyPurpose::Archive | KeyPurpose::ArchiveSecond | KeyPurpose::Device => {
                    unreachable!("not loaded so")
                }
            }
        }
        let [first, second] = [KeyPurpose::Archive, KeyPurpose::ArchiveSecond]
            .map(|purpose| home.side_key_path(purpose));
        let hands = ((&context, first.as_path()), (&context, second.as_path()));
        let (archive, _) = archive_key::open(hands.0, hands.1, &own.charter).unwrap();
        assert_eq!(archive.hpke_public(), own.charter.archive_key);
        // The archivist's file alone holds no key.
        assert!(home.load_side_keys(&context, KeyPurpose::Archive).is_err());
        for (name, officer) in [
            (ADMINISTRATOR_DEVICE, &own.charter.administrators[0]),
            (SECURITY_OFFICER_DEVICE, &own.charter.security_officers[0]),
        ] {
            let keys = home
                .load_device_keys(&context, &name.parse().unwrap())
                .unwrap();
            assert_eq!(keys.public(), officer.device_key);
        }
        let again = init(&context, &InitArgs::local("North")).unwrap_err();
        assert_eq!(
            (again.exit, again.code.as_str()),
            (Exit::Usage, "side-exists")
        );
    }

    #[test]
    fn credentials_are_handed_over_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(&dir.path().join("north"));
        let founded = init(&context, &InitArgs::local("North")).unwrap();
        let out = dir.path().join("north.credentials");
        let args = CredentialsArgs {
            out: Some(out.clone()),
        };
        assert_eq!(credentials(&context, &args).unwrap().words, founded.words);
        let read = Pinned::from_file(&out).unwrap();
        assert_eq!(read, context.home().credentials().unwrap());
    }

    #[test]
    fn a_node_on_every_address_needs_a_route() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(&dir.path().join("north"));
        let mut args = InitArgs::local("North");
        args.line = "0.0.0.0:7481".parse().unwrap();
        assert_eq!(init(&context, &args).unwrap_err().code, "route-wanted");
        args.route = vec!["line.north.example:7481".into()];
        assert_eq!(init(&context, &args).unwrap().routes, args.route);
    }

    #[test]
    fn media_on_every_address_needs_the_one_that_devices_reach() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(&dir.path().join("north"));
        let mut args = InitArgs::local("North");
        args.media = "0.0.0.0:7482".parse().unwrap();
        let refused = init(&context, &args).unwrap_err();
        assert_eq!(refused.code, "media-address-wanted");
        args.media_address = Some("192.0.2.10:7482".parse().unwrap());
        init(&context, &args).unwrap();
        let side = context.home().side().unwrap();
        assert_eq!(
            (side.media, side.media_address),
            (args.media, args.media_address)
        );
    }
}
