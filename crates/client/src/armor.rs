//! Text form of the files that people hand over: a first line that says what it is, a few headers, an
//! empty line, base64.

use base64::{Engine, engine::general_purpose::STANDARD};

/// What a file handed over is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Armored {
    Credentials,
    Request,
    HalfSigned,
}

/// Why a text isn't such a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no `{wanted}` file: {cause}")]
pub struct ArmorError {
    pub wanted: &'static str,
    pub cause: String,
}

const LINE_CHARS: usize = 64;
/// Longest header value.
const HEADER_BYTES_MAX: usize = 128;

impl Armored {
    fn first_line(self) -> &'static str {
        match self {
            Self::Credentials => "detente credentials 1",
            Self::Request => "detente request 1",
            Self::HalfSigned => "detente half-signed accreditation 1",
        }
    }

    /// Writes `bytes` with one header, such as whose they are. The header is a note, nothing signs it.
    pub fn write(self, note: &str, bytes: &[u8]) -> String {
        let note: String = note.chars().filter(|c| !c.is_control()).collect();
        let mut text = format!("{}\nname: {note}\n\n", self.first_line());
        let base64 = STANDARD.encode(bytes);
        for line in base64.as_bytes().chunks(LINE_CHARS) {
            text.extend(line.iter().map(|byte| char::from(*byte)));
            text.push('\n');
        }
        text
    }

    /// The note and the bytes of such a text.
    pub fn read(self, text: &str) -> Result<(String, Vec<u8>), ArmorError> {
        let wrong = |cause: &str| ArmorError {
            wanted: self.first_line(),
            cause: cause.to_owned(),
        };
        let text = text.replace("\r\n", "\n");
        let (head, body) = text
            .split_once("\n\n")
            .ok_or_else(|| wrong("it has no empty line after its head"))?;
        let mut lines = head.lines();
        if lines.next().map(str::trim_end) != Some(self.first_line()) {
            return Err(wrong("its first line says something else"));
        }
        let note = lines
            .find_map(|line| line.strip_prefix("name: "))
            .filter(|note| note.len() <= HEADER_BYTES_MAX)
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_control())
            .collect();
        let base64: String = body.split_whitespace().collect();
        let bytes = STANDARD
            .decode(base64)
            .map_err(|error| wrong(&error.to_string()))?;
        Ok((note, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for length in [0, 1, 47, 48, 49, 1_000] {
            let bytes: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let text = Armored::Credentials.write("Nor\nth", &bytes);
            assert!(text.lines().all(|line| line.len() <= LINE_CHARS));
            let read = Armored::Credentials.read(&text).unwrap();
            assert_eq!(read, ("North".to_owned(), bytes.clone()));
            let mailed = text.replace('\n', "\r\n");
            assert_eq!(Armored::Credentials.read(&mailed).unwrap().1, bytes);
        }
    }

    #[test]
    fn one_kind_is_not_another() {
        let text = Armored::Request.write("sherpa", b"bytes");
        for (kind, fits) in [
            (Armored::Request, true),
            (Armored::Credentials, false),
            (Armored::HalfSigned, false),
        ] {
            assert_eq!(kind.read(&text).is_ok(), fits, "{kind:?}");
        }
        assert!(Armored::Request.read("").is_err());
        assert!(Armored::Request.read("detente request 1\n\n!").is_err());
    }
}
