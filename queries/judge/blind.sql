-- purpose: the clauses whose required events a source cannot report at all, so that its silence proves nothing
-- params:  none
-- reads:   judge_clause, judge_selector, judge_case, told_events
-- grain:   one row per clause and teller of a source that is blind to it
-- columns: clause_key integer, source varchar, teller integer
-- why:     a source that can report any one of the required events is not blind; receipt is always known
create or replace temp table judge_blind as
with sources as (
    select distinct
        k.source,
        k.teller
    from judge_case as k
),
visible as (
    select
        s.set_key,
        r.source,
        r.teller
    from judge_selector as s
    join told_events as r
        on r.event = s.event
    union
    select
        s.set_key,
        x.source,
        x.teller
    from judge_selector as s
    cross join sources as x
    where s.event = 'received'
)
select
    c.clause_key,
    x.source,
    x.teller
from judge_clause as c
cross join sources as x
left join visible as v
    on v.set_key = c.require_set
    and v.source = x.source
    and v.teller = x.teller
where c.require_set is not null
    and v.source is null
