-- purpose: the selector sets that an event answers to
-- params:  any_bits, true_bits, false_bits, particular: as in judge_word; auto boolean; role varchar; is_promised, is_acted boolean (the
--          event has a promised date; its actor says something); filled varchar[] (its attributes that say something)
-- reads:   nothing
-- grain:   a number
-- columns: none: bits of the selector sets, as in judge_word
-- why:     any selector of a set serves; auto must be known and equal. Asked of events and of signatures alike. What is asked stands in
--          the body as it is written, so the names of its lambdas must be no aliases of those who ask
create or replace temp macro answer_of(any_bits, true_bits, false_bits, particular, auto, role, is_promised, is_acted, filled) as
    any_bits
    | case auto when true then true_bits when false then false_bits else 0 end
    | coalesce(list_bit_or(list_transform(
        particular,
        lambda wanted: case when coalesce(wanted.auto = auto, wanted.auto is null)
            and (wanted.roles is null or coalesce(list_contains(wanted.roles, role), false))
            and (
                wanted.fields is null
                or len(list_filter(
                    wanted.fields,
                    lambda wanted_field: case wanted_field
                        when 'expected_at' then is_promised
                        when 'actor' then is_acted
                        when 'role' then role is not null
                        else list_contains(filled, wanted_field)
                    end
                )) = len(wanted.fields)
            )
            then wanted.bits else 0 end
    )), 0)
