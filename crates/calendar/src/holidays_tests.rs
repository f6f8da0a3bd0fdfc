//! Holiday calendars as they come, what is refused of them, and their limits.

use super::*;
use proptest::prelude::*;

/// A calendar of events whose lines are given.
fn calendar(events: &[&str]) -> String {
    let events: String = events
        .iter()
        .map(|event| {
            format!(
                "BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n",
                event.replace('\n', "\r\n")
            )
        })
        .collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
}

fn read(text: &str) -> Result<Holidays, String> {
    Holidays::read(text.as_bytes()).map_err(|error| error.to_string())
}

fn names(holidays: &Holidays, day: &str) -> Vec<String> {
    let day = day.parse().unwrap();
    holidays.on(day).map(str::to_owned).collect()
}

/// Days of 2020 to 2023 that the event covers.
fn check(event: &str, wanted: &[&str]) {
    let holidays = read(&calendar(&[event])).unwrap_or_else(|error| panic!("{event}: {error}"));
    let begin: Date = "2020-01-01".parse().unwrap();
    let days: Vec<String> = begin
        .series(jiff::Span::new().days(1))
        .take_while(|day| day.year() < 2024)
        .filter(|day| holidays.on(*day).next().is_some())
        .map(|day| day.to_string())
        .collect();
    assert_eq!(days, wanted, "{event}");
}

#[test]
fn days_of_holidays() {
    check(
        "DTSTART;VALUE=DATE:20220107\nSUMMARY:Christmas",
        &["2022-01-07"],
    );
    check(
        "DTSTART;VALUE=DATE:20220107\nDTEND;VALUE=DATE:20220108",
        &["2022-01-07"],
    );
    check(
        "DTSTART;VALUE=DATE:20220107\nDTEND;VALUE=DATE:20220107",
        &["2022-01-07"],
    );
    check(
        "DTSTART:20220107\nDURATION:P2D",
        &["2022-01-07", "2022-01-08"],
    );
    check(
        "DTSTART;VALUE=DATE:20201231\nDTEND;VALUE=DATE:20210102\nRRULE:FREQ=YEARLY;COUNT=2",
        &["2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01"],
    );
    check(
        "DTSTART;VALUE=DATE:20200509\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20210509,20220509\nRDATE;VALUE=DATE:20210510",
        &["2020-05-09", "2021-05-10", "2023-05-09"],
    );
    check("DTSTART;VALUE=DATE:20220107\nSTATUS:CANCELLED", &[]);
    check(
        "DTSTART;VALUE=DATE:20220107\nSTATUS:CONFIRMED\nTRANSP:TRANSPARENT\nX-ANY;A=\"b\":c\nBEGIN:VALARM\nTRIGGER:-PT1H\nDTSTART:x\nEND:VALARM",
        &["2022-01-07"],
    );
}

#[test]
fn what_isnt_a_holiday_is_passed_over() {
    let text = "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:South\nBEGIN:VTIMEZONE\nTZID:x\n\
        BEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=HOURLY\nEND:STANDARD\nEND:VTIMEZONE\n\
        BEGIN:VTODO\nDUE:20220101T000000Z\nEND:VTODO\nEND:VCALENDAR\n\
        begin:vcalendar\nbegin:vevent\ndtstart;value=date:20220704\nsummary:Independence\\, Day\\nof\n  the\u{1b}[31m South\nend:vevent\nend:vcalendar\n";
    let holidays = read(text).unwrap();
    assert_eq!((holidays.len(), holidays.is_empty()), (1, false));
    assert_eq!(
        names(&holidays, "2022-07-04"),
        ["Independence, Day of the [31m South"]
    );
    assert!(names(&holidays, "2022-07-05").is_empty());
}

#[test]
fn what_isnt_understood_is_refused_with_its_line() {
    let start = "DTSTART;VALUE=DATE:20220107";
    for (event, wanted) in [
        ("SUMMARY:x", "line 4, BEGIN: DTSTART is missing"),
        (
            "DTSTART:20220107T000000Z",
            "line 5, DTSTART: it has a time of day; holidays are whole days (VALUE=DATE)",
        ),
        (
            "DTSTART;VALUE=DATE-TIME:20220107T000000",
            "line 5, DTSTART: it has a time of day; holidays are whole days (VALUE=DATE)",
        ),
        (
            "DTSTART;VALUE=DATE:20220230",
            "line 5, DTSTART: `20220230` isn't a date such as 20211230, of 1900 to 2199",
        ),
        (
            "DTSTART;VALUE=DATE:18991231",
            "line 5, DTSTART: `18991231` isn't a date such as 20211230, of 1900 to 2199",
        ),
        (
            "DTSTART;VALUE=DATE:Tomorrow",
            "line 5, DTSTART: `Tomorrow` isn't a date such as 20211230, of 1900 to 2199",
        ),
        (
            &format!("{start}\n{start}"),
            "line 6, DTSTART: it stands there twice",
        ),
        (
            &format!("{start}\nSUMMARY:a\n b\nRRULE:FREQ=YEARLY;BYSETPOS=1"),
            "line 8, RRULE: `BYSETPOS=1` isn't understood in a holiday",
        ),
        (
            &format!("{start}\nRECURRENCE-ID;VALUE=DATE:20220107"),
            "line 6, RECURRENCE-ID: `RECURRENCE-ID` isn't understood in a holiday",
        ),
        (
            &format!("{start}\nRDATE;VALUE=PERIOD:x"),
            "line 6, RDATE: it has a time of day; holidays are whole days (VALUE=DATE)",
        ),
        (
            &format!("{start}\nEXDATE:20220107,"),
            "line 6, EXDATE: `` isn't a date such as 20211230, of 1900 to 2199",
        ),
        (
            &format!("{start}\nDTEND;VALUE=DATE:20220106"),
            "line 6, DTEND: it ends before it begins",
        ),
        (
            &format!("{start}\nDTEND;VALUE=DATE:20220108\nDURATION:P1D"),
            "line 7, DURATION: DTEND and DURATION exclude each other",
        ),
        (
            &format!("{start}\nDURATION:PT24H"),
            "line 6, DURATION: `PT24H` isn't a length of 1 to 31 days, such as P1D",
        ),
        (
            &format!("{start}\nSUMMARY"),
            "line 6, a line: it isn't a line of a calendar (NAME:VALUE)",
        ),
        (
            &format!("{start}\nEND:VCALENDAR"),
            "line 6, END: it closes what isn't open",
        ),
    ] {
        assert_eq!(read(&calendar(&[event])).unwrap_err(), wanted, "{event}");
    }
    for (text, wanted) in [
        (
            "",
            "this isn't a calendar: there is no BEGIN:VCALENDAR in it",
        ),
        (
            "<html>",
            "line 1, a line: it isn't a line of a calendar (NAME:VALUE)",
        ),
        (
            "SUMMARY:x",
            "line 1, SUMMARY: it stands outside of a calendar",
        ),
        (
            "BEGIN:VEVENT",
            "line 1, BEGIN: it stands outside of a calendar",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT",
            "line 2, BEGIN: it is never closed",
        ),
        (
            "BEGIN:VCALENDAR\nVERSION:1.0",
            "line 2, VERSION: this kind or version of calendar isn't understood",
        ),
        (
            "BEGIN:VCALENDAR\nCALSCALE:HEBREW",
            "line 2, CALSCALE: this kind or version of calendar isn't understood",
        ),
    ] {
        assert_eq!(read(text).unwrap_err(), wanted, "{text}");
    }
    let latin = b"BEGIN:VCALENDAR\nSUMMARY:No\xebl\n";
    assert_eq!(
        Holidays::read(latin).unwrap_err().to_string(),
        "line 2, a line: it isn't UTF-8"
    );
}

#[test]
fn bytes_lines_holidays_lengths_and_nesting_are_limited() {
    let around = |most: usize| [(most - 1, true), (most, true), (most + 1, false)];
    let empty = calendar(&[]);
    for (bytes, fits) in around(HOLIDAY_BYTES_MAX) {
        // One long line more.
        let line = format!("X:{}\r\nEND:VCALENDAR", "x".repeat(bytes - empty.len() - 4));
        let text = empty.replace("END:VCALENDAR", &line);
        assert_eq!(text.len(), bytes);
        assert_eq!(read(&text).is_ok(), fits, "{bytes} bytes");
    }
    for (lines, fits) in around(HOLIDAY_LINES_MAX) {
        let more = format!("{}END:VCALENDAR", "X:\r\n".repeat(lines - 4));
        let text = empty.replace("END:VCALENDAR", &more);
        assert_eq!(text.lines().count(), lines);
        assert_eq!(read(&text).is_ok(), fits, "{lines} lines");
    }
    for (events, fits) in around(HOLIDAYS_MAX) {
        let text = calendar(&vec!["DTSTART:20220107"; events]);
        assert_eq!(read(&text).is_ok(), fits, "{events} holidays");
    }
    for (days, fits) in around(HOLIDAY_DAYS_MAX as usize) {
        let text = calendar(&[&format!("DTSTART:20220107\nDURATION:P{days}D")]);
        assert_eq!(read(&text).is_ok(), fits, "{days} days");
    }
    for (deep, fits) in around(NESTING_MAX) {
        let within = deep - 1;
        let (begin, end) = ("BEGIN:X\n".repeat(within), "END:X\n".repeat(within));
        let text = format!("BEGIN:VCALENDAR\n{begin}{end}END:VCALENDAR\n");
        assert_eq!(read(&text).is_ok(), fits, "{deep} deep");
    }
    for (chars, kept) in [
        (NAME_CHARS_MAX - 1, NAME_CHARS_MAX - 1),
        (NAME_CHARS_MAX, NAME_CHARS_MAX),
        (NAME_CHARS_MAX + 1, NAME_CHARS_MAX),
    ] {
        let name = "é".repeat(chars);
        let holidays = read(&calendar(&[&format!("DTSTART:20220107\nSUMMARY:{name}")])).unwrap();
        assert_eq!(names(&holidays, "2022-01-07")[0].chars().count(), kept);
    }
}

/// Lines that look like a calendar's, so that mutations go deep.
fn nearly() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("BEGIN:VCALENDAR".to_owned()),
        Just("BEGIN:VEVENT".to_owned()),
        Just("END:VEVENT".to_owned()),
        Just("END:VCALENDAR".to_owned()),
        "DTSTART(;VALUE=DATE)?:(19|20|21)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]",
        "DTEND;VALUE=DATE:20[0-9]{6}",
        "DURATION:P[0-9]{0,12}[DWT]",
        "RRULE:FREQ=YEARLY;(BYMONTH=-?[0-9]{1,4};)?(BYMONTHDAY=-?[0-9]{1,4},-?[0-9]{1,3};)?(BYDAY=-?[0-9]{0,6}(MO|SU|é),TU;)?(COUNT|INTERVAL|UNTIL)=[0-9]{1,11}",
        "(RDATE|EXDATE);VALUE=DATE:(20220107,)?[0-9]{7,9}",
        "[ -~é\t]{0,20}",
    ];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.join("\r\n"))
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(inside in nearly(), frame in any::<bool>(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = match frame {
            true => calendar(&[&inside]).into_bytes(),
            false => inside.into_bytes(),
        };
        for round in 0..2 {
            if let Ok(holidays) = Holidays::read(&bytes) {
                for day in ["1900-01-01", "2022-01-07", "2199-12-31"] {
                    let _ = names(&holidays, day);
                }
            }
            if round == 0 && !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
    }
}
