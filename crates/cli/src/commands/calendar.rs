//! `detente calendar`: the own calendar's secret address, and both capitals' holidays and rest hours: kept by this
//! directory, so that a proposal tells of them, and by the own node, so that every page of the side shows them.

use calendar::{HOLIDAY_BYTES_MAX, Holidays, RestHours, Zone};
use clap::{Args, Subcommand, ValueEnum};
use domain::{Action, roles_of};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use wire::{CapitalDays, Capitals, DailyRest};

use super::Acting;
use crate::{CliError, Context, Outcome, Report, api::Session, private_file, shown::utc};

#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Make a secret address under which a calendar shows this side's busy times
    Link(LinkArgs),
    /// End that address
    Revoke(RevokeArgs),
    /// Whether an address stands, and which holidays and rest hours are kept here and by the own node
    Show(ShowArgs),
    /// Keep a side's holidays, from an iCalendar file: here, and on the own node for its pages
    Import(ImportArgs),
    /// Keep the hours in which a side rests: here, and on the own node for its pages
    RestHours(RestHoursArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente calendar link --zone Europe/Moscow --as aide")]
pub struct LinkArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Zone in which times are told
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub zone: String,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente calendar revoke --as aide")]
pub struct RevokeArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente calendar show --as aide")]
pub struct ShowArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente calendar import holidays.ics --side own\n  \
    detente calendar import south.ics --side other --as aide\n  \
    detente calendar import south.ics --side other --here   # offline, and for this machine alone\n\n\
    Without --here the own node keeps it too, in the place of what any aide kept of that side before, and every page\n\
    of the own side shows it. Who may propose may do so. The other side learns nothing of it.")]
pub struct ImportArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Whole days, once or every year; it takes the place of what was imported before
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose holidays: own or other
    #[arg(long, value_enum, value_name = "SIDE")]
    pub side: Whose,
    /// Ask no node: this machine alone keeps it
    #[arg(long)]
    pub here: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente calendar rest-hours 23:00-07:00 --side other\n  \
    detente calendar rest-hours none --side other\n  \
    detente calendar rest-hours 23:00-07:00 --side other --here   # offline, and for this machine alone\n\n\
    Without --here the own node keeps them too, and every page of the own side shows them.")]
pub struct RestHoursArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// From and until, as clocks there show it; or none
    #[arg(value_name = "HH:MM-HH:MM|none", value_parser = rest_hours)]
    pub hours: RestHoursOption,
    /// Whose rest: own or other
    #[arg(long, value_enum, value_name = "SIDE")]
    pub side: Whose,
    /// Ask no node: this machine alone keeps them
    #[arg(long)]
    pub here: bool,
}

/// Rest hours, or none any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestHoursOption(pub Option<RestHours>);

fn rest_hours(text: &str) -> Result<RestHoursOption, calendar::RestHoursError> {
    match text {
        "none" => Ok(RestHoursOption(None)),
        hours => Ok(RestHoursOption(Some(hours.parse()?))),
    }
}

/// Which side, as seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Whose {
    Own,
    Other,
}

impl Whose {
    const ALL: [Self; 2] = [Self::Own, Self::Other];

    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Other => "other",
        }
    }
}

/// An address was made.
#[derive(Clone, Serialize)]
pub struct LinkMade {
    pub url: String,
    pub zone: String,
}

impl Report for LinkMade {
    fn human(&self) -> String {
        format!(
            "{}\nTimes are told in {}. Give this address to your calendar and to nobody else: whoever has it\n\
             sees when this side is busy. It isn't shown again; a new one or `detente calendar revoke` ends it.",
            self.url, self.zone
        )
    }
}

/// An address ended.
#[derive(Debug, Clone, Serialize)]
pub struct Revoked {
    pub revoked: bool,
}

impl Report for Revoked {
    fn human(&self) -> String {
        "The address is no longer good.".to_owned()
    }
}

/// What is kept here of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub side: Whose,
    /// Holidays, each counted once; none where nothing was imported.
    pub holidays: Option<usize>,
    pub rest_hours: Option<String>,
}

impl Report for Kept {
    fn human(&self) -> String {
        let holidays = match self.holidays {
            None => "no holidays imported".to_owned(),
            Some(1) => "1 holiday".to_owned(),
            Some(several) => format!("{several} holidays"),
        };
        let rest = self.rest_hours.as_deref().unwrap_or("none kept");
        format!("{:5}  {holidays}, rest hours {rest}", self.side.name())
    }
}

/// Something of one side is kept from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewlyKept {
    #[serde(flatten)]
    pub kept: Kept,
    /// The own node keeps it too.
    pub shared: bool,
}

impl Report for NewlyKept {
    fn human(&self) -> String {
        let whose = match self.shared {
            true => "kept here, and by the own node: every page of your side shows it",
            false => "kept on this machine alone: your side's pages don't show it",
        };
        format!("{}\n{whose}", self.kept.human())
    }
}

/// The address and what is kept.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub zone: Option<String>,
    /// When the address was made, RFC 3339.
    pub made: Option<String>,
    /// By this directory.
    pub kept: Vec<Kept>,
    /// By the own node, for its pages.
    pub shared: Vec<Kept>,
}

impl Report for Shown {
    fn human(&self) -> String {
        let link = match (&self.zone, &self.made) {
            (Some(zone), Some(made)) => format!("link   made {made}, times in {zone}"),
            _ => "link   none; `detente calendar link` makes one".to_owned(),
        };
        let lines = |all: &[Kept]| -> String {
            let lines = all.iter().map(|kept| format!("\n{}", kept.human()));
            lines.collect()
        };
        let [here, shared] = [&self.kept, &self.shared].map(|all| lines(all));
        match here == shared {
            true => format!("{link}\nkept here and by the own node:{here}"),
            false => {
                format!("{link}\nkept here:{here}\nkept by the own node, for its pages:{shared}")
            }
        }
    }
}

pub async fn run(context: &Context, command: CalendarCommand) -> Result<Outcome, CliError> {
    use CalendarCommand as C;
    Ok(match command {
        C::Link(args) => link(context, &args).await?.into(),
        C::Revoke(args) => revoke(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::Import(args) => import(context, &args).await?.into(),
        C::RestHours(args) => keep_rest_hours(context, &args).await?.into(),
    })
}

fn session<'a>(
    context: &'a Context,
    acting: &Acting,
    action: Action,
) -> Result<Session<'a>, CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles_of(action))?;
    Session::open(context, &name)
}

/// What keeps the own node from keeping it holds up nobody who wants it for themselves.
fn or_here(error: CliError) -> CliError {
    let next = format!(
        "{}; or keep it for this machine alone, with --here",
        error.next
    );
    CliError { next, ..error }
}

pub async fn link(context: &Context, args: &LinkArgs) -> Result<LinkMade, CliError> {
    Zone::named(&args.zone)
        .map_err(|error| CliError::usage("zone", error, "name the zone, such as Europe/Moscow"))?;
    let mut session = session(context, &args.acting, Action::ReadLogs)?;
    let made = session.make_calendar_link(&args.zone).await?;
    let url = session.node().url().join(&made.path).map_err(|error| {
        CliError::failed("http", error, "repair the node's URL in the device's file")
    })?;
    Ok(LinkMade {
        url: url.into(),
        zone: made.zone,
    })
}

pub async fn revoke(context: &Context, args: &RevokeArgs) -> Result<Revoked, CliError> {
    session(context, &args.acting, Action::ReadLogs)?
        .revoke_calendar_link()
        .await?;
    Ok(Revoked { revoked: true })
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<Shown, CliError> {
    let mut session = session(context, &args.acting, Action::ReadLogs)?;
    let state = session.calendar_link().await?;
    let Capitals { own, other } = session.capitals().await?;
    let shared = [(Whose::Own, own), (Whose::Other, other)];
    let kept = Whose::ALL.map(|side| kept(context, side));
    Ok(Shown {
        zone: state.zone,
        made: state.made_unix_ms.map(utc),
        kept: kept.into_iter().collect::<Result<_, CliError>>()?,
        shared: shared.map(|(side, days)| shared_of(side, &days)).into(),
    })
}

/// What the own node keeps is asked of it, never read from a proposal's directory.
fn shared_of(side: Whose, days: &CapitalDays) -> Kept {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let hours = |rest: &DailyRest| format!("{}-{}", clock(rest.from_min), clock(rest.until_min));
    Kept {
        side,
        holidays: days.holidays_kept.map(|count| count as usize),
        rest_hours: days.rest.as_ref().map(hours),
    }
}

/// Both keep it, or neither: the node is asked first.
pub async fn import(context: &Context, args: &ImportArgs) -> Result<NewlyKept, CliError> {
    let bytes = read(&args.file)?;
    let unread = |error: &dyn std::fmt::Display| {
        CliError::usage(
            "calendar",
            format!("{}: {error}", args.file.display()),
            "take that line or its holiday out of the file, or another file",
        )
    };
    Holidays::read(&bytes).map_err(|error| unread(&error))?;
    if !args.here {
        let text = str::from_utf8(&bytes).map_err(|error| unread(&error))?;
        let shared = async {
            let mut session = session(context, &args.acting, Action::Propose)?;
            session
                .keep_holidays(args.side.name(), text.to_owned())
                .await
        };
        shared.await.map_err(or_here)?;
    }
    private_file::make_dir(&folder(context))?;
    private_file::write(&holidays_path(context, args.side), &bytes)?;
    newly_kept(context, args.side, args.here)
}

fn newly_kept(context: &Context, side: Whose, here: bool) -> Result<NewlyKept, CliError> {
    Ok(NewlyKept {
        kept: kept(context, side)?,
        shared: !here,
    })
}

pub async fn keep_rest_hours(
    context: &Context,
    args: &RestHoursArgs,
) -> Result<NewlyKept, CliError> {
    let mut all = all_rest_hours(context)?;
    if !args.here {
        let hours = args.hours.0.map(|hours| hours.to_string());
        let shared = async {
            let mut session = session(context, &args.acting, Action::Propose)?;
            session.keep_rest_hours(args.side.name(), hours).await
        };
        shared.await.map_err(or_here)?;
    }
    match args.hours.0 {
        Some(hours) => all.insert(args.side, hours.to_string()),
        None => all.remove(&args.side),
    };
    private_file::make_dir(&folder(context))?;
    let text =
        toml::to_string(&all).map_err(|error| CliError::failed("settings", error, "report it"))?;
    private_file::write(&rest_path(context), text.as_bytes())?;
    newly_kept(context, args.side, args.here)
}

fn kept(context: &Context, side: Whose) -> Result<Kept, CliError> {
    Ok(Kept {
        side,
        holidays: holidays(context, side)?.map(|holidays| holidays.len()),
        rest_hours: rest_of(context, side)?.map(|hours| hours.to_string()),
    })
}

fn folder(context: &Context) -> PathBuf {
    context.home().calendar_dir()
}

fn holidays_path(context: &Context, side: Whose) -> PathBuf {
    folder(context).join(format!("{}.ics", side.name()))
}

fn rest_path(context: &Context) -> PathBuf {
    folder(context).join("rest-hours.toml")
}

/// The file, or one byte more than is read of it.
fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let file = File::open(path).map_err(|error| private_file::failed(path, &error))?;
    let mut bytes = Vec::new();
    file.take(HOLIDAY_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| private_file::failed(path, &error))?;
    Ok(bytes)
}

pub fn holidays(context: &Context, side: Whose) -> Result<Option<Holidays>, CliError> {
    let path = holidays_path(context, side);
    if !path.exists() {
        return Ok(None);
    }
    let holidays = Holidays::read(&read(&path)?).map_err(|error| {
        CliError::failed(
            "calendar",
            format!("{}: {error}", path.display()),
            "import it again: `detente calendar import FILE --side own|other`",
        )
    })?;
    Ok(Some(holidays))
}

fn all_rest_hours(context: &Context) -> Result<BTreeMap<Whose, String>, CliError> {
    let path = rest_path(context);
    let Some(text) = private_file::read_if_there(&path)? else {
        return Ok(BTreeMap::new());
    };
    toml::from_str(&text).map_err(|error| {
        CliError::failed(
            "settings",
            format!("{}: {}", path.display(), error.message()),
            "remove the file and say them again: `detente calendar rest-hours`",
        )
    })
}

pub fn rest_of(context: &Context, side: Whose) -> Result<Option<RestHours>, CliError> {
    let all = all_rest_hours(context)?;
    let hours = all.get(&side).map(|text| text.parse());
    hours.transpose().map_err(|error| {
        CliError::failed(
            "settings",
            format!("{}: {error}", rest_path(context).display()),
            "say them again: `detente calendar rest-hours`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Questions,
        commands::falls_on::{FallsOn, falls_on},
    };
    use domain::{Format, Initiative, Medium, PublicPart, Terms};
    use futures_util::FutureExt as _;
    use identity::SideId;

    const HOLIDAYS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n\
        DTSTART;VALUE=DATE:20211231\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:New Year's Eve\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const OWN: SideId = SideId([1; 16]);

    fn context(dir: &Path) -> Context {
        let mut context = Context::new(dir);
        context.questions = Questions::Never;
        context
    }

    /// What asks no node has nothing to wait for.
    fn at_once<T>(done: impl Future<Output = T>) -> T {
        done.now_or_never().unwrap()
    }

    fn import_text(context: &Context, text: &str, side: Whose) -> Result<Kept, CliError> {
        let file = context.dir.join("given.ics");
        std::fs::write(&file, text).unwrap();
        let args = ImportArgs {
            acting: Acting::default(),
            file,
            side,
            here: true,
        };
        at_once(import(context, &args)).map(|newly| newly.kept)
    }

    fn keep(context: &Context, hours: &str, side: Whose) -> Kept {
        let args = RestHoursArgs {
            acting: Acting::default(),
            hours: rest_hours(hours).unwrap(),
            side,
            here: true,
        };
        at_once(keep_rest_hours(context, &args)).unwrap().kept
    }

    /// 23:30 in Moscow, 15:30 in New York, for an hour.
    fn terms() -> Terms {
        Terms {
            start_unix_ms: "2021-12-30T20:30:00Z"
                .parse::<jiff::Timestamp>()
                .unwrap()
                .as_millisecond(),
            local: Vec::new(),
            tz_version: String::new(),
            duration_min: 60,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            initiative: Initiative::Unstated,
            languages: Vec::new(),
            format: Format::NoInterpreters,
            voice_depth: 2,
        }
        .with_locals(&[
            (OWN, "Europe/Moscow"),
            (SideId([2; 16]), "America/New_York"),
        ])
        .unwrap()
    }

    fn falls(context: &Context) -> Vec<String> {
        let found = falls_on(context, OWN, &terms());
        let line = |one: &FallsOn| format!("{} {} {}", one.side.name(), one.kind, one.text);
        found.iter().map(line).collect()
    }

    #[test]
    fn a_proposal_falls_on_what_is_kept_of_each_side() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path());
        assert!(falls(&context).is_empty());
        assert_eq!(
            import_text(&context, HOLIDAYS, Whose::Own)
                .unwrap()
                .holidays,
            Some(1)
        );
        import_text(&context, HOLIDAYS, Whose::Other).unwrap();
        keep(&context, "22:00-07:00", Whose::Own);
        let kept = keep(&context, "15:00-16:00", Whose::Other);
        assert_eq!(kept.rest_hours.as_deref(), Some("15:00-16:00"));
        assert_eq!(
            falls(&context),
            [
                "own holiday 2021-12-31 is a holiday: New Year's Eve",
                "own rest-hours 2021-12-30 23:30 to 00:30 are rest hours",
                "other rest-hours 2021-12-30 15:30 to 16:00 are rest hours",
            ]
        );
        let kept = keep(&context, "none", Whose::Own);
        assert_eq!(kept.rest_hours, None);
        assert_eq!(falls(&context).len(), 2);
    }

    #[test]
    fn what_isnt_understood_isnt_kept() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path());
        import_text(&context, HOLIDAYS, Whose::Own).unwrap();
        let weekly = HOLIDAYS.replace("YEARLY", "WEEKLY");
        let refused = import_text(&context, &weekly, Whose::Own).unwrap_err();
        assert_eq!(refused.exit, crate::Exit::Usage);
        assert!(
            refused
                .cause
                .ends_with("line 5, RRULE: `FREQ=WEEKLY` isn't understood in a holiday"),
            "{refused}"
        );
        let long = format!("{}{}", HOLIDAYS, " ".repeat(HOLIDAY_BYTES_MAX));
        assert!(import_text(&context, &long, Whose::Own).is_err());
        // What was there stays.
        assert_eq!(kept(&context, Whose::Own).unwrap().holidays, Some(1));
    }

    #[test]
    fn without_a_device_that_may_propose_nothing_is_kept_and_here_is_offered() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path());
        let file = dir.path().join("given.ics");
        std::fs::write(&file, HOLIDAYS).unwrap();
        let args = ImportArgs {
            acting: Acting::default(),
            file,
            side: Whose::Own,
            here: false,
        };
        let refused = at_once(import(&context, &args)).unwrap_err();
        assert!(refused.next.ends_with("with --here"), "{refused}");
        assert_eq!(kept(&context, Whose::Own).unwrap().holidays, None);
        let here = ImportArgs { here: true, ..args };
        let kept = at_once(import(&context, &here)).unwrap();
        assert_eq!((kept.kept.holidays, kept.shared), (Some(1), false));
    }

    #[test]
    fn damaged_files_hold_up_no_proposal() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path());
        import_text(&context, HOLIDAYS, Whose::Own).unwrap();
        std::fs::write(rest_path(&context), "own = 7").unwrap();
        assert!(falls(&context).is_empty());
        assert!(kept(&context, Whose::Own).is_err());
    }
}
