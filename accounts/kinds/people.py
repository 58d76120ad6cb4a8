"""People at the customer, what they answered, and when they were talked to."""

from accounts.kinds.model import Field, Kind, choice_meaning, in_words
from accounts.kinds.shared_fields import ACCOUNT

CONTACTS = Kind(
    "contacts",
    "contact",
    "People at the customer",
    (
        Field(
            "key",
            "key",
            "The contact's id",
            in_words(
                "contact id, person id, object id, user id, end user id, enduser id, record id, external id,"
                "contact external id, id, _id, uuid"
            ),
        ),
        ACCOUNT,
        Field(
            "name",
            "text",
            "Their name",
            in_words("full name, contact name, contact full name, person name, user name, display name, enduser name"),
        ),
        Field("first_name", "text", "Their first name", in_words("given name, forename, contact first name")),
        Field("last_name", "text", "Their last name", in_words("family name, surname, contact last name")),
        Field(
            "email",
            "email",
            "Their email",
            in_words(
                "email address, work email, primary email, contact email, contact email address, business email,"
                "user email, e-mail address"
            ),
        ),
        Field("title", "text", "Their title", in_words("job title, position, job role, contact title, function title")),
        Field(
            "role",
            "choice",
            "What they are to us",
            in_words(
                "contact role, contact roles, buying role, persona, stakeholder role, relationship role,"
                "champion status, roles, stakeholder type, key role"
            ),
            choices=choice_meaning(
                champion="internal champion, power user, coach, project champion, main champion",
                ambassador="advocate, evangelist, reference, brand ambassador, referenceable, promoter",
                sponsor="executive sponsor, exec sponsor, economic sponsor, executive, project sponsor, c-level",
                buyer="economic buyer, economic decision maker, decision maker, decision-maker, budget holder,"
                "procurement, business decision maker, purchaser, billing, billing contact, finance, signatory",
                user="end user, business user, admin, administrator, influencer, evaluator, other, technical buyer,"
                "technical contact, primary contact, main contact, project lead, project manager,"
                "legal & compliance, technical, user admin, key user, stakeholder",
                detractor="blocker, critic, opponent, skeptic",
            ),
            several=True,
        ),
        Field(
            "left_on",
            "date",
            "When they left the company",
            in_words(
                "left date, departed date, departure date, no longer at company date, left company on, archived date"
            ),
        ),
    ),
    ("account", "email", "name"),
    one_of=(("name", "last_name", "first_name", "email"),),
    called=("contact", "person", "end user", "enduser"),
)

SURVEYS = Kind(
    "surveys",
    "survey",
    "Answers to NPS, CSAT and CES surveys",
    (
        Field(
            "key",
            "key",
            "The answer's id",
            in_words(
                "response id, survey response id, feedback submission id, answer id, record id, submission id, id, _id"
            ),
        ),
        ACCOUNT,
        Field(
            "survey",
            "choice",
            "Which survey",
            in_words("survey type, survey name, metric, type, survey category, feedback type"),
            choices=choice_meaning(
                nps="net promoter score, relationship nps, relational nps, customer loyalty, loyalty,"
                "net promoter score survey, nps survey",
                csat="customer satisfaction, customer satisfaction score, satisfaction, csat survey",
                ces="customer effort score, effort, customer effort, customer support, ces survey",
            ),
        ),
        Field(
            "score",
            "count",
            "The answer",
            in_words(
                "rating, nps score, csat score, ces score, survey score, nps, nps rating, csat, ces, response value,"
                "nps response, survey rating, answer, value, satisfaction score, response"
            ),
            required=True,
        ),
        Field(
            "answered_on",
            "date",
            "When",
            in_words(
                "answered at, responded at, response date, submission date, submitted at, survey date, completed at,"
                "response received date, date of response, survey response date, feedback date, date, created date,"
                "created, create date, completion date, submitted, submitted on"
            ),
            required=True,
            happened=True,
        ),
        Field(
            "contact",
            "text",
            "Who answered",
            in_words(
                "contact email, respondent email, email, email address, recipient email, enduser email,"
                "end user email, user email, respondent, contact name, respondent name, name, associated contact,"
                "end user, enduser"
            ),
        ),
        Field(
            "comment",
            "text",
            "In their own words",
            in_words(
                "feedback, verbatim, comments, response comment, nps comment, survey comment, follow up, reason,"
                "response, nps feedback, feedback text, content, open feedback, free text"
            ),
            prose=True,
        ),
    ),
    ("account", "survey", "answered_on", "contact"),
    called=("survey", "response", "feedback submission", "feedback"),
)

TOUCHPOINTS = Kind(
    "touchpoints",
    "touchpoint",
    "Meetings, calls, emails and other contact with the customer",
    (
        Field(
            "key",
            "key",
            "The touchpoint's id",
            in_words(
                "touchpoint id, object id, activity id, engagement id, task id, conversation id, note id, record id,"
                "id, _id, gsid"
            ),
        ),
        ACCOUNT,
        Field(
            "touched_on",
            "date",
            "When",
            in_words(
                "activity date, engagement date, meeting date, meeting start time, call date, start time, date,"
                "interaction date, due date, completed date, occurred at, event date, touch date, conversation date,"
                "timestamp, day, task due date, logged at"
            ),
            in_words("created date, create date, created"),
            required=True,
            happened=True,
        ),
        Field(
            "type",
            "text",
            "What it was: meeting, call, email, QBR …",
            in_words(
                "activity type, engagement type, touchpoint type, task subtype, task type, activity type name,"
                "channel, interaction type, category, meeting type, conversation type, kind"
            ),
        ),
        Field(
            "who",
            "text",
            "Who of ours was in touch",
            in_words(
                "csm, owner, owner name, activity assigned to, assigned to, assigned, author, user name,"
                "engagement owner, activity owner, created by, logged by, user email, host, team members, users"
            ),
        ),
        Field(
            "note",
            "text",
            "What it was about",
            in_words(
                "subject, notes, note, summary, title, activity subject, meeting name, call title, body, description,"
                "comments, content, snippet, topic, meeting title, full comments, note body"
            ),
            prose=True,
        ),
    ),
    ("account", "touched_on", "type", "who"),
    called=("touchpoint", "activity", "engagement", "task", "interaction", "conversation"),
)
