export default ({ data, parentElement }) => {
  const live = (globalThis.liveAnswer ??= { waiting: [] });
  const message = [JSON.parse(new TextDecoder().decode(data)), parentElement.querySelector(".live-said")];
  if (live.receive) live.receive(...message);
  else live.waiting.push(message);
};
