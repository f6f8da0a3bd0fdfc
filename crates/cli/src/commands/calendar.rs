//! `detente calendar`: the own calendar's secret address, and holidays and rest hours that this
//! directory keeps, so that a proposal tells of them.

use calendar::{Conflict, HOLIDAY_BYTES_MAX, Holidays, RestHours, Zone, conflicts};
use clap::{Args, Subcommand, ValueEnum};
use domain::{Action, LocalStart, Terms, roles_of};
use identity::SideId;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use super::Acting;
use crate::{CliError, Context, Outcome, Report, api::Session, private_file, shown::utc};

#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Make a secret address under which a calendar shows this side's busy times
    Link(LinkArgs),
    /// End that address
    Revoke(RevokeArgs),
    /// Whether an address stands, and which holidays and rest hours are kept here
    Show(ShowArgs),
    /// Keep a side's holidays, from an iCalendar file
    Import(ImportArgs),
    /// Keep the hours in which a side rests
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
    detente calendar import south.ics --side other")]
pub struct ImportArgs {
    /// Whole days, once or every year; it takes the place of what was imported before
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose holidays: own or other
    #[arg(long, value_enum, value_name = "SIDE")]
    pub side: Whose,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente calendar rest-hours 23:00-07:00 --side other\n  \
    detente calendar rest-hours none --side other")]
pub struct RestHoursArgs {
    /// From and until, as clocks there show it; or none
    #[arg(value_name = "HH:MM-HH:MM|none", value_parser = rest_hours)]
    pub hours: RestHoursOption,
    /// Whose rest: own or other
    #[arg(long, value_enum, value_name = "SIDE")]
    pub side: Whose,
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

/// The address and what is kept.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    pub zone: Option<String>,
    /// When the address was made, RFC 3339.
    pub made: Option<String>,
    pub kept: Vec<Kept>,
}

impl Report for Shown {
    fn human(&self) -> String {
        let link = match (&self.zone, &self.made) {
            (Some(zone), Some(made)) => format!("link   made {made}, times in {zone}"),
            _ => "link   none; `detente calendar link` makes one".to_owned(),
        };
        let kept = self.kept.iter().map(|kept| format!("\n{}", kept.human()));
        kept.fold(link, |text, kept| text + &kept)
    }
}

/// Kind of what falls on a holiday.
pub const HOLIDAY: &str = "holiday";

/// What a contact falls on, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FallsOn {
    pub side: Whose,
    /// `holiday` or `rest-hours`.
    pub kind: &'static str,
    pub text: String,
}

pub async fn run(context: &Context, command: CalendarCommand) -> Result<Outcome, CliError> {
    use CalendarCommand as C;
    Ok(match command {
        C::Link(args) => link(context, &args).await?.into(),
        C::Revoke(args) => revoke(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::Import(args) => import(context, &args)?.into(),
        C::RestHours(args) => keep_rest_hours(context, &args)?.into(),
    })
}

fn session<'a>(context: &'a Context, acting: &Acting) -> Result<Session<'a>, CliError> {
    let roles = roles_of(Action::ReadLogs);
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles)?;
    Session::open(context, &name)
}

pub async fn link(context: &Context, args: &LinkArgs) -> Result<LinkMade, CliError> {
    Zone::named(&args.zone)
        .map_err(|error| CliError::usage("zone", error, "name the zone, such as Europe/Moscow"))?;
    let mut session = session(context, &args.acting)?;
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
    session(context, &args.acting)?
        .revoke_calendar_link()
        .await?;
    Ok(Revoked { revoked: true })
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<Shown, CliError> {
    let state = session(context, &args.acting)?.calendar_link().await?;
    let kept = Whose::ALL.map(|side| kept(context, side));
    Ok(Shown {
        zone: state.zone,
        made: state.made_unix_ms.map(utc),
        kept: kept.into_iter().collect::<Result<_, CliError>>()?,
    })
}

pub fn import(context: &Context, args: &ImportArgs) -> Result<Kept, CliError> {
    let bytes = read(&args.file)?;
    Holidays::read(&bytes).map_err(|error| {
        CliError::usage(
            "calendar",
            format!("{}: {error}", args.file.display()),
            "take that line or its holiday out of the file, or another file",
        )
    })?;
    private_file::make_dir(&folder(context))?;
    private_file::write(&holidays_path(context, args.side), &bytes)?;
    kept(context, args.side)
}

pub fn keep_rest_hours(context: &Context, args: &RestHoursArgs) -> Result<Kept, CliError> {
    let mut all = all_rest_hours(context)?;
    match args.hours.0 {
        Some(hours) => all.insert(args.side, hours.to_string()),
        None => all.remove(&args.side),
    };
    private_file::make_dir(&folder(context))?;
    let text =
        toml::to_string(&all).map_err(|error| CliError::failed("settings", error, "report it"))?;
    private_file::write(&rest_path(context), text.as_bytes())?;
    kept(context, args.side)
}

/// What a contact of these terms falls on, on each side of which holidays or rest hours are kept, told
/// before it is sent. What can't be read here is told too, and holds up nothing.
pub fn falls_on(context: &Context, own: SideId, terms: &Terms) -> Vec<FallsOn> {
    let found = found_on(
        context,
        own,
        terms.start_unix_ms,
        terms.duration_min,
        &terms.local,
    );
    for one in &found {
        let (side, text) = (one.side.name(), &one.text);
        context.note(&format!("{side} side: {text}"));
    }
    found
}

/// Holidays and rest hours of the sides whose local start is named.
pub fn found_on(
    context: &Context,
    own: SideId,
    start_unix_ms: i64,
    duration_min: u32,
    locals: &[LocalStart],
) -> Vec<FallsOn> {
    let mut found = Vec::new();
    let Ok(start) = jiff::Timestamp::from_millisecond(start_unix_ms) else {
        return found;
    };
    for local in locals {
        let side = if local.side == own {
            Whose::Own
        } else {
            Whose::Other
        };
        let Ok(zone) = Zone::named(&local.zone) else {
            continue;
        };
        let known = holidays(context, side).and_then(|known| Ok((known, rest_of(context, side)?)));
        let (holidays, rest) = known.unwrap_or_else(|error| {
            context.note(&format!(
                "holidays and rest hours weren't looked at: {error}"
            ));
            (None, None)
        });
        let holidays = holidays.unwrap_or_default();
        let falls = conflicts(start, duration_min, &zone, &holidays, rest);
        found.extend(falls.into_iter().map(|conflict| FallsOn {
            side,
            kind: match conflict {
                Conflict::Holiday { .. } => HOLIDAY,
                Conflict::RestHours { .. } => "rest-hours",
            },
            text: conflict.to_string(),
        }));
    }
    found
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

fn holidays(context: &Context, side: Whose) -> Result<Option<Holidays>, CliError> {
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

fn rest_of(context: &Context, side: Whose) -> Result<Option<RestHours>, CliError> {
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
    use crate::Questions;
    use domain::{Format, Initiative, Medium, PublicPart};

    const HOLIDAYS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n\
        DTSTART;VALUE=DATE:20211231\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:New Year's Eve\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const OWN: SideId = SideId([1; 16]);

    fn context(dir: &Path) -> Context {
        let mut context = Context::new(dir);
        context.questions = Questions::Never;
        context
    }

    fn import_text(context: &Context, text: &str, side: Whose) -> Result<Kept, CliError> {
        let file = context.dir.join("given.ics");
        std::fs::write(&file, text).unwrap();
        import(context, &ImportArgs { file, side })
    }

    fn keep(context: &Context, hours: &str, side: Whose) -> Kept {
        let hours = rest_hours(hours).unwrap();
        keep_rest_hours(context, &RestHoursArgs { hours, side }).unwrap()
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
    fn damaged_files_hold_up_no_proposal() {
        let dir = tempfile::tempdir().unwrap();
        let context = context(dir.path());
        import_text(&context, HOLIDAYS, Whose::Own).unwrap();
        std::fs::write(rest_path(&context), "own = 7").unwrap();
        assert!(falls(&context).is_empty());
        assert!(kept(&context, Whose::Own).is_err());
    }
}
