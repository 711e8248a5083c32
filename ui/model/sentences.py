"""What the Model page says in words, with the figures that were measured."""

from iris_model.evaluation import (
    CHOOSING,
    LDA,
    QDA,
    THIS_MODEL,
    Evaluation,
    HeldOut,
    ModelFigures,
)
from iris_model.model import Model

OPENING = """\
Every figure here comes from flowers that the model **had not seen** when it judged them. Setosa it
tells apart every time. Versicolor and Virginica overlap, and there it makes its mistakes."""

WHY_THIS_ONE = """\
**Why this one stays.** It is the method of the tutorial that this app succeeds, with one setting
mended, and it takes nothing for granted about how the measurements spread. Discriminant analysis
assumes bell curves, and was invented on these very flowers. It is a weighted sum as well: whatever
this app explains exactly, it could explain of that model."""

MISTAKES = """\
Each flower was left out once and judged by a model fitted on all the others. The cells count the
flowers and give their numbers in the data file."""

FORMULA = """\
A variety’s score is its start plus, for each measurement, its number times the centimetres. Its
probability is e to the power of its score, divided by the sum of all three."""

PYTHON = "One function for any Python; it needs nothing installed."

SPREADSHEET = """\
Copy the cells (open them below; the button is at their top right), click A1 of an empty sheet,
paste. Write your flowers into columns A to D and fill the formulas down. They hold no decimal mark
and no function name, so they work in Excel, LibreOffice and Google Sheets in any language."""

JSON = "The numbers and how to use them, for any other program."

LIMITS = """\
- **Other flowers.** It knows three varieties and names one of them, whatever it is given. A flower
  unlike all its training flowers gets a warning; one that resembles them by chance does not.
- **Other places, other ways of measuring.** One botanist measured these flowers, fresh, in the
  1930s. Dried flowers, or flowers from elsewhere, may differ.
- **Other shares.** It saw as many flowers of each variety. One that is rare where you are gets
  too high a probability here.
- **Certainty.** 150 flowers settle little: with 150 others, every figure above would be another."""

DATA = """\
Edgar Anderson measured the flowers; Ronald Fisher published them in *The use of multiple
measurements in taxonomic problems* (1936). The checksum is that of `data/iris.csv`."""


def by_name(evaluation: Evaluation) -> dict[str, ModelFigures]:
    """Return the figures of each compared model."""
    return {figures.name: figures for figures in evaluation.models}


def rivals(evaluation: Evaluation) -> str:
    """Say which models do better than this one, and by how much."""
    figures = by_name(evaluation)
    lda, qda, this = (figures[name].log_loss.mean for name in (LDA, QDA, THIS_MODEL))
    ahead = figures[LDA].log_loss_difference
    return (
        f"**Two models have a lower log loss:** linear discriminant analysis ({lda:.3f}) and the "
        f"quadratic one ({qda:.3f}), against {this:.3f} here. Flower by flower, the linear one is "
        f"ahead by {-ahead.mean:.3f} ± {ahead.standard_error:.3f}: about as little as so few "
        "flowers can show."
    )


def method(evaluation: Evaluation) -> str:
    """Say how the figures were measured, for an expert."""
    return (
        f"{evaluation.repeats} × {evaluation.folds}-fold stratified cross-validation, on the "
        "same folds for every model. ± is the standard deviation over the repeats, which all share "
        "the same flowers: it is no confidence interval. The difference in log loss comes with its "
        "standard error over flowers. Neighbours and forest stand at the best of a few settings "
        "tried. The calibration error is the expected one, over all three probabilities of a "
        "flower, in ten bins of equal width."
    )


def choice_of_c(model: Model) -> str:
    """Say what C does, why it is what it is, and how much the choice flatters."""
    afresh = by_name(model.evaluation)[CHOOSING].log_loss
    return (
        "C says how closely the model may follow its training flowers. With a small C it is timid "
        "and says 80 % where it is always right; with a large one it is overconfident, and each "
        f"mistake costs dearly. The log loss is lowest at {model.c:g}; the tutorial left C at 1."
        "\n\nChoosing C by the flowers that then judge it flatters the figure: where C was chosen "
        f"anew each time, without the flowers judged, the log loss was {afresh.mean:.3f} ± "
        f"{afresh.spread:.3f}."
    )


def calibration(alone: HeldOut, tutorial: HeldOut) -> str:
    """Say how far stated probabilities can be believed, of this model and of the tutorial's."""
    first, *between, last = alone.reliability
    timid = [b for b in tutorial.reliability if 0.7 <= b.low < 0.9]
    return (
        "On the dashed line, what is said comes true as often as it is said. The figures at the "
        "points count probabilities, three a flower; the upright lines are 95 % intervals.\n\n"
        f"Where this model says over {100 * last.low:.0f} %, it is right {last.true} times "
        f"in {last.count}. It seldom says anything between {100 * first.high:.0f} and "
        f"{100 * last.low:.0f} %: {sum(b.count for b in between)} such probabilities are too "
        "few to judge by. The tutorial’s settings are too timid: what they gave 70 to 90 % came "
        f"true {sum(b.true for b in timid)} times in {sum(b.count for b in timid)}."
    )


def versions(model: Model) -> str:
    """Return with what the figures were measured, and the checksum of the data, a line each."""
    lines = [f"{name} {version}" for name, version in model.evaluation.versions.items()]
    return "\n".join([*lines, f"SHA-256 {model.training.sha256}"])
