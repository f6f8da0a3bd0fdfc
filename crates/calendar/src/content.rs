//! Content lines (RFC 5545, 3.1): written folded and escaped, read unfolded with their numbers.

use crate::holidays::{Cause, ReadError};
use crate::limits::{HOLIDAY_BYTES_MAX, HOLIDAY_LINES_MAX};

/// Octets of a line without its end.
const LINE_OCTETS_MAX: usize = 75;

/// Collects content lines.
#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// A line whose value is written as it is.
    pub fn line(&mut self, content: &str) {
        let mut octets = 0;
        for c in content.chars() {
            if octets + c.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is TEXT (3.3.11).
    pub fn text(&mut self, name: &str, text: &str) {
        self.line(&format!("{name}:{}", escape(text)));
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

/// TEXT has no control characters; line ends are written as `\n`.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\r' => {
                let _ = chars.next_if_eq(&'\n');
                out.push_str("\\n");
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// What was escaped. An escape that means nothing stands for its character.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

/// A line as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContentLine {
    /// Where it begins in the file, from 1.
    pub number: usize,
    /// In capitals.
    pub name: String,
    /// Names in capitals, values without quotes.
    pub params: Vec<(String, String)>,
    pub value: String,
}

impl ContentLine {
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn refused(&self, cause: Cause) -> ReadError {
        ReadError::Line {
            line: self.number,
            property: self.name.clone(),
            cause,
        }
    }
}

/// Lines of a file, unfolded. Folds may cut a character in two: bytes are joined before they are
/// read as text. Lines may end with LF alone, empty ones are passed over.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<ContentLine>, ReadError> {
    if bytes.len() > HOLIDAY_BYTES_MAX {
        return Err(ReadError::TooLong { bytes: bytes.len() });
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut joined: Vec<(usize, Vec<u8>)> = Vec::new();
    // The end of the last line isn't the beginning of another.
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if number > HOLIDAY_LINES_MAX {
            return Err(ReadError::TooManyLines);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line.split_first(), joined.last_mut()) {
            (None, _) => {}
            (Some((b' ' | b'\t', rest)), Some((_, before))) => before.extend(rest),
            (Some(_), _) => joined.push((number, line.to_vec())),
        }
    }
    joined
        .into_iter()
        .map(|(number, line)| read_line(number, line))
        .collect()
}

fn read_line(number: usize, line: Vec<u8>) -> Result<ContentLine, ReadError> {
    let refused = |property: &str, cause| ReadError::Line {
        line: number,
        property: property.to_owned(),
        cause,
    };
    let text = String::from_utf8(line).map_err(|_| refused("a line", Cause::NotUtf8))?;
    let end = text
        .find([':', ';'])
        .ok_or_else(|| refused("a line", Cause::NotALine))?;
    let name = text[..end].to_ascii_uppercase();
    if !is_name(&name) {
        return Err(refused("a line", Cause::NotALine));
    }
    let mut params = Vec::new();
    let mut rest = &text[end..];
    while let Some(param) = rest.strip_prefix(';') {
        let (param, after) =
            read_param(param).ok_or_else(|| refused(&name, Cause::NotAParameter))?;
        params.push(param);
        rest = after;
    }
    let Some(value) = rest.strip_prefix(':') else {
        return Err(refused(&name, Cause::NotALine));
    };
    Ok(ContentLine {
        number,
        value: value.to_owned(),
        name,
        params,
    })
}

/// `NAME=VALUE[,VALUE]` and what follows it; a value in quotes may hold anything.
fn read_param(text: &str) -> Option<((String, String), &str)> {
    let (name, mut rest) = text.split_once('=')?;
    let name = name.to_ascii_uppercase();
    if !is_name(&name) {
        return None;
    }
    let mut value = String::new();
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (inside, after) = quoted.split_once('"')?;
            value.push_str(inside);
            rest = after;
        } else {
            let end = rest.find([':', ';', ',', '"'])?;
            value.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        match rest.strip_prefix(',') {
            Some(more) => {
                value.push(',');
                rest = more;
            }
            None => break,
        }
    }
    rest.starts_with([':', ';'])
        .then_some(((name, value), rest))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(content: &str) -> String {
        let mut lines = Lines::default();
        lines.line(content);
        lines.into_string()
    }

    #[test]
    fn lines_have_at_most_75_octets() {
        for (octets, wanted) in [(74, 1), (75, 1), (76, 2), (149, 2), (150, 3)] {
            let text = folded(&"x".repeat(octets));
            assert_eq!(text.matches("\r\n").count(), wanted, "{octets}");
        }
        // Two octets each: the fold comes before the one that would be cut.
        let text = folded(&"é".repeat(38));
        assert_eq!(text, format!("{}\r\n é\r\n", "é".repeat(37)));
    }

    #[test]
    fn text_is_escaped() {
        for (text, wanted) in [
            ("a;b,c\\d", "a\\;b\\,c\\\\d"),
            ("one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
            ("bell\u{7} tab\t null\0", "bell tab\t null"),
            ("\"quoted\": yes", "\"quoted\": yes"),
            ("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\\nBEGIN:VEVENT"),
        ] {
            assert_eq!(escape(text), wanted);
        }
    }

    #[test]
    fn lines_are_read_with_numbers_and_parameters() {
        let file =
            "\u{feff}begin:VCALENDAR\r\nX-A;b=1;C=\"x:y;z\",w:va:l\n  ue\r\n\r\n\tmore\nlast;:x\n";
        let error = read(file.as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 6, LAST: a parameter of the line isn't understood"
        );
        let lines = read(&file.as_bytes()[..file.len() - 8]).unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].number, lines[0].name.as_str()), (1, "BEGIN"));
        assert_eq!((lines[1].number, lines[1].name.as_str()), (2, "X-A"));
        assert_eq!(lines[1].param("C"), Some("x:y;z,w"));
        assert_eq!(lines[1].value, "va:l uemore");
    }

    #[test]
    fn a_character_cut_by_a_fold_is_whole_again() {
        let mut bytes = b"SUMMARY:No".to_vec();
        bytes.extend([0xc3, b'\r', b'\n', b' ', 0xab]);
        bytes.extend(b"l\r\n");
        assert_eq!(read(&bytes).unwrap()[0].value, "Noël");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "\\PC{0,200}", lines in prop::collection::vec("[ -~é字𝄞]{0,90}", 0..4)) {
            for text in [text, lines.join("\n")] {
                let mut out = Lines::default();
                out.text("SUMMARY", &text);
                let out = out.into_string();
                for line in out.split_terminator("\r\n") {
                    prop_assert!(line.len() <= LINE_OCTETS_MAX, "{line}");
                    prop_assert!(!line.contains(['\r', '\n']));
                }
                let read = read(out.as_bytes()).unwrap();
                prop_assert_eq!(read.len(), 1);
                prop_assert_eq!(unescape(&read[0].value), text);
            }
        }

        #[test]
        fn bytes_from_anywhere_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }
    }
}
