//! `detente completions`: a completion script for a shell.

use clap::Args;
use clap_complete::Shell;
use serde::Serialize;

use crate::{Cli, Report};

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Example:\n  detente completions bash > ~/.local/share/bash-completion/completions/detente"
)]
pub struct CompletionsArgs {
    /// Which shell reads the script
    pub shell: Shell,
}

/// The script.
#[derive(Debug, Clone, Serialize)]
pub struct Script {
    pub script: String,
}

impl Report for Script {
    fn human(&self) -> String {
        self.script.clone()
    }
}

pub fn run(args: &CompletionsArgs) -> Script {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command_line(), "detente", &mut bytes);
    Script {
        script: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_shell_learns_every_noun() {
        for shell in Shell::value_variants() {
            let script = run(&CompletionsArgs { shell: *shell }).script;
            let command = Cli::command_line();
            for noun in command.get_subcommands().map(clap::Command::get_name) {
                assert!(script.contains(noun), "{shell}: {noun}");
            }
        }
    }
}
