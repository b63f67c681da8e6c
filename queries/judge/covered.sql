-- purpose: counts the cases that each policy has a version for
-- params:  none
-- reads:   judge_case, judge_version
-- grain:   one row per policy
-- columns: policy varchar, case_count bigint
-- why:     cases under no version get no rows, and are counted as such
create or replace temp table judge_covered as
select
    v.policy,
    count(*) as case_count
from judge_case as k
join judge_version as v
    on k.received_us >= v.from_us
    and k.received_us < v.until_us
group by v.policy
