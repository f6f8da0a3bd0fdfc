//! The commands, one file for each noun; what they share is here: global options and printing.

pub mod archive;
mod archive_attachments;
mod archive_files;
pub mod attachment;
pub mod attachment_save;
pub mod attachment_view;
pub mod backup;
pub mod brackets;
pub mod briefing;
pub mod calendar;
pub mod call;
pub mod call_sheet;
pub mod call_sheet_view;
mod call_sheet_words;
pub mod coalition;
pub mod coalition_view;
pub mod completions;
pub mod conflicts;
pub mod consultation;
pub mod contact;
pub mod contact_now;
pub mod contact_view;
pub mod doctor;
pub mod enrolment;
mod event_stream;
pub mod exchange;
pub mod facts;
pub mod falls_on;
pub mod first_link;
pub mod follow;
pub mod internal;
pub mod join;
pub mod joint_statement;
pub mod line;
pub mod line_to_take;
pub mod mail;
pub mod man;
pub mod mandate;
pub mod message;
pub mod message_drafts;
pub mod message_view;
pub mod message_watch;
pub mod minutes;
pub mod node;
pub mod paper;
pub mod paper_view;
pub mod passkey;
pub mod person;
pub mod press;
pub mod press_options;
pub mod press_view;
pub mod readout;
pub mod record;
pub mod record_export;
pub mod record_pdf;
pub mod record_view;
pub mod rehearsal;
pub mod report;
pub mod report_view;
mod ring;
pub mod round;
pub mod round_options;
pub mod round_view;
pub mod session;
pub mod setup;
pub mod shift;
pub mod side;
pub mod silence;
pub mod silence_view;
pub mod statement;
pub mod subject;
pub mod task;
pub mod terms_options;
pub mod texts;
pub mod track;
pub mod track_view;
pub mod unrecorded;

use clap::{Args, CommandFactory, Parser, Subcommand, error::ErrorKind};
use domain::{Noun, UnrecordedKind};
use std::{ffi::OsString, io::IsTerminal, path::PathBuf};
use zeroize::Zeroizing;

use crate::{
    CliError, Context, Exit, Outcome, PassphraseSource, Questions, danger, demo, home::DeviceName,
    progress::Screen,
};

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
        Exit codes: 0 done, 1 failed, 2 usage, 3 refused by the node or the rules, 4 node not reachable,\n\
        5 a signature, chain or pin doesn't verify; of `call join` also 6 the call didn't come about,\n\
        7 a duty officer stopped the call, 8 the call lost its line, node or media. With --json errors are\n\
        an object too: {\"error\": {\"code\", \"cause\", \"next\", \"exit\"}}.\n\n\
        docs/operating.md goes step by step."
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
    #[arg(long, global = true, env = "DETENTE_PASSPHRASE_FILE", value_name = "FILE", help_heading = EVERYWHERE)]
    pub passphrase_file: Option<PathBuf>,
    /// Speak HTTP without TLS to another machine: passers-by read ids, times and the session
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub danger_plain_http: bool,
}

/// What a person does from a shell.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set a node up for real use: five questions, then a side, its settings and a systemd unit
    Setup(setup::SetupArgs),
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
    /// Contacts and rounds towards an aim: aims, order, timeline
    #[command(subcommand)]
    Track(track::TrackCommand),
    /// Rounds of delegations: propose, answer, name who leads
    #[command(subcommand)]
    Round(round::RoundCommand),
    /// Minutes of a round, under both sides' signatures
    #[command(subcommand)]
    Minutes(minutes::MinutesCommand),
    /// The own calendar's secret address; holidays and rest hours of both sides
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Who of this side is signed in; end a session
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// Which devices have a passkey; take a lost one off
    #[command(subcommand)]
    Passkey(passkey::PasskeyCommand),
    /// Where people of this side get mail, and what waits to be mailed
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Stage, confirm and abort calls
    #[command(subcommand)]
    Call(call::CallCommand),
    /// Statements of the press service before and around a contact
    #[command(subcommand)]
    Statement(statement::StatementCommand),
    /// Who claims, confirms or disputes what in public; what leadership clears for its press
    #[command(subcommand)]
    Facts(facts::FactsCommand),
    /// Readouts: draft, approve, release, correct, withdraw, verify
    #[command(subcommand)]
    Readout(readout::ReadoutCommand),
    /// Formal text from side to side: send, acknowledge, list, show
    #[command(subcommand)]
    Message(message::MessageCommand),
    /// The duty officers' own channel: messages about the service
    #[command(subcommand)]
    ServiceMessage(message::ChannelCommand),
    /// Questions to the other side beforehand, signed by nobody and in no log
    #[command(subcommand)]
    Sounding(unrecorded::UnrecordedCommand),
    /// Texts without author, signed by nobody and in no log
    #[command(subcommand)]
    NonPaper(unrecorded::UnrecordedCommand),
    /// Which duty officer is on when: the list along which a FLASH sounds
    #[command(subcommand)]
    Shift(shift::ShiftCommand),
    /// Texts that stand unless the other side objects
    #[command(subcommand)]
    Silence(silence::SilenceCommand),
    /// Papers handed over, their versions, replies and receipts
    #[command(subcommand)]
    Paper(paper::PaperCommand),
    /// Two papers, of which neither is opened before both are in
    #[command(subcommand)]
    Exchange(exchange::ExchangeCommand),
    /// One text that both sides sign and each releases at the agreed time
    #[command(subcommand)]
    JointStatement(joint_statement::JointStatementCommand),
    /// What a counterpart did, as somebody of the own side heard of it; never signed, never agreed
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// An alliance to which a paper goes: its members, what each holds, its common reply or none
    #[command(subcommand)]
    Coalition(coalition::CoalitionCommand),
    /// Meetings within the own side: planned, held or expressly none
    #[command(subcommand)]
    Consultation(consultation::ConsultationCommand),
    /// What somebody of the own side has to do
    #[command(subcommand)]
    Task(task::TaskCommand),
    /// Lines to take and answers if asked, approved by a second person; they never leave the side
    #[command(subcommand)]
    LineToTake(line_to_take::LineToTakeCommand),
    /// What the own delegation may do in a round; it never leaves the side
    #[command(subcommand)]
    Mandate(mandate::MandateCommand),
    /// Briefing cards: drafted, reviewed and approved by three persons of the own side
    #[command(subcommand)]
    Briefing(briefing::BriefingCommand),
    /// The own side's record of a contact: drafts, merge, review, approval, access log, export
    #[command(subcommand)]
    Record(record::RecordCommand),
    /// Run this side's node
    #[command(subcommand)]
    Node(node::NodeCommand),
    /// Records whose devices are gone: opened by the archivist with a second person
    #[command(subcommand)]
    Archive(archive::ArchiveCommand),
    /// Copy the node's store and keys into one encrypted file, while the node runs
    Backup(backup::BackupArgs),
    /// Put a node's store and keys in place from a backup
    Restore(backup::RestoreArgs),
    /// Two sides on this machine, and a tour through one contact
    Demo(demo::DemoArgs),
    /// Check keys, clock, ports, store, line and relay, and say what to do
    Doctor(doctor::DoctorArgs),
    /// Print the manual page
    Man(man::ManArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
}

impl Command {
    pub async fn run(self, context: &Context, json: bool) -> Result<Outcome, CliError> {
        match self {
            Self::Side(command) => side::run(context, command).await,
            Self::Setup(args) => setup::run(context, &args).map(Outcome::from),
            Self::Person(command) => person::run(context, command).await,
            Self::Line(command) => line::run(context, command).await,
            Self::Contact(command) => contact::run(context, command).await,
            Self::Track(command) => track::run(context, command).await,
            Self::Round(command) => round::run(context, command).await,
            Self::Minutes(command) => minutes::run(context, command).await,
            Self::Calendar(command) => calendar::run(context, command).await,
            Self::Session(command) => session::run(context, command).await,
            Self::Passkey(command) => passkey::run(context, command).await,
            Self::Mail(command) => mail::run(context, command).await,
            Self::Call(command) => call::run(context, command).await,
            Self::Statement(command) => statement::run(context, command).await,
            Self::Facts(command) => facts::run(context, command).await,
            Self::Readout(command) => readout::run(context, command).await,
            Self::Message(command) => message::run(context, command, json).await,
            Self::ServiceMessage(command) => {
                message::run_channel(context, command, Noun::ServiceMessage).await
            }
            Self::Sounding(command) => {
                unrecorded::run(context, command, UnrecordedKind::Sounding).await
            }
            Self::NonPaper(command) => {
                unrecorded::run(context, command, UnrecordedKind::NonPaper).await
            }
            Self::Shift(command) => shift::run(context, command).await,
            Self::Silence(command) => silence::run(context, command).await,
            Self::Paper(command) => paper::run(context, command).await,
            Self::Exchange(command) => exchange::run(context, command).await,
            Self::JointStatement(command) => joint_statement::run(context, command).await,
            Self::Report(command) => report::run(context, command).await,
            Self::Coalition(command) => coalition::run(context, command).await,
            Self::Consultation(command) => consultation::run(context, command).await,
            Self::Task(command) => task::run(context, command).await,
            Self::LineToTake(command) => line_to_take::run(context, command).await,
            Self::Mandate(command) => mandate::run(context, command).await,
            Self::Briefing(command) => briefing::run(context, command).await,
            Self::Record(command) => record::run(context, command).await,
            Self::Node(command) => node::run(context, command).await,
            Self::Archive(command) => archive::run(context, command).await,
            Self::Backup(args) => backup::backup(context, &args).map(Outcome::from),
            Self::Restore(args) if args.verify => {
                rehearsal::rehearse(context, &args).map(Outcome::from)
            }
            Self::Restore(args) => backup::restore(context, &args).map(Outcome::from),
            Self::Demo(args) => demo::run(context, &args, json).await,
            Self::Doctor(args) => doctor::run(context, &args).await.map(Outcome::from),
            Self::Man(args) => man::run(&args).map(Outcome::from),
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
        if !self.json && std::io::stderr().is_terminal() {
            context.screen = Screen::spinning();
        }
        context.danger_plain_http = self.danger_plain_http;
        if std::env::var_os("DETENTE_DANGER_WEAK_KEYS").is_some_and(|value| value == "1") {
            context.danger_weak_keys = true;
            context.note("DANGER: DETENTE_DANGER_WEAK_KEYS=1, new key files are cheap to guess and guard nothing");
        }
        let offset = std::env::var("DETENTE_DANGER_CLOCK_OFFSET_MS");
        let offset_ms = offset.ok().and_then(|ms| ms.parse().ok());
        if let Some(ms) = offset_ms.filter(|ms| *ms != 0) {
            context.clock = crate::Clock::Offset(ms);
        }
        context
    }
}

/// A command line that wasn't one, as an error for programs; `None` for asked-for help and version.
fn usage_error(error: &clap::Error) -> Option<CliError> {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return None;
    }
    let text = error.render().to_string();
    // What is after the first paragraph is the usage, for people.
    let cause = text.split("\n\n").next().unwrap_or_default();
    let cause = cause.strip_prefix("error: ").unwrap_or(cause);
    let cause = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is wanted"
        }
        _ => cause,
    };
    let cause: Vec<&str> = cause.split_whitespace().collect();
    Some(CliError::usage(
        "command-line",
        cause.join(" "),
        "`detente --help`, or --help after the command, says what it takes",
    ))
}

/// Whether `--json` stands among the arguments, before any `--`.
fn wants_json(arguments: &[OsString]) -> bool {
    let mut options = arguments.iter().take_while(|argument| *argument != "--");
    options.any(|argument| argument == "--json")
}

impl Cli {
    /// Reads a command line. What isn't one is told, under `--json` on stdout as an object too; gives
    /// the exit code then.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, u8> {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        Self::try_parse_from(&arguments).map_err(|error| {
            // A closed pipe is no reason to complain.
            let _ = error.print();
            let Some(usage) = usage_error(&error) else {
                return Exit::Done as u8;
            };
            if wants_json(&arguments) {
                print_line(&usage.json().to_string());
            }
            usage.exit as u8
        })
    }

    /// Runs the command and prints its outcome; gives the exit code.
    pub async fn execute(self) -> u8 {
        let context = self.globals.context();
        let ran = match danger::check_environment(&context) {
            Ok(()) => self.command.run(&context, self.globals.json).await,
            Err(error) => Err(error),
        };
        match ran {
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
    fn help_says_what_each_exit_code_means() {
        let help = Cli::command().render_long_help().to_string();
        let words: Vec<&str> = help.split_whitespace().collect();
        let help = words.join(" ");
        for exit in Exit::ALL {
            let line = format!("{} {}", exit as u8, exit.meaning());
            assert!(help.contains(&line), "{line}");
        }
    }

    #[test]
    fn a_wrong_command_line_is_an_error_for_programs_too() {
        let read = |line: &str| Cli::try_parse_from(line.split(' ')).map(drop);
        for (line, cause) in [
            ("detente --json", Some("a command is wanted")),
            ("detente", Some("a command is wanted")),
            (
                "detente contact show --json",
                Some("the following required arguments were not provided: <CONTACT>"),
            ),
            (
                "detente cantact list",
                Some("unrecognized subcommand 'cantact'"),
            ),
            (
                "detente doctor --nothing",
                Some("unexpected argument '--nothing' found"),
            ),
            ("detente --help", None),
            ("detente contact --help", None),
            ("detente --version", None),
        ] {
            let error = usage_error(&read(line).unwrap_err());
            assert_eq!(
                error.as_ref().map(|error| error.cause.as_str()),
                cause,
                "{line}"
            );
            assert!(error.is_none_or(|error| error.exit == Exit::Usage));
        }
    }

    #[test]
    fn json_is_asked_for_before_the_end_of_options() {
        for (line, wanted) in [
            ("detente --json contact show", true),
            ("detente contact show --json", true),
            ("detente contact show", false),
            ("detente contact show -- --json", false),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(wants_json(&arguments), wanted, "{line}");
        }
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
                } else {
                    let help = sub.get_after_help().map(ToString::to_string);
                    // The directory or another option may stand before the command's own words.
                    let own = path.trim_start_matches("detente ");
                    let shown = |help: String| {
                        help.lines()
                            .any(|line| line.contains("detente ") && line.contains(own))
                    };
                    if !help.is_some_and(shown) {
                        missing.push(path);
                    }
                }
            }
        }
        let mut missing = Vec::new();
        visit(&Cli::command(), "detente", &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }
}
