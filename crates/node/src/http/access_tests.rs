//! Who may call what: each row of the table against each kind of caller, and records of each kind as
//! each role.

use super::{Access, bare, endpoints};
use crate::fixture::{NOW_MS, Person, World, body, subject};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{Action, AudienceClass, InternalKind, Kind, Noun, SubjectId, decide, roles_of};
use identity::{Role, encode_canonical};
use std::collections::BTreeMap;
use tower::ServiceExt;
use wire::{Bytes64, PostRequest};

const HOUR_MS: i64 = 3_600 * 1_000;

/// What a refusal or an answer says: its status, and its code if it is a problem.
pub(super) async fn ask(
    router: &Router,
    method: &str,
    path: &str,
    token: Option<&str>,
    json: Option<String>,
) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match json {
        Some(json) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(json)
        }
        None => Body::empty(),
    };
    let response = router
        .clone()
        .oneshot(request.body(body).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let problem = response.headers().get(header::CONTENT_TYPE)
        == Some(&header::HeaderValue::from_static(
            super::problem::PROBLEM_TYPE,
        ));
    let refused = status.is_client_error() || status.is_server_error();
    assert_eq!(problem, refused, "{method} {path}: {status}");
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    if !problem {
        return (status, String::new());
    }
    let problem: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let code = problem["title"].as_str().unwrap();
    assert_eq!(problem["status"], status.as_u16());
    assert_eq!(problem["type"], format!("urn:detente:problem:{code}"));
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    (status, code.to_owned())
}

fn not_signed_in() -> (StatusCode, String) {
    (StatusCode::UNAUTHORIZED, "not-signed-in".to_owned())
}

fn role_missing() -> (StatusCode, String) {
    (StatusCode::FORBIDDEN, "role-missing".to_owned())
}

/// A node whose clock shows [`NOW_MS`], a living session for each role, and what isn't one.
struct Callers {
    router: Router,
    roles: BTreeMap<Role, String>,
    nobody: Vec<(&'static str, Option<String>)>,
}

fn callers() -> Callers {
    let mut world = World::new();
    let people = world.people.clone();
    let roles: BTreeMap<Role, String> = people
        .iter()
        .map(|(role, person)| (*role, world.token(person, NOW_MS)))
        .collect();
    let sherpa = people[&Role::Sherpa].clone();
    // Twelve hours from its beginning to the clock of the test.
    let expired = world.token(&sherpa, NOW_MS - 12 * HOUR_MS);
    let signed_out = world.token(&sherpa, NOW_MS - HOUR_MS);
    let (_, secret) = signed_out.split_once('.').unwrap();
    let mut bytes = [0; 32];
    hex::decode_to_slice(secret, &mut bytes).unwrap();
    world
        .core
        .sign_out(sherpa.device(), &crate::app::SessionToken(bytes))
        .unwrap();
    // A device with every role, so that nothing but its revocation can be the reason.
    let revoked = world.north.person(60, &Role::ALL);
    let accreditation = world.north.accreditation(&revoked);
    let now = crate::fixture::at(NOW_MS);
    world.core.post_accreditation(now, &accreditation).unwrap();
    let of_revoked = world.token(&revoked, NOW_MS);
    let revocation = world.north.revocation(revoked.device());
    world.core.post_revocation(now, &revocation).unwrap();

    let own = &roles[&Role::Sherpa];
    let (_, secret) = own.split_once('.').unwrap();
    let others = format!("{}.{secret}", people[&Role::PressOfficer].device());
    let stranger = format!("{}.{secret}", world.south.person(1, &Role::ALL).device());
    let short = own[..own.len() - 2].to_owned();
    let nobody = vec![
        ("no token", None),
        ("an empty one", Some(String::new())),
        ("garbage", Some("let me in".into())),
        (
            "a device without a secret",
            Some(format!("{}.", sherpa.device())),
        ),
        ("a short secret", Some(short)),
        ("a long secret", Some(format!("{own}00"))),
        ("another device's secret", Some(others)),
        ("a stranger with a known secret", Some(stranger)),
        ("an expired session", Some(expired)),
        ("a session that was signed out", Some(signed_out)),
        ("a revoked device", Some(of_revoked)),
    ];
    // The clock begins a moment later: the expired session has ended by then.
    let node = run_bare(world.core, Clock::beginning_at(NOW_MS));
    Callers {
        router: bare(node),
        roles,
        nobody,
    }
}

pub(super) fn address(path: &str) -> String {
    path.replace("{name}", "readout-000000000000")
        .replace("{id}", &"0".repeat(64))
        .replace("{index}", "0")
        .replace("{language}", "fr")
        .replace("{period}", "2030-01")
        .replace("{*path}", "contacts/3fa1")
}

#[tokio::test]
async fn nobody_who_isnt_signed_in_passes_a_closed_endpoint() {
    let callers = callers();
    let mut closed = 0;
    for endpoint in endpoints() {
        let (method, path) = (endpoint.method, address(endpoint.path));
        for (who, token) in &callers.nobody {
            // Nothing sent, and something: authority comes before the body.
            for json in [None, Some("{".to_owned()), Some("{}".to_owned())] {
                let token = token.as_deref();
                let answer = ask(&callers.router, method, &path, token, json).await;
                match endpoint.access {
                    Access::Public => assert_ne!(answer, not_signed_in(), "{method} {path}: {who}"),
                    Access::SignedIn | Access::May(_) => {
                        assert_eq!(answer, not_signed_in(), "{method} {path}: {who}");
                        closed += 1;
                    }
                }
            }
        }
    }
    assert!(closed > 0);
}

#[tokio::test]
async fn each_role_passes_where_the_table_lets_it_and_nowhere_else() {
    for endpoint in endpoints() {
        let (method, path) = (endpoint.method, address(endpoint.path));
        // A sign-out ends the session: each row has callers of its own.
        let callers = callers();
        for (role, token) in &callers.roles {
            let answer = ask(&callers.router, method, &path, Some(token), None).await;
            let may = match endpoint.access {
                Access::Public | Access::SignedIn => true,
                Access::May(action) => roles_of(action).contains(*role),
            };
            assert_ne!(answer, not_signed_in(), "{method} {path} as {role}");
            assert_eq!(
                answer == role_missing(),
                !may,
                "{method} {path} as {role}: {answer:?}"
            );
        }
    }
}

/// Methods that no row names are refused as such, signed in or not; so nothing answers that isn't in
/// the table.
#[tokio::test]
async fn what_isnt_in_the_table_isnt_there() {
    let callers = callers();
    let table = endpoints();
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];
    for endpoint in &table {
        for method in methods {
            let row = table
                .iter()
                .any(|row| row.path == endpoint.path && row.method == method);
            let token = Some(callers.roles[&Role::Sherpa].as_str());
            let answer = ask(
                &callers.router,
                method,
                &address(endpoint.path),
                token,
                None,
            )
            .await;
            let refused = (
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed".to_owned(),
            );
            assert_eq!(answer == refused, !row, "{method} {}", endpoint.path);
        }
    }
    for path in [
        "/metrics",
        "/api",
        "/api/v1",
        "/api/v1/side/",
        "/api/v2/side",
        "/releases",
        "/admin",
    ] {
        let answer = ask(&callers.router, "GET", path, None, None).await;
        assert_eq!(
            answer,
            (StatusCode::NOT_FOUND, "not-found".to_owned()),
            "{path}"
        );
    }
}

/// The router has no other source than the table: nothing is routed, merged or nested beside it.
#[test]
fn routes_are_written_in_the_table_alone() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let mut routes = 0;
    let files = |folder: &std::path::Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    let of_site = files(&here.join("site"));
    assert!(of_site.len() > 10);
    for path in files(&here).into_iter().chain(of_site) {
        let name = path.to_string_lossy();
        if !name.ends_with(".rs") || name.ends_with("_tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for word in [
            ".route(",
            ".nest(",
            ".merge(",
            ".route_service(",
            ".nest_service(",
        ] {
            let found = text.matches(word).count();
            let wanted = usize::from(path.ends_with("http/mod.rs") && word == ".route(");
            assert_eq!(found, wanted, "{word} in {}", path.display());
            routes += found;
        }
    }
    assert_eq!(routes, 1);
}

fn posted(bytes: &[u8]) -> Option<String> {
    let request = PostRequest {
        bytes: Bytes64(bytes.to_vec()),
    };
    Some(serde_json::to_string(&request).unwrap())
}

/// A record of this kind about a contact, or founding one, as its author's device would sign it.
fn record_of(kind: Kind, author: &Person, contact: SubjectId) -> domain::Record {
    let mut header = author.header(kind.number(), contact);
    if matches!(kind, Kind::Propose | Kind::HeldOutside) {
        (header.subject, header.open) = subject(author.side, author.person.0[0]);
    }
    if matches!(kind, Kind::Propose | Kind::Counter | Kind::HeldOutside) {
        header.facts = Some(World::facts());
        header.bodies = vec![body(AudienceClass::Staff), body(AudienceClass::Leadership)];
    }
    author.record(&header)
}

/// A node with a proposed contact, and a session for each role.
fn proposed() -> (World, SubjectId, BTreeMap<Role, String>) {
    let mut world = World::new();
    let (contact, _) = world.propose(200);
    let people = world.people.clone();
    let tokens = people
        .iter()
        .map(|(role, person)| (*role, world.token(person, NOW_MS)))
        .collect();
    (world, contact, tokens)
}

#[tokio::test]
async fn records_of_each_kind_as_each_role() {
    for kind in &Noun::Contact.kinds() {
        let (world, contact, tokens) = proposed();
        let people = world.people;
        let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
        for (role, person) in &people {
            let record = record_of(*kind, person, contact);
            let json = posted(record.bytes());
            let token = Some(tokens[role].as_str());
            let answer = ask(&router, "POST", "/api/v1/records", token, json.clone()).await;
            let may = roles_of(Noun::Contact.action(*kind).unwrap()).contains(*role);
            assert_eq!(
                answer == role_missing(),
                !may,
                "{kind:?} as {role}: {answer:?}"
            );
            // Nobody posts another's record, whatever their roles.
            for (other, token) in tokens.iter().filter(|(other, _)| *other != role) {
                let token = Some(token.as_str());
                let answer = ask(&router, "POST", "/api/v1/records", token, json.clone()).await;
                let refused = (StatusCode::FORBIDDEN, "not-accredited".to_owned());
                assert_eq!(answer, refused, "{kind:?} of {role} by {other}");
            }
        }
    }
}

#[tokio::test]
async fn internal_records_of_each_kind_as_each_role() {
    let (world, contact, tokens) = proposed();
    let draft = world.readout(contact);
    let people = world.people;
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    for kind in InternalKind::ALL {
        for (role, person) in &people {
            let record = match kind {
                InternalKind::Draft => person.draft(&draft).0,
                InternalKind::Approve
                | InternalKind::Release
                | InternalKind::Promise
                | InternalKind::Consult
                | InternalKind::Assign
                | InternalKind::Line
                | InternalKind::Note
                | InternalKind::Report
                | InternalKind::Coalition
                | InternalKind::Shifts
                | InternalKind::MessageDraft
                | InternalKind::MessageApprove
                | InternalKind::Mandate
                | InternalKind::Card
                | InternalKind::ReviewCard
                | InternalKind::ApproveCard
                | InternalKind::ReviewNote
                | InternalKind::ApproveNote
                | InternalKind::RetainNote
                | InternalKind::OpenNote
                | InternalKind::DistributeNote
                | InternalKind::Clear => person.internal(&person.header(kind.number(), contact)),
            };
            let (token, json) = (Some(tokens[role].as_str()), posted(record.bytes()));
            let answer = ask(&router, "POST", "/api/v1/internal", token, json).await;
            let may = roles_of(kind.action()).contains(*role);
            assert_eq!(
                answer == role_missing(),
                !may,
                "{kind:?} as {role}: {answer:?}"
            );
        }
    }
}

/// Officers act by their charter or by an accreditation; what they bring is signed by two, whoever
/// brings it.
#[tokio::test]
async fn officers_papers_stand_by_their_signatures() {
    let mut world = World::new();
    let officer = world.north.administrator.clone();
    let token = world.token(&officer, NOW_MS);
    assert!(decide(officer.roles, Action::Accredit, None).is_ok());
    let newcomer = world.north.person(70, &[Role::Sherpa]);
    let good = world.north.accreditation(&newcomer);
    let foreign = world
        .south
        .accreditation(&world.south.person(70, &[Role::Sherpa]));
    let other = crate::fixture::Founded::new("North", 9).accreditation(&newcomer);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    for (bytes, wanted) in [
        (&foreign, StatusCode::UNPROCESSABLE_ENTITY),
        (&other, StatusCode::UNPROCESSABLE_ENTITY),
        (&encode_canonical(&1_u8), StatusCode::BAD_REQUEST),
        (&good, StatusCode::OK),
    ] {
        let (status, _) = ask(
            &router,
            "POST",
            "/api/v1/accreditations",
            Some(&token),
            posted(bytes),
        )
        .await;
        assert_eq!(status, wanted);
    }
}
