"""Which words of the articles an unknown word stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spelling.known_words import is_known, is_word
from retrieval.spelling.speller import Speller, Usage, same_names

WORDS = ("government", "weapons", "cease", "fire", "airstrike", "harbour", "precedent")
NAMES = ("tchaikovsky", "zelenskyy", "muller", "qaddafi", "kharkiv", "osama", "malawi")

forms = st.text("aeiknsy", min_size=1, max_size=8)
usages = st.builds(Usage, st.integers(1, 9), st.integers(0, 9))


def speller_of(*words: str, **counts: int) -> Speller:
    usages = dict.fromkeys(words, Usage(9, 0))
    return Speller(usages | {word: Usage(n, 0) for word, n in counts.items()})


@pytest.fixture
def speller() -> Speller:
    usages = dict.fromkeys(WORDS, Usage(9, 0)) | dict.fromkeys(NAMES, Usage(9, 8))
    return Speller(usages)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("goverment", "government"),
        ("govvernment", "government"),
        ("govenrment", "government"),
        ("gobernment", "government"),
        ("guvernnment", "government"),
        ("tschaikowski", "tchaikovsky"),
        ("selenskij", "zelenskyy"),
        ("mueller", "muller"),
        ("kadhafi", "qaddafi"),
        ("gaddafi", "qaddafi"),
        ("kharkov", "kharkiv"),
        ("usama", "osama"),
    ],
)
def test_an_unknown_word_is_corrected(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


@pytest.mark.parametrize(
    "typed", ["fir", "2022", "fire2", "", "unrelated", "ж" * 9, "c++", "gvernmnt"]
)
def test_a_word_like_none_is_left_alone(speller: Speller, typed: str) -> None:
    assert speller.correct(typed) is None


@pytest.mark.parametrize(
    "typed", ["president", "mali", "wire", "fires", "ceased", "nits", "mug", "nappies"]
)
def test_a_well_known_word_stands_for_itself(speller: Speller, typed: str) -> None:
    assert is_known(typed)
    assert speller.correct(typed) is None


def test_no_letter_of_a_short_word_is_wrong() -> None:
    assert speller_of("nuts").correct("nxts") is None
    assert speller_of("nuts").correct("ntus") == "nuts"


def test_a_word_that_has_lost_its_last_letters_is_not_known() -> None:
    assert is_known("ukraine")
    assert not is_known("ukrain")


def test_a_name_is_known_but_no_word() -> None:
    assert is_known("ukraine")
    assert not is_word("ukraine")


def test_without_articles_nothing_is_corrected() -> None:
    assert Speller({}).correct("goverment") is None


def test_letters_of_other_scripts_can_be_wrong_too() -> None:
    assert speller_of("президент").correct("презыдент") == "президент"


def test_letters_that_were_left_out_or_swapped_are_likelier_than_wrong_ones() -> None:
    speller = speller_of(trench=1, branch=2)

    assert speller.correct("btanch") == "branch"
    assert speller_of(zorming=1, zoaming=4).correct("zoming") == "zoaming"
    assert speller_of(zoming=1, zosing=4).correct("zomign") == "zoming"


@pytest.mark.parametrize(
    ("typed", "plural"),
    [
        ("cockrel", "cockerels"),
        ("coockerel", "cockerels"),
        ("grenhouse", "greenhouses"),
    ],
)
def test_a_singular_is_corrected_to_a_plural_that_alone_is_in_the_articles(
    typed: str, plural: str
) -> None:
    assert speller_of(plural).correct(typed) == plural


def test_the_singular_is_likelier_than_a_more_frequent_plural() -> None:
    assert speller_of(cockerel=1, cockerels=9).correct("cockrel") == "cockerel"
    assert speller_of(cockered=1, cockerels=9).correct("cockere") == "cockered"


def test_a_plural_is_not_meant_by_a_word_with_another_first_letter() -> None:
    assert speller_of("billiards").correct("hilliard") is None


def test_of_equal_candidates_the_more_frequent_is_taken() -> None:
    assert speller_of(zoringa=1, zoringi=3).correct("zoringx") == "zoringi"
    assert speller_of(zoringa=3, zoringi=1).correct("zoringx") == "zoringa"


def test_a_short_form_of_usual_letters_is_a_word_of_its_own() -> None:
    speller = speller_of("taler", "zaler", "paltry", "palud", "galen")

    # "palen" has only letters that stand together in others.
    assert speller.correct("palen") is None
    assert speller.correct("pqlud") == "palud"


@given(st.dictionaries(forms, usages), forms)
def test_a_correction_is_always_an_indexed_form(
    indexed: dict[str, Usage], typed: str
) -> None:
    found = Speller(indexed).correct(typed)

    assert found is None or found in indexed


def test_a_compound_is_split_into_forms_that_stand_side_by_side() -> None:
    usages = dict.fromkeys(["cease", "fire", "set", "back"], Usage(1, 0))
    speller = Speller(usages, pairs={("cease", "fire"), ("set", "back")})

    assert speller.split("ceasefire") == ("cease", "fire")
    assert speller.split("setback") == ("set", "back")
    assert speller.split("backfire") is None
    assert speller.split("firecease") is None


def test_without_pairs_a_compound_is_split_into_frequent_forms(
    speller: Speller,
) -> None:
    assert speller.split("ceasefire") == ("cease", "fire")
    assert speller_of(cease=1, fire=1).split("ceasefire") is None


@pytest.mark.parametrize(
    ("first", "second", "compound"),
    [("air", "strike", "airstrike"), ("air", "fire", None), ("with", "out", None)],
)
def test_two_words_are_joined_if_the_articles_have_their_compound(
    first: str, second: str, compound: str | None
) -> None:
    assert speller_of("airstrike", "without").join(first, second) == compound


def test_spellings_of_one_name_are_merged_into_the_most_used() -> None:
    counts = {"zelenskyy": 9, "zelenskiy": 2, "zelensky": 4, "muller": 3, "mueller": 1}
    counts |= {"qaddafi": 2, "gaddafi": 5, "kaddafi": 1}

    assert same_names(counts) == {
        "zelenskiy": "zelenskyy",
        "zelensky": "zelenskyy",
        "mueller": "muller",
        "qaddafi": "gaddafi",
        "kaddafi": "gaddafi",
    }


@pytest.mark.parametrize(
    "names",
    [
        "assad azad",
        "israel israeli",
        "prince prinz",
        "breton bretton",
        "kharkiv kharkov",
        "austria australia",
        "merkel merkels",
    ],
)
def test_other_names_are_not_merged(names: str) -> None:
    assert same_names(dict.fromkeys(names.split(), 5)) == {}


NAMES_OF_ONE_KIND = st.text("aeiyzsqkgl", min_size=6, max_size=8)


@given(st.dictionaries(NAMES_OF_ONE_KIND, st.integers(1, 9)))
def test_what_names_are_merged_into_is_merged_into_nothing(
    names: dict[str, int],
) -> None:
    merged = same_names(names)

    assert merged.keys().isdisjoint(merged.values())
    assert all(names[rare] <= names[best] for rare, best in merged.items())
