"""The `--map` that an error suggests for a required field that no column fills."""

from collections.abc import Mapping
from typing import Final

from accounts.columns.headers import parse_header, without_containers
from accounts.columns.inference import ANOTHER, Counted, is_known_otherwise, match_share
from accounts.kinds import Field, Kind
from accounts.kinds.model import in_words
from accounts.values.texts import read_text

FITS: Final = 0.5  # the share of rows whose values could be the field's
_IDS: Final = frozenset(
    in_words(
        "id,ids,number,key,code,uuid,guid,phone,fax,zip,postal,postcode,year,row,line,index,rank,version,lat,lng,latitude"
    )
)
_NO_PRICES: Final = frozenset(
    in_words(
        "percent,discount,rate,tax,vat,balance,paid,refund,credit,ltv,lifetime,margin,cost,target,budget,forecast,goal,"
        "quota,probability,score,age,users,seats,employees,headcount,count,quantity,days,months,years,usage,weight,previous,last,"
        "length,duration"
    )
)
_MONTHLY: Final = frozenset(in_words("mrr,monthly,month,mo,mensual,mensuel,monatlich"))
_YEARLY: Final = frozenset(in_words("arr,annual,annually,annualized,yearly,year,annum,anual,annuel"))
_LONGEST_NAME: Final = 80  # characters of what may name an account


def suggest(kind: Kind, group: tuple[str, ...], free: Mapping[str, Counted], *, sampled: bool) -> str:
    """Which of the free columns may fill a field of the group, with the option that says so; else that none does."""
    field = kind[group[0]]
    fitting = [header for header, values in free.items() if _may_be(field, header, values, sampled=sampled)]
    if not fitting:
        none = f"No other column could be it: add one called {field.name}."
        return none if sampled else f'Say which: --map "Its header={field.name}"'
    if field.type != "money":
        return f'Say which: --map "{fitting[0]}={field.name}"'
    return _price(kind, fitting[0])


def _price(kind: Kind, header: str) -> str:
    """What an amount is for has to be said: a wrong guess would be twelve times or three times too much."""
    words = {*without_containers(parse_header(header)).words}
    if words & _MONTHLY and not words & _YEARLY:
        return f'Say which: --map "{header}=mrr"'
    if words & _YEARLY and not words & _MONTHLY:
        return f'Say which: --map "{header}=arr"'
    ways = [("arr", "a year"), ("mrr", "a month"), ("term_amount", "the whole term")]
    known = [f'--map "{header}={name}" if it is for {what}' for name, what in ways if any(f.name == name for f in kind)]
    return f"What is “{header}” for? {', '.join(known)}."


def _may_be(field: Field, header: str, values: Counted, *, sampled: bool) -> bool:
    """Whether a column could be the field's by its values, and nothing in its header says that it is something else."""
    if sampled and (not values or match_share(field, values) < FITS):
        return False
    parsed = without_containers(parse_header(header))
    words = {*parsed.words, *parse_header(parsed.unit).words}
    if is_known_otherwise(field, header):
        return False
    if field.type == "money":
        return not words & (_IDS | _NO_PRICES)
    if field.type in ("count", "number"):
        return not words & _IDS
    if field.type == "date":
        return not words & ANOTHER
    return field.type != "key" or all(map(_may_name, values))


def _may_name(value: object) -> bool:
    """Whether a value may be an id, a domain or a name of an account: no address, no sentence."""
    text = read_text(value) or ""
    return "@" not in text and len(text) <= _LONGEST_NAME
