-- purpose: what customers wrote in some months, with the category of their case
-- params:  bounds: varchar, the first instants of the months and the end of the last, UTC, ascending, separated by commas;
--          as_of: varchar, UTC (later cases do not exist);
--          kind: varchar (null: every kind);
--          from_month: varchar (null: the first; else only months from this place on);
--          before_month: varchar (null: the last; else only months before this place);
--          places: varchar (null: every case; else only cases at these places, separated by commas)
-- reads:   cases, stretches_between
-- grain:   one row per case that has a description or a subject, in no order
-- columns: source, case_id varchar;
--          place bigint (where the lake keeps the case: its import times 2 to the power of 40, and its row; by hand several may share one);
--          month_index bigint (0 for the first month given);
--          category varchar (null where the case names none);
--          customer varchar (null where the case names none);
--          narrative varchar (the description, else the subject)
-- why:     texts are shown by a measure and looked at by the program, and both mean the same ones
create temp macro letters_between(bounds, as_of, kind, from_month, before_month, places) as table
with month as (
    select
        s.stretch_index as month_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between(bounds) as s
),

letter as (
    select
        c.source as source,
        c.case_id as case_id,
        coalesce(c.import, 0) * 1099511627776 + coalesce(c."row", 0) as place,
        m.month_index as month_index,
        c.category as category,
        c.customer as customer,
        coalesce(c.description, c.subject) as narrative
    from cases as c
    inner join month as m
        on m.utc_day = c.received_at::date
        and c.received_at >= m.start_at
        and c.received_at < m.end_at
    where coalesce(c.description, c.subject) is not null
        and c.received_at <= cast(as_of as timestamp)
        and (cast(kind as varchar) is null or c.kind = cast(kind as varchar))
        and m.month_index >= coalesce(cast(cast(from_month as varchar) as bigint), 0)
        and (cast(before_month as varchar) is null or m.month_index < cast(cast(before_month as varchar) as bigint))
)

select
    l.source,
    l.case_id,
    l.place,
    l.month_index,
    l.category,
    l.customer,
    l.narrative
from letter as l
where cast(places as varchar) is null
    or l.place in (select unnest(string_split(cast(places as varchar), ','))::bigint)
