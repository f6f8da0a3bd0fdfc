//! Just enough of Rust's lexical grammar to tell code from comments, strings and tests.

/// The text with comments, string and character literals blanked; lines stay where they are.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        let skipped = match (here, chars.get(at + 1)) {
            ('/', Some('/')) => line_comment(&chars[at..]),
            ('/', Some('*')) => block_comment(&chars[at..]),
            ('"', _) => quoted(&chars[at..]),
            ('r', Some('"' | '#')) if !continues_a_word(&chars, at) => raw_string(&chars[at..]),
            ('\'', _) => character(&chars[at..]),
            _ => 0,
        };
        if skipped == 0 {
            code.push(here);
            at += 1;
            continue;
        }
        for &lost in chars.iter().skip(at).take(skipped) {
            code.push(if lost == '\n' { '\n' } else { ' ' });
        }
        at += skipped;
    }
    code
}

/// [`code_only`] with each `#[cfg(test)] mod … { … }` blanked as well.
pub fn production_code(text: &str) -> String {
    let code = code_only(text);
    let tests = test_lines(&code);
    code.lines()
        .enumerate()
        .map(|(index, line)| if tests.contains(&index) { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// How many lines the file has without its test module.
pub fn production_line_count(text: &str) -> usize {
    text.lines().count() - test_lines(&code_only(text)).len()
}

/// Indices (from 0) of the lines of `#[cfg(test)] mod … { … }`, in text without comments.
fn test_lines(code: &str) -> Vec<usize> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let opens = lines[at].trim() == "#[cfg(test)]"
            && lines.get(at + 1).is_some_and(|next| {
                let next = next.trim();
                next.starts_with("mod ") && next.contains('{')
            });
        if !opens {
            at += 1;
            continue;
        }
        let mut depth = 0_usize;
        found.push(at);
        at += 1;
        while let Some(line) = lines.get(at) {
            found.push(at);
            at += 1;
            depth += line.matches('{').count();
            depth = depth.saturating_sub(line.matches('}').count());
            if depth == 0 {
                break;
            }
        }
    }
    found
}

/// Whether `word` stands in the line as a whole identifier or path (`a::b`).
pub fn has_word(line: &str, word: &str) -> bool {
    let part_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

fn continues_a_word(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    match before {
        // `br"…"` and `cr"…"` are raw strings with a prefix.
        Some('b' | 'c') => at
            .checked_sub(2)
            .and_then(|before| chars.get(before))
            .is_some_and(|letter| letter.is_alphanumeric() || *letter == '_'),
        Some(letter) => letter.is_alphanumeric() || *letter == '_',
        None => false,
    }
}

fn line_comment(chars: &[char]) -> usize {
    chars
        .iter()
        .position(|&letter| letter == '\n')
        .unwrap_or(chars.len())
}

fn block_comment(chars: &[char]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => {
                depth += 1;
                at += 2;
            }
            ('*', Some('/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    chars.len()
}

fn quoted(chars: &[char]) -> usize {
    let mut at = 1;
    while let Some(letter) = chars.get(at) {
        match letter {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// 0 where `r` opens no raw string, as in the raw identifier `r#type`.
fn raw_string(chars: &[char]) -> usize {
    let hashes = chars[1..].iter().take_while(|&&mark| mark == '#').count();
    if chars.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut at = 2 + hashes;
    while at < chars.len() {
        let closing = chars[at] == '"'
            && chars[at + 1..]
                .iter()
                .take_while(|&&mark| mark == '#')
                .count()
                >= hashes;
        if closing {
            return at + 1 + hashes;
        }
        at += 1;
    }
    chars.len()
}

/// 0 where the quote opens a lifetime.
fn character(chars: &[char]) -> usize {
    match (chars.get(1), chars.get(2)) {
        (Some('\\'), _) => chars
            .iter()
            .skip(3)
            .position(|&letter| letter == '\'')
            .map_or(0, |end| end + 4),
        (Some(_), Some('\'')) => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_code_is_blanked() {
        for (text, kept) in [
            ("let a = 1; // HashMap", "let a = 1;"),
            ("a /* x /* y */ HashMap */ b", "a b"),
            (r#"f("HashMap \" // ", b)"#, "f( , b)"),
            (r###"f(r#"Hash" Map"#, b)"###, "f( , b)"),
            (r#"f(br"\", b)"#, "f(b , b)"),
            (r"match c { '{' | '\'' => d }", "match c { | => d }"),
            ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)"),
            ("r#type for\"x\"", "r#type for"),
        ] {
            let code = code_only(text);
            assert_eq!(code.chars().count(), text.chars().count(), "{text}");
            let squeezed: Vec<&str> = code.split_whitespace().collect();
            let kept: Vec<&str> = kept.split_whitespace().collect();
            assert_eq!(squeezed, kept, "{text}");
        }
    }

    #[test]
    fn only_the_test_module_is_left_out() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    // }\n    fn b() {}\n}\nfn c() {}\n";
        assert_eq!(production_code(text), "fn a() {}\n\n\n\n\n\nfn c() {}");
        assert_eq!(production_line_count(text), 2);
        let used_alone = "#[cfg(test)]\nuse x;\nfn a() {}\n";
        assert_eq!(production_line_count(used_alone), 3);
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("let x: HashMap<A, B>", "HashMap"));
        assert!(!has_word("let x: MyHashMap<A, B>", "HashMap"));
        assert!(has_word("std::time::Instant::now()", "Instant::now"));
        assert!(!has_word("FakeInstant::nowhere()", "Instant::now"));
    }
}
