"""SEEDS=... uvicorn fastapi_app:app"""
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Header
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, StringConstraints

import centerfy
from centerfy import PATH, Refusal

app = FastAPI()
Text = Annotated[str, StringConstraints(pattern=r"\S")]


class Update(BaseModel):
    """Every member may be absent, and none may be null: the defaults are not validated."""
    model_config = ConfigDict(strict=True)

    name: Text = None
    voice_id: Text = None
    max_duration: float = None
    temperature: Annotated[float, Field(ge=0, le=1)] = None
    silence_timeout: float = None
    voice_activity_timeout: float = None
    llm_model: Text = None
    language: Text = None
    background_noise: bool = None
    background_type: Text = None
    voicemail_detection: bool = None
    voicemail_type: Literal["leave_message", "hangup"] = None
    voicemail_message: Text = None
    backcchanneling: bool = None
    is_active: bool = None
    webhook: bool = None
    webhook_url: Annotated[AnyHttpUrl, Field(strict=False)] = None
    recording: bool = None


class Answer(BaseModel):
    id: str
    name: str
    is_active: bool
    updated_at: str


async def find_agent(agent_id: str, x_api_key: Annotated[str | None, Header()] = None,
                     authorization: Annotated[str | None, Header()] = None) -> dict:
    return centerfy.find(agent_id, x_api_key, authorization)


@app.put(PATH + "{agent_id}")
async def update_agent(agent: Annotated[dict, Depends(find_agent)], update: Update) -> Answer:
    changes = update.model_dump(exclude_unset=True)
    centerfy.check_conditions(changes)
    return centerfy.save(agent, changes)


@app.exception_handler(Refusal)
async def refuse(request, refusal):
    return JSONResponse(refusal.content, refusal.status)


@app.exception_handler(RequestValidationError)
async def refuse_invalid(request, error):
    first = error.errors()[0]
    return JSONResponse({"error": True, "message": f"`{first['loc'][-1]}`: {first['msg']}"}, 400)
