//! The API's description (OpenAPI 3.1), made from the handlers and the table of endpoints. Its text and
//! the table of problem codes are committed; a test compares them, `cargo xtask openapi` writes them.

use axum::{Json, response::IntoResponse};
use std::collections::BTreeSet;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        Content, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, SecurityRequirement,
        path::{Operation, ParameterBuilder, ParameterIn},
        schema::Type,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    Access, attachments, calendar, caller::COOKIE, capitals, demonstration, desk, endpoints,
    events, first_link, line, mail, passkeys, people, press, problem::PROBLEM_TYPE, push, records,
    ring, sessions, site, unrecorded,
};
use crate::app::ErrorCode;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Détente node",
        description = "What a side's devices ask of their own node, and what the public reads on its press site. \
            Binary fields are base64, ids are hex, moments are milliseconds since 1970 (UTC). \
            Every refusal is a problem detail (RFC 9457) with a stable code. \
            Metrics are no part of this API: GET /metrics is answered on a listener of its own (Prometheus text format)."
    ),
    paths(
        describe,
        sessions::side,
        sessions::challenge,
        sessions::passkey,
        sessions::sign_in,
        sessions::own,
        sessions::sign_out,
        sessions::all,
        sessions::end,
        passkeys::options,
        passkeys::register,
        passkeys::all,
        passkeys::reset,
        push::state,
        push::register,
        push::forget,
        events::open,
        records::logs,
        records::contacts,
        ring::again,
        records::post,
        records::internal,
        records::post_internal,
        attachments::state,
        attachments::manifest,
        attachments::put_manifest,
        attachments::chunk,
        attachments::put_chunk,
        attachments::fetched,
        first_link::open,
        first_link::state,
        first_link::close,
        first_link::request,
        people::accredit,
        people::revoke,
        calendar::link,
        calendar::make_link,
        calendar::revoke_link,
        capitals::days,
        capitals::keep_holidays,
        capitals::keep_rest_hours,
        mail::state,
        mail::set_address,
        mail::forget_address,
        mail::retry,
        line::status,
        line::alarms,
        line::pin,
        press::release,
        press::list,
        press::promises,
        unrecorded::send,
        unrecorded::list,
        unrecorded::forget,
        press::texts,
        press::take_theirs,
        super::healthz,
        desk::to_page,
        desk::page,
        desk::file,
        desk::hashes,
        demonstration::given_keys,
        desk::reported,
        site::releases::page,
        calendar::feed,
        site::feed::feed,
        site::releases::press_key,
        site::known::page,
        site::archive::all,
        site::archive::period,
        site::contact::page,
        site::verify::page,
        site::layout::style,
        site::visit::to_page,
        site::releases::release,
    ),
    components(schemas(ProblemDetail)),
    modifiers(&FromTable)
)]
struct Api;

/// A refusal (RFC 9457).
#[derive(ToSchema)]
#[allow(dead_code, reason = "described here, written in problem.rs")]
struct ProblemDetail {
    /// `urn:detente:problem:` and the code.
    r#type: String,
    /// The stable code.
    title: String,
    status: u16,
    /// For people; it may change.
    detail: String,
}

/// What the table of endpoints says of each: who may call it, and how it refuses.
struct FromTable;

impl Modify for FromTable {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        components.add_security_scheme(
            "session",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .bearer_format("DEVICE.TOKEN")
                    .description(Some("The token of POST /api/v1/sessions"))
                    .build(),
            ),
        );
        let cookie = ApiKeyValue::with_description(
            COOKIE,
            "For browsers, by POST /api/v1/sessions with `cookie`. Counts for pages of this node alone; what changes something has the header X-Detente-Csrf besides",
        );
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(cookie));
        components.add_security_scheme("browser", scheme);
        describe_languages(api);
        for endpoint in endpoints() {
            // The rest of a path is no form of its own there.
            let path = endpoint.path.replace("{*", "{");
            let Some(item) = api.paths.paths.get_mut(&path) else {
                continue;
            };
            let operation = match endpoint.method {
                "GET" => &mut item.get,
                "POST" => &mut item.post,
                "PUT" => &mut item.put,
                "DELETE" => &mut item.delete,
                _ => continue,
            };
            if let Some(operation) = operation {
                name_operation(operation);
                describe_access(operation, endpoint.access);
                describe_refusals(operation, endpoint.access);
            }
        }
    }
}

/// Pages of the site in a language that the address names: as they are without.
fn describe_languages(api: &mut utoipa::openapi::OpenApi) {
    for endpoint in endpoints() {
        let Some(without) = endpoint.path.strip_prefix(site::visit::NAMED) else {
            continue;
        };
        let Some(mut item) = api.paths.paths.get(without).cloned() else {
            continue;
        };
        if let Some(operation) = &mut item.get {
            let name = operation.operation_id.take().unwrap_or_default();
            operation.operation_id = Some(format!("{name}_in"));
            let language = ParameterBuilder::new()
                .name("language")
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .description(Some("Language of the site's own words: en, fr or ru"))
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .build();
            let parameters = operation.parameters.get_or_insert_default();
            parameters.insert(0, language);
        }
        api.paths.paths.insert(endpoint.path.to_owned(), item);
    }
}

/// Handlers of two nouns may share a name; operations may not.
fn name_operation(operation: &mut Operation) {
    let noun = operation.tags.iter().flatten().next();
    if let (Some(noun), Some(name)) = (noun, operation.operation_id.as_ref()) {
        operation.operation_id = Some(format!("{noun}_{name}"));
    }
}

fn describe_access(operation: &mut Operation, access: Access) {
    let who = match access {
        Access::Public => return,
        Access::SignedIn => "Any signed-in device.".to_owned(),
        Access::May(action) => {
            let roles: Vec<&str> = domain::roles_of(action)
                .iter()
                .map(|role| role.name())
                .collect();
            format!(
                "Signed-in devices with one of the roles {}.",
                roles.join(", ")
            )
        }
    };
    operation.description = Some(match operation.description.take() {
        Some(text) => format!("{text}\n\n{who}"),
        None => who,
    });
    let either = ["session", "browser"];
    let either = either.map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
    operation.security = Some(either.into());
}

/// Statuses named at the handler, those that the access brings, and one for everything else.
fn describe_refusals(operation: &mut Operation, access: Access) {
    let mut statuses: BTreeSet<String> = operation
        .responses
        .responses
        .keys()
        .filter(|status| status.starts_with(['4', '5']))
        .cloned()
        .collect();
    match access {
        Access::Public => {}
        Access::SignedIn => statuses.extend(["401".to_owned()]),
        Access::May(_) => statuses.extend(["401".to_owned(), "403".to_owned()]),
    }
    for status in statuses {
        let codes: Vec<&str> = ErrorCode::ALL
            .iter()
            .filter(|code| code.status().to_string() == status)
            .map(|code| code.name())
            .collect();
        let response = problem_response(&format!("Refused: {}", codes.join(", ")));
        operation.responses.responses.insert(status, response);
    }
    operation.responses.responses.insert(
        "default".to_owned(),
        problem_response("Refused with another code"),
    );
}

fn problem_response(description: &str) -> RefOr<utoipa::openapi::Response> {
    let schema = RefOr::Ref(Ref::from_schema_name("ProblemDetail"));
    ResponseBuilder::new()
        .description(description)
        .content(PROBLEM_TYPE, Content::new(Some(schema)))
        .build()
        .into()
}

/// The description as JSON.
pub fn document() -> String {
    let mut text = Api::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// The table of problem codes for people (Markdown).
pub fn problems() -> String {
    let mut text = String::from(
        "# Problem codes\n\n\
         A node refuses with problem details (RFC 9457): `type` is `urn:detente:problem:CODE`, `title` the\n\
         code, `detail` a sentence for people. Codes are stable, sentences aren't.\n\n\
         | Code | Status | Meaning |\n|---|---|---|\n",
    );
    for code in ErrorCode::ALL {
        text.push_str(&format!(
            "| `{}` | {} | {} |\n",
            code.name(),
            code.status(),
            code.meaning()
        ));
    }
    text
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "node", responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub async fn describe() -> impl IntoResponse {
    Json(Api::openapi())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use utoipa::openapi::HttpMethod;

    /// Set by `cargo xtask openapi`: writes the files instead of comparing them.
    const WRITE: &str = "DETENTE_WRITE_DOCS";

    /// Whether the description holds this endpoint.
    fn describes(method: &str, path: &str) -> bool {
        let api = Api::openapi();
        let method = match method {
            "GET" => HttpMethod::Get,
            "POST" => HttpMethod::Post,
            "PUT" => HttpMethod::Put,
            "DELETE" => HttpMethod::Delete,
            _ => return false,
        };
        api.paths.get_path_operation(path, method).is_some()
    }

    #[test]
    fn committed_descriptions_are_current() {
        let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        for (name, text) in [("openapi.json", document()), ("problems.md", problems())] {
            let path = docs.join(name);
            if std::env::var_os(WRITE).is_some() {
                std::fs::write(&path, &text).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                committed == text,
                "docs/{name} isn't what the program says: run `cargo xtask openapi` and commit it"
            );
        }
    }

    #[test]
    fn every_endpoint_is_described_with_its_access_and_refusals() {
        let api: serde_json::Value = serde_json::from_str(&document()).unwrap();
        assert_eq!(api["openapi"], "3.1.0");
        let table = endpoints();
        let mut names = BTreeSet::new();
        for endpoint in &table {
            let (method, path) = (endpoint.method, &endpoint.path.replace("{*", "{"));
            assert!(describes(method, path), "{method} {path}");
            let operation = &api["paths"][path][method.to_lowercase()];
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name), "{method} {path} has a name of its own");
            let secured = operation["security"][0]["session"].is_array();
            assert_eq!(
                secured,
                endpoint.access != Access::Public,
                "{method} {path}"
            );
            // What is no part of the path is asked for behind it.
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let within = path.contains(&format!("{{{name}}}"));
                assert_eq!(parameter["in"] == "path", within, "{method} {path}: {name}");
            }
            let responses = operation["responses"].as_object().unwrap();
            for (status, response) in responses {
                assert_ne!(response["description"], "", "{method} {path} {status}");
                let refusal = status == "default" || status.starts_with(['4', '5']);
                let problem = response["content"].get(PROBLEM_TYPE).is_some();
                assert_eq!(refusal, problem, "{method} {path} {status}");
            }
            for (status, wanted) in [
                ("default", true),
                ("401", endpoint.access != Access::Public),
                ("403", matches!(endpoint.access, Access::May(_))),
            ] {
                assert!(
                    !wanted || responses.contains_key(status),
                    "{method} {path} {status}"
                );
            }
        }
        let described: usize = api["paths"]
            .as_object()
            .unwrap()
            .values()
            .map(|path| path.as_object().unwrap().len())
            .sum();
        assert_eq!(
            described,
            table.len(),
            "nothing is described that isn't there"
        );
    }

    #[test]
    fn codes_are_told_apart_and_have_the_form_of_codes() {
        let names: BTreeSet<&str> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            assert!(
                code.name()
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '-')
            );
            assert!((400..600).contains(&code.status()), "{}", code.name());
        }
    }
}
