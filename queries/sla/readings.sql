-- purpose: how often each clause was kept under each reading, and how many cases the reading changes
-- params:  none
-- reads:   sla_rate (the rows of `sla`), sla_flip (the rows of `reading_flips`)
-- grain:   one row per policy, clause, reading, period (where asked) and segment (where asked)
-- columns: those of `sla`, then compared_count, to_kept_count, to_broken_count, newly_judged_count,
--          no_longer_judged_count bigint (cases; null for the reading in force)
-- why:     what an ambiguity is worth stands beside the rate; the rows keep the order of `sla`
select
    r.policy,
    r.clause,
    r.reading,
    r.period,
    r.segment,
    r.judged_count,
    r.met_count,
    r.late_count,
    r.missed_count,
    r.pending_count,
    r.indeterminate_count,
    r.unknown_count,
    r.not_applicable_count,
    r.met_share,
    r.met_share_low,
    r.met_share_high,
    r.proxy_count,
    r.presumed_count,
    r.span,
    r.strength,
    r.assumed,
    r.cite,
    r.text,
    f.compared_count,
    f.to_kept_count,
    f.to_broken_count,
    f.newly_judged_count,
    f.no_longer_judged_count
from sla_rate as r
left join sla_flip as f
    on f.policy = r.policy
    and f.clause = r.clause
    and f.reading = r.reading
    and f.segment is not distinct from r.segment
order by r.rowid
