//! A device's desk over logs as nodes write them.

mod audiences;
mod facts;
mod lengths;
mod offers;
mod side;
