//! Numbers beside the telephone, and clocks that change around a call.

use super::*;

fn context(dir: &std::path::Path) -> Context {
    Context::new(dir)
}

#[test]
fn fallback_numbers_are_counted_and_each_is_one_line() {
    for (count, length, fits) in [
        (NUMBERS_MAX - 1, 10, true),
        (NUMBERS_MAX, 10, true),
        (NUMBERS_MAX + 1, 10, false),
        (1, NUMBER_BYTES_MAX - 1, true),
        (1, NUMBER_BYTES_MAX, true),
        (1, NUMBER_BYTES_MAX + 1, false),
        (1, 0, false),
    ] {
        let numbers = vec!["1".repeat(length); count];
        let checked = check_numbers(numbers).map(|numbers| numbers.len());
        assert_eq!(checked.is_ok(), fits, "{count} of {length}");
    }
    assert!(check_numbers(vec!["one\ntwo".into()]).is_err());
}

#[test]
fn numbers_are_kept_where_it_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let context = context(dir.path());
    let given = |keep| CallSheetArgs {
        fallback: vec!["South's duty officer: +00 1".into(), "exchange: 2".into()],
        keep,
        ..CallSheetArgs::default()
    };
    let none = CallSheetArgs::default();
    assert_eq!(numbers(&context, &none).unwrap(), Vec::<String>::new());
    for keep in [false, true] {
        let args = given(keep);
        assert_eq!(numbers(&context, &args).unwrap(), args.fallback);
        let kept = numbers(&context, &none).unwrap();
        assert_eq!(kept == args.fallback, keep, "{kept:?}");
    }
}

#[test]
fn a_change_of_clocks_is_told_by_its_distance() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    // Clocks in New York go back at 06:00 UTC that day.
    let of = |start: &str, end: &str| {
        let (start, end) = (at(start), at(end));
        let found = clock_changes("America/New_York", start - CLOCKS_TOLD, end + CLOCKS_TOLD);
        let words = |change: &ClockChange| change_in_words("America/New_York", change, start, end);
        found.unwrap().iter().map(words).collect::<Vec<_>>()
    };
    let told = "clocks in America/New_York go back by 60 min, from 2021-11-07 02:00 to 2021-11-07 01:00 (UTC-05:00)";
    for (start, end, when) in [
        ("2021-11-14T06:00:00Z", "2021-11-14T07:00:00Z", None),
        (
            "2021-11-14T05:59:59Z",
            "2021-11-14T07:00:00Z",
            Some("6 days before the start"),
        ),
        (
            "2021-11-07T06:00:00Z",
            "2021-11-07T07:00:00Z",
            Some("0 h before the start"),
        ),
        (
            "2021-11-07T05:59:59Z",
            "2021-11-07T06:30:00Z",
            Some("DURING THE CALL"),
        ),
        (
            "2021-11-07T05:00:00Z",
            "2021-11-07T06:00:00Z",
            Some("0 h after the end"),
        ),
        (
            "2021-11-05T05:00:00Z",
            "2021-11-05T06:00:00Z",
            Some("2 days after the end"),
        ),
        ("2021-10-31T05:00:00Z", "2021-10-31T05:59:59Z", None),
    ] {
        let wanted: Vec<String> = when.iter().map(|when| format!("{told}, {when}")).collect();
        assert_eq!(of(start, end), wanted, "{start}");
    }
}

#[test]
fn only_terms_that_stand_are_agreed() {
    use ContactPhase::*;
    let agreed: Vec<ContactPhase> = ContactPhase::ALL
        .iter()
        .copied()
        .filter(|phase| is_agreed(*phase))
        .collect();
    assert_eq!(agreed, [Agreed, Staging, Staged, OnTheLine]);
}
