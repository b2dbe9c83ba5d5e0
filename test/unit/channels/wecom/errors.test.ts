import { classOfErrcode, classOfHttpStatus, listedErrcodes } from '../../../../src/channels/wecom/errors';

/** Every errcode that the protocol notes name for the calls of a self-built app (§3, §4, §7, §9). */
const NAMED = [
  -1, 6000, 40001, 40003, 40004, 40005, 40006, 40007, 40008, 40009, 40013, 40014, 40031, 40032, 40033, 40035, 40056, 40058, 40063, 40074,
  40091, 40123, 40145, 40146, 40201, 41001, 41004, 41011, 41016, 41033, 42001, 42014, 42015, 42016, 42017, 42018, 42019, 42020, 42022,
  42027, 42028, 42029, 42030, 42031, 42033, 42035, 42036, 42037, 42038, 42039, 42040, 42041, 42042, 42043, 42044, 42045, 42046, 42047,
  42049, 42050, 42051, 42052, 43004, 43012, 44001, 44004, 45001, 45002, 45008, 45009, 45029, 45033, 45035, 45036, 46004, 48001, 48002,
  48006, 48009, 48010, 50001, 50002, 50003, 60011, 60020, 60021, 60031, 60111, 60140, 81012, 81013, 82001, 82002, 82003, 82004, 82101,
  82102, 85002, 92000, 301002, 301017, 830002,
];

describe('errcodes', () => {
  it('has a row for each one of the notes', () => {
    const listed = new Set(listedErrcodes());
    expect(NAMED.filter((code) => !listed.has(code))).toEqual([]);
  });

  it('repeats only what the platform calls its own trouble', () => {
    const repeated = listedErrcodes().filter((code) => ['retry', 'refresh'].includes(classOfErrcode(code).class));
    expect([...repeated].sort((a, b) => a - b)).toEqual([-1, 6000, 40014, 42001, 45009, 45033, 45035, 45036]);
  });

  it('keeps a message whose errcode nobody knows', () => {
    expect(classOfErrcode(123456).class).toBe('operator');
  });

  it.each([
    [500, 'retry'],
    [503, 'retry'],
    [408, 'retry'],
    [429, 'retry'],
    [404, 'operator'],
    [301, 'operator'],
  ])('classes HTTP %i as %s', (status, kind) => {
    expect(classOfHttpStatus(status).class).toBe(kind);
  });
});
