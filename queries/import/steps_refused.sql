-- purpose: rows whose events do not count because of the rows of their case before them: no change of state, not the first, not a later one
-- params:  none
-- reads:   steps_in, cases_in, repeated_rows, repeated_cases
-- grain:   one row per row and event rule
-- columns: file_no integer, row_no bigint, first_part, next_part integer (the events of the row from the one up to the other, not included),
--          field, state varchar (of a row that repeats the state of the row before; else null)
-- why:     a log with one row a change tells of a state again and again; the rows of a case are taken in the order of time,
--          at one instant in the order of the file, across all files of the import. The first of something is the first since
--          the case was received, as far as its rows tell: what was written before a complaint does not answer it. Of a day it is not
--          known that it was before, if the receipt is on it, too: it counts, as it does where a deadline is judged
with received as (
    select
        r.source,
        r.case_id,
        coalesce(min(r.received_at) filter (where r.is_stated), min(r.received_at)) as received_at
    from (
        select c.source, c.case_id, c.received_at, c.received_flags & 3072 = 0 as is_stated from cases_in as c
        union all
        select s.source, s.case_id, s.received_at, true as is_stated from steps_in as s
    ) as r
    group by r.source, r.case_id
),
ordered as (
    select
        s.file_no,
        s.row_no,
        s.first_part,
        s.next_part,
        s.wanted,
        s.field,
        s.state,
        s.from_words,
        s.is_hidden,
        coalesce(s.at_last < c.received_at, false) as is_before,
        lag(lower(s.state)) over of_case as state_before,
        row_number() over (
            partition by s.source, s.case_id, s.rule
            order by is_before, s.at, s.file_no, s.row_no, s.first_part
        ) as nth
    from steps_in as s
    left join received as c
        on c.source = s.source
        and c.case_id = s.case_id
    anti join repeated_rows as r
        on r.file_no = s.file_no
        and r.row_no = s.row_no
    -- A second account of a case does not count, nor do the events that it tells of.
    anti join repeated_cases as a
        on a.file_no = s.file_no
        and a.row_no = s.row_no
    window of_case as (partition by s.source, s.case_id, s.rule order by s.at, s.file_no, s.row_no, s.first_part)
)
select
    o.file_no,
    o.row_no,
    o.first_part,
    o.next_part,
    case when o.wanted = 'changed' and o.state_before = lower(o.state) then o.field end as field,
    case when o.wanted = 'changed' and o.state_before = lower(o.state) then case when o.is_hidden then '[hidden]' else o.state end end as state
from ordered as o
-- All others than the first are later ones, those from before the receipt among them.
where case o.wanted
        when 'first' then o.nth > 1 or o.is_before
        when 'later' then o.nth = 1 and not o.is_before
        else o.state_before is not distinct from lower(o.state)
            or (
                o.from_words is not null
                and not coalesce(len(list_filter(
                    string_split(o.from_words, chr(31)),
                    -- A star stands for anything; what else a pattern can say stands for itself.
                    lambda w: o.state_before glob regexp_replace(w, '([\[?\\])', '[\1]', 'g')
                )) > 0, false)
            )
    end
order by o.file_no, o.row_no, o.first_part
