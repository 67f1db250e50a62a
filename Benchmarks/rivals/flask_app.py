"""SEEDS=... waitress-serve flask_app:app"""
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import HTTPException

import centerfy
from centerfy import PATH, Refusal

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
app.json.sort_keys = False


def text(value):
    return isinstance(value, str) and value.strip() != ""


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def boolean(value):
    return isinstance(value, bool)


def address(value):
    return isinstance(value, str) and (url := urlsplit(value)).scheme in ("http", "https") and bool(url.netloc)


FIELDS = {
    "name": (text, "must be a string that is not empty"),
    "voice_id": (text, "must be a string that is not empty"),
    "max_duration": (number, "must be a number"),
    "temperature": (lambda value: number(value) and 0 <= value <= 1, "must be from 0 to 1"),
    "silence_timeout": (number, "must be a number"),
    "voice_activity_timeout": (number, "must be a number"),
    "llm_model": (text, "must be a string that is not empty"),
    "language": (text, "must be a string that is not empty"),
    "background_noise": (boolean, "must be a boolean"),
    "background_type": (text, "must be a string that is not empty"),
    "voicemail_detection": (boolean, "must be a boolean"),
    "voicemail_type": (lambda value: value in ("leave_message", "hangup"), "must be leave_message or hangup"),
    "voicemail_message": (text, "must be a string that is not empty"),
    "backcchanneling": (boolean, "must be a boolean"),
    "is_active": (boolean, "must be a boolean"),
    "webhook": (boolean, "must be a boolean"),
    "webhook_url": (address, "must be an absolute http or https URL"),
    "recording": (boolean, "must be a boolean"),
}


def check(body):
    """What of a parsed body may be stored."""
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be a JSON object")
    changes = {}
    for name, (is_valid, demand) in FIELDS.items():
        if name in body:
            if not is_valid(body[name]):
                raise Refusal(400, f"`{name}` {demand}")
            changes[name] = body[name]
    centerfy.check_conditions(changes)
    return changes


@app.put(PATH + "<agent_id>")
def update_agent(agent_id):
    agent = centerfy.find(agent_id, request.headers.get("x-api-key"), request.headers.get("Authorization"))
    if request.mimetype != "application/json":
        raise Refusal(400, "`Content-Type` must be application/json")
    return centerfy.save(agent, check(request.get_json()))


@app.errorhandler(Refusal)
def refuse(refusal):
    return refusal.content, refusal.status


@app.errorhandler(HTTPException)
def refuse_otherwise(error):
    return {"error": True, "message": error.description}, error.code, {"Allow": "PUT"} if error.code == 405 else {}
