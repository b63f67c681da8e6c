//! What made the page, from what, and how to make it again.

use super::given;
use crate::analysis::measure::Measured;
use crate::analysis::measure::clauses::PolicyVersion;
use crate::analysis::measure::imports::File;
use crate::report::facts::Facts;
use crate::report::line::line;
use crate::report::quarterly::Request;
use crate::report::view::{Foot, Table};

/// Writes the foot.
pub fn foot(request: &Request, versions: &Measured<PolicyVersion>, imported: &Measured<File>, facts: &mut Facts) -> Foot {
    let version = given(facts, "report.version", &request.version);
    let as_of = facts.instant("report.as_of", request.as_of, request.zone, None);
    let mut files = Table::new(
        "The files that the data come from",
        &[("Import", true), ("Source", false), ("File", false), ("SHA-256", false), ("Rows", true)],
    );
    let origin = &imported.origin;
    for (place, file) in imported.rows.iter().enumerate() {
        let id = format!("import.file.{}", place + 1);
        files.push(vec![
            facts.count(&format!("{id}.import"), file.import, "number", origin).into(),
            file.source.as_str().into(),
            file.file.as_str().into(),
            line![facts.fingerprint(&format!("{id}.sha256"), &file.sha256, origin), "…"].into(),
            facts.count(&format!("{id}.rows_in"), file.rows_in, "rows", origin).into(),
        ]);
    }
    let mut policies = Vec::new();
    for policy in &versions.rows {
        let version = policy.effective_from.map_or("open".to_string(), |from| from.to_string());
        let mut words = line![policy.policy.as_str()];
        if let Some(from) = policy.effective_from {
            words.push(format!(" from {from}"));
        }
        if let Some(sha256) = &policy.sha256 {
            let id = format!("policy.{}.{version}.sha256", policy.policy);
            words.push(line![" (SHA-256 ", facts.fingerprint(&id, sha256, &versions.origin), "…)"]);
        }
        policies.push(words);
    }
    let mut lines = vec![
        line!["Made by ombud ", version, ", as of ", as_of, ". The same inputs, procedures and instant give the same bytes."],
        line![
            "Every number on this page is in facts.json beside it, with the query and the parameters that bring it back; the id is in the attribute data-fact."
        ],
    ];
    if !policies.is_empty() {
        lines.push(line!["Procedures judged by: ", super::listed(facts.texts(), &policies), "."]);
    }
    Foot { lines, command: request.command.clone(), files }
}
