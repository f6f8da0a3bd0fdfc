//! A contact as a person is shown it: what both nodes fold, and what is sealed to this device.

use domain::{
    Answer, Contact, ContactPhase, Event, Initiative, Kind, Origin, SubjectId, Terms, local_in,
};
use identity::{DeviceId, SideId};
use jiff::Timestamp;
use serde::Serialize;

use super::{
    report::{ReportedLine, ReportedView, Reports, reports_about, sealed_about},
    shown::utc,
    without_effect::NoEffectWhy,
};
use crate::{ContactDetails, Desk, DeskError};

/// One contact.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ContactView {
    pub contact: SubjectId,
    pub phase: String,
    /// It was entered as held elsewhere: there are no signed terms.
    pub held_outside: bool,
    pub proposed_by: String,
    /// Whose word is awaited, if anybody's.
    pub awaited: Option<String>,
    pub start_unix_ms: Option<i64>,
    /// The start as each side's clocks show it.
    pub local: Vec<LocalView>,
    pub duration_min: Option<u32>,
    pub medium: Option<String>,
    pub public_part: Option<String>,
    /// Terms sealed to staff; absent where this device can't read them.
    pub terms: Option<TermsView>,
    /// The record under which both signatures stand.
    pub agreed: Option<String>,
    /// Sealed to leadership; absent where this device can't read it.
    pub agenda: Option<AgendaView>,
    pub offers: Vec<OfferView>,
    /// Sides whose duty officer confirmed.
    pub confirmed: Vec<String>,
    pub started_unix_ms: Option<i64>,
    pub ended_unix_ms: Option<i64>,
    pub end_reason: Option<String>,
    /// Both nodes attest the start, or the end, of the same call; otherwise what is said of it is one
    /// node's word.
    pub start_attested: bool,
    pub end_attested: bool,
    /// What each side's node says of the call.
    pub attested: Vec<AttestedView>,
    pub aborted_by: Option<String>,
    pub history: Vec<ActView>,
    /// What the counterpart is reported to have done: this side's word alone, never signed.
    pub reported: Vec<ReportedView>,
    /// Reports that this device can't read.
    pub reports_sealed: usize,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LocalView {
    pub side: String,
    pub zone: String,
    pub civil: String,
    pub offset: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TermsView {
    pub initiative: String,
    /// The side whose initiative it is said to be; absent for mutual and unstated.
    pub initiative_of: Option<String>,
    pub languages: Vec<String>,
    pub format: String,
    pub voice_depth: u8,
    pub tz_version: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AgendaView {
    pub items: Vec<ItemView>,
    pub participants: Vec<ParticipantView>,
    pub reason: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ItemView {
    pub title: String,
    pub state: String,
    pub carried_from: Option<SubjectId>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ParticipantView {
    pub side: String,
    pub role: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OfferView {
    pub record: String,
    pub by: String,
    pub start_unix_ms: i64,
    pub answer: String,
    pub answer_by_unix_ms: Option<i64>,
}

/// One node's record of the call.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttestedView {
    pub side: String,
    pub started_unix_ms: Option<i64>,
    pub ended_unix_ms: Option<i64>,
    pub end_reason: Option<String>,
    pub medium: Option<String>,
    pub on_line: Vec<DeviceId>,
}

/// One record about the contact.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ActView {
    pub side: String,
    pub seq: u64,
    pub node_unix_ms: i64,
    pub what: String,
    pub reason: Option<String>,
    /// Why it changes nothing, where it doesn't.
    pub without_effect: Option<NoEffectWhy>,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ContactLine {
    pub contact: SubjectId,
    pub phase: String,
    pub proposed_by: String,
    pub start_unix_ms: Option<i64>,
    /// In the own side's zone where this device reads the terms.
    pub start: Option<String>,
    pub medium: Option<String>,
    /// What the counterpart is reported to have done last.
    pub reported: Option<ReportedView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ContactList {
    pub contacts: Vec<ContactLine>,
    /// Contacts that may come and are known from reports alone.
    pub reported: Vec<ReportedLine>,
}

/// The short name of a side; its id where it isn't one of the line's two.
pub fn side_name(desk: &Desk, side: SideId) -> String {
    desk.view()
        .charter(side)
        .map_or_else(|| side.to_string(), |charter| charter.name.clone())
}

/// All contacts, by their start.
pub fn list_of(desk: &Desk) -> ContactList {
    let reports = Reports::read(desk, false);
    let mut contacts: Vec<ContactLine> = desk
        .view()
        .contacts()
        .into_iter()
        .map(|contact| {
            let details = desk.details(contact.subject).ok();
            let terms = details.and_then(|details| details.terms);
            let facts = shown_facts(&contact);
            let start = facts.map(|facts| facts.start_unix_ms);
            let local = terms
                .iter()
                .flat_map(|terms| &terms.local)
                .find(|local| local.side == desk.own_side())
                .map(|local| format!("{} {}", local.civil, local.zone));
            ContactLine {
                contact: contact.subject,
                phase: contact.phase.to_string(),
                proposed_by: side_name(desk, contact.proposed_by),
                start_unix_ms: start,
                start: local.or(start.map(utc)),
                medium: facts.map(|facts| facts.medium.to_string()),
                reported: reports.newest_about(contact.subject).cloned(),
            }
        })
        .collect();
    contacts.sort_by_key(|line| (line.start_unix_ms, line.contact));
    ContactList {
        contacts,
        reported: reports.contacts(desk),
    }
}

/// Agreed facts, or those of the newest offer.
fn shown_facts(contact: &Contact) -> Option<domain::NodeFacts> {
    contact
        .facts
        .or_else(|| contact.offers.last().map(|offer| offer.facts))
}

/// Everything that this device can tell of a contact.
pub fn view_of(
    desk: &Desk,
    subject: SubjectId,
    now_unix_ms: i64,
) -> Result<ContactView, DeskError> {
    let ContactDetails {
        contact,
        terms,
        agenda,
    } = desk.details(subject)?;
    let name = |side: SideId| side_name(desk, side);
    let facts = shown_facts(&contact);
    let ended = contact.ended.values().next();
    let reported = reports_about(desk, &[subject], false);
    Ok(ContactView {
        contact: subject,
        phase: contact.phase.to_string(),
        held_outside: contact.outside.is_some(),
        proposed_by: name(contact.proposed_by),
        awaited: awaited(desk, &contact, now_unix_ms),
        start_unix_ms: facts.map(|facts| facts.start_unix_ms),
        local: terms
            .as_ref()
            .map_or_else(Vec::new, |terms| locals(desk, terms)),
        duration_min: facts.map(|facts| facts.duration_min),
        medium: facts.map(|facts| facts.medium.to_string()),
        public_part: facts.map(|facts| facts.public_part.to_string()),
        terms: terms.map(|terms| terms_view(desk, &contact, &terms)),
        agreed: contact.agreed.map(|id| id.to_string()),
        agenda: agenda.map(|agenda| AgendaView {
            items: agenda
                .items
                .into_iter()
                .map(|item| ItemView {
                    title: item.title,
                    state: item.state.to_string(),
                    carried_from: item.carried_from.map(|Origin(from)| from),
                })
                .collect(),
            participants: agenda
                .participants
                .into_iter()
                .map(|one| ParticipantView {
                    side: name(one.side),
                    role: one.role,
                    name: one.name,
                })
                .collect(),
            reason: agenda.reason,
        }),
        offers: contact
            .offers
            .iter()
            .map(|offer| OfferView {
                record: offer.id.to_string(),
                by: name(offer.side),
                start_unix_ms: offer.facts.start_unix_ms,
                answer: offer.answer_at(now_unix_ms).name().to_owned(),
                answer_by_unix_ms: offer.expires_unix_ms,
            })
            .collect(),
        confirmed: contact.confirmed.keys().map(|side| name(*side)).collect(),
        started_unix_ms: contact
            .started
            .values()
            .map(|started| started.at_unix_ms)
            .min(),
        ended_unix_ms: ended.map(|ended| ended.at_unix_ms),
        end_reason: ended.map(|ended| ended.reason.to_string()),
        start_attested: contact.start_attested(),
        end_attested: contact.end_attested(),
        attested: attested(desk, &contact),
        aborted_by: contact.aborted_by.map(name),
        history: history(desk, &contact),
        reports_sealed: sealed_about(desk, subject, reported.len()),
        reported,
    })
}

/// The zones of both capitals, as the terms name them that were agreed last and are read here; none that
/// isn't known here.
pub fn zones_agreed_last(desk: &Desk) -> Vec<(SideId, String)> {
    let contacts = desk.view().contacts().into_iter();
    let agreed =
        contacts.filter_map(|contact| Some((contact.facts?.start_unix_ms, contact.agreed?)));
    let mut agreed: Vec<_> = agreed.collect();
    agreed.sort_unstable();
    let terms = agreed.into_iter().rev();
    let mut read = terms.filter_map(|(_, id)| desk.terms_of(id).ok());
    let locals = read.next().into_iter().flat_map(|terms| terms.local);
    let known = locals.filter(|local| local_in(Timestamp::UNIX_EPOCH, &local.zone).is_ok());
    known.map(|local| (local.side, local.zone)).collect()
}

/// A moment as one side's clocks show it; UTC where its zone is unknown here.
pub(super) fn local_at(desk: &Desk, side: SideId, zone: &str, unix_ms: i64) -> LocalView {
    let at = Timestamp::from_millisecond(unix_ms).ok();
    let here = at.and_then(|at| local_in(at, zone).ok());
    LocalView {
        side: side_name(desk, side),
        zone: zone.to_owned(),
        civil: here
            .as_ref()
            .map_or_else(|| utc(unix_ms), |here| here.civil.clone()),
        offset: here.map_or_else(String::new, |here| here.offset),
    }
}

pub(super) fn locals(desk: &Desk, terms: &Terms) -> Vec<LocalView> {
    let start = Timestamp::from_millisecond(terms.start_unix_ms).ok();
    terms
        .local
        .iter()
        .map(|local| {
            let here = start.and_then(|start| local_in(start, &local.zone).ok());
            LocalView {
                side: side_name(desk, local.side),
                zone: local.zone.clone(),
                civil: local.civil.clone(),
                offset: here.map_or_else(String::new, |here| here.offset),
            }
        })
        .collect()
}

pub(super) fn terms_view(desk: &Desk, contact: &Contact, terms: &Terms) -> TermsView {
    let recipient = desk
        .view()
        .sides()
        .find(|side| *side != contact.proposed_by);
    let of = match terms.initiative {
        Initiative::Proposer => Some(contact.proposed_by),
        Initiative::Recipient => recipient,
        Initiative::Mutual | Initiative::Unstated => None,
    };
    TermsView {
        initiative: terms.initiative.to_string(),
        initiative_of: of.map(|side| side_name(desk, side)),
        languages: terms.languages.clone(),
        format: terms.format.to_string(),
        voice_depth: terms.voice_depth,
        tz_version: terms.tz_version.clone(),
    }
}

pub fn awaited(desk: &Desk, contact: &Contact, now_unix_ms: i64) -> Option<String> {
    let own = desk.own_side();
    let other = desk.other_side().ok()?;
    let open = |side| {
        let offer = contact.offer_for(side);
        offer.is_some_and(|offer| offer.answer_at(now_unix_ms) == Answer::Open)
    };
    match contact.phase {
        ContactPhase::Proposed | ContactPhase::Agreed | ContactPhase::Postponed => {
            let sides = [own, other].into_iter().filter(|side| open(*side));
            let names: Vec<String> = sides.map(|side| side_name(desk, side)).collect();
            (!names.is_empty()).then(|| format!("an answer of {}", names.join(" and ")))
        }
        ContactPhase::Staging => [own, other]
            .into_iter()
            .find(|side| !contact.confirmed.contains_key(side))
            .map(|side| format!("{}'s duty officer", side_name(desk, side))),
        ContactPhase::ReportedOutside => {
            let by = contact.outside?.by;
            let side = if by == own { other } else { own };
            Some(format!("{}'s own entry of it", side_name(desk, side)))
        }
        ContactPhase::Declined
        | ContactPhase::Withdrawn
        | ContactPhase::Cancelled
        | ContactPhase::Staged
        | ContactPhase::OnTheLine
        | ContactPhase::Ended
        | ContactPhase::HeldOutside => None,
    }
}

fn attested(desk: &Desk, contact: &Contact) -> Vec<AttestedView> {
    desk.view()
        .sides()
        .filter_map(|side| {
            let (started, ended) = (contact.started.get(&side), contact.ended.get(&side));
            let said = started.is_some() || ended.is_some();
            said.then(|| AttestedView {
                side: side_name(desk, side),
                started_unix_ms: started.map(|started| started.at_unix_ms),
                ended_unix_ms: ended.map(|ended| ended.at_unix_ms),
                end_reason: ended.map(|ended| ended.reason.to_string()),
                medium: started.map(|started| started.medium.to_string()),
                on_line: started.map_or_else(Vec::new, |started| started.on_line.clone()),
            })
        })
        .collect()
}

/// What a record of this kind did, as a word of its own.
fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Propose => "proposed",
        Kind::Counter => "countered",
        Kind::Accept => "accepted",
        Kind::Decline => "declined",
        Kind::Withdraw => "withdrew",
        Kind::Cancel => "cancelled",
        Kind::Postpone => "postponed",
        Kind::HeldOutside => "entered it as held outside",
        Kind::ConfirmOutside => "confirmed that it was held outside",
        Kind::Grant => "handed on a key",
        Kind::ConfirmStage => "confirmed the staging",
        Kind::Abort => "aborted",
        Kind::AnnounceRelease => "released a text",
        Kind::CallNow => "asked for a call at once",
        Kind::TakeCall => "took the call",
        Kind::Found
        | Kind::Join
        | Kind::DeclareAim
        | Kind::Link
        | Kind::Unlink
        | Kind::Review
        | Kind::Close
        | Kind::NameDelegation
        | Kind::HandOver
        | Kind::Revise
        | Kind::Reply
        | Kind::Lodge
        | Kind::Reveal
        | Kind::Send
        | Kind::Present
        | Kind::Acknowledge
        | Kind::Object => "did what isn't done to a contact",
    }
}

fn history(desk: &Desk, contact: &Contact) -> Vec<ActView> {
    let mut acts: Vec<ActView> = desk
        .view()
        .history(contact.subject)
        .iter()
        .map(|placed| {
            let (what, reason, without_effect) = match &placed.event {
                Event::Record { id, kind, .. } => {
                    let reasons = matches!(kind, Kind::Decline | Kind::Cancel | Kind::Postpone);
                    let reason = reasons.then(|| desk.reason_of(*id)).flatten();
                    let mut none = contact.without_effect.iter();
                    let none = none.find(|none| none.record == *id);
                    (kind_name(*kind), reason, none.map(|none| none.why.into()))
                }
                Event::Started(_) => ("attests that the floor opened", None, None),
                Event::Ended(_) => ("attests that the call ended", None, None),
            };
            ActView {
                side: side_name(desk, placed.side),
                seq: placed.seq,
                node_unix_ms: placed.node_unix_ms,
                what: what.to_owned(),
                reason,
                without_effect,
            }
        })
        .collect();
    // For reading only: nodes' clocks order nothing.
    acts.sort_by_key(|act| act.node_unix_ms);
    acts
}
