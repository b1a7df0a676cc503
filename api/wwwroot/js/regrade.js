// Follows a regrade while its job works: fetches how far it is, and the whole page once it is done.
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
    if (next.dataset.state !== bar.dataset.state) return location.reload();
    bar.replaceWith(document.adoptNode(next));
    bar = next;
  }
}

const bar = document.querySelector('[data-progress]');
if (bar) follow(bar);
