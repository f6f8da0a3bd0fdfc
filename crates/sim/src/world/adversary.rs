//! The dishonest node of the first side. It has its own keys and disk, and nobody else's.

use domain::{Head, Header, Kind, LogItem, Record, RecordId, SealedEntry, SubjectId};
use identity::{PublicKey, SideId};
use line::{ConnId, Frame};
use rand::Rng;
use storage::Log;
use wire::{ToDevice, TrunkFrame};

use super::{Event, World};
use crate::network::Delivery;
use crate::{Adversary, Bug};

/// Node and side that may be dishonest, and who stands against it.
const LIAR: usize = 0;
const WITNESS: usize = 1;

impl World {
    /// The ghost's accreditation, signed by officers whom no charter names, opens the liar's log.
    pub(super) fn plant_ghost(&mut self) {
        if let Some(ghost) = &self.ghost {
            let item = LogItem::Accreditation(ghost.accreditation.clone());
            self.plant(LIAR, &item);
        }
    }

    /// Writes an entry with the node's key behind the back of its program.
    pub(super) fn plant(&mut self, node: usize, item: &LogItem) {
        let side = &self.sides[node];
        let other = &self.sides[1 - node];
        let disk = &self.nodes[node].disk;
        let head = disk.head(Log::Own(side.id), &side.node.public());
        let seen = disk.head(Log::Other(other.id), &other.node.public());
        let entry = SealedEntry::write(head, item, seen, self.unix_ms(), &side.node);
        let planted = disk.plant(Log::Own(side.id), &entry);
        debug_assert_eq!(planted, Ok(()), "no process runs, so the disk answers");
    }

    pub(super) fn misbehave(&mut self) {
        match self.plan.adversary {
            Some(Adversary::ForgedAccept) => self.forge_acceptance(),
            Some(Adversary::TwoStories) => self.tell_two_stories(),
            Some(Adversary::Ghost | Adversary::Unruly) | None => {}
        }
    }

    /// Accepts an offer of the other side in the name of the ghost, or of a real device whose key the
    /// node doesn't have.
    fn forge_acceptance(&mut self) {
        if self.ghost.is_none() || self.nodes[LIAR].core.is_none() {
            return;
        }
        let Some((subject, offer)) = self.unanswered_offer() else {
            return;
        };
        self.kill(LIAR);
        let ghost = self.ghost.as_ref().map(|ghost| ghost.persona.clone());
        let Some(ghost) = ghost else { return };
        let keys = ghost.keys();
        let as_ghost = self.plan.bug.is_some() || self.rng.random_bool(0.5);
        let author = if as_ghost {
            (ghost.side, ghost.person, keys.device())
        } else {
            let real = &self.devices[LIAR].persona;
            (real.side, real.person, real.device())
        };
        let header = Header {
            names: Some(offer),
            ..Header::new(Kind::Accept.number(), subject, author, self.unix_ms())
        };
        let forged = Record::sign(&header, Vec::new(), keys.signing()).expect("a short record");
        self.plant(LIAR, &LogItem::Record(forged.bytes().to_vec()));
        self.report.acceptances_forged += 1;
    }

    /// An offer of the witness's side that the liar holds and nobody accepted.
    fn unanswered_offer(&self) -> Option<(SubjectId, RecordId)> {
        let liar = self.nodes[LIAR].core.as_ref()?;
        let own = self.sides[LIAR].id;
        liar.view()
            .contacts()
            .into_iter()
            .filter(|contact| contact.agreed.is_none())
            .find_map(|contact| Some((contact.subject, contact.offer_for(own)?.id)))
    }

    /// Signs another entry in the place of one that the witness holds, and sends it.
    pub(super) fn tell_two_stories(&mut self) {
        let liar = &self.sides[LIAR];
        let log = Log::Other(liar.id);
        let held = self.nodes[WITNESS].disk.len(log);
        if self.plan.adversary != Some(Adversary::TwoStories)
            || self.proved_at.is_some()
            || held == 0
            || self.nodes[WITNESS].core.is_none()
        {
            return self.note_proof();
        }
        let seq = self.rng.random_range(1..=held);
        let key = liar.node.public();
        let before = self.head_at(liar.id, seq - 1, &key);
        let item = LogItem::Record(b"another story".to_vec());
        let second = SealedEntry::write(
            before,
            &item,
            Head::EMPTY,
            self.unix_ms(),
            &self.sides[LIAR].node,
        );
        for conn in self.network.standing() {
            let bytes = Frame::Entry(second.clone()).to_bytes();
            let delivery = Delivery::Frame {
                end: WITNESS,
                conn,
                bytes,
            };
            self.soon(20, Event::Line(delivery));
            self.report.stories_told_twice += 1;
        }
        self.note_proof();
    }

    fn head_at(&self, side: SideId, seq: u64, key: &PublicKey) -> Head {
        let entry = self.nodes[WITNESS].disk.entry(Log::Other(side), seq);
        let opened = entry.and_then(|sealed| Some((sealed.open(key).ok()?, sealed.hash())));
        opened.map_or(Head::EMPTY, |(entry, hash)| Head {
            generation: entry.generation,
            seq,
            hash,
        })
    }

    fn note_proof(&mut self) {
        let liar = self.sides[LIAR].id;
        if self.proved_at.is_none() && self.nodes[WITNESS].disk.fork_proof(liar).is_some() {
            self.proved_at = Some(self.truth.len(self.sides[WITNESS].id) + 1);
        }
    }

    /// The ghost in a roster that the liar passes to one of its own devices.
    pub(super) fn haunt_device(&mut self, node: usize, mut message: ToDevice) -> ToDevice {
        if node != LIAR || self.plan.adversary != Some(Adversary::Ghost) {
            return message;
        }
        let eager = self.plan.bug == Some(Bug::GhostTrusted);
        if let ToDevice::Roster {
            call,
            group,
            members,
        } = &mut message
            && (eager || self.rng.random_bool(0.3))
        {
            let core = self.nodes[LIAR].core.as_ref();
            let contact = core.and_then(|core| {
                let contacts = core.view().contacts();
                let named = contacts.iter().find(|contact| {
                    contact.agreed.is_some_and(|agreed| {
                        node::app::calls::call_id(contact.subject, agreed) == *call
                    })
                });
                named.map(|contact| contact.subject)
            });
            let ghost = self.ghost.as_ref().zip(contact);
            if let Some(member) = ghost.and_then(|(ghost, contact)| ghost.member(contact, *group)) {
                members.push(member);
                self.report.ghosts_named += 1;
            }
        }
        message
    }

    /// What an unruly node makes of a frame: nothing, another one, or one that comes later or twice.
    pub(super) fn twist(&mut self, node: usize, conn: ConnId, bytes: Vec<u8>) -> Option<Vec<u8>> {
        if node != LIAR || !self.storm || self.plan.adversary != Some(Adversary::Unruly) {
            return Some(bytes);
        }
        let dice = self.rng.random_range(0..100);
        if dice >= 20 {
            return Some(swap_key_packages(bytes, dice));
        }
        self.report.frames_twisted += 1;
        let later = |bytes: &[u8]| {
            Event::Line(Delivery::Frame {
                end: WITNESS,
                conn,
                bytes: bytes.to_vec(),
            })
        };
        match dice {
            0..5 => None,
            5..10 => {
                self.soon(5_000, later(&bytes));
                Some(bytes)
            }
            10..16 => {
                self.soon(2_000, later(&bytes));
                None
            }
            _ => {
                let mut garbled = bytes;
                let place = self.rng.random_range(0..garbled.len().max(1));
                if let Some(byte) = garbled.get_mut(place) {
                    *byte ^= 1 << self.rng.random_range(0..8);
                }
                Some(garbled)
            }
        }
    }

    /// The ghost in a roster that the liar sends to the other node.
    pub(super) fn haunt_line(&mut self, node: usize, bytes: Vec<u8>) -> Vec<u8> {
        if node != LIAR || self.plan.adversary != Some(Adversary::Ghost) {
            return bytes;
        }
        let Ok(Frame::Call(call)) = Frame::from_bytes(&bytes) else {
            return bytes;
        };
        let Ok(TrunkFrame::Roster {
            contact,
            call,
            group,
            mut members,
        }) = TrunkFrame::decode(&call)
        else {
            return bytes;
        };
        if self.plan.bug.is_some() || !self.rng.random_bool(0.2) {
            return bytes;
        }
        let ghost = self.ghost.as_ref();
        let Some(member) = ghost.and_then(|ghost| ghost.member(contact, group)) else {
            return bytes;
        };
        members.push(member);
        self.report.ghosts_named += 1;
        let haunted = TrunkFrame::Roster {
            contact,
            call,
            group,
            members,
        };
        Frame::Call(haunted.encode()).to_bytes()
    }
}

/// Of two members of a roster each gets the other's key package; one frame in four.
fn swap_key_packages(bytes: Vec<u8>, dice: u32) -> Vec<u8> {
    let Ok(Frame::Call(call)) = Frame::from_bytes(&bytes) else {
        return bytes;
    };
    let Ok(TrunkFrame::Roster {
        contact,
        call,
        group,
        mut members,
    }) = TrunkFrame::decode(&call)
    else {
        return bytes;
    };
    if members.len() < 2 || dice < 80 {
        return bytes;
    }
    let first = members[0].join.clone();
    members[0].join = std::mem::replace(&mut members[1].join, first);
    let swapped = TrunkFrame::Roster {
        contact,
        call,
        group,
        members,
    };
    Frame::Call(swapped.encode()).to_bytes()
}
