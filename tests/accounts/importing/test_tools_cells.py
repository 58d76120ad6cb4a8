"""What tools and spreadsheets write into cells: markup, several values, words for yes and no, people with addresses."""

import pytest

from accounts.errors import ImportFileError
from accounts.importing import UnconfirmedError
from tests.accounts.importing.conftest import Company


def test_notes_are_kept_without_their_markup(acme: Company) -> None:
    acme.bring(
        "touchpoints",
        "id,account,date,type,notes\n"
        '1,Acme,2026-06-01,call,"<p>Hello&nbsp;<b>World</b>s,<br>second &amp; last</p><ul><li>One</li></ul>"\n'
        '2,Acme,2026-06-01,call,"<style>p {x: y}</style><div dir=""auto"">R&amp;D</div>"\n'
        "3,Acme,2026-06-01,call,a < b and c > d & e\n"
        "4,Acme,2026-06-01,call,R&amp;D isn&#39;t <urgent>\n"
        "5,Acme,2026-06-01,call,<p></p>\n",
    )
    assert acme.column("SELECT note FROM touchpoint ORDER BY key") == [
        "Hello Worlds, second & last One",
        "R&D",
        "a < b and c > d & e",
        "R&D isn't <urgent>",
        None,
    ]


def test_of_several_roles_the_champion_counts_and_that_is_said(acme: Company) -> None:
    outcome = acme.bring(
        "contacts",
        "company,name,buying role\nAcme,Ada,Decision Maker;Champion\nAcme,Ben,Influencer; Budget Holder\nAcme,Cem,\n",
    )
    assert acme.rows("SELECT name, role FROM contact ORDER BY name") == [
        ("Ada", "champion"),
        ("Ben", "buyer"),
        ("Cem", None),
    ]
    assert any(note.startswith("Of several values in a cell of “buying role” one was taken") for note in outcome.notes)
    odd = acme.bring("contacts", "company,name,role\nAcme,Ada,champion\nAcme,Ben,Champion;Wizard\n")
    assert [(each.line, each.value) for each in odd.rejects] == [(3, "Champion;Wizard")]


@pytest.mark.parametrize(("yes", "no"), [("WAHR", "FALSCH"), ("VRAI", "FAUX"), ("VERDADERO", "FALSO"), ("ja", "nein")])
def test_yes_and_no_are_read_as_spreadsheets_of_other_languages_write_them(company: Company, yes: str, no: str) -> None:
    company.bring("accounts", f"name,auto renew\nAcme,{yes}\nGlobex,{no}\n")
    assert company.column("SELECT auto_renews FROM account ORDER BY name") == [1, 0]


@pytest.mark.parametrize("three", ["3 months", "3 Monate", "3 mois", "3 meses", "1 Quartal", "90 Tage", "90 jours"])
def test_a_notice_period_is_read_in_words_of_other_languages(company: Company, three: str) -> None:
    company.bring("accounts", f"name,notice period\nAcme,{three}\n")
    assert company.column("SELECT notice_days FROM account")[0] in {90, 91}


@pytest.mark.parametrize(
    "said", ["Dana Lee (dana@cs.example)", "Dana Lee <Dana@cs.example>", "Dana Lee [dana@cs.example]"]
)
def test_an_owner_s_email_after_the_name_is_theirs(company: Company, said: str) -> None:
    company.bring("accounts", f"name,owner\nAcme,{said}\nGlobex,dana@cs.example\n")
    assert company.rows("SELECT name, email FROM owner") == [("Dana Lee", "dana@cs.example")]


def test_amounts_that_are_grouped_in_both_ways_are_asked_about_whatever_other_columns_say(company: Company) -> None:
    with pytest.raises(ImportFileError, match=r"“€1\.200” is 1200 with a point for thousands"):
        company.bring("accounts", 'name,arr,mrr\nAcme,"$1,200",100.50\nGlobex,€1.200,99.50\n')


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("Company,Event,2026-06-01,2026-06-02\nAcme,Login,3,4\n", "day: “2026-06-01”, “2026-06-02”."),
        ("Company,Jan 2026,Feb 2026,Mar 2026\nAcme,3,4,5\n", "day: “Jan 2026”, “Feb 2026” …."),
        ("Date,Acme,Globex\n2026-06-01,3,1\n2026-06-02,4,0\n", "account: “Acme”, “Globex”."),
    ],
)
def test_use_with_a_column_for_each_day_or_account_is_named_as_that(acme: Company, text: str, wide: str) -> None:
    with pytest.raises(ImportFileError) as refused:
        acme.bring("usage", text)
    assert f"has a column for each {wide}" in str(refused.value)
    assert "account,date,events\nAcme,2026-01-31,12" in str(refused.value)


def test_a_contract_value_is_asked_about_before_it_is_arr(company: Company) -> None:
    with pytest.raises(UnconfirmedError) as asked:
        company.bring("accounts", "Account Name,Contract Value\nAcme,48000\n")
    assert '--map "Contract Value=arr"' in str(asked.value)
    assert "“Contract Value” is ARR only if it is for a year" in str(asked.value)


@pytest.mark.parametrize(
    ("header", "renews"), [("Cancel At Period End", 1), ("Cancel at end of term", 1), ("Notice received", None)]
)
def test_what_is_not_cancelled_at_the_end_of_its_period_renews_by_itself(
    acme: Company, header: str, renews: int | None
) -> None:
    rows = "S-1,Acme,active,false\nS-2,Acme,active,true\nS-3,Acme,canceled,false\nS-4,Acme,trialing,false\n"
    rows = rows.replace("Acme,", "Acme,2026-01-01,2026-06-30,100,")
    acme.bring("subscriptions", f"id,account,start,end,arr,status,{header}\n{rows}")
    assert acme.column("SELECT auto_renews FROM subscription ORDER BY key") == [renews, None, None, None]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC", "UTC+01:00"])
def test_a_time_zone_in_a_header_leaves_its_meaning(acme: Company, zone: str) -> None:
    acme.bring("tickets", f"Conversation ID,Company name,Conversation started at ({zone})\n1,Acme,2026-06-01 09:12\n")
    assert acme.column("SELECT opened_on FROM ticket") == ["2026-06-01"]


def test_several_segments_in_a_cell_are_one_and_that_is_said(company: Company) -> None:
    outcome = company.bring("accounts", "name,segment\nAcme,Enterprise;Strategic\nGlobex,SMB\n")
    assert company.column("SELECT segment FROM account ORDER BY name") == ["Enterprise;Strategic", "SMB"]
    said = "Several values in a cell of “segment” were taken as one (1 row, first on line 2)."
    assert said in outcome.notes
