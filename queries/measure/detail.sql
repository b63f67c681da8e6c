-- purpose: every verdict, one row each
-- params:  period_start, period_end date (the end not included; null: all time; each may be null by itself): rows with a part in these
--          reporting periods
--          clause varchar (null: all), all_readings boolean
-- reads:   judge_verdict, judge_placed, judge_clause, judge_case
-- grain:   one row per verdict; a run of missed windows is one row with its count
-- columns: policy, clause, reading, source enum, case_id varchar, cycle bigint, status enum,
--          started_at, due_at, done_at timestamp, extended boolean, count bigint, evidence enum
-- why:     what every rate is made of. Sorted by numbers: the keys of cases stand in the order of source and case_id. Words of which
--          there are few are sorted and written as numbers too; a reader sees texts
with ranked as (
    select
        c.clause_key,
        c.policy::judge_policy as policy,
        c.clause::judge_clause_name as clause,
        c.reading::judge_reading as reading,
        dense_rank() over (order by c.policy, c.clause, c.reading) as place
    from judge_clause as c
    where ($clause is null or c.clause = $clause)
        and ($all_readings or c.reading = 'main')
),
named as (
    select
        k.case_key,
        k.source::judge_source as source,
        k.case_id
    from judge_case as k
),
within as (
    select distinct
        p.clause_key,
        p.case_key,
        p.cycle
    from judge_placed as p
    where ($period_start is not null or $period_end is not null)
        and ($period_start is null or p.period_start >= $period_start)
        and ($period_end is null or p.period_start < $period_end)
)
select
    r.policy,
    r.clause,
    r.reading,
    k.source,
    k.case_id,
    v.cycle,
    v.status,
    make_timestamp(v.start_us) as started_at,
    make_timestamp(v.due_us) as due_at,
    make_timestamp(v.done_us) as done_at,
    v.extended,
    v.count,
    v.evidence
from judge_verdict as v
join ranked as r
    on r.clause_key = v.clause_key
left join named as k
    on k.case_key = v.case_key
where ($period_start is null and $period_end is null)
    or exists (
        select 1
        from within as w
        where w.clause_key = v.clause_key
            and w.case_key is not distinct from v.case_key
            and w.cycle = v.cycle
    )
order by
    r.place,
    v.case_key nulls first,
    v.cycle,
    -- Two versions can review one period; a case is judged by one.
    case when v.case_key is null then v.status::varchar end,
    case when v.case_key is null then v.start_us end,
    case when v.case_key is null then v.due_us end
