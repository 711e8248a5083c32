// Drawing the answer: bars, strips, and a picture of the specimen. Each function fills an element
// once and then updates it with each answer. Text is set as textContent only, because names are user
// text.
import { quantity, percent, signed, stripWords } from "./words.js";
import { strip } from "./model.js";

const SVG = "http://www.w3.org/2000/svg";

export function make(tag, className, parent, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  parent.append(element);
  return element;
}

export function shape(tag, parent, attributes = {}) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

// Keeps the text's node: with a new one, the browser would go through all rules with `:has()`.
export function write(element, text) {
  const node = element.firstChild;
  if (!node) element.textContent = text;
  else if (node.nodeValue !== text) node.nodeValue = text;
}

// Move a marker within its box, in per cent; a transform needs no new layout.
function move(marker, across) {
  marker.style.transform = `translateX(${Math.min(Math.max(across, 0), 100)}%)`;
}

// The content of a place for a model, built once.
function built(place, model, build) {
  if (place.builtFor !== model.digest) {
    place.replaceChildren();
    place.parts = build();
    place.builtFor = model.digest;
  }
  return place.parts;
}

// A bar for each group, in the schema's order: name, track, per cent.
export function drawBars(place, model, found) {
  const rows = built(place, model, () => {
    const list = make("ul", "live-bars", place);
    list.setAttribute("role", "list");
    return model.groups.map((group) => {
      const row = make("li", "", list);
      make("span", "live-name", row, signed(group));
      const bar = make("span", "live-bar", make("span", "live-track", row));
      bar.style.background = group.color;
      return { row, bar, text: make("span", "live-percent", row) };
    });
  });
  rows.forEach(({ row, bar, text }, code) => {
    bar.style.transform = `scaleX(${found.probabilities[code]})`;
    row.classList.toggle("live-leads", code === found.code);
    write(text, percent(found.probabilities[code]));
  });
}

const POINTS = 71;
const NARROWEST_NAMED = 0.17;
const NARROWEST_SIGNED = 0.05;

// The answers along a slider, as wide as the slider: the stacked probabilities, the exact changes of
// the leader, the leaders' names, the present value.
export function drawStrip(place, model, found, index) {
  const { bands, crossings, here, names } = built(place, model, () => {
    place.setAttribute("role", "img");
    const box = make("div", "live-strip-bands", place);
    const picture = shape("svg", box, { viewBox: "0 0 1000 1000", preserveAspectRatio: "none" });
    const bands = model.groups.map((group) => shape("path", picture, { fill: group.color }));
    const crossings = shape("path", picture, { class: "live-crossing" });
    const here = make("div", "live-here", box);
    return { bands, crossings, here, names: make("div", "live-strip-names", place) };
  });
  const along = strip(model, found, index, POINTS);
  const [low, high] = model.measurements[index].slider;
  const percentAcross = (value) => (100 * (value - low)) / (high - low);
  paintBands(bands, along.probabilities);
  const across = along.crossings.map(({ at }) => percentAcross(at));
  crossings.setAttribute("d", across.map((x) => `M${Math.round(10 * x)} 0V1000`).join(""));
  const value = found.specimen[index];
  move(here, percentAcross(value));
  nameStretches(names, model, along, [0, ...across, 100]);
  place.setAttribute("aria-label", stripWords(model, along, index, value));
}

// In whole thousandths of the picture, which are faster to write than decimals.
function paintBands(bands, probabilities) {
  const last = probabilities.length - 1;
  let lower = "M0 1000H1000";
  let heights = new Array(last + 1).fill(1000);
  bands.forEach((band, code) => {
    heights = heights.map((height, i) => height - 1000 * probabilities[i][code]);
    const edge = heights.map((height, i) => `${Math.round((1000 * i) / last)} ${Math.round(height)}`);
    band.setAttribute("d", `${lower}L${[...edge].reverse().join("L")}Z`);
    lower = `M${edge.join("L")}`;
  });
}

function nameStretches(names, model, along, edges) {
  const leaders = [along.first, ...along.crossings.map(({ above }) => above)];
  while (names.children.length < leaders.length) make("span", "", names);
  [...names.children].forEach((name, i) => {
    const width = i < leaders.length ? edges[i + 1] - edges[i] : 0;
    name.hidden = width < 100 * NARROWEST_SIGNED;
    if (name.hidden) return;
    name.style.left = `${edges[i]}%`;
    name.style.width = `${width}%`;
    const group = model.groups[leaders[i]];
    write(name, width < 100 * NARROWEST_NAMED ? group.symbol : signed(group));
  });
}

// The specimen: drawn to scale if the schema has a drawing, else compared with the groups.
export function drawPicture(place, model, found) {
  if (model.drawing === "iris") drawFlower(place, model, found);
  else drawProfile(place, model, found);
}

// Centimetres that fit the largest flower of the sliders, so that nothing rescales.
const [LEFT, TOP, WIDTH, HEIGHT] = [-11, -8, 22, 17.2];
const LABELS_FROM = 5.7;
const LEAVES = [
  { part: "Sepal", angles: [90, 210, 330], side: 1, opacity: 0.38 },
  { part: "Petal", angles: [270, 30, 150], side: -1, opacity: 0.9 },
];

function drawFlower(place, model, found) {
  const { picture, leaves } = built(place, model, () => buildFlower(place));
  const measured = (name) => found.specimen[model.measurements.findIndex((m) => m.name === name)];
  const color = model.groups[found.code].color;
  const words = leaves.map(({ part, side, outlines, veins, line, title, size }) => {
    const length = measured(`${part.toLowerCase()}_length`);
    const width = measured(`${part.toLowerCase()}_width`);
    const isKnown = length !== null && width !== null;
    for (const path of outlines) {
      path.setAttribute("d", isKnown ? leaf(length, width) : "");
      path.setAttribute("fill", color);
      path.setAttribute("stroke", color);
    }
    for (const path of veins) path.setAttribute("d", isKnown ? `M0 0L${0.85 * length} 0` : "");
    const at = side * 0.6 * (length ?? 4);
    line.setAttribute("d", isKnown ? `M0.3 ${at}L${LABELS_FROM - 0.3} ${at}` : "");
    title.setAttribute("y", at);
    size.setAttribute("y", at + 0.95);
    const lengths = `${length ?? "?"} × ${width ?? "?"} cm`;
    write(size, lengths);
    return isKnown ? `three ${part.toLowerCase()}s of ${lengths}` : "";
  });
  const drawn = words.filter(Boolean).join(", ");
  picture.setAttribute("aria-label", `Drawn to scale: ${drawn || "nothing, too little is known"}.`);
}

function buildFlower(place) {
  const viewBox = `${LEFT} ${TOP} ${WIDTH} ${HEIGHT}`;
  const picture = shape("svg", place, { viewBox, role: "img", class: "live-flower" });
  const leaves = LEAVES.map(({ part, angles, side, opacity }) => {
    const turned = angles.map((angle) => shape("g", picture, { transform: `rotate(${angle})` }));
    const style = { "fill-opacity": opacity, "stroke-width": 0.08 };
    const outlines = turned.map((group) => shape("path", group, style));
    const veins = turned.map((group) => shape("path", group, { class: "live-vein" }));
    return { part, side, outlines, veins };
  });
  for (const leaf of leaves) {
    leaf.line = shape("path", picture, { class: "live-pointer" });
    leaf.title = shape("text", picture, { x: LABELS_FROM, "font-weight": 600 });
    leaf.title.textContent = leaf.part;
    leaf.size = shape("text", picture, { x: LABELS_FROM });
  }
  shape("circle", picture, { r: 0.22 });
  const [x, y] = [LEFT + 0.6, TOP + HEIGHT - 0.7];
  const bar = `M${x} ${y}h1M${x} ${y - 0.2}v0.4M${x + 1} ${y - 0.2}v0.4`;
  shape("path", picture, { class: "live-pointer", d: bar });
  shape("text", picture, { x: x + 1.3, y: y + 0.25 }).textContent = "1 cm";
  return { picture, leaves };
}

// A leaf from the centre outwards, widest at three fifths of its length.
function leaf(length, width) {
  const [half, belly] = [(width * 2) / 3, 0.6 * length];
  return (
    `M0 0C${0.4 * belly} ${-0.5 * half} ${0.7 * belly} ${-half} ${belly} ${-0.75 * half}` +
    `S${length} ${-0.3 * half} ${length} 0S${1.1 * belly} ${0.75 * half} ${belly} ${0.75 * half}` +
    `S${0.4 * belly} ${0.5 * half} 0 0Z`
  );
}

// A row for each measurement: each group's mean ± 1 standard deviation, and the specimen.
function drawProfile(place, model, found) {
  const { picture, rows } = built(place, model, () => buildProfile(place, model));
  rows.forEach(({ here, value, lanes }, index) => {
    const measurement = model.measurements[index];
    const measured = found.specimen[index];
    here.hidden = measured === null;
    move(here, position(measurement, measured ?? 0));
    write(value, measured === null ? "not measured" : quantity(measurement, measured));
    lanes.forEach((lane, code) => lane.classList.toggle("live-leads", code === found.code));
  });
  picture.setAttribute("aria-label", profileWords(model, found));
}

function buildProfile(place, model) {
  const picture = make("div", "live-profile", place);
  picture.setAttribute("role", "img");
  const rows = model.measurements.map((measurement, index) => {
    const head = make("div", "live-profile-head", picture);
    make("span", "", head, measurement.label);
    const value = make("span", "live-profile-value", head);
    const track = make("div", "live-profile-track", picture);
    const lanes = model.groups.map((group, code) => {
      const lane = make("div", "live-profile-lane", track);
      const [mean, variance] = [model.means[code][index], model.covariances[code][index][index]];
      const [low, high] = [-1, 1].map((side) => mean + side * Math.sqrt(variance));
      const range = make("span", "live-profile-range", lane);
      range.style.left = `${position(measurement, low)}%`;
      range.style.width = `${position(measurement, high) - position(measurement, low)}%`;
      range.style.background = group.color;
      const sign = make("span", "live-profile-mean", lane, group.symbol);
      sign.style.left = `${position(measurement, mean)}%`;
      sign.style.color = group.color;
      return lane;
    });
    return { here: make("div", "live-profile-here", track), value, lanes };
  });
  make("p", "live-note", place, "Bars: each group’s mean ± 1 standard deviation. Line: this " +
    `${model.specimen.singular}.`);
  return { picture, rows };
}

// Per cent of the slider's range, limited to its ends.
function position(measurement, value) {
  const [low, high] = measurement.slider;
  return Math.min(Math.max((100 * (value - low)) / (high - low), 0), 100);
}

function profileWords(model, found) {
  const rows = model.measurements.map((measurement, index) => {
    const value = found.specimen[index];
    const own = value === null ? "not measured" : quantity(measurement, value);
    const mean = model.means[found.code][index];
    const theirs = quantity(measurement, mean, measurement.decimals);
    return `${measurement.phrase} ${own} (mean of ${model.groups[found.code].name}: ${theirs})`;
  });
  return `This ${model.specimen.singular} against the group it is nearest to: ${rows.join(", ")}.`;
}
