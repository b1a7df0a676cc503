// Makes one long table of the pages of a table (the gradebook, the board of clusters): windows of rows come from the server as one scrolls, only what is near is kept.
// Searching as one types, a panel beside the table, arrow keys, and changes while the page is open. Without it all of that is links.
import { enliven } from './shared.js';

const root = document.querySelector('[data-table]');
const scroller = root?.querySelector('[data-scroll]');
if (scroller) start();

function start() {
  const page = root.dataset.table;
  const key = root.dataset.key ?? 'student'; // what a line is called by: in its row, and in the address
  const lines = `tr[data-${key}]`;
  const parts = root.dataset.parts;
  const table = scroller.querySelector('table');
  const panel = root.querySelector('[data-side]');
  const size = Number(root.dataset.window); // lines of a window
  const near = 2; // windows kept on each side of those that are seen
  const windows = new Map(); // number → { body, etag, asked }
  let total = 0;
  let view = new URLSearchParams(location.search);
  let generation = 0; // counts views: what was asked for an older one is thrown away

  const columns = () => table.tHead.rows[0].cells.length;
  const lineHeight = () => table.querySelector(lines)?.getBoundingClientRect().height || 44;

  // ——— Addresses

  // What the lines depend on: neither the page of the address nor the open panel.
  function query(extra = {}) {
    const all = new URLSearchParams(view);
    all.delete('from');
    for (const [name, value] of Object.entries(extra)) all.set(name, value);
    return all.size ? `?${all}` : '';
  }

  async function ask(part, address, etag) {
    const response = await fetch(`${parts}/${part}${address}`, {
      headers: etag ? { 'If-None-Match': etag } : {}, credentials: 'same-origin', cache: 'no-store', redirect: 'error',
    });
    if (response.status === 304) return null;
    if (response.status === 401 || response.status === 403) { location.reload(); return null; }
    if (!response.ok) throw new Error(`${part}: ${response.status}`);
    const template = document.createElement('template');
    template.innerHTML = await response.text();
    return { content: template.content, etag: response.headers.get('ETag') };
  }

  // ——— Windows

  function seen() {
    const height = lineHeight();
    const top = Math.max(0, scroller.scrollTop);
    const last = Math.max(0, Math.ceil(total / size) - 1);
    const first = Math.min(last, Math.floor(top / height / size));
    const end = Math.min(last, Math.floor((top + scroller.clientHeight) / height / size));
    return [first, end, last];
  }

  function gap(lines) {
    const body = document.createElement('tbody');
    body.className = 'gap';
    body.setAttribute('aria-hidden', 'true');
    const row = body.insertRow();
    const cell = row.insertCell();
    cell.colSpan = columns();
    row.style.height = cell.style.height = `${lines * lineHeight()}px`;
    return body;
  }

  // The table as it should stand: a gap, the windows that are near, a gap. Bodies that stay are not touched, so focus and selection stay.
  function arrange() {
    const [first, end, last] = seen();
    const from = Math.max(0, first - near);
    const to = Math.min(last, end + near);
    for (const number of windows.keys()) if (number < from || number > to) windows.delete(number);
    const bodies = [];
    if (from > 0) bodies.push(gap(from * size));
    for (let number = from; number <= to && total > 0; number++) {
      const known = windows.get(number);
      if (known?.body) bodies.push(known.body);
      else bodies.push(gap(Math.min(size, total - number * size)));
    }
    const rest = total - (to + 1) * size;
    if (rest > 0) bodies.push(gap(rest));
    for (const body of [...table.tBodies]) if (!bodies.includes(body)) body.remove();
    bodies.forEach((body, place) => { if (table.tBodies[place] !== body) table.insertBefore(body, table.tBodies[place] ?? null); });
    table.setAttribute('aria-rowcount', String(total + 1));
    for (let number = Math.max(0, first - 1); number <= Math.min(last, end + 1); number++) void load(number);
  }

  async function load(number, again = false) {
    const known = windows.get(number) ?? {};
    if (known.asked || (known.body && !again)) return;
    known.asked = true;
    windows.set(number, known);
    const asked = generation;
    try {
      const answer = await ask('rows', query({ from: number * size, limit: size }), known.etag);
      if (asked !== generation || !answer) return;
      const body = answer.content.querySelector('tbody');
      known.etag = answer.etag;
      if (known.body) merge(known.body, body);
      else {
        for (const row of body.rows) row.dataset.source = source(row);
        known.body = body;
      }
      enliven(known.body);
      mark();
      if (Number(body.dataset.total) !== total) setTotal(Number(body.dataset.total));
      if (windows.get(number) === known) arrange();
    } catch (error) {
      console.warn(error); // the next poll or scroll asks again
    } finally {
      known.asked = false;
    }
  }

  // Only rows that changed are replaced: nothing jumps, and the focus stays where it is.
  function merge(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement.closest('tr')?.dataset[key] : null;
    const before = new Map([...old.rows].map(row => [row.dataset[key], row]));
    [...fresh.rows].forEach((row, place) => {
      const known = before.get(row.dataset[key]);
      const same = known && known.dataset.source === source(row);
      const kept = same ? known : row;
      if (!same) {
        kept.dataset.source = source(row);
        if (known && source(known, true) !== source(row, true)) kept.classList.add('changed');
      }
      if (old.rows[place] !== kept) old.insertBefore(kept, old.rows[place] ?? null);
      if (known && !same) known.remove();
      before.delete(row.dataset[key]);
    });
    for (const row of before.values()) row.remove();
    old.dataset.total = fresh.dataset.total;
    if (focused && !old.contains(document.activeElement)) link(focused)?.focus({ preventScroll: true });
  }

  // The row as the server made it: what scripts changed since (local times, counting down) is no difference. What the clock alone
  // changes is one, but none to point at.
  function source(row, withoutClock = false) {
    const copy = row.cloneNode(true);
    for (const name of ['class', 'data-source']) copy.removeAttribute(name);
    for (const part of copy.querySelectorAll('[data-countdown]')) part.replaceChildren();
    for (const part of copy.querySelectorAll('time')) {
      part.replaceChildren();
      for (const name of ['title', 'data-localised']) part.removeAttribute(name);
    }
    for (const part of copy.querySelectorAll('.who a')) for (const name of ['href', 'aria-current']) part.removeAttribute(name);
    for (const part of copy.querySelectorAll('.countdown')) part.removeAttribute('class');
    if (withoutClock) for (const part of copy.querySelectorAll('.life')) part.replaceChildren();
    return copy.outerHTML;
  }

  function setTotal(count) {
    total = count;
    const words = root.querySelector('[data-total-text]');
    if (words) words.textContent = count === 1 ? words.dataset.totalOne : words.dataset.totalText.replace('{0}', count.toLocaleString('en-US'));
    root.querySelector('.no-lines')?.toggleAttribute('hidden', count > 0);
  }

  function reload(keepPlace) {
    generation++;
    windows.clear();
    if (!keepPlace) scroller.scrollTop = 0;
    const first = seen()[0];
    const asked = generation;
    // The old lines stand until the new ones are there: no flicker while one types.
    return ask('rows', query({ from: first * size, limit: size })).then(answer => {
      if (asked !== generation || !answer) return;
      const body = answer.content.querySelector('tbody');
      for (const row of body.rows) row.dataset.source = source(row);
      windows.set(first, { body, etag: answer.etag });
      setTotal(Number(body.dataset.total));
      enliven(body);
      mark();
      arrange();
    }).catch(console.warn);
  }

  // ——— The panel

  const link = line => table.querySelector(`tr[data-${key}="${CSS.escape(line)}"] .who a`);

  function mark() {
    const line = view.get(key);
    for (const row of table.querySelectorAll(lines)) {
      const here = row.dataset[key] === line;
      row.classList.toggle('here', here);
      const anchor = row.querySelector('.who a');
      if (here) anchor.setAttribute('aria-current', 'true');
      else anchor.removeAttribute('aria-current');
      const box = row.querySelector('.pick');
      if (box) box.checked = picked.has(row.dataset[key]);
    }
  }

  // ——— Ticked lines: kept while their rows come and go

  const selection = root.querySelector('[data-selection]');
  const picked = new Set([...table.querySelectorAll('.pick:checked')].map(box => box.value));

  function countPicked() {
    const button = selection?.querySelector('[data-picked]');
    if (!button) return;
    button.disabled = picked.size === 0;
    button.textContent = button.dataset.picked.replace('{0}', picked.size);
  }

  countPicked();
  table.addEventListener('change', event => {
    if (!event.target.matches('.pick')) return;
    if (event.target.checked) picked.add(event.target.value);
    else picked.delete(event.target.value);
    countPicked();
  });
  selection?.addEventListener('submit', event => {
    const all = event.submitter?.name === 'all';
    for (const part of selection.querySelectorAll('[type=hidden]')) part.remove();
    const send = (name, value) => selection.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    // The address is what the table was narrowed to by now, or the ticked lines, whether their rows are there or not.
    if (all) for (const [name, value] of view) { if (name !== 'from' && name !== key) send(name, value); }
    const there = new Set([...table.querySelectorAll('.pick')].map(box => box.value));
    if (!all) for (const value of picked) { if (!there.has(value)) send(key, value); }
  });

  // ——— An open panel that lies over the page (Styles/40-gradebook.css): what it covers can be neither reached nor read until it is closed.

  const covered = new Set();
  const isOver = () => !!panel.firstElementChild && getComputedStyle(panel.firstElementChild).position === 'fixed';

  function cover() {
    for (const part of covered) part.inert = false;
    covered.clear();
    if (!isOver()) return;
    for (let part = panel; part !== document.body; part = part.parentElement) {
      for (const other of part.parentElement.children) {
        if (other === part || other.inert) continue;
        other.inert = true;
        covered.add(other);
      }
    }
    if (!panel.contains(document.activeElement)) document.getElementById('panel-title')?.focus({ preventScroll: true });
  }

  // A press beside the panel closes it: what is inert answers none itself.
  document.addEventListener('click', event => {
    if (covered.size > 0 && !panel.contains(event.target) && event.target.isConnected) close();
  });

  let panelAsked = 0;
  let panelTag = null;
  let waiting = 0; // for running through the lines with the arrow keys

  async function show(line, { focus = false, again = false } = {}) {
    mark();
    const asked = ++panelAsked;
    if (!line) {
      panel.replaceChildren();
      panelTag = null;
      cover();
      return;
    }
    try {
      const answer = await ask('panel', query({ [key]: line }), again ? panelTag : null);
      if (asked !== panelAsked || !answer || (again && isBusy())) return;
      panelTag = answer.etag;
      const open = [...panel.querySelectorAll('details[open]')].map(part => part.id || part.closest('[data-check]')?.id).filter(Boolean);
      const top = panel.firstElementChild?.scrollTop ?? 0;
      panel.replaceChildren(answer.content);
      if (again) {
        for (const part of open.map(id => document.getElementById(id))) (part?.matches('details') ? part : part?.querySelector('details'))?.setAttribute('open', '');
        panel.firstElementChild.scrollTop = top;
      }
      enliven(panel);
      cover();
      if (focus) document.getElementById('panel-title')?.focus({ preventScroll: true });
    } catch (error) {
      console.warn(error);
      // Anyone who chose a line gets its page, or is told why not; what was only asked again is asked once more later.
      if (!again && asked === panelAsked) location.assign(page + query({ [key]: line }));
    }
  }

  // An answer that someone is writing, or a part that was opened, is not taken away.
  const isBusy = () => (panel.contains(document.activeElement) && !!document.activeElement.closest('form, details'))
    || [...panel.querySelectorAll('input:not([type=hidden]), textarea')].some(field => field.value !== field.defaultValue || field.checked !== field.defaultChecked);

  function go(line, replace) {
    if (line) view.set(key, line);
    else view.delete(key);
    view.delete('from');
    history[replace ? 'replaceState' : 'pushState']({ line }, '', page + query());
  }

  function open(line, focus) {
    clearTimeout(waiting);
    go(line, view.has(key));
    void show(line, { focus });
  }

  function close() {
    const line = view.get(key);
    if (!line) return;
    clearTimeout(waiting);
    go(null, false);
    void show(null);
    link(line)?.focus({ preventScroll: true });
  }

  addEventListener('popstate', () => {
    clearTimeout(waiting);
    const before = query({ [key]: '' });
    view = new URLSearchParams(location.search);
    if (query({ [key]: '' }) === before) { void show(view.get(key)); return; }
    location.reload();
  });

  root.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (event.target.closest('[data-close]')) {
      event.preventDefault();
      close();
      return;
    }
    if (event.target.closest('.pick')) return;
    const row = event.target.closest(lines);
    if (row && (event.target.closest('.who a') || !getSelection().toString())) {
      event.preventDefault();
      link(row.dataset[key])?.focus({ preventScroll: true });
      open(row.dataset[key], false);
    }
  });

  // ——— Keys

  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input:not(.pick), textarea, select, pre, [contenteditable]')) return;
    if (event.key === 'Escape') { close(); return; }
    if (event.key === '/') { event.preventDefault(); form.elements.q.focus(); form.elements.q.select(); return; }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const row = event.target.closest(lines);
    const line = row?.dataset[key] ?? (event.target.closest('[data-panel]') ? view.get(key) : null);
    if (!line) return;
    event.preventDefault();
    step(line, event.key === 'ArrowDown' ? 1 : -1);
  });

  // The second link of the page: to the first line that is seen.
  document.querySelector('[data-to-table]')?.addEventListener('click', event => {
    const top = scroller.getBoundingClientRect().top + table.tHead.offsetHeight;
    const row = [...table.querySelectorAll(lines)].find(line => line.getBoundingClientRect().bottom > top);
    if (!row) return;
    event.preventDefault();
    row.querySelector('.who a').focus();
  });

  function step(line, by) {
    const rows = [...table.querySelectorAll(lines)];
    const next = rows[rows.findIndex(row => row.dataset[key] === line) + by];
    if (!next) return;
    next.querySelector('.who a').focus({ preventScroll: true });
    bringIntoView(next);
    if (!view.has(key)) return;
    go(next.dataset[key], true);
    mark();
    // Anyone who runs through the class asks only for the one that is stayed at.
    clearTimeout(waiting);
    waiting = setTimeout(() => void show(next.dataset[key]), 120);
  }

  // Style keeps room for the head that stays (scroll-margin).
  const bringIntoView = row => row.scrollIntoView({ block: 'nearest', inline: 'nearest' });

  // ——— Searching

  const form = root.querySelector('[data-filter]');
  form.classList.add('lively');
  let typing = 0;

  function search() {
    const data = new FormData(form);
    const next = new URLSearchParams([...data].filter(([, value]) => value));
    if (view.has(key)) next.set(key, view.get(key));
    if (String(next) === String(view)) return;
    view = next;
    view.delete('from');
    history.replaceState(history.state, '', page + query());
    void reload(false).then(() => figures(true));
  }

  form.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(search, 150); });
  form.addEventListener('submit', event => { event.preventDefault(); clearTimeout(typing); search(); });

  // ——— What changes while the page is open

  const box = root.querySelector('[data-figures]');
  let figuresTag = null;

  async function figures(now) {
    const answer = await ask('figures', query(), now ? null : figuresTag);
    if (!answer) return false;
    figuresTag = answer.etag;
    if (box.innerHTML === html(answer.content) || (box.contains(document.activeElement) && document.activeElement.closest('form'))) return true;
    const address = box.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    box.replaceChildren(answer.content);
    if (address) box.querySelector(`a[href="${CSS.escape(address)}"]`)?.focus({ preventScroll: true });
    return true;
  }

  function html(content) {
    const holder = document.createElement('div');
    holder.append(content.cloneNode(true));
    return holder.innerHTML;
  }

  async function poll() {
    try {
      if (!document.hidden) {
        await figures(false);
        const [first, end] = seen();
        for (const number of windows.keys()) {
          if (number >= first - 1 && number <= end + 1) await load(number, true);
          else windows.delete(number);
        }
        if (view.has(key) && !isBusy()) await show(view.get(key), { again: true });
      }
    } catch (error) {
      console.warn(error);
    } finally {
      setTimeout(poll, Number(root.dataset.interval));
    }
  }

  // ——— Beginning: the page that the address names becomes a window.

  const body = table.tBodies[0];
  for (const row of body.rows) row.dataset.source = source(row);
  const from = Number(body.dataset.from);
  total = Number(body.dataset.total);
  root.querySelector('[data-paging]').hidden = true;
  if (from % size === 0) windows.set(from / size, { body });
  arrange();
  const height = lineHeight();
  const selected = view.get(key) && link(view.get(key));
  if (from > 0) scroller.scrollTop = from * height;
  if (selected) bringIntoView(selected.closest('tr'));
  let drawn = false;
  scroller.addEventListener('scroll', () => {
    if (drawn) return;
    drawn = true;
    requestAnimationFrame(() => { drawn = false; arrange(); });
  }, { passive: true });
  addEventListener('resize', () => { arrange(); cover(); });
  cover();
  void figures(false).catch(console.warn);
  setTimeout(poll, Number(root.dataset.interval));
}
