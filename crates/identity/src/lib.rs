//! Who is who: ids, keys, charters, accreditations, credentials, signatures, pairing words, key files.
#![forbid(unsafe_code)]
