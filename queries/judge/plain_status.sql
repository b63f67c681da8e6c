-- purpose: how a plain deadline ended
-- params:  is_blind boolean, due_us, done_us bigint: as in plain_deadlines; as_of_us bigint
-- reads:   nothing
-- grain:   a value
-- columns: judge_status
-- why:     its rows and its counts are of one mind
create or replace temp macro plain_status(is_blind, due_us, done_us, as_of_us) as
    case
        when done_us > due_us then 'late'::judge_status
        when done_us <= due_us then 'met'::judge_status
        when is_blind then 'unknown'::judge_status
        when as_of_us <= due_us then 'pending'::judge_status
        else 'missed'::judge_status
    end
