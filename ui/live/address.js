// The page's address while a slider moves. Streamlit makes a history entry for each address that the
// server writes. After a slider's move the present entry is changed instead, so Back undoes the last
// jump, not the last move.
export function holdAddress() {
  const push = history.pushState;
  let slid = false;
  const note = ({ target }) => {
    slid = target.closest?.("[data-testid=stSlider]") != null;
  };
  history.pushState = (state, unused, url) => {
    const stays = new URL(url, location.href).pathname === location.pathname;
    (slid && stays ? history.replaceState : push).call(history, state, unused, url);
  };
  const events = ["pointerdown", "keydown", "focusin"];
  for (const event of events) addEventListener(event, note, true);
  return () => {
    history.pushState = push;
    for (const event of events) removeEventListener(event, note, true);
  };
}
