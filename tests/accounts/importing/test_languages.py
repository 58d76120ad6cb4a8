"""Exports in German, French and Spanish are read as those in English: their headers, dates, amounts and words."""

import pytest

from accounts.importing import UnconfirmedError
from tests.accounts.importing.conftest import Company

COMPANIES = {
    "de": (
        "Kundennummer;Firmenname;Branche;Land;Kundenbetreuer;Kunde seit;Kundenstatus;ARR (EUR);Lizenzen;Vertragsende;"
        "Kündigungsfrist (Tage);Automatische Verlängerung\n"
        "K-1;Muster GmbH;Handel;Deutschland;Kim Muster;01.02.2023;aktiv;12.500,50;25;31.01.2027;90;ja\n"
    ),
    "de without umlauts": (
        "Kunden-Nr;Kunde;Branche;Land;Zuständiger Mitarbeiter;Kunde seit;Kundenstatus;ARR (EUR);Anzahl Lizenzen;"
        "Verlaengerungsdatum;Kuendigungsfrist;Automatische Verlaengerung\n"
        "K-1;Muster GmbH;Handel;Deutschland;Kim Muster;01.02.2023;Kunde;12.500,50 €;25;31.01.2027;90;ja\n"
    ),
    "fr": (
        "N° client;Nom de l'entreprise;Secteur d'activité;Pays;Propriétaire du compte;Client depuis;Statut;"
        "Revenu annuel récurrent;Devise;Nombre de licences;Date de renouvellement;Délai de préavis;"
        "Tacite reconduction\n"
        "K-1;Muster GmbH;Handel;Deutschland;Kim Muster;01/02/2023;Client;12 500,50;EUR;25;31/01/2027;90;oui\n"
    ),
    "es": (
        "ID de cliente;Empresa;Sector;País;Propietario de la empresa;Cliente desde;Estado;Ingresos recurrentes anuales;"
        "Moneda;Licencias;Fecha de renovación;Preaviso;Renovación automática\n"
        "K-1;Muster GmbH;Handel;Deutschland;Kim Muster;01/02/2023;Activo;12.500,50;EUR;25;31/01/2027;90;sí\n"
    ),
}


@pytest.mark.parametrize("language", COMPANIES)
def test_accounts_are_read_in_every_language(company: Company, language: str) -> None:
    outcome = company.bring("accounts", COMPANIES[language], dates="day-first")
    assert (outcome.new, outcome.ignored) == (1, ())
    assert company.rows(
        "SELECT a.key, a.name, industry, country, o.name, customer_since, status, arr, currency, seats, renews_on,"
        " notice_days, auto_renews FROM account a JOIN owner o ON o.id = a.owner_id"
    ) == [
        ("K-1", "Muster GmbH", "Handel", "Deutschland", "Kim Muster", "2023-02-01", "active", 1_250_050, "EUR", 25,
         "2027-01-31", 90, 1)
    ]  # fmt: skip


PEOPLE = {
    "Firma;Ansprechpartner;E-Mail;Telefon;Funktion;Rolle\nAcme;Ada Muster;ada@acme.example;1;Leitung IT;Entscheider\n",
    "Firma;Name;Vorname;E-Mail;Telefon;Position;Rolle\nAcme;Muster;Ada;ada@acme.example;1;Leitung IT;Einkäufer\n",
    "Kunde;Anrede;Nachname;Vorname;E-Mail-Adresse;Jobtitel;Rolle\nAcme;Dr.;Muster;Ada;ada@acme.example;Leitung IT;"
    "Entscheider\n",
    "Entreprise;Nom;Prénom;E-mail;Téléphone;Fonction;Rôle\nAcme;Muster;Ada;ada@acme.example;1;Leitung IT;Décideur\n",
    "Nom du compte;Nom complet;Courriel;Intitulé du poste;Rôle d'achat\nAcme;Ada Muster;ada@acme.example;Leitung IT;"
    "Acheteur\n",
    "Empresa;Nombre;Apellidos;Correo electrónico;Cargo;Rol\nAcme;Ada;Muster;ada@acme.example;Leitung IT;Decisor\n",
    "Name;Surname;Company;Email;Job title;Role\nAda;Muster;Acme;ada@acme.example;Leitung IT;buyer\n",
}


@pytest.mark.parametrize("text", sorted(PEOPLE))
def test_people_are_read_in_every_language(acme: Company, text: str) -> None:
    assert acme.bring("contacts", text).new == 1
    assert acme.rows("SELECT name, email, title, role FROM contact") == [
        ("Ada Muster", "ada@acme.example", "Leitung IT", "buyer")
    ]


def test_a_name_that_has_the_first_or_the_last_name_already_stays(acme: Company) -> None:
    acme.bring("contacts", "Firma;Name;Vorname\nAcme;Muster, Ada;Ada\nGlobex;Ben Beispiel;ben\n")
    assert acme.column("SELECT name FROM contact ORDER BY id") == ["Muster, Ada", "Ben Beispiel"]


def test_a_title_that_may_be_an_academic_one_is_asked_about(acme: Company) -> None:
    with pytest.raises(UnconfirmedError, match='--map "Titel=title"'):
        acme.bring("contacts", "Firma;Anrede;Titel;Nachname;Vorname\nAcme;Frau;Dr.;Muster;Ada\n")


def test_the_revenue_of_the_customer_itself_is_no_arr(company: Company) -> None:
    company.bring("accounts", "Unternehmensname;Jahresumsatz;Datensatz-ID\nMuster GmbH;5.000.000,00;12\n")
    assert company.rows("SELECT name, arr, key FROM account") == [("Muster GmbH", None, "12")]


def test_a_word_that_may_mean_two_things_is_asked_about(company: Company) -> None:
    outcome = company.bring("accounts", "Firma;Kundenstatus\nMuster;aktiv\nBeispiel;gekündigt\n")
    assert [(each.word, each.field) for each in outcome.odd_words] == [("gekündigt", "status")]


@pytest.mark.parametrize(
    ("kind", "text", "query", "row"),
    [
        (
            "subscriptions",
            "Vertragsnummer;Firma;Produkt;Vertragsbeginn;Vertragsende;Gekündigt zum;MRR;Währung;Abrechnungsintervall\n"
            "V-1;Acme;Plus;01.02.2026;31.01.2027;;1.000,00;EUR;monatlich\n",
            "SELECT key, product, starts_on, ends_on, arr, currency FROM subscription",
            ("V-1", "Plus", "2026-02-01", "2027-01-31", 1_200_000, "EUR"),
        ),
        (
            "subscriptions",
            "Numéro de contrat;Client;Produit;Date de début;Date de fin;Revenu annuel récurrent;Devise\n"
            "V-1;Acme;Plus;01/02/2026;31/01/2027;12 000,00;EUR\n",
            "SELECT key, product, starts_on, ends_on, arr, currency FROM subscription",
            ("V-1", "Plus", "2026-02-01", "2027-01-31", 1_200_000, "EUR"),
        ),
        (
            "subscriptions",
            "Firma;Vertragsbeginn;Vertragsende;Gekündigt zum;ARR;Währung\n"
            "Acme;01.02.2025;31.01.2027;31.05.2026;12000;EUR\n",
            "SELECT starts_on, cancelled_on, status FROM subscription",
            ("2025-02-01", "2026-05-31", "cancelled"),
        ),
        (
            "tickets",
            "Ticketnummer;Firma;Erstellt am;Gelöst am;Status;Priorität;Betreff\n"
            "7;Acme;13.02.2026 09:15;;In Bearbeitung;Hoch;Anmeldung\n",
            "SELECT key, opened_on, closed_on, priority, subject FROM ticket",
            ("7", "2026-02-13", None, "high", "Anmeldung"),
        ),
        (
            "tickets",
            "Numéro de ticket;Entreprise;Créé le;Résolu le;Statut;Priorité;Objet\n"
            "7;Acme;13/02/2026 09:15;14/02/2026;Résolu;Élevée;Connexion\n",
            "SELECT key, opened_on, closed_on, priority, subject FROM ticket",
            ("7", "2026-02-13", "2026-02-14", "high", "Connexion"),
        ),
        (
            "touchpoints",
            "Firma;Datum;Typ;Verantwortlicher;Betreff\nAcme;13.02.2026;Anruf;Kim;Verlängerung\n",
            "SELECT touched_on, type, who, note FROM touchpoint",
            ("2026-02-13", "Anruf", "Kim", "Verlängerung"),
        ),
        (
            "surveys",
            "Firma;Umfrage;Bewertung;Datum;Kommentar\nAcme;NPS;9;13.02.2026;gut\n",
            "SELECT survey, score, answered_on, comment FROM survey",
            ("nps", 9, "2026-02-13", "gut"),
        ),
        (
            "usage",
            "Empresa;Fecha;Usuarios activos;Inicios de sesión\nAcme;13/02/2026;4;40\n",
            "SELECT used_on, active_users, events FROM usage",
            ("2026-02-13", 4, 40),
        ),
        (
            "churn",
            "Entreprise;Date de résiliation;Motif\nAcme;13/02/2026;prix\n",
            "SELECT churned_on, reason FROM churn",
            ("2026-02-13", "prix"),
        ),
    ],
)
def test_other_files_are_read_in_every_language(
    acme: Company, kind: str, text: str, query: str, row: tuple[object, ...]
) -> None:
    outcome = acme.bring(kind, text)
    assert (outcome.rejects, acme.rows(query)) == ((), [row])
