//! What a person is shown, noun by noun: structs for program and screen alike, made of a [`crate::Desk`] by
//! pure functions. The shell prints them, a browser draws them; nothing here has prose beyond a phrase.

pub mod attachment;
pub mod attachment_name;
pub mod bracket;
pub mod briefing;
pub mod call_sheet;
pub mod coalition;
pub mod conflict;
pub mod consultation;
pub mod contact;
pub mod exchange;
pub mod facts;
pub mod internal;
pub mod joint_statement;
pub mod line;
pub mod line_to_take;
pub mod mandate;
pub mod message;
pub mod message_draft;
pub mod minutes;
pub mod open_matter;
pub mod paper;
pub mod person;
pub mod press;
pub mod receipt;
pub mod record_of_contact;
pub mod report;
pub mod round;
pub mod shift;
pub mod shown;
pub mod silence;
pub mod staging;
pub mod subject;
pub mod task;
pub mod track;
pub mod unrecorded;
