//! `detente demo`: North and South on one machine, a tour through one contact, and one side's first day
//! alone.
//!
//! Everything is done as its users do it: by this very program, in processes of their own, with the
//! commands that the manual names. Keys of a demo guard nothing and say so.

mod alone;
mod checker;
mod child;
pub mod free_ports;
mod given_keys;
mod scenario;
mod side;
mod tour;
mod up;
mod walk;

pub use alone::AloneArgs;
pub use tour::TourArgs;

use clap::{Args, Subcommand};
use std::path::PathBuf;

use crate::{CliError, Context, Outcome};

/// Where `demo` keeps both sides, unless told otherwise.
const DIR_USUAL: &str = "demo-data";

/// Two sides on this machine
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente demo              make North and South, pair them, test a call, say what to do next\n  \
    detente demo tour         one contact from the proposal to both readouts, told as prose\n  \
    detente demo tour --json  the same as one JSON object\n  \
    detente demo alone        one side's first day, before its counterpart has a node\n  \
    detente demo reset        stop both nodes and start over")]
pub struct DemoArgs {
    /// Where both sides' files are
    #[arg(long, value_name = "DIR", default_value = DIR_USUAL)]
    pub data: PathBuf,
    /// Ports that nobody uses instead of the usual ones: several demonstrations beside each other
    #[arg(long, hide = true)]
    pub free_ports: bool,
    /// Each node is told to reach the other's line at the port of whoever stands between: North's, South's
    #[arg(long, hide = true, num_args = 2, value_names = ["PORT", "PORT"])]
    pub routes: Vec<u16>,
    /// Write every relayed payload to a file beside each side's, for a checker
    #[arg(long, hide = true)]
    pub danger_tap: bool,
    #[command(subcommand)]
    pub command: Option<DemoCommand>,
}

#[derive(Debug, Clone, Subcommand)]
pub enum DemoCommand {
    /// Play one contact, from the proposal to both readouts
    Tour(TourArgs),
    /// Play one side's first day: one node, no line, the counterpart's acts as reported
    Alone(AloneArgs),
    /// Stop both nodes and delete their files
    #[command(after_help = "Example:\n  detente demo reset")]
    Reset,
}

pub async fn run(context: &Context, args: &DemoArgs, json: bool) -> Result<Outcome, CliError> {
    match &args.command {
        None => up::up(context, args).await.map(Outcome::from),
        Some(DemoCommand::Tour(tour)) => tour::run(context, tour, json).await.map(Outcome::from),
        Some(DemoCommand::Alone(args)) => alone::run(context, args, json).await.map(Outcome::from),
        Some(DemoCommand::Reset) => up::reset(&args.data).map(Outcome::from),
    }
}
