import sharp from 'sharp';

/** A small JPEG of one colour, different for every `seed`, with a camera's and a place's marks in it. */
export async function samplePhoto(seed: number): Promise<Buffer> {
  const background = { r: (seed * 37) % 256, g: (seed * 91) % 256, b: (seed * 53) % 256 };
  return sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .withExif({ IFD0: { Make: `TestCamera${seed}`, Artist: `Owner${seed}` }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 14/1 0/1' } })
    .jpeg()
    .toBuffer();
}
