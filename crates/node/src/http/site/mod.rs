//! The press site: plain HTML without scripts in three languages, a feed in each, and what a newsroom needs to
//! verify. Its own words are in Fluent catalogues; what was released stands as it was written.

pub mod archive;
pub mod contact;
pub mod feed;
pub mod known;
mod language;
pub mod layout;
pub mod refused;
pub mod releases;
mod text;
pub mod verify;
pub mod visit;
mod when;
mod words;
