//! `detente man`: the manual page of the command line, as packages carry it.

use clap::Args;
use serde::Serialize;

use crate::{Cli, CliError, Report};

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente man > detente.1")]
pub struct ManArgs {}

/// The page, for `man`.
#[derive(Debug, Clone, Serialize)]
pub struct ManPage {
    pub roff: String,
}

impl Report for ManPage {
    fn human(&self) -> String {
        self.roff.clone()
    }
}

pub fn run(_: &ManArgs) -> Result<ManPage, CliError> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Cli::command_line())
        .render(&mut bytes)
        .map_err(|error| CliError::failed("man", error, "report it"))?;
    Ok(ManPage {
        roff: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_command() {
        let page = run(&ManArgs {}).unwrap().roff;
        assert!(page.contains(".TH detente 1"), "{}", &page[..200]);
        // As roff writes them: a hyphen stands behind a backslash.
        let page = page.replace("\\-", "-");
        for command in Cli::command_line().get_subcommands() {
            assert!(page.contains(command.get_name()), "{}", command.get_name());
        }
    }
}
