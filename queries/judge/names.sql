-- purpose: the names that verdicts carry, as types
-- params:  none
-- reads:   judge_clause, judge_case
-- grain:   none
-- columns: none
-- why:     there are few of them and tens of millions of verdicts
drop type if exists judge_policy;
drop type if exists judge_clause_name;
drop type if exists judge_reading;
drop type if exists judge_source;
create type judge_policy as enum (select distinct c.policy from judge_clause as c order by c.policy);
create type judge_clause_name as enum (select distinct c.clause from judge_clause as c order by c.clause);
create type judge_reading as enum (select distinct c.reading from judge_clause as c order by c.reading);
create type judge_source as enum (select distinct k.source from judge_case as k order by k.source)
