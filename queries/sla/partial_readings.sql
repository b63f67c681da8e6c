-- purpose: readings that only some versions of their clause have
-- params:  none
-- reads:   clauses
-- grain:   one row per policy, clause and such reading
-- columns: policy, clause, reading varchar
-- why:     the rate under such a reading is of the cases of those versions alone, beside one of all cases
with version_count as (
    select
        c.policy,
        c.clause,
        c.reading,
        count(*) as versions
    from clauses as c
    group by
        c.policy,
        c.clause,
        c.reading
)

select
    v.policy as policy,
    v.clause as clause,
    v.reading as reading
from version_count as v
inner join version_count as m on m.policy = v.policy and m.clause = v.clause and m.reading = 'main'
where v.versions < m.versions
order by
    policy,
    clause,
    reading
