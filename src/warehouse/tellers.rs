//! What each source, and each list of cases, can report at all, and what its mapping says in its place.
//!
//! Where a source cannot report an event, its silence proves nothing; what a mapping says of every case alike was recorded by nobody.
//! A list of cases with other columns than the newest one speaks for its own cases. Files of events speak for their source, all of
//! those that still tell of some case: what one of them shows is counted as kept, so what none of them shows is missed.

use crate::lake::{FileRecord, ImportRecord, Mode};
use crate::register;
use crate::vocabulary;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An event that can be reported, as the table `told_events` has it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ToldRow<'a> {
    source: &'a str,
    /// 0 for all cases of the source that no other teller speaks for.
    teller: usize,
    event: &'a str,
}

/// A list of cases that is a teller of its own, as the table `file_teller` has it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct FileTeller<'a> {
    source: &'a str,
    import: i64,
    file: &'a str,
    teller: usize,
}

/// The fields of cases that a mapping writes itself, as the table `stated_fields` has them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct StatedRow<'a> {
    source: &'a str,
    teller: usize,
    fields: Names<'a>,
}

/// Everything about tellers, as tables.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tellers<'a> {
    /// The events that they can report.
    pub told: Vec<ToldRow<'a>>,
    /// The lists that are tellers of their own.
    pub files: Vec<FileTeller<'a>>,
    /// What mappings say in their place.
    pub stated: Vec<StatedRow<'a>>,
}

impl<'a> Tellers<'a> {
    fn add(&mut self, source: &'a str, teller: usize, said: Said<'a>) {
        self.told.extend(said.events.into_iter().map(|event| ToldRow { source, teller, event }));
        if let Some(fields) = said.states.filter(|fields| !fields.is_empty()) {
            self.stated.push(StatedRow { source, teller, fields });
        }
    }
}

/// An event that a statement can tell by one kind of file, as the table `statement_events` has it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct StatementRow<'a> {
    statement: i64,
    table_name: String,
    event: &'a str,
}

type Names<'a> = BTreeSet<&'a str>;

/// What files say together: the events that any of them can report; the fields that the mappings of all that speak of cases
/// write themselves, `None` where none speaks of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Said<'a> {
    events: Names<'a>,
    states: Option<Names<'a>>,
}

impl<'a> Said<'a> {
    fn of(import: &'a ImportRecord, file: &'a FileRecord) -> Self {
        let states = file.table.as_ref().and_then(|table| table.states.as_ref());
        Self { events: events(import, file), states: states.map(|fields| fields.iter().map(String::as_str).collect()) }
    }

    fn together<'b>(all: impl Iterator<Item = &'b Self>) -> Self
    where
        'a: 'b,
    {
        all.fold(Self::default(), |mut together, said| {
            together.add(said);
            together
        })
    }

    fn add(&mut self, other: &Self) {
        self.events.extend(&other.events);
        if let Some(others) = &other.states {
            let common = self.states.take().map(|own| own.intersection(others).copied().collect());
            self.states = Some(common.unwrap_or_else(|| others.clone()));
        }
    }
}

/// What the files of one kind of a source say.
struct Kind<'a> {
    /// The newest statement of it.
    newest: i64,
    is_list: bool,
    said: Said<'a>,
}

/// Which statements tell of some case still, by kind of file: those that no newer one of the kind replaces in all their cases.
pub type Speaking = BTreeSet<(i64, String)>;

/// The name of a file's kind; files of a lake made before that was noted are told by what their imports feed.
pub fn table_name(import: &ImportRecord, file: &FileRecord) -> String {
    file.table.as_ref().map_or_else(|| import.feeds.join(", "), |table| table.name.clone())
}

/// Whether a file tells events.
pub fn feeds_events(import: &ImportRecord, file: &FileRecord) -> bool {
    file.table.as_ref().map_or_else(|| import.feeds_events(), |table| table.feeds_events)
}

fn is_list(file: &FileRecord) -> bool {
    file.table.as_ref().is_some_and(|table| table.is_list)
}

fn events<'a>(import: &'a ImportRecord, file: &'a FileRecord) -> Names<'a> {
    let reports = file.table.as_ref().map_or(&import.reports, |table| &table.reports);
    reports.iter().map(String::as_str).collect()
}

/// What each source can report, and which lists of cases can report something else.
pub fn tellers<'a>(imports: &'a [ImportRecord], speaking: &Speaking) -> Tellers<'a> {
    let mut tellers = Tellers::default();
    tellers.add(register::SOURCE, 0, Said { events: vocabulary::EVENTS.iter().copied().collect(), states: None });
    for (source, kinds) in kinds(imports, speaking) {
        let all = Said::together(kinds.values().map(|kind| &kind.said));
        // A case that stands in lists of several kinds is told by all of them together.
        if kinds.values().filter(|kind| kind.is_list).count() == 1 {
            let wide = Said::together(kinds.values().filter(|kind| !kind.is_list).map(|kind| &kind.said)).events;
            let mut numbers: BTreeMap<Said<'_>, usize> = BTreeMap::new();
            for ((import, file), mut own) in lists(imports, source) {
                own.events.extend(&wide);
                if own != all {
                    let next = numbers.len() + 1;
                    let teller = *numbers.entry(own).or_insert(next);
                    tellers.files.push(FileTeller { source, import, file, teller });
                }
            }
            for (said, teller) in numbers {
                tellers.add(source, teller, said);
            }
        }
        tellers.add(source, 0, all);
    }
    tellers
}

/// What each kind of file says, by source: of lists the newest statement, of files of events all that speak still.
fn kinds<'a>(imports: &'a [ImportRecord], speaking: &Speaking) -> BTreeMap<&'a str, BTreeMap<String, Kind<'a>>> {
    let mut ordered: Vec<&ImportRecord> = imports.iter().collect();
    // The newest first.
    ordered.sort_by_key(|import| std::cmp::Reverse((import.statement, import.id)));
    let mut kinds: BTreeMap<&str, BTreeMap<String, Kind<'_>>> = BTreeMap::new();
    for import in ordered {
        for file in &import.files {
            let (said, table) = (Said::of(import, file), table_name(import, file));
            for source in &import.sources {
                let fresh = || Kind { newest: import.statement, is_list: is_list(file), said: Said::default() };
                let kind = kinds.entry(source).or_default().entry(table.clone()).or_insert_with(fresh);
                let speaks = || import.mode == Mode::Append || speaking.contains(&(import.statement, table.clone()));
                if kind.newest == import.statement || !kind.is_list && speaks() {
                    kind.said.add(&said);
                }
            }
        }
    }
    kinds
}

/// The lists of cases of a source, and what each can show; a second attempt at rows that were set aside speaks with the list that they
/// are of.
fn lists<'a>(imports: &'a [ImportRecord], source: &str) -> Vec<((i64, &'a str), Said<'a>)> {
    let of_source = |import: &&ImportRecord| import.sources.iter().any(|one| one == source);
    let mut own: BTreeMap<(i64, &str), Said<'_>> = BTreeMap::new();
    let mut places = Vec::new();
    for import in imports.iter().filter(of_source) {
        for file in import.files.iter().filter(|file| is_list(file)) {
            own.entry((import.original(), &file.name)).or_default().add(&Said::of(import, file));
            places.push((import, file));
        }
    }
    let said =
        |(import, file): (&ImportRecord, &FileRecord)| own.get(&(import.original(), file.name.as_str())).cloned().unwrap_or_default();
    places.into_iter().map(|(import, file)| ((import.id, file.name.as_str()), said((import, file)))).collect()
}

/// The events that each statement tells in the place of files of other kinds, by kind of file.
pub fn statement_events(imports: &[ImportRecord]) -> BTreeSet<StatementRow<'_>> {
    let rows = imports.iter().flat_map(|import| {
        import.files.iter().flat_map(move |file| {
            let rows = move |event| StatementRow { statement: import.statement, table_name: table_name(import, file), event };
            let told = file.table.as_ref().and_then(|table| table.tells.as_ref());
            let told = told.map_or_else(|| events(import, file), |told| told.iter().map(String::as_str).collect());
            told.into_iter().map(rows)
        })
    });
    rows.collect()
}

/// Whether all imports that tell events of one source hold the same kinds of files: only then does one statement alone tell all
/// events of a case.
pub fn are_of_one_kind(imports: &[ImportRecord]) -> bool {
    let mut kinds: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    imports.iter().all(|import| {
        let telling = import.files.iter().filter(|file| feeds_events(import, file));
        let names: BTreeSet<String> = telling.map(|file| table_name(import, file)).collect();
        names.is_empty() || import.sources.iter().all(|source| *kinds.entry(source).or_insert_with(|| names.clone()) == names)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    /// An import of files, each with its kind, whether it is a list of cases, and what it can show.
    fn import(id: i64, mode: Mode, files: &[(&str, bool, &[&str])]) -> ImportRecord {
        let owned = |events: &[&str]| events.iter().map(ToString::to_string).collect::<Vec<_>>();
        let file = |(kind, is_list, reports): &(&str, bool, &[&str])| FileRecord {
            name: format!("{kind}.csv"),
            sha256: String::new(),
            bytes: 0,
            rows_in: 1,
            kept: 1,
            set_aside: 0,
            duplicates: 0,
            header: None,
            sheet: None,
            table: Some(crate::lake::TableRecord {
                name: (*kind).into(),
                is_list: *is_list,
                feeds_events: !reports.is_empty(),
                reports: owned(reports),
                tells: None,
                states: is_list.then(Vec::new),
            }),
        };
        ImportRecord {
            id,
            source: "desk".into(),
            sources: vec!["desk".into()],
            mode,
            imported_at: Instant(0),
            time_zone: "UTC".into(),
            feeds: owned(&["cases", "events"]),
            reports: owned(&files.iter().flat_map(|(_, _, reports)| *reports).copied().collect::<Vec<_>>()),
            files: files.iter().map(file).collect(),
            mapping_sha256: String::new(),
            quality: Vec::new(),
            latest_at: None,
            stands: None,
            replaces: Vec::new(),
            turn: None,
            statement: id,
            dir: std::path::PathBuf::new(),
        }
    }

    /// What the tellers of the source can show, by their numbers.
    fn told(imports: &[ImportRecord]) -> BTreeMap<usize, Vec<&str>> {
        let mut told: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for row in tellers(imports, &Speaking::new()).told.into_iter().filter(|row| row.source == "desk") {
            told.entry(row.teller).or_default().push(row.event);
        }
        told
    }

    #[test]
    fn a_list_without_a_column_that_the_newest_has_speaks_for_its_own_cases() {
        let older = import(1, Mode::Snapshot, &[("tickets", true, &["closed"])]);
        let newer = import(2, Mode::Snapshot, &[("tickets", true, &["acknowledged", "closed"])]);
        let imports = [older, newer];
        assert_eq!(told(&imports), BTreeMap::from([(0, vec!["acknowledged", "closed"]), (1, vec!["closed"])]));
        assert_eq!(tellers(&imports, &Speaking::new()).files, [FileTeller { source: "desk", import: 1, file: "tickets.csv", teller: 1 }]);
    }

    #[test]
    fn a_column_that_the_newest_list_lacks_is_still_shown_of_older_cases_alone() {
        let older = import(1, Mode::Snapshot, &[("tickets", true, &["acknowledged", "closed"])]);
        let newer = import(2, Mode::Snapshot, &[("tickets", true, &["closed"])]);
        assert_eq!(told(&[older, newer]), BTreeMap::from([(0, vec!["closed"]), (1, vec!["acknowledged", "closed"])]));
    }

    #[test]
    fn a_history_beside_the_list_speaks_for_all_cases() {
        let both = import(1, Mode::Snapshot, &[("tickets", true, &["closed"]), ("history", false, &["acknowledged"])]);
        let newer = import(2, Mode::Snapshot, &[("tickets", true, &["closed", "info_requested"])]);
        let all = vec!["acknowledged", "closed", "info_requested"];
        assert_eq!(told(&[both, newer]), BTreeMap::from([(0, all), (1, vec!["acknowledged", "closed"])]));
    }

    #[test]
    fn what_a_mapping_says_of_every_case_is_stated_of_the_lists_that_it_read() {
        let stating = |id: i64, fields: &[&str]| {
            let mut import = import(id, Mode::Snapshot, &[("tickets", true, &["closed"])]);
            let table = import.files[0].table.as_mut().unwrap();
            table.states = Some(fields.iter().map(ToString::to_string).collect());
            import
        };
        let stated = |source, teller, fields: &[&'static str]| StatedRow { source, teller, fields: fields.iter().copied().collect() };
        // The mapping called everything a complaint, until the export had a column for it.
        let imports = [stating(1, &["kind"]), stating(2, &[])];
        assert_eq!(tellers(&imports, &Speaking::new()).stated, [stated("desk", 1, &["kind"])]);
        let imports = [stating(1, &["kind"]), stating(2, &["kind"])];
        assert_eq!(tellers(&imports, &Speaking::new()).stated, [stated("desk", 0, &["kind"])]);
        // A history says nothing of what a case is.
        let mut both = stating(1, &["kind"]);
        both.files.extend(import(1, Mode::Snapshot, &[("history", false, &["acknowledged"])]).files);
        assert_eq!(tellers(&[both], &Speaking::new()).stated, [stated("desk", 0, &["kind"])]);
    }

    #[test]
    fn where_a_case_may_stand_in_lists_of_several_kinds_they_speak_together() {
        let imports = [
            import(1, Mode::Snapshot, &[("calls", true, &["closed"])]),
            import(2, Mode::Snapshot, &[("letters", true, &["acknowledged"])]),
        ];
        assert_eq!(told(&imports), BTreeMap::from([(0, vec!["acknowledged", "closed"])]));
        assert_eq!(tellers(&imports, &Speaking::new()).files, []);
    }

    #[test]
    fn lists_that_are_added_speak_for_their_own_cases_too() {
        let imports = [
            import(1, Mode::Append, &[("tickets", true, &["closed"])]),
            import(2, Mode::Append, &[("tickets", true, &["acknowledged", "closed"])]),
        ];
        assert_eq!(told(&imports), BTreeMap::from([(0, vec!["acknowledged", "closed"]), (1, vec!["closed"])]));
    }

    #[test]
    fn a_quiet_month_takes_nothing_from_what_a_history_can_show() {
        let months =
            |mode| [import(1, mode, &[("log", false, &["acknowledged", "closed"])]), import(2, mode, &[("log", false, &["closed"])])];
        let shown = |imports: &[ImportRecord], speaking: &Speaking| {
            tellers(imports, speaking)
                .told
                .into_iter()
                .filter(|row| row.source == "desk")
                .map(|row| row.event.to_string())
                .collect::<Vec<_>>()
        };
        let both = Speaking::from([(1, "log".to_string()), (2, "log".to_string())]);
        let newest = Speaking::from([(2, "log".to_string())]);
        assert_eq!(shown(&months(Mode::Append), &Speaking::new()), ["acknowledged", "closed"]);
        // January's log still tells of some case; or February's tells of all of them anew.
        assert_eq!(shown(&months(Mode::Snapshot), &both), ["acknowledged", "closed"]);
        assert_eq!(shown(&months(Mode::Snapshot), &newest), ["closed"]);
    }

    #[test]
    fn a_second_attempt_shows_what_its_list_shows() {
        let list = import(1, Mode::Snapshot, &[("tickets", true, &["acknowledged", "closed"])]);
        let mut again = import(2, Mode::Snapshot, &[("tickets", true, &["closed"])]);
        again.stands = Some(crate::lake::Stands::With(1));
        again.statement = 1;
        assert_eq!(told(&[list, again]), BTreeMap::from([(0, vec!["acknowledged", "closed"])]));
    }

    #[test]
    fn histories_of_another_kind_leave_no_statement_alone() {
        let of_one_kind =
            [import(1, Mode::Snapshot, &[("history", false, &["closed"])]), import(2, Mode::Snapshot, &[("history", false, &["closed"])])];
        assert!(are_of_one_kind(&of_one_kind));
        let [first, _] = of_one_kind;
        assert!(!are_of_one_kind(&[first, import(2, Mode::Snapshot, &[("comments", false, &["acknowledged"])])]));
    }
}
