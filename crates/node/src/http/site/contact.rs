//! How newsrooms reach the press service: what the node's settings say, as text.

use axum::{extract::State, response::Response};
use maud::html;

use super::{
    layout::{self, Host},
    text::{escaped, said},
    visit::Visit,
};
use crate::http::Problem;
use crate::runtime::NodeHandle;

/// How to reach the press service.
#[utoipa::path(get, path = "/contact", tag = "site", operation_id = "contact", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn page(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let host = node.call(|core, _| Host::of(core)).await?;
    let words = visit.words();
    let title = words.text("site-contact");
    let contact = &host.site.contact;
    let body = html! {
        h1 { (title) }
        @if contact.is_empty() {
            p { (words.text("site-contact-none")) }
        } @else {
            p { (words.text("site-contact-for")) }
            dl {
                @if let Some(office) = &contact.office {
                    dt { (words.text("site-contact-office")) }
                    dd { (said(office)) }
                }
                @if let Some(address) = &contact.address {
                    dt { (words.text("site-contact-address")) }
                    dd { address { @for line in address.trim_end().lines() { (said(line)) br; } } }
                }
                @if let Some(mail) = &contact.mail {
                    dt { (words.text("site-contact-mail")) }
                    dd { a href={ "mailto:" (escaped(mail)) } { (said(mail)) } }
                }
                @if let Some(telephone) = &contact.telephone {
                    dt { (words.text("site-contact-telephone")) }
                    dd { a href={ "tel:" (dialled(telephone)) } { bdi dir="ltr" { (escaped(telephone)) } } }
                }
            }
        }
    };
    Ok(visit.page(layout::page(&visit, &host, &title, &body)))
}

/// What is dialled of a number as it is written.
fn dialled(telephone: &str) -> String {
    let keeps = |sign: &char| sign.is_ascii_digit() || *sign == '+';
    telephone.chars().filter(keeps).collect()
}
