//! A backup of a running node, and a node that goes on from it elsewhere.

use cli::{
    Context, Exit, PassphraseSource, Questions, Report,
    commands::{
        backup::{BackupArgs, RestoreArgs, backup, restore},
        side,
    },
};
use client::KeyPurpose;
use node::http::DeskSource;
use node::runtime::{Clock, NodeConfig, Running, backup::check_copy, start};
use std::{fs, path::Path};

fn context(dir: &Path, passphrase: &str) -> Context {
    let mut context = Context::new(dir);
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(passphrase.to_owned().into());
    context
}

/// North's node on ports that the system chooses.
async fn node(context: &Context) -> Running {
    let home = context.home();
    let any = "127.0.0.1:0".parse().unwrap();
    let config = NodeConfig {
        store: home.store_path(),
        http: any,
        media: any,
        media_address: None,
        media_tcp_address: None,
        line: any,
        metrics: None,
        clock: Clock::real(),
        desk: DeskSource::default(),
        over_tls: false,
        tls: None,
        danger_tap: None,
        danger_given_keys: None,
        push: Default::default(),
    };
    let key = home.load_side_keys(context, KeyPurpose::Node).unwrap();
    let own = home.credentials().unwrap().bytes;
    start(config, own, key.danger_seed()).await.unwrap()
}

fn files(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(dir_now) = todo.pop() {
        for entry in fs::read_dir(dir_now).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else {
                names.push(path.strip_prefix(dir).unwrap().display().to_string());
            }
        }
    }
    names.sort();
    names
}

#[tokio::test]
async fn a_running_node_is_copied_and_goes_on_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let north = context(&dir.path().join("north"), "pass");
    side::init(&north, &side::InitArgs::local("north")).unwrap();
    let running = node(&north).await;
    let file = dir.path().join("north.backup");
    let args = BackupArgs { file: file.clone() };
    let written = backup(&north, &args).unwrap();
    assert_eq!(written.bytes, fs::metadata(&file).unwrap().len());
    assert!(written.human().contains("keys/node.key"));
    assert_eq!(backup(&north, &args).unwrap_err().code, "exists");
    assert!(
        !files(dir.path())
            .iter()
            .any(|name| name.contains("copy") || name.contains("partial"))
    );
    let bytes = fs::read(&file).unwrap();
    for clear in ["SQLite format", "detente credentials", "north"] {
        let found = bytes
            .windows(clear.len())
            .any(|window| window == clear.as_bytes());
        assert!(!found, "`{clear}` stands in it in clear");
    }
    running.stop().await.unwrap();

    let elsewhere = dir.path().join("elsewhere");
    let restored = restore(
        &context(&elsewhere, "pass"),
        &RestoreArgs {
            file: file.clone(),
            verify: false,
        },
    )
    .unwrap();
    assert!(
        restored
            .human()
            .contains("never again the node that it replaces")
    );
    let expected = [
        "charter/credentials.detente",
        "keys/node.key",
        "side.toml",
        "store.sqlite",
    ];
    assert_eq!(
        files(&elsewhere),
        expected,
        "no seal, no archive key, nothing half done"
    );
    check_copy(&elsewhere.join("store.sqlite")).unwrap();
    let context = context(&elsewhere, "pass");
    node(&context).await.stop().await.unwrap();
    let again = restore(
        &context,
        &RestoreArgs {
            file,
            verify: false,
        },
    )
    .unwrap_err();
    assert_eq!((again.code.as_str(), again.exit), ("exists", Exit::Usage));
}

#[tokio::test]
async fn what_is_no_whole_backup_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let north = context(&dir.path().join("north"), "pass");
    side::init(&north, &side::InitArgs::local("north")).unwrap();
    node(&north).await.stop().await.unwrap();
    let whole = dir.path().join("whole.backup");
    backup(
        &north,
        &BackupArgs {
            file: whole.clone(),
        },
    )
    .unwrap();
    let bytes = fs::read(&whole).unwrap();
    let mut changed = bytes.clone();
    let last = changed.len() - 20;
    changed[last] ^= 1;
    let cases: [(&str, &[u8], &str, &str); 5] = [
        ("cut", &bytes[..bytes.len() / 2], "pass", "backup-damaged"),
        (
            "one byte short",
            &bytes[..bytes.len() - 1],
            "pass",
            "backup-damaged",
        ),
        ("changed", &changed, "pass", "backup-damaged"),
        ("something else", b"a letter", "pass", "backup-damaged"),
        ("another passphrase", &bytes, "word", "wrong-passphrase"),
    ];
    for (what, bytes, passphrase, code) in cases {
        let file = dir.path().join("tried.backup");
        fs::write(&file, bytes).unwrap();
        let elsewhere = dir.path().join(what);
        let refused = restore(
            &context(&elsewhere, passphrase),
            &RestoreArgs {
                file,
                verify: false,
            },
        );
        assert_eq!(refused.unwrap_err().code, code, "{what}");
        if elsewhere.exists() {
            assert_eq!(files(&elsewhere), Vec::<String>::new(), "{what}");
        }
    }
}
