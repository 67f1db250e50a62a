"""The tag of the wheel: any Python 3, and only the kind of machine whose program is inside."""
import platform
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MachineTag(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-linux_{platform.machine()}"
