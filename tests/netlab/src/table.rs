//! The report: every case some times over, as a table and plots.

use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;
use std::path::Path;

use crate::cases::Case;
use crate::crossing::Crossing;
use crate::play::{Negotiated, Outcome};
use crate::svg::{Plot, Point, Series};

/// All runs of one case.
#[derive(Debug, Serialize)]
pub struct Row {
    pub title: String,
    pub runs: Vec<Outcome>,
    /// What became of runs that gave nothing.
    pub failed: Vec<String>,
}

impl Row {
    pub fn new(case: &Case) -> Self {
        Self {
            title: case.title.clone(),
            runs: Vec::new(),
            failed: Vec::new(),
        }
    }
}

/// Least, middle and greatest.
pub fn spread(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64, f64)> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let (least, most) = (*values.first()?, *values.last()?);
    Some((least, *values.get(values.len() / 2)?, most))
}

fn shown(values: impl IntoIterator<Item = f64>, digits: usize) -> String {
    match spread(values) {
        None => "–".to_owned(),
        Some((least, middle, most)) if (most - least) < 10f64.powi(-(digits as i32)) => {
            format!("{middle:.digits$}")
        }
        Some((least, middle, most)) => {
            format!("{middle:.digits$} ({least:.digits$}–{most:.digits$})")
        }
    }
}

/// Of both ears, in all runs.
fn at_ears(row: &Row, of: impl Fn(&crate::ear::Ear) -> f64) -> Vec<f64> {
    row.runs
        .iter()
        .flat_map(|run| run.ears().map(&of))
        .collect()
}

pub fn markdown(
    rows: &[Row],
    negotiated: &[Negotiated],
    crossings: &[Crossing],
    machine: &str,
    runs: usize,
) -> String {
    let mut out = format!(
        "# The network, for real\n\n\
         Two nodes and two terminals as real processes in network namespaces, a cable between the nodes\n\
         that does what the first column says, and both principals speaking at once. Written by\n\
         `cargo run -p netlab --bin report`; `cargo test -p netlab` asserts a choice of it. Loss and delay\n\
         hold each way; where nothing else is said the round trip is 40 ms.\n\n\
         Machine: {machine}. Runs of each case: {runs} (cuts of a minute: one). In brackets the least and\n\
         the greatest of all runs and both ears. Packets carry two repeats of each voice frame.\n\n\
         | Case | Concealed % | Longest gap ms | Mouth to ear ms | Likeness | Set-up ms | Heard again after ms | Ended as | Shown in the call |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    for row in rows {
        let recovered: Vec<f64> = row
            .runs
            .iter()
            .flat_map(|run| run.ears().map(|ear| ear.recovered_ms))
            .flatten()
            .map(|ms| ms as f64)
            .collect();
        let mut ends: Vec<&str> = row
            .runs
            .iter()
            .flat_map(|run| run.ends.iter().map(String::as_str))
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let mut words: Vec<&str> = row
            .runs
            .iter()
            .flat_map(|run| run.shown_at_north.iter().chain(&run.shown_at_south))
            .map(|(_, line)| line.as_str())
            .filter(|line| line.contains("line") || line.contains("node"))
            .map(|line| line.trim_start_matches("detente: "))
            .collect();
        words.sort_unstable();
        words.dedup();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {}{} | {} |",
            row.title,
            shown(at_ears(row, |ear| ear.concealed_per_cent), 1),
            shown(at_ears(row, |ear| ear.longest_gap_ms as f64), 0),
            shown(at_ears(row, |ear| ear.delay_ms as f64), 0),
            shown(at_ears(row, |ear| f64::from(ear.likeness)), 2),
            shown(row.runs.iter().map(|run| run.setup_ms as f64), 0),
            shown(recovered, 0),
            ends.join(", "),
            if row.failed.is_empty() {
                String::new()
            } else {
                format!("; {} gave nothing", row.failed.len())
            },
            words.join("; "),
        );
    }
    out.push_str(
        "\n## Negotiating over a line that is cut\n\n\
         A proposal, and its answer, each written while the cable was cut: when the other side saw it\n\
         after the cable was whole.\n\n| Cut s | Proposal seen after ms | Answer seen after ms |\n|---|---|---|\n",
    );
    for one in negotiated {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            one.cut_s, one.proposal_after_ms, one.answer_after_ms
        );
    }
    write_crossings(&mut out, crossings);
    out.push_str(
        "\n## Plots\n\n![Concealed share over loss](concealed.svg)\n\n![Longest gap over loss](gap.svg)\n\n\
         ![Mouth to ear over the round trip](delay.svg)\n\n![Heard again after a cut](recovery.svg)\n\n\
         ## What the columns say\n\n\
         - Concealed: frames that the decoder had to fill in, or that were missing, of all whose turn came.\n\
         - Longest gap: the longest stretch without a frame between two that were played; a cut is in it.\n\
         - Mouth to ear: by how much the heard recording follows the said one, where they fit best.\n\
         - Likeness: log-mel spectrograms of what was heard and of the same speech through Opus alone; a cut's\n  silence counts against it.\n\
         - Set-up: from the ring to the open floor.\n\
         - Heard again: from the moment the cable is whole (or an address changed, or UDP died) to the next\n  frame played.\n",
    );
    out
}

fn write_crossings(out: &mut String, crossings: &[Crossing]) {
    out.push_str(
        "\n## An attachment beside a call\n\n\
         25 MiB cross while both principals speak for 40 s and FLASH messages are sent, on a line whose queue\n\
         holds half a second; the same call without the file stands beside it. It crosses\n\
         from the first part at the own node to the last at the other; in all, from the record's entry to the moment in\n\
         the other node's signed receipt. The device sends meanwhile.\n\n\
         | Line | Crossed s | Sent by the device s | In all s | Share of the line's rate | FLASH alone ms | FLASH beside ms | Later at most by ms | Concealed alone % | Concealed beside % | Longest gap beside ms |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for one in crossings {
        let worse = |ears: &[crate::ear::Ear; 2], of: fn(&crate::ear::Ear) -> f64| {
            ears.iter().map(of).fold(0.0, f64::max)
        };
        let _ = writeln!(
            out,
            "| {} Mbit/s, {} ms | {:.1} | {:.1} | {:.1} | {:.2} | {} | {} | {:.0} | {:.2} | {:.2} | {:.0} |",
            one.mbit_per_s,
            one.round_trip_ms,
            one.crossed_ms as f64 / 1_000.0,
            one.sent_ms as f64 / 1_000.0,
            one.took_ms as f64 / 1_000.0,
            one.share,
            shown(one.flash_alone_ms.iter().copied(), 0),
            shown(one.flash_beside_ms.iter().copied(), 0),
            one.delayed_ms().unwrap_or_default(),
            worse(&one.heard_alone, |ear| ear.concealed_per_cent),
            worse(&one.heard_beside, |ear| ear.concealed_per_cent),
            worse(&one.heard_beside, |ear| ear.longest_gap_ms as f64),
        );
    }
}

fn series(name: &str, rows: &[(f64, &Row)], of: impl Fn(&crate::ear::Ear) -> f64) -> Series {
    let points = rows.iter().filter_map(|(x, row)| {
        let (least, middle, most) = spread(at_ears(row, &of))?;
        Some(Point {
            x: *x,
            least,
            middle,
            most,
        })
    });
    Series {
        name: name.to_owned(),
        points: points.collect(),
    }
}

fn ticks(rows: &[(f64, &Row)]) -> Vec<(f64, String)> {
    rows.iter().map(|(x, _)| (*x, format!("{x:.0}"))).collect()
}

/// Rows by the value on the horizontal axis.
pub struct Plotted<'a> {
    pub random: Vec<(f64, &'a Row)>,
    pub bursts: Vec<(f64, &'a Row)>,
    pub delays: Vec<(f64, &'a Row)>,
    pub cuts: Vec<(f64, &'a Row)>,
}

pub fn write_plots(of: &Plotted, dir: &Path) -> Result<()> {
    let two = |value: fn(&crate::ear::Ear) -> f64| {
        vec![
            series("lost at random", &of.random, value),
            series("lost in bursts of three", &of.bursts, value),
        ]
    };
    let plot = |title: &str, x: &str, y: &str, rows: &[(f64, &Row)], series| Plot {
        title: title.into(),
        x_title: x.into(),
        y_title: y.into(),
        x_ticks: ticks(rows),
        series,
    };
    let loss = "packets lost each way (%)";
    // Cuts lie too far apart for an even axis.
    let cuts: Vec<(f64, &Row)> = of
        .cuts
        .iter()
        .enumerate()
        .map(|(n, (_, row))| (n as f64, *row))
        .collect();
    let mut recovery = plot(
        "Heard again after a cut",
        "length of the cut (s)",
        "after the cable is whole (ms)",
        &cuts,
        vec![series("both ears", &cuts, |ear| {
            ear.recovered_ms.unwrap_or(0) as f64
        })],
    );
    recovery.x_ticks = of
        .cuts
        .iter()
        .enumerate()
        .map(|(n, (x, _))| (n as f64, format!("{x:.0}")))
        .collect();
    for (name, plot) in [
        (
            "concealed.svg",
            plot(
                "Concealed frames",
                loss,
                "concealed (%)",
                &of.random,
                two(|ear| ear.concealed_per_cent),
            ),
        ),
        (
            "gap.svg",
            plot(
                "Longest gap",
                loss,
                "longest gap (ms)",
                &of.random,
                two(|ear| ear.longest_gap_ms as f64),
            ),
        ),
        (
            "delay.svg",
            plot(
                "Mouth to ear",
                "round trip between the nodes (ms)",
                "mouth to ear (ms)",
                &of.delays,
                vec![series("both ears", &of.delays, |ear| ear.delay_ms as f64)],
            ),
        ),
        ("recovery.svg", recovery),
    ] {
        std::fs::write(dir.join(name), plot.svg())?;
    }
    Ok(())
}

/// Cores, memory and kernel: nothing that names the machine.
pub fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = read("/proc/sys/kernel/osrelease");
    let kernel: Vec<&str> = kernel.trim().split(['.', '-']).take(2).collect();
    let memory = read("/proc/meminfo");
    let kib: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0);
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    format!(
        "{cores} cores, {} GB, Linux {}, {build}",
        kib / 1_000_000,
        kernel.join(".")
    )
}
