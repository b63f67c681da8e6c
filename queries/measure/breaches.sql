-- purpose: commitments that were not kept in a period: how many, in how many cases, and how late
-- params:  first_day date (first day of the period);
--          period_start timestamp (UTC, its first instant);
--          period_end timestamp (UTC, its end, not included);
--          policy varchar (null: every policy)
-- reads:   verdict_counts, verdicts, clauses
-- grain:   one row per policy, clause with at least one late or missed duty
-- columns: policy, clause varchar;
--          late_count, missed_count bigint (duties);
--          case_count bigint (cases concerned);
--          median_late_minutes double (of the late ones, elapsed time from due to done; null where none)
-- why:     by the reading in force alone; a target is no promise, so it is never called a breach.
--          A due belongs to the period that holds the last microsecond before it, hence > and <=
with commitment as (
    select distinct
        c.policy,
        c.clause
    from clauses as c
    where c.strength = 'commitment'
        and c.reading = 'main'
        and (cast($policy as varchar) is null or c.policy = cast($policy as varchar))
),

broken as (
    select
        v.policy,
        v.clause,
        coalesce(sum(v."count") filter (where v.status = 'late'), 0)::bigint as late_count,
        coalesce(sum(v."count") filter (where v.status = 'missed'), 0)::bigint as missed_count,
        count(distinct struct_pack(source := v.source, case_id := v.case_id)) filter (where v.case_id is not null) as case_count
    from verdict_counts as v
    inner join commitment as c on c.policy = v.policy and c.clause = v.clause
    where v.reading = 'main'
        and v.status in ('late', 'missed')
        and v.period_start = cast($first_day as date)
    group by
        v.policy,
        v.clause
),

lateness as (
    select
        v.policy,
        v.clause,
        median((epoch_us(v.done_at) - epoch_us(v.due_at)) / 60e6) as median_late_minutes
    from verdicts as v
    where v.reading = 'main'
        and v.status = 'late'
        and v.due_at > cast($period_start as timestamp)
        and v.due_at <= cast($period_end as timestamp)
    group by
        v.policy,
        v.clause
)

select
    b.policy as policy,
    b.clause as clause,
    b.late_count as late_count,
    b.missed_count as missed_count,
    b.case_count as case_count,
    l.median_late_minutes as median_late_minutes
from broken as b
left join lateness as l on l.policy = b.policy and l.clause = b.clause
order by
    late_count + missed_count desc,
    policy,
    clause
