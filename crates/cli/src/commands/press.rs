//! What statements and readouts have in common: draft, approval by a second person, facts checked,
//! release under the press key, announcement on the line.

use clap::Args;
pub use client::view::press::{ConflictView, DraftView, PressList};
use client::{
    Desk, DeskError, Draft, PressKeyError,
    form::{self, FactsForm, FormError, PositionClaim, PromiseForm, ReleaseForm, TOLD_OF, Word},
    view::press::{view_conflicts, view_of_draft},
};
use domain::{
    Action, Event, FactName, Kind, Medium, Noun, Occasion, PublicPart, RecordId, Release,
    ReleaseKind, SubjectId, check_document, document_name,
};
use identity::encode_canonical;
use std::path::{Path, PathBuf};
use wire::{Bytes64, ReleaseRequest};

pub use super::press_view::{DraftDone, ReleasedView};
use super::{
    Acting,
    contact::desk_for,
    press_options::{PictureOptions, RoundFactOptions, picture_file},
    press_view::conflicts_text,
    subject::find_subject,
    terms_options::{find_id, moment, word},
};
use crate::{
    CliError, Context, api::Session, home::Home, press_key::PressKey, private_file, shown::short,
};

/// Whose initiative a text claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InitiativeOf {
    Own,
    Other,
    Mutual,
}

/// What every text has.
#[derive(Debug, Clone, Default, Args)]
pub struct TextOptions {
    #[command(flatten)]
    pub acting: Acting,
    /// Who speaks, such as "press service of the leader"
    #[arg(long, value_name = "OFFICE")]
    pub office: String,
    /// The text itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// The text from a file (UTF-8)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A language of the text; repeat for several
    #[arg(long, value_name = "TAG")]
    pub language: Vec<String>,
    /// Nobody sees it before this moment (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub embargo: Option<String>,
    #[command(flatten)]
    pub facts: FactOptions,
    #[command(flatten)]
    pub round: RoundFactOptions,
    #[command(flatten)]
    pub picture: PictureOptions,
}

/// Facts that the text claims; what isn't given it is silent about.
#[derive(Debug, Clone, Default, Args)]
pub struct FactOptions {
    /// Claimed fact: whose initiative it was
    #[arg(long, value_enum, value_name = "WHOSE")]
    pub initiative_of: Option<InitiativeOf>,
    /// Claimed fact: phone-call or videoconference
    #[arg(long)]
    pub medium: Option<Medium>,
    /// Claimed fact: when it began (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub started: Option<String>,
    /// Claimed fact: how long it lasted, in minutes
    #[arg(long, value_name = "MINUTES")]
    pub duration: Option<u32>,
    /// Claimed fact: none or opening
    #[arg(long, value_name = "PART")]
    pub public_part: Option<PublicPart>,
}

impl From<InitiativeOf> for form::InitiativeOf {
    fn from(whose: InitiativeOf) -> Self {
        match whose {
            InitiativeOf::Own => Self::Own,
            InitiativeOf::Other => Self::Other,
            InitiativeOf::Mutual => Self::Mutual,
        }
    }
}

impl FactOptions {
    fn form(&self) -> FactsForm {
        FactsForm {
            initiative_of: self.initiative_of.map(Into::into),
            medium: word(self.medium),
            started: self.started.as_deref().map(moment),
            duration_min: self.duration,
            public_part: word(self.public_part),
        }
    }
}

/// What a draft is, besides its text.
#[derive(Debug, Clone)]
pub struct DraftOf<'a> {
    pub kind: ReleaseKind,
    pub occasion: Occasion,
    pub subject: SubjectId,
    /// Whose position it is about, of who isn't on this line.
    pub party: Option<&'a str>,
    pub question: Option<&'a str>,
    pub title: &'a str,
    pub promise_by: Option<&'a str>,
    pub promise_office: Option<&'a str>,
    pub about: Option<String>,
    /// The internal record that it makes public.
    pub discloses: Option<RecordId>,
    /// What it claims of others' position.
    pub position: Option<PositionClaim>,
}

impl DraftOf<'_> {
    fn form(&self, desk: &Desk, options: &TextOptions) -> Result<ReleaseForm, CliError> {
        let promises = self.promise_by.map(|by| PromiseForm {
            by: moment(by),
            office: self.promise_office.map(str::to_owned),
        });
        Ok(ReleaseForm {
            kind: Word(self.kind),
            occasion: Word(self.occasion),
            subject: Word(self.subject),
            party: self.party.map(str::to_owned),
            question: self.question.map(str::to_owned),
            office: options.office.clone(),
            title: self.title.to_owned(),
            text: text_of(options.text.as_deref(), options.file.as_deref())?,
            languages: options.language.clone(),
            embargo: options.embargo.as_deref().map(moment),
            facts: options.facts.form(),
            round: options.round.form(desk)?,
            promises,
            about: self.about.clone(),
            discloses: word(self.discloses),
            position: self.position.clone(),
        })
    }
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente readout approve 9c01 --as press-2\n  \
    detente statement approve 9c01 --as press-2 --contradiction-reason \"the other side asked for it\"")]
pub struct ApproveArgs {
    /// Draft id, or its first digits
    pub draft: String,
    #[command(flatten)]
    pub acting: Acting,
    /// The file of its picture, as whoever drafted it has it in pictures/ [default: the one kept here]
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
    /// It is to be released although its facts contradict the signed terms, and why; only this
    /// side's press reads the reason
    #[arg(long, value_name = "TEXT")]
    pub contradiction_reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente readout release 9c01 --as press-1\n  \
    detente statement release 9c01 --as press-1 --press-key /media/press/press.key")]
pub struct ReleaseArgs {
    /// Draft id, or its first digits
    pub draft: String,
    #[command(flatten)]
    pub acting: Acting,
    /// The press key [default: keys/press.key]
    #[arg(long, value_name = "FILE")]
    pub press_key: Option<PathBuf>,
    /// The file of its picture [default: the one kept here]
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente readout list --json\n  detente statement list")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

/// Seals a draft to this side's press, and tells at once what contradicts the signed terms.
pub async fn draft(
    context: &Context,
    session: &mut Session<'_>,
    desk: &mut Desk,
    of: &DraftOf<'_>,
    options: &TextOptions,
) -> Result<DraftDone, CliError> {
    let mut release = of.form(desk, options)?.made(desk)?;
    release.picture = options.picture.taken(&context.home())?;
    check_document(&release).map_err(FormError::from)?;
    let now_unix_ms = context.now_unix_ms();
    let record = match of.discloses {
        Some(fact) => desk.draft_disclosure(fact, &release, now_unix_ms)?,
        None => desk.draft_release(&release, now_unix_ms)?,
    };
    session.post_internal(&record).await?;
    session.sync(desk).await?;
    let draft = view_of_draft(desk, &desk.draft(record.id())?);
    let noun = noun(of.kind);
    let approve = format!("detente {noun} approve {}", short(&draft.draft));
    let next = if draft.conflicts.is_empty() {
        format!("another press officer reads and approves it: {approve}")
    } else {
        format!(
            "draft it again with other facts, or let another press officer confirm: {approve} --contradiction-reason TEXT"
        )
    };
    Ok(DraftDone {
        what: "drafted".to_owned(),
        draft,
        next,
    })
}

fn noun(kind: ReleaseKind) -> &'static str {
    match kind {
        ReleaseKind::Statement
        | ReleaseKind::Announcement
        | ReleaseKind::Answer
        | ReleaseKind::HoldingLine => "statement",
        ReleaseKind::Readout | ReleaseKind::Correction | ReleaseKind::Withdrawal => "readout",
        ReleaseKind::JointStatement => "joint-statement",
    }
}

/// A text given on the command line or in a file, with the line ends of this machine's kind.
pub fn text_of(text: Option<&str>, file: Option<&Path>) -> Result<String, CliError> {
    let text = match (text, file) {
        (Some(text), None) => text.to_owned(),
        (None, Some(file)) => private_file::read(file)?,
        (None, None) | (Some(_), Some(_)) => {
            return Err(CliError::usage(
                "text-wanted",
                "the text is wanted once",
                "--text TEXT or --file FILE",
            ));
        }
    };
    Ok(text.replace("\r\n", "\n"))
}

/// A second press officer's approval. Contradictions are shown first and confirmed on their own.
pub async fn approve(context: &Context, args: &ApproveArgs) -> Result<DraftDone, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::ApproveRelease).await?;
    let found = find_draft(&desk, &args.draft)?;
    let view = view_of_draft(&desk, &found);
    if found.author == desk.keys().person {
        return Err(CliError::refused(
            "own-draft",
            "whoever wrote a text can't approve it",
            "let another press officer approve it",
        ));
    }
    let reason = args.contradiction_reason.as_deref();
    match (view.conflicts.is_empty(), reason) {
        (true, None) => {}
        (true, Some(_)) => {
            return Err(FormError::NoContradiction.into());
        }
        (false, None) => return Err(contradiction(&view.conflicts)),
        (false, Some(_)) => context.note(&format!(
            "approved although it contradicts the signed terms:\n{}",
            conflicts_text(&view.conflicts)
        )),
    }
    if let Some(picture) = &found.release.picture {
        let (path, _) = picture_file(&context.home(), picture, args.picture.as_deref())?;
        context.note(&format!(
            "its picture, approved with it: {}",
            path.display()
        ));
    }
    let record = desk.approve_release(found.id, reason, context.now_unix_ms())?;
    session.post_internal(&record).await?;
    session.sync(&mut desk).await?;
    let draft = view_of_draft(&desk, &desk.draft(found.id)?);
    let next = format!(
        "detente {} release {}",
        noun(found.release.kind),
        short(&draft.draft)
    );
    Ok(DraftDone {
        what: "approved".to_owned(),
        draft,
        next,
    })
}

fn contradiction(conflicts: &[ConflictView]) -> CliError {
    let list: Vec<String> = conflicts
        .iter()
        .map(|one| {
            format!(
                "{}: says {}, signed is {}",
                one.fact, one.claimed, one.signed
            )
        })
        .collect();
    CliError::refused(
        "facts-contradict",
        format!("its facts contradict the signed terms: {}", list.join("; ")),
        "draft it again with other facts, or let a second person approve it with --contradiction-reason",
    )
}

/// Checks, signs, publishes and announces an approved draft. The signed text is kept first, so that
/// a second try publishes the same one.
pub async fn release(context: &Context, args: &ReleaseArgs) -> Result<ReleasedView, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Release).await?;
    let home = context.home();
    let draft = find_draft(&desk, &args.draft)?;
    let conflicts = match desk.confirmed_conflicts(&draft) {
        Ok(conflicts) => conflicts,
        Err(DeskError::Contradiction(conflicts)) => {
            return Err(contradiction(&view_conflicts(&desk, &conflicts)));
        }
        Err(DeskError::Unapproved) => {
            return Err(CliError::refused(
                "not-approved",
                "nobody but its author has read this draft",
                format!(
                    "let another press officer run `detente {} approve`",
                    noun(draft.release.kind)
                ),
            ));
        }
        Err(error) => return Err(error.into()),
    };
    let approved = draft.approved.as_ref().ok_or(DeskError::Unapproved)?;
    let differs = view_conflicts(&desk, &conflicts);
    let confirmed = approved.approval.conflicts.clone();
    let now_unix_ms = context.now_unix_ms();
    let picture = draft.release.picture.as_ref();
    let picture = picture
        .map(|picture| picture_file(&home, picture, args.picture.as_deref()))
        .transpose()?;
    let key = args.press_key.as_deref();
    let (document, minisig) = signed(context, &desk, (draft.id, &draft.release), &confirmed, key)?;
    let request = ReleaseRequest {
        release: Bytes64(encode_canonical(&draft.release)),
        salt: Bytes64(draft.salt.danger_bytes().to_vec()),
        document: document.clone(),
        minisig,
        approval: approved.record.to_string(),
        picture: picture.map(|(_, file)| Bytes64(file)),
    };
    let released = session.release(&request).await?;
    let contact = draft.release.contact;
    // The line is told of what is about a contact; the rest is for who follows the site.
    let is_of_contact = desk.view().noun_of(contact) == Some(Noun::Contact);
    let announced = is_of_contact && !is_announced(&desk, contact, &released.name);
    if announced {
        let record = desk.announce_release(contact, &released.name, now_unix_ms)?;
        session.post_record(&record).await?;
        session.sync(&mut desk).await?;
    }
    let public_from_unix_ms = draft.release.embargo_unix_ms.unwrap_or(now_unix_ms);
    Ok(ReleasedView {
        url: public_url(&session, &home, &released.url)?,
        name: released.name,
        file: document_path(&home, &document_name(&draft.release, &document)),
        public_from_unix_ms: public_from_unix_ms.max(now_unix_ms),
        announced,
        differs,
    })
}

/// Where the public finds it.
pub fn public_url(session: &Session<'_>, home: &Home, path: &str) -> Result<String, CliError> {
    let base = match home.has_side() {
        true => home.side()?.public_url(),
        false => session.node().url().to_string(),
    };
    Ok(format!("{}{path}", base.trim_end_matches('/')))
}

/// The document and its `.minisig` as they were kept for this draft or agreed text; else signed now
/// and kept.
pub fn signed(
    context: &Context,
    desk: &Desk,
    (id, release): (RecordId, &Release),
    differing: &[FactName],
    press_key: Option<&Path>,
) -> Result<(String, String), CliError> {
    let home = context.home();
    if let Some(signed) = kept(&home, id)? {
        return Ok(signed);
    }
    let signed = sign(context, desk, release, differing, press_key)?;
    keep(&home, id, release, &signed)?;
    Ok(signed)
}

/// The document and its `.minisig`, under the charter's press key and no other.
fn sign(
    context: &Context,
    desk: &Desk,
    release: &Release,
    differing: &[FactName],
    press_key: Option<&Path>,
) -> Result<(String, String), CliError> {
    let usual = context.home().press_key_path();
    let path = press_key.map_or(usual, Path::to_owned);
    let key = PressKey::open(context, &path)?;
    let signed = key.sign_release(desk, release, differing, context.now_unix_ms());
    let signed = signed.map_err(|error| match error {
        PressKeyError::Another => CliError::failed(
            "press-key",
            format!(
                "{} isn't the press key that the side's charter names",
                path.display()
            ),
            "name the right one with --press-key",
        ),
        error => error.into(),
    })?;
    Ok((signed.document, signed.minisig))
}

fn releases_dir(home: &Home) -> PathBuf {
    home.dir().join("releases")
}

pub fn document_path(home: &Home, name: &str) -> PathBuf {
    releases_dir(home).join(format!("{name}.txt"))
}

/// Where the name of a draft's signed text is kept.
fn kept_path(home: &Home, draft: RecordId) -> PathBuf {
    releases_dir(home).join(format!("{draft}.draft"))
}

fn kept(home: &Home, draft: RecordId) -> Result<Option<(String, String)>, CliError> {
    let Some(name) = private_file::read_if_there(&kept_path(home, draft))? else {
        return Ok(None);
    };
    let path = document_path(home, name.trim());
    let minisig = private_file::read(&path.with_extension("txt.minisig"))?;
    Ok(Some((private_file::read(&path)?, minisig)))
}

fn keep(
    home: &Home,
    id: RecordId,
    release: &Release,
    (document, minisig): &(String, String),
) -> Result<(), CliError> {
    private_file::make_dir(&releases_dir(home))?;
    let name = document_name(release, document);
    let path = document_path(home, &name);
    private_file::write(&path, document.as_bytes())?;
    private_file::write(&path.with_extension("txt.minisig"), minisig.as_bytes())?;
    // Last: what a draft points to is whole.
    private_file::write(&kept_path(home, id), name.as_bytes())
}

pub fn is_announced(desk: &Desk, contact: SubjectId, name: &str) -> bool {
    desk.view().history(contact).iter().any(|placed| {
        matches!(&placed.event, Event::Record { kind: Kind::AnnounceRelease, header, .. }
            if placed.side == desk.own_side() && header.open == name.as_bytes())
    })
}

/// Drafts of these kinds, what is on the press page, promises.
pub async fn list(
    context: &Context,
    args: &ListArgs,
    kinds: &[ReleaseKind],
) -> Result<PressList, CliError> {
    let (session, desk) = desk_for(context, &args.acting, Action::ReadInternal).await?;
    let drafts = desk
        .drafts()
        .iter()
        .filter(|draft| kinds.contains(&draft.release.kind))
        .map(|draft| view_of_draft(&desk, draft))
        .collect();
    let mut published = session.node().press_page().await?;
    published.retain(|item| kinds.iter().any(|kind| kind.name() == item.kind));
    Ok(PressList {
        drafts,
        published,
        promises: session.node().promises().await?,
    })
}

fn find_draft(desk: &Desk, text: &str) -> Result<Draft, CliError> {
    let mut drafts = desk.drafts();
    let ids: Vec<String> = drafts.iter().map(|draft| draft.id.to_string()).collect();
    let at = find_id(
        "draft",
        text,
        &ids,
        "`detente statement list`, `detente readout list`",
    )?;
    Ok(drafts.swap_remove(at))
}

/// What a text is about.
pub fn subject_of(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    find_subject(desk, &TOLD_OF, text)
}
