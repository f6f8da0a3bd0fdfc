//! The commands, one file for each noun; what they share is here: global options and printing.

pub mod backup;
pub mod call;
pub mod completions;
pub mod contact;
pub mod contact_view;
pub mod doctor;
pub mod enrolment;
pub mod join;
pub mod line;
pub mod node;
pub mod person;
pub mod press;
pub mod press_view;
pub mod readout;
pub mod side;
pub mod statement;
pub mod terms_options;

use clap::{Args, CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use zeroize::Zeroizing;

use crate::{CliError, Context, Outcome, PassphraseSource, Questions, demo, home::DeviceName};

/// Where files are, unless `--dir` or `DETENTE_DIR` says otherwise.
const DIR_USUAL: &str = "./detente";

/// Heading of the options that every command has.
const EVERYWHERE: &str = "Options everywhere";

/// Lets two leaders talk on the telephone without either hosting the other.
#[derive(Debug, Parser)]
#[command(
    name = "detente",
    version,
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        detente side init north --name North\n  \
        detente --dir north contact list --as sherpa\n\n\
        Exit codes: 0 done, 1 failed, 2 usage, 3 refused by the node or the rules, 4 node not\n\
        reachable, 5 a signature, chain or pin doesn't verify. docs/operating.md goes step by step."
)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Default, Args)]
pub struct Globals {
    /// Directory of the side or device [default: ./detente]
    #[arg(long, global = true, env = "DETENTE_DIR", value_name = "DIR", help_heading = EVERYWHERE)]
    pub dir: Option<PathBuf>,
    /// Print one JSON object on stdout, and nothing else
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
    /// First line of this file is the passphrase; else DETENTE_PASSPHRASE, else it is asked for
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    pub passphrase_file: Option<PathBuf>,
    /// Speak HTTP without TLS to another machine: passers-by read ids, times and the session
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub danger_plain_http: bool,
}

/// What a person does from a shell.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Found a side, show its credentials
    #[command(subcommand)]
    Side(side::SideCommand),
    /// Enrol, revoke and list people's devices
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// Pair with the other side, see how the line stands
    #[command(subcommand)]
    Line(line::LineCommand),
    /// Propose, agree, change and show contacts
    #[command(subcommand)]
    Contact(contact::ContactCommand),
    /// Stage, confirm and abort calls
    #[command(subcommand)]
    Call(call::CallCommand),
    /// Statements of the press service before and around a contact
    #[command(subcommand)]
    Statement(statement::StatementCommand),
    /// Readouts: draft, approve, release, correct, withdraw, verify
    #[command(subcommand)]
    Readout(readout::ReadoutCommand),
    /// Run this side's node
    #[command(subcommand)]
    Node(node::NodeCommand),
    /// Copy the node's store and keys into one encrypted file, while the node runs
    Backup(backup::BackupArgs),
    /// Put a node's store and keys in place from a backup
    Restore(backup::RestoreArgs),
    /// Two sides on this machine, and a tour through one contact
    Demo(demo::DemoArgs),
    /// Check keys, clock, ports, node and line, and say what to do
    Doctor(doctor::DoctorArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
}

impl Command {
    pub async fn run(self, context: &Context, json: bool) -> Result<Outcome, CliError> {
        match self {
            Self::Side(command) => side::run(context, command).await,
            Self::Person(command) => person::run(context, command).await,
            Self::Line(command) => line::run(context, command).await,
            Self::Contact(command) => contact::run(context, command).await,
            Self::Call(command) => call::run(context, command).await,
            Self::Statement(command) => statement::run(context, command).await,
            Self::Readout(command) => readout::run(context, command).await,
            Self::Node(command) => node::run(context, command).await,
            Self::Backup(args) => backup::backup(context, &args).map(Outcome::from),
            Self::Restore(args) => backup::restore(context, &args).map(Outcome::from),
            Self::Demo(args) => demo::run(context, &args, json).await,
            Self::Doctor(args) => doctor::run(context, &args).await.map(Outcome::from),
            Self::Completions(args) => Ok(completions::run(&args).into()),
        }
    }
}

impl Globals {
    /// The context that these options and the environment ask for.
    pub fn context(&self) -> Context {
        let mut context = Context::new(self.dir.clone().unwrap_or_else(|| DIR_USUAL.into()));
        context.passphrase = match (&self.passphrase_file, std::env::var("DETENTE_PASSPHRASE")) {
            (Some(file), _) => PassphraseSource::File(file.clone()),
            (None, Ok(text)) => PassphraseSource::Given(Zeroizing::new(text)),
            (None, Err(_)) => PassphraseSource::Prompt,
        };
        context.questions = Questions::Terminal;
        context.danger_plain_http = self.danger_plain_http;
        if std::env::var_os("DETENTE_DANGER_WEAK_KEYS").is_some_and(|value| value == "1") {
            context.danger_weak_keys = true;
            let offset = std::env::var("DETENTE_DANGER_CLOCK_OFFSET_MS");
            if let Some(ms) = offset
                .ok()
                .and_then(|ms| ms.parse().ok())
                .filter(|ms| *ms != 0)
            {
                context.clock = crate::Clock::Offset(ms);
            }
            context.note("DANGER: DETENTE_DANGER_WEAK_KEYS=1, new key files are cheap to guess and guard nothing");
        }
        context
    }
}

impl Cli {
    /// Runs the command and prints its outcome; gives the exit code.
    pub async fn execute(self) -> u8 {
        let context = self.globals.context();
        match self.command.run(&context, self.globals.json).await {
            Ok(outcome) => {
                let text = if self.globals.json {
                    outcome.json.to_string()
                } else {
                    outcome.human.trim_end().to_owned()
                };
                print_line(&text);
                outcome.exit as u8
            }
            Err(error) => {
                eprintln!("{}", error.human());
                if self.globals.json {
                    print_line(&error.json().to_string());
                }
                error.exit as u8
            }
        }
    }

    /// The whole command line, for completions and help.
    pub fn command_line() -> clap::Command {
        Self::command()
    }
}

/// A closed pipe, such as `| head`, is no reason to complain.
fn print_line(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Which device acts.
#[derive(Debug, Clone, Default, Args)]
pub struct Acting {
    /// Device to act with; needed only where several here may do this
    #[arg(long = "as", env = "DETENTE_AS", value_name = "DEVICE")]
    pub device: Option<DeviceName>,
}

impl Acting {
    pub fn named(name: DeviceName) -> Self {
        Self { device: Some(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_is_as_written() {
        insta::assert_snapshot!(Cli::command().render_long_help().to_string());
    }

    #[test]
    fn every_command_has_an_example() {
        fn visit(command: &clap::Command, path: &str, missing: &mut Vec<String>) {
            for sub in command
                .get_subcommands()
                .filter(|sub| sub.get_name() != "help")
            {
                let path = format!("{path} {}", sub.get_name());
                if sub.has_subcommands() {
                    visit(sub, &path, missing);
                } else if !sub
                    .get_after_help()
                    .is_some_and(|help| help.to_string().contains("detente"))
                {
                    missing.push(path);
                }
            }
        }
        let mut missing = Vec::new();
        visit(&Cli::command(), "detente", &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }
}
