//! The web client, below `/desk/`: files that came with the program, under a policy that lets no text
//! of anybody become a script, and their hashes for whoever compares.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use prometheus::IntCounter;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use wire::ClientFiles;

use super::{Problem, problem::Named};
use crate::app::{AppError, ErrorCode};

/// The page that every address of the client shows.
const INDEX: &str = "index.html";
/// What is here has a hash in its name and never changes.
const ASSETS: &str = "assets/";
const BELOW: &str = "/desk/";

/// Longest report of a browser that is read.
pub const REPORT_BYTES_MAX: usize = 16 * 1024;
/// Reports are counted; a line in the log says so at most this often.
const REPORT_LINE_EVERY: Duration = Duration::from_secs(60);

/// What the client's page may do: scripts, styles, media and connections of this node alone, nothing
/// inline, and markup only through the client's one policy (W3C CSP 3, Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types detente; \
    report-uri /api/v1/csp-reports";
const PERMISSIONS: &str = "microphone=(self), camera=(self), publickey-credentials-get=(self), \
    publickey-credentials-create=(self), accelerometer=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), midi=(), payment=(), usb=()";

/// A file of the client.
#[derive(Clone)]
pub struct DeskFile {
    pub media_type: &'static str,
    pub sha256: [u8; 32],
    pub plain: Bytes,
    pub brotli: Option<Bytes>,
}

/// Where the client's files are.
#[derive(Clone)]
pub enum DeskSource {
    /// By their paths below `/desk/`.
    Files(Arc<BTreeMap<String, DeskFile>>),
    /// Read anew each time; for whoever develops the client, refused outside demonstrations.
    DangerFolder(DeskFolder),
}

/// A folder that is served as the client.
#[derive(Clone, Debug)]
pub struct DeskFolder {
    pub dir: PathBuf,
    /// What a browser is told that a file is.
    pub media_type: fn(&str) -> Option<&'static str>,
}

impl Default for DeskSource {
    fn default() -> Self {
        Self::Files(Arc::default())
    }
}

impl std::fmt::Debug for DeskSource {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Files(files) => write!(out, "{} files", files.len()),
            Self::DangerFolder(folder) => write!(out, "folder {}", folder.dir.display()),
        }
    }
}

/// The client as it is served.
pub struct Desk {
    source: DeskSource,
    pub(super) reports: IntCounter,
    line_said: Mutex<Option<Instant>>,
}

impl Desk {
    pub fn new(source: DeskSource, reports: IntCounter) -> Self {
        Self {
            source,
            reports,
            line_said: Mutex::default(),
        }
    }

    #[cfg(test)]
    pub(super) fn for_tests(source: DeskSource) -> Self {
        let reports = IntCounter::new("reports", "Reports").unwrap();
        Self::new(source, reports)
    }

    fn is_folder(&self) -> bool {
        matches!(self.source, DeskSource::DangerFolder(_))
    }

    async fn file(&self, path: &str) -> Option<DeskFile> {
        match &self.source {
            DeskSource::Files(files) => files.get(path).cloned(),
            DeskSource::DangerFolder(folder) => folder.file(path).await,
        }
    }

    async fn all(&self) -> Vec<(String, [u8; 32])> {
        match &self.source {
            DeskSource::Files(files) => {
                let hashes = files.iter().map(|(path, file)| (path.clone(), file.sha256));
                hashes.collect()
            }
            DeskSource::DangerFolder(folder) => {
                let mut all = Vec::new();
                for path in paths_in(&folder.dir, "") {
                    let file = folder.file(&path).await;
                    all.extend(file.map(|file| (path, file.sha256)));
                }
                all
            }
        }
    }

    /// The file at this address, or the page for every address that the client itself makes sense of.
    async fn at(&self, path: &str) -> Result<(String, DeskFile), Problem> {
        if let Some(file) = self.file(path).await {
            return Ok((path.to_owned(), file));
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_file = path.starts_with(ASSETS) || name.contains('.');
        let page = match is_file {
            true => None,
            false => self.file(INDEX).await,
        };
        let missing = || {
            AppError::new(
                ErrorCode::NotFound,
                "the web client has no such file; open /desk/ anew, the node may have a newer one",
            )
        };
        Ok((INDEX.to_owned(), page.ok_or_else(missing)?))
    }

    /// Says in the log that reports came, and not of what.
    fn reported(&self) {
        self.reports.inc();
        let mut said = self
            .line_said
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if said.is_none_or(|at| at.elapsed() >= REPORT_LINE_EVERY) {
            *said = Some(Instant::now());
            let reports = self.reports.get();
            tracing::warn!(reports, "browsers reported breaches of the client's policy");
        }
    }
}

/// To the client's page.
#[utoipa::path(get, path = "/desk", tag = "desk", responses((status = 308, description = "To /desk/")))]
pub async fn to_page() -> Redirect {
    Redirect::permanent(BELOW)
}

/// The web client's page.
#[utoipa::path(get, path = "/desk/", tag = "desk", responses((status = 200, description = "The page", body = String, content_type = "text/html"), (status = 404)))]
pub async fn page(
    Extension(desk): Extension<Arc<Desk>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serve(&desk, INDEX, &headers).await
}

/// A file of the web client, or its page for an address within it.
#[utoipa::path(get, path = "/desk/{path}", tag = "desk", params(("path" = String, Path, description = "Path of a file, slashes among it, or an address within the client")),
    responses((status = 200, description = "The file, or the page", body = String, content_type = "text/html"), (status = 404)))]
pub async fn file(
    Extension(desk): Extension<Arc<Desk>>,
    Named(path): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serve(&desk, &path, &headers).await
}

/// What this node serves as its web client: SHA-256 of each file as a browser gets it.
#[utoipa::path(get, path = "/api/v1/client", tag = "desk", responses((status = 200, description = "Done", body = ClientFiles)))]
pub async fn hashes(Extension(desk): Extension<Arc<Desk>>) -> Json<ClientFiles> {
    let all = desk.all().await.into_iter();
    Json(ClientFiles {
        files: all
            .map(|(path, hash)| (address(&path), hex::encode(hash)))
            .collect(),
    })
}

/// Where a browser tells what the client's policy forbade. Counted, and not read.
#[utoipa::path(post, path = "/api/v1/csp-reports", tag = "desk", request_body(content = String, content_type = "application/csp-report"),
    responses((status = 204, description = "Counted")))]
pub async fn reported(
    Extension(desk): Extension<Arc<Desk>>,
    _body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    desk.reported();
    StatusCode::NO_CONTENT
}

fn address(path: &str) -> String {
    match path {
        INDEX => BELOW.to_owned(),
        _ => format!("{BELOW}{path}"),
    }
}

async fn serve(desk: &Desk, path: &str, asked: &HeaderMap) -> Result<Response, Problem> {
    let (path, file) = desk.at(path).await?;
    let tag = format!("W/\"{}\"", hex::encode(&file.sha256[..16]));
    let is_fixed = path.starts_with(ASSETS) && !desk.is_folder();
    let is_known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .any(|known| known == tag.as_str());
    let mut response = match (is_known, file.brotli.filter(|_| takes_brotli(asked))) {
        (true, _) => StatusCode::NOT_MODIFIED.into_response(),
        (false, Some(brotli)) => {
            let encoded = [(header::CONTENT_ENCODING, "br")];
            (encoded, brotli).into_response()
        }
        (false, None) => file.plain.into_response(),
    };
    let headers = response.headers_mut();
    if !is_known {
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(file.media_type),
        );
    }
    headers.insert(header::ETAG, value(&tag)?);
    let cache = match is_fixed {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-embedder-policy"),
            "require-corp",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn value(text: &str) -> Result<HeaderValue, Problem> {
    let odd = |error| AppError::malformed(&error);
    HeaderValue::from_str(text).map_err(|error| odd(error).into())
}

/// RFC 9110 §12.5.3; a weight of nothing is a no.
fn takes_brotli(asked: &HeaderMap) -> bool {
    let lines = asked.get_all(header::ACCEPT_ENCODING).iter();
    let mut codings = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        let is_wanted = weight.parse::<f32>().is_ok_and(|weight| weight > 0.0);
        name.trim().eq_ignore_ascii_case("br") && is_wanted
    })
}

impl DeskFolder {
    /// A file below the folder; nothing above it, however the path is written.
    async fn file(&self, path: &str) -> Option<DeskFile> {
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        let media_type = (self.media_type)(path)?;
        if !Path::new(path).components().all(is_plain) {
            return None;
        }
        let content = tokio::fs::read(self.dir.join(path)).await.ok()?;
        Some(DeskFile {
            media_type,
            sha256: identity::sha256(&content),
            plain: content.into(),
            brotli: None,
        })
    }
}

/// Files below the folder. Links aren't followed: what lies elsewhere isn't the client's.
fn paths_in(dir: &Path, below: &str) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<String> = entries
        .flat_map(|entry| {
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => paths_in(&entry.path(), &format!("{path}/")),
                Ok(kind) if kind.is_file() => vec![path],
                _ => Vec::new(),
            }
        })
        .collect();
    paths.sort();
    paths
}
