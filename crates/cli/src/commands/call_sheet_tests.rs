//! Numbers beside the telephone.

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
