-- purpose: notes which cases say something in the fields that are costly to read
-- params:  first_case, last_case bigint: the range of case keys; attributes varchar (JSON list: the attributes that clauses ask for)
-- reads:   judge_case, cases
-- grain:   one row per case of the range
-- columns: case_key integer, filled bigint (bit 15: subject, 16: description, from 17 on: the attributes that are asked for, in order)
-- why:     free text is most of an export, and only clauses that ask for it should pay for reading it
create or replace temp table judge_case_text as
select
    k.case_key,
    (is_filled(c.subject)::bigint << 15)
        | (is_filled(c.description)::bigint << 16)
        | coalesce(list_sum(list_transform(
            from_json($attributes, '["VARCHAR"]'),
            lambda name, place: is_filled(c.attributes[name])::bigint << (16 + place)::bigint
        )), 0)::bigint as filled
from cases as c
join judge_case as k
    on k.source = c.source
    and k.case_id = c.case_id
where k.case_key between $first_case and $last_case
