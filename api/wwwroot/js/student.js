// The student's page while it is open: verdicts as they fall, and trying an access without leaving the form.
import { enliven } from './shared.js';

const parts = ['score', 'standing', 'after'];
const said = new WeakMap();
const row = check => document.getElementById(`check-${check}`);

// Ids of evidence and tokens of forms are made anew each time: no difference that matters.
const sense = html => html.replace(/\be[0-9a-f]{12}\b|value="CfDJ8[^"]*"|<span class="countdown"[^>]*>[^<]*|hidden=""/g, '');

const fields = part => [...part.querySelectorAll('textarea, input:not([type=hidden])')];

// A part is replaced only where it says something else; what was open stays open, what was typed stays typed, what had the focus has it again.
function replace(part, fresh) {
  if (!part || !fresh || sense(said.get(part) ?? part.innerHTML) === sense(fresh.innerHTML)) return;
  const open = new Set([...part.querySelectorAll('details')].map((d, i) => d.open ? i : -1));
  const focused = part.contains(document.activeElement) ? document.activeElement.tagName : null;
  const typed = new Map(fields(part).filter(field => field.value !== field.defaultValue).map(field => [field.name, field.value]));
  said.set(part, fresh.innerHTML);
  part.replaceChildren(...fresh.childNodes);
  [...part.querySelectorAll('details')].forEach((d, i) => { if (open.has(i)) d.open = true; });
  for (const field of fields(part)) if (typed.has(field.name)) field.value = typed.get(field.name);
  if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
  enliven(part);
}

let reading = null;
let again = false;

// The page reads itself anew, and takes over what can have changed. Never twice at a time.
async function refresh() {
  if (reading) { again = true; return; }
  const address = new URL(location.href);
  address.searchParams.set('live', 'true');
  reading = fetch(address, { headers: { Accept: 'text/html' } });
  try {
    const answer = await reading;
    if (answer.status >= 500) throw new Error(`${address}: ${answer.status}`);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of parts) replace(document.getElementById(id), fresh.getElementById(id));
    for (const item of fresh.querySelectorAll('[data-check]')) replace(row(item.dataset.check), item);
    const live = document.getElementById('live');
    const next = fresh.getElementById('live');
    live.dataset.again = next.dataset.again ?? '';
    if (live.dataset.live !== next.dataset.live) {
      live.dataset.live = next.dataset.live ?? '';
      follow();
    }
    wait();
    watch();
  } catch (error) {
    // The network or the service comes back; a stream that has ended would not tell of it.
    console.warn(error);
    setTimeout(refresh, 5000);
  } finally {
    reading = null;
    if (again) { again = false; refresh(); }
  }
}

let stream = null;
let followed = null;

function follow() {
  const address = document.getElementById('live')?.dataset.live;
  const submission = address?.split('?')[0] ?? null;
  if (submission === followed) return;
  stream?.close();
  stream = null;
  followed = submission;
  if (!address) return;
  stream = new EventSource(address);
  stream.addEventListener('verdict', event => {
    const { check, html } = JSON.parse(event.data);
    const fresh = document.createElement('li');
    fresh.innerHTML = html;
    const asked = row(check)?.querySelector('.detail > details.more');
    if (asked) fresh.querySelector('.detail')?.append(asked.cloneNode(true));
    asked?.removeAttribute('open');
    replace(row(check), fresh);
  });
  // A class is taken up at once; its pages need not all ask in the same moment.
  stream.addEventListener('moved', () => setTimeout(refresh, Math.random() * 1000));
  stream.addEventListener('graded', () => { stream.close(); refresh(); });
}

// The leases of live clusters: their looks come for days. Where a grading is followed too, both may ask at once; that is one reading.
const leases = new Map();
function watch() {
  const now = new Set((document.getElementById('clusters')?.dataset.leases ?? '').split(' ').filter(id => id));
  for (const [id, source] of leases) if (!now.has(id)) { source.close(); leases.delete(id); }
  for (const id of now) {
    if (leases.has(id)) continue;
    const version = document.getElementById(`cluster-${id}`)?.dataset.version ?? '';
    const source = new EventSource(`/live/leases/${id}?seen=${version}`);
    source.addEventListener('moved', () => setTimeout(refresh, Math.random() * 1000));
    leases.set(id, source);
  }
}

// Something is looked at once more at a time that is known.
let timer = 0;
function wait() {
  clearTimeout(timer);
  const at = Number(document.getElementById('live')?.dataset.again);
  const left = at - Date.now() + 4000;
  if (at && left < 2 ** 31) timer = setTimeout(refresh, Math.max(left, 4000));
}

follow();
wait();
watch();
addEventListener('pageshow', event => { if (event.persisted && document.getElementById('live')) refresh(); });

// Commands take over region and cluster as they are typed, where the page did not know them. Nothing that a shell would read.
const given = { 'access.region': 'REGION', 'access.clusterName': 'CLUSTER_NAME' };
const blocks = new WeakMap();
document.addEventListener('input', event => {
  const panel = event.target.name in given ? event.target.closest('.way') : null;
  if (!panel) return;
  for (const block of panel.querySelectorAll('pre')) {
    if (!blocks.has(block)) blocks.set(block, block.textContent);
    let text = blocks.get(block);
    for (const [field, word] of Object.entries(given)) {
      const value = panel.querySelector(`input[name="${field}"]`)?.value.trim() ?? '';
      if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(value)) text = text.replaceAll(`'${word}'`, `'${value}'`);
    }
    block.textContent = text;
  }
});

// Trying an access, and handing in, which tries it first: what was typed stays where it is, secrets and files too.
document.addEventListener('submit', async event => {
  const form = event.target;
  const button = event.submitter;
  if (!('try' in form.dataset) || !button) return;
  if (form.dataset.sent) { delete form.dataset.sent; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const result = form.querySelector('.try-result');
  const words = document.getElementById('hand-in').dataset;
  const busy = document.createElement('p');
  busy.className = 'muted small';
  busy.textContent = button.value === 'try' ? words.tryBusy : words.sendBusy;
  // Before the buttons are disabled: a disabled one is not sent. The one in the answer before goes with it.
  const sent = new FormData(form, button);
  const before = [...result.childNodes];
  result.replaceChildren(busy);
  const buttons = [...form.querySelectorAll('button')];
  for (const other of buttons) other.disabled = true;
  const release = () => { for (const other of buttons) other.disabled = false; };
  try {
    const answer = await fetch(location.href, { method: 'POST', body: sent, headers: { Accept: 'text/html' }, redirect: 'manual' });
    // It was taken: the page shows what becomes of it.
    if (answer.type === 'opaqueredirect') { location.assign(location.pathname); return; }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const panel = form.closest('.way');
    const own = fresh.getElementById(panel.id);
    if (!own) throw new Error(`${location.pathname}: ${answer.status}`);
    const values = new Map([...form.elements].filter(e => e.name && e.type !== 'hidden').map(e => [e.name, e]));
    for (const input of own.querySelectorAll('.way-form input:not([type=hidden]), .way-form textarea')) {
      const old = values.get(input.name);
      if (!old) continue;
      if (input.type === 'file') input.replaceWith(old);
      else if (old.value) input.value = old.value;
    }
    for (const kind of ['bad', 'kept']) {
      document.querySelector(`#hand-in .notice.${kind}`)?.remove();
      const notice = fresh.querySelector(`#hand-in .notice.${kind}`);
      if (notice) panel.closest('.ways').before(notice);
    }
    panel.replaceChildren(...own.childNodes);
    enliven(panel);
    panel.querySelector('[aria-invalid=true], .held button')?.focus();
  } catch {
    // As without script: the browser sends it, and shows what comes of it.
    result.replaceChildren(...before);
    release();
    form.dataset.sent = 'true';
    form.requestSubmit(button);
  }
}, { capture: true });

// A kubeconfig dropped on the field, or chosen as a file, is shown where it can be read before it is handed in.
async function take(field, file) {
  if (!file || file.size > 64 * 1024) return;
  field.value = await file.text();
}
document.addEventListener('change', event => {
  const input = event.target;
  if (input.type !== 'file' || !input.dataset.into || !input.files[0] || input.files[0].size > 64 * 1024) return;
  take(document.getElementById(input.dataset.into), input.files[0]).then(() => { input.value = ''; });
});
for (const type of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(type, event => {
    const field = event.target.closest?.('[data-drop]');
    if (!field || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    field.classList.toggle('over', type === 'dragover');
    if (type === 'drop') take(field, event.dataTransfer.files[0]);
  });
}
