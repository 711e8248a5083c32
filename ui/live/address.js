// The page's address while a slider moves: the present entry of the browser's history is changed,
// so Back undoes the last jump and not the last move. The server writes the same address
// afterwards, which makes no entry where it is there already.
import { plain } from "./words.js";

export function holdAddress(present) {
  const replace = () => {
    const now = present();
    if (!now || !location.search) return;
    const address = new URLSearchParams();
    now.model.measurements.forEach(({ parameter }, place) => {
      const value = now.specimen[place];
      if (value !== null) address.append(parameter, plain(value));
    });
    if (now.specimen.includes(null)) address.append("partial", "1");
    const search = `?${address}`;
    if (search !== location.search) history.replaceState(history.state, "", search + location.hash);
  };
  const events = ["pointerup", "touchend", "keyup"];
  for (const event of events) addEventListener(event, replace, { capture: true });
  return () => {
    for (const event of events) removeEventListener(event, replace, { capture: true });
  };
}
