"""What the columns of an address book are called, in English and in French."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column holds; those of one address or number share their group and label."""

    kind: str
    group: str = ""
    label: str = ""


# Titles without accents or signs, by what the column holds.
_TITLES = {
    # The last name beside a first name, else the whole name: see `contacts_csv`.
    "nom": "nom|name|nom du contact|contact|contact name",
    "name": "nom complet|full name|display name|nom affiche|nom et prenom|prenom et nom|"
    "nom prenom|prenom nom|client|nom du client|nom client|customer|customer name|client name|"
    "fournisseur|nom du fournisseur|destinataire",
    "first": "prenom|first name|given name|firstname|prenoms|prenom du contact",
    "middle": "middle name|additional name|deuxieme prenom|autres prenoms",
    "last": "last name|family name|surname|lastname|nom de famille|nom usuel",
    "suffix": "suffix|suffixe|name suffix",
    "title": "civilite|title|titre|name prefix|prefixe|salutation|politesse",
    "company": "societe|entreprise|company|organisation|organization|organization name|"
    "raison sociale|company name|nom de la societe|nom de l entreprise|denomination|structure|"
    "nom commercial|business name|firm",
    "kind": "type|kind|type de client|type de contact|categorie de client|person or firm",
    "siren": "siren|numero siren|n siren|no siren",
    "siret": "siret|numero siret|n siret|no siret",
    "vat_number": "numero de tva|n tva|n de tva|tva intracommunautaire|tva intra|vat number|vat|"
    "numero tva|n tva intracommunautaire|numero de tva intracommunautaire|tax id|vat id",
    "iban": "iban",
    "language": "langue|language",
    "origin": "origine|source|provenance|origin|how they came",
    "tags": "tags|tag|etiquettes|etiquette|labels|libelles|group membership|groupes|groupe|"
    "categories|categorie|category|group|groups|mots cles",
    "note": "notes|note|remarques|remarque|commentaires|commentaire|comments|comment|memo|"
    "observations|description",
    "uid": "uid|identifiant|id client|reference client|code client|id",
    "told": "job title|fonction|poste|profession|occupation|department|service|departement "
    "service|organization title|organization department|web page|page web|website|site web|site|"
    "site internet|url|intitule de poste",
    "street": "adresse|rue|street|address|adresse postale|adresse 1|address 1|street address|"
    "address line 1|adresse ligne 1|voie|numero et rue",
    "street2": "adresse 2|complement|complement d adresse|complement adresse|address 2|street 2|"
    "address line 2|adresse ligne 2|adresse suite|more",
    "postcode": "code postal|cp|postal code|zip|zip code|postcode|zipcode|codepostal",
    "city": "ville|city|commune|localite|town",
    "region": "region|province|state|etat|departement",
    "country": "pays|country|country region|pays region|country code|code pays",
}
_EMAILS = (
    "e mail|email|courriel|mail|adresse e mail|adresse mail|adresse email|e mail address|"
    "email address|adresse de messagerie|mel|primary email|adresse electronique|e mail principal"
)
_RANKED_EMAILS = (
    "e mail {}|email {}|courriel {}|e mail {} address|e mail address {}|adresse de messagerie {}|"
    "mail {}|email address {}"
)
_PHONES = {
    "": "telephone|phone|tel|numero de telephone|phone number|primary phone|telephone principal|"
    "telephone fixe|fixe|tel fixe|other phone|telephone autre|autre telephone|telephone 1|"
    "tel 1|phone 1|telephone 2|tel 2|phone 2|telephone 3|car phone|telephone de voiture|"
    "company main phone|telephone societe|assistant s phone|telephone de l assistant|callback|"
    "rappel|isdn|rnis|telex|radio phone|radiotelephone|tty tdd phone|telephone tdd tty",
    "mobile": "mobile|portable|telephone portable|telephone mobile|tel portable|tel mobile|"
    "mobile phone|cell|cell phone|gsm|mobile number|numero de portable",
    "home": "home phone|telephone domicile|tel domicile|home phone 2|telephone 2 domicile|"
    "telephone personnel|telephone domicile 2",
    "work": "business phone|work phone|telephone bureau|tel bureau|business phone 2|"
    "telephone 2 bureau|telephone professionnel|telephone bureau 2",
    "fax": "fax|telecopie|business fax|home fax|other fax|telecopie bureau|telecopie domicile|"
    "telecopie autre|work fax|fax number|numero de fax",
    "pager": "pager|bip|recepteur de radiomessagerie",
}
# The three addresses of Outlook, each column named by its place.
_PLACES = {
    "work": ("business {}", "{} bureau", "work {}", "{} professionnel"),
    "home": ("home {}", "{} domicile", "{} personnel"),
    "other": ("other {}", "{} autre", "autre {}"),
}
_OF_A_PLACE = {
    "street": "street|rue|address|adresse|street address",
    "street2": "street 2|street 3|rue 2|rue 3|address 2|address po box|po box|boite postale",
    "postcode": "postal code|code postal|zip|zip code|zipcode",
    "city": "city|ville",
    "region": "state|region|dep region|departement|province|etat",
    "country": "country|country region|pays|pays region",
}


def _all_titles() -> dict[str, Slot]:
    found = {title: Slot(kind) for kind, titles in _TITLES.items() for title in titles.split("|")}
    found |= {title: Slot("email", "1") for title in _EMAILS.split("|")}
    for shape in _RANKED_EMAILS.split("|"):
        found |= {shape.format(rank): Slot("email", rank) for rank in "123456789"}
    for label, titles in _PHONES.items():
        found |= {title: Slot("phone", title, label) for title in titles.split("|")}
    for label, shapes in _PLACES.items():
        found |= {
            shape.format(title): Slot(kind, label, label)
            for kind, titles in _OF_A_PLACE.items()
            for title in titles.split("|")
            for shape in shapes
        }
    return found


PLAIN_TITLES = _all_titles()
