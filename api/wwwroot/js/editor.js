// The assignment editor: while someone types, the server reads the document and the other side follows. Without this module two buttons do it.
import { enliven } from './shared.js';

const form = document.querySelector('form[data-editor]');
const pause = 350;
let timer;
let asked;

if (form) {
  prepare(form);
  form.addEventListener('input', event => {
    if (event.target.closest('[data-no-check]')) return;
    asked?.abort();
    clearTimeout(timer);
    timer = setTimeout(() => check(), pause);
  });
  // A press while the server still reads: the first version waits for what it comes to and goes on. A later one is looked at first.
  form.addEventListener('submit', async event => {
    if (event.submitter?.value !== 'save' || !('new' in form.dataset) || !isBehind()) return;
    event.preventDefault();
    await check();
    form.requestSubmit(event.submitter);
  });
  form.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.line) goToLine(Number(button.dataset.line));
    if (button.name !== 'do' || button.value === 'save') return;
    event.preventDefault();
    check(button.value);
  });
}

const isBehind = () => timer !== undefined || form.hasAttribute('aria-busy');

async function check(action) {
  clearTimeout(timer);
  timer = undefined;
  asked?.abort();
  asked = new AbortController();
  const sent = new URLSearchParams(new FormData(form));
  if (action) sent.set('do', action);
  else sent.delete('do');
  form.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.dataset.editor, { method: 'POST', body: sent, headers: { Accept: 'text/html' }, signal: asked.signal });
    if (!answer.ok) return;
    merge(new DOMParser().parseFromString(await answer.text(), 'text/html'), action);
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
  } finally {
    form.removeAttribute('aria-busy');
  }
}

// The side that is typed on keeps its inputs, and so its cursor; only what is said about them is new.
function merge(page, action) {
  const here = document.activeElement;
  const yaml = document.getElementById('yaml');
  const typing = action ? null : here?.closest('#editor-form, #editor-yaml');
  prepare(page);
  if (typing?.id === 'editor-form') patch(page);
  else swap('editor-form', page, here);
  if (typing?.id === 'editor-yaml') {
    const fresh = page.getElementById('yaml');
    if (fresh.hasAttribute('aria-invalid')) yaml.setAttribute('aria-invalid', 'true');
    else yaml.removeAttribute('aria-invalid');
  } else {
    yaml.value = page.getElementById('yaml').value;
  }
  document.getElementById('yaml-faults').replaceWith(page.getElementById('yaml-faults'));
  document.getElementById('editor-agreed').value = page.getElementById('editor-agreed').value;
  for (const side of ['form', 'yaml']) {
    const tab = document.querySelector(`label[for="side-${side}"]`);
    tab.querySelector('.count')?.remove();
    const count = page.querySelector(`label[for="side-${side}"] .count`);
    if (count) tab.append(count);
  }
  swap('editor-preview', page);
  enliven(form);
}

function swap(id, page, focused) {
  const focusName = focused?.closest(`#${id}`) ? focused.value : null;
  const open = [...document.querySelectorAll(`#${id} details[open][id]`)].map(details => details.id);
  document.getElementById(id).replaceWith(page.getElementById(id));
  for (const name of open) document.getElementById(name)?.setAttribute('open', '');
  if (focusName) document.getElementById(id).querySelector(`button[value="${CSS.escape(focusName)}"]:not(:disabled)`)?.focus();
}

// Faults come and go at their fields.
function patch(page) {
  for (const field of page.querySelectorAll('#editor-form .field')) {
    const fresh = field.querySelector('[id]:is(input, select, textarea, .editor-choices)');
    const input = fresh && document.getElementById(fresh.id);
    if (!input) continue;
    for (const name of ['aria-invalid', 'aria-describedby']) {
      if (fresh.hasAttribute(name)) input.setAttribute(name, fresh.getAttribute(name));
      else input.removeAttribute(name);
    }
    document.getElementById(`${fresh.id}-fault`)?.remove();
    const fault = field.querySelector(`[id="${CSS.escape(fresh.id)}-fault"]`);
    if (fault) {
      input.closest('.field').append(fault);
      input.closest('details')?.setAttribute('open', '');
    }
  }
  // What each part comes to, in its sentence.
  for (const sum of page.querySelectorAll('#editor-form [id^="sum-"]')) {
    const shown = document.getElementById(sum.id);
    if (shown && shown.textContent !== sum.textContent) shown.textContent = sum.textContent;
  }
  document.getElementById('editor-total').textContent = page.getElementById('editor-total').textContent;
}

// What is for browsers without script goes, what needs script comes.
function prepare(root) {
  for (const plain of root.querySelectorAll('[data-plain]')) plain.hidden = true;
  for (const button of root.querySelectorAll('[data-line]')) button.hidden = false;
}

function goToLine(line) {
  const yaml = document.getElementById('yaml');
  const lines = yaml.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  yaml.focus();
  yaml.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  yaml.scrollTop = (line - 3) * parseFloat(getComputedStyle(yaml).lineHeight);
}
