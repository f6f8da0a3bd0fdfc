//! Reading a press site: HTTP and HTTPS, names of this machine, and limits at their edges.

use super::*;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::collections::BTreeMap;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

const TEXT: &str = "/releases/readout-1.txt";
const SIGNATURE: &str = "/releases/readout-1.txt.minisig";

type Pages = BTreeMap<&'static str, Vec<u8>>;

fn pages(text_bytes: usize, signature_bytes: usize) -> Pages {
    BTreeMap::from([
        (TEXT, vec![b't'; text_bytes]),
        (SIGNATURE, vec![b's'; signature_bytes]),
    ])
}

/// Answers one request with the page of its path, in a form that doesn't tell its length beforehand.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(mut socket: S, pages: &Pages) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(request).unwrap();
    let path = head.split(' ').nth(1).unwrap();
    let answer = match pages.get(path) {
        Some(page) => [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", &page[..]].concat(),
        None if path.starts_with("/moved") => format!(
            "HTTP/1.1 301 Moved\r\nlocation: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            path.replacen("/moved", "", 1)
        )
        .into_bytes(),
        None => b"HTTP/1.1 404 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
    };
    // A reader that has had enough is gone.
    let _ = socket.write_all(&answer).await;
    let _ = socket.shutdown().await;
}

/// A site on the loopback; gives its port.
async fn site(pages: Pages, tls: Option<TlsAcceptor>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            match &tls {
                None => answer(socket, &pages).await,
                Some(tls) => {
                    // A client that doesn't trust the certificate hangs up.
                    if let Ok(socket) = tls.accept(socket).await {
                        answer(socket, &pages).await;
                    }
                }
            }
        }
    });
    port
}

/// A certificate for the name, and what trusts it.
fn certificate(name: &str) -> (TlsAcceptor, RootCertStore) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), roots)
}

async fn read_from(url: &str, roots: RootCertStore) -> Result<(usize, usize), String> {
    let url = Url::parse(url).unwrap();
    let read = fetch_trusting(&url, roots, TIMEOUT).await;
    read.map(|(text, minisig)| (text.len(), minisig.len()))
        .map_err(|error| error.code)
}

#[tokio::test]
async fn a_release_is_read_by_any_of_its_addresses() {
    let port = site(pages(5, 3), None).await;
    for (address, wanted) in [
        ("127.0.0.1:PORT/releases/readout-1", Ok((5, 3))),
        ("127.0.0.1:PORT/releases/readout-1.txt", Ok((5, 3))),
        ("127.0.0.1:PORT/releases/readout-1.txt.minisig", Ok((5, 3))),
        (
            "127.0.0.1:PORT/releases/readout-1?from=feed#top",
            Ok((5, 3)),
        ),
        ("localhost:PORT/releases/readout-1", Ok((5, 3))),
        ("north.localhost:PORT/releases/readout-1", Ok((5, 3))),
        ("127.0.0.1:PORT/moved/releases/readout-1", Ok((5, 3))),
        (
            "127.0.0.1:PORT/moved/moved/moved/releases/readout-1",
            Ok((5, 3)),
        ),
        (
            "127.0.0.1:PORT/moved/moved/moved/moved/releases/readout-1",
            Err("site-unreachable"),
        ),
        ("127.0.0.1:PORT/releases/readout-2", Err("not-found")),
    ] {
        let url = format!("http://{}", address.replace("PORT", &port.to_string()));
        let read = read_from(&url, RootCertStore::empty()).await;
        assert_eq!(read, wanted.map_err(str::to_owned), "{url}");
    }
    let other = read_from("ftp://127.0.0.1/releases/x", RootCertStore::empty()).await;
    assert_eq!(other, Err("url".to_owned()));
}

#[tokio::test]
async fn https_is_read_from_whom_the_certificate_names() {
    let (tls, roots) = certificate("north.localhost");
    let port = site(pages(5, 3), Some(tls)).await;
    let path = "releases/readout-1";
    for (host, roots, wanted) in [
        ("north.localhost", roots.clone(), Ok((5, 3))),
        ("south.localhost", roots.clone(), Err("site-unreachable")),
        (
            "north.localhost",
            RootCertStore::empty(),
            Err("site-unreachable"),
        ),
        (
            "north.localhost",
            certificate("north.localhost").1,
            Err("site-unreachable"),
        ),
    ] {
        let read = read_from(&format!("https://{host}:{port}/{path}"), roots).await;
        assert_eq!(read, wanted.map_err(str::to_owned), "{host}");
    }
    let plain = read_from(&format!("http://north.localhost:{port}/{path}"), roots).await;
    assert_eq!(plain, Err("site-unreachable".to_owned()));
}

#[tokio::test]
async fn no_more_is_read_than_a_release_can_have() {
    let (text, minisig) = (TEXT_BYTES_MAX, MINISIG_BYTES_MAX);
    for (text, minisig, fits) in [
        (text - 1, minisig - 1, true),
        (text, minisig, true),
        (text + 1, minisig, false),
        (text, minisig + 1, false),
    ] {
        let port = site(pages(text, minisig), None).await;
        let url = format!("http://127.0.0.1:{port}/releases/readout-1");
        let read = read_from(&url, RootCertStore::empty()).await;
        let wanted = match fits {
            true => Ok((text, minisig)),
            false => Err("too-large".to_owned()),
        };
        assert_eq!(read, wanted, "{text} {minisig}");
    }
}

#[tokio::test]
async fn a_site_that_never_finishes_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let held = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket
            .write_all(b"HTTP/1.1 200 OK\r\n\r\nso far")
            .await
            .unwrap();
        // Until the reader goes away.
        let mut rest = Vec::new();
        let _ = socket.read_to_end(&mut rest).await;
    });
    let url = Url::parse(&format!("http://127.0.0.1:{port}/releases/readout-1")).unwrap();
    let read = fetch_trusting(&url, RootCertStore::empty(), Duration::from_millis(200)).await;
    assert_eq!(read.unwrap_err().exit, Exit::Unreachable);
    held.await.unwrap();
}
