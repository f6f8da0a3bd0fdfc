//! `detente side first-link`: the first administrator's browser asks by a link that counts once and for
//! half an hour. The link alone makes nobody an administrator: whoever holds both officers' keys compares
//! six words with the browser's, and signs as for any other device.

use clap::Args;
use client::{
    Armored,
    enrolment::{ACCREDITED_DAYS_USUAL, Enrolment, request_words},
};
use identity::{Accreditation, DeviceId, PersonId, Role, RoleSet, sha256};
use serde::Serialize;
use std::time::Duration;
use wire::FIRST_LINK_TOKEN_BYTES;

use super::person::officer;
use crate::{
    CliError, Context, Exit, Outcome, Report,
    api::Session,
    home::{DeviceName, Home, PersonLabel},
    shown::utc,
};

/// What the desk's page looks for behind `#`: browsers send that to nobody.
pub const FIRST_LINK_FRAGMENT: &str = "first-link=";
/// Under which name the browser's device is remembered here.
const LABEL: &str = "first administrator's browser";
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente side first-link                              # prints the link, waits, asks about the words\n  \
    detente side first-link --no-wait                    # prints the link and ends\n  \
    detente side first-link --go-on --words 'six words'  # signs what the browser asked")]
pub struct FirstLinkArgs {
    /// Print the link and end; --go-on signs later
    #[arg(long, conflicts_with_all = ["go_on", "words"])]
    pub no_wait: bool,
    /// Go on with the link that is open, instead of opening another
    #[arg(long)]
    pub go_on: bool,
    /// The six words that the browser shows, as its owner read them out; without them they are asked about
    #[arg(long, value_name = "WORDS")]
    pub words: Option<String>,
}

/// A link that waits for a browser.
#[derive(Debug, Clone, Serialize)]
pub struct Opened {
    pub url: String,
    pub until_unix_ms: i64,
}

impl Report for Opened {
    fn human(&self) -> String {
        format!(
            "{url}\n\n\
             This link counts once, until {until}. Open it in the browser that the first administrator\n\
             will use, then `detente side first-link --go-on`.",
            url = self.url,
            until = utc(self.until_unix_ms)
        )
    }
}

/// The browser's device stands.
#[derive(Debug, Clone, Serialize)]
pub struct Accredited {
    pub device: DeviceId,
    pub person: PersonId,
    pub roles: String,
    pub until_unix_ms: i64,
    pub words: String,
    pub seq: u64,
}

impl Report for Accredited {
    fn human(&self) -> String {
        format!(
            "{LABEL} (device {}) is accredited as {} until {}; its page goes to the desk by itself.",
            self.device,
            self.roles,
            utc(self.until_unix_ms)
        )
    }
}

pub async fn run(context: &Context, args: &FirstLinkArgs) -> Result<Outcome, CliError> {
    let home = context.home();
    let officers = Officers::here(&home)?;
    let mut session = Session::open(context, &officers.administrator)?;
    if !args.go_on {
        let opened = open(&home, &mut session).await?;
        if args.no_wait {
            return Ok(opened.into());
        }
        context.note(&format!(
            "Open this in the browser that the first administrator will use:\n\n  {}\n\nIt counts once, until {}.",
            opened.url,
            utc(opened.until_unix_ms)
        ));
    }
    let request = wait(context, &mut session).await?;
    let accredited = sign(context, &home, &officers, &mut session, &request, args).await?;
    Ok(accredited.into())
}

/// Both officers' devices are needed here: nobody is asked to open a link that can't be signed.
struct Officers {
    administrator: DeviceName,
    security_officer: DeviceName,
}

impl Officers {
    fn here(home: &Home) -> Result<Self, CliError> {
        let wanted = |error: CliError| {
            CliError::new(
                error.exit,
                error.code,
                error.cause,
                "run it where both officers' keys are; where they are apart, let the browser's page save its request, and sign with `detente person enrol`",
            )
        };
        Ok(Self {
            administrator: officer(home, Role::Administrator).map_err(wanted)?,
            security_officer: officer(home, Role::SecurityOfficer).map_err(wanted)?,
        })
    }
}

async fn open(home: &Home, session: &mut Session<'_>) -> Result<Opened, CliError> {
    let mut token = [0; FIRST_LINK_TOKEN_BYTES];
    getrandom::fill(&mut token).map_err(|error| CliError::failed("random", error, "try again"))?;
    let state = session.open_first_link(&sha256(&token)).await?;
    let base = home.side()?.public_url();
    Ok(Opened {
        url: format!(
            "{}/desk/#{FIRST_LINK_FRAGMENT}{}",
            base.trim_end_matches('/'),
            hex::encode(token)
        ),
        until_unix_ms: state.until_unix_ms,
    })
}

/// The browser's request, as soon as it is there.
async fn wait(context: &Context, session: &mut Session<'_>) -> Result<Vec<u8>, CliError> {
    let _progress = context.screen.while_doing("waiting for the browser");
    loop {
        // The node says when the link has ended.
        let state = session.first_link().await?;
        if let Some(request) = state.request {
            return Ok(request.0);
        }
        tokio::time::sleep(LOOK_AGAIN_AFTER).await;
    }
}

async fn sign(
    context: &Context,
    home: &Home,
    officers: &Officers,
    session: &mut Session<'_>,
    request: &[u8],
    args: &FirstLinkArgs,
) -> Result<Accredited, CliError> {
    let charter = session.charter().clone();
    // As a file that was handed over: the same checks, whatever way it came.
    let text = Armored::Request.write(LABEL, request);
    let asked = Enrolment::of_request(
        &text,
        &charter,
        ACCREDITED_DAYS_USUAL,
        context.now_unix_ms(),
    )?;
    let accreditation = asked.accreditation.clone();
    if accreditation.roles != RoleSet::empty().with(Role::Administrator) {
        return Err(CliError::unverified(
            "other-roles",
            format!(
                "the browser asks to be {}, which isn't an administrator alone",
                accreditation.roles
            ),
            "sign nothing; `detente side first-link` opens another link",
        ));
    }
    let words = request_words(&accreditation.device_key, &accreditation.hpke_key).join(" ");
    if let Err(error) = confirm(context, &words, args.words.as_deref()) {
        // Whose request this is isn't known: its link shall not wait for a weaker moment.
        if error.exit == Exit::Unverified {
            session.close_first_link().await?;
        }
        return Err(error);
    }
    let administrator = home.load_device_keys(context, &officers.administrator)?;
    let security_officer = home.load_device_keys(context, &officers.security_officer)?;
    let signed = asked.sign(&charter, &administrator, &security_officer)?;
    let seq = session.post_accreditation(&signed.encode()).await?;
    session.close_first_link().await?;
    home.remember_person(accreditation.device(), label(&accreditation))?;
    Ok(Accredited {
        device: accreditation.device(),
        person: accreditation.person,
        roles: accreditation.roles.to_string(),
        until_unix_ms: accreditation.until_unix_ms,
        words,
        seq,
    })
}

fn label(accreditation: &Accreditation) -> PersonLabel {
    PersonLabel {
        name: LABEL.to_owned(),
        person: accreditation.person,
    }
}

/// Only a person who saw both can know that no other browser used the link.
fn confirm(context: &Context, words: &str, read_out: Option<&str>) -> Result<(), CliError> {
    let differ = || {
        CliError::unverified(
            "words-differ",
            "the browser shows other words: another one used this link, or somebody exchanged its request",
            "nothing was signed, and the link has ended; find out who had it, then open another",
        )
    };
    let same = match read_out {
        Some(read_out) => {
            let read_out = read_out.split_whitespace().map(str::to_lowercase);
            read_out.eq(words.split(' ').map(str::to_owned))
        }
        None => {
            context.note(&format!(
                "A browser asks to be administrator. Its words are:\n\n  {words}\n"
            ));
            context.confirm(
                "Does the browser before you show exactly these words?",
                "--words \"…\"",
            )?
        }
    };
    if same { Ok(()) } else { Err(differ()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Questions;

    #[test]
    fn every_word_counts() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = Context::new(dir.path());
        context.questions = Questions::Never;
        let check = |read_out| confirm(&context, "one two three", read_out).map_err(|e| e.exit);
        assert_eq!(check(Some(" one  TWO\nthree ")), Ok(()));
        for other in ["one two", "one two three four", "two one three", ""] {
            assert_eq!(check(Some(other)), Err(Exit::Unverified), "{other}");
        }
        assert_eq!(check(None), Err(Exit::Usage), "nobody can be asked");
    }
}
