//! Calls of two nodes and their devices in one thread, on a clock that the tests turn.

mod begun;
mod behind;
mod flaps;
mod floor;
mod groups;
mod hostile_devices;
mod hostile_nodes;
mod leaving;
mod limits;
mod returning;
mod ring_again;
mod rings;
mod round_trips;
mod sides;
mod world;
