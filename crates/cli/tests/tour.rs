//! The user's path as the user walks it: two real nodes, real terminals, real speech, both readouts.

use serde_json::Value;
use std::process::Command;

fn tour(args: &[&str]) -> Value {
    let out = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["demo", "tour", "--json"])
        .args(args)
        .output()
        .expect("the binary runs");
    let report: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&out.stderr));
    });
    assert!(out.status.success(), "{:#}", report["failures"]);
    report
}

#[test]
fn the_tour_is_as_it_should_be() {
    let report = tour(&[]);
    assert_eq!(report["contact"]["proposed_by"], "north");
    assert_eq!(report["contact"]["local"]["north"], "2021-12-30T23:30");
    assert_eq!(report["contact"]["local"]["south"], "2021-12-30T15:30");
    assert_eq!(report["contact"]["identical_on_both_nodes"], true);
    assert_eq!(report["call"]["words_match"], true);
    assert_eq!(report["call"]["packet_sizes"], serde_json::json!([207]));
    for way in ["north_to_south", "south_to_north"] {
        let frames = &report["call"]["frames"][way];
        let (sent, decrypted) = (
            frames["sent"].as_u64().unwrap(),
            frames["decrypted"].as_u64().unwrap(),
        );
        assert!(
            sent >= 250 && decrypted * 1_000 >= sent * 995,
            "{way}: {frames}"
        );
    }
    assert_eq!(report["call"]["frames_nodes_could_decrypt"], 0);
    assert_eq!(report["promise"]["state"], "kept");
}

#[test]
fn other_zones_and_initiatives_are_right_again() {
    let report = tour(&[
        "--start",
        "2022-04-02T15:00:00Z",
        "--north-zone",
        "Australia/Lord_Howe",
        "--south-zone",
        "Asia/Kathmandu",
        "--initiative",
        "mutual",
    ]);
    // Clocks go back by half an hour there: 01:30 comes twice, this is the second.
    assert_eq!(report["contact"]["local"]["north"], "2022-04-03T01:30");
    assert_eq!(report["contact"]["local"]["south"], "2022-04-02T20:45");
    assert_eq!(report["contact"]["initiative"], "mutual");
}
