/* Gradio tells of trouble in its own words, and in English: here it is told in the reader's. */

import { home, made, one } from "./dom.js";
import { worded } from "./words.js";

const PAUSE = 3000;

let diagnosing = false;

export function trouble() {
  const button = worded("button", "reload", { type: "button" });
  button.addEventListener("click", () => location.reload());
  const told = worded("span", "trouble");
  return made("div", { id: "trouble", className: "bar", role: "alert", hidden: true }, told, button);
}

function inTrouble() {
  return one("[data-testid='toast-body']") !== null;
}

/* What a reader should know, and may put away. */
export function notice() {
  const button = worded("button", "done", { type: "button" });
  const told = worded("span", "stale");
  const bar = made("div", { id: "notice", className: "bar", role: "status", hidden: true }, told, button);
  button.addEventListener("click", () => {
    bar.hidden = true;
    one("#q textarea")?.focus();
  });
  return bar;
}

export function inform(key) {
  const bar = one("#notice");
  bar.querySelector("span").dataset.word = key;
  bar.hidden = false;
}

/* A server that was started anew has its page loaded by Gradio: then all this begins again. */
export async function diagnose() {
  const bar = one("#trouble");
  if (!inTrouble() || diagnosing) return;
  diagnosing = true;
  for (let answers = false; !answers || inTrouble(); ) {
    answers = await fetch(`${home()}/health`).then((reply) => reply.ok, () => false);
    bar.querySelector("span").dataset.word = answers ? "trouble" : "offline";
    bar.querySelector("button").hidden = !answers;
    bar.hidden = false;
    await new Promise((done) => { setTimeout(done, PAUSE); });
  }
  bar.hidden = true;
  diagnosing = false;
}
