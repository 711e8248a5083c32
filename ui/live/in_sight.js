// The answer in a slim line at the top once its heading has scrolled away, with a way back from the
// last jump, if there was one.
import { make, write } from "./draw.js";

// Pixels of Streamlit's own header.
const HEADER = 60;

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
  const look = ([{ isIntersecting, boundingClientRect: { top, width } }]) => {
    line.hidden = isIntersecting || top > HEADER || !width;
  };
  const seen = new IntersectionObserver(look, { rootMargin: `-${HEADER}px 0px 0px` });
  let heading = null;
  const watch = (present) => {
    if (present === heading) return;
    seen.disconnect();
    heading = present;
    if (heading) seen.observe(heading);
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
      watch(document.querySelector(".st-key-answer [data-testid=stHeading]"));
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
