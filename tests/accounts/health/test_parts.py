"""The points of each part, worked by hand from the shipped thresholds."""

from typing import Any

import pytest

from accounts.health import PartName
from tests.accounts.health.conftest import Clinic, day


def points_and_reason(clinic: Clinic, account_id: int, part: PartName) -> tuple[int | None, str]:
    found = clinic.examine(account_id)[part]
    return found.points, found.reason


class TestUsage:
    """Seats: 10 % is 0 points, 70 % is 100. The usual: 20 % and 90 %. Trend: 40 % and 95 %, counting 40 of 100."""

    def test_users_on_40_percent_of_the_seats_are_half_the_points(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=100)
        clinic.use(account, 20, 0, active_users=40)
        assert points_and_reason(clinic, account, "usage") == (50, "40 active users for 100 seats")

    def test_level_and_trend_count_60_and_40(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=100)
        clinic.use(account, 300, 28, active_users=50)
        clinic.use(account, 27, 0, active_users=40)
        # Level 50. Trend: 28 × 40 = 1,120 of 28 × 50 = 1,400 is 80 %: (80 − 40) ÷ 55 = 72.7. 50 × .6 + 73 × .4 = 59.2.
        assert points_and_reason(clinic, account, "usage") == (
            59,
            "40 active users for 100 seats, 1,120 user-days in the last 28 days after 1,400 in the 28 before",
        )

    def test_without_seats_use_is_held_against_what_is_usual_for_the_account(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.use(account, 300, 28, events=10)
        clinic.use(account, 27, 0, events=5)
        # Usually 280 in 28 days, now 140. With 2 usual days (20) added to both: 160 of 300 is 53.3 %: 33.3 ÷ 70 = 48.
        # Trend: 140 of 280 is 50 %: 10 ÷ 55 = 18. 48 × .6 + 18 × .4 = 36.
        assert points_and_reason(clinic, account, "usage") == (
            36,
            "140 uses in 28 days, usually 280, 140 uses in the last 28 days after 280 in the 28 before",
        )

    def test_days_with_use_do_where_nothing_else_is_known(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.use(account, 223, 0, every=2)
        points, reason = points_and_reason(clinic, account, "usage")
        assert (points, reason.partition(",")[0]) == (100, "14 active days in 28 days")

    def test_the_features_of_a_day_share_its_users(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=100)
        for feature in ("reports", "exports"):
            clinic.make.usage(account, day(1), feature=feature, active_users=40, events=3)
        assert points_and_reason(clinic, account, "usage") == (50, "40 active users for 100 seats")

    def test_use_that_stopped_has_no_points(self, clinic: Clinic) -> None:
        account, other = clinic.customer(), clinic.customer("Other")
        clinic.use(account, 300, 70, events=10)
        clinic.use(other, 3, 0, events=1)
        assert points_and_reason(clinic, account, "usage") == (0, "no use for 70 days")

    def test_rows_of_noughts_are_no_use(self, clinic: Clinic) -> None:
        account, never, new = clinic.customer(), clinic.customer("Never"), clinic.customer("New")
        clinic.use(account, 300, 70, events=10)
        clinic.use(account, 69, 0, events=0, active_users=0)
        clinic.use(never, 40, 0, events=0)
        clinic.use(new, 10, 0, active_users=0)
        assert points_and_reason(clinic, account, "usage") == (0, "no use for 70 days")
        assert points_and_reason(clinic, never, "usage") == (0, "no use so far")
        assert points_and_reason(clinic, new, "usage") == (None, "use began 10 days ago, too little to tell")

    def test_weekends_without_use_don_t_lower_the_users_of_a_day(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=100)
        clinic.use(account, 20, 6, active_users=40)
        clinic.use(account, 5, 0, active_users=0)
        assert clinic.examine(account)["usage"].reason == "40 active users for 100 seats"

    def test_a_fall_as_in_the_same_weeks_of_last_year_is_a_season(self, clinic: Clinic) -> None:
        steady, seasonal = clinic.customer("Steady", seats=10), clinic.customer("Seasonal", seats=10)
        for account in (steady, seasonal):
            clinic.use(account, 55, 28, active_users=10)
            clinic.use(account, 27, 0, active_users=5)
        clinic.use(steady, 364 + 55, 364, active_users=10)
        clinic.use(seasonal, 364 + 55, 364 + 28, active_users=10)
        clinic.use(seasonal, 364 + 27, 364, active_users=5)
        # Both: half of the seats is 67 points. Trend: 50 % is 18 points; 50 % where last year's was 50 % is 100.
        assert [points_and_reason(clinic, each, "usage")[0] for each in (steady, seasonal)] == [47, 80]

    def test_one_day_less_of_three_is_no_trend(self, clinic: Clinic) -> None:
        account = clinic.customer()
        for back in (1, 10, 40, 41, 45, 100, 110, 120, 200, 250):
            clinic.make.usage(account, day(back), events=1)
        assert "before" not in points_and_reason(clinic, account, "usage")[1]

    def test_a_week_of_use_is_too_little_to_tell(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.use(account, 6, 0, events=5)
        assert points_and_reason(clinic, account, "usage") == (None, "use began 6 days ago, too little to tell")

    def test_late_imports_are_not_held_against_the_account(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=10)
        clinic.use(account, 100, 20, active_users=7)
        assert clinic.examine(account)["usage"].points == 100

    def test_usage_that_nobody_imports_any_more_counts_as_of_its_end_and_says_so(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=10)
        clinic.use(account, 100, 31, active_users=7)
        assert points_and_reason(clinic, account, "usage") == (
            100,
            "7 active users for 10 seats, 196 user-days in the last 28 days after 196 in the 28 before "
            "(up to 15 May 2026)",
        )

    def test_no_usage_at_all_is_not_known(self, clinic: Clinic) -> None:
        assert points_and_reason(clinic, clinic.customer(), "usage") == (None, "no usage is known")

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
    @pytest.mark.parametrize(
        ("back", "points", "reason"),
        [
            (0, 100, "a touchpoint today"),
            (1, 100, "last touchpoint 1 day ago"),
            (30, 100, "last touchpoint 30 days ago"),
            (31, 98, "no touchpoint for 31 days"),  # 59 of 60 days left
            (60, 50, "no touchpoint for 60 days"),
            (90, 0, "no touchpoint for 90 days"),
            (400, 0, "no touchpoint for 400 days"),
        ],
    )
    def test_points_fall_from_30_to_90_days(self, clinic: Clinic, back: int, points: int, reason: str) -> None:
        account, other = clinic.customer(), clinic.customer("Other")
        clinic.make.fact("touchpoint", account, touched_on=day(back))
        clinic.make.fact("touchpoint", other, touched_on=day(0))
        assert points_and_reason(clinic, account, "interactions") == (points, reason)

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
            "touchpoints of all accounts end on 15 April 2026",
        )

    def test_a_meeting_planned_for_tomorrow_is_none_yet(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("touchpoint", account, touched_on=day(-1))
        assert points_and_reason(clinic, account, "interactions") == (None, "no touchpoint is on record")


class TestSatisfaction:
    def answer(self, clinic: Clinic, account: int, survey: str, score: int, scale: int, **row: Any) -> None:
        given = {"answered_on": day(10), **row}
        clinic.make.fact("survey", account, survey=survey, score=score, scale=scale, **given)

    @pytest.mark.parametrize(
        ("survey", "scale", "scores", "expected"),
        [
            ("nps", 10, [9, 10], (100, "NPS 100 from 2 answers")),
            ("nps", 10, [10, 7, 6], (50, "NPS 0 from 3 answers")),
            ("nps", 10, [0], (0, "NPS −100 from 1 answer")),
            ("nps", 10, [10, 6, 6], (33, "NPS −33 from 3 answers")),
            ("csat", 5, [1], (0, "CSAT 1 of 5 from 1 answer")),
            ("csat", 5, [5, 4], (88, "CSAT 4.5 of 5 from 2 answers")),  # 100 and 75: 87.5
            ("ces", 7, [4], (50, "CES 4 of 7 from 1 answer")),
            ("csat", 100, [80], (80, "CSAT 80 of 100 from 1 answer")),
        ],
    )
    def test_surveys_count_on_their_own_scale(
        self, clinic: Clinic, survey: str, scale: int, scores: list[int], expected: tuple[int, str]
    ) -> None:
        account = clinic.customer()
        for place, score in enumerate(scores):
            self.answer(clinic, account, survey, score, scale, contact=f"person{place}")
        assert points_and_reason(clinic, account, "satisfaction") == expected

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

    @pytest.mark.parametrize(
        ("tickets", "points", "reason"),
        [
            ([{"closed_on": day(1)}], 100, "no open ticket of the last year"),
            ([{}], 95, "1 open ticket"),
            ([{}, {"priority": "high"}], 90, "2 open tickets"),
            ([{"priority": "urgent"}], 80, "1 open ticket (1 urgent)"),
            ([{"priority": "urgent", "escalated": 1}, {}], 65, "2 open tickets (1 escalated, 1 other)"),
            ([{"escalated": 1}] * 4, 0, "4 open tickets (4 escalated)"),
        ],
    )
    def test_each_open_ticket_costs_what_the_worst_of_it_costs(
        self, clinic: Clinic, tickets: list[dict[str, Any]], points: int, reason: str
    ) -> None:
        account = clinic.customer()
        for place, ticket in enumerate(tickets):
            clinic.make.fact("ticket", account, opened_on=day(20), subject=str(place), **ticket)
        assert points_and_reason(clinic, account, "satisfaction") == (points, reason)

    def test_a_ticket_closed_tomorrow_is_open_today(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("ticket", account, opened_on=day(20), closed_on=day(0), satisfaction=1)
        assert clinic.examine(account, back=1)["satisfaction"].points == 95

    def test_tickets_that_nobody_imports_any_more_count_as_of_their_end(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.fact("ticket", account, opened_on=day(900), closed_on=day(899), satisfaction=4)
        expected = (90, "no open ticket of the last year, tickets rated 4 of 5 (up to 28 December 2023)")
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
    @pytest.mark.parametrize(
        ("account", "points", "reason"),
        [
            ({"payment": "paid"}, 100, "paid"),
            ({"payment": "overdue"}, 50, "an invoice is overdue"),
            ({"renews_on": day(-200)}, 100, "renews on 1 January 2027"),
            ({"renews_on": day(-45)}, 90, "to be renewed in 45 days"),
            ({"renews_on": day(0)}, 80, "to be renewed today"),
            ({"renews_on": day(1)}, 50, "the contract ended 1 day ago, not renewed"),
            ({"renews_on": day(1), "auto_renews": 1}, 100, "nothing against it"),
            (
                {"renews_on": day(5), "payment": "overdue"},
                0,
                "an invoice is overdue, the contract ended 5 days ago, not renewed",
            ),
            ({}, None, "neither payment nor a renewal date is known"),
        ],
    )
    def test_each_circumstance_costs_points(
        self, clinic: Clinic, account: dict[str, Any], points: int | None, reason: str
    ) -> None:
        assert points_and_reason(clinic, clinic.customer(**account), "contract") == (points, reason)

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

    def test_one_of_two_cancelled_costs_half_of_what_both_cost(self, clinic: Clinic) -> None:
        account = clinic.customer()
        clinic.make.subscription(account, day(300), 12_000, ends_on=day(-200), product="Core")
        assert clinic.examine(account)["contract"].points == 100
        clinic.make.subscription(account, day(300), 5_000, cancelled_on=day(-10), status="cancelled", product="Extra")
        assert points_and_reason(clinic, account, "contract") == (
            50,
            "notice given for 1 of 2 contracts, the first leaves on 25 June 2026",
        )

    def test_unused_seats_cost_points(self, clinic: Clinic) -> None:
        account = clinic.customer(seats=100, payment="paid")
        clinic.use(account, 10, 0, active_users=20)
        # 20 % is half of the way from 40 % down to none: half of 30 points.
        assert points_and_reason(clinic, account, "contract") == (85, "20 % of the seats in use")

    def test_a_day_in_the_past_knows_nothing_of_contracts(self, clinic: Clinic) -> None:
        account = clinic.customer(payment="overdue")
        found = clinic.examine(account, back=40, contract_known=False)["contract"]
        assert (found.points, "no date" in found.reason) == (None, True)
