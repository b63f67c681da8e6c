-- purpose: the UTC days on which anything is stamped
-- params:  as_of timestamp, UTC
-- reads:   judge_case, events
-- grain:   one row per day
-- columns: utc_day integer
-- why:     one impossible date, a century ago, must not lay out a century of days for every clause
select distinct utc_day(k.received_us) as utc_day
from judge_case as k
union
select distinct utc_day(k.received_last_us) as utc_day
from judge_case as k
union
select distinct utc_day(epoch_us(e."at")) as utc_day
from events as e
where e."at" <= $as_of
union
select distinct utc_day(epoch_us(e.at_last)) as utc_day
from events as e
where e."at" <= $as_of
order by utc_day
