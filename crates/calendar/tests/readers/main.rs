//! What two independent libraries read in a calendar of ours, and in a holiday calendar, is what was
//! meant. Zones are renamed to names that nobody knows, so that the written VTIMEZONE alone counts.

mod reader;

use calendar::{Calendar, Detail, Event, Holidays, Status, Zone};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};
use serde_json::{Value, json};

/// Minutes around each change of clocks.
const AROUND: [i64; 15] = [
    -1_440, -150, -90, -61, -60, -31, -30, -1, 0, 1, 30, 59, 60, 90, 1_440,
];
const DURATION_MIN: u32 = 45;

const CAPITALS: [&str; 2] = ["Europe/Moscow", "America/New_York"];

/// Both capitals of the demonstration, then what is unusual of clocks; with the years looked at.
const ZONES: [(&str, i16, i16); 11] = [
    ("Europe/Moscow", 2010, 2014),
    ("America/New_York", 2021, 2023),
    ("Asia/Kathmandu", 2021, 2022),
    ("Australia/Lord_Howe", 2021, 2023),
    ("America/St_Johns", 2010, 2012),
    ("Europe/Dublin", 2021, 2023),
    ("Africa/Casablanca", 2021, 2023),
    ("America/Mexico_City", 2021, 2023),
    ("Asia/Amman", 2021, 2023),
    ("Asia/Pyongyang", 2015, 2018),
    ("America/New_York", 2090, 2091),
];

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

fn year(at: i16) -> Timestamp {
    let at = DateTime::constant(at, 1, 1, 0, 0, 0, 0);
    at.to_zoned(TimeZone::UTC).unwrap().timestamp()
}

/// Moments around each change, and noon of the first day of January and July.
fn moments(zone: &TimeZone, first: i16, last: i16) -> Vec<Timestamp> {
    let (from, until) = (year(first), year(last + 1));
    let changes = zone.following(from).map(|change| change.timestamp());
    let changes = changes.take_while(|at| *at < until);
    let mut moments: Vec<Timestamp> = changes
        .flat_map(|at| AROUND.map(|minutes| at + SignedDuration::from_mins(minutes)))
        .collect();
    for year in first..=last {
        for month in [1, 7] {
            let noon = DateTime::constant(year, month, 1, 12, 0, 0, 0);
            moments.push(noon.to_zoned(zone.clone()).unwrap().timestamp());
        }
    }
    moments.sort();
    moments.dedup();
    moments
}

fn event(number: usize, zone: &Zone, start: Timestamp) -> Event {
    Event {
        uid: format!("{number}@detente"),
        start,
        duration_min: DURATION_MIN,
        zone: zone.clone(),
        sequence: 1,
        status: Status::Confirmed,
        modified: year(2020),
        detail: Detail::Busy,
    }
}

fn shown(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at)
        .strftime("%Y-%m-%dT%H:%M:%S")
        .to_string()
}

fn is_twice(at: Timestamp, zone: &TimeZone) -> bool {
    let ambiguous = zone.to_ambiguous_timestamp(zone.to_datetime(at));
    matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. })
}

/// Each event of the calendar as a reader told it, against the time zone database.
fn check(reader: &str, told: &Value, moments: &[Timestamp], zone: &TimeZone) {
    let events = told["events"].as_array().unwrap();
    assert_eq!(events.len(), moments.len(), "{reader}");
    let mut local = 0;
    for (number, start) in moments.iter().enumerate() {
        let uid = json!(format!("{number}@detente"));
        let event = events.iter().find(|event| event["uid"] == uid).unwrap();
        let end = *start + SignedDuration::from_mins(i64::from(DURATION_MIN));
        let case = format!("{reader}, {:?}, {start}: {event}", zone.iana_name());
        assert_eq!(event["start"], start.as_second(), "{case}");
        assert_eq!(event["end"], end.as_second(), "{case}");
        // Only where clocks show a time twice it is told in UTC.
        let utc = event["local_start"] == shown(*start, &TimeZone::UTC);
        let is_twice = is_twice(*start, zone) || is_twice(end, zone);
        if utc && is_twice {
            assert_eq!(event["local_end"], shown(end, &TimeZone::UTC), "{case}");
        } else {
            assert_eq!(event["local_start"], shown(*start, zone), "{case}");
            assert_eq!(event["local_end"], shown(end, zone), "{case}");
            local += 1;
        }
    }
    assert!(local * 2 > moments.len(), "{reader}: told in UTC instead");
}

#[test]
fn local_times_on_each_side_of_clock_changes() {
    let readers = reader::installed();
    for (name, first, last) in ZONES {
        let (rules, named) = (zone(name), Zone::named(name).unwrap());
        let moments = moments(&rules, first, last);
        let events = (0..)
            .zip(&moments)
            .map(|(number, at)| event(number, &named, *at));
        let calendar = Calendar {
            refresh_min: 15,
            events: events.collect(),
        };
        let text = calendar.write().unwrap();
        let unknown = text
            .replace(&format!("TZID:{name}\r\n"), "TZID:Nowhere\r\n")
            .replace(&format!(";TZID={name}:"), ";TZID=Nowhere:");
        assert!(!unknown.contains(name), "{name}");
        for reader in &readers {
            // Under its own name a zone may be the library's; the capitals' are enough for that.
            let texts = [&unknown, &text];
            let texts = if CAPITALS.contains(&name) {
                &texts[..]
            } else {
                &texts[..1]
            };
            for text in texts {
                let told = reader.read(text, 2040);
                assert_eq!(
                    (&told["method"], &told["refresh_min"]),
                    (&json!("PUBLISH"), &json!(15))
                );
                check(reader.name, &told, &moments, &rules);
            }
        }
    }
}

#[test]
fn facts_and_several_zones_come_through() {
    let text = "Ruhe; Stille, \\ \"Tag\"\nzweite Zeile: ".to_owned() + &"éß字𝄞 ".repeat(40);
    let (north, south) = (
        Zone::named("Europe/Moscow").unwrap(),
        Zone::named("America/New_York").unwrap(),
    );
    let start = "2021-12-30T20:30:00Z".parse().unwrap();
    let with_facts = Event {
        status: Status::Tentative,
        sequence: 7,
        detail: Detail::Facts {
            summary: text.clone(),
            description: text.clone(),
        },
        ..event(0, &north, start)
    };
    let cancelled = Event {
        status: Status::Cancelled,
        ..event(1, &south, start)
    };
    let calendar = Calendar {
        refresh_min: 15,
        events: vec![with_facts, cancelled],
    };
    for reader in reader::installed() {
        let told = reader.read(&calendar.write().unwrap(), 2040);
        let [first, second] = told["events"].as_array().unwrap().as_slice() else {
            panic!("{}: {told}", reader.name)
        };
        assert_eq!(first["summary"], text, "{}", reader.name);
        assert_eq!(first["description"], text, "{}", reader.name);
        assert_eq!(
            (&first["status"], &first["sequence"]),
            (&json!("TENTATIVE"), &json!(7))
        );
        assert_eq!(
            first["local_start"], "2021-12-30T23:30:00",
            "{}",
            reader.name
        );
        assert_eq!(
            second["local_start"], "2021-12-30T15:30:00",
            "{}",
            reader.name
        );
        assert_eq!(
            (&second["status"], &second["transparency"]),
            (&json!("CANCELLED"), &json!("TRANSPARENT"))
        );
    }
}

#[test]
fn a_calendar_without_events_is_one() {
    let calendar = Calendar {
        refresh_min: 60,
        events: Vec::new(),
    };
    for reader in reader::installed() {
        let told = reader.read(&calendar.write().unwrap(), 2040);
        assert_eq!(told["events"], json!([]), "{}", reader.name);
    }
}

/// Rules of every form that is read, each from its own first day in 2020 on.
fn rules() -> Vec<String> {
    let months = ["", "BYMONTH=2;", "BYMONTH=5;", "BYMONTH=1,6,12;"];
    let days = [
        "",
        "BYMONTHDAY=1;",
        "BYMONTHDAY=29;",
        "BYMONTHDAY=-1;",
        "BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=TU;",
        "BYDAY=1MO;",
        "BYDAY=-1FR,2SU;",
        "BYDAY=5TH;",
        "BYDAY=SA,SU;",
    ];
    let ends = ["INTERVAL=1", "INTERVAL=4", "COUNT=9", "UNTIL=20310501"];
    let mut rules = Vec::new();
    for month in months {
        for day in days {
            // Days of no month are refused.
            if month.is_empty() && day.starts_with("BYMONTHDAY") {
                continue;
            }
            for end in ends {
                rules.push(format!("FREQ=YEARLY;{month}{day}{end}"));
            }
        }
    }
    rules
}

fn holiday(number: usize, first: Date, rule: &str, more: &str) -> String {
    let first = first.strftime("%Y%m%d");
    format!(
        "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20200101T000000Z\r\nSUMMARY:{number}\r\n\
         DTSTART;VALUE=DATE:{first}\r\nRRULE:{rule}\r\n{more}END:VEVENT\r\n"
    )
}

fn calendar_of(events: &[String]) -> String {
    let events = events.concat();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{events}END:VCALENDAR\r\n")
}

#[test]
fn holidays_fall_on_the_days_that_others_see() {
    const LAST: i16 = 2040;
    let begin = Date::constant(2020, 1, 1);
    let days = || {
        begin
            .series(jiff::Span::new().days(1))
            .take_while(|day| day.year() <= LAST)
    };
    let mut events = Vec::new();
    for rule in rules() {
        // The first day of a rule is one of its own.
        let own = days().map(|day| holiday(events.len(), day, &rule, ""));
        let own = own.take(366).find(|event| {
            let calendar = calendar_of(std::slice::from_ref(event));
            Holidays::read(calendar.as_bytes()).is_ok()
        });
        // A fifth Thursday of February doesn't come in 2020.
        events.extend(own);
    }
    assert!(events.len() >= 110, "only {} rules come", events.len());
    let more = "EXDATE;VALUE=DATE:20210107,20230107\r\nRDATE;VALUE=DATE:20210108\r\n";
    events.push(holiday(
        events.len(),
        Date::constant(2020, 1, 7),
        "FREQ=YEARLY",
        more,
    ));
    let text = calendar_of(&events);
    let holidays = Holidays::read(text.as_bytes()).unwrap();
    let mut ours = vec![Vec::new(); events.len()];
    for day in days() {
        for name in holidays.on(day) {
            ours[name.parse::<usize>().unwrap()].push(day.to_string());
        }
    }
    for reader in reader::installed() {
        let told = reader.read(&text, LAST);
        let theirs = told["days"].as_array().unwrap();
        assert_eq!(theirs.len(), events.len(), "{}", reader.name);
        let mut others = Vec::new();
        for (holiday, event) in theirs.iter().zip(&events) {
            // ical.js takes the last day of June for 1 July.
            if reader.name == "ical.js" && event.contains("BYMONTHDAY=-1") {
                continue;
            }
            let number: usize = holiday["summary"].as_str().unwrap().parse().unwrap();
            if holiday["days"] != json!(ours[number]) {
                others.push(format!("{event}{}\n", holiday["days"]));
            }
        }
        assert!(others.is_empty(), "{}: {}", reader.name, others.concat());
    }
}
