//! Plays every case and writes the table and plots: `report [--out DIR] [--json] [--runs N] [--only PART]`.

use anyhow::{Context, Result, bail};
use netlab::cases::{self, Case};
use netlab::crossing::{Crossing, cross};
use netlab::ground::unavailable;
use netlab::play::{Negotiated, negotiate, play};
use netlab::sides::Prepared;
use netlab::table::{Plotted, Row, machine, markdown, write_plots};
use std::path::PathBuf;
use std::time::Duration;

const RUNS: usize = 3;
/// Longer calls are played once.
const CHEAP_S: u64 = 30;

struct Wanted {
    out: PathBuf,
    json: bool,
    runs: usize,
    only: Option<String>,
}

fn wanted() -> Result<Wanted> {
    let mut wanted = Wanted {
        out: PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/netlab")),
        json: false,
        runs: RUNS,
        only: None,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} wants a value"));
        match arg.as_str() {
            "--out" => wanted.out = value()?.into(),
            "--runs" => wanted.runs = value()?.parse()?,
            "--only" => wanted.only = Some(value()?),
            "--json" => wanted.json = true,
            _ => bail!("report [--out DIR] [--json] [--runs N] [--only PART]"),
        }
    }
    Ok(wanted)
}

fn row(prepared: &Prepared, case: &Case, wanted: &Wanted) -> Row {
    let mut row = Row::new(case);
    if wanted
        .only
        .as_ref()
        .is_some_and(|part| !case.name.contains(part.as_str()))
    {
        return row;
    }
    let runs = if case.seconds > CHEAP_S {
        1
    } else {
        wanted.runs
    };
    for run in 0..runs {
        eprintln!("{} ({} of {runs})", case.title, run + 1);
        match play(prepared, case, run as u64 + 1) {
            Ok(outcome) => {
                if wanted.only.is_some() {
                    eprintln!("{outcome:#?}");
                }
                row.runs.push(outcome);
            }
            Err(error) => {
                eprintln!("  gave nothing: {error:#}");
                row.failed.push(format!("{error:#}"));
            }
        }
    }
    row
}

fn main() -> Result<()> {
    let wanted = wanted()?;
    if let Some(why) = unavailable() {
        bail!("nothing can be measured here: {why}");
    }
    let prepared = Prepared::make()?;
    let played = |of: Vec<(f64, Case)>| -> Vec<(f64, Row)> {
        let rows = of
            .iter()
            .map(|(x, case)| (*x, row(&prepared, case, &wanted)));
        rows.collect()
    };
    let delays = played(cases::delays());
    let random = played(cases::losses(1));
    let bursts = played(cases::losses(3));
    let others: Vec<(String, Row)> = cases::others()
        .iter()
        .map(|case| (case.name.to_owned(), row(&prepared, case, &wanted)))
        .collect();
    let mut negotiated: Vec<Negotiated> = Vec::new();
    for seconds in [1, 5, 60] {
        if wanted.only.as_ref().is_none_or(|part| part == "negotiate") {
            negotiated.push(negotiate(&prepared, Duration::from_secs(seconds), 1)?);
        }
    }
    let mut crossings: Vec<Crossing> = Vec::new();
    for mbit_per_s in [20, 100] {
        if wanted.only.as_ref().is_none_or(|part| part == "attachment") {
            eprintln!("25 MiB at {mbit_per_s} Mbit/s");
            crossings.push(cross(&prepared, mbit_per_s, 1)?);
        }
    }
    fn of(rows: &[(f64, Row)]) -> Vec<(f64, &Row)> {
        rows.iter().map(|(x, row)| (*x, row)).collect()
    }
    let cuts = others.iter().filter_map(|(name, row)| {
        let seconds: f64 = name.strip_prefix("cut-")?.parse().ok()?;
        Some((seconds, row))
    });
    let plotted = Plotted {
        random: of(&random),
        bursts: of(&bursts),
        delays: of(&delays),
        cuts: cuts.collect(),
    };
    if wanted.only.is_none() {
        std::fs::create_dir_all(&wanted.out)?;
        write_plots(&plotted, &wanted.out)?;
    }
    let rows: Vec<Row> = [delays, random, bursts]
        .into_iter()
        .flatten()
        .map(|(_, row)| row)
        .chain(others.into_iter().map(|(_, row)| row))
        .filter(|row| !row.runs.is_empty() || !row.failed.is_empty())
        .collect();
    let text = markdown(&rows, &negotiated, &crossings, &machine(), wanted.runs);
    if wanted.only.is_none() {
        std::fs::write(wanted.out.join("report.md"), &text)?;
    }
    if wanted.json {
        let all = serde_json::json!({ "machine": machine(), "rows": rows, "negotiated": negotiated, "crossings": crossings });
        println!("{all}");
    } else {
        println!("{text}");
    }
    Ok(())
}
