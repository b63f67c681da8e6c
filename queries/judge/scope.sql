-- purpose: what each clause comes to in each circumstance that cases are in
-- params:  none
-- reads:   judge_case, judge_clause, judge_blind, judge_stretch, stated_fields
-- grain:   one row per circumstance and clause, reviews left out
-- columns: circumstance_key ubigint, is_listed boolean (the case's values are in all lists of the clause's `applies`),
--          is_blind boolean (whoever told of the case can report none of the required events),
--          is_stated boolean (a field that the clause wants filled is written by the mapping, alike for every case), due_offset bigint (with the stretch of a start added: the due_key of its rule in
--          judge_due_at), and what decides a verdict, as in judge_clause
-- why:     there are few circumstances and many cases. A case value that is not in a list, empty included, does not match it
create or replace temp table judge_scope as
with circumstance as (
    select distinct
        k.circumstance_key,
        k.source,
        k.teller,
        k.kind,
        k.channel,
        k.category,
        k.severity,
        k.outcome,
        k.team
    from judge_case as k
),
single as (
    select
        case when count(*) over (partition by m.circumstance_key) > 1
            then error('two circumstances of cases share one key')
            else m.circumstance_key
        end as circumstance_key,
        m.* exclude (circumstance_key)
    from circumstance as m
)
select
    m.circumstance_key,
    (c.kinds is null or coalesce(list_contains(c.kinds, m.kind), false))
        and (c.channels is null or coalesce(list_contains(c.channels, m.channel), false))
        and (c.categories is null or coalesce(list_contains(c.categories, m.category), false))
        and (c.severities is null or coalesce(list_contains(c.severities, m.severity), false))
        and (c.outcomes is null or coalesce(list_contains(c.outcomes, m.outcome), false))
        and (c.teams is null or coalesce(list_contains(c.teams, m.team), false)) as is_listed,
    b.clause_key is not null as is_blind,
    coalesce(list_has_any(c.fields, t.fields), false) as is_stated,
    c.clause_key,
    c.group_key,
    c.type,
    c.from_us,
    c.until_us,
    c.calendar_key,
    c.unit,
    c.amount,
    c.rule_key,
    c.rule_key * r.stretches as due_offset,
    c.open_rule_key,
    c.each_start,
    c.starts_at_receipt,
    c.counts_from_receipt,
    c.at_most,
    c.fields_bits,
    c.after_bits::hugeint as after_bits,
    c.require_bits::hugeint as require_bits,
    c.until_bits::hugeint as until_bits,
    c.extend_bits::hugeint as extend_bits,
    c.pause_bits::hugeint as pause_bits,
    c.has_bits::hugeint as has_bits,
    c.lacks_bits::hugeint as lacks_bits
from single as m
cross join judge_clause as c
cross join (
    select count(*) as stretches
    from judge_stretch
) as r
left join judge_blind as b
    on b.clause_key = c.clause_key
    and b.source = m.source
    and b.teller = m.teller
left join stated_fields as t
    on t.source = m.source
    and t.teller = m.teller
where c.type <> 'review'
