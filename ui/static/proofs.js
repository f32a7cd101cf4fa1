/* The proofs: a look at a quote without leaving the answer, those that are folded, and beside the
   sentence that is open what the original says and the words that met the question's. */

import { all, made, one, set } from "./dom.js";
import { FACTS } from "./words.js";

const LINGER = 180;
let looked = null;
let leaving = 0;

/* The words of an answer are in its own language, whatever the page's is. */
function said(element, key, values) {
  const text = FACTS.words[element.closest(".said").lang]?.[key] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function proofOf(cite) {
  const link = [...cite.closest(".said").querySelectorAll(".proof .where")]
    .find((where) => where.parentElement.previousElementSibling.textContent === cite.textContent);
  return link?.closest(".proof");
}

export function equipProofs() {
  all("#chat .said[lang] .cite").forEach((cite) => {
    const place = proofOf(cite)?.querySelector(".where").innerText.replace(/\s+/g, " ");
    if (place) set(cite, "aria-label", said(cite, "proof", { number: cite.textContent, place }));
  });
  all("#chat .said[lang] .proofs.folded").forEach((proofs) => {
    if (proofs.querySelector("button")) return;
    const count = proofs.querySelectorAll(".proof:nth-child(n + 4)").length;
    const textContent = said(proofs, "proofs", { count });
    proofs.append(made("button", { type: "button", className: "unfold", textContent }));
  });
  if (looked && !looked.isConnected) leave();
}

export function unfold(button) {
  const proofs = button.parentElement;
  proofs.classList.remove("folded");
  button.remove();
  proofs.children[3].querySelector(".where").focus();
}

export function peek() {
  const box = made("div", { id: "peek", hidden: true });
  set(box, "role", "tooltip");
  box.addEventListener("pointerenter", () => clearTimeout(leaving));
  box.addEventListener("pointerleave", leaveSoon);
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    const cite = pointerType === "mouse" && target.closest("#chat .cite");
    if (cite) look(cite);
  });
  document.addEventListener("pointerout", ({ target }) => target.closest(".cite") && leaveSoon());
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("#chat .cite:focus-visible")) look(target);
  });
  document.addEventListener("focusout", ({ target }) => target.matches(".cite") && leave());
  document.addEventListener("scroll", stand, { capture: true, passive: true });
  return box;
}

function look(cite) {
  clearTimeout(leaving);
  const quote = proofOf(cite)?.querySelector(".quote");
  const box = one("#peek");
  if (!quote || looked === cite) return;
  leave();
  looked = cite;
  // Within the main part, which is drawn after the script runs: nothing stands beside the landmarks.
  one("main").append(box);
  const where = proofOf(cite).querySelector(".where");
  box.replaceChildren(made("span", { className: "at", textContent: where.innerText }), copy(quote));
  set(box, "lang", cite.closest(".said").lang);
  box.hidden = false;
  set(cite, "aria-describedby", "peek");
  stand();
}

/* Where its chip is, also while the conversation is scrolled. */
function stand() {
  if (!looked) return;
  const box = one("#peek");
  const at = looked.getBoundingClientRect();
  const below = at.bottom + 8 + box.offsetHeight < innerHeight;
  const left = Math.max(12, Math.min(at.left - 24, innerWidth - box.offsetWidth - 12));
  box.style.left = `${left}px`;
  box.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - 8 - box.offsetHeight)}px`;
}

function leaveSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(leave, LINGER);
}

function leave() {
  if (!looked) return;
  looked.removeAttribute("aria-describedby");
  looked = null;
  one("#peek").hidden = true;
}

/* Whether there was a look to end. */
export function lookAway() {
  const was = looked !== null;
  leave();
  return was;
}

function copy(quote) {
  const copied = quote.cloneNode(true);
  copied.classList.remove("same");
  return copied;
}

/* Under what is open stands the original, where another edition is read. */
export function accompany(id, target) {
  const link = all("#chat :is(.proof, .closest) .where")
    .findLast((where) => where.getAttribute("href") === `#${id}`);
  const proof = target && link?.closest(".proof, .closest");
  const language = target?.closest(".article").lang;
  const quote = [...(proof?.querySelectorAll(".quote") ?? [])].at(-1);
  const needed = quote && language && quote.lang !== language;
  const key = needed ? `${id} ${language} ${quote.textContent}` : "";
  const there = one("#article .beside");
  if ((there?.dataset.of ?? "") !== key) {
    there?.remove();
    if (needed) place(target, proof, quote).dataset.of = key;
  }
  underline(target, proof, language);
}

function place(target, proof, quote) {
  const told = proof.querySelector(".in, summary").textContent;
  const label = made("span", { className: "at", textContent: told });
  set(label, "lang", proof.closest(".said").lang);
  const beside = made("span", { className: "beside" }, label, copy(quote));
  if (target.matches(".passage")) target.append(beside);
  else target.after(beside);
  return beside;
}

/* Without changing the article: the browser paints the ranges. */
function underline(target, proof, language) {
  if (!("highlights" in CSS)) return;
  const told = [...(proof?.querySelectorAll(".quote, .there") ?? [])]
    .find((each) => each.lang === language && each.querySelector(".met"));
  const ranges = told && target ? rangesOf(told, target) : [];
  if (ranges.length > 0) CSS.highlights.set("met", new Highlight(...ranges));
  else CSS.highlights.delete("met");
}

function rangesOf(told, target) {
  const text = [...target.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
  // A quote stands between its quotation marks.
  const framed = told.matches(".quote") ? 1 : 0;
  const words = told.textContent.slice(framed, told.textContent.length - framed);
  const start = text ? text.data.indexOf(words) : -1;
  if (start < 0) return [];
  let passed = start - framed;
  return [...told.childNodes].flatMap((node) => {
    const from = passed;
    passed += node.textContent.length;
    if (node.nodeType === Node.TEXT_NODE) return [];
    const range = new Range();
    range.setStart(text, from);
    range.setEnd(text, passed);
    return [range];
  });
}
