-- purpose: the signatures of the events that timelines tell
-- params:  none
-- reads:   signatures
-- grain:   one row per import and signature
-- columns: those of signatures
-- why:     where there are no timelines, another view stands here
create or replace temp view judge_signature as
select s.*
from signatures as s
