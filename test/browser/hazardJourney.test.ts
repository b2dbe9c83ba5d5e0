import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Phones, describeInBrowser, startDemoServer } from './harness';
import type { DemoServer } from './harness';

const REPORTER = '冯小军'; // a worker of the first press team
const OFFICER = '唐敏'; // safety officer of his workshop
const HEAD = '宋铁成'; // head of the workshop
const OWNER = '曹刚'; // leader of his team
const MOST_DAYS = 40;

describeInBrowser('a hazard in the web chat', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chabaocu-photos-'));
  let server: DemoServer;
  let phones: Phones;

  beforeAll(async () => {
    server = await startDemoServer();
    phones = await Phones.open(server.address);
  }, 60_000);

  afterAll(async () => {
    await phones?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  async function photoFile(name: string, colour: string): Promise<string> {
    const file = join(folder, name);
    await sharp({ create: { width: 640, height: 480, channels: 3, background: colour } })
      .jpeg()
      .toFile(file);
    return file;
  }

  it('goes from a worker’s photo to close-out and the follow-up a month later', async () => {
    await phones.pickPerson('left', REPORTER);
    await phones.pickPerson('right', OFFICER);
    await phones.untilMorning();

    // Report with photos, confirm.
    await phones.say('left', '3号车间东头配电箱门掉了,线都露在外面');
    await phones.seeCard('left', 'YH-', '东头');
    await phones.photo('left', await photoFile('before1.jpg', '#8a6d3b'), await photoFile('before2.jpg', '#6d8a3b'));
    const understood = await phones.seeCard('left', 'YH-', '东头', '2张');
    expect(await understood.locator('img').count()).toBe(2);
    await phones.press('left', '确认上报');

    // The safety officer grades it, the head of the workshop hands it to the team leader.
    await phones.seeCard('right', '3号车间东头配电箱门掉了');
    await phones.press('right', '核实定级', { choose: ['一般'] });
    await phones.pickPerson('right', HEAD);
    await phones.press('right', '指派', { choose: [OWNER] });

    // The owner takes it and mends it, with a photo.
    await phones.pickPerson('right', OWNER);
    await phones.press('right', '接受');
    await phones.photo('right', await photoFile('after.jpg', '#3b8a6d'));
    await phones.press('right', '整改完成', { line: '门装回去了,线包好了' });

    // Before and after stand side by side for whoever looks again.
    await phones.pickPerson('right', OFFICER);
    const both = await phones.seeCard('right', '整改前', '整改后', '门装回去了');
    expect(await both.locator('figure').count()).toBe(2);
    await phones.press('right', '复查合格');

    // The reporter is asked, then the case is closed.
    await phones.press('left', '改好了');
    await phones.press('right', '销号');
    await phones.seeCard('left', '已销号');

    // A month later it is looked at once more.
    const again = phones.phone('right').locator('[data-testid="press:没有反弹"]');
    for (let days = 0; days < MOST_DAYS && (await again.count()) === 0; days++) await phones.moveClock('day');
    await phones.press('right', '没有反弹');
    await phones.see('right', '「没有反弹」办好了');
    await phones.seeCard('left', '跟踪复查合格', '整改后');

    expect(phones.complaints).toEqual([]);
  }, 240_000);

  it('answers at phone width and by keyboard alone', async () => {
    const narrow = await Phones.open(server.address, 360, 740);
    try {
      const { page } = narrow;
      await page.getByTestId('tab-left').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('owner');
      await page.keyboard.press('Enter');
      await page.getByTestId('person-search').pressSequentially('董杰');
      await page.keyboard.press('Enter');
      await narrow.phone('left').getByTestId('owner-name').filter({ hasText: '董杰' }).waitFor();
      await narrow.phone('left').getByTestId('composer').focus();
      await page.keyboard.type('帮助');
      await page.keyboard.press('Enter');
      await narrow.phone('left').getByTestId('message-out').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(narrow.complaints).toEqual([]);
    } finally {
      await narrow.close();
    }
  }, 60_000);
});
