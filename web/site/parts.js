// Small helpers that all scripts of the page use.
'use strict';

// Returns a word of the crate, with its %{names} replaced by values.
renja.say = (key, values = {}) =>
  (renja.words[key] ?? '').replace(/%\{(\w+)\}/g, (_, name) => values[name] ?? '');

// Creates an element from a tag with classes (`div.a.b`), attributes and children. An attribute that begins
// with `on` is an event listener. Strings become text nodes, never markup, so a workbook cannot inject HTML.
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

// Replaces the children of an element, and restores the focus to the child with the same id.
renja.fill = (element, ...children) => {
  const focused = document.activeElement?.id;
  const had = focused && element.contains(document.activeElement);
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (had) document.getElementById(focused)?.focus({ preventScroll: true });
};

// Announces a sentence to screen readers.
renja.tell = (sentence) => { document.getElementById('said').textContent = sentence; };

// Saves a file as a download.
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
