-- purpose: the empty table of timelines
-- params:  none
-- reads:   nothing
-- grain:   one row per source and case with any event
-- columns: as in timelines.sql
-- why:     it is filled stretch by stretch, so that memory stays bounded
create table timelines_out (
    source varchar,
    case_id varchar,
    last_at_us bigint,
    closed_us bigint,
    last_us bigint,
    happened struct(at_us bigint, expected_us bigint, "row" bigint, sign integer)[]
)
