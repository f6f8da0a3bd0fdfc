//! Words that no tracked text may hold: unfinished work, switched-off tests, one machine's paths.

use super::Finding;
use super::tree::Tree;

/// Where a word counts.
#[derive(Clone, Copy)]
enum Where {
    /// Anywhere in any text.
    Anywhere,
    /// Only as a word of its own.
    Word,
    /// Only where a path can begin: not in the middle of another path.
    PathStart,
}

/// Written in two halves, so that this table doesn't find itself.
const FORBIDDEN: &[(&str, Where, &str)] = &[
    (concat!("to", "do!"), Where::Word, "unfinished code"),
    (
        concat!("unimpl", "emented!"),
        Where::Word,
        "unfinished code",
    ),
    (
        concat!("db", "g!"),
        Where::Word,
        "a forgotten debugging aid",
    ),
    (
        concat!("#[ig", "nore"),
        Where::Anywhere,
        "a test that doesn't run",
    ),
    (concat!("TO", "DO"), Where::Word, "open an issue instead"),
    (concat!("FIX", "ME"), Where::Word, "fix it or open an issue"),
    (
        concat!("/wo", "rk/"),
        Where::PathStart,
        "one machine's path",
    ),
    (
        concat!("/ho", "me/"),
        Where::PathStart,
        "one machine's path",
    ),
    (
        concat!("/ro", "ot/"),
        Where::PathStart,
        "one machine's path",
    ),
];

/// Reports every line with a forbidden word, in any text file.
pub fn forbidden(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &tree.files {
        for (index, line) in text.lines().enumerate() {
            for (word, place, reason) in FORBIDDEN {
                if stands_in(line, word, *place) {
                    let message = format!("`{word}`: {reason}");
                    found.push(Finding::error(path, index + 1, message));
                }
            }
        }
    }
    found
}

fn stands_in(line: &str, word: &str, place: Where) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        match place {
            Where::Anywhere => true,
            Where::Word => {
                let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
                let open_ended = word.ends_with('!');
                !before.is_some_and(joins) && (open_ended || !after.is_some_and(joins))
            }
            Where::PathStart => !before.is_some_and(|letter| {
                letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '}' | '~' | '*')
            }),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn each_word_is_caught() {
        for (word, _, _) in FORBIDDEN {
            let text = format!("fine\n  {word} and more\n");
            let found = check("word", &[("docs/a.md", &text)]);
            assert_eq!(found, ["Error docs/a.md:2"], "{word}");
        }
    }

    #[test]
    fn words_inside_other_words_and_paths_pass() {
        let lines = [
            concat!("MASTO", "DON"),
            concat!("my_to", "do!()"),
            concat!("docs/wo", "rk/a.md"),
            concat!("see ../ho", "me/index.html"),
        ];
        for line in lines {
            assert!(check("word", &[("a.rs", line)]).is_empty(), "{line}");
        }
    }
}
