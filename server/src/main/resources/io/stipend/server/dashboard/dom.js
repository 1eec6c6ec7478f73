// Elements from data. Text is only ever set as text: nothing that comes from the service is read as markup.

/** An element with attributes, listeners (onclick: f) and children: elements, texts, or nothing. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in a picture. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Gives an element other children; does nothing where it has one text that says the same. Whoever has the focus in it keeps it: on the same
 * element, or on a link to the same place.
 */
export function put(element, ...children) {
  const only = children.length === 1 && typeof children[0] === 'string';
  if (only && element.childNodes.length === 1 && element.firstChild.nodeType === Node.TEXT_NODE) {
    if (element.firstChild.data !== children[0]) element.firstChild.data = children[0];
    return element;
  }
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
  if (focused) (focused.isConnected ? focused : sameLink(element, focused))?.focus({ preventScroll: true });
  return element;
}

function sameLink(element, link) {
  const href = link.getAttribute('href');
  return href && [...element.querySelectorAll('a')].find((each) => each.getAttribute('href') === href);
}

/** Characters that are not seen, or that change the direction of what follows. */
const UNSEEN = /([\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb])/u;

/** An id, isolated from the text around it; what cannot be seen in it is named. */
export function id(text) {
  const parts = text.split(UNSEEN).filter((part) => part !== '');
  return el('bdi', { class: 'id' }, parts.map((part) => (UNSEEN.test(part)
    ? el('span', { class: 'unseen' }, 'U+' + part.codePointAt(0).toString(16).toUpperCase().padStart(4, '0'))
    : part)));
}

/**
 * Keeps the children of an element in step with a list: those that stay are updated in place, so that focus stays where it is.
 * `make` makes a child of an item, and gives it a method `show(item)`.
 */
export function reconcile(parent, items, key, make) {
  const before = new Map([...parent.children].map((child) => [child.itemKey, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const itemKey = key(item);
    let child = before.get(itemKey);
    before.delete(itemKey);
    if (!child) {
      child = make(item);
      child.itemKey = itemKey;
    }
    child.show(item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  before.forEach((child) => child.remove());
}
