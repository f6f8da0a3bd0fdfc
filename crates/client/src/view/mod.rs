//! What a person is shown, noun by noun: structs for program and screen alike, made of a [`crate::Desk`] by
//! pure functions. The shell prints them, a browser draws them; nothing here has prose beyond a phrase.

pub mod conflict;
pub mod contact;
pub mod internal;
pub mod message;
pub mod message_draft;
pub mod open_matter;
pub mod receipt;
pub mod report;
pub mod round;
pub mod shown;
pub mod subject;
pub mod track;
