//! Releases: taken from press devices, listed for everybody.

use axum::{Json, extract::State};
use domain::Action;
use wire::{
    PressItem, PromiseItem, PublicText, PublicTexts, ReleaseRequest, Released, TheirRelease,
    TheirsTaken,
};

use super::{Caller, Problem, problem::Sent};
use crate::app::{AppError, Published};
use crate::runtime::NodeHandle;

/// Takes a release with the press key's signature and a second person's approval.
#[utoipa::path(post, path = "/api/v1/press/releases", request_body = ReleaseRequest,
    responses((status = 200, description = "Done", body = Released), (status = 403), (status = 409), (status = 422)))]
pub async fn release(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<ReleaseRequest>,
) -> Result<Json<Released>, Problem> {
    caller.may(Action::Release)?;
    let request = body.read()?;
    let name = node
        .call(move |core, now| core.release(now, caller.who, &request))
        .await??;
    let url = format!("/releases/{name}");
    Ok(Json(Released { name, url }))
}

/// What is on the press page, newest first.
#[utoipa::path(get, path = "/api/v1/press/releases", responses((status = 200, description = "Done", body = Vec<PressItem>)))]
pub async fn list(State(node): State<NodeHandle>) -> Result<Json<Vec<PressItem>>, Problem> {
    let page = node.call(|core, now| core.press_page(now)).await??;
    let items = page
        .into_iter()
        .map(|Published { document, notices }| PressItem {
            published_unix_ms: document.public_from_unix_ms(),
            url: format!("/releases/{}", document.name),
            kind: document.release.kind.to_string(),
            contact: document.release.contact.to_string(),
            topic: document.release.topic().to_string(),
            name: document.name,
            title: document.release.title,
            office: document.release.office,
            about: document.release.about,
            notices: notices.into_iter().map(|notice| notice.name).collect(),
        })
        .collect();
    Ok(Json(items))
}

/// Promised releases: due, overdue or kept.
#[utoipa::path(get, path = "/api/v1/press/promises", responses((status = 200, description = "Done", body = Vec<PromiseItem>)))]
pub async fn promises(State(node): State<NodeHandle>) -> Result<Json<Vec<PromiseItem>>, Problem> {
    let promises = node.call(|core, now| core.promises(now)).await??;
    let items = promises
        .into_iter()
        .map(|promise| PromiseItem {
            contact: promise.contact.to_string(),
            statement: promise.statement,
            by_unix_ms: promise.by_unix_ms,
            office: promise.office,
            state: promise.state.to_string(),
        })
        .collect();
    Ok(Json(items))
}

/// What both sides have said in public, as it was signed: what is on this side's press page, and what
/// its press devices read on the other's.
#[utoipa::path(get, path = "/api/v1/press/texts", responses((status = 200, description = "Done", body = PublicTexts)))]
pub async fn texts(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<PublicTexts>, Problem> {
    caller.may(Action::ReadLogs)?;
    let (own, theirs) = node
        .call(|core, now| Ok::<_, AppError>((core.press_page(now)?, core.their_texts(now)?)))
        .await??;
    let own = own
        .into_iter()
        .map(|Published { document, .. }| PublicText {
            url: format!("/releases/{}", document.name),
            seen_unix_ms: document.public_from_unix_ms(),
            name: document.name,
            document: document.document,
            minisig: document.minisig,
        });
    let theirs = theirs.into_iter().map(|text| PublicText {
        name: text.name,
        document: text.document,
        minisig: text.minisig,
        url: text.url,
        seen_unix_ms: text.seen_unix_ms,
    });
    Ok(Json(PublicTexts {
        own: own.collect(),
        theirs: theirs.collect(),
    }))
}

/// Keeps a release of the other side that a press device read on its press site, if their press key
/// signed it.
#[utoipa::path(post, path = "/api/v1/press/theirs", request_body = TheirRelease,
    responses((status = 200, description = "Done", body = TheirsTaken), (status = 404), (status = 409), (status = 422)))]
pub async fn take_theirs(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<TheirRelease>,
) -> Result<Json<TheirsTaken>, Problem> {
    caller.may(Action::Release)?;
    let sent = body.read()?;
    let (name, new) = node
        .call(move |core, now| core.take_theirs(now, &sent))
        .await??;
    Ok(Json(TheirsTaken { name, new }))
}
