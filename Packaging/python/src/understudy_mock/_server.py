"""A server, started or already running."""
from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Dict, List, Optional, Type, Union
from urllib.parse import quote

from . import _admin
from ._name import checked_name
from ._process import ServerProcess, StartError
from ._sandbox import Sandbox


class Understudy:
    """A server with the mocks of all vendors.

    ::

        with Understudy("--seed-data", "tests/seeds") as understudy:
            sandbox = understudy.sandbox()
    """

    def __init__(
        self, *options: str, url: Optional[str] = None, ca: Optional[str] = None,
        directory: Union[str, "os.PathLike[str]", None] = None, survives: bool = False,
    ) -> None:
        """
        :param options: options of ``understudy serve``, such as ``"--seed-data", "tests/seeds"``
        :param url: the address of a server that is already running, which is then used instead of a new one
        :param ca: the file with the certificate authority of that server, if it is on this machine
        :param directory: the working directory of the server, to which paths in options are relative
        :param survives: whether the server continues when this process ends
        """
        if url is not None and options:
            raise ValueError("options are for a server that is started here; the one at `url` has its own")
        self._options = options
        self._given_url = url.rstrip("/") if url is not None else None
        self._ca = ca
        self._directory = None if directory is None else Path(directory)
        self._survives = survives
        self._process: Optional[ServerProcess] = None
        self._files: Optional[str] = None
        self._known: Optional[Dict[str, Any]] = None

    def start(self) -> Understudy:
        """Starts the server, or checks that the one at the given address is ready.

        :raises StartError: if there is no server; its message has the server's own words.
        """
        if self._given_url is None:
            if self._process is None or self._process.has_ended:
                self._process = ServerProcess(self._options, directory=self._directory, survives=self._survives)
            return self
        try:
            answer = _admin.call(f"{self._given_url}/__admin/readyz", "GET")
        except (OSError, ValueError) as error:
            raise StartError(f"there is no server at {self._given_url}: {error}") from error
        if answer.status != 200:
            raise StartError(f"{self._given_url} is no server that is ready: /__admin/readyz was answered with "
                             f"{answer.status}: {answer.text}")
        return self

    def stop(self) -> int:
        """Stops the server that was started here.

        :returns: its exit code: 3 if it found what ``--fail-on`` names; 0 for a server that runs elsewhere.
        """
        self._known = None
        if self._files is not None:
            shutil.rmtree(self._files, ignore_errors=True)
            self._files = self._ca = None
        return 0 if self._process is None else self._process.stop()

    def __enter__(self) -> Understudy:
        return self.start()

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType],
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address of the server, such as ``http://127.0.0.1:34567``."""
        if self._given_url is not None:
            return self._given_url
        if self._process is None:
            raise RuntimeError("the server has not been started: call start(), or use it in a `with` statement")
        return self._process.url

    @property
    def https_url(self) -> str:
        """The address for https, of a server that runs with ``--tls``."""
        if not self.info["tls"]["enabled"]:
            raise RuntimeError(f"the server at {self.url} has no TLS: start it with the option --tls")
        return "https" + self.url[self.url.index(":"):]

    @property
    def ca(self) -> str:
        """The path of a PEM file with the certificate authority of a server with ``--tls``, for ``verify=`` of clients."""
        if self._ca is None:
            authority = self.admin("GET", "/ca.pem").body
            self._files = tempfile.mkdtemp(prefix="understudy-")
            path = Path(self._files, "ca.pem")
            path.write_bytes(authority)
            self._ca = str(path)
        return self._ca

    @property
    def process_id(self) -> Optional[int]:
        """The id of the process that was started here."""
        return None if self._process is None else self._process.id

    @property
    def words(self) -> str:
        """What the server that was started here has written to its log: warnings and errors, unless options say more."""
        return "" if self._process is None else self._process.words

    @property
    def info(self) -> Dict[str, Any]:
        """The server's options and endpoints."""
        if self._known is None:
            known: Dict[str, Any] = self.admin("GET", "/info").json
            self._known = known
        return self._known

    def endpoints(self, vendor: str) -> List[Dict[str, Any]]:
        """Returns the endpoints of a vendor, such as ``talkifai``, or the one with that name, such as ``talkifai-studio``."""
        endpoints: List[Dict[str, Any]] = self.info["endpoints"]
        found = [endpoint for endpoint in endpoints if vendor in (endpoint["vendor"], endpoint["id"])]
        if not found:
            known = sorted({name for endpoint in endpoints for name in (endpoint["vendor"], endpoint["id"])})
            raise ValueError(f"{vendor!r} is no vendor and no endpoint; known: {', '.join(known)}")
        return found

    def sandbox(self, name: Optional[str] = None) -> Sandbox:
        """Returns the sandbox with a name, or a new one. It has the seeded agents, and nothing of other sandboxes.

        :param name: 1 to 64 characters of A-Z, a-z, 0-9, ".", "_" and "-"
        :raises ValueError: if the server takes no such name.
        """
        return Sandbox(self, f"python-{uuid.uuid4()}" if name is None else name)

    def admin(self, method: str, path: str, body: Optional[Any] = None, *, sandbox: str = "default") -> _admin.Answer:
        """Calls the admin API.

        :param path: below ``/__admin``, such as ``/info``
        :raises AdminError: if the call is refused, with the server's own words.
        """
        return self.calling(f"/sandbox/{quote(checked_name(sandbox), safe='')}/__admin{path}", method, body).checked()

    def calling(self, path: str, method: str, body: Optional[Any] = None, *, timeout: float = 60) -> _admin.Answer:
        """Calls the server, and returns its answer, whatever the status."""
        try:
            return _admin.call(self.url + path, method, body, timeout=timeout)
        except OSError as error:
            # Its connections are closed a moment before the process has ended.
            if self._process is None or not self._process.ends_within(5):
                raise
            raise StartError(f"the server has ended: {self._process.words}") from error
