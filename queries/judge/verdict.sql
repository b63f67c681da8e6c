-- purpose: the empty table of verdicts
-- params:  none
-- reads:   nothing
-- grain:   one row per verdict; a run of missed windows is one row
-- columns: clause_key integer, case_key integer (null: a review), cycle bigint, status, start_us, due_us, done_us bigint,
--          extended boolean, count bigint, evidence, belongs_us bigint (the instant whose period the row belongs to),
--          is_split boolean (a run that judge_split divides among periods)
-- why:     every kind of clause adds its rows to it
create or replace temp table judge_verdict (
    clause_key integer not null,
    case_key integer,
    cycle bigint not null,
    status judge_status not null,
    start_us bigint,
    due_us bigint,
    done_us bigint,
    extended boolean not null,
    count bigint not null,
    evidence judge_evidence,
    belongs_us bigint not null,
    is_split boolean not null
)
