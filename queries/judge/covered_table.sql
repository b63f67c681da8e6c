-- purpose: the empty table of how many cases each policy judges
-- params:  none
-- reads:   nothing
-- grain:   one row per policy and range of cases
-- columns: policy varchar, case_count bigint
-- why:     every range of cases adds its rows to it
create or replace temp table judge_covered (
    policy varchar not null,
    case_count bigint not null
)
