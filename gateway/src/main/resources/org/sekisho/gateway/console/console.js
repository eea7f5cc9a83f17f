// Shows a page with live content again every few seconds, unless somebody is filling a form in it.
// Such requests do not keep a session from ending (X-Console-Live).
'use strict';
const main = document.querySelector('main[data-live]');
if (main) {
  setInterval(async () => {
    if (document.hidden || main.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.pathname, {
        headers: { 'X-Console-Live': '1' }, credentials: 'same-origin', cache: 'no-store',
      });
      if (answer.redirected || answer.status === 401) { location.reload(); return; }
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = next.querySelector('main');
      if (fresh) main.replaceChildren(...fresh.childNodes);
    } catch { /* the gateway restarts: the next try comes */ }
  }, Number(main.dataset.live) * 1000);
}
for (const form of document.forms) {
  form.addEventListener('submit', () => {
    for (const button of form.querySelectorAll('button')) {
      setTimeout(() => { button.disabled = true; }, 0);
    }
  });
}
