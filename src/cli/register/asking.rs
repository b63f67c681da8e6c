//! `ombud register open` without arguments at a terminal: one question after another, each answer checked at once.

use super::{CommonArgs, FieldArgs, OpenArgs};
use crate::error::{Error, Result, did_you_mean};
use crate::register::When;
use crate::vocabulary::{CHANNELS, KINDS};
use chrono_tz::Tz;
use dialoguer::{Confirm, Input};
use std::io::IsTerminal;

/// Whether somebody can be asked: questions go to standard error, answers come from standard input.
pub(super) fn is_possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks for what a new case needs.
pub(super) fn open(zone: Tz) -> Result<OpenArgs> {
    crate::aside!("A new case. Enter leaves an answer empty, or takes what stands in brackets; Ctrl-C leaves without recording.");
    let kind = ask(&format!("Kind: {}", KINDS.join(", ")), Some("complaint"), |text| one_of(text, KINDS))?;
    let channel = ask(&format!("Channel: {}", CHANNELS.join(", ")), None, |text| one_of(text, CHANNELS))?;
    let received_at = ask("Received: a moment such as 2026-03-05 14:30, or a day", Some("now"), |text| is_when(text, zone))?;
    let category = ask("Category, in your own word for it", None, anything)?;
    let customer = ask("Customer: a name, a number, an address (kept in the vault)", None, anything)?;
    let contact = ask("How to reach the customer (kept in the vault)", None, anything)?;
    let subject = ask("What it is about, in a line (kept in the vault)", None, anything)?;
    let description = ask("What the customer said (kept in the vault)", None, anything)?;
    let owner = ask("Who is in charge", None, anything)?;
    let is_sure = Confirm::new().with_prompt("Record it?").default(true).interact().map_err(|cause| stopped(&cause))?;
    if !is_sure {
        return Err(Error::new("nothing was recorded, as you wished"));
    }
    Ok(OpenArgs {
        kind,
        received_at: received_at.filter(|text| text != "now"),
        customer,
        contact,
        subject,
        description,
        fields: FieldArgs { channel, category, owner, ..FieldArgs::default() },
        common: CommonArgs::default(),
    })
}

fn ask(question: &str, default: Option<&str>, check: impl Fn(&str) -> Result<(), String>) -> Result<Option<String>> {
    let mut input = Input::<String>::new().with_prompt(question).allow_empty(true);
    if let Some(default) = default {
        input = input.default(default.to_string());
    }
    let answer = input.validate_with(|text: &String| if text.trim().is_empty() { Ok(()) } else { check(text.trim()) });
    let answer = answer.interact_text().map_err(|cause| stopped(&cause))?;
    Ok(Some(answer.trim().to_string()).filter(|answer| !answer.is_empty()))
}

fn one_of(text: &str, known: &[&str]) -> Result<(), String> {
    if known.contains(&text) {
        return Ok(());
    }
    Err(format!("no \"{text}\"{}. Accepted: {}.", did_you_mean(text, known.iter().copied()), known.join(", ")))
}

fn is_when(text: &str, zone: Tz) -> Result<(), String> {
    if text == "now" { Ok(()) } else { When::parse(text, zone).map(|_| ()).map_err(|error| error.to_string().replace('\n', ". ")) }
}

#[allow(clippy::unnecessary_wraps, reason = "a check like the others")]
fn anything(_: &str) -> Result<(), String> {
    Ok(())
}

fn stopped(cause: &dialoguer::Error) -> Error {
    Error::new(format!("the questions were not answered to the end: {cause}")).remedy("Nothing was recorded.")
}
