//! Plays worlds for as long as it is told, and prints what they saw: `soak [--minutes N | --seeds N]
//! [--from SEED] [--json]`. Ends with 1 if any promise broke.
#![forbid(unsafe_code)]

use sim::{Extent, soak};
use std::process::ExitCode;
use std::time::Duration;

/// Without an option.
const MINUTES: u64 = 10;

struct Asked {
    extent: Extent,
    from: u64,
    json: bool,
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked {
        extent: Extent::For(Duration::from_secs(60 * MINUTES)),
        from: 0,
        json: false,
    };
    while let Some(option) = args.next() {
        if option == "--json" {
            asked.json = true;
            continue;
        }
        let number = args.next().and_then(|number| number.parse::<u64>().ok());
        let number = number.ok_or_else(|| format!("{option} wants a number after it"))?;
        match option.as_str() {
            "--minutes" => {
                asked.extent = Extent::For(Duration::from_secs(number.saturating_mul(60)));
            }
            "--seeds" => asked.extent = Extent::Seeds(number),
            "--from" => asked.from = number,
            _ => return Err(format!("{option} isn't known")),
        }
    }
    Ok(asked)
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}; soak [--minutes N | --seeds N] [--from SEED] [--json]");
            return ExitCode::from(2);
        }
    };
    let soaked = soak(asked.from, asked.extent);
    if asked.json {
        println!("{}", soaked.json());
    } else {
        print!("{soaked}");
    }
    if soaked.breaks.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
