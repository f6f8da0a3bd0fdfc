//! A side's press site as anybody reads it: text and signature by address, over HTTPS or HTTP. What is
//! read is believed for its signature alone; how long it is and how long it takes has a limit.

use reqwest::{StatusCode, Url, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use std::{sync::Arc, time::Duration};

use super::{
    localhost::Resolver,
    node::{innermost, is_loopback},
    public_network::{self, PrivateAddress, PublicResolver, Reach},
};
use crate::{CliError, Exit};

/// Longest signed text, as nodes take it.
pub(super) const TEXT_BYTES_MAX: usize = domain::RECORD_BYTES_MAX;
/// Longest signature file.
pub(super) const MINISIG_BYTES_MAX: usize = 2 * 1024;
/// Answer and body together.
const TIMEOUT: Duration = Duration::from_secs(20);
/// From one name of a site to another, and no further.
const REDIRECTS_MAX: usize = 3;

/// Text and signature of the release at this address, whichever of its forms is named.
pub async fn fetch(url: &Url) -> Result<(String, String), CliError> {
    fetch_trusting(url, roots(), TIMEOUT).await
}

async fn fetch_trusting(
    url: &Url,
    roots: RootCertStore,
    timeout: Duration,
) -> Result<(String, String), CliError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(CliError::usage(
            "url",
            format!("`{url}` is no address of a press site"),
            "name an https:// or http:// address, or a file",
        ));
    }
    let redirects = Policy::limited(REDIRECTS_MAX);
    let http = client(url, roots, timeout, redirects, Reach::Anywhere)?;
    let path = url.path().trim_end_matches(".minisig");
    let path = path.trim_end_matches(".txt");
    let mut part = url.clone();
    part.set_query(None);
    part.set_fragment(None);
    part.set_path(&format!("{path}.txt"));
    let text = read(&http, &part, TEXT_BYTES_MAX).await?;
    part.set_path(&format!("{path}.txt.minisig"));
    let minisig = read(&http, &part, MINISIG_BYTES_MAX).await?;
    Ok((text, minisig))
}

/// The certificate authorities that this machine trusts. Without any, HTTPS is refused and HTTP goes on.
pub(super) fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

pub(super) fn client(
    url: &Url,
    roots: RootCertStore,
    timeout: Duration,
    redirects: Policy,
    reach: Reach,
) -> Result<reqwest::Client, CliError> {
    public_network::check(url, reach)?;
    let builder = match is_loopback(url) {
        true => builder(roots)?.no_proxy(),
        false => builder(roots)?,
    };
    let builder = match reach {
        Reach::Anywhere => builder,
        Reach::Public => builder.dns_resolver(Arc::new(PublicResolver {
            host: url.host_str().unwrap_or_default().to_owned(),
        })),
    };
    builder
        .timeout(timeout)
        .redirect(redirects)
        .build()
        .map_err(|error| CliError::failed("http", error, "report it"))
}

/// A client with the one TLS back end of this program, which reqwest on its own doesn't know.
pub(crate) fn builder(roots: RootCertStore) -> Result<reqwest::ClientBuilder, CliError> {
    let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| CliError::failed("tls", error, "report it"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .dns_resolver(Arc::new(Resolver))
        .use_preconfigured_tls(tls))
}

pub(super) async fn read(
    http: &reqwest::Client,
    url: &Url,
    max: usize,
) -> Result<String, CliError> {
    let unreachable = |error: &reqwest::Error| {
        if let Some(private) = private_address(error) {
            return CliError::from(private);
        }
        CliError::new(
            Exit::Unreachable,
            "site-unreachable",
            format!("{url} can't be read: {}", innermost(error)),
            "check the address and the network; a file with its .minisig beside it verifies offline",
        )
    };
    let response = http.get(url.clone()).send().await;
    let mut response = response.map_err(|error| unreachable(&error))?;
    let status = response.status();
    if status != StatusCode::OK {
        return Err(CliError::failed(
            "not-found",
            format!("the press site answers {status} for {url}"),
            "check the address; under an embargo it isn't there yet",
        ));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| unreachable(&error))?
    {
        if bytes.len() + chunk.len() > max {
            return Err(CliError::failed(
                "too-large",
                format!("{url} is longer than {max} bytes: no release is"),
                "check the address",
            ));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|error| {
        CliError::unverified("bad-signature", error, "this is no text of a press site")
    })
}

/// Whether nobody was asked because the site's name leads to an own network.
fn private_address(error: &reqwest::Error) -> Option<&PrivateAddress> {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if let Some(private) = error.downcast_ref() {
            return Some(private);
        }
        source = error.source();
    }
    None
}

#[cfg(test)]
#[path = "press_site_tests.rs"]
mod tests;
