// Small things that all of the page is made of.
'use strict';

// A word of the crate, with values in place of its %{names}.
renja.say = (key, values = {}) =>
  (renja.words[key] ?? '').replace(/%\{(\w+)\}/g, (_, name) => values[name] ?? '');

// An element: attributes, then children. Texts are texts, never markup.
renja.make = (tag, attributes = {}, ...children) => {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

// Puts new children into an element, and the focus back to where it was by its id.
renja.fill = (element, ...children) => {
  const focused = document.activeElement?.id;
  const had = focused && element.contains(document.activeElement);
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (had) document.getElementById(focused)?.focus({ preventScroll: true });
};

// Says something to who does not see it.
renja.tell = (sentence) => { document.getElementById('said').textContent = sentence; };

// Hands a file to the browser to be saved.
renja.save = (name, bytes) => {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = renja.make('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
};

renja.signs = { error: '●', warning: '▲', note: '○' };
renja.severities = ['error', 'warning', 'note'];

renja.severity = (name) => renja.say(`rapi.sifat.${name}`);
