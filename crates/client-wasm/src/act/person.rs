//! Devices: accredited by two officers, revoked by one.

use client::{
    Desk, DeskError,
    enrolment::{self, ACCREDITED_DAYS_USUAL, Enrolment, EnrolmentError, HalfSigned},
    form::Word,
};
use identity::{Charter, DeviceId};

use super::{Acted, Made, Post, Warning};
use crate::CoreError;

said! {
    SignRequest {
        /// The request's text, as the person brought it.
        request: String,
        /// For how long; a year, unless said.
        days: Option<u16>,
    }
    Countersign {
        /// The text that the administrator signed.
        half_signed: String,
    }
    RevokeDevice { device: Word<DeviceId> }
}

fn charter(desk: &Desk) -> Result<&Charter, CoreError> {
    let charter = desk.view().charter(desk.own_side());
    charter.ok_or_else(|| DeskError::NotAccredited.into())
}

/// Whose signature nobody would take isn't asked for it.
fn officer(is_one: bool) -> Result<(), CoreError> {
    is_one
        .then_some(())
        .ok_or_else(|| EnrolmentError::NotAnOfficer.into())
}

pub fn sign_request(desk: &Desk, said: &SignRequest, now_unix_ms: i64) -> Acted {
    let (charter, keys) = (charter(desk)?, desk.keys());
    officer(charter.administrator(keys.device()).is_some())?;
    let days = said.days.unwrap_or(ACCREDITED_DAYS_USUAL);
    let asked = Enrolment::of_request(&said.request, charter, days, now_unix_ms)?;
    Ok(Made {
        subject: Some(asked.accreditation.device().to_string()),
        file: Some(asked.sign_first(keys)?),
        ..Made::default()
    })
}

pub fn countersign(desk: &Desk, said: &Countersign, _: i64) -> Acted {
    let (charter, keys) = (charter(desk)?, desk.keys());
    officer(charter.security_officer(keys.device()).is_some())?;
    let half = HalfSigned::read(&said.half_signed, charter)?;
    let device = half.enrolment.accreditation.device();
    let signed = half.countersign(charter, keys)?;
    Ok(Made {
        posts: vec![Post::to("/api/v1/accreditations", signed.encode())],
        subject: Some(device.to_string()),
        ..Made::default()
    })
}

pub fn revoke(desk: &Desk, said: &RevokeDevice, now_unix_ms: i64) -> Acted {
    let (charter, keys) = (charter(desk)?, desk.keys());
    officer(charter.security_officer(keys.device()).is_some())?;
    let device = said.device.0;
    let is_last = desk.is_last_security_officer(device);
    let signed = enrolment::revoke(keys, device, now_unix_ms);
    let warnings = is_last.then_some(Warning::LastSecurityOfficer);
    Ok(Made {
        posts: vec![Post::to("/api/v1/revocations", signed)],
        subject: Some(device.to_string()),
        warnings: warnings.into_iter().collect(),
        ..Made::default()
    })
}
