-- purpose: the cases to be judged: all of them
-- params:  none
-- reads:   cases
-- grain:   one row per case
-- columns: those of cases
-- why:     another view stands here when only cases with open duties are asked for
create or replace temp view judge_case_asked as
select c.*
from cases as c
