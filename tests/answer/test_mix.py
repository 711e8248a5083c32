import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from iris_model.answer.mix import equal_mix, estimate_mix, parse_mix
from iris_model.errors import IrisError
from tools.specimens import FORMS, models, random_model

IRISES, PENGUINS = models()["irises"], models()["penguins"]


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("Setosa=0.2,Versicolor=0.3,Virginica=0.5", (0.2, 0.3, 0.5)),
        ("Virginica=50, Setosa = 20 ,Versicolor=30", (0.2, 0.3, 0.5)),
        ('"Setosa=1",Versicolor=1e0,Virginica=2', (0.25, 0.25, 0.5)),
    ],
)
def test_a_mix_is_read_in_any_order_and_unit(text, shares):
    assert parse_mix(IRISES.schema, text) == pytest.approx(shares)


def test_the_last_equals_sign_of_a_pair_splits_it():
    schema = models()["eight"].schema
    pairs = ",".join(f'"{name.replace(chr(34), chr(34) * 2)}=1"' for name in schema.group_names)
    assert parse_mix(schema, pairs) == pytest.approx(equal_mix(schema))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "lacks a share for “Setosa”"),
        ("Setosa=1,Versicolor=1", "lacks a share for “Virginica”"),
        ("Setosa=1,Setosa=2,Versicolor=1,Virginica=1", "“Setosa” twice"),
        ("Setosa=1,Versicolor=1,Rose=1", "“Rose”, which is no variety"),
        ("Setosa=0,Versicolor=1,Virginica=1", "“Setosa=0”"),
        ("Setosa=-1,Versicolor=1,Virginica=1", "a number above 0"),
        ("Setosa=nan,Versicolor=1,Virginica=1", "“Setosa=nan”"),
        ("Setosa=1e400,Versicolor=1,Virginica=1", "“Setosa=1e400”"),
        ("Setosa=1e-320,Versicolor=1e300,Virginica=1", "too far apart"),
        ("Setosa", "“Setosa”: write variety=share"),
        ("Setosa=1\nVersicolor=1", "one line of CSV"),
        ('"Setosa=1', "one line of CSV"),
    ],
)
def test_a_mix_that_cannot_be_read_says_why(text, words):
    with pytest.raises(IrisError, match=words):
        parse_mix(IRISES.schema, text)


def test_a_huge_share_does_not_overflow():
    shares = parse_mix(IRISES.schema, "Setosa=1e308,Versicolor=1e308,Virginica=1e308")
    assert shares == pytest.approx((1 / 3, 1 / 3, 1 / 3))


@pytest.mark.parametrize("name", FORMS)
def test_the_equal_mix_sums_to_one(name):
    model = models()[name]
    assert sum(equal_mix(model.schema)) == pytest.approx(1)


def drawn(codes, mix, count, rng):
    weights = (np.array(mix) / np.bincount(codes))[codes]
    return rng.choice(len(codes), count, p=weights / weights.sum())


@pytest.mark.parametrize("mix", [(0.1, 0.2, 0.7), (0.6, 0.3, 0.1), (0.05, 0.9, 0.05)])
def test_the_mix_of_penguins_held_out_is_found_from_bills_alone(mix):
    rng = np.random.default_rng(71)
    columns = [0, 1]
    found = []
    for seed in range(10):
        x, x_new, y, y_new = train_test_split(
            PENGUINS.training.measurements[:, columns],
            PENGUINS.training.codes,
            test_size=0.4,
            random_state=seed,
            stratify=PENGUINS.training.codes,
        )
        scale = x.std(axis=0)
        fit = LogisticRegression(C=PENGUINS.c, max_iter=10_000).fit(x / scale, y)
        rows = drawn(y_new, mix, 300, rng)
        estimate = estimate_mix(fit.predict_proba(x_new[rows] / scale), np.bincount(y) / len(y))
        found.append(estimate.shares)
    assert np.mean(found, axis=0) == pytest.approx(mix, abs=0.03)


def test_the_error_of_a_mix_is_how_much_estimates_differ():
    """Over many files drawn from a model that is true, so that nothing else can be wrong."""
    model = random_model(3, 2, seed=8)
    rng = np.random.default_rng(72)
    roots = np.linalg.cholesky(model.covariances[0])
    mix = np.array([0.5, 0.3, 0.2])
    estimates = []
    for _ in range(150):
        codes = rng.choice(3, 250, p=mix)
        specimens = model.means[codes] + rng.normal(size=(250, 2)) @ roots.T
        estimates.append(estimate_mix(model.probabilities(specimens), model.training_shares))
    shares = np.array([estimate.shares for estimate in estimates])
    assert shares.mean(axis=0) == pytest.approx(mix, abs=0.015)
    errors = np.array([estimate.errors for estimate in estimates]).mean(axis=0)
    assert errors == pytest.approx(shares.std(axis=0), rel=0.2)


def test_the_estimate_is_the_most_likely_mix():
    """No other mix on a grid explains the specimens better."""
    rng = np.random.default_rng(73)
    training = IRISES.training_shares
    rows = drawn(IRISES.training.codes, (0.2, 0.5, 0.3), 200, rng)
    probabilities = IRISES.knowing(["sepal_length"]).probabilities(
        IRISES.training.measurements[rows][:, :1]
    )
    found = estimate_mix(probabilities, training)

    def likelihood(mix):
        return np.log(probabilities / training @ np.array(mix)).sum()

    best = likelihood(found.shares)
    for a in np.linspace(0.005, 0.99, 60):
        for b in np.linspace(0.005, 0.995 - a, 60):
            assert likelihood((a, b, 1 - a - b)) <= best + 1e-4


def test_a_file_of_one_group_has_almost_nothing_else():
    setosa = IRISES.training.of_group(0)
    found = estimate_mix(IRISES.probabilities(setosa), IRISES.training_shares)
    assert found.shares[0] > 0.99
    assert min(found.shares) > 0
    assert all(np.isfinite(found.errors))
    assert IRISES.with_mix(found.shares).classify((5.1, 3.5, 1.4, 0.2))[0] == 0


def test_one_specimen_is_enough_not_to_fail():
    found = estimate_mix(np.array([[1.0, 0.0, 0.0]]), IRISES.training_shares)
    assert sum(found.shares) == pytest.approx(1)
