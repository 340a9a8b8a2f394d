"""What a project or task of another tool most likely means here: a proposal she confirms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from casquettes.formats.timesheets.words import plain
from casquettes.kernel.models import Activity

# Words of other tools that name a starting activity, besides the words of its own name.
_SAID = {
    "pil_vision": "strategie strategy vision",
    "pil_objectifs": "objectifs goals okr",
    "pil_bilan": "bilan retrospective",
    "pil_revue": "revue hebdo weekly priorites planning",
    "pil_veille": "veille research lecture",
    "pil_reseau": "reseau federation networking mastermind",
    "ges_facture": "facture factures facturation facturer invoice invoices invoicing billing",
    "ges_relance": "relance relances impayes dunning overdue",
    "ges_depenses": "depense depenses frais justificatifs notes expenses receipts",
    "ges_banque": "banque tresorerie rapprochement bank cash",
    "ges_declare": "urssaf impot impots tva cfe declaration declarations tax taxes vat",
    "ges_achats": "fournisseur fournisseurs achat achats purchases suppliers",
    "ges_contrat": "contrat contrats cgv assurance rgpd contract contracts insurance legal",
    "ges_admin": "admin administratif administration courriels mails mail emails email paperasse",
    "ges_formation": "formation formations apprendre learning training course courses",
    "com_demande": "demande demandes prospect prospects prospection lead leads enquiry",
    "com_appel": "appel decouverte closing discovery call calls",
    "com_diag": "diagnostic visite assessment",
    "com_devis": "devis quote quotes estimate estimates proposal proposals",
    "com_social": "instagram facebook linkedin social marketing publication publications",
    "com_site": "site seo web website referencement google internet",
    "com_prescripteur": "prescripteur prescripteurs notaire agence referral partners",
    "com_fidel": "newsletter parrainage fidelisation anciens",
    "com_event": "conference conferences salon presse event events press",
    "com_crm": "crm sales",
    "cre_texte": "article articles blog redaction writing content contenu",
    "cre_image": "photo photos video videos visuel visuels",
    "cre_offre": "offre offres forfait forfaits pricing offer offers",
    "cre_support": "guide guides etiquettes supports",
    "cre_marque": "logo charte identite branding",
    "log_trajet": "trajet trajets route deplacement deplacements travel driving commute transport",
    "log_agenda": "agenda tournee scheduling calendar",
    "log_materiel": "materiel charger equipment kit",
    "log_courses": "courses shopping rangement",
    "log_dons": "don dons recyclerie decheterie donation donations",
    "log_outils": "informatique outils sauvegarde sauvegardes logiciel software tools tooling",
    "pro_seance": "seance seances tri desencombrement session sessions onsite chantier home",
    "pro_distance": "visio distance remote online coaching",
    "pro_atelier": "atelier ateliers workshop workshops",
    "pro_prep": "preparation preparer prepare preparing",
    "pro_cr": "compte rendu report reports reporting",
    "qua_suivi": "suivi followup",
    "qua_avis": "avis enquete temoignage temoignages review reviews survey testimonial",
    "qua_process": "process processus checklist checklists",
    "qua_reclam": "reclamation reclamations complaint complaints incident",
}
_EMPTY = frozenset(
    {"de", "des", "du", "la", "le", "les", "et", "a", "au", "aux", "en", "sur", "pour", "un", "une",
     "the", "of", "and", "to", "for", "on", "in", "at", "client", "clients", "projet", "project"}
)  # fmt: skip


_SAID_WEIGHT, _NAME_WEIGHT, _TASK_WEIGHT = 3, 2, 2


class Proposals:
    """The activities of a business, ready to be matched with words."""

    def __init__(self, activities: Iterable[Activity]) -> None:
        self._weights = [(activity, _weights(activity)) for activity in activities]

    def for_words(self, project: str, task: str) -> Activity | None:
        """The activity most of whose words are said, the task counting twice.

        None when nothing is said of any, or of two as much.
        """
        said = Counter(_tokens(project)) + Counter(dict.fromkeys(_tokens(task), _TASK_WEIGHT))
        scores = [
            (sum(said[word] * weight for word, weight in weights.items()), activity)
            for activity, weights in self._weights
        ]
        best = max((score for score, _activity in scores), default=0)
        winners = [activity for score, activity in scores if score == best and score > 0]
        return winners[0] if len(winners) == 1 else None


def _weights(activity: Activity) -> dict[str, int]:
    named = _tokens(f"{activity.name} {activity.name_fr} {activity.name_en}")
    said = _tokens(_SAID.get(activity.key, ""))
    return dict.fromkeys(named, _NAME_WEIGHT) | dict.fromkeys(said, _SAID_WEIGHT)


def _tokens(text: str) -> set[str]:
    return {word for word in plain(text).split() if len(word) > 2 and word not in _EMPTY}
