//! `mail.toml` in a side's directory: the mail server, and what may be mailed to whom. An operator writes it;
//! the node reads it when it starts.

use node::{
    app::mail::MailPolicy,
    runtime::mail::{MAIL_TIME_MAX, MailError, MailSettings, MailTls},
};
use serde::{Deserialize, Serialize};
use std::{path::PathBuf, time::Duration};
use zeroize::Zeroizing;

use crate::{
    CliError,
    home::{Home, read_toml},
    private_file,
};

/// How often the node looks whether something is due.
const LOOK_AGAIN_MS: u64 = 2_000;
/// Between two notices to one person.
const PAUSE_S: i64 = 600;
/// Before the second try.
const RETRY_FIRST_S: f64 = 60.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Tls {
    /// Asked for on a connection that begins without (RFC 3207).
    #[serde(rename = "starttls")]
    Upgraded,
    Implicit,
    None,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MailFile {
    server: String,
    port: u16,
    tls: Tls,
    /// From whom mail comes.
    from: String,
    /// The side's own domains: mail goes nowhere else.
    domains: Vec<String>,
    #[serde(default)]
    username: Option<String>,
    /// Its first line is the password.
    #[serde(default)]
    password_file: Option<PathBuf>,
    /// Certificates, PEM, of an authority that the system doesn't know.
    #[serde(default)]
    authority_file: Option<PathBuf>,
    /// Whether a contact's state, time, length and medium may be told by mail.
    #[serde(default)]
    facts: bool,
    #[serde(default)]
    pause_s: Option<i64>,
    #[serde(default)]
    retry_first_s: Option<f64>,
    /// For one letter, before the server is asked again later.
    #[serde(default)]
    time_max_s: Option<f64>,
}

/// What the node is told of mail; none where there is no `mail.toml`.
pub fn settings(home: &Home) -> Result<Option<MailSettings>, CliError> {
    let path = home.mail_path();
    if !path.exists() {
        return Ok(None);
    }
    let file: MailFile = read_toml(&path)?;
    let wrong = |cause: String| {
        CliError::failed(
            "settings",
            format!("{}: {cause}", path.display()),
            "repair the file; docs/operating.md has an example",
        )
    };
    let from = file
        .from
        .parse()
        .map_err(|_| wrong(format!("from `{}` is no address", file.from)))?;
    // Paths in the file are beside it.
    let beside = |path: &PathBuf| home.dir().join(path);
    let login = match (&file.username, &file.password_file) {
        (None, None) => None,
        (Some(name), Some(password)) => {
            let text = Zeroizing::new(private_file::read(&beside(password))?);
            let line = text.lines().next().unwrap_or_default();
            Some((name.clone(), Zeroizing::new(line.to_owned())))
        }
        (Some(_), None) | (None, Some(_)) => {
            return Err(wrong("username and password_file go together".to_owned()));
        }
    };
    let authority = file.authority_file.as_ref().map(beside);
    let authority = authority
        .map(|path| private_file::read(&path))
        .transpose()?;
    let seconds = |given: Option<f64>, usual: f64| given.filter(|s| *s > 0.0).unwrap_or(usual);
    let pause_s = file.pause_s.unwrap_or(PAUSE_S).max(0);
    let retry_s = seconds(file.retry_first_s, RETRY_FIRST_S).min(86_400.0);
    let usual_time = MAIL_TIME_MAX.as_secs_f64();
    let time_s = seconds(file.time_max_s, usual_time).min(usual_time);
    // Whoever wants tries at once wants them looked for as often.
    let look_ms = LOOK_AGAIN_MS.min((retry_s * 1_000.0) as u64).max(50);
    Ok(Some(MailSettings {
        server: file.server,
        port: file.port,
        tls: match file.tls {
            Tls::Upgraded => MailTls::StartTls,
            Tls::Implicit => MailTls::Implicit,
            Tls::None => MailTls::None,
        },
        login,
        authority_pem: authority.map(String::into_bytes),
        policy: MailPolicy {
            from,
            domains: file.domains,
            facts: file.facts,
            pause_ms: pause_s.saturating_mul(1_000),
            retry_first_ms: (retry_s * 1_000.0) as i64,
        },
        look_again: Duration::from_millis(look_ms),
        time_max: Duration::from_secs_f64(time_s),
    }))
}

pub fn unfit(error: &MailError) -> CliError {
    CliError::failed(
        "mail",
        error,
        "repair mail.toml; docs/operating.md has an example",
    )
}
