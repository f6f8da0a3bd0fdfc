//! What goes to the side's mail server: a task of its own, which asks the core what is due and tells it what
//! became of it. A server that is slow, down or hostile holds up nothing else.

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        self,
        authentication::Credentials as SmtpCredentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use std::{
    net::IpAddr,
    path::Path,
    time::{Duration, SystemTime},
};
use storage::SqliteStore;
use zeroize::Zeroizing;

use super::{NodeHandle, RunError};
use crate::app::mail::{Letter, MailPolicy, OutboxView, Sending, outbox_of};

/// One step of a conversation with the server.
const STEP_TIME_MAX: Duration = Duration::from_secs(20);
/// A whole letter; a server that takes longer is asked again later.
pub const MAIL_TIME_MAX: Duration = Duration::from_secs(60);

/// How the way to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailTls {
    StartTls,
    Implicit,
    /// Only to this machine.
    None,
}

/// How mail goes out.
#[derive(Clone)]
pub struct MailSettings {
    pub server: String,
    pub port: u16,
    pub tls: MailTls,
    pub login: Option<(String, Zeroizing<String>)>,
    /// Certificates, PEM, of authorities besides the system's.
    pub authority_pem: Option<Vec<u8>>,
    pub policy: MailPolicy,
    /// How often it is looked whether something is due.
    pub look_again: Duration,
    /// For a whole letter.
    pub time_max: Duration,
}

/// Why mail can't go out this way.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("mail without TLS goes to this machine alone, and {0} is another")]
    PlainElsewhere(String),
    #[error("the mail server's TLS can't be set up: {0}")]
    Tls(String),
    #[error("the policy isn't taken: {0}")]
    Policy(String),
}

/// Sends what is due until the node stops.
///
/// # Errors
/// The settings can't be used; nothing was sent then.
pub async fn begin(node: NodeHandle, settings: MailSettings) -> Result<(), MailError> {
    let transport = transport(&settings)?;
    let policy = settings.policy.clone();
    let set = node.call(move |core, _| core.set_mail_policy(policy)).await;
    // A node that stops just now sends no mail.
    let Ok(set) = set else { return Ok(()) };
    set.map_err(|error| MailError::Policy(error.to_string()))?;
    tokio::spawn(run(node, settings, transport));
    Ok(())
}

type Transport = AsyncSmtpTransport<Tokio1Executor>;

fn transport(settings: &MailSettings) -> Result<Transport, MailError> {
    let tls = match settings.tls {
        MailTls::None if !is_this_machine(&settings.server) => {
            return Err(MailError::PlainElsewhere(settings.server.clone()));
        }
        MailTls::None => Tls::None,
        MailTls::StartTls => Tls::Required(parameters(settings)?),
        MailTls::Implicit => Tls::Wrapper(parameters(settings)?),
    };
    let builder = Transport::builder_dangerous(&settings.server)
        .port(settings.port)
        .timeout(Some(STEP_TIME_MAX.min(settings.time_max)))
        .tls(tls);
    let builder = match &settings.login {
        Some((name, password)) => {
            builder.credentials(SmtpCredentials::new(name.clone(), password.to_string()))
        }
        None => builder,
    };
    Ok(builder.build())
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, MailError> {
    let failed = |error: smtp::Error| MailError::Tls(error.to_string());
    let mut builder = TlsParameters::builder(settings.server.clone());
    if let Some(pem) = &settings.authority_pem {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(failed)?);
    }
    builder.build_rustls().map_err(failed)
}

fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

async fn run(node: NodeHandle, settings: MailSettings, transport: Transport) {
    loop {
        let due = node.call(|core, now| core.mail_due(now)).await;
        let due = match due {
            Ok(Ok(due)) => due,
            // What was decided isn't durable, or the node stops: nothing is sent.
            Ok(Err(_)) => Vec::new(),
            Err(_) => return,
        };
        let waits = due.is_empty();
        for sending in due {
            let sent = send(&settings, &transport, &sending.letter).await;
            if tell(&node, sending, sent).await.is_err() {
                return;
            }
        }
        if waits {
            tokio::time::sleep(settings.look_again).await;
        }
    }
}

/// Why a letter didn't go.
struct Unsent {
    for_good: bool,
    cause: String,
}

async fn tell(
    node: &NodeHandle,
    sending: Sending,
    sent: Result<(), Unsent>,
) -> Result<(), super::NodeGone> {
    let told = node
        .call(move |core, now| match sent {
            Ok(()) => core.mail_sent(now, &sending),
            Err(Unsent { for_good, cause }) => {
                core.mail_failed(now, &sending.key, for_good, &cause)
            }
        })
        .await?;
    if told.is_err() {
        tracing::error!("what became of a letter isn't kept");
    }
    Ok(())
}

async fn send(
    settings: &MailSettings,
    transport: &Transport,
    letter: &Letter,
) -> Result<(), Unsent> {
    let message = written(&settings.policy.from, letter).map_err(|cause| Unsent {
        for_good: true,
        cause,
    })?;
    match tokio::time::timeout(settings.time_max, transport.send(message)).await {
        Ok(Ok(_)) => {
            tracing::info!("a letter was handed to the mail server");
            Ok(())
        }
        Ok(Err(error)) => Err(Unsent {
            for_good: is_for_good(&error),
            cause: error.to_string(),
        }),
        Err(_) => Err(Unsent {
            for_good: false,
            cause: "the mail server took too long".to_owned(),
        }),
    }
}

/// What the server refuses for good; that it doesn't let us in at all is for the operator to put right, and no
/// fault of the letter.
fn is_for_good(error: &smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    error.is_permanent() && !matches!(code, Some(530 | 534 | 535 | 538 | 500..=504 | 523))
}

fn written(from: &Address, letter: &Letter) -> Result<Message, String> {
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let to: Address = letter.to.parse().map_err(|error| failed(&error))?;
    let at_ms = u64::try_from(letter.at_unix_ms).unwrap_or_default();
    let builder = Message::builder()
        .from(Mailbox::new(None, from.clone()))
        .to(Mailbox::new(None, to))
        .subject(letter.subject.clone())
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(at_ms))
        .message_id(Some(letter.message_id.clone()));
    let message = match &letter.invitation {
        None => builder.singlepart(SinglePart::plain(letter.text.clone())),
        Some((method, calendar)) => {
            let kind = format!("text/calendar; method={}; charset=UTF-8", method.name());
            let kind = ContentType::parse(&kind).map_err(|error| failed(&error))?;
            let calendar = SinglePart::builder().header(kind).body(calendar.clone());
            let text = SinglePart::plain(letter.text.clone());
            builder.multipart(
                MultiPart::alternative()
                    .singlepart(text)
                    .singlepart(calendar),
            )
        }
    };
    message.map_err(|error| failed(&error))
}

/// What waits in a store, whose node may run.
pub fn outbox(store: &Path) -> Result<OutboxView, RunError> {
    Ok(outbox_of(&SqliteStore::open_read_only(store)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_mail_stays_on_this_machine() {
        for (server, here) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("127.9.9.9", true),
            ("::1", true),
            ("192.0.2.1", false),
            ("smtp.example.org", false),
            ("localhost.example.org", false),
        ] {
            assert_eq!(is_this_machine(server), here, "{server}");
        }
    }
}
