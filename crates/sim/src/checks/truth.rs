//! What the two nodes really wrote, read entry by entry: an independent, slower reading of the logs
//! than the fold's, with nothing in common but the signatures.

use domain::{
    EntryHash, Kind, LogItem, NodeFacts, Noun, Record, RecordId, SealedEntry, SilenceFacts,
    SubjectId,
};
use identity::{
    Accreditation, Charter, DeviceId, Hash32, Role, RoleSet, SideId, SignedAccreditation,
    SignedRevocation, encode_canonical, sha256,
};
use std::collections::BTreeMap;

/// What an entry says, if its signatures stand where it stands.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    Accredited(Box<Accreditation>),
    Revoked(DeviceId),
    Signed(SignedAct),
    Nothing,
}

/// A record whose author's accreditation stood.
#[derive(Debug, Clone)]
pub(crate) struct SignedAct {
    pub id: RecordId,
    pub noun: Noun,
    pub kind: Kind,
    pub subject: SubjectId,
    /// Of a text that is put under silence: until when.
    pub silence_until_ms: Option<i64>,
    /// A message of the highest precedence.
    pub flash: bool,
    pub names: Option<RecordId>,
    pub facts: Option<NodeFacts>,
    pub roles: RoleSet,
}

impl SignedAct {
    /// Whether its author may bind the side.
    pub fn binds(&self) -> bool {
        self.roles.contains(Role::Principal) || self.roles.contains(Role::Sherpa)
    }

    /// Whether its author may take a message: of leaders anybody who is awake, of duty officers they.
    pub fn takes_messages(&self) -> bool {
        let duty = self.roles.contains(Role::DutyOfficer);
        match self.noun {
            Noun::ServiceMessage => duty,
            _ => duty || self.binds(),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub seq: u64,
    pub hash: EntryHash,
    /// Entries of the other log that its writer had seen.
    pub other_seen: u64,
    pub node_unix_ms: i64,
    pub said: Said,
}

/// One side's log.
pub(crate) struct Chain {
    charter: Charter,
    pub entries: Vec<Written>,
}

fn latest_ms(entries: &[Written]) -> i64 {
    let times = entries.iter().map(|entry| entry.node_unix_ms);
    times.max().unwrap_or(i64::MIN)
}

/// What a subject begins with.
pub(crate) struct First<'a> {
    pub side: SideId,
    pub other: SideId,
    pub entry: &'a Written,
    pub act: &'a SignedAct,
}

/// Both logs.
pub(crate) struct Truth(BTreeMap<SideId, Chain>);

/// What an item is known by.
pub(crate) fn item_hash(item: &LogItem) -> Hash32 {
    Hash32(sha256(&encode_canonical(item)))
}

impl Truth {
    pub fn new(charters: impl IntoIterator<Item = Charter>) -> Self {
        let chains = charters.into_iter().map(|charter| {
            let chain = Chain {
                entries: Vec::new(),
                charter,
            };
            (chain.charter.side(), chain)
        });
        Self(chains.collect())
    }

    pub fn chain(&self, side: SideId) -> &Chain {
        &self.0[&side]
    }

    pub fn chains(&self) -> impl Iterator<Item = (&SideId, &Chain)> {
        self.0.iter()
    }

    /// The first act of this kind about a subject, with its side and the other.
    pub fn first(&self, kind: Kind, subject: SubjectId) -> Option<First<'_>> {
        let mut sides: Vec<SideId> = self.0.keys().copied().collect();
        for _ in 0..sides.len() {
            let mut acts = self.0[&sides[0]].acts(u64::MAX);
            let found = acts.find(|(_, act)| act.kind == kind && act.subject == subject);
            if let Some((entry, act)) = found {
                let (side, other) = (sides[0], *sides.get(1)?);
                return Some(First {
                    side,
                    other,
                    entry,
                    act,
                });
            }
            sides.rotate_left(1);
        }
        None
    }

    pub fn len(&self, side: SideId) -> u64 {
        self.0[&side].entries.len() as u64
    }

    /// Takes what a node wrote since.
    pub fn grow(&mut self, side: SideId, entries: &[SealedEntry]) -> Result<(), String> {
        let chain = self.0.get_mut(&side).ok_or("an unknown side")?;
        for sealed in entries {
            let entry = sealed
                .open(&chain.charter.node_key)
                .map_err(|error| format!("a node wrote what it can't read: {error}"))?;
            let seq = chain.entries.len() as u64 + 1;
            if entry.seq != seq {
                return Err(format!("entry {} is on disk in place {seq}", entry.seq));
            }
            let said = chain.read(sealed, entry.node_unix_ms);
            chain.entries.push(Written {
                seq,
                hash: sealed.hash(),
                other_seen: entry.other_seen.seq,
                node_unix_ms: entry.node_unix_ms,
                said,
            });
        }
        Ok(())
    }
}

impl Chain {
    fn read(&self, sealed: &SealedEntry, node_unix_ms: i64) -> Said {
        match sealed.item() {
            Ok(LogItem::Accreditation(bytes)) => SignedAccreditation::decode(&bytes)
                .and_then(|signed| signed.verify(&self.charter))
                .map_or(Said::Nothing, |accreditation| {
                    Said::Accredited(Box::new(accreditation))
                }),
            Ok(LogItem::Revocation(bytes)) => SignedRevocation::decode(&bytes)
                .and_then(|signed| signed.verify(&self.charter))
                .map_or(Said::Nothing, |revocation| Said::Revoked(revocation.device)),
            Ok(LogItem::Record(bytes)) => self.read_record(&bytes, node_unix_ms),
            Ok(LogItem::CallStarted(_) | LogItem::CallEnded(_) | LogItem::Fork(_)) | Err(_) => {
                Said::Nothing
            }
        }
    }

    fn read_record(&self, bytes: &[u8], node_unix_ms: i64) -> Said {
        let Ok(record) = Record::decode(bytes) else {
            return Said::Nothing;
        };
        let header = &record.header;
        let up_to = self.entries.len() as u64;
        let author = self.standing(header.device, up_to, node_unix_ms);
        let (Some(author), Some(kind), Some(noun)) = (author, record.kind(), record.noun()) else {
            return Said::Nothing;
        };
        let signed = header.side == self.charter.side()
            && header.person == author.person
            && record.verify(&author.device_key).is_ok();
        if !signed {
            return Said::Nothing;
        }
        Said::Signed(SignedAct {
            id: record.id,
            noun,
            kind,
            subject: header.subject,
            silence_until_ms: (noun == Noun::SilenceProcedure && kind == Kind::Found)
                .then(|| header.facts_of::<SilenceFacts>(true))
                .flatten()
                .map(|facts| facts.expires_unix_ms),
            flash: record.is_flash(),
            names: header.names,
            facts: header.facts,
            roles: author.roles,
        })
    }

    /// The device's newest accreditation among the first `up_to` entries, at a time that is never
    /// before those of the entries.
    pub fn standing(&self, device: DeviceId, up_to: u64, unix_ms: i64) -> Option<&Accreditation> {
        let read = self.entries.partition_point(|entry| entry.seq <= up_to);
        let entries = &self.entries[..read];
        let at_ms = unix_ms.max(latest_ms(entries));
        let mut standing: Option<&Accreditation> = None;
        for entry in entries {
            match &entry.said {
                Said::Accredited(accreditation) if accreditation.device() == device => {
                    if standing.is_none_or(|older| older.from_unix_ms < accreditation.from_unix_ms)
                    {
                        standing = Some(&**accreditation);
                    }
                }
                // A revoked device doesn't come back.
                Said::Revoked(revoked) if *revoked == device => return None,
                Said::Accredited(_) | Said::Revoked(_) | Said::Signed(_) | Said::Nothing => {}
            }
        }
        standing.filter(|accreditation| accreditation.covers(at_ms))
    }

    /// Whether officers accredited the device among the first `up_to` entries, revoked since or not.
    pub fn was_accredited(&self, device: DeviceId, up_to: u64) -> bool {
        self.entries
            .iter()
            .take_while(|entry| entry.seq <= up_to)
            .any(|entry| matches!(&entry.said, Said::Accredited(paper) if paper.device() == device))
    }

    /// Whether an entry is a record of a device that stood.
    pub fn is_signed(&self, seq: u64) -> bool {
        let at = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1));
        let entry = at.and_then(|at| self.entries.get(at));
        entry.is_some_and(|entry| matches!(entry.said, Said::Signed(_)))
    }

    /// Signed records among the first `up_to` entries.
    pub fn acts(&self, up_to: u64) -> impl Iterator<Item = (&Written, &SignedAct)> {
        self.entries
            .iter()
            .take_while(move |entry| entry.seq <= up_to)
            .filter_map(|entry| match &entry.said {
                Said::Signed(act) => Some((entry, act)),
                Said::Accredited(_) | Said::Revoked(_) | Said::Nothing => None,
            })
    }
}
