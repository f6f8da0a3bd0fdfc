//! A device's desk over logs as nodes write them.

mod audiences;
mod facts;
mod offers;
mod side;
