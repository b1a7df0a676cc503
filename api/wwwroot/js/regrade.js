// Follows a regrade while its job works: fetches how far it is, and what the page says once it is done.
import { enliven } from './shared.js';

const every = 1000;

async function follow(bar) {
  for (;;) {
    await new Promise(done => setTimeout(done, every));
    if (document.hidden) continue;
    let text;
    try {
      const answer = await fetch(`/fragments/regrades/${bar.dataset.progress}`, { headers: { Accept: 'text/html' } });
      if (!answer.ok) return;
      text = await answer.text();
    } catch {
      continue; // the network comes back, and so do we
    }
    const next = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-progress]');
    if (!next) return;
    if (next.dataset.state !== bar.dataset.state) {
      if (await renew()) return begin();
      continue; // the bar stays as it was, so that this is tried again
    }
    bar.replaceWith(document.adoptNode(next));
    bar = next;
  }
}

// In place of what is shown: a reload would cut off whatever the viewer has just clicked.
async function renew() {
  let page;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return false;
    page = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  } catch {
    return false; // asked again a second later
  }
  if (!page) return false;
  const main = document.adoptNode(page);
  document.querySelector('main').replaceWith(main);
  enliven(main);
  return true;
}

function begin() {
  const bar = document.querySelector('[data-progress]:has(progress)'); // one without has nothing more to say
  if (bar) follow(bar);
}

begin();
