-- purpose: the versions of the policies and the instants of receipt that each one judges
-- params:  versions: JSON list, one object per version
-- reads:   nothing else
-- grain:   one row per policy version
-- columns: version_key integer, policy, title, organisation, calendar varchar,
--          from_us, until_us bigint (UTC microseconds: its days in the zone of its calendar, the end not included),
--          effective_from, effective_to date, sha256 varchar
-- why:     where the next version begins, a version ends
create or replace temp table judge_version as
select unnest(from_json($versions::json, '[{
    "version_key": "INTEGER", "policy": "VARCHAR", "title": "VARCHAR", "organisation": "VARCHAR", "calendar": "VARCHAR",
    "from_us": "BIGINT", "until_us": "BIGINT", "effective_from": "DATE", "effective_to": "DATE", "sha256": "VARCHAR"
}]'), recursive := true)
