//! What a page asks for: one view of what this device has verified, as JSON. What only the node knows, such
//! as how its line stands, the worker fetches and hands over with the question.

use client::view::{self, press::PressList};
use domain::{Noun, RecordId, SubjectId, open_matters};
use serde::{Deserialize, Serialize};
use wire::{LineStatus, PressItem, PromiseItem};

use crate::{Core, CoreError};

/// One view; `view` names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "view", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Query {
    Identity,
    Contacts,
    Contact {
        contact: SubjectId,
    },
    Staging {
        contact: SubjectId,
        line: LineStatus,
    },
    CallSheet {
        contact: SubjectId,
    },
    Matters,
    Messages {
        channel: Channel,
    },
    Message {
        message: SubjectId,
        line: LineStatus,
    },
    MessageDrafts,
    Shifts,
    Tracks,
    Track {
        track: SubjectId,
    },
    TrackConflicts {
        track: SubjectId,
    },
    Rounds,
    Round {
        round: SubjectId,
    },
    MinutesList,
    Minutes {
        minutes: SubjectId,
    },
    Papers,
    Paper {
        paper: SubjectId,
    },
    PaperDiff {
        paper: SubjectId,
        from: Option<usize>,
        to: Option<usize>,
    },
    Exchanges,
    Exchange {
        exchange: SubjectId,
    },
    JointStatements,
    JointStatement {
        joint_statement: SubjectId,
    },
    SilenceProcedures,
    SilenceProcedure {
        silence: SubjectId,
    },
    Press {
        published: Vec<PressItem>,
        promises: Vec<PromiseItem>,
    },
    PressDraft {
        draft: RecordId,
    },
    LinesToTake {
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
    RecordsOfContact,
    People {
        side: Side,
    },
}

/// Between whom a message is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Message,
    ServiceMessage,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Own,
    Other,
}

#[derive(Debug, Serialize)]
struct Matters {
    matters: Vec<view::open_matter::MatterView>,
}

#[derive(Debug, Serialize)]
struct Entries<T> {
    entries: Vec<T>,
}

impl Core {
    /// The answer as JSON.
    ///
    /// # Errors
    /// Where nothing like it is here, or it isn't sealed to this device.
    pub fn query(&self, query: &Query, now_unix_ms: i64) -> Result<String, CoreError> {
        let (desk, now) = (&self.desk, now_unix_ms);
        match query {
            Query::Identity => json(&self.identity(now)),
            Query::Contacts => json(&view::contact::list_of(desk)),
            Query::Contact { contact } => json(&view::contact::view_of(desk, *contact, now)?),
            Query::Staging { contact, line } => {
                json(&view::staging::staging_of(desk, *contact, line, now)?)
            }
            Query::CallSheet { contact } => json(&view::call_sheet::sheet_of(desk, *contact, now)?),
            Query::Matters => {
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
            Query::MessageDrafts => json(&view::message_draft::drafts_of(desk)),
            Query::Shifts => json(&view::shift::view_of(desk, now)),
            Query::Tracks => json(&view::track::list_of(desk, now)?),
            Query::Track { track } => json(&view::track::view_of(desk, *track, now)?),
            Query::TrackConflicts { track } => json(&view::conflict::conflicts_in(desk, *track)?),
            Query::Rounds => json(&view::round::list_of(desk)),
            Query::Round { round } => json(&view::round::view_of(desk, *round, now)?),
            Query::MinutesList => json(&view::minutes::list_of(desk, now)?),
            Query::Minutes { minutes } => json(&view::minutes::view_of(desk, *minutes, now)?),
            Query::Papers => json(&view::paper::list_of(desk, now)),
            Query::Paper { paper } => json(&view::paper::view_of(desk, *paper, now)?),
            Query::PaperDiff { paper, from, to } => {
                json(&view::paper::diff_of(desk, *paper, *from, *to)?)
            }
            Query::Exchanges => json(&view::exchange::list_of(desk, now)),
            Query::Exchange { exchange } => json(&view::exchange::view_of(desk, *exchange, now)?),
            Query::JointStatements => json(&view::joint_statement::list_of(desk)),
            Query::JointStatement { joint_statement } => json(&view::joint_statement::view_of(
                desk,
                *joint_statement,
                now,
            )?),
            Query::SilenceProcedures => json(&view::silence::list_of(desk, now)),
            Query::SilenceProcedure { silence } => {
                json(&view::silence::view_of(desk, *silence, now)?)
            }
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
            Query::RecordsOfContact => {
                let names = view::record_of_contact::Names::default();
                let records = desk.records_of_contact();
                let lines = records.iter();
                let lines = lines.map(|one| view::record_of_contact::line_of(one, &names, now));
                json(&Entries {
                    entries: lines.collect(),
                })
            }
            Query::People { side } => {
                let side = match side {
                    Side::Own => desk.own_side(),
                    Side::Other => desk.other_side()?,
                };
                json(&view::person::people_of(desk, side, |_| None, now))
            }
        }
    }
}

fn json(view: &impl Serialize) -> Result<String, CoreError> {
    serde_json::to_string(view).map_err(CoreError::malformed)
}
