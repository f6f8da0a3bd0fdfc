//! Texts of a press site as anybody reads them: a side's own under its press key alone.

use domain::{Document, PublishedText, text_name};
use identity::Charter;
use std::io::Cursor;
use wire::{PublicText, PublicTexts};

use crate::{Desk, view::facts::Verified};

/// Why a text isn't taken as a side's release.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublicTextError {
    #[error("the signature doesn't stand: {0}")]
    Signature(String),
    #[error("the signed text has another form")]
    Form,
    #[error("the signed text says that it is another side's")]
    OtherSide,
    #[error("the signed text is another release than the feed names")]
    OtherRelease,
}

/// Whether a text is this side's release of this name.
///
/// # Errors
/// Where the charter's press key didn't sign just that.
pub fn check_public_text(
    document: &str,
    minisig: &str,
    name: &str,
    charter: &Charter,
) -> Result<Document, PublicTextError> {
    let bad = |error: minisign::PError| PublicTextError::Signature(error.to_string());
    let key = minisign::PublicKey::from_base64(&press_key_text(charter)).map_err(bad)?;
    let signature = minisign::SignatureBox::from_string(minisig).map_err(bad)?;
    let text = Cursor::new(document.as_bytes());
    minisign::verify(&key, &signature, text, true, false, false).map_err(bad)?;
    let read = Document::parse(document).ok_or(PublicTextError::Form)?;
    if read.fact("Side-Id") != Some(&*charter.side().to_string()) {
        return Err(PublicTextError::OtherSide);
    }
    if text_name(&read, document).as_deref() != Some(name) {
        return Err(PublicTextError::OtherRelease);
    }
    Ok(read)
}

/// The press key of a charter in minisign's text form.
pub fn press_key_text(charter: &Charter) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode([&b"Ed"[..], &charter.press_key_id, &charter.press_key.0].concat())
}

impl Desk {
    /// Both sides' texts as the own node keeps them, each checked with the key that this device pinned;
    /// beside them, by name, what doesn't stand and why.
    pub fn verified_texts(
        &self,
        texts: &PublicTexts,
    ) -> (Vec<Verified>, Vec<(String, PublicTextError)>) {
        let other = self.other_side().ok();
        let sides = [(Some(self.own_side()), &texts.own), (other, &texts.theirs)];
        let (mut verified, mut left_out) = (Vec::new(), Vec::new());
        for (side, texts) in sides {
            let charter = side.and_then(|side| self.view().charter(side));
            let Some(charter) = charter else { continue };
            for text in texts {
                match verified_text(text, charter) {
                    Ok(text) => verified.push(text),
                    Err(error) => left_out.push((text.name.clone(), error)),
                }
            }
        }
        (verified, left_out)
    }
}

fn verified_text(text: &PublicText, charter: &Charter) -> Result<Verified, PublicTextError> {
    let document = check_public_text(&text.document, &text.minisig, &text.name, charter)?;
    Ok(Verified {
        text: PublishedText {
            side: charter.side(),
            name: text.name.clone(),
            document,
        },
        url: text.url.clone(),
    })
}
