//! Tests of what is found, without a node; with one it is looked at in tests/two_sides.rs.

use super::{
    node::{Standing, line_findings, standing_finding},
    *,
};
use crate::{PassphraseSource, Questions, commands::side};
use client::KeyPurpose;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

fn none() -> Findings {
    Findings {
        findings: Vec::new(),
    }
}

fn verdict_of(found: &Findings, what: &str) -> Option<Verdict> {
    found
        .findings
        .iter()
        .find(|one| one.what == what)
        .map(|one| one.verdict)
}

fn each_says_what_to_do(found: &Findings) -> bool {
    found
        .findings
        .iter()
        .all(|one| one.verdict == Verdict::Good || !one.next.is_empty())
}

/// A port of this machine on which nothing listens.
fn free_port() -> SocketAddr {
    (
        Ipv4Addr::LOCALHOST,
        crate::demo::free_ports::free_port().unwrap(),
    )
        .into()
}

fn founded(dir: &std::path::Path) -> (Context, side::InitArgs) {
    let mut context = Context::new(dir.join("north"));
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
    let mut init = side::InitArgs::local("North");
    (init.http, init.line, init.media, init.metrics) =
        (free_port(), free_port(), free_port(), free_port());
    side::init(&context, &init).unwrap();
    (context, init)
}

#[tokio::test]
async fn a_side_whose_node_isnt_running_is_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let args = DoctorArgs::default();
    let nowhere = Context::new(dir.path().join("nowhere"));
    let found = run(&nowhere, &args).await.unwrap();
    assert_eq!(verdict_of(&found, "directory"), Some(Verdict::Bad));

    let (context, init) = founded(dir.path());
    let found = run(&context, &args).await.unwrap();
    assert_eq!(found.exit(), Exit::Failed);
    for (what, verdict) in [
        ("permissions", Verdict::Good),
        ("key files", Verdict::Good),
        ("press key", Verdict::Good),
        ("seal", Verdict::Warning),
        ("pairing", Verdict::Warning),
        ("node", Verdict::Bad),
        ("line port", Verdict::Good),
        ("store", Verdict::Good),
        ("web push", Verdict::Good),
    ] {
        assert_eq!(verdict_of(&found, what), Some(verdict), "{what}");
    }
    assert!(each_says_what_to_do(&found));

    let held = UdpSocket::bind(init.line).unwrap();
    let key = context.home().side_key_path(KeyPurpose::Node);
    std::fs::write(&key, "damaged").unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::write(context.home().store_path(), "no store").unwrap();
    let found = run(&context, &args).await.unwrap();
    for what in ["permissions", "key file", "line port", "store"] {
        assert_eq!(verdict_of(&found, what), Some(Verdict::Bad), "{what}");
    }
    assert!(each_says_what_to_do(&found));
    drop(held);
}

#[tokio::test]
async fn keys_of_another_side_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let (context, _) = founded(&dir.path().join("one"));
    let (other, _) = founded(&dir.path().join("two"));
    for purpose in [KeyPurpose::Node, KeyPurpose::Archive] {
        let [from, to] = [&other, &context].map(|one| one.home().side_key_path(purpose));
        std::fs::copy(from, to).unwrap();
    }
    std::fs::copy(
        other.home().press_public_key_path(),
        context.home().press_public_key_path(),
    )
    .unwrap();
    let found = run(&context, &DoctorArgs::default()).await.unwrap();
    let bad = |what: &str| {
        let of = found.findings.iter().filter(|one| one.what == what);
        of.filter(|one| one.verdict == Verdict::Bad).count()
    };
    assert_eq!((bad("key file"), bad("press key")), (2, 1));
}

#[tokio::test]
async fn without_a_passphrase_it_says_what_it_didnt_see() {
    let dir = tempfile::tempdir().unwrap();
    let (mut context, _) = founded(dir.path());
    context = {
        let mut unasked = Context::new(&context.dir);
        unasked.questions = Questions::Never;
        unasked
    };
    let found = run(&context, &DoctorArgs::default()).await.unwrap();
    for what in ["key files", "press key"] {
        assert_eq!(verdict_of(&found, what), Some(Verdict::Unseen), "{what}");
    }
    assert!(each_says_what_to_do(&found));
}

#[test]
fn clocks_are_judged_by_the_lines_own_limits() {
    let (warn, max) = (domain::CLOCK_SKEW_WARN_MS, domain::CLOCK_SKEW_MS_MAX);
    for (skew_ms, verdict) in [
        (0, Verdict::Good),
        (warn - 1, Verdict::Good),
        (warn, Verdict::Warning),
        (-warn, Verdict::Warning),
        (warn + 1, Verdict::Warning),
        (max - 1, Verdict::Warning),
        (max, Verdict::Warning),
        (max + 1, Verdict::Bad),
        (-max - 1, Verdict::Bad),
        (i64::MIN, Verdict::Bad),
    ] {
        let mut found = none();
        found.clock("clock", skew_ms, "the node's");
        assert_eq!(verdict_of(&found, "clock"), Some(verdict), "{skew_ms}");
        assert!(each_says_what_to_do(&found));
    }
}

#[test]
fn a_line_is_more_than_up_or_down() {
    let up = wire::LineStatus {
        other: Some(identity::SideId([2; 16])),
        up: true,
        own_entries: 5,
        other_entries: 4,
        receipted: 5,
        skew_ms: Some(3),
        misbehaviour: 0,
        reason_down: None,
        reason_code: None,
        rings: Vec::new(),
    };
    let check = |line: &wire::LineStatus, wanted: &[(&str, Verdict)]| {
        let mut found = none();
        line_findings(line, &mut found);
        let got: Vec<(&str, Verdict)> = found
            .findings
            .iter()
            .map(|one| (one.what.as_str(), one.verdict))
            .collect();
        assert_eq!(got, wanted, "{line:?}");
        assert!(each_says_what_to_do(&found));
    };
    check(
        &up,
        &[
            ("line", Verdict::Good),
            ("other clock", Verdict::Good),
            ("receipts", Verdict::Good),
        ],
    );
    check(
        &wire::LineStatus {
            up: false,
            skew_ms: None,
            receipted: 4,
            misbehaviour: 1,
            ..up.clone()
        },
        &[
            ("line", Verdict::Bad),
            ("receipts", Verdict::Warning),
            ("misbehaviour", Verdict::Warning),
        ],
    );
    check(
        &wire::LineStatus { other: None, ..up },
        &[("line", Verdict::Warning)],
    );
}

#[test]
fn accreditations_are_renewed_before_they_end() {
    let day_ms = 24 * 3_600 * 1_000;
    let now_unix_ms = 1_640_896_200_000;
    let until = |end_unix_ms| Standing::Until {
        end_unix_ms,
        now_unix_ms,
    };
    for (standing, verdict) in [
        (Standing::Founding, Verdict::Good),
        (Standing::Unknown, Verdict::Warning),
        (Standing::Revoked, Verdict::Bad),
        (until(now_unix_ms - 1), Verdict::Bad),
        (until(now_unix_ms), Verdict::Bad),
        (until(now_unix_ms + 1), Verdict::Warning),
        (until(now_unix_ms + 30 * day_ms - 1), Verdict::Warning),
        (until(now_unix_ms + 30 * day_ms), Verdict::Good),
    ] {
        let mut found = none();
        standing_finding(&"aide".parse().unwrap(), standing, &mut found);
        assert_eq!(
            verdict_of(&found, "accreditation"),
            Some(verdict),
            "{standing:?}"
        );
        assert!(each_says_what_to_do(&found));
    }
}
