//! Whether the node serves the web client that this program holds.

use identity::{PAIRING_WORDS, sha256, words_from_bits};
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Findings, Verdict};
use crate::{CliError, Context, api::Node};

const WHAT: &str = "web client";
/// What comparing files can't show; said wherever they agree.
const PROVES_NOT: &str = "That is what it serves to this machine now: not what it serves to another browser or will \
    tomorrow, nor that this program is the one that was published";

/// Fetches each file that this program holds, as a browser would, and what the node says it serves.
pub async fn check_client(context: &Context, url: &str, found: &mut Findings) {
    let node = match Node::new(url, context.danger_plain_http) {
        Ok(node) => node,
        Err(error) => return found.bad(WHAT, &error),
    };
    let own: BTreeMap<String, [u8; 32]> = web_client::FILES
        .iter()
        .map(|file| (address(file.path), file.sha256))
        .collect();
    match served(&node, &own).await {
        Ok(served) => compare(&own, &served, found),
        Err(error) => found.bad(WHAT, &error),
    }
}

/// Hashes of what the node gives at each own address and at each that it names besides.
async fn served(
    node: &Node,
    own: &BTreeMap<String, [u8; 32]>,
) -> Result<BTreeMap<String, Option<[u8; 32]>>, CliError> {
    let mut served = BTreeMap::new();
    let named = node.client_files().await?.files.into_keys();
    let foreign = named.filter(|path| !own.contains_key(path));
    served.extend(foreign.map(|path| (path, None)));
    for path in own.keys() {
        let content = node.file(path).await?;
        served.insert(path.clone(), content.map(|content| sha256(&content)));
    }
    Ok(served)
}

fn compare(
    own: &BTreeMap<String, [u8; 32]>,
    served: &BTreeMap<String, Option<[u8; 32]>>,
    found: &mut Findings,
) {
    let is_own = |path: &String| own.get(path).copied();
    let other: Vec<&str> = served
        .iter()
        .filter(|(path, hash)| hash.is_none() || **hash != is_own(path))
        .map(|(path, _)| path.as_str())
        .collect();
    if let Some(first) = other.first() {
        let count = other.len();
        return found.add(
            WHAT,
            Verdict::Bad,
            format!(
                "the node serves other files than this program ({}) holds: {count} differ, {first} among them; \
                 what this program holds has the words {}",
                env!("CARGO_PKG_VERSION"),
                words(own)
            ),
            "compare the versions of both programs; if they are the same, let nobody sign in by a browser \
             and ask who runs that node",
        );
    }
    if !web_client::IS_BUILT {
        return found.add(
            WHAT,
            Verdict::Unseen,
            "neither this program nor the node has one",
            "`./dev` builds it into the program",
        );
    }
    let count = own.len();
    found.good(
        WHAT,
        format!(
            "the node serves the {count} files that this program holds; the page *This client* shows for them {}. \
             {PROVES_NOT}",
            words(own)
        ),
    );
}

/// What a browser shows of the same files: the words of the SHA-256 over a line for each file, by address,
/// as `sha256sum` writes them (docs/operating.md).
fn words(files: &BTreeMap<String, [u8; 32]>) -> String {
    let mut lines = String::new();
    for (address, hash) in files {
        for byte in hash {
            // A String takes everything.
            let _ = write!(lines, "{byte:02x}");
        }
        let _ = writeln!(lines, "  {address}");
    }
    words_from_bits(&sha256(lines.as_bytes()), PAIRING_WORDS).join(" ")
}

/// Where a browser finds a file.
fn address(path: &str) -> String {
    match path {
        "index.html" => "/desk/".to_owned(),
        _ => format!("/desk/{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_that_differs_lacks_or_is_more_is_told() {
        let path = |n: u8| format!("/desk/assets/{n}.js");
        let own: BTreeMap<_, _> = (0..3).map(|n| (path(n), [n; 32])).collect();
        let same: BTreeMap<_, _> = own
            .iter()
            .map(|(path, hash)| (path.clone(), Some(*hash)))
            .collect();
        let with = |n: u8, hash: Option<[u8; 32]>| {
            let mut served = same.clone();
            served.insert(path(n), hash);
            served
        };
        for (served, is_bad) in [
            (same.clone(), false),
            (with(1, Some([9; 32])), true),
            (with(1, None), true),
            (with(3, None), true),
        ] {
            let mut found = Findings {
                findings: Vec::new(),
            };
            compare(&own, &served, &mut found);
            assert_eq!(found.findings.len(), 1);
            assert_eq!(
                found.findings[0].verdict == Verdict::Bad,
                is_bad,
                "{served:?}"
            );
        }
    }
}
