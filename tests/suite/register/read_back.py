"""Reads process-mining logs with pm4py and prints what it found as JSON: read_back.py LOG.xes LOG.ocel.json"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")
import pm4py

xes = pm4py.read_xes(sys.argv[1], return_legacy_log_object=True)
traces = []
for trace in xes:
    events = []
    for event in trace:
        told = {key: str(value) for key, value in event.items() if key != "time:timestamp"}
        told["at"] = event["time:timestamp"].astimezone(__import__("datetime").timezone.utc).isoformat()
        events.append(told)
    attributes = {key: str(value) for key, value in trace.attributes.items()}
    traces.append({"attributes": attributes, "events": events})

ocel = pm4py.read_ocel2_json(sys.argv[2])
objects = ocel.objects.groupby("ocel:type").size().to_dict()
relations = sorted(
    [row["ocel:activity"], row["ocel:oid"], row["ocel:qualifier"]] for _, row in ocel.relations.iterrows()
)
print(
    json.dumps(
        {
            "traces": traces,
            "objects": {kind: int(count) for kind, count in objects.items()},
            "events": len(ocel.events),
            "relations": relations,
            "between_objects": len(ocel.o2o),
        }
    )
)
