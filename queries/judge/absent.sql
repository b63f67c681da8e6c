-- purpose: one not_applicable row wherever a clause does not concern a case, or nothing of what it waits for has happened
-- params:  none
-- reads:   concerned_by
-- grain:   one row per such case and clause
-- columns: those of judge_verdict
-- why:     every case has at least one row for each clause of the version it is judged by. A cadence whose case ended within its
--          first window is told by its own step
select
    c.clause_key,
    c.case_key,
    1 as cycle,
    'not_applicable'::judge_status as status,
    null as start_us,
    null as due_us,
    null as done_us,
    false as extended,
    1 as count,
    null as evidence,
    c.received_us as belongs_us,
    false as is_split
from concerned_by(null) as c
where not c.applies
    or case c.type
        when 'record' then false
        when 'single_contact' then c.answered & c.require_bits = 0 and not c.is_blind
        else c.answered & c.after_bits = 0
    end
