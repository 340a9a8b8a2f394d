"""A contact of a file, as it is remembered."""

from __future__ import annotations

from dataclasses import replace

from casquettes.formats.cards import Card, Place, Point


def test_a_contact_is_remembered_by_its_uid_or_its_content() -> None:
    claire = Card(1, first_name="Claire", last_name="Moreau", emails=(Point("c@x.fr"),))
    assert claire.fingerprint.startswith("sha256:")
    assert replace(claire, line=9, note="autre").fingerprint == claire.fingerprint
    assert replace(claire, places=(Place("1 rue"),)).fingerprint != claire.fingerprint
    assert replace(claire, uid="4f3a").fingerprint == "4f3a"
    assert replace(claire, uid="4" * 201).fingerprint.startswith("sha256:")
