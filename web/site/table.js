// Shows the tables of a workbook with their marked cells, some rows at a time.
'use strict';

renja.table = (() => {
  const { make, say } = renja;
  const STEP = 100;

  function show(file) {
    const { tables } = file.view;
    if (!tables.length) return [make('p.empty', {}, file.view.report.error ?? '')];
    file.table ??= { place: 0, from: 0 };
    const { place, from } = file.table;
    const table = tables[place];
    const body = make('div.grid-box', { id: 'grid', tabindex: '0', role: 'region', 'aria-label': `${table.sheet} ${table.title}` });
    const key = `${file.version}-${place}-${from}`;
    if (file.table.key === key) body.append(grid(file, file.table.rows));
    else rows(file, place, from, key);
    return [controls(file, table), body];
  }

  async function rows(file, table, from, key) {
    const answer = await renja.page.with_open(file, 'rows', { table, from, count: STEP }).catch(() => null);
    if (!answer || file.table.place !== table || file.table.from !== from) return;
    Object.assign(file.table, { key, rows: answer });
    renja.page.detail();
    const id = file.table.seek;
    if (id === undefined) return;
    file.table.seek = undefined;
    const cell = document.querySelector(`#grid [data-findings~="${id}"]`) 
      ?? document.getElementById(`r-${file.view.report.findings[id].cell.replace(/^\D+/, '')}`);
    cell?.scrollIntoView({ block: 'center', inline: 'center' });
    cell?.focus();
  }

  function controls(file, table) {
    const { place, from } = file.table;
    const last = Math.min(from + STEP, table.rows);
    const to = (next) => { file.table.from = Math.max(0, next); renja.page.detail(); };
    const found = table.found.find((row) => row >= last) ?? table.found.find((row) => row < from);
    const choose = make('select', {
      id: 'table', onchange: (event) => { file.table = { place: Number(event.target.value), from: 0 }; renja.page.detail(); },
    }, file.view.tables.map((one, i) => make('option', { value: i, selected: i === place },
      `${one.sheet} (${one.form})${one.found.length ? ` ● ${one.found.length}` : ''}`)));
    const button = (id, key, go, enabled) =>
      make('button.small', { type: 'button', id, disabled: !enabled, onclick: go }, say(key));
    return make('div.table-bar.no-print', {},
      make('label', {}, make('span.visually-hidden', {}, say('web.tabel')), choose),
      button('table-before', 'web.sebelumnya', () => to(from - STEP), from > 0),
      make('span.muted', {}, say('web.baris', { from: from + 1, to: last, all: table.rows })),
      button('table-next', 'web.berikutnya', () => to(from + STEP), last < table.rows),
      button('table-found', 'web.temuan_berikutnya', () => to(found - 3), found !== undefined));
  }

  function grid(file, { columns, rows: all }) {
    const table = file.view.tables[file.table.place];
    const cell = (one) => {
      const marked = one.mark ? make('span.visually-hidden', {},
        one.mark === 'applied' ? ` (${say('web.diterapkan')})` : ` (${renja.severity(one.mark)})`) : null;
      const text = one.findings?.length
        ? make('button.cell', {
          type: 'button', title: one.findings.map((id) => file.view.report.findings[id].message).join('\n'),
          onclick: () => renja.findings.go(file, one.findings[0]),
        }, one.text || say('rapi.kosong'), marked)
        : [one.text, marked];
      return make('td', {
        class: [one.figure ? 'figure' : '', one.mark ?? ''].join(' ').trim() || null,
        colspan: one.across > 1 ? one.across : null, rowspan: one.down > 1 ? one.down : null,
        tabindex: one.findings?.length ? '-1' : null, 'data-findings': one.findings?.join(' ') || null,
        title: one.before === undefined ? null : say('web.semula', { before: one.before || say('rapi.kosong') }),
      }, text, one.before === undefined ? null : make('del', {}, one.before));
    };
    return make('table.grid', {},
      make('caption', {}, `${table.sheet}${table.title ? ` · ${table.title}` : ''}`),
      make('thead', {}, make('tr', {}, make('th', { scope: 'col' }), columns.map((name) => make('th', { scope: 'col' }, name)))),
      make('tbody', {}, all.map((row) => make('tr', { class: row.level || null, id: `r-${row.number}` },
        make('th', { scope: 'row' }, String(row.number)), row.cells.map(cell)))));
  }

  // Opens the table at the row of a finding.
  function go(file, table, id) {
    const row = file.view.tables[table].findings[id];
    file.tab = 'tables';
    file.table = { place: table, from: Math.max(0, row - 20), seek: id };
    renja.page.detail();
  }

  return { show, go };
})();
