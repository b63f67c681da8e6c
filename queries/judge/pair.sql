-- purpose: every case of the range with every clause of the version it is judged by, and whether the clause applies
-- params:  first_case, last_case bigint: the range of case keys; as_of_us bigint
-- reads:   judge_case, judge_case_version, judge_clause, judge_first, calendar tables
-- grain:   one row per case and clause
-- columns: case_key bigint, clause_key integer, is_blind boolean (the source can report none of the required events),
--          applies boolean
-- why:     all that `applies` gives must hold; a case value that is not in a list, empty included, does not match it
create or replace temp table judge_pair as
with listed as (
    select
        k.case_key,
        k.source,
        k.received_us as at_us,
        c.clause_key,
        c.calendar_key,
        c.open_unit as unit,
        c.open_amount as amount,
        coalesce(u.at_us, $as_of_us) as closing_us,
        (c.kinds is null or coalesce(list_contains(c.kinds, k.kind), false))
            and (c.channels is null or coalesce(list_contains(c.channels, k.channel), false))
            and (c.categories is null or coalesce(list_contains(c.categories, k.category), false))
            and (c.severities is null or coalesce(list_contains(c.severities, k.severity), false))
            and (c.outcomes is null or coalesce(list_contains(c.outcomes, k.outcome), false))
            and (c.teams is null or coalesce(list_contains(c.teams, k.team), false))
            and (c.has_set is null or h.case_key is not null)
            and (c.lacks_set is null or l.case_key is null) as matches
    from judge_case_version as v
    join judge_case as k
        on k.case_key = v.case_key
    join judge_clause as c
        on c.version_key = v.version_key
    left join judge_first as u
        on u.set_key = c.until_set
        and u.case_key = k.case_key
        and c.open_unit is not null
    left join judge_first as h
        on h.set_key = c.has_set
        and h.case_key = k.case_key
    left join judge_first as l
        on l.set_key = c.lacks_set
        and l.case_key = k.case_key
    where k.case_key between $first_case and $last_case
        and c.type <> 'review'
),
timed as (
    select l.*
    from listed as l
    where l.unit is not null
        and l.matches
),
read_clock as (
    select r.*
    from clock_of('timed') as r
),
aimed as (
    select t.*
    from target_of('read_clock') as t
),
outlived as (
    select
        d.case_key,
        d.clause_key
    from due_of('aimed') as d
    where d.closing_us > d.due_us
)
select
    l.case_key,
    l.clause_key,
    b.clause_key is not null as is_blind,
    l.matches and (l.unit is null or o.case_key is not null) as applies
from listed as l
left join outlived as o
    on o.case_key = l.case_key
    and o.clause_key = l.clause_key
left join judge_blind as b
    on b.clause_key = l.clause_key
    and b.source = l.source
