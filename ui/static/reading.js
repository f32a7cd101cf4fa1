/* The article: opened at a sentence or a passage, left again, and searched. */

import { choose, isKnown, isLost } from "./choosing.js";
import { all, home, one } from "./dom.js";
import { isTurning, ownOpen } from "./keeping.js";
import { accompany } from "./proofs.js";
import { inform } from "./trouble.js";
import { FACTS, say } from "./words.js";

const ANCHOR = /^(.+--\d+)(?:-(\d+))?$/u;
const QUERY = "#query textarea, #query input";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const hovering = matchMedia("(hover: hover)");
const phone = matchMedia("(max-width: 820px)");

let current = "";
let opener = null;
let shown = null;
let foundTold = "";
let sought = null;

/* The sentence; the one before, which says both, where this edition joins them; or its passage. */
export function locate(id) {
  const parts = ANCHOR.exec(id);
  if (!parts) return null;
  for (let number = Number(parts[2] || 0); number > 0; number -= 1) {
    const sentence = document.getElementById(`${parts[1]}-${number}`);
    if (sentence) return sentence;
  }
  return document.getElementById(parts[1]);
}

/* In another of the articles than the one that is shown. */
export function elsewhere(id) {
  const article = articleOf(id);
  return isKnown(article) && !isShown(article);
}

function articleOf(id) {
  return /^(.+)--\d/.exec(id)?.[1] ?? "";
}

function isShown(article) {
  return one("#article .passage")?.id.startsWith(`${article}--`) ?? false;
}

function seek(id, from) {
  sought = { id, from };
  choose(articleOf(id));
}

function mark() {
  const target = locate(current);
  all("#article .hit").forEach((old) => old !== target && old.classList.remove("hit"));
  all("#chat a[href]").forEach((link) => {
    const now = current !== "" && link.getAttribute("href") === `#${current}`;
    if (link.classList.contains("now") !== now) link.classList.toggle("now", now);
  });
  if (target && !target.classList.contains("hit")) target.classList.add("hit");
  accompany(current, target);
  return target;
}

function reveal(target, smooth) {
  const pane = one("#article");
  const box = target.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  const middle = box.top - frame.top - Math.max(24, (frame.height - box.height) / 2);
  const behavior = smooth && !calm.matches ? "smooth" : "instant";
  pane.scrollTo({ top: pane.scrollTop + middle, behavior });
}

function address(id) {
  history.replaceState(null, "", location.pathname + location.search + (id ? `#${id}` : ""));
}

export function show(id, from) {
  if (elsewhere(id)) {
    seek(id, from);
    return;
  }
  current = id;
  opener = from;
  finding(false);
  document.body.classList.toggle("opened", Boolean(from?.closest("#found")));
  const smooth = !phone.matches || document.body.classList.contains("reading");
  document.body.classList.add("reading");
  const target = mark();
  shown = target;
  if (!target) return;
  reveal(target, smooth);
  target.focus({ preventScroll: true });
  address(id);
  if (from?.closest("#chat")) from.scrollIntoView({ block: "nearest" });
}

export function close() {
  if (opener?.isConnected && opener.closest("#found")) {
    backToFound();
    return;
  }
  document.body.classList.remove("reading");
  const back = opener && opener.isConnected ? opener : one("#q textarea");
  opener = null;
  if (back) back.focus();
}

/* From what was opened of it, back to all that was found. */
export function backToFound() {
  finding(true);
  (opener?.isConnected ? opener : one("#found .near"))?.focus();
  opener = null;
}

export function toggle(button) {
  opener = button;
  if (document.body.classList.toggle("reading")) one("#article").focus();
}

/* Only where there is a keyboard: on a phone it would cover half of what is to be read. */
export function toQuestion() {
  if (hovering.matches) one("#q textarea")?.focus();
}

export function forget() {
  current = "";
  opener = null;
  sought = null;
  document.body.classList.remove("opened");
  mark();
  address("");
}

export function leave() {
  forget();
  document.body.classList.remove("reading");
  toQuestion();
}

function here() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

/* A link to what is not here opens the page all the same, and the page says so. */
function goHere() {
  const id = here();
  if (locate(id) || elsewhere(id)) show(id, null);
  else if (ANCHOR.test(id)) stale();
  else return false;
  return true;
}

function stale() {
  address("");
  inform("stale");
}

/* After the article is drawn, or drawn again in another edition, go where the address says. */
export function settle() {
  if (!one("#article .article") || isTurning()) return;
  if (sought && isShown(articleOf(sought.id))) {
    const { id, from } = sought;
    sought = null;
    if (locate(id)) show(id, from);
    else stale();
    return;
  }
  if (sought && isLost()) {
    sought = null;
    stale();
    return;
  }
  // The list of articles may come a moment after the article.
  const listed = !FACTS.several || ownOpen() || one("#entries .entry");
  if (current === "" && shown === null && listed) {
    shown = document.body;
    if (!goHere()) toQuestion();
    return;
  }
  const target = current ? mark() : null;
  if (target && target !== shown) {
    shown = target;
    reveal(target, false);
  }
}

/* In the edition that was chosen; where none was, whoever opens it reads in their own language. */
export function permanent(passage) {
  const [, article, number] = /^(.+)--(\d+)$/.exec(passage.id);
  const query = new URLSearchParams();
  if (current.startsWith(`${passage.id}-`)) query.set("sentence", ANCHOR.exec(current)[2]);
  const edition = new URLSearchParams(location.search).get("edition");
  if (edition && one(`#editions .edition-${CSS.escape(edition)}`)) query.set("edition", edition);
  const path = `${home()}/p/${encodeURIComponent(article)}/${number}`;
  return query.size > 0 ? `${path}?${query}` : path;
}

/* A sentence is chosen where it stands, to copy its link; chosen again, it is let go. */
export function select(sentence) {
  const again = sentence.id === current;
  current = again ? "" : sentence.id;
  shown = mark() ?? shown;
  sentence.focus({ preventScroll: true });
  address(current);
}

/* From sentence to sentence, beginning with the first in view. */
export function stepSentence(by) {
  const sentences = all("#article .sentence");
  const { top } = one("#article").getBoundingClientRect();
  const at = sentences.indexOf(locate(current));
  const next = at < 0
    ? sentences.find((sentence) => sentence.getBoundingClientRect().top >= top)
    : sentences[at + by];
  if (!next) return;
  select(next);
  next.scrollIntoView({ block: "nearest" });
}

/* What was found takes the place of the article until one of it is opened. */
export function finding(now) {
  document.body.classList.toggle("finding", now);
  document.body.classList.remove("opened");
}

/* Back from what was found to the article. */
export function stopFinding(focused) {
  finding(false);
  one(focused).focus();
}

export function hasFound() {
  return document.body.classList.contains("finding") && one("#found .nears") !== null;
}

export function isQuery(element) {
  return element.matches(QUERY);
}

export function tellFound() {
  const told = one("#found .told")?.textContent ?? "";
  if (told === foundTold) return;
  foundTold = told;
  if (told) say(told, document.documentElement.lang);
}

export function step(link, by) {
  const links = all("#found .near");
  const place = links.indexOf(link) + by;
  if (place < 0) one(QUERY).focus();
  else links[place]?.focus();
}

/* From the question to the conversation, where the keys act; from the article to the answer. */
export function back() {
  const focused = document.activeElement;
  const inReader = focused.closest("#reader");
  if (inReader && hasFound()) stopFinding(QUERY);
  else if (inReader || (phone.matches && document.body.matches(".reading"))) close();
  else if (focused.closest("#q") && one("#chat .said")) one("#chat [role=log]").focus();
}

addEventListener("hashchange", goHere);
