// Caches the page for visits without a network. The name of the cache contains a digest of the files, so that
// a new version replaces all files of the old one at once. The build replaces VERSION by the digest.
'use strict';

const kept = 'renja-VERSION';
const files = ['./', 'style.css', 'icon.svg', 'engine.js', 'parts.js', 'findings.js', 'table.js', 'page.js',
  'worker.js', 'renja.js', 'renja.wasm'];

self.addEventListener('install', (event) => {
  const put = async () => (await caches.open(kept)).addAll(files);
  event.waitUntil(put().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('renja-') && name !== kept);
    await Promise.all(names.map((name) => caches.delete(name)));
  };
  event.waitUntil(old().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || new URL(event.request.url).origin !== location.origin) return;
  const answer = async () => {
    const own = await caches.open(kept);
    return (await own.match(event.request, { ignoreSearch: true }))
      ?? (event.request.mode === 'navigate' ? await own.match('./') : null) ?? fetch(event.request);
  };
  event.respondWith(answer());
});
