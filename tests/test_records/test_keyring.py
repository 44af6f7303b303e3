"""Keys are read from one line of settings, and whatever is wrong is told without telling a key."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import KeyringFault
from records.vault.keyring import KEY_BYTES, new_key, read_keyring

IDS = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789_.-", min_size=1, max_size=40)
SECRETS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
ENCODERS = st.sampled_from([base64.b64encode, base64.urlsafe_b64encode])
KEYS = st.lists(st.tuples(IDS, SECRETS, ENCODERS), min_size=1, max_size=5, unique_by=lambda key: key[0])


@given(KEYS, st.sampled_from([",", ", ", " ,\t"]))
def test_what_is_written_is_read(keys: list, comma: str) -> None:
    keyring = read_keyring(comma.join(f"{id}:{encode(secret).decode()}" for id, secret, encode in keys))
    assert [(key.id, key.secret) for key in keyring.keys] == [(id, secret) for id, secret, _ in keys]
    assert keyring.current.id == keys[0][0]
    assert all(keyring.key(id).secret == secret for id, secret, _ in keys)
    assert keyring.key("not:there") is None


def test_new_keys_differ_and_are_read() -> None:
    keyring = read_keyring(",".join(new_key() for _ in range(20)))
    assert len({key.secret for key in keyring.keys}) == 20


@given(st.text(max_size=80))
def test_any_other_text_is_refused_with_one_kind_of_error(text: str) -> None:
    try:
        read_keyring(text)
    except KeyringFault:
        return
    assert ":" in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "key 1 is not written id:base64key"),
        ("justakey", "key 1 is not written"),
        ("an id:AAAA", "key 1 is not written"),
        (f"a:{'A' * 42}", "key 1 (a) is not 32 bytes"),
        (f"a:{base64.b64encode(bytes(31)).decode()}", "key 1 (a) is not 32 bytes"),
        (f"a:{base64.b64encode(bytes(32)).decode()},", "key 2 is not written"),
        (f"a:{base64.b64encode(bytes(32)).decode()},a:{base64.b64encode(bytes(32)).decode()}", "a stands twice"),
        ("a:ключключключ", "key 1 (a) is not 32 bytes"),
    ],
)
def test_the_part_that_is_wrong_is_told(wrong: str, said: str) -> None:
    with pytest.raises(KeyringFault) as caught:
        read_keyring(wrong)
    assert said in str(caught.value)
    assert "AAAA" not in str(caught.value)
