-- purpose: the cases that exist at as_of, in order
-- params:  as_of timestamp, UTC; asked varchar (the case columns that any clause's `applies` asks for);
--          fields_bits bigint (the columns that any clause wants filled)
-- reads:   judge_case_asked (the cases to be judged, with the columns of cases), file_teller
-- grain:   one row per case received at or before as_of
-- columns: source, case_id varchar, teller integer (as in told_events),
--          circumstance_key ubigint (cases that agree in it agree in source, teller and all asked columns),
--          kind, channel, category, severity, outcome, team varchar (null where not asked for),
--          received_us, received_last_us bigint (first and last possible instant of receipt),
--          filled bigint (bit n: the nth column of `record::COLUMNS` says something; 0 where no clause asks for it)
-- why:     they are sorted as they are written, by all threads, and numbered afterwards: a window would number them by one
create or replace temp table judge_sorted_case as
with told as (
    select
        c.source,
        c.case_id,
        coalesce(f.teller, 0) as teller,
        case when contains($asked, 'kind') then c.kind end as kind,
        case when contains($asked, 'channel') then c.channel end as channel,
        case when contains($asked, 'category') then c.category end as category,
        case when contains($asked, 'severity') then c.severity end as severity,
        case when contains($asked, 'outcome') then c.outcome end as outcome,
        case when contains($asked, 'team') then c.team end as team,
        epoch_us(c.received_at) as received_us,
        epoch_us(c.received_last) as received_last_us,
        (
            case when $fields_bits & 1 <> 0 and is_filled(c.case_id) then 1 else 0 end
            | case when $fields_bits & 2 <> 0 and is_filled(c.source) then 2 else 0 end
            | case when $fields_bits & 4 <> 0 and is_filled(c.kind) then 4 else 0 end
            | 8
            | case when $fields_bits & 16 <> 0 and is_filled(c.channel) then 16 else 0 end
            | case when $fields_bits & 32 <> 0 and is_filled(c.category) then 32 else 0 end
            | case when $fields_bits & 64 <> 0 and is_filled(c.subcategory) then 64 else 0 end
            | case when $fields_bits & 128 <> 0 and is_filled(c.product) then 128 else 0 end
            | case when $fields_bits & 256 <> 0 and is_filled(c.customer) then 256 else 0 end
            | case when $fields_bits & 512 <> 0 and is_filled(c.team) then 512 else 0 end
            | case when $fields_bits & 1024 <> 0 and is_filled(c.owner) then 1024 else 0 end
            | case when $fields_bits & 2048 <> 0 and is_filled(c.severity) then 2048 else 0 end
            | case when $fields_bits & 4096 <> 0 and is_filled(c.region) then 4096 else 0 end
            | case when $fields_bits & 8192 <> 0 and is_filled(c.outcome) then 8192 else 0 end
            | case when c.due_at is not null then 16384 else 0 end
        )::bigint as filled
    from judge_case_asked as c
    left join file_teller as f
        on f.source = c.source
        and f.import = c.import
        and f.file = c.file
    where c.received_at <= $as_of
)
select
    t.source,
    t.case_id,
    t.teller,
    hash(t.source, t.teller, t.kind, t.channel, t.category, t.severity, t.outcome, t.team) as circumstance_key,
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
order by t.source, t.case_id
