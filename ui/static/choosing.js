/* Which of several articles is shown: a list to choose from, made of the links the server writes. */

import { all, made, one, set, type } from "./dom.js";
import { word } from "./words.js";

let count = 0;

function entries() {
  return all("#entries .entry");
}

function name(entry) {
  return decodeURIComponent(entry.getAttribute("href").slice(1));
}

/* Of very many articles the list holds some, and only the server knows the others. */
export function isKnown(article) {
  if (article === "") return false;
  return one("#entries .more") !== null || entries().some((entry) => name(entry) === article);
}

/* Whether the server has answered the last choice: there is no such article. */
export function isLost() {
  return one(`#entries .lost-${count}`) !== null;
}

export function choose(article) {
  count += 1;
  type(one("#choice textarea"), `${article} ${count}`);
}

function list() {
  const select = made("select", { id: "articles" });
  select.addEventListener("change", () => choose(select.value));
  one("#tools").prepend(select);
  return select;
}

export function equipChoice() {
  const held = entries();
  if (held.length === 0) {
    one("#articles")?.remove();
    return;
  }
  const select = one("#articles") ?? list();
  const now = held.map((entry) => `${name(entry)} ${entry.textContent}`).join("\n");
  if (select.dataset.held !== now) {
    select.dataset.held = now;
    select.replaceChildren(...held.map((entry) => {
      const option = made("option", { value: name(entry), textContent: entry.textContent });
      set(option, "lang", /lang-(\w+)/.exec(entry.className)[1]);
      return option;
    }));
  }
  set(select, "aria-label", word("choose"));
  const chosen = held.find((entry) => entry.classList.contains("chosen"));
  if (chosen && select.dataset.chosen !== name(chosen)) {
    select.dataset.chosen = name(chosen);
    select.value = name(chosen);
  }
}
