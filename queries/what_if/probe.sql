-- purpose: the clauses without their limits that are judged to measure what limit would have been kept
-- params:  rows: JSON list, one object per probe
-- reads:   nothing else
-- grain:   one row per measured way and version of the policy
-- columns: probe varchar (its reading in the verdicts), measure integer, policy, clause, reading varchar (what it measures),
--          kind varchar (deadline or cadence), calendar_key integer, unit varchar
-- why:     versions of a policy differ in what they ask, so each has its own probe; what they measure is one
create or replace temp table what_if_probe as
select unnest(from_json($rows::json, '[{
    "probe": "VARCHAR", "measure": "INTEGER", "policy": "VARCHAR", "clause": "VARCHAR", "reading": "VARCHAR",
    "kind": "VARCHAR", "calendar_key": "INTEGER", "unit": "VARCHAR"
}]'), recursive := true)
