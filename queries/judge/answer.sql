-- purpose: the selector sets that an event answers to
-- params:  any_bits, true_bits, false_bits, particular: as in judge_word; auto boolean; role varchar; is_promised, is_acted boolean (the
--          event has a promised date; its actor says something); filled varchar[] (its attributes that say something)
-- reads:   nothing
-- grain:   a number
-- why:     any selector of a set serves; auto must be known and equal. Asked of events and of signatures alike
create or replace temp macro answer_of(any_bits, true_bits, false_bits, particular, auto, role, is_promised, is_acted, filled) as
    any_bits
    | case auto when true then true_bits when false then false_bits else 0 end
    | coalesce(list_bit_or(list_transform(
        particular,
        lambda s: case when coalesce(s.auto = auto, s.auto is null)
            and (s.roles is null or coalesce(list_contains(s.roles, role), false))
            and (
                s.fields is null
                or len(list_filter(
                    s.fields,
                    lambda f: case f
                        when 'expected_at' then is_promised
                        when 'actor' then is_acted
                        when 'role' then role is not null
                        else list_contains(filled, f)
                    end
                )) = len(s.fields)
            )
            then s.bits else 0 end
    )), 0)
