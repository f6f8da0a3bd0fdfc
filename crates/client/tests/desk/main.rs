//! A device's desk over logs as nodes write them.

mod audiences;
mod offers;
mod side;
