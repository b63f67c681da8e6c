-- purpose: counts the cases of the range that each policy has a version for
-- params:  none
-- reads:   judge_case_version, judge_version
-- grain:   one row per policy, for each range
-- columns: policy varchar, case_count bigint
-- why:     cases under no version get no rows, and are counted as such
insert into judge_covered
select
    v.policy,
    count(*) as case_count
from judge_case_version as c
join judge_version as v
    on v.version_key = c.version_key
group by v.policy
