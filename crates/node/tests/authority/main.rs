//! Who may do what, when: what the table says, what a node takes, and what the fold makes of it.

mod matrix;
mod papers;
mod world;
