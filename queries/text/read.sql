-- purpose: gives what customers wrote to the program, on every processor that reads it
-- params:  bounds varchar (first instants of the months and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind);
--          from_month varchar (null: the first; else only months from this place on);
--          before_month varchar (null: the last; else only months before this place);
--          places varchar (null: every case; else only cases at these places, separated by commas)
-- reads:   letters_between; the function read_letter, which the program brings along and which is always true
-- grain:   one row
-- columns: letter_count bigint
-- why:     a million texts that leave DuckDB are copied and waited for; what is made of them is a fraction of them
-- As bytes, because text would be copied one by one on its way to the program; a function is not asked of rows in which an argument is
-- null, so what is there is marked, and what is not is empty.
select coalesce(
    count_if(
        read_letter(
            encode(l.source),
            encode(l.case_id),
            l.place,
            l.month_index,
            coalesce(encode('=' || l.category), ''::blob),
            coalesce(encode('=' || l.customer), ''::blob),
            encode(l.narrative)
        )
    ),
    0
)::bigint as letter_count
from letters_between($bounds, $as_of, $kind, $from_month, $before_month, $places) as l
