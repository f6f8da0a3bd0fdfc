//! Relative links in Markdown lead somewhere: a file or folder here, and a heading in it.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::Tree;

/// Reports links to files, folders or headings that don't exist.
pub fn relative(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &tree.files {
        if !path.ends_with(".md") {
            continue;
        }
        for (line, target) in links(text) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let goal = if file.is_empty() {
                Some(path.clone())
            } else {
                resolve(path, file)
            };
            let Some(goal) = goal.filter(|goal| exists(tree, goal)) else {
                found.push(Finding::error(path, line, format!("`{target}` isn't here")));
                continue;
            };
            let missing = !heading.is_empty()
                && tree
                    .files
                    .get(&goal)
                    .is_some_and(|text| !headings(text).contains(heading));
            if missing {
                let message = format!("`{goal}` has no heading `#{heading}`");
                found.push(Finding::error(path, line, message));
            }
        }
    }
    found
}

/// (line from 1, target) of every inline link that isn't a URL, outside code blocks.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (index, line) in prose_lines(text) {
        for (start, _) in line.match_indices("](") {
            let rest = &line[start + 2..];
            let Some(target) = rest.split([')', ' ']).next() else {
                continue;
            };
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !elsewhere {
                found.push((index + 1, target));
            }
        }
    }
    found
}

fn prose_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn exists(tree: &Tree, goal: &str) -> bool {
    let folder = format!("{goal}/");
    goal.is_empty()
        || tree
            .paths
            .iter()
            .any(|path| path == goal || path.starts_with(&folder))
}

/// The anchors that a Markdown viewer makes from headings: lower case, dashes, no punctuation.
fn headings(text: &str) -> BTreeSet<String> {
    prose_lines(text)
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(_, line)| {
            line.trim_start_matches('#')
                .trim()
                .chars()
                .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
                .map(|letter| if letter == ' ' { '-' } else { letter })
                .flat_map(char::to_lowercase)
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn links_that_lead_nowhere_are_caught() {
        let page = "# Home\n\
            [ok](docs/a.md) [ok](docs) [ok](https://example.org/x.md) [ok](#home)\n\
            [gone](docs/b.md)\n\
            [outside](../../x.md)\n\
            [ok](docs/a.md#two-words) [no heading](docs/a.md#three)\n\
            ```\n[in code](nowhere.md)\n```\n\
            [gone too](missing/)\n";
        let files = [
            ("README.md", page),
            ("docs/a.md", "## Two words!\n[up](../README.md)\n"),
        ];
        assert_eq!(
            check("link", &files),
            [
                "Error README.md:3",
                "Error README.md:4",
                "Error README.md:5",
                "Error README.md:9",
            ]
        );
    }
}
