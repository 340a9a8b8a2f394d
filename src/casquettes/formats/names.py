"""Names of persons and firms as people write them: compared without accents, taken apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NOT_A_WORD = re.compile(r"[\W_]+")
_TITLES = {
    **dict.fromkeys(("mme", "madame"), "Mme"),
    **dict.fromkeys(("m", "mr", "monsieur"), "M."),
    **dict.fromkeys(("mlle", "mademoiselle"), "Mlle"),
    **dict.fromkeys(("dr", "docteur", "doctor"), "Dr"),
    **dict.fromkeys(("me", "maitre"), "Me"),
    **dict.fromkeys(("mrs", "ms", "miss"), "Mrs"),
}
_AND = frozenset(("et", "and", "ou"))
# A word that only a firm, an office or an association has in its name.
_FIRM_WORDS = frozenset(
    word
    for line in (
        "sarl sas sasu eurl snc sci scp selarl selas scop gaec eirl ets etablissements societe",
        "cabinet mairie commune departement region prefecture metropole association asso agence",
        "entreprise garage boulangerie patisserie restaurant hotel pharmacie clinique hopital",
        "ecole college lycee universite syndic syndicat residence fondation groupe institut",
        "office studio centre comite federation cooperative mutuelle banque assurances",
        "immobilier ltd limited gmbh llc sprl company corp",
    )
    for word in line.split()
)
# These are also parts of persons' names, unless written in capitals.
_FIRM_CAPITALS = frozenset(("SA", "EI", "EARL", "GIE", "AG", "NV", "BV", "CO", "INC", "SRL", "PLC"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart; a firm has only `company`."""

    title: str = ""
    first: str = ""
    last: str = ""
    company: str = ""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Small letters without accents, signs as spaces: "Cœur d’Étoile" gives "coeur d etoile"."""
    small = unicodedata.normalize("NFKD", text).casefold().replace("œ", "oe").replace("æ", "ae")
    letters = (sign for sign in unicodedata.normalize("NFKD", small) if _stays(sign))
    return _NOT_A_WORD.sub(" ", "".join(letters)).strip()


def taken_apart(typed: str) -> Name:
    """Title, first and last name of what was typed, or the firm when its words say so.

    A word in capitals at one end is the last name (MOREAU Claire); else the first word is the
    first name and all others the last name.
    """
    words = typed.split()
    title, words = _title_of(words)
    if not title and _is_firm(typed):
        return Name(company=" ".join(words))
    if len(words) < 2:
        return Name(title, "", " ".join(words))
    first, last = _in_order(words)
    return Name(title, first, last)


def _stays(sign: str) -> bool:
    return not unicodedata.combining(sign)


def _title_of(words: list[str]) -> tuple[str, list[str]]:
    """The title in front and the words after it; « M. et Mme » is one title."""
    found: list[str] = []
    for place, word in enumerate(words[:-1]):
        key = folded(word)
        if key in _TITLES:
            found.append(_TITLES[key])
        elif not (found and (key in _AND or word == "&")):
            return " et ".join(found), words[place:]
    return " et ".join(found), words[-1:]


def _is_firm(typed: str) -> bool:
    if "&" in typed or any(sign.isdigit() for sign in typed):
        return True
    capitals = (word.replace(".", "").strip(",()") for word in typed.split())
    words = folded(typed).split()
    return not _FIRM_WORDS.isdisjoint(words) or not _FIRM_CAPITALS.isdisjoint(capitals)


def _in_order(words: list[str]) -> tuple[str, str]:
    shouted = [len(word) > 1 and word.isupper() for word in words]
    if shouted[0] and not all(shouted):
        cut = shouted.index(False)
        return " ".join(words[cut:]), " ".join(words[:cut])
    return words[0], " ".join(words[1:])
