-- purpose: how many cases had a promise broken, of those that can show of each promise that fell due how it ended, by segment
-- params:  period_start, period_end date (the end not included): reporting periods by their first day;
--          previous_start date: from here up to period_start is the period before;
--          kind varchar (null: every kind);
--          by varchar (category, subcategory, product, channel, team or region; or several of them, separated by commas);
--          without varchar (null: none; clauses that are left out, each as policy/clause, separated by commas)
-- reads:   judge_placed, judge_clause, judge_case, cases
-- grain:   one row per dimension, segment and period
-- columns: dimension varchar (one of those asked for);
--          segment varchar (null where the case names none);
--          is_newest boolean (false: the period before);
--          case_count bigint (cases with a duty of the period that was met, late or missed, and none that cannot be shown);
--          broken_count bigint (of these, with one that was late or missed);
--          unshown_count bigint (cases with a duty of the period that cannot be shown)
-- why:     duties of one case are not independent, so cases are counted, not duties; and segments by every column at once before any
--          is asked for, because they are few. A case that shows half of its duties can have no breach of the other half, so it
--          would look kept beside one that shows all
with judged as (
    select
        p.case_key,
        p.period_start >= cast($period_start as date) as is_newest,
        bool_or(p.status in ('late', 'missed')) as is_broken,
        bool_and(p.status in ('met', 'late', 'missed')) as is_shown
    from judge_placed as p
    inner join judge_clause as c on c.clause_key = p.clause_key
    where c.reading = 'main'
        and p.case_key is not null
        and p.status in ('met', 'late', 'missed', 'unknown', 'indeterminate')
        and (
            cast($without as varchar) is null
            or c.policy || '/' || c.clause not in (select unnest(string_split(cast($without as varchar), ',')))
        )
        and p.period_start >= cast($previous_start as date)
        and p.period_start < cast($period_end as date)
    group by
        p.case_key,
        p.period_start >= cast($period_start as date)
),

segment as (
    select
        c.category,
        c.subcategory,
        c.product,
        c.channel,
        c.team,
        c.region,
        j.is_newest,
        count(*) filter (where j.is_shown) as case_count,
        count(*) filter (where j.is_shown and j.is_broken) as broken_count,
        count(*) filter (where not j.is_shown) as unshown_count
    from judged as j
    inner join judge_case as k on k.case_key = j.case_key
    inner join cases as c on c.source = k.source and c.case_id = k.case_id
    where cast($kind as varchar) is null or c.kind = cast($kind as varchar)
    group by
        c.category,
        c.subcategory,
        c.product,
        c.channel,
        c.team,
        c.region,
        j.is_newest
),

asked as (
    select unnest(string_split(cast($by as varchar), ',')) as dimension
)


select
    a.dimension as dimension,
    case a.dimension
        when 'category' then s.category
        when 'subcategory' then s.subcategory
        when 'product' then s.product
        when 'channel' then s.channel
        when 'team' then s.team
        when 'region' then s.region
    end as segment,
    s.is_newest as is_newest,
    sum(s.case_count)::bigint as case_count,
    sum(s.broken_count)::bigint as broken_count,
    sum(s.unshown_count)::bigint as unshown_count
from segment as s
cross join asked as a
group by
    a.dimension,
    segment,
    s.is_newest
order by
    dimension,
    segment nulls last,
    is_newest
