/* Short names for what every part does with the page. */

export const one = (selector) => document.querySelector(selector);
export const all = (selector) => [...document.querySelectorAll(selector)];

/* Where the page is, without a slash at the end: a proxy may have put it under a path. */
export const home = () => new URL(".", document.baseURI).href.slice(0, -1);

export function set(element, name, value) {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/* Write into a component as a visitor would. */
export function type(box, text) {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

export function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
