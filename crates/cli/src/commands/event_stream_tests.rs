//! The stream against a server that ends it, falls silent or refuses it.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}/api/v1/events", listener.local_addr().unwrap());
    (listener, url)
}

/// The next stream, and the session that it names.
// The library's type for a refused handshake is a large one.
#[allow(clippy::result_large_err)]
async fn accept(listener: &TcpListener) -> (WebSocketStream<TcpStream>, String) {
    let (tcp, _) = listener.accept().await.unwrap();
    let mut bearer = String::new();
    let read = |request: &Request, response: Response| {
        bearer = request.headers()["authorization"].to_str().unwrap().into();
        Ok(response)
    };
    let socket = tokio_tungstenite::accept_hdr_async(tcp, read).await;
    (socket.unwrap(), bearer)
}

/// A stream as it was first opened, with the server's end.
async fn opened(listener: &TcpListener, url: &str) -> (EventStream, WebSocketStream<TcpStream>) {
    let stream = EventStream::to(url.to_owned(), "one".to_owned());
    let (stream, (socket, bearer)) = tokio::join!(stream, accept(listener));
    assert_eq!(bearer, "Bearer one");
    (stream.unwrap(), socket)
}

async fn next(stream: &mut EventStream) -> Came {
    let came = tokio::time::timeout(Duration::from_secs(20), stream.next());
    came.await.expect("nothing happened").unwrap()
}

#[tokio::test]
async fn a_stream_that_ends_comes_back_with_the_same_session() {
    let (listener, url) = listen().await;
    let (mut stream, socket) = opened(&listener, &url).await;
    drop(socket);
    assert!(matches!(next(&mut stream).await, Came::Lost));
    assert!(stream.is_away());
    let (came, (mut socket, bearer)) = tokio::join!(next(&mut stream), accept(&listener));
    assert!(matches!(came, Came::Back), "{came:?}");
    assert_eq!(bearer, "Bearer one");
    let told = ToDevice::LogsChanged { own: 1, other: 2 };
    let message = Message::Binary(told.encode().into());
    socket.send(message).await.unwrap();
    match next(&mut stream).await {
        Came::Message(message) => assert_eq!(*message, told),
        other => panic!("{other:?}"),
    }
    let asked = ToNode::Await(domain::SubjectId([1; 16]));
    stream.send(&asked).await;
    let heard = socket.next().await.unwrap().unwrap();
    assert_eq!(heard.into_data(), asked.encode());
}

#[tokio::test]
async fn a_node_that_answers_nothing_is_lost_after_a_second() {
    let (listener, url) = listen().await;
    // The server's end stands and reads nothing.
    let (mut stream, _deaf) = opened(&listener, &url).await;
    let asked = Instant::now();
    stream.ask().await;
    assert!(matches!(next(&mut stream).await, Came::Lost));
    assert!(asked.elapsed() >= ANSWERS_WITHIN);
    assert!(!stream.reconnect(), "no news");
}

#[tokio::test]
async fn a_node_that_answers_is_kept() {
    let (listener, url) = listen().await;
    let (mut stream, mut socket) = opened(&listener, &url).await;
    stream.ask().await;
    let serving = tokio::spawn(async move { while let Some(Ok(_)) = socket.next().await {} });
    let waited = tokio::time::timeout(ANSWERS_WITHIN * 3, stream.next()).await;
    assert!(waited.is_err(), "{waited:?}");
    assert!(!stream.is_away());
    serving.abort();
}

#[tokio::test]
async fn who_was_replaced_stays_away() {
    let (listener, url) = listen().await;
    let (mut stream, mut socket) = opened(&listener, &url).await;
    let frame = CloseFrame {
        code: REPLACED.into(),
        reason: "replaced".into(),
    };
    socket.close(Some(frame)).await.unwrap();
    assert!(matches!(next(&mut stream).await, Came::Replaced));
}

#[tokio::test]
async fn an_ended_session_is_told_and_followed_by_another() {
    let (listener, url) = listen().await;
    let (mut stream, socket) = opened(&listener, &url).await;
    drop(socket);
    assert!(matches!(next(&mut stream).await, Came::Lost));
    let refuse = async {
        let (mut tcp, _) = listener.accept().await.unwrap();
        let mut request = [0; 2_000];
        let _ = tcp.read(&mut request).await.unwrap();
        let refusal = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";
        tcp.write_all(refusal).await.unwrap();
    };
    let (came, ()) = tokio::join!(next(&mut stream), refuse);
    assert!(matches!(came, Came::SignIn), "{came:?}");
    stream.signed_in("two".to_owned());
    let (came, (_socket, bearer)) = tokio::join!(next(&mut stream), accept(&listener));
    assert!(matches!(came, Came::Back), "{came:?}");
    assert_eq!(bearer, "Bearer two");
}
