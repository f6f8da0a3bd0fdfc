//! A picture that is released with a text: named by its hash in the signed document, so that whoever
//! approved and signed the text approved and signed this very picture.

use identity::Hash32;
use minicbor::{Decode, Encode};

use crate::{FIELD_BYTES_MAX, PICTURE_BYTES_MAX, terms::numbered};

numbered!(
    /// The forms that a picture may have.
    PictureKind { Jpeg = 0 "jpeg", Png = 1 "png", WebP = 2 "webp" }
);

impl PictureKind {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// What is approved and signed of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Picture {
    /// SHA-256 of the file as it is shown.
    #[n(0)]
    pub hash: Hash32,
    #[n(1)]
    pub kind: PictureKind,
    #[n(2)]
    pub bytes: u32,
    /// Where it is from, such as "site of the leader's press service".
    #[n(3)]
    pub source: String,
    /// What it shows, for those who don't see it.
    #[n(4)]
    pub alt: String,
}

impl Picture {
    pub fn fits(&self) -> bool {
        let bytes = usize::try_from(self.bytes).unwrap_or(usize::MAX);
        (1..=PICTURE_BYTES_MAX).contains(&bytes)
            && [&self.source, &self.alt]
                .into_iter()
                .all(|text| text.len() <= FIELD_BYTES_MAX)
    }

    /// Whether these bytes are the picture that is named.
    pub fn is(&self, bytes: &[u8]) -> bool {
        usize::try_from(self.bytes).ok() == Some(bytes.len())
            && identity::sha256(bytes) == self.hash.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(bytes: &[u8]) -> Picture {
        Picture {
            hash: Hash32(identity::sha256(bytes)),
            kind: PictureKind::Png,
            bytes: u32::try_from(bytes.len()).unwrap(),
            source: "the press service".into(),
            alt: "Two leaders".into(),
        }
    }

    #[test]
    fn a_picture_is_its_bytes() {
        let named = picture(b"seen");
        for (bytes, is_it) in [(&b"seen"[..], true), (b"Seen", false), (b"seen ", false)] {
            assert_eq!(named.is(bytes), is_it, "{bytes:?}");
        }
    }

    #[test]
    fn a_picture_has_its_largest_and_its_longest_words() {
        for (bytes, fits) in [
            (0, false),
            (1, true),
            (PICTURE_BYTES_MAX - 1, true),
            (PICTURE_BYTES_MAX, true),
            (PICTURE_BYTES_MAX + 1, false),
        ] {
            let bytes = u32::try_from(bytes).unwrap();
            assert_eq!(
                Picture {
                    bytes,
                    ..picture(b"x")
                }
                .fits(),
                fits,
                "{bytes}"
            );
        }
        for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
            let text = "x".repeat(length);
            let source = Picture {
                source: text.clone(),
                ..picture(b"x")
            };
            let alt = Picture {
                alt: text,
                ..picture(b"x")
            };
            assert_eq!((source.fits(), alt.fits()), (fits, fits), "{length}");
        }
    }
}
