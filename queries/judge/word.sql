-- purpose: what each event's name answers to
-- params:  group_key integer: the clauses that are judged together
-- reads:   judge_selector
-- grain:   one row per event that any selector of the group asks for
-- columns: event varchar, any_bits, true_bits, false_bits bigint (the selector sets that it answers to: whoever sent it, if a machine
--          did, if none did), particular struct[] (selectors that ask for a role or for fields: auto, roles, fields, bits; null: none)
-- why:     most selectors ask for a name alone, and then a lookup is all
create or replace temp table judge_word as
select
    s.event,
    coalesce(bit_or(s.bits) filter (s.auto is null and s.roles is null and s.with_fields is null), 0) as any_bits,
    coalesce(bit_or(s.bits) filter (s.auto and s.roles is null and s.with_fields is null), 0) as true_bits,
    coalesce(bit_or(s.bits) filter (not s.auto and s.roles is null and s.with_fields is null), 0) as false_bits,
    list({ 'auto': s.auto, 'roles': s.roles, 'fields': s.with_fields, 'bits': s.bits } order by s.bits)
        filter (s.roles is not null or s.with_fields is not null) as particular
from judge_selector as s
where s.group_key = $group_key
group by s.event
