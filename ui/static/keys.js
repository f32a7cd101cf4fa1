/* Keys that act outside text fields, and the help that tells of them. Who speaks to the machine, or
   leans on a key by mistake, can turn them off. */

import { all, made, one } from "./dom.js";
import { worded } from "./words.js";

const CHOICE = "ponte-keys";
const KEYS = { "1 – 9": "proof", Esc: "back", "← →": "sentence", "/": "ask", "?": "help" };

export function keysActive() {
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
}

export function guide() {
  const rows = Object.entries(KEYS).flatMap(([key, told]) => [
    made("dt", {}, made("kbd", { textContent: key })),
    worded("dd", `keys.${told}`),
  ]);
  const active = made("input", { type: "checkbox", checked: keysActive() });
  active.addEventListener("change", () => {
    try {
      localStorage.setItem(CHOICE, active.checked ? "on" : "off");
    } catch {
      active.checked = true;
    }
  });
  const close = worded("button", "done", { type: "button" });
  const title = worded("h2", "keys", { id: "guide-title" });
  const choice = made("label", {}, active, worded("span", "keys.active"));
  const dialog = made("dialog", { id: "guide" }, title, made("dl", {}, ...rows), choice, close);
  dialog.setAttribute("aria-labelledby", "guide-title");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}

export function lastProofs() {
  return [...(all("#chat .said:not(.waiting)").at(-1)?.querySelectorAll(".cite") ?? [])];
}

export function act(key) {
  if (key === "?") one("#guide").showModal();
  else if (key === "/") one("#q textarea").focus();
  else {
    const chip = lastProofs().find((cite) => cite.textContent === key);
    if (!chip) return false;
    chip.click();
  }
  return true;
}
