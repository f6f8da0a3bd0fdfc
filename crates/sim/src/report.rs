//! What a world saw, as numbers: shows that it wasn't an idle one.

macro_rules! counts {
    ($($field:ident $text:literal),+ $(,)?) => {
        /// Counters of one world, or of many added up.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Report {
            $(pub $field: u64,)+
            /// Changes with the order of events; the same for two runs of a seed.
            pub story: u64,
        }

        impl Report {
            /// Every counter with its name.
            pub fn counts(&self) -> Vec<(&'static str, u64)> {
                vec![$(($text, self.$field)),+]
            }

            pub fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)+
            }
        }
    };
}

counts!(
    simulated_ms "simulated ms",
    settled_after_ms "ms to settle",
    acknowledged "acknowledged",
    agreed "agreed",
    joins "joins",
    epochs "epochs",
    keys_agreed "keys agreed",
    rings "rings",
    rung_again "principals rung again",
    rings_declined "rings declined",
    floors_opened "floors opened",
    calls_ended "calls ended",
    revocations "revocations",
    revoked_in_group "revoked in a group",
    node_crashes "node crashes",
    crashes_in_a_write "crashes in a write",
    device_crashes "device crashes",
    cuts "cuts",
    partitions "partitions",
    deaf_ways "one-way partitions",
    long_silences "silences of days",
    late_records "records days late",
    late_frames "frames days late",
    clock_jumps "clock jumps",
    disk_errors "disk errors",
    full_disks "full disks",
    restores "backups restored",
    unknown_kinds "records of unknown kinds",
    device_garbage "garbage of devices",
    device_floods "floods of devices",
    stale_records "stale or foreign records",
    late_signatures "records after revocation",
    skew_refusals "refusals for clocks",
    ghosts_named "ghosts named",
    ghosts_refused "ghosts refused",
    acceptances_forged "acceptances forged",
    stories_told_twice "stories told twice",
    fork_proofs "fork proofs",
    frames_twisted "frames twisted",
    minutes_parted "minutes of partitions",
    messages_acknowledged "messages acknowledged",
    flashes_ahead "FLASH ahead of their place",
    copies_acknowledged "copies acknowledged",
    alarms_heard "alarms heard",
    texts_adopted "texts adopted by silence",
    texts_broken "texts broken by an objection",
    texts_unproved "texts whose silence nothing proves",
    words_compared "words of messages compared",
    papers_opened "papers of exchanges opened",
    papers_swapped "papers swapped after lodging",
    reveals_too_early "reveals too early",
    joint_releases "joint releases taken",
    sites_read "joint statements read on sites",
    internal_records "internal records",
    lines_lost "losses of the line shown",
    bytes_searched "bytes searched",
);
