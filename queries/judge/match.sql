-- purpose: which event answers to which set of selectors
-- params:  none
-- reads:   judge_event, judge_selector
-- grain:   one row per event and selector set that it answers to
-- columns: set_key integer, case_key, seq, at_us, last_us, expected_us bigint, actor, evidence varchar
-- why:     any selector of a set serves; auto must be known and equal, a field that is white space is blank
create or replace temp table judge_match as
select distinct
    s.set_key,
    e.case_key,
    e.seq,
    e.at_us,
    e.last_us,
    e.expected_us,
    e.actor,
    e.evidence
from judge_event as e
join judge_selector as s
    on s.event = e.event
where coalesce(s.auto = e.auto, s.auto is null)
    and (s.roles is null or coalesce(list_contains(s.roles, e.role), false))
    and (
        s.with_fields is null
        or len(list_filter(
            s.with_fields,
            lambda f: case f
                when 'expected_at' then e.expected_us is not null
                when 'actor' then e.actor is not null
                when 'role' then e.role is not null
                else coalesce(regexp_matches(e.attributes[f], '\S'), false)
            end
        )) = len(s.with_fields)
    )
