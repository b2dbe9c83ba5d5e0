import { decryptFile, mayCall } from '../../../../src/channels/wecomAibot/media';

/*
 * Fixed vectors: AES-256-CBC, IV = first half of the key, PKCS#7 to 32 bytes. A wrong key is a fixed one too: with a random one the
 * garbage would look padded once in some hundred times.
 */
const KEY = Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64');
const WRONG_KEY = Buffer.alloc(32, 7).toString('base64');
const PLAIN = Buffer.from('a photo of thirty-three bytes ...');
const FILE = '+iyOjvoDEcDZtvfQTojbl0uebdhBd/bZkYBfWAxiMOaTrwbZX2XZRucPUdpXBtkjJuoYjVh1RHEhJ5Rdf1Zjpg==';
const open = (base64: string, key = KEY): Buffer | null => decryptFile(Buffer.from(base64, 'base64'), key);

describe('a file of the robot', () => {
  it('is opened with its own key', () => {
    expect(open(FILE)).toEqual(PLAIN);
    // A whole block of padding follows what fills its blocks.
    expect(open('z8bbE36RpJtRsxvOGnsPD0DYew/PnvvvFvANjMMyFADhC+YteNcA2JwF1yhpvHYkcxCseHNTyCBUorSSu3Y63w==')).toEqual(Buffer.alloc(32, 65));
  });

  it('is not opened with another key, or one of another length', () => {
    expect(open(FILE, WRONG_KEY)).toBeNull();
    expect(open(FILE, Buffer.alloc(16, 1).toString('base64'))).toBeNull();
    expect(open(FILE, '')).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['half a block', '+iyOjvoDEcDZtvfQTojblw=='],
    ['padding of zero', 'z8bbE36RpJtRsxvOGnsPD/eWqkFU+ixsFDcQ/NFNU2U='],
    ['padding of more than a block', 'z8bbE36RpJtRsxvOGnsPD4KVs2GHy5KnWR2Rf4ecz8U='],
    ['padding of different bytes', 'z8bbE36RpJtRsxvOGnsPDzu+IF9dvE+V/YoN6YpNR/o='],
  ])('is not opened when broken: %s', (_what, base64) => expect(open(base64)).toBeNull());
});

describe('an address that comes with a message', () => {
  it.each([
    ['https://ww-aibot-img-1258476243.cos.ap-guangzhou.myqcloud.com/x?sign=1', true],
    ['http://127.0.0.1:9000/aibot-media/x', true],
    ['http://127.0.0.1:9001/aibot-media/x', false],
    ['http://169.254.169.254/latest/meta-data', false],
    ['file:///etc/passwd', false],
    ['no address', false],
  ])('%s is followed: %s', (url, followed) => expect(mayCall(url, 'http://127.0.0.1:9000')).toBe(followed));
});
