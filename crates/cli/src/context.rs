//! What every command is given: directory, clock, passphrase, and whether a person can be asked.

use identity::{
    KeyFileError, Passphrase, WORK_LOG2_DEMO, WORK_LOG2_USUAL, open_key_file, seal_key_file,
};
use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};
use zeroize::Zeroizing;

use crate::{CliError, home::Home, private_file, progress::Screen};

/// Shortest passphrase that is taken for a new key file.
const PASSPHRASE_CHARS_MIN: usize = 8;
/// How often a passphrase is asked for before giving up.
const PASSPHRASE_TRIES: usize = 3;

/// Where the time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    #[default]
    Real,
    /// The system's clock, moved by so many milliseconds: a demo plays on another day.
    Offset(i64),
}

impl Clock {
    /// The one place where the program reads the clock.
    pub fn now_unix_ms(self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let real = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        match self {
            Self::Real => real,
            Self::Offset(ms) => real.saturating_add(ms),
        }
    }
}

/// Where passphrases come from.
#[derive(Clone)]
pub enum PassphraseSource {
    /// Known already, such as from `DETENTE_PASSPHRASE`.
    Given(Zeroizing<String>),
    /// The first line of a file.
    File(PathBuf),
    /// Asked for on the terminal.
    Prompt,
}

/// Whether a person sits before the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Questions {
    Terminal,
    Never,
}

/// What a command is given besides its arguments.
pub struct Context {
    pub dir: PathBuf,
    pub clock: Clock,
    pub passphrase: PassphraseSource,
    pub questions: Questions,
    /// HTTP without TLS to other machines than this one.
    pub danger_plain_http: bool,
    /// Key files that guard nothing, for demonstrations.
    pub danger_weak_keys: bool,
    pub screen: Screen,
    opened: Mutex<Option<Zeroizing<String>>>,
}

impl Context {
    /// With the system's clock and a person to ask.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            clock: Clock::Real,
            passphrase: PassphraseSource::Prompt,
            questions: Questions::Terminal,
            danger_plain_http: false,
            danger_weak_keys: false,
            screen: Screen::default(),
            opened: Mutex::new(None),
        }
    }

    pub fn home(&self) -> Home {
        Home::at(&self.dir)
    }

    pub fn now_unix_ms(&self) -> i64 {
        self.clock.now_unix_ms()
    }

    /// Cost of a passphrase's guess.
    pub fn work_log2(&self) -> u8 {
        if self.danger_weak_keys {
            WORK_LOG2_DEMO
        } else {
            WORK_LOG2_USUAL
        }
    }

    fn opened(&self) -> MutexGuard<'_, Option<Zeroizing<String>>> {
        // What is inside is whole or absent, also after a panic elsewhere.
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says something that isn't the answer: to stderr, so that `--json` stays one object.
    pub fn note(&self, text: &str) {
        self.screen.line(text);
    }

    /// A passphrase for new key files; typed twice where it is typed.
    pub fn new_passphrase(&self, of: &str) -> Result<Zeroizing<String>, CliError> {
        let text = match &self.passphrase {
            PassphraseSource::Prompt => {
                let first = self.prompt(&format!("New passphrase for {of}: "))?;
                let second = self.prompt("The same again: ")?;
                if first != second {
                    return Err(CliError::usage(
                        "passphrases-differ",
                        "the two passphrases differ",
                        "run the command again",
                    ));
                }
                first
            }
            PassphraseSource::Given(_) | PassphraseSource::File(_) => self.known_passphrase()?,
        };
        if !self.danger_weak_keys && text.chars().count() < PASSPHRASE_CHARS_MIN {
            return Err(CliError::usage(
                "passphrase-short",
                format!("a passphrase has at least {PASSPHRASE_CHARS_MIN} characters"),
                "take several words",
            ));
        }
        *self.opened() = Some(text.clone());
        Ok(text)
    }

    /// Encrypts a secret under a passphrase.
    pub fn seal_secret(
        &self,
        secret: &[u8],
        passphrase: &Zeroizing<String>,
    ) -> Result<String, CliError> {
        let passphrase = Passphrase::new(passphrase.as_str().to_owned());
        let _progress = self.screen.while_doing("encrypting a key");
        seal_key_file(secret, &passphrase, self.work_log2()).map_err(|error| {
            CliError::failed("key-file", error, "try again; if it stays, report it")
        })
    }

    /// Decrypts a key file; on a terminal the passphrase may be typed wrong twice.
    pub fn open_secret(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, CliError> {
        let text = private_file::read(path)?;
        self.with_passphrase(path, |passphrase| {
            let _progress = self.screen.while_doing("decrypting a key");
            match open_key_file(&text, &Passphrase::new(passphrase.to_owned())) {
                Ok(secret) => Ok(Some(secret)),
                Err(KeyFileError::WrongPassphrase) => Ok(None),
                Err(other) => Err(CliError::failed(
                    "key-file",
                    format!("{}: {other}", path.display()),
                    "restore the key file from its copy",
                )),
            }
        })
    }

    /// Tries `open` with the passphrases there are; it gives `None` for a wrong one.
    pub fn with_passphrase<T>(
        &self,
        path: &Path,
        open: impl Fn(&str) -> Result<Option<T>, CliError>,
    ) -> Result<T, CliError> {
        let wrong = || {
            CliError::failed(
                "wrong-passphrase",
                format!("the passphrase doesn't open {}", path.display()),
                "try again; a lost passphrase means a new key and a new accreditation",
            )
        };
        let known = self.opened().clone();
        if let Some(known) = known
            && let Some(secret) = open(&known)?
        {
            return Ok(secret);
        }
        if !matches!(self.passphrase, PassphraseSource::Prompt) {
            let given = self.known_passphrase()?;
            let secret = open(&given)?.ok_or_else(wrong)?;
            *self.opened() = Some(given);
            return Ok(secret);
        }
        for _ in 0..PASSPHRASE_TRIES {
            let typed = self.prompt(&format!("Passphrase of {}: ", path.display()))?;
            if let Some(secret) = open(&typed)? {
                *self.opened() = Some(typed);
                return Ok(secret);
            }
            self.note("that passphrase doesn't open it");
        }
        Err(wrong())
    }

    /// Whether key files can be opened without asking anybody.
    pub fn can_open_unasked(&self) -> bool {
        !matches!(self.passphrase, PassphraseSource::Prompt) || self.opened().is_some()
    }

    fn known_passphrase(&self) -> Result<Zeroizing<String>, CliError> {
        match &self.passphrase {
            PassphraseSource::Given(text) => Ok(text.clone()),
            PassphraseSource::File(path) => {
                let text = Zeroizing::new(private_file::read(path)?);
                let line = text.lines().next().unwrap_or_default();
                Ok(Zeroizing::new(line.to_owned()))
            }
            PassphraseSource::Prompt => self.prompt("Passphrase: "),
        }
    }

    fn prompt(&self, question: &str) -> Result<Zeroizing<String>, CliError> {
        let nobody = |cause: String| {
            CliError::usage(
                "passphrase-wanted",
                cause,
                "run it on a terminal, or use --passphrase-file FILE or DETENTE_PASSPHRASE",
            )
        };
        if self.questions == Questions::Never {
            return Err(nobody(
                "a passphrase is wanted and nobody can be asked".into(),
            ));
        }
        rpassword::prompt_password(question)
            .map(Zeroizing::new)
            .map_err(|error| nobody(format!("a passphrase is wanted: {error}")))
    }

    /// Whether the person types `yes`. `instead` is the option that answers without a terminal.
    pub fn confirm(&self, question: &str, instead: &str) -> Result<bool, CliError> {
        if self.questions == Questions::Never || !io::stdin().is_terminal() {
            return Err(CliError::usage(
                "confirmation-wanted",
                "this is confirmed by a person, and nobody can be asked here",
                format!("run it on a terminal, or use {instead}"),
            ));
        }
        let mut terminal = io::stderr();
        let mut answer = String::new();
        write!(terminal, "{question} (type yes): ")
            .and_then(|()| terminal.flush())
            .and_then(|()| io::stdin().read_line(&mut answer).map(drop))
            .map_err(|error| CliError::failed("terminal", error, format!("or use {instead}")))?;
        Ok(answer.trim() == "yes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(dir: &Path) -> Context {
        let mut context = Context::new(dir);
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context
    }

    #[test]
    fn the_first_line_of_a_passphrase_file_counts() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = context(dir.path());
        let file = dir.path().join("pass");
        std::fs::write(&file, "one two three\nmore\n").unwrap();
        context.passphrase = PassphraseSource::File(file);
        let passphrase = context.new_passphrase("a key").unwrap();
        assert_eq!(passphrase.as_str(), "one two three");
        let sealed = context.seal_secret(b"secret", &passphrase).unwrap();
        let path = dir.path().join("a.key");
        private_file::write(&path, sealed.as_bytes()).unwrap();
        assert_eq!(&context.open_secret(&path).unwrap()[..], b"secret");
        let mut other = self::context(dir.path());
        other.passphrase = PassphraseSource::Given(Zeroizing::new("four".into()));
        assert_eq!(
            other.open_secret(&path).unwrap_err().code,
            "wrong-passphrase"
        );
    }

    #[test]
    fn without_a_terminal_nobody_is_asked() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path());
        assert_eq!(
            context.new_passphrase("a key").unwrap_err().exit,
            crate::Exit::Usage
        );
        assert_eq!(
            context.confirm("sure?", "--words").unwrap_err().code,
            "confirmation-wanted"
        );
    }

    #[test]
    fn short_passphrases_are_for_demos() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = context(dir.path());
        for (weak, length, fits) in [
            (false, PASSPHRASE_CHARS_MIN - 1, false),
            (false, PASSPHRASE_CHARS_MIN, true),
            (false, PASSPHRASE_CHARS_MIN + 1, true),
            (true, 1, true),
        ] {
            context.danger_weak_keys = weak;
            context.passphrase = PassphraseSource::Given(Zeroizing::new("x".repeat(length)));
            assert_eq!(context.new_passphrase("a key").is_ok(), fits, "{length}");
        }
    }

    #[test]
    fn an_offset_moves_the_clock() {
        let day_ms = 24 * 3_600 * 1_000;
        let apart = Clock::Offset(-day_ms).now_unix_ms() - Clock::Real.now_unix_ms();
        assert!((-day_ms - 1..-day_ms + 60_000).contains(&apart), "{apart}");
    }
}
