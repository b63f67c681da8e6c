-- purpose: the limit of each clause of each version, as it is told
-- params:  none
-- reads:   judge_clause
-- grain:   one row per clause key
-- columns: clause_key integer; span varchar (null where it has none; with the calendar where the versions of the clause count by several)
-- why:     one business day of another calendar is another limit
create or replace temp view judge_limit as
select
    c.clause_key,
    case
        when (c."limit" like '%business%' or c."limit" like '%calendar%')
            and min(c.calendar) over of_versions <> max(c.calendar) over of_versions
            then c."limit" || ' (calendar ' || c.calendar || ')'
        else c."limit"
    end as span
from judge_clause as c
window of_versions as (partition by c.policy, c.clause, c.reading)
