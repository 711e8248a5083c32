// What the visitor touched last: a slider, or something else, such as a button that sets sliders.
const EVENTS = ["pointerdown", "keydown", "focusin", "input", "popstate"];

export function watchTouches() {
  let isSlider = false;
  const note = ({ target }) => {
    isSlider = target.closest?.("[data-testid=stSlider]") != null;
  };
  for (const event of EVENTS) addEventListener(event, note, true);
  return {
    slider: () => isSlider,
    end() {
      for (const event of EVENTS) removeEventListener(event, note, true);
    },
  };
}
