"""What contributors are told, and what hosts of repositories read, is true."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from .programs import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = [path for path in sorted(FOLDER.iterdir()) if path.name != "config.yml"]

_FOLDERS = ("bot", "retrieval", "tests", "bench", "docs", ".ci")


def test_the_version_is_the_latest_that_the_changelog_releases() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    releases = re.findall(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", CHANGELOG, re.M)
    versions = [tuple(map(int, version.split("."))) for version, _ in releases]

    assert CHANGELOG.index("\n## Unreleased\n") < CHANGELOG.index(
        f"## {releases[0][0]}"
    )
    assert releases[0][0] == project["project"]["version"]
    assert versions == sorted(versions, reverse=True)


def test_contributors_are_sent_to_files_that_there_are() -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", CONTRIBUTING)
    files = {name for name in named if name.startswith(_FOLDERS)}

    assert len(files) > 10
    missing = {name for name in files if not (ROOT / name).exists()}
    # Stand for the file that is to be added.
    assert missing <= {"bot/locales/xx.toml", "retrieval/language/data/NAME.tsv"}


def test_hosted_ci_runs_what_contributors_run() -> None:
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    [job] = yaml.safe_load(workflow)["jobs"].values()

    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert job["timeout-minutes"] <= 30


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_an_issue_form_asks_with_labels(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert form["name"]
    assert form["description"]
    assert all(field["attributes"]["label"] for field in form["body"])
