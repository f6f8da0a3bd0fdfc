//! The rules: records and their fold, logs, authority, visibility, limits.
#![forbid(unsafe_code)]
