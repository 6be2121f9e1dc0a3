// Shows the findings of a workbook, in the order of the sheet Temuan, with the decision beside each case.
'use strict';

renja.findings = (() => {
  const { make, say } = renja;
  // Maximum number of cases that a group shows at first, and that each click on its button adds.
  const STEP = 100;
  const groups = ['web.menunggu', 'web.diterapkan', 'web.diketahui'];

  // Groups the lines of the view by case. Each note is a case of its own.
  function cases(view) {
    const all = new Map();
    for (const line of view.lines) {
      const key = line.number ?? `note-${line.finding}`;
      if (!all.has(key)) all.set(key, { key, lead: line, proposals: [], others: [] });
      const one = all.get(key);
      if (line === one.lead) continue;
      (line.proposal === null ? one.others : one.proposals).push(line);
    }
    return [...all.values()];
  }

  function show(file) {
    const { view } = file;
    const all = cases(view);
    const severity = (one) => view.report.findings[one.lead.finding].severity;
    const shown = all.filter((one) => !file.filter || severity(one) === file.filter);
    const count = (name) => all.filter((one) => severity(one) === name).length;
    const parts = [filter(file, count, all.length)];
    if (!view.report.findings.length) parts.push(make('p.empty.good', {}, say('rapi.temuan.tidak_ada')));
    const notes = shown.filter((one) => one.lead.number === null);
    for (const [group, title] of groups.entries()) {
      const of_group = shown.filter((one) => one.lead.number !== null && one.lead.group === group);
      if (of_group.length) parts.push(section(file, `group-${group}`, say(title), of_group));
    }
    if (notes.length) {
      const summary = make('summary', {}, say('web.catatan', { count: notes.length }));
      const open = file.filter === 'note' || file.notes_open;
      const list = make('details.notes', { open, ontoggle: (e) => { file.notes_open = e.target.open; } }, summary);
      list.append(...some(file, 'notes', notes));
      parts.push(list);
    }
    return parts;
  }

  function filter(file, count, all) {
    const button = (name, label) => make('button.chip', {
      type: 'button', id: `filter-${name || 'all'}`, 'aria-pressed': String((file.filter ?? '') === name),
      onclick: () => { file.filter = name || null; renja.page.detail(); },
    }, label);
    return make('div.filter.no-print', { role: 'group', 'aria-label': say('web.saring') },
      button('', `${say('web.semua')} (${all})`),
      renja.severities.map((name) => button(name, [
        make('span.sign', { class: `sign ${name}`, 'aria-hidden': 'true' }, renja.signs[name]),
        ` ${renja.severity(name)} (${count(name)})`,
      ])));
  }

  function section(file, id, title, all) {
    return make('section.group', { 'aria-labelledby': id },
      make('h3', { id }, title, make('span.count', {}, ` ${all.length}`)), some(file, id, all));
  }

  // Returns the first cases of a group, and a button for the next ones if there are more.
  function some(file, id, all) {
    file.shown ??= {};
    const count = file.shown[id] ?? STEP;
    const parts = all.slice(0, count).map((one) => card(file, one));
    if (all.length > count) {
      const next = Math.min(STEP, all.length - count);
      parts.push(make('button.more', {
        type: 'button', id: `more-${id}`, onclick: () => { file.shown[id] = count + STEP; renja.page.detail(); },
      }, say('web.lagi', { count: next })));
    }
    return parts;
  }

  function card(file, one) {
    const { lead } = one;
    const finding = file.view.report.findings[lead.finding];
    const [first, ...more] = lead.text.split('\n');
    const heading = `case-${one.key}`;
    return make('article.case', { class: `case ${finding.severity} ${lead.state}`, id: `c-${one.key}`, 'aria-labelledby': heading },
      make('header.case-head', {},
        lead.number === null ? null : make('span.number', {}, String(lead.number)),
        make('span.severity', { class: `severity ${finding.severity}` },
          make('span', { 'aria-hidden': 'true' }, renja.signs[finding.severity]), ` ${renja.severity(finding.severity)}`),
        place(file, lead.finding),
        make('span.rule', { title: finding.name }, finding.rule),
        lead.status ? make('span.state', { class: `state ${lead.state}` }, lead.status) : null),
      make('h4.text', { id: heading }, first),
      more.map((text) => make('p.why', {}, text)),
      figures(finding),
      lead.number !== null && (one.proposals.length || lead.choices.length) ? decision(file, one) : null,
      one.others.length ? others(file, one.others) : null);
  }

  // Returns the place of a finding. If its cell is in a table, it is a button that opens the table there.
  function place(file, id) {
    const finding = file.view.report.findings[id];
    const words = `${finding.sheet} ${finding.cell}`;
    const table = file.view.tables.findIndex((one) => id in one.findings);
    if (table < 0) return make('span.place', {}, words);
    return make('button.place.link', {
      type: 'button', id: `place-${id}`, title: say('web.lihat', { place: words }),
      onclick: () => renja.table.go(file, table, id),
    }, words);
  }

  function figures(finding) {
    const { stated, computed, difference } = finding;
    if (!computed && !difference) return null;
    const pair = (key, value, kind = '') => make('div.figure', { class: `figure ${kind}` },
      make('dt', {}, say(key)), make('dd', {}, value?.text ?? say('rapi.kosong')));
    return make('dl.figures', {},
      pair('rapi.temuan.kolom.tertulis', stated), pair('rapi.temuan.kolom.hasil', computed),
      difference ? pair('rapi.temuan.kolom.selisih', difference, 'difference') : null);
  }

  function others(file, lines) {
    return make('details.others', {},
      make('summary', {}, `${say('web.temuan_lain')} (${lines.length})`),
      make('ul', {}, lines.map((line) => make('li', {}, place(file, line.finding), ' ', line.text,
        figures(file.view.report.findings[line.finding])))));
  }

  const names = { terima: 'web.terima', tolak: 'web.tolak', tunda: 'web.tunda' };

  function decision(file, one) {
    const { lead } = one;
    const typed = renja.page.typed(file, lead.finding, null);
    const written = typed ?? lead;
    const word = (written.word ?? '').trim();
    const chosen = (choice, proposal) => word.toUpperCase() === choice.toUpperCase()
      || (proposal && !typed && proposal.word.trim() !== '' && choice !== 'tolak' && choice !== 'tunda');
    const label = (choice) => (names[choice] ? say(names[choice]) : say('web.terima_huruf', { letter: choice }));
    const button = (choice, kind, proposal) => make('button.choice', {
      type: 'button', class: `choice ${kind}`, id: `choice-${lead.finding}-${choice}`,
      'aria-pressed': String(chosen(choice, proposal)),
      onclick: () => {
        const again = chosen(choice, proposal);
        // Clear the words beside the proposals, because they would contradict another choice.
        for (const other of one.proposals.filter((line) => line.word || line.own)) {
          renja.page.decide(file, other.finding, other.proposal, { word: '', own: '', reason: other.reason }, true);
        }
        renja.page.decide(file, lead.finding, null, { word: again ? '' : choice, own: again ? written.own : '' });
      },
    }, label(choice));
    const accepting = lead.choices.filter((choice) => !['tolak', 'tunda'].includes(choice));
    const proposals = one.proposals.map((line, rank) => {
      const choice = accepting[rank];
      const changed = line.state === 'unused' || line.state === 'applied';
      return make('li.proposal', {},
        choice ? button(choice, 'accept', line) : null,
        make('span.proposal-text', {}, line.text.trim()),
        line.status && changed ? make('span.state', { class: `state ${line.state}` }, line.status) : null);
    });
    const field = (key, name, example) => make('label.field', {},
      make('span', {}, say(key)),
      make('input', {
        type: 'text', id: `${name}-${lead.finding}`, value: written[name] ?? '', placeholder: say(example), autocomplete: 'off',
        onchange: (event) => {
          const value = event.target.value;
          const and = name === 'own' && value.trim() ? { word: '' } : {};
          renja.page.decide(file, lead.finding, null, { [name]: value, ...and });
        },
      }));
    return make('div.decision', { role: 'group', 'aria-label': say('web.keputusan_untuk', { number: lead.number }) },
      proposals.length ? make('ul.proposals', {}, proposals) : null,
      make('div.row', {},
        lead.choices.filter((choice) => ['tolak', 'tunda'].includes(choice)).map((choice) => button(choice, 'other')),
        field('rapi.temuan.kolom.nilai_sendiri', 'own', 'web.nilai_contoh'),
        field('rapi.temuan.kolom.alasan', 'reason', 'web.alasan_contoh')));
  }

  // Scrolls to the case of a finding.
  function go(file, id) {
    const one = cases(file.view).find((c) => [c.lead, ...c.others].some((line) => line.finding === id));
    if (!one) return;
    file.tab = 'findings';
    file.filter = null;
    if (one.lead.number === null) file.notes_open = true;
    file.shown = Object.fromEntries(['group-0', 'group-1', 'group-2', 'notes'].map((key) => [key, 1e6]));
    renja.page.detail();
    const card = document.getElementById(`c-${one.key}`);
    card?.scrollIntoView({ block: 'center' });
    card?.classList.add('seen');
  }

  return { show, go };
})();
