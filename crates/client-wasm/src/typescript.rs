//! Acts as types of TypeScript, by the names that pages know.

use client::typescript::Declarations;
use std::fmt::Write;

use crate::{
    Warning, act,
    next_step::NextStep,
    reason::{Reason, kebab},
};

const HEAD: &str = "// Written by `cargo xtask typescript` from crates/client-wasm/src/act and crates/client/src/form: change it there.\n";

/// What each act says, all types that this is made of, and what is told of an act.
pub fn declarations() -> String {
    let mut found = Declarations::default();
    let mut head = format!("{HEAD}\n/** What a person signs, by the act's name. */\n");
    head.push_str("export type SignedActs = {\n");
    for (act, said, doc) in act::declared(&mut found) {
        if !doc.is_empty() {
            let _ = writeln!(head, "  /** {} */", doc.trim());
        }
        let _ = writeln!(head, "  \"{}\": {said};", kebab(act));
    }
    head.push_str("};\n");
    found.add::<Warning>();
    found.add::<Reason>();
    found.add::<NextStep>();
    found.file(&head)
}
