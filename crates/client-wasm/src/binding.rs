//! What the worker calls. Texts are JSON, as the node speaks it; errors are a JSON object with code, cause
//! and next step.

use domain::SubjectId;
use wasm_bindgen::prelude::*;
use web_time::Instant;
use wire::{
    ChallengeResponse, InternalPage, LogsPage, PasskeyOptions, RingHeard, SideInfo, ToDevice,
    ToNode,
};
use zeroize::Zeroizing;

use crate::{Act, Call, CallOutput, Core, CoreError, Query, Seen, key};

fn thrown(error: CoreError) -> JsValue {
    let text = serde_json::to_string(&error);
    JsValue::from_str(&text.unwrap_or_else(|_| error.cause.clone()))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, JsValue> {
    e2ee::json::read(text.as_bytes()).map_err(|error| thrown(CoreError::malformed(error)))
}

fn answer<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, JsValue> {
    e2ee::json::read(text.as_bytes()).map_err(|error| thrown(CoreError::odd_answer(error)))
}

fn write(value: &impl serde::Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(|error| thrown(CoreError::malformed(error)))
}

/// A fresh key. `secret` is taken once.
#[wasm_bindgen]
pub struct NewKey {
    secret: Zeroizing<Vec<u8>>,
    request: String,
}

#[wasm_bindgen]
impl NewKey {
    /// The key's bytes, to be wrapped at once: written to the page's own memory, and wiped here.
    pub fn take_secret(&mut self) -> js_sys::Uint8Array {
        let secret = std::mem::take(&mut self.secret);
        js_sys::Uint8Array::from(&secret[..])
    }

    /// What two officers are asked to sign, as JSON.
    pub fn request(&self) -> String {
        self.request.clone()
    }
}

/// `side_info` as the node gave it; `person` in hex for somebody who has a device already.
#[wasm_bindgen]
pub fn make_key(side_info: &str, person: Option<String>, roles: &str) -> Result<NewKey, JsValue> {
    let side: SideInfo = answer(side_info)?;
    let person = person.map(|text| text.parse()).transpose();
    let person = person.map_err(|error| thrown(CoreError::malformed(error)))?;
    let roles: Vec<String> = read(roles)?;
    let made = key::MadeKey::make(&side, person, &roles).map_err(thrown)?;
    Ok(NewKey {
        secret: made.secret,
        request: write(&made.request)?,
    })
}

/// Words of credentials, name and id of their side, as JSON: read out before they are pinned.
#[wasm_bindgen]
pub fn read_credentials(bytes: &[u8]) -> Result<String, JsValue> {
    let read = identity::Credentials::read(bytes).map_err(|e| thrown(CoreError::odd_answer(e)))?;
    write(&serde_json::json!({
        "side": read.charter.side().to_string(),
        "name": read.charter.name,
        "words": read.words,
    }))
}

/// A device with its key opened, and its call if it is in one.
#[wasm_bindgen]
pub struct Device {
    core: Core,
    call: Option<Call>,
}

fn asked(what: &str) -> JsValue {
    thrown(CoreError::new(
        "no-call",
        format!("{what}: there is no call"),
        "join it first",
    ))
}

#[wasm_bindgen]
impl Device {
    #[wasm_bindgen(constructor)]
    pub fn open(
        secret: Vec<u8>,
        own: &[u8],
        other: Option<Vec<u8>>,
        seen: &str,
    ) -> Result<Device, JsValue> {
        // The bytes that came over from the page are ours, and are wiped with it.
        let secret = Zeroizing::new(secret);
        let seen: Seen = read(seen)?;
        let core = Core::open(&secret, own, other.as_deref(), seen).map_err(thrown)?;
        Ok(Self { core, call: None })
    }

    pub fn identity(&self, now_unix_ms: f64) -> Result<String, JsValue> {
        write(&self.core.identity(now_unix_ms as i64))
    }

    pub fn request(&self, roles: &str) -> Result<String, JsValue> {
        write(
            &self
                .core
                .request(&read::<Vec<String>>(roles)?)
                .map_err(thrown)?,
        )
    }

    pub fn check_side(&self, side_info: &str) -> Result<(), JsValue> {
        self.core
            .check_side(&answer::<SideInfo>(side_info)?)
            .map_err(thrown)
    }

    pub fn sign_in(&self, challenge: &str) -> Result<String, JsValue> {
        write(
            &self
                .core
                .sign_in(answer::<ChallengeResponse>(challenge)?)
                .map_err(thrown)?,
        )
    }

    pub fn sign_passkey(&self, options: &str, credential: String) -> Result<String, JsValue> {
        let options = answer::<PasskeyOptions>(options)?;
        let signed = self.core.sign_passkey(options, credential);
        write(&signed.map_err(thrown)?)
    }

    pub fn positions(&self) -> Result<String, JsValue> {
        write(&self.core.positions())
    }

    pub fn take_logs(&mut self, page: &str) -> Result<bool, JsValue> {
        self.core
            .take_logs(&answer::<LogsPage>(page)?)
            .map_err(thrown)
    }

    pub fn take_internal(&mut self, page: &str) -> Result<bool, JsValue> {
        Ok(self.core.take_internal(&answer::<InternalPage>(page)?))
    }

    pub fn reads_internal(&self, now_unix_ms: f64) -> bool {
        self.core.reads_internal(now_unix_ms as i64)
    }

    pub fn housekeeping(&mut self, now_unix_ms: f64) -> Result<String, JsValue> {
        write(&self.core.housekeeping(now_unix_ms as i64).map_err(thrown)?)
    }

    /// How far both logs were seen, to be kept for the next visit.
    pub fn heads(&self) -> Result<String, JsValue> {
        write(&self.core.heads())
    }

    pub fn query(&self, query: &str, now_unix_ms: f64) -> Result<String, JsValue> {
        self.core
            .query(&read::<Query>(query)?, now_unix_ms as i64)
            .map_err(thrown)
    }

    /// What is said may hold a press key and its passphrase: the text is wiped.
    pub fn act(&self, act: String, now_unix_ms: f64) -> Result<String, JsValue> {
        let act = Zeroizing::new(act);
        write(
            &self
                .core
                .act(&read::<Act>(&act)?, now_unix_ms as i64)
                .map_err(thrown)?,
        )
    }

    /// Bytes for the event stream: tell this device when the contact's principals ring.
    pub fn await_ring(&self, contact: &str) -> Result<Vec<u8>, JsValue> {
        Ok(ToNode::Await(subject(contact)?).encode())
    }

    /// Bytes for the event stream: it rings before a person here, or that person said not now.
    pub fn ring_heard(&self, contact: &str, declined: bool) -> Result<Vec<u8>, JsValue> {
        let heard = match declined {
            true => RingHeard::Declined,
            false => RingHeard::Rings,
        };
        let contact = subject(contact)?;
        Ok(ToNode::RingHeard { contact, heard }.encode())
    }

    /// A message of the event stream: what the page has to know of it, as JSON. What belongs to the call is
    /// taken by it.
    pub fn take_message(&mut self, bytes: &[u8], now_unix_ms: f64) -> Result<String, JsValue> {
        let message = ToDevice::decode(bytes).map_err(|e| thrown(CoreError::odd_answer(e)))?;
        let told = crate::call::told(&message);
        if let Some(call) = &mut self.call {
            call.take(&self.core, message, Instant::now(), now_unix_ms as i64);
        }
        write(&told)
    }

    pub fn join(
        &mut self,
        contact: &str,
        offer_sdp: String,
        now_unix_ms: f64,
    ) -> Result<(), JsValue> {
        let contact = subject(contact)?;
        let call = Call::join(
            &self.core,
            contact,
            offer_sdp,
            Instant::now(),
            now_unix_ms as i64,
        );
        self.call = Some(call.map_err(thrown)?);
        Ok(())
    }

    /// The next thing to do for the call: bytes to send, or an event as JSON; nothing when all is done.
    pub fn poll_call(&mut self, now_unix_ms: f64) -> Result<Option<CallStep>, JsValue> {
        let Some(call) = &mut self.call else {
            return Ok(None);
        };
        Ok(match call.poll(&self.core, now_unix_ms as i64) {
            None => None,
            Some(CallOutput::Send(bytes)) => Some(CallStep {
                bytes: Some(bytes),
                event: None,
            }),
            Some(CallOutput::Event(event)) => Some(CallStep {
                bytes: None,
                event: Some(write(&event)?),
            }),
        })
    }

    pub fn tick(&mut self, now_unix_ms: f64) {
        if let Some(call) = &mut self.call {
            call.tick(&self.core, Instant::now(), now_unix_ms as i64);
        }
    }

    /// Milliseconds until [`Self::tick`] is due.
    pub fn due_in_ms(&self) -> Option<f64> {
        let due = self.call.as_ref()?.due_in(Instant::now())?;
        Some(due.as_secs_f64() * 1_000.0)
    }

    pub fn logs_changed(&mut self, now_unix_ms: f64) {
        if let Some(call) = &mut self.call {
            call.logs_changed(&self.core, Instant::now(), now_unix_ms as i64);
        }
    }

    /// `true`: the call ends for both sides.
    pub fn hang_up(&mut self) -> Result<bool, JsValue> {
        Ok(self
            .call
            .as_mut()
            .ok_or_else(|| asked("hang up"))?
            .hang_up())
    }

    pub fn leave(&mut self) {
        if let Some(call) = &mut self.call {
            call.leave();
        }
    }

    pub fn cut_off(&mut self) {
        if let Some(call) = &mut self.call {
            call.cut_off();
        }
    }

    pub fn come_back(&mut self, offer_sdp: String, now_unix_ms: f64) -> Result<bool, JsValue> {
        let call = self.call.as_mut().ok_or_else(|| asked("come back"))?;
        Ok(call.come_back(&self.core, offer_sdp, Instant::now(), now_unix_ms as i64))
    }

    /// The keys go with it.
    pub fn forget_call(&mut self) {
        self.call = None;
    }

    pub fn seal(&mut self, frame: &[u8], rtp_time: u32, is_red: bool) -> Option<Vec<u8>> {
        self.call.as_mut()?.seal(frame, rtp_time, is_red)
    }

    pub fn open_frame(&mut self, payload: &[u8], opus_type: Option<u8>) -> Option<Opened> {
        let frame = self
            .call
            .as_mut()?
            .open(payload, opus_type, Instant::now())?;
        Some(Opened {
            payload: frame.payload,
            leaf: frame.leaf,
        })
    }

    pub fn seal_video(&mut self, frame: &[u8]) -> Option<Vec<u8>> {
        self.call.as_mut()?.seal_video(frame)
    }

    pub fn open_video(&mut self, line: u32, payload: &[u8]) -> Option<Opened> {
        let call = self.call.as_mut()?;
        let frame = call.open_video(line, payload, Instant::now())?;
        Some(Opened {
            payload: frame.payload,
            leaf: frame.leaf,
        })
    }

    /// Whether the agreed medium has pictures.
    pub fn has_video(&self, contact: &str) -> Result<bool, JsValue> {
        Ok(self.core.has_video(subject(contact)?))
    }

    /// Counters of frames and the places in the group, as JSON.
    pub fn call_report(&self) -> Result<String, JsValue> {
        let call = self.call.as_ref().ok_or_else(|| asked("report"))?;
        write(&serde_json::json!({
            "frames": call.counts(),
            "pictures": call.picture_counts(),
            "places": call.places(),
            "packet_bytes": call.packet_bytes(),
        }))
    }
}

fn subject(text: &str) -> Result<SubjectId, JsValue> {
    text.parse()
        .map_err(|error| thrown(CoreError::malformed(error)))
}

#[wasm_bindgen]
pub struct CallStep {
    bytes: Option<Vec<u8>>,
    event: Option<String>,
}

#[wasm_bindgen]
impl CallStep {
    pub fn bytes(&mut self) -> Option<Vec<u8>> {
        self.bytes.take()
    }

    pub fn event(&self) -> Option<String> {
        self.event.clone()
    }
}

#[wasm_bindgen]
pub struct Opened {
    payload: Vec<u8>,
    pub leaf: u32,
}

#[wasm_bindgen]
impl Opened {
    pub fn take_payload(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.payload)
    }
}
