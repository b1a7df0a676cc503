// Passkeys (W3C Web Authentication): the browser's half of a ceremony. The server's first half comes by fetch, its second by an ordinary form.
// Markup: a form [data-passkey="sign-in" | "create"] with a button [data-passkey-start] (hidden until it can work) and a line [data-passkey-fault];
// beside it a form [data-passkey-form] with a field Credential, which is sent.

const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential?.parseCreationOptionsFromJSON;

for (const form of supported ? document.querySelectorAll('[data-passkey]') : []) {
  const start = form.querySelector('[data-passkey-start]');
  start.hidden = false;
  for (const part of form.querySelectorAll('[data-passkey-only]')) part.hidden = false;
  start.addEventListener('click', () => run(form, start));
}

async function run(form, start) {
  const fault = form.querySelector('[data-passkey-fault]');
  fault.hidden = true;
  start.disabled = true;
  try {
    const credential = form.dataset.passkey === 'sign-in' ? await use(form) : await create(form);
    send(form, credential);
  } catch (error) {
    // Anyone who closes the browser's window has not failed.
    if (error.name !== 'NotAllowedError' && error.name !== 'AbortError') console.error(error);
    fault.textContent = form.dataset.passkeyRefused;
    fault.hidden = false;
  } finally {
    start.disabled = false;
  }
}

async function use(form) {
  const options = await ask('/passkeys/request', form);
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

async function create(form) {
  const code = form.elements.Code?.value;
  const options = await ask('/passkeys/creation', form, code && new URLSearchParams({ code }));
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
}

async function ask(address, form, body) {
  const token = form.elements.__RequestVerificationToken?.value ?? '';
  const answer = await fetch(address, { method: 'POST', headers: { 'X-CSRF-Token': token }, body: body || undefined });
  if (!answer.ok) throw new Error(`${address} was answered ${answer.status}`);
  return answer.json();
}

function send(form, credential) {
  const target = form.parentElement.querySelector('[data-passkey-form]');
  target.elements.Credential.value = JSON.stringify(credential);
  const name = form.querySelector('[data-passkey-name]');
  if (name && target.elements.PasskeyName) target.elements.PasskeyName.value = name.value;
  target.requestSubmit();
}
