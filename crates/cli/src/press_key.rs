//! The press key: an encrypted minisign secret key, so that the stock tool can use and check it.

use identity::PublicKey;
use std::{io::Cursor, path::Path};
use zeroize::Zeroizing;

use crate::{CliError, Context, home::Home, private_file};

/// Bytes of minisign's id of a key.
pub const KEY_ID_BYTES: usize = 8;

/// Public part of the press key, as the charter names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressPublicKey {
    pub key: PublicKey,
    pub id: [u8; KEY_ID_BYTES],
}

fn failed(error: &dyn std::fmt::Display) -> CliError {
    CliError::failed(
        "press-key",
        format!("the press key: {error}"),
        "put the right keys/press.key in its place, or name it with --press-key",
    )
}

/// Makes the key and writes `keys/press.key` and `keys/press.pub`.
pub fn make(
    home: &Home,
    side: &str,
    passphrase: &Zeroizing<String>,
) -> Result<PressPublicKey, CliError> {
    let pair = minisign::KeyPair::generate_encrypted_keypair(Some(passphrase.as_str().to_owned()))
        .map_err(|error| failed(&error))?;
    let comment = format!("press key of {side}, encrypted");
    let secret = pair
        .sk
        .to_box(Some(&comment))
        .map_err(|error| failed(&error))?;
    private_file::write(
        &home.press_key_path(),
        Zeroizing::new(secret.into_string()).as_bytes(),
    )?;
    let public = format!(
        "untrusted comment: press key of {side}\n{}\n",
        pair.pk.to_base64()
    );
    private_file::write_public(&home.press_public_key_path(), public.as_bytes())?;
    public_of(&pair.pk)
}

/// minisign's public key is algorithm (2), id (8), key (32).
fn public_of(key: &minisign::PublicKey) -> Result<PressPublicKey, CliError> {
    let bytes = key.to_bytes();
    let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    let wrong = |_| failed(&"its public part has another length");
    Ok(PressPublicKey {
        id: part(2, 2 + KEY_ID_BYTES).try_into().map_err(wrong)?,
        key: PublicKey(part(2 + KEY_ID_BYTES, 42).try_into().map_err(wrong)?),
    })
}

/// The press key with its passphrase entered.
pub struct PressKey {
    secret: minisign::SecretKey,
    public: minisign::PublicKey,
}

impl PressKey {
    pub fn open(context: &Context, path: &Path) -> Result<Self, CliError> {
        let text = Zeroizing::new(private_file::read(path)?);
        let secret = context.with_passphrase(path, |passphrase| {
            let sealed =
                minisign::SecretKeyBox::from_string(&text).map_err(|error| failed(&error))?;
            // minisign tells a wrong passphrase from a damaged file by the text of its error alone;
            // a file whose box is whole is taken as one whose passphrase is wrong.
            Ok(sealed.into_secret_key(Some(passphrase.to_owned())).ok())
        })?;
        let public =
            minisign::PublicKey::from_secret_key(&secret).map_err(|error| failed(&error))?;
        Ok(Self { secret, public })
    }

    pub fn public(&self) -> Result<PressPublicKey, CliError> {
        public_of(&self.public)
    }

    /// The contents of the `.minisig` file: prehashed, with a trusted comment.
    pub fn sign(&self, document: &str, comment: &str) -> Result<String, CliError> {
        let signature = minisign::sign(
            Some(&self.public),
            &self.secret,
            Cursor::new(document.as_bytes()),
            Some(comment),
            Some("signature of a press service"),
        )
        .map_err(|error| failed(&error))?;
        Ok(signature.into_string())
    }
}

/// The press key of a charter in minisign's text form.
pub fn public_text(charter: &identity::Charter) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode([&b"Ed"[..], &charter.press_key_id, &charter.press_key.0].concat())
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
