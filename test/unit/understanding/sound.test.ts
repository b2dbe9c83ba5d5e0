import { pinyin } from 'pinyin-pro';
import { soundOf } from '../../../src/understanding/text/sound';

/** What dialects and dictation mix up sounds alike. */
const blurred = (sound: string): string =>
  sound
    .replace(/^([zcs])h/, '$1')
    .replace(/^l/, 'n')
    .replace(/ng$/, 'n');

describe('the sound of a character', () => {
  it('is that of a dictionary, with what dialects mix up made equal', () => {
    const wrong: string[] = [];
    for (let code = 0x3400; code <= 0x9fff; code += 1) {
      const character = String.fromCharCode(code);
      const [sound = character] = pinyin(character, { toneType: 'none', type: 'array' });
      if (soundOf(character) !== blurred(sound)) wrong.push(character);
    }
    expect(wrong).toEqual([]);
  });
  it('is that of the numeral for a digit, and the character itself for others', () => {
    expect(soundOf('5')).toBe(soundOf('五'));
    expect(['A', ' ', '。', '😀'].map(soundOf)).toEqual(['A', ' ', '。', '😀']);
    expect(soundOf('炉')).toBe(soundOf('努'));
  });
});
