-- purpose: the signatures of events where there are no timelines
-- params:  none
-- reads:   nothing
-- grain:   no row
-- columns: place, import bigint, sign integer, file, event, role, evidence varchar, part integer, span_us bigint, auto, is_promised,
--          is_acted boolean, filled varchar[], last_row, earliest_us, promised_us bigint
-- why:     whoever reads them finds the columns
create or replace temp view judge_signature as
select
    null::bigint as place,
    null::integer as sign,
    null::bigint as import,
    null::varchar as file,
    null::varchar as event,
    null::varchar as role,
    null::varchar as evidence,
    null::integer as part,
    null::bigint as span_us,
    null::boolean as auto,
    null::boolean as is_promised,
    null::boolean as is_acted,
    null::varchar[] as filled,
    null::bigint as last_row,
    null::bigint as earliest_us,
    null::bigint as promised_us
where false
