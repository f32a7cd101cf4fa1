/* A visitor's own article: a file that is dropped or chosen, or text that is pasted, is sent to the
   server as it is; the server tells how far it is. */

import { home, made, one } from "./dom.js";
import { ownToken, turnTo } from "./keeping.js";
import { inform } from "./trouble.js";
import { FACTS, tell, word, worded } from "./words.js";

let request = null;
let opener = null;
let byDragging = false;

function part(name) {
  return one(`#own .${name}`);
}

export function ownDialog() {
  const input = made("input", { type: "file", multiple: true, hidden: true });
  input.accept = FACTS.uploads.accept.join(",");
  const choose = worded("button", "own.file", { type: "button", className: "choose" });
  const zone = made("div", { className: "zone" }, worded("p", "own.drop"), choose,
    worded("p", "own.takes", { className: "takes" }), input);
  const box = made("textarea", { id: "own-text", rows: 4, placeholder: " " });
  const label = worded("label", "own.paste", { htmlFor: "own-text" });
  const read = worded("button", "own.read", { type: "button", className: "read" });
  const form = made("div", { className: "form" }, zone, label, box, read,
    worded("p", "own.kept", { className: "kept" }));
  const bar = made("progress", { max: 100 });
  bar.setAttribute("aria-labelledby", "own-step");
  const step = made("p", { id: "own-step", className: "step", role: "status" });
  const work = made("div", { className: "work", hidden: true }, step, bar);
  const error = made("p", { className: "error", role: "alert" });
  const close = worded("button", "own.cancel", { type: "button", className: "leave" });
  const title = worded("h2", "own", { id: "own-title" });
  const dialog = made("dialog", { id: "own" }, title, form, work, error, close);
  dialog.setAttribute("aria-labelledby", "own-title");
  choose.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  read.addEventListener("click", () => {
    take([new File([box.value], `${word("own.pasted")}.txt`)]);
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    request?.abort();
    if (opener?.isConnected) opener.focus();
  });
  return dialog;
}

export function openOwn(button) {
  opener = button;
  byDragging = false;
  part("error").textContent = "";
  part("leave").dataset.word = "own.cancel";
  if (!one("#own").open) one("#own").showModal();
}

function refuse(name, told) {
  const line = made("span", { textContent: `${name}: ${told}` });
  part("error").append(line);
}

/* What cannot be taken is not sent; the server looks at it again. */
function objection(file) {
  const { accept, largest } = FACTS.uploads;
  const suffix = /\.[^.]*$/.exec(file.name)?.[0].toLowerCase() ?? "";
  if (!accept.includes(suffix)) return word("own.kind");
  if (file.size > largest) return word("own.large");
  return file.size === 0 ? word("own.empty") : "";
}

function work(step, share = null) {
  part("step").textContent = step;
  const bar = one("#own progress");
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
}

async function take(files) {
  if (request || files.length === 0) return;
  part("error").replaceChildren();
  part("form").hidden = true;
  part("work").hidden = false;
  let last = null;
  for (const file of files) {
    const told = objection(file);
    const answer = told ? { told } : await send(file, last?.opened.token ?? ownToken());
    if (answer.opened) last = answer;
    else if (answer.told) refuse(file.name, answer.told);
  }
  part("form").hidden = false;
  part("work").hidden = true;
  // What is open stays open, and what was refused is not undone.
  part("leave").dataset.word = "done";
  if (last) open(last, part("error").childElementCount > 0);
}

function open({ opened, title, guessed }, refused) {
  turnTo(opened, () => {
    tell("own.opened", { title });
    if (guessed) inform("own.guessed");
    if (refused) return;
    opener = one("#q textarea");
    one("#own-text").value = "";
    if (one("#own").open) one("#own").close();
    else opener?.focus();
  });
}

function lines(text) {
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

function send(file, token) {
  const { lang } = document.documentElement;
  return new Promise((resolve) => {
    const end = (answer) => {
      request = null;
      resolve(answer);
    };
    request = new XMLHttpRequest();
    request.open("POST", `${home()}/own?lang=${lang}`);
    request.setRequestHeader("X-Ponte-Name", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
    if (token) request.setRequestHeader("X-Ponte-Token", token);
    work(word("own.sending", { percent: 0 }), 0);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.floor((100 * loaded) / Math.max(total, 1));
      work(word("own.sending", { percent }), percent);
    });
    request.upload.addEventListener("load", () => work(word("own.reading")));
    request.addEventListener("progress", () => {
      const [first] = /^.*\n/.exec(request.responseText) ?? [];
      const title = first && JSON.parse(first).title;
      if (title) work(word("own.indexing", { title }));
    });
    request.addEventListener("load", () => {
      try {
        end(Object.assign({}, ...lines(request.responseText)));
      } catch {
        end({ told: word("own.lost") });
      }
    });
    request.addEventListener("error", () => end({ told: word("own.lost") }));
    request.addEventListener("abort", () => end({}));
    request.send(file);
  });
}

export function closeOwn() {
  const token = ownToken();
  turnTo(null, () => one("#q textarea")?.focus());
  const headers = { "X-Ponte-Token": token };
  fetch(`${home()}/own`, { method: "DELETE", headers, keepalive: true }).catch(() => {});
}

function carriesFiles(event) {
  return FACTS.uploads && event.dataTransfer?.types.includes("Files") && !one("#guide[open]");
}

/* A file that is dragged over the page finds the place to drop it. */
addEventListener("dragenter", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  if (!one("#own").open) {
    openOwn(document.activeElement);
    byDragging = true;
  }
  one("#own").classList.add("over");
});
addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
addEventListener("dragleave", (event) => {
  if (!carriesFiles(event) || event.relatedTarget) return;
  one("#own").classList.remove("over");
  if (byDragging) one("#own").close();
});
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  one("#own").classList.remove("over");
  byDragging = false;
  take([...event.dataTransfer.files]);
});
