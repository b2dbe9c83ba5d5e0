import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { halfOf, readCorpus, type LabelledMessage } from '../../../src/cli/corpus';
import { scoreMessages, type Score, type Tally } from '../../../src/cli/score';

const FOLDER = join(__dirname, '..', '..', 'corpus');
const messages: readonly LabelledMessage[] = ['industry', 'services', 'mixed', 'everyday', 'later'].flatMap((name) =>
  readCorpus(readFileSync(join(FOLDER, `${name}.jsonl`), 'utf8')),
);
const share = (tally: Tally | undefined): number => (tally === undefined || tally.total === 0 ? 1 : tally.right / tally.total);

describe.each(['develop', 'heldOut'] as const)('the labelled messages, half %s', (half) => {
  let score: Score;
  beforeAll(() => {
    score = scoreMessages(messages.filter((message) => halfOf(message.id) === half));
  });

  it('reads the intents', () => {
    expect(share(score.intents)).toBeGreaterThanOrEqual(0.97);
  });

  it('reads no accident as anything else', () => {
    expect(score.misses.filter((miss) => miss.slot === undefined && miss.wanted === 'accident.report')).toEqual([]);
  });

  it('turns no check-in and hardly any chat into a hazard', () => {
    const turned = score.misses.filter(
      (miss) => miss.slot === undefined && miss.got === 'hazard.report' && /^(?:duty\.|none)/.test(miss.wanted),
    );
    expect(turned.length).toBeLessThanOrEqual(2);
  });

  it.each(['location', 'cause', 'accidentType', 'severity', 'occurredAt', 'date', 'ref', 'action', 'kind'])('reads the slot %s', (slot) => {
    expect(score.slots.get(slot)?.total).toBeGreaterThan(0);
    expect(share(score.slots.get(slot))).toBeGreaterThanOrEqual(0.89);
  });

  it('counts the hazards of a message', () => {
    expect(share(score.severalHazards)).toBeGreaterThanOrEqual(0.8);
  });
});
