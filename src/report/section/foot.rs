//! What made the page, from what, and how to make it again.

use super::given;
use crate::analysis::disclosure::Audience;
use crate::analysis::measure::Measured;
use crate::analysis::measure::clauses::PolicyVersion;
use crate::analysis::measure::imports::File;
use crate::report::facts::Facts;
use crate::report::line::line;
use crate::report::quarterly::Request;
use crate::report::texts::say;
use crate::report::view::{Cell, Foot, Table};

/// Writes the foot. The public is not told how many rows a file has: less the cases that the page shows, they are those that it hides.
pub fn foot(
    request: &Request,
    versions: &Measured<PolicyVersion>,
    imported: &Measured<File>,
    audience: Audience,
    facts: &mut Facts,
) -> Foot {
    let version = given(facts, "report.version", &request.version);
    let as_of = facts.instant("report.as_of", request.as_of, request.zone, None);
    let texts = facts.texts();
    let mut heads = vec![
        (say!(texts, "foot.head_import"), true),
        (say!(texts, "foot.head_source"), false),
        (say!(texts, "foot.head_file"), false),
        (line!["SHA-256"], false),
    ];
    if audience == Audience::Internal {
        heads.push((say!(texts, "foot.head_rows"), true));
    }
    let mut files = Table::new(say!(texts, "foot.files"), &heads);
    let origin = &imported.origin;
    for (place, file) in imported.rows.iter().enumerate() {
        let id = format!("import.file.{}", place + 1);
        let mut cells: Vec<Cell> = vec![
            facts.count(&format!("{id}.import"), file.import, "number", origin).into(),
            file.source.as_str().into(),
            file.file.as_str().into(),
            line![facts.fingerprint(&format!("{id}.sha256"), &file.sha256, origin), "…"].into(),
        ];
        if audience == Audience::Internal {
            cells.push(facts.count(&format!("{id}.rows_in"), file.rows_in, "rows", origin).into());
        }
        files.push(cells);
    }
    super::by_value(&mut files, facts);
    let mut policies = Vec::new();
    for policy in &versions.rows {
        let version = policy.effective_from.map_or("open".to_string(), |from| from.to_string());
        let mut words = line![policy.policy.as_str()];
        if let Some(from) = policy.effective_from {
            words = say!(texts, "foot.from", policy = words, from = from.to_string());
        }
        if let Some(sha256) = &policy.sha256 {
            let id = format!("policy.{}.{version}.sha256", policy.policy);
            words.push(line![" (SHA-256 ", facts.fingerprint(&id, sha256, &versions.origin), "…)"]);
        }
        policies.push(words);
    }
    let mut lines = vec![say!(texts, "foot.made_by", version = version, as_of = as_of), say!(texts, "foot.facts")];
    if !policies.is_empty() {
        lines.push(say!(texts, "foot.judged_by", list = super::listed(texts, &policies)));
    }
    Foot { lines, command: request.command.clone(), files }
}
