// The answer in words: the same as in iris_model/phrasing.py and iris_model/answer/sentences.py.

// An answer with a smaller probability is called uncertain.
const SURE = 0.9;

// A probability in per cent, never rounded to certainty.
export function percent(probability) {
  if (probability < 0.0005) return "< 0.1 %";
  if (probability >= 0.9995) return "> 99.9 %";
  return `${oneDecimal(100 * probability)} %`;
}

// Python rounds an exact tie to the even digit, `toFixed` to the larger one.
function oneDecimal(value) {
  const isTie = Number.isInteger(4 * value) && !Number.isInteger(2 * value);
  const below = Math.floor(10 * value);
  return isTie && below % 2 === 0 ? (below / 10).toFixed(1) : value.toFixed(1);
}

// A number in at most ten digits, like Python's `:.10g`.
export function plain(value) {
  const [digits, exponent] = value.toExponential(9).split("e");
  if (value === 0 || (exponent >= -4 && exponent < 10)) return String(Number(value.toPrecision(10)));
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${Number(digits)}e${exponent < 0 ? "-" : "+"}${power}`;
}

export function quantity(measurement, value, decimals = null) {
  const number = decimals === null ? plain(value) : value.toFixed(decimals);
  return measurement.unit ? `${number} ${measurement.unit}` : number;
}

export function listed(names) {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
}

export function signed(group) {
  return `${group.symbol} ${group.name}`;
}

// “● Setosa, > 99.9 %”
export function answerWords(model, { code, probabilities }) {
  return `${signed(model.groups[code])}, ${percent(probabilities[code])}`;
}

// The largest line: the answer, or that the specimen is unlike any known one.
export function headline(model, found) {
  return found.unlike ? `Unlike any known ${model.specimen.singular}` : answerWords(model, found);
}

// Whether to trust the answer.
export function verdict(model, found) {
  if (found.unlike) return `${capital(whyUnlike(model, found))}. Do not rely on this answer.`;
  const known = found.part.places.map((place) => model.measurements[place].phrase);
  const from = known.length < model.measurements.length ? `From ${listed(known)} alone. ` : "";
  const alike = `This ${model.specimen.singular} resembles the training ${model.specimen.plural}.`;
  return from + (uncertain(model, found) ?? alike);
}

// What else an uncertain answer could be, or null for a sure one.
export function uncertain(model, { probabilities }) {
  const codes = probabilities.map((_, code) => code);
  const [first, second] = codes.sort((a, b) => probabilities[b] - probabilities[a]);
  if (probabilities[first] >= SURE) return null;
  const name = model.groups[second].name;
  return `Uncertain: it could also be ${name} (${percent(probabilities[second])}).`;
}

export function whyUnlike(model, { unlike: { outside, worst, expected, nearest }, specimen }) {
  if (outside.length)
    return listed(outside.map((place) => isOutside(model.measurements[place], specimen[place])));
  const [name, group] = [model.groups[nearest].name, model.group.singular];
  if (worst === null) return `it is far even from the nearest ${group}, ${name}`;
  const measurement = model.measurements[worst];
  return (
    `each measurement is within their range, but not all of them together. The nearest ${group} ` +
    `is ${name}: one with the other values would have ${measurement.phrase} near ` +
    `${quantity(measurement, expected, measurement.decimals)}, not ` +
    `${quantity(measurement, specimen[worst])}`
  );
}

function isOutside(measurement, value) {
  const [low, high] = measurement.training;
  const known = `${plain(low)} to ${quantity(measurement, high)}`;
  return `${measurement.phrase} is ${quantity(measurement, value)} (known: ${known})`;
}

// The description of a strip, for those who can't see it.
export function stripWords(model, along, place, value) {
  const measurement = model.measurements[place];
  const [low, high] = measurement.slider;
  const turns = along.crossings.map(({ at, above }) => {
    const where = quantity(measurement, at, measurement.decimals + 1);
    return `, from ${where} ${model.groups[above].name}`;
  });
  return (
    `${measurement.label} from ${plain(low)} to ${quantity(measurement, high)}, the others as ` +
    `they are: ${model.groups[along.first].name}${turns.join("")}. ` +
    `Now ${quantity(measurement, value)}.`
  );
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
