//! `detente track`: contacts and rounds towards an aim, what has to come before what, and what waits.

use clap::{Args, Subcommand};
use client::{
    Desk,
    conflicts::LINKED,
    form::{FormError, LinksForm, PairForm, Word, fresh_nonce},
    view::{
        conflict::shown,
        track::{TrackList, TrackView, list_of, view_of},
    },
};
use domain::{Action, Aim, Noun, RecordId, SubjectId, TrackTitle};

use super::{
    Acting,
    conflicts::Despite,
    contact::desk_for,
    subject::{Said, desk_to_read, find_subject, post, refusal},
    terms_options::find_id,
    track_view::matter_in_words,
};
use crate::{CliError, Context, Outcome};

#[derive(Debug, Subcommand)]
pub enum TrackCommand {
    /// Open a track, or join one that the other side opened
    Open(OpenArgs),
    /// Declare what one's own side wants, or declare it anew
    Aim(AimArgs),
    /// Say what belongs to the track, what must precede and what may affect what
    Link(LinkArgs),
    /// Take a link of one's own side back
    Unlink(LinkNameArgs),
    /// Say that one's own side looked again at what may have been affected
    Reviewed(LinkNameArgs),
    /// Close the track for one's own side; it is closed once both sides have
    Close(ShowArgs),
    /// One track: aims, a timeline in both capitals' time, links, conflicts, and what waits
    Show(ShowArgs),
    /// Tracks and where they stand
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente track open --title \"security guarantees\"\n  \
    detente track open 77aa")]
pub struct OpenArgs {
    /// The other side's track, to be joined: id, or its first digits
    #[arg(required_unless_present = "title")]
    pub track: Option<String>,
    #[command(flatten)]
    pub acting: Acting,
    /// What a new track is called; sealed to the leadership of both sides
    #[arg(long, value_name = "TITLE", conflicts_with = "track")]
    pub title: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente track aim 77aa --text \"guarantees that bind\"")]
pub struct AimArgs {
    /// Track id, or its first digits
    pub track: String,
    #[command(flatten)]
    pub acting: Acting,
    /// What the own side wants; sealed to the leadership of both sides
    #[arg(long, value_name = "TEXT")]
    pub text: String,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente track link 77aa --must-precede 3fa1 81c0 --may-affect 3fa1 81c0")]
pub struct LinkArgs {
    /// Track id, or its first digits
    pub track: String,
    #[command(flatten)]
    pub acting: Acting,
    /// A contact or round that belongs to the track; repeat for several
    #[arg(long, value_name = "SUBJECT")]
    pub holds: Vec<String>,
    /// The first contact or round is over before the second begins; repeat for several
    #[arg(long, num_args = 2, value_names = ["FIRST", "SECOND"])]
    pub must_precede: Vec<String>,
    /// When the first is over, the second's agenda and mandate are looked at again
    #[arg(long, num_args = 2, value_names = ["FIRST", "SECOND"])]
    pub may_affect: Vec<String>,
    #[command(flatten)]
    pub despite: Despite,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  detente track unlink 77aa 0b3c\n  detente track reviewed 77aa 0b3c"
)]
pub struct LinkNameArgs {
    /// Track id, or its first digits
    pub track: String,
    /// Link id, or its first digits, as `track show` has it
    pub link: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente track show 77aa\n  detente track close 77aa")]
pub struct ShowArgs {
    /// Track id, or its first digits
    pub track: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente track list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

pub async fn run(context: &Context, command: TrackCommand) -> Result<Outcome, CliError> {
    use TrackCommand as C;
    Ok(match command {
        C::Open(args) => open(context, &args).await?.into(),
        C::Aim(args) => aim(context, &args).await?.into(),
        C::Link(args) => link(context, &args).await?.into(),
        C::Unlink(args) => unlink(context, &args).await?.into(),
        C::Reviewed(args) => reviewed(context, &args).await?.into(),
        C::Close(args) => close(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
    })
}

fn find_track(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    find_subject(desk, &[Noun::Track], text)
}

pub async fn open(context: &Context, args: &OpenArgs) -> Result<Said, CliError> {
    let action = match args.track {
        Some(_) => Action::JoinTrack,
        None => Action::FoundTrack,
    };
    let (mut session, mut desk) = desk_for(context, &args.acting, action).await?;
    let now_unix_ms = context.now_unix_ms();
    let (what, record) = match (&args.track, &args.title) {
        (Some(track), _) => {
            let track = find_track(&desk, track)?;
            ("join", desk.join_track(track, now_unix_ms)?)
        }
        (None, title) => {
            let title = TrackTitle {
                title: title.clone().unwrap_or_default(),
            };
            let nonce = fresh_nonce()?;
            ("open", desk.found_track(nonce, &title, now_unix_ms)?)
        }
    };
    post(&mut session, &mut desk, what, &record).await
}

pub async fn aim(context: &Context, args: &AimArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::DeclareAim).await?;
    let track = find_track(&desk, &args.track)?;
    let aim = Aim {
        text: args.text.clone(),
    };
    let record = desk.declare_aim(track, &aim, context.now_unix_ms())?;
    post(&mut session, &mut desk, "aim", &record).await
}

impl LinkArgs {
    /// The links that are meant, by the subjects' first digits.
    fn form(&self, desk: &Desk) -> Result<LinksForm, CliError> {
        let find = |text: &String| Ok(Word(find_subject(desk, &LINKED, text)?));
        let pairs = |texts: &[String]| {
            let pairs = texts.chunks_exact(2).map(|pair| {
                let (first, second) = (find(&pair[0])?, find(&pair[1])?);
                Ok(PairForm { first, second })
            });
            pairs.collect::<Result<Vec<PairForm>, CliError>>()
        };
        let holds = self.holds.iter().map(find);
        Ok(LinksForm {
            holds: holds.collect::<Result<_, CliError>>()?,
            must_precede: pairs(&self.must_precede)?,
            may_affect: pairs(&self.may_affect)?,
        })
    }
}

/// Makes each link; what collides because of them is told before the first is sent.
pub async fn link(context: &Context, args: &LinkArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::LinkTrack).await?;
    let track = find_track(&desk, &args.track)?;
    let links = args.form(&desk)?.links(&desk)?;
    let now_unix_ms = context.now_unix_ms();
    // All are tried before one is sent.
    for link in &links {
        desk.link(track, *link, now_unix_ms)?;
    }
    let found = shown(&desk, &desk.collisions_of_links(track, &links)?);
    let conflicts = args.despite.check(context, found)?;
    let mut said = None;
    for link in links {
        let record = desk.link(track, link, now_unix_ms)?;
        said = Some(post(&mut session, &mut desk, "link", &record).await?);
    }
    let said = said.ok_or(FormError::NoLink)?;
    Ok(Said { conflicts, ..said })
}

/// The link of a track whose id this is, or begins with this.
fn find_link(desk: &Desk, track: SubjectId, text: &str) -> Result<RecordId, CliError> {
    let links = desk.track(track)?.links;
    let ids: Vec<String> = links.iter().map(|link| link.id.to_string()).collect();
    let at = find_id("link", text, &ids, "`detente track show TRACK`")?;
    Ok(links[at].id)
}

pub async fn unlink(context: &Context, args: &LinkNameArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::LinkTrack).await?;
    let track = find_track(&desk, &args.track)?;
    let link = find_link(&desk, track, &args.link)?;
    let record = desk
        .unlink(track, link, context.now_unix_ms())
        .map_err(refusal(Noun::Track))?;
    post(&mut session, &mut desk, "unlink", &record).await
}

pub async fn reviewed(context: &Context, args: &LinkNameArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::LinkTrack).await?;
    let track = find_track(&desk, &args.track)?;
    let link = find_link(&desk, track, &args.link)?;
    let record = desk
        .review(track, link, context.now_unix_ms())
        .map_err(refusal(Noun::Track))?;
    post(&mut session, &mut desk, "reviewed", &record).await
}

/// Closes it; what waits in it is told, and goes on waiting.
pub async fn close(context: &Context, args: &ShowArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::CloseTrack).await?;
    let track = find_track(&desk, &args.track)?;
    let now_unix_ms = context.now_unix_ms();
    let record = desk.close_track(track, now_unix_ms)?;
    let said = post(&mut session, &mut desk, "close", &record).await?;
    for waits in view_of(&desk, track, now_unix_ms)?.open {
        context.note(&format!("still waits: {}", matter_in_words(&waits)));
    }
    Ok(said)
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<TrackView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let track = find_track(&desk, &args.track)?;
    Ok(view_of(&desk, track, context.now_unix_ms())?)
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<TrackList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk, context.now_unix_ms())?)
}
