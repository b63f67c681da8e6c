-- purpose: counts the verdicts of one step
-- params:  none
-- reads:   judged (the rows of the step), judge_period_day, judge_segment
-- grain:   one row per clause, segment, period, status and evidence
-- columns: those of judge_tally
-- why:     no row here is a run of missed windows
select
    v.clause_key,
    s.segment,
    p.period_start,
    v.status,
    v.evidence,
    count(*) as count
from judged as v
join judge_period_day as p
    on p.utc_day = utc_day(v.belongs_us)
    and p.from_us <= v.belongs_us
    and p.until_us > v.belongs_us
left join judge_segment as s
    on s.case_key = v.case_key
group by v.clause_key, s.segment, p.period_start, v.status, v.evidence
