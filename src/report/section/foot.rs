//! What made the page, from what, and how to make it again.

use super::given;
use crate::report::facts::Facts;
use crate::report::line::{Line, line};
use crate::report::quarterly::Quarterly;
use crate::report::view::{Foot, Table};

/// Writes the foot.
pub fn foot(data: &Quarterly, facts: &mut Facts) -> Foot {
    let request = &data.request;
    let version = given(facts, "report.version", &request.version);
    let as_of = facts.instant("report.as_of", request.as_of, request.zone, None);
    let mut files = Table::new(
        "The files that the data come from",
        &[("Import", true), ("Source", false), ("File", false), ("SHA-256", false), ("Rows", true)],
    );
    let origin = &data.files.origin;
    for (place, file) in data.files.rows.iter().enumerate() {
        let id = format!("import.file.{}", place + 1);
        files.push(vec![
            facts.count(&format!("{id}.import"), file.import, "number", origin).into(),
            file.source.as_str().into(),
            file.file.as_str().into(),
            line![facts.fingerprint(&format!("{id}.sha256"), &file.sha256, origin), "…"].into(),
            facts.count(&format!("{id}.rows_in"), file.rows_in, "rows", origin).into(),
        ]);
    }
    let policies: Vec<Line> = data
        .policies
        .rows
        .iter()
        .map(|policy| line![policy.policy.as_str(), policy.effective_from.map(|from| line![format!(" ({from})")])])
        .collect();
    let mut lines = vec![
        line!["Made by ombud ", version, ", as of ", as_of, ". The same inputs, procedures and instant give the same bytes."],
        line![
            "Every number on this page is in facts.json beside it, with the query and the parameters that bring it back; the id is in the attribute data-fact."
        ],
    ];
    if !policies.is_empty() {
        lines.push(line!["Procedures judged by: ", super::listed(&policies), "."]);
    }
    Foot { lines, command: request.command.clone(), files }
}
