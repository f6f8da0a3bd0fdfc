//! `detente contact call-sheet`: what lies beside the telephone. Times, people and order of calling are
//! read from the terms that both sides signed; a contact that isn't agreed says so in large.

use clap::Args;
use client::{
    ContactDetails, Desk,
    view::{contact::side_name, report::Reports},
};
use domain::{
    ClockChange, Contact, ContactPhase, Format, Initiative, NodeFacts, SubjectId, Terms,
    clock_changes, local_in,
};
use identity::{DeviceId, Role, SideId};
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::path::PathBuf;

use super::{
    Acting,
    call_sheet_view::{
        Banner, CallSheet, ChangeView, DutyOfficer, DutyView, SheetPerson, SheetStep, SheetTerms,
        SheetTime,
    },
    contact::desk_to_read,
    terms_options::find_contact,
};
use crate::{
    CliError, Context, private_file,
    shown::{rfc3339, short},
};

/// Kept numbers, one on each line, in the side's directory.
const NUMBERS_FILE: &str = "fallback-numbers";
/// Most fallback numbers on a sheet, and longest of them.
const NUMBERS_MAX: usize = 16;
const NUMBER_BYTES_MAX: usize = 256;
/// So long before and after a call changes of the clocks are told.
const CLOCKS_TOLD: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Before the start: when duty officers look whether everything is there, and when people sit down.
const STAGE_BEFORE: SignedDuration = SignedDuration::from_mins(10);
const SIT_DOWN_BEFORE: SignedDuration = SignedDuration::from_mins(5);

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente contact call-sheet 3fa1 --as aide > sheet.txt\n  \
    detente contact call-sheet 3fa1 --fallback \"South's duty officer: +00 1 555 0100\" --keep\n  \
    detente contact call-sheet 3fa1 --duty-officer \"North: A. B., room 12\" --json\n\n\
    Participants are sealed to the leaders' circle: on a duty officer's own sheet their names are missing.")]
pub struct CallSheetArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
    /// A number for when the line is down, with whose it is; repeat for several [default: those kept]
    #[arg(long, value_name = "TEXT")]
    pub fallback: Vec<String>,
    /// Keep these numbers in this directory for later sheets
    #[arg(long, requires = "fallback")]
    pub keep: bool,
    /// Who is on duty, and how to reach them; repeat for several
    #[arg(long, value_name = "TEXT")]
    pub duty_officer: Vec<String>,
}

pub async fn call_sheet(context: &Context, args: &CallSheetArgs) -> Result<CallSheet, CliError> {
    let fallback = numbers(context, args)?;
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let mut sheet = sheet_of(&desk, subject, context.now_unix_ms())?;
    let labels = context.home().people()?;
    for duty in &mut sheet.duty {
        for officer in &mut duty.accredited {
            if let Some(label) = labels.get(&officer.device.to_string()) {
                officer.name = Some(label.name.clone());
            }
        }
    }
    sheet.duty_named.clone_from(&args.duty_officer);
    sheet.fallback = fallback;
    Ok(sheet)
}

fn numbers_path(context: &Context) -> PathBuf {
    context.home().dir().join(NUMBERS_FILE)
}

/// The numbers that were given, or else those that are kept.
fn numbers(context: &Context, args: &CallSheetArgs) -> Result<Vec<String>, CliError> {
    let path = numbers_path(context);
    if args.fallback.is_empty() {
        let kept = private_file::read_if_there(&path)?.unwrap_or_default();
        let kept = kept.lines().map(str::trim).filter(|line| !line.is_empty());
        let kept: Vec<String> = kept.map(str::to_owned).collect();
        return check_numbers(kept);
    }
    let given = check_numbers(args.fallback.clone())?;
    if args.keep {
        private_file::write(&path, format!("{}\n", given.join("\n")).as_bytes())?;
    }
    Ok(given)
}

fn check_numbers(numbers: Vec<String>) -> Result<Vec<String>, CliError> {
    let odd = |number: &String| {
        number.len() > NUMBER_BYTES_MAX
            || number.trim().is_empty()
            || number.chars().any(char::is_control)
    };
    if numbers.len() > NUMBERS_MAX || numbers.iter().any(odd) {
        return Err(CliError::usage(
            "fallback-numbers",
            format!(
                "at most {NUMBERS_MAX} fallback numbers, each on one line of at most {NUMBER_BYTES_MAX} bytes"
            ),
            format!(
                "give fewer or shorter ones; kept ones are in `{NUMBERS_FILE}` in the side's directory"
            ),
        ));
    }
    Ok(numbers)
}

/// Everything that the signed terms say of the call.
pub fn sheet_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<CallSheet, CliError> {
    let ContactDetails {
        contact,
        terms,
        agenda,
    } = desk.details(subject)?;
    let facts = contact
        .facts
        .or_else(|| contact.offers.last().map(|offer| offer.facts))
        .ok_or(client::DeskError::NoContact(subject))?;
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
#[path = "call_sheet_tests.rs"]
mod tests;
