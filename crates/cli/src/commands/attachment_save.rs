//! Saving an attachment: fetched chunk by chunk, opened here, checked as a whole, then given its name.

use client::{Attachment, open_chunk, view::attachment_name::safe_name};
use domain::{ATTACHMENT_CHUNK_BYTES, AttachmentWords};
use identity::sha256;
use serde::Serialize;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::{CliError, Context, Exit, Report, api::Session, private_file};

/// An attachment is here, whole and checked.
#[derive(Debug, Clone, Serialize)]
pub struct Saved {
    pub attachment: String,
    pub number: usize,
    pub file: PathBuf,
    pub bytes: u32,
    pub sha256: String,
    /// Chunks that an earlier try had fetched.
    pub resumed: u32,
}

impl Report for Saved {
    fn human(&self) -> String {
        let resumed = match self.resumed {
            0 => String::new(),
            some => format!(" ({some} parts were here already)"),
        };
        format!(
            "attachment {} saved as {}: {} bytes{resumed}\nsha-256          {}",
            self.number,
            self.file.display(),
            self.bytes,
            self.sha256
        )
    }
}

/// Where it goes, and whether what is there may be replaced.
pub struct Place<'a> {
    pub out: Option<&'a Path>,
    pub replace: bool,
}

impl Place<'_> {
    /// The file's path; its name is the attachment's, made harmless, where none is given.
    fn path(&self, words: &AttachmentWords, number: usize) -> Result<PathBuf, CliError> {
        let name = || safe_name(&words.name, &format!("attachment-{number}"));
        let path = match self.out {
            Some(out) if out.is_dir() => out.join(name()),
            Some(out) => out.to_owned(),
            None => PathBuf::from(name()),
        };
        if !self.replace && path.symlink_metadata().is_ok() {
            return Err(exists(&path));
        }
        Ok(path)
    }
}

fn exists(path: &Path) -> CliError {
    CliError::refused(
        "file-exists",
        format!("{} is there already", path.display()),
        "name another file with --out, or replace it with --replace",
    )
}

/// Fetches, opens, checks and saves.
pub async fn save(
    context: &Context,
    session: &mut Session<'_>,
    (number, attachment): (usize, &Attachment),
    place: &Place<'_>,
) -> Result<Saved, CliError> {
    let words = attachment.words.as_ref().ok_or_else(|| {
        CliError::refused(
            "not-for-you",
            "the attachment isn't sealed to this device",
            "papers are for both sides' leadership: use a device of one of them (--as NAME)",
        )
    })?;
    let id = attachment.facts.id;
    let path = place.path(words, number)?;
    let state = session.attachment_state(id).await?;
    let all = attachment.facts.chunks();
    let mut part = Part::open(&path, &id.to_string())?;
    let resumed = part.chunks;
    while part.chunks < all {
        let index = part.chunks;
        if state.missing.contains(&index) {
            let here = all - state.missing.len() as u32;
            return Err(CliError::new(
                Exit::Refused,
                "attachment-incomplete",
                format!("{here} of {all} parts are at this side's node so far"),
                "the same command goes on where it stopped; `detente paper attachments PAPER` tells how it stands",
            ));
        }
        let _progress = context
            .screen
            .while_doing(format!("fetching part {} of {all}", index + 1));
        let sealed = session.attachment_part(id, Some(index)).await?;
        let opened = open_chunk(words, index, &sealed).map_err(|error| {
            CliError::unverified(
                "attachment-altered",
                error,
                "nothing is saved; fetch it again, and if that doesn't help tell the other side",
            )
        })?;
        part.add(opened.as_bytes())?;
    }
    let hash = part.finish(words, &path, place.replace)?;
    session.attachment_fetched(id).await?;
    Ok(Saved {
        attachment: id.to_string(),
        number,
        file: path,
        bytes: words.bytes,
        sha256: hash,
        resumed,
    })
}

/// What is fetched so far, beside its later name.
struct Part {
    path: PathBuf,
    file: File,
    chunks: u32,
}

impl Part {
    /// Goes on with what an earlier try left, as far as its chunks are whole.
    fn open(path: &Path, id: &str) -> Result<Self, CliError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", &id[..16]));
        let path = path.with_file_name(name);
        let failed = |error: &io::Error| private_file::failed(&path, error);
        if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            // A link to somewhere else isn't ours.
            return Err(exists(&path));
        }
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(private_file::FILE_MODE)
            .open(&path);
        let mut file = opened.map_err(|error| failed(&error))?;
        let chunk = u64::from(ATTACHMENT_CHUNK_BYTES);
        let chunks = file.metadata().map_err(|error| failed(&error))?.len() / chunk;
        let chunks = u32::try_from(chunks)
            .unwrap_or(0)
            .min(domain::ATTACHMENT_CHUNKS_MAX - 1);
        let kept = u64::from(chunks) * chunk;
        file.set_len(kept)
            .and_then(|()| file.seek(SeekFrom::Start(kept)))
            .map_err(|error| failed(&error))?;
        Ok(Self { path, file, chunks })
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| private_file::failed(&self.path, &error))?;
        self.chunks += 1;
        Ok(())
    }

    /// Checks the whole and gives it its name; what isn't the file is taken away.
    fn finish(
        mut self,
        words: &AttachmentWords,
        path: &Path,
        replace: bool,
    ) -> Result<String, CliError> {
        let failed = |error: &io::Error| private_file::failed(path, error);
        let mut whole = Vec::new();
        self.file
            .sync_all()
            .and_then(|()| self.file.seek(SeekFrom::Start(0)))
            .and_then(|_| self.file.read_to_end(&mut whole))
            .map_err(|error| failed(&error))?;
        let hash = sha256(&whole);
        if hash != words.hash.0 || whole.len() != words.bytes as usize {
            let _ = fs::remove_file(&self.path);
            return Err(CliError::unverified(
                "attachment-altered",
                "what was fetched isn't the file that the paper names",
                "nothing is saved; save it again from its beginning",
            ));
        }
        if !replace {
            // Whoever made a file of this name meanwhile keeps it.
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(private_file::FILE_MODE)
                .open(path)
                .map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => exists(path),
                    _ => failed(&error),
                })?;
        }
        fs::rename(&self.path, path).map_err(|error| failed(&error))?;
        Ok(hex::encode(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::seal_file;

    fn place(out: &Path, replace: bool) -> Place<'_> {
        Place {
            out: Some(out),
            replace,
        }
    }

    #[test]
    fn nothing_is_overwritten_without_being_asked_and_what_differs_is_thrown_away() {
        let dir = tempfile::tempdir().unwrap();
        let words = seal_file("../annex.pdf", "", b"the annex").unwrap().words;
        let named = place(dir.path(), false).path(&words, 1).unwrap();
        assert_eq!(named, dir.path().join("annex.pdf"));
        let id = "0123456789abcdef0123";
        let fetched = |content: &[u8], replace: bool| {
            let mut part = Part::open(&named, id)?;
            part.add(content)?;
            part.finish(&words, &named, replace)
        };
        assert_eq!(
            fetched(b"another", false).unwrap_err().code,
            "attachment-altered"
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        fetched(b"the annex", false).unwrap();
        assert_eq!(fs::read(&named).unwrap(), b"the annex");
        assert_eq!(private_file::mode(&named), Some(private_file::FILE_MODE));
        let refused = place(&named, false).path(&words, 1).unwrap_err();
        assert_eq!(refused.code, "file-exists");
        assert_eq!(
            fetched(b"the annex", false).unwrap_err().code,
            "file-exists"
        );
        fs::write(&named, b"older").unwrap();
        assert_eq!(place(&named, true).path(&words, 1).unwrap(), named);
        fetched(b"the annex", true).unwrap();
        assert_eq!(fs::read(&named).unwrap(), b"the annex");
    }

    #[test]
    fn whole_chunks_of_an_earlier_try_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("annex");
        let id = "0123456789abcdef0123";
        let chunk = ATTACHMENT_CHUNK_BYTES as usize;
        for (length, chunks) in [
            (0, 0),
            (chunk - 1, 0),
            (chunk, 1),
            (chunk + 1, 1),
            (3 * chunk, 3),
            (40 * chunk, 24),
        ] {
            let mut part = Part::open(&path, id).unwrap();
            part.file.set_len(length as u64).unwrap();
            part.file.seek(SeekFrom::Start(0)).unwrap();
            drop(part);
            let part = Part::open(&path, id).unwrap();
            assert_eq!(part.chunks, chunks, "{length}");
            let kept = part.file.metadata().unwrap().len() as usize;
            assert_eq!(kept, chunks as usize * chunk);
        }
        let elsewhere = dir.path().join("elsewhere");
        fs::write(&elsewhere, b"mine").unwrap();
        let link = dir.path().join("other.0123456789abcdef.part");
        std::os::unix::fs::symlink(&elsewhere, link).unwrap();
        assert!(Part::open(&dir.path().join("other"), id).is_err());
        assert_eq!(fs::read(&elsewhere).unwrap(), b"mine");
    }
}
