-- purpose: how many runs of missed windows that the list of verdicts shows for a period reach beyond it
-- params:  period_start, period_end date (the end not included; each may be null by itself), clause varchar (null: all), all_readings boolean
-- reads:   judge_verdict, judge_placed, judge_clause
-- grain:   one row
-- columns: run_count bigint
-- why:     a run is one row with its whole count, and each of its windows counts in its own period
with within as (
    select
        p.clause_key,
        p.case_key,
        p.cycle,
        sum(p.count) as within_count
    from judge_placed as p
    where p.status = 'missed'
        and ($period_start is null or p.period_start >= $period_start)
        and ($period_end is null or p.period_start < $period_end)
    group by p.clause_key, p.case_key, p.cycle
)
select count(*) as run_count
from judge_verdict as v
join within as w
    on w.clause_key = v.clause_key
    and w.case_key = v.case_key
    and w.cycle = v.cycle
join judge_clause as c
    on c.clause_key = v.clause_key
where v.count > w.within_count
    and ($clause is null or c.clause = $clause)
    and ($all_readings or c.reading = 'main')
