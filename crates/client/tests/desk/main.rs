//! A device's desk over logs as nodes write them.

mod audiences;
mod facts;
mod forged;
mod internal;
mod lengths;
mod offers;
mod procedure;
mod records;
mod side;
mod unrecorded;
mod views;
