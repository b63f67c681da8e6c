-- purpose: the dates that notices promised, for the cases of the range
-- params:  none
-- reads:   judge_docket
-- grain:   one row per event that carries a date
-- columns: case_key integer, order_no, expected_us bigint
-- why:     a packed event has no room for a promised date, and few events carry one
create or replace temp table judge_notice as
with noticed as (
    select
        d.case_key,
        unnest(d.notices) as notice
    from judge_docket as d
    where d.notices is not null
)
select
    n.case_key,
    n.notice.order_no,
    n.notice.expected_us
from noticed as n
