//! What the other side released: brought by a press device that read it on their site, and kept where
//! their press key, as it was pinned in person, signed it. The node itself reads no other site.

use domain::{Document, RECORD_BYTES_MAX, text_name};
use identity::{decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use storage::{Batch, Table};
use wire::TheirRelease;

use super::{
    AppError, ErrorCode, NodeCore, Now,
    press::{MINISIG_BYTES_MAX, verify_press},
};

/// Releases of the other side that are kept: when one more comes, the oldest goes.
pub const THEIRS_MAX: usize = 512;
/// Longest address of one.
pub const THEIR_URL_BYTES_MAX: usize = 2 * 1024;

/// A release of the other side.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TheirText {
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub document: String,
    #[n(2)]
    pub minisig: String,
    #[n(3)]
    pub url: String,
    /// When it was first had here.
    #[n(4)]
    pub seen_unix_ms: i64,
}

impl NodeCore {
    /// Keeps a release of the other side; gives its name, and whether it is new.
    pub fn take_theirs(
        &mut self,
        now: Now,
        sent: &TheirRelease,
    ) -> Result<(String, bool), AppError> {
        if sent.document.len() > RECORD_BYTES_MAX
            || sent.minisig.len() > MINISIG_BYTES_MAX
            || sent.url.len() > THEIR_URL_BYTES_MAX
        {
            return Err(AppError::new(
                ErrorCode::TooLarge,
                "a text, signature or address is longer than allowed",
            ));
        }
        let malformed = |why: &str| AppError::new(ErrorCode::Malformed, why);
        let is_web = ["https://", "http://"]
            .iter()
            .any(|scheme| sent.url.starts_with(scheme));
        let is_plain = sent.url.chars().all(|c| c.is_ascii_graphic());
        if !(is_web && is_plain) {
            return Err(malformed("this is no address of a press site"));
        }
        let other = self.view.other_side(self.own);
        let charter = other.and_then(|side| self.view.charter(side));
        let charter =
            charter.ok_or_else(|| AppError::new(ErrorCode::NotFound, "no other side is paired"))?;
        verify_press(charter, &sent.document, &sent.minisig)?;
        let document = Document::parse(&sent.document)
            .ok_or_else(|| malformed("the signed text has another form"))?;
        if document.fact("Side-Id") != Some(&*charter.side().to_string()) {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "their press key signed it, but it says that it is another side's",
            ));
        }
        let name = text_name(&document, &sent.document)
            .ok_or_else(|| malformed("the signed text is of no known kind"))?;
        if self.store.get(Table::Press, &their_key(&name))?.is_some() {
            return Ok((name, false));
        }
        let kept = TheirText {
            name: name.clone(),
            document: sent.document.clone(),
            minisig: sent.minisig.clone(),
            url: sent.url.clone(),
            seen_unix_ms: now.unix_ms,
        };
        let released = document.released_unix_ms().unwrap_or_default();
        let mut batch = Batch::new()
            .put(Table::Press, their_key(&name), encode_canonical(&kept))
            .put(
                Table::Press,
                their_place(released, &name),
                name.as_bytes().to_vec(),
            );
        let known = self.store.scan(Table::Press, PLACES, THEIRS_MAX + 1)?;
        for (place, oldest) in known.into_iter().skip(THEIRS_MAX - 1) {
            let oldest = String::from_utf8(oldest).unwrap_or_default();
            batch = batch
                .delete(Table::Press, place)
                .delete(Table::Press, their_key(&oldest));
        }
        self.store.commit(&batch)?;
        self.last_known.forget();
        tracing::info!(name, "a release of the other side");
        self.settle(now);
        Ok((name, true))
    }

    /// What of theirs is kept, newest first by their own time; what they put under an embargo waits
    /// for its end here too.
    pub fn their_texts(&self, now: Now) -> Result<Vec<TheirText>, AppError> {
        let mut texts = Vec::new();
        for (_, name) in self.store.scan(Table::Press, PLACES, THEIRS_MAX)? {
            let name = String::from_utf8(name).unwrap_or_default();
            let bytes = self.store.get(Table::Press, &their_key(&name))?;
            let text: Option<TheirText> = bytes.and_then(|bytes| {
                decode_canonical("their release", &bytes, storage::VALUE_BYTES_MAX).ok()
            });
            texts.extend(text.filter(|text| is_public(text, now)));
        }
        Ok(texts)
    }
}

fn is_public(text: &TheirText, now: Now) -> bool {
    let embargo = Document::parse(&text.document).and_then(|document| document.embargo_unix_ms());
    embargo.is_none_or(|embargo| embargo <= now.unix_ms)
}

const PLACES: &[u8] = b"their-time:";

fn their_key(name: &str) -> Vec<u8> {
    [b"their:", name.as_bytes()].concat()
}

/// Newest first; the name tells two of one second apart.
fn their_place(released_unix_ms: i64, name: &str) -> Vec<u8> {
    let newest_first = (i64::MAX - released_unix_ms.max(0)).to_be_bytes();
    [PLACES, &newest_first, name.as_bytes()].concat()
}

#[cfg(test)]
#[path = "theirs_tests.rs"]
mod tests;
