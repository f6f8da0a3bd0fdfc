//! The sheet beside the telephone, read from the signed terms.

use serde_json::{Value, json};

use super::{
    code, prose, report, shown,
    sides::{DESK, Pair, text_of},
};

#[test]
fn a_call_sheet_is_read_from_the_signed_terms() {
    let dir = tempfile::tempdir().unwrap();
    let people = [DESK.as_slice(), &[("duty", "duty-officer")]].concat();
    let pair = Pair::found(dir.path(), &people);
    let (north, south) = (&pair.north, &pair.south);
    // New York's clocks go forward during the call.
    let propose = [
        "contact",
        "propose",
        "--start",
        "2030-03-10T08:30",
        "--zone",
        "Europe/Moscow",
        "--other-zone",
        "America/New_York",
        "--duration",
        "120",
        "--medium",
        "phone-call",
        "--initiative",
        "recipient",
        "--language",
        "ru",
        "--language",
        "en",
        "--format",
        "consecutive",
        "--participant",
        "own:principal:Head of North",
        "--participant",
        "other:interpreter:A. B.",
    ];
    let proposed = north.run_as("sherpa", &propose).unwrap();
    let contact = text_of(&proposed, "/contact").unwrap();
    let sheet = ["contact", "call-sheet", contact.as_str()];
    let offered = north.run_as("sherpa", &sheet).unwrap();
    assert_eq!(offered["agreed"], false);
    assert_eq!(offered["banners"][0]["banner"], "not-agreed");
    assert_eq!(offered["banners"][0]["proposed_by"], "North");
    assert_eq!(offered["order"].as_array().unwrap().len(), 5);
    let told = prose(north, "sherpa", &sheet);
    assert!(told.contains("N O T   A G R E E D"), "{told}");
    assert!(told.contains("agreed       NO (proposed)"), "{told}");
    shown(
        south,
        &["contact", "show", &contact],
        "/phase",
        &json!("proposed"),
    );
    let accept = ["contact", "accept", &contact];
    south.run_as("sherpa", &accept).unwrap();
    let agreed = shown(north, &sheet, "/agreed", &json!(true));
    assert_eq!(agreed["banners"], json!([]));
    let time = |index: usize, field: &str| agreed["times"][index][field].clone();
    for (index, side, date, starts, offset, weekday) in [
        (0, "North", "2030-03-10", "08:30", "+03:00", "Sunday"),
        (1, "South", "2030-03-10", "00:30", "-05:00", "Sunday"),
    ] {
        assert_eq!(time(index, "side"), side);
        assert_eq!(time(index, "date"), date);
        assert_eq!(time(index, "starts"), starts);
        assert_eq!(time(index, "offset"), offset);
        assert_eq!(time(index, "weekday"), weekday);
    }
    let changes = agreed["clock_changes"].as_array().unwrap();
    let of_south = |one: &&Value| one["zone"] == "America/New_York";
    assert!(changes.iter().all(|one| of_south(&one)), "{changes:#?}");
    let during = json!({
        "news": "change",
        "forward_min": 60,
        "before": "2030-03-10T02:00",
        "after": "2030-03-10T03:00",
        "offset": "-04:00",
        "placed": "during",
        "hours": 0,
    });
    assert_eq!(changes[0]["what"], during);
    let people: Vec<(&str, &str)> = agreed["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["side"].as_str().unwrap(), one["name"].as_str().unwrap()))
        .collect();
    assert_eq!(people, [("North", "Head of North"), ("South", "A. B.")]);
    assert_eq!(agreed["terms"]["languages"], json!(["ru", "en"]));
    // As both sides signed it: the same on the other side, its own duty officers apart.
    let there = shown(south, &sheet, "/agreed", &json!(true));
    for field in [
        "signed_under",
        "starts",
        "ends",
        "terms",
        "participants",
        "medium",
    ] {
        assert_eq!(there[field], agreed[field], "{field}");
    }
    assert_eq!(agreed["duty"][0]["side"], "North");
    assert_eq!(agreed["duty"][0]["accredited"][0]["name"], "duty");
    assert_eq!(agreed["duty"][1]["accredited"][0]["name"], Value::Null);
    assert_eq!(
        agreed["order"][0]["local"],
        json!([{"side": "North", "clock": "08:20"}, {"side": "South", "clock": "00:20"}])
    );

    let telephone = json!({"step": "telephone", "caller": "South", "other": "North"});
    assert_eq!(agreed["when_down"][1], telephone);

    // For print, with numbers that are kept.
    let keep = [
        &sheet[..],
        &[
            "--fallback",
            "South's duty officer: +00 1 555 0100",
            "--keep",
        ],
        &["--duty-officer", "North: C. D., room 12"],
    ]
    .concat();
    let told = prose(north, "sherpa", &keep);
    for words in [
        "in North     Sunday 2030-03-10, 08:30 (Europe/Moscow, UTC+03:00)",
        "in South     Sunday 2030-03-10, 00:30 (America/New_York, UTC-05:00)",
        "until 10:30",
        "until 03:30 (UTC-04:00)",
        "UTC          2030-03-10T05:30:00Z to 2030-03-10T07:30:00Z",
        "go forward by 60 min, from 2030-03-10 02:00 to 2030-03-10 03:00 (UTC-04:00), DURING THE CALL",
        "1. 08:20 North, 00:20 South",
        "medium       phone-call, 120 min",
        "public part  none",
        "languages    ru, en; consecutive",
        "interpreters sit down, then principals",
        "Head of North",
        "North: C. D., room 12",
        "ORDER OF CALLING",
        "WHEN THE LINE IS DOWN",
        // The side whose initiative it is said to be.
        "then South's duty officer telephones North's",
        "South's duty officer: +00 1 555 0100",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("N O T"), "{told}");
    let kept = north.run_as("duty", &sheet).unwrap();
    assert_eq!(
        kept["fallback"],
        json!(["South's duty officer: +00 1 555 0100"])
    );
    assert_eq!(
        kept["participants"],
        Value::Null,
        "sealed to the leaders' circle"
    );
    assert_eq!(kept["times"], agreed["times"]);

    // A cancellation that is reported, then one that is signed.
    report(north, &[&contact], "cancellation", &[]).unwrap();
    let doubted = north.run_as("sherpa", &sheet).unwrap();
    assert_eq!(
        (&doubted["agreed"], &doubted["banners"][0]["banner"]),
        (&json!(true), &json!("reported"))
    );
    let told = prose(north, "sherpa", &sheet);
    assert!(
        told.contains("South cancelled, reported: told by head of protocol, by telephone"),
        "{told}"
    );
    let cancel = ["contact", "cancel", &contact];
    north.run_as("sherpa", &cancel).unwrap();
    let over = north.run_as("sherpa", &sheet).unwrap();
    assert_eq!(
        (&over["agreed"], &over["banners"][0]["banner"]),
        (&json!(false), &json!("cancelled"))
    );
    assert_eq!(over["order"], json!([]));
    let told = prose(north, "sherpa", &sheet);
    assert!(
        told.contains("C A N C E L L E D") && told.contains("nobody calls"),
        "{told}"
    );
    let many = ["--fallback", "1"].repeat(17);
    assert_eq!(
        code(north.run_as("sherpa", &[&sheet[..], &many].concat())),
        "fallback-numbers"
    );
    pair.stop();
}
