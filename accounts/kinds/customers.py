"""The accounts, and those that left."""

from dataclasses import replace

from accounts.kinds.model import Field, Kind, choice_meaning, in_words
from accounts.kinds.shared_fields import (
    ACCOUNT,
    ACTIVE,
    ARR,
    AUTO,
    CHURNED,
    CURRENCY,
    MRR,
    NOTICE,
    NOTICE_GIVEN,
    NOTICE_UNIT,
    PAYMENT,
    PLAN,
    RENEWAL_TERM,
    SEATS,
    TRIAL,
)

STATUS = Field(
    "status",
    "choice",
    "Where it is in its life",
    in_words(
        "account status, customer status, subscription status, lifecycle stage, customer lifecycle stage, managed as,"
        "stage, phase, life cycle stage, account type, type, customer type"
    ),
    choices=choice_meaning(
        prospect="lead, opportunity, prospecting, subscriber, marketing qualified lead, sales qualified lead,"
        "new lead, working lead, qualified lead, unqualified lead, coming, other, partner,"
        "technology partner, reseller, installation partner, channel partner, channel partner / reseller,"
        "competitor, vendor, investor, press, integrator, target, future",
        trial="trialing, trialling, evaluation, free trial, in trial, on trial, poc, pilot",
        active="customer, live, current, adoption, onboarding, implementation, kicked off, launched, new customer,"
        "existing customer, customer - direct, customer - channel, direct customer, evangelist, paying, paid,"
        "growth, adopting, onboarded, ramping, renewal, expansion, mature, past due, active customer,"
        "going live, good standing, at risk, nurturing, won, subscribed, healthy, paused, suspended,"
        "reactivated",
        notice="non renewing, non-renewing, not renewing, will not renew, won't renew, pending cancellation,"
        "pending cancel, pending churn, cancellation pending, cancellation scheduled, canceling, cancelling,"
        "notice given, notice received, under notice, in notice, leaving, will churn, churning",
        churned="churn, cancelled, canceled, inactive, lost, former customer, ex-customer, ex customer, closed,"
        "past customer, deactivated, terminated, churned customer, offboarded, unsubscribed, expired,"
        "won't launch, not renewed, left, trial expired, expired trial",
    ),
)

ACCOUNTS = Kind(
    "accounts",
    "account",
    "The customers",
    (
        Field(
            "key",
            "key",
            "The account's id where the file comes from; other files refer to it",
            in_words(
                "account id, company id, customer id, organization id, record id, customer external id,"
                "customer uuid, gsid, company gsid, 18 digit account id, account id 18, case safe id, object id, _id,"
                "id, uuid, external id, account external id, company external id, account number, customer number,"
                "crm id, tenant id, workspace id, client id"
            ),
            in_words("account code, customer code, source id, slug, user id, member id"),
        ),
        Field(
            "name",
            "text",
            "The account's name; its id where it has none",
            in_words(
                "account name, company name, customer name, organization name, company, customer, account,"
                "organization, client, client name, display name, business name, legal name, account title"
            ),
            in_words("full name, title, label, customer description, description"),
        ),
        Field(
            "domain",
            "domain",
            "Its web domain",
            in_words(
                "company domain name, company domain, account domain, primary domain, email domain, website domain,"
                "web domain, domain name, domains, website, website url, company website, account website, web site,"
                "url, homepage"
            ),
            in_words("web, site"),
        ),
        Field(
            "crm_url",
            "url",
            "The account's page in the CRM, by https: its name links there",
            in_words(
                "account url, account link, company link, crm url, crm link, record url, record link, hubspot url,"
                "hubspot link, hubspot record url, salesforce url, salesforce link, salesforce account url,"
                "salesforce record url, gainsight url, planhat url, link to account, link to record"
            ),
            in_words("link, permalink, page"),
        ),
        Field(
            "segment",
            "text",
            "The segment it is served in",
            in_words(
                "customer segment, account segment, market segment, company segment, cs segment, segmentation,"
                "segment name, customer tier, account tier, service tier, coverage model, company size category,"
                "company size, company size bucket, account size, size category, size segment"
            ),
            in_words("coverage, motion, touch model, size"),
        ),
        Field(
            "industry",
            "text",
            "The industry",
            in_words("vertical, sector, industry name, primary industry, industry sector, market vertical"),
        ),
        Field(
            "country",
            "country",
            "The country",
            in_words(
                "billing country, country region, country territory, billing country code, country code,"
                "country name, hq country, billing address country, address country, headquarters country,"
                "shipping country, card address country"
            ),
        ),
        PLAN,
        Field(
            "owner",
            "text",
            "The CSM who owns it: a name or an email",
            in_words(
                "csm, csm name, csm full name, customer success manager, customer success manager name, csm owner,"
                "cs owner, success manager, customer success owner, success owner, assigned csm, primary csm,"
                "owner name, owner full name, account owner, account owner name, company owner, customer owner,"
                "owner, owner user account, account manager, assigned to, key account manager"
            ),
            in_words(
                "owner id, csm id, hubspot owner, hubspot owner id, owner nick name, owner nickname, assignee,"
                "relationship manager, account executive"
            ),
        ),
        Field(
            "owner_email",
            "email",
            "The owner's email",
            in_words(
                "csm email, csm email address, customer success manager email, success manager email, csm user email,"
                "owner email, owner email address, account owner email, company owner email"
            ),
        ),
        Field(
            "owner_slack",
            "text",
            "The owner's Slack user id, such as U024BE7LH, for whom Slack knows by another email",
            in_words(
                "owner slack id, owner slack user, owner slack user id, csm slack id, csm slack user id, csm slack"
            ),
        ),
        Field(
            "owner_manager",
            "text",
            "Whom the owner reports to, by name or email: they have the accounts of their team",
            in_words(
                "owner manager, owner manager name, owner manager email, csm manager, csm manager name,"
                "csm manager email, owner reports to, csm reports to, csm team lead, owner team lead, owner's manager,"
                "account owner manager, success manager's manager, cs team lead"
            ),
            in_words("manager, manager name, manager email, reports to, team lead"),
        ),
        STATUS,
        Field(
            "customer_since",
            "date",
            "When it became a customer",
            in_words(
                "customer since, became a customer date, become a customer date, signup date, sign up date,"
                "signed up at, original contract date, first contract date, customer from, customer start date,"
                "subscriber since, first subscribed, conversion date, converted date, first paid date,"
                "first closed won date, customer since date, created utc, close date first won, client since,"
                "member since, date joined, joined at, join date, registration date, registered at"
            ),
            in_words("start date, contract start date, subscription start date, activation date, date added"),
        ),
        Field(
            "churned_on",
            "date",
            "When it left",
            in_words(
                "churn date, churned date, cancellation date, cancelled date, customer to, churned at, date of churn,"
                "lost date, offboarding date, termination date, churn effective date, cancel date, churn month"
            ),
            in_words("customer end date, deactivated date"),
            sparse=True,
        ),
        Field(
            "churn_reason",
            "text",
            "Why it left",
            in_words(
                "cancellation reason, reason for churn, churn reason code, lost reason, reason for leaving,"
                "cancel reason"
            ),
            prose=True,
        ),
        CHURNED,
        ACTIVE,
        TRIAL,
        replace(ARR, maybe=(*ARR.maybe, "contract value", "contract amount", "total contract amount")),
        MRR,
        CURRENCY,
        SEATS,
        Field(
            "renews_on",
            "date",
            "The next renewal",
            in_words(
                "renewal date, next renewal date, next renewal, contract renewal date, subscription renewal date,"
                "upcoming renewal date, contract end date, subscription end date, contract expiration date,"
                "contract expiry date, renewal, renewal due date, current contract end date, license end date,"
                "current period end, contract renewal, contract end, contract ends, contract expires,"
                "contract expiration"
            ),
            in_words("expiration date, expiry date, term end date, end date"),
        ),
        NOTICE,
        NOTICE_UNIT,
        NOTICE_GIVEN,
        AUTO,
        RENEWAL_TERM,
        PAYMENT,
    ),
    ("domain", "name"),
    one_of=(("name", "key"),),
    called=("account", "company", "customer", "organization", "client"),
)

CHURN = Kind(
    "churn",
    "churn",
    "Accounts that left, and why",
    (
        Field("key", "key", "The event's id", in_words("churn event id, event id, churn id, cancellation id, id")),
        ACCOUNT,
        Field(
            "churned_on",
            "date",
            "When it left",
            in_words(
                "churn date, churned date, cancellation date, cancelled date, churn effective date, effective date,"
                "event date, date, date of churn, lost date, cancel date, churn month, month"
            ),
            required=True,
        ),
        Field(
            "outcome",
            "choice",
            "Whether it left: rows of those that stayed are passed over",
            in_words("renewal outcome, renewal status, churned, is churned, churn flag, churn, status, result, stage"),
            choices=choice_meaning(
                left="churned, churn, lost, cancelled, canceled, not renewed, non renewed, closed lost, terminated,"
                "expired, lapsed, true, yes, 1, inactive, deactivated, offboarded, left the product",
                stayed="renewed, retained, active, won, closed won, saved, upgraded, downgraded, expanded, contracted,"
                "reactivated, pending, open, in progress, upcoming, at risk, false, no, 0, flat",
            ),
            decides=True,
        ),
        Field(
            "reason",
            "text",
            "Why",
            in_words(
                "reason code, churn reason, cancellation reason, churn reason code, primary reason, lost reason,"
                "reason for churn, category, churn category, cancel reason, reason for leaving"
            ),
            prose=True,
        ),
        Field(
            "note",
            "text",
            "In their own words",
            in_words("feedback text, feedback, comment, comments, notes, churn notes, cancellation comment, details"),
            prose=True,
        ),
    ),
    ("account", "churned_on"),
    called=("churn", "churn event", "cancellation"),
)
