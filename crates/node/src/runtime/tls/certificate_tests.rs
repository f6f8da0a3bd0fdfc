//! What files with a certificate and a key may be wrong with, each told apart.

use super::*;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use std::fs;

const HOST: &str = "desk.north.example";

struct Files {
    dir: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn read(&self) -> Result<Certificate, TlsError> {
        let [chain, key] = ["chain.pem", "key.pem"].map(|name| self.dir.path().join(name));
        read_certificate(&chain, &key, HOST).map(|(_, looked_at)| looked_at)
    }
}

fn made(host: &str, years: (i32, i32)) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

const YEARS: (i32, i32) = (2020, 2090);
const NOW_MS: i64 = 1_900_000_000_000;

#[test]
fn a_certificate_and_its_key_are_read() {
    let files = Files::new();
    let (chain, key) = made(HOST, YEARS);
    files.write("chain.pem", &chain);
    files.write("key.pem", &key);
    let read = files.read().unwrap();
    assert!(read.is_of_host);
    assert_eq!(read.objection(HOST, NOW_MS), None);
    // 2020-01-01 and 2090-01-01.
    assert_eq!(read.from_unix_ms, 1_577_836_800_000);
    assert_eq!(read.until_unix_ms, 3_786_912_000_000);
}

#[test]
fn what_browsers_will_refuse_is_told_with_its_next_step() {
    for (host, years, now_ms, says) in [
        (HOST, YEARS, NOW_MS, None),
        (HOST, (2020, 2021), NOW_MS, Some("has expired")),
        (HOST, (2080, 2090), NOW_MS, Some("isn't valid yet")),
        (
            "other.example",
            YEARS,
            NOW_MS,
            Some("isn't of desk.north.example"),
        ),
        ("*.north.example", YEARS, NOW_MS, None),
        (HOST, YEARS, 3_786_912_000_000 - 1, None),
        (HOST, YEARS, 3_786_912_000_000, Some("has expired")),
        (HOST, YEARS, 1_577_836_800_000, None),
        (HOST, YEARS, 1_577_836_800_000 - 1, Some("isn't valid yet")),
    ] {
        let files = Files::new();
        let (chain, key) = made(host, years);
        files.write("chain.pem", &chain);
        files.write("key.pem", &key);
        let objection = files.read().unwrap().objection(HOST, now_ms);
        match says {
            Some(says) => assert!(objection.unwrap().contains(says), "{host} {years:?}"),
            None => assert_eq!(objection, None, "{host} {years:?}"),
        }
    }
}

#[test]
fn files_that_hold_something_else_are_told_apart() {
    let (chain, key) = made(HOST, YEARS);
    let (_, other_key) = made(HOST, YEARS);
    let damaged = chain.replacen("MII", "AAA", 1);
    let name = |error: &TlsError| {
        format!("{error:?}")
            .split([' ', '{'])
            .next()
            .unwrap()
            .to_owned()
    };
    for (chain, key, expected) in [
        (&*chain, &*other_key, "KeyDiffers"),
        ("", &key, "NoCertificate"),
        (&key, &key, "NoCertificate"),
        (&damaged, &key, "BadCertificate"),
        (&chain, "", "NoKey"),
        (&chain, &chain, "NoKey"),
    ] {
        let files = Files::new();
        files.write("chain.pem", chain);
        files.write("key.pem", key);
        let error = files.read().unwrap_err();
        assert_eq!(name(&error), expected, "{error}");
        // A cause, and after the semicolon or comma what to do.
        assert!(error.to_string().contains(';'), "{error}");
    }
    let files = Files::new();
    assert_eq!(name(&files.read().unwrap_err()), "Unreadable");
}

#[test]
fn length_is_bounded() {
    let files = Files::new();
    let max = usize::try_from(PEM_BYTES_MAX).unwrap();
    for (length, fits) in [(max - 1, true), (max, true), (max + 1, false)] {
        let path = files.write("long.pem", &"x".repeat(length));
        assert_eq!(read(&path).is_ok(), fits, "{length}");
    }
}
