//! `detente backup` and `detente restore`: what a node needs to go on elsewhere, in one encrypted file.
//!
//! In it are the store, the node's key as it is (under its own passphrase), the side's settings and
//! both sides' credentials. The seal, the archive key and people's devices are deliberately absent:
//! they belong to other places. The store's copy says of itself that it is one, so that a node on it
//! takes nothing new before the other node has told what came after it.
//!
//! Before encryption: a first line, then for each part a line `NAME LENGTH` and its bytes, then `end`.

use clap::Args;
use identity::{KeyFileError, Passphrase, open_file, seal_file};
use node::runtime::{RunError, backup as stores};
use serde::Serialize;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use crate::{
    CliError, Context, Report,
    home::Home,
    private_file::{self, FILE_MODE},
};

const FIRST_LINE: &str = "detente backup 1";
const STORE: &str = "store.sqlite";
/// What is in a backup: names within the side's directory, and whether it can do without.
const PARTS: [(&str, bool); 5] = [
    ("side.toml", true),
    ("charter/credentials.detente", true),
    ("charter/line.detente", false),
    ("keys/node.key", true),
    (STORE, true),
];
/// Longest line between the parts.
const LINE_BYTES_MAX: u64 = 128;

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente --dir north backup /media/disk/north.backup\n  \
    detente --dir north backup north.backup --passphrase-file backup.pass")]
pub struct BackupArgs {
    /// The new file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente --dir north restore /media/disk/north.backup\n  \
    detente --dir north restore --verify /media/disk/north.backup   # rehearses it, puts nothing in place\n\n\
    Make sure first that the old node never runs again: two nodes with one key tell two stories.")]
pub struct RestoreArgs {
    /// What `detente backup` wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Rehearse it: verify all of it, say what it would bring, and put nothing in place
    #[arg(long)]
    pub verify: bool,
}

/// A backup is written.
#[derive(Debug, Clone, Serialize)]
pub struct BackedUp {
    pub file: PathBuf,
    pub bytes: u64,
    pub parts: Vec<String>,
}

impl Report for BackedUp {
    fn human(&self) -> String {
        format!(
            "{} holds {} ({} bytes, encrypted)\nThe seal, the archive key and people's devices are not in it.",
            self.file.display(),
            self.parts.join(", "),
            self.bytes
        )
    }
}

/// A node can go on from a backup.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    pub dir: PathBuf,
    pub parts: Vec<String>,
}

impl Report for Restored {
    fn human(&self) -> String {
        format!(
            "restored into {}: {}\nStart it with `detente node run`, and never again the node that it replaces. It takes nothing new\nuntil the other node has told what came after the backup; internal records since then are lost.",
            self.dir.display(),
            self.parts.join(", ")
        )
    }
}

/// Writes a backup of the node in this directory, which may run meanwhile.
pub fn backup(context: &Context, args: &BackupArgs) -> Result<BackedUp, CliError> {
    let home = context.home();
    home.side()?;
    refuse_existing(&args.file)?;
    let passphrase = context.new_passphrase("the backup")?;
    let passphrase = Passphrase::new(passphrase.as_str().to_owned());
    let copy = Leftover(home.dir().join("store.sqlite.copy"));
    copy.remove();
    stores::copy_store(&home.store_path(), &copy.0).map_err(store_failed)?;
    let partial = Leftover(beside(&args.file, "partial"));
    partial.remove();
    let file = create(&partial.0)?;
    let mut parts = Vec::new();
    let sealed = seal_file(file, &passphrase, context.work_log2(), |out| {
        writeln!(out, "{FIRST_LINE}")?;
        for (name, needed) in PARTS {
            let path = if name == STORE {
                copy.0.clone()
            } else {
                home.dir().join(name)
            };
            if needed || path.exists() {
                write_part(out, name, &path)?;
                parts.push(name.to_owned());
            }
        }
        writeln!(out, "end")
    });
    let file = sealed.map_err(|error| {
        CliError::failed(
            "backup",
            error,
            "look at the disk and the directory, then try again",
        )
    })?;
    let failed = |error: io::Error| private_file::failed(&args.file, &error);
    file.sync_all().map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    refuse_existing(&args.file)?;
    rename(&partial.0, &args.file).map_err(failed)?;
    Ok(BackedUp {
        file: args.file.clone(),
        bytes,
        parts,
    })
}

fn write_part(out: &mut dyn Write, name: &str, path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    writeln!(out, "{name} {length}")?;
    let written = io::copy(&mut file.take(length), out)?;
    if written == length {
        Ok(())
    } else {
        Err(io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}

/// Puts a node's files in place; overwrites nothing.
pub fn restore(context: &Context, args: &RestoreArgs) -> Result<Restored, CliError> {
    let home = context.home();
    for (name, _) in PARTS {
        refuse_existing(&home.dir().join(name))?;
    }
    let unpacked = unpack(context, &args.file, &home)?;
    unpacked.place(&home)?;
    Ok(Restored {
        dir: home.dir().to_owned(),
        parts: unpacked.names(),
    })
}

/// A backup's parts, beside where they belong; gone with this value where they weren't put in place.
pub(super) struct Unpacked(Vec<(&'static str, Leftover)>);

impl Unpacked {
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    /// Gives each part its name, where nothing is yet.
    pub fn place(&self, home: &Home) -> Result<(), CliError> {
        for (name, partial) in &self.0 {
            let path = home.dir().join(name);
            refuse_existing(&path)?;
            rename(&partial.0, &path).map_err(|error| private_file::failed(&path, &error))?;
        }
        Ok(())
    }
}

/// Decrypts a whole backup; fails before anything has its name.
pub(super) fn unpack(context: &Context, path: &Path, home: &Home) -> Result<Unpacked, CliError> {
    let mut sealed = BufReader::new(open(context, path)?);
    home.prepare()?;
    let mut placed: Vec<(&str, Leftover)> = Vec::new();
    while let Some((name, length)) = next_part(&mut sealed, path, placed.is_empty())? {
        if placed.iter().any(|(placed, _)| *placed == name) {
            return Err(damaged(path, "a part is in it twice"));
        }
        let partial = Leftover(beside(&home.dir().join(name), "restoring"));
        partial.remove();
        let mut file = create(&partial.0)?;
        let written = io::copy(&mut (&mut sealed).take(length), &mut file)
            .and_then(|written| file.sync_all().map(|()| written))
            .map_err(|error| damaged(path, &error.to_string()))?;
        if written != length {
            return Err(damaged(path, "it ends too early"));
        }
        placed.push((name, partial));
    }
    for (name, needed) in PARTS {
        if needed && !placed.iter().any(|(placed, _)| *placed == name) {
            return Err(damaged(path, &format!("{name} isn't in it")));
        }
    }
    for (_, partial) in placed.iter().filter(|(name, _)| *name == STORE) {
        stores::check_copy(&partial.0).map_err(store_failed)?;
    }
    // The store comes last: without it no node starts here.
    placed.sort_by_key(|(name, _)| *name == STORE);
    Ok(Unpacked(placed))
}

/// The decrypted content; the passphrase may be typed wrong twice.
fn open(context: &Context, path: &Path) -> Result<Box<dyn Read>, CliError> {
    context.with_passphrase(path, |passphrase| {
        let file = File::open(path).map_err(|error| private_file::failed(path, &error))?;
        match open_file(
            BufReader::new(file),
            &Passphrase::new(passphrase.to_owned()),
        ) {
            Ok(content) => Ok(Some(Box::new(content) as Box<dyn Read>)),
            Err(KeyFileError::WrongPassphrase) => Ok(None),
            Err(error) => Err(damaged(path, &error.to_string())),
        }
    })
}

/// Name and length of the next part; `None` at the end.
fn next_part(
    sealed: &mut impl BufRead,
    path: &Path,
    first: bool,
) -> Result<Option<(&'static str, u64)>, CliError> {
    let mut line = || {
        let mut line = String::new();
        let read = sealed.by_ref().take(LINE_BYTES_MAX).read_line(&mut line);
        read.map_err(|error| damaged(path, &error.to_string()))?;
        match line.strip_suffix('\n') {
            Some(line) => Ok(line.to_owned()),
            None => Err(damaged(path, "it ends too early")),
        }
    };
    if first && line()? != FIRST_LINE {
        return Err(damaged(path, "it is of a later version, or something else"));
    }
    let line = line()?;
    if line == "end" {
        // The seal's end shows that nothing was cut off.
        let rest = io::copy(sealed, &mut io::sink());
        return match rest {
            Ok(0) => Ok(None),
            Ok(_) => Err(damaged(path, "something follows its end")),
            Err(error) => Err(damaged(path, &error.to_string())),
        };
    }
    let part = line.split_once(' ').and_then(|(name, length)| {
        let (name, _) = PARTS.iter().find(|(known, _)| *known == name)?;
        Some((*name, length.parse().ok()?))
    });
    part.map(Some)
        .ok_or_else(|| damaged(path, "it holds a part that no node has"))
}

fn damaged(path: &Path, cause: &str) -> CliError {
    CliError::unverified(
        "backup-damaged",
        format!("{} is no whole backup: {cause}", path.display()),
        "take another copy of it, or an earlier backup; nothing was put in place",
    )
}

pub(super) fn store_failed(error: RunError) -> CliError {
    CliError::failed("store", error, "put right what it names, then try again")
}

fn refuse_existing(path: &Path) -> Result<(), CliError> {
    if !path.exists() {
        return Ok(());
    }
    Err(CliError::usage(
        "exists",
        format!(
            "{} exists already, and nothing is overwritten",
            path.display()
        ),
        "name a file, or with --dir a directory, that doesn't exist yet",
    ))
}

fn create(path: &Path) -> Result<File, CliError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(path)
        .map_err(|error| private_file::failed(path, &error))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A new name is durable once its directory is.
fn rename(from: &Path, path: &Path) -> io::Result<()> {
    fs::rename(from, path)?;
    match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => File::open(dir)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

/// A file on its way that doesn't stay behind, whatever happens.
struct Leftover(PathBuf);

impl Leftover {
    fn remove(&self) {
        // Of an earlier try that was cut short, or nothing.
        let _ = fs::remove_file(&self.0);
    }
}

impl Drop for Leftover {
    fn drop(&mut self) {
        self.remove();
    }
}
