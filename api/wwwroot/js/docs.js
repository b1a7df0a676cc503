// The API's description as a page. Nothing from outside: no fonts, no proxy, no agent, no telemetry.
const reference = document.getElementById('reference');

// The validator within Scalar asks whether it may make code out of text, unless it is told that it may not. The policy forbids it.
globalThis.__zod_globalConfig = { jitless: true };

const script = document.createElement('script');
script.src = reference.dataset.script;
script.addEventListener('load', () => window.Scalar.createApiReference(reference, {
  url: reference.dataset.description,
  withDefaultFonts: false,
  proxyUrl: '',
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  persistAuth: false,
}));
document.head.append(script);
