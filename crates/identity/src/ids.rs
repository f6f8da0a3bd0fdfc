//! Ids of sides, persons and devices: 16 bytes each, shown as hex, never a name.

use minicbor::{Decode, Decoder, Encode, Encoder, bytes::ByteSlice};
use std::{fmt, str::FromStr};

use crate::keys::{PublicKey, sha256};

/// What isn't 32 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` isn't an id: 32 hexadecimal digits are wanted")]
pub struct IdError(pub String);

/// Makes a newtype over 16 bytes: CBOR byte string, hex in text and JSON.
#[macro_export]
macro_rules! id16 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::write_hex(&self.0, out)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::write_hex(&self.0, out)
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::IdError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::read_hex(text).map(Self)
            }
        }
        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                out: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                out.bytes(&self.0)?;
                Ok(())
            }
        }
        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                input: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let bytes = input.bytes()?;
                let id = bytes.try_into().map_err(|_| {
                    minicbor::decode::Error::message("an id has 16 bytes")
                })?;
                Ok(Self(id))
            }
        }
        $crate::id_in_typescript!($name);
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(input)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// An id is text in TypeScript, as in JSON.
#[cfg(feature = "typescript")]
#[doc(hidden)]
#[macro_export]
macro_rules! id_in_typescript {
    ($name:ident) => {
        impl $crate::ts_rs::TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &$crate::ts_rs::Config) -> String {
                "string".to_owned()
            }
            fn inline(_: &$crate::ts_rs::Config) -> String {
                "string".to_owned()
            }
        }
    };
}

/// Without the types for TypeScript there is nothing to say of it.
#[cfg(not(feature = "typescript"))]
#[doc(hidden)]
#[macro_export]
macro_rules! id_in_typescript {
    ($name:ident) => {};
}

id16!(
    /// A side: the first half of SHA-256 of its seal's public key.
    SideId
);
id16!(
    /// A person: random, so that no record names anybody.
    PersonId
);
id16!(
    /// A device: the first half of SHA-256 of its public key.
    DeviceId
);

impl SideId {
    /// The side whose seal this is.
    pub fn of_seal(seal: &PublicKey) -> Self {
        Self(first_half(seal))
    }
}

impl DeviceId {
    /// The device whose key this is.
    pub fn of_key(key: &PublicKey) -> Self {
        Self(first_half(key))
    }
}

fn first_half(key: &PublicKey) -> [u8; 16] {
    let digest = sha256(&key.0);
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

/// Lower-case hex; public because [`id16!`] expands in other crates.
#[doc(hidden)]
pub fn write_hex(bytes: &[u8], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}

/// Reads 32 hex digits; public because [`id16!`] expands in other crates.
#[doc(hidden)]
pub fn read_hex(text: &str) -> Result<[u8; 16], IdError> {
    let mut id = [0; 16];
    hex::decode_to_slice(text, &mut id).map_err(|_| IdError(text.chars().take(40).collect()))?;
    Ok(id)
}

/// 32 bytes as a CBOR byte string, for `#[cbor(with = …)]`-free fields of fixed size.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash32(pub [u8; 32]);

impl fmt::Display for Hash32 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, out)
    }
}

impl fmt::Debug for Hash32 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0[..6], out)
    }
}

impl FromStr for Hash32 {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash)
            .map_err(|_| IdError(text.chars().take(70).collect()))?;
        Ok(Self(hash))
    }
}

impl<C> Encode<C> for Hash32 {
    fn encode<W: minicbor::encode::Write>(
        &self,
        out: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        <&ByteSlice>::from(&self.0[..]).encode(out, context)
    }
}

impl<'b, C> Decode<'b, C> for Hash32 {
    fn decode(input: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let bytes = input.bytes()?;
        let hash = bytes
            .try_into()
            .map_err(|_| minicbor::decode::Error::message("a hash has 32 bytes"))?;
        Ok(Self(hash))
    }
}

impl serde::Serialize for Hash32 {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Hash32 {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(input)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let id = PersonId([0xa5; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("a5".parse::<PersonId>().is_err());
        assert!("zz".repeat(16).parse::<PersonId>().is_err());
        let hash = Hash32([7; 32]);
        assert_eq!(hash.to_string().parse(), Ok(hash));
    }

    #[test]
    fn cbor_is_a_byte_string_of_exact_length() {
        let id = PersonId([1; 16]);
        let bytes = crate::encode_canonical(&id);
        assert_eq!(bytes[0], 0x50);
        assert_eq!(crate::decode_canonical("id", &bytes, 32), Ok(id));
        let short = crate::encode_canonical(&minicbor::bytes::ByteVec::from(vec![1; 15]));
        assert!(crate::decode_canonical::<PersonId>("id", &short, 32).is_err());
    }
}
