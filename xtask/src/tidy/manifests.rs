//! What each crate's manifest must say about its licence.

use super::Finding;
use super::tree::Tree;

const LICENCE: &str = "MIT OR Apache-2.0";

/// Every crate of the workspace carries the project's licence, its own or inherited.
pub fn licences(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &tree.files {
        if path != "Cargo.toml" && !path.ends_with("/Cargo.toml") {
            continue;
        }
        let manifest: toml::Table = match text.parse() {
            Ok(manifest) => manifest,
            Err(error) => {
                found.push(Finding::error(path, 0, error.to_string()));
                continue;
            }
        };
        let package = if path == "Cargo.toml" {
            manifest
                .get("workspace")
                .and_then(|workspace| workspace.get("package"))
        } else {
            manifest.get("package")
        };
        let licence = package.and_then(|package| package.get("license"));
        let inherited = licence
            .and_then(|licence| licence.get("workspace"))
            .and_then(toml::Value::as_bool);
        let right = licence.and_then(toml::Value::as_str) == Some(LICENCE)
            || (path != "Cargo.toml" && inherited == Some(true));
        if !right {
            let message = format!("the licence must be {LICENCE}, written or inherited");
            found.push(Finding::error(path, 0, message));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn another_licence_or_none_is_caught() {
        let files = [
            (
                "Cargo.toml",
                "[workspace.package]\nlicense = \"MIT OR Apache-2.0\"",
            ),
            ("crates/a/Cargo.toml", "[package]\nlicense.workspace = true"),
            (
                "crates/b/Cargo.toml",
                "[package]\nlicense = \"MIT OR Apache-2.0\"",
            ),
            ("crates/c/Cargo.toml", "[package]\nlicense = \"GPL-3.0\""),
            ("crates/d/Cargo.toml", "[package]\nname = \"d\""),
            ("crates/e/Cargo.toml", "[package\n"),
        ];
        assert_eq!(
            check("licence", &files),
            [
                "Error crates/c/Cargo.toml:0",
                "Error crates/d/Cargo.toml:0",
                "Error crates/e/Cargo.toml:0",
            ]
        );
    }

    #[test]
    fn the_workspace_itself_cannot_inherit() {
        let files = [(
            "Cargo.toml",
            "[workspace.package]\nlicense.workspace = true",
        )];
        assert_eq!(check("licence", &files), ["Error Cargo.toml:0"]);
    }
}
