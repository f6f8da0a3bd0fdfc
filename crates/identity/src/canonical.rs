//! Deterministic CBOR (RFC 8949 §4.2): one encoding for each value, everything else refused.
//!
//! Types are arrays with fixed places, so that the derive's output is already deterministic; what
//! doesn't re-encode to itself was written by somebody else's rules.

use minicbor::{Decode, Encode};

/// Bytes that aren't the one encoding of a value of the wanted type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    #[error("not a {wanted}: {cause}")]
    Malformed { wanted: &'static str, cause: String },
    #[error("a {wanted} that isn't in deterministic encoding")]
    NotDeterministic { wanted: &'static str },
    #[error("a {wanted} of {got} bytes, at most {max} are taken")]
    TooLong {
        wanted: &'static str,
        got: usize,
        max: usize,
    },
}

/// The one encoding of `value`.
pub fn encode_canonical<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a Vec can't fail, and our types have no fallible encoders.
    minicbor::encode(value, &mut bytes).expect("a Vec takes every byte");
    bytes
}

/// Reads a `wanted` of at most `max` bytes and refuses any encoding but the one.
pub fn decode_canonical<'b, T>(
    wanted: &'static str,
    bytes: &'b [u8],
    max: usize,
) -> Result<T, CanonicalError>
where
    T: Decode<'b, ()> + Encode<()>,
{
    if bytes.len() > max {
        return Err(CanonicalError::TooLong {
            wanted,
            got: bytes.len(),
            max,
        });
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    let value: T = decoder
        .decode()
        .map_err(|error| CanonicalError::Malformed {
            wanted,
            cause: error.to_string(),
        })?;
    if encode_canonical(&value) != bytes {
        return Err(CanonicalError::NotDeterministic { wanted });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shortest_form_without_a_tail_is_read() {
        assert_eq!(decode_canonical::<u32>("number", &[0x05], 8), Ok(5));
        for other in [&[0x18, 0x05][..], &[0x05, 0x00], &[0x19, 0x00, 0x05]] {
            assert_eq!(
                decode_canonical::<u32>("number", other, 8),
                Err(CanonicalError::NotDeterministic { wanted: "number" })
            );
        }
    }

    #[test]
    fn the_limit_counts_bytes() {
        let bytes = encode_canonical(&"abc");
        for (max, fits) in [(3, false), (4, true), (5, true)] {
            assert_eq!(
                decode_canonical::<&str>("text", &bytes, max).is_ok(),
                fits,
                "{max}"
            );
        }
    }
}
