// Loads the parts of the page and runs the worker that does the work. All words and all rules come from the
// crate.
'use strict';

const renja = { lang: 'id', words: {} };

renja.engine = (() => {
  let source = null;
  let module = null;
  let worker = null;
  let next = 1;
  let queue = Promise.resolve();

  // Loads the parts. The single-file page contains them; otherwise they are files beside the page.
  async function load() {
    const inline = (id) => document.getElementById(id)?.textContent;
    if (inline('part-worker')) {
      source = inline('part-glue') + inline('part-worker');
      const packed = Uint8Array.from(atob(inline('part-wasm').trim()), (c) => c.charCodeAt(0));
      const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
      module = await WebAssembly.compile(await new Response(plain).arrayBuffer());
    } else {
      await keep();
      const text = async (name) => (await found(name)).text();
      const [glue, own, wasm] = await Promise.all([text('renja.js'), text('worker.js'), found('renja.wasm')]);
      source = glue + own;
      module = await WebAssembly.compile(await wasm.arrayBuffer());
    }
    seal();
  }

  // Lets the service worker cache all parts, so that the next visit needs no network. Waits until it has done
  // so, because the parts are then read from the cache and none is loaded twice. The page also works in a
  // browser that has no service workers.
  async function keep() {
    const keeper = await navigator.serviceWorker?.register('sw.js').catch(() => null);
    const coming = keeper?.installing ?? keeper?.waiting;
    if (!coming) return;
    await new Promise((resolve) => {
      const look = () => { if (['activated', 'redundant'].includes(coming.state)) resolve(); };
      coming.addEventListener('statechange', look);
      look();
    });
  }

  // Returns a part from the cache, else from the host.
  async function found(name) {
    const answer = (await globalThis.caches?.match(name).catch(() => null)) ?? await fetch(name);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer;
  }

  // Forbids all further requests to any host, including the page's own. A worker that is created from text
  // inherits the policy of its page.
  function seal() {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'Content-Security-Policy';
    meta.content = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:";
    document.head.append(meta);
  }

  function ended() {
    worker?.terminate();
    worker = null;
  }

  // Has the worker do one piece of work. `tell` receives partial results. Rejects with a sentence for the
  // user. Ends the worker if it cannot continue or takes longer than `seconds`; the next work starts another
  // one.
  function ask(work, args, tell, transfer = []) {
    return new Promise((resolve, reject) => {
      const id = next++;
      const fail = (sentence) => {
        clearTimeout(timer);
        ended();
        reject(new Error(sentence || renja.words.broke_off || 'worker'));
      };
      const seconds = renja.engine.seconds ?? renja.words.seconds ?? 120;
      const timer = setTimeout(() => fail(renja.words.too_long), seconds * 1000);
      worker.onmessage = ({ data }) => {
        if (data.id !== id) return;
        if (data.part) return tell?.(data.part);
        if (data.failed?.ended) return fail(data.failed.sentence || (data.failed.is_full && renja.words.too_much));
        clearTimeout(timer);
        if (data.failed) reject(new Error(data.failed.sentence));
        else resolve(data.done);
      };
      worker.onerror = (event) => { event.preventDefault(); fail(); };
      worker.postMessage({ id, work, args }, transfer);
    });
  }

  async function begin() {
    if (worker) return;
    if (!module) await load();
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    worker = new Worker(url);
    renja.engine.restarts += 1;
    renja.words = await ask('begin', { module, lang: renja.lang });
    URL.revokeObjectURL(url);
  }

  return {
    // The number of workers that were started after the first one.
    restarts: -1,
    // Queues a piece of work, because a worker does one thing at a time. `args` may be a function that
    // returns them.
    run(work, args, tell) {
      const turn = queue.then(async () => {
        await begin();
        return ask(work, typeof args === 'function' ? await args() : args, tell);
      });
      queue = turn.catch(() => {});
      return turn;
    },
    // Switches the language. Starts a new worker, because a worker receives its language when it begins.
    async speak(lang) {
      renja.lang = lang;
      await queue;
      ended();
      await begin();
    },
    get worker() { return worker; },
  };
})();
