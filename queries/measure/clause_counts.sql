-- purpose: how often each clause was kept, by reporting period, reading and the version that judged
-- params:  first_day date (first day of the oldest period);
--          end_day date (first day after the newest period, not included);
--          policy varchar (null: every policy)
-- reads:   judge_placed, judge_clause, judge_limit
-- grain:   one row per policy, clause, reading, period_start, since
-- columns: policy, clause, reading varchar;
--          period_start date;
--          since date (first day of the version that the duties were judged by; null: it names none);
--          is_commitment boolean (that version promises it; else it is a target);
--          span varchar (its limit; null where it has none; with the calendar where its versions count by several);
--          cite, asks, type varchar (where it stands in that version, what it asks there, and of which type it is);
--          is_assumed boolean (that version's number is ours, not the written procedure's);
--          aim double (0..1: the share that version asks for; 1 where it names none);
--          met_count, late_count, missed_count, pending_count, indeterminate_count, unknown_count,
--          not_applicable_count bigint (duties; a missed run counts as often as it is long);
--          proxy_count, presumed_count bigint (of the met and late ones, how many rest on a stand-in or on belief)
-- why:     what cannot be judged is in no rate and stands beside it; shares are left to the last step. Each version speaks
--          for the cases received under it, so whoever adds versions up must know what each of them promised
with counted as (
    select
        p.clause_key,
        p.period_start,
        p.status,
        p.evidence,
        sum(p.count) as case_count
    from judge_placed as p
    where p.period_start >= cast($first_day as date)
        and p.period_start < cast($end_day as date)
    group by
        p.clause_key,
        p.period_start,
        p.status,
        p.evidence
)

select
    c.policy as policy,
    c.clause as clause,
    c.reading as reading,
    k.period_start as period_start,
    c.effective_from as since,
    c.strength is distinct from 'target' as is_commitment,
    l.span as span,
    c.cite as cite,
    c.text as asks,
    c.type as type,
    coalesce(c.assumed, false) as is_assumed,
    coalesce(c.aim, 1.0)::double as aim,
    coalesce(sum(k.case_count) filter (where k.status = 'met'), 0)::bigint as met_count,
    coalesce(sum(k.case_count) filter (where k.status = 'late'), 0)::bigint as late_count,
    coalesce(sum(k.case_count) filter (where k.status = 'missed'), 0)::bigint as missed_count,
    coalesce(sum(k.case_count) filter (where k.status = 'pending'), 0)::bigint as pending_count,
    coalesce(sum(k.case_count) filter (where k.status = 'indeterminate'), 0)::bigint as indeterminate_count,
    coalesce(sum(k.case_count) filter (where k.status = 'unknown'), 0)::bigint as unknown_count,
    coalesce(sum(k.case_count) filter (where k.status = 'not_applicable'), 0)::bigint as not_applicable_count,
    coalesce(sum(k.case_count) filter (where k.status in ('met', 'late') and k.evidence = 'proxy'), 0)::bigint as proxy_count,
    coalesce(sum(k.case_count) filter (where k.status in ('met', 'late') and k.evidence = 'presumed'), 0)::bigint as presumed_count
from counted as k
inner join judge_clause as c on c.clause_key = k.clause_key
inner join judge_limit as l on l.clause_key = k.clause_key
where cast($policy as varchar) is null or c.policy = cast($policy as varchar)
group by
    c.policy,
    c.clause,
    c.reading,
    k.period_start,
    c.effective_from,
    c.strength,
    l.span,
    c.cite,
    c.text,
    c.type,
    c.assumed,
    c.aim
order by
    policy,
    clause,
    reading,
    period_start,
    since nulls first
