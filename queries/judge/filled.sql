-- purpose: whether a text says anything
-- params:  value: a text
-- reads:   nothing
-- grain:   a value
-- columns: boolean, never null
-- why:     white space alone is blank; most texts begin with something else, which is quick to see
create or replace temp macro is_filled(value) as
    case when ascii(value) > 32 then true else coalesce(regexp_matches(value, '\S'), false) end
