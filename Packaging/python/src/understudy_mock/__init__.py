"""A local mock of the agent endpoints of voice-AI vendors.

With pytest, use the fixtures ``understudy`` and ``understudy_sandbox``. Without it::

    from understudy_mock import Understudy

    with Understudy("--seed-data", "tests/seeds") as understudy:
        sandbox = understudy.sandbox("checkout-7")
        client = Client(sandbox.url_of("centerfy"), sandbox.key("cfy_your_api_key"))
"""
from ._admin import AdminError
from ._program import ProgramNotFound
from ._request import ReceivedRequest, Violation
from ._sandbox import Sandbox
from ._process import StartError
from ._server import Understudy
from ._verify import Effect, Verdict, VerificationError

__all__ = [
    "AdminError", "Effect", "ProgramNotFound", "ReceivedRequest", "Sandbox", "StartError", "Understudy", "Verdict",
    "VerificationError", "Violation",
]

# Reports and documentation name the module that is imported.
for _name in __all__:
    globals()[_name].__module__ = __name__
