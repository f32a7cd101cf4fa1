/* Where the conversation stands: a new question goes to the top, so that a long answer is read from
   its beginning. Whoever scrolls meanwhile is left where they are. */

import { all, one } from "./dom.js";

let asked = 0;
let length = 0;
let put = -1;

export function keepInView() {
  const pane = one("#chat [role=log]");
  const questions = all("#chat .asked");
  const now = pane?.textContent.length ?? 0;
  if (!pane || questions.length === 0) {
    asked = 0;
    return;
  }
  const more = questions.length !== asked;
  if (!more && now === length) return;
  const moved = !more && put >= 0 && Math.abs(pane.scrollTop - put) > 2;
  asked = questions.length;
  length = now;
  if (moved) return;
  const top = questions.at(-1).getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTo({ top: pane.scrollTop + top - 20, behavior: "instant" });
  put = pane.scrollTop;
}
