// The answer in a slim line at the top once its card has scrolled away, with a way back from the
// last jump, if there was one.
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
  undo.hidden = true;
  undo.addEventListener("click", () => history.back());
  const seen = new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
    line.hidden = isIntersecting || boundingClientRect.top > 0 || !boundingClientRect.width;
  });
  let card = null;
  const watch = (present) => {
    if (present === card) return;
    seen.disconnect();
    card = present;
    if (card) seen.observe(card);
    else line.hidden = true;
  };
  return {
    remove() {
      seen.disconnect();
      line.remove();
    },
    show(words) {
      write(text, words);
      // Where the theme's colours hold.
      if (!line.isConnected) document.querySelector("[data-testid=stApp]").append(line);
      watch(document.querySelector(".st-key-answer"));
    },
    hide() {
      write(text, "");
      watch(null);
    },
    offerUndo(isPossible) {
      undo.hidden = !isPossible;
    },
  };
}
