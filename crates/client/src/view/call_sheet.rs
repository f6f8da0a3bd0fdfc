//! A call sheet: times, people and order of calling, read from the terms that both sides signed; a contact
//! that isn't agreed says so in large.

use domain::{
    ClockChange, Contact, ContactPhase, Format, Initiative, NodeFacts, SubjectId, Terms,
    clock_changes, local_in,
};
use identity::{DeviceId, PersonId, Role, SideId};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Serialize;

use super::{
    contact::side_name,
    report::Reports,
    shown::{rfc3339, short},
};
use crate::{ContactDetails, Desk, DeskError};

/// What lies beside the telephone.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CallSheet {
    pub contact: SubjectId,
    pub phase: String,
    /// Both signatures stand under these terms, and nothing took them back.
    pub agreed: bool,
    pub signed_under: Option<String>,
    /// What must be seen first: not agreed, cancelled, newer terms.
    pub banners: Vec<Banner>,
    /// RFC 3339, UTC, as all that follow.
    pub printed: String,
    pub starts: String,
    pub ends: String,
    pub duration_min: u32,
    pub medium: String,
    pub public_part: String,
    /// In both sides' zones; empty where this device can't read the terms.
    pub times: Vec<SheetTime>,
    pub clock_changes: Vec<ChangeView>,
    /// Absent where this device can't read them.
    pub terms: Option<SheetTerms>,
    /// Absent where they are sealed to others.
    pub participants: Option<Vec<SheetPerson>>,
    /// It was entered as held elsewhere: there are no signed terms.
    pub held_outside: bool,
    pub duty: Vec<DutyView>,
    /// As they were named for this sheet.
    pub duty_named: Vec<String>,
    /// Empty where nobody calls.
    pub order: Vec<SheetStep>,
    pub fallback: Vec<String>,
    pub when_down: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Banner {
    pub headline: String,
    pub why: String,
}

/// Start and end as clocks of one side show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetTime {
    pub side: String,
    pub zone: String,
    pub weekday: String,
    pub date: String,
    pub starts: String,
    /// `+03:00`, at the start.
    pub offset: String,
    pub end_date: String,
    pub ends: String,
    pub end_offset: String,
}

/// Clocks that are put forward or back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChangeView {
    pub side: String,
    pub zone: String,
    pub at: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetTerms {
    pub initiative: String,
    pub languages: Vec<String>,
    pub format: String,
    pub tz_version: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetPerson {
    pub side: String,
    pub role: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DutyView {
    pub side: String,
    /// Whose accreditation as duty officer stands.
    pub accredited: Vec<DutyOfficer>,
    pub confirmed: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DutyOfficer {
    pub person: PersonId,
    pub device: DeviceId,
    /// Of the device, where this directory knows it.
    pub name: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetStep {
    pub at: String,
    /// `23:20 North`, for both sides.
    pub local: Vec<String>,
    pub what: String,
}

/// So long before and after a call changes of the clocks are told.
const CLOCKS_TOLD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Before the start: when duty officers look whether everything is there, and when people sit down.
const STAGE_BEFORE: SignedDuration = SignedDuration::from_mins(10);

const SIT_DOWN_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// Everything that the signed terms say of the call.
pub fn sheet_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<CallSheet, DeskError> {
    let ContactDetails {
        contact,
        terms,
        agenda,
    } = desk.details(subject)?;
    let facts = contact
        .facts
        .or_else(|| contact.offers.last().map(|offer| offer.facts))
        .ok_or(DeskError::NoContact(subject))?;
    let name = |side: SideId| side_name(desk, side);
    let caller = caller(&contact, terms.as_ref(), desk);
    Ok(CallSheet {
        contact: subject,
        phase: contact.phase.to_string(),
        agreed: is_agreed(contact.phase),
        signed_under: contact.agreed.map(|id| id.to_string()),
        banners: banners(desk, &contact),
        printed: rfc3339(now_unix_ms),
        starts: rfc3339(facts.start_unix_ms),
        ends: rfc3339(end_unix_ms(&facts)),
        duration_min: facts.duration_min,
        medium: facts.medium.to_string(),
        public_part: facts.public_part.to_string(),
        times: times(desk, terms.as_ref(), &facts),
        clock_changes: changes(desk, terms.as_ref(), &facts, now_unix_ms),
        terms: terms.as_ref().map(|terms| SheetTerms {
            initiative: terms.initiative.to_string(),
            languages: terms.languages.clone(),
            format: terms.format.to_string(),
            tz_version: terms.tz_version.clone(),
        }),
        participants: agenda.map(|agenda| {
            let people = agenda.participants.into_iter();
            let person = |one: domain::Participant| SheetPerson {
                side: name(one.side),
                role: one.role,
                name: one.name,
            };
            people.map(person).collect()
        }),
        duty: duty(desk, &contact, now_unix_ms),
        duty_named: Vec::new(),
        held_outside: contact.outside.is_some(),
        order: match may_be_called(contact.phase) {
            true => order(desk, &contact, terms.as_ref(), &facts),
            false => Vec::new(),
        },
        fallback: Vec::new(),
        when_down: when_down(&short(subject), &name(caller), &others(desk, caller)),
    })
}

fn is_agreed(phase: ContactPhase) -> bool {
    match phase {
        ContactPhase::Agreed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::OnTheLine => true,
        ContactPhase::Proposed
        | ContactPhase::Postponed
        | ContactPhase::Declined
        | ContactPhase::Withdrawn
        | ContactPhase::Cancelled
        | ContactPhase::Ended
        | ContactPhase::ReportedOutside
        | ContactPhase::HeldOutside => false,
    }
}

/// Whether it is called by these terms, or would be once they are agreed.
fn may_be_called(phase: ContactPhase) -> bool {
    is_agreed(phase) || phase == ContactPhase::Proposed
}

/// What whoever relies on this sheet must see first.
fn banners(desk: &Desk, contact: &Contact) -> Vec<Banner> {
    let (headline, why) = match contact.phase {
        ContactPhase::Agreed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::OnTheLine => ("", String::new()),
        ContactPhase::Proposed => (
            "not agreed",
            format!(
                "{} proposed it; there aren't two signatures under these terms",
                side_name(desk, contact.proposed_by)
            ),
        ),
        ContactPhase::Postponed => (
            "postponed",
            "this date no longer stands; newer terms take both signatures".to_owned(),
        ),
        ContactPhase::Declined | ContactPhase::Withdrawn => (
            "not agreed",
            format!("the offer was {}: nobody calls", contact.phase),
        ),
        ContactPhase::Cancelled => ("cancelled", "nobody calls".to_owned()),
        ContactPhase::Ended => ("over", "the call was held".to_owned()),
        ContactPhase::ReportedOutside => (
            "not agreed",
            "entered as held elsewhere, by one side's word alone".to_owned(),
        ),
        ContactPhase::HeldOutside => (
            "over",
            "held elsewhere, as both sides have entered it".to_owned(),
        ),
    };
    let mut banners = Vec::new();
    if !headline.is_empty() {
        banners.push(Banner {
            headline: headline.to_owned(),
            why,
        });
    }
    let waits = |offer: &domain::Offer<NodeFacts>| {
        offer.answer == domain::Answer::Open && Some(offer.id) != contact.agreed
    };
    if is_agreed(contact.phase) && contact.offers.iter().any(waits) {
        banners.push(Banner {
            headline: "newer terms wait".to_owned(),
            why: "this sheet is of those that are signed; print it again once they are answered"
                .to_owned(),
        });
    }
    if let Some(reported) = Reports::read(desk, false).newest_about(contact.subject) {
        banners.push(Banner {
            headline: "reported".to_owned(),
            why: format!(
                "{}; not signed: ask the other duty officer",
                reported.in_short()
            ),
        });
    }
    banners
}

fn end_unix_ms(facts: &NodeFacts) -> i64 {
    let lasts_ms = i64::from(facts.duration_min) * 60_000;
    facts.start_unix_ms.saturating_add(lasts_ms)
}

/// Zones of both sides, where this device reads them.
fn zones(terms: Option<&Terms>) -> impl Iterator<Item = (SideId, &str)> {
    let locals = terms.into_iter().flat_map(|terms| &terms.local);
    locals.map(|local| (local.side, local.zone.as_str()))
}

/// Date and time of a moment, as `2030-01-10` and `23:30`, with weekday and offset.
fn shown_in(unix_ms: i64, zone: &str) -> Option<(String, String, String, String)> {
    let at = Timestamp::from_millisecond(unix_ms).ok()?;
    let local = local_in(at, zone).ok()?;
    let (date, clock) = local.civil.split_once('T')?;
    let day: Date = date.parse().ok()?;
    let weekday = day.strftime("%A").to_string();
    Some((date.to_owned(), clock.to_owned(), weekday, local.offset))
}

fn times(desk: &Desk, terms: Option<&Terms>, facts: &NodeFacts) -> Vec<SheetTime> {
    let time = |(side, zone): (SideId, &str)| {
        let (date, starts, weekday, offset) = shown_in(facts.start_unix_ms, zone)?;
        let (end_date, ends, _, end_offset) = shown_in(end_unix_ms(facts), zone)?;
        Some(SheetTime {
            side: side_name(desk, side),
            zone: zone.to_owned(),
            weekday,
            date,
            starts,
            offset,
            end_date,
            ends,
            end_offset,
        })
    };
    zones(terms).filter_map(time).collect()
}

/// Clocks that are put forward or back around the call, and offsets that aren't today's.
fn changes(
    desk: &Desk,
    terms: Option<&Terms>,
    facts: &NodeFacts,
    now_unix_ms: i64,
) -> Vec<ChangeView> {
    let moment = |unix_ms| Timestamp::from_millisecond(unix_ms).ok();
    let (Some(start), Some(end)) = (moment(facts.start_unix_ms), moment(end_unix_ms(facts))) else {
        return Vec::new();
    };
    let from = start.checked_sub(CLOCKS_TOLD).unwrap_or(Timestamp::MIN);
    let to = end.checked_add(CLOCKS_TOLD).unwrap_or(Timestamp::MAX);
    let mut told = Vec::new();
    for (side, zone) in zones(terms) {
        let side = side_name(desk, side);
        for change in clock_changes(zone, from, to).unwrap_or_default() {
            told.push(ChangeView {
                side: side.clone(),
                zone: zone.to_owned(),
                at: change.at.to_string(),
                text: change_in_words(zone, &change, start, end),
            });
        }
        let today = moment(now_unix_ms).and_then(|now| local_in(now, zone).ok());
        let then = local_in(start, zone).ok();
        if let (Some(today), Some(then)) = (today, then)
            && today.offset != then.offset
        {
            told.push(ChangeView {
                side,
                zone: zone.to_owned(),
                at: start.to_string(),
                text: format!(
                    "clocks in {zone} stand at UTC{} at the start, and at UTC{} as this is printed",
                    then.offset, today.offset
                ),
            });
        }
    }
    told
}

fn change_in_words(zone: &str, change: &ClockChange, start: Timestamp, end: Timestamp) -> String {
    let minutes = change.forward_min();
    let way = if minutes < 0 { "back" } else { "forward" };
    let clock = |civil: &str| civil.replace('T', " ");
    let when = if change.at <= start {
        before("before the start", start.duration_since(change.at))
    } else if change.at < end {
        "DURING THE CALL".to_owned()
    } else {
        before("after the end", change.at.duration_since(end))
    };
    format!(
        "clocks in {zone} go {way} by {} min, from {} to {} (UTC{}), {when}",
        minutes.abs(),
        clock(&change.before.civil),
        clock(&change.after.civil),
        change.after.offset
    )
}

fn before(what: &str, span: SignedDuration) -> String {
    match span.as_hours() {
        hours @ 0..48 => format!("{hours} h {what}"),
        hours => format!("{} days {what}", hours / 24),
    }
}

/// Duty officers as each side accredited them, and whether one confirmed.
fn duty(desk: &Desk, contact: &Contact, now_unix_ms: i64) -> Vec<DutyView> {
    let own = desk.own_side();
    let mut sides: Vec<SideId> = desk.view().sides().collect();
    sides.sort_by_key(|side| *side != own);
    let view = |side: SideId| {
        let people = desk.view().people(side);
        let members = people.into_iter().flat_map(domain::People::iter);
        let on_duty = members.filter(|(device, member)| {
            let stands = people.is_some_and(|all| all.standing(**device, now_unix_ms).is_some());
            stands && member.accreditation.roles.contains(Role::DutyOfficer)
        });
        let officer = |(device, member): (&DeviceId, &domain::Member)| DutyOfficer {
            person: member.accreditation.person,
            device: *device,
            name: None,
        };
        DutyView {
            side: side_name(desk, side),
            accredited: on_duty.map(officer).collect(),
            confirmed: contact.confirmed.contains_key(&side),
        }
    };
    sides.into_iter().map(view).collect()
}

/// Whose duty officer telephones the other's: the side whose initiative it is, else the one that proposed.
fn caller(contact: &Contact, terms: Option<&Terms>, desk: &Desk) -> SideId {
    let recipient = desk
        .view()
        .sides()
        .find(|side| *side != contact.proposed_by);
    match terms.map(|terms| terms.initiative) {
        Some(Initiative::Recipient) => recipient.unwrap_or(contact.proposed_by),
        Some(Initiative::Proposer | Initiative::Mutual | Initiative::Unstated) | None => {
            contact.proposed_by
        }
    }
}

fn others(desk: &Desk, side: SideId) -> String {
    let other = desk.view().sides().find(|one| *one != side);
    other.map_or_else(|| "the other side".to_owned(), |side| side_name(desk, side))
}

/// What is done when, by the clocks of both sides.
fn order(
    desk: &Desk,
    contact: &Contact,
    terms: Option<&Terms>,
    facts: &NodeFacts,
) -> Vec<SheetStep> {
    let id = short(contact.subject);
    let interprets = terms.is_some_and(|terms| terms.format == Format::Consecutive);
    let sit_down = match interprets {
        true => "interpreters sit down, then principals",
        false => "principals sit down",
    };
    let steps = [
        (
            facts.start_unix_ms.saturating_sub(ms(STAGE_BEFORE)),
            format!("both duty officers look whether everything is there: `detente call stage {id}`"),
        ),
        (
            facts.start_unix_ms.saturating_sub(ms(SIT_DOWN_BEFORE)),
            format!("{sit_down}; their terminals wait: `detente call join {id}`. Nothing rings yet"),
        ),
        (
            facts.start_unix_ms,
            format!("each duty officer confirms: `detente call confirm {id}`. Whoever confirms first waits for the other"),
        ),
        (
            facts.start_unix_ms,
            "after the second word both principals' terminals ring at once; neither waits for the other".to_owned(),
        ),
        (
            end_unix_ms(facts),
            "planned end; whoever hangs up ends it for both".to_owned(),
        ),
    ];
    let step = |(at_unix_ms, what): (i64, String)| SheetStep {
        at: rfc3339(at_unix_ms),
        local: zones(terms)
            .filter_map(|(side, zone)| {
                let (_, clock, ..) = shown_in(at_unix_ms, zone)?;
                Some(format!("{clock} {}", side_name(desk, side)))
            })
            .collect(),
        what,
    };
    steps.into_iter().map(step).collect()
}

fn ms(span: SignedDuration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn when_down(id: &str, caller: &str, other: &str) -> Vec<String> {
    vec![
        "wait a minute: both nodes try to reach each other by themselves".to_owned(),
        format!("then {caller}'s duty officer telephones {other}'s; after five minutes without a call it is the other way round"),
        "say nothing of the agenda on that telephone: agree only whether to wait or to take another time".to_owned(),
        format!("another time is agreed here once the line is back: `detente contact postpone {id}`, `detente contact counter {id}`"),
        "if the leaders speak by another telephone after all, each side enters it: `detente contact held-outside`".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_clocks_is_told_by_its_distance() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // Clocks in New York go back at 06:00 UTC that day.
        let of = |start: &str, end: &str| {
            let (start, end) = (at(start), at(end));
            let found = clock_changes("America/New_York", start - CLOCKS_TOLD, end + CLOCKS_TOLD);
            let words =
                |change: &ClockChange| change_in_words("America/New_York", change, start, end);
            found.unwrap().iter().map(words).collect::<Vec<_>>()
        };
        let told = "clocks in America/New_York go back by 60 min, from 2021-11-07 02:00 to 2021-11-07 01:00 (UTC-05:00)";
        for (start, end, when) in [
            ("2021-11-14T06:00:00Z", "2021-11-14T07:00:00Z", None),
            (
                "2021-11-14T05:59:59Z",
                "2021-11-14T07:00:00Z",
                Some("6 days before the start"),
            ),
            (
                "2021-11-07T06:00:00Z",
                "2021-11-07T07:00:00Z",
                Some("0 h before the start"),
            ),
            (
                "2021-11-07T05:59:59Z",
                "2021-11-07T06:30:00Z",
                Some("DURING THE CALL"),
            ),
            (
                "2021-11-07T05:00:00Z",
                "2021-11-07T06:00:00Z",
                Some("0 h after the end"),
            ),
            (
                "2021-11-05T05:00:00Z",
                "2021-11-05T06:00:00Z",
                Some("2 days after the end"),
            ),
            ("2021-10-31T05:00:00Z", "2021-10-31T05:59:59Z", None),
        ] {
            let wanted: Vec<String> = when.iter().map(|when| format!("{told}, {when}")).collect();
            assert_eq!(of(start, end), wanted, "{start}");
        }
    }

    #[test]
    fn only_terms_that_stand_are_agreed() {
        use ContactPhase::*;
        let agreed: Vec<ContactPhase> = ContactPhase::ALL
            .iter()
            .copied()
            .filter(|phase| is_agreed(*phase))
            .collect();
        assert_eq!(agreed, [Agreed, Staging, Staged, OnTheLine]);
    }
}
