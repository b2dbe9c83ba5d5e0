import type { ChatMessageDto } from '../../../src/http/dto';
import type { Entry } from '../../../web/src/merge';
import { echoOrder, leavesHole, mergeMessages } from '../../../web/src/merge';

const message = (id: string, order: number, rest: Partial<ChatMessageDto> = {}): ChatMessageDto => ({
  id,
  direction: 'out',
  version: 1,
  order,
  at: order,
  body: { kind: 'text', text: id },
  ...rest,
});
const echo = (id: string, order: number, state: Entry['state'] = 'sending'): Entry => ({
  id,
  direction: 'in',
  version: -1,
  order,
  at: 0,
  body: { kind: 'text', text: id },
  state,
  changes: 0,
});
const ids = (entries: readonly Entry[]): string[] => entries.map((e) => e.id);

describe('mergeMessages', () => {
  it('keeps the order of the conversation whatever the order of arrival', () => {
    const { entries } = mergeMessages([], [message('c', 3), message('a', 1), message('b', 2)]);
    expect(ids(entries)).toEqual(['a', 'b', 'c']);
  });

  it('replaces a card by a higher version in its place and counts the change', () => {
    const first = mergeMessages([], [message('a', 1), message('b', 2)]).entries;
    const { entries, added, changed } = mergeMessages(first, [message('a', 1, { version: 2, body: { kind: 'text', text: 'new' } })]);
    expect(ids(entries)).toEqual(['a', 'b']);
    expect(entries[0]?.body).toEqual({ kind: 'text', text: 'new' });
    expect(entries[0]?.changes).toBe(1);
    expect(ids(changed)).toEqual(['a']);
    expect(added).toEqual([]);
  });

  it('drops what is known already, and what is older than what is known', () => {
    const first = mergeMessages([], [message('a', 1, { version: 5 })]).entries;
    const again = mergeMessages(first, [message('a', 1, { version: 5 }), message('a', 1, { version: 4 })]);
    expect(again.entries).toEqual(first);
    expect([...again.added, ...again.changed]).toEqual([]);
  });

  it('puts the server’s message in the place of the echo, even of one believed to have failed', () => {
    const { entries, added, changed } = mergeMessages([echo('x', 9, 'failed')], [message('x', 7, { direction: 'in', version: 0 })]);
    expect(entries).toEqual([{ ...message('x', 7, { direction: 'in', version: 0 }), state: 'sent', changes: 0 }]);
    expect([...added, ...changed]).toEqual([]);
  });
});

describe('echoOrder', () => {
  it('is after everything on the screen, other echoes included', () => {
    const entries = [...mergeMessages([], [message('a', 1_700_000_000_000)]).entries, echo('x', 1_700_000_000_000.001)];
    const next = echo('y', echoOrder(entries));
    expect(ids(mergeMessages([...entries, next], []).entries)).toEqual(['a', 'x', 'y']);
  });
});

describe('leavesHole', () => {
  const known = mergeMessages([], [message('a', 10), message('b', 20)]).entries;

  it('is true where the newest page starts after everything known and more lies before it', () => {
    expect(leavesHole(known, [message('d', 40)], true)).toBe(true);
  });

  it('is false where the page reaches back, is complete, or nothing is known yet', () => {
    expect(leavesHole(known, [message('b', 20), message('c', 30)], true)).toBe(false);
    expect(leavesHole(known, [message('d', 40)], false)).toBe(false);
    expect(leavesHole([echo('x', 1)], [message('d', 40)], true)).toBe(false);
  });
});
