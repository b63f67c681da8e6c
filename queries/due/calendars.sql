-- purpose: the calendars by which the clauses that are asked about count
-- params:  none
-- reads:   judge_clause
-- grain:   one row per calendar
-- columns: calendar varchar (its id)
-- why:     only the main reading makes duties
select distinct c.calendar
from judge_clause as c
where c.reading = 'main'
order by c.calendar
