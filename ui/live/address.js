// The page's address while a slider moves. Streamlit makes a history entry for each address that the
// server writes. After a slider's move, which `slid` tells, the present entry is changed instead, so
// Back undoes the last jump, not the last move. Each entry's state counts the jumps on this page before
// it, and `tell` is called with whether there are any.
export function holdAddress(slid, tell) {
  const { pushState: push, replaceState: replace } = history;
  const jumps = () => history.state?.jumps ?? 0;
  const show = () => tell(jumps() > 0);
  history.pushState = (state, unused, url) => {
    const stays = new URL(url, location.href).pathname === location.pathname;
    if (slid() && stays) return history.replaceState(state, unused, url);
    push.call(history, { ...state, jumps: stays ? jumps() + 1 : 0 }, unused, url);
    show();
  };
  // Streamlit's own state is always empty.
  history.replaceState = (state, unused, url) => {
    replace.call(history, { ...state, jumps: jumps() }, unused, url);
  };
  addEventListener("popstate", show);
  show();
  return () => {
    Object.assign(history, { pushState: push, replaceState: replace });
    removeEventListener("popstate", show);
  };
}
