//! What is fuzzed: one function per kind of bytes from outside, each with an oracle stronger than "no
//! panic". The same functions run under libFuzzer (`fuzz/`) and, over the corpus and some thousand
//! mutations of it, in the tests.
//!
//! A target panics where the program is wrong. It returns whether the input got past the door, so that
//! a corpus in which nothing does is noticed.
#![forbid(unsafe_code)]

mod decoders;
mod fold;
mod group;
mod media;
mod orders;
mod sdp;
mod seeds;

pub use seeds::seeds;

/// Something that takes bytes from outside.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]) -> bool,
    /// Mutations of the corpus in a test; a costly target has fewer.
    pub mutations: usize,
}

/// All targets, by name.
pub const TARGETS: &[Target] = &[
    target("call_message", decoders::call_message, 6_000),
    target("commit_orders", orders::commit_orders, 300),
    target("credentials", decoders::credentials, 3_000),
    target("fold", fold::fold, 120),
    target("http_body", decoders::http_body, 6_000),
    target("link_frame", decoders::link_frame, 6_000),
    target("mls_group", group::mls_group, 80),
    target("record", decoders::record, 3_000),
    target("sdp_offer", sdp::sdp_offer, 3_000),
    target("sealed_body", decoders::sealed_body, 600),
    target("sframe_open", media::sframe_open, 1_000),
    target("voice_packing", media::voice_packing, 20_000),
];

const fn target(name: &'static str, run: fn(&[u8]) -> bool, mutations: usize) -> Target {
    Target {
        name,
        run,
        mutations,
    }
}

/// Runs the target of this name; what libFuzzer calls.
///
/// # Panics
/// When there is no such target, or the program is wrong.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.expect("a target of the table");
    (target.run)(data);
}
