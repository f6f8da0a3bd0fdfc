//! The real program in network namespaces that it makes and removes itself: two nodes and two
//! terminals, a cable between the nodes that delays, loses, reorders, narrows and breaks, and what was
//! heard at the ear. Needs root; without it the tests say so and pass.

pub mod cable;
pub mod cases;
pub mod crossing;
pub mod ear;
pub mod ground;
pub mod play;
pub mod program;
pub mod sides;
pub mod svg;
pub mod table;
