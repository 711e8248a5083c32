// The server's reasons for its answer: shares as a waterfall, similar specimens as a table. Drawn
// here, they cost the server one element each.
import { make } from "./draw.js";

// One row for each stop: start and end of its bar (0 to 1), colour, text.
export function drawShares(place, rows) {
  place.replaceChildren();
  const list = make("ul", "live-shares", place);
  list.setAttribute("role", "list");
  for (const { label, low, high, color, faint, text } of rows) {
    const row = make("li", "", list);
    make("span", "live-share-name", row, label);
    const track = make("span", "live-share-track", row);
    const bar = make("span", "live-share-bar", track);
    bar.style.left = `${100 * low}%`;
    bar.style.width = `max(1px, ${100 * (high - low)}%)`;
    bar.style.background = color;
    bar.style.opacity = faint ? 0.7 : 1;
    const words = make("span", "live-share-text", track, text);
    words.style.left = `${100 * high}%`;
  }
}

export function drawTable(place, { caption, head, rows }) {
  place.replaceChildren();
  const scroll = make("div", "live-table", place);
  scroll.tabIndex = 0;
  const table = make("table", "", scroll);
  make("caption", "", table, caption);
  const top = make("tr", "", make("thead", "", table));
  for (const name of head) make("th", "", top, name).scope = "col";
  const body = make("tbody", "", table);
  for (const cells of rows) {
    const row = make("tr", "", body);
    for (const cell of cells) make("td", "", row, cell);
  }
}
