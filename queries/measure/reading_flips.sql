-- purpose: how many cases come to another end under each other reading of a clause than under the reading in force
-- params:  received_from, received_to timestamp, UTC (the end not included; null: all time): cases received in it;
--          by varchar (null: not divided; else channel, category, subcategory, product, team, owner, severity, region, kind or source);
--          clause varchar (null: all)
-- reads:   verdicts, cases
-- grain:   one row per policy, clause, reading other than main, and segment (where asked)
-- columns: policy, clause, reading, segment varchar;
--          compared_count bigint (cases that either reading judges);
--          to_kept_count, to_broken_count bigint (kept where it was broken, and the other way round);
--          newly_judged_count, no_longer_judged_count bigint (judged where it was not, and the other way round)
-- why:     a case is kept when something fell due and all of it was met, broken when any was late or missed. By receipt, not by
--          due: another limit moves the due, and a case must not be lost to the next period
with outcome as (
    select
        v.policy,
        v.clause,
        v.reading,
        v.source,
        v.case_id,
        case
            when bool_or(v.status in ('late', 'missed')) then 'broken'
            when bool_or(v.status = 'met') then 'kept'
        end as fate
    from verdicts as v
    where v.case_id is not null
        and (cast($clause as varchar) is null or v.clause = cast($clause as varchar))
    group by v.policy, v.clause, v.reading, v.source, v.case_id
),
compared as (
    select
        o.policy,
        o.clause,
        o.reading,
        case cast($by as varchar)
            when 'channel' then k.channel
            when 'category' then k.category
            when 'subcategory' then k.subcategory
            when 'product' then k.product
            when 'team' then k.team
            when 'owner' then k.owner
            when 'severity' then k.severity
            when 'region' then k.region
            when 'kind' then k.kind
            when 'source' then k.source
        end as segment,
        m.fate as fate_now,
        o.fate as fate_then
    from outcome as o
    join outcome as m
        on m.policy = o.policy
        and m.clause = o.clause
        and m.reading = 'main'
        and m.source = o.source
        and m.case_id = o.case_id
    join cases as k
        on k.source = o.source
        and k.case_id = o.case_id
    where o.reading <> 'main'
        and (cast($received_from as timestamp) is null or k.received_at >= cast($received_from as timestamp))
        and (cast($received_to as timestamp) is null or k.received_at < cast($received_to as timestamp))
)
select
    c.policy,
    c.clause,
    c.reading,
    c.segment,
    count(*) filter (c.fate_now is not null or c.fate_then is not null) as compared_count,
    count(*) filter (c.fate_now = 'broken' and c.fate_then = 'kept') as to_kept_count,
    count(*) filter (c.fate_now = 'kept' and c.fate_then = 'broken') as to_broken_count,
    count(*) filter (c.fate_now is null and c.fate_then is not null) as newly_judged_count,
    count(*) filter (c.fate_now is not null and c.fate_then is null) as no_longer_judged_count
from compared as c
group by c.policy, c.clause, c.reading, c.segment
order by c.policy, c.clause, c.reading, c.segment nulls last
