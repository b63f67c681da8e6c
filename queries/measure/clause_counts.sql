-- purpose: how often each clause was kept, by reporting period, reading and the version that judged
-- params:  first_day date (first day of the oldest period);
--          end_day date (first day after the newest period, not included);
--          policy varchar (null: every policy)
-- reads:   judge_placed, judge_clause
-- grain:   one row per policy, clause, reading, period_start, since
-- columns: policy, clause, reading varchar;
--          period_start date;
--          since date (first day of the version that the duties were judged by; null: it names none);
--          is_commitment boolean (that version promises it; else it is a target);
--          span varchar (its limit; null where it has none; with the calendar where its versions count by several);
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
),

clause as (
    select
        c.*,
        -- One business day of another calendar is another limit.
        case when c."limit" like '%business%' or c."limit" like '%calendar%'
            then min(c.calendar) over of_versions <> max(c.calendar) over of_versions
            else false
        end as names_calendar
    from judge_clause as c
    window of_versions as (partition by c.policy, c.clause, c.reading)
)

select
    c.policy as policy,
    c.clause as clause,
    c.reading as reading,
    k.period_start as period_start,
    c.effective_from as since,
    c.strength is distinct from 'target' as is_commitment,
    case when c.names_calendar then c."limit" || ' (calendar ' || c.calendar || ')' else c."limit" end as span,
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
inner join clause as c on c.clause_key = k.clause_key
where cast($policy as varchar) is null or c.policy = cast($policy as varchar)
group by
    c.policy,
    c.clause,
    c.reading,
    k.period_start,
    c.effective_from,
    c.strength,
    c."limit",
    c.calendar,
    c.names_calendar
order by
    policy,
    clause,
    reading,
    period_start,
    since nulls first
