//! A node's address, and asking it: HTTP to this machine, answers of bounded length, refusals with their
//! stable codes.

use reqwest::{Method, StatusCode, Url};
use rustls::RootCertStore;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;
use wire::{ClientFiles, PressItem, PromiseItem, SideInfo};

use super::{localhost::is_localhost, press_site::builder};
use crate::{CliError, Exit};

/// Longest answer that is read: a page of the longest entries as base64.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A node that says nothing for so long isn't there.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A node's address, and a way to ask it.
#[derive(Debug, Clone)]
pub struct Node {
    pub(super) base: Url,
    http: reqwest::Client,
}

/// A refusal as the node words it (RFC 9457).
#[derive(Deserialize)]
struct Problem {
    title: String,
    detail: String,
}

/// What is sent along.
#[derive(Debug, Clone)]
pub enum Body {
    Json(Vec<u8>),
    /// Sealed bytes as they are.
    Sealed(Vec<u8>),
}

impl Body {
    pub(super) fn json<T: Serialize>(value: &T) -> Result<Self, CliError> {
        json_bytes(value).map(Self::Json)
    }
}

impl Node {
    /// `danger_plain_http` allows HTTP to other machines, where passers-by read ids, times and tokens.
    pub fn new(url: &str, danger_plain_http: bool) -> Result<Self, CliError> {
        let wrong = |cause: String| {
            CliError::usage(
                "node-url",
                format!("`{url}`: {cause}"),
                "use http:// to this machine; for another machine forward its port here (ssh -L, WireGuard)",
            )
        };
        let base = Url::parse(url).map_err(|error| wrong(error.to_string()))?;
        if base.scheme() != "http" {
            return Err(wrong(
                "this program speaks HTTP; TLS belongs to the tunnel or proxy before it".into(),
            ));
        }
        if !danger_plain_http && !is_loopback(&base) {
            return Err(wrong(
                "plain HTTP to another machine shows ids, times and the session to passers-by; --danger-plain-http does it all the same".into(),
            ));
        }
        // Nobody is trusted for HTTPS, which isn't spoken here.
        let http = builder(RootCertStore::empty())?
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| CliError::failed("http", error, "report it"))?;
        Ok(Self { base, http })
    }

    pub fn url(&self) -> &Url {
        &self.base
    }

    /// Asks; gives status and body.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Body>,
    ) -> Result<(StatusCode, Vec<u8>), CliError> {
        let unreachable = |error: &reqwest::Error| {
            CliError::new(
                Exit::Unreachable,
                "node-unreachable",
                format!(
                    "the node at {} doesn't answer: {}",
                    self.base,
                    innermost(error)
                ),
                "start it with `detente node run`, or look with `detente doctor`",
            )
        };
        let url = self.base.join(path).map_err(|error| {
            CliError::usage(
                "node-url",
                error,
                "repair the node's URL in the device's file",
            )
        })?;
        let mut request = self.http.request(method, url);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            let (content_type, bytes) = match body {
                Body::Json(bytes) => ("application/json", bytes),
                Body::Sealed(bytes) => ("application/octet-stream", bytes),
            };
            request = request
                .header(reqwest::header::CONTENT_TYPE, content_type)
                .body(bytes);
        }
        let mut response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| unreachable(&error))?
        {
            if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(odd_answer("it is longer than allowed"));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok((status, bytes))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CliError> {
        let (status, bytes) = self.ask(Method::GET, path, None, None).await?;
        read_answer(status, &bytes)
    }

    pub(super) async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, CliError> {
        let (status, bytes) = self
            .ask(Method::POST, path, None, Some(Body::json(body)?))
            .await?;
        read_answer(status, &bytes)
    }

    /// The files that it says it serves as its web client.
    pub async fn client_files(&self) -> Result<ClientFiles, CliError> {
        self.get("/api/v1/client").await
    }

    /// What is at this address, as it is; nothing if the node says so.
    pub async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, CliError> {
        let (status, bytes) = self.ask(Method::GET, path, None, None).await?;
        Ok(status.is_success().then_some(bytes))
    }

    /// Whose node this is, as it says itself.
    pub async fn side_info(&self) -> Result<SideInfo, CliError> {
        self.get("/api/v1/side").await
    }

    /// Whether the node and its store answer.
    pub async fn healthz(&self) -> Result<(), CliError> {
        let (status, bytes) = self.ask(Method::GET, "/healthz", None, None).await?;
        if status.is_success() {
            Ok(())
        } else {
            Err(refusal(status, &bytes))
        }
    }

    pub async fn press_page(&self) -> Result<Vec<PressItem>, CliError> {
        self.get("/api/v1/press/releases").await
    }

    pub async fn promises(&self) -> Result<Vec<PromiseItem>, CliError> {
        self.get("/api/v1/press/promises").await
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some(host) if is_localhost(host) => true,
        Some(host) => host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

pub(super) fn json_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, CliError> {
    serde_json::to_vec(value).map_err(|error| CliError::failed("json", error, "report it"))
}

pub(super) fn odd_answer(cause: &str) -> CliError {
    CliError::failed(
        "odd-answer",
        format!("the node's answer isn't understood: {cause}"),
        "check that the address is a node's, and that it has this program's version",
    )
}

pub(super) fn read_answer<T: DeserializeOwned>(
    status: StatusCode,
    bytes: &[u8],
) -> Result<T, CliError> {
    if !status.is_success() {
        return Err(refusal(status, bytes));
    }
    serde_json::from_slice(bytes).map_err(|error| odd_answer(&error.to_string()))
}

pub(super) fn refusal(status: StatusCode, bytes: &[u8]) -> CliError {
    let Ok(Problem { title, detail }) = serde_json::from_slice::<Problem>(bytes) else {
        return odd_answer(&format!("status {status}"));
    };
    let next = match title.as_str() {
        "sign-in-refused" | "not-accredited" => {
            "let an administrator and a security officer enrol this device: `detente person enrol`"
        }
        "role-missing" => {
            "use a device whose roles may (--as NAME); `detente person list` shows roles"
        }
        "rings-already" | "ring-answered" => {
            "`detente call rings CONTACT` tells how each principal is called"
        }
        "shifts-changed" => {
            "look at `detente shift list`, and set yours with --instead-of and the list that it names"
        }
        "nobody-to-ring" => {
            "let the principal open the desk, or run `detente call join CONTACT` there"
        }
        "wrong-phase" => "`detente contact show CONTACT` tells where it stands",
        "line-forked" => "security officers of both sides decide; nothing new is agreed until then",
        "clock-skew" => "repair the clocks of both nodes; `detente doctor` measures",
        "too-many-requests" => "wait a minute and try again",
        "store-failed" | "stopping" => "look at the node: `detente doctor`",
        "restoring" | "outstanding" => {
            "bring the line up: `detente line status` and `detente doctor` tell how it stands"
        }
        "chunk-differs" => {
            "name the file as it was handed over; a changed file goes with a newer version"
        }
        "attachments-full" => {
            "hand it over by other ways; docs/limits.md says how much a node keeps"
        }
        "not-approved" | "facts-contradict" => "let a second press officer approve the draft",
        _ => "change what was asked, then try again",
    };
    CliError::refused(title, detail, next)
}

pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
