"""The points of each part, worked by hand from the shipped thresholds."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from accounts.health import PartName, examine, load_config
from accounts.health.feature_model import AccountFeatures
from accounts.health.features import load_features
from accounts.health.parts.usage import Aspect, judge
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day


def points_and_reason(clinic: Clinic, account_id: int, part: PartName) -> tuple[int | None, str]:
    found = clinic.examine(account_id)[part]
    return found.points, found.reason


def judged(clinic: Clinic, accounts: Iterable[int], part: PartName) -> Iterator[tuple[int, tuple[int | None, str]]]:
    """Points and reason of each account, all of which are worked out at once."""
    clinic.settle()
    for account in accounts:
        found = examine(clinic.store, account, TODAY, clinic.config)[part]
        yield account, (found.points, found.reason)


TOUCHED = {
    0: (100, "a touchpoint today"),
    1: (100, "last touchpoint 1 day ago"),
    30: (100, "last touchpoint 30 days ago"),
    31: (98, "no touchpoint for 31 days"),  # 59 of 60 days left
    60: (50, "no touchpoint for 60 days"),
    90: (0, "no touchpoint for 90 days"),
    400: (0, "no touchpoint for 400 days"),
}
"""What is said by the days since the last touchpoint."""
SURVEYS: list[tuple[str, int, list[int], tuple[int, str]]] = [
    ("nps", 10, [9, 10], (100, "NPS 100 from 2 answers")),
    ("nps", 10, [10, 7, 6], (50, "NPS 0 from 3 answers")),
    ("nps", 10, [0], (0, "NPS −100 from 1 answer")),
    ("nps", 10, [10, 6, 6], (33, "NPS −33 from 3 answers")),
    ("csat", 5, [1], (0, "CSAT 1 of 5 from 1 answer")),
    ("csat", 5, [5, 4], (88, "CSAT 4.5 of 5 from 2 answers")),  # 100 and 75: 87.5
    ("ces", 7, [4], (50, "CES 4 of 7 from 1 answer")),
    ("csat", 100, [80], (80, "CSAT 80 of 100 from 1 answer")),
]
TICKETS: list[tuple[list[dict[str, Any]], int, str]] = [
    ([{"closed_on": day(1)}], 100, "no open ticket of the last year"),
    ([{}], 95, "1 open ticket"),
    ([{}, {"priority": "high"}], 90, "2 open tickets"),
    ([{"priority": "urgent"}], 80, "1 open ticket (1 urgent)"),
    ([{"priority": "urgent", "escalated": 1}, {}], 65, "2 open tickets (1 escalated, 1 other)"),
    ([{"escalated": 1}] * 4, 0, "4 open tickets (4 escalated)"),
]
CIRCUMSTANCES: list[tuple[dict[str, Any], int | None, str]] = [
    ({"payment": "paid"}, 100, "paid"),
    ({"payment": "overdue"}, 50, "an invoice is overdue"),
    ({"renews_on": day(-200)}, 100, "renews on 1 Jan 2027"),
    ({"renews_on": day(-45)}, 90, "to be renewed in 45 days"),
    ({"renews_on": day(0)}, 80, "to be renewed today"),
    ({"renews_on": day(1)}, 50, "the renewal date passed 1 day ago, no renewal is known"),
    ({"renews_on": day(1), "auto_renews": 1}, 100, "nothing against it"),
    (
        {"renews_on": day(5), "payment": "overdue"},
        0,
        "an invoice is overdue, the renewal date passed 5 days ago, no renewal is known",
    ),
    ({}, None, "neither payment nor a renewal date is known"),
]
"""What is known of an account, and what it comes to."""


class TestUsage:
    """Few accounts to compare with: the shipped typical values stand in. Level counts 100, a fall 50, recency 30 and
    newness 50 of 230; 15 % of that and less is 100 points, 95 % and more none.
    """

    def test_the_aspects_are_weighted_as_the_file_says(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.use(account, 300, 0, events=1)
        # Expected a day: (46.2 days that count + 7 × 5.2) ÷ (46.2 + 7) is about 1.5, more than 25 to 30 % have.
        found = {each.name: each for each in self.aspects(clinic, account)}
        assert [*found] == ["level", "fall", "recency", "newness"]
        assert 0.68 < found["level"].risk < 0.74
        assert found["fall"].risk == 0
        assert found["recency"].risk == pytest.approx(0.7, abs=0.01)  # 1 a day: 30% of accounts elsewhere have less
        assert found["newness"].risk < 0.001  # of two years
        cost = (100 * found["level"].risk + 30 * found["recency"].risk) / 230
        assert points_and_reason(clinic, account, "usage")[0] == round(100 * (0.95 - cost) / 0.8)

    @staticmethod
    def aspects(clinic: Clinic, account: int) -> tuple[Aspect, ...]:
        clinic.settle()
        (facts,) = load_features(clinic.store.reading, [account], TODAY)
        return judge(facts, clinic.config.rules_for("", None)).aspects

    @pytest.mark.parametrize(("to", "points"), [(5, 69), (2, 39)])
    def test_a_sure_fall_is_never_green_and_a_deep_one_red(self, clinic: Clinic, to: int, points: int) -> None:
        account = clinic.customer()
        clinic.use(account, 300, 28, events=10)
        clinic.use(account, 27, 0, events=to)
        found, reason = points_and_reason(clinic, account, "usage")
        assert (found, reason.partition(";")[0]) == (points, f"{28 * to} uses in 28 days, usually 280")

    def test_a_sure_fall_is_not_outweighed_by_all_else(self, clinic: Clinic) -> None:
        account = clinic.customer(payment="paid")
        clinic.use(account, 300, 28, events=10)
        clinic.use(account, 27, 0, events=2)
        clinic.make.fact("touchpoint", account, touched_on=day(0))
        clinic.make.fact("survey", account, survey="nps", score=10, scale=10, answered_on=day(2))
        found = clinic.examine(account)
        assert (found.score, found.band) == (39, "red")

    def test_a_fall_that_chance_would_make_is_no_fall(self, clinic: Clinic) -> None:
        account = clinic.customer()
        for back in (1, 40, 41, 45, 70, 100, 110, 120, 150):
            clinic.make.usage(account, day(back), events=1)
        assert judge(self.facts(clinic, account), clinic.config.rules_for("", None)).most == 100

    @staticmethod
    def facts(clinic: Clinic, account: int) -> AccountFeatures:
        clinic.settle()
        (facts,) = load_features(clinic.store.reading, [account], TODAY)
        return facts

    @pytest.mark.parametrize("every", [1, 7])
    @pytest.mark.parametrize(("to", "points"), [(40, 69), (20, 39)])
    def test_rows_by_the_week_tell_the_same_fall(self, clinic: Clinic, every: int, to: int, points: int) -> None:
        account = clinic.customer()
        clinic.use(account, 300, 28, every, events=80)
        clinic.use(account, 27, 0, every, events=to)
        found, reason = points_and_reason(clinic, account, "usage")
        band = clinic.config.rules_for("", None).band
        assert band(found) == band(points)
        assert ", usually " in reason

    def test_rows_by_the_month_tell_what_is_usual_in_a_month(self, clinic: Clinic) -> None:
        account = clinic.customer()
        for back in range(13):  # 15 June 2026, when half of the month is over
            month = date(TODAY.year - (back >= TODAY.month), (TODAY.month - back - 1) % 12 + 1, 1)
            clinic.make.usage(account, month.isoformat(), events=1000 if back else 120)
        points, reason = points_and_reason(clinic, account, "usage")
        assert points == 39
        assert reason.startswith("120 uses in June so far, usually 1,000 a month")

    def test_half_of_a_month_s_use_in_half_of_the_month_is_no_fall(self, clinic: Clinic) -> None:
        account = clinic.customer()
        for back in range(13):
            month = date(TODAY.year - (back >= TODAY.month), (TODAY.month - back - 1) % 12 + 1, 1)
            clinic.make.usage(account, month.isoformat(), events=1000 if back else 500)
        assert judge(self.facts(clinic, account), clinic.config.rules_for("", None)).most == 100

    def test_a_fall_as_in_the_same_weeks_of_last_year_is_a_season(self, clinic: Clinic) -> None:
        steady, seasonal = clinic.customer("Steady"), clinic.customer("Seasonal")
        for account in (steady, seasonal):
            clinic.use(account, 200, 28, events=10)
            clinic.use(account, 27, 0, events=4)
        clinic.use(steady, 364 + 200, 364, events=10)
        clinic.use(seasonal, 364 + 200, 364 + 28, events=10)
        clinic.use(seasonal, 364 + 27, 364, events=4)
        rules = clinic.config.rules_for("", None)
        assert [judge(self.facts(clinic, each), rules).most for each in (steady, seasonal)] == [39, 100]

    def test_enough_customers_are_compared_with_each_other(self, clinic: Clinic) -> None:
        accounts = [clinic.customer(f"Peer {n}", segment="SMB" if n < 50 else "Mid") for n in range(60)]
        for n, account in enumerate(accounts):
            clinic.use(account, 200, 0, events=n + 1)
        lowest, mid = self.facts(clinic, accounts[5]), self.facts(clinic, accounts[55])
        said = judge(lowest, clinic.config.rules_for("", None)).details
        assert said[0] == "less use a day than 90% of SMB accounts: 8.2 a day expected, typical 26"
        assert "less than 90% of accounts" in said[2]
        assert (lowest.peers.segment, mid.peers.segment, mid.peers.accounts) == ("SMB", "", 60)

    def test_fewer_than_30_are_compared_with_typical_values_and_it_is_said(self, clinic: Clinic) -> None:
        accounts = [clinic.customer(f"Peer {n}") for n in range(29)]
        for account in accounts:
            clinic.use(account, 40, 0, events=1)
        said = points_and_reason(clinic, accounts[0], "usage")[1]
        assert "of accounts elsewhere (29 here to compare with, 30 are needed)" in said

    def test_a_long_silence_is_longer_than_that_of_others_and_never_of_all(self, clinic: Clinic) -> None:
        accounts = [clinic.customer(f"Peer {n}") for n in range(60)]
        for account in accounts[1:]:
            clinic.use(account, 200, 0, events=5)
        clinic.use(accounts[0], 200, 90, events=5)
        said = judge(self.facts(clinic, accounts[0]), clinic.config.rules_for("", None)).details
        assert any("no use for" in each and "longer than 99% of accounts" in each for each in said)
        assert not any("100 %" in each for each in said)

    def test_few_features_of_many_cost(self, clinic: Clinic) -> None:
        accounts = [clinic.customer(f"Peer {n}") for n in range(30)]
        for n, account in enumerate(accounts):
            for feature in range(n % 3 + 1):
                clinic.make.usage(account, day(3), feature=f"f{feature}", events=1)
        said = judge(self.facts(clinic, accounts[0]), clinic.config.rules_for("", None)).details
        assert "1 feature in 28 days, typical 2" in said

    def test_it_is_scored_from_the_first_use_on(self, clinic: Clinic) -> None:
        account = clinic.customer(customer_since=day(3))
        clinic.make.usage(account, day(0), events=5)
        points, reason = points_and_reason(clinic, account, "usage")
        assert points is not None
        assert "a customer for 3 days" in reason

    def test_seats_are_a_fact_without_a_weight(self, clinic: Clinic) -> None:
        one, other = clinic.customer("One", seats=40), clinic.customer("Other", seats=4000)
        for account in (one, other):
            clinic.use(account, 100, 0, active_users=40)
        rules = clinic.config.rules_for("", None)
        assert judge(self.facts(clinic, one), rules)[:2] == judge(self.facts(clinic, other), rules)[:2]
        assert judge(self.facts(clinic, other), rules).details[-1] == "on average 40 active users a day for 4,000 seats"

    def test_the_features_of_a_day_share_its_users(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=100)
        for feature in ("reports", "exports"):
            clinic.make.usage(account, day(1), feature=feature, active_users=40, events=3)
        usage = self.facts(clinic, account).usage
        assert usage is not None
        assert (usage.users, usage.user_days, usage.last_week) == (40, 1, 6)

    def test_use_that_stopped_is_red(self, clinic: Clinic) -> None:
        account, other = clinic.customer(), clinic.customer("Other")
        clinic.use(account, 300, 70, events=10)
        clinic.use(other, 3, 0, events=1)
        points, reason = points_and_reason(clinic, account, "usage")
        assert points is not None
        assert points < 40
        assert reason == "no use for 70 days"

    def test_rows_of_noughts_are_no_use(self, clinic: Clinic) -> None:
        account, never, new = clinic.customer(), clinic.customer("Never"), clinic.customer("New", customer_since=day(9))
        clinic.use(account, 300, 70, events=10)
        clinic.use(account, 69, 0, events=0, active_users=0)
        clinic.use(never, 40, 0, events=0)
        clinic.use(new, 9, 0, active_users=0)
        assert points_and_reason(clinic, account, "usage")[1] == "no use for 70 days"
        assert points_and_reason(clinic, never, "usage") == (0, "no use so far")
        assert points_and_reason(clinic, new, "usage") == (None, "no use so far")

    def test_late_imports_are_not_held_against_the_account(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.use(account, 200, 20, events=7)
        usage = self.facts(clinic, account).usage
        assert usage is not None
        assert (usage.silence, usage.days, usage.amount) == (0, 28, 28 * 7)

    def test_usage_that_nobody_imports_any_more_counts_as_of_its_end_and_says_so(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.use(account, 200, 31, events=7)
        assert points_and_reason(clinic, account, "usage")[1].endswith(" (up to 15 May 2026)")

    def test_no_usage_at_all_is_not_known(self, clinic: Clinic) -> None:
        account, other = clinic.customer(), clinic.customer("Other")
        assert points_and_reason(clinic, account, "usage") == (None, "no usage is known")
        clinic.make.usage(other, day(0), events=1)
        assert points_and_reason(clinic, account, "usage") == (
            None,
            "no use is on record, while other accounts have some",
        )

    def test_counts_beyond_all_measure_do_no_harm(self, clinic: Clinic) -> None:
        account = clinic.customer()
        for feature in ("a", "b"):
            clinic.make.usage(account, day(0), feature=feature, events=2**63 - 1, active_users=2**63 - 1)
        assert clinic.score_all().accounts == 1

    def test_use_of_days_to_come_does_not_count(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=10)
        clinic.use(account, -1, -20, active_users=10)
        assert clinic.examine(account)["usage"].points is None


class TestInteractions:
    def test_points_fall_from_30_to_90_days(self, clinic: Clinic) -> None:
        accounts = {clinic.customer(f"{back} days"): back for back in TOUCHED}
        for account, back in accounts.items():
            clinic.make.fact("touchpoint", account, touched_on=day(back))
        assert {accounts[each]: said for each, said in judged(clinic, accounts, "interactions")} == TOUCHED

    @pytest.mark.parametrize(("segment", "since", "points"), [("smb", 730, 75), ("Mid", 730, 0), ("SMB", 80, 0)])
    def test_small_accounts_are_given_longer_and_new_ones_less(
        self, clinic: Clinic, segment: str, since: int, points: int
    ) -> None:
        account, other = clinic.customer(segment=segment, customer_since=day(since)), clinic.customer("Other")
        clinic.make.fact("touchpoint", account, touched_on=day(90))
        clinic.make.fact("touchpoint", other, touched_on=day(0))
        assert clinic.examine(account)["interactions"].points == points

    def test_touchpoints_that_nobody_imports_any_more_are_not_known(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("touchpoint", account, touched_on=day(61))
        assert points_and_reason(clinic, account, "interactions") == (
            None,
            "imported touchpoints end on 15 Apr 2026",
        )

    def test_a_meeting_planned_for_tomorrow_is_none_yet(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("touchpoint", account, touched_on=day(-1))
        assert points_and_reason(clinic, account, "interactions") == (None, "no touchpoint is on record")


class TestSatisfaction:
    def answer(self, clinic: Clinic, account: int, survey: str, score: int, scale: int, **row: Any) -> None:
        given = {"answered_on": day(10), **row}
        clinic.make.fact("survey", account, survey=survey, score=score, scale=scale, **given)

    def test_surveys_count_on_their_own_scale(self, clinic: Clinic) -> None:
        accounts = {clinic.customer(said): said for *_, (_, said) in SURVEYS}
        for account, (survey, scale, scores, _) in zip(accounts, SURVEYS, strict=True):
            for place, score in enumerate(scores):
                self.answer(clinic, account, survey, score, scale, contact=f"person{place}")
        found = [said for _, said in judged(clinic, accounts, "satisfaction")]
        assert found == [expected for *_, expected in SURVEYS]

    def test_only_the_latest_answer_of_a_person_counts(self, clinic: Clinic) -> None:
        account = clinic.customer()
        self.answer(clinic, account, "nps", 0, 10, contact="dana", answered_on=day(90))
        self.answer(clinic, account, "nps", 10, 10, contact="dana", answered_on=day(5))
        assert points_and_reason(clinic, account, "satisfaction") == (100, "NPS 100 from 1 answer")

    def test_surveys_count_alike_however_many_answered(self, clinic: Clinic) -> None:
        account = clinic.customer()
        for place in range(3):
            self.answer(clinic, account, "nps", 10, 10, contact=f"person{place}")
        self.answer(clinic, account, "csat", 1, 5)
        assert clinic.examine(account)["satisfaction"].points == 50

    @pytest.mark.parametrize(("back", "points"), [(364, 100), (365, None)])
    def test_answers_count_for_a_year(self, clinic: Clinic, back: int, points: int | None) -> None:
        account = clinic.customer()
        self.answer(clinic, account, "nps", 10, 10, answered_on=day(back))
        assert clinic.examine(account)["satisfaction"].points == points

    def test_each_open_ticket_costs_what_the_worst_of_it_costs(self, clinic: Clinic) -> None:
        accounts = [clinic.customer(reason) for *_, reason in TICKETS]
        for account, (tickets, *_) in zip(accounts, TICKETS, strict=True):
            for place, ticket in enumerate(tickets):
                clinic.make.fact("ticket", account, opened_on=day(20), subject=str(place), **ticket)
        found = [said for _, said in judged(clinic, accounts, "satisfaction")]
        assert found == [(points, reason) for _, points, reason in TICKETS]

    def test_a_ticket_closed_tomorrow_is_open_today(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("ticket", account, opened_on=day(20), closed_on=day(0), satisfaction=1)
        assert clinic.examine(account, back=1)["satisfaction"].points == 95

    def test_tickets_that_nobody_imports_any_more_count_as_of_their_end(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("ticket", account, opened_on=day(900), closed_on=day(899), satisfaction=4)
        expected = (90, "no open ticket of the last year, tickets rated 4 of 5 (up to 28 Dec 2023)")
        assert points_and_reason(clinic, account, "satisfaction") == expected  # (100 × 30 + 75 × 20) ÷ 50

    def test_surveys_tickets_and_ratings_count_50_30_and_20(self, clinic: Clinic) -> None:
        account = clinic.customer()
        self.answer(clinic, account, "nps", 10, 10)
        clinic.make.fact("ticket", account, opened_on=day(20), closed_on=day(10), satisfaction=2)
        clinic.make.fact("ticket", account, opened_on=day(9), priority="urgent")
        # (100 × 50 + 80 × 30 + 25 × 20) ÷ 100 = 79
        assert points_and_reason(clinic, account, "satisfaction") == (
            79,
            "NPS 100 from 1 answer, 1 open ticket (1 urgent), tickets rated 2 of 5",
        )

    def test_no_answer_and_no_ticket_is_not_known(self, clinic: Clinic) -> None:
        reason = "no survey answer within 12 months, and no ticket"
        assert points_and_reason(clinic, clinic.customer(), "satisfaction") == (None, reason)


class TestPulse:
    def say(self, clinic: Clinic, account: int, score: int, back: int) -> None:
        clinic.make.insert(
            "pulse",
            account_id=account,
            score=score,
            said_by="U1",
            said_at=f"{day(back)}T09:00:00.000Z",
            said_on=day(back),
        )

    @pytest.mark.parametrize(("score", "points"), [(1, 0), (2, 25), (3, 50), (4, 75), (5, 100)])
    def test_one_to_five_is_nothing_to_all(self, clinic: Clinic, score: int, points: int) -> None:
        account = clinic.customer()
        self.say(clinic, account, score, 3)
        assert points_and_reason(clinic, account, "pulse") == (points, f"pulse {score} of 5, set 3 days ago")

    def test_the_latest_counts(self, clinic: Clinic) -> None:
        account = clinic.customer()
        self.say(clinic, account, 5, 3)
        self.say(clinic, account, 1, 3)
        assert points_and_reason(clinic, account, "pulse")[0] == 0

    @pytest.mark.parametrize(
        ("back", "expected"),
        [
            (90, (75, "pulse 4 of 5, set 90 days ago")),
            (91, (None, "the last pulse, 4 of 5, is 91 days old and no longer counts")),
        ],
    )
    def test_it_fades_out_and_says_so(self, clinic: Clinic, back: int, expected: tuple[int | None, str]) -> None:
        account = clinic.customer()
        self.say(clinic, account, 4, back)
        assert points_and_reason(clinic, account, "pulse") == expected


class TestContract:
    def test_each_circumstance_costs_points(self, clinic: Clinic) -> None:
        accounts = [clinic.customer(f"A{n}", **account) for n, (account, *_) in enumerate(CIRCUMSTANCES)]
        found = [said for _, said in judged(clinic, accounts, "contract")]
        assert found == [(points, reason) for _, points, reason in CIRCUMSTANCES]

    def test_a_contract_past_its_end_costs_half(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(400), 12_000, ends_on=day(35))
        assert points_and_reason(clinic, account, "contract") == (50, "the contract ended 35 days ago, not renewed")

    def test_one_that_renews_by_itself_does_not(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(400), 12_000, ends_on=day(35), auto_renews=1)
        assert clinic.examine(account)["contract"].points == 100

    def test_one_that_was_renewed_does_not(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(400), 12_000, ends_on=day(35))
        clinic.make.subscription(account, day(35), 13_000, ends_on=day(-330))
        assert clinic.examine(account)["contract"].points == 100

    def test_one_that_is_renewed_ahead_of_time_does_not(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(360), 12_000, ends_on=day(-5))
        clinic.make.subscription(account, day(-5), 13_000, ends_on=day(-370))
        assert clinic.examine(account)["contract"].points == 100

    def test_one_without_an_end_says_nothing(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(400), 12_000)
        assert clinic.examine(account)["contract"].points is None

    @pytest.mark.parametrize(
        ("renews_on", "points", "reason"),
        [
            (day(5), 50, "the renewal date passed 5 days ago, no renewal is known"),
            (day(-45), 90, "to be renewed in 45 days"),
            (day(500), 100, "nothing against it"),  # before the contract began: another one's day
        ],
    )
    def test_one_without_an_end_is_renewed_on_the_day_of_its_account(
        self, clinic: Clinic, renews_on: str, points: int, reason: str
    ) -> None:
        account = clinic.customer(renews_on=renews_on)
        clinic.make.subscription(account, day(400), 12_000)
        assert points_and_reason(clinic, account, "contract") == (points, reason)

    def test_one_of_two_cancelled_costs_half_of_what_both_cost(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(300), 12_000, ends_on=day(-200), product="Core")
        assert clinic.examine(account)["contract"].points == 100
        clinic.make.subscription(account, day(300), 5_000, cancelled_on=day(-10), status="cancelled", product="Extra")
        assert points_and_reason(clinic, account, "contract") == (
            50,
            "notice given for 1 of 2 contracts, the first leaves on 25 Jun 2026",
        )

    def test_unused_seats_cost_points_only_where_a_file_says_so(self, clinic: Clinic, tmp_path: Path) -> None:
        account = clinic.customer(seats=100, payment="paid")
        clinic.use(account, 10, 0, active_users=20)
        assert points_and_reason(clinic, account, "contract") == (100, "paid")
        (tmp_path / "mine.toml").write_text("[contract]\nfew_seats = 30\n")
        found = examine(clinic.store, account, TODAY, load_config(tmp_path / "mine.toml"))["contract"]
        # 20 % is half of the way from 40 % down to none: half of 30 points.
        assert (found.points, found.reason) == (85, "20 of 100 seats in use on an average day")

    def test_a_day_in_the_past_knows_nothing_of_contracts(self, clinic: Clinic) -> None:
        account = clinic.customer(payment="overdue")
        found = clinic.examine(account, back=40, contract_known=False)["contract"]
        assert (found.points, "no date" in found.reason) == (None, True)
