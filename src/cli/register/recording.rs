//! `ombud register open`, `record` and `retract`: one entry each, told when it is on disk.

use super::next::{self, Story};
use super::{Auto, CommonArgs, FieldArgs, OpenArgs, RecordArgs, RetractArgs, actions, asking, say_recorded};
use crate::cli::context::{Context, Outcome};
use crate::error::{Error, Result};
use crate::register::doubt::{Known, doubts};
use crate::register::draft::{Case, Draft};
use crate::register::entry::{Entry, When};
use crate::register::{Salt, Writer};
use crate::time::Instant;
use crate::workspace::Workspace;
use chrono_tz::Tz;
use rand::TryRng;
use rand::rngs::SysRng;
use std::collections::BTreeMap;

pub(super) fn open(args: &OpenArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let zone = workspace.time_zone;
    let says_nothing = *args == OpenArgs::default();
    if says_nothing && !asking::is_possible() {
        return Err(Error::new("nothing is said of the case, and without a terminal nobody can be asked")
            .accepted("one of the options at least, such as --channel, --received-at or --description (`ombud register open --help`)")
            .remedy("Nothing was recorded."));
    }
    let asked = says_nothing.then(|| asking::open(zone)).transpose()?;
    let args = asked.as_ref().unwrap_or(args);
    let mut writer = writer(&workspace)?;
    let received = args.received_at.as_deref().map(|text| When::parse(text, zone)).transpose()?;
    let mut draft = match args.common.corrects {
        Some(n) => writer.standing(n)?.to_correction(),
        None => Draft::opening(When::moment(context.now)),
    };
    if draft.statement.event != "received" {
        let n = args.common.corrects.unwrap_or_default();
        return Err(Error::new(format!("entry {n} opened no case"))
            .remedy(format!("Correct it with `ombud register record CASE EVENT --corrects {n}`.")));
    }
    draft.statement.when = received.unwrap_or(draft.statement.when);
    let kind = args.kind.as_deref().or_else(|| args.common.corrects.is_none().then_some("complaint"));
    set(&mut draft.statement.fields, "kind", kind);
    for ((_, part), given) in
        draft.personal.parts_mut().into_iter().zip([&args.customer, &args.contact, &args.subject, &args.description, &args.common.note])
    {
        replace(part, given.as_deref());
    }
    if args.customer.is_some() || args.contact.is_some() {
        draft.customer = None;
    }
    fill(&mut draft, &args.fields, &args.common, zone)?;
    let known = known(&workspace, &mut writer, &draft)?;
    let entry = enter(&mut writer, draft, known, args.common.force, context)?;
    say_recorded(entry.case_id.as_deref().unwrap_or_default());
    tell(&entry, zone);
    tell_next(&workspace, &mut writer, &entry, context.now);
    Ok(Outcome::Done)
}

pub(super) fn record(args: &RecordArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let zone = workspace.time_zone;
    let mut writer = writer(&workspace)?;
    let when = args.at.as_deref().map(|text| When::parse(text, zone)).transpose()?;
    let case = match (&args.case, &args.source) {
        (None, _) => Case::Organisation,
        (Some(case_id), None) => Case::Own(case_id.clone()),
        (Some(case_id), Some(source)) => Case::Imported { source: source.clone(), case_id: case_id.clone() },
    };
    let event = args.event.as_deref().or(args.organisation.as_deref()).unwrap_or_default();
    let mut draft = match args.common.corrects {
        Some(n) => writer.standing(n)?.to_correction(),
        None => Draft::of(case.clone(), event, When::moment(context.now)),
    };
    draft.case = case;
    draft.statement.event = event.to_string();
    draft.statement.when = when.unwrap_or(draft.statement.when);
    replace_instant(&mut draft.statement.expected_at, args.expected_at.as_deref(), zone)?;
    replace(&mut draft.statement.evidence, args.evidence.as_deref());
    set(&mut draft.statement.fields, "kind", args.kind.as_deref());
    draft.statement.auto = match (args.auto, args.common.corrects) {
        (Some(Auto::Yes), _) => Some(true),
        (Some(Auto::Unknown), _) => None,
        (None, Some(_)) => draft.statement.auto,
        // What somebody records by hand without a word about machines was done by hand.
        (Some(Auto::No), _) | (None, None) => (draft.case != Case::Organisation).then_some(false),
    };
    replace(&mut draft.personal.note, args.common.note.as_deref());
    fill(&mut draft, &args.fields, &args.common, zone)?;
    actions::fill(&mut draft, &args.aim, &workspace, &writer)?;
    let known = known(&workspace, &mut writer, &draft)?;
    let entry = enter(&mut writer, draft, known, args.common.force, context)?;
    say_recorded(&entry.n.to_string());
    tell(&entry, zone);
    tell_next(&workspace, &mut writer, &entry, context.now);
    Ok(Outcome::Done)
}

pub(super) fn retract(args: &RetractArgs, context: &Context) -> Result<Outcome> {
    let workspace = context.workspace()?;
    let zone = workspace.time_zone;
    let mut writer = writer(&workspace)?;
    let mut draft = writer.retraction(args.n)?;
    replace(&mut draft.statement.actor, args.actor.as_deref());
    replace(&mut draft.personal.note, args.note.as_deref());
    let entry = enter(&mut writer, draft, Ok(None), true, context)?;
    say_recorded(&entry.n.to_string());
    tell(&entry, zone);
    tell_holding(&writer.standing(args.n)?.entry, zone);
    tell_next(&workspace, &mut writer, &entry, context.now);
    Ok(Outcome::Done)
}

/// The register's writer; what it had to set aside first is told.
pub(super) fn writer(workspace: &Workspace) -> Result<Writer> {
    let writer = Writer::open(&workspace.register_dir())?;
    for repair in writer.repairs() {
        crate::aside!("warning: {repair}");
    }
    Ok(writer)
}

fn fill(draft: &mut Draft, fields: &FieldArgs, common: &CommonArgs, zone: Tz) -> Result<()> {
    let FieldArgs { channel, category, subcategory, product, team, owner, severity, region, outcome, due_at } = fields;
    for (name, value) in [
        ("channel", channel),
        ("category", category),
        ("subcategory", subcategory),
        ("product", product),
        ("team", team),
        ("owner", owner),
        ("severity", severity),
        ("region", region),
        ("outcome", outcome),
    ] {
        set(&mut draft.statement.fields, name, value.as_deref());
    }
    replace_instant(&mut draft.statement.due_at, due_at.as_deref(), zone)?;
    replace(&mut draft.statement.actor, common.actor.as_deref());
    replace(&mut draft.statement.role, common.role.as_deref());
    for (name, value) in attributes(&common.attributes)? {
        set(&mut draft.statement.attributes, name, Some(value));
    }
    Ok(())
}

/// What was given as attributes, by name.
fn attributes(given: &[String]) -> Result<BTreeMap<&str, &str>> {
    let mut values = BTreeMap::new();
    for attribute in given {
        let (name, value) = attribute.split_once('=').filter(|(name, _)| !name.trim().is_empty()).ok_or_else(|| {
            Error::new(format!("\"{attribute}\" is no attribute"))
                .accepted("NAME=VALUE, such as --attribute reason=\"awaiting the survey\"")
        })?;
        if values.insert(name.trim(), value).is_some() {
            return Err(Error::new(format!("the attribute \"{}\" is given twice", name.trim()))
                .accepted("each name once")
                .remedy("Nothing was recorded. Put both values into one, or give one of them another name."));
        }
    }
    Ok(values)
}

/// Puts a value in place of the one before; an empty one takes it away.
fn replace(place: &mut Option<String>, given: Option<&str>) {
    if let Some(given) = given {
        *place = Some(given.to_string()).filter(|given| !given.trim().is_empty());
    }
}

fn replace_instant(place: &mut Option<Instant>, given: Option<&str>, zone: Tz) -> Result<()> {
    if let Some(given) = given {
        *place = if given.trim().is_empty() { None } else { Some(When::promised(given, zone)?) };
    }
    Ok(())
}

fn set(values: &mut BTreeMap<String, String>, name: &str, given: Option<&str>) {
    match given {
        Some(given) if given.trim().is_empty() => {
            values.remove(name);
        }
        Some(given) => {
            values.insert(name.to_string(), given.to_string());
        }
        None => {}
    }
}

/// What is known of the case that a draft concerns; a sentence where an import does not know it.
pub(super) fn known(workspace: &Workspace, writer: &mut Writer, draft: &Draft) -> Result<Result<Option<Known>, String>> {
    match &draft.case {
        Case::New | Case::Organisation => Ok(Ok(None)),
        Case::Own(case_id) => {
            let Some(case_id) = writer.case_id(case_id)? else { return Ok(Ok(None)) };
            let known = Known::of(&writer.entries_of(None, &case_id)?, &case_id, draft.statement.corrects);
            let is_taken_back = known.is_none() && draft.statement.event != "received" && !draft.statement.retracts;
            Ok(if is_taken_back { Err(format!("the case {case_id} was taken back, and counts nowhere")) } else { Ok(known) })
        }
        Case::Imported { source, case_id } => match Story::of_import(workspace, writer, source, case_id) {
            Ok(story) => Ok(Ok(Some(story.known()))),
            Err(error) => Ok(Err(error.found().to_string())),
        },
    }
}

/// Records a draft; what is questioned only with `--force`, and the entry says so.
fn enter(writer: &mut Writer, mut draft: Draft, known: Result<Option<Known>, String>, is_forced: bool, context: &Context) -> Result<Entry> {
    draft.check()?;
    let mut questions: Vec<String> = known.as_ref().err().cloned().into_iter().collect();
    questions.extend(doubts(&draft, known.ok().flatten().as_ref(), context.now));
    if !questions.is_empty() && !is_forced {
        return Err(Error::new(questions.join("; "))
            .remedy("Nothing was recorded. Correct it, or record it as it is with --force, which the entry will tell."));
    }
    draft.statement.forced = !questions.is_empty();
    writer.append(draft, context.now, &mut random_salt)
}

/// Tells what is due next for the case of an entry. The entry is on disk: what cannot be told is a warning.
fn tell_next(workspace: &Workspace, writer: &mut Writer, entry: &Entry, now: Instant) {
    let story = match (&entry.source, &entry.case_id) {
        (_, None) => return,
        (None, Some(case_id)) => Story::of_register(writer, case_id),
        (Some(source), Some(case_id)) => Story::of_import(workspace, writer, source, case_id).map(Some),
    };
    match story.and_then(|story| story.map_or(Ok(Vec::new()), |story| next::told(workspace, &story, now))) {
        Ok(sentences) => sentences.iter().for_each(|sentence| crate::aside!("{sentence}")),
        Err(error) => crate::aside!("warning: what is due next cannot be told: {error}"),
    }
}

pub(super) fn random_salt() -> Result<Salt> {
    let mut salt = Salt::default();
    let filled = SysRng.try_fill_bytes(&mut salt);
    filled.map_err(|cause| Error::new(format!("the system gives no random bytes: {cause}")))?;
    Ok(salt)
}

fn tell(entry: &Entry, zone: Tz) {
    let what = match &entry.case_id {
        Some(case_id) => format!("{case_id} {}", entry.statement.event),
        None => entry.statement.event.clone(),
    };
    let verb = match (entry.statement.corrects, entry.statement.retracts) {
        (Some(place), true) => format!("retracted entry {place}:"),
        (Some(place), false) => format!("corrected entry {place}:"),
        (None, _) => "recorded".to_string(),
    };
    crate::aside!("{verb} {what}, {} (entry {})", entry.statement.when.in_zone(zone), entry.n);
}

/// Tells what holds, after a retraction, in the place of what was taken back.
fn tell_holding(entry: &Entry, zone: Tz) {
    if !entry.statement.retracts {
        crate::aside!("entry {} holds in its place: {}, {}", entry.n, entry.statement.event, entry.statement.when.in_zone(zone));
    }
}
