//! What goes to browsers' push services: a task of its own, which the core hands pushes and never waits for.
//! A service that is slow, down or hostile holds up nothing else.

mod key;

use http::{HeaderValue, StatusCode, Uri, header};
use identity::SecretSeed;
use reqwest::{Client, redirect::Policy};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use storage::SqliteStore;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore, mpsc};
use web_push_native::WebPushBuilder;

use super::{NodeGone, NodeHandle, RunError};
use crate::app::calls::RING_FOR;
use crate::app::{
    AppError, ErrorCode, PUSH_SERVICES_USUAL, Push, PushFailure, PushOutcome, PushServices,
    PushesView, pushes_of,
};

use key::KeySeal;
pub use key::PushKey;

/// Pushes that aren't done yet, tries and pauses included; one more isn't sent.
pub const PUSHES_WAITING_MAX: usize = 256;
/// Requests to one service under way at once.
pub const PUSHES_AT_ONCE_MAX: usize = 16;
/// For one request to a push service.
pub const PUSH_TIME_MAX: Duration = Duration::from_secs(10);
/// What is sealed has this length, whatever it says: its length tells nothing.
pub const PUSH_TEXT_BYTES: usize = 16;
/// Before the second try; twice as long before each further one.
const RETRY_FIRST: Duration = Duration::from_secs(1);

const _: () = assert!(PUSH_TIME_MAX.as_secs() < RING_FOR.as_secs());

/// Which push services are asked, and what they are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushSettings {
    /// Their hosts; none turns Web Push off.
    pub services: Vec<String>,
    /// `mailto:` or `https:`, by which a service finds whoever runs this node (RFC 8292 §2.1).
    pub contact: Option<String>,
    /// PEM file with the authority of a service's TLS; without it this machine's are believed.
    pub authority: Option<PathBuf>,
    /// `http://HOST:PORT` through which services are reached.
    pub proxy: Option<String>,
}

impl Default for PushSettings {
    fn default() -> Self {
        Self {
            services: PUSH_SERVICES_USUAL.map(str::to_owned).to_vec(),
            contact: None,
            authority: None,
            proxy: None,
        }
    }
}

/// Why pushes can't go out this way.
#[derive(Debug, thiserror::Error)]
#[error(
    "Web Push can't be set up: {0}; repair [push] in side.toml, docs/operating.md has an example"
)]
pub struct PushError(String);

/// Seals, signs and sends.
#[derive(Clone)]
pub struct PushSender(Arc<Inner>);

struct Inner {
    services: PushServices,
    contact: Option<String>,
    client: Client,
    seal: KeySeal,
    key: OnceCell<PushKey>,
}

fn client(settings: &PushSettings) -> Result<Client, PushError> {
    let failed = |error: &dyn std::fmt::Display| PushError(error.to_string());
    let mut roots = RootCertStore::empty();
    match &settings.authority {
        Some(path) => {
            let unread = |error: &dyn std::fmt::Display| {
                PushError(format!("authority {}: {error}", path.display()))
            };
            for certificate in
                CertificateDer::pem_file_iter(path).map_err(|error| unread(&error))?
            {
                let certificate = certificate.map_err(|error| unread(&error))?;
                roots.add(certificate).map_err(|error| unread(&error))?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
            if roots.is_empty() && !settings.services.is_empty() {
                tracing::warn!(
                    errors = ?found.errors,
                    "this machine believes no authority, so no push service is reached; install its \
                     certificates, or name `authority` below [push] in side.toml"
                );
            }
        }
    }
    let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // Nothing but what the settings name: no redirect, and no proxy of the surroundings.
    let builder = Client::builder()
        .use_preconfigured_tls(tls)
        .https_only(true)
        .redirect(Policy::none())
        .timeout(PUSH_TIME_MAX)
        .no_proxy();
    let builder = match &settings.proxy {
        Some(proxy) => builder.proxy(reqwest::Proxy::https(proxy).map_err(|error| failed(&error))?),
        None => builder,
    };
    builder.build().map_err(|error| failed(&error))
}

impl PushSender {
    /// # Errors
    /// The settings can't be used.
    pub fn new(settings: PushSettings, node: &SecretSeed) -> Result<Self, PushError> {
        let services = PushServices::read(&settings.services).map_err(PushError)?;
        if let Some(contact) = &settings.contact
            && !contact.starts_with("mailto:")
            && !contact.starts_with("https://")
        {
            return Err(PushError(format!(
                "contact `{contact}` begins with neither mailto: nor https://"
            )));
        }
        let seal = KeySeal::of(node);
        Ok(Self(Arc::new(Inner {
            client: client(&settings)?,
            services,
            contact: settings.contact,
            seal: seal.ok_or_else(|| PushError("no key to seal with".to_owned()))?,
            key: OnceCell::new(),
        })))
    }

    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        Self::new(PushSettings::default(), &SecretSeed([1; 32])).unwrap()
    }

    pub fn services(&self) -> &PushServices {
        &self.0.services
    }

    /// The node's key: of the store, or made now. One that doesn't open is another node key's: it is
    /// followed by a new one.
    pub async fn key(&self, node: &NodeHandle) -> Result<&PushKey, AppError> {
        let gone = |gone: NodeGone| AppError::new(ErrorCode::Stopping, gone.to_string());
        let unmade = || AppError::new(ErrorCode::Store, "no key for push services can be made");
        let make = || async {
            let kept = node.call(|core, _| core.push_key()).await.map_err(gone)??;
            if let Some(key) = kept.and_then(|kept| self.0.seal.open(&kept)) {
                return Ok(key);
            }
            let (key, secret) = PushKey::make().ok_or_else(unmade)?;
            let sealed = self.0.seal.seal(&secret).ok_or_else(unmade)?;
            let kept = node.call(move |core, _| core.keep_push_key(&sealed));
            kept.await.map_err(gone)??;
            Ok(key)
        };
        self.0.key.get_or_try_init(make).await
    }

    /// One request: what became of it, or when to try again.
    async fn send(&self, key: &PushKey, push: &Push, left: Duration) -> Result<PushOutcome, Again> {
        let Some(request) = self.request(key, push, left) else {
            return Ok(PushOutcome::Failed(PushFailure::Unsent));
        };
        match self.0.client.execute(request).await {
            Ok(answer) => outcome_of(answer.status(), answer.headers().get(header::RETRY_AFTER)),
            Err(_) => Err(Again {
                after: None,
                why: PushFailure::Unreached,
            }),
        }
    }

    fn request(&self, key: &PushKey, push: &Push, left: Duration) -> Option<reqwest::Request> {
        let endpoint = &push.subscription.endpoint;
        // The operator may have taken the service off the list since.
        if !self.0.services.take(endpoint) {
            return None;
        }
        let origin = reqwest::Url::parse(endpoint)
            .ok()?
            .origin()
            .ascii_serialization();
        let authorization = key.authorization(&origin, self.0.contact.as_deref())?;
        let (public, auth) = push.subscription.keys()?;
        let uri: Uri = endpoint.parse().ok()?;
        let text = format!("{:PUSH_TEXT_BYTES$}", push.cause.word());
        let mut request = WebPushBuilder::new(uri, public, auth)
            .with_valid_duration(left.max(Duration::from_secs(1)))
            .build(text)
            .ok()?;
        let headers = request.headers_mut();
        headers.insert(
            header::AUTHORIZATION,
            HeaderValue::try_from(authorization).ok()?,
        );
        headers.insert("urgency", HeaderValue::from_static("high"));
        request.try_into().ok()
    }
}

/// Try again, and not before this.
struct Again {
    after: Option<Duration>,
    /// What it failed by, if nothing better comes.
    why: PushFailure,
}

/// RFC 8030 §5, and what services say of a browser that is gone (§7.3).
fn outcome_of(status: StatusCode, retry_after: Option<&HeaderValue>) -> Result<PushOutcome, Again> {
    let seconds = retry_after
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let again = || Again {
        after: seconds.map(Duration::from_secs),
        why: PushFailure::Busy(status.as_u16()),
    };
    match status {
        status if status.is_success() => Ok(PushOutcome::Taken),
        StatusCode::NOT_FOUND | StatusCode::GONE => Ok(PushOutcome::Gone),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Err(again())
        }
        status if status.is_server_error() => Err(again()),
        status => {
            tracing::warn!(status = status.as_u16(), "a push service refused");
            Ok(PushOutcome::Failed(PushFailure::Refused(status.as_u16())))
        }
    }
}

/// How much is under way: all of it, and to each service.
struct Places {
    waiting: Arc<Semaphore>,
    services: BTreeMap<String, Arc<Semaphore>>,
}

impl Places {
    fn new() -> Self {
        Self {
            waiting: Arc::new(Semaphore::new(PUSHES_WAITING_MAX)),
            services: BTreeMap::new(),
        }
    }

    /// Room to wait in, unless there is none, and the places of this service.
    fn enter(&mut self, service: &str) -> Option<(OwnedSemaphorePermit, Arc<Semaphore>)> {
        let room = self.waiting.clone().try_acquire_owned().ok()?;
        // Names are many where a service has one for each of its machines.
        self.services
            .retain(|_, places| Arc::strong_count(places) > 1);
        let places = self.services.entry(service.to_owned());
        let places = places.or_insert_with(|| Arc::new(Semaphore::new(PUSHES_AT_ONCE_MAX)));
        Some((room, Arc::clone(places)))
    }
}

/// Host and port: of an address nothing else may be told.
fn service_of(push: &Push) -> String {
    let url = reqwest::Url::parse(&push.subscription.endpoint);
    url.map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

/// Sends what the core wants sent, until the core is gone.
pub(super) async fn run(node: NodeHandle, sender: PushSender, mut pushes: mpsc::Receiver<Push>) {
    let mut places = Places::new();
    while let Some(push) = pushes.recv().await {
        let service = service_of(&push);
        let Some((room, places)) = places.enter(&service) else {
            tracing::warn!("too many browsers are being called; one isn't");
            end(&node, push, PushOutcome::Failed(PushFailure::TooMany)).await;
            continue;
        };
        let (node, sender) = (node.clone(), sender.clone());
        tokio::spawn(async move {
            let outcome = deliver(&node, &sender, &places, &push).await;
            if let PushOutcome::Failed(why) = outcome {
                tracing::warn!(service, ?why, "a browser's call didn't get through");
            }
            end(&node, push, outcome).await;
            drop(room);
        });
    }
}

async fn end(node: &NodeHandle, push: Push, outcome: PushOutcome) {
    let told = node.call(move |core, now| core.push_ended(now, &push, outcome));
    if let Ok(Err(_)) = told.await {
        tracing::error!("what became of a push isn't kept");
    }
}

/// Whether a pause ends before that moment; a service may ask for any.
fn ends_before(pause: Duration, until: Instant) -> bool {
    pause < until.saturating_duration_since(Instant::now())
}

/// For as long as a ring lasts, and while it is wanted.
async fn deliver(
    node: &NodeHandle,
    sender: &PushSender,
    places: &Semaphore,
    push: &Push,
) -> PushOutcome {
    let until = push.at + RING_FOR;
    let mut pause = RETRY_FIRST;
    let mut unwanted = PushOutcome::Over;
    let mut failed = PushOutcome::Failed(PushFailure::TooMany);
    let Ok(key) = sender.key(node).await else {
        return PushOutcome::Failed(PushFailure::Unsent);
    };
    loop {
        let place = tokio::time::timeout_at(until.into(), places.acquire());
        let Ok(Ok(place)) = place.await else {
            return failed;
        };
        let asked = push.clone();
        let is_due = node.call(move |core, now| core.push_is_due(now, &asked));
        if !is_due.await.unwrap_or(false) {
            return unwanted;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return failed;
        }
        let sent = sender.send(key, push, left).await;
        drop(place);
        let after = match sent {
            Ok(outcome) => return outcome,
            Err(Again { after, why }) => {
                failed = PushOutcome::Failed(why);
                after.unwrap_or_default().max(pause)
            }
        };
        if !ends_before(after, until) {
            return failed;
        }
        tokio::time::sleep(after).await;
        pause *= 2;
        unwanted = failed;
    }
}

/// What a store has of Web Push, whose node may run.
pub fn pushes(store: &Path) -> Result<PushesView, RunError> {
    Ok(pushes_of(&SqliteStore::open_read_only(store)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_service_answers_is_taken_as_it_means() {
        let after = HeaderValue::from_static("7");
        let odd = HeaderValue::from_static("soon");
        let never = HeaderValue::from_static("18446744073709551615");
        let refused = |status| PushOutcome::Failed(PushFailure::Refused(status));
        for (status, retry_after, wanted) in [
            (200, None, Ok(PushOutcome::Taken)),
            (201, None, Ok(PushOutcome::Taken)),
            (202, None, Ok(PushOutcome::Taken)),
            (404, None, Ok(PushOutcome::Gone)),
            (410, None, Ok(PushOutcome::Gone)),
            (400, None, Ok(refused(400))),
            (401, None, Ok(refused(401))),
            (403, None, Ok(refused(403))),
            (413, None, Ok(refused(413))),
            // Nowhere else is asked.
            (301, None, Ok(refused(301))),
            (307, None, Ok(refused(307))),
            (408, None, Err(None)),
            (429, None, Err(None)),
            (429, Some(&after), Err(Some(7))),
            (429, Some(&odd), Err(None)),
            (429, Some(&never), Err(Some(u64::MAX))),
            (500, None, Err(None)),
            (503, Some(&after), Err(Some(7))),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let came = outcome_of(status, retry_after);
            let came = came.map_err(|again| {
                assert_eq!(again.why, PushFailure::Busy(status.as_u16()));
                again.after.map(|after| after.as_secs())
            });
            assert_eq!(came, wanted, "{status}");
        }
    }

    #[test]
    fn a_service_may_ask_for_any_pause() {
        let until = Instant::now() + RING_FOR;
        for (pause, is_short) in [
            (Duration::ZERO, true),
            (RING_FOR / 2, true),
            (RING_FOR, false),
            (Duration::from_secs(u64::MAX), false),
            (Duration::MAX, false),
        ] {
            assert_eq!(ends_before(pause, until), is_short, "{pause:?}");
        }
    }

    #[test]
    fn so_many_pushes_wait_and_whoever_is_done_makes_room() {
        for (held, is_taken) in [
            (PUSHES_WAITING_MAX - 2, true),
            (PUSHES_WAITING_MAX - 1, true),
            (PUSHES_WAITING_MAX, false),
        ] {
            let mut places = Places::new();
            let mut inside: Vec<_> = (0..held)
                .map(|at| places.enter(&format!("s{at}")).unwrap())
                .collect();
            assert_eq!(places.enter("one more").is_some(), is_taken, "{held}");
            inside.pop();
            assert!(places.enter("after").is_some(), "{held}");
            // Services that nothing is sent to aren't kept.
            inside.clear();
            let _last = places.enter("last").unwrap();
            assert_eq!(places.services.len(), 1);
        }
    }

    #[test]
    fn so_many_requests_to_one_service_are_under_way_and_none_holds_up_another() {
        for (held, is_taken) in [
            (PUSHES_AT_ONCE_MAX - 2, true),
            (PUSHES_AT_ONCE_MAX - 1, true),
            (PUSHES_AT_ONCE_MAX, false),
        ] {
            let mut places = Places::new();
            let (_room, slow) = places.enter("slow").unwrap();
            let _sent: Vec<_> = (0..held).map(|_| slow.try_acquire().unwrap()).collect();
            let (_second, same) = places.enter("slow").unwrap();
            assert_eq!(same.try_acquire().is_ok(), is_taken, "{held}");
            let (_third, other) = places.enter("other").unwrap();
            assert!(other.try_acquire().is_ok());
        }
    }

    #[test]
    fn settings_that_cant_be_used_are_refused_at_the_start() {
        let seed = SecretSeed([1; 32]);
        let usual = PushSettings::default;
        for (settings, is_taken) in [
            (usual(), true),
            (
                PushSettings {
                    services: vec![],
                    ..usual()
                },
                true,
            ),
            (
                PushSettings {
                    services: vec!["192.0.2.1".into()],
                    ..usual()
                },
                false,
            ),
            (
                PushSettings {
                    contact: Some("mailto:duty@north.example".into()),
                    ..usual()
                },
                true,
            ),
            (
                PushSettings {
                    contact: Some("https://north.example".into()),
                    ..usual()
                },
                true,
            ),
            (
                PushSettings {
                    contact: Some("duty@north.example".into()),
                    ..usual()
                },
                false,
            ),
            (
                PushSettings {
                    authority: Some("/nowhere/authority.pem".into()),
                    ..usual()
                },
                false,
            ),
            (
                PushSettings {
                    proxy: Some("http://proxy.north.example:3128".into()),
                    ..usual()
                },
                true,
            ),
            (
                PushSettings {
                    proxy: Some("::".into()),
                    ..usual()
                },
                false,
            ),
        ] {
            let made = PushSender::new(settings.clone(), &seed);
            assert_eq!(made.is_ok(), is_taken, "{settings:?}");
        }
    }

    #[test]
    fn every_word_fits_and_has_the_same_length() {
        use crate::app::PushCause;
        use domain::SubjectId;
        let subject = SubjectId([1; 16]);
        for cause in [
            PushCause::Ring(subject),
            PushCause::Flash(subject),
            PushCause::CallNow(subject),
        ] {
            assert_eq!(
                format!("{:PUSH_TEXT_BYTES$}", cause.word()).len(),
                PUSH_TEXT_BYTES
            );
        }
    }
}
