"""What fields are called in German, French and Spanish exports, and the words that mean their values there.

A name stands here where it can mean nothing else, among `_MAYBE` where it has to be asked about. *Jahresumsatz* is the
customer's own revenue (HubSpot), and *gekündigt* may be one who has left or one who will: neither is taken.
"""

from dataclasses import replace
from typing import Final

from accounts.kinds.model import Choices, Field, Kind, in_words

# Of whatever kind of file.
_SHARED: Final = {
    "account": "kunden id, kundennummer, kunden nr, kundennr, debitorennummer, accountname, firma,"
    "firmenname, kunde, kundenname, unternehmen, unternehmensname, organisation, zugeordnetes unternehmen,"
    "id client, numéro client, numéro de client, n client, no client, référence client, compte, nom du compte,"
    "entreprise, nom de l'entreprise, société, nom de la société, client, nom du client, raison sociale,"
    "entreprise associée,"
    "id de cliente, número de cliente, cuenta, nombre de la cuenta, empresa, nombre de la empresa, cliente,"
    "nombre del cliente, razón social, empresa asociada",
    "currency": "währung, devise, moneda, divisa",
    "plan": "tarif, paket, formule, forfait",
    "seats": "lizenzen, anzahl lizenzen, lizenzanzahl, gekaufte lizenzen, licences achetées, nombre de licences,"
    "licencias, número de licencias, cantidad de licencias",
    "notice_days": "kündigungsfrist, kündigungsfrist tage, préavis, délai de préavis, jours de préavis, preaviso,"
    "plazo de preaviso, días de preaviso",
    "auto_renews": "automatische verlängerung, verlängert sich automatisch, automatisch verlängert,"
    "tacite reconduction, reconduction tacite, renouvellement automatique, renovación automática",
    "payment": "zahlungsstatus, rechnungsstatus, statut de paiement, estado de pago, estado del pago",
    "arr": "jährlich wiederkehrender umsatz, jährlicher wiederkehrender umsatz, jahresvertragswert,"
    "jährlicher vertragswert, revenu annuel récurrent, revenu récurrent annuel, revenus récurrents annuels,"
    "valeur annuelle du contrat, ingresos recurrentes anuales, ingreso recurrente anual, ingresos anuales recurrentes,"
    "valor anual del contrato",
    "mrr": "monatlich wiederkehrender umsatz, monatlicher wiederkehrender umsatz, revenu mensuel récurrent,"
    "revenu récurrent mensuel, revenus récurrents mensuels, ingresos recurrentes mensuales,"
    "ingreso recurrente mensual, ingresos mensuales recurrentes",
}
_PERSON: Final = "e mail, e mail adresse, mail, courriel, adresse e mail, adresse mail, correo, correo electrónico"
_WHO: Final = (
    "mitarbeiter, verantwortlicher, zugewiesen an, responsable, propriétaire, attribué à, propietario, asignado a"
)
_NAMES: Final = {
    "accounts": {
        "key": "kunden id, kundennummer, kunden nr, kundennr, debitorennummer, datensatz id, firmen id, id client,"
        "numéro client, numéro de client, n client, no client, référence client, id de cliente, número de cliente",
        "name": "firma, firmenname, kunde, kundenname, unternehmen, unternehmensname, organisation, accountname, nom,"
        "compte, nom du compte, entreprise, nom de l'entreprise, société, nom de la société, nom du client,"
        "raison sociale, nombre, cuenta, nombre de la cuenta, empresa, nombre de la empresa, cliente,"
        "nombre del cliente, razón social",
        "domain": "webseite, internetseite, internetadresse, site web, site internet, nom de domaine, sitio web,"
        "página web, dominio, nombre de dominio",
        "segment": "kundensegment, segment client, segmento, segmento de cliente",
        "industry": "branche, secteur, secteur d'activité, sector de actividad",
        "country": "land, land region, rechnungsland, pays, pays région, país, país región",
        "owner": "kundenbetreuer, betreuer, kundenverantwortlicher, zuständiger mitarbeiter, account inhaber,"
        "zuständiger mitarbeiter für unternehmen, kundeninhaber, verantwortlicher, propriétaire du compte,"
        "propriétaire de l'entreprise, responsable de compte, responsable du compte, propriétaire, chargé de compte,"
        "propietario de la cuenta, propietario de la empresa, responsable de la cuenta, propietario, responsable",
        "status": "kundenstatus, statut, statut du client, phase du cycle de vie, estado, estado del cliente,"
        "etapa del ciclo de vida, lifecycle phase",
        "customer_since": "kunde seit, kundenbeginn, client depuis, date d'entrée en relation, cliente desde",
        "churn_reason": "kündigungsgrund, motif de résiliation, raison du départ, motivo de cancelación,motivo de baja",
        "renews_on": "verlängerungsdatum, vertragsverlängerung, nächste verlängerung, verlängerung am, vertragsende,"
        "vertragsablauf, laufzeitende, date de renouvellement, prochain renouvellement, renouvellement,"
        "fin de contrat, date de fin de contrat, fin du contrat, fecha de renovación, próxima renovación, renovación,"
        "fin de contrato, fecha de fin de contrato, fecha de fin del contrato, vencimiento del contrato",
    },
    "subscriptions": {
        "key": "vertragsnummer, vertrags nr, vertragsnr, vertrags id, abo id, abonnement id, numéro de contrat,"
        "n contrat, n de contrat, id contrat, id abonnement, número de contrato, id de contrato, id de suscripción",
        "product": "produkt, produktname, artikel, produit, nom du produit, producto, nombre del producto",
        "status": "vertragsstatus, statut, statut du contrat, estado, estado del contrato",
        "starts_on": "vertragsbeginn, vertragsstart, laufzeitbeginn, startdatum, beginn, anfangsdatum, gültig ab,"
        "gültig von, date de début, début, début de contrat, début du contrat, date de début de contrat,"
        "date de début du contrat, fecha de inicio, inicio, inicio de contrato, inicio del contrato,"
        "fecha de inicio del contrato",
        "ends_on": "vertragsende, vertragsablauf, laufzeitende, enddatum, ende, gültig bis, date de fin, fin,"
        "fin de contrat, fin du contrat, date de fin de contrat, date de fin du contrat, échéance du contrat,"
        "date de renouvellement, fecha de fin, fecha de finalización, fin de contrato, fin del contrato,"
        "fecha de fin del contrato, fecha de fin de contrato, vencimiento del contrato, fecha de renovación",
        "cancelled_on": "gekündigt zum, kündigung zum, kündigungsdatum, date de résiliation, résilié le,"
        "fecha de cancelación, fecha de baja",
        "notice_on": "gekündigt am, kündigung eingegangen am, kündigungseingang, kündigungsdatum, date de résiliation,"
        "fecha de cancelación",
        "interval": "abrechnungsintervall, abrechnungszeitraum, abrechnungsrhythmus, abrechnungsturnus,"
        "zahlungsrhythmus,"
        "fréquence de facturation, période de facturation, frecuencia de facturación, periodo de facturación",
        "term_amount": "gesamtvertragswert, valeur totale du contrat, valor total del contrato",
    },
    "churn": {
        "churned_on": "kündigungsdatum, kündigung zum, gekündigt zum, datum, date de résiliation,"
        "date de départ, fecha de cancelación, fecha de baja, fecha",
        "reason": "kündigungsgrund, grund, motif, motif de résiliation, raison, motivo, motivo de cancelación,"
        "motivo de baja",
        "note": "kommentar, bemerkung, notiz, commentaire, commentaires, comentario, comentarios",
    },
    "contacts": {
        "key": "kontakt id, datensatz id, kontaktnummer, id contact, id du contact, id de contacto, id del contacto",
        "name": "ansprechpartner, kontaktname, vollständiger name, kontaktperson, nom complet, nom du contact, contact,"
        "interlocuteur, nombre completo, nombre del contacto, contacto, persona de contacto, nom, nombre",
        "first_name": "vorname, prénom, nombre de pila, primer nombre",
        "last_name": "nachname, familienname, zuname, nom de famille, apellido, apellidos",
        "email": _PERSON,
        "title": "funktion, jobtitel, jobbezeichnung, stellenbezeichnung, berufsbezeichnung, fonction, poste,"
        "intitulé du poste, intitulé de poste, titre du poste, cargo, puesto, puesto de trabajo",
        "role": "rolle, kontaktrolle, einkaufsrolle, rôle, rôle d'achat, rol, rol de compra",
        "left_on": "ausgeschieden am, austrittsdatum, date de départ, parti le, fecha de salida",
    },
    "usage": {
        "used_on": "datum, monat, fecha, mes, mois, jour, día",
        "feature": "modul, ereignis, module, événement, fonctionnalité, funcionalidad, evento, módulo",
        "events": "anmeldungen, nutzungen, anzahl anmeldungen, connexions, nombre de connexions, inicios de sesión,"
        "número de inicios de sesión",
        "active_users": "aktive nutzer, aktive benutzer, utilisateurs actifs, usuarios activos",
    },
    "surveys": {
        "survey": "umfrage, umfragetyp, enquête, type d'enquête, encuesta, tipo de encuesta",
        "score": "bewertung, punktzahl, nps wert, nps punktzahl, note nps, score nps, puntuación, puntuación nps",
        "answered_on": "datum, beantwortet am, antwortdatum, date de réponse, répondu le, fecha, fecha de respuesta,"
        "respondido el",
        "contact": f"ansprechpartner, kontakt, {_PERSON}",
        "comment": "kommentar, anmerkung, commentaire, commentaires, comentario, comentarios",
    },
    "touchpoints": {
        "touched_on": "datum, termin, startdatum, aktivitätsdatum, date d'activité, date de l'activité, date de début,"
        "fecha, fecha de actividad, fecha de la actividad, fecha de inicio",
        "type": "typ, art, aktivitätstyp, type d'activité, tipo, tipo de actividad",
        "who": _WHO,
        "note": "betreff, notiz, notizen, beschreibung, bemerkung, objet, sujet, remarque, asunto, nota, notas,"
        "descripción",
    },
    "tickets": {
        "key": "ticketnummer, ticket nr, fallnummer, vorgangsnummer, numéro de ticket, numéro du ticket, n ticket,"
        "n de ticket, número de ticket, número de caso",
        "opened_on": "erstellt am, erstellungsdatum, erstelldatum, geöffnet am, angelegt am, eröffnet am, créé le,"
        "date de création, ouvert le, date d'ouverture, creado el, fecha de creación, abierto el, fecha de apertura",
        "closed_on": "geschlossen am, gelöst am, abschlussdatum, erledigt am, fermé le, résolu le, clôturé le,"
        "date de fermeture, date de clôture, date de résolution, cerrado el, fecha de cierre, resuelto el,"
        "fecha de resolución",
        "status": "ticketstatus, statut, statut du ticket, estado, estado del ticket",
        "priority": "priorität, dringlichkeit, priorité, urgence, prioridad, urgencia",
        "satisfaction": "zufriedenheit, kundenzufriedenheit, satisfaction client, satisfacción,"
        "satisfacción del cliente",
        "subject": "betreff, objet, sujet, asunto",
    },
}
_MAYBE: Final = {
    "accounts": {
        "name": "name der firma, bezeichnung, dénomination",
        "churned_on": "kündigungsdatum, kündigung zum, gekündigt zum, date de résiliation, fecha de cancelación,"
        "fecha de baja",
        "customer_since": "vertragsbeginn, startdatum, date de début de contrat, fecha de inicio del contrato",
        "renews_on": "enddatum, ablaufdatum, échéance, date d'échéance, date de fin, vencimiento, fecha de vencimiento",
        "segment": "größe, unternehmensgröße, taille, taille de l'entreprise, tamaño, tamaño de la empresa",
        "arr": "vertragswert, valeur du contrat, montant annuel, valor del contrato, importe anual, jahresbetrag",
        "mrr": "monatsbetrag, montant mensuel, importe mensual",
    },
    "subscriptions": {
        "amount": "betrag, preis, montant, prix, importe, precio",
        "arr": "jahresbetrag, jahrespreis, montant annuel, prix annuel, importe anual, precio anual",
        "mrr": "monatsbetrag, monatspreis, montant mensuel, prix mensuel, importe mensual, precio mensual",
        "term_amount": "vertragswert, auftragswert, gesamtbetrag, gesamtpreis, valeur du contrat, montant du contrat,"
        "montant total, valor del contrato, importe total",
    },
    "contacts": {"title": "titel, titre, título", "email": "email adresse geschäftlich"},
    "usage": {"events": "anzahl, nombre, cantidad", "active_users": "nutzer, benutzer, utilisateurs, usuarios",
              "used_on": "tag, woche, semaine, semana"},
    "surveys": {"score": "note, wert, nota"},
    "tickets": {"opened_on": "datum, fecha"},
}  # fmt: skip
_WORDS: Final = {
    ("accounts", "status"): {
        "prospect": "interessent, piste, opportunité, cliente potencial, oportunidad",
        "trial": "testphase, testkunde, in test, essai, essai gratuit, en essai, prueba, prueba gratuita, en prueba",
        "active": "aktiv, kunde, bestandskunde, aktiver kunde, actif, active, client, client actif, activo, activa,"
        "cliente, cliente activo",
        "churned": "inaktiv, ehemalig, ehemaliger kunde, ehemaligerkunde, verloren, inactif, inactive, perdu,"
        "ancien client, inactivo, inactiva, perdido, ex cliente, excliente",
    },
    ("subscriptions", "status"): {
        "trial": "testphase, essai, en essai, prueba, en prueba",
        "active": "aktiv, laufend, läuft, actif, en cours, activo, en vigor, vigente",
        "cancelled": "beendet, abgelaufen, ausgelaufen, storniert, expiré, terminé, caducado, vencido, finalizado",
    },
    ("contacts", "role"): {
        "champion": "fürsprecher intern, interner fürsprecher",
        "sponsor": "sponsor exécutif, patrocinador, patrocinador ejecutivo",
        "buyer": "entscheider, entscheidungsträger, einkauf, einkäufer, budgetverantwortlicher, décideur,"
        "décisionnaire, acheteur, decisor, responsable de la toma de decisiones, comprador",
        "user": "anwender, nutzer, benutzer, endanwender, key user, hauptansprechpartner, technischer ansprechpartner,"
        "utilisateur, utilisateur final, prescripteur, influenceur, usuario, usuario final, influenciador",
        "detractor": "kritiker, gegner, bloqueur, détracteur, detractor, bloqueador",
    },
    ("tickets", "status"): {
        "open": "offen, neu, in bearbeitung, wartend, wartet, ouvert, nouveau, en cours, en attente, abierto, nuevo,"
        "en curso, en proceso, pendiente, en espera",
        "closed": "geschlossen, gelöst, erledigt, abgeschlossen, fermé, résolu, clos, clôturé, terminé, cerrado,"
        "resuelto",
    },
    ("tickets", "priority"): {
        "low": "niedrig, gering, basse, faible, baja",
        "normal": "mittel, moyenne, normale, media",
        "high": "hoch, haute, élevée, alta",
        "urgent": "dringend, kritisch, critique, urgente, crítica",
    },
    ("churn", "outcome"): {
        "left": "verloren, beendet, perdu, résilié, perdido, cancelado",
        "stayed": "verlängert, aktiv, renouvelé, actif, renovado, activo",
    },
    ("payment",): {
        "paid": "bezahlt, beglichen, payé, payée, à jour, pagado, pagada, al día",
        "overdue": "überfällig, offen überfällig, im verzug, en retard, impayé, impayée, vencido, vencida, impagado,"
        "impagada",
    },
}  # fmt: skip
_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def with_translations(kind: Kind) -> Kind:
    """The kind with the names and words of its fields in other languages, after its own ones."""
    return replace(kind, fields=tuple(_translated(kind.name, field) for field in kind))


def _translated(kind: str, field: Field) -> Field:
    names = _NAMES[kind].get(field.name, "") or _SHARED.get(field.name, "")
    words = _WORDS.get((kind, field.name), {}) or _WORDS.get((field.name,), {})
    return replace(
        field,
        names=_added(field.names, names),
        maybe=_added(field.maybe, _MAYBE.get(kind, {}).get(field.name, "")),
        choices=_more_words(field.choices, words),
    )


def _more_words(choices: Choices, words: dict[str, str]) -> Choices:
    return tuple((value, _added(known, words.get(value, ""))) for value, known in choices)


def _added(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The names and those of a text that aren't among them, with their umlauts and without: `kuendigungsfrist`."""
    spelt = (spelling for name in in_words(text) for spelling in (name, name.translate(_LETTERS)))
    return tuple(dict.fromkeys((*known, *spelt)))
