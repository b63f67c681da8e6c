-- purpose: the clauses whose required events a source cannot report at all, so that its silence proves nothing
-- params:  none
-- reads:   judge_clause, judge_selector, cases, source_events
-- grain:   one row per clause and source that is blind to it
-- columns: clause_key integer, source varchar
-- why:     a source that can report any one of the required events is not blind; receipt is always known
create or replace temp table judge_blind as
with sources as (
    select distinct k.source
    from judge_case as k
),
visible as (
    select
        s.set_key,
        r.source
    from judge_selector as s
    join source_events as r
        on r.event = s.event
    union
    select
        s.set_key,
        x.source
    from judge_selector as s
    cross join sources as x
    where s.event = 'received'
)
select
    c.clause_key,
    x.source
from judge_clause as c
cross join sources as x
left join visible as v
    on v.set_key = c.require_set
    and v.source = x.source
where c.require_set is not null
    and v.source is null
