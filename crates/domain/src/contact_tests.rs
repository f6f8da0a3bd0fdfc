//! What becomes of a contact, told as scripts of both sides' acts.

use super::*;
use crate::{CallId, EndReason, Medium, OFFERS_PER_SIDE_MAX, PublicPart};
use identity::{Hash32, PersonId};
use proptest::prelude::*;
use std::cell::Cell;

const NORTH: SideId = SideId([1; 16]);
const SOUTH: SideId = SideId([2; 16]);
const SUBJECT: SubjectId = SubjectId([9; 16]);

thread_local! {
    static STEPS: Cell<u64> = const { Cell::new(0) };
}

/// Called at each comparison of two entries.
pub(super) fn count_step() {
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// Folds with what entries say they saw.
fn fold(placed: &[Placed]) -> Option<Contact> {
    Contact::fold(SUBJECT, placed, |placed| placed.other_seen)
}

/// Two logs under construction. A side sees of the other's log what was there at the last `sync`.
struct Logs {
    placed: Vec<Placed>,
    written: BTreeMap<SideId, u64>,
    seen: BTreeMap<SideId, u64>,
    names: BTreeMap<String, RecordId>,
    now_ms: i64,
}

fn name_of(side: SideId) -> &'static str {
    if side == NORTH { "N" } else { "S" }
}

fn device_of(side: SideId) -> DeviceId {
    DeviceId(side.0)
}

impl Logs {
    fn new() -> Self {
        Self {
            placed: Vec::new(),
            written: BTreeMap::from([(NORTH, 0), (SOUTH, 0)]),
            seen: BTreeMap::from([(NORTH, 0), (SOUTH, 0)]),
            names: BTreeMap::new(),
            now_ms: 0,
        }
    }

    /// Both see what the other wrote until now.
    fn sync(&mut self) {
        self.sees(NORTH);
        self.sees(SOUTH);
    }

    fn sees(&mut self, side: SideId) {
        let other = if side == NORTH { SOUTH } else { NORTH };
        self.seen.insert(side, self.written[&other]);
    }

    fn write(&mut self, side: SideId, event: Event) {
        let seq = self.written[&side] + 1;
        self.written.insert(side, seq);
        self.placed.push(Placed {
            side,
            seq,
            other_seen: self.seen[&side],
            node_unix_ms: self.now_ms,
            reached_unix_ms: self.now_ms,
            event,
        });
    }

    fn record(&mut self, name: &str, side: SideId, kind: Kind, edit: impl FnOnce(&mut Header)) {
        let number = u32::try_from(self.names.len()).unwrap() + 1;
        let mut id = [0; 32];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let id = Hash32(id);
        let known = self.names.insert(name.into(), id);
        assert_eq!(known, None, "{name} is named twice");
        let author = (side, PersonId([0; 16]), device_of(side));
        let mut header = Header::new(kind.number(), SUBJECT, author, self.now_ms);
        edit(&mut header);
        let event = Event::Record {
            id,
            kind,
            header: Box::new(header),
            roles: RoleSet::empty(),
        };
        self.write(side, event);
    }

    /// Plays `N propose p; sync; S accept p` and the like. What has terms is named as the script names
    /// it, an answer by side, act and what it answers: `S.accept.p`.
    fn play(script: &str) -> Self {
        let mut logs = Self::new();
        for step in script.split(';') {
            let words: Vec<&str> = step.split_whitespace().collect();
            logs.step(&words);
        }
        logs
    }

    fn step(&mut self, words: &[&str]) {
        let side = match words[0] {
            "sync" => return self.sync(),
            "at" => return self.now_ms = words[1].parse().unwrap(),
            "N" => NORTH,
            "S" => SOUTH,
            other => panic!("`{other}` is no step"),
        };
        let about = words.get(2).copied().unwrap_or("-");
        let kind = match words[1] {
            "sees" => return self.sees(side),
            "start" => return self.start(side, about),
            "end" => return self.end(side, about),
            "propose" => Kind::Propose,
            "counter" => Kind::Counter,
            "accept" => Kind::Accept,
            "decline" => Kind::Decline,
            "withdraw" => Kind::Withdraw,
            "cancel" => Kind::Cancel,
            "postpone" => Kind::Postpone,
            "held" => Kind::HeldOutside,
            "confirm-held" => Kind::ConfirmOutside,
            "confirm" => Kind::ConfirmStage,
            "abort" => Kind::Abort,
            other => panic!("`{other}` is no act"),
        };
        match kind {
            Kind::Propose | Kind::Counter | Kind::HeldOutside => {
                let bare = words.contains(&"without-facts");
                let until = words.iter().position(|word| *word == "until");
                let start_unix_ms = i64::try_from(self.names.len()).unwrap();
                self.record(about, side, kind, |header| {
                    header.facts = (!bare).then_some(facts(start_unix_ms));
                    header.expires_unix_ms = until.map(|at| words[at + 1].parse().unwrap());
                });
            }
            _ => {
                let named = self.names.get(about).copied();
                assert!(named.is_some() || about == "-", "{about} isn't there");
                let base = format!("{}.{}.{about}", words[0], words[1]);
                let again = (2..).map(|n| format!("{base}.{n}"));
                let name = std::iter::once(base.clone())
                    .chain(again)
                    .find(|name| !self.names.contains_key(name))
                    .unwrap();
                self.record(&name, side, kind, |header| header.names = named);
            }
        }
    }

    fn start(&mut self, side: SideId, call: &str) {
        let started = CallStarted {
            contact: SUBJECT,
            call: CallId([call.as_bytes()[0]; 16]),
            at_unix_ms: self.now_ms,
            medium: Medium::PhoneCall,
            on_line: vec![device_of(NORTH), device_of(SOUTH)],
        };
        self.write(side, Event::Started(started));
    }

    fn end(&mut self, side: SideId, call: &str) {
        let ended = CallEnded {
            contact: SUBJECT,
            call: CallId([call.as_bytes()[0]; 16]),
            at_unix_ms: self.now_ms,
            reason: EndReason::HungUp,
        };
        self.write(side, Event::Ended(ended));
    }

    /// The contact, folded from several orders of arrival.
    fn fold(&self) -> Option<Contact> {
        let contact = fold(&self.placed);
        let mut other = self.placed.clone();
        other.reverse();
        assert_eq!(fold(&other), contact);
        other.sort_by_key(|placed| (std::cmp::Reverse(placed.side), placed.seq));
        assert_eq!(fold(&other), contact);
        contact
    }

    fn name(&self, id: RecordId) -> &str {
        let named = self.names.iter().find(|(_, named)| **named == id);
        named.expect("it was written here").0
    }

    /// Phase and agreed terms, each offer with its answer, who confirmed, what has no effect.
    fn outcome(&self) -> String {
        let Some(contact) = self.fold() else {
            return "nothing".into();
        };
        let mut parts = vec![contact.phase.to_string()];
        if let Some(agreed) = contact.agreed {
            parts[0] = format!("{} {}", contact.phase, self.name(agreed));
        }
        for offer in &contact.offers {
            let answer = offer.answer.name();
            parts.push(format!("{} {answer}", self.name(offer.id)));
        }
        if !contact.confirmed.is_empty() {
            let sides: Vec<&str> = contact
                .confirmed
                .keys()
                .map(|side| name_of(*side))
                .collect();
            parts.push(format!("confirmed by {}", sides.join(" and ")));
        }
        if let Some(side) = contact.aborted_by {
            parts.push(format!("aborted by {}", name_of(side)));
        }
        if !contact.without_effect.is_empty() {
            let ids = contact.without_effect.iter();
            let names: Vec<&str> = ids.map(|none| self.name(none.record)).collect();
            parts.push(format!("no effect: {}", names.join(" ")));
        }
        parts.join(", ")
    }
}

fn facts(start_unix_ms: i64) -> NodeFacts {
    NodeFacts {
        start_unix_ms,
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        voice_depth: 2,
    }
}

/// Plays each script after `before` and compares the outcome.
fn check_after(before: &str, table: &[(&str, &str)]) {
    for (script, outcome) in table {
        let script = [before, script].join(if before.is_empty() { "" } else { "; " });
        assert_eq!(Logs::play(&script).outcome(), *outcome, "{script}");
    }
}

fn check(table: &[(&str, &str)]) {
    check_after("", table);
}

const PROPOSED: &str = "N propose p; sync";
const AGREED: &str = "N propose p; sync; S accept p; sync";

#[test]
fn a_proposal_is_answered_by_the_other_side() {
    check(&[
        ("N propose p", "proposed, p open"),
        ("N propose p without-facts", "nothing"),
        ("S accept -", "nothing"),
        ("N propose p; sync; S accept p", "agreed p, p accepted"),
        ("S propose p; sync; N accept p", "agreed p, p accepted"),
        ("N propose p; sync; S decline p", "declined, p declined"),
        ("N propose p; sync; N withdraw p", "withdrawn, p withdrawn"),
        // Nobody accepts its own terms, or terms its node hadn't seen.
        (
            "N propose p; sync; N accept p",
            "proposed, p open, no effect: N.accept.p",
        ),
        (
            "N propose p; S accept p",
            "proposed, p open, no effect: S.accept.p",
        ),
        (
            "N propose p; sync; S accept -",
            "proposed, p open, no effect: S.accept.-",
        ),
    ]);
}

#[test]
fn one_proposal_makes_the_contact() {
    check(&[
        ("N propose p; N propose q", "proposed, p open, no effect: q"),
        // A counter answers what it has seen.
        ("N propose p; S counter c", "proposed, p open, no effect: c"),
        (
            "N propose p; sync; S counter c without-facts",
            "proposed, p open, no effect: c",
        ),
    ]);
}

#[test]
fn a_counter_ends_its_author_s_right_to_accept_older_terms() {
    check_after(
        PROPOSED,
        &[
            ("S counter c", "proposed, p superseded, c open"),
            (
                "S counter c; S accept p",
                "proposed, p superseded, c open, no effect: S.accept.p",
            ),
            (
                "S counter c; sync; N accept c",
                "agreed c, p superseded, c accepted",
            ),
            (
                "S counter c; sync; N counter d; N accept c",
                "proposed, p superseded, d open, c superseded, no effect: N.accept.c",
            ),
            (
                "S counter c; sync; N counter d; sync; S accept d",
                "agreed d, p superseded, d accepted, c superseded",
            ),
            // Not even after newer terms, which alone can be accepted.
            (
                "S counter c; sync; N counter d; sync; S accept p; S accept d",
                "agreed d, p superseded, d accepted, c superseded, no effect: S.accept.p",
            ),
        ],
    );
}

#[test]
fn crossed_counters_are_both_open_until_one_is_accepted() {
    check_after(
        PROPOSED,
        &[
            (
                "N counter d; S counter c",
                "proposed, p superseded, d open, c open",
            ),
            (
                "N counter d; S counter c; sync; S accept d",
                "agreed d, p superseded, d accepted, c open",
            ),
            (
                "N counter d; S counter c; sync; N accept c",
                "agreed c, p superseded, d open, c accepted",
            ),
            (
                "N counter d; S counter c; sync; S accept d; N accept c",
                "agreed d, p superseded, d accepted, c accepted",
            ),
        ],
    );
}

#[test]
fn of_two_crossed_amendments_the_proposing_side_s_stands() {
    for (first, second) in [("N", "S"), ("S", "N")] {
        let turned = |script: &str| {
            let swapped: Vec<&str> = script
                .split(' ')
                .map(|word| match word {
                    "N" => first,
                    "S" => second,
                    other => other,
                })
                .collect();
            swapped.join(" ")
        };
        let agreed = turned("N propose p; sync; S accept p; sync; N counter d; S counter c; sync");
        let accepts = [turned("S accept d"), turned("N accept c")];
        let [by_other, by_first] = &accepts;
        let both = "agreed d, p accepted, d accepted, c accepted";
        check_after(
            &agreed,
            &[
                (by_other, "agreed d, p accepted, d accepted, c open"),
                (by_first, "agreed c, p accepted, d open, c accepted"),
                (&format!("{by_other}; {by_first}"), both),
                (&format!("{by_first}; {by_other}"), both),
                (&format!("{by_other}; sync; {by_first}"), both),
                (&format!("{by_first}; sync; {by_other}"), both),
            ],
        );
        // What comes after them stands over both.
        let newer = turned("S accept d; N accept c; sync; S counter e; sync; N accept e");
        let outcome = "agreed e, p accepted, d accepted, c accepted, e accepted";
        check_after(&agreed, &[(&newer, outcome)]);
    }
}

#[test]
fn a_concurrent_counter_becomes_an_amendment() {
    check_after(
        PROPOSED,
        &[
            ("N counter d; S accept p", "agreed p, p accepted, d open"),
            (
                "N counter d; S accept p; sync; S decline d",
                "agreed p, p accepted, d declined",
            ),
            (
                "N counter d; S accept p; sync; N withdraw d",
                "agreed p, p accepted, d withdrawn",
            ),
            (
                "N counter d; S accept p; sync; S accept d",
                "agreed d, p accepted, d accepted",
            ),
        ],
    );
    // Older terms don't come back.
    check_after(
        PROPOSED,
        &[(
            "N counter d; sync; S accept d; S accept p",
            "agreed d, p accepted, d accepted",
        )],
    );
}

#[test]
fn a_withdrawal_counts_where_the_acceptance_had_seen_it() {
    check_after(
        PROPOSED,
        &[
            (
                "N withdraw p; S accept p",
                "agreed p, p accepted, no effect: N.withdraw.p",
            ),
            (
                "S accept p; sync; N withdraw p",
                "agreed p, p accepted, no effect: N.withdraw.p",
            ),
            (
                "N withdraw p; sync; S accept p",
                "withdrawn, p withdrawn, no effect: S.accept.p",
            ),
            // Only its author's side withdraws an offer.
            (
                "S withdraw p; S accept p",
                "agreed p, p accepted, no effect: S.withdraw.p",
            ),
        ],
    );
}

#[test]
fn after_a_decline_its_author_can_t_accept() {
    check_after(
        PROPOSED,
        &[
            (
                "S decline p; S accept p",
                "declined, p declined, no effect: S.accept.p",
            ),
            (
                "S accept p; S decline p",
                "agreed p, p accepted, no effect: S.decline.p",
            ),
            (
                "S decline p; sync; N counter d; sync; S accept d",
                "agreed d, p declined, d accepted",
            ),
            // Only the side that was asked declines.
            (
                "N decline p; sync; S accept p",
                "agreed p, p accepted, no effect: N.decline.p",
            ),
        ],
    );
}

#[test]
fn an_offer_expires_by_the_accepting_node_s_clock() {
    let before = "at 5; N propose p until 100; sync";
    let late = "proposed, p open, no effect: S.accept.p";
    check_after(
        before,
        &[
            ("at 99; S accept p", "agreed p, p accepted"),
            ("at 100; S accept p", late),
            ("at 101; S accept p", late),
        ],
    );
}

#[test]
fn a_cancellation_beats_everything_but_an_attested_start() {
    check_after(
        AGREED,
        &[
            ("N cancel", "cancelled p, p accepted"),
            ("S cancel", "cancelled p, p accepted"),
            (
                "N confirm p; S confirm p; N cancel",
                "cancelled p, p accepted, confirmed by N and S",
            ),
            ("N postpone; S cancel", "cancelled p, p accepted"),
            (
                "N counter d; sync; S accept d; N cancel",
                "cancelled d, p accepted, d accepted",
            ),
            // The word of one node isn't enough.
            ("N start; S cancel", "cancelled p, p accepted"),
            ("N start; N end; S cancel", "cancelled p, p accepted"),
            ("N start; S end; S cancel", "cancelled p, p accepted"),
            ("N start 1; S start 2; S cancel", "cancelled p, p accepted"),
            ("N start; S cancel; S start", "on-the-line p, p accepted"),
            (
                "N cancel; N start; S start; N end",
                "on-the-line p, p accepted",
            ),
            ("N start; S start; S cancel", "on-the-line p, p accepted"),
            (
                "N cancel; N start; S start; N end; S end",
                "ended p, p accepted",
            ),
        ],
    );
    check_after(
        PROPOSED,
        &[
            ("S cancel", "cancelled, p open"),
            ("N cancel; S accept p", "cancelled p, p accepted"),
            (
                "N cancel; sync; S accept p",
                "cancelled, p open, no effect: S.accept.p",
            ),
            (
                "N cancel; sync; S counter c; sync; N accept c",
                "cancelled, p superseded, c open, no effect: N.accept.c",
            ),
        ],
    );
}

#[test]
fn a_postponed_contact_waits_for_newer_terms() {
    check_after(
        AGREED,
        &[
            ("N postpone", "postponed p, p accepted"),
            (
                "N postpone; sync; S counter c",
                "postponed p, p accepted, c open",
            ),
            (
                "N postpone; sync; S counter c; sync; N accept c",
                "agreed c, p accepted, c accepted",
            ),
            // An older amendment, accepted in knowledge of the postponement.
            (
                "S counter c; sync; N postpone; N accept c",
                "agreed c, p accepted, c accepted",
            ),
            (
                "S counter c; sync; N accept c; S postpone",
                "postponed c, p accepted, c accepted",
            ),
            // The same terms again are no newer ones.
            (
                "N postpone; sync; S accept p",
                "postponed p, p accepted, no effect: S.accept.p.2",
            ),
            (
                "N postpone; N confirm p",
                "postponed p, p accepted, confirmed by N",
            ),
        ],
    );
}

#[test]
fn both_duty_officers_confirm_what_is_agreed() {
    check_after(
        AGREED,
        &[
            ("N confirm p", "staging p, p accepted, confirmed by N"),
            ("S confirm p", "staging p, p accepted, confirmed by S"),
            (
                "N confirm p; S confirm p",
                "staged p, p accepted, confirmed by N and S",
            ),
            // Of terms that nobody agreed, or that are no longer agreed.
            ("N confirm -", "agreed p, p accepted"),
            (
                "N confirm p; N counter d; sync; S accept d; S confirm d",
                "staging d, p accepted, d accepted, confirmed by S",
            ),
        ],
    );
    check_after(
        PROPOSED,
        &[("N confirm p; S confirm p", "proposed, p open")],
    );
}

#[test]
fn after_an_abort_both_confirm_again_in_knowledge_of_it() {
    let aborted = "agreed p, p accepted, aborted by N";
    check_after(
        AGREED,
        &[
            ("N confirm p; S confirm p; sync; N abort", aborted),
            // A confirmation that crossed the abort is over like those before it.
            ("N confirm p; sync; N abort; S confirm p", aborted),
            (
                "N confirm p; S confirm p; N abort; sync; S confirm p",
                "staging p, p accepted, confirmed by S",
            ),
            (
                "N confirm p; S confirm p; N abort; sync; S confirm p; N confirm p",
                "staged p, p accepted, confirmed by N and S",
            ),
            (
                "N abort; S abort; N confirm p; S confirm p",
                "agreed p, p accepted, aborted by S",
            ),
            (
                "N abort; S abort; sync; N confirm p; S confirm p",
                "staged p, p accepted, confirmed by N and S",
            ),
        ],
    );
    // Of two aborts the other side's is told, whichever side proposed.
    check_after(
        "S propose p; sync; N accept p",
        &[("N abort; S abort", aborted)],
    );
}

#[test]
fn both_nodes_attest_start_and_end() {
    let staged = "staged p, p accepted, confirmed by N and S";
    let on_line = "on-the-line p, p accepted, confirmed by N and S";
    let ended = "ended p, p accepted, confirmed by N and S";
    let confirmed = format!("{AGREED}; N confirm p; S confirm p; sync");
    check_after(
        &confirmed,
        &[
            // One node alone begins and ends nothing.
            ("N start", staged),
            ("N start; N end", staged),
            ("N start; S end", staged),
            ("N start; N start", staged),
            ("N end; S end", staged),
            ("N start 1; S start 2", staged),
            ("N start 1; S start 2; N end 1; S end 2", staged),
            ("N start; S start", on_line),
            ("N start; S start; N end", on_line),
            ("N start; S start; S end", on_line),
            // Of another call than began.
            ("N start 1; S start 1; N end 1; S end 2", on_line),
            ("N start; S start; N end; S end", ended),
            ("N start; sync; S start; S end; sync; N end", ended),
            // A start that the other node never saw, and a second try.
            ("N start; N end; sync; N start; S start", on_line),
            ("N start; N end; sync; N start; S start; N end", on_line),
            (
                "N start; N end; sync; N start; S start; N end; S end",
                ended,
            ),
            // What comes after the end changes nothing.
            ("N start; S start; N end; S end; sync; S start", ended),
            (
                "N start; S start; N end; S end; sync; S start; N start",
                ended,
            ),
        ],
    );
    // A node that crashed attests no end: its side's duty officer says so.
    check_after(
        &confirmed,
        &[
            (
                "N start; S start; sync; N end; S abort",
                "ended p, p accepted, aborted by S",
            ),
            (
                "N start; S start; sync; N abort; S abort",
                "ended p, p accepted, aborted by S",
            ),
            (
                "N start; S start; sync; N abort; N abort",
                "on-the-line p, p accepted, aborted by N",
            ),
            // An abort that came before the floor opened isn't about the call.
            (
                "S abort; N start; S start; sync; N end",
                "on-the-line p, p accepted, aborted by S",
            ),
        ],
    );
    check_after(
        AGREED,
        &[("N postpone; N start; S start", "on-the-line p, p accepted")],
    );
    check_after(PROPOSED, &[("N start; S start", "proposed, p open")]);
}

#[test]
fn facts_of_a_call_are_those_of_both_nodes() {
    for (script, start, end) in [
        ("at 5; N start; at 9; N end", None, None),
        ("at 5; N start; at 7; S start", Some(5), None),
        ("at 5; N start; at 7; S start; at 9; N end", Some(5), None),
        (
            "at 7; N start; at 5; S start; at 9; N end; at 8; S end",
            Some(5),
            Some(9),
        ),
        (
            "at 5; N start 1; at 7; S start 2; at 9; N end 1; S end 2",
            None,
            None,
        ),
    ] {
        let contact = Logs::play(&format!("{AGREED}; {script}")).fold().unwrap();
        assert_eq!(contact.attested_start_unix_ms(), start, "{script}");
        assert_eq!(contact.attested_end_unix_ms(), end, "{script}");
        assert_eq!(contact.start_attested(), start.is_some(), "{script}");
        assert_eq!(contact.end_attested(), end.is_some(), "{script}");
        // One node's word is shown as such.
        assert!(!contact.started.is_empty(), "{script}");
    }
}

#[test]
fn a_contact_held_outside_is_entered_and_confirmed() {
    check(&[
        ("N held h", "reported-outside"),
        ("N held h without-facts", "nothing"),
        ("N held h; sync; S confirm-held h", "held-outside"),
        (
            "N held h; N confirm-held h",
            "reported-outside, no effect: N.confirm-held.h",
        ),
        (
            "N held h; sync; S confirm-held -",
            "reported-outside, no effect: S.confirm-held.-",
        ),
        (
            "N held g without-facts; N held h; sync; S confirm-held h",
            "held-outside, no effect: g",
        ),
        // It isn't proposed afterwards.
        (
            "N held h; N propose p; sync; S accept p",
            "reported-outside, no effect: p S.accept.p",
        ),
    ]);
    // What was proposed can't be turned into something held elsewhere.
    check(&[(
        "N propose p; sync; S accept p; N held h; sync; S confirm-held h",
        "agreed p, p accepted, no effect: h S.confirm-held.h",
    )]);
}

#[test]
fn answers_are_refused_with_a_reason() {
    let before = "at 5; N propose p until 100; sync";
    for (script, side, kind, offer, at_ms, expected) in [
        ("", SOUTH, Kind::Accept, "p", 99, Ok(())),
        ("", SOUTH, Kind::Accept, "p", 100, Err(AnswerError::Expired)),
        ("", SOUTH, Kind::Decline, "p", 100, Ok(())),
        ("", NORTH, Kind::Withdraw, "p", 100, Ok(())),
        ("", NORTH, Kind::Accept, "p", 99, Err(AnswerError::OwnOffer)),
        (
            "",
            NORTH,
            Kind::Decline,
            "p",
            99,
            Err(AnswerError::OwnOffer),
        ),
        (
            "",
            SOUTH,
            Kind::Withdraw,
            "p",
            99,
            Err(AnswerError::OthersOffer),
        ),
        (
            "S decline p",
            SOUTH,
            Kind::Accept,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Declined(Hash32([0; 32])))),
        ),
        (
            "N withdraw p",
            SOUTH,
            Kind::Accept,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Withdrawn(Hash32([0; 32])))),
        ),
        (
            "S accept p",
            SOUTH,
            Kind::Decline,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Accepted(Hash32([0; 32])))),
        ),
        (
            "S counter c",
            SOUTH,
            Kind::Accept,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Superseded)),
        ),
        (
            "S decline p",
            SOUTH,
            Kind::Accept,
            "S.decline.p",
            99,
            Err(AnswerError::NoSuchOffer),
        ),
    ] {
        let script = [before, script].join("; ");
        let logs = Logs::play(script.trim_end_matches("; "));
        let contact = logs.fold().unwrap();
        let got = contact.check_answer(side, kind, logs.names.get(offer).copied(), at_ms);
        let told = |result: Result<(), AnswerError>| match result {
            Ok(()) => "may".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(told(got), told(expected), "{script}: {kind:?} {offer}");
    }
}

#[test]
fn what_has_no_effect_says_why() {
    for (script, record, why) in [
        ("N propose p; N propose q", "q", NoEffect::Founded),
        (
            "N propose p; N counter c without-facts",
            "c",
            NoEffect::NoTerms,
        ),
        ("N propose p; S counter c", "c", NoEffect::Unseen),
        (
            "N propose p until 9; sync; at 9; S accept p",
            "S.accept.p",
            NoEffect::Expired,
        ),
        (
            "N propose p; sync; N accept p",
            "N.accept.p",
            NoEffect::NothingToAnswer,
        ),
        (
            "N propose p; sync; S confirm-held p",
            "S.confirm-held.p",
            NoEffect::NothingToAnswer,
        ),
        ("N held h; N held i", "i", NoEffect::Founded),
        ("N held h; N held i without-facts", "i", NoEffect::NoTerms),
        (
            "N held h; sync; S accept h",
            "S.accept.h",
            NoEffect::NothingToAnswer,
        ),
    ] {
        let logs = Logs::play(script);
        let contact = logs.fold().unwrap();
        let record = logs.names[record];
        assert_eq!(
            contact.without_effect,
            [WithoutEffect { record, why }],
            "{script}"
        );
    }
}

#[test]
fn a_side_makes_so_many_offers_and_no_more() {
    for (made, counting) in [
        (OFFERS_PER_SIDE_MAX - 1, OFFERS_PER_SIDE_MAX - 1),
        (OFFERS_PER_SIDE_MAX, OFFERS_PER_SIDE_MAX),
        (OFFERS_PER_SIDE_MAX + 1, OFFERS_PER_SIDE_MAX),
    ] {
        let mut logs = Logs::play(PROPOSED);
        for number in 1..made {
            logs.step(&["N", "counter", &format!("n{number}")]);
        }
        // The other side has its own.
        logs.step(&["S", "counter", "c"]);
        let contact = logs.fold().unwrap();
        assert_eq!(contact.offers.len(), counting + 1, "{made}");
        let refused = contact.without_effect.iter();
        let refused: Vec<NoEffect> = refused.map(|none| none.why).collect();
        assert_eq!(refused, vec![NoEffect::TooManyOffers; made - counting]);
    }
}

/// Comparisons that one fold takes.
fn steps_of(placed: &[Placed]) -> u64 {
    STEPS.with(|steps| steps.set(0));
    fold(placed).unwrap();
    STEPS.with(Cell::get)
}

#[test]
fn a_fold_s_steps_grow_with_its_entries_alone() {
    let flood = |acts: usize| {
        let mut logs = Logs::play(AGREED);
        for number in 0..OFFERS_PER_SIDE_MAX + 5 {
            logs.step(&["N", "counter", &format!("n{number}")]);
            logs.step(&["S", "counter", &format!("s{number}")]);
            logs.sync();
        }
        let named = ["p", "n3", "s4"].map(|name| logs.names[name]);
        for number in 0..acts {
            for (side, kind) in [
                (NORTH, Kind::Accept),
                (SOUTH, Kind::Accept),
                (SOUTH, Kind::Decline),
                (NORTH, Kind::Withdraw),
                (NORTH, Kind::ConfirmStage),
                (SOUTH, Kind::Abort),
                (SOUTH, Kind::Postpone),
            ] {
                let name = format!("{side} {kind:?} {number}");
                logs.record(&name, side, kind, |header| {
                    header.names = Some(named[number % named.len()]);
                });
            }
        }
        steps_of(&logs.placed)
    };
    let offers = u64::try_from(2 * OFFERS_PER_SIDE_MAX).unwrap();
    let steps = [0, 100, 200, 400].map(flood);
    assert!(steps[0] <= 3 * offers * offers, "{steps:?}");
    // Twice as many entries take twice as many steps.
    let grown = [
        steps[1] - steps[0],
        steps[2] - steps[0],
        steps[3] - steps[0],
    ];
    assert!(grown[0] > 0 && grown[1] <= 2 * grown[0] + 10, "{steps:?}");
    assert!(grown[2] <= 2 * grown[1] + 10, "{steps:?}");
}

#[test]
fn a_side_is_told_the_newest_offer_that_waits_for_it() {
    for (script, north, south) in [
        ("N propose p", None, Some("p")),
        ("N propose p; sync; S counter c", Some("c"), None),
        (
            "N propose p; sync; N counter d; S counter c",
            Some("c"),
            Some("d"),
        ),
        ("N propose p; sync; S accept p", None, None),
        ("N propose p; sync; S decline p", None, None),
        (
            "N propose p; sync; S accept p; sync; N counter d",
            None,
            Some("d"),
        ),
    ] {
        let logs = Logs::play(script);
        let contact = logs.fold().unwrap();
        let offered = |side| contact.offer_for(side).map(|offer| logs.name(offer.id));
        assert_eq!((offered(NORTH), offered(SOUTH)), (north, south), "{script}");
    }
}

/// Any step of any side, about any of the first records.
fn any_step() -> impl Strategy<Value = (u8, u8, u8)> {
    (0..3_u8, 0..13_u8, 0..8_u8)
}

/// Logs that nobody sensible would write, which a fold has to take all the same.
fn wild_logs(steps: &[(u8, u8, u8)]) -> Logs {
    let mut logs = Logs::new();
    logs.step(&["N", "propose", "0"]);
    logs.sync();
    for (number, (who, act, about)) in (1..).zip(steps) {
        let side = match who {
            0 => "N",
            1 => "S",
            _ => {
                logs.sync();
                continue;
            }
        };
        let new = number.to_string();
        let ids: Vec<String> = logs.names.keys().cloned().collect();
        let named = ids[usize::from(*about) % ids.len()].as_str();
        let acts = [
            ("counter", new.as_str()),
            ("counter", new.as_str()),
            ("accept", named),
            ("accept", named),
            ("accept", named),
            ("decline", named),
            ("withdraw", named),
            ("confirm", named),
            ("propose", new.as_str()),
            ("postpone", "-"),
            ("abort", "-"),
            ("start", "-"),
            ("sees", "-"),
        ];
        let (act, about) = acts[usize::from(*act)];
        logs.step(&[side, act, about]);
    }
    logs
}

/// What an acceptance names.
fn accepts(placed: &Placed) -> Option<Option<RecordId>> {
    match &placed.event {
        Event::Record {
            kind: Kind::Accept,
            header,
            ..
        } => Some(header.names),
        Event::Record { .. } | Event::Started(_) | Event::Ended(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        steps in prop::collection::vec(any_step(), 0..40),
        places in prop::collection::vec(any::<u32>(), 41),
    ) {
        let logs = wild_logs(&steps);
        let contact = logs.fold();
        let mut shuffled: Vec<(u32, Placed)> = places.into_iter().zip(logs.placed.clone()).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        let placed: Vec<Placed> = shuffled.into_iter().map(|(_, placed)| placed).collect();
        prop_assert_eq!(placed.len(), logs.placed.len());
        prop_assert_eq!(fold(&placed), contact);
    }

    #[test]
    fn what_is_agreed_has_the_signatures_of_both(
        steps in prop::collection::vec(any_step(), 0..40),
    ) {
        let logs = wild_logs(&steps);
        let contact = logs.fold().unwrap();
        let accepted: Vec<&Offer> = contact
            .offers
            .iter()
            .filter(|offer| matches!(offer.answer, Answer::Accepted(_)))
            .collect();
        prop_assert_eq!(contact.agreed.is_some(), !accepted.is_empty());
        for offer in accepted {
            let by_other = logs.placed.iter().any(|placed| {
                placed.side != offer.side
                    && accepts(placed).is_some_and(|named| named == Some(offer.id))
            });
            prop_assert!(by_other);
        }
        if let Some(agreed) = contact.agreed {
            prop_assert!(contact.offers.iter().any(|offer| offer.id == agreed));
        }
    }

    /// Terms with both signatures stay agreed: only others with both take their place.
    #[test]
    fn nothing_but_an_acceptance_changes_what_is_agreed(
        steps in prop::collection::vec(any_step(), 0..40),
    ) {
        let logs = wild_logs(&steps);
        let mut agreed = None;
        for length in 1..=logs.placed.len() {
            let contact = fold(&logs.placed[..length]);
            let now = contact.and_then(|contact| contact.agreed);
            let last = &logs.placed[length - 1];
            if accepts(last).is_none() {
                prop_assert_eq!(now, agreed, "after entry {}", length);
            }
            prop_assert!(agreed.is_none() || now.is_some());
            agreed = now;
        }
    }
}
