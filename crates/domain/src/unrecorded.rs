//! What goes over the line and leaves no record: soundings and non-papers.
//!
//! Nobody signs them and they are in no log. docs/protocol/records.md says what they could and couldn't
//! prove, and to whom.

use identity::{CanonicalError, SideId, decode_canonical, encode_canonical, id16};
use minicbor::{Decode, Encode, bytes::ByteVec};

use crate::{
    FIELD_BYTES_MAX, TEXT_BYTES_MAX, UNRECORDED_BYTES_MAX, UNRECORDED_LIFETIME_MS_MAX,
    terms::numbered,
};

id16!(
    /// One sounding or non-paper: random, drawn by the device that made it.
    UnrecordedId
);

numbered!(
    /// What it is.
    UnrecordedKind {
        /// A question between sherpas beforehand, whose answer binds nobody.
        Sounding = 0 "sounding",
        /// A text without author.
        NonPaper = 1 "non-paper",
    }
);

/// As it goes from node to node: neither opens it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Unrecorded {
    #[n(0)]
    pub id: UnrecordedId,
    #[n(1)]
    pub kind: UnrecordedKind,
    /// When the receiving node forgets it.
    #[n(2)]
    pub expires_unix_ms: i64,
    /// Which audience key of the receiving side's leadership it is sealed to.
    #[n(3)]
    pub key: ByteVec,
    /// An [`UnrecordedText`], sealed with HPKE in base mode (RFC 9180, section 5.1.1), which says of
    /// nobody that they sealed it.
    #[n(4)]
    pub sealed: ByteVec,
}

/// The words.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct UnrecordedText {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub text: String,
    /// Of the text.
    #[n(2)]
    pub language: String,
    /// What it answers.
    #[n(3)]
    pub answers: Option<UnrecordedId>,
}

/// Why it isn't taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnrecordedError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("it has expired already")]
    Expired,
    #[error("it lasts longer than 14 days")]
    LastsTooLong,
}

impl Unrecorded {
    /// What has to be the same on opening: else a node could pass one off as another, or as the other
    /// side's, or let it last.
    pub fn bound(
        from: SideId,
        id: UnrecordedId,
        kind: UnrecordedKind,
        expires_unix_ms: i64,
    ) -> Vec<u8> {
        encode_canonical(&(from, id, kind, expires_unix_ms))
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, UnrecordedError> {
        Ok(decode_canonical("unrecorded", bytes, UNRECORDED_BYTES_MAX)?)
    }

    /// Whether a node takes it now.
    pub fn check_lifetime(&self, now_unix_ms: i64) -> Result<(), UnrecordedError> {
        let lasts = self.expires_unix_ms.saturating_sub(now_unix_ms);
        match lasts {
            ..=0 => Err(UnrecordedError::Expired),
            lasts if lasts > UNRECORDED_LIFETIME_MS_MAX => Err(UnrecordedError::LastsTooLong),
            _ => Ok(()),
        }
    }
}

impl UnrecordedText {
    pub fn fits(&self) -> bool {
        self.title.len() + self.language.len() <= FIELD_BYTES_MAX
            && (1..=TEXT_BYTES_MAX).contains(&self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(expires_unix_ms: i64, sealed: usize) -> Unrecorded {
        Unrecorded {
            id: UnrecordedId([1; 16]),
            kind: UnrecordedKind::Sounding,
            expires_unix_ms,
            key: vec![2; 16].into(),
            sealed: vec![3; sealed].into(),
        }
    }

    #[test]
    fn it_lasts_so_long_and_no_longer() {
        let now = 1_000;
        for (lasts, wanted) in [
            (-1, Err(UnrecordedError::Expired)),
            (0, Err(UnrecordedError::Expired)),
            (1, Ok(())),
            (UNRECORDED_LIFETIME_MS_MAX - 1, Ok(())),
            (UNRECORDED_LIFETIME_MS_MAX, Ok(())),
            (
                UNRECORDED_LIFETIME_MS_MAX + 1,
                Err(UnrecordedError::LastsTooLong),
            ),
        ] {
            assert_eq!(one(now + lasts, 1).check_lifetime(now), wanted, "{lasts}");
        }
        let far = one(i64::MAX, 1).check_lifetime(i64::MIN);
        assert_eq!(far, Err(UnrecordedError::LastsTooLong));
    }

    #[test]
    fn its_bytes_are_measured_and_have_one_form() {
        let empty = one(5, 0).to_bytes().len();
        // A long byte string's head is two bytes longer than an empty one's.
        let head = 2;
        for (bytes, fits) in [
            (UNRECORDED_BYTES_MAX - 1, true),
            (UNRECORDED_BYTES_MAX, true),
            (UNRECORDED_BYTES_MAX + 1, false),
        ] {
            let whole = one(5, bytes - empty - head);
            assert_eq!(whole.to_bytes().len(), bytes);
            assert_eq!(Unrecorded::from_bytes(&whole.to_bytes()).is_ok(), fits);
        }
        let mut tail = one(5, 9).to_bytes();
        tail.push(0);
        assert!(Unrecorded::from_bytes(&tail).is_err());
    }

    #[test]
    fn the_text_is_bounded() {
        let text = |len: usize| UnrecordedText {
            title: String::new(),
            text: "x".repeat(len),
            language: String::new(),
            answers: None,
        };
        for (len, fits) in [
            (0, false),
            (1, true),
            (TEXT_BYTES_MAX - 1, true),
            (TEXT_BYTES_MAX, true),
            (TEXT_BYTES_MAX + 1, false),
        ] {
            assert_eq!(text(len).fits(), fits, "{len}");
        }
    }
}
