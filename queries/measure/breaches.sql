-- purpose: commitments that were not kept in a period: how many, in how many cases, and how late
-- params:  first_day date (first day of the period);
--          period_start timestamp (UTC, its first instant);
--          period_end timestamp (UTC, its end, not included);
--          policy varchar (null: every policy)
-- reads:   judge_placed, judge_verdict, judge_clause, judge_due_from, known_by_day
-- grain:   one row per policy, clause with at least one late or missed duty
-- columns: policy, clause varchar;
--          late_count, missed_count bigint (duties);
--          case_count bigint (cases concerned);
--          median_late_minutes double (of the late ones, elapsed time from due to done; null where none; of what is known by a day
--              the least that is certain);
--          is_late_by_day boolean (of some of them the day alone is known: the median is a least one)
-- why:     by the reading in force alone; a target is no promise, so it is never called a breach: each version
--          of a clause speaks for the cases that it holds for.
--          A due belongs to the period that holds the last microsecond before it, hence > and <=.
--          The least is from the latest due to the first instant at which it may have been done. Where a pause or a notice may move a due
--          that counts from a day, the latest is not known here, and nothing of the length is certain. A precondition is due when the
--          other event happens
with commitment as (
    select
        j.clause_key,
        j.policy,
        j.clause,
        j.type,
        j.rule_key,
        (j.pause_bits | j.extend_bits) <> 0 as is_moved
    from judge_clause as j
    where j.strength = 'commitment'
        and j.reading = 'main'
        and (cast($policy as varchar) is null or j.policy = cast($policy as varchar))
),

broken as (
    select
        c.policy,
        c.clause,
        coalesce(sum(p."count") filter (where p.status = 'late'), 0)::bigint as late_count,
        coalesce(sum(p."count") filter (where p.status = 'missed'), 0)::bigint as missed_count,
        count(distinct p.case_key) as case_count
    from judge_placed as p
    inner join commitment as c on c.clause_key = p.clause_key
    where p.status in ('late', 'missed')
        and p.period_start = cast($first_day as date)
    group by
        c.policy,
        c.clause
),

late as materialized (
    select
        c.policy,
        c.clause,
        c.type,
        c.rule_key,
        c.is_moved,
        v.case_key,
        v.start_us,
        v.due_us,
        v.done_us
    from judge_verdict as v
    inner join commitment as c on c.clause_key = v.clause_key
    where v.status = 'late'
        and v.due_us > epoch_us(cast($period_start as timestamp))
        and v.due_us <= epoch_us(cast($period_end as timestamp))
),

by_day as materialized (
    select d.*
    from known_by_day('late') as d
),

dated as (
    select
        l.*,
        s.last_us as start_last_us,
        s.last_us is not null or e.last_us is not null as is_by_day
    from late as l
    left join by_day as s on s.case_key = l.case_key and s.at_us = l.start_us
    left join by_day as e on e.case_key = l.case_key and e.at_us = l.done_us
),

reckoned as (
    select
        d.policy,
        d.clause,
        d.is_by_day,
        d.done_us - case
            when d.start_last_us is null then d.due_us
            when d.type = 'precondition' then d.start_last_us
            when not d.is_moved then f.due_us + case when f.runs then d.start_last_us - f.from_us else 0 end
        end as late_us
    from dated as d
    left join judge_due_from as f
        on f.rule_key = d.rule_key
        and f.utc_day = utc_day(d.start_last_us)
        and f.from_us <= d.start_last_us
        and f.until_us > d.start_last_us
),

lateness as (
    select
        r.policy,
        r.clause,
        median(greatest(coalesce(r.late_us, 0), 0) / 60e6) as median_late_minutes,
        bool_or(r.is_by_day) as is_late_by_day
    from reckoned as r
    group by
        r.policy,
        r.clause
)

select
    b.policy as policy,
    b.clause as clause,
    b.late_count as late_count,
    b.missed_count as missed_count,
    b.case_count as case_count,
    l.median_late_minutes as median_late_minutes,
    coalesce(l.is_late_by_day, false) as is_late_by_day
from broken as b
left join lateness as l on l.policy = b.policy and l.clause = b.clause
order by
    late_count + missed_count desc,
    policy,
    clause
