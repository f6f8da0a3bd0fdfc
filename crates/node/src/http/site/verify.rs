//! How anybody checks a text, step by step.

use axum::{extract::State, response::Response};
use maud::html;

use super::{
    layout::{self, Host},
    releases::key_file,
    text::said,
    visit::Visit,
};
use crate::http::Problem;
use crate::runtime::NodeHandle;

/// How to verify a text.
#[utoipa::path(get, path = "/verify", tag = "site", operation_id = "verify", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn page(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let (host, key) = node
        .call(|core, _| (Host::of(core), key_file(core)))
        .await?;
    let words = visit.words();
    let title = words.text("site-verify");
    let body = html! {
        h1 { (title) }
        p { (words.text("site-verify-why")) }
        ol {
            li { (words.around("site-verify-step-key", &[("side", said(&host.name))])) }
            li { (words.text("site-verify-step-files")) }
            li { (words.text("site-verify-step-run"))
                pre class="command" dir="ltr" { "minisign -Vm readout-0a1b2c3d4e5f.txt -p press.pub" }
                pre class="command" dir="ltr" { "detente readout verify readout-0a1b2c3d4e5f.txt --key press.pub" }
            }
            li { (words.text("site-verify-step-means")) }
        }
        p { (words.text("site-verify-news")) " " a href=(visit.to("/feed.atom")) { (words.text("site-feed")) } }
        h2 { a href="/press.pub" { (words.text("site-key")) } }
        pre class="signature" dir="ltr" lang="" { (key) }
    };
    Ok(visit.page(layout::page(&visit, &host, &title, &body)))
}
