// The page in real headless Chromium against the real application, which a Java test has started
// before a scripted head-end. It is told by the environment: PAGE and HEAD_END (addresses), CODE
// (the set-up code), SHOTS (a folder for pictures), CHROMIUM (the browser).
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

// The scripted head-end has a certificate of the test's own authority.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const { PAGE, HEAD_END, CODE, SHOTS, CHROMIUM } = process.env;
const PASSWORD = '長い合言葉 for the test';
const LIMIT_MS = 20_000;

let browser;
let page;
const troubles = [];

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  page = await open('en-GB');
});

after(async () => {
  await browser?.close();
});

async function open(locale, more = {}) {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    locale,
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1280, height: 900 },
    ...more,
  });
  const opened = await context.newPage();
  opened.setDefaultTimeout(LIMIT_MS);
  opened.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  opened.on('console', (line) => {
    // A 401 or 403 that the page handles is written to the console by the browser itself.
    if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) {
      troubles.push(`console: ${line.text()}`);
    }
  });
  opened.on('request', (request) => {
    if (!request.url().startsWith(PAGE) && !request.url().startsWith('data:')) {
      troubles.push(`foreign request: ${request.url()}`);
    }
  });
  await opened.goto(PAGE);
  return opened;
}

async function control(what, body) {
  const answer = await fetch(`${HEAD_END}/control/${what}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200);
}

const say = (device, point, value, unit, quality = 'good', reason = 'none') =>
  control('say', { device, point, value, unit, quality, reason });

const shot = (of, name) => of.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });

/** Waits until the expression holds in the page. */
const until = (of, expression, argument) =>
  of.waitForFunction(expression, argument, { timeout: LIMIT_MS });

const text = (of, selector) => of.locator(selector).first().innerText();

async function waitForText(of, selector, wanted) {
  await until(
    of,
    ([s, w]) => [...document.querySelectorAll(s)].some((e) => e.textContent.includes(w)),
    [selector, wanted],
  );
}

const checked = (of, name) => of.locator(`[data-control="${name}"]`).getAttribute('aria-checked');

async function waitForChecked(of, name, wanted) {
  await until(
    of,
    ([n, w]) => {
      const control = document.querySelector(`[data-control="${n}"]`);
      return control?.getAttribute('aria-checked') === w && control.ariaBusy !== 'true';
    },
    [name, wanted],
  );
}

async function fits(of) {
  const [content, width] = await of.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= width, `${content} px of content in ${width} px`);
}

test('the first start asks for the set-up code and a password', async () => {
  await waitForText(page, 'h1', 'First set-up');
  await shot(page, 'set-up-en');
  await page.fill('input[name=code]', CODE);
  await page.fill('input[name=user]', 'hanako');
  await page.fill('input[name=password]', 'hanako-hanako');
  await page.fill('input[name=again]', 'hanako-hanako');
  await page.keyboard.press('Enter');
  await waitForText(page, '.problem', 'must not contain the user name');
  await page.fill('input[name=password]', PASSWORD);
  await page.click('button[type=submit]');
  await waitForText(page, '.problem', 'differ');
  await page.fill('input[name=again]', PASSWORD);
  await page.click('button[type=submit]');
  await waitForText(page, 'h1', 'My home');
});

test('rooms stand there in English with value, unit and time', async () => {
  await waitForText(page, '.card h3', 'Living room');
  for (const room of ['Living room', 'Bedroom', 'Kitchen', 'Entrance']) {
    await waitForText(page, '.card h3', room);
  }
  await waitForText(page, '.stream', 'Live');
  const tile = '[data-device=living-room-sensor] [data-point=temperature]';
  await waitForText(page, tile, 'Temperature');
  assert.match(await text(page, tile), /\d+\.\d\s°C/);
  assert.match(await text(page, `${tile} time`), /ago|just now/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
});

test('and in Japanese, also after the page is opened again', async () => {
  await page.click('.chooser button[lang=ja]');
  for (const room of ['居間', '寝室', '台所', '玄関']) {
    await waitForText(page, '.card h3', room);
  }
  await waitForText(page, '.tile dt', '温度');
  await waitForText(page, '.tile dt', '湿度');
  await waitForText(page, '.tile dt', '照度');
  await waitForText(page, '.tile dt', '消費電力');
  await waitForText(page, '.stream', '接続中');
  assert.match(await text(page, '[data-device=living-room-sensor] [data-point=temperature]'), /℃/);
  await page.reload();
  await waitForText(page, '.card h3', '居間');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'ja');
});

test('a value changes by itself', async () => {
  await say('living-room-sensor', 'temperature', 27.3, 'Cel');
  await waitForText(page, '[data-device=living-room-sensor] [data-point=temperature] .value', '27.3');
});

test('a doubtful value is marked with its reason in both languages', async () => {
  await say('kitchen-sensor', 'humidity', 250, '%RH', 'bad', 'out-of-range');
  await say('kitchen-sensor', 'illuminance', 900, 'lx', 'uncertain', 'rate-of-change');
  await waitForText(page, '.mark-bad', 'ありえない範囲の値です');
  await waitForText(page, '.mark-uncertain', '変化が急すぎます');
  await page.click('.chooser button[lang=en]');
  await waitForText(page, '.mark-bad', 'Outside the possible range');
  await waitForText(page, '.mark-uncertain', 'Changed faster than it can');
});

test('the day is drawn, a line for each room', async () => {
  await until(page, () => document.querySelectorAll('.chart canvas').length >= 4);
  const inked = await page.evaluate(() =>
    [...document.querySelectorAll('.chart canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let coloured = 0;
      for (let i = 0; i < data.length; i += 4) {
        const spread = Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]);
        coloured += data[i + 3] > 200 && spread > 60 ? 1 : 0;
      }
      return coloured;
    }),
  );
  assert.ok(inked.every((count) => count > 200), `coloured pixels: ${inked}`);
  await waitForText(page, '[data-quantity="temperature Cel"] .legend', 'Bedroom');
});

test('a light is switched and says so', async () => {
  const light = 'living-room-light/switch';
  await waitForChecked(page, light, 'false');
  await page.click(`[data-control="${light}"]`);
  await waitForText(page, '[data-device=living-room-light] .outcome', 'Done');
  await waitForChecked(page, light, 'true');
});

test('by keyboard alone, too', async () => {
  const light = 'bedroom-light/switch';
  await waitForChecked(page, light, 'false');
  await page.focus(`[data-control="${light}"]`);
  await page.keyboard.press('Space');
  await waitForChecked(page, light, 'true');
  await waitForText(page, '[data-device=bedroom-light] .outcome', 'Done');
});

test('a refused command says why in both languages, and the switch goes back', async () => {
  await control('command', { status: 'refused', reason: 'too-many-commands' });
  const light = 'living-room-light/switch';
  await page.click(`[data-control="${light}"]`);
  await waitForText(page, '[data-device=living-room-light] .outcome', 'Refused: Too many commands');
  assert.equal(await checked(page, light), 'true');
  await page.click('.chooser button[lang=ja]');
  await waitForText(page, '[data-device=living-room-light] .outcome', '拒否されました: 操作の回数が多すぎます');
  await shot(page, 'desktop-ja');
  await page.click('.chooser button[lang=en]');
  await shot(page, 'desktop-en');
});

test('while nothing is known yet the switch shows that it is working', async () => {
  await control('command', { status: 'sent', reason: '' });
  const outlet = '[data-control="kitchen-outlet/switch"]';
  await page.click(outlet);
  await waitForText(page, '[data-device=kitchen-outlet] .outcome', 'Working');
  await until(page, (s) => document.querySelector(s).ariaBusy === 'true', outlet);
  await control('command', { status: 'done', reason: 'none' });
});

test('a set point is moved in steps and sent once', async () => {
  const more = '[data-control="living-room-aircon/set-point/more"]';
  await page.click(more);
  await page.click(more);
  await waitForText(page, '[data-device=living-room-aircon] .setting .outcome', 'Done');
  await waitForText(page, '[data-device=living-room-aircon] .setting-value', '25.0');
});

test('unlocking asks first', async () => {
  const lock = '[data-control="front-door-lock/locked"]';
  await waitForText(page, '[data-device=front-door-lock] .lock-state', 'Locked');
  await page.click(lock);
  await waitForText(page, 'dialog[open]', 'unlock it?');
  await shot(page, 'unlock-en');
  await page.keyboard.press('Escape');
  assert.equal(await text(page, '[data-device=front-door-lock] .lock-state'), 'Locked');
  await page.click(lock);
  await page.click('dialog[open] .danger');
  await waitForText(page, '[data-device=front-door-lock] .lock-state', 'Unlocked');
  await page.click(lock);
  await waitForText(page, '[data-device=front-door-lock] .lock-state', 'Locked');
});

test('a lost connection to the centre is told and mended', async () => {
  await control('cut', {});
  await say('bedroom-sensor', 'temperature', 15.5, 'Cel');
  await waitForText(page, '[data-device=bedroom-sensor] [data-point=temperature] .value', '15.5');
  await waitForText(page, '.stream', 'Live');
});

test('it is usable on a phone, in both languages, light and dark', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
  await shot(page, 'phone-en');
  await page.screenshot({ path: join(SHOTS, 'phone-top-en.png') });
  await page.click('.chooser button[lang=ja]');
  await waitForText(page, '.card h3', '居間');
  await fits(page);
  await shot(page, 'phone-ja');
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, summary')]
      .filter((e) => e.checkVisibility())
      .filter((e) => e.getBoundingClientRect().height < 24)
      .map((e) => e.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(small, [], 'too small for a finger');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot(page, 'phone-dark-ja');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.waitForTimeout(300);
  await shot(page, 'desktop-dark-ja');
  await page.emulateMedia({ colorScheme: 'light' });
});

test('signing out closes the page; the browser chooses the language of the door', async () => {
  await page.click('header .quiet');
  await waitForText(page, 'h1', 'サインイン');
  const other = await open('ja-JP', { viewport: { width: 390, height: 844 } });
  await waitForText(other, 'h1', 'サインイン');
  await fits(other);
  await other.fill('input[name=user]', 'hanako');
  await other.fill('input[name=password]', 'not the right one');
  await other.keyboard.press('Enter');
  await waitForText(other, '.problem', 'ユーザー名またはパスワードが違います');
  await shot(other, 'sign-in-ja');
  await other.fill('input[name=password]', PASSWORD);
  await other.click('button[type=submit]');
  await waitForText(other, '.card h3', '居間');
  await other.context().close();
});

test('nothing went wrong unseen: no script error, no refused content, no foreign request', () => {
  assert.deepEqual(troubles, []);
});
