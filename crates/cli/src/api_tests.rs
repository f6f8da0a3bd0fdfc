//! Tests of a device's dealings with its node: addresses and refusals.

use super::*;
use crate::{
    Exit, PassphraseSource, Questions,
    commands::side::{ADMINISTRATOR_DEVICE, InitArgs, init},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

#[test]
fn plain_http_stays_on_this_machine() {
    for (url, danger, fits) in [
        ("http://127.0.0.1:7480", false, true),
        ("http://127.8.9.1:7480", false, true),
        ("http://[::1]:7480", false, true),
        ("http://localhost:7480", false, true),
        ("http://north.localhost:7480", false, true),
        ("http://192.0.2.1:7480", false, false),
        ("http://localhost.example:7480", false, false),
        ("http://127.0.0.1.example:7480", false, false),
        ("http://192.0.2.1:7480", true, true),
        ("https://127.0.0.1:7480", true, false),
        ("file:///etc/passwd", true, false),
        ("north", true, false),
    ] {
        let got = Node::new(url, danger).map_err(|error| error.exit);
        assert_eq!(got.is_ok(), fits, "{url}");
        if !fits {
            assert_eq!(got.err(), Some(Exit::Usage), "{url}");
        }
    }
}

#[test]
fn refusals_keep_the_nodes_code() {
    let body = br#"{"type":"urn:detente:problem:wrong-phase","title":"wrong-phase","status":409,"detail":"no"}"#;
    let error = refusal(StatusCode::CONFLICT, body);
    assert_eq!(
        (error.exit, error.code.as_str(), error.cause.as_str()),
        (Exit::Refused, "wrong-phase", "no")
    );
    let error = refusal(StatusCode::BAD_GATEWAY, b"<html>");
    assert_eq!(
        (error.exit, error.code.as_str()),
        (Exit::Failed, "odd-answer")
    );
}

/// A context with a founded side in it, and that side's node key.
pub(super) fn founded(dir: &std::path::Path, http: std::net::SocketAddr) -> (Context, SigningKey) {
    let mut context = Context::new(dir.join("north"));
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
    let args = InitArgs {
        http,
        ..InitArgs::local("North")
    };
    init(&context, &args).unwrap();
    let node = context
        .home()
        .load_side_keys(&context, client::KeyPurpose::Node)
        .unwrap();
    (context, node.signing().clone())
}

/// Answers each request by the table of path beginnings, once each and in order.
async fn node_that_answers(
    listener: TcpListener,
    answers: Vec<(&'static str, u16, String)>,
) -> Vec<String> {
    let mut heads = Vec::new();
    for (path, status, body) in answers {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let (head, length) = loop {
            let mut chunk = [0; 4_096];
            let read = socket.read(&mut chunk).await.unwrap();
            assert!(read > 0, "a whole request");
            request.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&request).to_lowercase();
            let Some(end) = text.find("\r\n\r\n") else {
                continue;
            };
            let length: usize = text[..end]
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            break (text[..end].to_owned(), end + 4 + length);
        };
        while request.len() < length {
            let mut chunk = [0; 4_096];
            let read = socket.read(&mut chunk).await.unwrap();
            assert!(read > 0, "a whole body");
            request.extend_from_slice(&chunk[..read]);
        }
        assert!(head.split(' ').nth(1).unwrap().starts_with(path), "{head}");
        let answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        socket.write_all(answer.as_bytes()).await.unwrap();
        heads.push(head);
    }
    heads
}

fn challenge(node: &SigningKey) -> String {
    serde_json::to_string(&ChallengeResponse {
        nonce: Bytes64(vec![7; NONCE_BYTES]),
        node_key: node.public(),
    })
    .unwrap()
}

const SESSION: &str = r#"{"token":"new","expires_unix_ms":1}"#;
const LINE: &str = r#"{"other":null,"up":false,"own_entries":0,"other_entries":0,"receipted":0,"skew_ms":null,"misbehaviour":0,"reason_down":null,"rings":[]}"#;
const ENDED: &str = r#"{"title":"not-signed-in","detail":"sign in first"}"#;

#[tokio::test]
async fn an_ended_session_is_renewed_once_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (context, node) = founded(dir.path(), listener.local_addr().unwrap());
    let name: DeviceName = ADMINISTRATOR_DEVICE.parse().unwrap();
    let kept = context.home().device_path(&name, "session");
    private_file::write(&kept, b"old").unwrap();
    let served = tokio::spawn(node_that_answers(
        listener,
        vec![
            ("/api/v1/line", 401, ENDED.into()),
            ("/api/v1/sessions/challenge", 200, challenge(&node)),
            ("/api/v1/sessions", 200, SESSION.into()),
            ("/api/v1/line", 200, LINE.into()),
        ],
    ));
    let mut session = Session::open(&context, &name).unwrap();
    assert!(!session.line_status().await.unwrap().up);
    let heads = served.await.unwrap();
    assert!(heads[0].contains("bearer old") && heads[3].contains("bearer new"));
    assert_eq!(private_file::read(&kept).unwrap(), "new");
    assert_eq!(private_file::mode(&kept), Some(private_file::FILE_MODE));
}

#[tokio::test]
async fn another_nodes_challenge_is_never_signed() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (context, _) = founded(dir.path(), listener.local_addr().unwrap());
    let stranger = SigningKey::from_seed(&identity::SecretSeed([9; 32]));
    let served = tokio::spawn(node_that_answers(
        listener,
        vec![("/api/v1/sessions/challenge", 200, challenge(&stranger))],
    ));
    let name: DeviceName = ADMINISTRATOR_DEVICE.parse().unwrap();
    let mut session = Session::open(&context, &name).unwrap();
    let error = session.line_status().await.unwrap_err();
    assert_eq!(
        (error.exit, error.code.as_str()),
        (Exit::Unverified, "wrong-node")
    );
    served.await.unwrap();
}

#[tokio::test]
async fn a_node_that_isnt_there_is_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (context, _) = founded(dir.path(), listener.local_addr().unwrap());
    drop(listener);
    let name: DeviceName = ADMINISTRATOR_DEVICE.parse().unwrap();
    let mut session = Session::open(&context, &name).unwrap();
    assert_eq!(
        session.line_status().await.unwrap_err().exit,
        Exit::Unreachable
    );
}
