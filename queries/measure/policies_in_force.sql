-- purpose: the versions of the procedures that were in force in a period, as far as it has come
-- params:  first_day date (first day of the period);
--          end_day date (first day after it, or after the day of the report where that comes first; not included);
--          policy varchar (null: every policy)
-- reads:   policies, clauses
-- grain:   one row per policy and version
-- columns: policy, title, organisation varchar;
--          effective_from, effective_to date (null: open; the last day is included);
--          calendar, sha256 varchar (the fingerprint of the version's file; null where it is not known);
--          clause_count bigint (clauses, readings not counted)
-- why:     a report names the procedure that it judges by, version and all
select
    p.policy as policy,
    p.title as title,
    p.organisation as organisation,
    p.effective_from as effective_from,
    p.effective_to as effective_to,
    p.calendar as calendar,
    p.sha256 as sha256,
    (
        select count(distinct c.clause)
        from clauses as c
        where c.policy = p.policy
            and c.effective_from is not distinct from p.effective_from
    )::bigint as clause_count
from policies as p
where (p.effective_from is null or p.effective_from < cast($end_day as date))
    and (p.effective_to is null or p.effective_to >= cast($first_day as date))
    and (cast($policy as varchar) is null or p.policy = cast($policy as varchar))
order by
    policy,
    effective_from nulls first,
    effective_to nulls last
