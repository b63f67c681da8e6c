-- purpose: the cases that exist at as_of, numbered
-- params:  as_of timestamp, UTC; asked varchar (the case columns that any clause's `applies` asks for);
--          has_records boolean (whether any clause asks for fields of the case)
-- reads:   judge_case_asked (the cases to be judged, with the columns of cases)
-- grain:   one row per case received at or before as_of
-- columns: case_key integer (1, 2, 3… by source and case_id), source, case_id varchar,
--          circumstance_key ubigint (cases that agree in it agree in source and all asked columns),
--          kind, channel, category, severity, outcome, team varchar (null where not asked for),
--          received_us, received_last_us bigint (first and last possible instant of receipt),
--          filled bigint (bit n: the nth column of `record::COLUMNS` says something; 0 where no clause asks)
-- why:     small keys make every later step cheap, and a range of keys is a partition of the cases
create or replace temp table judge_case as
with told as (
    select
        c.source,
        c.case_id,
        case when contains($asked, 'kind') then c.kind end as kind,
        case when contains($asked, 'channel') then c.channel end as channel,
        case when contains($asked, 'category') then c.category end as category,
        case when contains($asked, 'severity') then c.severity end as severity,
        case when contains($asked, 'outcome') then c.outcome end as outcome,
        case when contains($asked, 'team') then c.team end as team,
        epoch_us(c.received_at) as received_us,
        epoch_us(c.received_last) as received_last_us,
        case when $has_records then
            is_filled(c.case_id)::bigint
            | (is_filled(c.source)::bigint << 1)
            | (is_filled(c.kind)::bigint << 2)
            | 8
            | (is_filled(c.channel)::bigint << 4)
            | (is_filled(c.category)::bigint << 5)
            | (is_filled(c.subcategory)::bigint << 6)
            | (is_filled(c.product)::bigint << 7)
            | (is_filled(c.customer)::bigint << 8)
            | (is_filled(c.team)::bigint << 9)
            | (is_filled(c.owner)::bigint << 10)
            | (is_filled(c.severity)::bigint << 11)
            | (is_filled(c.region)::bigint << 12)
            | (is_filled(c.outcome)::bigint << 13)
            | ((c.due_at is not null)::bigint << 14)
        else 0 end as filled
    from judge_case_asked as c
    where c.received_at <= $as_of
)
select
    row_number() over (order by t.source, t.case_id)::integer as case_key,
    t.source,
    t.case_id,
    hash(t.source, t.kind, t.channel, t.category, t.severity, t.outcome, t.team) as circumstance_key,
    t.kind,
    t.channel,
    t.category,
    t.severity,
    t.outcome,
    t.team,
    t.received_us,
    t.received_last_us,
    t.filled
from told as t
order by case_key
