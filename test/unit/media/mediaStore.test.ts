import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { MediaFile } from '../../../entities';
import { contentHash } from '../../../src/media/hashedFiles';
import { createMediaStore, forgetOriginal, MAX_BYTES, recordMedia } from '../../../src/media/mediaStore';
import type { MediaStore, StoredMedia } from '../../../src/media/mediaStore';
import { DATABASES, openTestDatabase } from '../../harness/databases';
import type { TestDatabase } from '../../harness/databases';

let folder: string;
let store: MediaStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chabaocu-media-'));
  store = createMediaStore(join(folder, 'media'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const canvas = (width: number, height: number, background = '#c04020'): Sharp =>
  sharp({ create: { width, height, channels: 3, background } });

/** A photo as a phone makes it: lying on its side, with the place it was taken in its metadata. */
const phonePhoto = (): Promise<Buffer> =>
  canvas(400, 300)
    .withMetadata({ orientation: 6 })
    .withExif({
      IFD0: { Make: 'PhoneMaker', Software: 'secret-software' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '122/1 6/1 0/1' },
    })
    .jpeg()
    .toBuffer();

async function stored(bytes: Buffer, options?: { keepOriginal?: boolean }): Promise<StoredMedia> {
  const result = await store.storeImage(bytes, options);
  if (!result.ok) throw new Error(result.code);
  return result;
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('photos', () => {
  it('are shown upright and without metadata, and kept as they were beside', async () => {
    const photo = await phonePhoto();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const media = await stored(photo);
    expect(media).toMatchObject({ contentType: 'image/jpeg', width: 300, height: 400, originalHash: contentHash(photo) });
    const shown = await store.read(media.hash);
    const metadata = await sharp(shown ?? Buffer.alloc(0)).metadata();
    expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.orientation]).toEqual([undefined, undefined, undefined, undefined]);
    expect(shown?.includes('secret-software')).toBe(false);
    expect(contentHash(shown ?? Buffer.alloc(0))).toBe(media.hash);
    expect(await store.readOriginal(media.originalHash ?? '')).toEqual(photo);
    expect(await store.read(media.originalHash ?? '')).toBeNull();
  });

  it('of anonymous cases leave no original, neither then nor later', async () => {
    const photo = await phonePhoto();
    const media = await stored(photo, { keepOriginal: false });
    expect(media.originalHash).toBeNull();
    expect(await store.readOriginal(contentHash(photo))).toBeNull();
    const kept = await stored(photo);
    await store.destroyOriginal(kept.originalHash ?? '');
    expect(await store.readOriginal(contentHash(photo))).toBeNull();
    expect(await store.read(media.hash)).not.toBeNull();
  });

  it('become JPEG from every type that phones send', async () => {
    const picture = canvas(20, 10);
    const types = [picture.clone().png(), picture.clone().webp(), picture.clone().gif(), picture.clone().jpeg()];
    for (const type of types)
      expect(await stored(await type.toBuffer())).toMatchObject({ contentType: 'image/jpeg', width: 20, height: 10 });
  });

  it('get white where they were transparent', async () => {
    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer();
    const media = await stored(clear);
    const { data } = await sharp((await store.read(media.hash)) ?? Buffer.alloc(0))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it('have at most 2560 pixels on the long side, and are never blown up', async () => {
    expect(await stored(await canvas(4000, 1000).jpeg().toBuffer())).toMatchObject({ width: 2560, height: 640 });
    expect(await stored(await canvas(100, 50).jpeg().toBuffer())).toMatchObject({ width: 100, height: 50 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not a picture at all')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>alert(1)</script></svg>')],
    ['SVG in XML', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a program with a JPEG head', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('MZ this is no picture')])],
    ['a PDF', Buffer.from('%PDF-1.7')],
  ])('are refused when they are %s', async (_name, bytes) => {
    expect(await store.storeImage(bytes)).toEqual({ ok: false, code: 'notAnImage' });
    expect(filesBelow(folder)).toEqual([]);
  });

  it('are refused when too large in bytes or in pixels', async () => {
    const heavy = Buffer.concat([await canvas(10, 10).jpeg().toBuffer(), Buffer.alloc(MAX_BYTES)]);
    expect(await store.storeImage(heavy)).toEqual({ ok: false, code: 'tooLarge' });
    const vast = await canvas(10_000, 5_001).png({ compressionLevel: 9 }).toBuffer();
    expect(vast.length).toBeLessThan(MAX_BYTES);
    expect(await store.storeImage(vast)).toEqual({ ok: false, code: 'tooManyPixels' });
  });

  it('have small copies, made once, of a few widths', async () => {
    const media = await stored(await canvas(1000, 500).jpeg().toBuffer());
    const small = await store.readThumbnail(media.hash, 300);
    expect((await sharp(small ?? Buffer.alloc(0)).metadata()).width).toBe(320);
    const before = filesBelow(folder).length;
    expect(await store.readThumbnail(media.hash, 319)).toEqual(small);
    expect(filesBelow(folder)).toHaveLength(before);
    expect((await sharp((await store.readThumbnail(media.hash, 99_999)) ?? Buffer.alloc(0)).metadata()).width).toBe(1000);
  });
});

describe('voice notes', () => {
  const ogg = (codec: string): Buffer => Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from(codec), Buffer.alloc(60)]);
  it.each([
    ['audio/amr', Buffer.from('#!AMR\n\x3c')],
    ['audio/amr', Buffer.from('#!AMR-WB\n\x3c')],
    ['audio/speex', ogg('Speex   1.2')],
    ['audio/ogg', ogg('OpusHead')],
    ['audio/mpeg', Buffer.from('ID3\x04\x00')],
    ['audio/mpeg', Buffer.from([0xff, 0xfb, 0x90, 0x64])],
    ['audio/wav', Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WAVEfmt ')])],
  ])('are kept as they came: %s', async (contentType, bytes) => {
    const result = await store.storeBytes(bytes);
    expect(result).toMatchObject({ ok: true, contentType, hash: contentHash(bytes), originalHash: null });
    expect(await store.read(contentHash(bytes))).toEqual(bytes);
    expect(await store.readThumbnail(contentHash(bytes), 320)).toBeNull();
  });

  it('are refused when they are none, or too large', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), Buffer.from([0xff, 0xff, 0x00]), await canvas(2, 2).jpeg().toBuffer()]) {
      expect(await store.storeBytes(bytes)).toEqual({ ok: false, code: 'notAudio' });
    }
    const heavy = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(MAX_BYTES)]);
    expect(await store.storeBytes(heavy)).toEqual({ ok: false, code: 'tooLarge' });
  });
});

describe('the folder', () => {
  it('is never left by a name that is no hash', async () => {
    writeFileSync(join(folder, 'outside'), 'secret');
    for (const name of [
      '../outside',
      '..%2foutside',
      '/etc/passwd',
      'A'.repeat(64),
      '',
      `${'a'.repeat(64)}/../../../../outside`,
      `${'a'.repeat(64)}\n`,
    ]) {
      expect(await store.read(name)).toBeNull();
      expect(await store.readOriginal(name)).toBeNull();
      expect(await store.readThumbnail(name, 320)).toBeNull();
      await expect(store.destroyOriginal(name)).rejects.toThrow('not a content hash');
    }
  });

  it('keeps equal files once, also when they come at the same time', async () => {
    const photo = await phonePhoto();
    const all = await Promise.all(Array.from({ length: 8 }, () => stored(photo)));
    expect(new Set(all.map((m) => m.hash)).size).toBe(1);
    expect(filesBelow(join(folder, 'media'))).toHaveLength(2);
  });

  it('lays files two folders deep, readable by the owner alone', async () => {
    const { hash } = await stored(await phonePhoto());
    const file = join(folder, 'media', hash.slice(0, 2), hash.slice(2, 4), hash);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('loses drafts of a crash, not those of this minute', async () => {
    const drafts = join(folder, 'media', 'drafts');
    mkdirSync(drafts, { recursive: true });
    const now = 1_764_000_000_000;
    for (const [name, age] of [
      ['old', 2 * 3_600_000],
      ['new', 60_000],
    ] as const) {
      writeFileSync(join(drafts, name), 'half');
      utimesSync(join(drafts, name), (now - age) / 1000, (now - age) / 1000);
    }
    await store.sweep(now);
    expect(readdirSync(drafts)).toEqual(['new']);
  });
});

describe.each(DATABASES)('rows of files on %s', (kind) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await openTestDatabase(kind);
  });
  afterAll(() => db.close());

  it('are written once, and forget the original on demand', async () => {
    const media = await stored(await phonePhoto());
    await db.store.transaction((m) => recordMedia(m, media, 5));
    await db.store.transaction((m) => recordMedia(m, media, 6));
    const { manager } = db.store.dataSource;
    expect(await manager.find(MediaFile)).toEqual([
      {
        hash: media.hash,
        contentType: 'image/jpeg',
        bytes: media.bytes,
        width: 300,
        height: 400,
        originalHash: media.originalHash,
        createdAt: 5,
      },
    ]);
    expect(await db.store.transaction((m) => forgetOriginal(m, media.hash))).toBe(media.originalHash);
    expect(await db.store.transaction((m) => forgetOriginal(m, media.hash))).toBeNull();
    expect((await manager.findOneBy(MediaFile, { hash: media.hash }))?.originalHash).toBeNull();
  });
});
