//! Key files: secrets under a passphrase, in the age format (scrypt), armored text; and files of any
//! length, sealed the same way and not armored, as backups are.

use age::secrecy::{ExposeSecret, SecretString};
use std::{
    fmt,
    io::{self, BufRead, Read, Write},
};
use zeroize::Zeroizing;

/// scrypt's cost for keys in use: 2^17, about half a second and 128 MiB.
pub const WORK_LOG2_USUAL: u8 = 17;
/// For the demo's keys, which guard nothing.
pub const WORK_LOG2_DEMO: u8 = 10;
/// A file that asks for more work than this is refused rather than computed.
const WORK_LOG2_MAX: u8 = 20;
/// What of a key file its header is within.
const HEADER_BYTES_MAX: u64 = 1024;
/// Longest key file that is read.
pub const KEY_FILE_BYTES_MAX: usize = 16 * 1024;

/// A passphrase: printed as nothing, wiped when dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Passphrase")
    }
}

/// Why a key file didn't open.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("the key file has {got} bytes, at most {KEY_FILE_BYTES_MAX} are read")]
    TooLong { got: usize },
    #[error("this is no key file, or a damaged one: {0}")]
    Damaged(String),
    #[error("the passphrase doesn't open this key file; try again")]
    WrongPassphrase,
    #[error("the key file couldn't be written: {0}")]
    Seal(String),
}

/// Encrypts `secret` under `passphrase`; the cost is 2^`work_log2`.
pub fn seal_key_file(
    secret: &[u8],
    passphrase: &Passphrase,
    work_log2: u8,
) -> Result<String, KeyFileError> {
    let failed = |error: io::Error| KeyFileError::Seal(error.to_string());
    let mut out = Vec::new();
    let armor = age::armor::ArmoredWriter::wrap_output(&mut out, age::armor::Format::AsciiArmor)
        .map_err(failed)?;
    seal_file(armor, passphrase, work_log2, |writer| {
        writer.write_all(secret)
    })?
    .finish()
    .map_err(failed)?;
    String::from_utf8(out).map_err(|error| KeyFileError::Seal(error.to_string()))
}

/// Decrypts what [`seal_key_file`] wrote.
pub fn open_key_file(
    text: &str,
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    if text.len() > KEY_FILE_BYTES_MAX {
        return Err(KeyFileError::TooLong { got: text.len() });
    }
    let armor = age::armor::ArmoredReader::new(text.as_bytes());
    let mut reader = open_file(io::BufReader::new(armor), passphrase)?;
    let mut secret = Zeroizing::new(Vec::new());
    reader
        .read_to_end(&mut secret)
        .map_err(|error| KeyFileError::Damaged(error.to_string()))?;
    Ok(secret)
}

/// Encrypts what `write` writes into `out`; gives `out` back once the seal is whole.
pub fn seal_file<W: Write>(
    out: W,
    passphrase: &Passphrase,
    work_log2: u8,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<W, KeyFileError> {
    let failed = |cause: &dyn fmt::Display| KeyFileError::Seal(cause.to_string());
    let mut recipient = age::scrypt::Recipient::new(passphrase.0.clone());
    recipient.set_work_factor(work_log2);
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|error| failed(&error))?;
    let mut writer = encryptor.wrap_output(out).map_err(|error| failed(&error))?;
    write(&mut writer)
        .and_then(|()| writer.finish())
        .map_err(|error| failed(&error))
}

/// Decrypts what [`seal_file`] wrote. What is read is whole only once its end was read: a file that
/// was cut or changed gives an error there at the latest.
pub fn open_file<R: BufRead>(
    input: R,
    passphrase: &Passphrase,
) -> Result<impl Read + use<R>, KeyFileError> {
    let damaged = |cause: &dyn fmt::Display| KeyFileError::Damaged(cause.to_string());
    let decryptor = age::Decryptor::new_buffered(input).map_err(|error| damaged(&error))?;
    let mut identity = age::scrypt::Identity::new(passphrase.0.clone());
    identity.set_max_work_factor(WORK_LOG2_MAX);
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
                KeyFileError::WrongPassphrase
            }
            other => damaged(&other),
        })
}

/// What opening a key file costs, as its header says: 2^n. Needs no passphrase.
pub fn key_file_work_log2(text: &str) -> Result<u8, KeyFileError> {
    if text.len() > KEY_FILE_BYTES_MAX {
        return Err(KeyFileError::TooLong { got: text.len() });
    }
    let damaged = |cause: &dyn fmt::Display| KeyFileError::Damaged(cause.to_string());
    let mut header = Vec::new();
    age::armor::ArmoredReader::new(text.as_bytes())
        .take(HEADER_BYTES_MAX)
        .read_to_end(&mut header)
        .map_err(|error| damaged(&error))?;
    // `-> scrypt SALT N`; what follows the header isn't text.
    header
        .split(|byte| *byte == b'\n')
        .filter_map(|line| std::str::from_utf8(line).ok())
        .find_map(|line| line.strip_prefix("-> scrypt "))
        .and_then(|stanza| stanza.split(' ').nth(1))
        .and_then(|work| work.parse().ok())
        .ok_or_else(|| damaged(&"it isn't under a passphrase"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_what_opening_costs() {
        let passphrase = Passphrase::new("correct horse".into());
        for work in [WORK_LOG2_DEMO, WORK_LOG2_DEMO + 1] {
            let text = seal_key_file(&[7; 4096], &passphrase, work).unwrap();
            assert_eq!(key_file_work_log2(&text).ok(), Some(work));
        }
        for wrong in ["", "no key file", "-----BEGIN AGE ENCRYPTED FILE-----\n"] {
            assert!(key_file_work_log2(wrong).is_err(), "{wrong}");
        }
        let long = "x".repeat(KEY_FILE_BYTES_MAX + 1);
        assert!(matches!(
            key_file_work_log2(&long),
            Err(KeyFileError::TooLong { .. })
        ));
    }

    #[test]
    fn opens_with_the_passphrase_alone() {
        let right = Passphrase::new("correct horse".into());
        let text = seal_key_file(b"secret", &right, WORK_LOG2_DEMO).unwrap();
        assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
        assert_eq!(&open_key_file(&text, &right).unwrap()[..], b"secret");
        let wrong = Passphrase::new("wrong horse".into());
        assert!(matches!(
            open_key_file(&text, &wrong),
            Err(KeyFileError::WrongPassphrase)
        ));
        let cut = &text[..text.len() / 2];
        assert!(matches!(
            open_key_file(cut, &right),
            Err(KeyFileError::Damaged(_))
        ));
        assert_eq!(format!("{right:?}"), "Passphrase");
    }

    #[test]
    fn a_long_file_isn_t_read() {
        for (length, read) in [
            (KEY_FILE_BYTES_MAX - 1, true),
            (KEY_FILE_BYTES_MAX, true),
            (KEY_FILE_BYTES_MAX + 1, false),
        ] {
            let opened = open_key_file(&"x".repeat(length), &Passphrase::new("any".into()));
            match opened {
                Err(KeyFileError::Damaged(_)) => assert!(read, "{length}"),
                Err(KeyFileError::TooLong { got }) => assert!(!read && got == length, "{length}"),
                other => panic!("{length}: {other:?}"),
            }
        }
    }
}
