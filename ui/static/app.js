/* What the components cannot do themselves: here is what the page does when it changes, and when a
   visitor clicks or types. */

import { copy, equip, save, take } from "./copying.js";
import { equipChoice } from "./choosing.js";
import { all, one, set, type } from "./dom.js";
import { awaitAnswer, hear } from "./hearing.js";
import { draft, follow, forgetTalk, hold, isRestoring, ownOpen } from "./keeping.js";
import { act, guide, keysActive, lastProofs } from "./keys.js";
import { closeOwn, openOwn, ownDialog } from "./own.js";
import { equipProofs, lookAway, peek, unfold } from "./proofs.js";
import * as reading from "./reading.js";
import { keepInView } from "./scrolling.js";
import { diagnose, notice, trouble } from "./trouble.js";
import { FACTS, listening, reword } from "./words.js";

const TITLE = document.title;
const NAMES = { it: "Italiano", en: "English", zh: "中文" };

/* What was chosen stands in the address, for a reload and for whoever is sent it. */
function wish(name, language) {
  const query = new URLSearchParams(location.search);
  query.set(name, language);
  history.replaceState(null, "", `${location.pathname}?${query}${location.hash}`);
}

function speak(language) {
  const root = document.documentElement;
  if (root.classList.contains("ready") && root.lang !== language) wish("lang", language);
  if (root.lang !== language) root.lang = language;
  if (isRestoring()) return;
  // Adding a class that is there is a mutation too, and would call for this again, for ever.
  if (!root.classList.contains("ready")) {
    root.classList.add("ready");
    draft();
  }
}

/* Gradio's sanitiser keeps classes and drops lang and aria: turn the one into the other. */
function translate() {
  all('[class*="lang-"]').forEach((element) => {
    const language = /(?:^|\s)lang-(\w+)/.exec(element.className);
    if (language) set(element, "lang", language[1]);
  });
  all("button.toggle").forEach((button) => {
    set(button, "aria-pressed", String(button.classList.contains("on")));
  });
  Object.entries(NAMES).forEach(([language, name], place) => {
    const button = all("#lang button")[place];
    set(button, "lang", language);
    set(button, "aria-label", name);
  });
}

function describe() {
  all("#chat [aria-label*='<div']").forEach((told) => told.removeAttribute("aria-label"));
  const log = one("#chat [role=log]");
  const label = one("#chat [data-testid='block-label']");
  set(log, "tabindex", "-1");
  if (label) set(log, "aria-label", label.textContent.trim());
  const proofs = lastProofs();
  all("#chat .cite").forEach((cite) => {
    if (proofs.includes(cite)) set(cite, "aria-keyshortcuts", cite.textContent);
    else cite.removeAttribute("aria-keyshortcuts");
  });
  const article = one("#open-article");
  const pane = one("#article");
  if (article && pane) {
    set(pane, "role", "region");
    set(pane, "tabindex", "0");
    set(pane, "aria-label", article.textContent.trim());
  }
}

/* A tab, a bookmark and a printed page are known by the article that is shown; until it is, by what
   the server wrote, and not by what Gradio writes over it. */
function entitle() {
  const title = one("#article .title")?.textContent;
  const named = title ? `${title} · Ponte` : TITLE;
  if (document.title !== named) document.title = named;
}

function dress() {
  translate();
  describe();
  hear();
  entitle();
  const brand = one("#brand .brand[lang]");
  if (brand && one("#article .article")) {
    follow(dress);
    speak(brand.lang);
  }
  equip();
  equipProofs();
  keepInView();
  equipChoice();
  reword();
  reading.tellFound();
  diagnose();
  reading.settle();
}

function press(button) {
  if (button.id === "open-article") reading.toggle(button);
  else if (button.id === "close-article") reading.close();
  else if (button.id === "new") {
    forgetTalk();
    reading.leave();
  } else if (button.id === "export") save();
  else if (button.id === "keys") one("#guide").showModal();
  else if (button.id === "open-own") openOwn(button);
  else if (button.id === "close-own") {
    reading.leave();
    closeOwn();
  }
  else if (button.id === "find") reading.finding(true);
  else if (button.matches("#editions .toggle"))
    wish("edition", /edition-(\w+)/.exec(button.className)[1]);
  else if (button.matches(".leave")) reading.stopFinding("#article");
  else if (button.matches(".again")) reading.backToFound();
  else if (button.matches(".link")) copy(reading.permanent(button.closest(".passage")), button);
  else if (button.parentElement.matches(".copies")) take(button);
  else if (button.matches(".unfold")) unfold(button);
  else if (button.matches(".further")) {
    type(one("#q textarea"), button.textContent);
    setTimeout(() => one("#send").click());
  }
  else if (button.id === "send" || button.matches(".example")) {
    awaitAnswer();
    reading.toQuestion();
  }
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("a[href^='#']");
    const id = link ? decodeURIComponent(link.getAttribute("href").slice(1)) : "";
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && plain && (reading.locate(id) || reading.elsewhere(id))) {
      event.preventDefault();
      reading.show(id, link);
      return;
    }
    const sentence = event.target.closest("#article .sentence");
    // Who marks text with the mouse chooses no sentence.
    if (sentence && getSelection().isCollapsed) reading.select(sentence);
    const button = event.target.closest("button");
    if (button?.matches("#send, .example, .further") && hold()) {
      if (!button.matches("#send")) type(one("#q textarea"), button.textContent.trim());
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (button) press(button);
  },
  true,
);

document.addEventListener("change", ({ target }) => {
  if (!target.matches("#articles")) return;
  reading.forget();
  if (!ownOpen()) wish("article", target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (one("dialog[open]")) return;
  const { key, target } = event;
  const stepped = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (stepped && target.closest("#query, #found") && reading.hasFound()) {
    event.preventDefault();
    reading.step(target.closest(".near"), stepped);
  } else if (/^Arrow(Left|Right)$/.test(key) && target.closest("#article") && keysActive()) {
    event.preventDefault();
    reading.stepSentence(key === "ArrowRight" ? 1 : -1);
  } else if (key === "Enter" && reading.isQuery(target)) reading.finding(true);
  else if (key === "Escape") lookAway() || reading.back();
  else if (/^[1-9/?]$/.test(key) && !target.closest("input, textarea, select")) {
    if (keysActive() && act(key)) event.preventDefault();
  }
});

/* Before the component sees it: what is asked too early waits in its box. */
document.addEventListener(
  "keydown",
  (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!sends || !event.target.matches("#q textarea")) return;
    if (hold()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else awaitAnswer();
  },
  true,
);

document.body.append(listening(), trouble(), notice(), guide(), peek());
if (FACTS.uploads) document.body.append(ownDialog());
new MutationObserver(dress).observe(document.documentElement, {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ["class", "aria-label", "data-word"],
});
dress();
