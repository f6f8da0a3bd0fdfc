//! The archive key's two files: the archivist's, and a second person's. Each is under a passphrase of its
//! own; together they open the sealed texts of the side's own audiences, apart they open nothing.

use client::{ArchiveError, DeviceKeys, KeyPurpose, open_archive, seal_archive, whole_archive};
use identity::{Charter, PublicKey};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

use crate::{CliError, Context, PassphraseSource, home::Home, private_file};

/// Where both public keys are, with which a protocol of a recovery is checked.
pub fn public_path(home: &Home) -> PathBuf {
    home.dir().join("keys/archive.pub")
}

/// Writes both files, and their public keys.
pub fn store(
    context: &Context,
    home: &Home,
    (archive, passphrase): (&DeviceKeys, &Zeroizing<String>),
    (second, second_passphrase): (&DeviceKeys, &Zeroizing<String>),
) -> Result<(), CliError> {
    let sealed = seal_archive(archive, second).map_err(|error| failed(&error))?;
    let text = context.seal_secret(&sealed, passphrase)?;
    let purpose = KeyPurpose::ArchiveSecond;
    let path = home.side_key_path(purpose);
    home.store_keys(context, &path, second, purpose, second_passphrase)?;
    let path = home.side_key_path(KeyPurpose::Archive);
    private_file::write(&path, text.as_bytes())?;
    let keys = [archive.public(), second.public()].map(|key| hex::encode(key.0));
    let public = format!("{}\n{}\n", keys[0], keys[1]);
    private_file::write_public(&public_path(home), public.as_bytes())
}

/// Passphrase of the second person's file: of a file of its own, else asked for where the first is, else the
/// same.
pub fn second_context(context: &Context, file: Option<&PathBuf>) -> Context {
    let mut second = Context::new(&context.dir);
    second.danger_weak_keys = context.danger_weak_keys;
    second.questions = context.questions;
    second.passphrase = match file {
        Some(file) => PassphraseSource::File(file.clone()),
        None => context.passphrase.clone(),
    };
    second
}

/// Opens the second person's file, then with it the archivist's.
pub fn open(
    (context, path): (&Context, &Path),
    (second_context, second_path): (&Context, &Path),
    charter: &Charter,
) -> Result<(DeviceKeys, DeviceKeys), CliError> {
    let purpose = KeyPurpose::ArchiveSecond;
    let secret = second_context.open_secret(second_path)?;
    let second = DeviceKeys::from_secret_bytes(&secret, purpose).map_err(|error| {
        CliError::failed(
            "key-file",
            format!("{}: {error}", second_path.display()),
            "the second person's file is archive-second.key",
        )
    })?;
    let contents = context.open_secret(path)?;
    let archive = open_archive(&contents, &second).map_err(|error| failed(&error))?;
    if archive.hpke_public() != charter.archive_key {
        return Err(CliError::unverified(
            "key-file",
            format!(
                "{} isn't the archive key that the charter names",
                path.display()
            ),
            "put the right key file in its place",
        ));
    }
    Ok((archive, second))
}

/// The archive key out of a file that holds it whole.
pub fn open_whole(context: &Context, path: &Path) -> Result<DeviceKeys, CliError> {
    let contents = context.open_secret(path)?;
    whole_archive(&contents).map_err(|_| {
        CliError::refused(
            "no-effect",
            format!("{} is in two hands already", path.display()),
            "nothing is to be done",
        )
    })
}

/// The public keys that were written when the key was put in two hands.
pub fn read_public(path: &Path) -> Result<[PublicKey; 2], CliError> {
    let text = private_file::read(path)?;
    let keys = text.lines().map(|line| {
        let mut key = [0; 32];
        hex::decode_to_slice(line.trim(), &mut key).ok()?;
        Some(PublicKey(key))
    });
    let keys: Option<Vec<PublicKey>> = keys.collect();
    let keys = keys.and_then(|keys| keys.try_into().ok());
    keys.ok_or_else(|| {
        CliError::usage(
            "key-file",
            format!(
                "{} doesn't hold the archive's two public keys",
                path.display()
            ),
            "name keys/archive.pub, as `detente side init` wrote it",
        )
    })
}

fn failed(error: &ArchiveError) -> CliError {
    match error {
        ArchiveError::Whole => CliError::refused(
            "archive-key-whole",
            error,
            "`detente archive split` puts it in two hands",
        ),
        ArchiveError::OtherSecond => CliError::refused(
            "other-second",
            error,
            "take the archive-second.key that was written together with it",
        ),
        ArchiveError::Damaged(_) | ArchiveError::Keys(_) | ArchiveError::Hpke(_) => {
            CliError::failed("key-file", error, "restore the key file from its copy")
        }
    }
}
