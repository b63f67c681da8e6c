-- purpose: how many windows of a cadence were kept by one limit that was tried
-- params:  policy, clause, reading varchar
-- reads:   what_if_rate
-- grain:   one row
-- columns: met_count, judged_count bigint (0 where none was judged), not_shown_count bigint (of which it cannot be shown)
-- why:     windows stand on a fixed schedule, so each limit has to be judged by itself
select
    coalesce(sum(r.met_count), 0)::bigint as met_count,
    coalesce(sum(r.judged_count), 0)::bigint as judged_count,
    coalesce(sum(r.indeterminate_count + r.unknown_count), 0)::bigint as not_shown_count
from what_if_rate as r
where r.policy = $policy
    and r.clause = $clause
    and r.reading = $reading
