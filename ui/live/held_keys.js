// A held arrow key moves a slider as a held thumb does, and is let go when the key is.
//
// Streamlit's slider sends a message for each repetition of a key: thirty a second. Here the key
// is turned into a drag of the thumb, which sends its value at the end.
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

function thumbOf(input) {
  return input.closest("[data-testid=stSlider] [data-rac][style*=absolute]");
}

export function holdKeys() {
  let held = null;
  const pointer = (type, target) => {
    const init = { bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", button: 0 };
    const at = { clientX: held.x, clientY: held.y, buttons: type === "pointerup" ? 0 : 1 };
    const size = { width: 1, height: 1, pressure: type === "pointerup" ? 0 : 0.5 };
    target.dispatchEvent(new PointerEvent(type, { ...init, ...at, ...size }));
  };
  const press = (event) => {
    const step = STEPS[event.key];
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!step || modified || !event.isTrusted) return;
    const input = event.target;
    if (input.type !== "range" || input.disabled) return;
    const thumb = thumbOf(input);
    if (!thumb) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held?.input !== input) {
      release();
      const { x, y, width, height } = thumb.getBoundingClientRect();
      held = { input, x: x + width / 2, y: y + height / 2 };
      held.track = thumb.parentElement.getBoundingClientRect().width;
      pointer("pointerdown", thumb);
    }
    const [low, high, value] = ["min", "max", "value"].map((name) => Number(input.getAttribute(name)));
    const wanted = value + step * Number(input.step);
    if (wanted < low - 1e-9 || wanted > high + 1e-9) return;
    held.x += (step * Number(input.step) * held.track) / (high - low);
    pointer("pointermove", window);
  };
  const release = () => {
    if (!held) return;
    pointer("pointerup", window);
    held = null;
  };
  document.addEventListener("keydown", press, true);
  document.addEventListener("keyup", release, true);
  document.addEventListener("focusout", release, true);
  return () => {
    document.removeEventListener("keydown", press, true);
    document.removeEventListener("keyup", release, true);
    document.removeEventListener("focusout", release, true);
  };
}
