-- purpose: the empty table of costly fields, where no clause asks for any
-- params:  none
-- reads:   nothing
-- grain:   one row per case
-- columns: case_key integer, filled bigint
-- why:     the step that judges records reads it whether or not there is anything to read
create or replace temp table judge_case_text (
    case_key integer not null,
    filled bigint
)
