"""Numbers that name someone: SIREN, SIRET, VAT number, IBAN, telephone, e-mail address.

Each `read_…` takes what was typed, spaces and dots included, and gives the form that is kept; it
raises `Misread` with the reason, for pages to word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberFormat
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import exceptions as stdnum
from stdnum.ch import vat as swiss
from stdnum.eu import vat as european
from stdnum.fr import siren, siret
from stdnum.fr.siren import to_tva
from stdnum.gb import vat as british
from stdnum.no import mva as norwegian

# Overseas departments and collectivities write their telephones like France, under other codes.
OVERSEAS = ("GP", "MQ", "GF", "RE", "PM", "NC", "PF", "WF")
Validate = Callable[[str], str]
LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\.]+(?:\.[^\s@,;:<>()\[\]\"\\.]+)+")
_SEPARATORS = re.compile(r"[\s.·’'_-]+")
_OTHER_COUNTRIES = {"CH": swiss, "GB": british, "NO": norwegian}


class Why(StrEnum):
    """What stands against a number."""

    SHAPE = "shape"  # not the right signs, or not the right number of them
    CHECK = "check"  # the key digits say that one digit at least is mistyped
    COUNTRY = "country"  # no country begins so
    OTHER_SIREN = "other_siren"  # the SIRET does not begin with the SIREN


class Misread(Exception):
    """A number that cannot be what it is said to be."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read_siren(typed: str) -> str:
    """Nine digits with their key."""
    return _checked(siren.validate, _bare(typed))


def read_siret(typed: str, *, siren: str = "") -> str:
    """Fourteen digits with their key (La Poste has its own); it begins with `siren` if given."""
    number = _checked(siret.validate, _bare(typed))
    if siren and not number.startswith(siren):
        raise Misread(Why.OTHER_SIREN)
    return number


def read_vat_number(typed: str) -> str:
    """The letters of the country, then its number with its key: the EU, CH, GB and NO."""
    number = _bare(typed).upper()
    prefix = number[:2]
    if prefix in _OTHER_COUNTRIES:
        own = _OTHER_COUNTRIES[prefix]
        rest = number if prefix == "CH" else number[2:]
        return prefix + _checked(own.validate, rest).removeprefix(prefix)
    return _checked(european.validate, number)


def read_iban(typed: str) -> str:
    """An IBAN in capitals without spaces, its length and key right for its country."""
    number = _bare(typed).upper()
    if number[:2].isalpha() and not number[2:4].isdigit():
        raise Misread(Why.SHAPE)
    try:
        return str(IBAN(number))
    except SchwiftyException as error:
        said = type(error).__name__
        why = {"InvalidCountryCode": Why.COUNTRY, "InvalidChecksumDigits": Why.CHECK}
        raise Misread(why.get(said, Why.SHAPE)) from error


def bic_of(iban: str) -> str:
    """The BIC of the bank an IBAN names, "" when it is not known."""
    bic = IBAN(iban, allow_invalid=True).bic
    return str(bic) if bic else ""


def read_bic(typed: str) -> str:
    """The code of a bank: eight signs, or eleven with the branch."""
    try:
        return str(BIC(_bare(typed).upper()))
    except SchwiftyException as error:
        raise Misread(Why.SHAPE) from error


def vat_number_of(siren: str) -> str:
    """The French VAT number that goes with a SIREN."""
    return f"FR{to_tva(siren)}"


def read_phone(typed: str, *, country: str) -> str:
    """A telephone number as +33612345678 (";ext=102" after it); without its code, of `country`."""
    regions = (country, *(OVERSEAS if country == "FR" else ()))
    for region in regions:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            break
        if phonenumbers.is_valid_number(number):
            kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            return f"{kept};ext={number.extension}" if number.extension else kept
    raise Misread(Why.SHAPE)


def phone_shown(kept: str, *, country: str) -> str:
    """A kept number as `country` writes it: "06 12 34 56 78", or "+32 470 12 34 56"."""
    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return kept
    region = phonenumbers.region_code_for_number(number) or ""
    at_home = region == country or (country == "FR" and region in {*OVERSEAS, "YT", "BL", "MF"})
    shape = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def dialled(kept: str) -> str:
    """A kept number as a link calls it: digits, its country code and its extension."""
    number, extension, rest = kept.partition(";ext=")
    return "".join(sign for sign in number if sign.isdigit() or sign == "+") + extension + rest


def digits_of(kept: str) -> list[str]:
    """The digits a number may be looked for by: with its country code, and as dialled at home."""
    digits = "".join(sign for sign in kept if sign.isdigit())
    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return [digits] if digits else []
    home = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return [digits, "".join(sign for sign in home if sign.isdigit())]


def read_email(typed: str) -> str:
    """An e-mail address as typed, without the spaces around it."""
    address = typed.strip()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise Misread(Why.SHAPE)
    return address


def grouped(number: str, size: int = 4) -> str:
    """A long number in groups, as it is printed: "FR14 2004 1010…"; a SIREN by three."""
    return " ".join(number[start : start + size] for start in range(0, len(number), size))


def siret_shown(number: str) -> str:
    """ "732 829 320 00074"."""
    return f"{grouped(number[:9], 3)} {number[9:]}"


def _bare(typed: str) -> str:
    return _SEPARATORS.sub("", typed)


def _checked(validate: Validate, number: str) -> str:
    try:
        return validate(number)
    except stdnum.InvalidChecksum as error:
        raise Misread(Why.CHECK) from error
    except stdnum.InvalidComponent as error:
        raise Misread(Why.COUNTRY) from error
    except stdnum.ValidationError as error:
        raise Misread(Why.SHAPE) from error
