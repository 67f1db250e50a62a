// What the reader can set for the page itself.
import { keep, kept } from "./kept.js";
import { areLettersOn, switchLetters } from "./keys.js";

function chooseScheme(scheme) {
  keep("scheme", scheme);
  if (scheme === null) delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = scheme;
}

/** Returns the items of a menu for the colour scheme and the single keys. */
export function schemeItems() {
  const scheme = kept("scheme");
  return [
    "Scheme",
    { label: "System", isChosen: scheme === null, act: () => chooseScheme(null) },
    { label: "Light", isChosen: scheme === "light", act: () => chooseScheme("light") },
    { label: "Dark", isChosen: scheme === "dark", act: () => chooseScheme("dark") },
    "Keys",
    {
      label: "Single letters act",
      isChosen: areLettersOn(),
      act: () => switchLetters(!areLettersOn()),
    },
  ];
}
