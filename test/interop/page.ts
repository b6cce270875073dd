/**
 * The page in a browser, with the smart light as a process: `node build/run test/interop/page.ts`.
 * Needs Chromium (Debian's, or the one that CHROMIUM names); leaves screenshots in dist/.
 * Exit codes: 0 every step passed, 1 one did not, or there is no Chromium.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { buildImage } from '../../build/image';
import { startImage } from '../../tools/imageProcess';
import { startServer } from '../../tools/server/server';
import { startWebServer } from '../../tools/server/web/webServer';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const DIST = path.resolve(__dirname, '../../dist');

if (!existsSync(CHROMIUM)) {
  console.error(`NOT TESTED: there is no ${CHROMIUM}. Install it (apt install chromium), or name one in CHROMIUM.`);
  process.exit(1);
}

/** Lines that the light printed, and who waits for one. */
const printed: string[] = [];
let wake: () => void = () => undefined;

async function line(wanted: RegExp): Promise<void> {
  while (!printed.some((text) => wanted.test(text))) await new Promise<void>((resolve) => (wake = resolve));
  printed.length = 0;
}

async function step(name: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    console.log(`passed  ${name}`);
  } catch (error) {
    console.error(`FAILED  ${name}\n${(error as Error).message}`);
    throw error;
  }
}

async function main(): Promise<void> {
  const { file } = await buildImage({ app: 'smart-light', board: 'linux', dist: path.join(DIST, 'page') });
  const server = await startServer({ port: 0 });
  const web = await startWebServer({ server, host: '127.0.0.1', port: 0 });
  const light = startImage({
    file,
    settings: { MOTE_ENDPOINT: 'smart-light', MOTE_SERVER: server.url(), MOTE_LIFETIME: '300', MOTE_STORAGE: path.join(DIST, 'page-storage') },
    printed(text) {
      printed.push(text);
      wake();
    },
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  console.log(`Chromium ${browser.version()}`);
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, colorScheme: 'light' });
    page.setDefaultTimeout(10_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(web.url);
    await use(page, light);
    await step('nothing went wrong in the browser', async () => assert.deepEqual(problems, []));
  } finally {
    await browser.close();
    await light.stop();
    await web.close();
    await server.close();
  }
}

async function use(page: Page, light: ReturnType<typeof startImage>): Promise<void> {
  const lamp = page.getByRole('article', { name: 'Light /3311/0' });
  const toggle = lamp.getByRole('switch');
  const word = (text: string): Promise<void> => lamp.getByText(text, { exact: true }).waitFor();

  await step('the light appears when it has registered', () => page.locator('.devices').getByText('registered', { exact: true }).waitFor());
  await step('its switch shows that it is off', () => word('Off'));
  await step('a click on the switch lights the LED', async () => {
    await toggle.click();
    await Promise.all([line(/LED 0 .* 100 %/), word('On')]);
  });
  await step('the keyboard switches, too', async () => {
    await toggle.focus();
    await page.keyboard.press('Space');
    await Promise.all([line(/LED 0 .* 0 %/), word('Off')]);
    await page.keyboard.press('Enter');
    await word('On');
  });
  await step('the dimmer dims the LED', async () => {
    await lamp.getByRole('slider').fill('40');
    await Promise.all([line(/LED 0 .* 40 %/), word('40 %')]);
  });
  await step("the light's own button moves the switch", async () => {
    light.type('b');
    await word('Off');
    light.type('b');
    await word('On');
  });
  await step('the colour is written', async () => {
    await lamp.getByLabel('Colour').fill('#80c0ff');
    await word('#80c0ff');
  });
  await step('the temperature is live', async () => {
    const figure = page.locator('.temperature .figure');
    await page.waitForFunction((element) => /^\d+\.\d$/.test(element?.textContent ?? ''), await figure.elementHandle());
    await page.locator('.temperature .chart .line[d]').waitFor({ state: 'attached' });
  });
  await step('screenshots', async () => {
    mkdirSync(DIST, { recursive: true });
    await page.mouse.move(0, 0);
    await settled(page);
    await page.screenshot({ path: path.join(DIST, 'page-light.png') });
    await page.emulateMedia({ colorScheme: 'dark' });
    await settled(page);
    await page.screenshot({ path: path.join(DIST, 'page-dark.png') });
    await page.emulateMedia({ colorScheme: 'light' });
  });
  await step('an object opens and names its resources', async () => {
    await page.locator('summary', { hasText: '/3/0' }).first().click();
    await page.getByRole('list', { name: 'Resources of /3/0' }).getByText('Manufacturer').waitFor();
  });
  await step('a wrong value is refused where it was typed', async () => {
    await page.locator('summary', { hasText: '/3311/0' }).click();
    await page.getByTitle('Write Dimmer').click();
    await page.getByRole('spinbutton', { name: 'New value of Dimmer' }).evaluate((input: { max: string; value: string }) => {
      input.max = '';
      input.value = '150';
    });
    await page.keyboard.press('Enter');
    await page.getByText('4.00 Bad Request. 5851 Dimmer takes an Integer, 0..100.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });
  await step('an instance is created, and deleted when asked twice', async () => {
    await page.getByTitle('Create an instance of Light Control').click();
    await page.getByRole('article', { name: 'Light /3311/1' }).getByText('Off', { exact: true }).waitFor();
    await page.locator('summary', { hasText: '/3311/1' }).click();
    const instance = page.locator('details', { has: page.getByText('/3311/1', { exact: true }) });
    await instance.getByRole('button', { name: 'Delete', exact: true }).click();
    await instance.getByRole('button', { name: 'Delete /3311/1?' }).click();
    await page.getByRole('article', { name: 'Light /3311/1' }).waitFor({ state: 'detached' });
  });
  await step('a screenshot of the objects', async () => {
    await settled(page);
    await page.screenshot({ path: path.join(DIST, 'page-objects.png'), fullPage: true });
  });
  await step('on a narrow screen nothing is wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.evaluate('scrollTo(0, 0)');
    await settled(page);
    await page.screenshot({ path: path.join(DIST, 'page-narrow.png') });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true);
    await page.setViewportSize({ width: 1180, height: 900 });
  });
  await step('a reboot registers again, and the card goes on', async () => {
    await page.getByTitle('Execute Reboot').click();
    await page.keyboard.press('Enter');
    await word('Off');
    await toggle.click();
    await word('On');
  });
  await step('the end of the light is shown', async () => {
    await light.stop();
    await page.getByText('De-registered. It comes back when it registers again.').waitFor();
    assert.equal(await toggle.isDisabled(), true);
  });
}

/** Waits until nothing moves. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished))');
}

main().then(
  () => console.log(`Screenshots are in ${path.relative('', DIST)}/.`),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
