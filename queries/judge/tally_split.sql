-- purpose: counts the missed runs that span several periods, window by window
-- params:  none
-- reads:   judge_split, judge_segment
-- grain:   one row per clause, segment and period
-- columns: those of judge_tally
-- why:     each window of a missed run counts in its own period
insert into judge_tally
select
    r.clause_key,
    s.segment,
    r.period_start,
    'missed'::judge_status as status,
    null as evidence,
    sum(r.count)::bigint as count
from judge_split as r
left join judge_segment as s
    on s.case_key = r.case_key
group by r.clause_key, s.segment, r.period_start
