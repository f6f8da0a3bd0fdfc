//! `detente node run`: this side's node as a process.

use clap::{Args, Subcommand};
use client::KeyPurpose;
use identity::SecretSeed;
use node::runtime::{Clock as NodeClock, NodeConfig, RunError, mail::begin, start};
use serde::Serialize;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{
    CliError, Clock, Context, Exit, Outcome, Report, danger, desk_files,
    home::{Home, SideFile, read_toml},
    mail_file, push_file,
    tls_file::{self, TlsFile},
};

/// The side's node
#[derive(Debug, Clone, Subcommand)]
pub enum NodeCommand {
    /// Run this side's node until it is told to stop
    Run(RunArgs),
}

/// What a run of a node may be told.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente --dir north node run\n  \
    detente node run --config /var/lib/detente/side.toml\n  \
    detente node run --tls-cert chain.pem --tls-key key.pem --tls-address 0.0.0.0:8443\n  \
    DETENTE_LOG=debug detente --dir north node run")]
pub struct RunArgs {
    /// Print one JSON line with the addresses once the node is ready
    #[arg(long)]
    pub announce: bool,
    /// The settings, instead of side.toml in --dir; without --dir their folder is the side's
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Certificate chain as PEM for HTTPS in the node, whatever the settings say; with --tls-key
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key as PEM; both files are read again when they change
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// TCP address of HTTPS with --tls-cert
    #[arg(long, value_name = "ADDR", default_value = TLS_ADDRESS_USUAL, requires = "tls_cert")]
    pub tls_address: SocketAddr,
    /// Add so many milliseconds to the clock: for demonstrations, refused outside one
    #[arg(long, value_name = "MS", allow_hyphen_values = true, hide = true)]
    pub danger_clock_offset_ms: Option<i64>,
    /// Write every relayed payload to FILE, for a checker: refused outside a demonstration
    #[arg(long, value_name = "FILE", hide = true)]
    pub danger_tap: Option<PathBuf>,
    /// Serve the web client from a folder: for whoever develops it, refused outside a demonstration
    #[arg(
        long,
        value_name = "DIR",
        env = "DETENTE_DANGER_CLIENT_DIR",
        hide = true
    )]
    pub danger_client_dir: Option<PathBuf>,
    /// Give the keys in FILE to everybody: refused outside a demonstration
    #[arg(long, value_name = "FILE", hide = true)]
    pub danger_give_keys: Option<PathBuf>,
}

/// Where browsers look first.
const TLS_ADDRESS_USUAL: &str = "0.0.0.0:443";

impl Default for RunArgs {
    fn default() -> Self {
        Self {
            announce: false,
            config: None,
            tls_cert: None,
            tls_key: None,
            tls_address: SocketAddr::from(([0, 0, 0, 0], 443)),
            danger_clock_offset_ms: None,
            danger_tap: None,
            danger_client_dir: None,
            danger_give_keys: None,
        }
    }
}

/// Where the node is reached.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    pub name: String,
    pub http: SocketAddr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub https: Option<SocketAddr>,
    pub line: SocketAddr,
    pub media: SocketAddr,
    pub metrics: Option<SocketAddr>,
}

/// The node stopped as it was told to.
#[derive(Debug, Clone, Serialize)]
pub struct Stopped {
    pub name: String,
}

impl Report for Stopped {
    fn human(&self) -> String {
        format!("{}'s node has stopped", self.name)
    }
}

pub async fn run(context: &Context, command: NodeCommand) -> Result<Outcome, CliError> {
    match command {
        NodeCommand::Run(args) => serve(context, &args).await.map(Outcome::from),
    }
}

async fn serve(context: &Context, args: &RunArgs) -> Result<Stopped, CliError> {
    let home = home(context, args);
    let side = settings(&home, args)?;
    let tls = tls_file::ending(&side, home.dir(), context.danger_plain_http)?;
    let demonstrates = args.danger_clock_offset_ms.is_some()
        || args.danger_tap.is_some()
        || args.danger_client_dir.is_some()
        || args.danger_give_keys.is_some()
        || context.clock != Clock::Real;
    if demonstrates {
        danger::only_in_a_demonstration(
            &home,
            "a node with a moved clock, a tap, given keys or a web client out of a folder",
        )?;
    }
    let credentials = home.credentials()?;
    let keys = home.load_side_keys(context, KeyPurpose::Node)?;
    logs();
    let config = NodeConfig {
        store: home.store_path(),
        http: side.http,
        media: side.media,
        media_address: side.media_address,
        media_tcp_address: side.media_tcp_address,
        line: side.line,
        metrics: Some(side.metrics),
        clock: match (args.danger_clock_offset_ms, context.clock) {
            (Some(ms), _) | (None, Clock::Offset(ms)) => NodeClock::danger_demo(ms),
            (None, Clock::Real) => NodeClock::real(),
        },
        desk: match &args.danger_client_dir {
            Some(dir) => desk_files::danger_folder(dir),
            None => desk_files::embedded()?,
        },
        over_tls: tls.by_proxy,
        tls: tls.here,
        push: push_file::settings(&side, home.dir()),
        danger_tap: args.danger_tap.clone(),
        danger_given_keys: args.danger_give_keys.clone(),
    };
    let seed: SecretSeed = keys.danger_seed();
    // What is wrong with it is told before the node runs.
    let mail = mail_file::settings(&home)?;
    let press_site = side.press.site()?;
    let mut told_to_stop = ToldToStop::listen()?;
    let mut running = start(config, credentials.bytes, seed)
        .await
        .map_err(failed)?;
    let ready = Ready {
        name: side.name.clone(),
        http: running.http,
        https: running.https,
        line: running.line,
        media: running.media,
        metrics: running.metrics,
    };
    let press_url = side.public_url();
    let named = running.handle.call(move |core, _| {
        core.set_press_url(&press_url);
        core.set_press_site(press_site);
    });
    named
        .await
        .map_err(|error| failed(RunError::Other(error.to_string())))?;
    if let Some(mail) = mail {
        let begun = begin(running.handle.clone(), mail).await;
        begun.map_err(|error| mail_file::unfit(&error))?;
    }
    // Whoever waits for this line may ask for anything then, mail too.
    if args.announce {
        println!("{}", serde_json::json!(ready));
    }
    context.note(&format!("{}'s node runs: {}", side.name, side.public_url()));
    let stopped_by_itself = tokio::select! {
        () = running.failed() => true,
        () = told_to_stop.told() => false,
    };
    running.stop().await.map_err(failed)?;
    if stopped_by_itself {
        return Err(CliError::failed(
            "node",
            "the node stopped by itself",
            "its log says why",
        ));
    }
    Ok(Stopped { name: side.name })
}

/// The side's directory: of the settings, where they are named and it isn't.
fn home(context: &Context, args: &RunArgs) -> Home {
    match args.config.as_ref().and_then(|config| config.parent()) {
        Some(dir) if context.dir == Path::new(super::DIR_USUAL) => match dir.as_os_str().is_empty()
        {
            true => Home::at(Path::new(".")),
            false => Home::at(dir),
        },
        Some(_) | None => context.home(),
    }
}

fn settings(home: &Home, args: &RunArgs) -> Result<SideFile, CliError> {
    let mut side = match &args.config {
        Some(config) => read_toml(config)?,
        None => home.side()?,
    };
    if let (Some(certificate), Some(key)) = (&args.tls_cert, &args.tls_key) {
        let absolute = |path: &Path| {
            // Named from where the command runs, not from the side's directory.
            std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
        };
        side.tls = Some(TlsFile::Files {
            address: args.tls_address,
            certificate: absolute(certificate),
            key: absolute(key),
        });
    }
    Ok(side)
}

/// SIGTERM or Ctrl-C: listened for before the node says that it is ready, or one that comes just then
/// would end it without a goodbye.
struct ToldToStop {
    terminate: Signal,
    interrupt: Signal,
}

impl ToldToStop {
    fn listen() -> Result<Self, CliError> {
        let listen = |kind| {
            signal(kind).map_err(|error| {
                CliError::failed(
                    "signals",
                    error,
                    "report it: this system passes no signals on",
                )
            })
        };
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Structured lines on stderr: states, ids and numbers, nobody's name and no text.
fn logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DETENTE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,str0m=warn"));
    // A second node in one process keeps the first one's.
    let _ = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

fn failed(error: RunError) -> CliError {
    CliError::new(
        Exit::Failed,
        "node",
        error,
        "put right what it names and start the node again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PassphraseSource, Questions, commands::side};

    #[tokio::test]
    async fn a_node_in_earnest_has_the_systems_clock_and_no_tap() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = Context::new(dir.path().join("north"));
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
        side::init(&context, &side::InitArgs::local("North")).unwrap();
        let mut settings = context.home().side().unwrap();
        settings.demo = false;
        context.home().write_side(&settings).unwrap();
        let moved = RunArgs {
            danger_clock_offset_ms: Some(1),
            ..RunArgs::default()
        };
        let tapped = RunArgs {
            danger_tap: Some(dir.path().join("tap")),
            ..RunArgs::default()
        };
        for (args, clock) in [
            (moved, Clock::Real),
            (tapped, Clock::Real),
            (RunArgs::default(), Clock::Offset(1)),
        ] {
            context.clock = clock;
            let refused = serve(&context, &args).await.unwrap_err();
            assert_eq!(
                (refused.exit, refused.code.as_str()),
                (Exit::Usage, "danger"),
                "{args:?}, {clock:?}"
            );
        }
    }
}
