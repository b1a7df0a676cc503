// The page of jobs: the board is fetched again every few seconds while someone looks, and left alone while someone is about to press a button.
import { enliven } from './shared.js';

const board = document.getElementById('jobs-board');
const every = 3000;

if (board) {
  for (const words of document.querySelectorAll('[data-live]')) words.hidden = false;
  setInterval(refresh, every);
}

const isInUse = () => document.hidden || board.contains(document.activeElement) || board.matches(':has(button:hover)');

async function refresh() {
  if (isInUse()) return;
  const text = await fetch(board.dataset.board, { headers: { Accept: 'text/html' } }).then(answer => answer.ok ? answer.text() : null).catch(() => null);
  if (text === null || isInUse()) return;
  board.replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
  enliven(board);
}
