//! `detente person enrol`: an administrator and a security officer accredit the device of a request,
//! on one machine or on a machine each.

use clap::Args;
use client::enrolment::{ACCREDITED_DAYS_USUAL, Enrolment, HalfSigned};
use identity::{DeviceId, PersonId, Role};
use serde::Serialize;
use std::path::PathBuf;

use super::person::officer;
use crate::{
    CliError, Context, Report, api,
    home::{DeviceName, Home, PersonLabel, Pinned},
    private_file,
    shown::utc,
};

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente person enrol sherpa.request\n  \
    detente person enrol sherpa.request --administrator-only sherpa.half   # first machine\n  \
    detente person enrol --countersign sherpa.half                         # second machine")]
pub struct EnrolArgs {
    /// The request file
    #[arg(
        value_name = "REQUEST",
        required_unless_present = "countersign",
        conflicts_with = "countersign"
    )]
    pub request: Option<PathBuf>,
    /// Days for which the accreditation stands
    #[arg(long, default_value_t = ACCREDITED_DAYS_USUAL)]
    pub days: u16,
    /// Sign as administrator alone, and write what the security officer signs on another machine
    #[arg(long, value_name = "OUT", conflicts_with = "countersign")]
    pub administrator_only: Option<PathBuf>,
    /// Sign as security officer what an administrator signed, and bring it to the node
    #[arg(long, value_name = "FILE")]
    pub countersign: Option<PathBuf>,
}

impl EnrolArgs {
    /// Both officers' devices are in the same directory.
    pub fn both(request: PathBuf) -> Self {
        Self {
            request: Some(request),
            days: ACCREDITED_DAYS_USUAL,
            administrator_only: None,
            countersign: None,
        }
    }
}

/// A device stands, or waits for the second signature.
#[derive(Debug, Clone, Serialize)]
pub struct Enrolled {
    pub name: String,
    pub device: DeviceId,
    pub person: PersonId,
    pub roles: String,
    pub until_unix_ms: i64,
    /// Place in the side's log; absent while the security officer hasn't signed.
    pub seq: Option<u64>,
    pub half_signed: Option<PathBuf>,
}

impl Enrolled {
    fn of(asked: &Enrolment) -> Self {
        let accreditation = &asked.accreditation;
        Self {
            name: asked.name.clone(),
            device: accreditation.device(),
            person: accreditation.person,
            roles: accreditation.roles.to_string(),
            until_unix_ms: accreditation.until_unix_ms,
            seq: None,
            half_signed: None,
        }
    }

    fn label(&self) -> PersonLabel {
        PersonLabel {
            name: self.name.clone(),
            person: self.person,
        }
    }
}

impl Report for Enrolled {
    fn human(&self) -> String {
        let what = format!(
            "{} (device {}) as {} until {}",
            self.name,
            self.device,
            self.roles,
            utc(self.until_unix_ms)
        );
        match &self.half_signed {
            None => format!("enrolled: {what}"),
            Some(out) => format!(
                "signed by the administrator alone: {what}\nThe security officer goes on with `detente person enrol --countersign {}`.",
                out.display()
            ),
        }
    }
}

/// Two officers accredit the device of a request, here or on a machine each.
pub async fn enrol(context: &Context, args: &EnrolArgs) -> Result<Enrolled, CliError> {
    let home = context.home();
    if let Some(half) = &args.countersign {
        return countersign(context, &home, half).await;
    }
    let Some(path) = &args.request else {
        return Err(CliError::usage(
            "request-wanted",
            "no request is named",
            "name the request file",
        ));
    };
    let own = home.credentials().or_else(|_| officer_pin(&home))?;
    let charter = &own.credentials.charter;
    let now_unix_ms = context.now_unix_ms();
    let text = private_file::read(path)?;
    let asked = Enrolment::of_request(&text, charter, args.days, now_unix_ms)?;
    let administrator = officer(&home, Role::Administrator)?;
    let administrator_keys = home.load_device_keys(context, &administrator)?;
    let mut enrolled = Enrolled::of(&asked);
    if let Some(out) = &args.administrator_only {
        let text = asked.sign_first(&administrator_keys)?;
        private_file::write_public(out, text.as_bytes())?;
        enrolled.half_signed = Some(out.clone());
        return Ok(enrolled);
    }
    let security_officer = officer(&home, Role::SecurityOfficer)?;
    let security_officer_keys = home.load_device_keys(context, &security_officer)?;
    let signed = asked.sign(charter, &administrator_keys, &security_officer_keys)?;
    let seq = bring(context, &administrator, &signed.encode()).await?;
    enrolled.seq = Some(seq);
    home.remember_person(enrolled.device, enrolled.label())?;
    Ok(enrolled)
}

async fn countersign(
    context: &Context,
    home: &Home,
    path: &std::path::Path,
) -> Result<Enrolled, CliError> {
    let text = private_file::read(path)?;
    let security_officer = officer(home, Role::SecurityOfficer)?;
    let charter = home.device(&security_officer)?.side()?.credentials.charter;
    let half = HalfSigned::read(&text, &charter)?;
    let mut enrolled = Enrolled::of(&half.enrolment);
    let keys = home.load_device_keys(context, &security_officer)?;
    let signed = half.countersign(&charter, &keys)?;
    let seq = bring(context, &security_officer, &signed.encode()).await?;
    enrolled.seq = Some(seq);
    home.remember_person(enrolled.device, enrolled.label())?;
    Ok(enrolled)
}

async fn bring(context: &Context, officer: &DeviceName, signed: &[u8]) -> Result<u64, CliError> {
    api::Session::open(context, officer)?
        .post_accreditation(signed)
        .await
}

/// The side's credentials as an officer's device pinned them, where the side isn't founded here.
fn officer_pin(home: &Home) -> Result<Pinned, CliError> {
    home.device(&officer(home, Role::Administrator)?)?.side()
}
