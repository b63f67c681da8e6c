-- purpose: how many cases had a promise broken, of those with a promise that can be judged, by segment
-- params:  period_start, period_end date (the end not included): reporting periods by their first day;
--          previous_start date: from here up to period_start is the period before;
--          kind varchar (null: every kind);
--          by varchar (category, subcategory, product, channel, team or region)
-- reads:   verdict_counts, cases
-- grain:   one row per segment and period
-- columns: segment varchar (null where the case names none);
--          is_newest boolean (false: the period before);
--          case_count bigint (cases with a duty of the period that was met, late or missed);
--          broken_count bigint (of these, with one that was late or missed)
-- why:     duties of one case are not independent, so cases are counted, not duties
with judged as (
    select
        v.source,
        v.case_id,
        v.period_start >= cast($period_start as date) as is_newest,
        bool_or(v.status in ('late', 'missed')) as is_broken
    from verdict_counts as v
    where v.reading = 'main'
        and v.case_id is not null
        and v.status in ('met', 'late', 'missed')
        and v.period_start >= cast($previous_start as date)
        and v.period_start < cast($period_end as date)
    group by
        v.source,
        v.case_id,
        v.period_start >= cast($period_start as date)
)

select
    case cast($by as varchar)
        when 'category' then c.category
        when 'subcategory' then c.subcategory
        when 'product' then c.product
        when 'channel' then c.channel
        when 'team' then c.team
        when 'region' then c.region
    end as segment,
    j.is_newest as is_newest,
    count(*) as case_count,
    count(*) filter (where j.is_broken) as broken_count
from judged as j
inner join cases as c on c.source = j.source and c.case_id = j.case_id
where cast($kind as varchar) is null or c.kind = cast($kind as varchar)
group by
    segment,
    j.is_newest
order by
    segment nulls last,
    is_newest
