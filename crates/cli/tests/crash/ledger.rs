//! What two stopped nodes hold, read from their stores without them: both chains verified, both sides
//! compared, and each record that was acknowledged looked for.

use cli::home::Home;
use domain::{LineView, LogItem, Record, SealedEntry};
use identity::{SideId, decode_canonical};
use std::{collections::BTreeSet, path::Path};
use storage::{Log, SqliteStore, Store, VALUE_BYTES_MAX};

/// One node's store.
pub struct Ledger {
    pub own: Vec<Vec<u8>>,
    pub other: Vec<Vec<u8>>,
    /// Ids of records in both logs and of internal ones.
    pub records: BTreeSet<String>,
}

impl Ledger {
    /// Reads and verifies; `dir` is a side's directory whose node doesn't run.
    pub fn read(dir: &Path) -> Result<Self, String> {
        let home = Home::at(dir);
        let told = |error: cli::CliError| error.to_string();
        let own = home.credentials().map_err(told)?.credentials.charter;
        let other = home
            .line()
            .map_err(told)?
            .map(|line| line.credentials.charter);
        let store = SqliteStore::open_read_only(home.store_path()).map_err(|e| e.to_string())?;
        let mut view = LineView::new([own.clone()].into_iter().chain(other.clone()));
        let mut ledger = Self {
            own: entries(&store, Log::Own(own.side()))?,
            other: match &other {
                Some(other) => entries(&store, Log::Other(other.side()))?,
                None => Vec::new(),
            },
            records: BTreeSet::new(),
        };
        let sides = [Some(own.side()), other.map(|other| other.side())];
        for (side, log) in sides.into_iter().zip([&ledger.own, &ledger.other]) {
            for bytes in log {
                let side = side.unwrap_or(SideId([0; 16]));
                ledger.records.extend(verified(&mut view, side, bytes)?);
            }
        }
        for bytes in entries(&store, Log::Internal)? {
            let record = domain::InternalRecord::decode(&bytes).map_err(|e| e.to_string())?;
            ledger.records.insert(record.id().to_string());
        }
        Ok(ledger)
    }

    /// Both nodes hold the same two logs.
    pub fn check_alike(north: &Self, south: &Self) -> Result<(), String> {
        if north.own == south.other && north.other == south.own {
            return Ok(());
        }
        Err(format!(
            "North holds {} own and {} of South, South {} own and {} of North, and they differ",
            north.own.len(),
            north.other.len(),
            south.own.len(),
            south.other.len()
        ))
    }
}

fn entries(store: &SqliteStore, log: Log) -> Result<Vec<Vec<u8>>, String> {
    let all = store.entries(log, 1, usize::MAX);
    let all = all.map_err(|error| error.to_string())?;
    Ok(all.into_iter().map(|(_, bytes)| bytes).collect())
}

/// Takes an entry into the view, which verifies it; gives the id of its record, if it holds one.
fn verified(view: &mut LineView, side: SideId, bytes: &[u8]) -> Result<Option<String>, String> {
    let entry: SealedEntry =
        decode_canonical("log entry", bytes, VALUE_BYTES_MAX).map_err(|error| error.to_string())?;
    view.append(side, &entry)
        .map_err(|error| error.to_string())?;
    match entry.item().map_err(|error| error.to_string())? {
        LogItem::Record(bytes) => {
            let record = Record::decode(&bytes).map_err(|error| error.to_string())?;
            Ok(Some(record.id.to_string()))
        }
        LogItem::Accreditation(_)
        | LogItem::Revocation(_)
        | LogItem::CallStarted(_)
        | LogItem::CallEnded(_)
        | LogItem::Fork(_) => Ok(None),
    }
}
