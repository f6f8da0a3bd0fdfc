//! Two lines in one thread, on fake time, over pipes that lose, repeat, delay and break.

mod again;
mod connections;
mod early;
mod forks;
mod garbage;
mod late_store;
mod logs;
mod pacing;
mod precedence;
mod restored;
mod skew;
mod world;
