// The server's reasons for its answer: shares as a waterfall, changes with a button each, similar
// specimens as a table. Drawn here, they cost the server no elements.
import { make } from "./draw.js";

// One row for each stop: start and end of its bar (0 to 1), colour, text.
export function drawShares(place, { rows, words }) {
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
    const note = make("span", "live-share-text", track, text);
    // Where it would cross the line of 100 %: beyond it.
    note.style.left = `clamp(${100 * high}%, (${100 * high}% + 4rem - 100%) * 999, 100%)`;
  }
  make("p", "live-note", place, words);
}

const SHOWN = 3;

// One row for each other group: its code, words, and its button's. The first are shown, the others folded. Each
// button presses Streamlit's own, drawn once with the page and hidden by page.css.
export function drawChanges(place, { rows, none, more }) {
  place.replaceChildren();
  if (rows.length === 0) make("p", "live-note", place, none);
  let list = make("div", "live-changes", place);
  rows.forEach(([code, words, offer], number) => {
    if (number === SHOWN) {
      const folded = make("details", "", list);
      make("summary", "", folded, more);
      list = make("div", "live-changes", folded);
    }
    make("p", "", list, words);
    const button = make("button", "", list, offer);
    button.type = "button";
    button.addEventListener("click", () => {
      document.querySelector(`.st-key-go_${code} button`)?.click();
    });
  });
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
