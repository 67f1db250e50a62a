// Runs before the first paint: the colour scheme, the width of the detail and the folded side bar that the reader chose.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(`understudy.${name}`);
    } catch {
      return null;
    }
  };
  const scheme = kept("scheme");
  if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  if (kept("side") === "folded") root.dataset.side = "folded";
  const width = Number(kept("detail"));
  if (width >= 360 && width <= 4000) root.style.setProperty("--detail", `${width}px`);
})();
