// The demo's board: fetched again while someone is being graded. Only what changed is exchanged, so that nothing jumps or loses focus.
import { enliven } from './shared.js';

const board = document.getElementById('demo-board');
const often = 1000;
const seldom = 5000;
const said = new WeakMap(); // cells as the server made them: what was changed in them since is no news

async function look() {
  let live = false;
  try {
    const answer = await fetch(board.dataset.board, { headers: { Accept: 'text/html' } });
    if (answer.ok) {
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html').body.firstElementChild;
      live = 'live' in next.dataset;
      exchange(next);
    }
  } catch {
    // The service was stopped: the board stays as it is and is asked for again.
  }
  setTimeout(look, live ? often : seldom);
}

function exchange(next) {
  const now = board.firstElementChild;
  const rows = new Map([...now.querySelectorAll('tr[data-key]')].map(row => [row.dataset.key, row]));
  const isSameClass = rows.size === next.querySelectorAll('tr[data-key]').length;
  if (!isSameClass) {
    next.querySelectorAll('tr[data-key] > *').forEach(remember);
    now.replaceWith(next);
    enliven(next);
    return;
  }
  for (const row of next.querySelectorAll('tr[data-key]')) {
    const shown = rows.get(row.dataset.key);
    if (!shown) continue;
    [...row.cells].forEach((cell, i) => exchangeCell(shown.cells[i], cell));
  }
  const figures = now.querySelector('.demo-figures');
  const changed = next.querySelector('.demo-figures');
  if (figures.innerHTML !== changed.innerHTML) figures.replaceWith(changed);
}

function exchangeCell(shown, fresh) {
  if (!shown || (said.get(shown) ?? shown.innerHTML) === fresh.innerHTML) return;
  const focused = shown.contains(document.activeElement) ? document.activeElement.tagName : null;
  const cell = fresh.cloneNode(true);
  remember(cell);
  shown.replaceWith(cell);
  if (focused) cell.querySelector(focused)?.focus({ preventScroll: true });
}

function remember(cell) {
  said.set(cell, cell.innerHTML);
}

board.querySelectorAll('tr[data-key] > *').forEach(remember);
setTimeout(look, often);
