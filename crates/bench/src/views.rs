//! What a person of a long affair waits for: its track, its papers, its contacts.
//!
//! Every record is made and sealed by a device and opened by one of the other side, as in use. The node
//! tells what it can without keys; the rest is a device's own work, in a shell or in a browser.

use anyhow::{Context as _, ensure};

use client::{Desk, DeviceKeys, NewContact};
use domain::{
    Agenda, Format, Head, Held, Initiative, LineView, Link, LocalStart, LogItem, Medium,
    PaperFacts, PaperKind, PaperText, PublicPart, Record, SubjectId, SubjectNonce, Terms,
    TrackTitle, local_in, open_matters,
};
use identity::{PersonId, SecretSeed, SideId};
use jiff::Timestamp;
use std::time::Instant;

use crate::{
    figure::{Figure, Goal, Settings},
    sides::{Side, Writer},
};

const NAME: &str = "views";
const UNIX_MS: i64 = 1_900_000_000_000;
const HOUR_MS: i64 = 3_600_000;
const VIEW_MS_MAX: f64 = 50.0;
const ZONES: [&str; 2] = ["Europe/Moscow", "America/New_York"];
/// Records about each contact beside proposal, acceptance and link: amendments and their acceptance.
const MORE_A_CONTACT: usize = 2;

/// A sherpa's device of a side, and its node's log.
struct Office {
    side: Side,
    desk: Desk,
    log: Writer,
    seen: Head,
}

/// Both, and a node's view of both logs.
struct Affair {
    offices: [Office; 2],
    node: LineView,
    records: u32,
    now: i64,
}

impl Affair {
    fn new() -> anyhow::Result<Self> {
        let sides = [Side::new(1), Side::new(2)];
        let charters = sides.each_ref().map(|side| side.charter.clone());
        let node = LineView::new(charters.clone());
        let mut number = 0;
        let offices = sides.map(|side| {
            let other = charters[1 - number].clone();
            number += 1;
            let seeds = [number as u8, number as u8 + 10].map(|seed| SecretSeed([seed; 32]));
            let [seed, hpke_seed] = seeds;
            let person = PersonId([number as u8; 16]);
            let keys = DeviceKeys::from_seeds(side.id(), person, seed, hpke_seed)?;
            anyhow::Ok(Office {
                desk: Desk::new(keys, side.charter.clone(), Some(other)),
                log: Writer::new(&side),
                seen: Head::EMPTY,
                side,
            })
        });
        let [north, south] = offices;
        let mut affair = Self {
            offices: [north?, south?],
            node,
            records: 0,
            now: UNIX_MS,
        };
        for which in [0, 1] {
            let office = &affair.offices[which];
            let keys = office.desk.keys();
            let signed = office.side.sherpa(keys, UNIX_MS);
            affair.write(which, &LogItem::Accreditation(signed))?;
        }
        for which in [0, 1] {
            let office = &mut affair.offices[which];
            office.desk.refresh();
            for grant in office.desk.housekeeping(UNIX_MS)? {
                affair.post(which, grant)?;
            }
        }
        for office in &mut affair.offices {
            office.desk.refresh();
        }
        Ok(affair)
    }

    /// The node of one side writes an entry, having seen all of the other log; both devices read it.
    fn write(&mut self, which: usize, item: &LogItem) -> anyhow::Result<()> {
        self.now += 1;
        self.offices[which].seen = self.offices[1 - which].log.head;
        let office = &mut self.offices[which];
        let entry = office.log.write(item, office.seen, self.now);
        let side = office.side.id();
        for office in &mut self.offices {
            office.desk.take(side, &entry)?;
        }
        self.node.append(side, &entry)?;
        Ok(())
    }

    fn post(&mut self, which: usize, record: Record) -> anyhow::Result<SubjectId> {
        self.records += 1;
        let subject = record.header.subject;
        self.write(which, &LogItem::Record(record.bytes().to_vec()))?;
        Ok(subject)
    }

    fn nonce(&self) -> SubjectNonce {
        let mut nonce = [7; 16];
        nonce[..4].copy_from_slice(&self.records.to_be_bytes());
        SubjectNonce(nonce)
    }

    fn contact(&mut self, track: SubjectId, number: usize) -> anyhow::Result<()> {
        let sides = self.offices.each_ref().map(|office| office.side.id());
        let mut new = contact(sides, UNIX_MS + (number as i64 + 24) * HOUR_MS)?;
        let (nonce, now) = (self.nonce(), self.now);
        let proposal = self.offices[0].desk.propose(nonce, &new, now)?;
        let subject = self.post(0, proposal)?;
        let acceptance = self.offices[1].desk.accept(subject, self.now)?;
        self.post(1, acceptance)?;
        let link = Link::Holds(Held { subject });
        let link = self.offices[0].desk.link(track, link, self.now)?;
        self.post(0, link)?;
        for _ in 0..MORE_A_CONTACT {
            new.terms.duration_min += 15;
            let counter = self.offices[0].desk.counter(subject, &new, self.now)?;
            self.post(0, counter)?;
            let acceptance = self.offices[1].desk.accept(subject, self.now)?;
            self.post(1, acceptance)?;
        }
        Ok(())
    }

    fn paper(&mut self, track: SubjectId, number: usize) -> anyhow::Result<()> {
        let facts = PaperFacts {
            kind: PaperKind::Position,
            track: Some(track),
            reply_by_unix_ms: Some(UNIX_MS + number as i64 * HOUR_MS),
            attachments: None,
        };
        let text = PaperText {
            title: format!("Position {number}"),
            text: "Each side keeps to what it said before. ".repeat(50),
            languages: vec!["en".into()],
            recipients: vec!["South".into()],
            attachments: None,
        };
        let (nonce, now) = (self.nonce(), self.now);
        let paper = self.offices[0].desk.hand_over(nonce, facts, &text, now)?;
        self.post(0, paper).map(|_| ())
    }
}

fn contact(sides: [SideId; 2], start_unix_ms: i64) -> anyhow::Result<NewContact> {
    let start = Timestamp::from_millisecond(start_unix_ms)?;
    let local = |which: usize| {
        let local = local_in(start, ZONES[which])?;
        Ok::<_, domain::CivilTimeError>(LocalStart {
            side: sides[which],
            zone: local.zone,
            civil: local.civil,
        })
    };
    Ok(NewContact {
        terms: Terms {
            start_unix_ms,
            local: vec![local(0)?, local(1)?],
            tz_version: domain::tz_version().to_owned(),
            duration_min: 30,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            initiative: Initiative::Unstated,
            languages: vec!["en".into()],
            format: Format::Consecutive,
            voice_depth: 2,
        },
        agenda: Agenda {
            items: Vec::new(),
            participants: Vec::new(),
            reason: "as every week".into(),
        },
        expires_unix_ms: None,
    })
}

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let contacts = settings.choose(200, 10);
    let papers = settings.choose(500, 20);
    let mut affair = Affair::new()?;
    let title = TrackTitle {
        title: "Security guarantees".into(),
    };
    let (nonce, now) = (affair.nonce(), affair.now);
    let founded = affair.offices[0].desk.found_track(nonce, &title, now)?;
    let track = affair.post(0, founded)?;
    for number in 0..contacts {
        affair.contact(track, number)?;
    }
    for number in 0..papers {
        affair.paper(track, number)?;
    }
    let (records, now) = (affair.records, affair.now);
    let desk = &affair.offices[1].desk;
    let shown = client::view::track::view_of(desk, track, now)?;
    ensure!(shown.timeline.len() == contacts, "a contact isn't shown");
    ensure!(client::view::paper::list_of(desk, now).papers.len() == papers);
    let paper = desk.view().papers().first().context("a paper")?.subject;
    let node = &affair.node;
    let measured: [(&str, &dyn Fn() -> anyhow::Result<()>); 7] = [
        ("node: contacts, as the API tells them", &|| {
            ensure!(node.contacts().len() == contacts);
            Ok(())
        }),
        ("node: what waits for whom", &|| {
            ensure!(!open_matters(node, now).is_empty());
            Ok(())
        }),
        ("device: the track with its timeline", &|| {
            client::view::track::view_of(desk, track, now)
                .map(|_| ())
                .map_err(Into::into)
        }),
        ("device: the list of contacts", &|| {
            ensure!(client::view::contact::list_of(desk).contacts.len() == contacts);
            Ok(())
        }),
        (
            "device: the list of papers, each opened for the first time",
            &|| {
                desk.forget_opened();
                ensure!(client::view::paper::list_of(desk, now).papers.len() == papers);
                Ok(())
            },
        ),
        ("device: the list of papers, opened before", &|| {
            ensure!(client::view::paper::list_of(desk, now).papers.len() == papers);
            Ok(())
        }),
        ("device: one paper", &|| {
            client::view::paper::view_of(desk, paper, now)
                .map(|_| ())
                .map_err(Into::into)
        }),
    ];
    let mut figures = Vec::new();
    for (what, view) in measured {
        let mut samples = Vec::new();
        for _ in 0..settings.repetitions() {
            let began = Instant::now();
            view()?;
            samples.push(began.elapsed().as_secs_f64() * 1e3);
        }
        let name = format!("{contacts} contacts, {papers} papers, {records} records: {what}");
        figures.push(Figure::new(NAME, name, "ms", samples).with_goal(Goal::AtMost(VIEW_MS_MAX)));
    }
    Ok(figures)
}
