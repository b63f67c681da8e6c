-- purpose: of the open duties those that have a date, overdue ones first
-- params:  none
-- reads:   due_listed (what measure/due.sql answers, the undated ones included)
-- grain:   one row per duty
-- columns: those of measure/due.sql
-- why:     the undated ones are counted from the same answer, which takes too long to be asked for twice
select l.*
from due_listed as l
where l.due_at is not null
order by l.due_at, l.policy, l.clause, l.source nulls first, l.case_id nulls first, l.cycle
