//! What SQLite adds to the conformance suite: files, locks, versions, damage, power.
