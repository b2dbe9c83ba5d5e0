import sharp from 'sharp';
import { renderDocx, verificationOpinion } from '../../../src/forms';
import { facts } from './sample';
import { unzip } from './unzip';

describe('the Word document', () => {
  it('opens, and holds title, every label and every value', async () => {
    const form = verificationOpinion(facts());
    const files = unzip(await renderDocx(form));
    const xml = files.get('word/document.xml')?.toString('utf8') ?? '';
    expect(files.has('[Content_Types].xml')).toBe(true);
    for (const words of [form.title, form.number, '门锁完好', ...form.fields.map((field) => field.label)]) expect(xml).toContain(words);
    expect(xml).not.toContain('张三');
  });

  it('embeds the photos that are handed in, in their proportions', async () => {
    const bytes = await sharp({ create: { width: 400, height: 200, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const files = unzip(await renderDocx(verificationOpinion(facts()), new Map([['aa', { bytes, type: 'jpg', width: 400, height: 200 }]])));
    const media = [...files].filter(([name]) => name.startsWith('word/media/'));
    expect(media).toHaveLength(1);
    expect(media[0]?.[1].equals(bytes)).toBe(true);
    const [, cx, cy] = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(files.get('word/document.xml')?.toString('utf8') ?? '') ?? [];
    expect(Number(cx) / Number(cy)).toBeCloseTo(2, 1);
  });

  it('keeps what people wrote as text', async () => {
    const files = unzip(await renderDocx(verificationOpinion(facts({ description: '<w:p>&"' }))));
    expect(files.get('word/document.xml')?.toString('utf8')).toContain('&lt;w:p&gt;&amp;');
  });
});
