import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from '../../../src/cli/corpus';
import { scoreMessages } from '../../../src/cli/score';
import { interpret, type Lexicon } from '../../../src/understanding';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'recipes', 'understanding.md'), 'utf8');

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`no ${language} block`);
  return found;
}

function isLexicon(value: unknown): value is Lexicon {
  return typeof value === 'object' && value !== null && 'version' in value && 'entries' in value && 'phrases' in value;
}

describe('the recipe for teaching the understanding', () => {
  const labelled = block('jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => line.replace('{', `{"id":"r${i}",`));

  it.each(labelled)('%s', (line) => {
    expect(scoreMessages(readCorpus(line)).misses).toEqual([]);
  });

  const lexicon: unknown = JSON.parse(block('json'));
  it.each(
    block('lexicon')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/ => | (?=\S+$)/)),
  )('%s => %s %s', (text, name, id) => {
    if (!isLexicon(lexicon)) throw new Error('the lexicon of the recipe has another shape');
    const { intent } = interpret(text ?? '', null, lexicon, Date.parse('2026-11-21T14:00:00+08:00'));
    expect(intent.name).toBe(name);
    const place = intent.name === 'hazard.report' ? intent.items[0]?.location : undefined;
    expect(place?.entry?.id ?? '-').toBe(id);
  });

  it('names files that exist', () => {
    const named = [...page.matchAll(/`((?:data|intents|text|time)\/\w+\.ts)`/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(8);
    for (const file of named) expect(() => readFileSync(join(__dirname, '..', '..', '..', 'src', 'understanding', file))).not.toThrow();
  });
});
