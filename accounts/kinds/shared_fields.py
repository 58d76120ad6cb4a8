"""Fields that several kinds of file have."""

from accounts.kinds.model import Field, choice_meaning, in_words

ACCOUNT = Field(
    "account",
    "key",
    "The account that the row belongs to: its id, domain or name",
    in_words(
        "account id, company id, customer id, organization id, external account id, account external id,"
        "company external id, customer external id, customer uuid, account uuid, associated company id,"
        "associated company ids, primary associated company id, company record id, account name, company name,"
        "company, customer name, customer, organization, organization name, associated company,"
        "primary associated company, related to, context name, client, client name, company account,"
        "customer account, account domain, company domain, company domain name, customer domain, client id, tenant id,"
        "workspace id"
    ),
    in_words("customer email, customer description, requester domain, tenant, workspace, user id, member id"),
    required=True,
)
CURRENCY = Field(
    "currency",
    "currency",
    "The currency of the amounts, such as EUR",
    in_words(
        "currency code, currency iso code, currency iso, billing currency, deal currency code, amount currency,"
        "arr currency, mrr currency"
    ),
)
PLAN = Field(
    "plan",
    "text",
    "The plan or tier",
    in_words(
        "plan name, plan tier, subscription plan, pricing plan, current plan, edition, product tier, price name,"
        "plan type, subscription tier, subscription type, pricing tier"
    ),
    in_words("tier"),
)
SEATS = Field(
    "seats",
    "count",
    "Seats or licences bought",
    in_words(
        "licenses, license count, licensed seats, licensed users, purchased seats, users purchased, purchased licenses,"
        "seat count, seats purchased, number of seats, number of licenses, number of users purchased, plan quantity,"
        "quantity"
    ),
)
NOTICE = Field(
    "notice_days",
    "days",
    "Days before the renewal by which notice must be given",
    in_words("notice period, cancellation notice, notice period days, renewal notice, owner expiration notice"),
)
NOTICE_UNIT = Field(
    "notice_unit",
    "choice",
    "What `notice_days` is counted in, where a tool keeps that in a column of its own: a month is 30 days",
    in_words("notice period unit"),
    choices=choice_meaning(day="days, d", week="weeks, w", month="months, m", year="years, y"),
)
NOTICE_GIVEN = Field(
    "notice_given",
    "flag",
    "Whether notice was given: it runs until its end, and isn't renewed",
    in_words(
        "cancel at period end, cancels at period end, cancel at end of period, cancel at end, cancel at term end,"
        "cancel at end of term, pending cancellation, cancellation pending, cancellation scheduled, will cancel,"
        "notice received, is cancelling, is canceling, non renewing, will not renew, won't renew, do not renew"
    ),
)
RENEWAL_TERM = Field(
    "renewal_term",
    "months",
    "Months that it runs on for when it is renewed, where that isn't as long as its first term",
    in_words(
        "renewal term months, renewal term in months, renewal length, renewal length months, renewal duration,"
        "renewal term length, auto renewal term, renewal period months"
    ),
)
AUTO = Field(
    "auto_renews",
    "flag",
    "Whether it renews by itself",
    in_words("auto renew, auto renewal, auto renew flag, automatic renewal, is auto renew, auto renew y n, evergreen"),
)
PAYMENT = Field(
    "payment",
    "choice",
    "Whether an invoice is overdue",
    in_words(
        "payment status, invoice status, last invoice status, latest invoice status, billing status, delinquent,"
        "last payment status"
    ),
    choices=choice_meaning(
        paid="current, ok, up to date, settled, good standing, in good standing, open, issued, sent, pending,"
        "not due, draft, active, false, no, 0, success, succeeded, successful, completed",
        overdue="past due, unpaid, late, delinquent, payment overdue, in arrears, dunning, failed, uncollectible,"
        "true, yes, 1, missed, declined",
    ),
)
ARR = Field(
    "arr",
    "money",
    "Annual recurring revenue, whatever the billing period",
    in_words(
        "annual recurring revenue, arr amount, current arr, total arr, annualized recurring revenue, annual run rate,"
        "acv, annual contract value, arr value"
    ),
    in_words("annual value, acv amount, annual price, annual amount, annual fee, yearly price, price per year"),
)
MRR = Field(
    "mrr",
    "money",
    "Monthly recurring revenue, whatever the billing period; ARR is twelve times that",
    in_words(
        "monthly recurring revenue, mrr amount, current mrr, total mrr, mrr total, mrr value, cmrr, monthly revenue"
    ),
    in_words("monthly price, monthly amount, monthly fee, price per month, monthly value, monthly charge"),
)
TRIAL = Field("trial", "flag", "Whether it is on trial", in_words("is trial, in trial, trial flag, on trial"))
CHURNED = Field(
    "churned",
    "flag",
    "Whether it has left",
    in_words("churn flag, is churned, has churned, churn, churned flag, is churn, lost"),
)
ACTIVE = Field(
    "active",
    "flag",
    "Whether it still is a customer",
    in_words("is active, active flag, currently active, active customer, is customer, is current"),
)
