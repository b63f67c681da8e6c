-- purpose: what customers wrote, with the month and the category of their case
-- params:  bounds varchar (first instants of the months and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind);
--          from_month varchar (null: the first; else only months from this place on);
--          before_month varchar (null: the last; else only months before this place);
--          places varchar (null: every case; else only cases at these places, separated by commas)
-- reads:   letters_between
-- grain:   one row per case that has a description or a subject, in no order
-- columns: source, case_id varchar;
--          place bigint (where the lake keeps the case: its import times 2 to the power of 40, and its row; by hand several may share one);
--          month_index bigint (0 for the first month given);
--          category varchar (null where the case names none);
--          customer varchar (null where the case names none);
--          narrative varchar (the description, else the subject)
-- why:     what the program looks at by text/read.sql, to be seen; not sorted, for a million texts do not fit into memory twice
select
    l.source,
    l.case_id,
    l.place,
    l.month_index,
    l.category,
    l.customer,
    l.narrative
from letters_between($bounds, $as_of, $kind, $from_month, $before_month, $places) as l
