//! A side's directory on one machine: what is where, read and written whole, for the owner alone.
//!
//! ```text
//! side.toml                     name, addresses of the node
//! mail.toml                     the mail server and what may be mailed, where mail is wanted
//! keys/{seal,node}.key          age files; the seal belongs offline
//! keys/archive.key              the archivist's, offline; archive-second.key is for a second person
//! keys/press.key                a minisign secret key, encrypted; press.pub beside it
//! charter/credentials.detente   this side's credentials
//! charter/line.detente          the other side's, once confirmed
//! devices/NAME.{key,toml}       a person's device: secrets; node, person, roles, pinned credentials
//! devices/NAME.{session,heads}  its session with the node; where the logs stood when it last looked
//! calendar/{own,other}.ics      imported holidays; rest-hours.toml beside them
//! people.toml                   names of enrolled devices; they never leave this directory
//! ```

use base64::{Engine, engine::general_purpose::STANDARD};
use client::{DeviceKeys, KeyPurpose};
use identity::{Credentials, DeviceId, PersonId, RoleSet};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};
use zeroize::Zeroizing;

use client::Armored;

use crate::{
    CliError, Context, press_file::PressFile, private_file, push_file::PushFile, tls_file::TlsFile,
};

/// Longest name of a device.
pub const DEVICE_NAME_CHARS_MAX: usize = 64;

/// The name of a device on this machine: a file name, nothing that anybody else sees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceName(String);

impl FromStr for DeviceName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fits = (1..=DEVICE_NAME_CHARS_MAX).contains(&text.len())
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            && !text.starts_with('-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "a device's name has 1 to {DEVICE_NAME_CHARS_MAX} letters, digits, - or _"
            ))
        }
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// `side.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideFile {
    pub name: String,
    /// The API for this side's devices and the press site.
    pub http: SocketAddr,
    /// UDP, for the other side's node.
    pub line: SocketAddr,
    /// UDP, for this side's devices' media.
    pub media: SocketAddr,
    /// Where devices reach `media`, behind address translation or with `media` on every address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_address: Option<SocketAddr>,
    /// Where devices reach `http` for media over TCP, without a proxy in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_tcp_address: Option<SocketAddr>,
    /// Never published.
    pub metrics: SocketAddr,
    /// Where the public finds the press site; without it links begin with the HTTP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub press_url: Option<String>,
    /// Founded for a demonstration: its keys guard nothing, and its node may move its clock.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// Where TLS ends; at a proxy where this is missing and `press_url` is one of https://.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFile>,
    /// What the press site says of its side.
    #[serde(default, skip_serializing_if = "PressFile::is_empty")]
    pub press: PressFile,
    /// Who is asked to call browsers whose page is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<PushFile>,
}

impl SideFile {
    /// How a device on this machine reaches the node.
    pub fn node_url(&self) -> String {
        let mut address = self.http;
        if address.ip().is_unspecified() {
            let loopback: std::net::IpAddr = match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            };
            address.set_ip(loopback);
        }
        format!("http://{address}")
    }

    pub fn public_url(&self) -> String {
        self.press_url.clone().unwrap_or_else(|| self.node_url())
    }
}

/// `devices/NAME.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceFile {
    /// URL of the own side's node.
    pub node: String,
    pub device: DeviceId,
    pub person: PersonId,
    /// As asked for; what the side's log says counts.
    pub roles: Vec<String>,
    /// The own side's credentials: the device trusts no node that shows others.
    pub side_credentials: String,
    /// The other side's, as a person confirmed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_credentials: Option<String>,
}

/// A label for an enrolled device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLabel {
    pub name: String,
    pub person: PersonId,
}

/// Credentials that this machine trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    pub bytes: Vec<u8>,
    pub credentials: Credentials,
}

impl Pinned {
    pub fn read(bytes: Vec<u8>) -> Result<Self, CliError> {
        let credentials = Credentials::read(&bytes).map_err(|error| {
            CliError::unverified(
                "credentials",
                format!("these credentials don't stand: {error}"),
                "ask their owner for the file again, in person",
            )
        })?;
        Ok(Self { bytes, credentials })
    }

    /// From a file handed over.
    pub fn from_file(path: &Path) -> Result<Self, CliError> {
        Self::read(Armored::Credentials.read(&private_file::read(path)?)?.1)
    }

    pub fn to_file_text(&self) -> String {
        Armored::Credentials.write(&self.credentials.charter.name, &self.bytes)
    }

    fn from_base64(text: &str) -> Result<Self, CliError> {
        Self::read(STANDARD.decode(text).unwrap_or_default())
    }

    fn base64(&self) -> String {
        STANDARD.encode(&self.bytes)
    }
}

impl DeviceFile {
    pub fn new(
        node: String,
        keys: &DeviceKeys,
        roles: RoleSet,
        side: &Pinned,
        line: Option<&Pinned>,
    ) -> Self {
        Self {
            node,
            device: keys.device(),
            person: keys.person,
            roles: roles.iter().map(|role| role.name().to_owned()).collect(),
            side_credentials: side.base64(),
            line_credentials: line.map(Pinned::base64),
        }
    }

    pub fn side(&self) -> Result<Pinned, CliError> {
        Pinned::from_base64(&self.side_credentials)
    }

    pub fn line(&self) -> Result<Option<Pinned>, CliError> {
        self.line_credentials
            .as_deref()
            .map(Pinned::from_base64)
            .transpose()
    }

    pub fn pin_line(&mut self, line: &Pinned) {
        self.line_credentials = Some(line.base64());
    }

    pub fn roles(&self) -> RoleSet {
        self.roles
            .iter()
            .filter_map(|role| role.parse::<identity::Role>().ok())
            .collect()
    }
}

/// A side's directory.
#[derive(Debug, Clone)]
pub struct Home {
    dir: PathBuf,
}

impl Home {
    pub fn at(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes the directories.
    pub fn prepare(&self) -> Result<(), CliError> {
        for dir in ["", "keys", "charter", "devices"] {
            private_file::make_dir(&self.dir.join(dir))?;
        }
        Ok(())
    }

    /// `side.toml`.
    pub fn settings_path(&self) -> PathBuf {
        self.side_path()
    }

    /// The same with comments, as setup writes it.
    pub fn write_settings(&self, text: &str) -> Result<(), CliError> {
        private_file::write(&self.side_path(), text.as_bytes())
    }

    fn side_path(&self) -> PathBuf {
        self.dir.join("side.toml")
    }

    /// Whether a side was founded here, rather than a device alone enrolled.
    pub fn has_side(&self) -> bool {
        self.side_path().exists()
    }

    pub fn side(&self) -> Result<SideFile, CliError> {
        read_toml(&self.side_path())
    }

    pub fn write_side(&self, side: &SideFile) -> Result<(), CliError> {
        write_toml(&self.side_path(), side)
    }

    pub fn credentials_path(&self) -> PathBuf {
        self.dir.join("charter/credentials.detente")
    }

    pub fn line_path(&self) -> PathBuf {
        self.dir.join("charter/line.detente")
    }

    /// This side's credentials.
    pub fn credentials(&self) -> Result<Pinned, CliError> {
        Pinned::from_file(&self.credentials_path())
    }

    /// The other side's, once confirmed here.
    pub fn line(&self) -> Result<Option<Pinned>, CliError> {
        let path = self.line_path();
        path.exists().then(|| Pinned::from_file(&path)).transpose()
    }

    pub fn write_credentials(&self, own: &Pinned) -> Result<(), CliError> {
        private_file::write(&self.credentials_path(), own.to_file_text().as_bytes())
    }

    pub fn write_line(&self, other: &Pinned) -> Result<(), CliError> {
        private_file::make_dir(&self.dir.join("charter"))?;
        private_file::write(&self.line_path(), other.to_file_text().as_bytes())
    }

    /// `keys/….key` of the side.
    pub fn side_key_path(&self, purpose: KeyPurpose) -> PathBuf {
        let name = match purpose {
            KeyPurpose::Seal => "seal.key",
            KeyPurpose::Node => "node.key",
            KeyPurpose::Archive => "archive.key",
            KeyPurpose::ArchiveSecond => "archive-second.key",
            KeyPurpose::Device => "device.key",
        };
        self.dir.join("keys").join(name)
    }

    pub fn press_key_path(&self) -> PathBuf {
        self.dir.join("keys/press.key")
    }

    pub fn press_public_key_path(&self) -> PathBuf {
        self.dir.join("keys/press.pub")
    }

    pub fn calendar_dir(&self) -> PathBuf {
        self.dir.join("calendar")
    }

    /// How mail goes out; none where there is no such file.
    pub fn mail_path(&self) -> PathBuf {
        self.dir.join("mail.toml")
    }

    pub fn store_path(&self) -> PathBuf {
        self.dir.join("store.sqlite")
    }

    pub fn device_path(&self, name: &DeviceName, ending: &str) -> PathBuf {
        self.dir.join("devices").join(format!("{name}.{ending}"))
    }

    /// All devices of this directory, by name.
    pub fn devices(&self) -> Result<Vec<(DeviceName, DeviceFile)>, CliError> {
        let dir = self.dir.join("devices");
        let mut names = Vec::new();
        let entries = match std::fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(private_file::failed(&dir, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| private_file::failed(&dir, &error))?;
            let file_name = entry.file_name();
            let name = file_name
                .to_str()
                .and_then(|name| name.strip_suffix(".toml"))
                .and_then(|name| name.parse::<DeviceName>().ok());
            names.extend(name);
        }
        names.sort();
        names
            .into_iter()
            .map(|name| Ok((name.clone(), self.device(&name)?)))
            .collect()
    }

    pub fn device(&self, name: &DeviceName) -> Result<DeviceFile, CliError> {
        let path = self.device_path(name, "toml");
        if !path.exists() {
            return Err(CliError::usage(
                "no-such-device",
                format!("there is no device `{name}` in {}", self.dir.display()),
                format!(
                    "`detente person request --as {name} --roles …` makes it, or name another with --as"
                ),
            ));
        }
        read_toml(&path)
    }

    pub fn write_device(&self, name: &DeviceName, file: &DeviceFile) -> Result<(), CliError> {
        write_toml(&self.device_path(name, "toml"), file)
    }

    /// Encrypts and writes secrets.
    pub fn store_keys(
        &self,
        context: &Context,
        path: &Path,
        keys: &DeviceKeys,
        purpose: KeyPurpose,
        passphrase: &Zeroizing<String>,
    ) -> Result<(), CliError> {
        let text = context.seal_secret(&keys.danger_secret_bytes(purpose), passphrase)?;
        private_file::write(path, text.as_bytes())
    }

    /// The side's seal, node or archive key.
    pub fn load_side_keys(
        &self,
        context: &Context,
        purpose: KeyPurpose,
    ) -> Result<DeviceKeys, CliError> {
        load_keys(context, &self.side_key_path(purpose), purpose)
    }

    pub fn load_device_keys(
        &self,
        context: &Context,
        name: &DeviceName,
    ) -> Result<DeviceKeys, CliError> {
        load_keys(context, &self.device_path(name, "key"), KeyPurpose::Device)
    }

    /// The device to act with: the named one, or the only one here with one of these roles.
    pub fn choose_device(
        &self,
        named: Option<&DeviceName>,
        roles: RoleSet,
    ) -> Result<DeviceName, CliError> {
        if let Some(name) = named {
            return self.device(name).map(|_| name.clone());
        }
        let all = self.devices()?;
        let fitting: Vec<&DeviceName> = all
            .iter()
            .filter(|(_, file)| file.roles().intersects(roles))
            .map(|(name, _)| name)
            .collect();
        match fitting.as_slice() {
            [only] => Ok((*only).clone()),
            [] => Err(CliError::usage(
                "no-such-device",
                format!(
                    "no device in {} has a role that may do this: {roles}",
                    self.dir.display()
                ),
                "name another directory with --dir, or enrol such a device: `detente person request --help`",
            )),
            several => {
                let names: Vec<String> = several.iter().map(ToString::to_string).collect();
                Err(CliError::usage(
                    "which-device",
                    format!("several devices here may do this: {}", names.join(", ")),
                    "say which with --as NAME, or set DETENTE_AS",
                ))
            }
        }
    }

    fn people_path(&self) -> PathBuf {
        self.dir.join("people.toml")
    }

    /// Names of enrolled devices, known to this directory alone.
    pub fn people(&self) -> Result<BTreeMap<String, PersonLabel>, CliError> {
        let path = self.people_path();
        if path.exists() {
            read_toml(&path)
        } else {
            Ok(BTreeMap::new())
        }
    }

    /// The same by device.
    pub fn names(&self) -> Result<BTreeMap<DeviceId, String>, CliError> {
        let people = self.people()?.into_iter();
        Ok(people
            .filter_map(|(device, label)| Some((device.parse().ok()?, label.name)))
            .collect())
    }

    pub fn remember_person(&self, device: DeviceId, label: PersonLabel) -> Result<(), CliError> {
        let mut people = self.people()?;
        people.insert(device.to_string(), label);
        write_toml(&self.people_path(), &people)
    }
}

fn load_keys(context: &Context, path: &Path, purpose: KeyPurpose) -> Result<DeviceKeys, CliError> {
    let secret = context.open_secret(path)?;
    DeviceKeys::from_secret_bytes(&secret, purpose).map_err(|error| {
        CliError::failed(
            "key-file",
            format!("{}: {error}", path.display()),
            "put the right key file in its place",
        )
    })
}

pub(crate) fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<T, CliError> {
    let text = private_file::read(path)?;
    toml::from_str(&text).map_err(|error| {
        CliError::failed(
            "settings",
            format!("{}: {}", path.display(), error.message()),
            "repair the file, or restore it from its copy",
        )
    })
}

fn write_toml<T: Serialize>(path: &Path, value: &T) -> Result<(), CliError> {
    let text = toml::to_string(value).map_err(|error| {
        CliError::failed(
            "settings",
            error,
            "report it: our own file can't be written",
        )
    })?;
    private_file::write(path, text.as_bytes())
}

#[cfg(test)]
#[path = "home_tests.rs"]
mod tests;
