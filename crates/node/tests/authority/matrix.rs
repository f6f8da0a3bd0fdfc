//! Each role × action × phase: the table's word, the node's and the fold's, and that they agree.

use crate::world::{NORTH, SOUTH, World, now};
use domain::{
    Action, Contact, ContactPhase, InternalKind, InternalRecord, Kind, LineView, LogItem, Noun,
    RecordId, Rejection, decide,
};
use identity::{Role, RoleSet};
use node::app::{AppError, ErrorCode};
use std::fmt::Write;

/// A contact that North founded and brought into this phase; where terms are agreed, an amendment of
/// North waits for South's answer.
fn world_in(phase: Option<ContactPhase>) -> World {
    use ContactPhase as P;
    let mut world = World::new();
    let Some(phase) = phase else { return world };
    if matches!(phase, P::ReportedOutside | P::HeldOutside) {
        world.offer(Kind::HeldOutside);
        if phase == P::HeldOutside {
            world.say(SOUTH, Role::Sherpa, Kind::ConfirmOutside);
        }
        return world;
    }
    world.offer(Kind::Propose);
    match phase {
        P::Proposed => return world,
        P::Declined => {
            world.say(SOUTH, Role::Sherpa, Kind::Decline);
            return world;
        }
        P::Withdrawn => {
            world.say(NORTH, Role::Sherpa, Kind::Withdraw);
            return world;
        }
        _ => {}
    }
    world.say(SOUTH, Role::Sherpa, Kind::Accept);
    world.offer(Kind::Counter);
    match phase {
        P::Postponed => {
            world.say(SOUTH, Role::Sherpa, Kind::Postpone);
        }
        P::Cancelled => {
            world.say(NORTH, Role::Sherpa, Kind::Cancel);
        }
        P::Staging | P::Staged | P::OnTheLine | P::Ended => {
            world.say(NORTH, Role::DutyOfficer, Kind::ConfirmStage);
        }
        _ => {}
    }
    if matches!(phase, P::Staged | P::OnTheLine | P::Ended) {
        world.say(SOUTH, Role::DutyOfficer, Kind::ConfirmStage);
    }
    if matches!(phase, P::OnTheLine | P::Ended) {
        world.start();
    }
    if phase == P::Ended {
        world.end();
    }
    world
}

/// Whose act it is: what founds or takes back is North's, what answers is South's.
fn actor(kind: Kind) -> usize {
    match kind {
        Kind::Propose | Kind::CallNow | Kind::HeldOutside | Kind::Withdraw => NORTH,
        _ => SOUTH,
    }
}

fn action(kind: Kind) -> Action {
    Noun::Contact.action(kind).expect("an act on contacts")
}

fn names(world: &World, kind: Kind) -> RecordId {
    match kind {
        Kind::Accept | Kind::TakeCall | Kind::Decline | Kind::Withdraw => world.offer,
        _ => world.agreed,
    }
}

fn table(word: Result<(), Rejection>) -> &'static str {
    match word {
        Ok(()) => "may",
        Err(Rejection::Role) => "role",
        Err(Rejection::Phase(_)) => "phase",
    }
}

fn node(posted: &Result<u64, AppError>) -> &'static str {
    match posted {
        Ok(_) => "taken",
        Err(error) => error.code.name(),
    }
}

/// What the fold makes of the record, written into the log behind the node's back.
fn log(world: &World, view: &LineView, kind: Kind, role: Role) -> String {
    let side = &world.sides[actor(kind)];
    let record = world.record(actor(kind), role, kind, names(world, kind));
    let mut view = view.clone();
    let before = view.contact(world.subject());
    let voids = view.voids().len();
    let entry = side.entry(&LogItem::Record(record.bytes().to_vec()));
    view.append(side.id(), &entry).unwrap();
    if let Some(void) = view.voids().get(voids) {
        return format!("void: {}", void.reason);
    }
    let Some(after) = view.contact(world.subject()) else {
        return "no contact".into();
    };
    let mut none = after.without_effect.iter();
    if let Some(none) = none.find(|none| none.record == record.id) {
        return format!("no effect: {}", none.why);
    }
    before.map_or_else(|| after.phase.to_string(), |before| effect(&before, &after))
}

fn effect(before: &Contact, after: &Contact) -> String {
    if before.phase != after.phase {
        after.phase.to_string()
    } else if before.agreed != after.agreed {
        format!("{}, on newer terms", after.phase)
    } else if before == after {
        "changes nothing".into()
    } else {
        format!("{} still", after.phase)
    }
}

/// One line where the phase makes no difference.
fn in_short(lines: Vec<String>) -> Vec<String> {
    let rest = |line: &String| line[PHASE_WIDTH..].to_owned();
    let first = lines.first().map(rest);
    if lines.iter().all(|line| Some(rest(line)) == first) {
        let word = format!("{:<PHASE_WIDTH$}", "every phase");
        return first.map(|rest| word + &rest).into_iter().collect();
    }
    lines
}

/// Of the first column.
const PHASE_WIDTH: usize = 17;

struct Cell {
    phase: Option<ContactPhase>,
    word: Result<(), Rejection>,
    posted: Result<u64, AppError>,
    log: String,
}

impl Cell {
    fn line(&self) -> String {
        format!(
            "{:<PHASE_WIDTH$}{:<7}{:<13}{}",
            self.phase.map_or("no contact yet", ContactPhase::name),
            table(self.word),
            node(&self.posted),
            self.log
        )
    }

    /// The table's word is the node's, and what the node takes isn't void.
    fn check(&self, kind: Kind, role: Role) {
        let what = format!("{kind:?} by {role}: {}", self.line());
        match (&self.word, &self.posted) {
            (Ok(()), Ok(_)) => assert!(!self.log.starts_with("void"), "{what}"),
            // The table asks for a phase only where there is one.
            (Ok(()), Err(error)) if self.phase.is_none() => {
                assert_eq!(error.code, ErrorCode::NotFound, "{what}");
                assert_eq!(self.log, "no contact", "{what}");
            }
            // Only what is on the press site is announced, and here nothing is.
            (Ok(()), Err(error)) if kind == Kind::AnnounceRelease => {
                assert_eq!(error.code, ErrorCode::NotFound, "{what}");
            }
            // What waits here was offered by an aide.
            (Ok(()), Err(error)) if kind == Kind::TakeCall => {
                assert_eq!(error.code, ErrorCode::Conflict, "{what}");
            }
            (Ok(()), Err(error)) => panic!("{what}: {error}"),
            (Err(Rejection::Role), Err(error)) => {
                assert_eq!(error.code, ErrorCode::RoleMissing, "{what}");
                assert!(self.log.starts_with("void"), "{what}");
            }
            (Err(Rejection::Phase(_)), Err(error)) => {
                assert_eq!(error.code, ErrorCode::WrongPhase, "{what}");
            }
            (Err(_), Ok(_)) => panic!("{what}"),
        }
    }
}

#[test]
fn table_node_and_fold_agree() {
    let mut told = String::from(
        "Columns: phase, the table's word, what a node answers, what the record does in a log.\n",
    );
    let phases = ContactPhase::ALL.iter().copied().map(Some);
    let worlds: Vec<(Option<ContactPhase>, World, LineView)> = std::iter::once(None)
        .chain(phases)
        .map(|phase| {
            let world = world_in(phase);
            let view = world.view();
            (phase, world, view)
        })
        .collect();
    for (phase, world, view) in &worlds {
        assert_eq!(view.voids(), [], "{phase:?}");
        let folded = view.contact(world.subject());
        assert_eq!(folded.map(|contact| contact.phase), *phase);
    }
    for kind in &Noun::Contact.kinds() {
        let disks: Vec<_> = worlds
            .iter()
            .map(|(_, world, _)| world.store(actor(*kind)))
            .collect();
        // Roles with the same column are told together.
        let mut columns: Vec<(Vec<Role>, Vec<String>)> = Vec::new();
        for role in Role::ALL {
            let column: Vec<String> = worlds
                .iter()
                .zip(&disks)
                .map(|((phase, world, view), disk)| {
                    let own = actor(*kind);
                    let record = world.record(own, role, *kind, names(world, *kind));
                    let mut core = world.start_node(own, disk.snapshot());
                    let device = world.sides[own].device(role);
                    let cell = Cell {
                        phase: *phase,
                        word: decide(RoleSet::empty().with(role), action(*kind), *phase),
                        posted: core.post_record(now(), device, record.bytes()),
                        log: log(world, view, *kind, role),
                    };
                    cell.check(*kind, role);
                    cell.line()
                })
                .collect();
            match columns.iter_mut().find(|(_, known)| *known == column) {
                Some((roles, _)) => roles.push(role),
                None => columns.push((vec![role], column)),
            }
        }
        let by = ["North", "South"][actor(*kind)];
        writeln!(told, "\n{kind:?}, by {by}").unwrap();
        for (roles, column) in columns {
            let roles: Vec<&str> = roles.iter().map(|role| role.name()).collect();
            writeln!(told, "  {}", roles.join(", ")).unwrap();
            for line in in_short(column) {
                writeln!(told, "    {line}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn internal_records_are_taken_from_those_who_may() {
    let world = World::new();
    let south = &world.sides[SOUTH];
    for kind in InternalKind::ALL {
        for role in Role::ALL {
            let header = south.header(role, kind.number(), world.subject());
            let record = InternalRecord::sign(&header, vec![], &south.device_key(role)).unwrap();
            let mut core = world.node(SOUTH);
            let posted = core.post_internal(now(), south.device(role), record.bytes());
            let told = posted.map(drop).map_err(|error| error.code);
            let may = decide(RoleSet::empty().with(role), kind.action(), None).is_ok();
            // A draft without a text and an approval of none get past the roles, and no further.
            let expected = match kind {
                _ if !may => Err(ErrorCode::RoleMissing),
                // A list of shifts is open, and wants to be one.
                InternalKind::Draft | InternalKind::Shifts => Err(ErrorCode::Malformed),
                InternalKind::Approve | InternalKind::MessageApprove => Err(ErrorCode::NotApproved),
                InternalKind::Promise
                | InternalKind::Release
                | InternalKind::Consult
                | InternalKind::Assign
                | InternalKind::Line
                | InternalKind::Note
                | InternalKind::Report
                | InternalKind::Coalition
                | InternalKind::MessageDraft
                | InternalKind::Mandate
                | InternalKind::Card
                | InternalKind::ReviewCard
                | InternalKind::ApproveCard
                | InternalKind::Clear => Ok(()),
                // They name no note.
                InternalKind::ReviewNote
                | InternalKind::ApproveNote
                | InternalKind::RetainNote
                | InternalKind::OpenNote
                | InternalKind::DistributeNote => Err(ErrorCode::NotFound),
            };
            assert_eq!(told, expected, "{kind:?} by {role}");
        }
    }
}
