//! Both capitals' days as the own node keeps them, for every page of the side.

use reqwest::Method;
use wire::{Capitals, HolidaysRequest, RestHoursRequest};

use super::{Body, Session};
use crate::CliError;

impl Session<'_> {
    pub async fn capitals(&mut self) -> Result<Capitals, CliError> {
        self.get("/api/v1/capitals").await
    }

    /// A calendar's text in place of that capital's before.
    pub async fn keep_holidays(&mut self, capital: &str, calendar: String) -> Result<(), CliError> {
        let path = format!("/api/v1/capitals/{capital}/holidays");
        let calendar = Some(calendar);
        let body = Body::json(&HolidaysRequest { calendar })?;
        self.do_only(Method::PUT, &path, Some(body)).await
    }

    /// Hours such as `22:00-07:00` in place of those before; none forgets them.
    pub async fn keep_rest_hours(
        &mut self,
        capital: &str,
        hours: Option<String>,
    ) -> Result<(), CliError> {
        let path = format!("/api/v1/capitals/{capital}/rest-hours");
        let body = Body::json(&RestHoursRequest { hours })?;
        self.do_only(Method::PUT, &path, Some(body)).await
    }
}
