-- purpose: the least limit by which each duty would have been kept, or up to which it is known that it would not
-- params:  none
-- reads:   what_if_aim, what_if_start
-- grain:   one row per probe, case and cycle
-- columns: probe, source, case_id varchar, cycle bigint, status varchar (met, pending, missed, unknown, as in what_if_start),
--          start_us bigint, need bigint (microseconds, days or months by the probe's unit: met: the least limit that is kept; pending: the
--          least that is not yet missed; null for the others), possible bigint (of met: the least that may have been kept, for all
--          that is known; it is need, or less where only days are known)
-- why:     a month without such a day ends on its last day, so months are tried, not divided
create or replace temp table what_if_need as
with amount as (
    select
        a.probe,
        a.source,
        a.case_id,
        a.cycle,
        a.is_sure,
        case
            when a.aim is null then null
            when a.unit <> 'calendar_months' then greatest(a.aim - a.start, 0)
            else greatest(
                datediff('month', date '1970-01-01' + a.start::integer, date '1970-01-01' + a.aim::integer)
                    + case
                        when (
                            date '1970-01-01' + a.start::integer + to_months(datediff(
                                'month', date '1970-01-01' + a.start::integer, date '1970-01-01' + a.aim::integer
                            )::integer)
                        )::date < date '1970-01-01' + a.aim::integer then 1
                        else 0
                    end,
                0
            )
        end as need
    from what_if_aim as a
)
select
    s.probe,
    s.source,
    s.case_id,
    s.cycle,
    s.status,
    s.start_us,
    min(a.need) filter (a.is_sure) as need,
    case when s.status = 'met' then min(a.need) end as possible
from what_if_start as s
left join amount as a
    on a.probe = s.probe
    and a.source = s.source
    and a.case_id = s.case_id
    and a.cycle = s.cycle
where s.is_sure
group by s.probe, s.source, s.case_id, s.cycle, s.status, s.start_us
