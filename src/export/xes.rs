//! XES (IEEE 1849): a trace a case, an event an event, for process-mining tools.
//!
//! A day becomes its first instant, and the attribute `precision` says so. Events of the organisation belong to no
//! trace and have no place in the format.

use super::{Case, Event, Export};
use crate::error::{Error, Result};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event as Xml};
use std::io::Write;

const EXTENSIONS: [(&str, &str, &str); 3] = [
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
];

/// Writes the log; answers how many events belong to no trace and were left out.
pub fn write(export: &Export<'_>, out: impl Write) -> Result<usize> {
    let mut log = Log(Writer::new_with_indent(out, b' ', 1));
    log.put(Xml::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    log.open("log", &[("xes.version", "1849-2016"), ("xes.features", "nested-attributes"), ("xmlns", "http://www.xes-standard.org/")])?;
    for (name, prefix, uri) in EXTENSIONS {
        log.empty("extension", &[("name", name), ("prefix", prefix), ("uri", uri)])?;
    }
    log.empty("classifier", &[("name", "Event"), ("keys", "concept:name")])?;
    export.each_case(|case, events| log.trace(case, events))?;
    log.close("log")?;
    Ok(export.other_events()?.len())
}

struct Log<W: Write>(Writer<W>);

impl<W: Write> Log<W> {
    fn put(&mut self, part: Xml<'_>) -> Result<()> {
        self.0.write_event(part).map_err(|cause| Error::output(&cause))
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.put(Xml::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.put(Xml::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    }

    fn close(&mut self, name: &str) -> Result<()> {
        self.put(Xml::End(BytesEnd::new(name)))
    }

    fn attribute(&mut self, kind: &str, key: &str, value: &str) -> Result<()> {
        // Characters that XML cannot hold at all are left out.
        let value: String = value.chars().filter(|one| matches!(one, '\t' | '\n' | '\r') || *one >= ' ').collect();
        self.empty(kind, &[("key", key), ("value", &value)])
    }

    fn trace(&mut self, case: &Case, events: &[Event]) -> Result<()> {
        self.open("trace", &[])?;
        self.attribute("string", "concept:name", &format!("{}/{}", case.source, case.case_id))?;
        self.attribute("string", "source", &case.source)?;
        self.attribute("string", "case_id", &case.case_id)?;
        self.attribute("date", "received_at", &case.received.at.to_string())?;
        if case.received.is_day {
            self.attribute("string", "received_precision", "day")?;
        }
        for (name, text) in &case.texts {
            self.attribute("string", name, text)?;
        }
        if let Some(due) = case.due_at {
            self.attribute("date", "due_at", &due.to_string())?;
        }
        for (name, text) in &case.attributes {
            self.attribute("string", &format!("attribute:{name}"), text)?;
        }
        let received = Event {
            number: 0,
            source: case.source.clone(),
            case_id: Some(case.case_id.clone()),
            name: "received".into(),
            at: case.received,
            expected_at: None,
            actor: None,
            role: None,
            auto: None,
            evidence: None,
            attributes: std::collections::BTreeMap::new(),
        };
        let before = events.iter().take_while(|event| event.at.at < case.received.at).count();
        for event in events[..before].iter().chain([&received]).chain(&events[before..]) {
            self.event(event)?;
        }
        self.close("trace")
    }

    fn event(&mut self, event: &Event) -> Result<()> {
        self.open("event", &[])?;
        self.attribute("string", "concept:name", &event.name)?;
        self.attribute("date", "time:timestamp", &event.at.at.to_string())?;
        if event.at.is_day {
            self.attribute("string", "precision", "day")?;
        }
        for (key, text) in [("org:resource", &event.actor), ("org:role", &event.role), ("evidence", &event.evidence)] {
            if let Some(text) = text {
                self.attribute("string", key, text)?;
            }
        }
        if let Some(auto) = event.auto {
            self.attribute("boolean", "auto", if auto { "true" } else { "false" })?;
        }
        if let Some(expected) = event.expected_at {
            self.attribute("date", "expected_at", &expected.to_string())?;
        }
        for (name, text) in &event.attributes {
            self.attribute("string", &format!("attribute:{name}"), text)?;
        }
        self.close("event")
    }
}
