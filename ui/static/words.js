/* What the server tells the script, and the words the script says in the language of the page. */

import { all, made, one, set } from "./dom.js";

let saying = 0;

export const FACTS = JSON.parse(one("#facts").textContent);

export function word(key, values = {}) {
  const text = FACTS.words[document.documentElement.lang]?.[key] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function worded(tag, key, properties = {}) {
  const element = made(tag, properties);
  element.dataset.word = key;
  return element;
}

export function labelled(name, key) {
  return worded("button", key, { type: "button", className: name });
}

/* Words that stand on what the script makes follow the language of the page. */
export function reword() {
  all("[data-word]").forEach((element) => {
    const text = word(element.dataset.word);
    if (element.textContent !== text) element.textContent = text;
    // It may stand in an article, or an answer, in another language.
    set(element, "lang", document.documentElement.lang);
  });
}

/* A line for those who listen to the page. */
export function listening() {
  return made("div", { id: "told", className: "unseen", role: "status" });
}

export function tell(key, values) {
  say(word(key, values), document.documentElement.lang);
}

/* Emptied first, so that the same words are heard again. */
export function say(text, language) {
  const status = one("#told");
  status.textContent = "";
  set(status, "lang", language);
  clearTimeout(saying);
  saying = setTimeout(() => { status.textContent = text; }, 50);
}
