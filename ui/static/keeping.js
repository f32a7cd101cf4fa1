/* The conversation after a reload, and a visitor's own articles: the tab keeps the questions and the
   token, and the server asks and opens them again. A browser may refuse to store anything: then a
   reload starts over, and nothing else changes. */

import { all, one, type } from "./dom.js";
import { inform } from "./trouble.js";
import { FACTS, tell } from "./words.js";

const TALK = "ponte-talk";
const OWN = "ponte-own";
const DRAFT = "ponte-draft";
const PATIENCE = 3000;

let own = FACTS.uploads ? parsed(stored(OWN)) : null;
let kept = remembered();
let forgotten = "";
let count = 0;
/* What is to be asked for, what was asked for, and what is done once it is there. */
let wanted = own !== null || kept !== "[]";
let awaited = 0;
let whenThere = [];
let patient = true;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
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

function textOpen() {
  return own?.text ?? FACTS.text;
}

function place() {
  return own ? `${TALK}-own` : TALK;
}

/* Talk about another text is as good as none; the server looks closer. */
function remembered() {
  const told = parsed(stored(place()));
  return told?.text === textOpen() && Array.isArray(told.turns) ? JSON.stringify(told.turns) : "[]";
}

function remember(turns) {
  if (turns === kept) return;
  kept = turns;
  store(place(), turns === "[]" ? "" : `{"text":${JSON.stringify(textOpen())},"turns":${turns}}`);
}

function lines(element) {
  return [...element.childNodes]
    .map((node) => (node.nodeName === "BR" ? "\n" : node.textContent))
    .join("");
}

function keep() {
  const turns = JSON.stringify(all("#chat .asked").map((asked) => {
    const about = /(?:^|\s)of-(\S+)/.exec(asked.className);
    return [asked.lang, lines(asked), ...(about ? [about[1]] : [])];
  }));
  // A conversation that is over stays on the page until the server has taken it away.
  if (turns === "[]") forgotten = "";
  if (turns !== forgotten) remember(turns);
}

export function forgetTalk() {
  forgotten = kept;
  remember("[]");
}

export function ownOpen() {
  return own !== null;
}

export function ownToken() {
  return own?.token ?? "";
}

export function ownHead() {
  return own?.heads[document.documentElement.lang];
}

/* Turn to the visitor's own articles, or with nothing back to those of the server. */
export function turnTo(opened, then = () => {}) {
  const same = own?.token === opened?.token;
  if (!same) forgotten = kept;
  own = opened;
  store(OWN, own ? JSON.stringify(own) : "");
  // More articles beside those that are open: the conversation goes on.
  if (!same) kept = remembered();
  wanted = true;
  whenThere.push(then);
  attend();
}

function attend() {
  const box = one("#kept textarea");
  // An answer that is on its way belongs to what was open before.
  if (!wanted || !box || one("#chat .waiting")) return;
  wanted = false;
  count += 1;
  awaited = count;
  const [text, token] = [JSON.stringify(textOpen()), JSON.stringify(ownToken())];
  type(box, `{"text":${text},"own":${token},"turns":${kept},"count":${count}}`);
}

function arrived() {
  const stood = one("#stand .stood");
  if (!awaited || !stood?.classList.contains(`count-${awaited}`)) return;
  awaited = 0;
  if (own && !stood.classList.contains("own")) {
    inform("own.gone");
    turnTo(null);
    return;
  }
  const done = whenThere;
  whenThere = [];
  done.forEach((act) => act());
}

export function isTurning() {
  return wanted || awaited > 0;
}

/* The page stays hidden a while, until the conversation is back: so nothing is seen to jump. */
export function isRestoring() {
  return isTurning() && patient;
}

export function follow(whenPatienceEnds) {
  if (patient && isTurning() && count === 0 && one("#kept textarea"))
    setTimeout(() => { patient = false; whenPatienceEnds(); }, PATIENCE);
  attend();
  arrived();
  if (!isTurning()) {
    patient = false;
    keep();
  }
}

/* What is asked while the conversation comes back is asked when it is there. */
export function hold() {
  if (!isTurning()) return false;
  if (!whenThere.includes(send)) whenThere.push(send);
  tell("restoring");
  return true;
}

function send() {
  one("#send")?.click();
}

/* A question half written outlives a reload too. */
export function draft() {
  const box = one("#q textarea");
  const text = stored(DRAFT);
  store(DRAFT, "");
  if (box && text && !box.value) type(box, text);
}

addEventListener("pagehide", () => store(DRAFT, one("#q textarea")?.value ?? ""));
