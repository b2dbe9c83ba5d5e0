import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

/** Which phone of the demo page. */
export type Side = 'left' | 'right';

const ROOT = join(__dirname, '..', '..');
const PLACES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);
/** No step of the product takes this long; a machine with two busy cores may. */
const PATIENCE = 15_000;

/** The browser of this machine: `CHROMIUM_PATH` (empty: there is none), else one of the usual places, else null. */
export function chromiumPath(): string | null {
  const given = process.env['CHROMIUM_PATH'];
  const candidates = given === undefined ? PLACES : [given];
  return candidates.find((path) => path !== '' && existsSync(path)) ?? null;
}

/** `describe` where there is a Chromium; elsewhere the suite is reported as skipped and its name says why. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (chromiumPath() === null) describe.skip(`${name} (no Chromium here: CHROMIUM_PATH names one)`, suite);
  else describe(name, suite);
}

/** A server of the product in demo mode, a process of its own with a folder of its own. */
export interface DemoServer {
  readonly address: string;
  /** Ends the process, waits for it, and removes its folder. */
  stop(): Promise<void>;
}

/** Starts the built server in demo mode on a free port with an empty data folder. Fails with the server's own words. */
export async function startDemoServer(): Promise<DemoServer> {
  const main = join(ROOT, 'dist', 'src', 'main.js');
  if (!existsSync(main) || !existsSync(join(ROOT, 'web', 'dist', 'index.html'))) {
    throw new Error('The browser tests run what is built: run `npm run build` first.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'chabaocu-browser-'));
  const child = spawn(process.execPath, [main], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], TZ: 'UTC', PORT: '0', DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    return { address: await addressOf(child), stop: () => end(child, folder) };
  } catch (error) {
    await end(child, folder);
    throw error;
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = '';
    const timer = setTimeout(() => failed(new Error(`The server printed no address in ${PATIENCE} ms:\n${said}`)), PATIENCE);
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/u.exec(said)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      found(address);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`The server ended with ${code} before it listened:\n${said}`));
    });
  });
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(hard);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** What a press adds to the button: the line it asks for, and options chosen by their text. */
export interface PressOptions {
  readonly line?: string;
  readonly choose?: readonly string[];
}

/** The demo page in a real browser, driven as a person would. Every step waits for what it needs and fails with what it missed. */
export class Phones {
  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    readonly page: Page,
    /** Errors of the page and requests to other hosts; a good run leaves it empty. */
    readonly complaints: readonly string[],
  ) {}

  /** Opens the page at desktop width, so that both phones stand side by side. */
  static async open(address: string, width = 1280, height = 900): Promise<Phones> {
    const executablePath = chromiumPath();
    if (executablePath === null) throw new Error('No Chromium on this machine; CHROMIUM_PATH names one.');
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-dev-shm-usage'],
    });
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) complaints.push(`request to another host: ${request.url()}`);
    });
    await page.goto(address);
    await page.getByTestId('phone-left').waitFor();
    return new Phones(browser, context, page, complaints);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.browser.close();
  }

  phone(side: Side): Locator {
    return this.page.getByTestId(`phone-${side}`);
  }

  /** Gives a phone to a person by name, through the searchable list. */
  async pickPerson(side: Side, name: string): Promise<void> {
    await this.phone(side).getByTestId('owner').click();
    await this.page.getByTestId('person-search').fill(name);
    await this.page.getByTestId(`person:${name}`).click();
    await this.page.getByTestId('person-picker').waitFor({ state: 'detached' });
    await this.phone(side).getByTestId('owner-name').filter({ hasText: name }).waitFor();
    await this.phone(side).getByTestId('messages').waitFor();
  }

  /** Types a line and sends it with Enter; it stands in the conversation afterwards. */
  async say(side: Side, text: string): Promise<void> {
    const box = this.phone(side).getByTestId('composer');
    await box.fill(text);
    await box.press('Enter');
    await this.phone(side).getByTestId('message-in').filter({ hasText: text }).last().waitFor();
  }

  /** Sends pictures through the photo button; resolves when the server shows each of them in the conversation. */
  async photo(side: Side, ...files: readonly string[]): Promise<void> {
    const arrived = this.phone(side).getByTestId('message-in').locator('img');
    const before = await arrived.count();
    await this.phone(side).getByTestId('photo-input').setInputFiles(files);
    await arrived.nth(before + files.length - 1).waitFor();
  }

  /** Presses the newest button of that text that can be pressed, behind «更多» where it is, and waits until the press is echoed. */
  async press(side: Side, text: string, options: PressOptions = {}): Promise<void> {
    const phone = this.phone(side);
    const button = phone.locator(`[data-testid="press:${text}"]:enabled`).last();
    await button.waitFor({ state: 'attached' });
    const card = button.locator('xpath=ancestor::article[1]');
    for (const choice of options.choose ?? []) await this.choose(card, choice);
    if (!(await button.isVisible())) await card.getByTestId('card-more').click();
    const echoes = phone.locator('[data-testid="message-in"].is-pressed');
    const before = await echoes.count();
    await button.click();
    const line = card.getByTestId('card-line');
    if (options.line !== undefined) await line.fill(options.line);
    if ((await line.count()) > 0) await card.getByTestId('card-submit').click();
    await echoes.nth(before).waitFor();
  }

  private async choose(card: Locator, text: string): Promise<void> {
    const open = card.locator('.option').filter({ hasText: text });
    if ((await open.count()) > 0) {
      await open.first().click();
      return;
    }
    const list = card.locator('select').filter({ hasText: text }).first();
    const value = await list.locator('option').filter({ hasText: text }).first().getAttribute('value');
    if (value === null) throw new Error(`No option «${text}» on the card.`);
    await list.selectOption(value);
  }

  /** Waits for a card that says all of these texts; answers the newest one. */
  async seeCard(side: Side, ...texts: readonly string[]): Promise<Locator> {
    const cards = this.phone(side).getByTestId('card');
    const card = texts.reduce((found, text) => found.filter({ hasText: text }), cards).last();
    await card.waitFor();
    return card;
  }

  /** Waits for a text in the conversation, on a card or in a bubble. */
  async see(side: Side, text: string): Promise<void> {
    await this.phone(side).getByTestId('messages').getByText(text).last().waitFor();
  }

  /** Moves the clock by one step; resolves when everything that fell due is done. */
  async moveClock(step: 'hour' | 'day' | 'nextDue'): Promise<void> {
    const button = this.page.getByTestId(`clock-${step}`);
    const answered = this.page.waitForResponse((answer) => answer.url().endsWith('/api/demo/clock'), { timeout: 60_000 });
    await button.click();
    const answer = await answered;
    if (!answer.ok()) throw new Error(`The clock did not move: ${answer.status()} ${await answer.text()}`);
    await this.page.locator('[data-testid="clock-hour"]:enabled').waitFor();
  }

  /** Moves the clock on to a morning hour, so that no quiet hours hold anything back whenever the test runs. */
  async untilMorning(): Promise<void> {
    for (let moved = 0; moved < 24; moved++) {
      const hour = Number((await this.page.getByTestId('clock-now').innerText()).slice(0, 2));
      if (hour >= 8 && hour <= 10) return;
      await this.moveClock('hour');
    }
    throw new Error('The clock shows no morning.');
  }
}
