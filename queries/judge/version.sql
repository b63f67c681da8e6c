-- purpose: the versions of the policies and the days of receipt that each one judges
-- params:  versions: JSON list, one object per version
-- reads:   nothing else
-- grain:   one row per policy version
-- columns: version_key integer, policy, title, organisation varchar, calendar_key integer, calendar varchar,
--          first_day, last_day integer (days since 1970; null: unbounded), effective_from, effective_to date, sha256 varchar
-- why:     where the next version begins, a version ends
create or replace temp table judge_version as
select unnest(from_json($versions::json, '[{
    "version_key": "INTEGER", "policy": "VARCHAR", "title": "VARCHAR", "organisation": "VARCHAR",
    "calendar_key": "INTEGER", "calendar": "VARCHAR", "first_day": "INTEGER", "last_day": "INTEGER",
    "effective_from": "DATE", "effective_to": "DATE", "sha256": "VARCHAR"
}]'), recursive := true)
