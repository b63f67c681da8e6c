-- purpose: the words of a verdict, as types that take one byte
-- params:  none
-- reads:   nothing
-- grain:   none
-- columns: none
-- why:     tens of millions of verdicts hold them; what users see is text again
create type if not exists judge_status as enum ('met', 'late', 'missed', 'pending', 'indeterminate', 'not_applicable', 'unknown');
create type if not exists judge_evidence as enum ('event', 'proxy', 'presumed')
