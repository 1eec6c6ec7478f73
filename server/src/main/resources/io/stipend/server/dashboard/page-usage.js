// What was spent over time, and by whom.

import { query } from './api.js';
import { el } from './dom.js';
import { spending } from './spending.js';

export function show(root, parameters) {
  const all = spending({
    minutes: parameters.get('minutes'),
    onchange: (minutes) => history.replaceState(null, '', '#/usage' + query({ minutes })),
  });
  root.append(el('div', { class: 'head' }, el('h1', {}, 'Spending'), all.choice), all.element);
  return { title: 'Spending', close: all.close };
}
