//! What the tour found out: one JSON object, or its end as prose.

use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::leaks::LeakReport;
use crate::demo::scenario::Covered;
use crate::{Exit, Report};

/// Everything that the tour shows; its fields are what tests and readers rely on.
#[derive(Debug, Clone, Serialize)]
pub struct TourReport {
    pub contact: TourContact,
    pub agenda: Vec<TourItem>,
    pub call: TourCall,
    pub line: TourLine,
    pub leaks: LeakReport,
    pub statements: Vec<TourText>,
    pub picture: TourPicture,
    /// Facts of the contact once each side's press has read the other's site.
    pub facts: Vec<TourFact>,
    pub messages: Vec<TourMessage>,
    pub readouts: Vec<TourReadout>,
    pub promise: TourPromise,
    pub papers: Vec<TourPaper>,
    pub consultation: TourConsultation,
    pub coalition: TourCoalition,
    pub track: TourTrack,
    pub coverage: Vec<Covered>,
    /// What wasn't as it should be; empty on success.
    pub failures: Vec<String>,
    pub kept: Option<PathBuf>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourContact {
    pub contact: String,
    pub proposed_by: String,
    /// `north`, `south`, `mutual` or `unstated`.
    pub initiative: String,
    pub medium: String,
    pub public_part: String,
    /// RFC 3339, UTC.
    pub starts: String,
    pub local: TourLocal,
    pub state: String,
    pub identical_on_both_nodes: bool,
}

/// What clocks show: `2021-12-30T23:30`.
#[derive(Debug, Clone, Serialize)]
pub struct TourLocal {
    pub north: String,
    pub south: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourItem {
    pub title: String,
    pub state: String,
    pub carried_from: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourCall {
    /// From the acceptance of the second principal's join to the first decryption both ways.
    pub setup_ms: i64,
    /// Between the two moments at which the principals' terminals opened the floor.
    pub handover_skew_ms: i64,
    pub words: String,
    pub words_match: bool,
    /// RTP payload sizes of all devices, sent and received: one.
    pub packet_sizes: BTreeSet<u64>,
    /// Of all frames that were sent, those sent while their device was muted.
    pub frames_muted: u64,
    pub frames: TourFrames,
    pub likeness: Likeness,
    /// Of everything captured at both relays.
    pub frames_captured: usize,
    pub frames_nodes_could_decrypt: usize,
    /// The same checker with one device's keys besides.
    pub frames_control_decrypted: usize,
    /// No principal's terminal rang before both duty officers had confirmed.
    pub rang_only_when_staged: bool,
    pub on_the_line: usize,
    pub attested_by_both_nodes: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourFrames {
    pub north_to_south: FrameCounts,
    pub south_to_north: FrameCounts,
}

/// Cosine similarity of log-mel spectra: what was heard against the same speech coded by Opus alone.
#[derive(Debug, Clone, Serialize)]
pub struct Likeness {
    pub north_to_south: f32,
    pub south_to_north: f32,
    /// The same measure against speech that wasn't said: must fail.
    pub other_speech: f32,
}

/// What the line between the two nodes carried.
#[derive(Debug, Clone, Serialize)]
pub struct TourLine {
    /// Asked for; 0 but in tests.
    pub loss_percent: u8,
    pub datagrams: u64,
    pub dropped: u64,
}

/// One principal's voice at the other.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FrameCounts {
    /// By the sending process.
    pub sent: u64,
    pub received: u64,
    /// By the receiving process: unique key ids and counters.
    pub decrypted: u64,
    pub concealed: u64,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourText {
    pub side: String,
    pub office: String,
    /// `statement`, `announcement`, `answer`, …
    pub kind: String,
    pub name: String,
    pub title: String,
    pub url: String,
    /// What its signed text claims.
    pub facts: Vec<TourClaim>,
    /// `confirmed` by what was signed, `disputed` by it, `claimed` where nothing signed is known, or
    /// `silent` where it claims nothing.
    pub verdict: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourClaim {
    pub fact: String,
    pub value: String,
}

/// How both sides stand to a fact, and what was signed of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TourFact {
    pub fact: String,
    pub signed: Option<String>,
    pub north: String,
    pub south: String,
}

/// A picture as the press site shows it.
#[derive(Debug, Clone, Serialize)]
pub struct TourPicture {
    pub url: String,
    pub source: String,
    pub hash: String,
    /// Its source stands on the page, and what it shows for those who don't see it.
    pub source_shown: bool,
    /// The file has the hash that the signed text names.
    pub verified: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourMessage {
    pub from: String,
    pub to: String,
    pub precedence: String,
    /// As North sees it: `acknowledged`.
    pub state: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourReadout {
    pub side: String,
    pub url: String,
    pub file: PathBuf,
    /// By this program, offline, with the side's press key.
    pub verified: bool,
    /// By stock minisign, where it is installed.
    pub verified_by_minisign: Option<bool>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourPromise {
    /// Before the readout: `due`.
    pub before: String,
    pub state: String,
}

/// A paper that North handed over, as both nodes show it.
#[derive(Debug, Clone, Serialize)]
pub struct TourPaper {
    pub kind: String,
    pub to: Vec<String>,
    pub state: String,
    /// South's log shows that it has it.
    pub receipted: bool,
    pub identical_on_both_nodes: bool,
}

/// A meeting within North, read back from its own node alone.
#[derive(Debug, Clone, Serialize)]
pub struct TourConsultation {
    pub north: Consulted,
    /// The control: the search finds it where it is.
    pub in_norths_store: bool,
    /// What of it is in South's store: nothing.
    pub south: Option<Consulted>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Consulted {
    pub record: String,
    pub body: String,
    /// `none`: expressly.
    pub state: String,
    /// By an approved release that names it.
    pub made_public: bool,
}

/// What an alliance's members hold, as North alone has entered it.
#[derive(Debug, Clone, Serialize)]
pub struct TourCoalition {
    pub north: TourPositions,
    /// The control: the search finds it where it is.
    pub in_norths_store: bool,
    /// What of it is in South's store: nothing.
    pub south: Option<TourPositions>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourPositions {
    pub record: String,
    pub name: String,
    /// Each with its stance.
    pub members: BTreeMap<String, String>,
    /// `none`: expressly.
    pub common_line: String,
    /// Entries whose place it took.
    pub earlier: usize,
    /// Of the statement on the press site, and how it stands beside the entry.
    pub claimed: String,
    pub standing: String,
}

/// Contacts and rounds towards an aim, as both nodes show them.
#[derive(Debug, Clone, Serialize)]
pub struct TourTrack {
    pub track: String,
    /// The call must be over before the round begins: North's word, on both nodes.
    pub precedes: bool,
    /// What comes of the call may affect the round.
    pub may_affect: bool,
    /// After the call both nodes asked North to look at the round again, and North did.
    pub review_asked_and_done: bool,
    /// What each side declared that it wants.
    pub aims: TourHeads,
    pub round: TourRound,
}

#[derive(Debug, Clone, Serialize)]
pub struct TourRound {
    pub round: String,
    pub place: String,
    /// As the calendar at the place shows it: `2022-01-10`.
    pub date: String,
    /// There is no other date.
    pub fixed: bool,
    /// Offices of those who lead, each as its own side's record says it.
    pub heads: TourHeads,
    pub identical_on_both_nodes: bool,
}

/// One of each side.
#[derive(Debug, Clone, Serialize)]
pub struct TourHeads {
    pub north: String,
    pub south: String,
}

impl Report for TourReport {
    fn human(&self) -> String {
        let call = &self.call;
        let frames = |counts: &FrameCounts| {
            format!(
                "{} sent, {} decrypted, {} concealed",
                counts.sent, counts.decrypted, counts.concealed
            )
        };
        let covered = self
            .coverage
            .iter()
            .filter(|row| row.evidence.is_some())
            .count();
        let mut text = format!(
            "\nWhat was checked\n\
             \x20 agreed on both nodes alike            {}\n\
             \x20 rang only after both had confirmed    {}\n\
             \x20 floor opened within                   {} ms of each other\n\
             \x20 set up in                             {} ms\n\
             \x20 six words                             {} ({})\n\
             \x20 North's voice at South                {}\n\
             \x20 South's voice at North                {}\n\
             \x20 sizes of voice packets                {:?}\n\
             \x20 heard is what was said                {:.3} and {:.3} (other speech {:.3})\n\
             \x20 looked for in clear                   {} texts, {} pieces of speech: found {} in {} files\n\
             \x20 captured at the relays                {} frames; the nodes could open {}, a device {}\n\
             \x20 promised message                      {}\n\
             \x20 facts of the contact                  {}\n\
             \x20 picture on the press site             {}\n\
             \x20 messages                              {}\n\
             \x20 papers handed over                    {}\n\
             \x20 consultation within North             {}, {}\n\
             \x20 alliance's positions                  {}, {}\n\
             \x20 round that the call must precede      {}, {}, fixed: {}\n\
             \x20 after the call the round was          {}\n\
             \x20 sentences of the scenario             {covered} of {} held\n",
            yes(self.contact.identical_on_both_nodes),
            yes(call.rang_only_when_staged),
            call.handover_skew_ms,
            call.setup_ms,
            call.words,
            if call.words_match {
                "the same on all devices"
            } else {
                "DIFFERENT"
            },
            frames(&call.frames.north_to_south),
            frames(&call.frames.south_to_north),
            call.packet_sizes,
            call.likeness.north_to_south,
            call.likeness.south_to_north,
            call.likeness.other_speech,
            self.leaks.texts,
            self.leaks.speech_pieces,
            self.leaks.found.len(),
            self.leaks.searched_files,
            call.frames_captured,
            call.frames_nodes_could_decrypt,
            call.frames_control_decrypted,
            self.promise.state,
            self.facts_in_words(),
            if self.picture.verified && self.picture.source_shown {
                "with its source, as it was signed"
            } else {
                "NOT as it was signed"
            },
            self.messages_in_words(),
            self.papers_in_words(),
            self.consultation.state_in_words(),
            match self.consultation.south {
                None => "absent from South's store",
                Some(_) => "FOUND IN SOUTH'S STORE",
            },
            self.coalition.north.in_words(),
            match self.coalition.south {
                None => "absent from South's store",
                Some(_) => "FOUND IN SOUTH'S STORE",
            },
            self.track.round.place,
            self.track.round.date,
            yes(self.track.round.fixed),
            if self.track.review_asked_and_done {
                "looked at again, as asked"
            } else {
                "NOT looked at again"
            },
            self.coverage.len(),
        );
        for readout in &self.readouts {
            let minisign = match readout.verified_by_minisign {
                Some(true) => "and by stock minisign",
                Some(false) => "but NOT by stock minisign",
                None => "(minisign isn't installed here)",
            };
            text.push_str(&format!(
                "  {}'s readout                       {} {minisign}\n",
                readout.side,
                if readout.verified {
                    "verified offline"
                } else {
                    "DOES NOT VERIFY"
                }
            ));
        }
        if let Some(kept) = &self.kept {
            text.push_str(&format!(
                "  everything is in                      {}\n",
                kept.display()
            ));
        }
        if self.failures.is_empty() {
            text.push_str("\nAll as it should be.");
        } else {
            text.push_str("\nNOT as it should be:\n");
            for failure in &self.failures {
                text.push_str(&format!("  {failure}\n"));
            }
        }
        text
    }

    fn exit(&self) -> Exit {
        if self.failures.is_empty() {
            Exit::Done
        } else {
            Exit::Failed
        }
    }
}

impl TourReport {
    fn facts_in_words(&self) -> String {
        let facts = self.facts.iter();
        let facts = facts.map(|one| format!("{}: {}/{}", one.fact, one.north, one.south));
        facts.collect::<Vec<_>>().join("; ")
    }

    fn messages_in_words(&self) -> String {
        let messages = self.messages.iter();
        let messages = messages.map(|one| format!("{} to {}: {}", one.from, one.to, one.state));
        messages.collect::<Vec<_>>().join("; ")
    }

    fn papers_in_words(&self) -> String {
        let papers = self.papers.iter();
        let papers = papers
            .map(|paper| format!("{} to {}: {}", paper.kind, paper.to.join(", "), paper.state));
        papers.collect::<Vec<_>>().join("; ")
    }
}

impl TourConsultation {
    fn state_in_words(&self) -> String {
        let Consulted { body, state, .. } = &self.north;
        match state.as_str() {
            "none" => format!("{body}: expressly none"),
            other => format!("{body}: {other}"),
        }
    }
}

impl TourPositions {
    fn in_words(&self) -> String {
        let members = self.members.iter();
        let members: Vec<String> = members
            .map(|(member, stance)| format!("{member} {}", stance.replace('-', " ")))
            .collect();
        format!(
            "{}; the claim {} with the note",
            members.join(", "),
            self.standing
        )
    }
}

fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "NO" }
}
