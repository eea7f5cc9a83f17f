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
// A chosen file becomes the text of the form; a text that is too long is told before it is sent.
for (const form of document.querySelectorAll('form.document')) {
  const file = form.querySelector('input[type=file]');
  const text = form.elements[file.dataset.into];
  const warning = form.querySelector('.too-large');
  const most = Number(text.dataset.most);
  const look = () => {
    warning.hidden = new TextEncoder().encode(text.value).length <= most;
    return warning.hidden;
  };
  file.addEventListener('change', async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    if (chosen.size > most) { warning.hidden = false; file.value = ''; return; }
    text.value = await chosen.text();
    look();
  });
  text.addEventListener('input', look);
  form.addEventListener('submit', (event) => {
    if (!look()) { event.preventDefault(); event.stopImmediatePropagation(); warning.focus(); }
  });
}
// A form is sent once.
for (const form of document.forms) {
  form.addEventListener('submit', () => {
    for (const button of form.querySelectorAll('button')) {
      setTimeout(() => { button.disabled = true; }, 0);
    }
  });
}
