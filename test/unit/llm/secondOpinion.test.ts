import { emptyLexicon } from '../../../src/understanding';
import { createChatClient, createSecondOpinion } from '../../../src/llm';
import type { AskModel, DoubtfulMessage } from '../../../src/llm';
import { startFakeLlm } from '../../fakes/llm/server';
import type { FakeLlm } from '../../fakes/llm/server';

const NOW = Date.parse('2026-03-06T02:00:00Z');
const message = (text: string, more: Partial<DoubtfulMessage> = {}): DoubtfulMessage => ({
  text,
  dialogue: null,
  lexicon: emptyLexicon,
  now: NOW,
  people: () => [{ name: '张伟', accounts: [] }],
  urgent: new AbortController().signal,
  ...more,
});
const UNCLEAR = '张伟桌子那边那玩意儿';
const NONE = { intent: 'none', items: [] };

/** A second opinion with a clock of its own, over a function that answers. */
function withAsk(ask: AskModel, timeoutMs = 5000) {
  const clock = { now: 0 };
  const outcomes: string[] = [];
  const opinion = createSecondOpinion({ ask, timeoutMs, machineNow: () => clock.now, onOutcome: (outcome) => void outcomes.push(outcome) });
  return { opinion, clock, outcomes };
}
const says =
  (opinion: unknown): AskModel =>
  async () => ({ ok: true, content: JSON.stringify(opinion) });

describe('asking for a second opinion', () => {
  it('sends no name and gets the words of the message back', async () => {
    const asked: string[] = [];
    const { opinion } = withAsk(async (text) => {
      asked.push(text);
      const item = { words: text, location: '〔人1〕桌子那边', cause: null, accidentType: null, severity: null };
      return { ok: true, content: JSON.stringify({ intent: 'hazard.report', items: [item] }) };
    });
    const consultation = await opinion.ask(message(UNCLEAR));
    expect(asked).toEqual(['〔人1〕桌子那边那玩意儿']);
    expect(consultation?.opinion?.items[0]).toMatchObject({ words: UNCLEAR, location: '张伟桌子那边' });
  });

  it.each([
    ['short', '嗯嗯'],
    ['sure', '一车间砂轮机防护罩掉了'],
    ['dangerous', '着火了快来人'],
    ['endless', '软软的'.repeat(400)],
  ])('is not done for what is %s', async (_what, text) => {
    const { opinion, outcomes } = withAsk(() => Promise.reject(new Error('asked')));
    expect(await opinion.ask(message(text))).toBeNull();
    expect(outcomes).toEqual([]);
  });

  it('pauses after three failures and begins again after a minute', async () => {
    let working = false;
    const { opinion, clock, outcomes } = withAsk(async (...put) =>
      working ? says(NONE)(...put) : { ok: false, outcome: 'failed', status: 500 },
    );
    for (let i = 0; i < 4; i += 1) await opinion.ask(message(UNCLEAR));
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'paused']);
    working = true;
    clock.now = 60_000;
    await opinion.ask(message(UNCLEAR));
    await opinion.ask(message(UNCLEAR));
    expect(outcomes.slice(4)).toEqual(['answered', 'answered']);
  });

  it('waits as long as a throttling endpoint asks', async () => {
    const { opinion, clock, outcomes } = withAsk(async () => ({ ok: false, outcome: 'throttled', status: 429, retryAfterMs: 120_000 }));
    await opinion.ask(message(UNCLEAR));
    clock.now = 119_999;
    await opinion.ask(message(UNCLEAR));
    clock.now = 120_000;
    await opinion.ask(message(UNCLEAR));
    expect(outcomes).toEqual(['throttled', 'paused', 'throttled']);
  });

  it('puts two questions at once and no third', async () => {
    const answers: (() => void)[] = [];
    const { opinion, outcomes } = withAsk((...put) => new Promise((resolve) => answers.push(() => void says(NONE)(...put).then(resolve))));
    const first = [opinion.ask(message(UNCLEAR)), opinion.ask(message(UNCLEAR))];
    expect(await opinion.ask(message(UNCLEAR))).toEqual({ outcome: 'busy', opinion: null });
    for (const answer of answers) answer();
    await Promise.all(first);
    expect(outcomes).toEqual(['busy', 'answered', 'answered']);
  });

  it('gives up at once for something urgent, without holding it against the endpoint', async () => {
    const urgent = new AbortController();
    const { opinion, outcomes } = withAsk(
      (_text, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const asked = opinion.ask(message(UNCLEAR, { urgent: urgent.signal }));
    urgent.abort();
    expect(await asked).toEqual({ outcome: 'interrupted', opinion: null });
    expect(outcomes).toEqual(['interrupted']);
  });
});

describe('the client', () => {
  let llm: FakeLlm;
  const signal = () => AbortSignal.timeout(10_000);
  const begin = async (options: Parameters<typeof startFakeLlm>[0] = {}) => {
    llm = await startFakeLlm(options);
    return createChatClient(llm.settings);
  };
  afterEach(async () => {
    await llm.close();
    expect(llm.violations).toEqual([]);
  });

  it('asks by schema', async () => {
    const ask = await begin();
    expect(await ask('文字', signal())).toEqual({ ok: true, content: JSON.stringify(NONE) });
    expect(llm.questions.map(({ format }) => format)).toEqual(['json_schema']);
  });

  it.each([
    [
      ['json_object', 'none'],
      ['json_schema', 'json_object', 'json_object'],
    ],
    [['none'], ['json_schema', 'json_object', 'none', 'none']],
  ])('of an endpoint that knows %j goes on to what it knows, and remembers', async (formats, asked) => {
    const ask = await begin({ formats });
    expect(await ask('一', signal())).toMatchObject({ ok: true });
    expect(await ask('二', signal())).toMatchObject({ ok: true });
    expect(llm.questions.map(({ format }) => format)).toEqual(asked);
  });

  it.each([
    [
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      { outcome: 'throttled', retryAfterMs: 7000 },
    ],
    [
      { kind: 'status', status: 503 },
      { outcome: 'failed', status: 503 },
    ],
    [
      { kind: 'status', status: 403 },
      { outcome: 'refused', status: 403 },
    ],
    [
      { kind: 'status', status: 413 },
      { outcome: 'declined', status: 413 },
    ],
    [{ kind: 'cutOff' }, { outcome: 'unreachable' }],
    [{ kind: 'redirect', to: 'http://127.0.0.1:9/v1/chat/completions' }, { outcome: 'unreachable' }],
    [{ kind: 'body', body: '{"choices":[]}' }, { outcome: 'malformed' }],
    [{ kind: 'body', body: 'x'.repeat(70_000) }, { outcome: 'malformed' }],
    [{ kind: 'content', content: '{}', finishReason: 'length' }, { outcome: 'malformed' }],
  ] as const)('takes %j for a failure of its kind', async (reply, expected) => {
    const ask = await begin();
    llm.next(reply);
    expect(await ask('文字', signal())).toMatchObject({ ok: false, ...expected });
  });

  it('says that a key is refused', async () => {
    await begin();
    expect(await createChatClient({ ...llm.settings, apiKey: null })('文字', signal())).toMatchObject({ outcome: 'refused', status: 401 });
  });

  it('stops when it is told to', async () => {
    const ask = await begin();
    llm.next({ kind: 'hold' });
    await expect(ask('文字', AbortSignal.timeout(50))).rejects.toThrow();
  });

  it('has no answer where nobody listens', async () => {
    await begin();
    const ask = createChatClient({ ...llm.settings, baseUrl: 'http://127.0.0.1:9/v1' });
    expect(await ask('文字', signal())).toMatchObject({ ok: false, outcome: 'unreachable' });
  });
});
