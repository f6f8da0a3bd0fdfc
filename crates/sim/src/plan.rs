//! What a seed decides before anything happens, and the bugs that tests plant in a world.

/// A node of the first side that isn't honest. Everybody else has to hold out against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adversary {
    /// Names a device without accreditation in the rosters that it passes on.
    Ghost,
    /// Writes acceptances into its log that none of its side's people signed.
    ForgedAccept,
    /// Signs two entries with one number.
    TwoStories,
    /// Withholds, repeats, delays and garbles what it sends, and swaps key packages in rosters.
    Unruly,
}

impl Adversary {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ghost => "a ghost",
            Self::ForgedAccept => "forged acceptances",
            Self::TwoStories => "two stories",
            Self::Unruly => "an unruly node",
        }
    }
}

/// A bug planted in the world, never in the product. Each has a check that must notice it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A disk that says "written" of own entries and keeps the newest in memory.
    AcknowledgedUnkept,
    /// The same with the other side's entries: receipts leave before they are on disk.
    ReceiptBeforeStored,
    /// A disk that forgets proofs.
    ProofLost,
    /// A device that takes accreditations of officers whom no charter names, in calls.
    GhostTrusted,
    /// The same in its fold: forged acceptances count.
    ForgedAcceptTrusted,
    /// A device that leaves out an entry and doesn't mind the broken chain.
    EntryDropped,
    /// A device that takes two entries of one log in the wrong order and doesn't mind.
    EntriesSwapped,
    /// A disk that keeps half of the entry during whose write the power went.
    TornWrite,
    /// Clocks that the other node isn't told of.
    ClockHidden,
    /// A node whose timers come late.
    TimersLate,
    /// A way that never carries one certain entry.
    EntryWithheld,
    /// A device that doesn't seal what it sends.
    PlainSent,
    /// A device that hands its node a key.
    KeySent,
    /// A node that rings as soon as terms are agreed.
    RungEarly,
    /// A node that rings again whoever is rung, or was rung again just now.
    RungOver,
    /// A floor that opens for one side later than for the other.
    FloorShifted,
    /// A node that writes what a revoked device signs.
    RevokedHeard,
    /// A node that counts each record of a flood in a second of its own.
    FloodLetThrough,
    /// Devices that take the passing of time for consent.
    SilenceAssumed,
    /// Devices that leave out objections once the time is over.
    ObjectionUnheard,
    /// Devices that take what stood before somebody's eyes for acknowledged.
    PresentedTaken,
    /// A way that never carries a copy ahead of its place.
    EarlyLost,
    /// A disk that forgets since when a FLASH sounds.
    AlarmForgotten,
    /// A node that tells nobody that a FLASH sounds.
    AlarmUnheard,
    /// A node that sends an internal record along.
    InternalSent,
    /// Devices for which a reveal that comes too early counts.
    EarlyRevealTaken,
    /// Devices that don't hold what is revealed against what was lodged.
    OtherPaperTaken,
    /// A press site that shows a joint statement before its time.
    ReleasedEarly,
    /// A press site that shows other words than both signed.
    SiteAltered,
}

impl Bug {
    pub const ALL: [Self; 29] = [
        Self::AcknowledgedUnkept,
        Self::ReceiptBeforeStored,
        Self::ProofLost,
        Self::GhostTrusted,
        Self::ForgedAcceptTrusted,
        Self::EntryDropped,
        Self::EntriesSwapped,
        Self::TornWrite,
        Self::ClockHidden,
        Self::TimersLate,
        Self::EntryWithheld,
        Self::PlainSent,
        Self::KeySent,
        Self::RungEarly,
        Self::RungOver,
        Self::FloorShifted,
        Self::RevokedHeard,
        Self::FloodLetThrough,
        Self::SilenceAssumed,
        Self::ObjectionUnheard,
        Self::PresentedTaken,
        Self::EarlyLost,
        Self::AlarmForgotten,
        Self::AlarmUnheard,
        Self::InternalSent,
        Self::EarlyRevealTaken,
        Self::OtherPaperTaken,
        Self::ReleasedEarly,
        Self::SiteAltered,
    ];

    /// Whether it shows where a FLASH waits behind a long queue.
    fn is_of_queues(self) -> bool {
        matches!(
            self,
            Self::EarlyLost | Self::AlarmForgotten | Self::AlarmUnheard
        )
    }

    /// Bugs that show in messages and texts under silence alone.
    fn is_of_procedure(self) -> bool {
        matches!(
            self,
            Self::SilenceAssumed
                | Self::ObjectionUnheard
                | Self::PresentedTaken
                | Self::EarlyLost
                | Self::AlarmForgotten
                | Self::AlarmUnheard
        )
    }

    /// Bugs that show in papers, joint statements and internal records alone.
    fn is_of_papers(self) -> bool {
        matches!(
            self,
            Self::InternalSent
                | Self::EarlyRevealTaken
                | Self::OtherPaperTaken
                | Self::ReleasedEarly
                | Self::SiteAltered
        )
    }

    /// Devices with this bug believe the ghost's officers.
    pub(crate) fn trusts_ghost(self) -> bool {
        matches!(self, Self::GhostTrusted | Self::ForgedAcceptTrusted)
    }
}

/// One world.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    /// Whether devices join calls; the dear part.
    pub calls: bool,
    pub adversary: Option<Adversary>,
    pub bug: Option<Bug>,
    /// Whether anything fails at all.
    pub faults: bool,
    /// Whether people also send messages and put texts under silence: hours instead of seconds.
    pub procedure: bool,
    /// In these a FLASH waits behind a long queue; each takes its time.
    pub queues: bool,
    /// Whether people also exchange papers, release joint statements and keep internal records; in
    /// worlds with an odd seed one side cheats.
    pub papers: bool,
    /// Whether people agree and join, or ring where nobody joins, as soon as they can, and do nothing else.
    pub eager: bool,
    /// How long actions and faults go on, in simulated milliseconds.
    pub storm_ms: u64,
}

const STORM_MS: u64 = 45_000;
const STORM_WITH_CALLS_MS: u64 = 60_000;
const STORM_WITH_PAPERS_MS: u64 = 120_000;
/// Two and a half hours: an objection has one at least.
const STORM_WITH_PROCEDURE_MS: u64 = 150 * 60_000;
/// So much rarer is everything that happens in such hours; a partition lasts for minutes.
const PROCEDURE_PACE: u64 = 100;

impl Plan {
    /// One seed in four holds calls, four in seven have a node that isn't honest; of the others one in
    /// three lasts for hours, with a long queue in two of five, and one in three exchanges papers.
    pub fn of_seed(seed: u64) -> Self {
        let calls = seed.is_multiple_of(4);
        let adversary = match seed % 7 {
            1 => Some(Adversary::Ghost),
            2 => Some(Adversary::ForgedAccept),
            3 => Some(Adversary::TwoStories),
            4 => Some(Adversary::Unruly),
            _ => None,
        };
        let procedure = !calls && adversary.is_none() && seed % 3 == 2;
        let papers = !calls && adversary.is_none() && seed.is_multiple_of(3);
        Self {
            seed,
            calls,
            adversary,
            bug: None,
            faults: true,
            procedure,
            queues: procedure && seed % 5 < 2,
            papers,
            eager: false,
            storm_ms: storm_ms(calls, procedure, papers),
        }
    }

    /// How much rarer things happen than in a world of seconds.
    pub(crate) fn pace(self) -> u64 {
        if self.procedure { PROCEDURE_PACE } else { 1 }
    }

    /// A world in which the bug can show itself.
    pub fn with_bug(seed: u64, bug: Bug) -> Self {
        let (calls, adversary) = match bug {
            Bug::GhostTrusted => (true, Some(Adversary::Ghost)),
            Bug::ForgedAcceptTrusted => (false, Some(Adversary::ForgedAccept)),
            Bug::ProofLost => (false, Some(Adversary::TwoStories)),
            Bug::AcknowledgedUnkept
            | Bug::ReceiptBeforeStored
            | Bug::EntryDropped
            | Bug::EntriesSwapped
            | Bug::TornWrite
            | Bug::ClockHidden
            | Bug::TimersLate
            | Bug::EntryWithheld
            | Bug::PlainSent
            | Bug::KeySent
            | Bug::RungEarly
            | Bug::RungOver
            | Bug::RevokedHeard
            | Bug::FloodLetThrough
            | Bug::SilenceAssumed
            | Bug::ObjectionUnheard
            | Bug::PresentedTaken
            | Bug::EarlyLost
            | Bug::AlarmForgotten
            | Bug::AlarmUnheard
            | Bug::InternalSent
            | Bug::EarlyRevealTaken
            | Bug::OtherPaperTaken
            | Bug::ReleasedEarly
            | Bug::SiteAltered => (false, None),
            Bug::FloorShifted => (true, None),
        };
        Self {
            calls,
            adversary,
            bug: Some(bug),
            faults: !matches!(bug, Bug::FloorShifted | Bug::GhostTrusted),
            procedure: bug.is_of_procedure(),
            queues: bug.is_of_queues(),
            papers: bug.is_of_papers(),
            eager: calls || bug == Bug::RungOver,
            storm_ms: storm_ms(calls, bug.is_of_procedure(), bug.is_of_papers()),
            ..Self::of_seed(seed)
        }
    }
}

fn storm_ms(calls: bool, procedure: bool, papers: bool) -> u64 {
    match (procedure, papers) {
        (true, _) => STORM_WITH_PROCEDURE_MS,
        (false, true) => STORM_WITH_PAPERS_MS,
        (false, false) if calls => STORM_WITH_CALLS_MS,
        (false, false) => STORM_MS,
    }
}
