//! The credentials file: a side's charter and routes, handed over in person, with its 12 words.

use minicbor::{Decode, Encode};

use crate::{
    CanonicalError, Charter, CharterError, KeyError, Label, PAIRING_WORDS, ROUTES_MAX, Signature,
    SignedCharter, SigningKey, decode_canonical, encode_canonical, sha256, words_from_bits,
};

/// Longest credentials file in bytes, before its text form.
pub const CREDENTIALS_BYTES_MAX: usize = 64 * 1024;
/// Longest route in bytes.
const ROUTE_BYTES_MAX: usize = 255;

/// Where a node is reached: `host:port` of its QUIC socket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Route(#[n(0)] pub String);

/// What one side hands to the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub charter: Charter,
    pub routes: Vec<Route>,
    /// The words that the file's owner reads out: 132 bits of SHA-256 over the file.
    pub words: Vec<&'static str>,
}

#[derive(Encode, Decode)]
struct File {
    #[n(0)]
    charter: SignedCharter,
    #[n(1)]
    routes: Vec<Route>,
}

#[derive(Encode, Decode)]
struct SignedFile {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

/// Why a credentials file isn't taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error(transparent)]
    Charter(#[from] CharterError),
    #[error("the file isn't signed by the seal that it names")]
    Seal(#[from] KeyError),
    #[error("the file names {0} routes; 1 to {ROUTES_MAX} are wanted")]
    Routes(usize),
    #[error("a route is empty or longer than {ROUTE_BYTES_MAX} bytes")]
    Route,
}

impl Credentials {
    /// Makes the file: charter and routes under the seal's signature.
    pub fn seal(
        charter: SignedCharter,
        routes: Vec<Route>,
        seal: &SigningKey,
    ) -> Result<Vec<u8>, CredentialsError> {
        check_routes(&routes)?;
        let bytes = encode_canonical(&File { charter, routes });
        let signature = seal.sign(Label::Credentials, &bytes);
        Ok(encode_canonical(&SignedFile { bytes, signature }))
    }

    /// Reads and verifies a file. Whose it is only the words can tell.
    pub fn read(file: &[u8]) -> Result<Self, CredentialsError> {
        let signed: SignedFile = decode_canonical("credentials file", file, CREDENTIALS_BYTES_MAX)?;
        let inner: File =
            decode_canonical("credentials file", &signed.bytes, CREDENTIALS_BYTES_MAX)?;
        let charter = inner.charter.verify()?;
        charter
            .seal
            .verify(Label::Credentials, &signed.bytes, &signed.signature)?;
        check_routes(&inner.routes)?;
        Ok(Self {
            charter,
            routes: inner.routes,
            words: words_from_bits(&sha256(file), PAIRING_WORDS),
        })
    }
}

fn check_routes(routes: &[Route]) -> Result<(), CredentialsError> {
    if routes.is_empty() || routes.len() > ROUTES_MAX {
        return Err(CredentialsError::Routes(routes.len()));
    }
    if routes
        .iter()
        .any(|route| route.0.is_empty() || route.0.len() > ROUTE_BYTES_MAX)
    {
        return Err(CredentialsError::Route);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charter::tests::{charter, key};

    fn file(routes: usize) -> Result<Vec<u8>, CredentialsError> {
        let signed = charter().sign(&key(1)).unwrap();
        let routes = (0..routes)
            .map(|n| Route(format!("192.0.2.{n}:7001")))
            .collect();
        Credentials::seal(signed, routes, &key(1))
    }

    #[test]
    fn the_file_tells_keys_routes_and_words() {
        let bytes = file(2).unwrap();
        let read = Credentials::read(&bytes).unwrap();
        assert_eq!(read.charter, charter());
        assert_eq!(read.routes.len(), 2);
        assert_eq!(read.words.len(), PAIRING_WORDS);
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Credentials::read(&changed).is_err(), "{at}");
        }
    }

    #[test]
    fn routes_and_files_are_measured() {
        for (length, fits) in [
            (0, false),
            (1, true),
            (ROUTE_BYTES_MAX - 1, true),
            (ROUTE_BYTES_MAX, true),
            (ROUTE_BYTES_MAX + 1, false),
        ] {
            let signed = charter().sign(&key(1)).unwrap();
            let file = Credentials::seal(signed, vec![Route("x".repeat(length))], &key(1));
            assert_eq!(file.is_ok(), fits, "{length}");
        }
        for (length, read) in [
            (CREDENTIALS_BYTES_MAX - 1, true),
            (CREDENTIALS_BYTES_MAX, true),
            (CREDENTIALS_BYTES_MAX + 1, false),
        ] {
            let refused = Credentials::read(&vec![0; length]).unwrap_err();
            let too_long = matches!(
                refused,
                CredentialsError::Encoding(CanonicalError::TooLong { .. })
            );
            assert_eq!(!too_long, read, "{length}");
        }
    }

    #[test]
    fn routes_are_counted() {
        for (count, fits) in [(0, false), (1, true), (7, true), (8, true), (9, false)] {
            assert_eq!(file(count).is_ok(), fits, "{count}");
        }
    }
}
