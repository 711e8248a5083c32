// A held arrow key moves a slider like a dragged thumb, and releases it with the key.
//
// The gap: Streamlit's slider sends a message for each repetition of a key, thirty a second. Here the
// key becomes a drag of the thumb, which sends its value at the end. Can go once Streamlit sends a
// slider's value when the key is released.
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

// Returns a function that undoes it.
export function holdKeys() {
  let held = null;

  function press(event) {
    const { target: input, key } = event;
    const isOther = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (!STEPS[key] || isOther || input.type !== "range" || input.disabled) return;
    const thumb = input.closest("[data-testid=stSlider] [data-rac][style*=absolute]");
    if (!thumb) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (held?.input !== input) {
      release();
      held = { input, ...middleOf(thumb), width: thumb.parentElement.clientWidth };
      point("pointerdown", thumb);
    }
    const number = (name) => Number(input.getAttribute(name));
    const [low, high, step] = [number("min"), number("max"), STEPS[key] * number("step")];
    const wanted = Math.min(Math.max(number("value") + step, low), high);
    held.x += ((wanted - number("value")) / (high - low)) * held.width;
    point("pointermove", window);
  }

  function release() {
    if (held) point("pointerup", window);
    held = null;
  }

  function point(type, target) {
    const [buttons, pressure] = type === "pointerup" ? [0, 0] : [1, 0.5];
    const place = { clientX: held.x, clientY: held.y, width: 1, height: 1 };
    const how = { bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse" };
    target.dispatchEvent(new PointerEvent(type, { ...how, ...place, buttons, pressure }));
  }

  const listeners = { keydown: press, keyup: release, focusout: release };
  const each = (work) => Object.entries(listeners).forEach(([type, heard]) => work(type, heard));
  each((type, heard) => document.addEventListener(type, heard, true));
  return () => each((type, heard) => document.removeEventListener(type, heard, true));
}

function middleOf(element) {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}
