from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.words import BIDI_CONTROLS, Email, Identifier, Instant, Name, Sha256, Words, id_of


class Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier = "a"
    name: Name = "a"
    words: Words = "a"
    email: Email = "a@b.example"
    sha256: Sha256 = "0" * 64
    at: Instant = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["a", "0", "americas", "boston-1", "fy2027.v4", "a_b", "a" * 64])
def test_an_id_is_kept_as_it_is(text):
    assert Written(id=text).id == text


@pytest.mark.parametrize("text", ["", "A", "-a", ".a", "a b", "a/b", "é", "a" * 65, "a\n"])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ValidationError, match="is no id"):
        Written(id=text)


def test_an_id_of_names_that_fit_is_those_names():
    assert id_of("marco-leaves.boston") == "marco-leaves.boston"
    assert id_of("a" * 64) == "a" * 64


def test_names_too_long_for_one_id_make_ids_that_stay_apart():
    first, second = (id_of(f"{'change-' * 10}.{seat}") for seat in ("boston", "chicago"))
    assert Written(id=first).id.startswith("change-change-")
    assert len(first) == len(second) == 64
    assert first != second
    assert first == id_of(f"{'change-' * 10}.boston")


@pytest.mark.parametrize(
    "text",
    [
        "Ana Müller-Østergård",
        "Ελένη Παπαδοπούλου",
        "山田 健司",
        "ليلى حداد",
        "נועה לוי",
        "می‌خواهم",
        "न‍",
        "O'Brien, Jr.",
        "김민준",
    ],
)
def test_a_name_in_any_script_is_kept(text):
    assert Written(name=text).name == text


def test_names_that_look_the_same_are_the_same():
    assert Written(name=" Zoe\u0308 ").name == Written(name="Zo\u00eb").name == "Zoë"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a\nb",
        "a\x00b",
        "a\tb",
        "a\u2028b",
        "a\u200bb",
        "a\ufeffb",
        "\ud800",
        "a" * 201,
        "a" * 801,
    ],
)
def test_what_cannot_be_read_as_a_name_is_refused(text):
    with pytest.raises(ValidationError):
        Written(name=text)


@pytest.mark.parametrize("control", sorted(BIDI_CONTROLS))
@pytest.mark.parametrize("field", ["name", "words"])
def test_a_control_of_direction_is_refused_by_name_and_place(control, field):
    with pytest.raises(ValidationError, match=rf"U\+{ord(control):04X} .* at character 3"):
        Written(**{field: f"ab{control}c"})


def test_free_text_keeps_lines_tabs_and_any_script():
    text = "مرحبا\n\tרגע\n\nthird 🏴󠁧󠁢󠁳󠁣󠁴󠁿"

    assert Written(words=f"  {text}\r\n").words == text


@pytest.mark.parametrize("text", ["", " \n ", "a\x00", "a\x1b[31m", "a\x7f", "a\rb", "\udfff"])
def test_free_text_with_controls_or_nothing_in_it_is_refused(text):
    with pytest.raises(ValidationError):
        Written(words=text)


@pytest.mark.parametrize("length", [10_001, 10 * 1024 * 1024])
def test_too_much_text_is_refused_with_its_length(length):
    with pytest.raises(ValidationError, match=f"{length:,} characters; at most 10,000"):
        Written(words="a" * length)


def test_ten_thousand_characters_are_kept():
    assert len(Written(words="é" * 10_000).words) == 10_000


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ana.Lopez@Halden.Example", "Ana.Lopez@halden.example"),
        (" o'neil+eu@mail.halden.example ", "o'neil+eu@mail.halden.example"),
        ("用户@例子.广告", "用户@例子.广告"),
        ("a@xn--fsqu00a.xn--0zwm56d", "a@xn--fsqu00a.xn--0zwm56d"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_lower_case(text, kept):
    assert Written(email=text).email == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "@halden.example",
        "ana@",
        "ana@halden",
        "ana@halden..example",
        "ana@-halden.example",
        "a b@halden.example",
        "ana@@halden.example",
        ".ana@halden.example",
        "ana.@halden.example",
        "an..a@halden.example",
        "Ana <ana@halden.example>",
        "ana@halden.example,b@halden.example",
        "a\u202eb@halden.example",
        "a" * 65 + "@halden.example",
        "a@" + "b" * 255,
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValidationError):
        Written(email=text)


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64])
def test_what_is_no_hash_is_refused(text):
    with pytest.raises(ValidationError, match="64 hexadecimal"):
        Written(sha256=text)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-10-05T09:00:00+02:00",
        "2026-10-05T07:00:00Z",
        "2026-10-05T07:00:00.000000Z",
        datetime(2026, 10, 5, 9, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_an_instant_is_kept_in_utc(moment):
    kept = Written(at=moment)

    assert kept.at == datetime(2026, 10, 5, 7, tzinfo=UTC)
    assert kept.at.tzinfo is UTC
    assert kept.model_dump(mode="json")["at"] == "2026-10-05T07:00:00Z"
    assert Written.model_validate_json(kept.model_dump_json()) == kept


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 5, 9),  # noqa: DTZ001 - naive is what is refused
        "2026-10-05T09:00:00",
        "2026-10-05",
        "1790000000",
        1790000000,
        1.5,
        "now",
        None,
    ],
)
def test_an_instant_without_its_offset_is_refused(moment):
    with pytest.raises(ValidationError, match="instant"):
        Written(at=moment)
