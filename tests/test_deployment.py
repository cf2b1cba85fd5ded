"""The Dockerfile, the compose files and the unit say what the documents promise."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from bot.settings import Settings

from .programs import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STAGES = DOCKERFILE.split("\nFROM ")[1:]
UNIT = ROOT / "docs" / "excerpt-bot.service"

PLAIN = ("compose.yaml",)
WITH_ENGINE = ("compose.yaml", "compose.opensearch.yaml")


def services(*files: str) -> dict[str, dict[str, Any]]:
    """Return the services of compose *files*, later ones adding to earlier ones."""
    merged: dict[str, dict[str, Any]] = {}
    for file in files:
        read = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
        for name, service in read["services"].items():
            before = merged.setdefault(name, {})
            both = {
                key: {**before[key], **value}
                for key, value in service.items()
                if isinstance(before.get(key), dict)
            }
            merged[name] = {**before, **service, **both}
    return merged


def test_the_image_is_built_in_stages_and_keeps_no_compiler() -> None:
    build, last = STAGES

    assert "gcc" in build
    assert "gcc" not in last
    assert "COPY --from=build" in last


def test_the_image_runs_as_a_numbered_user_without_rights() -> None:
    # By number, so that an orchestrator can see that it is not root.
    [user] = re.findall(r"^USER (\S+)$", STAGES[-1], re.M)

    assert int(user) > 0
    assert STAGES[-1].index("\nUSER ") < STAGES[-1].index("\nENTRYPOINT ")


def test_the_image_has_one_volume_and_a_health_check() -> None:
    assert re.findall(r"^VOLUME (.*)$", STAGES[-1], re.M) == ["/data"]
    assert "/healthz" in re.findall(r"^HEALTHCHECK .*$", STAGES[-1], re.M)[0]


def test_what_the_image_is_built_from_is_let_through() -> None:
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.M)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


@pytest.mark.parametrize("files", [PLAIN, WITH_ENGINE])
def test_services_are_limited_restarted_and_fill_no_disk(files: tuple[str]) -> None:
    for service in services(*files).values():
        assert service["restart"] == "unless-stopped"
        assert service["mem_limit"]
        assert service["pids_limit"]
        assert service["logging"]["options"]["max-size"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("files", [PLAIN, WITH_ENGINE])
def test_the_bot_writes_to_its_volume_only(files: tuple[str]) -> None:
    bot = services(*files)["bot"]

    assert bot["read_only"]
    assert "data:/data" in bot["volumes"]
    assert "./articles:/articles:ro" in bot["volumes"]


@pytest.mark.parametrize("files", [PLAIN, WITH_ENGINE])
def test_ports_are_open_to_this_machine_at_most(files: tuple[str]) -> None:
    for name, service in services(*files).items():
        ports = service.get("ports", [])

        assert all(port.startswith("127.0.0.1:") for port in ports), name
        assert name == "bot" or not ports


def test_compose_sets_only_settings_that_there_are() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    known = {name.upper() for name in Settings.model_fields}
    given = {*services(*WITH_ENGINE)["bot"]["environment"]}

    assert known >= {*re.findall(r"^([A-Z_]+)=", example, re.M)}
    assert known >= set(given)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_the_unit_is_exposed_to_little() -> None:
    # In tenths of systemd's scale; 0 would be a unit that can do nothing.
    limit = ["--threshold=20", "--offline=true", "--no-pager"]
    command = ["systemd-analyze", "security", *limit, str(UNIT)]

    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, timeout=60
    )

    assert done.returncode == 0, done.stdout + done.stderr
