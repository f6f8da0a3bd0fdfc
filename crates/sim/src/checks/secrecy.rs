//! Promise 1: nothing that a node stores, receives or sends holds a word that people wrote, or a key.

use super::{Promise, Violation};

/// Stands in everything that people write in these worlds.
pub(crate) const WRITTEN: &str = "what only the two leaders read";

/// What must not be found.
#[derive(Default)]
pub(crate) struct Secrets {
    patterns: Vec<(Vec<u8>, &'static str)>,
    first: Vec<bool>,
}

impl Secrets {
    pub fn add(&mut self, pattern: &[u8], what: &'static str) {
        self.first.resize(256, false);
        self.patterns.push((pattern.to_vec(), what));
        if let Some(first) = pattern.first() {
            self.first[usize::from(*first)] = true;
        }
    }

    /// Looks for every secret in what passes `at`.
    pub fn check(&self, at: &str, bytes: &[u8]) -> Result<(), Violation> {
        for (place, byte) in bytes.iter().enumerate() {
            if !self.first.get(usize::from(*byte)).is_some_and(|is| *is) {
                continue;
            }
            let found = self
                .patterns
                .iter()
                .find(|(pattern, _)| bytes[place..].starts_with(pattern));
            if let Some((_, what)) = found {
                return Err(Violation::new(
                    Promise::Secrecy,
                    format!("{at} holds {what} in clear"),
                ));
            }
        }
        Ok(())
    }
}
