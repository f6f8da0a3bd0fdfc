//! What lies in the directory: permissions, key files and whether they fit the side, credentials.

use client::{DeviceKeys, KeyPurpose};
use identity::Charter;
use std::path::{Path, PathBuf};

use super::{Findings, Verdict};
use crate::{
    CliError, Context, archive_key, danger::KEY_FILE_BEGINS, home::Home, press_key, private_file,
};

/// Nobody but the owner may read or enter.
pub fn check_permissions(home: &Home, found: &mut Findings) {
    let mut open: Vec<PathBuf> = Vec::new();
    let mut look = |path: &Path, allowed: u32| {
        if private_file::mode(path).is_some_and(|mode| mode & !allowed != 0) {
            open.push(path.to_owned());
        }
    };
    look(home.dir(), private_file::DIR_MODE);
    for dir in ["keys", "devices", "charter"] {
        let dir = home.dir().join(dir);
        look(&dir, private_file::DIR_MODE);
        let files = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        for file in files.map(|file| file.path()) {
            // Public halves are for everybody.
            let public = [home.press_public_key_path(), archive_key::public_path(home)];
            if !public.contains(&file) {
                look(&file, private_file::FILE_MODE);
            }
        }
    }
    if open.is_empty() {
        found.good("permissions", "files are the owner's alone");
        return;
    }
    let names: Vec<String> = open.iter().map(|path| path.display().to_string()).collect();
    found.add(
        "permissions",
        Verdict::Bad,
        format!("others may read {}", names.join(", ")),
        format!("chmod -R go-rwx {}", home.dir().display()),
    );
}

/// Key files are whole; where they open unasked they are the ones that charter and device files name.
pub fn check_keys(context: &Context, home: &Home, found: &mut Findings) {
    let unasked = context.can_open_unasked();
    if home.has_side() {
        check_places(home, found);
    }
    let mut checked = 0;
    let mut check = |what: &str, result: Result<(), CliError>, found: &mut Findings| match result {
        Ok(()) => checked += 1,
        Err(error) => found.bad(what, &error),
    };
    let charter = home.credentials().ok().map(|own| own.credentials.charter);
    for purpose in [KeyPurpose::Seal, KeyPurpose::Node, KeyPurpose::Archive] {
        let path = home.side_key_path(purpose);
        if !path.exists() {
            continue;
        }
        let fits = readable(&path).and_then(|()| match unasked {
            true if purpose == KeyPurpose::Archive => archive_fits(context, home, charter.as_ref()),
            true => home
                .load_side_keys(context, purpose)
                .and_then(|keys| match &charter {
                    Some(charter) if !is_the_charters(charter, &keys, purpose) => Err(another(
                        &path,
                        "isn't the key that the side's charter names",
                    )),
                    Some(_) | None => Ok(()),
                }),
            false => Ok(()),
        });
        check("key file", fits, found);
    }
    for (name, file) in home.devices().unwrap_or_default() {
        let path = home.device_path(&name, "key");
        let fits = readable(&path).and_then(|()| match unasked {
            true => home.load_device_keys(context, &name).and_then(|keys| {
                if keys.device() == file.device {
                    Ok(())
                } else {
                    Err(another(&path, "is another device's key"))
                }
            }),
            false => Ok(()),
        });
        check("device key", fits, found);
    }
    if unasked {
        found.good("key files", format!("{checked} open, and fit"));
    } else {
        found.add(
            "key files",
            Verdict::Unseen,
            format!("{checked} are there; whether they open isn't looked at"),
            "give the passphrase: --passphrase-file FILE or DETENTE_PASSPHRASE",
        );
    }
}

/// Whether both hands' files, where they are here and open, hold the key that the charter names.
fn archive_fits(context: &Context, home: &Home, charter: Option<&Charter>) -> Result<(), CliError> {
    let path = home.side_key_path(KeyPurpose::Archive);
    let second = home.side_key_path(KeyPurpose::ArchiveSecond);
    let Some(charter) = charter.filter(|_| second.exists()) else {
        return Ok(());
    };
    match archive_key::open((context, &path), (context, &second), charter) {
        // The second person has a passphrase of their own, as it should be.
        Err(error) if error.code == "wrong-passphrase" => Ok(()),
        opened => opened.map(drop),
    }
}

/// What belongs on this machine, and what doesn't.
fn check_places(home: &Home, found: &mut Findings) {
    let node = home.side_key_path(KeyPurpose::Node);
    if !node.exists() {
        found.add(
            "node key",
            Verdict::Bad,
            format!("{} isn't there", node.display()),
            "restore it from its copy: without it the node doesn't start",
        );
    }
    for (what, path) in [
        ("seal", home.side_key_path(KeyPurpose::Seal)),
        ("archive key", home.side_key_path(KeyPurpose::Archive)),
        (
            "archive key, second hand",
            home.side_key_path(KeyPurpose::ArchiveSecond),
        ),
    ] {
        if path.exists() {
            found.add(
                what,
                Verdict::Warning,
                format!("{} is on this machine", path.display()),
                "move it to its offline place",
            );
        }
    }
}

fn is_the_charters(charter: &Charter, keys: &DeviceKeys, purpose: KeyPurpose) -> bool {
    match purpose {
        KeyPurpose::Seal => keys.public() == charter.seal,
        KeyPurpose::Node => keys.public() == charter.node_key,
        KeyPurpose::Archive => keys.hpke_public() == charter.archive_key,
        // Looked at beside its own settings.
        KeyPurpose::Device | KeyPurpose::ArchiveSecond => true,
    }
}

fn another(path: &Path, what: &str) -> CliError {
    CliError::failed(
        "key-file",
        format!("{} {what}", path.display()),
        "put the right key file in its place",
    )
}

fn readable(path: &Path) -> Result<(), CliError> {
    let text = private_file::read(path)?;
    if text.starts_with(KEY_FILE_BEGINS) {
        return Ok(());
    }
    Err(CliError::failed(
        "key-file",
        format!("{} is no encrypted key file", path.display()),
        "restore it from its copy",
    ))
}

/// The press key, where it is: it must be the one that newsrooms were given.
pub fn check_press_key(context: &Context, home: &Home, found: &mut Findings) {
    let path = home.press_key_path();
    let Some(own) = home.credentials().ok().filter(|_| path.exists()) else {
        if home.has_side() {
            found.add(
                "press key",
                Verdict::Unseen,
                "isn't on this machine",
                "let the press officer who has it look: `detente readout release --press-key FILE`",
            );
        }
        return;
    };
    let charter = &own.credentials.charter;
    let named = press_key::public_text(charter);
    let beside = private_file::read(&home.press_public_key_path()).unwrap_or_default();
    if !beside.lines().any(|line| line.trim() == named) {
        found.add(
            "press key",
            Verdict::Bad,
            format!(
                "{} isn't the key that the charter names",
                home.press_public_key_path().display()
            ),
            "write it anew: `detente side credentials --json` has it as press_key",
        );
        return;
    }
    if !context.can_open_unasked() {
        found.add(
            "press key",
            Verdict::Unseen,
            "is there; whether it opens isn't looked at",
            "give the passphrase: --passphrase-file FILE or DETENTE_PASSPHRASE",
        );
        return;
    }
    match press_key::PressKey::open(context, &path).and_then(|key| key.public()) {
        Ok(public) if public.key == charter.press_key => {
            found.good("press key", "opens, and is the one that the charter names");
        }
        Ok(_) => found.bad(
            "press key",
            &another(&path, "isn't the key that the side's charter names"),
        ),
        Err(error) => found.bad("press key", &error),
    }
}

pub fn check_credentials(home: &Home, found: &mut Findings) {
    if home.credentials_path().exists() {
        match home.credentials() {
            Ok(own) => found.good(
                "credentials",
                format!("side {}", own.credentials.charter.side()),
            ),
            Err(error) => found.bad("credentials", &error),
        }
    }
    match home.line() {
        Ok(Some(other)) => {
            found.good(
                "pairing",
                format!("with side {}", other.credentials.charter.side()),
            );
        }
        Ok(None) => found.add(
            "pairing",
            Verdict::Warning,
            "no other side is confirmed here",
            "`detente line add FILE` with the other side's credentials",
        ),
        Err(error) => found.bad("pairing", &error),
    }
}
