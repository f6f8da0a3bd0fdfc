//! Files that belong to one person: written whole or not at all, readable by their owner alone.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use crate::CliError;

/// Longest file of our own that is read.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Owner reads and writes.
pub const FILE_MODE: u32 = 0o600;
/// Owner enters.
pub const DIR_MODE: u32 = 0o700;

/// What to do about a file that can't be read or written.
pub fn failed(path: &Path, error: &io::Error) -> CliError {
    let next = match error.kind() {
        io::ErrorKind::NotFound => {
            "check the path, or `--dir`; `detente side init` founds a side".to_owned()
        }
        io::ErrorKind::PermissionDenied => format!(
            "run it as the owner of {}, or give the files back to yourself",
            path.display()
        ),
        _ => "look at the disk and try again".to_owned(),
    };
    CliError::failed("file", format!("{}: {error}", path.display()), next)
}

/// Makes the directory, and its parents, for the owner alone.
pub fn make_dir(path: &Path) -> Result<(), CliError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(DIR_MODE)
        .create(path)
        .map_err(|error| failed(path, &error))
}

/// Writes beside, flushes, then renames: a crash leaves the old file or the new one.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_with_mode(path, bytes, FILE_MODE).map_err(|error| failed(path, &error))
}

/// For what is handed out: readable by all.
pub fn write_public(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_with_mode(path, bytes, 0o644).map_err(|error| failed(path, &error))
}

fn write_with_mode(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut beside = name.to_owned();
    beside.push(format!(".{}.new", hex::encode(random)));
    let beside = path.with_file_name(beside);
    let written = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            Some(dir) => File::open(dir)?.sync_all(),
            None => Ok(()),
        }
    })();
    if written.is_err() {
        // Nothing of a secret stays behind; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Reads a text file of bounded length.
pub fn read(path: &Path) -> Result<String, CliError> {
    read_if_there(path)?.ok_or_else(|| failed(path, &io::Error::from(io::ErrorKind::NotFound)))
}

/// `None` where there is no such file.
pub fn read_if_there(path: &Path) -> Result<Option<String>, CliError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, &error)),
    };
    let mut text = String::new();
    file.take(FILE_BYTES_MAX + 1)
        .read_to_string(&mut text)
        .map_err(|error| failed(path, &error))?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(CliError::failed(
            "file",
            format!("{} is longer than {FILE_BYTES_MAX} bytes", path.display()),
            "this is no file of ours; name another",
        ));
    }
    Ok(Some(text))
}

/// Permission bits, if the file is there.
pub fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path)
        .ok()
        .map(|meta| meta.permissions().mode() & 0o777)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_the_owners_alone_and_replaced_whole() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("keys");
        make_dir(&inner).unwrap();
        let path = inner.join("a.key");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap(), "two");
        assert_eq!(mode(&path), Some(FILE_MODE));
        assert_eq!(mode(&inner), Some(DIR_MODE));
        assert_eq!(
            fs::read_dir(&inner).unwrap().count(),
            1,
            "nothing beside it"
        );
        assert_eq!(read_if_there(&inner.join("b.key")).unwrap(), None);
    }

    #[test]
    fn length_is_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("long");
        for (length, fits) in [
            (FILE_BYTES_MAX - 1, true),
            (FILE_BYTES_MAX, true),
            (FILE_BYTES_MAX + 1, false),
        ] {
            fs::write(&path, vec![b'x'; length as usize]).unwrap();
            assert_eq!(read(&path).is_ok(), fits, "{length}");
        }
    }
}
