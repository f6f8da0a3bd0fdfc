//! What a person sees first: the next contact, and what waits for whom. A principal is shown the next
//! contact and what to do about it now; everybody else what their roles can do something about.

use domain::{
    Action, Contact, ContactPhase, Kind, Matter, Noun, PaperText, RoundTerms, SilenceText,
    SubjectId, Terms, ToDo, TrackTitle, open_matters, roles_of,
};
use identity::{Role, RoleSet};
use serde::Serialize;
use wire::{LineStatus, PromiseItem};

use super::{
    briefing,
    contact::{LocalView, local_at, side_name, zones_agreed_last},
    line_to_take, message, message_draft, press,
    staging::open_call_now,
    task,
};
use crate::{Desk, DeskError};

const MINUTE_MS: i64 = 60_000;
/// Before the start: when principals sit down, and when duty officers begin to connect them.
const SIT_DOWN_BEFORE_MS: i64 = 5 * MINUTE_MS;
const STAGE_BEFORE_MS: i64 = 10 * MINUTE_MS;

/// What the node alone knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct FromNode<'a> {
    pub line: Option<&'a LineStatus>,
    pub promises: &'a [PromiseItem],
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HomeView {
    /// Nothing but the next contact is shown.
    pub principal: bool,
    /// Running, staged, or the next that both sides agreed.
    pub next: Option<NextContact>,
    /// The earliest due first, what has no date last; none for a principal.
    pub matters: Vec<HomeMatter>,
    /// Absent for a principal, who is shown nothing technical, and where the node wasn't asked.
    pub line: Option<LineStatus>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NextContact {
    pub contact: SubjectId,
    pub phase: String,
    pub medium: String,
    pub public_part: String,
    pub start_unix_ms: i64,
    pub duration_min: u32,
    /// In both capitals; empty where this device can't read the terms.
    pub local: Vec<LocalView>,
    /// Whether this person has a place in the call, and it can be taken now.
    pub can_join: bool,
    /// What is to be done now, if anything.
    pub to_do: Option<CallStep>,
    /// Sides whose duty officer confirmed.
    pub confirmed: Vec<String>,
}

/// What one person does about a call now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CallStep {
    /// It begins within minutes: be there.
    SitDown,
    /// It rings, or is running: take it.
    Join,
    /// Look whether everything is there, then confirm.
    Stage,
}

/// Something that waits for a side, or for somebody of the own side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HomeMatter {
    pub side: String,
    /// It waits for the own side.
    pub ours: bool,
    pub to_do: String,
    /// Where to go: the noun, and the subject or internal record.
    pub noun: String,
    pub subject: String,
    /// Absent where this device can't read it.
    pub title: Option<String>,
    pub due_unix_ms: Option<i64>,
    /// When it is due, in both capitals; empty where no terms that this device reads name their zones.
    pub local: Vec<LocalView>,
    pub overdue: bool,
    /// A FLASH that nobody acknowledged.
    pub sounds: bool,
}

/// What this person sees first.
///
/// # Errors
/// Where no accreditation of this device stands.
pub fn home_of(
    desk: &Desk,
    from_node: FromNode<'_>,
    now_unix_ms: i64,
) -> Result<HomeView, DeskError> {
    let roles = desk.offices(now_unix_ms).ok_or(DeskError::NotAccredited)?;
    let principal = roles.contains(Role::Principal);
    let next = next_contact(desk, roles, now_unix_ms);
    let matters = match principal {
        true => Vec::new(),
        false => matters(desk, roles, from_node.promises, now_unix_ms),
    };
    Ok(HomeView {
        principal,
        next,
        matters,
        line: from_node.line.filter(|_| !principal).cloned(),
    })
}

/// How near a contact is to being held: what runs comes before what is staged, then by the start.
fn nearness(phase: ContactPhase) -> Option<u8> {
    match phase {
        ContactPhase::OnTheLine => Some(0),
        ContactPhase::Staged => Some(1),
        ContactPhase::Staging | ContactPhase::Agreed => Some(2),
        ContactPhase::Proposed
        | ContactPhase::Declined
        | ContactPhase::Withdrawn
        | ContactPhase::Postponed
        | ContactPhase::Cancelled
        | ContactPhase::Ended
        | ContactPhase::ReportedOutside
        | ContactPhase::HeldOutside => None,
    }
}

fn next_contact(desk: &Desk, roles: RoleSet, now_unix_ms: i64) -> Option<NextContact> {
    let contacts = desk.view().contacts().into_iter();
    let coming = contacts.filter_map(|contact| {
        let facts = contact.facts?;
        let nearness = nearness(contact.phase)?;
        let end = facts
            .start_unix_ms
            .saturating_add(i64::from(facts.duration_min) * MINUTE_MS);
        // What was agreed and wasn't held in its time comes no more by itself.
        let is_past = nearness == 2 && now_unix_ms >= end;
        (!is_past).then_some((
            (nearness, facts.start_unix_ms, contact.subject),
            contact,
            facts,
        ))
    });
    let (_, contact, facts) = coming.min_by_key(|(order, ..)| *order)?;
    let details = desk.details(contact.subject).ok();
    let terms = details.and_then(|details| details.terms);
    let to_do = call_step(contact.phase, roles, facts.start_unix_ms, now_unix_ms);
    Some(NextContact {
        contact: contact.subject,
        phase: contact.phase.to_string(),
        medium: facts.medium.to_string(),
        public_part: facts.public_part.to_string(),
        start_unix_ms: facts.start_unix_ms,
        duration_min: facts.duration_min,
        local: locals(desk, terms.as_ref(), facts.start_unix_ms),
        can_join: may_join(roles) && to_do == Some(CallStep::Join),
        to_do,
        confirmed: contact
            .confirmed
            .keys()
            .map(|side| side_name(desk, *side))
            .collect(),
    })
}

fn may_join(roles: RoleSet) -> bool {
    let joins = [Action::JoinAndSpeak, Action::JoinAndListen];
    joins
        .into_iter()
        .any(|action| roles.intersects(roles_of(action)))
}

fn call_step(
    phase: ContactPhase,
    roles: RoleSet,
    start_unix_ms: i64,
    now_unix_ms: i64,
) -> Option<CallStep> {
    let within = |before_ms: i64| now_unix_ms >= start_unix_ms.saturating_sub(before_ms);
    let connects = roles.intersects(roles_of(Action::ConfirmStage));
    match phase {
        ContactPhase::OnTheLine | ContactPhase::Staged if may_join(roles) => Some(CallStep::Join),
        ContactPhase::Agreed | ContactPhase::Staging if may_join(roles) => {
            within(SIT_DOWN_BEFORE_MS).then_some(CallStep::SitDown)
        }
        ContactPhase::Agreed | ContactPhase::Staging if connects => {
            within(STAGE_BEFORE_MS).then_some(CallStep::Stage)
        }
        _ => None,
    }
}

fn locals(desk: &Desk, terms: Option<&Terms>, unix_ms: i64) -> Vec<LocalView> {
    let locals = terms.into_iter().flat_map(|terms| &terms.local);
    locals
        .map(|local| local_at(desk, local.side, &local.zone, unix_ms))
        .collect()
}

fn matters(
    desk: &Desk,
    roles: RoleSet,
    promises: &[PromiseItem],
    now_unix_ms: i64,
) -> Vec<HomeMatter> {
    let mut found: Vec<HomeMatter> = open_matters(desk.view(), now_unix_ms)
        .iter()
        .filter(|matter| can_do(desk, matter, roles))
        .map(|matter| of_line(desk, matter))
        .collect();
    let own = Own {
        desk,
        roles,
        now_unix_ms,
    };
    found.extend(own.stagings());
    found.extend(own.tasks());
    found.extend(own.drafts());
    found.extend(own.cards());
    found.extend(own.records());
    found.extend(own.promises(promises));
    let zones = zones_agreed_last(desk);
    for matter in &mut found {
        if let Some(due) = matter.due_unix_ms {
            matter.local = zones
                .iter()
                .map(|(side, zone)| local_at(desk, *side, zone, due))
                .collect();
        }
    }
    found.sort_by(|one, other| {
        let order = |matter: &HomeMatter| {
            let due = matter.due_unix_ms;
            (!matter.sounds, due.is_none(), due)
        };
        order(one)
            .cmp(&order(other))
            .then_with(|| one.subject.cmp(&other.subject))
    });
    found
}

/// Whether one of these roles does what waits, or what the other side's people of these roles do.
fn can_do(desk: &Desk, matter: &Matter, roles: RoleSet) -> bool {
    let kind = match matter.to_do {
        ToDo::Answer if is_call_now(desk, matter.subject) => Kind::TakeCall,
        ToDo::Answer => Kind::Accept,
        ToDo::OfferAnew | ToDo::NewDate => Kind::Counter,
        ToDo::ConfirmOutside => Kind::ConfirmOutside,
        ToDo::JoinTrack => Kind::Join,
        // Said in the track that links the round.
        ToDo::Review => return roles.intersects(roles_of(Action::LinkTrack)),
        ToDo::NameDelegation => Kind::NameDelegation,
        ToDo::Reply => Kind::Reply,
        ToDo::Acknowledge => Kind::Acknowledge,
        ToDo::Lodge => Kind::Lodge,
        ToDo::Reveal => Kind::Reveal,
        ToDo::ObjectOrNot => Kind::Object,
        ToDo::ProveSilence => Kind::Found,
        ToDo::Release => Kind::AnnounceRelease,
        ToDo::CloseTrack => Kind::Close,
    };
    let action = matter.noun.action(kind);
    action.is_some_and(|action| roles.intersects(roles_of(action)))
}

/// Whether a duty officer's call at once waits for a duty officer.
fn is_call_now(desk: &Desk, subject: SubjectId) -> bool {
    let contact = desk.view().contact(subject);
    contact.is_some_and(|contact| open_call_now(desk, &contact).is_some())
}

fn of_line(desk: &Desk, matter: &Matter) -> HomeMatter {
    let message = desk.view().message(matter.subject);
    HomeMatter {
        side: side_name(desk, matter.side),
        ours: matter.side == desk.own_side(),
        to_do: matter.to_do.name().to_owned(),
        noun: matter.noun.name().to_owned(),
        subject: matter.subject.to_string(),
        title: title_of(desk, matter.noun, matter.subject),
        due_unix_ms: matter.due_unix_ms,
        local: Vec::new(),
        overdue: matter.overdue,
        sounds: message.is_some_and(|message| message.sounds() && matter.side == desk.own_side()),
    }
}

/// What a subject is called, for whoever reads it.
pub(super) fn title_of(desk: &Desk, noun: Noun, subject: SubjectId) -> Option<String> {
    let view = desk.view();
    match noun {
        Noun::Contact => {
            let items = desk.details(subject).ok()?.agenda?.items.into_iter();
            let titles: Vec<String> = items.map(|item| item.title).collect();
            (!titles.is_empty()).then(|| titles.join(", "))
        }
        Noun::Track => {
            let track = view.track(subject)?;
            let words = desk.words_of::<TrackTitle>(track.founding).ok()?;
            Some(words.title)
        }
        Noun::Round => {
            let terms: RoundTerms = super::round::terms_of(desk, &view.round(subject)?)?;
            Some(terms.title)
        }
        Noun::Minutes => {
            let agreement = view.minutes(subject)?.agreement;
            let shown = crate::shown_offer(&agreement)?;
            let words = desk.words_of::<domain::MinutesText>(shown).ok()?;
            Some(words.title)
        }
        Noun::JointStatement => {
            let text = desk.standing_text::<domain::JointText>(subject).ok()?;
            Some(text.title)
        }
        Noun::Paper => {
            let paper = view.paper(subject)?;
            let newest = paper.versions.last()?.id;
            Some(desk.words_of::<PaperText>(newest).ok()?.title)
        }
        Noun::Exchange => None,
        Noun::Message | Noun::ServiceMessage => {
            let words = desk.words_of(view.message(subject)?.id).ok()?;
            Some(message::heading(&words))
        }
        Noun::SilenceProcedure => {
            let procedure = view.silence_procedure(subject)?;
            Some(desk.words_of::<SilenceText>(procedure.id).ok()?.title)
        }
    }
}

/// What waits within the own side.
struct Own<'a> {
    desk: &'a Desk,
    roles: RoleSet,
    now_unix_ms: i64,
}

impl Own<'_> {
    fn may(&self, action: Action) -> bool {
        self.roles.intersects(roles_of(action))
    }

    fn matter(&self, (to_do, noun): (&str, &str), subject: String) -> HomeMatter {
        HomeMatter {
            side: side_name(self.desk, self.desk.own_side()),
            ours: true,
            to_do: to_do.to_owned(),
            noun: noun.to_owned(),
            subject,
            title: None,
            due_unix_ms: None,
            local: Vec::new(),
            overdue: false,
            sounds: false,
        }
    }

    /// Calls that this side's duty officer hasn't confirmed.
    fn stagings(&self) -> Vec<HomeMatter> {
        if !self.may(Action::ConfirmStage) {
            return Vec::new();
        }
        let own = self.desk.own_side();
        let waits = |contact: &Contact| {
            let coming = matches!(contact.phase, ContactPhase::Agreed | ContactPhase::Staging);
            coming && !contact.confirmed.contains_key(&own)
        };
        let contacts = self.desk.view().contacts().into_iter().filter(waits);
        contacts
            .filter_map(|contact| {
                let start = contact.facts?.start_unix_ms;
                Some(HomeMatter {
                    due_unix_ms: Some(start),
                    overdue: self.now_unix_ms >= start,
                    ..self.matter(("stage", Noun::Contact.name()), contact.subject.to_string())
                })
            })
            .collect()
    }

    /// What this very person has to do.
    fn tasks(&self) -> Vec<HomeMatter> {
        let me = self.desk.keys().person;
        let tasks = task::list_of(self.desk, false, self.now_unix_ms).tasks;
        let mine = tasks
            .into_iter()
            .filter(|task| task.owner == me && task.state == domain::TaskState::Open.name());
        mine.map(|task| HomeMatter {
            title: Some(task.text),
            due_unix_ms: task.due_unix_ms,
            overdue: task.overdue,
            ..self.matter(("do", "task"), task.entry.record)
        })
        .collect()
    }

    /// What somebody else drafted and a second person approves.
    fn drafts(&self) -> Vec<HomeMatter> {
        let me = self.desk.keys().person;
        let mut found = Vec::new();
        if self.may(Action::ApproveMessage) {
            let drafts = message_draft::drafts_of(self.desk).drafts.into_iter();
            let waiting = drafts.filter(|draft| {
                draft.sent.is_none() && draft.approved_by.is_none() && draft.author != me
            });
            found.extend(waiting.map(|draft| HomeMatter {
                title: Some(draft.title),
                ..self.matter(("approve", "message-draft"), draft.draft)
            }));
        }
        if self.may(Action::ApproveRelease) {
            let drafts = self.desk.drafts();
            let waiting = drafts
                .iter()
                .filter(|draft| draft.approved.is_none() && draft.author != me);
            let shown = waiting.map(|draft| press::view_of_draft(self.desk, draft));
            found.extend(shown.map(|draft| HomeMatter {
                title: Some(draft.title),
                ..self.matter(("approve", &draft.kind), draft.draft)
            }));
            let lines = line_to_take::list_of(self.desk, false).lines.into_iter();
            let waiting =
                lines.filter(|line| line.approved_by.is_none() && line.entry.author != me);
            found.extend(waiting.map(|line| HomeMatter {
                title: Some(line.text),
                ..self.matter(("approve", "line-to-take"), line.entry.record)
            }));
        }
        found
    }

    fn cards(&self) -> Vec<HomeMatter> {
        let me = self.desk.keys().person;
        if !self.may(Action::Brief) {
            return Vec::new();
        }
        let cards =
            briefing::list_of(self.desk, false).map_or_else(|_| Vec::new(), |list| list.cards);
        let waiting = cards.into_iter().filter_map(|card| {
            let reviewer = card.reviewed.as_ref().map(|said| said.by);
            let to_do = match (reviewer, &card.approved) {
                (_, Some(_)) => return None,
                (None, None) => "review",
                (Some(reviewer), None) if reviewer != me => "approve",
                (Some(_), None) => return None,
            };
            (card.entry.author != me).then(|| HomeMatter {
                title: Some(card.title),
                ..self.matter((to_do, "briefing"), card.entry.record)
            })
        });
        waiting.collect()
    }

    /// Notes of contacts on their way, and those whose time is over.
    fn records(&self) -> Vec<HomeMatter> {
        let me = self.desk.keys().person;
        let records = self.desk.records_of_contact();
        let waiting = records.iter().filter_map(|record| {
            let by_me = record.written.person == me;
            let to_do = match record.state {
                domain::NoteState::Draft if self.may(Action::ReviewNote) && !by_me => "review",
                domain::NoteState::Draft | domain::NoteState::Reviewed
                    if self.may(Action::ApproveNote) && !by_me =>
                {
                    "approve"
                }
                _ if record.is_due_for_review(self.now_unix_ms) && self.may(Action::RetainNote) => {
                    "retain"
                }
                _ => return None,
            };
            let due = Some(record.keep_until_unix_ms).filter(|_| to_do == "retain");
            Some(HomeMatter {
                due_unix_ms: due.flatten(),
                overdue: to_do == "retain",
                ..self.matter((to_do, "record"), record.note.to_string())
            })
        });
        waiting.collect()
    }

    /// What was promised in public and isn't released.
    fn promises(&self, promises: &[PromiseItem]) -> Vec<HomeMatter> {
        if !self.may(Action::Release) {
            return Vec::new();
        }
        let open = promises.iter().filter(|promise| promise.state != "kept");
        open.map(|promise| HomeMatter {
            title: Some(promise.statement.clone()),
            due_unix_ms: Some(promise.by_unix_ms),
            overdue: self.now_unix_ms >= promise.by_unix_ms,
            ..self.matter(("release-promised", "readout"), promise.contact.clone())
        })
        .collect()
    }
}
