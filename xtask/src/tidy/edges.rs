//! Which of our crates may use which, and what nodes may never reach.
//!
//! Edges point down only. A new row or entry here is an architectural change and a commit of
//! its own that says why.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

/// Crate → ours that its normal dependencies may name. Tests (dev-dependencies) are free.
const EDGES: &[(&str, &[&str])] = &[
    ("identity", &[]),
    ("domain", &["identity"]),
    ("calendar", &[]),
    ("wire", &["domain", "identity"]),
    ("line", &["domain", "identity"]),
    ("storage", &["domain", "identity"]),
    ("e2ee", &["wire", "domain", "identity"]),
    ("relay", &["wire", "domain", "identity"]),
    ("client", &["e2ee", "wire", "domain", "identity"]),
    (
        "client-wasm",
        &["client", "e2ee", "wire", "domain", "identity"],
    ),
    (
        "terminal",
        &["client", "e2ee", "wire", "domain", "identity"],
    ),
    (
        "node",
        &[
            "storage", "line", "relay", "calendar", "wire", "domain", "identity",
        ],
    ),
    // Files alone: a node is handed them, so that it needs none of it.
    ("web-client", &[]),
    (
        "cli",
        &[
            "calendar",
            "node",
            "terminal",
            "client",
            "e2ee",
            "storage",
            "wire",
            "domain",
            "identity",
            "web-client",
        ],
    ),
    (
        "sim",
        &[
            "node", "client", "e2ee", "storage", "line", "relay", "wire", "domain", "identity",
        ],
    ),
    (
        "fuzzing",
        &["e2ee", "line", "relay", "wire", "domain", "identity"],
    ),
    // Measures everything from outside; nothing uses it.
    (
        "bench",
        &[
            "cli", "node", "terminal", "client", "e2ee", "storage", "line", "relay", "wire",
            "domain", "identity",
        ],
    ),
    ("netlab", &["terminal"]),
    ("xtask", &["node"]),
];

/// What a node is made of: none of it can open what it carries.
const BLIND: &[&str] = &["node", "relay", "line", "storage", "wire"];

/// The crates that hold a call's keys; also every crate whose name goes on with a dash or
/// underscore after one of these.
const KEY_HOLDERS: &[&str] = &["e2ee", "openmls", "sframe", "hpke"];

/// Each manifest names only the crates that its row allows.
pub fn direct(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &tree.files {
        let Some(name) = crate_of(path) else { continue };
        let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == name) else {
            let message = format!("the crate `{name}` has no row in xtask's table of edges");
            found.push(Finding::error(path, 0, message));
            continue;
        };
        // A manifest that doesn't parse is the licence rule's finding.
        let Ok(manifest) = text.parse::<toml::Table>() else {
            continue;
        };
        for used in normal_dependencies(&manifest) {
            let ours = EDGES.iter().any(|(ours, _)| *ours == used);
            if ours && !allowed.contains(&used.as_str()) {
                let message = format!("`{name}` may not use `{used}`: edges point down only");
                found.push(Finding::error(path, 0, message));
            }
        }
    }
    found
}

/// Nothing that a node is made of reaches a call's keys, over however many crates.
pub fn reach(tree: &Tree) -> Vec<Finding> {
    let holds_keys = |name: &str| {
        KEY_HOLDERS.iter().any(|holder| {
            name.strip_prefix(holder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
        })
    };
    let mut found = Vec::new();
    for name in BLIND {
        if let Some(way) = tree.graph.way_to(name, holds_keys) {
            let message = format!("a node must stay blind: {}", way.join(" → "));
            found.push(Finding::error(
                &format!("crates/{name}/Cargo.toml"),
                0,
                message,
            ));
        }
    }
    found
}

fn crate_of(path: &str) -> Option<&str> {
    match path {
        "xtask/Cargo.toml" => return Some("xtask"),
        "tests/netlab/Cargo.toml" => return Some("netlab"),
        _ => {}
    }
    let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
    (!name.contains('/')).then_some(name)
}

/// Names in `[dependencies]`, `[build-dependencies]` and their forms for one target.
fn normal_dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut tables: Vec<&toml::Table> = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(targets.values().filter_map(toml::Value::as_table));
    }
    let mut names = BTreeSet::new();
    for table in tables {
        for section in ["dependencies", "build-dependencies"] {
            let Some(entries) = table.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for (key, value) in entries {
                let renamed = value.get("package").and_then(toml::Value::as_str);
                names.insert(renamed.unwrap_or(key).to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::graph::Graph;
    use super::super::tests::check;
    use super::*;

    #[test]
    fn each_edge_that_is_not_in_the_table_is_caught() {
        for (from, allowed) in EDGES {
            for (to, _) in EDGES {
                let folder = match *from {
                    "xtask" => "",
                    "netlab" => "tests/",
                    _ => "crates/",
                };
                let path = format!("{folder}{from}/Cargo.toml");
                let text = format!("[dependencies]\n{to}.workspace = true\n");
                let expected = if allowed.contains(to) { 0 } else { 1 };
                assert_eq!(
                    check("edge", &[(&path, &text)]).len(),
                    expected,
                    "{from} {to}"
                );
            }
        }
    }

    #[test]
    fn edges_form_no_cycle() {
        let graph = Graph::of(EDGES);
        for (name, allowed) in EDGES {
            for below in *allowed {
                assert_eq!(graph.way_to(below, |found| found == *name), None);
            }
        }
    }

    #[test]
    fn hidden_edges_are_caught_and_tests_are_free() {
        for (text, expected) in [
            (
                "[target.'cfg(unix)'.dependencies]\ne2ee.workspace = true",
                1,
            ),
            (
                "[dependencies]\nx = { package = \"e2ee\", path = \"../e2ee\" }",
                1,
            ),
            ("[build-dependencies]\ne2ee.workspace = true", 1),
            ("[dev-dependencies]\ne2ee.workspace = true", 0),
            ("[dependencies]\nserde = \"1\"", 0),
        ] {
            let found = check("edge", &[("crates/node/Cargo.toml", text)]);
            assert_eq!(found.len(), expected, "{text}");
        }
    }

    #[test]
    fn a_crate_without_a_row_is_caught() {
        let found = check("edge", &[("crates/dust/Cargo.toml", "[package]")]);
        assert_eq!(found, ["Error crates/dust/Cargo.toml:0"]);
    }

    #[test]
    fn a_blind_crate_that_reaches_keys_over_others_is_caught() {
        for blind in BLIND {
            for holder in ["e2ee", "openmls", "openmls_traits", "sframe", "hpke-rs"] {
                let graph = Graph::of(&[(blind, &["a"]), ("a", &["b"]), ("b", &[holder])]);
                let tree = Tree {
                    graph,
                    ..Tree::default()
                };
                assert_eq!(reach(&tree).len(), 1, "{blind} {holder}");
            }
        }
        let harmless = Graph::of(&[("node", &["sframes", "hp"]), ("cli", &["e2ee"])]);
        let tree = Tree {
            graph: harmless,
            ..Tree::default()
        };
        assert!(reach(&tree).is_empty());
    }
}
