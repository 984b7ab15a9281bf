"""Intervals against SciPy's bootstrap and against cases worked by hand, and what always holds of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from index.intervals import difference, difference_of, interval, interval_of, linked

VALUES = st.lists(st.tuples(st.none() | st.floats(0, 1), st.integers(0, 6)), max_size=40)
KNOWN = [0.0, 1.0, 1.0, 0.5, 1.0, 0.0, 0.25, 1.0, 1.0, 0.0, 0.5, 1.0, 0.0, 1.0, 0.2, 0.9, 0.1, 0.7, 1.0, 0.0]
CLUSTERS = [0, 0, 0, 1, 2, 2, 3, 4, 4, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 11]


def few(values, clusters, **details):
    return interval(values, clusters, draws=200, **details)


def mean_of(values):
    numbers = np.asarray(values)
    return lambda places: float(numbers[places].mean())


def test_questions_that_are_clusters_of_their_own_have_scipy_s_percentile_interval():
    ours = interval(KNOWN, range(len(KNOWN)), draws=20_000)
    theirs = stats.bootstrap((KNOWN,), np.mean, n_resamples=20_000, method="percentile", rng=1).confidence_interval

    assert ours.mean == pytest.approx(np.mean(KNOWN))
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)


def test_clusters_have_scipy_s_interval_of_the_ratio_of_their_sums():
    sums = np.bincount(CLUSTERS, weights=KNOWN)
    counts = np.bincount(CLUSTERS)

    def ratio(sums, counts, axis):
        return sums.sum(axis=axis) / counts.sum(axis=axis)

    ours = interval(KNOWN, CLUSTERS, draws=20_000, level=0.9)
    theirs = stats.bootstrap(
        (sums, counts), ratio, paired=True, n_resamples=20_000, method="percentile", confidence_level=0.9, rng=1
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)
    assert (ours.count, ours.clusters) == (20, 12)


def test_a_difference_has_scipy_s_interval_of_the_paired_differences():
    old = KNOWN[::-1]
    gaps = np.subtract(KNOWN, old)

    ours = difference(KNOWN, old, range(len(KNOWN)), draws=20_000)
    theirs = stats.bootstrap((gaps + 0.0,), np.mean, n_resamples=20_000, method="percentile", rng=1)
    assert ours.mean == pytest.approx(gaps.mean())
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.confidence_interval), abs=0.015)


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, 0.0, 0.3363), (1.0, 0.6637, 1.0)])
def test_nought_of_nine_and_nine_of_nine_have_the_exact_binomial_bound(value, low, high):
    found = interval([value] * 9, range(9))
    exact = stats.binomtest(int(9 * value), 9).proportion_ci(method="exact")

    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_the_exact_bound_counts_clusters_and_not_questions():
    assert interval([0.0] * 90, [place % 9 for place in range(90)]).high == interval([0.0] * 9, range(9)).high


def test_questions_that_succeed_together_say_less_than_as_many_that_don_t():
    values = [1.0] * 50 + [0.0] * 50

    together = interval(values, [place // 10 for place in range(100)])
    apart = interval(values, range(100))
    assert together.mean == apart.mean == 0.5
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_a_mean_is_over_questions_and_not_over_clusters():
    assert interval([1.0, 1.0, 1.0, 0.0], "aaab").mean == 0.75


def test_questions_without_a_value_are_left_out():
    assert few([1.0, None, 0.0, None], "abcd") == few([1.0, 0.0], "ac")
    assert few([1.0, None, 0.0], "aac") == few([1.0, 0.0], "ac")


def test_nothing_has_no_mean():
    for found in (interval([], []), interval([None, None], "ab")):
        assert (found.mean, found.low, found.high, found.count, found.clusters) == (None, None, None, 0, 0)


def test_one_cluster_has_a_mean_and_no_bounds():
    found = interval([1.0, 0.0, None], "aaa")

    assert (found.mean, found.low, found.high, found.count, found.clusters) == (0.5, None, None, 2, 1)
    assert difference([1.0, 1.0], [0.0, 0.0], "aa").noise
    assert interval_of(mean_of([1.0, 0.0]), "aa").low is None


def test_every_value_needs_its_cluster():
    with pytest.raises(ValueError, match="2 values and 1 clusters"):
        interval([1.0, 0.0], ["a"])


@given(VALUES)
def test_an_interval_lies_in_the_range_of_the_values_and_holds_their_mean(pairs):
    values, clusters = [value for value, _ in pairs], [cluster for _, cluster in pairs]
    known = [value for value in values if value is not None]

    found = few(values, clusters)
    assert found.count == len(known)
    if known:
        assert found.mean == pytest.approx(np.mean(known))
    if found.low is not None:
        assert 0 <= found.low <= found.mean <= found.high <= 1 + 1e-12


def test_an_interval_is_widened_to_its_mean_where_the_middle_of_the_draws_leaves_it_out():
    # Most draws hold the one large value once or not at all, so that their middle lies below the mean.
    found = interval([place / 1000 for place in range(19)] + [1.0], range(20), level=0.02)

    assert found.low < found.mean == found.high


@given(VALUES, st.floats(0.5, 0.9))
def test_a_higher_level_makes_no_interval_narrower(pairs, level):
    values, clusters = [value for value, _ in pairs], [cluster for _, cluster in pairs]

    wide, narrow = few(values, clusters, level=0.95), few(values, clusters, level=level)
    if wide.low is not None:
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high


@given(VALUES)
def test_what_clusters_are_called_is_no_matter_and_the_seed_is(pairs):
    values, clusters = [value for value, _ in pairs], [cluster for _, cluster in pairs]

    assert few(values, clusters) == few(values, [("week", cluster) for cluster in clusters])
    assert few(values, clusters, seed=1) == few(values, clusters, seed=1)


@given(VALUES, st.randoms())
def test_the_order_of_the_questions_in_a_cluster_is_no_matter_to_the_mean(pairs, chance):
    shuffled = list(pairs)
    chance.shuffle(shuffled)

    one, other = (few([v for v, _ in some], [c for _, c in some]) for some in (pairs, shuffled))
    assert (one.count, one.clusters) == (other.count, other.clusters)
    assert one.mean == pytest.approx(other.mean)


def test_another_seed_gives_about_the_same_interval():
    one, other = interval(KNOWN, CLUSTERS, seed=1), interval(KNOWN, CLUSTERS, seed=2)

    assert one != other
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.04)


@given(VALUES)
def test_a_run_differs_from_itself_by_nothing(pairs):
    values, clusters = [value for value, _ in pairs], [cluster for _, cluster in pairs]

    found = difference(values, values, clusters, draws=200)
    assert found.mean in {0, None}
    assert found.low in {0, None}
    assert found.noise


@given(VALUES, st.randoms())
def test_the_difference_the_other_way_around_has_the_other_sign(pairs, chance):
    new, clusters = [value for value, _ in pairs], [cluster for _, cluster in pairs]
    old = list(new)
    chance.shuffle(old)

    one, other = difference(new, old, clusters, draws=200), difference(old, new, clusters, draws=200)
    assert one.noise == other.noise
    if one.low is not None:
        assert (one.mean, one.low, one.high) == pytest.approx((-other.mean, -other.high, -other.low))


def test_a_gain_on_every_question_is_no_noise_and_a_gain_on_one_of_many_is():
    old = [float(place % 3 == 0) for place in range(60)]
    better = [min(1.0, value + 0.2) for value in old]
    luckier = [1.0, *old[1:-1], 1.0 - old[-1]]

    assert not difference(better, old, range(60)).noise
    assert difference(luckier, old, range(60)).noise
    assert not difference(old, better, range(60)).noise


def test_pairs_resolve_what_two_intervals_don_t():
    old = [0.0, 1.0] * 50
    new = [0.1, 1.0] * 50

    assert interval(new, range(100)).low < interval(old, range(100)).high
    assert not difference(new, old, range(100)).noise


def test_a_difference_is_between_the_means_of_the_table_where_only_one_run_answers():
    new, old = [1.0, 0.0, 1.0, None], [1.0, None, 0.0, None]

    found = difference(new, old, "abcd")
    assert found.mean == pytest.approx(few(new, "abcd").mean - few(old, "abcd").mean)


def test_no_common_metric_is_noise():
    assert difference([None], [1.0], "a").mean is None
    assert difference([], [], []).noise


def test_a_mean_as_any_statistic_has_about_the_interval_of_a_mean():
    as_mean, as_any = interval(KNOWN, CLUSTERS), interval_of(mean_of(KNOWN), CLUSTERS)

    assert as_any.mean == pytest.approx(as_mean.mean)
    assert (as_any.low, as_any.high) == pytest.approx((as_mean.low, as_mean.high), abs=0.04)
    assert (as_any.count, as_any.clusters) == (as_mean.count, as_mean.clusters)


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=20).filter(lambda clusters: len(set(clusters)) > 1))
def test_a_statistic_gets_whole_clusters_and_as_many_as_there_are(clusters):
    seen = []

    def size(places):
        seen.append([list(places).count(place) for place in range(len(clusters))])
        return float(len(places))

    interval_of(size, clusters, draws=20)
    assert seen[0] == [1] * len(clusters)
    for times in seen:
        of_cluster = {cluster: {times[i] for i, one in enumerate(clusters) if one == cluster} for cluster in clusters}
        assert all(len(drawn) == 1 for drawn in of_cluster.values())
        assert sum(drawn.pop() for drawn in of_cluster.values()) == len(of_cluster)


def test_draws_for_which_a_statistic_is_not_defined_are_left_out():
    def defined_with_the_first(places):
        return 1.0 if 0 in places else None

    found = interval_of(defined_with_the_first, "abc", draws=100)
    assert (found.mean, found.low, found.high) == (1, 1, 1)
    assert interval_of(lambda _: None, "abc").mean is None
    assert interval_of(mean_of([]), []).mean is None


def test_the_difference_of_a_statistic_is_paired():
    low, high = mean_of(KNOWN), mean_of([value + 0.01 for value in KNOWN])

    found = difference_of(high, low, CLUSTERS, draws=100)
    assert (found.mean, found.low, found.high) == pytest.approx((0.01, 0.01, 0.01))
    assert not found.noise
    assert difference_of(low, low, CLUSTERS, draws=100).noise
    assert difference_of(low, lambda _: None, CLUSTERS).mean is None


def test_questions_are_linked_by_what_they_share_also_through_others():
    first, second, third, alone, fourth = linked([["a"], ["b", "c"], ["a", "b"], [], ["d"]])

    assert first == second == third
    assert len({first, alone, fourth}) == 3
    assert linked([]) == []


@given(st.lists(st.sets(st.integers(0, 9), max_size=3), max_size=15), st.data())
def test_links_need_a_shared_key_and_every_shared_key_links(keys, data):
    clusters = linked(keys)

    for one, mine in zip(clusters, keys, strict=True):
        for other, theirs in zip(clusters, keys, strict=True):
            if mine & theirs:
                assert one == other
    for cluster in set(clusters):
        members = [group for one, group in zip(clusters, keys, strict=True) if one == cluster]
        assert len(members) == 1 or all(
            any(group & other for other in members if other is not group) for group in members
        )
    order = data.draw(st.permutations(range(len(keys))))
    again = linked([keys[place] for place in order])
    assert len(set(again)) == len(set(clusters))
