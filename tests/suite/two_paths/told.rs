//! The same verdicts, however what happened is told and whatever is kept of them.

use super::world::World;
use super::{draw, worlds};
use duckdb::Connection;
use ombud::judge::{Judgement, Scope, Told, count, judge};
use ombud::policy::Policy;
use ombud::time::period::Length;
use proptest::prelude::*;

fn judgement<'w>(world: &'w World, policies: &'w [Policy], counted_by: Length) -> Judgement<'w> {
    Judgement {
        policies: policies.iter().collect(),
        calendars: &world.calendars,
        as_of: world.as_of,
        time_zone: chrono_tz::Europe::London,
        counted_by: counted_by.into(),
        scope: Scope::default(),
    }
}

fn loaded(world: &World) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    world.load(&connection);
    connection
}

/// Puts timelines together as an import does; the events of every fifth case are also what was recorded by hand.
fn with_timelines(world: &World) -> Connection {
    let connection = loaded(world);
    connection
        .execute_batch(
            "create table events_out as
            select e.*, row_number() over (order by e.case_id nulls last, e.at, e.row) - 1 as file_row_number from events as e
            order by file_row_number;
            create table register_events as
            select e.* from events as e where hash(e.case_id) % 5 = 0;",
        )
        .unwrap();
    connection.execute_batch(include_str!("../../../queries/import/event_signatures.sql")).unwrap();
    let signatures = include_str!("../../../queries/import/signatures.sql");
    connection.execute_batch(&format!("create table signatures_out as {signatures}")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("timelines.parquet");
    ombud::import::timelines::write(&connection, &file).unwrap();
    connection
        .execute_batch(&format!(
            "create table timelines as select 1::bigint as place, t.* from read_parquet('{}') as t;
            create view signatures as select 1::bigint as place, s.* from signatures_out as s;",
            file.display()
        ))
        .unwrap();
    connection
}

fn tally(connection: &Connection, view: &str) -> Vec<String> {
    connection.execute_batch(view).unwrap();
    let sql = "select c.policy, c.clause, c.reading, t.period_start::varchar, t.status::varchar, coalesce(t.evidence::varchar, ''),
            sum(t.count)::bigint
        from tally_by('channel') as t join judge_clause as c on c.clause_key = t.clause_key
        group by all order by all";
    let mut statement = connection.prepare(sql).unwrap();
    let row = |row: &duckdb::Row<'_>| {
        let text = |place: usize| row.get::<_, String>(place);
        Ok(format!("{},{},{},{},{},{},{}", text(0)?, text(1)?, text(2)?, text(3)?, text(4)?, text(5)?, row.get::<_, i64>(6)?))
    };
    statement.query_map([], row).unwrap().collect::<duckdb::Result<_>>().unwrap()
}

proptest! {
    #![proptest_config(worlds())]

    #[test]
    fn timelines_tell_what_events_tell(world in draw::world()) {
        let policies = world.policies();
        let connection = with_timelines(&world);
        judge(&connection, &judgement(&world, &policies, Length::Quarter), Told::Timelines).unwrap();
        prop_assert_eq!(World::judged_rows(&connection), world.by_query(250_000), "{}", world.told());
    }

    #[test]
    fn counting_counts_the_rows(world in draw::world(), length in prop::sample::select(vec![Length::Week, Length::Month, Length::Quarter])) {
        let policies = world.policies();
        let (rows, counted) = (loaded(&world), loaded(&world));
        judge(&rows, &judgement(&world, &policies, length), Told::Events).unwrap();
        count(&counted, &judgement(&world, &policies, length), Told::Events, Some("channel")).unwrap();
        rows.execute_batch(include_str!("../../../queries/view/judge_placed.sql")).unwrap();
        let by_rows = tally(&rows, include_str!("../../../queries/view/tally_by.sql"));
        let by_counts = tally(&counted, include_str!("../../../queries/view/tally_by_counted.sql"));
        prop_assert!(by_rows == by_counts, "{by_rows:#?}\n{by_counts:#?}\n{}", world.told());
    }
}
