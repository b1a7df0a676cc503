// A link's code stands behind '#', which a browser sends to no server. It is taken out of the address (and so of the history) and sent as the
// page's own form [data-code] would send it. On the page that it opened, the other language is the same link again.

const form = document.querySelector('form[data-code]');

function take() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  history.replaceState(null, '', location.pathname + location.search);
  if (!form) return;
  form.elements.Typed.value = code;
  form.requestSubmit();
}

const opened = document.querySelector('input[type=hidden][name=Code]');
for (const link of opened?.value ? document.querySelectorAll('header a[hreflang]') : []) link.hash = new URLSearchParams({ code: opened.value });

addEventListener('hashchange', take);
take();
