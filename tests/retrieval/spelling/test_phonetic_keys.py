"""What stays of a name in any spelling."""

import pytest

from retrieval.spelling.phonetic_keys import SkeletonIndex, merging_keys, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        "tchaikovsky tschaikowski tchaikovski",
        "zelenskyy zelenskiy zelensky selenskyj",
        "rachmaninoff rachmaninov rachmaninow",
        "brezhnev breschnew",
        "teheran teheran",
        "kiev kiew",
        "yanukovych janukovych",
        "muller mueller",
        "baghdad bagdad",
        "hussein hussain",
        "schmidt schmitt",
    ],
)
def test_spellings_of_a_name_have_one_skeleton(spellings: str) -> None:
    assert len(set(map(skeleton, spellings.split()))) == 1


@pytest.mark.parametrize(
    "names", ["jinnah jenna", "israel israeli", "merkel markel", "lviv lvov"]
)
def test_other_names_have_skeletons_of_their_own(names: str) -> None:
    assert len(set(map(skeleton, names.split()))) == 2


@pytest.mark.parametrize("names", ["breton bretton", "schiller shiller", "levis lewis"])
def test_names_that_only_sound_alike_share_no_key_for_merging(names: str) -> None:
    first, second = map(merging_keys, names.split())

    assert first.isdisjoint(second)


def test_an_index_finds_names_that_are_near_and_begin_alike() -> None:
    index = SkeletonIndex(["kharkiv", "zelenskyy", "qaddafi", "osama"])

    assert list(index.near("kharkov", lambda _: 1)) == [(1, "kharkiv")]
    assert list(index.near("kharkov", lambda _: 0)) == []
    assert list(index.near("gaddafi", lambda _: 0)) == [(0, "qaddafi")]
    assert list(index.near("usama", lambda _: 1)) == [(1, "osama")]
    assert list(index.near("melenskyy", lambda _: 2)) == []
