// The map: the training specimens on the plane of the score differences, the exact regions, and
// this specimen. Only the cross is redrawn with each move.
import { make, shape } from "./draw.js";
import { listed, quantity, signed } from "./words.js";

const MAP_HEIGHT = 400;
const NEAR = 10;
const SIGNS = {
  "●": (x, y) => `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z`,
  "■": (x, y) => `M${x - 3} ${y - 3}h6v6h-6Z`,
  "▲": (x, y) => `M${x} ${y - 4}l4 7h-8Z`,
  "◆": (x, y) => `M${x} ${y - 4}l4 4l-4 4l-4 -4Z`,
  "✚": (x, y) => `M${x - 1} ${y - 4}h2v3h3v2h-3v3h-2v-3h-3v-2h3Z`,
  "▼": (x, y) => `M${x} ${y + 4}l4 -7h-8Z`,
  "►": (x, y) => `M${x + 4} ${y}l-7 4v-8Z`,
  "◄": (x, y) => `M${x - 4} ${y}l7 4v-8Z`,
};

// `server` is the server's last answer; its line to another answer is hidden while a thumb is ahead.
export function drawMap(place, model, found, server, isAhead) {
  const { border } = server;
  const plane = server.plane ?? model.planes[likeliest(found.probabilities)];
  const width = place.clientWidth;
  if (width === 0) return;
  const columns = plane.names.map((name) => model.measurements.findIndex((m) => m.name === name));
  const drawnFor = `${plane.key} ${width}`;
  if (place.drawnFor !== drawnFor) {
    place.replaceChildren();
    place.map = background(place, model, plane, columns, width);
    place.drawnFor = drawnFor;
  }
  const { picture, here, way, goal } = place.map;
  const at = pixels(plane, width, columns.map((column) => found.specimen[column]));
  here.setAttribute("transform", `translate(${at})`);
  const isLed = !isAhead && border !== null;
  way.style.display = goal.style.display = isLed ? "" : "none";
  if (isLed) {
    const to = pixels(plane, width, border);
    way.setAttribute("d", `M${at}L${to}`);
    goal.setAttribute("transform", `translate(${to})`);
  }
  picture.setAttribute("aria-label", server.mapWords);
}

// The name of the plane of the three likeliest groups, as shown_groups in iris_model/answer/map.py.
function likeliest(probabilities) {
  const codes = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  return codes.slice(0, 3).sort().join();
}

// Where measurements lie on the map, at its edge where that is beyond.
function pixels(plane, width, values) {
  const position = plane.offset.map((start, axis) =>
    values.reduce((sum, value, i) => sum + plane.matrix[i][axis] * value, start),
  );
  return onPicture(plane, width, position);
}

function onPicture({ bounds: [left, right, bottom, top] }, width, [x, y]) {
  const inside = (share) => Math.min(Math.max(share, 0), 1);
  const across = inside((x - left) / (right - left));
  const down = inside((top - y) / (top - bottom));
  return [Number((width * across).toFixed(1)), Number((MAP_HEIGHT * down).toFixed(1))];
}

function background(place, model, plane, columns, width) {
  const legend = make("ul", "live-legend", place);
  model.groups.forEach((group) => (make("li", "", legend, signed(group)).style.color = group.color));
  const picture = shape("svg", place, { role: "img", class: "live-map", width, height: MAP_HEIGHT });
  for (const [code, corners] of Object.entries(plane.regions)) {
    const places = corners.map((corner) => onPicture(plane, width, corner));
    const d = places.length ? `M${places.join("L")}Z` : "";
    shape("path", picture, { d, fill: model.groups[code].color, "fill-opacity": 0.16 });
  }
  const { specimens, codes } = model.training;
  const dots = specimens.map((row) => pixels(plane, width, columns.map((column) => row[column])));
  model.groups.forEach((group, code) => {
    const own = dots.filter((_, row) => codes[row] === code);
    const d = own.map(([x, y]) => SIGNS[group.symbol](x, y)).join("");
    const opacity = plane.shown.includes(code) ? 0.85 : 0.25;
    shape("path", picture, { d, fill: group.color, "fill-opacity": opacity });
  });
  nameThePointedAt(picture, model, dots);
  const way = shape("path", picture, { class: "live-way" });
  const goal = shape("circle", picture, { r: 6, class: "live-goal" });
  const here = shape("g", picture, { class: "live-cross" });
  shape("circle", here, { r: 11 });
  shape("path", here, { d: "M-6 0H6M0 -6V6" });
  return { picture, here, way, goal };
}

// A tooltip with the training specimen nearest to the mouse.
function nameThePointedAt(picture, model, dots) {
  const title = shape("title", picture);
  const { numbers, specimens, codes } = model.training;
  picture.addEventListener("pointermove", (event) => {
    const gaps = dots.map(([x, y]) => Math.hypot(x - event.offsetX, y - event.offsetY));
    const row = gaps.indexOf(Math.min(...gaps));
    const measured = model.measurements.map((measurement, place) =>
      `${measurement.phrase} ${quantity(measurement, specimens[row][place])}`,
    );
    const name = model.groups[codes[row]].name;
    title.textContent = gaps[row] > NEAR ? "" : `Row ${numbers[row]}, ${name}: ${listed(measured)}`;
  });
}
