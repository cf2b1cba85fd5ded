"""The pictures in ``docs/`` show what the bot really says."""

from xml.etree import ElementTree

import pytest

from tests.pictures import FOLDER, PICTURES, picture

PAGE = FOLDER.parent / "groups.md"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_its_scene_as_it_is_played(name: str) -> None:
    drawn = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    assert drawn == picture(name)
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert f"(pictures/{name}.svg)" in PAGE.read_text(encoding="utf-8")
