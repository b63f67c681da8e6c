-- severity: fail
-- purpose: timelines that do not tell of as many events as there are
-- params:  none
-- reads:   lake_timelines, lake_events
-- grain:   no row, or one
-- columns: fault varchar (a sentence)
-- why:     judging reads timelines, and people read events; the two were written from the same rows
with told as (
    select coalesce(sum(len(t.happened)), 0)::bigint as count
    from lake_timelines as t
),
there as (
    select count(*) as count
    from lake_events as e
    where e.case_id is not null
)
select 'the timelines tell of ' || t.count || ' events of cases, and there are ' || e.count as fault
from told as t
cross join there as e
where t.count <> e.count
