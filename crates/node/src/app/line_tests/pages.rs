//! What a device fetches comes in pages: as many entries as one holds, and the rest by asking again.

use identity::Role;
use storage::{Batch, Log, Store};
use wire::LOGS_PAGE_MAX;

use super::world::{DAY_MS, Device, NORTH, World};
use crate::app::internal::INTERNAL_PAGE_MAX;

#[test]
fn logs_come_in_pages() {
    let max = LOGS_PAGE_MAX as u64;
    let mut world = World::new();
    // So many that none reaches its own quota.
    let sherpas: Vec<Device> = (71..78).map(|number| Device::new(NORTH, number)).collect();
    for sherpa in &sherpas {
        world.accredit(sherpa, &[Role::Sherpa], DAY_MS);
    }
    let mut written = sherpas.len() as u64;
    // A full page may be the last: whoever asks again is told.
    for (entries, more) in [(max - 1, false), (max, true), (max + 1, true)] {
        while written < entries {
            let sherpa = &sherpas[written as usize % sherpas.len()];
            world.propose(sherpa, written as u32).unwrap();
            written += 1;
        }
        let page = world.cores[NORTH].logs_page(0, 0).unwrap();
        assert_eq!(page.own.len() as u64, entries.min(max), "{entries}");
        assert_eq!(page.more, more, "{entries}");
        let rest = world.cores[NORTH].logs_page(max, 0).unwrap();
        assert_eq!(rest.own.len() as u64, entries.saturating_sub(max));
        assert!(!rest.more);
    }
}

#[test]
fn internal_records_come_in_pages() {
    let max = INTERNAL_PAGE_MAX as u64;
    let mut world = World::new();
    let mut written = 0;
    for entries in [max - 1, max, max + 1] {
        while written < entries {
            written += 1;
            let batch = Batch::new().append(Log::Internal, written, written.to_be_bytes());
            world.disks[NORTH].commit(&batch).unwrap();
        }
        for (after, expected) in [
            (0, entries.min(max)),
            (max, entries.saturating_sub(max)),
            (u64::MAX, 0),
        ] {
            let page = world.cores[NORTH].internal_page(after).unwrap();
            assert_eq!(page.len() as u64, expected, "{entries} after {after}");
        }
    }
}
