//! Who is who: ids, keys, charters, accreditations, credentials, signatures, pairing words, key files.
//!
//! A *seal* signs a side's *charter*; an administrator and a security officer named by it accredit
//! devices; one security officer revokes. Everything here is bytes and rules: no clock, no IO, and
//! randomness only where a key is made.
#![forbid(unsafe_code)]

mod accreditation;
mod canonical;
mod charter;
mod credentials;
mod ids;
#[cfg(not(target_arch = "wasm32"))]
mod keyfile;
mod keys;
mod roles;
mod words;

pub use accreditation::{
    Accreditation, AccreditationError, AccreditationRequest, HalfSignedAccreditation, Revocation,
    SignedAccreditation, SignedRevocation, VALIDITY_MS_MAX,
};
pub use canonical::{CanonicalError, decode_canonical, encode_canonical};
pub use charter::{
    Charter, CharterError, OFFICERS_MAX, Officer, ROUTES_MAX, SECURITY_OFFICERS_MAX, SignedCharter,
};
pub use credentials::{CREDENTIALS_BYTES_MAX, Credentials, CredentialsError, Route};
pub use ids::{DeviceId, Hash32, IdError, PersonId, SideId, read_hex, write_hex};
#[cfg(not(target_arch = "wasm32"))]
pub use keyfile::{
    KEY_FILE_BYTES_MAX, KeyFileError, Passphrase, WORK_LOG2_DEMO, WORK_LOG2_USUAL,
    key_file_work_log2, open_file, open_key_file, seal_file, seal_key_file,
};
pub use keys::{
    KeyError, Label, PublicKey, SIGNATURE_BYTES, SecretSeed, Signature, SigningKey, sha256,
};
pub use roles::{Role, RoleSet, UnknownRole};
pub use words::{PAIRING_WORDS, words_from_bits};

/// What [`id16!`] needs where it expands.
#[cfg(feature = "typescript")]
#[doc(hidden)]
pub use ts_rs;
