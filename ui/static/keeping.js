/* The conversation after a reload: the tab keeps its questions, and the server asks them again.
   A browser may refuse to store anything: then a reload starts over, and nothing else changes. */

import { all, one } from "./dom.js";
import { FACTS } from "./words.js";

const KEPT = "ponte-talk";
const DRAFT = "ponte-draft";
const PATIENCE = 3000;

let kept = remembered();
let forgotten = "";
let restoring = kept ? "waiting" : "";

export function isRestoring() {
  return restoring !== "";
}

function stored(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function store(name, text) {
  try {
    if (text) sessionStorage.setItem(name, text);
    else sessionStorage.removeItem(name);
  } catch {
    return;
  }
}

/* Talk about another text is as good as none; the server looks closer. */
function remembered() {
  try {
    const text = stored(KEPT);
    const told = JSON.parse(text);
    return told.text === FACTS.text && told.turns.length > 0 ? text : "";
  } catch {
    return "";
  }
}

function remember(text) {
  if (text === kept) return;
  kept = text;
  store(KEPT, text);
}

function lines(element) {
  return [...element.childNodes]
    .map((node) => (node.nodeName === "BR" ? "\n" : node.textContent))
    .join("");
}

export function keep() {
  const turns = all("#chat .asked").map((asked) => [asked.lang, lines(asked)]);
  const text = turns.length > 0 ? JSON.stringify({ text: FACTS.text, turns }) : "";
  // A conversation that is over stays on the page until the server has taken it away.
  if (text === "") forgotten = "";
  else if (text !== forgotten) remember(text);
}

export function forgetTalk() {
  forgotten = kept;
  remember("");
}

function type(box, text) {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/* The page stays hidden until the conversation is back, so that nothing is seen to jump. */
export function restore(whenDone) {
  const done = () => {
    if (!restoring) return;
    restoring = "";
    whenDone();
  };
  const box = one("#kept textarea");
  if (restoring === "waiting" && box) {
    restoring = "asked";
    type(box, kept);
    setTimeout(done, PATIENCE);
  } else if (one("#chat .said:not(.waiting)")) done();
}

/* A question half written outlives a reload too. */
export function draft() {
  const box = one("#q textarea");
  const text = stored(DRAFT);
  store(DRAFT, "");
  if (box && text && !box.value) type(box, text);
}

addEventListener("pagehide", () => store(DRAFT, one("#q textarea")?.value ?? ""));
