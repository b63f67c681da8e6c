-- purpose: the versions of the policies that were judged
-- params:  none
-- reads:   judge_version
-- grain:   one row per version
-- columns: policy, title, organisation varchar, effective_from, effective_to date, calendar, sha256 varchar
-- why:     a report says by which words it judged
create or replace temp view policies as
select
    v.policy,
    v.title,
    v.organisation,
    v.effective_from,
    v.effective_to,
    v.calendar,
    v.sha256
from judge_version as v
