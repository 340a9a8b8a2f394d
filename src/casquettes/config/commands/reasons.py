"""Why a file or a line of it is not read, and what it asks, in French for the command line."""

from __future__ import annotations

from casquettes.formats.timesheets.problems import FileProblem, LineProblem

FILE_REASONS = {
    FileProblem.EMPTY: "Le fichier est vide.",
    FileProblem.TOO_BIG: "Le fichier est trop gros : 64 Mo au plus.",
    FileProblem.BINARY: "Ce n’est pas un fichier de texte. Exportez en CSV ou en iCalendar.",
    FileProblem.SPREADSHEET: "C’est un classeur. Enregistrez la feuille en CSV.",
    FileProblem.ENCODING: "Les lettres du fichier ne se lisent pas : il est abîmé ou tronqué.",
    FileProblem.NUL: "Un caractère nul se trouve dans le texte : le fichier est abîmé.",
    FileProblem.LONG_LINE: "Une ligne est démesurée.",
    FileProblem.LONG_FIELD: "Une case est démesurée : un guillemet est peut-être resté ouvert.",
    FileProblem.MANY_COLUMNS: "Trop de colonnes : 300 au plus.",
    FileProblem.MANY_ROWS: "Trop de lignes : 500 000 au plus. Partagez le fichier par années.",
    FileProblem.QUOTES: "Un guillemet ouvert ou fermé de travers empêche de lire la suite.",
    FileProblem.NO_TABLE: "Ce n’est ni un tableau à colonnes ni un agenda.",
    FileProblem.ARCHIVE: "L’archive est abîmée ou protégée. {detail}",
    FileProblem.ARCHIVE_CONTENT: "L’archive ne contient ni time_entries.csv ni un seul CSV.",
    FileProblem.UNKNOWN_COLUMN: "Le fichier n’a pas de colonne « {detail} ».",
}

LINE_REASONS = {
    LineProblem.ABOVE_HEADER: "au-dessus des titres de colonnes",
    LineProblem.HEADER_AGAIN: "titres de colonnes répétés",
    LineProblem.TOTAL: "ligne de total",
    LineProblem.WIDTH: "pas le même nombre de cases que de colonnes ({detail})",
    LineProblem.NO_DAY: "pas de date",
    LineProblem.DAY: "date illisible : {detail}",
    LineProblem.NO_SUCH_DAY: "ce jour n’existe pas : {detail}",
    LineProblem.START: "début illisible : {detail}",
    LineProblem.END: "fin illisible : {detail}",
    LineProblem.HALF_OF_DAY: "matin ou après-midi ? {detail}",
    LineProblem.MISSING_HOUR: "heure sautée au passage à l’heure d’été : {detail}",
    LineProblem.REPEATED_HOUR: "heure qui existe deux fois au passage à l’heure d’hiver",
    LineProblem.END_BEFORE_START: "la fin précède le début",
    LineProblem.NEGATIVE: "durée négative : {detail}",
    LineProblem.TOO_LONG: "plus de 24 heures : {detail}",
    LineProblem.DURATION: "durée illisible : {detail}",
    LineProblem.NO_DURATION: "pas de durée",
    LineProblem.RUNNING: "chronomètre encore en marche : ni fin ni durée",
    LineProblem.BILLABLE: "facturable ou non ? {detail}",
    LineProblem.TIME_OFF: "congé ou jour férié : à noter comme absence",
    LineProblem.FUTURE: "jour à venir : {detail}",
    LineProblem.ALL_DAY: "journée entière sans heures : {detail}",
    LineProblem.CANCELLED: "annulé : {detail}",
    LineProblem.NO_START: "événement sans début",
    LineProblem.RECURRENCE: "répétition illisible ou trop serrée : {detail}",
}

QUESTIONS = {
    "date_order": "Jour ou mois d’abord ? Le fichier ne le dit pas : "
    "ajoutez --date-order dmy (jour d’abord) ou --date-order mdy.",
    "decimal": "Virgule ou point décimal ? Le fichier ne le dit pas : "
    "ajoutez --decimal comma ou --decimal dot.",
    "unit": "Heures, minutes ou secondes ? Le fichier ne le dit pas : "
    "ajoutez --map COLONNE=hours, =minutes ou =seconds.",
    "column": "Quelle colonne est « {field} » ? Ajoutez --map COLONNE={field}, "
    "avec une des colonnes : {choices}.",
}
