//! `detente readout`: messages about a contact that was held, their corrections, and verification by
//! anybody, offline.

use clap::{Args, Subcommand};
use client::form::{PositionClaim, Word};
use domain::{Action, CommonLine, Document, Occasion, ReleaseKind};
use reqwest::Url;
use serde::Serialize;
use std::path::{Path, PathBuf};
use wire::PressItem;

use super::{
    contact::desk_for,
    press::{self, ApproveArgs, DraftDone, DraftOf, ListArgs, ReleaseArgs, TextOptions},
    statement::claimable_line,
    terms_options::find_id,
};
use crate::{
    CliError, Context, Outcome, Report,
    api::press_site,
    home::{Home, Pinned},
    press_key, private_file,
};

/// Kinds of text that this noun is about.
const KINDS: &[ReleaseKind] = &[
    ReleaseKind::Readout,
    ReleaseKind::Correction,
    ReleaseKind::Withdrawal,
];

#[derive(Debug, Subcommand)]
pub enum ReadoutCommand {
    /// Write a readout with the facts that it claims
    Draft(DraftArgs),
    /// As a second press officer: approve a draft
    Approve(ApproveArgs),
    /// Sign, publish and announce an approved draft
    Release(ReleaseArgs),
    /// Draft a correction of something published; it is approved and released like any text
    Correct(AboutArgs),
    /// Draft the withdrawal of something published; it is approved and released like any text
    Withdraw(AboutArgs),
    /// Drafts, published readouts, and promised messages
    List(ListArgs),
    /// Check a published text against its side's press key; works offline for files
    Verify(VerifyArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente readout draft 3fa1 --title \"Telephone conversation\" --file readout.txt \\\n    \
    --office \"press service of the leader\" --initiative-of own --medium phone-call \\\n    \
    --started 2021-12-30T23:35:00+03:00 --duration 50")]
pub struct DraftArgs {
    /// Contact or round that it is about: id, or its first digits
    pub contact: String,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    #[command(flatten)]
    pub text: TextOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente readout correct 0a1b --title \"Correction\" --text \"It lasted an hour.\" \\\n    \
    --office \"press service of the leader\"\n  \
    detente readout withdraw readout-0a1b2c3d4e5f --title \"Withdrawn\" --text \"This was in error.\" \\\n    \
    --office \"press service of the leader\"\n  \
    detente statement correct 0a1b --title \"Correction\" --text \"In Geneva.\" --office \"foreign ministry\"\n  \
    detente statement withdraw 0a1b --title \"Withdrawn\" --text \"In error.\" --office \"foreign ministry\"")]
pub struct AboutArgs {
    /// Name of what was published, the end of its address; the first digits after the dash will do
    pub name: String,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    /// A correction claims this of another party's position; repeat for several [default: what was published]
    #[arg(long, value_name = "NAME", requires = "common_line")]
    pub position_of: Vec<String>,
    /// What it claims of it: none (they have no common line) or given (they say one thing)
    #[arg(long, value_name = "LINE", requires = "position_of", value_parser = claimable_line)]
    pub common_line: Option<CommonLine>,
    #[command(flatten)]
    pub text: TextOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente readout verify readout-0a1b2c3d4e5f.txt --key press.pub\n  \
    detente readout verify https://press.example/releases/readout-0a1b2c3d4e5f \\\n    \
    --credentials north.credentials")]
pub struct VerifyArgs {
    /// Address on a press site, or a file with its FILE.minisig beside it
    #[arg(value_name = "URL|FILE")]
    pub what: String,
    /// The side's press key, a minisign public key file, had from the side itself
    #[arg(long, value_name = "FILE", conflicts_with = "credentials")]
    pub key: Option<PathBuf>,
    /// The side's credentials file [default: those known in --dir]
    #[arg(long, value_name = "FILE")]
    pub credentials: Option<PathBuf>,
}

/// A text whose signature stands.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    pub valid: bool,
    /// Whose key it is, as far as the key's source says.
    pub signed_by: String,
    pub trusted_comment: String,
    /// Absent for a signed text that has another form.
    pub document: Option<Document>,
}

impl Report for Verified {
    fn human(&self) -> String {
        let mut out = format!(
            "the signature stands: {}\nsigned comment: {}\n",
            self.signed_by, self.trusted_comment
        );
        if let Some(document) = &self.document {
            out.push_str(&format!("\n{}\n\n", document.title));
            for (key, value) in &document.facts {
                out.push_str(&format!("  {key}: {value}\n"));
            }
            out.push_str(&format!("\n{}", document.text));
            if document.fact("Differs-From-Signed").is_some() {
                out.push_str(
                    "\nNote: its own press service marked facts that differ from the signed terms.",
                );
            }
        }
        out
    }
}

pub async fn run(context: &Context, command: ReadoutCommand) -> Result<Outcome, CliError> {
    use ReadoutCommand as C;
    Ok(match command {
        C::Draft(args) => draft(context, &args).await?.into(),
        C::Approve(args) => press::approve(context, &args).await?.into(),
        C::Release(args) => press::release(context, &args).await?.into(),
        C::Correct(args) => about(context, &args, ReleaseKind::Correction).await?.into(),
        C::Withdraw(args) => about(context, &args, ReleaseKind::Withdrawal).await?.into(),
        C::List(args) => press::list(context, &args, KINDS).await?.into(),
        C::Verify(args) => verify(context, &args).await?.into(),
    })
}

pub async fn draft(context: &Context, args: &DraftArgs) -> Result<DraftDone, CliError> {
    let (mut session, mut desk) =
        desk_for(context, &args.text.acting, Action::DraftRelease).await?;
    let subject = press::subject_of(&desk, &args.contact)?;
    let of = DraftOf {
        kind: ReleaseKind::Readout,
        occasion: Occasion::Release,
        subject,
        party: None,
        question: None,
        title: &args.title,
        promise_by: None,
        promise_office: None,
        about: None,
        discloses: None,
        position: None,
    };
    press::draft(context, &mut session, &mut desk, &of, &args.text).await
}

/// A correction or withdrawal of something on the press page.
pub async fn about(
    context: &Context,
    args: &AboutArgs,
    kind: ReleaseKind,
) -> Result<DraftDone, CliError> {
    let (mut session, mut desk) =
        desk_for(context, &args.text.acting, Action::DraftRelease).await?;
    let item = find_published(session.node().press_page().await?, &args.name)?;
    let subject = press::subject_of(&desk, &item.contact)?;
    // It is about what the published text is about, and says of others' position what that one said.
    let mut published = session.public_texts().await?.own.into_iter();
    let published = published.find(|one| one.name == item.name);
    let published = published.and_then(|one| Document::parse(&one.document));
    let published = published.as_ref();
    let said = published.and_then(Document::position);
    let said = said.filter(|_| kind == ReleaseKind::Correction);
    let position = match args.common_line {
        Some(line) => Some((args.position_of.clone(), line)),
        None => said.map(|said| (said.of, said.line)),
    };
    let of = DraftOf {
        kind,
        occasion: Occasion::Release,
        subject,
        party: published.and_then(|published| published.fact("Party")),
        question: None,
        title: &args.title,
        promise_by: None,
        promise_office: None,
        about: Some(item.name),
        discloses: None,
        position: position.map(|(of, line)| PositionClaim {
            of,
            common_line: Word(line),
        }),
    };
    press::draft(context, &mut session, &mut desk, &of, &args.text).await
}

/// The one thing on the press page that has this name, or whose digits begin so.
fn find_published(mut page: Vec<PressItem>, text: &str) -> Result<PressItem, CliError> {
    let names: Vec<String> = page.iter().map(|item| item.name.clone()).collect();
    let list = "`detente readout list`, `detente statement list`";
    let at = match names.iter().position(|name| name == text) {
        Some(at) => at,
        None => {
            let digits: Vec<String> = names
                .iter()
                .map(|name| name.rsplit('-').next().unwrap_or_default().to_owned())
                .collect();
            let text = text.rsplit('-').next().unwrap_or_default();
            find_id("release", text, &digits, list)?
        }
    };
    Ok(page.swap_remove(at))
}

/// A key that a text may be signed with, and where it comes from.
struct TrustedKey {
    owner: String,
    key: String,
    /// Known where the key comes from credentials: the side that the text must name.
    side: Option<identity::SideId>,
}

/// Checks text and signature; the key never comes from where the text comes from.
pub async fn verify(context: &Context, args: &VerifyArgs) -> Result<Verified, CliError> {
    let keys = trusted_keys(&context.home(), args)?;
    let (text, minisig) = match Url::parse(&args.what) {
        Ok(url) if url.has_host() => press_site::fetch(&url).await?,
        Ok(_) | Err(_) => read_beside(Path::new(&args.what))?,
    };
    let mut first_error = None;
    for trusted in keys {
        match press_key::verify(&trusted.key, &text, &minisig) {
            Ok(trusted_comment) => {
                let document = Document::parse(&text);
                check_side(&trusted, document.as_ref())?;
                return Ok(Verified {
                    valid: true,
                    signed_by: trusted.owner,
                    trusted_comment,
                    document,
                });
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or_else(key_wanted))
}

fn key_wanted() -> CliError {
    CliError::usage(
        "key-wanted",
        "no press key to check it with is known",
        "name the side's key, had from the side itself: --key press.pub or --credentials FILE",
    )
}

/// A text that a key's owner signed, but that says it is another side's, is no text of that side.
fn check_side(trusted: &TrustedKey, document: Option<&Document>) -> Result<(), CliError> {
    let named = document.and_then(|document| document.fact("Side-Id"));
    match (trusted.side, named) {
        (Some(side), Some(named)) if named != side.to_string() => Err(CliError::unverified(
            "wrong-side",
            format!(
                "{} signed it, but it says it is of side {named}",
                trusted.owner
            ),
            "don't publish it; ask both press services",
        )),
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}

fn trusted_keys(home: &Home, args: &VerifyArgs) -> Result<Vec<TrustedKey>, CliError> {
    let of_credentials = |pinned: &Pinned| {
        let charter = &pinned.credentials.charter;
        TrustedKey {
            owner: format!("press key of {} (side {})", charter.name, charter.side()),
            key: press_key::public_text(charter),
            side: Some(charter.side()),
        }
    };
    if let Some(path) = &args.key {
        let text = private_file::read(path)?;
        let key = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with("untrusted comment:"))
            .ok_or_else(key_wanted)?;
        return Ok(vec![TrustedKey {
            owner: format!("the key in {}", path.display()),
            key: key.to_owned(),
            side: None,
        }]);
    }
    if let Some(path) = &args.credentials {
        return Ok(vec![of_credentials(&Pinned::from_file(path)?)]);
    }
    let mut keys = Vec::new();
    if home.credentials_path().exists() {
        keys.push(of_credentials(&home.credentials()?));
    }
    if let Some(line) = home.line()? {
        keys.push(of_credentials(&line));
    }
    if keys.is_empty() {
        return Err(key_wanted());
    }
    Ok(keys)
}

fn read_beside(path: &Path) -> Result<(String, String), CliError> {
    let text = private_file::read(path)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".minisig");
    Ok((text, private_file::read(Path::new(&beside))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Exit, PassphraseSource, Questions, commands::side};

    fn signed(dir: &Path, text: &str) -> (Context, PathBuf) {
        let mut context = Context::new(dir.join("north"));
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
        side::init(&context, &side::InitArgs::local("North")).unwrap();
        let path = context.home().press_key_path();
        let key = press_key::PressKey::open(&context, &path).unwrap();
        let file = dir.join("readout.txt");
        std::fs::write(&file, text).unwrap();
        let minisig = key.sign(text, "readout of North").unwrap();
        std::fs::write(dir.join("readout.txt.minisig"), minisig).unwrap();
        (context, file)
    }

    fn args(file: &Path) -> VerifyArgs {
        VerifyArgs {
            what: file.display().to_string(),
            key: None,
            credentials: None,
        }
    }

    #[tokio::test]
    async fn a_file_verifies_offline_by_key_credentials_or_directory() {
        let dir = tempfile::tempdir().unwrap();
        let (context, file) = signed(dir.path(), "A call took place.\n");
        let home = context.home();
        let anywhere = Context::new(dir.path().join("nowhere"));
        let by_key = VerifyArgs {
            key: Some(home.press_public_key_path()),
            ..args(&file)
        };
        let by_credentials = VerifyArgs {
            credentials: Some(home.credentials_path()),
            ..args(&file)
        };
        for (context, args) in [
            (&anywhere, by_key),
            (&anywhere, by_credentials),
            (&context, args(&file)),
        ] {
            let verified = verify(context, &args).await.unwrap();
            assert!(verified.valid);
            assert_eq!(verified.trusted_comment, "readout of North");
        }
        let error = verify(&anywhere, &args(&file)).await.unwrap_err();
        assert_eq!(
            (error.exit, error.code.as_str()),
            (Exit::Usage, "key-wanted")
        );
    }

    #[test]
    fn what_is_published_is_named_by_its_first_digits() {
        let item = |name: &str| PressItem {
            name: name.into(),
            kind: "readout".into(),
            title: String::new(),
            office: String::new(),
            contact: String::new(),
            topic: String::new(),
            published_unix_ms: 0,
            url: String::new(),
            about: None,
            notices: Vec::new(),
        };
        let page = || vec![item("readout-0a1b2c"), item("statement-0a1bff")];
        for (text, wanted) in [
            ("readout-0a1b2c", Ok("readout-0a1b2c")),
            ("0a1b2", Ok("readout-0a1b2c")),
            ("statement-0a1bf", Ok("statement-0a1bff")),
            ("0a1b", Err("which")),
            ("0a", Err("which")),
            ("ffff", Err("not-found")),
        ] {
            let found = find_published(page(), text);
            let found = found.map(|item| item.name).map_err(|error| error.code);
            assert_eq!(found.as_deref().map_err(String::as_str), wanted, "{text}");
        }
    }

    #[tokio::test]
    async fn a_changed_word_doesnt_verify() {
        let dir = tempfile::tempdir().unwrap();
        let (context, file) = signed(dir.path(), "It was useful.\n");
        std::fs::write(&file, "It was useless.\n").unwrap();
        let error = verify(&context, &args(&file)).await.unwrap_err();
        assert_eq!(
            (error.exit, error.code.as_str()),
            (Exit::Unverified, "bad-signature")
        );
    }

    #[tokio::test]
    async fn a_text_of_one_side_under_anothers_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let text = format!("Title\n\nSide-Id: {}\n\nText.\n", "02".repeat(16));
        let (context, file) = signed(dir.path(), &text);
        let error = verify(&context, &args(&file)).await.unwrap_err();
        assert_eq!(
            (error.exit, error.code.as_str()),
            (Exit::Unverified, "wrong-side")
        );
    }
}
