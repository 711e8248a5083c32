// The page's answer follows the sliders between two answers of the server.
//
// Streamlit sends a slider's value on release only. React writes each step of the thumb to the
// slider's own input, and a MutationObserver is called before the browser paints, so the answer is
// drawn in the same frame as the thumb. Nothing is sent.
import { answer } from "./model.js";
import { make, write, drawBars, drawStrip, drawPicture } from "./draw.js";
import { answerWords, headline, verdict } from "./words.js";
import { drawMap } from "./map.js";
import { holdKeys } from "../streamlit_gaps/held_keys.js";
import { drawChanges, drawShares, drawTable } from "./reasons.js";
import { holdAddress } from "./address.js";
import { keepInSight } from "./in_sight.js";
import { watchTouches } from "./touched.js";

// Data received, shared by all copies of this module: Streamlit loads it again when a person returns
// to the page.
const live = (globalThis.liveAnswer ??= { waiting: [] });
live.models ??= new Map();
live.values?.disconnect();
live.texts?.disconnect();
live.letKeysGo?.();
live.letKeysGo = holdKeys();
live.letAddressGo?.();
live.touched?.end();
live.touched = watchTouches();
live.line = keepInSight(live.line);
live.letAddressGo = holdAddress(live.touched.slider, live.line.offerUndo);
live.values = new MutationObserver(draw);
// The server may answer for an earlier specimen while a thumb moves on.
live.texts = new MutationObserver(() => writeHeading());

export default ({ data }) => {
  receive({ model: JSON.parse(new TextDecoder().decode(data)) });
};

// Receives a model, or the server's specimen, which is null if there is no answer, with the element
// that says it aloud.
function receive({ model, specimen }, element) {
  if (model) live.models.set(model.digest, model);
  if (specimen !== undefined) {
    Object.assign(live, { server: specimen, drawn: specimen?.specimen, source: element });
    // What Streamlit draws is no live region that stays, to which a screen reader would listen.
    element.setAttribute("role", "status");
    write(element, specimen?.said ?? "");
    if (!specimen) clear();
  }
  watch();
  draw();
  offerDigits();
}

// Forgets what was drawn too, so that the next answer draws everything.
function clear() {
  for (const place of document.querySelectorAll(".live-place")) {
    place.replaceChildren();
    for (const drawn of ["answerFor", "builtFor", "drawnFor", "reasons"]) delete place[drawn];
  }
  for (const strip of document.querySelectorAll(".live-strip")) strip.remove();
  if (live.headline) writeHeading("");
  live.line.hide();
  document.body.classList.remove("live-ahead", "live-unlike");
}

// The keyboard of digits for phones. It has no minus sign.
function offerDigits() {
  const model = live.models.get(live.server?.digest);
  if (!model) return;
  slidersOf(model).forEach((slider, place) => {
    const field = slider?.closest("[class*=st-key-input_]")?.querySelector("input[type=text]");
    if (field) field.inputMode = model.measurements[place].slider[0] < 0 ? "text" : "decimal";
  });
}

function watch() {
  live.values.disconnect();
  live.values.observe(document.body, {
    subtree: true,
    attributeFilter: ["aria-valuetext"],
  });
  live.texts.disconnect();
  for (const card of document.querySelectorAll(".st-key-answer"))
    live.texts.observe(card, { subtree: true, childList: true, characterData: true });
}

function draw() {
  const model = live.models.get(live.server?.digest);
  live.headline = null;
  if (!model || !live.source.isConnected) return;
  const sliders = slidersOf(model);
  // A slider that the server sets, or sends again, is there before its answer.
  if (live.touched.slider())
    live.drawn = live.server.specimen.map((value, place) =>
      value === null ? null : present(model.measurements[place], sliders[place], value),
    );
  const specimen = live.drawn;
  if (specimen.every((value) => value === null)) return;
  const isAhead = specimen.some((value, place) => value !== live.server.specimen[place]);
  document.body.classList.toggle("live-ahead", isAhead);
  const found = answer(model, specimen, live.server.moved);
  live.headline = headline(model, found);
  writeHeading();
  live.line.show(found.unlike ? `${live.headline}: ${answerWords(model, found)}` : live.headline);
  within("answer", (element) => drawAnswer(element, model, found));
  within("picture", (element) => drawPicture(element, model, found));
  within("map", (element) => drawMap(element, model, found, live.server, isAhead));
  within("shares", (element) => drawReasons(element, drawShares, live.server.shares));
  within("changes", (element) => drawReasons(element, drawChanges, live.server.changes));
  within("similar", (element) => drawReasons(element, drawTable, live.server.similar));
  sliders.forEach((slider, place) => {
    if (!slider) return;
    if (specimen[place] === null) stripOf(slider)?.remove();
    else drawStrip(stripOf(slider) ?? newStrip(slider), model, found, place);
  });
}

// The server's reasons belong to its own answer, so they are not redrawn with each move; page.css
// dims them while a thumb is ahead.
function drawReasons(element, work, reasons) {
  if (!reasons || element.reasons === reasons) return;
  element.reasons = reasons;
  element.classList.add("live-reasons");
  work(element, reasons);
}

function within(name, work) {
  const element = document.getElementById(`live_${name}`);
  if (element) work(element);
}

// The input of each measurement's slider by its accessible name, in which ui/plain_text.py has put
// backslashes and word joiners.
function slidersOf(model) {
  const inputs = [...document.querySelectorAll("[data-testid=stSlider] input[type=range]")];
  const names = inputs.map((input) => unescaped(input.getAttribute("aria-label") ?? ""));
  return model.measurements.map(({ title }) => inputs[names.indexOf(title)]);
}

function unescaped(markdown) {
  return markdown.replaceAll("\u2060", "").replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

// The value that a slider shows, with the server's digits if they look the same.
function present(measurement, slider, value) {
  // Its value is rounded to its step; its text is what it was set to.
  const shown = Number(slider?.getAttribute("aria-valuetext") ?? value);
  const half = 0.51 * 10 ** -(measurement.decimals + 1);
  return Math.abs(shown - value) <= half ? value : shown;
}

// Only the text of Streamlit's heading is replaced; its nodes stay.
function writeHeading(wanted = live.headline) {
  const heading = document.querySelector(".st-key-answer [data-testid=stHeading]");
  if (!heading || wanted == null || !live.source?.isConnected) return;
  const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.nodeValue !== wanted) walker.currentNode.nodeValue = wanted;
    wanted = "";
  }
}

function drawAnswer(place, model, found) {
  if (place.answerFor !== model.digest) {
    place.replaceChildren();
    place.second = make("p", "live-second", place);
    place.bars = make("div", "", place);
    place.warning = make("p", "live-warning", place);
    place.answerFor = model.digest;
  }
  // The quiet line and the warning swap places, so that nothing else moves.
  const isUnlike = found.unlike !== null;
  write(place.second, isUnlike ? answerWords(model, found) : verdict(model, found));
  place.second.classList.toggle("live-quiet", !isUnlike);
  document.body.classList.toggle("live-unlike", isUnlike);
  drawBars(place.bars, model, found);
  write(place.warning, isUnlike ? verdict(model, found) : "");
}

function stripOf(slider) {
  return slider.closest("[data-testid=stSlider]").querySelector(":scope > .live-strip");
}

// Our own node at the end of Streamlit's slider.
function newStrip(slider) {
  return make("div", "live-strip", slider.closest("[data-testid=stSlider]"));
}

live.receive = receive;
for (const message of live.waiting.splice(0)) receive(...message);
