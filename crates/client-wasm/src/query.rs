//! What a page asks for: one view of what this device has verified, as JSON. What only the node knows, such
//! as how its line stands, the worker fetches and hands over with the question.

use client::{
    FactCheck,
    enrolment::{ACCREDITED_DAYS_USUAL, Enrolment, HalfSigned, request_words},
    form::{FactsForm, Word},
    view::{
        self,
        press::PressList,
        text_diff::{Which, of_joint_statement, of_minutes},
    },
};
use domain::{Noun, RecordId, SubjectId, Unrecorded, UnrecordedKind, open_matters};
use serde::{Deserialize, Serialize};
use wire::{AlarmItem, Capitals, LineStatus, PressItem, PromiseItem, PublicTexts, UnrecordedPage};

use crate::{
    Core, CoreError,
    core::{LineWords, SideWords},
};

/// One view, as `{"name": {…}}`: a tag among the fields would have serde read each of them twice over, once for
/// JSON and once for what it keeps until it has seen the tag, and a browser load both.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Query {
    Identity {},
    /// `line`, here and below: absent where the node doesn't answer.
    Home {
        line: Option<LineStatus>,
        promises: Option<Vec<PromiseItem>>,
    },
    Alarms {
        alarms: Vec<AlarmItem>,
    },
    Contacts {},
    Contact {
        contact: SubjectId,
    },
    Thread {
        contact: SubjectId,
        line: Option<LineStatus>,
    },
    /// Both sides' days beside each other.
    Days {
        date: String,
        sides: Vec<SideZone>,
        /// What the own node keeps of both capitals' days; absent where it didn't answer.
        capitals: Option<Capitals>,
    },
    Soundings {
        unrecorded: UnrecordedPage,
    },
    NonPapers {
        unrecorded: UnrecordedPage,
    },
    ReportedMatter {
        about: SubjectId,
    },
    Staging {
        line: LineStatus,
    },
    Rings {
        contact: SubjectId,
        line: LineStatus,
    },
    LineWords {},
    /// The line with words and names of both sides.
    LineDetail {
        line: LineStatus,
    },
    CallSheet {
        contact: SubjectId,
    },
    Matters {},
    Messages {
        channel: Channel,
    },
    Message {
        message: SubjectId,
        line: LineStatus,
    },
    /// Service messages in full, the oldest first.
    OrderWire {
        line: LineStatus,
    },
    MessageDrafts {},
    Shifts {},
    Tracks {},
    Track {
        track: SubjectId,
    },
    TrackConflicts {
        track: SubjectId,
    },
    Rounds {},
    Round {
        round: SubjectId,
    },
    MinutesList {},
    Minutes {
        minutes: SubjectId,
    },
    MinutesDiff {
        minutes: SubjectId,
        which: Which,
    },
    Papers {},
    Paper {
        paper: SubjectId,
    },
    PaperDiff {
        paper: SubjectId,
        from: Option<usize>,
        to: Option<usize>,
    },
    Brackets {
        paper: SubjectId,
        version: Option<usize>,
    },
    Exchanges {},
    Exchange {
        exchange: SubjectId,
    },
    JointStatements {},
    JointStatementDiff {
        joint_statement: SubjectId,
        which: Which,
    },
    JointStatement {
        joint_statement: SubjectId,
    },
    Silences {},
    Silence {
        silence: SubjectId,
    },
    Press {
        published: Vec<PressItem>,
        promises: Vec<PromiseItem>,
    },
    PressDraft {
        draft: RecordId,
    },
    PressSubjects {},
    PressKey {},
    /// Claims beside what was signed, before anything is kept.
    CheckFacts {
        contact: Word<SubjectId>,
        facts: FactsForm,
    },
    Facts {
        subject: SubjectId,
        texts: PublicTexts,
    },
    CompareSides {
        subject: SubjectId,
        texts: PublicTexts,
    },
    LinesToTake {
        #[serde(default)]
        history: bool,
    },
    Consultations {
        history: bool,
    },
    Tasks {
        history: bool,
    },
    Mandates {
        round: Option<SubjectId>,
        history: bool,
    },
    BriefingCards {
        history: bool,
    },
    Coalitions {
        history: bool,
    },
    Reports {
        subjects: Vec<SubjectId>,
        history: bool,
    },
    RecordsOfContact {},
    /// With its words: once a line of this device stands in the access log.
    RecordOfContact {
        note: RecordId,
    },
    /// Who opened one record, or all whose log this person follows.
    RecordAccess {
        note: Option<RecordId>,
    },
    People {
        #[serde(default)]
        side: Side,
    },
    ReadRequest {
        text: String,
    },
    ReadHalfSigned {
        text: String,
    },
    Log {
        log: LogName,
        before: Option<u64>,
    },
}

/// A side of the bar of days, with its capital's zone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideZone {
    pub side: String,
    pub zone: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogName {
    Own,
    Other,
    Internal,
}

/// Between whom a message is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Message,
    ServiceMessage,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    #[default]
    Own,
    Other,
}

#[derive(Debug, Serialize)]
struct Matters {
    matters: Vec<view::open_matter::MatterView>,
}

#[derive(Debug, Serialize)]
struct OrderWire {
    messages: Vec<view::message::MessageView>,
}

/// How the line stands, with what this device knows of both sides.
#[derive(Debug, Serialize)]
struct LineDetail {
    #[serde(flatten)]
    status: view::line::Status,
    own_words: SideWords,
    other_words: Option<SideWords>,
}

/// The press key that the charter names: sixteen hex digits, as the stock tool shows them.
#[derive(Debug, Serialize)]
struct PressKeyNamed {
    key_id: String,
}

#[derive(Debug, Serialize)]
struct FactsChecked {
    /// There was something signed to compare them with.
    compared: bool,
    conflicts: Vec<view::press::ConflictView>,
}

/// Service messages that are shown at once.
const ORDER_WIRE_MESSAGES_MAX: usize = 100;

#[derive(Debug, Serialize)]
pub(crate) struct Entries<T> {
    pub entries: Vec<T>,
}

impl Core {
    /// The answer as JSON.
    ///
    /// # Errors
    /// Where nothing like it is here, or it isn't sealed to this device.
    pub fn query(&self, query: &Query, now_unix_ms: i64) -> Result<String, CoreError> {
        let (desk, now) = (&self.desk, now_unix_ms);
        match query {
            Query::Identity {} => json(&self.identity(now)),
            Query::Home { line, promises } => {
                let from_node = view::home::FromNode {
                    line: line.as_ref(),
                    promises: promises.as_deref().unwrap_or_default(),
                };
                json(&view::home::home_of(desk, from_node, now)?)
            }
            Query::Alarms { alarms } => json(&view::alarm::alarms_of(desk, alarms)),
            Query::Thread { contact, line } => {
                let line = line.as_ref();
                json(&view::thread::thread_of(desk, *contact, line, now)?)
            }
            Query::Days {
                date,
                sides,
                capitals,
            } => self.days(date, sides, capitals.as_ref()),
            Query::Soundings { unrecorded } => {
                self.unrecorded(UnrecordedKind::Sounding, unrecorded)
            }
            Query::NonPapers { unrecorded } => {
                self.unrecorded(UnrecordedKind::NonPaper, unrecorded)
            }
            Query::ReportedMatter { about } => {
                let reports = view::report::reports_about(desk, &[*about], false);
                json(&view::report::ReportedMatter::of(*about, reports))
            }
            Query::LineWords {} => json(&self.line_words()),
            Query::LineDetail { line } => {
                let LineWords { own, other } = self.line_words();
                json(&LineDetail {
                    status: view::line::Status {
                        status: line.clone(),
                        name: other.as_ref().map(|other| other.side.clone()),
                    },
                    own_words: own,
                    other_words: other,
                })
            }
            Query::Contacts {} => json(&view::contact::list_of(desk)),
            Query::Contact { contact } => json(&view::contact::view_of(desk, *contact, now)?),
            Query::Rings { contact, line } => {
                json(&view::ring::rings_of(desk, *contact, line, now)?)
            }
            Query::Staging { line } => json(&view::staging::board_of(desk, line, now)?),
            Query::CallSheet { contact } => json(&view::call_sheet::sheet_of(desk, *contact, now)?),
            Query::Matters {} => {
                let matters = open_matters(desk.view(), now);
                let matters = matters.iter();
                let matters = matters.map(|one| view::open_matter::matter_view(desk, one));
                json(&Matters {
                    matters: matters.collect(),
                })
            }
            Query::Messages { channel } => {
                let noun = match channel {
                    Channel::Message => Noun::Message,
                    Channel::ServiceMessage => Noun::ServiceMessage,
                };
                json(&view::message::list_of(desk, noun, now))
            }
            Query::Message { message, line } => {
                json(&view::message::view_of(desk, *message, line, now)?)
            }
            Query::OrderWire { line } => self.order_wire(line, now),
            Query::MessageDrafts {} => json(&view::message_draft::drafts_of(desk)),
            Query::Shifts {} => json(&view::shift::view_of(desk, now)),
            Query::Tracks {} => json(&view::track::list_of(desk, now)?),
            Query::Track { track } => json(&view::track::view_of(desk, *track, now)?),
            Query::TrackConflicts { track } => json(&view::conflict::conflicts_in(desk, *track)?),
            Query::Rounds {} => json(&view::round::list_of(desk)),
            Query::Round { round } => json(&view::round::view_of(desk, *round, now)?),
            Query::MinutesList {} => json(&view::minutes::list_of(desk, now)?),
            Query::Minutes { minutes } => json(&view::minutes::view_of(desk, *minutes, now)?),
            Query::MinutesDiff { minutes, which } => {
                json(&of_minutes(desk, *minutes, *which, now)?)
            }
            Query::Papers {} => json(&view::paper::list_of(desk, now)),
            Query::Paper { paper } => json(&view::paper::view_of(desk, *paper, now)?),
            Query::PaperDiff { paper, from, to } => {
                json(&view::paper::diff_of(desk, *paper, *from, *to)?)
            }
            Query::Brackets { paper, version } => {
                json(&view::bracket::brackets_of(desk, *paper, *version)?)
            }
            Query::Exchanges {} => json(&view::exchange::list_of(desk, now)),
            Query::Exchange { exchange } => json(&view::exchange::view_of(desk, *exchange, now)?),
            Query::JointStatements {} => json(&view::joint_statement::list_of(desk)),
            Query::JointStatementDiff {
                joint_statement,
                which,
            } => json(&of_joint_statement(desk, *joint_statement, *which, now)?),
            Query::JointStatement { joint_statement } => json(&view::joint_statement::view_of(
                desk,
                *joint_statement,
                now,
            )?),
            Query::Silences {} => json(&view::silence::list_of(desk, now)),
            Query::Silence { silence } => json(&view::silence::view_of(desk, *silence, now)?),
            Query::Press {
                published,
                promises,
            } => {
                let drafts = desk.drafts();
                let drafts = drafts
                    .iter()
                    .map(|one| view::press::view_of_draft(desk, one));
                json(&PressList {
                    drafts: drafts.collect(),
                    published: published.clone(),
                    promises: promises.clone(),
                })
            }
            Query::PressDraft { draft } => {
                let draft = desk.draft(*draft).map_err(client::DeskError::from)?;
                json(&view::press::view_of_draft(desk, &draft))
            }
            Query::PressSubjects {} => json(&view::press_subject::subjects_of(desk)),
            Query::PressKey {} => self.press_key(),
            Query::CheckFacts { contact, facts } => self.check_facts(contact.0, facts),
            Query::Facts { subject, texts } => {
                let (texts, _) = desk.verified_texts(texts);
                json(&view::facts::facts_of(desk, *subject, &texts))
            }
            Query::CompareSides { subject, texts } => {
                let (texts, _) = desk.verified_texts(texts);
                json(&view::facts::compared(desk, *subject, &texts))
            }
            Query::LinesToTake { history } => json(&view::line_to_take::list_of(desk, *history)),
            Query::Consultations { history } => json(&view::consultation::list_of(desk, *history)),
            Query::Tasks { history } => json(&view::task::list_of(desk, *history, now)),
            Query::Mandates { round, history } => {
                json(&view::mandate::list_of(desk, *round, *history))
            }
            Query::BriefingCards { history } => json(&view::briefing::list_of(desk, *history)?),
            Query::Coalitions { history } => json(&Entries {
                entries: view::coalition::all_of(desk, *history),
            }),
            Query::Reports { subjects, history } => json(&Entries {
                entries: view::report::reports_about(desk, subjects, *history),
            }),
            Query::RecordsOfContact {} => self.records_of_contact(now),
            Query::RecordOfContact { note } => self.record_of_contact(*note, now),
            Query::RecordAccess { note } => self.record_access(*note, now),
            Query::People { side } => {
                let side = match side {
                    Side::Own => desk.own_side(),
                    Side::Other => desk.other_side()?,
                };
                json(&view::person::people_of(desk, side, |_| None, now))
            }
            Query::ReadRequest { text } => self.read_request(text, now),
            Query::ReadHalfSigned { text } => self.read_half_signed(text),
            Query::Log { log, before } => json(&match log {
                LogName::Own => view::log::page_of(desk, desk.own_side(), *before),
                LogName::Other => view::log::page_of(desk, desk.other_side()?, *before),
                LogName::Internal => view::log::internal_page(desk, *before),
            }),
        }
    }

    fn unrecorded(&self, kind: UnrecordedKind, page: &UnrecordedPage) -> Result<String, CoreError> {
        let other = self.desk.other_side()?;
        let from = view::contact::side_name(&self.desk, other);
        let mut items = Vec::new();
        for item in &page.items {
            // The other side wrote it: one that can't be read hides no other.
            let Ok(one) = Unrecorded::from_bytes(&item.bytes.0) else {
                continue;
            };
            if one.kind == kind {
                items.push(view::unrecorded::view_of(&self.desk, &from, &one));
            }
        }
        json(&view::unrecorded::UnrecordedList {
            kind: kind.name(),
            items,
        })
    }

    fn order_wire(&self, line: &LineStatus, now_unix_ms: i64) -> Result<String, CoreError> {
        let list = view::message::list_of(&self.desk, Noun::ServiceMessage, now_unix_ms);
        let mut lines = list.messages;
        lines.sort_by_key(|message| message.sent_unix_ms);
        let first = lines.len().saturating_sub(ORDER_WIRE_MESSAGES_MAX);
        let messages = lines.drain(..).skip(first);
        let messages =
            messages.map(|one| view::message::view_of(&self.desk, one.message, line, now_unix_ms));
        json(&OrderWire {
            messages: messages.collect::<Result<_, _>>()?,
        })
    }

    fn press_key(&self) -> Result<String, CoreError> {
        let charter = self.own_charter()?;
        // The stock tool writes the id as a number, its last byte first.
        let id = charter.press_key_id.iter().rev();
        json(&PressKeyNamed {
            key_id: id.map(|byte| format!("{byte:02X}")).collect(),
        })
    }

    fn check_facts(&self, contact: SubjectId, facts: &FactsForm) -> Result<String, CoreError> {
        let (compared, conflicts) = match facts.checked(&self.desk, contact)? {
            FactCheck::Nothing => (false, Vec::new()),
            FactCheck::Compared(conflicts) => (true, conflicts),
        };
        json(&FactsChecked {
            compared,
            conflicts: view::press::view_conflicts(&self.desk, &conflicts),
        })
    }

    fn own_charter(&self) -> Result<&identity::Charter, CoreError> {
        let charter = self.desk.view().charter(self.desk.own_side());
        Ok(charter.ok_or(client::DeskError::NotAccredited)?)
    }

    fn read_request(&self, text: &str, now_unix_ms: i64) -> Result<String, CoreError> {
        let charter = self.own_charter()?;
        let asked = Enrolment::of_request(text, charter, ACCREDITED_DAYS_USUAL, now_unix_ms)?;
        self.asked(&asked, None)
    }

    fn read_half_signed(&self, text: &str) -> Result<String, CoreError> {
        let half = HalfSigned::read(text, self.own_charter()?)?;
        let until = half.enrolment.accreditation.until_unix_ms;
        self.asked(&half.enrolment, Some(until))
    }

    fn days(
        &self,
        date: &str,
        sides: &[SideZone],
        capitals: Option<&Capitals>,
    ) -> Result<String, CoreError> {
        let own_name = &self.own_charter()?.name;
        let of = |one: &SideZone| {
            let kept = capitals.map(|kept| match one.side == *own_name {
                true => &kept.own,
                false => &kept.other,
            });
            let holidays = kept.map_or(&[][..], |kept| &kept.holidays).iter();
            view::days::DaysOf {
                side: one.side.clone(),
                zone: one.zone.clone(),
                rest: kept
                    .and_then(|kept| kept.rest)
                    .map(|rest| (rest.from_min, rest.until_min)),
                holidays: holidays
                    .map(|one| (one.date.clone(), one.name.clone()))
                    .collect(),
            }
        };
        let sides: Vec<_> = sides.iter().map(of).collect();
        let days = view::days::days_of(date, &sides).map_err(client::form::FormError::from)?;
        json(&days)
    }

    fn asked(&self, asked: &Enrolment, until_unix_ms: Option<i64>) -> Result<String, CoreError> {
        let keys = &asked.accreditation;
        let words = request_words(&keys.device_key, &keys.hpke_key).into_iter();
        json(&view::enrolment::request_view(
            &self.desk,
            asked,
            words.map(str::to_owned).collect(),
            until_unix_ms,
        ))
    }
}

pub(crate) fn json(view: &impl Serialize) -> Result<String, CoreError> {
    serde_json::to_string(view).map_err(CoreError::malformed)
}
