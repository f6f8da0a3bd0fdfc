//! Which crate uses which, over all of the lock file: normal dependencies only.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

/// Crate name → names of the crates it links. Two versions of one crate are one entry.
#[derive(Debug, Default)]
pub struct Graph {
    edges: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// `None` for a normal dependency, else "dev" or "build".
    kind: Option<String>,
}

impl Graph {
    /// Asks cargo, for this machine's platform: other platforms' crates need not be on the disk.
    pub fn from_cargo(root: &Path) -> anyhow::Result<Self> {
        let version = Command::new("rustc").arg("-vV").output()?;
        let version = String::from_utf8(version.stdout)?;
        let host = version
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .context("rustc -vV names its host")?;
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["metadata", "--format-version", "1", "--offline"])
            .args(["--filter-platform", host])
            .current_dir(root)
            .output()?;
        ensure!(
            output.status.success(),
            "cargo metadata failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Self::from_json(&output.stdout)
    }

    /// Reads the output of `cargo metadata --format-version 1`.
    pub fn from_json(metadata: &[u8]) -> anyhow::Result<Self> {
        let metadata: Metadata = serde_json::from_slice(metadata)?;
        let names: BTreeMap<&str, &str> = metadata
            .packages
            .iter()
            .map(|package| (package.id.as_str(), package.name.as_str()))
            .collect();
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in &metadata.resolve.nodes {
            let name = names
                .get(node.id.as_str())
                .context("a node has a package")?;
            let uses = edges.entry((*name).to_owned()).or_default();
            for dependency in &node.deps {
                if dependency.dep_kinds.iter().any(|kind| kind.kind.is_none()) {
                    let used = names
                        .get(dependency.pkg.as_str())
                        .context("a dependency has a package")?;
                    uses.insert((*used).to_owned());
                }
            }
        }
        Ok(Self { edges })
    }

    /// The shortest way from one crate to the nearest that `forbidden` names, both ends
    /// included; `None` where there is none.
    pub fn way_to(&self, from: &str, forbidden: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(here) = queue.pop_front() {
            if here != from && forbidden(here) {
                let mut way = vec![here.to_owned()];
                let mut step = here;
                while let Some(&before) = came_from.get(step) {
                    way.push(before.to_owned());
                    step = before;
                }
                way.reverse();
                return Some(way);
            }
            for next in self.edges.get(here).into_iter().flatten() {
                if next != from && !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, here);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    #[cfg(test)]
    pub fn of(edges: &[(&str, &[&str])]) -> Self {
        let edges = edges
            .iter()
            .map(|(from, to)| {
                let to = to.iter().map(|name| (*name).to_owned()).collect();
                ((*from).to_owned(), to)
            })
            .collect();
        Self { edges }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_output_keeps_normal_dependencies_only() {
        let metadata = br#"{
            "packages": [{"id": "1", "name": "node"}, {"id": "2", "name": "line"},
                         {"id": "3", "name": "sim"}],
            "resolve": {"nodes": [
                {"id": "1", "deps": [
                    {"pkg": "2", "dep_kinds": [{"kind": null, "target": null}]},
                    {"pkg": "3", "dep_kinds": [{"kind": "dev", "target": null}]}]},
                {"id": "2", "deps": []}, {"id": "3", "deps": []}]}}"#;
        let graph = Graph::from_json(metadata).expect("well formed");
        assert!(graph.way_to("node", |name| name == "line").is_some());
        assert_eq!(graph.way_to("node", |name| name == "sim"), None);
    }

    #[test]
    fn the_way_is_shortest_and_ends_in_a_cycle_too() {
        let graph = Graph::of(&[
            ("node", &["line", "relay"]),
            ("line", &["domain"]),
            ("domain", &["line", "sframe"]),
            ("relay", &["sframe"]),
        ]);
        let way = graph.way_to("node", |name| name == "sframe");
        assert_eq!(
            way,
            Some(vec!["node".into(), "relay".into(), "sframe".into()])
        );
        assert_eq!(graph.way_to("node", |name| name == "absent"), None);
    }
}
