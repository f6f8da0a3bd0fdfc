//! Reports of a counterpart's acts: what each must say, and how long it may be.

use super::*;

fn reported(act: ReportedAct) -> Reported {
    Reported {
        act,
        of: "South".into(),
        told_by: "head of protocol".into(),
        source: "by telephone".into(),
        heard_unix_ms: 1,
        what: String::new(),
        text: String::new(),
        date: None,
    }
}

#[test]
fn an_act_that_says_nothing_is_no_report() {
    for act in ReportedAct::ALL {
        let (bare, mut full) = (reported(*act), reported(*act));
        full.what = "foreign minister".into();
        full.text = "as told".into();
        full.date = Some(ReportedDate {
            start_unix_ms: 1,
            zone: "Europe/Zurich".into(),
        });
        let lacks = match act {
            ReportedAct::RoundDate => Some("date"),
            ReportedAct::Paper | ReportedAct::HeadOfDelegation => Some("what"),
            ReportedAct::Other => Some("text"),
            ReportedAct::Proposal
            | ReportedAct::Acceptance
            | ReportedAct::Decline
            | ReportedAct::Postponement
            | ReportedAct::Cancellation => None,
        };
        assert_eq!(bare.lacks(), lacks, "{act}");
        assert_eq!(bare.fits(), lacks.is_none(), "{act}");
        assert_eq!((full.lacks(), full.fits()), (None, true), "{act}");
        let blank = Reported {
            what: " ".into(),
            text: "\n".into(),
            ..bare
        };
        assert_eq!(blank.lacks(), lacks, "{act}");
    }
}

#[test]
fn whose_act_it_is_and_who_told_it_are_said() {
    type Fill = fn(&mut Reported, String);
    let wanted: [Fill; 3] = [
        |report, text| report.of = text,
        |report, text| report.told_by = text,
        |report, text| report.source = text,
    ];
    for fill in wanted {
        for (length, fits) in [
            (0, false),
            (1, true),
            (FIELD_BYTES_MAX - 1, true),
            (FIELD_BYTES_MAX, true),
            (FIELD_BYTES_MAX + 1, false),
        ] {
            let mut report = reported(ReportedAct::Cancellation);
            fill(&mut report, "x".repeat(length));
            assert_eq!(report.fits(), fits, "{length}");
        }
    }
    let free: [(usize, Fill); 3] = [
        (FIELD_BYTES_MAX, |report, text| report.what = text),
        (TEXT_BYTES_MAX, |report, text| report.text = text),
        (FIELD_BYTES_MAX, |report, zone| {
            report.date = Some(ReportedDate {
                start_unix_ms: 1,
                zone,
            })
        }),
    ];
    for (max, fill) in free {
        for (length, fits) in [(0, true), (max - 1, true), (max, true), (max + 1, false)] {
            let mut report = reported(ReportedAct::Proposal);
            fill(&mut report, "x".repeat(length));
            assert_eq!(report.fits(), fits, "{length}");
        }
    }
}
