-- purpose: the empty table of verdicts
-- params:  none
-- reads:   nothing
-- grain:   one row per verdict; a run of missed windows is one row
-- columns: clause_key integer, case_key bigint (null: a review), cycle bigint, status varchar,
--          start_us, due_us, done_us bigint, extended boolean, count bigint, evidence varchar,
--          origin_us bigint (start of a cadence's schedule)
-- why:     every kind of clause adds its rows to it
create or replace temp table judge_verdict (
    clause_key integer not null,
    case_key bigint,
    cycle bigint not null,
    status varchar not null,
    start_us bigint,
    due_us bigint,
    done_us bigint,
    extended boolean not null,
    count bigint not null,
    evidence varchar,
    origin_us bigint
)
