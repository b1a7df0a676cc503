// Keeps the wall of an exam room up to date: asks whether anything changed, and takes it as the server renders it.
import { enliven } from './shared.js';

const board = document.getElementById('board');
let tag = null;

async function poll() {
  try {
    const response = document.hidden ? null : await fetch(board.dataset.board, {
      headers: tag ? { 'If-None-Match': tag } : {}, credentials: 'same-origin', cache: 'no-store', redirect: 'error',
    });
    if (response?.status === 401) location.reload();
    if (response?.ok) {
      tag = response.headers.get('ETag');
      const template = document.createElement('template');
      template.innerHTML = await response.text();
      if (template.innerHTML !== board.innerHTML) board.replaceChildren(template.content);
      enliven(board);
    }
  } catch (error) {
    console.warn(error); // the wall keeps what it shows; the next poll asks again
  } finally {
    setTimeout(poll, Number(board.dataset.interval));
  }
}

if (board) void poll();
