"""`cs sources check` of a service reads the first page of rows, however many there are."""

import pytest

from accounts import Store
from sources import Secrets, SyncContext
from sources.check import check_source
from tests.sources.company import Company
from tests.sources.vendors.fake import SECRET, Fake, serving
from tests.sources.vendors.fake_hubspot import FakeHubspot, crm_company, owner
from tests.sources.vendors.fake_salesforce import FakeSalesforce, record
from tests.sources.vendors.fake_stripe import FakeStripe

SETTINGS = {
    "stripe": "",
    "hubspot": "",
    "salesforce": 'client_id = "app"',
}
NAMES = [f"company{at}" for at in range(9)]
FAKES: dict[str, Fake] = {
    "stripe": FakeStripe(customers=[{"id": f"cus_{name}", "name": f"{name} (sample)"} for name in NAMES]),
    "hubspot": FakeHubspot(companies=[*map(crm_company, NAMES)], owners=[owner("7", "a@b.example")]),
    "salesforce": FakeSalesforce(objects={"Account": [record(name, Name=f"{name} (sample)") for name in NAMES]}),
}


@pytest.mark.parametrize("name", FAKES)
def test_the_first_page_is_enough(company: Company, store: Store, name: str) -> None:
    company.environment["KEY"] = SECRET
    with serving(FAKES[name]):
        settings = f'key = "env:KEY"\nurl = "{FAKES[name].url}"\nevery = "1h"\n{SETTINGS[name]}'
        (source,) = company.configure(f'[crm]\nkind = "accounts"\nfrom = "{name}"\n{settings}')
        context = SyncContext(store=store, secrets=Secrets(company.environment), clock=lambda: company.now)
        found = check_source(source, context)
    assert found.fault == ""
    assert found.preview is not None
    assert len(FAKES[name].asked) <= 3, FAKES[name].paths
