//! `detente line`: pairing with the other side, word by word, and how the line stands.

use clap::{Args, Subcommand};
use client::view::line::Status;
use identity::{Role, RoleSet, SideId};
use serde::Serialize;
use std::path::PathBuf;

use super::{Acting, person, side::route_texts};
use crate::{CliError, Context, Exit, Outcome, Report, api, home::Pinned};

#[derive(Debug, Subcommand)]
pub enum LineCommand {
    /// Pin the other side, after its owner read the file's twelve words to you
    Add(AddArgs),
    /// Whether the line is up, and what went over it
    Status(StatusArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente line add south.credentials\n  \
    detente line add south.credentials --words \"abandon ability able …\"")]
pub struct AddArgs {
    /// The other side's credentials, received in person
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The twelve words as the file's owner read them to you, instead of being asked
    #[arg(long, value_name = "WORDS")]
    pub words: Option<String>,
    /// Pin it for the devices in this directory only; an officer pinned it at the node
    #[arg(long)]
    pub devices_only: bool,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente line status --json")]
pub struct StatusArgs {
    #[command(flatten)]
    pub acting: Acting,
}

/// The other side is pinned.
#[derive(Debug, Clone, Serialize)]
pub struct Added {
    pub side: SideId,
    pub name: String,
    pub routes: Vec<String>,
    pub words: String,
    /// Whether the node took it too, or only the devices here.
    pub pinned_at_node: bool,
    pub devices: Vec<String>,
}

impl Report for Added {
    fn human(&self) -> String {
        let node = if self.pinned_at_node {
            "pinned at the node and on"
        } else {
            "pinned on"
        };
        format!(
            "{} (side {}) is {node}: {}\nroutes {}\nDevices on other machines pin it with `detente line add FILE --devices-only`.",
            self.name,
            self.side,
            self.devices.join(", "),
            self.routes.join(", ")
        )
    }
}

impl Report for Status {
    fn exit(&self) -> Exit {
        let is_down = self.status.other.is_some() && !self.status.up;
        if is_down { Exit::Failed } else { Exit::Done }
    }

    fn human(&self) -> String {
        let Some(other) = self.status.other else {
            return "no other side is pinned; `detente line add FILE`".into();
        };
        let name = self
            .name
            .as_deref()
            .unwrap_or("not confirmed on this device");
        let state = match (&self.status.reason_down, self.status.up) {
            (_, true) => "up".to_owned(),
            (Some(reason), false) => format!("down: {reason}"),
            (None, false) => "down".to_owned(),
        };
        let skew = self
            .status
            .skew_ms
            .map_or_else(|| "not measured".to_owned(), |ms| format!("{ms} ms"));
        format!(
            "line to {name} (side {other}): {state}\n\
             entries      {own} ours, {receipted} of them receipted; {theirs} theirs\n\
             clock skew   {skew}\n\
             misbehaviour {misbehaviour}",
            own = self.status.own_entries,
            receipted = self.status.receipted,
            theirs = self.status.other_entries,
            misbehaviour = self.status.misbehaviour,
        )
    }
}

pub async fn run(context: &Context, command: LineCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        LineCommand::Add(args) => add(context, &args).await?.into(),
        LineCommand::Status(args) => status(context, &args).await?.into(),
    })
}

/// Pins the other side at the node and on the devices of this directory.
pub async fn add(context: &Context, args: &AddArgs) -> Result<Added, CliError> {
    let home = context.home();
    let other = Pinned::from_file(&args.file)?;
    let charter = &other.credentials.charter;
    let devices = home.devices()?;
    for (_, device) in &devices {
        if device.side()?.credentials.charter.side() == charter.side() {
            return Err(CliError::usage(
                "own-credentials",
                "these are this side's own credentials",
                "name the other side's file",
            ));
        }
    }
    let words = other.credentials.words.join(" ");
    confirm_words(context, &charter.name, &words, args.words.as_deref())?;
    let pinned_at_node = !args.devices_only;
    if pinned_at_node {
        let officer = person::officer(&home, Role::Administrator)
            .or_else(|_| person::officer(&home, Role::SecurityOfficer))
            .map_err(|_| {
                CliError::usage(
                    "officer-wanted",
                    "an administrator or security officer pins the other side at the node, and no such device is here",
                    "run it on an officer's machine; for this machine's devices add --devices-only",
                )
            })?;
        api::Session::open(context, &officer)?
            .pin_line(&other.bytes)
            .await?;
    }
    home.write_line(&other)?;
    let mut pinned = Vec::new();
    for (name, mut device) in devices {
        device.pin_line(&other);
        home.write_device(&name, &device)?;
        pinned.push(name.to_string());
    }
    Ok(Added {
        side: charter.side(),
        name: charter.name.clone(),
        routes: route_texts(&other),
        words,
        pinned_at_node,
        devices: pinned,
    })
}

/// Only a person who heard the words can know that the file is whose it says it is.
fn confirm_words(
    context: &Context,
    name: &str,
    words: &str,
    heard: Option<&str>,
) -> Result<(), CliError> {
    let differ = || {
        CliError::unverified(
            "words-differ",
            format!("the words aren't those of this file, which says it is {name}'s"),
            "pin nothing: somebody exchanged the file on its way; hand it over again in person",
        )
    };
    if let Some(heard) = heard {
        let heard: Vec<String> = heard.split_whitespace().map(str::to_lowercase).collect();
        return if heard.iter().map(String::as_str).eq(words.split(' ')) {
            Ok(())
        } else {
            Err(differ())
        };
    }
    context.note(&format!("this file says it is {name}'s. Its words are:"));
    for (number, word) in (1..).zip(words.split(' ')) {
        eprintln!("  {number:>2} {word}");
    }
    let question = format!("Has the owner of the file at {name} read exactly these words to you?");
    if context.confirm(&question, "--words \"…\"")? {
        Ok(())
    } else {
        Err(differ())
    }
}

pub async fn status(context: &Context, args: &StatusArgs) -> Result<Status, CliError> {
    let home = context.home();
    let any: RoleSet = Role::ALL.into_iter().collect();
    let name = match person::officer(&home, Role::Administrator) {
        Ok(administrator) if args.acting.device.is_none() => administrator,
        Ok(_) | Err(_) => home.choose_device(args.acting.device.as_ref(), any)?,
    };
    let mut session = api::Session::open(context, &name)?;
    let status = session.line_status().await?;
    let other = session
        .other_charter()
        .filter(|charter| Some(charter.side()) == status.other);
    Ok(Status {
        name: other.map(|charter| charter.name.clone()),
        status,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Questions;

    #[test]
    fn every_word_counts() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = Context::new(dir.path());
        context.questions = Questions::Never;
        let words = "abandon ability able";
        let check = |heard| confirm_words(&context, "South", words, heard).map_err(|e| e.exit);
        assert_eq!(check(Some("abandon ability able")), Ok(()));
        assert_eq!(check(Some(" Abandon  ability\nABLE ")), Ok(()));
        for other in [
            "abandon ability",
            "abandon ability able about",
            "ability abandon able",
            "",
        ] {
            assert_eq!(check(Some(other)), Err(Exit::Unverified), "{other}");
        }
        assert_eq!(check(None), Err(Exit::Usage));
    }
}
