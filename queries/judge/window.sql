-- purpose: the windows of each schedule that were kept, and how many windows it has
-- params:  as_of_us bigint; at_shift integer, origin_us bigint: how an event is packed
-- reads:   judge_schedule, calendar tables
-- grain:   one row per clause and case whose schedule starts and whose source is not blind
-- columns: those of judge_schedule that say when windows are due; updates hugeint[]; last_window bigint (the last one that is asked for:
--          with it ends an open schedule, before it an ended one; less than 1: there is none), kept bigint[] (in order: the number of a
--          window that an update falls into, and in its lower 32 bits which update is the first in it)
-- why:     windows that end at or before the end of a case are not asked for
create or replace temp table judge_window as
with last_asked as (
    select
        s.*,
        coalesce(s.end_us, $as_of_us) as probe_us
    from judge_schedule as s
    where not s.is_blind
),
bounded as (
    select
        w.clause_key,
        w.case_key,
        w.calendar_key,
        w.unit,
        w.amount,
        w.start_us,
        w.start_clock,
        w.start_upto,
        w.start_day,
        w.end_us,
        w.updates,
        case when w.end_us is null then w.window_no else w.window_no - 1 end as last_window
    from window_of('last_asked') as w
),
updated as (
    select
        b.* exclude (updates),
        at_of(unnest(b.updates), $at_shift, $origin_us) as probe_us,
        unnest(range(1, len(b.updates) + 1)) as update_no
    from bounded as b
    where len(b.updates) > 0
),
answered as (
    select
        w.clause_key,
        w.case_key,
        list_sort(list(w.window_no << 32 | w.update_no)) as windows
    from window_of('updated') as w
    where w.window_no <= w.last_window
    group by w.clause_key, w.case_key
)
select
    b.*,
    coalesce(
        list_filter(a.windows, lambda x, place: place = 1 or a.windows[place - 1] >> 32 <> x >> 32),
        []::bigint[]
    ) as kept
from bounded as b
left join answered as a
    on a.clause_key = b.clause_key
    and a.case_key = b.case_key
