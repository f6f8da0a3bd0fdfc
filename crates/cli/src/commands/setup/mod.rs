//! `detente setup`: five questions, each answer checked at once; then a founded side, its settings with
//! every one explained, and a systemd unit. It overwrites nothing unless told.

mod answers;
mod settings;
mod unit;

use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

use super::side::{self, InitArgs};
use crate::{CliError, Context, Report, home::Home, private_file, tls_file};

pub use answers::{Answers, Ports, TlsAnswer};
pub use settings::with_comments;
pub use unit::Unit;

/// The unit's file, in the side's folder until an administrator installs it.
pub const UNIT_FILE: &str = "detente.service";
/// Settings as they were before they were replaced.
const BEFORE: &str = "side.toml.before";

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente setup\n  \
    detente --dir /var/lib/detente setup\n  \
    detente --json --passphrase-file FILE setup --answers north.toml\n\n\
    A file of answers is TOML:\n  \
    name = \"North\"\n  \
    host = \"desk.north.example\"            # where browsers find the node; localhost for practice\n  \
    address = \"192.0.2.10\"                 # where the other node and the own devices reach it\n  \
    tls = \"acme admin@north.example\"       # or \"files CHAIN.pem KEY.pem\", \"proxy\", \"none\"\n  \
    folder = \"/var/lib/detente\"\n  \
    [ports]                                # each may be left out\n  \
    https = 443\n  \
    http = 7480\n  \
    line = 7481\n  \
    media = 7482\n  \
    metrics = 7489")]
pub struct SetupArgs {
    /// Take the answers from a file, and ask nothing
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Write settings and unit of a founded side anew; its keys, name and routes stay as they are
    #[arg(long)]
    pub replace_settings: bool,
}

/// A side that is set up.
#[derive(Debug, Clone, Serialize)]
pub struct SetUp {
    pub name: String,
    pub dir: PathBuf,
    pub public_url: String,
    pub routes: Vec<String>,
    pub words: String,
    pub settings: PathBuf,
    pub unit: PathBuf,
    /// Commands, in this order.
    pub next: Vec<String>,
}

impl Report for SetUp {
    fn human(&self) -> String {
        let next: Vec<String> = (1..)
            .zip(&self.next)
            .map(|(number, next)| format!("  {number}. {next}"))
            .collect();
        format!(
            "{name} is set up in {dir}.\n\
             browsers     {url}\n\
             routes       {routes}\n\
             words        {words}\n\
             settings     {settings}\n\
             unit         {unit}\n\n\
             Now:\n{next}",
            name = self.name,
            dir = self.dir.display(),
            url = self.public_url,
            routes = self.routes.join(", "),
            words = self.words,
            settings = self.settings.display(),
            unit = self.unit.display(),
            next = next.join("\n"),
        )
    }
}

pub fn run(context: &Context, args: &SetupArgs) -> Result<SetUp, CliError> {
    let answers = match &args.answers {
        Some(file) => answers::of_file(context, file, args.replace_settings)?,
        None => answers::ask(context, args.replace_settings)?,
    };
    set_up(context, &answers, args.replace_settings)
}

fn set_up(context: &Context, answers: &Answers, replaces: bool) -> Result<SetUp, CliError> {
    // A unit and whoever runs it have another folder to stand in.
    let dir = std::path::absolute(&answers.folder)
        .map_err(|error| private_file::failed(&answers.folder, &error))?;
    let home = Home::at(&dir);
    let mut init = answers.init(&dir);
    if home.has_side() {
        if !replaces {
            return Err(answers::side_exists(&dir));
        }
        check_founded(&home, answers, &init)?;
        keep_before(&home)?;
    } else {
        init.dir = Some(dir.clone());
        side::init(context, &init)?;
    }
    let mut settings = answers.settings(&init);
    settings.demo = home.side()?.demo;
    // What a node would refuse is told now.
    tls_file::ending(&settings, &dir, context.danger_plain_http)?;
    home.write_settings(&with_comments(&settings))?;
    let unit_path = dir.join(UNIT_FILE);
    let unit = Unit::of(answers, &dir);
    private_file::write_public(&unit_path, unit.text().as_bytes())?;
    let own = home.credentials()?;
    Ok(SetUp {
        name: answers.name.clone(),
        public_url: settings.public_url(),
        routes: side::route_texts(&own),
        words: own.credentials.words.join(" "),
        settings: home.settings_path(),
        next: next(&dir, &unit_path, unit::is_packaged(&dir)),
        unit: unit_path,
        dir,
    })
}

/// Name and routes are signed: other ones need another founding.
fn check_founded(home: &Home, answers: &Answers, init: &InitArgs) -> Result<(), CliError> {
    let own = home.credentials()?;
    let differ = |what: &str, signed: &str, asked: &str| {
        CliError::usage(
            "signed-already",
            format!(
                "the {what} is signed into the credentials as {signed}, and {asked} was answered"
            ),
            "answer as it was founded, or set up another side in another folder",
        )
    };
    if own.credentials.charter.name != answers.name {
        return Err(differ("name", &own.credentials.charter.name, &answers.name));
    }
    let signed = side::route_texts(&own);
    if signed != init.route {
        return Err(differ("route", &signed.join(", "), &init.route.join(", ")));
    }
    Ok(())
}

fn keep_before(home: &Home) -> Result<(), CliError> {
    let text = private_file::read(&home.settings_path())?;
    private_file::write(&home.dir().join(BEFORE), text.as_bytes())
}

fn next(dir: &Path, unit: &Path, unit_is_packaged: bool) -> Vec<String> {
    let dir = dir.display();
    let enable = "sudo systemctl enable --now detente";
    vec![
        format!("in a terminal: `detente --dir {dir} node run`; or as a service:"),
        format!(
            "sudo install -D -m 600 FILE_WITH_THE_PASSPHRASE {}",
            unit::PASSPHRASE
        ),
        match unit_is_packaged {
            true => enable.to_owned(),
            false => format!(
                "sudo install -m 644 {} /etc/systemd/system/ && {enable}",
                unit.display()
            ),
        },
        format!("`detente --dir {dir} side first-link`: the first administrator's browser"),
        format!(
            "move {dir}/keys/seal.key and archive.key offline, archive-second.key to a second person, devices/security-officer.* to the second officer"
        ),
        format!("`detente --dir {dir} doctor`: what is missing"),
    ]
}

#[cfg(test)]
#[path = "setup_tests.rs"]
mod tests;
