// The HTML file: sliders, exact fields and switches, and the answer.
import { answer } from "./model.js";
import { make, write, drawBars, drawStrip, drawPicture } from "./draw.js";
import { answerWords, headline, plain, quantity, verdict } from "./words.js";

const DECIMAL = /^\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)\s*$/;

function sheet(model, examples) {
  const part = (id) => document.getElementById(id);
  const specimen = examples[Math.floor(model.groups.length / 2)].specimen.slice();
  const known = model.measurements.map(() => true);
  const rows = model.measurements.map((measurement, place) =>
    inputRow(part("inputs"), measurement, {
      set: (value) => show(() => (specimen[place] = value)),
      know: (isKnown) => show(() => (known[place] = isKnown)),
      isLast: () => known.filter(Boolean).length === 1 && known[place],
    }),
  );

  // Draws the answer after a change; screen readers hear it when the change is complete.
  function show(change = () => {}) {
    change();
    const found = answer(model, specimen.map((value, place) => (known[place] ? value : null)));
    write(part("headline"), headline(model, found));
    write(part("second"), found.unlike ? answerWords(model, found) : verdict(model, found));
    part("second").classList.toggle("live-quiet", !found.unlike);
    document.body.classList.toggle("live-unlike", found.unlike !== null);
    write(part("warning"), found.unlike ? verdict(model, found) : "");
    const first = found.unlike ? `${headline(model, found)}: ` : "";
    write(part("slim"), first + answerWords(model, found));
    drawBars(part("bars"), model, found);
    drawPicture(part("picture"), model, found);
    rows.forEach((row, place) => {
      row.write(specimen[place], known[place]);
      row.strip.hidden = !known[place];
      if (known[place]) drawStrip(row.strip, model, found, place);
    });
  }

  function say() {
    const texts = ["headline", "second", "warning"].map((id) => part(id).textContent);
    write(part("spoken"), texts.filter(Boolean).join(". "));
  }

  for (const { name, specimen: values } of examples) {
    const button = make("button", "", part("examples"), name);
    button.type = "button";
    button.addEventListener("click", () => {
      show(() => {
        specimen.splice(0, specimen.length, ...values);
        known.fill(true);
        rows.forEach((row) => row.clear());
      });
      say();
    });
  }
  part("inputs").addEventListener("change", say);
  show();
}

// The inputs of one measurement. Slider and field show the same value; a wrong entry changes neither
// and gets a message.
function inputRow(parent, measurement, { set, know, isLast }) {
  const [low, high] = measurement.slider;
  const row = make("div", "row", parent);
  const label = make("label", "title", row, measurement.title);
  const slider = make("input", "", row);
  Object.assign(slider, { type: "range", min: low, max: high, step: measurement.step });
  slider.id = `slider_${measurement.name}`;
  label.htmlFor = slider.id;
  const field = make("input", "exact", row);
  Object.assign(field, { type: "text", inputMode: "decimal", autocomplete: "off" });
  field.setAttribute("aria-label", `Exact ${measurement.title}`);
  const error = make("p", "error", row);
  error.id = `error_${measurement.name}`;
  error.setAttribute("role", "alert");
  field.setAttribute("aria-describedby", error.id);
  const strip = make("div", "live-strip", row);
  const choice = make("label", "missing", row);
  const missing = make("input", "", choice);
  missing.type = "checkbox";
  missing.setAttribute("aria-label", `${measurement.label} not measured`);
  choice.append("not measured");

  // A slider is always on a step: on one of the field's while it shows a value between its own.
  const coarse = () => (slider.step = measurement.step);
  slider.addEventListener("pointerdown", coarse);
  slider.addEventListener("keydown", coarse);
  slider.addEventListener("input", () => {
    clear();
    set(Number(slider.value));
  });
  field.addEventListener("change", () => {
    const value = DECIMAL.test(field.value) ? Number(field.value.replace(",", ".")) : NaN;
    if (low <= value && value <= high) {
      clear();
      set(value);
    } else {
      refuse(`Enter a number from ${plain(low)} to ${quantity(measurement, high)}.`);
    }
  });
  missing.addEventListener("change", () => {
    if (missing.checked && isLast()) {
      missing.checked = false;
      refuse("One measurement is needed.");
      return;
    }
    clear();
    know(!missing.checked);
  });

  function clear() {
    write(error, "");
    field.removeAttribute("aria-invalid");
  }

  function refuse(why) {
    write(error, why);
    field.setAttribute("aria-invalid", "true");
    field.value = field.dataset.shown;
  }

  return {
    strip,
    clear,
    write(value, isKnown) {
      if (Number(slider.value) !== value) {
        slider.step = 10 ** -(measurement.decimals + 1);
        slider.value = value;
        if (Number(slider.value) !== value) slider.step = "any";
        slider.value = value;
      }
      slider.setAttribute("aria-valuetext", quantity(measurement, value));
      const text = plain(value);
      if (field.dataset.shown !== text || !field.hasAttribute("aria-invalid")) field.value = text;
      field.dataset.shown = text;
      slider.disabled = field.disabled = !isKnown;
      missing.checked = !isKnown;
    },
  };
}

const { model, examples } = JSON.parse(document.getElementById("model").textContent);
sheet(model, examples);
