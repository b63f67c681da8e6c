-- purpose: the empty table of missed windows by period
-- params:  none
-- reads:   nothing
-- grain:   one row per missed run of several windows and period
-- columns: clause_key integer, case_key bigint, cycle bigint, period_start date, count bigint
-- why:     every range of cases adds its rows to it
create or replace temp table judge_split (
    clause_key integer not null,
    case_key bigint not null,
    cycle bigint not null,
    period_start date not null,
    count bigint not null
)
