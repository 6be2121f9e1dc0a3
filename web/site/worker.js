// Runs in the worker: does one piece of work after the other with the crate. If the crate reports an error
// about a file, its sentence is the answer. After any other failure, the page ends this worker and starts
// another one.
'use strict';

let panic = '';
let workbook = null;

// The glue of wasm-bindgen calls this function by its name.
self.renja_panicked = (sentence) => { panic = sentence; };

const works = {
  async begin({ module, lang }) {
    await wasm_bindgen({ module_or_path: module });
    wasm_bindgen.begin(lang);
    return JSON.parse(wasm_bindgen.words(lang));
  },

  look({ name, saved, bytes }) {
    return JSON.parse(wasm_bindgen.look(name, saved, new Uint8Array(bytes)));
  },

  sort({ given, lang }) {
    return JSON.parse(wasm_bindgen.sort(JSON.stringify(given), lang));
  },

  // Sends the findings before the results are written, so that the page can show them earlier.
  open({ bytes, name, called, lang, ...decided }, tell) {
    workbook?.free();
    workbook = null;
    workbook = new wasm_bindgen.Workbook(new Uint8Array(bytes), name, called, lang);
    tell(JSON.parse(workbook.view()));
    return works.process(decided);
  },

  process({ earlier, saved, typed }) {
    workbook.process(earlier ? new Uint8Array(earlier) : undefined, saved, JSON.stringify(typed));
    const view = JSON.parse(workbook.view());
    return { view, files: view.outputs.map((_, place) => workbook.file(place).buffer) };
  },

  rows({ table, from, count }) {
    return JSON.parse(workbook.rows(table, from, count));
  },

  unread({ name, why, lang }) {
    return JSON.parse(wasm_bindgen.unread(name, why, lang));
  },

  recap({ lines, lang }) {
    return wasm_bindgen.recap(JSON.stringify(lines), lang).buffer;
  },

  zip({ files }) {
    const archive = new wasm_bindgen.Archive();
    for (const { name, bytes } of files) archive.add(name, new Uint8Array(bytes));
    return archive.finish().buffer;
  },
};

self.onmessage = async ({ data: { id, work, args } }) => {
  panic = '';
  try {
    const done = await works[work](args, (part) => postMessage({ id, part }));
    const given = done?.files ?? (done instanceof ArrayBuffer ? [done] : []);
    postMessage({ id, done }, given);
  } catch (error) {
    // The crate reports errors as a plain Error with a sentence; after any other error this worker must end.
    // If wasm reached `unreachable` without a panic message, memory could not be allocated.
    const is_sentence = error instanceof Error && !(error instanceof WebAssembly.RuntimeError)
      && !(error instanceof RangeError) && !(error instanceof TypeError);
    const is_full = !panic && String(error?.message).includes('unreachable');
    postMessage({ id, failed: is_sentence ? { sentence: error.message } : { ended: true, sentence: panic, is_full } });
  }
};
