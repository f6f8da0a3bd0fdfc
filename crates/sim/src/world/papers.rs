//! Exchanges, joint statements and internal records, and a side that cheats: it reveals something else
//! than it lodged, or too early, behind the back of its node's program.

use client::{Desk, DeskError, JointRelease, OpenError, Shown};
use domain::{
    AudienceClass, BodyDigest, Circumstances, Consultation, ConsultationState, Exchange,
    ExchangeFacts, Header, JointFacts, JointText, Kind, LineToTake, LineView, LogItem, NoEffect,
    Noun, PaperText, Record, RecordId, Revealed, SealedPart, SubjectId, SubjectNonce,
    build_document,
};
use e2ee::{HpkePublicKey, seal::Draft};
use identity::{Hash32, SideId, decode_canonical, encode_canonical, sha256};
use node::app::Now;
use rand::{Rng, seq::IndexedRandom};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Bytes64, ReleaseRequest};

use super::World;
use crate::Bug;
use crate::checks::{
    Promise, Violation, agreement,
    papers::{Agreed, check_revealed, check_shown, check_site},
    secrecy::{Secrets, WRITTEN},
};
use crate::sides::bytes;

/// Stands in every joint statement.
const TO_ALL: &str = "what both sides tell everybody";
/// Of one world.
const EXCHANGES_MAX: usize = 3;
const JOINTS_MAX: usize = 3;
/// The side whose people and node cheat in every other world.
const CHEAT: usize = 0;
/// Between agreement and release.
const RELEASE_AFTER_MS_MAX: i64 = 30_000;
/// How far [`Bug::ReleasedEarly`] moves a press site's clock.
const TOO_EARLY_MS: i64 = 3_600_000;
/// Of an internal record: its signature's end.
const PATTERN_BYTES: usize = 48;

/// What was really written, by the record that holds it.
#[derive(Default)]
pub(super) struct Handed {
    lodged: BTreeMap<RecordId, String>,
    joint: BTreeMap<RecordId, (String, i64)>,
    released: Vec<Taken>,
    /// Of each side's internal records.
    internal: [Secrets; 2],
    newest_internal: [Option<Vec<u8>>; 2],
    /// Papers that devices opened, so that each counts once.
    opened: BTreeSet<(usize, RecordId)>,
}

/// A joint statement that a node took for its press site.
#[derive(Clone)]
struct Taken {
    node: usize,
    name: String,
    subject: SubjectId,
    agreed: RecordId,
    /// By the clock that the node had then.
    at_unix_ms: i64,
}

impl World {
    /// A step with papers, by whoever of a side does such a thing.
    pub(super) fn act_with_papers(&mut self, device: usize) {
        let dice = self.rng.random_range(0..100);
        // Principals sign for their side, its press publishes.
        let principal = (42..72).contains(&dice);
        let Some(device) = self.colleague(device, principal) else {
            return;
        };
        let made = match dice {
            0..6 => self.open_exchange(device),
            6..26 => self.lodge(device),
            26..42 => self.reveal(device),
            42..52 => self.propose_joint(device),
            52..72 => self.answer_joint(device),
            72..86 => return self.release_joint(device),
            86..92 => self.announce_joint(device),
            _ => return self.keep_internal(device),
        };
        // What a device knows to be impossible it doesn't sign; that is no failure.
        if let Some(Ok(record)) = made {
            self.queue_post(device, record.bytes().to_vec());
        }
    }

    /// A device of the same side whose person is a principal, or isn't.
    fn colleague(&self, device: usize, principal: bool) -> Option<usize> {
        let side = self.devices[device].side;
        self.devices.iter().position(|one| {
            let fits = one.side == side && one.principal == principal;
            fits && one.alive && !one.revoked && one.posts == 0
        })
    }

    fn words(&mut self) -> String {
        format!("{WRITTEN}, {}", self.rng.random_range(0..1_000_000))
    }

    /// Once it is released a node holds it in clear.
    fn public_words(&mut self) -> String {
        format!("{TO_ALL}, {}", self.rng.random_range(0..1_000_000))
    }

    fn open_exchange(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let unix_ms = self.unix_ms();
        let nonce = SubjectNonce(bytes(&mut self.rng));
        let desk = &self.devices[device].desk;
        let facts = ExchangeFacts {
            until_unix_ms: unix_ms + TOO_EARLY_MS,
            track: None,
        };
        let few = desk.view().exchanges().len() < EXCHANGES_MAX;
        few.then(|| desk.open_exchange(nonce, facts, unix_ms))
    }

    fn exchange_of(
        &mut self,
        device: usize,
        wanted: impl Fn(&Exchange, SideId) -> bool,
    ) -> Option<Exchange> {
        let desk = &self.devices[device].desk;
        let own = desk.own_side();
        let mut all = desk.view().exchanges();
        all.retain(|exchange| wanted(exchange, own));
        all.choose(&mut self.rng).cloned()
    }

    fn lodge(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let exchange = self.exchange_of(device, |one, own| !one.lodges.contains_key(&own))?;
        let (unix_ms, text) = (self.unix_ms(), self.words());
        let paper = paper(&text);
        let desk = &self.devices[device].desk;
        let made = desk.lodge(exchange.subject, &paper, unix_ms);
        if let Ok(record) = &made {
            self.handed.lodged.insert(record.id, text);
        }
        Some(made)
    }

    fn reveal(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let exchange = self.exchange_of(device, |one, own| {
            one.lodges.contains_key(&own) && !one.reveals.contains_key(&own)
        })?;
        let (unix_ms, side) = (self.unix_ms(), self.devices[device].side);
        let cheats = side == CHEAT && self.plan.seed % 2 == 1 && self.rng.random_bool(0.5);
        if !cheats {
            let desk = &self.devices[device].desk;
            return Some(desk.reveal(exchange.subject, unix_ms));
        }
        let other = self.words();
        let record = self.reveal_another(device, &exchange, &other)?;
        if exchange.ready.contains(&self.sides[side].id) {
            return Some(Ok(record));
        }
        // Its node's program refuses it; whoever owns the disk writes it all the same.
        let whole = self.nodes[side].core.is_some() && self.nodes[side].lost.is_none();
        if whole && self.devices[device].posts == 0 {
            self.report.reveals_too_early += 1;
            self.kill(side);
            self.plant(side, &LogItem::Record(record.bytes().to_vec()));
            self.check_node(side);
        }
        None
    }

    /// Another paper than was lodged, under a signature that stands.
    fn reveal_another(&self, device: usize, exchange: &Exchange, text: &str) -> Option<Record> {
        let sim = &self.devices[device];
        let keys = sim.persona.keys();
        let own = sim.desk.own_side();
        let revealed = Revealed {
            salt: [7; 32].into(),
            paper: encode_canonical(&paper(text)).into(),
        };
        let draft = Draft::new(&encode_canonical(&revealed)).ok()?;
        let class = AudienceClass::Leadership;
        let author = (own, sim.persona.person, sim.id);
        let kind = Kind::Reveal.of(Noun::Exchange);
        let header = Header {
            names: Some(exchange.lodges.get(&own)?.id),
            bodies: vec![BodyDigest {
                class: class as u8,
                hash: Hash32(draft.hash().0),
            }],
            ..Header::new(kind, exchange.subject, author, self.unix_ms())
        };
        let mut audience = Vec::new();
        for side in &self.sides {
            let key = &sim.desk.view().audience(side.id, class)?.public_key;
            let id = sha256(key)[..16].to_vec();
            audience.push((id, HpkePublicKey::new(key).ok()?));
        }
        let audience: Vec<(&[u8], &HpkePublicKey)> =
            audience.iter().map(|(id, key)| (&id[..], key)).collect();
        let sealed = draft.seal(&encode_canonical(&header), &audience).ok()?;
        let parts = vec![SealedPart(sealed.to_cbor().into())];
        Record::sign(&header, parts, keys.signing()).ok()
    }

    fn propose_joint(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let (unix_ms, text) = (self.unix_ms(), self.public_words());
        let nonce = SubjectNonce(bytes(&mut self.rng));
        let offer = self.joint_text(&text, unix_ms);
        let desk = &self.devices[device].desk;
        if desk.view().joint_statements().len() >= JOINTS_MAX {
            return None;
        }
        let made = desk.propose_text(nonce, &offer, None, unix_ms);
        self.offered(&made, &offer);
        Some(made)
    }

    fn joint_text(&mut self, text: &str, unix_ms: i64) -> JointText {
        let after_ms = self.rng.random_range(1_000..RELEASE_AFTER_MS_MAX);
        JointText {
            facts: JointFacts {
                release_unix_ms: unix_ms + after_ms,
                about: None,
            },
            title: "Joint statement".to_owned(),
            text: text.to_owned(),
            languages: Vec::new(),
        }
    }

    fn offered(&mut self, made: &Result<Record, DeskError>, offer: &JointText) {
        if let Ok(record) = made {
            let kept = (offer.text.clone(), offer.facts.release_unix_ms);
            self.handed.joint.insert(record.id, kept);
        }
    }

    fn answer_joint(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let (unix_ms, text, dice) = (
            self.unix_ms(),
            self.public_words(),
            self.rng.random_range(0..100),
        );
        let offer = self.joint_text(&text, unix_ms);
        let all = self.devices[device].desk.view().joint_statements();
        let subject = all.choose(&mut self.rng)?.subject;
        let desk = &self.devices[device].desk;
        let made = match dice {
            0..4 => desk.cancel_text::<JointText>(subject, None, unix_ms),
            4..16 => desk.counter_text(subject, &offer, None, unix_ms),
            _ => desk.accept_text::<JointText>(subject, unix_ms),
        };
        if (4..16).contains(&dice) {
            self.offered(&made, &offer);
        }
        Some(made)
    }

    /// A press device brings the agreed text to its node; in one case of three the other node is down
    /// just then.
    fn release_joint(&mut self, device: usize) {
        let (unix_ms, side) = (self.unix_ms(), self.devices[device].side);
        let all = self.devices[device].desk.view().joint_statements();
        let Some(subject) = all.choose(&mut self.rng).map(|joint| joint.subject) else {
            return;
        };
        let desk = &self.devices[device].desk;
        let Ok(JointRelease {
            agreed,
            release,
            salt,
        }) = desk.joint_release(subject, "press service", unix_ms)
        else {
            return;
        };
        let (own, other) = (&self.sides[side], &self.sides[1 - side]);
        let document = build_document(
            &release,
            &Circumstances {
                side_name: &own.charter.name,
                other_name: &other.charter.name,
                released_unix_ms: unix_ms,
                differing: &[],
            },
        );
        let request = ReleaseRequest {
            release: Bytes64(encode_canonical(&release)),
            salt: Bytes64(salt.danger_bytes().to_vec()),
            minisig: own.sign_press(&document),
            document,
            approval: agreed.to_string(),
            picture: None,
        };
        if self.rng.random_bool(0.3) {
            self.kill(1 - side);
        }
        let id = self.devices[device].id;
        let taken = self.with_node(side, |core, now| {
            let who = core.who(id, now.unix_ms)?;
            core.release(now, who, &request).ok()
        });
        if let Some(Some(name)) = taken
            && !self.handed.released.iter().any(|one| one.name == name)
        {
            self.report.joint_releases += 1;
            self.handed.released.push(Taken {
                node: side,
                name,
                subject,
                agreed,
                at_unix_ms: self.now_of(side).unix_ms,
            });
        }
        self.check_sites();
    }

    fn announce_joint(&mut self, device: usize) -> Option<Result<Record, DeskError>> {
        let (unix_ms, side) = (self.unix_ms(), self.devices[device].side);
        let mut own = self.handed.released.clone();
        own.retain(|taken| taken.node == side);
        let taken = own.choose(&mut self.rng)?;
        let desk = &self.devices[device].desk;
        Some(desk.announce_joint_release(taken.subject, &taken.name, unix_ms))
    }

    /// Writes down within the side what must never leave it.
    fn keep_internal(&mut self, device: usize) {
        let (unix_ms, text) = (self.unix_ms(), self.words());
        let (side, id) = (self.devices[device].side, self.devices[device].id);
        let about = SubjectId(bytes(&mut self.rng));
        let lines = self.rng.random_bool(0.5);
        let desk = &self.devices[device].desk;
        let made = if lines {
            let line = LineToTake {
                text,
                if_asked: None,
            };
            desk.draft_line(about, &line, Vec::new(), unix_ms)
        } else {
            let none = Consultation {
                body: "security council".to_owned(),
                state: ConsultationState::None,
                text,
                at_unix_ms: None,
            };
            desk.consult(about, &none, Vec::new(), unix_ms)
        };
        let Ok(record) = made else { return };
        let bytes = record.bytes().to_vec();
        self.check_secrecy("an internal record", &bytes);
        let pattern = &bytes[bytes.len() - PATTERN_BYTES..];
        self.handed.internal[side].add(pattern, "an internal record");
        self.handed.newest_internal[side] = Some(bytes.clone());
        let posted = self.with_node(side, |core, now| core.post_internal(now, id, &bytes));
        self.report.internal_records += u64::from(matches!(posted, Some(Ok(_))));
    }

    /// What leaves a node for the other, with what the planted bug adds to it.
    pub(super) fn check_leaving(&mut self, node: usize, bytes: &mut Vec<u8>) {
        if let (Some(Bug::InternalSent), Some(record)) =
            (self.plan.bug, &self.handed.newest_internal[node])
        {
            bytes.extend_from_slice(record);
        }
        let checked = self.handed.internal[node].check("a frame between nodes", bytes);
        self.require(checked);
    }

    /// What press sites show, as any reader gets it.
    pub(super) fn check_sites(&mut self) {
        for taken in self.handed.released.clone() {
            let Taken {
                node, name, agreed, ..
            } = taken;
            let now = self.now_of(node);
            let early_ms = match self.plan.bug {
                Some(Bug::ReleasedEarly) => TOO_EARLY_MS,
                Some(_) | None => 0,
            };
            let asked = Now {
                unix_ms: now.unix_ms + early_ms,
                ..now
            };
            let Some(core) = &self.nodes[node].core else {
                continue;
            };
            let Ok(Some(published)) = core.published(asked, &name) else {
                continue;
            };
            let mut document = published.document.document;
            if self.plan.bug == Some(Bug::SiteAltered) {
                document = document.replace(TO_ALL, "what everybody reads");
            }
            let Some((text, release_unix_ms)) = self.handed.joint.get(&agreed) else {
                continue;
            };
            let agreed_text = Agreed {
                text,
                release_unix_ms: *release_unix_ms,
            };
            let checked = check_site(&document, &agreed_text, now.unix_ms)
                .and_then(|()| agreement::check_both_signed(&self.truth, core.view(), agreed));
            self.report.sites_read += 1;
            self.require(checked);
        }
    }

    pub(super) fn judge_papers_at_node(&mut self, node: usize) {
        if !self.plan.papers {
            return;
        }
        if let Some(core) = &self.nodes[node].core {
            let checked = self.judge_reveals(core.view(), None);
            self.require(checked);
        }
        self.check_sites();
    }

    pub(super) fn judge_papers_at_device(&mut self, device: usize) {
        if !self.plan.papers {
            return;
        }
        let view = self.devices[device].desk.view();
        let checked = self.judge_reveals(view, self.plan.bug);
        self.require(checked);
        for exchange in self.devices[device].desk.view().exchanges() {
            for side in 0..2 {
                let checked = self.judge_paper(device, &exchange, self.sides[side].id);
                self.require(checked);
            }
        }
    }

    fn judge_reveals(&self, view: &LineView, bug: Option<Bug>) -> Result<(), Violation> {
        for exchange in view.exchanges() {
            for (side, reveal) in &exchange.reveals {
                check_revealed(&self.truth, exchange.subject, *side, *reveal)?;
            }
            // The planted bug: what came too early counts all the same.
            let early = exchange.without_effect.iter();
            let early = early.filter(|none| none.why == NoEffect::Early);
            for none in early.filter(|_| bug == Some(Bug::EarlyRevealTaken)) {
                let by = view.record(none.record).map(|record| record.header.side);
                let by = by.unwrap_or(exchange.founded_by);
                check_revealed(&self.truth, exchange.subject, by, none.record)?;
            }
        }
        Ok(())
    }

    /// What a device shows of a side's paper.
    fn judge_paper(
        &mut self,
        device: usize,
        exchange: &Exchange,
        side: SideId,
    ) -> Result<(), Violation> {
        let desk: &Desk = &self.devices[device].desk;
        let Some(lodge) = exchange.lodges.get(&side) else {
            return Ok(());
        };
        if side != desk.own_side() && desk.words_of::<PaperText>(lodge.id).is_ok() {
            return Err(Violation::new(
                Promise::Exchange,
                format!("device {device} opens what {side} lodged to itself alone"),
            ));
        }
        let Some(reveal) = exchange.reveals.get(&side) else {
            return Ok(());
        };
        let shown = match self.plan.bug {
            Some(Bug::OtherPaperTaken) => unchecked(desk, *reveal),
            Some(_) | None => match desk.shown(exchange.subject, side) {
                Ok(Some(Shown::Paper(paper))) => Some(paper),
                Ok(Some(Shown::Another)) => {
                    let new = self.handed.opened.insert((device, *reveal));
                    self.report.papers_swapped += u64::from(new);
                    None
                }
                Ok(None) | Err(_) => None,
            },
        };
        let lodged = self.handed.lodged.get(&lodge.id);
        let (Some(shown), Some(lodged)) = (shown, lodged) else {
            return Ok(());
        };
        let new = self.handed.opened.insert((device, *reveal));
        self.report.papers_opened += u64::from(new);
        check_shown(&shown.text, lodged, side)
    }

    /// Once everything works again: each site shows what its node took, where both still stand by it and
    /// its time has come; nothing internal is on the other side's disk.
    pub(super) fn check_papers(&mut self) -> Result<(), Violation> {
        self.check_sites();
        for node in 0..2 {
            let other = storage::Log::Other(self.sides[1 - node].id);
            let logs = [storage::Log::Own(self.sides[node].id), other];
            for bytes in self.nodes[node].disk.all_bytes(&logs) {
                self.handed.internal[1 - node].check("the other side's disk", &bytes)?;
            }
        }
        // A backup that is put back holds fewer releases than were taken since.
        if self.report.restores > 0 {
            return Ok(());
        }
        for taken in &self.handed.released {
            let Taken {
                node,
                name,
                subject,
                agreed,
                at_unix_ms,
            } = taken;
            let now = self.now_of(*node);
            let Some(core) = &self.nodes[*node].core else {
                continue;
            };
            let joint = core.view().joint_statement(*subject);
            let stands = joint.is_some_and(|joint| {
                let agreement = joint.agreement;
                agreement.agreed == Some(*agreed)
                    && agreement.phase == domain::AgreementPhase::Agreed
                    && agreement
                        .facts
                        .is_some_and(|facts| facts.release_unix_ms.max(*at_unix_ms) <= now.unix_ms)
            });
            if stands && !matches!(core.published(now, name), Ok(Some(_))) {
                return Err(Violation::new(
                    Promise::JointRelease,
                    format!("node {node} took a joint statement and doesn't show it at its time"),
                ));
            }
        }
        Ok(())
    }
}

fn paper(text: &str) -> PaperText {
    PaperText {
        title: String::new(),
        text: text.to_owned(),
        languages: Vec::new(),
        recipients: Vec::new(),
        attachments: None,
    }
}

/// The planted bug: whatever is revealed is taken for what was lodged.
fn unchecked(desk: &Desk, reveal: RecordId) -> Option<PaperText> {
    let revealed: Result<Revealed, OpenError> = desk.words_of(reveal);
    decode_canonical("paper", &revealed.ok()?.paper, domain::RECORD_BYTES_MAX).ok()
}
