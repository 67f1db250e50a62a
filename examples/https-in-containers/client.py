"""A client of TalkifAI that knows nothing of Understudy: the service `client` of compose.yaml."""
import json
from urllib.request import Request, urlopen

URL = "https://api.talkifai.dev/v1/agents"

with urlopen(Request(URL, headers={"x-api-key": "tk_live_owner"}), timeout=60) as answer:
    for agent in json.load(answer)["data"]["agents"]:
        print(agent["id"], agent["name"])
