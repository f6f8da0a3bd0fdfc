//! The pace of what is given.

use super::*;

#[test]
fn what_is_given_is_paced() {
    let now = Instant::now();
    let second = ATTACHMENT_BYTES_A_SECOND as usize;
    for (before, waits) in [
        (0, Duration::ZERO),
        (second / 2, Duration::from_millis(500)),
        (second, Duration::from_secs(1)),
        (2 * second, Duration::from_secs(2)),
    ] {
        let mut pace = BytePace::default();
        pace.take(now, before);
        assert_eq!(pace.take(now, 1), waits, "{before}");
        let later = pace.take(now + 2 * waits, 1);
        assert!(later < Duration::from_micros(1), "{before}");
    }
}
