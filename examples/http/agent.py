"""An agent's step with a budget, over HTTP, with nothing but the standard library.

    ./stipend serve & python3 examples/http/agent.py
"""

import json
import os
import urllib.error
import urllib.request

ADDRESS = os.environ.get("STIPEND", "http://localhost:7070")
SECRET = os.environ.get("STIPEND_SECRET", "")


def call(place, body):
    """Posts a body; returns the status and the answer."""
    request = urllib.request.Request(ADDRESS + "/v1/reservations" + place, json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if SECRET:
        request.add_header("Authorization", "Bearer " + SECRET)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


_, held = call("", {"user": "ana", "constraints": {"credits": "0.25", "tokens": 4000}})
print("held", held["held"]["credits"], "until", held["expiresAt"])

place = "/" + held["id"]
for chunk in range(1, 4):  # what a model streams; each report has an id, so it may be sent twice
    _, progress = call(place + "/usage", {"id": f"chunk-{chunk}", "used": {"credits": "0.02", "tokens": 300}})
    print("used", progress["used"]["tokens"], "of", progress["held"]["tokens"], "tokens:", progress["level"])

_, settled = call(place + "/settle", {"used": {"credits": "0.061", "tokens": 915}})
print("charged", settled["charged"]["credits"], "returned", settled["returned"]["credits"])

status, refused = call("", {"user": "ana", "constraints": {"credits": "20000"}})
print(status, refused["code"] + ":", refused["fits"], "would fit")
