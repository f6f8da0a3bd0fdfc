//! `detente contact call-sheet`: what lies beside the telephone. Times, people and order of calling are
//! read from the terms that both sides signed; a contact that isn't agreed says so in large.

use clap::Args;
use client::view::call_sheet::{CallSheet, sheet_of};
use std::path::PathBuf;

use super::{Acting, contact::desk_to_read, terms_options::find_contact};
use crate::{CliError, Context, private_file};

/// Kept numbers, one on each line, in the side's directory.
const NUMBERS_FILE: &str = "fallback-numbers";

/// Most fallback numbers on a sheet, and longest of them.
const NUMBERS_MAX: usize = 16;

const NUMBER_BYTES_MAX: usize = 256;

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente contact call-sheet 3fa1 --as aide > sheet.txt\n  \
    detente contact call-sheet 3fa1 --fallback \"South's duty officer: +00 1 555 0100\" --keep\n  \
    detente contact call-sheet 3fa1 --duty-officer \"North: A. B., room 12\" --json\n\n\
    Participants are sealed to the leaders' circle: on a duty officer's own sheet their names are missing.")]
pub struct CallSheetArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
    /// A number for when the line is down, with whose it is; repeat for several [default: those kept]
    #[arg(long, value_name = "TEXT")]
    pub fallback: Vec<String>,
    /// Keep these numbers in this directory for later sheets
    #[arg(long, requires = "fallback")]
    pub keep: bool,
    /// Who is on duty, and how to reach them; repeat for several
    #[arg(long, value_name = "TEXT")]
    pub duty_officer: Vec<String>,
}

pub async fn call_sheet(context: &Context, args: &CallSheetArgs) -> Result<CallSheet, CliError> {
    let fallback = numbers(context, args)?;
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let mut sheet = sheet_of(&desk, subject, context.now_unix_ms())?;
    let labels = context.home().people()?;
    for duty in &mut sheet.duty {
        for officer in &mut duty.accredited {
            if let Some(label) = labels.get(&officer.device.to_string()) {
                officer.name = Some(label.name.clone());
            }
        }
    }
    sheet.duty_named.clone_from(&args.duty_officer);
    sheet.fallback = fallback;
    Ok(sheet)
}

fn numbers_path(context: &Context) -> PathBuf {
    context.home().dir().join(NUMBERS_FILE)
}

/// The numbers that were given, or else those that are kept.
fn numbers(context: &Context, args: &CallSheetArgs) -> Result<Vec<String>, CliError> {
    let path = numbers_path(context);
    if args.fallback.is_empty() {
        let kept = private_file::read_if_there(&path)?.unwrap_or_default();
        let kept = kept.lines().map(str::trim).filter(|line| !line.is_empty());
        let kept: Vec<String> = kept.map(str::to_owned).collect();
        return check_numbers(kept);
    }
    let given = check_numbers(args.fallback.clone())?;
    if args.keep {
        private_file::write(&path, format!("{}\n", given.join("\n")).as_bytes())?;
    }
    Ok(given)
}

fn check_numbers(numbers: Vec<String>) -> Result<Vec<String>, CliError> {
    let odd = |number: &String| {
        number.len() > NUMBER_BYTES_MAX
            || number.trim().is_empty()
            || number.chars().any(char::is_control)
    };
    if numbers.len() > NUMBERS_MAX || numbers.iter().any(odd) {
        return Err(CliError::usage(
            "fallback-numbers",
            format!(
                "at most {NUMBERS_MAX} fallback numbers, each on one line of at most {NUMBER_BYTES_MAX} bytes"
            ),
            format!(
                "give fewer or shorter ones; kept ones are in `{NUMBERS_FILE}` in the side's directory"
            ),
        ));
    }
    Ok(numbers)
}

#[cfg(test)]
#[path = "call_sheet_tests.rs"]
mod tests;
