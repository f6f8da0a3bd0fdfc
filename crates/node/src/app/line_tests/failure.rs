//! A store that failed ends the process: after a failed sync nobody knows what the disk holds.

use identity::Role;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::{Batch, Entry, Log, MemoryStore, Pair, Store, StoreError, Table};

use super::world::{DAY_MS, Device, NORTH, SOUTH, World, start};
use crate::app::{ErrorCode, Output};

/// A disk that reads well and, once told to, writes nothing any more.
pub(crate) struct Worn {
    pub disk: MemoryStore,
    pub worn: Arc<AtomicBool>,
}

impl Store for Worn {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        if self.worn.load(Ordering::Relaxed) {
            return Err(failure());
        }
        self.disk.commit(batch)
    }

    fn len(&self, log: Log) -> Result<u64, StoreError> {
        self.disk.len(log)
    }

    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        self.disk.entries(log, from_seq, max)
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.disk.get(table, key)
    }

    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        self.disk.scan_after(table, prefix, after, max)
    }
}

pub(crate) fn failure() -> StoreError {
    StoreError::Disk {
        path: "node.db".into(),
        cause: "disk I/O error".into(),
    }
}

/// North's node on a disk that fails from now on; a device of its own stands.
fn worn_out() -> (World, Device, Arc<AtomicBool>) {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    world.meet();
    let worn = Arc::new(AtomicBool::new(false));
    let disk = Worn {
        disk: world.disks[NORTH].clone(),
        worn: worn.clone(),
    };
    world.cores[NORTH] = start(&world.sides[NORTH], Box::new(disk));
    world.break_connections();
    world.meet();
    worn.store(true, Ordering::Relaxed);
    (world, sherpa, worn)
}

fn fatal(world: &World) -> usize {
    let seen = world.seen[NORTH].iter();
    seen.filter(|output| matches!(output, Output::Fatal(error) if *error == failure()))
        .count()
}

#[test]
fn a_record_that_could_not_be_written_ends_the_node() {
    let (mut world, sherpa, worn) = worn_out();
    assert!(world.cores[NORTH].is_healthy());
    let refused = world.propose(&sherpa, 1).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Store);
    assert!(refused.detail.contains("check the disk and start again"));
    assert_eq!(fatal(&world), 1);
    assert!(
        !world.cores[NORTH].is_healthy(),
        "reading alone isn't health"
    );
    // Not even if the disk seems to work again.
    worn.store(false, Ordering::Relaxed);
    assert!(world.propose(&sherpa, 1).is_err());
    assert!(!world.cores[NORTH].is_healthy());
    assert_eq!(fatal(&world), 1, "told once");
}

#[test]
fn nothing_leaves_that_depends_on_the_failed_write() {
    let (mut world, sherpa, _) = worn_out();
    let south = Device::new(SOUTH, 81);
    world.accredit(&south, &[Role::Sherpa], DAY_MS);
    let receipted = world.cores[SOUTH].line_status().receipted;
    world.run_ms(10_000);
    assert_eq!(fatal(&world), 1, "an entry of the other log");
    let status = world.cores[SOUTH].line_status();
    assert_eq!(status.receipted, receipted);
    assert_eq!(world.head(SOUTH, NORTH).seq, 1);
    assert!(world.propose(&sherpa, 1).is_err());
    world.run_ms(10_000);
    assert_eq!(world.head(SOUTH, NORTH).seq, 1);
}

#[test]
fn sessions_that_could_not_be_written_end_it_too() {
    let (mut world, sherpa, _) = worn_out();
    let id = sherpa.id();
    let charter = world.sides[NORTH].charter.clone();
    let refused = world.input(NORTH, |core, now| {
        let nonce = core.challenge(now, id, [1; 32]);
        let message = wire::sign_in_message(&nonce, &charter.node_key, id);
        let signature = sherpa.key.sign(identity::Label::SignIn, &message);
        core.sign_in(
            now,
            crate::app::SignIn::by_key(id, &nonce, &signature),
            [2; 32],
        )
        .map(drop)
    });
    assert_eq!(refused.unwrap_err().code, ErrorCode::Store);
    assert_eq!(fatal(&world), 1);
}
