-- purpose: how often each clause was kept, by reporting period and reading
-- params:  first_day date (first day of the oldest period);
--          end_day date (first day after the newest period, not included);
--          policy varchar (null: every policy)
-- reads:   verdict_counts
-- grain:   one row per policy, clause, reading, period_start
-- columns: policy, clause, reading varchar;
--          period_start date;
--          met_count, late_count, missed_count, pending_count, indeterminate_count, unknown_count,
--          not_applicable_count bigint (duties; a missed run counts as often as it is long);
--          proxy_count, presumed_count bigint (of the met and late ones, how many rest on a stand-in or on belief)
-- why:     what cannot be judged is in no rate and stands beside it; shares are left to the last step
select
    v.policy as policy,
    v.clause as clause,
    v.reading as reading,
    v.period_start as period_start,
    coalesce(sum(v."count") filter (where v.status = 'met'), 0)::bigint as met_count,
    coalesce(sum(v."count") filter (where v.status = 'late'), 0)::bigint as late_count,
    coalesce(sum(v."count") filter (where v.status = 'missed'), 0)::bigint as missed_count,
    coalesce(sum(v."count") filter (where v.status = 'pending'), 0)::bigint as pending_count,
    coalesce(sum(v."count") filter (where v.status = 'indeterminate'), 0)::bigint as indeterminate_count,
    coalesce(sum(v."count") filter (where v.status = 'unknown'), 0)::bigint as unknown_count,
    coalesce(sum(v."count") filter (where v.status = 'not_applicable'), 0)::bigint as not_applicable_count,
    coalesce(sum(v."count") filter (where v.status in ('met', 'late') and v.evidence = 'proxy'), 0)::bigint as proxy_count,
    coalesce(sum(v."count") filter (where v.status in ('met', 'late') and v.evidence = 'presumed'), 0)::bigint as presumed_count
from verdict_counts as v
where v.period_start >= cast($first_day as date)
    and v.period_start < cast($end_day as date)
    and (cast($policy as varchar) is null or v.policy = cast($policy as varchar))
group by
    v.policy,
    v.clause,
    v.reading,
    v.period_start
order by
    policy,
    clause,
    reading,
    period_start
