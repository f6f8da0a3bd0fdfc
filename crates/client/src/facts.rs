//! What was signed of the facts that texts claim, as far as this device reads it.

use domain::{
    ClearedHead, ClearedRound, Delegation, Fact, FactName, Folded, Initiative, InternalKind,
    InternalRecord, RoundTerms, Said, SignedFact, SignedRound, SubjectId,
};
use identity::SideId;
use jiff::Timestamp;

use crate::{Desk, DeskError, subjects::words};

impl Desk {
    /// Tells this side's press what a round's sealed facts are: its place, and who leads.
    pub fn clear_round(
        &self,
        round: SubjectId,
        now_unix_ms: i64,
    ) -> Result<InternalRecord, DeskError> {
        let cleared = self.read_round(round)?;
        let words = words(&cleared, cleared.fits())?;
        self.keep(InternalKind::Clear, round, words, Vec::new(), now_unix_ms)
    }

    /// A round's sealed facts, for who reads them.
    fn read_round(&self, round: SubjectId) -> Result<ClearedRound, DeskError> {
        let folded = self.round(round)?;
        let agreed = folded.agreement.agreed;
        let agreed = agreed.ok_or(DeskError::NotAgreed(round))?;
        let terms: RoundTerms = self.words_of(agreed)?;
        let mut heads = Vec::new();
        for side in self.view.sides() {
            if let Some(delegation) = folded.delegation(side) {
                let named: Delegation = self.words_of(delegation)?;
                heads.push(ClearedHead {
                    side,
                    delegation,
                    office: named.head.office,
                });
            }
        }
        Ok(ClearedRound {
            agreed,
            place: terms.place,
            heads,
        })
    }

    /// An agreed round as it stands: with place and heads where this device reads them, or where
    /// leadership cleared them for the press and nothing newer was signed.
    pub fn signed_round(&self, round: SubjectId) -> Option<SignedRound> {
        let open = SignedRound::open(&self.view, round)?;
        let cleared = self.all_internal::<ClearedRound>(InternalKind::Clear);
        let cleared = cleared.into_iter().rev();
        let cleared = cleared.filter(|(record, _)| record.header().subject == round);
        let known = self.read_round(round).ok().into_iter();
        let mut known = known.chain(cleared.map(|(_, cleared)| cleared));
        let with_sealed = known.find_map(|known| open.clone().cleared(&known));
        Some(with_sealed.unwrap_or(open))
    }

    /// Contacts and rounds of which facts belong to a subject: itself, or those of a track.
    pub fn facts_about(&self, subject: SubjectId) -> Vec<SubjectId> {
        match self.view.track(subject) {
            Some(track) => self.subjects_of(&track),
            None => vec![subject],
        }
    }

    /// What was signed of these contacts and rounds. `said` names the zones in which dates are told.
    pub fn signed_about(&self, subjects: &[SubjectId], said: &[Said]) -> Vec<SignedFact> {
        let of_one = |subject: &SubjectId| match self.view.subject(*subject) {
            Some(Folded::Contact(_)) => self.signed_of_contact(*subject),
            Some(Folded::Round(_)) => self.signed_of_round(*subject, said),
            _ => Vec::new(),
        };
        subjects.iter().flat_map(of_one).collect()
    }

    fn name_of(&self, side: SideId) -> String {
        let charter = self.view.charter(side);
        charter.map_or_else(|| side.to_string(), |charter| charter.name.clone())
    }

    fn signed_of_contact(&self, contact: SubjectId) -> Vec<SignedFact> {
        let Some(signed) = self.signed_facts(contact) else {
            return Vec::new();
        };
        let initiative = signed.initiative.map(|initiative| match initiative {
            Initiative::Proposer => self.name_of(signed.proposed_by),
            Initiative::Recipient => self.name_of(signed.recipient),
            Initiative::Mutual | Initiative::Unstated => initiative.name().to_owned(),
        });
        let starts = [signed.started_unix_ms, Some(signed.planned_start_unix_ms)];
        let starts = starts.into_iter().flatten().filter_map(shown);
        [
            (FactName::Initiative, Vec::from_iter(initiative)),
            (FactName::Medium, vec![signed.medium.name().to_owned()]),
            (FactName::Start, starts.collect()),
            (
                FactName::Duration,
                Vec::from_iter(signed.lasted_min.map(|minutes| minutes.to_string())),
            ),
            (
                FactName::PublicPart,
                vec![signed.public_part.name().to_owned()],
            ),
        ]
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| SignedFact {
            fact: Fact::new(contact, name),
            values,
        })
        .collect()
    }

    fn signed_of_round(&self, round: SubjectId, said: &[Said]) -> Vec<SignedFact> {
        let Some(signed) = self.signed_round(round) else {
            return Vec::new();
        };
        let zones = said
            .iter()
            .filter(|said| said.fact == Fact::new(round, FactName::Date))
            .filter_map(|said| said.value.split_once(" (")?.1.strip_suffix(')'));
        let place = self.zone_of(round);
        let dates = place.iter().map(String::as_str).chain(zones);
        let dates = dates.filter_map(|zone| Some(format!("{} ({zone})", signed.date_in(zone)?)));
        let named = [
            (FactName::Place, Vec::from_iter(signed.place.clone())),
            (FactName::Date, dates.collect()),
            (
                FactName::OtherDate,
                vec![signed.other_date().name().to_owned()],
            ),
            (
                FactName::PrecededBy,
                signed
                    .preceded_by
                    .iter()
                    .map(SubjectId::to_string)
                    .collect(),
            ),
        ];
        let named = named.into_iter().map(|(name, values)| SignedFact {
            fact: Fact::new(round, name),
            values,
        });
        let heads = signed.heads.iter().map(|(side, office)| SignedFact {
            fact: Fact::head(round, *side),
            values: vec![office.clone()],
        });
        named
            .chain(heads)
            .filter(|fact| !fact.values.is_empty())
            .collect()
    }

    /// The zone of a round's place, for who reads it; else UTC.
    fn zone_of(&self, round: SubjectId) -> Option<String> {
        let agreed = self.view.round(round)?.agreement.agreed?;
        let terms: Option<RoundTerms> = self.words_of(agreed).ok();
        let local = terms.and_then(|terms| terms.local.into_iter().next());
        Some(local.map_or_else(|| "UTC".to_owned(), |local| local.zone))
    }
}

/// As documents write it.
fn shown(unix_ms: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(unix_ms).ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}
