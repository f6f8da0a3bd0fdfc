//! What must hold of a first day alone, said in a sentence where it doesn't.

use serde_json::Value;

use super::report::AloneReport;

/// What each step's answer must hold.
const WANTED: [(&str, &str, &str); 16] = [
    ("held-outside", "/phase", "reported-outside"),
    ("track", "/opened_by", "North"),
    ("reported-contact", "/reported/0/act", "postponement"),
    ("reported-contact", "/contacts/0/phase", "reported-outside"),
    ("reported-matter", "/reports/0/act", "proposal"),
    ("reported-matter", "/reports/1/act", "acceptance"),
    ("reported-matter", "/reports/2/act", "postponement"),
    ("reported-round", "/timeline/1/phase", "reported"),
    ("reported-round", "/reported/1/act", "round-date"),
    ("reported-round", "/reported/2/act", "head-of-delegation"),
    ("reports", "/reports/5/act", "head-of-delegation"),
    ("coalition", "/common_line", "none"),
    ("claim", "/said_in_public/0/standing", "agrees"),
    ("consultation", "/consultations/0/state", "none"),
    ("statement", "/published/0/kind", "statement"),
    ("call-sheet", "/banners/0/banner", "reported-outside"),
];

pub(super) fn judge(report: &mut AloneReport) {
    let mut failures = Vec::new();
    for (step, pointer, wanted) in WANTED {
        let answer = report.steps.iter().find(|one| one.step == step);
        let shown = answer.and_then(|one| one.answer.pointer(pointer));
        if shown.and_then(Value::as_str) != Some(wanted) {
            failures.push(format!("{step}: {pointer} is {shown:?}, not {wanted}"));
        }
    }
    for step in &report.steps {
        for found in counterparts_word(&step.answer) {
            failures.push(format!("{}: {found}", step.step));
        }
    }
    if !report.readout.valid || report.readout.by_minisign == Some(false) {
        failures.push("the readout doesn't verify".to_owned());
    }
    report.failures.extend(failures);
}

/// Wherever an answer would show something of the counterpart's as signed or agreed, or a report without
/// saying that it is one.
pub(super) fn counterparts_word(answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(answer, &mut found);
    found
}

fn walk(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let text = |field: &str| fields.get(field).and_then(Value::as_str);
            match fields.get("agreed") {
                None | Some(Value::Null | Value::Bool(false)) => {}
                Some(other) => found.push(format!("agreed is {other}")),
            }
            if fields.get("joined").and_then(Value::as_bool) == Some(true) {
                found.push("the other side is said to have joined".to_owned());
            }
            if matches!(text("phase"), Some("agreed" | "held-outside" | "staged")) {
                found.push(format!("a phase is {:?}", text("phase")));
            }
            if fields.contains_key("told_by") && text("status") != Some("reported") {
                found.push("a report doesn't say that it is one".to_owned());
            }
            fields.values().for_each(|value| walk(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_counterpart_s_word_is_found_wherever_it_is_shown() {
        for (answer, count) in [
            (json!({"agreed": null, "phase": "reported-outside"}), 0),
            (json!({"agreed": "0b3c"}), 1),
            (json!({"contacts": [{"phase": "agreed"}]}), 1),
            (json!({"phase": "held-outside", "agreed": true}), 2),
            (json!([{"track": {"joined": true}}]), 1),
            (json!({"told_by": "protocol", "status": "reported"}), 0),
            (json!({"told_by": "protocol"}), 1),
        ] {
            assert_eq!(counterparts_word(&answer).len(), count, "{answer}");
        }
    }
}
