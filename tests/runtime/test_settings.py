import pytest

from runtime.settings import Settings, SettingsInvalid


def test_without_variables_both_servers_are_embedded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.embeds_postgres
    assert settings.embeds_temporal
    assert settings.state == tmp_path / ".tally"
    assert settings.http_host == "127.0.0.1"


def test_each_address_replaces_its_own_server():
    url = "postgresql://tally:pw@db.internal/tally"
    assert not Settings.from_environment({"DATABASE_URL": url}).embeds_postgres
    assert not Settings.from_environment({"TEMPORAL_ADDRESS": "temporal:7233"}).embeds_temporal
    assert not Settings.from_environment({"TEMPORAL_PROFILE": "cloud"}).embeds_temporal


def test_an_empty_variable_is_unset():
    assert Settings.from_environment({"DATABASE_URL": "", "TALLY_HTTP_PORT": ""}).http_port == 8600


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("TALLY_HTTP_PORT", "eighty", "valid integer"),
        ("TALLY_HTTP_PORT", "70000", "less than or equal to 65535"),
        ("TALLY_ENV", "staging", "'development' or 'production'"),
        ("DATABASE_URL", "mysql://root:hunter22@db/x", "starts with postgresql://"),
        ("TEMPORAL_ADDRESS", "temporal", "is host:port"),
        ("TEMPORAL_CONFIG_FILE", "/nowhere/temporal.toml", "does not point to a file"),
        ("TALLY_URL", "bogus", "is an address like http://"),
        ("TALLY_URL", "localhost:8600", "is an address like http://"),
        ("TALLY_URL", "ftp://localhost", "is an address like http://"),
        ("TALLY_URL", "http://", "is an address like http://"),
        ("TALLY_URL", "http://local host", "is an address like http://"),
        ("TALLY_URL", "http://localhost:port", "is an address like http://"),
        ("TALLY_HTPP_PORT", "8601", "is not a setting"),
    ],
)
def test_a_bad_value_is_named_and_not_repeated(variable, value, words):
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_environment({variable: value})
    assert str(refused.value).startswith(f"{variable}: ")
    assert words in str(refused.value)
    assert "hunter22" not in str(refused.value)


def test_secrets_are_what_the_variables_hide():
    settings = Settings.from_environment(
        {"DATABASE_URL": "postgresql://t:p%40ss-word@db/x", "TEMPORAL_API_KEY": "key-of-temporal"}
    )
    assert set(settings.secrets()) == {"p%40ss-word", "p@ss-word", "key-of-temporal"}
    assert not any(secret in repr(settings) for secret in settings.secrets())
