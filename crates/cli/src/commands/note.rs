//! `detente note`: the own side's note of a contact. Several note-takers' notes are merged by one that
//! follows them; the earlier ones stay as history.

use clap::{Args, Subcommand};
use domain::{InternalKind, NoteOfContact, Noun};
use identity::PersonId;
use serde::Serialize;
use std::fmt::Write;

use super::{
    Acting,
    internal::{EntryView, Kept, desk_of, entries, find_all, find_of, keep},
    subject::find_subject,
    texts::Words,
};
use crate::{CliError, Context, Outcome, Report, shown::utc};

const KIND: InternalKind = InternalKind::Note;
const NAME: &str = "note";

#[derive(Debug, Subcommand)]
pub enum NoteCommand {
    /// Write the own side's note of a contact, or one in the place of earlier ones
    Write(WriteArgs),
    /// Notes
    List(ListArgs),
    /// One note with its words
    Show(ShowArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente note write 3fa1 --file note.txt --classification confidential\n  \
    detente note write 3fa1 --file merged.txt --classification confidential \\\n    \
    --instead-of 9c01 --instead-of 77ab")]
pub struct WriteArgs {
    /// Contact or round that it is of: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub words: Words,
    /// In the side's own words, such as "confidential"
    #[arg(long, value_name = "WORD")]
    pub classification: String,
    /// Who is to have it: a person's id; repeat for several
    #[arg(long, value_name = "PERSON")]
    pub distribution: Vec<PersonId>,
    /// An earlier note that this one merges or replaces; repeat for several
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente note list --history --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also notes whose place others took
    #[arg(long)]
    pub history: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente note show 9c01")]
pub struct ShowArgs {
    /// Note id, or its first digits
    pub note: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub text: String,
    pub classification: String,
    pub distribution: Vec<PersonId>,
}

#[derive(Debug, Clone, Serialize)]
pub struct NoteList {
    pub notes: Vec<NoteView>,
}

impl Report for NoteList {
    fn human(&self) -> String {
        if self.notes.is_empty() {
            return "no notes; `detente note write --help`".into();
        }
        self.notes
            .iter()
            .map(|note| {
                let first = note.text.lines().next().unwrap_or_default();
                format!(
                    "{}  {:<14} {first}  ({})\n",
                    utc(note.entry.at_unix_ms),
                    note.classification,
                    note.entry.words()
                )
            })
            .collect()
    }
}

impl Report for NoteView {
    fn human(&self) -> String {
        let mut out = format!(
            "{}\nNOT A VERBATIM TRANSCRIPT\n\nof           {}\nby           {}\nwritten      {}\n",
            self.classification.to_uppercase(),
            self.entry.about,
            self.entry.author,
            utc(self.entry.at_unix_ms)
        );
        for earlier in &self.entry.instead_of {
            let _ = writeln!(out, "instead of   {earlier}");
        }
        for person in &self.distribution {
            let _ = writeln!(out, "for          {person}");
        }
        let _ = writeln!(out, "\n{}", self.text.trim_end());
        out
    }
}

pub async fn run(context: &Context, command: NoteCommand) -> Result<Outcome, CliError> {
    use NoteCommand as C;
    Ok(match command {
        C::Write(args) => write(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

pub async fn write(context: &Context, args: &WriteArgs) -> Result<Kept, CliError> {
    let text = args.words.read()?;
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let note = NoteOfContact {
        text,
        classification: args.classification.clone(),
        distribution: args.distribution.clone(),
    };
    let about = find_subject(&desk, &[Noun::Contact, Noun::Round], &args.about)?;
    let after = find_all(&desk, KIND, NAME, &args.instead_of)?;
    let record = desk.write_note(about, &note, after, context.now_unix_ms())?;
    keep(&mut session, &mut desk, (NAME, "write"), &record).await
}

fn view_of((entry, note): (EntryView, NoteOfContact)) -> NoteView {
    NoteView {
        entry,
        text: note.text,
        classification: note.classification,
        distribution: note.distribution,
    }
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<NoteList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    let notes = entries(&desk, KIND, args.history);
    Ok(NoteList {
        notes: notes.into_iter().map(view_of).collect(),
    })
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<NoteView, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    let id = find_of(&desk, KIND, NAME, &args.note)?.to_string();
    let all = entries(&desk, KIND, true);
    let found = all.into_iter().find(|(entry, _)| entry.record == id);
    let found = found.ok_or(client::OpenError::NotForYou)?;
    Ok(view_of(found))
}
