//! The fold of two long logs, as a node does it at its start and a device at its first fetch.

use crate::figure::{Figure, Goal, Settings};
use crate::sides::{Side, Writer};
use anyhow::ensure;
use domain::{
    AuthorKeys, CheckedEntry, Contact, Head, LineView, LogItem, Record, SealedEntry,
    verify_chain_step,
};
use identity::SideId;
use std::time::Instant;

const NAME: &str = "fold";
const SECONDS_MAX: f64 = 1.0;
const UNIX_MS: i64 = 1_900_000_000_000;
/// Records of one contact in turn: a proposal of North, an acceptance of South.
const RECORDS_OF_A_CONTACT: u32 = 2;

struct Logs {
    sides: [Side; 2],
    entries: Vec<(SideId, SealedEntry)>,
}

fn logs(records: u32) -> Logs {
    let sides = [Side::new(1), Side::new(2)];
    let devices = [sides[0].device(1), sides[1].device(1)];
    let [mut north, mut south] = [Writer::new(&sides[0]), Writer::new(&sides[1])];
    let mut entries = Vec::new();
    let (one, other) = (sides[0].id(), sides[1].id());
    let accreditation =
        |side: usize| LogItem::Accreditation(sides[side].accreditation(&devices[side], UNIX_MS));
    entries.push((one, north.write(&accreditation(0), Head::EMPTY, UNIX_MS)));
    entries.push((other, south.write(&accreditation(1), Head::EMPTY, UNIX_MS)));
    let item = |record: &Record| LogItem::Record(record.bytes().to_vec());
    for number in 0..records / RECORDS_OF_A_CONTACT {
        let proposal = devices[0].proposal(number, UNIX_MS);
        let acceptance = devices[1].acceptance(&proposal, UNIX_MS);
        entries.push((one, north.write(&item(&proposal), south.head, UNIX_MS)));
        entries.push((other, south.write(&item(&acceptance), north.head, UNIX_MS)));
    }
    Logs { sides, entries }
}

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let records = settings.choose(100_000, 2_000);
    let logs = logs(records);
    let (mut all, mut checks, mut rest) = <(Vec<_>, Vec<_>, Vec<_>)>::default();
    let mut on_all_cores = Vec::new();
    for _ in 0..settings.repetitions() {
        let began = Instant::now();
        let mut view = LineView::new(logs.sides.iter().map(|side| side.charter.clone()));
        for (side, entry) in &logs.entries {
            view.append(*side, entry)?;
        }
        let contacts = view.contacts();
        let took = began.elapsed().as_secs_f64();
        ensure!(view.voids().is_empty(), "{:?}", view.voids().first());
        let agreed = contacts.iter().filter(|one| one.agreed.is_some());
        ensure!(agreed.count() as u32 == records / RECORDS_OF_A_CONTACT);
        on_all_cores.push(checked_at_once(&logs, &contacts)?);
        let checked = check(&logs)?;
        all.push(took);
        checks.push(checked);
        rest.push(took - checked);
    }
    let goal = Goal::AtMost(SECONDS_MAX);
    let name = |what: &str| format!("{records} records: {what}");
    let figure = |what: &str, samples| Figure::new(NAME, name(what), "s", samples);
    Ok(vec![
        figure("all of it", all),
        figure("all of it, signatures on all cores", on_all_cores),
        figure("chains and two signatures a record, alone", checks),
        figure("the fold without these", rest).with_goal(goal),
    ])
}

/// As a node starts: signatures of a batch on all cores, then the fold of what was checked.
fn checked_at_once(logs: &Logs, expected: &[Contact]) -> anyhow::Result<f64> {
    let threads = std::thread::available_parallelism()?;
    let of = |side: &Side| -> Vec<SealedEntry> {
        let own = logs.entries.iter().filter(|(of, _)| *of == side.id());
        own.map(|(_, entry)| entry.clone()).collect()
    };
    let both = logs.sides.each_ref().map(of);
    let began = Instant::now();
    let mut view = LineView::new(logs.sides.iter().map(|side| side.charter.clone()));
    for (side, entries) in logs.sides.iter().zip(both) {
        let authors: AuthorKeys = entries.iter().filter_map(SealedEntry::named_key).collect();
        let key = &side.charter.node_key;
        for checked in CheckedEntry::check_all(entries, key, &authors, threads) {
            view.append_checked(side.id(), checked?)?;
        }
    }
    let contacts = view.contacts();
    let took = began.elapsed().as_secs_f64();
    ensure!(contacts == expected, "it folded to something else");
    Ok(took)
}

/// What the fold checks of each entry, and nothing else.
fn check(logs: &Logs) -> anyhow::Result<f64> {
    let mut heads = [(Head::EMPTY, Head::EMPTY); 2];
    // Making a key costs more than checking with it.
    let authors = [0, 1].map(|side| logs.sides[side].device(1).public());
    let began = Instant::now();
    for (side, entry) in &logs.entries {
        let which = usize::from(*side == logs.sides[1].id());
        let (head, seen) = heads[which];
        let key = &logs.sides[which].charter.node_key;
        let (head, opened) = verify_chain_step(head, seen, entry, key)?;
        heads[which] = (head, opened.other_seen);
        if let LogItem::Record(bytes) = entry.item()? {
            Record::decode(&bytes)?.verify(&authors[which])?;
        }
    }
    Ok(began.elapsed().as_secs_f64())
}
