import { compileLexicon, emptyLexicon, interpret, type Lexicon } from '../src/understanding';
import { readCorpus } from '../src/cli/corpus';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the understanding costs: milliseconds a message at the median and at p99, after warm-up, in one thread. */
export interface UnderstandingCost {
  readonly messages: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** p99 over the messages of each one's median over the rounds: what the code costs when the machine is busy with other things. */
  readonly p99OfMediansMs: number;
  readonly maxMs: number;
  readonly firstMs: number;
  readonly rssMb: number;
  readonly hostileMaxMs: number;
}

/** Strange inputs that must stay under 50 ms each. */
export const HOSTILE: readonly string[] = [
  '啊'.repeat(100_000),
  '1'.repeat(100_000),
  '没'.repeat(100_000),
  '三号'.repeat(50_000),
  '被压'.repeat(50_000),
  '😀'.repeat(50_000),
  '\u0000\u0001\u0002\u007f'.repeat(25_000),
  ' '.repeat(100_000),
  '\n'.repeat(100_000),
  '、1、2、'.repeat(25_000),
  'a'.repeat(100_000),
  '3号车间配电箱门坏了,'.repeat(10_000),
  '昨天下午三点'.repeat(16_000),
  '没没没没没戴戴戴戴'.repeat(12_000),
  '有人从上面掉下来砸伤两个人'.repeat(8_000),
];

const NOW = Date.parse('2026-11-21T14:00:00+08:00');

/** A lexicon of a plant of `count` words, for measuring with a full directory. */
export function plantLexicon(count: number): Lexicon {
  const shops = ['冲压', '焊装', '涂装', '总装', '机加', '铸造', '锻造', '热处理', '动力', '物流'];
  return {
    version: `bench-${count}`,
    entries: Array.from({ length: count }, (_, i) => ({
      kind: 'place' as const,
      id: `p${i}`,
      name: `${shops[i % 10] ?? ''}${Math.floor(i / 10) + 1}线${i % 7}工位`,
      aliases: [],
      unitId: 'u',
    })),
    phrases: [],
  };
}

/** Runs the benchmark over the corpora found in `test/corpus`. */
export function benchUnderstanding(root: string = process.cwd()): UnderstandingCost {
  const files = ['industry', 'services', 'mixed', 'everyday', 'later']
    .map((name) => join(root, 'test', 'corpus', `${name}.jsonl`))
    .filter((file) => existsSync(file));
  const messages = files.flatMap((file) => readCorpus(readFileSync(file, 'utf8')).map((line) => line.text));
  const lexicon = plantLexicon(500);
  const begun = performance.now();
  compileLexicon(lexicon);
  interpret(messages[0] ?? '三车间灭火器过期了', null, lexicon, NOW);
  const firstMs = performance.now() - begun;
  for (let round = 0; round < 5; round += 1) for (const text of messages) interpret(text, null, lexicon, NOW);
  const times: number[] = [];
  const perMessage: number[][] = messages.map(() => []);
  for (let round = 0; round < 10; round += 1) {
    messages.forEach((text, i) => {
      const start = performance.now();
      interpret(text, null, lexicon, NOW);
      const took = performance.now() - start;
      times.push(took);
      perMessage[i]?.push(took);
    });
  }
  times.sort((a, b) => a - b);
  const medians = perMessage.map((row) => row.sort((a, b) => a - b)[Math.floor(row.length / 2)] ?? 0).sort((a, b) => a - b);
  const hostile = HOSTILE.map((text) => {
    const start = performance.now();
    interpret(text, null, emptyLexicon, NOW);
    return performance.now() - start;
  });
  return {
    messages: messages.length,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
    p99OfMediansMs: medians[Math.floor(medians.length * 0.99)] ?? 0,
    maxMs: times[times.length - 1] ?? 0,
    firstMs,
    rssMb: process.memoryUsage().rss / 1e6,
    hostileMaxMs: Math.max(...hostile),
  };
}
