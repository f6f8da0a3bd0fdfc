//! What of an order is looked at before it begins. The order itself: `tests/running/acme.rs`.

use super::*;
use std::fs;

fn settings(cache: PathBuf) -> AcmeSettings {
    AcmeSettings {
        directory: "https://127.0.0.1:9/directory".into(),
        contact: "admin@north.example".into(),
        cache,
        authority: None,
    }
}

#[tokio::test]
async fn a_directory_is_asked_over_tls_alone() {
    let dir = tempfile::tempdir().unwrap();
    for url in [
        "http://ca.example/directory",
        "ca.example",
        "",
        "https://",
        "file:///d",
    ] {
        let settings = AcmeSettings {
            directory: url.into(),
            ..settings(dir.path().join("acme"))
        };
        let refused = start(&settings, "desk.north.example").err();
        assert!(
            matches!(refused, Some(TlsError::Directory { .. })),
            "{url}: {refused:?}"
        );
    }
}

#[test]
fn the_cache_is_its_owners_alone_and_writable() {
    let dir = tempfile::tempdir().unwrap();
    let cache = dir.path().join("deep/acme");
    prepare_cache(&cache).unwrap();
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o755)).unwrap();
    prepare_cache(&cache).unwrap();
    let mode = fs::metadata(&cache).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, OWNERS_ALONE);
    assert_eq!(
        fs::read_dir(&cache).unwrap().count(),
        0,
        "no trace of the probe"
    );
    // A file where the folder should be: also root can't write into that.
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [file.clone(), file.join("acme")] {
        let refused = prepare_cache(&path);
        assert!(
            matches!(refused, Err(TlsError::Cache { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn an_authority_of_its_own_is_read_or_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("authority.pem");
    let made = rcgen::generate_simple_self_signed(vec!["ca.example".into()]).unwrap();
    for (text, fits) in [
        (made.cert.pem().as_str(), true),
        ("", false),
        ("no pem", false),
    ] {
        fs::write(&path, text).unwrap();
        assert_eq!(client_config(Some(&path)).is_ok(), fits, "{text}");
    }
    assert!(client_config(Some(&dir.path().join("missing"))).is_err());
}
