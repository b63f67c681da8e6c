-- purpose: the day, counted from 1970 in UTC, in which an instant lies
-- params:  at_us: UTC microseconds
-- reads:   nothing
-- grain:   a number
-- columns: integer
-- why:     whole-number division rounds towards zero, so what lies before 1970 is moved on by a million days first
create or replace temp macro utc_day(at_us) as
    ((at_us + 86400000000000000) // 86400000000 - 1000000)::integer
