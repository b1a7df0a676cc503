// The page of jobs: the board is fetched again every few seconds while somebody looks, and left alone while somebody is about to press a button.
import { enliven } from './shared.js';

const board = document.getElementById('jobs-board');
const every = 3000;

if (board) {
  for (const words of document.querySelectorAll('[data-live]')) words.hidden = false;
  setInterval(refresh, every);
}

async function refresh() {
  if (document.hidden || board.contains(document.activeElement) || board.matches(':has(button:hover)')) return;
  const answer = await fetch(board.dataset.board, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return;
  board.replaceChildren(...new DOMParser().parseFromString(await answer.text(), 'text/html').body.childNodes);
  enliven(board);
}
