// The answer in a slim line at the top once its card has scrolled away, with a way back from the
// last jump.
import { make, write } from "./draw.js";

export function keepInSight(previous) {
  previous?.remove();
  const line = document.createElement("div");
  line.className = "live-in-sight";
  line.hidden = true;
  line.setAttribute("aria-hidden", "true");
  const text = make("span", "", line);
  const undo = make("button", "", line, "Undo");
  undo.type = "button";
  undo.tabIndex = -1;
  undo.addEventListener("click", () => history.back());
  document.body.append(line);
  const seen = new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
    line.hidden = isIntersecting || boundingClientRect.top > 0 || !boundingClientRect.width;
  });
  let card = null;
  return {
    remove() {
      seen.disconnect();
      line.remove();
    },
    show(words) {
      write(text, words);
      const present = document.querySelector(".st-key-answer");
      if (present === card) return;
      seen.disconnect();
      card = present;
      if (card) seen.observe(card);
      else line.hidden = true;
    },
  };
}
