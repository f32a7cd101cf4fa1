/* Taking answers, links and the conversation away. Nothing leaves the page but through its reader. */

import { all, home, made, one, set } from "./dom.js";
import { ownHead, ownOpen } from "./keeping.js";
import { labelled, tell, word } from "./words.js";

const LOCALES = { it: "it-IT", en: "en-GB", zh: "zh-CN" };

/* What the components cannot hold: under each answer, the ways to take it away and to go on; beside each
   passage, its link; under what was found, the way back. */
export function equip() {
  all("#chat .copies").forEach((copies) => {
    if (copies.querySelector("button")) return;
    copies.append(labelled("plainly", "copy"), labelled("marked", "copy.markdown"));
  });
  all("#chat .next").forEach((next) => {
    if (next.querySelector("button")) return;
    next.append(...[...next.querySelectorAll(".to-ask")].map(({ textContent }) =>
      made("button", { type: "button", className: "further", textContent })));
  });
  // A link to what only its visitor sees would lead nobody anywhere.
  all("#article .passage").forEach((passage) => {
    if (ownOpen()) return;
    const link = passage.querySelector("button") ?? labelled("link", "link");
    if (!link.isConnected) passage.append(link);
    const leads = passage.querySelector(".sentence.hit") ? "link.sentence" : "link";
    if (/^link/.test(link.dataset.word) && link.dataset.word !== leads) link.dataset.word = leads;
  });
  const found = one("#found .nears");
  if (found && !found.querySelector("button")) {
    const any = found.querySelector(".near") !== null;
    if (any) found.prepend(labelled("again", "find.again"));
    found.append(labelled("leave", any ? "find.leave" : "done"));
  }
  all("#article .link").forEach((button) => set(button, "title", button.textContent));
}

/* Links are written from the root; only here is it known what the page is called. */
function absolute(text) {
  return text
    .replaceAll("](/p/", `](${home()}/p/`)
    .replace(/^( {4})(?=\/p\/)/gm, `$1${home()}`);
}

/* Without https, or the permission, there is still the old way. */
function copyByHand(text) {
  const box = made("textarea", { value: text, className: "unseen", readOnly: true });
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  return copied;
}

export async function copy(text, button) {
  const allowed = await Promise.resolve()
    .then(() => navigator.clipboard.writeText(text))
    .then(() => true, () => false);
  const outcome = allowed || copyByHand(text) ? "copied" : "uncopied";
  button.focus();
  if (!/copied$/.test(button.dataset.word)) button.dataset.before = button.dataset.word;
  button.dataset.word = outcome;
  setTimeout(() => { button.dataset.word = button.dataset.before; }, 2000);
  tell(outcome);
}

export function take(button) {
  const part = button.matches(".marked") ? ".markdown" : ".plain";
  copy(absolute(button.parentElement.querySelector(part).textContent), button);
}

export function save() {
  const now = new Date();
  const locale = LOCALES[document.documentElement.lang];
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(now);
  const exchanges = all("#chat .copies").flatMap((copies) =>
    [".heading", ".markdown"].map((part) => copies.querySelector(part).textContent),
  );
  const head = (ownHead() ?? word("saved.head")).replace("{date}", () => date);
  const text = absolute(`${[head, ...exchanges].join("\n\n")}\n`);
  const link = made("a", {
    href: URL.createObjectURL(new Blob([text], { type: "text/markdown" })),
    download: `ponte-${now.toLocaleDateString("sv")}.md`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  tell("saved");
}
