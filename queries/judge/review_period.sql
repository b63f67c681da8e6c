-- purpose: the whole periods that each review clause is judged for
-- params:  periods: JSON list, one object per period
-- reads:   nothing else
-- grain:   one row per clause and period
-- columns: clause_key integer, cycle, start_us, due_us bigint (the period's bounds, the end not included); belongs_us bigint (the
--          instant whose reporting period it belongs to)
-- why:     periods are cut in the zone of the clause's calendar, which SQL does not know
create or replace temp table judge_review_period as
select unnest(from_json($periods::json, '[{
    "clause_key": "INTEGER", "cycle": "BIGINT", "start_us": "BIGINT", "due_us": "BIGINT", "belongs_us": "BIGINT"
}]'), recursive := true)
