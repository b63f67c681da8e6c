-- purpose: everything that happened, where exports replace or add to one another
-- params:  none
-- reads:   lake_events, event_winner, statement_events, imports, register_events
-- grain:   one row per event
-- columns: as in events.parquet: source, case_id (null: of the organisation), event, at, at_last, at_precision, expected_at, actor, role,
--          auto, evidence, attributes, import, file, row, part
-- why:     a snapshot tells all events of its cases anew; other files, such as the history beside the list, only those that they
--          can report, and all that was appended before. An event that is appended, or is of the organisation, and is there already is
--          the same event
create temp view events as
with retold as (
    select
        w.source,
        w.case_id,
        w.table_name,
        w.statement,
        r.event
    from event_winner as w
    join statement_events as r
        on r.statement = w.statement
        and r.table_name = w.table_name
),
told as (
    select
        l.source,
        l.case_id,
        l.event,
        l."at",
        l.at_last,
        l.at_precision,
        l.expected_at,
        l.actor,
        l.role,
        l.auto,
        l.evidence,
        l.attributes,
        l.import,
        l.file,
        l."row",
        l.part
    from lake_events as l
    join imports as s
        on s.import = l.import
        and s.file = l.file
    left join event_winner as w
        on w.source = l.source
        and w.case_id = l.case_id
        and w.table_name = s.table_name
    where l.case_id is null
        or (
            -- What was appended before the newest snapshot is not told any more.
            case when s.mode = 'append' then s.statement > coalesce(w.statement, 0) else s.statement = w.statement end
            and not exists (
                select 1
                from retold as r
                where r.source = l.source
                    and r.case_id = l.case_id
                    and r.event = l.event
                    and r.table_name <> s.table_name
                    and r.statement > s.statement
            )
        )
    qualify row_number() over (
        partition by
            l.source,
            l.case_id,
            l.event,
            l."at",
            l.at_last,
            l.at_precision,
            l.expected_at,
            l.actor,
            l.role,
            l.auto,
            l.evidence,
            l.attributes
        order by l.import, l."row", l.part
    ) = 1
)
select
    t.source,
    t.case_id,
    t.event,
    t."at",
    t.at_last,
    t.at_precision,
    t.expected_at,
    t.actor,
    t.role,
    t.auto,
    t.evidence,
    t.attributes,
    t.import,
    t.file,
    t."row",
    t.part
from told as t
union all
select
    r.source,
    r.case_id,
    r.event,
    r."at",
    r.at_last,
    r.at_precision,
    r.expected_at,
    r.actor,
    r.role,
    r.auto,
    r.evidence,
    r.attributes,
    r.import,
    r.file,
    r."row",
    r.part
from register_events as r
