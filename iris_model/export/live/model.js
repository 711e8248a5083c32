// The model's answer, in the browser: the same numbers as iris_model/model.py and iris_model/answer.
// `model` is what iris_model/export/live/__init__.py sends; a specimen is an array in the schema's
// order, null where a measurement is not known.

// The model of only the measurements that a specimen has, with its own coefficients. `moved` (k) is
// added to the intercepts for another mix of groups, or null.
export function knowing(model, specimen, moved = null) {
  const places = specimen.flatMap((value, place) => (value === null ? [] : [place]));
  const mask = places.reduce((sum, place) => sum + 2 ** place, 0);
  const whole = places.length === specimen.length;
  const { coefficients, intercepts } = whole ? model : model.partial[mask];
  model.inverses ??= new Map();
  if (!model.inverses.has(mask)) {
    const part = (matrix) => places.map((row) => places.map((column) => matrix[row][column]));
    model.inverses.set(mask, model.covariances.map((matrix) => inverse(part(matrix))));
  }
  return {
    places,
    coefficients,
    intercepts: moved ? intercepts.map((value, code) => value + moved[code]) : intercepts,
    means: model.means.map((mean) => places.map((place) => mean[place])),
    precisions: model.inverses.get(mask),
    far: model.far[places.length - 1],
  };
}

// The answer for a specimen with at least one measurement.
export function answer(model, specimen, moved = null) {
  const part = knowing(model, specimen, moved);
  const values = part.places.map((place) => specimen[place]);
  const probabilities = softmax(scores(part, values));
  const code = probabilities.indexOf(Math.max(...probabilities));
  return { specimen, part, values, probabilities, code, unlike: unlike(model, part, values) };
}

function scores(part, values) {
  return part.coefficients.map((row, code) => dot(row, values) + part.intercepts[code]);
}

function softmax(scores) {
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const total = weights.reduce((sum, weight) => sum + weight);
  return weights.map((weight) => weight / total);
}

// Squared Mahalanobis distances (k) to each group's mean.
export function distances(part, values) {
  return part.means.map((mean, code) => {
    const gaps = values.map((value, i) => value - mean[i]);
    return dot(gaps, part.precisions[code].map((row) => dot(row, gaps)));
  });
}

// Why a specimen is unlike any training specimen, or null: the places outside their training range,
// or else the one that fits the others worst in the nearest group, with the value that would fit. The
// same as in iris_model/answer/doubt.py.
function unlike(model, part, values) {
  const squares = distances(part, values);
  const distance = Math.min(...squares);
  if (distance <= part.far) return null;
  const nearest = squares.indexOf(distance);
  const outside = part.places.filter((place, i) => {
    const [low, high] = model.measurements[place].training;
    return !(low <= values[i] && values[i] <= high);
  });
  if (outside.length || values.length === 1) return { distance, nearest, outside, worst: null };
  const precision = part.precisions[nearest];
  const gaps = values.map((value, i) => value - part.means[nearest][i]);
  const pull = precision.map((row) => dot(row, gaps));
  const misfits = pull.map((force, i) => Math.abs(force) / Math.sqrt(precision[i][i]));
  const worst = misfits.indexOf(Math.max(...misfits));
  const expected = values[worst] - pull[worst] / precision[worst][worst];
  return { distance, nearest, outside, worst: part.places[worst], expected };
}

// The probabilities along one measurement's slider while the others stay, and the exact changes of
// the leader.
export function strip(model, { part, values }, place, points = 101) {
  const [low, high] = model.measurements[place].slider;
  const column = part.places.indexOf(place);
  const slopes = part.coefficients.map((row) => row[column]);
  const starts = scores(part, values.map((value, i) => (i === column ? 0 : value)));
  const step = (high - low) / (points - 1);
  const along = Array.from({ length: points }, (_, i) => (i < points - 1 ? low + i * step : high));
  return {
    values: along,
    probabilities: along.map((x) => softmax(starts.map((start, code) => start + slopes[code] * x))),
    ...crossings(starts, slopes, low, high),
  };
}

// The highest of straight lines from low to high: the first leader, and each change.
function crossings(starts, slopes, low, high) {
  const meetings = [];
  for (let a = 0; a < starts.length; a++)
    for (let b = a + 1; b < starts.length; b++) {
      const x = (starts[b] - starts[a]) / (slopes[a] - slopes[b]);
      if (low < x && x < high) meetings.push(x);
    }
  const edges = [low, ...meetings.sort((a, b) => a - b), high];
  const leaders = edges.slice(1).map((edge, i) => {
    const heights = starts.map((start, code) => start + slopes[code] * ((edges[i] + edge) / 2));
    return heights.indexOf(Math.max(...heights));
  });
  const changes = leaders.flatMap((above, i) =>
    i > 0 && above !== leaders[i - 1] ? [{ at: edges[i], below: leaders[i - 1], above }] : [],
  );
  return { first: leaders[0], crossings: changes };
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

// The inverse of a symmetric positive definite matrix, by Cholesky's factor.
function inverse(matrix) {
  const n = matrix.length;
  const factor = matrix.map(() => new Array(n).fill(0));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const rest = matrix[i][j] - dot(factor[i].slice(0, j), factor[j].slice(0, j));
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  const columns = matrix.map((_, unit) => {
    const y = new Array(n).fill(0);
    for (let i = 0; i < n; i++)
      y[i] = ((i === unit ? 1 : 0) - dot(factor[i].slice(0, i), y.slice(0, i))) / factor[i][i];
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) y[i] -= factor[j][i] * y[j];
      y[i] /= factor[i][i];
    }
    return y;
  });
  return columns;
}
