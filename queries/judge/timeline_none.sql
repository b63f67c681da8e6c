-- purpose: the timelines where there are none
-- params:  none
-- reads:   nothing
-- grain:   no row
-- columns: place bigint (the import), source, case_id varchar, last_at_us, closed_us, last_us bigint,
--          happened struct[] (at_us, expected_us, row bigint, sign integer)
-- why:     every event is then read by itself
create or replace temp view judge_timeline as
select
    null::bigint as place,
    null::varchar as source,
    null::varchar as case_id,
    null::bigint as last_at_us,
    null::bigint as closed_us,
    null::bigint as last_us,
    null::struct(at_us bigint, expected_us bigint, "row" bigint, sign integer)[] as happened
where false
