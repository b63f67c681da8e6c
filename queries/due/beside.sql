-- purpose: how many duties stand beside those that are open and have a date
-- params:  none
-- reads:   due_listed (what measure/due.sql answers, the undated ones included)
-- grain:   one row
-- columns: undated_count (without a date), doubtful_count (missed, in cases of which it cannot be shown whether they are open),
--          undated_doubtful_count bigint (without a date, in such cases)
-- why:     what no date brings into the list, and what nobody may owe any more, is told apart
select
    count(*) filter (l.due_at is null and l.open_known) as undated_count,
    count(*) filter (l.due_at is not null and l.overdue is null) as doubtful_count,
    count(*) filter (l.due_at is null and not l.open_known) as undated_doubtful_count
from due_listed as l
