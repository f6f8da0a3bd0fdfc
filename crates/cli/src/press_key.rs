//! The press key: an encrypted minisign secret key, so that the stock tool can use and check it.

use client::{PressKeyError, SignedDocument};
pub use client::{PressPublicKey, press_key_text as public_text};
use std::path::Path;
use zeroize::Zeroizing;

use crate::{CliError, Context, home::Home, private_file};

impl From<PressKeyError> for CliError {
    fn from(error: PressKeyError) -> Self {
        Self::failed(
            "press-key",
            error,
            "put the right keys/press.key in its place, or name it with --press-key",
        )
    }
}

/// Makes the key and writes `keys/press.key` and `keys/press.pub`.
pub fn make(
    home: &Home,
    side: &str,
    passphrase: &Zeroizing<String>,
) -> Result<PressPublicKey, CliError> {
    let made = client::PressKey::make(side, passphrase)?;
    private_file::write(&home.press_key_path(), made.secret.as_bytes())?;
    let public = format!(
        "untrusted comment: press key of {side}\n{}\n",
        made.public_base64
    );
    private_file::write_public(&home.press_public_key_path(), public.as_bytes())?;
    Ok(made.public)
}

/// The press key with its passphrase entered.
pub struct PressKey(client::PressKey);

impl PressKey {
    pub fn open(context: &Context, path: &Path) -> Result<Self, CliError> {
        let text = Zeroizing::new(private_file::read(path)?);
        let opened = context.with_passphrase(path, |passphrase| {
            Ok(client::PressKey::open(&text, passphrase)?)
        });
        opened.map(Self)
    }

    pub fn public(&self) -> Result<PressPublicKey, CliError> {
        Ok(self.0.public()?)
    }

    /// The contents of the `.minisig` file: prehashed, with a trusted comment.
    pub fn sign(&self, document: &str, comment: &str) -> Result<String, CliError> {
        Ok(self.0.sign(document, comment)?)
    }

    /// The document of a release.
    pub fn sign_release(
        &self,
        desk: &client::Desk,
        release: &domain::Release,
        differing: &[domain::FactName],
        now_unix_ms: i64,
    ) -> Result<SignedDocument, PressKeyError> {
        desk.sign_release(&self.0, release, differing, now_unix_ms)
    }
}

/// Checks a signature; gives its trusted comment.
pub fn verify(public_key: &str, document: &str, minisig: &str) -> Result<String, CliError> {
    let bad = |cause: &dyn std::fmt::Display| {
        CliError::unverified(
            "bad-signature",
            format!("the signature doesn't stand: {cause}"),
            "don't publish it; get text and .minisig again from the press site, and the key from the side itself",
        )
    };
    let key = minisign_verify::PublicKey::from_base64(public_key).map_err(|error| bad(&error))?;
    let signature = minisign_verify::Signature::decode(minisig).map_err(|error| bad(&error))?;
    key.verify(document.as_bytes(), &signature, false)
        .map_err(|error| bad(&error))?;
    Ok(signature.trusted_comment().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PassphraseSource, Questions};

    #[test]
    fn signs_for_the_stock_verifier() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = Context::new(dir.path());
        context.questions = Questions::Never;
        let passphrase = Zeroizing::new("press passphrase".to_owned());
        context.passphrase = PassphraseSource::Given(passphrase.clone());
        let home = context.home();
        home.prepare().unwrap();
        let made = make(&home, "North", &passphrase).unwrap();
        let key = PressKey::open(&context, &home.press_key_path()).unwrap();
        assert_eq!(key.public().unwrap(), made);
        let minisig = key.sign("text\n", "side North").unwrap();
        let pub_file = std::fs::read_to_string(home.press_public_key_path()).unwrap();
        let public = pub_file.lines().nth(1).unwrap();
        assert_eq!(verify(public, "text\n", &minisig).unwrap(), "side North");
        assert_eq!(
            verify(public, "test\n", &minisig).unwrap_err().code,
            "bad-signature"
        );
        let forged = minisig.replace("side North", "side South");
        assert!(verify(public, "text\n", &forged).is_err());
        let mut other = Context::new(dir.path());
        other.questions = Questions::Never;
        other.passphrase = PassphraseSource::Given(Zeroizing::new("another".into()));
        assert_eq!(
            PressKey::open(&other, &home.press_key_path())
                .err()
                .map(|error| error.code),
            Some("wrong-passphrase".to_owned())
        );
    }
}
