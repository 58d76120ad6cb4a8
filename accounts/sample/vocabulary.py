"""Names of the sample company's customers and people: all made up, and all labelled."""

from typing import Final

LABEL: Final = "(sample)"

OWNERS: Final = (
    ("New CSM (sample)", "new-csm@sample.example"),
    ("Team Lead (sample)", "lead@sample.example"),
    ("Robin (sample)", "robin@sample.example"),
    ("Kim (sample)", "kim@sample.example"),
    ("Sasha (sample)", "sasha@sample.example"),
)
"""The first two are people of the demo's workspace."""
MANAGER: Final = OWNERS[1][0]
"""Whom the others report to."""

LINES: Final = {
    "Robotics": "Manufacturing",
    "Foods": "Food and Beverage",
    "Clinics": "Healthcare",
    "Logistics": "Transport",
    "Analytics": "Software",
    "Energy": "Utilities",
    "Insurance": "Insurance",
    "Learning": "Education",
    "Media": "Media",
    "Retail": "Retail",
    "Cloud": "Software",
    "Travel": "Hospitality",
}
"""The second word of a name, and its industry."""

FIRST: Final = (
    "Acme", "Alder", "Amber", "Aspen", "Atlas", "Aurora", "Basalt", "Beacon", "Birch", "Bluebell", "Bramble", "Brook",
    "Canyon", "Cedar", "Cinder", "Clover", "Cobalt", "Copper", "Coral", "Cypress", "Dahlia", "Delta", "Driftwood",
    "Dune", "Ember", "Falcon", "Fern", "Fjord", "Flint", "Foxglove", "Garnet", "Glacier", "Granite", "Harbor", "Hazel",
    "Heron", "Indigo", "Ivory", "Jasper", "Juniper", "Kestrel", "Lagoon", "Lantern", "Larch", "Linden", "Lupin",
    "Magnolia", "Maple", "Meadow", "Meridian", "Mistral", "Nimbus", "Northwind", "Nutmeg", "Obsidian", "Onyx", "Opal",
    "Orchard", "Osprey", "Otter", "Pebble", "Pine", "Poplar", "Prairie", "Quartz", "Quill", "Rainier", "Raven", "Reed",
    "Ridge", "Rowan", "Saffron", "Sage", "Sequoia", "Sierra", "Silver", "Slate", "Sparrow", "Spruce", "Sterling",
    "Summit", "Sycamore", "Tamarind", "Teal", "Thistle", "Timber", "Topaz", "Tundra", "Umber", "Valley", "Verdant",
    "Violet", "Walnut", "Willow", "Wisteria", "Yarrow", "Zephyr", "Zinnia",
)  # fmt: skip
"""The first word: the later names begin like earlier ones, so that a question may have two answers."""

COUNTRIES: Final = {
    "USD": ("United States", "Canada", "Australia"),
    "EUR": ("Germany", "France", "Ireland", "Netherlands"),
    "GBP": ("United Kingdom",),
}
GIVEN: Final = (
    "Ada", "Amir", "Bea", "Carl", "Chloe", "Dina", "Elias", "Emi", "Femi", "Gita", "Hugo", "Ines", "Jonas", "Kofi",
    "Lena", "Malik", "Mira", "Noor", "Omar", "Pia", "Quentin", "Rosa", "Samir", "Tara", "Uma", "Viktor", "Wren", "Yara",
)  # fmt: skip
TITLES: Final = {
    "champion": ("Head of Operations", "Product Lead", "RevOps Manager"),
    "sponsor": ("COO", "VP Operations", "CTO"),
    "buyer": ("CFO", "Head of Procurement"),
    "user": ("Analyst", "Administrator", "Team Lead"),
    "ambassador": ("Director of Innovation", "Head of Enablement"),
    "detractor": ("IT Manager", "Controller"),
}
SUBJECTS: Final = (
    "Export times out", "Cannot invite users", "Dashboard shows old figures", "Single sign-on fails", "API returns 500",
    "Question about roles", "Invoice address is wrong", "Report is slow", "Mobile page is blank", "Data sync stopped",
)  # fmt: skip
TOPICS: Final = {
    "meeting": ("Quarterly business review", "Roadmap session", "Success plan"),
    "call": ("Check-in", "Adoption call", "Renewal call"),
    "email": ("Follow-up on open points", "Release news that matters to them", "Answers to their questions"),
}
REASONS: Final = ("price", "missing features", "competitor", "sponsor left", "low adoption", "went out of business")


def company_name(index: int) -> tuple[str, str]:
    """The name and the industry of a customer; a hundred and twenty of them differ."""
    lines = list(LINES)
    lap, place = divmod(index, len(FIRST))
    place += lap  # there is one Acme, so that examples have one answer
    line = lines[(place + 5 * lap) % len(lines)]
    return f"{FIRST[place]} {line} {LABEL}", LINES[line]
