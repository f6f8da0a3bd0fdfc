//! A principal who said not now is rung again by the own duty officer, over the principal's own event stream.

use cli::api::Session;
use client::view::ring::RingStep;
use domain::SubjectId;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use wire::{RingHeard, ToDevice, ToNode};

use super::*;

const RUNG_WITHIN: Duration = Duration::from_secs(30);

/// A principal's device, with what it says of rings in its person's hands.
struct Rung {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    contact: SubjectId,
}

impl Rung {
    async fn waits(side: &Side, device: &str, contact: &str) -> Self {
        let mut session = Session::open(&side.context, &device.parse().unwrap()).unwrap();
        let token = session.sign_in().await.unwrap();
        let url = session.node().url().as_str().replacen("http", "ws", 1);
        let url = format!("{}/api/v1/events", url.trim_end_matches('/'));
        let mut request = url.into_client_request().unwrap();
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        let (socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let contact = contact.parse().unwrap();
        let mut rung = Self { socket, contact };
        rung.say(&ToNode::Await(contact)).await;
        rung
    }

    async fn say(&mut self, message: &ToNode) {
        let bytes = message.encode().into();
        self.socket.send(Message::Binary(bytes)).await.unwrap();
    }

    async fn hears(&mut self, heard: RingHeard) {
        let contact = self.contact;
        self.say(&ToNode::RingHeard { contact, heard }).await;
    }

    /// Until it is told to ring.
    async fn rings(&mut self) {
        let told = async {
            loop {
                let came = self.socket.next().await.unwrap().unwrap();
                if let Message::Binary(bytes) = came
                    && ToDevice::decode(&bytes) == Ok(ToDevice::Ring(self.contact))
                {
                    return;
                }
            }
        };
        tokio::time::timeout(RUNG_WITHIN, told)
            .await
            .expect("it rings");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principal_who_said_not_now_is_rung_again() {
    let dir = tempfile::tempdir().unwrap();
    let (north, south) = two_sides(dir.path()).await;
    let contact = agreed(&north, &south).await;
    south.enrol("principal", &[Role::Principal]).await;
    let duty = call::CallArgs {
        contact: contact.clone(),
        acting: acting("duty"),
    };
    let sherpa = call::CallArgs {
        acting: acting("sherpa"),
        ..duty.clone()
    };
    let again = call::ring_again(&south.context, &duty).await;
    assert_eq!(code(again), refused("wrong-phase"), "before the staging");
    let again = call::ring_again(&south.context, &sherpa).await;
    assert_eq!(code(again), refused("role-missing"));
    call::confirm(&north.context, &duty).await.unwrap();
    until("South sees the staging", || async {
        south.phase("duty", &contact).await == "staging"
    })
    .await;
    let again = call::ring_again(&south.context, &duty).await;
    assert_eq!(code(again), refused("wrong-phase"), "one alone confirmed");
    call::confirm(&south.context, &duty).await.unwrap();
    let again = call::ring_again(&south.context, &duty).await;
    assert_eq!(code(again), refused("nobody-to-ring"));

    let mut principal = Rung::waits(&south, "principal", &contact).await;
    principal.rings().await;
    principal.hears(RingHeard::Rings).await;
    // How South's principal is called, as each side's duty officer sees it.
    let steps = || async {
        let at = [&north, &south].map(|side| call::rings(&side.context, &duty));
        let [north, south] = at;
        let views = [(north.await.unwrap(), false), (south.await.unwrap(), true)];
        views.map(|(view, ours)| {
            let mut sides = view.sides.into_iter();
            sides.find(|side| side.ours == ours).unwrap().step
        })
    };
    until("both see it ring", || async {
        steps().await == [RingStep::Ringing; 2]
    })
    .await;
    let again = call::ring_again(&south.context, &duty).await;
    assert_eq!(code(again), refused("rings-already"));
    principal.hears(RingHeard::Declined).await;
    until("both see it declined", || async {
        steps().await == [RingStep::Declined; 2]
    })
    .await;

    let entries = || async {
        let args = line::StatusArgs::default();
        let status = line::status(&south.context, &args).await.unwrap().status;
        (status.own_entries, status.other_entries)
    };
    let before = entries().await;
    let rung = call::ring_again(&south.context, &duty).await.unwrap();
    assert_eq!((rung.devices, rung.browsers), (1, 0));
    assert!(
        rung.human()
            .starts_with("rung again: 1 page or terminal rings\n")
    );
    principal.rings().await;
    until("both see it called again", || async {
        steps().await == [RingStep::Sent; 2]
    })
    .await;
    principal.hears(RingHeard::Rings).await;
    until("both see it ring again", || async {
        steps().await == [RingStep::Ringing; 2]
    })
    .await;
    principal.hears(RingHeard::Declined).await;
    until("both see it declined again", || async {
        steps().await == [RingStep::Declined; 2]
    })
    .await;
    assert_eq!(entries().await, before, "nothing is written of it");
    // Nobody is rung at without a pause. A machine so slow that the pause is over proves nothing here.
    match call::ring_again(&south.context, &duty).await {
        Ok(_) => principal.rings().await,
        Err(error) => assert_eq!(code::<()>(Err(error)), refused("too-many-requests")),
    }
    // North's principal is North's matter: nobody waits there.
    let again = call::ring_again(&north.context, &duty).await;
    assert_eq!(code(again), refused("nobody-to-ring"));
    north.node.stop().await.unwrap();
    south.node.stop().await.unwrap();
}
