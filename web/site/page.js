// The page itself: the list of given files, the state of each, the decisions of a person, and the downloads.
'use strict';

renja.page = (() => {
  const { make, say, fill, engine } = renja;
  const files = [];
  let selected = null;
  let next = 1;
  const at = (id) => document.getElementById(id);

  // --- files ---

  // Adds files to the list, finds the role of each, and processes the inputs. Skips hidden files and the lock
  // files (`~$…`) of a spreadsheet program.
  async function add(given) {
    const list = [...given].filter((file) => !/^(~\$|\.)/.test(file.name));
    if (!list.length) return;
    const fresh = list.map((file) => ({ id: next++, file, name: file.name, saved: file.lastModified, state: 'waiting', decisions: new Map(), version: 0 }));
    files.push(...fresh);
    selected ??= fresh[0];
    show();
    for (const one of fresh) await guarded(one, () => look(one));
    await sort();
    selected = files.find((one) => one === selected && one.role === 'input')
      ?? fresh.find((one) => one.role === 'input') ?? files.find((one) => one.role === 'input') ?? selected;
    show();
    await work();
  }

  // Runs a step; if it fails, the file has failed, and the others go on.
  async function guarded(file, step) {
    try {
      await step();
    } catch (error) {
      Object.assign(file, { state: 'failed', why: error.message || String(error), view: null, results: null });
    }
  }

  async function look(file) {
    if (file.file.size > (await ready()).max_bytes) throw new Error(renja.words.too_big);
    file.given = await engine.run('look', async () => ({ name: file.name, saved: file.saved, bytes: await file.file.arrayBuffer() }));
  }

  // Returns the words and limits. Starts the worker first if there are none yet.
  async function ready() {
    if (!renja.words.max_bytes) await engine.run('sort', { given: [], lang: renja.lang });
    return renja.words;
  }

  // Assigns the role of each file. A given result provides the decisions of its workbook, even if the result
  // is added later; the workbook is then processed again.
  async function sort() {
    const known = files.filter((file) => file.given);
    const roles = await engine.run('sort', { given: known.map((file) => file.given), lang: renja.lang }).catch(() => []);
    for (const [place, file] of known.entries()) {
      const role = roles[place] ?? { role: 'input', called: file.name, decisions: null, remarks: [] };
      const earlier = role.role === 'input' && role.decisions !== null ? known[role.decisions] : null;
      if (file.role !== role.role || file.called !== role.called || (file.earlier ?? null) !== earlier) {
        if (file.state !== 'failed') file.state = 'waiting';
      }
      Object.assign(file, { role: role.role, called: role.called, earlier, remarks: role.remarks ?? [] });
      if (role.role === 'decisions') Object.assign(file, { state: 'used', of: known[role.of] });
      if (role.role === 'aside') Object.assign(file, { state: 'failed', why: role.why });
    }
  }

  async function work() {
    for (const file of files) {
      if (file.role === 'input' && file.state === 'waiting') await open(file);
    }
    recap = null;
    show();
  }

  const input = async (file) => ({
    bytes: await file.file.arrayBuffer(), name: file.name, called: file.called, lang: renja.lang, ...(await decided(file)),
  });

  async function decided(file) {
    const { earlier } = file;
    // A decision that is typed while the worker runs is applied the next time.
    file.counted = file.pending ?? 0;
    return {
      earlier: earlier ? await earlier.file.arrayBuffer() : null,
      saved: earlier ? new Date(earlier.saved).toISOString().slice(0, 10) : undefined,
      typed: [...file.decisions.values()],
    };
  }

  async function open(file) {
    file.state = 'reading';
    const begun = performance.now();
    show();
    await guarded(file, async () => {
      const done = await engine.run('open', () => input(file), (view) => {
        Object.assign(file, { view, state: 'writing', found_after: performance.now() - begun, written_from: performance.now() });
        show();
      });
      holds = [file, engine.worker];
      take(file, done, begun);
      renja.tell(say('web.selesai', { name: file.name, open: waiting(file) }));
    });
    show();
  }

  function take(file, { view, files: results }, begun) {
    Object.assign(file, {
      view, state: 'done', version: file.version + 1, took: performance.now() - begun,
      pending: (file.pending ?? 0) - (file.counted ?? 0), failed: null,
      writing: performance.now() - (file.written_from ?? begun),
      results: view.outputs.map((name, place) => ({ name, bytes: results[place] })),
    });
    recap = null;
  }

  // The file whose workbook the worker holds, and that worker. A replaced worker holds no workbook.
  let holds = [];

  // Has the worker do a piece of work on a workbook. Opens the workbook again if the worker holds another
  // one.
  async function with_open(file, work, args) {
    if (holds[0] !== file || holds[1] !== engine.worker) {
      await engine.run('open', () => input(file));
      holds = [file, engine.worker];
    }
    return engine.run(work, args);
  }

  const waiting = (file) => file.view.lines.filter((line) => line.number !== null && line.group === 0
    && line.proposal === null && line.leads).length;
  const applied = (file) => file.view.lines.filter((line) => line.leads && line.group === 1).length;

  // --- decisions ---

  const key = (finding, proposal) => `${finding}-${proposal ?? ''}`;
  const typed = (file, finding, proposal) => file.decisions.get(key(finding, proposal));

  // Records what a person typed beside a finding or a proposal; the crate interprets it. Applies it at once
  // unless `quietly` is set or the results take long to write.
  function decide(file, finding, proposal, change, quietly) {
    const line = file.view.lines.find((one) => one.finding === finding && one.proposal === proposal);
    const before = typed(file, finding, proposal) ?? { word: line?.word, own: line?.own, reason: line?.reason };
    const day = new Date().toISOString().slice(0, 10);
    file.decisions.set(key(finding, proposal), { finding, proposal, ...before, ...change, day });
    if (quietly) return;
    file.pending = (file.pending ?? 0) + 1;
    if (file.writing < renja.page.slow) again(file);
    else show_detail();
  }

  // Applies the decisions and writes the results again.
  async function again(file) {
    const begun = performance.now();
    file.written_from = begun;
    file.counting = (file.counting ?? 0) + 1;
    show_detail();
    try {
      const done = await with_open(file, 'process', () => decided(file));
      take(file, done, begun);
      renja.tell(say('web.dihitung', { open: waiting(file) }));
    } catch (error) {
      file.failed = error.message;
      renja.tell(error.message);
    }
    file.counting -= 1;
    show();
  }

  // --- what is shown ---

  function show() {
    at('steps').hidden = files.length > 0;
    document.body.classList.toggle('has-files', files.length > 0);
    at('files').hidden = !files.length;
    if (files.length) fill(at('files'), list());
    show_detail();
  }

  const states = { waiting: 'web.menunggu_giliran', reading: 'web.membaca', writing: 'web.menulis' };

  function list() {
    const done = files.filter((file) => file.state === 'done');
    const busy = files.some((file) => states[file.state]);
    const inputs = files.filter((file) => file.role === 'input');
    const several = inputs.length > 1 && done.length > 0 && !busy;
    return [
      make('div.files-head', {},
        make('h2', {}, `${say('web.berkas')} (${files.length})`),
        busy ? make('progress', {
          max: files.length, value: files.filter((file) => !states[file.state]).length, 'aria-label': say('web.membaca'),
        }) : null,
        several ? make('div.actions.no-print', {},
          make('button.small', { type: 'button', id: 'save-recap', onclick: save_recap }, say('web.unduh', { name: 'rekap.xlsx' })),
          make('button.small.primary', { type: 'button', id: 'save-all', onclick: save_all }, say('web.unduh_semua'))) : null),
      make('ul.file-list', {}, files.map(item)),
    ];
  }

  function item(file) {
    const is_open = file === selected;
    const counts = file.view?.counts;
    const chips = counts ? renja.severities.map((name) => (counts[name] ? make('span.chip-count', { class: `chip-count ${name}` },
      make('span', { 'aria-hidden': 'true' }, renja.signs[name]), ` ${counts[name]} ${renja.severity(name)}`) : null)) : null;
    const said = file.state === 'failed' ? make('span.failed', {}, file.why)
      : file.state === 'used' ? make('span.muted', {}, say('web.dipakai', { name: file.of.name }))
        : states[file.state] ? make('span.muted.busy', {}, say(states[file.state])) : null;
    const body = [make('span.name', {}, file.name), said, chips ? make('span.chips', {}, chips) : null];
    return make('li', { class: is_open ? 'open' : null },
      file.view && file.role === 'input' ? make('button.file', {
        type: 'button', id: `file-${file.id}`, 'aria-current': is_open ? 'true' : null,
        onclick: () => { selected = file; show(); at('detail').focus({ preventScroll: true }); },
      }, body) : make('div.file', {}, body),
      make('button.remove.no-print', {
        type: 'button', id: `remove-${file.id}`, 'aria-label': say('web.singkirkan', { name: file.name }),
        title: say('web.singkirkan', { name: file.name }), onclick: () => remove(file),
      }, '×'));
  }

  async function remove(file) {
    files.splice(files.indexOf(file), 1);
    if (selected === file) selected = files.find((one) => one.view) ?? files[0] ?? null;
    show();
    await sort();
    await work();
  }

  function show_detail() {
    const file = selected;
    const detail = at('detail');
    detail.hidden = !file?.view;
    if (!file?.view) return fill(detail);
    const { report, total } = file.view;
    const title = [report.organisation, report.year].filter(Boolean).join(' · ') || file.name;
    const tab = file.tab ?? 'findings';
    fill(detail,
      make('header.detail-head', {},
        make('div', {}, make('h2', {}, title), make('p.muted', {}, file.name)),
        downloads(file)),
      report.error ? make('p.problem', {}, report.error) : null,
      tiles(file, total),
      remarks(file),
      file.failed ? make('p.problem', { role: 'alert' }, file.failed) : null,
      tabs(file, tab),
      make('div', { role: 'tabpanel', id: 'panel', 'aria-labelledby': `tab-${tab}`, class: tab },
        tab === 'tables' ? renja.table.show(file) : renja.findings.show(file)),
      pending(file));
  }

  function downloads(file) {
    if (file.state !== 'done') return make('p.muted.busy', {}, say('web.disiapkan'));
    return make('div.actions.no-print', {},
      file.results.map(({ name, bytes }, place) => make('button', {
        type: 'button', class: place ? '' : 'primary', id: `save-${place}`, onclick: () => renja.save(name, bytes),
      }, say('web.unduh', { name }))),
      make('button.quiet', { type: 'button', id: 'print', onclick: () => window.print() }, say('web.cetak')));
  }

  function tiles(file, total) {
    const tile = (label, value, kind = '', below = null) => make('div.tile', { class: `tile ${kind}` },
      make('dt', {}, label), make('dd', {}, value, below ? make('small', {}, below) : null));
    const open = waiting(file);
    return make('dl.tiles', { id: 'tiles' },
      tile(say('web.menunggu'), String(open), open ? 'amber' : 'green'),
      tile(say('web.diterapkan'), String(applied(file)), 'blue'),
      total ? tile(say('web.total'), total.stated ?? say('rapi.kosong')) : null,
      total ? tile(say('web.jumlah_rincian'), total.computed ?? say('rapi.kosong'), total.agrees ? 'green' : 'red',
        total.agrees ? say('web.cocok') : `${say('rapi.temuan.kolom.selisih')} ${total.difference ?? ''}`) : null);
  }

  function remarks(file) {
    const all = [...(file.remarks ?? []), ...file.view.remarks];
    return all.length ? make('ul.remarks', {}, all.map((text) => make('li', {}, text))) : null;
  }

  function tabs(file, tab) {
    const button = (name, label) => make('button', {
      type: 'button', role: 'tab', id: `tab-${name}`, 'aria-selected': String(tab === name), 'aria-controls': 'panel',
      tabindex: tab === name ? '0' : '-1',
      onclick: () => { file.tab = name; show_detail(); },
      onkeydown: (event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        file.tab = name === 'tables' ? 'findings' : 'tables';
        show_detail();
        at(`tab-${file.tab}`).focus();
      },
    }, label);
    return make('div.tabs.no-print', { role: 'tablist' },
      button('findings', `${say('web.temuan')} (${file.view.report.findings.length})`),
      button('tables', `${say('web.tabel')} (${file.view.tables.length})`));
  }

  // Shows that decisions are being applied, or how many still have to be.
  function pending(file) {
    if (file.counting) return make('div.pending.no-print', {}, make('span.busy', {}, say('web.menghitung')));
    if (!file.pending) return null;
    return make('div.pending.no-print', {}, make('span', {}, say('web.belum_diterapkan', { count: file.pending })),
      make('button.primary', { type: 'button', id: 'count-again', onclick: () => again(file) }, say('web.terapkan')));
  }

  // --- several workbooks ---

  let recap = null;

  async function make_recap() {
    const lines = [];
    // A file that could not even be looked at has no role, and is listed with the reason.
    for (const file of files.filter((one) => one.role === 'input' || (!one.role && one.state === 'failed'))) {
      lines.push(file.view?.summary ?? await engine.run('unread', { name: file.name, why: file.why, lang: renja.lang }));
    }
    recap ??= await engine.run('recap', { lines, lang: renja.lang });
    return recap;
  }

  async function save_recap() {
    await make_recap().then((bytes) => renja.save('rekap.xlsx', bytes), problem);
  }

  async function save_all() {
    const results = files.filter((file) => file.results).flatMap((file) => file.results);
    const all = async () => [...results, { name: 'rekap.xlsx', bytes: await make_recap() }];
    await all().then((list) => engine.run('zip', { files: list })).then((bytes) => renja.save('renja.zip', bytes), problem);
  }

  function problem(error) {
    at('problem').textContent = error.message;
    at('problem').hidden = false;
  }

  // --- language ---

  function words() {
    document.documentElement.lang = renja.lang;
    for (const element of document.querySelectorAll('[data-say]')) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', say(element.dataset.label));
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.setAttribute('aria-pressed', String(button.dataset.lang === renja.lang));
    }
    fill(at('steps'), make('ol', {}, [1, 2, 3].map((n) => make('li', {},
      make('strong', {}, say(`web.langkah_${n}`)), make('span', {}, say(`web.langkah_${n}_uraian`))))));
    show();
  }

  async function speak(lang) {
    if (lang === renja.lang) return;
    try { localStorage.setItem('renja-lang', lang); } catch { /* A page in a folder may have no storage. */ }
    await engine.speak(lang);
    words();
    for (const file of files) {
      if (file.role === 'input') file.state = 'waiting';
      if (!file.given) await guarded(file, () => look(file));
    }
    await sort();
    await work();
  }

  // --- beginning ---

  function listen() {
    const drop = at('drop');
    at('choose').addEventListener('change', (event) => { add(event.target.files); event.target.value = ''; });
    const over = (is_over) => (event) => {
      event.preventDefault();
      drop.classList.toggle('over', is_over);
    };
    // Accept files anywhere on the page, because the browser would otherwise open a dropped file in place of
    // the page.
    document.addEventListener('dragover', over(true));
    document.addEventListener('dragleave', over(false));
    document.addEventListener('drop', (event) => {
      over(false)(event);
      if (event.dataTransfer?.files.length) add(event.dataTransfer.files);
    });
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.addEventListener('click', () => speak(button.dataset.lang));
    }
  }

  async function begin() {
    listen();
    try { renja.lang = localStorage.getItem('renja-lang') === 'en' ? 'en' : 'id'; } catch { /* See speak(). */ }
    try {
      await ready();
      words();
      document.body.classList.add('ready');
    } catch (error) {
      at('unloaded').hidden = false;
      at('unloaded').append(` (${error.message})`);
    }
  }

  begin();
  return {
    files, add, detail: show_detail, decide, typed, with_open,
    // If the results of a workbook take longer than this to write, in milliseconds, decisions are applied
    // only when the person asks for it, not one by one.
    slow: 4000,
  };
})();
