//! `detente archive`: what the archivist and a second person do together when devices are gone: they open
//! the side's records out of a store or a backup, into a folder with an index and a signed protocol.

use clap::{Args, Subcommand};
use client::{Desk, DeviceKeys, KeyPurpose};
use identity::{Credentials, Label, PersonId, PublicKey, SecretSeed, SideId, Signature, sha256};
use node::runtime::backup as stores;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    archive_files::{DamageLine, Found, readable},
    backup::{store_failed, unpack},
    rehearsal::Scratch,
    side::random_person,
};
use crate::{
    CliError, Context, Outcome, PassphraseSource, Report, archive_key,
    home::{Home, Pinned},
    private_file,
    shown::rfc3339,
};

const PROTOCOL: &str = "protocol.json";
const SIGNATURES: &str = "protocol.sig";
const INDEX: &str = "index.json";

#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Open all that was sealed to this side, with the archivist's file and a second person's
    Recover(Box<RecoverArgs>),
    /// Check a recovery's protocol: who signed it, and that each file is as it was written
    Verify(VerifyArgs),
    /// Put an archive key that one person holds whole in two hands
    Split(SplitArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente archive recover --backup north.backup --archive-key disk-1/archive.key \\\n    \
    --second-key disk-2/archive-second.key --second-passphrase-file second.pass \\\n    \
    --by 'the archivist' --with 'the head of the registry' --reason 'all devices lost in a fire' \\\n    \
    --out recovered\n\n\
    Do it on a machine without a network: what comes out is in clear.")]
pub struct RecoverArgs {
    /// A backup of the node; left out: the store in --dir
    #[arg(long, value_name = "FILE")]
    pub backup: Option<PathBuf>,
    /// First line of this file is the backup's passphrase, where it has another
    #[arg(long, value_name = "FILE")]
    pub backup_passphrase_file: Option<PathBuf>,
    /// The archivist's file [default: keys/archive.key]
    #[arg(long, value_name = "FILE")]
    pub archive_key: Option<PathBuf>,
    /// The second person's file [default: keys/archive-second.key]
    #[arg(long, value_name = "FILE")]
    pub second_key: Option<PathBuf>,
    /// First line of this file is the second person's passphrase, where it has another
    #[arg(long, value_name = "FILE")]
    pub second_passphrase_file: Option<PathBuf>,
    /// Who recovers, in words, for the protocol
    #[arg(long, value_name = "WHO")]
    pub by: String,
    /// Who is the second person, in words
    #[arg(long, value_name = "WHO")]
    pub with: String,
    /// Why, for the protocol
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The new folder; readable by its owner alone
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente archive verify recovered --key archive.pub")]
pub struct VerifyArgs {
    /// Folder of a recovery
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The archive's two public keys [default: keys/archive.pub]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente archive split --archive-key disk-1/archive.key --second-passphrase-file second.pass")]
pub struct SplitArgs {
    /// The file that holds the key whole [default: keys/archive.key]
    #[arg(long, value_name = "FILE")]
    pub archive_key: Option<PathBuf>,
    /// First line of this file is the second person's passphrase, where it has another
    #[arg(long, value_name = "FILE")]
    pub second_passphrase_file: Option<PathBuf>,
}

/// Who recovered what, when: signed by both hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    pub version: u8,
    pub side: SideId,
    pub name: String,
    pub by: String,
    pub with: String,
    pub reason: String,
    /// By this machine's clock.
    pub at: String,
    /// SHA-256 of the backup; none where a store was read.
    pub backup: Option<String>,
    pub own_entries: u64,
    pub other_entries: u64,
    pub internal_records: u64,
    /// Parts of records that opened, and that didn't: they are sealed to the other side alone, or damaged.
    pub opened: usize,
    pub closed: usize,
    /// What couldn't be recovered, or not whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<DamageLine>,
    pub files: Vec<FileLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    pub name: String,
    pub sha256: String,
}

/// A recovery, done or checked.
#[derive(Debug, Clone, Serialize)]
pub struct Recovered {
    pub folder: PathBuf,
    #[serde(flatten)]
    pub protocol: Protocol,
    #[serde(skip)]
    done: &'static str,
}

impl Report for Recovered {
    fn human(&self) -> String {
        let Protocol {
            name,
            by,
            with,
            at,
            opened,
            closed,
            files,
            damaged,
            ..
        } = &self.protocol;
        let damaged = damaged.iter();
        let damaged = damaged.map(|one| format!("DAMAGED      {}: {}\n", one.what, one.cause));
        let damaged: String = damaged.collect();
        format!(
            "{} {name}'s records: {} files in {}, IN CLEAR\nby           {by}, with {with}, at {at}\nopened       {opened} sealed parts; {closed} stayed closed\n{damaged}protocol     {PROTOCOL}, signed by both hands; `detente archive verify` checks it\nBegin with {INDEX}, or index.md.",
            self.done,
            files.len(),
            self.folder.display(),
        )
    }
}

/// The archive key is in two hands.
#[derive(Debug, Clone, Serialize)]
pub struct Split {
    pub archive_key: PathBuf,
    pub second_key: PathBuf,
}

impl Report for Split {
    fn human(&self) -> String {
        format!(
            "{} opens with {} alone now.\nGive the second file to another person, and destroy every copy of the old file: it still opens everything.",
            self.archive_key.display(),
            self.second_key.display()
        )
    }
}

pub async fn run(context: &Context, command: ArchiveCommand) -> Result<Outcome, CliError> {
    match command {
        ArchiveCommand::Recover(args) => recover(context, &args).map(Outcome::from),
        ArchiveCommand::Verify(args) => verify(context, &args).map(Outcome::from),
        ArchiveCommand::Split(args) => split(context, &args).map(Outcome::from),
    }
}

/// Where the records come from, with the side's credentials beside them.
struct Source {
    home: Home,
    own: Pinned,
    backup: Option<String>,
    _scratch: Option<Scratch>,
}

fn source(context: &Context, args: &RecoverArgs) -> Result<Source, CliError> {
    let Some(backup) = &args.backup else {
        let home = context.home();
        return Ok(Source {
            own: home.credentials()?,
            home,
            backup: None,
            _scratch: None,
        });
    };
    let scratch = Scratch::new()?;
    let home = Home::at(&scratch.0);
    let mut opener = Context::new(&context.dir);
    opener.questions = context.questions;
    opener.passphrase = match &args.backup_passphrase_file {
        Some(file) => PassphraseSource::File(file.clone()),
        None => context.passphrase.clone(),
    };
    let digest = hash_of(backup)?;
    unpack(&opener, backup, &home)?.place(&home)?;
    Ok(Source {
        own: home.credentials()?,
        home,
        backup: Some(digest),
        _scratch: Some(scratch),
    })
}

fn hash_of(path: &Path) -> Result<String, CliError> {
    let bytes = fs::read(path).map_err(|error| private_file::failed(path, &error))?;
    Ok(hex::encode(sha256(&bytes)))
}

/// Both hands' keys; a clear word where the second is missing.
fn hands(
    context: &Context,
    args: &RecoverArgs,
    own: &Pinned,
) -> Result<(DeviceKeys, DeviceKeys), CliError> {
    let home = context.home();
    let usual = |path: &Option<PathBuf>, purpose| {
        path.clone().unwrap_or_else(|| home.side_key_path(purpose))
    };
    let archive = usual(&args.archive_key, KeyPurpose::Archive);
    let second = usual(&args.second_key, KeyPurpose::ArchiveSecond);
    if !second.exists() {
        return Err(CliError::refused(
            "second-person-wanted",
            format!(
                "the archive key alone opens nothing, and the second person's file isn't here: {}",
                second.display()
            ),
            "come back with the second person: --second-key FILE",
        ));
    }
    let second_context = archive_key::second_context(context, args.second_passphrase_file.as_ref());
    let charter = &own.credentials.charter;
    archive_key::open((context, &archive), (&second_context, &second), charter)
}

/// A desk with the archive's keys on what the store holds; every chain is verified on the way. A log ends
/// where it doesn't verify any more.
fn desk_of(
    archive: DeviceKeys,
    source: &Source,
) -> Result<(Desk, [u64; 3], Vec<DamageLine>), CliError> {
    let own = source.own.credentials.charter.clone();
    let side = own.side();
    let held = stores::contents(&source.home.store_path(), side).map_err(store_failed)?;
    let other = held.pinned.as_deref().map(Credentials::read).transpose();
    let other = other.map_err(|error| broken(&error))?;
    let other = other.map(|other| other.charter);
    let damaged = held.damaged.into_iter();
    let mut damaged: Vec<DamageLine> = damaged
        .map(|one| DamageLine {
            what: one.what,
            cause: one.cause,
        })
        .collect();
    let their_side = other.as_ref().map_or(side, identity::Charter::side);
    let mut desk = Desk::new(archive, own, other);
    let mut counts = [0; 3];
    // The two logs refer to each other's heads, in no order that matters to the chains.
    let logs = [
        ("the own log", side, &held.own),
        ("the other side's log", their_side, &held.other),
    ];
    for (at, (name, side, entries)) in logs.into_iter().enumerate() {
        for entry in entries {
            if let Err(error) = desk.take(side, entry) {
                damaged.push(DamageLine {
                    what: format!("{name} from entry {} on", counts[at] + 1),
                    cause: error.to_string(),
                });
                break;
            }
            counts[at] += 1;
        }
    }
    for record in held.internal {
        let id = record.id();
        if desk.take_internal(record) {
            counts[2] += 1;
        } else {
            damaged.push(DamageLine {
                what: format!("internal record {id}"),
                cause: "no device of the side signed it".to_owned(),
            });
        }
    }
    desk.open_as_archive();
    Ok((desk, counts, damaged))
}

fn broken(error: &dyn std::fmt::Display) -> CliError {
    CliError::unverified(
        "store-damaged",
        format!("the store doesn't verify: {error}"),
        "take another backup",
    )
}

pub fn recover(context: &Context, args: &RecoverArgs) -> Result<Recovered, CliError> {
    if args.out.exists() {
        return Err(CliError::usage(
            "exists",
            format!(
                "{} exists already, and nothing is overwritten",
                args.out.display()
            ),
            "name a folder that doesn't exist yet",
        ));
    }
    let source = source(context, args)?;
    let (archive, second) = hands(context, args, &source.own)?;
    let signing = [archive.signing().clone(), second.signing().clone()];
    let (desk, [own_entries, other_entries, internal_records], damaged) =
        desk_of(archive, &source)?;
    let chunks = stores::Chunks::open(&source.home.store_path()).map_err(store_failed)?;
    let now_unix_ms = context.now_unix_ms();
    private_file::make_dir(&args.out)?;
    let mut lines = Vec::new();
    let mut put = |name: String, bytes: &[u8]| {
        private_file::write(&args.out.join(&name), bytes)?;
        let sha256 = hex::encode(sha256(bytes));
        lines.push(FileLine { name, sha256 });
        Ok::<(), CliError>(())
    };
    let Found {
        opened,
        closed,
        damaged,
    } = readable(&desk, &chunks, damaged, now_unix_ms, &mut put)?;
    let charter = &source.own.credentials.charter;
    let protocol = Protocol {
        version: 1,
        side: charter.side(),
        name: charter.name.clone(),
        by: args.by.clone(),
        with: args.with.clone(),
        reason: args.reason.clone(),
        at: rfc3339(now_unix_ms),
        backup: source.backup.clone(),
        own_entries,
        other_entries,
        internal_records,
        opened,
        closed,
        damaged,
        files: lines,
    };
    let text = serde_json::to_vec_pretty(&protocol).map_err(|error| broken(&error))?;
    private_file::write(&args.out.join(PROTOCOL), &text)?;
    let signatures = signing.map(|key| {
        let signature = key.sign(Label::ArchiveProtocol, &text);
        format!(
            "{} {}\n",
            hex::encode(key.public().0),
            hex::encode(signature.0)
        )
    });
    private_file::write(&args.out.join(SIGNATURES), signatures.concat().as_bytes())?;
    Ok(Recovered {
        folder: args.out.clone(),
        protocol,
        done: "recovered",
    })
}

pub fn verify(context: &Context, args: &VerifyArgs) -> Result<Recovered, CliError> {
    let usual = archive_key::public_path(&context.home());
    let keys = archive_key::read_public(args.key.as_deref().unwrap_or(&usual))?;
    let unverified = |cause: String| {
        CliError::unverified(
            "protocol",
            cause,
            "don't rely on this folder; ask both persons for theirs",
        )
    };
    let text = private_file::read(&args.folder.join(PROTOCOL))?;
    let signatures = private_file::read(&args.folder.join(SIGNATURES))?;
    let signatures: Vec<&str> = signatures.lines().collect();
    for key in keys {
        let stands = signatures
            .iter()
            .any(|line| stands(line, &key, text.as_bytes()));
        if !stands {
            let key = hex::encode(key.0);
            return Err(unverified(format!("{key} didn't sign this protocol")));
        }
    }
    let protocol: Protocol = serde_json::from_str(&text)
        .map_err(|error| unverified(format!("the protocol isn't readable: {error}")))?;
    for FileLine { name, sha256 } in &protocol.files {
        if hash_of(&args.folder.join(name))? != *sha256 {
            return Err(unverified(format!("{name} isn't as it was written")));
        }
    }
    Ok(Recovered {
        folder: args.folder.clone(),
        protocol,
        done: "verified:",
    })
}

fn stands(line: &str, key: &PublicKey, text: &[u8]) -> bool {
    let Some((named, signature)) = line.split_once(' ') else {
        return false;
    };
    let mut bytes = [0; 64];
    named == hex::encode(key.0)
        && hex::decode_to_slice(signature, &mut bytes).is_ok()
        && key
            .verify(Label::ArchiveProtocol, text, &Signature(bytes))
            .is_ok()
}

pub fn split(context: &Context, args: &SplitArgs) -> Result<Split, CliError> {
    let home = context.home();
    let usual = home.side_key_path(KeyPurpose::Archive);
    let path = args.archive_key.clone().unwrap_or(usual);
    let archive = archive_key::open_whole(context, &path)?;
    let second_key = home.side_key_path(KeyPurpose::ArchiveSecond);
    if second_key.exists() {
        return Err(CliError::usage(
            "exists",
            format!(
                "{} exists already, and nothing is overwritten",
                second_key.display()
            ),
            "name another directory with --dir for the new files",
        ));
    }
    let bad_key = |error| CliError::failed("key", error, "try again");
    let person: PersonId = random_person()?;
    let (seed, sealing) = (SecretSeed::generate(), SecretSeed::generate());
    let second = DeviceKeys::from_seeds(archive.side, person, seed, sealing).map_err(bad_key)?;
    let passphrase = context.new_passphrase("the archivist's file")?;
    let second_context = archive_key::second_context(context, args.second_passphrase_file.as_ref());
    let second_passphrase = second_context.new_passphrase("the second person's file")?;
    home.prepare()?;
    archive_key::store(
        context,
        &home,
        (&archive, &passphrase),
        (&second, &second_passphrase),
    )?;
    Ok(Split {
        archive_key: home.side_key_path(KeyPurpose::Archive),
        second_key,
    })
}
