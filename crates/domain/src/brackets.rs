//! Bracketed text: what isn't agreed of a draft stands in square brackets, with its alternatives.
//!
//! `[North: by 1 May | South: by 1 July | without delay]` has three; who wants one may be named before a
//! colon. A single alternative is text that not all want. A backslash before a bracket, a bar or a
//! backslash makes it an ordinary sign. Brackets don't nest: what is open within an alternative can't
//! be told apart from what is open about it.

use crate::LIST_MAX;

/// Longest name before a colon that is taken for a name, in characters.
const NAME_CHARS_MAX: usize = 64;

/// One place of a text that isn't agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// Where it opens, counted from 1.
    pub line: usize,
    pub alternatives: Vec<Alternative>,
}

/// One reading of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Who wants it, where that is said.
    pub by: Option<String>,
    /// Empty: the place is left out.
    pub text: String,
}

/// Why brackets can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BracketError {
    #[error("a bracket opens in line {inner} within the one that opened in line {outer}")]
    Nested { outer: usize, inner: usize },
    #[error("the bracket that opens in line {line} isn't closed")]
    Open { line: usize },
    #[error("a bracket closes in line {line} that didn't open")]
    Unopened { line: usize },
    #[error("more than {LIST_MAX} brackets, or alternatives of one")]
    TooMany,
}

/// The places of a text that aren't agreed, in their order.
///
/// # Errors
/// Brackets that nest, or stand alone, and more than [`LIST_MAX`] of them.
pub fn brackets(text: &str) -> Result<Vec<Bracket>, BracketError> {
    let mut found: Vec<Bracket> = Vec::new();
    let mut open: Option<(usize, Vec<String>)> = None;
    let (mut line, mut escaped) = (1, false);
    for sign in text.chars() {
        let plain = std::mem::take(&mut escaped);
        match (sign, plain) {
            ('\\', false) => escaped = true,
            ('[', false) => match &open {
                Some((outer, _)) => {
                    let (outer, inner) = (*outer, line);
                    return Err(BracketError::Nested { outer, inner });
                }
                None => open = Some((line, vec![String::new()])),
            },
            (']', false) => {
                let (line, parts) = open.take().ok_or(BracketError::Unopened { line })?;
                if found.len() >= LIST_MAX || parts.len() > LIST_MAX {
                    return Err(BracketError::TooMany);
                }
                found.push(Bracket {
                    line,
                    alternatives: parts.iter().map(|part| alternative(part)).collect(),
                });
            }
            ('|', false) if open.is_some() => {
                if let Some((_, parts)) = &mut open {
                    parts.push(String::new());
                }
            }
            (sign, _) => {
                if let Some(part) = open.as_mut().and_then(|(_, parts)| parts.last_mut()) {
                    // Before other signs it is one itself.
                    if plain && !"[]|\\".contains(sign) {
                        part.push('\\');
                    }
                    part.push(sign);
                }
            }
        }
        line += usize::from(sign == '\n');
    }
    match open {
        Some((line, _)) => Err(BracketError::Open { line }),
        None => Ok(found),
    }
}

fn alternative(part: &str) -> Alternative {
    let named = part.split_once(':').map(|(name, text)| (name.trim(), text));
    let is_name = |name: &str| {
        !name.is_empty() && !name.contains('\n') && name.chars().count() <= NAME_CHARS_MAX
    };
    let (by, text) = match named {
        Some((name, text)) if is_name(name) => (Some(name.to_owned()), text),
        _ => (None, part),
    };
    Alternative {
        by,
        text: text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &[(usize, &[(&str, &str)])]) {
        let read = brackets(text).unwrap();
        let shown: Vec<(usize, Vec<(&str, &str)>)> = read
            .iter()
            .map(|one| {
                let alternatives = one.alternatives.iter();
                let shown = alternatives.map(|one| (one.by.as_deref().unwrap_or(""), &*one.text));
                (one.line, shown.collect())
            })
            .collect();
        let wanted: Vec<(usize, Vec<(&str, &str)>)> = wanted
            .iter()
            .map(|(line, alternatives)| (*line, alternatives.to_vec()))
            .collect();
        assert_eq!(shown, wanted, "{text:?}");
    }

    #[test]
    fn alternatives_stand_between_bars_and_may_have_names() {
        check("Agreed.", &[]);
        check("", &[]);
        check("a | b", &[]);
        check("Not [all] agreed.", &[(1, &[("", "all")])]);
        check(
            "Within [North: a month | South: two months | the time that it takes].",
            &[(
                1,
                &[
                    ("North", "a month"),
                    ("South", "two months"),
                    ("", "the time that it takes"),
                ],
            )],
        );
        check(
            "One.\nTwo [|\nand a half].",
            &[(2, &[("", ""), ("", "and a half")])],
        );
        check("[a] and\n\n[b]", &[(1, &[("", "a")]), (3, &[("", "b")])]);
        check("[]", &[(1, &[("", "")])]);
        check("[: a]", &[(1, &[("", ": a")])]);
        check("[x: y: z]", &[(1, &[("x", "y: z")])]);
    }

    #[test]
    fn a_backslash_makes_an_ordinary_sign() {
        check(r"a \[note\] b", &[]);
        check(
            r"[a \| b | c \] d \\]",
            &[(1, &[("", "a | b"), ("", r"c ] d \")])],
        );
        check(r"\n[a]", &[(1, &[("", "a")])]);
        check(r"[C:\temp]", &[(1, &[("C", r"\temp")])]);
    }

    #[test]
    fn brackets_that_nest_or_stand_alone_are_refused_with_their_lines() {
        use BracketError::*;
        for (text, wanted) in [
            ("a\n[b\n[c]]", Nested { outer: 2, inner: 3 }),
            ("a\n[b", Open { line: 2 }),
            ("a\nb]", Unopened { line: 2 }),
            (r"[a\]", Open { line: 1 }),
        ] {
            assert_eq!(brackets(text), Err(wanted), "{text:?}");
        }
    }

    #[test]
    fn brackets_alternatives_and_names_are_counted() {
        for (count, fits) in [
            (LIST_MAX - 1, true),
            (LIST_MAX, true),
            (LIST_MAX + 1, false),
        ] {
            assert_eq!(brackets(&"[a]".repeat(count)).is_ok(), fits, "{count}");
            let bars = format!("[{}]", "|".repeat(count - 1));
            assert_eq!(brackets(&bars).is_ok(), fits, "{count}");
        }
        for (chars, is_name) in [
            (NAME_CHARS_MAX - 1, true),
            (NAME_CHARS_MAX, true),
            (NAME_CHARS_MAX + 1, false),
        ] {
            let read = brackets(&format!("[{}: text]", "ю".repeat(chars))).unwrap();
            assert_eq!(read[0].alternatives[0].by.is_some(), is_name, "{chars}");
        }
    }
}
