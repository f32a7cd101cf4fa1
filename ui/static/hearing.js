/* Whoever listens to the page hears each answer once, when it is whole: not the question they have
   just written, nor the waiting, the numbers of the proofs and the buttons under it. */

import { all, one, set } from "./dom.js";
import { say } from "./words.js";

/* Milliseconds after which it is said that the answer takes a while. */
const LONG = 1000;

let before = null;
let timer = 0;

function exchange() {
  return all("#chat .asked, #chat .said").map((part) => part.textContent).slice(-2).join("\n")
    + all("#chat .asked").length;
}

/* Something was asked: what comes next is its answer. */
export function awaitAnswer() {
  before = exchange();
}

function line(part) {
  const plain = part.cloneNode(true);
  plain.querySelectorAll(".cite").forEach((cite) => cite.remove());
  return plain.textContent.trim();
}

export function hear() {
  set(one("#chat [role=log]"), "aria-live", "off");
  const said = all("#chat .said").at(-1);
  if (before === null || !said || exchange() === before) return;
  const { lang } = said;
  const lines = [...said.querySelectorAll(":scope > .line:not(.writer)")].map(line).join(" ");
  if (said.matches(".waiting")) {
    timer ||= setTimeout(() => say(lines, lang), LONG);
    return;
  }
  clearTimeout(timer);
  if (one("#chat .growing")) return;
  timer = 0;
  before = null;
  say(lines, lang);
}
