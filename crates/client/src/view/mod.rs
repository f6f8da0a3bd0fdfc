//! What a person is shown, noun by noun: structs for program and screen alike, made of a [`crate::Desk`] by
//! pure functions. The shell prints them, a browser draws them; nothing here has prose beyond a phrase.

pub mod contact;
pub mod internal;
pub mod report;
pub mod shown;
