// What every page can use: copy buttons, local times, countdowns. Everything works on parts that arrive later too (live.js calls enliven).

const language = document.documentElement.lang || 'en';
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Gives life to a part of the page. */
export function enliven(root) {
  for (const button of root.querySelectorAll('button[data-copy]')) button.hidden = !navigator.clipboard;
  for (const time of root.querySelectorAll('time[data-moment]')) localise(time);
  for (const span of root.querySelectorAll('[data-countdown]')) countDown(span);
}

// The course's time came from the server; where the viewer's clock says otherwise, the viewer's own comes first.
function localise(time) {
  const at = new Date(time.dateTime);
  const course = time.dataset.zone;
  if (!course || time.dataset.localised || wallClock(at, course) === wallClock(at, zone)) return;
  time.dataset.localised = 'true';
  const shown = time.textContent.trim();
  time.textContent = written(at);
  if (time.dataset.moment === 'both') {
    const beside = document.createElement('span');
    beside.className = 'muted';
    beside.textContent = ` (${shown})`;
    time.append(beside);
  } else {
    time.title = shown;
  }
}

// The form that the server writes: 2026-11-30 (Mon) 21:08 KST.
function written(at) {
  const format = new Intl.DateTimeFormat(language, {
    year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day} (${part.weekday}) ${part.hour}:${part.minute} ${part.timeZoneName}`;
}

function wallClock(at, timeZone) {
  return new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}

function countDown(span) {
  const left = Math.max(0, new Date(span.dataset.countdown) - Date.now());
  const { before, over } = span.dataset;
  span.textContent = over && left === 0 ? over : `${before ? `${before} ` : ''}${duration(left)}`;
  span.classList.toggle('over', left === 0 && !over);
}

/** A duration in the page's language: its two largest units. */
export function duration(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [['day', Math.floor(seconds / 86400)], ['hour', Math.floor(seconds / 3600) % 24], ['minute', Math.floor(seconds / 60) % 60], ['second', seconds % 60]];
  const first = Math.min(parts.findIndex(([, n]) => n > 0) + 1 || 4, 4) - 1;
  const shown = parts.slice(first, first + 2).filter(([unit, n]) => n > 0 || unit === 'second');
  return shown.map(([unit, n]) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(n)).join(' ');
}

// The menu of further pages closes by Escape, with the focus back on its button, and by a press elsewhere.
document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && document.activeElement?.closest('details.parts-more[open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.parts-more[open]')) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('click', async event => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.textContent.replace(/\n$/, ''));
  const words = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = words; }, 1500);
});

// A form is sent once, however often its button is pressed.
document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = 'true';
});
// Of a row that scrolls, a browser leaves a link where it is as long as a pixel of it shows.
document.addEventListener('focusin', event => {
  if (event.target.closest('.parts')) event.target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
});

addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent; });

enliven(document);
setInterval(() => { for (const span of document.querySelectorAll('[data-countdown]')) countDown(span); }, 1000);
