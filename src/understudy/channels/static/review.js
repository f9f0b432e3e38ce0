// One key says what a button says: the one that the button names.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const found = [...document.querySelectorAll("[aria-keyshortcuts]")].find((each) => each.getAttribute("aria-keyshortcuts") === key);
  if (!found) return;
  event.preventDefault();
  found.click();
  if (found.matches("summary")) found.parentElement.querySelector("textarea")?.focus();
});
