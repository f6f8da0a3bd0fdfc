//! Holds encodings against the CDDL of docs/protocol, for the tests of several crates.

// Each of them uses a part of it.
#![allow(dead_code)]

use minicbor::{Decoder, data::Type};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// NaN as a half-precision float: of a type that no rule of ours has.
const FLOAT: [u8; 3] = [0xf9, 0x7e, 0x00];
const NIL: u8 = 0xf6;
/// Longest array whose header is one byte.
const SHORT_ARRAY_MAX: u8 = 0x97;

/// One file of rules, with another whose names it uses.
pub struct Schema {
    text: String,
    own_rules: BTreeMap<String, String>,
    all_rules: BTreeMap<String, String>,
    sampled: RefCell<BTreeSet<String>>,
}

impl Schema {
    pub fn new(file: &str, names_from: &str) -> Self {
        let text = format!("{file}\n{names_from}");
        Self {
            own_rules: rules(file),
            all_rules: rules(&text),
            text,
            sampled: RefCell::default(),
        }
    }

    /// The bytes are what the rule says; with any place of another type, or one place more, they
    /// are not.
    #[track_caller]
    pub fn check(&self, rule: &str, bytes: &[u8]) {
        if let Err(error) = self.validate(rule, bytes) {
            panic!("`{rule}` isn't what is written ({error}): {}", hex(bytes));
        }
        for place in places(bytes) {
            let mut changed = bytes.to_vec();
            changed.splice(place.clone(), FLOAT);
            self.check_refused(rule, &changed, &format!("a float at {place:?}"));
        }
        let mut longer = bytes.to_vec();
        assert!((0x80..SHORT_ARRAY_MAX).contains(&longer[0]), "an array");
        longer[0] += 1;
        longer.push(NIL);
        self.check_refused(rule, &longer, "one place more");
        self.sampled.borrow_mut().insert(rule.to_owned());
    }

    /// The same for a value that is no array.
    #[track_caller]
    pub fn check_scalar(&self, rule: &str, bytes: &[u8]) {
        if let Err(error) = self.validate(rule, bytes) {
            panic!("`{rule}` isn't what is written ({error}): {}", hex(bytes));
        }
        self.check_refused(rule, &FLOAT, "a float");
        self.sampled.borrow_mut().insert(rule.to_owned());
    }

    /// The rule refuses these bytes.
    #[track_caller]
    pub fn check_refused(&self, rule: &str, bytes: &[u8], why: &str) {
        assert!(
            self.validate(rule, bytes).is_err(),
            "`{rule}` takes {why}: {}",
            hex(bytes)
        );
    }

    /// Whether the rule takes these bytes.
    pub fn fits(&self, rule: &str, bytes: &[u8]) -> bool {
        self.validate(rule, bytes).is_ok()
    }

    /// A rule of this file that another crate's test holds against its own encodings.
    pub fn note_sampled_elsewhere(&self, rule: &str) {
        self.sampled.borrow_mut().insert(rule.to_owned());
    }

    /// Each rule of the file was sampled, or is part of one that was.
    #[track_caller]
    pub fn check_all_used(&self) {
        let mut used = self.sampled.borrow().clone();
        let mut open: Vec<String> = used.iter().cloned().collect();
        while let Some(rule) = open.pop() {
            let body = self.all_rules.get(&rule).expect("a rule of the files");
            for word in body.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
                if self.all_rules.contains_key(word) && used.insert(word.to_owned()) {
                    open.push(word.to_owned());
                }
            }
        }
        let unused: Vec<&String> = self
            .own_rules
            .keys()
            .filter(|rule| !used.contains(*rule))
            .collect();
        assert!(unused.is_empty(), "nothing shows these rules: {unused:?}");
    }

    fn validate(&self, rule: &str, bytes: &[u8]) -> Result<(), String> {
        cddl_cat::validate_cbor_bytes(rule, &self.text, bytes).map_err(|error| error.to_string())
    }
}

/// Name and text of each rule; a rule begins at a line's start.
fn rules(file: &str) -> BTreeMap<String, String> {
    let mut rules: BTreeMap<String, String> = BTreeMap::new();
    let mut current = String::new();
    for line in file.lines() {
        let code = line.split(';').next().unwrap_or_default();
        let begins = code.starts_with(|c: char| c.is_ascii_lowercase());
        let Some((name, body)) = code.split_once(" = ").filter(|_| begins) else {
            if let Some(body) = rules.get_mut(&current) {
                body.push_str(code);
                body.push('\n');
            }
            continue;
        };
        current = name.to_owned();
        assert!(
            rules.insert(current.clone(), body.to_owned()).is_none(),
            "`{name}` is defined twice"
        );
    }
    rules
}

/// Where each item of a value stands, inside arrays too.
fn places(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    collect(&mut Decoder::new(bytes), &mut found);
    found
}

fn collect(decoder: &mut Decoder<'_>, found: &mut Vec<Range<usize>>) {
    let start = decoder.position();
    if decoder.datatype().expect("a sample is CBOR") == Type::Array {
        let length = decoder.array().expect("an array").expect("of known length");
        (0..length).for_each(|_| collect(decoder, found));
    } else {
        decoder.skip().expect("a sample is whole");
    }
    found.push(start..decoder.position());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
