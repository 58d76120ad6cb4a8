"""What a portfolio says, by the names that people have for it."""

METRICS = {
    "nrr": "nrr", "ndr": "nrr", "net revenue retention": "nrr", "net retention": "nrr", "net dollar retention": "nrr",
    "grr": "grr", "gdr": "grr", "gross revenue retention": "grr", "gross retention": "grr",
    "crr": "crr", "customer retention": "crr", "customer retention rate": "crr", "logo retention": "crr",
    "churn": "churn", "churn rate": "churn", "customer churn": "churn", "logo churn": "churn", "retention": "nrr",
    "customer churn rate": "churn", "arr": "arr", "annual recurring revenue": "arr",
    "nps": "nps", "net promoter score": "nps",
}  # fmt: skip
