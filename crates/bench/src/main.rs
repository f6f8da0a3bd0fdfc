//! Measures what the product promises about speed and size: `bench [NAME…] [--quick] [--out DIR]`.
//!
//! A benchmark is a function from [`Settings`] to [`Figure`]s; [`BENCHMARKS`] lists them. Ratios
//! are measured side by side in one run, and every figure shows its spread and its goal.

#![forbid(unsafe_code)]

mod calls;
mod connected;
mod cpu;
mod devices;
mod document;
mod figure;
mod fold;
mod growth;
mod hop;
mod host;
mod idle;
mod line_delay;
mod machine;
mod plot;
mod records;
mod relaying;
mod sides;
mod srtp;
mod table;
mod two_sides;
mod views;
mod voices;

use clap::Parser;
use figure::{Figure, Settings};
use machine::Machine;
use std::path::PathBuf;
use std::process::ExitCode;

/// One benchmark; its figures get a table of their own.
struct Benchmark {
    name: &'static str,
    about: &'static str,
    run: fn(&Settings) -> anyhow::Result<Vec<Figure>>,
}

const BENCHMARKS: &[Benchmark] = &[
    Benchmark {
        name: "relay",
        about: "CPU time of the relay for each delivered packet of 200 bytes, beside a bare relay that only opens and seals SRTP",
        run: relaying::run,
    },
    Benchmark {
        name: "hop",
        about: "what two nodes and the line add to a voice packet on its way, beside one hop of the bare relay",
        run: hop::run,
    },
    Benchmark {
        name: "calls",
        about: "from both joined to the first decrypted frame, and from mouth to ear, on loopback and with 80 ms between the nodes",
        run: calls::run,
    },
    Benchmark {
        name: "growth",
        about: "CPU time and memory of a call, idle and with voice, from 1 to 200 calls",
        run: growth::run,
    },
    Benchmark {
        name: "records",
        about: "proposals to the other side's receipt, each on both disks",
        run: records::run,
    },
    Benchmark {
        name: "fold",
        about: "the state of two long logs",
        run: fold::run,
    },
    Benchmark {
        name: "views",
        about: "what a person of a long affair waits for: its track, contacts and papers",
        run: views::run,
    },
    Benchmark {
        name: "idle",
        about: "a node with its line and a thousand contacts while nothing happens",
        run: idle::run,
    },
];

/// Benchmarks of Détente. Without names all of them run, one after the other.
#[derive(Parser)]
struct Args {
    /// Benchmarks to run; `--list` shows them.
    names: Vec<String>,
    /// Fewer repetitions and shorter ones: shows that it works, not how fast it is.
    #[arg(long)]
    quick: bool,
    /// Write tables into DIR/performance.md and plots into DIR/performance/.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print one JSON object instead of tables.
    #[arg(long)]
    json: bool,
    /// Only list the benchmarks.
    #[arg(long)]
    list: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let mut own = std::env::args_os().skip(1);
    match own.next() {
        Some(first) if first == growth::CHILD => {
            growth::child()?;
            return Ok(ExitCode::SUCCESS);
        }
        Some(first) if first == idle::CHILD => {
            let store = PathBuf::from(own.next().unwrap_or_default());
            return idle::child(&store).map(|()| ExitCode::SUCCESS);
        }
        Some(_) | None => {}
    }
    let args = Args::parse();
    if args.list {
        for benchmark in BENCHMARKS {
            println!("{:12} {}", benchmark.name, benchmark.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let known = |name: &&String| !BENCHMARKS.iter().any(|known| known.name == **name);
    if let Some(unknown) = args.names.iter().find(known) {
        anyhow::bail!("there is no benchmark `{unknown}`; --list shows them");
    }
    let settings = Settings { quick: args.quick };
    let machine = Machine::read();
    if !args.json {
        println!("{machine}");
    }
    let mut measured = Vec::new();
    for benchmark in BENCHMARKS {
        if !args.names.is_empty() && !args.names.iter().any(|name| name == benchmark.name) {
            continue;
        }
        eprintln!("{}: {} …", benchmark.name, benchmark.about);
        let figures = (benchmark.run)(&settings)?;
        if !args.json {
            println!("\n{}: {}\n", benchmark.name, benchmark.about);
            print!("{}", table::plain(&figures));
        }
        if let Some(folder) = &args.out {
            let (name, about) = (benchmark.name, benchmark.about);
            document::write(folder, &machine, name, about, &figures)?;
        }
        measured.push((benchmark.name, figures));
    }
    if args.json {
        let figures: serde_json::Map<_, _> = measured
            .iter()
            .map(|(name, figures)| ((*name).to_owned(), serde_json::json!(figures)))
            .collect();
        println!(
            "{}",
            serde_json::json!({ "machine": machine, "quick": args.quick, "figures": figures })
        );
    }
    let missed = |figure: &&Figure| figure.reached() == Some(false);
    let missed = measured
        .iter()
        .flat_map(|(_, figures)| figures)
        .filter(missed);
    let missed = missed.count();
    if missed > 0 {
        eprintln!("{missed} figures miss their goal");
    }
    Ok(ExitCode::SUCCESS)
}
