-- purpose: what happened to each imported case, one list a case
-- params:  none
-- reads:   lake_timelines
-- grain:   one row per source and case with any imported event
-- columns: place bigint (the import that holds it), source, case_id varchar, last_at_us, closed_us, last_us bigint (the last event; the last
--          closing; the last possible instant or promised date of any), happened struct[] (at_us, expected_us, row bigint, sign integer)
-- why:     no source was imported twice, so no timeline competes with another
create temp view timelines as
select t.*
from lake_timelines as t
