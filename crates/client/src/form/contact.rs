//! Contacts: proposed, countered, at once, held elsewhere.

use domain::{
    Agenda, Format, Initiative, Medium, NodeFacts, PublicPart, RecordId, SubjectId, Terms,
};
use identity::SideId;
use serde::Deserialize;

use super::{
    AgendaForm, FormError, OutsideItem, Reading, When, Word, civil_unix_ms, outside_items,
    when::answer_by,
};
use crate::{Desk, DeskError, NewContact};

/// Repeats of voice frames, unless said otherwise.
pub const VOICE_DEPTH_USUAL: u8 = 2;
const MINUTE_MS: i64 = 60_000;
/// What two honest clocks may differ by without anybody noticing.
const MARGIN_MS: i64 = 5_000;
/// Where nothing was ever agreed that says in which zones the sides live.
const ZONE_UNKNOWN: &str = "Etc/UTC";

/// Terms that have a usual value, or stand as they stood.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct MoreTerms {
    pub public_part: Option<Word<PublicPart>>,
    pub initiative: Option<Word<Initiative>>,
    /// Empty: as they stand.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    pub format: Option<Word<Format>>,
    /// Repeats of voice frames: 2, or 4 on bad links.
    pub voice_depth: Option<u8>,
    /// The other side accepts before this or not at all.
    pub answer_by: Option<When>,
}

/// A contact to be proposed.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct ContactForm {
    /// As clocks in `zone` show it.
    pub start: String,
    /// The own side's time zone.
    pub zone: String,
    pub other_zone: String,
    pub overlap: Option<Reading>,
    pub duration_min: u32,
    pub medium: Word<Medium>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub more: MoreTerms,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub agenda: AgendaForm,
}

/// What a counter changes in the terms that it answers, or in the agreed ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct CounterForm {
    pub start: Option<String>,
    pub zone: Option<String>,
    pub other_zone: Option<String>,
    pub overlap: Option<Reading>,
    pub duration_min: Option<u32>,
    pub medium: Option<Word<Medium>>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub more: MoreTerms,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub agenda: AgendaForm,
}

/// A call at once, from duty officer to duty officer.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct NowForm {
    /// Minutes until it begins; the other side's duty officer takes it before.
    pub within_min: u32,
    pub duration_min: u32,
    /// As agreed last, unless said.
    pub zone: Option<String>,
    pub other_zone: Option<String>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    pub format: Word<Format>,
}

/// A contact that was held elsewhere.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct HeldOutsideForm {
    /// As clocks in `zone` showed it.
    pub start: String,
    pub zone: String,
    pub overlap: Option<Reading>,
    pub duration_min: u32,
    pub medium: Word<Medium>,
    pub public_part: Option<Word<PublicPart>>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub items: Vec<OutsideItem>,
    /// From whom and how this is known.
    pub reason: Option<String>,
}

/// The medium's usual public part, unless said otherwise.
pub fn public_part(medium: Medium, said: Option<PublicPart>) -> PublicPart {
    said.unwrap_or(medium.usual_public_part())
}

fn said<T: Copy>(word: Option<Word<T>>) -> Option<T> {
    word.map(|word| word.0)
}

impl ContactForm {
    pub fn start_unix_ms(&self) -> Result<i64, FormError> {
        civil_unix_ms(&self.start, &self.zone, self.overlap)
    }

    pub fn made(&self, desk: &Desk, now_unix_ms: i64) -> Result<NewContact, FormError> {
        let more = &self.more;
        let medium = self.medium.0;
        let terms = Terms {
            start_unix_ms: self.start_unix_ms()?,
            local: Vec::new(),
            tz_version: String::new(),
            duration_min: self.duration_min,
            medium,
            public_part: public_part(medium, said(more.public_part)),
            initiative: said(more.initiative).unwrap_or(Initiative::Unstated),
            languages: more.languages.clone(),
            format: said(more.format).unwrap_or(Format::NoInterpreters),
            voice_depth: more.voice_depth.unwrap_or(VOICE_DEPTH_USUAL),
        };
        let (own, other) = (desk.own_side(), desk.other_side()?);
        Ok(NewContact {
            terms: terms.with_locals(&[(own, &self.zone), (other, &self.other_zone)])?,
            agenda: self.agenda.agenda(desk, None)?,
            expires_unix_ms: answer_by(more.answer_by.as_ref(), now_unix_ms)?,
        })
    }
}

impl CounterForm {
    pub fn made(
        &self,
        desk: &Desk,
        contact: SubjectId,
        now_unix_ms: i64,
    ) -> Result<NewContact, FormError> {
        let newest = countered(desk, contact)?;
        let standing = desk.agenda_of(newest)?;
        Ok(NewContact {
            terms: self.terms(desk.own_side(), desk.terms_of(newest)?)?,
            agenda: self.agenda.agenda(desk, Some(standing))?,
            expires_unix_ms: answer_by(self.more.answer_by.as_ref(), now_unix_ms)?,
        })
    }

    /// The own side's zone, where this counter names it or the terms that it answers do.
    pub fn own_zone(&self, desk: &Desk, contact: SubjectId) -> Result<String, FormError> {
        if let Some(zone) = &self.zone {
            return Ok(zone.clone());
        }
        let terms = desk.terms_of(countered(desk, contact)?)?;
        let locals = terms.local.into_iter();
        let mut own = locals.filter(|local| local.side == desk.own_side());
        Ok(own
            .next()
            .map_or_else(|| "UTC".to_owned(), |local| local.zone))
    }

    /// The offered terms with what this counter changes in them.
    fn terms(&self, own: SideId, mut terms: Terms) -> Result<Terms, FormError> {
        let zones: Vec<(SideId, String)> = terms
            .local
            .iter()
            .map(|local| {
                let said = if local.side == own {
                    &self.zone
                } else {
                    &self.other_zone
                };
                (
                    local.side,
                    said.clone().unwrap_or_else(|| local.zone.clone()),
                )
            })
            .collect();
        if let Some(start) = &self.start {
            let zone = zones.iter().find(|(side, _)| *side == own);
            let zone = zone.map_or("UTC", |(_, zone)| zone);
            terms.start_unix_ms = civil_unix_ms(start, zone, self.overlap)?;
        }
        let more = &self.more;
        if let Some(Word(medium)) = self.medium {
            terms.medium = medium;
            terms.public_part = medium.usual_public_part();
        }
        terms.duration_min = self.duration_min.unwrap_or(terms.duration_min);
        terms.public_part = said(more.public_part).unwrap_or(terms.public_part);
        terms.initiative = said(more.initiative).unwrap_or(terms.initiative);
        terms.format = said(more.format).unwrap_or(terms.format);
        terms.voice_depth = more.voice_depth.unwrap_or(terms.voice_depth);
        if !more.languages.is_empty() {
            terms.languages.clone_from(&more.languages);
        }
        let zones: Vec<(SideId, &str)> = zones
            .iter()
            .map(|(side, zone)| (*side, zone.as_str()))
            .collect();
        Ok(terms.with_locals(&zones)?)
    }
}

/// What a counter starts from: the other side's open offer, else what is agreed, else the newest.
fn countered(desk: &Desk, contact: SubjectId) -> Result<RecordId, DeskError> {
    let contact = desk.contact(contact)?;
    let open = contact.offer_for(desk.own_side()).map(|offer| offer.id);
    let newest = contact.offers.last().map(|offer| offer.id);
    let id = open.or(contact.agreed).or(newest);
    id.ok_or(DeskError::NothingToAnswer)
}

impl NowForm {
    pub fn terms(&self, desk: &Desk, now_unix_ms: i64) -> Result<Terms, FormError> {
        let (own, other) = (desk.own_side(), desk.other_side()?);
        let zone = |said: &Option<String>, side| match said {
            Some(zone) => zone.clone(),
            None => zone_agreed_last(desk, side),
        };
        let terms = Terms {
            // The node's clock may be a little behind.
            start_unix_ms: now_unix_ms + i64::from(self.within_min) * MINUTE_MS - MARGIN_MS,
            local: Vec::new(),
            tz_version: String::new(),
            duration_min: self.duration_min,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            initiative: Initiative::Proposer,
            languages: self.languages.clone(),
            format: self.format.0,
            voice_depth: VOICE_DEPTH_USUAL,
        };
        let (zone, other_zone) = (zone(&self.zone, own), zone(&self.other_zone, other));
        Ok(terms.with_locals(&[(own, &zone), (other, &other_zone)])?)
    }
}

/// The zone in which this side read the start of the contact that was agreed last.
pub fn zone_agreed_last(desk: &Desk, side: SideId) -> String {
    let mut agreed: Vec<_> = desk
        .view()
        .contacts()
        .into_iter()
        .filter_map(|contact| Some((contact.facts?.start_unix_ms, contact.agreed?)))
        .collect();
    agreed.sort_unstable();
    let read = |(_, terms)| {
        let local = desk.terms_of(terms).ok()?.local;
        let of_side = local.into_iter().find(|local| local.side == side)?;
        Some(of_side.zone)
    };
    let newest_first = agreed.into_iter().rev();
    let mut zones = newest_first.filter_map(read);
    zones.next().unwrap_or_else(|| ZONE_UNKNOWN.to_owned())
}

impl HeldOutsideForm {
    /// When it began; what is still to come wasn't held.
    pub fn start_unix_ms(&self, now_unix_ms: i64) -> Result<i64, FormError> {
        let start_unix_ms = civil_unix_ms(&self.start, &self.zone, self.overlap)?;
        if start_unix_ms > now_unix_ms {
            return Err(FormError::StillToCome {
                field: "start",
                to_come: "it wasn't held yet",
            });
        }
        Ok(start_unix_ms)
    }

    pub fn made(&self, now_unix_ms: i64) -> Result<(NodeFacts, Agenda), FormError> {
        let medium = self.medium.0;
        let facts = NodeFacts {
            start_unix_ms: self.start_unix_ms(now_unix_ms)?,
            duration_min: self.duration_min,
            medium,
            public_part: public_part(medium, said(self.public_part)),
            voice_depth: VOICE_DEPTH_USUAL,
        };
        let agenda = Agenda {
            items: outside_items(&self.items)?,
            participants: Vec::new(),
            reason: self.reason.clone().unwrap_or_default(),
        };
        Ok((facts, agenda))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_medium_says_what_is_public() {
        let opening = Some(PublicPart::Opening);
        for (said, wanted) in [(None, PublicPart::None), (opening, PublicPart::Opening)] {
            assert_eq!(public_part(Medium::PhoneCall, said), wanted, "{said:?}");
        }
    }
}
