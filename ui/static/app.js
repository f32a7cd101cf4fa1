"use strict";

/* What the components cannot do themselves: open the article at a sentence, keep the page's
   language and its controls' states told to assistive technology, and remember the address. */
(() => {
  const ANCHOR = /^(.+--\d+)(?:-(\d+))?$/u;
  const LOCALES = { it: "it-IT", en: "en-GB", zh: "zh-CN" };
  const NAMES = { it: "Italiano", en: "English", zh: "中文" };
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const phone = matchMedia("(max-width: 820px)");
  const hovering = matchMedia("(hover: hover)");

  /* The questions of this tab's conversation, kept for a reload: the server asks them again. */
  const KEPT = "ponte-talk";
  const FACTS = JSON.parse(one("#facts").textContent);
  const PATIENCE = 3000;

  const QUERY = "#query textarea, #query input";

  let current = "";
  let foundTold = "";
  let diagnosing = false;
  let opener = null;
  let shown = null;
  let kept = remembered();
  let forgotten = "";
  let restoring = kept ? "waiting" : "";

  function set(element, name, value) {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  /* The sentence; the one before, which says both, where this edition joins them; or its passage. */
  function locate(id) {
    const parts = ANCHOR.exec(id);
    if (!parts) return null;
    for (let number = Number(parts[2] || 0); number > 0; number -= 1) {
      const sentence = document.getElementById(`${parts[1]}-${number}`);
      if (sentence) return sentence;
    }
    return document.getElementById(parts[1]);
  }

  function mark() {
    const target = locate(current);
    all("#article .hit").forEach((old) => old !== target && old.classList.remove("hit"));
    all("#chat a[href]").forEach((link) => {
      const now = current !== "" && link.getAttribute("href") === `#${current}`;
      if (link.classList.contains("now") !== now) link.classList.toggle("now", now);
    });
    if (target && !target.classList.contains("hit")) target.classList.add("hit");
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

  /* A browser may refuse to store anything: then a reload starts over, and nothing else changes. */
  function remembered() {
    try {
      const text = sessionStorage.getItem(KEPT) ?? "";
      const told = JSON.parse(text);
      return told.text === FACTS.text && told.turns.length > 0 ? text : "";
    } catch {
      return "";
    }
  }

  function remember(text) {
    if (text === kept) return;
    kept = text;
    try {
      if (text) sessionStorage.setItem(KEPT, text);
      else sessionStorage.removeItem(KEPT);
    } catch {
      return;
    }
  }

  function lines(element) {
    return [...element.childNodes]
      .map((node) => (node.nodeName === "BR" ? "\n" : node.textContent))
      .join("");
  }

  function keep() {
    const turns = all("#chat .asked").map((asked) => [asked.lang, lines(asked)]);
    const text = turns.length > 0 ? JSON.stringify({ text: FACTS.text, turns }) : "";
    // A conversation that is over stays on the page until the server has taken it away.
    if (text === "") forgotten = "";
    else if (text !== forgotten) remember(text);
  }

  /* The page stays hidden until the conversation is back, so that nothing is seen to jump. */
  function restore() {
    const box = one("#kept textarea");
    if (restoring === "waiting" && box) {
      restoring = "asked";
      box.value = kept;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      setTimeout(restored, PATIENCE);
    } else if (one("#chat .said:not(.waiting)")) restored();
  }

  /* A question half written outlives a reload too. */
  function draft() {
    const box = one("#q textarea");
    try {
      const text = sessionStorage.getItem("ponte-draft");
      sessionStorage.removeItem("ponte-draft");
      if (!box || !text || box.value) return;
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } catch {
      return;
    }
  }

  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem("ponte-draft", one("#q textarea")?.value ?? "");
    } catch {
      return;
    }
  });

  function restored() {
    if (!restoring) return;
    restoring = "";
    dress();
  }

  /* Words that stand on what the script makes follow the language of the page. */
  function word(key) {
    return FACTS.words[document.documentElement.lang]?.[key] ?? "";
  }

  function made(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function worded(tag, key, properties = {}) {
    const element = made(tag, properties);
    element.dataset.word = key;
    return element;
  }

  function labelled(name, key) {
    return worded("button", key, { type: "button", className: name });
  }

  function reword() {
    all("[data-word]").forEach((element) => {
      const text = word(element.dataset.word);
      if (element.textContent !== text) element.textContent = text;
    });
  }

  function tell(key) {
    const status = one("#told");
    status.textContent = "";
    setTimeout(() => { status.textContent = word(key); }, 50);
  }

  /* Under each answer, the ways to take it away. */
  function equip() {
    all("#chat .copies").forEach((copies) => {
      if (copies.querySelector("button")) return;
      copies.append(labelled("plainly", "copy"), labelled("marked", "copy.markdown"));
    });
    all("#article .passage").forEach((passage) => {
      if (!passage.querySelector("button")) passage.append(labelled("link", "link"));
    });
    const found = one("#found .near") && one("#found .nears");
    if (found && !found.querySelector("button")) found.append(labelled("leave", "find.leave"));
    all("#article .link").forEach((button) => set(button, "title", button.textContent));
  }

  /* Without a language: whoever opens it reads in their own. */
  function permanent(passage) {
    const [, article, number] = /^(.+)--(\d+)$/.exec(passage.id);
    const sentence = current.startsWith(`${passage.id}-`) && ANCHOR.exec(current)[2];
    const path = `${location.origin}/p/${encodeURIComponent(article)}/${number}`;
    return sentence ? `${path}?sentence=${sentence}` : path;
  }

  /* What was found takes the place of the article until one of it is opened. */
  function finding(now) {
    document.body.classList.toggle("finding", now);
  }

  function hasFound() {
    return document.body.classList.contains("finding") && one("#found .nears") !== null;
  }

  function tellFound() {
    const told = one("#found .told")?.textContent ?? "";
    if (told === foundTold) return;
    foundTold = told;
    if (told) one("#told").textContent = told;
  }

  function step(link, by) {
    const links = all("#found .near");
    const place = links.indexOf(link) + by;
    if (place < 0) one(QUERY).focus();
    else links[place]?.focus();
  }

  /* Links are written from the root; only here is it known what the page is called. */
  function absolute(text) {
    return text
      .replaceAll("](/p/", `](${location.origin}/p/`)
      .replace(/^( {4})(?=\/p\/)/gm, `$1${location.origin}`);
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https, or the permission, there is still the old way.
      const box = made("textarea", { value: text, className: "unseen", readOnly: true });
      document.body.append(box);
      box.select();
      const copied = document.execCommand("copy");
      box.remove();
      button.focus();
      if (!copied) return;
    }
    const { word: before } = button.dataset;
    if (before !== "copied") {
      button.dataset.word = "copied";
      setTimeout(() => { button.dataset.word = before; }, 2000);
    }
    tell("copied");
  }

  function take(button) {
    const part = button.matches(".marked") ? ".markdown" : ".plain";
    copy(absolute(button.parentElement.querySelector(part).textContent), button);
  }

  function save() {
    const now = new Date();
    const locale = LOCALES[document.documentElement.lang];
    const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(now);
    const exchanges = all("#chat .copies").flatMap((copies) =>
      [".heading", ".markdown"].map((part) => copies.querySelector(part).textContent),
    );
    const head = word("saved.head").replace("{date}", () => date);
    const text = absolute(`${[head, ...exchanges].join("\n\n")}\n`);
    const link = made("a", {
      href: URL.createObjectURL(new Blob([text], { type: "text/markdown" })),
      download: `ponte-${now.toLocaleDateString("sv")}.md`,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    tell("saved");
  }

  /* Keys that act outside text fields. Who speaks to the machine, or leans on a key by mistake, can
     turn them off. */
  const KEYS = { "1 – 9": "proof", Esc: "back", "/": "ask", "?": "help" };

  function keysActive() {
    try {
      return localStorage.getItem("ponte-keys") !== "off";
    } catch {
      return true;
    }
  }

  /* Gradio tells of trouble in its own words, and in English: here it is told in the reader's. */
  function trouble() {
    const button = worded("button", "reload", { type: "button" });
    button.addEventListener("click", () => location.reload());
    const told = worded("span", "trouble");
    return made("div", { id: "trouble", role: "alert", hidden: true }, told, button);
  }

  function inTrouble() {
    return one("[data-testid='toast-body']") !== null;
  }

  /* A server that was started anew has its page loaded by Gradio: then all this begins again. */
  async function diagnose() {
    const bar = one("#trouble");
    if (!inTrouble() || diagnosing) return;
    diagnosing = true;
    for (let answers = false; !answers || inTrouble(); ) {
      answers = await fetch("/health").then((reply) => reply.ok, () => false);
      bar.querySelector("span").dataset.word = answers ? "trouble" : "offline";
      bar.querySelector("button").hidden = !answers;
      bar.hidden = false;
      await new Promise((done) => { setTimeout(done, PATIENCE); });
    }
    bar.hidden = true;
    diagnosing = false;
  }

  function guide() {
    const rows = Object.entries(KEYS).flatMap(([key, told]) => [
      made("dt", {}, made("kbd", { textContent: key })),
      worded("dd", `keys.${told}`),
    ]);
    const active = made("input", { type: "checkbox", checked: keysActive() });
    active.addEventListener("change", () => {
      try {
        localStorage.setItem("ponte-keys", active.checked ? "on" : "off");
      } catch {
        active.checked = true;
      }
    });
    const close = worded("button", "done", { type: "button" });
    const title = worded("h2", "keys", { id: "guide-title" });
    const choice = made("label", {}, active, worded("span", "keys.active"));
    const dialog = made("dialog", { id: "guide" }, title, made("dl", {}, ...rows), choice, close);
    dialog.setAttribute("aria-labelledby", "guide-title");
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    return dialog;
  }

  function lastProofs() {
    return [...(all("#chat .said:not(.waiting)").at(-1)?.querySelectorAll(".cite") ?? [])];
  }

  function act(key) {
    if (key === "?") one("#guide").showModal();
    else if (key === "/") one("#q textarea").focus();
    else {
      const chip = lastProofs().find((cite) => cite.textContent === key);
      if (!chip) return false;
      chip.click();
    }
    return true;
  }

  /* From the question to the conversation, where the keys act; from the article to the answer. */
  function back() {
    const focused = document.activeElement;
    if (focused.closest("#reader") && hasFound()) {
      finding(false);
      one(QUERY).focus();
      return;
    }
    if (focused.closest("#reader") || (phone.matches && document.body.matches(".reading"))) close();
    else if (focused.closest("#q") && one("#chat .said")) one("#chat [role=log]").focus();
  }

  function address(id) {
    history.replaceState(null, "", location.pathname + location.search + (id ? `#${id}` : ""));
  }

  function show(id, from) {
    current = id;
    opener = from;
    finding(false);
    const smooth = !phone.matches || document.body.classList.contains("reading");
    document.body.classList.add("reading");
    const target = mark();
    shown = target;
    if (!target) return;
    reveal(target, smooth);
    target.focus({ preventScroll: true });
    if (from && phone.matches) from.scrollIntoView({ block: "nearest" });
    address(id);
  }

  function close() {
    if (opener?.isConnected && opener.closest("#found")) {
      finding(true);
      opener.focus();
      opener = null;
      return;
    }
    document.body.classList.remove("reading");
    const back = opener && opener.isConnected ? opener : one("#q textarea");
    opener = null;
    if (back) back.focus();
  }

  function ask() {
    if (hovering.matches) one("#q textarea")?.focus();
  }

  function forget() {
    current = "";
    opener = null;
    forgotten = kept;
    remember("");
    mark();
    address("");
    document.body.classList.remove("reading");
    ask();
  }

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
    if (restoring) return;
    // Adding a class that is there is a mutation too, and would call for this again, for ever.
    if (!root.classList.contains("ready")) {
      root.classList.add("ready");
      draft();
    }
  }

  /* Gradio's sanitiser keeps classes and drops lang and aria: turn the one into the other. */
  function dress() {
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
    all("#chat [aria-label*='<div']").forEach((told) => told.removeAttribute("aria-label"));
    const label = one("#chat [data-testid='block-label']");
    if (label) set(one("#chat [role='log']"), "aria-label", label.textContent.trim());
    const log = one("#chat [role=log]");
    if (log) set(log, "tabindex", "-1");
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
    const brand = one("#brand .brand[lang]");
    if (brand && one("#article .article")) {
      if (restoring) restore();
      else keep();
      speak(brand.lang);
    }
    equip();
    reword();
    if (one("#told")) {
      tellFound();
      diagnose();
    }
    settle();
  }

  /* After the article is drawn, or drawn again in another edition, go where the address says. */
  function settle() {
    if (!one("#article .article")) return;
    if (current === "" && shown === null) {
      shown = document.body;
      const id = decodeURIComponent(location.hash.slice(1));
      if (locate(id)) show(id, null);
      else ask();
      return;
    }
    const target = current ? mark() : null;
    if (target && target !== shown) {
      shown = target;
      reveal(target, false);
    }
  }

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[href^='#']");
      const id = link ? decodeURIComponent(link.getAttribute("href").slice(1)) : "";
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && locate(id)) {
        event.preventDefault();
        show(id, link);
        return;
      }
      const button = event.target.closest("button");
      if (!button) return;
      if (button.id === "open-article") {
        opener = button;
        document.body.classList.toggle("reading");
        if (document.body.classList.contains("reading")) one("#article").focus();
      } else if (button.id === "close-article") close();
      else if (button.id === "new") forget();
      else if (button.id === "export") save();
      else if (button.id === "keys") one("#guide").showModal();
      else if (button.id === "find") finding(true);
      else if (button.matches("#editions .toggle"))
        wish("edition", /edition-(\w+)/.exec(button.className)[1]);
      else if (button.matches(".leave")) {
        finding(false);
        one("#article").focus();
      } else if (button.matches(".link")) copy(permanent(button.closest(".passage")), button);
      else if (button.parentElement.matches(".copies")) take(button);
      else if (button.id === "send" || button.classList.contains("example")) ask();
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (one("dialog[open]")) return;
    const stepped = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (stepped && event.target.closest("#query, #found") && hasFound()) {
      event.preventDefault();
      step(event.target.closest(".near"), stepped);
      return;
    }
    if (event.key === "Enter" && event.target.matches(QUERY)) finding(true);
    if (event.key === "Escape") back();
    else if (/^[1-9/?]$/.test(event.key) && !event.target.closest("input, textarea, select")) {
      if (keysActive() && act(event.key)) event.preventDefault();
    }
  });

  addEventListener("hashchange", () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (locate(id)) show(id, null);
  });

  new MutationObserver(dress).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["class", "aria-label", "data-word"],
  });
  document.body.append(made("div", { id: "told", className: "unseen", role: "status" }), trouble(), guide());
  dress();
})();
