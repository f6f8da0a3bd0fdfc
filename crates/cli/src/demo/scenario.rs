//! The scenario's table, as docs/scenario.md has it: what the tour shows of each sentence.

use serde::Serialize;
use std::collections::BTreeMap;

const TEXT: &str = include_str!("../../../../docs/scenario.md");

/// One sentence and where it is kept.
#[derive(Debug, Clone, Serialize)]
pub struct Covered {
    pub sentence: u32,
    pub text: String,
    pub record: String,
    pub visible_to: String,
    /// `now`, or the part of the procedure with which it comes.
    pub status: String,
    /// What the tour made of it: a record's or release's name; `None` where it comes later.
    pub evidence: Option<String>,
}

/// All rows, with the evidence that the tour collected by sentence.
pub fn coverage(evidence: &BTreeMap<u32, String>) -> Vec<Covered> {
    TEXT.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line
                .trim()
                .trim_matches('|')
                .split(" | ")
                .map(str::trim)
                .collect();
            let [number, text, record, _command, visible_to, status] = cells.as_slice() else {
                return None;
            };
            let sentence: u32 = number.parse().ok()?;
            Some(Covered {
                sentence,
                text: (*text).to_owned(),
                record: (*record).to_owned(),
                visible_to: (*visible_to).to_owned(),
                status: (*status).to_owned(),
                evidence: evidence.get(&sentence).cloned(),
            })
        })
        .collect()
}

/// Sentences that this release holds.
pub fn held_now() -> Vec<u32> {
    coverage(&BTreeMap::new())
        .into_iter()
        .filter(|row| row.status == "now")
        .map(|row| row.sentence)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_all_twenty_sentences() {
        let rows = coverage(&BTreeMap::new());
        let numbers: Vec<u32> = rows.iter().map(|row| row.sentence).collect();
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
        assert!(
            rows.iter()
                .all(|row| row.status == "now" || row.status.starts_with("comes later: "))
        );
        assert!(!held_now().is_empty());
    }
}
