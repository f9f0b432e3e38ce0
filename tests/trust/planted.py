"""Values of many types, made anew from a seed, with sentences to plant them in. Test material, nobody's."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from understudy.trust.values.payment import luhn_holds

__all__ = ["KINDS", "Planted", "plant"]


@dataclass(frozen=True)
class Planted:
    kind: str
    value: str
    text: str


def _digits(chance: random.Random, count: int, first: str = "123456789") -> str:
    return chance.choice(first) + "".join(chance.choice("0123456789") for _ in range(count - 1))


def _letters(chance: random.Random, count: int, of: str = "ABCDEFGHJKLMNPRSTUVWXYZ") -> str:
    return "".join(chance.choice(of) for _ in range(count))


def _card(chance: random.Random) -> str:
    start = chance.choice(["4", "51", "55"]) + _digits(chance, 14)
    body = (start + "0")[:15]
    return next(f"{body}{digit}" for digit in range(10) if luhn_holds(f"{body}{digit}"))


def _iban(chance: random.Random) -> str:
    british = _letters(chance, 4) + _digits(chance, 14)
    country, account = chance.choice([("DE", _digits(chance, 18)), ("GB", british)])
    plain = "".join(str(int(sign, 36)) for sign in account + country + "00")
    return f"{country}{98 - int(plain) % 97:02d}{account}"


def _email(chance: random.Random) -> str:
    name = f"{_letters(chance, 7).lower()}.{_letters(chance, 5).lower()}"
    return f"{name}@{_letters(chance, 6).lower()}.example.com"


def _token(chance: random.Random) -> str:
    return "sk-" + _letters(chance, 32, "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789")


def _ipv6(chance: random.Random) -> str:
    return "2001:db8:" + ":".join(f"{chance.randrange(1, 65535):x}" for _ in range(6))


_MAKERS: dict[str, tuple[Callable[[random.Random], str], tuple[str, ...]]] = {
    "email": (_email, ("Write to {} please.", "The customer is {}, she said.")),
    "phone": (
        lambda c: f"+1 {_digits(c, 3, '2345679')} {_digits(c, 3, '23456789')} {_digits(c, 4)}",
        ("Her number is {}.", "{} rang twice"),
    ),
    "card": (_card, ("It was paid with {}.", "card {} was declined")),
    "iban": (_iban, ("Pay it to {}.", "The refund goes to {} today")),
    "ssn": (
        lambda c: f"{_digits(c, 3, '12345')}-{c.randrange(10, 99)}-{_digits(c, 4)}",
        ("He gave {} as proof.", "SSN {}"),
    ),
    "nino": (lambda c: f"AB{_digits(c, 6)}C", ("His insurance number is {}.", "nino {} was checked")),
    "ip": (
        lambda c: ".".join(str(c.randrange(1, 254)) for _ in range(4)),
        ("It came from {}.", "host {} is down"),
    ),
    "ipv6": (_ipv6, ("It came from {} as well.", "router {} answered")),
    "mac": (
        lambda c: ":".join(f"{c.randrange(256):02x}" for _ in range(6)),
        ("The device {} is lost.", "mac {}"),
    ),
    "token": (_token, ("The key {} was used.", "He pasted {} into the chat")),
    "password": (
        lambda c: f"{_letters(c, 4)}!{_digits(c, 4)}x",
        ("The password is {} and it works.", "password: {}"),
    ),
    "connection": (
        lambda c: f"postgresql://app:{_letters(c, 8)}@db{_digits(c, 3)}.internal:5432/crm",
        ("It connects to {} at night.", "DSN {}"),
    ),
    "passport": (
        lambda c: f"{_letters(c, 1)}{_digits(c, 8)}",
        ("Her passport number is {}.", "passport {} has expired"),
    ),
    "licence": (
        lambda c: f"{_letters(c, 1)}{_digits(c, 7)}",
        ("Her driver's license number is {}.", "driver license {}"),
    ),
    "birth": (
        lambda c: f"{c.randrange(1940, 2005)}-{c.randrange(1, 13):02d}-{c.randrange(1, 29):02d}",
        ("She was born on {}.", "date of birth: {}"),
    ),
    "order": (lambda c: f"ORD-{_digits(c, 7)}", ("Where is order number {}?", "order {} never came")),
    "account": (lambda c: _digits(c, 8), ("The account number is {}.", "account no. {} was closed")),
    "case": (lambda c: f"0{_digits(c, 7)}", ("Case {} is still open.", "case number {}")),
    "url": (
        lambda c: f"https://files.example.com/{_letters(c, 9)}/q?id={_digits(c, 5)}",
        ("It is at {} now.", "see {}"),
    ),
}
KINDS = tuple(_MAKERS)


def plant(seed: int, count: int) -> Iterator[Planted]:
    """So many different values, each in a sentence, in the order of their kinds."""
    chance = random.Random(seed)
    used: set[str] = set()
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        make, sentences = _MAKERS[kind]
        value = make(chance)
        while value in used:
            value = make(chance)
        used.add(value)
        yield Planted(kind, value, chance.choice(sentences).format(value))
