//! Nodes, terminals and disks that fail: real processes, real sockets, real media.
//!
//! `kills` kills a process at a moment chosen by a seed, `disk` puts a failing file layer under the
//! unchanged program, `copies` restores backups.

mod copies;
mod course;
mod disk;
mod faulty;
mod kills;
mod ledger;
mod sides;
